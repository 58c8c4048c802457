"""Diagnostic criteria: SIRS, PERC rule, FeverPAIN.

{"temperature": 38.4, "heart_rate": 88, "respiratory_rate": 18, "paco2": 30, "white_cells": 13.1}  ->  3 SIRS criteria
"""

from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, Below, Has
from ehrmind.medcalc.findings import history
from ehrmind.medcalc.forms import Choice, Citation, Finding, Measure, Values
from ehrmind.medcalc.measures import (
    AGE,
    HEART_RATE,
    OXYGEN_SATURATION,
    PACO2,
    RESPIRATORY_RATE,
    TEMPERATURE,
    WHITE_CELLS,
)
from ehrmind.medcalc.scores import Criterion, Options, score
from ehrmind.medcalc.variants.diagnosis import VARIANTS

BANDS = Measure("bands", "%", 0, 24, says=("band forms", "band neutrophils"), usual=(0, 5))

LEG_SWELLING = Finding(
    "unilateral_leg_swelling",
    ("{His} left leg is swollen.", "There is swelling of the right leg only.", "One calf is visibly swollen."),
    ("Neither leg is swollen.", "There is no leg swelling.", "{He} has no unilateral leg swelling."),
    label="unilateral leg swelling",
    implied=("The right calf measures clearly more around than the left one.",),
    entities=("Unilateral Leg Swelling",),
)
HEMOPTYSIS = Finding(
    "hemoptysis",
    ("{He} coughed up blood.", "{He} reports hemoptysis.", "There was hemoptysis this morning."),
    ("{He} has no hemoptysis.", "{He} denies coughing up blood.", "There is no hemoptysis."),
    label="hemoptysis",
    implied=("{His} sputum was streaked with bright red blood.",),
    entities=("Hemoptysis",),
)
SURGERY = Finding(
    "surgery_or_trauma",
    (
        "{He} had knee surgery under general anesthesia two weeks ago.",
        "{He} had an abdominal operation under general anesthesia last week.",
        "A broken femur was fixed under general anesthesia ten days ago.",
    ),
    (
        "{He} had no recent surgery or trauma.",
        "There was no surgery and no trauma in the past month.",
        "{He} denies recent surgery and recent trauma.",
    ),
    label="surgery or trauma with general anesthesia in the past four weeks",
    implied=("{He} went home from the surgical ward last week without {his} gallbladder.",),
    entities=("Recent surgery or trauma",),
)
EARLIER_CLOT = history(
    *("earlier_clot", "deep vein thrombosis", "pulmonary embolism"),
    implied=("{He} once took warfarin for half a year because of a clot in {his} thigh vein.",),
    entities=("Previously Documented Pulmonary Embolism", "Previously documented Deep Vein Thrombosis"),
)
HORMONES = Finding(
    "hormone_use",
    ("{He} takes estrogen tablets.", "{He} uses an estrogen patch.", "{He} is on estrogen replacement."),
    ("{He} takes no hormones.", "{He} does not take estrogen.", "{He} uses no hormone therapy."),
    label="estrogen use",
    implied=("{He} has been prescribed conjugated equine estrogens since last year.",),
    entities=("Hormone use",),
)

FEVER = Finding(
    "fever_past_day",
    (
        "{He} had a fever in the past day.",
        "{He} has had a fever since last night.",
        "{He} measured a fever at home this morning.",
    ),
    (
        "{He} had no fever in the past day.",
        "There was no fever since yesterday.",
        "{He} denies any fever today or yesterday.",
    ),
    label="fever in the past day",
    implied=("Last night {his} thermometer at home read well above normal.",),
    entities=("Fever in past 24 hours",),
)
PURULENCE = Finding(
    "purulent_tonsils",
    ("There is pus on the tonsils.", "The tonsils are purulent.", "The tonsils carry a purulent exudate."),
    ("There is no pus on the tonsils.", "The tonsils are not purulent.", "No tonsillar pus is seen."),
    label="pus on the tonsils",
    implied=("The tonsillar crypts are filled with thick yellow exudate.",),
    entities=("Purulent tonsils",),
)
EARLY = Finding(
    "early_attendance",
    (
        "{His} sore throat began yesterday.",
        "{His} throat has been sore for two days.",
        "{He} comes on the second day of a sore throat.",
    ),
    (
        "{His} sore throat did not begin within the last three days.",
        "{His} throat symptoms did not start this week.",
        "{His} sore throat is not of recent onset and has lasted ten days.",
    ),
    label="symptom onset within three days",
    implied=("{His} throat felt normal until the day before yesterday and has hurt since then.",),
    may_be_silent=False,
    entities=("Symptom onset ≤3 days", "Symptom onset <=3 days"),
)
INFLAMED = Finding(
    "severe_inflammation",
    (
        "The tonsils are severely inflamed.",
        "There is severe inflammation of the tonsils.",
        "Both tonsils show severe inflammation.",
    ),
    (
        "The tonsils are not severely inflamed.",
        "There is no severe inflammation of the tonsils.",
        "Neither tonsil shows severe inflammation.",
    ),
    label="severe inflammation of the tonsils",
    implied=("Both tonsils are fiery red and so swollen that they almost touch.",),
    entities=("Severe tonsil inflammation",),
)
COUGH_OR_CORYZA = Choice(
    "cough_or_coryza",
    {
        "not stated": (),
        "present": ("{He} has a cough and a runny nose.", "{He} also has a runny nose."),
        "absent": ("{He} has no cough and no coryza.", "There is neither cough nor a runny nose."),
    },
    label="Cough or coryza",
    entities=("Absence of cough or coryza",),
    benchmark={"true": "absent", "false": "present"},
)


def _fever_is_consistent(values: Values) -> bool:
    """A temperature that can be measured on the day; without fever it is normal."""
    return bool(36 <= values["temperature"] <= (40.5 if values["fever_past_day"] else 37.4))


CALCULATORS = (
    score(
        id=33,
        name="FeverPAIN Score for Strep Pharyngitis",
        category="diagnosis",
        question=(
            "What is the patient's FeverPAIN score (Little 2013, 0 to 5 points)? A criterion that the note does not "
            "state gives 0 points."
        ),
        citation=Citation("Little et al.", 2013, "10.1136/bmj.f5806"),
        inputs=(FEVER, PURULENCE, EARLY, INFLAMED, COUGH_OR_CORYZA, TEMPERATURE),
        optional=("temperature",),
        missing_rule="A criterion that is not stated gives 0 points.",
        criteria=(
            Criterion("Fever in the past 24 hours", 1, Has(FEVER)),
            Criterion("Purulent tonsils", 1, Has(PURULENCE)),
            Criterion("Symptom onset within 3 days", 1, Has(EARLY)),
            Criterion("Severely inflamed tonsils", 1, Has(INFLAMED)),
            Options("Cough or coryza", COUGH_OR_CORYZA, {"not stated": 0, "present": 0, "absent": 1}),
        ),
        possible=_fever_is_consistent,
        variants=VARIANTS.get(33, ()),
    ),
    score(
        id=48,
        name="PERC Rule for Pulmonary Embolism",
        category="diagnosis",
        unit="criteria",
        question="How many of the eight criteria of the PERC rule for pulmonary embolism (Kline 2004) are present?",
        citation=Citation("Kline et al.", 2004, "10.1111/j.1538-7836.2004.00790.x"),
        missing_rule="A finding that is not stated counts as absent.",
        criteria=(
            Criterion("Age at least 50", 1, AtLeast(AGE, 50)),
            Criterion("Pulse at least 100", 1, AtLeast(HEART_RATE, 100)),
            Criterion("Oxygen saturation on room air below 95 %", 1, Below(OXYGEN_SATURATION, 95)),
            Criterion("Unilateral leg swelling", 1, Has(LEG_SWELLING)),
            Criterion("Hemoptysis", 1, Has(HEMOPTYSIS)),
            Criterion("Surgery or trauma with general anesthesia within 4 weeks", 1, Has(SURGERY)),
            Criterion("Earlier deep vein thrombosis or pulmonary embolism", 1, Has(EARLIER_CLOT)),
            Criterion("Estrogen use", 1, Has(HORMONES)),
        ),
        variants=VARIANTS.get(48, ()),
    ),
    score(
        id=51,
        name="SIRS Criteria",
        category="diagnosis",
        unit="criteria",
        question="How many of the four criteria of the systemic inflammatory response syndrome (SIRS, 1992) are met?",
        citation=Citation("Bone et al.", 1992, "10.1378/chest.101.6.1644"),
        optional=("paco2", "bands"),
        missing_rule="A PaCO2 or a share of band forms that is not stated counts as normal.",
        criteria=(
            Criterion(
                "Temperature above 38 or below 36 °C", 1, AnyOf((Above(TEMPERATURE, 38), Below(TEMPERATURE, 36)))
            ),
            Criterion("Heart rate above 90", 1, Above(HEART_RATE, 90)),
            Criterion(
                *("Respiratory rate above 20 or PaCO2 below 32 mmHg", 1),
                AnyOf((Above(RESPIRATORY_RATE, 20), Below(PACO2, 32))),
            ),
            Criterion(
                *("White cells above 12 or below 4 ×10⁹/L, or above 10 % band forms", 1),
                AnyOf((Above(WHITE_CELLS, 12), Below(WHITE_CELLS, 4), Above(BANDS, 10))),
            ),
        ),
        variants=VARIANTS[51],
    ),
)

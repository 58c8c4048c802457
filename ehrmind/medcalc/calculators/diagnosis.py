"""Diagnostic criteria: SIRS, PERC rule, FeverPAIN.

{"temperature": 38.4, "heart_rate": 88, "respiratory_rate": 18, "paco2": 30, "white_cells": 13.1}  ->  3 SIRS criteria
"""

from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, Below, Has
from ehrmind.medcalc.findings.perc import ANESTHESIA, COUGHING_BLOOD, EARLIER_CLOT, HORMONES, ONE_LEG_SWOLLEN
from ehrmind.medcalc.findings.throat import COUGH_OR_CORYZA, EARLY, FEVER, INFLAMED, PURULENCE
from ehrmind.medcalc.forms import Citation, Measure, Values
from ehrmind.medcalc.measures import (
    AGE,
    HEART_RATE,
    OXYGEN_SATURATION,
    PACO2,
    RESPIRATORY_RATE,
    TEMPERATURE,
    WHITE_CELLS,
)
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Criterion, Options, score
from ehrmind.medcalc.variants.diagnosis import VARIANTS

BANDS = Measure("bands", "%", 0, 24, says=("band forms", "band neutrophils", "share of band forms"), usual=(0, 5))


def _fever_is_consistent(values: Values) -> bool:
    """A temperature that can be measured on the day; without fever it is normal."""
    return bool(36 <= values["temperature"] <= (40.5 if values["fever_past_day"] else 37.4))


SIRS = (
    Criterion("Temperature above 38 or below 36 °C", 1, AnyOf((Above(TEMPERATURE, 38), Below(TEMPERATURE, 36)))),
    Criterion("Heart rate above 90", 1, Above(HEART_RATE, 90)),
    Criterion(
        *("Respiratory rate above 20 or PaCO2 below 32 mmHg", 1),
        AnyOf((Above(RESPIRATORY_RATE, 20), Below(PACO2, 32))),
    ),
    Criterion(
        *("White cells above 12 or below 4 ×10⁹/L, or above 10 % band forms", 1),
        AnyOf((Above(WHITE_CELLS, 12), Below(WHITE_CELLS, 4), Above(BANDS, 10))),
    ),
)

CALCULATORS = (
    score(
        id=33,
        name="FeverPAIN Score for Strep Pharyngitis",
        category="diagnosis",
        question=asks(
            "the patient's FeverPAIN score (Little 2013, 0 to 5 points)",
            " A criterion that the note does not state gives 0 points.",
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
        question=(
            "[How many of the eight criteria of the PERC rule for [pulmonary embolism|PE] (Kline 2004) are "
            "present?|Count which of the eight PERC criteria for [pulmonary embolism|PE] (Kline 2004) are "
            "present, and give their number.|Give the number of the eight criteria of the PERC rule (Kline 2004) "
            "that are present.|"
            "How many criteria of the PERC rule (Kline 2004, of eight) does the patient have?|"
            "Of the eight criteria of the PERC rule (Kline 2004), how many are present?]"
        ),
        citation=Citation("Kline et al.", 2004, "10.1111/j.1538-7836.2004.00790.x"),
        missing_rule="A finding that is not stated counts as absent.",
        criteria=(
            Criterion("Age at least 50", 1, AtLeast(AGE, 50)),
            Criterion("Pulse at least 100", 1, AtLeast(HEART_RATE, 100)),
            Criterion("Oxygen saturation on room air below 95 %", 1, Below(OXYGEN_SATURATION, 95)),
            Criterion("Unilateral leg swelling", 1, Has(ONE_LEG_SWOLLEN)),
            Criterion("Hemoptysis", 1, Has(COUGHING_BLOOD)),
            Criterion("Surgery or trauma with general anesthesia within 4 weeks", 1, Has(ANESTHESIA)),
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
        question=(
            "[How many of the four criteria of the systemic inflammatory response syndrome (SIRS, 1992) are "
            "met?|Count the criteria of the systemic inflammatory response syndrome (SIRS, 1992) that are met, "
            "of four.|Give the number of the four SIRS criteria (1992) that are met.|How many SIRS criteria "
            "(1992, of four) does the patient meet?|Of the four SIRS criteria of 1992, how many are met?]"
        ),
        citation=Citation("Bone et al.", 1992, "10.1378/chest.101.6.1644"),
        optional=("paco2", "bands"),
        missing_rule="A PaCO2 or a share of band forms that is not stated counts as normal.",
        criteria=SIRS,
        variants=VARIANTS[51],
    ),
)

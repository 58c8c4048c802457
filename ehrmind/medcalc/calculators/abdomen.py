"""Pancreatitis and upper gastrointestinal bleeding: Ranson at admission, BISAP, AIMS65, Rockall before endoscopy.

AIMS65 at 70 years, albumin 2.7 g/dL, INR 1.2, clear mind, 88 mmHg systolic: 1 + 0 + 0 + 1 + 1 = 3 points.
"""

from ehrmind.medcalc.calculators.diagnosis import BANDS, SIRS
from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AllOf, AtLeast, AtMost, Below, ByUnit, Has
from ehrmind.medcalc.findings.bedside import COMORBIDITY
from ehrmind.medcalc.findings.pneumonia import ALTERED, EFFUSION
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Step, Values, Work
from ehrmind.medcalc.measures import (
    AGE,
    ALBUMIN,
    AST,
    BUN,
    GLUCOSE,
    HEART_RATE,
    INR,
    PACO2,
    RESPIRATORY_RATE,
    SYSTOLIC,
    TEMPERATURE,
    WHITE_CELLS,
)
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, add_points, cuts_of, score

LDH = Measure("ldh", "U/L", 120, 900, says=("LDH", "lactate dehydrogenase"), usual=(130, 220))
SIRS_COUNT = Measure("sirs_criteria", "", 0, len(SIRS), says=("SIRS criteria",))  # worked out from the inputs
BISAP = (
    Criterion("BUN above 25 mg/dL", 1, Above(BUN, 25)),
    Criterion("Impaired mental status", 1, Has(ALTERED)),
    Criterion("At least 2 SIRS criteria", 1, AtLeast(SIRS_COUNT, 2)),
    Criterion("Age above 60", 1, Above(AGE, 60)),
    Criterion("Pleural effusion", 1, Has(EFFUSION)),
)
BISAP_INPUTS = (AGE, BUN, ALTERED, TEMPERATURE, HEART_RATE, RESPIRATORY_RATE, PACO2, WHITE_CELLS, BANDS, EFFUSION)


def bisap(values: Values) -> Work:
    """Five criteria, one point each; SIRS counts from two of its own four."""
    sirs = add_points(SIRS, values)
    count = int(sirs.answer)
    work = add_points(BISAP, {**values, SIRS_COUNT.name: count})
    return Work(
        (*sirs.steps[:-1], Step(f"SIRS criteria = {count} of 4.", SIRS_COUNT.name, count), *work.steps), work.answer
    )


CALCULATORS = (
    score(
        id=112,
        name="Ranson Criteria at Admission",
        category="severity",
        unit="criteria",
        question=asks(
            "the number of the five Ranson criteria at admission (1974, pancreatitis not due to gallstones) "
            "that the patient meets",
        ),
        citation=Citation("Ranson et al.", 1974, "Surg Gynecol Obstet 139:69-81, PMID 4834279"),
        criteria=(
            Criterion("Age above 55", 1, Above(AGE, 55)),
            Criterion("White cells above 16 ×10⁹/L", 1, Above(WHITE_CELLS, 16)),
            Criterion(
                *("Glucose above 200 mg/dL (11.1 mmol/L)", 1),
                ByUnit(Above(GLUCOSE, 200), Above(GLUCOSE, 11.1)),
            ),
            Criterion("LDH above 350 U/L", 1, Above(LDH, 350)),
            Criterion("AST above 250 U/L", 1, Above(AST, 250)),
        ),
    ),
    Calculator(
        id=113,
        name="BISAP Score for Pancreatitis Mortality",
        category="severity",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's BISAP score of acute pancreatitis (Wu 2008), from 0 to 5",
            " A PaCO2 or a share of band forms that is not stated counts as normal.",
        ),
        inputs=BISAP_INPUTS,
        work=bisap,
        points=tuple(range(6)),
        cuts=cuts_of((*BISAP, *SIRS), BISAP_INPUTS),
        formula=(
            "One point each: BUN above 25 mg/dL; impaired mental status; at least 2 SIRS criteria (temperature above "
            "38 or below 36 °C; heart rate above 90; respiratory rate above 20 or PaCO2 below 32 mmHg; white cells "
            "above 12 or below 4 ×10⁹/L, or above 10 % band forms); age above 60 years; pleural effusion."
        ),
        citation=Citation("Wu et al.", 2008, "10.1136/gut.2008.152702"),
        optional=("paco2", "bands"),
        missing_rule="A finding that is not stated counts as absent.",
    ),
    score(
        id=114,
        name="AIMS65 Score for Upper GI Bleeding Mortality",
        category="risk",
        question=asks(
            "the patient's AIMS65 score of upper gastrointestinal bleeding (Saltzman 2011), from 0 to 5",
        ),
        citation=Citation("Saltzman et al.", 2011, "10.1016/j.gie.2011.06.024"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Albumin below 3 g/dL", 1, Below(ALBUMIN, 3)),
            Criterion("INR above 1.5", 1, Above(INR, 1.5)),
            Criterion("Altered mental status", 1, Has(ALTERED)),
            Criterion("Systolic pressure at most 90 mmHg", 1, AtMost(SYSTOLIC, 90)),
            Criterion("Age at least 65", 1, AtLeast(AGE, 65)),
        ),
    ),
    score(
        id=115,
        name="Rockall Score before Endoscopy",
        category="risk",
        points=(0, 1, 2, 3, 4, 5, 6, 7),
        question=asks(
            "the patient's Rockall score of upper gastrointestinal bleeding before endoscopy (Rockall 1996: "
            "age, shock and comorbidity), from 0 to 7",
        ),
        citation=Citation("Rockall et al.", 1996, "10.1136/gut.38.3.316"),
        missing_rule="A comorbidity that is not stated counts as absent.",
        criteria=(
            Bands("Age in years", AGE, ((0, 0), (60, 1), (80, 2))),
            Criterion("Systolic pressure below 100 mmHg", 2, Below(SYSTOLIC, 100)),
            Criterion(
                *("Pulse at least 100 with a systolic pressure of at least 100 mmHg", 1),
                AllOf((AtLeast(HEART_RATE, 100), AtLeast(SYSTOLIC, 100))),
            ),
            Options("Comorbidity", COMORBIDITY, dict(zip(COMORBIDITY.options, (0, 2, 3), strict=True))),
        ),
    ),
)

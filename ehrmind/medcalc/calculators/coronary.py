"""Chest pain and fainting: TIMI of unstable angina, and OESIL of syncope.

TIMI of a woman of 68 on aspirin with raised troponin and two risk factors: 1 + 1 + 1 + 0 = 3 points.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AtLeast, Has
from ehrmind.medcalc.findings import HYPERTENSION
from ehrmind.medcalc.findings.coronary import (
    ABNORMAL_ECG,
    ASPIRIN,
    CARDIOVASCULAR_HISTORY,
    MARKERS,
    NO_PRODROME,
    SEVERE_ANGINA,
    ST_DEVIATION,
    STENOSIS,
)
from ehrmind.medcalc.findings.heart import ANY_DIABETES, CHOLESTEROL, FAMILY_HISTORY, SMOKING
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Step, Values, Work
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Criterion, add_points, cuts_of, score

RISK_FACTORS = (FAMILY_HISTORY, HYPERTENSION, CHOLESTEROL, ANY_DIABETES, SMOKING)
COUNT = Measure("risk_factors", "", 0, len(RISK_FACTORS))  # worked out from the inputs
TIMI = (
    Criterion("Age at least 65", 1, AtLeast(AGE, 65)),
    Criterion("At least 3 risk factors of coronary disease", 1, AtLeast(COUNT, 3)),
    Criterion("Known coronary stenosis of at least 50 %", 1, Has(STENOSIS)),
    Criterion("Aspirin within 7 days", 1, Has(ASPIRIN)),
    Criterion("At least 2 episodes of angina within 24 hours", 1, Has(SEVERE_ANGINA)),
    Criterion("ST deviation of at least 0.5 mm", 1, Has(ST_DEVIATION)),
    Criterion("Elevated cardiac markers", 1, Has(MARKERS)),
)


def timi(values: Values) -> Work:
    """The seven criteria, one point each."""
    present = [item.label for item in RISK_FACTORS if values.get(item.name)]
    counting = Step(f"Risk factors: {', '.join(present) or 'none'}; {len(present)} of 5.", COUNT.name, len(present))
    work = add_points(TIMI, {**values, COUNT.name: len(present)})
    return Work((counting, *work.steps), work.answer)


CALCULATORS = (
    Calculator(
        id=108,
        name="TIMI Risk Score for UA/NSTEMI",
        category="risk",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's TIMI risk score of unstable angina and NSTEMI (Antman 2000), from 0 to 7",
            " The risk factors are family history, hypertension, hypercholesterolemia, diabetes and smoking.",
        ),
        inputs=(AGE, *RISK_FACTORS, STENOSIS, ASPIRIN, SEVERE_ANGINA, ST_DEVIATION, MARKERS),
        work=timi,
        points=tuple(range(8)),
        cuts=cuts_of(TIMI, (AGE,)),
        formula=(
            "One point each: age from 65 years; at least 3 of family history of coronary disease, hypertension, "
            "hypercholesterolemia, diabetes, current smoking; known coronary stenosis of at least 50 %; aspirin within "
            "7 days; at least 2 episodes of angina within 24 hours; ST deviation of at least 0.5 mm; elevated markers."
        ),
        citation=Citation("Antman et al.", 2000, "10.1001/jama.284.7.835"),
        missing_rule=UNSTATED_IS_ABSENT,
    ),
    score(
        id=109,
        name="OESIL Score for Syncope",
        category="risk",
        question=asks(
            "the patient's OESIL risk score of syncope (Colivicchi 2003), from 0 to 4",
        ),
        citation=Citation("Colivicchi et al.", 2003, "Eur Heart J 24:811-819"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Age above 65", 1, Above(AGE, 65)),
            Criterion("History of cardiovascular disease", 1, Has(CARDIOVASCULAR_HISTORY)),
            Criterion("Syncope without prodromes", 1, Has(NO_PRODROME)),
            Criterion("Abnormal ECG", 1, Has(ABNORMAL_ECG)),
        ),
    ),
)

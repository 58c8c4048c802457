"""Cardiac risk: the Revised Cardiac Risk Index before surgery, and the HEART score of chest pain.

HEART of a 58-year-old smoker with moderately suspicious pain, normal ECG and troponin: 1 + 0 + 1 + 1 + 0 = 3.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, ByUnit, Has
from ehrmind.medcalc.findings import HYPERTENSION
from ehrmind.medcalc.findings.chest_pain import ECG, SUSPICION, TROPONIN
from ehrmind.medcalc.findings.heart import (
    ANY_DIABETES,
    ATHEROSCLEROSIS,
    CEREBROVASCULAR_DISEASE,
    CHOLESTEROL,
    FAMILY_HISTORY,
    HIGH_RISK_SURGERY,
    INSULIN_TREATMENT,
    ISCHEMIC_HEART_DISEASE,
    OBESITY,
    SMOKING,
    SURGICAL_HEART_FAILURE,
)
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Step, Values, Work
from ehrmind.medcalc.measures import AGE, CREATININE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, add_points, cuts_of, score
from ehrmind.medcalc.variants.risk import VARIANTS

RISK_FACTORS = (HYPERTENSION, CHOLESTEROL, ANY_DIABETES, OBESITY, SMOKING, FAMILY_HISTORY)
COUNT = Measure("risk_factors", "", 0, len(RISK_FACTORS))
AGE_BANDS = ((0, 0), (45, 1), (65, 2))
HEART = (
    Options("History", SUSPICION, dict(zip(SUSPICION.options, (0, 1, 2), strict=True))),
    Options("ECG", ECG, dict(zip(ECG.options, (0, 1, 2), strict=True))),
    Bands("Age", AGE, AGE_BANDS),
    Criterion("Any risk factor or atherosclerotic disease", 1, AnyOf((AtLeast(COUNT, 1), Has(ATHEROSCLEROSIS)))),
    Criterion(
        "At least 3 risk factors or atherosclerotic disease", 1, AnyOf((AtLeast(COUNT, 3), Has(ATHEROSCLEROSIS)))
    ),
    Options("Initial troponin", TROPONIN, dict(zip(TROPONIN.options, (0, 1, 2), strict=True))),
)


def heart_score(values: Values) -> Work:
    """History, ECG, age, risk factors and troponin, 0 to 2 points each."""
    present = [item.label for item in RISK_FACTORS if values.get(item.name)]
    told = f"Risk factors: {', '.join(present) or 'none'}, in all {len(present)}."
    counting = Step(told, COUNT.label, len(present), tuple(item.name for item in RISK_FACTORS if values.get(item.name)))
    work = add_points(HEART, {**values, COUNT.name: len(present)})
    return Work((counting, *work.steps), work.answer)


CALCULATORS = (
    score(
        id=17,
        name="Revised Cardiac Risk Index for Pre-Operative Risk",
        category="risk",
        question=asks(
            "the patient's Revised Cardiac Risk Index before surgery (Lee 1999), [from 0 to 6|on its scale of 0 to 6]"
        ),
        citation=Citation("Lee et al.", 1999, "10.1161/01.CIR.100.10.1043"),
        optional=("creatinine",),
        missing_rule=UNSTATED_IS_ABSENT + " A creatinine that is not stated counts as not above 2 mg/dL (177 µmol/L).",
        variants=VARIANTS[17],
        criteria=(
            Criterion("High-risk surgery", 1, Has(HIGH_RISK_SURGERY)),
            Criterion("History of ischemic heart disease", 1, Has(ISCHEMIC_HEART_DISEASE)),
            Criterion("History of congestive heart failure", 1, Has(SURGICAL_HEART_FAILURE)),
            Criterion("History of cerebrovascular disease (stroke or TIA)", 1, Has(CEREBROVASCULAR_DISEASE)),
            Criterion("Preoperative treatment with insulin", 1, Has(INSULIN_TREATMENT)),
            Criterion(
                *("Preoperative creatinine above 2 mg/dL (177 µmol/L)", 1),
                ByUnit(
                    Above(CREATININE, 2), Above(CREATININE, 177)
                ),  # µmol/L: Duceppe 2017, 10.1016/j.cjca.2016.09.008
            ),
        ),
    ),
    Calculator(
        id=18,
        name="HEART Score for Major Cardiac Events",
        category="risk",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's HEART score of chest pain (Backus 2013), from 0 to 10",
            " An age of 45 to 64 years scores 1 point, from 65 years 2 points; a first troponin above the normal "
            "limit scores 1 point, above three times the limit 2 points; a history of atherosclerotic disease scores "
            "2 points for the risk factors, whatever their number.",
        ),
        inputs=(SUSPICION, ECG, AGE, *RISK_FACTORS, ATHEROSCLEROSIS, TROPONIN),
        work=heart_score,
        cuts=cuts_of(HEART, (AGE,)),
        points=tuple(range(11)),
        formula=(
            "History: slightly suspicious 0, moderately 1, highly 2; ECG: normal 0, nonspecific repolarization "
            "disturbance 1, significant ST deviation 2; age: below 45 years 0, 45 to 64 1, from 65 2; risk factors "
            "(hypertension, hypercholesterolemia, diabetes, obesity with a BMI above 30, smoking now or within "
            "3 months, parent or sibling with cardiovascular disease before 65): none 0, one or two 1, three or more "
            "2, and 2 for any history of atherosclerotic disease (myocardial infarction, revascularization, stroke, "
            "TIA, peripheral artery disease); initial troponin: at most the normal limit 0, up to three times 1, "
            "above 2."
        ),
        # Backus' table has "at most 45" and "45 to 65" years: 45 is in both. Six, Backus and Kelder (2008, Neth Heart J
        # 16:191-196), who made the score, give no points below 45. Their troponin bands end at twice the limit.
        citation=Citation(
            *(
                "Backus et al.",
                2013,
                "10.1016/j.ijcard.2013.01.255; an age of 45 as in Six et al. 2008, 10.1007/BF03086144",
            )
        ),
        missing_rule=UNSTATED_IS_ABSENT + " An ECG or troponin that is not stated counts as normal.",
        variants=VARIANTS[18],
    ),
)

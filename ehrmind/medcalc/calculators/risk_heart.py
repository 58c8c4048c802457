"""Cardiac risk: the Revised Cardiac Risk Index before surgery, and the HEART score of chest pain.

HEART of a 58-year-old smoker with moderately suspicious pain, normal ECG and troponin: 1 + 0 + 1 + 1 + 0 = 3.
"""

from dataclasses import replace

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, Has
from ehrmind.medcalc.findings import DIABETES, HEART_FAILURE, HYPERTENSION, history
from ehrmind.medcalc.forms import Calculator, Choice, Citation, Finding, Kind, Measure, Step, Values, Work
from ehrmind.medcalc.measures import AGE, CREATININE
from ehrmind.medcalc.scores import Bands, Criterion, Options, add_points, cuts_of, score
from ehrmind.medcalc.variants.risk import VARIANTS

HIGH_RISK_SURGERY = Finding(
    "high_risk_surgery",
    (
        "{He} is scheduled for an intraperitoneal operation.",
        "{He} is scheduled for intrathoracic surgery.",
        "A suprainguinal vascular operation is planned.",
    ),
    (
        "No intraperitoneal, intrathoracic or suprainguinal vascular operation is planned.",
        "The planned operation is not intraperitoneal, intrathoracic or suprainguinal vascular.",
        "{He} is not scheduled for abdominal, thoracic or suprainguinal vascular surgery.",
    ),
    label="high-risk surgery",
    implied=("{He} is booked for a resection of {his} sigmoid colon.", "A lobectomy of the lung is planned."),
    entities=("Elevated-risk surgery",),
)
ISCHEMIC_HEART_DISEASE = Finding(
    "ischemic_heart_disease",
    (
        "{He} has ischemic heart disease.",
        "{He} had a myocardial infarction in the past.",
        "{He} takes nitrates for angina.",
    ),
    (
        "{He} has no history of ischemic heart disease.",
        "There is no known ischemic heart disease.",
        "{He} denies ischemic heart disease.",
    ),
    label="ischemic heart disease",
    implied=("{He} carries a nitroglycerin spray against pressure on the chest on exertion.",),
    noun="ischemic heart disease",
    entities=("History of ischemic heart disease",),
)
SURGICAL_HEART_FAILURE = replace(
    HEART_FAILURE, entities=("Congestive Heart Failure criteria for the Cardiac Risk Index rule",)
)
CEREBROVASCULAR_DISEASE = history(
    *("cerebrovascular_disease", "stroke", "transient ischemic attack", "cerebrovascular disease"),
    implied=("{He} recovered from a cerebral infarction some years ago.",),
    noun="a stroke",
    entities=("History of cerebrovascular disease", "Cerebrovascular disease history"),
)
INSULIN_TREATMENT = Finding(
    "insulin_treatment",
    ("{He} is treated with insulin.", "{He} injects insulin every evening.", "{He} uses insulin before meals."),
    ("{He} is not treated with insulin.", "{He} does not use insulin.", "No insulin is prescribed."),
    label="preoperative treatment with insulin",
    implied=("{He} injects glargine every night for {his} diabetes.",),
    entities=("Pre-operative treatment with insulin",),
)

SUSPICION = Choice(
    "suspicion",
    {
        "slightly suspicious": (
            "The history of the chest pain is only slightly suspicious.",
            "The chest pain comes with movement and is judged slightly suspicious.",
        ),
        "moderately suspicious": (
            "The history of the chest pain is moderately suspicious.",
            "The chest pain has typical and atypical features and is judged moderately suspicious.",
        ),
        "highly suspicious": (
            "The history of the chest pain is highly suspicious.",
            "The crushing chest pain on exertion is judged highly suspicious.",
        ),
    },
    label="History",
    entities=("Suspicion History",),
)
ECG = Choice(
    "ecg",
    {
        "normal": ("The ECG is normal.", "The ECG shows no abnormality."),
        "nonspecific repolarization disturbance": (
            "The ECG shows a nonspecific repolarization disturbance.",
            "The ECG has nonspecific repolarization changes without ST deviation.",
        ),
        "significant ST deviation": (
            "The ECG shows significant ST deviation.",
            "The ECG shows significant ST depression.",
        ),
    },
    label="ECG",
    entities=("Electrocardiogram Test",),
    benchmark={"non-specific repolarization disturbance": "nonspecific repolarization disturbance"},
)
TROPONIN = Choice(
    "troponin",
    {
        "at most the normal limit": ("The first troponin is within the normal limit.", "Initial troponin is normal."),
        "up to three times the normal limit": (
            "The first troponin is twice the normal limit.",
            "Initial troponin lies between the normal limit and three times that limit.",
        ),
        "above three times the normal limit": (
            "The first troponin is five times the normal limit.",
            "Initial troponin is greater than three times the normal limit.",
        ),
    },
    label="Initial troponin",
    entities=("Initial troponin",),
    benchmark={
        "less than or equal to normal limit": "at most the normal limit",
        "between the normal limit or up to three times the normal limit": "up to three times the normal limit",
        "greater than three times normal limit": "above three times the normal limit",
    },
)
CHOLESTEROL = history(
    *("hypercholesterolemia", "hypercholesterolemia", "high cholesterol"),
    implied=("{He} takes atorvastatin to lower {his} cholesterol.",),
    noun="high cholesterol",
    entities=("hypercholesterolemia",),
)
ANY_DIABETES = history(
    *("diabetes", "diabetes mellitus", "diabetes"),
    implied=DIABETES.implied,
    noun=DIABETES.noun,
    entities=("Diabetes mellitus criteria for CCI rule", "Diabetes mellitus"),
)
OBESITY = Finding(
    "obesity",
    ("{He} is obese.", "{His} body mass index is above thirty.", "{He} has obesity."),
    ("{He} is not obese.", "{His} body mass index is not above thirty.", "There is no obesity."),
    label="obesity (BMI above 30)",
    implied=("{His} body mass index was last recorded as thirty-six.",),
    noun="obesity",
    entities=("obesity",),
)
SMOKING = Finding(
    "smoking",
    ("{He} smokes cigarettes daily.", "{He} is a current smoker.", "{He} smokes."),
    ("{He} does not smoke.", "{He} has never smoked.", "{He} is a lifelong nonsmoker."),
    label="smoking (current or stopped within 3 months)",
    implied=("{He} gets through a pack of cigarettes every day.",),
    entities=("smoking",),
)
FAMILY_HISTORY = Finding(
    "family_history",
    (
        "{His} father had a heart attack before the age of fifty.",
        "{His} mother has had coronary artery disease since the age of forty.",
        "{He} has a family history of premature cardiovascular disease in a parent.",
    ),
    (
        "There is no family history of premature cardiovascular disease.",
        "No parent or sibling had early cardiovascular disease.",
        "Family history is negative for cardiovascular disease.",
    ),
    label="parent or sibling with cardiovascular disease before 65",
    implied=("{His} father needed coronary bypass surgery in the year he turned fifty.",),
    entities=("parent or sibling with Cardiovascular disease before age 65",),
)
ATHEROSCLEROSIS = Finding(
    "atherosclerosis",
    (
        "{He} has known coronary artery disease.",
        "{He} had a myocardial infarction in the past.",
        "{He} has peripheral artery disease.",
    ),
    (
        "{He} has no known atherosclerotic disease.",
        "There is no history of atherosclerotic disease.",
        "{He} denies coronary, cerebral or peripheral artery disease.",
    ),
    label="history of atherosclerotic disease",
    implied=("A narrowed coronary artery of {his} was stented two years ago.",),
    entities=("atherosclerotic disease", "Transient Ischemic Attacks History"),
)

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
        question="What is the patient's Revised Cardiac Risk Index before surgery (Lee 1999), from 0 to 6?",
        citation=Citation("Lee et al.", 1999, "10.1161/01.CIR.100.10.1043"),
        optional=("creatinine",),
        missing_rule=UNSTATED_IS_ABSENT + " A creatinine that is not stated counts as not above 2 mg/dL.",
        variants=VARIANTS[17],
        criteria=(
            Criterion("High-risk surgery", 1, Has(HIGH_RISK_SURGERY)),
            Criterion("History of ischemic heart disease", 1, Has(ISCHEMIC_HEART_DISEASE)),
            Criterion("History of congestive heart failure", 1, Has(SURGICAL_HEART_FAILURE)),
            Criterion("History of cerebrovascular disease (stroke or TIA)", 1, Has(CEREBROVASCULAR_DISEASE)),
            Criterion("Preoperative treatment with insulin", 1, Has(INSULIN_TREATMENT)),
            Criterion("Preoperative creatinine above 2 mg/dL", 1, Above(CREATININE, 2)),
        ),
    ),
    Calculator(
        id=18,
        name="HEART Score for Major Cardiac Events",
        category="risk",
        kind=Kind.INTEGER,
        unit="points",
        question=(
            "What is the patient's HEART score of chest pain (Backus 2013), from 0 to 10? An age of 45 to 64 years "
            "scores 1 point, from 65 years 2 points; a history of atherosclerotic disease scores 2 points for the "
            "risk factors, whatever their number."
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
        citation=Citation("Backus et al.", 2013, "10.1016/j.ijcard.2013.01.255"),
        missing_rule=UNSTATED_IS_ABSENT + " An ECG or troponin that is not stated counts as normal.",
        variants=VARIANTS[18],
    ),
)

"""Chest pain and fainting: TIMI of unstable angina, and OESIL of syncope.

TIMI of a woman of 68 on aspirin with raised troponin and two risk factors: 1 + 1 + 1 + 0 = 3 points.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AtLeast, Has
from ehrmind.medcalc.findings import HYPERTENSION
from ehrmind.medcalc.findings.heart import ANY_DIABETES, CHOLESTEROL, FAMILY_HISTORY, SMOKING
from ehrmind.medcalc.forms import Calculator, Citation, Finding, Kind, Measure, Step, Values, Work
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.scores import Criterion, add_points, cuts_of, score

STENOSIS = Finding(
    "coronary_stenosis",
    (
        "[An earlier|A previous] [angiogram|catheterization] [showed|found] a coronary stenosis of more than half.",
        "{He} has [a known coronary stenosis of over fifty percent|a coronary artery narrowed by more than half].",
    ),
    (
        "{He} has [no known coronary stenosis|no known coronary narrowing|no known narrowed coronary artery].",
        "[An earlier|A previous] [angiogram|catheterization] [showed|found] no coronary stenosis.",
    ),
    label="known coronary stenosis of at least half",
    implied=(
        "Three years ago two stents were placed in {his} right coronary artery.",
        "{His} left anterior descending artery was bypassed some years ago.",
        "{His} cardiologist follows a tight plaque in the circumflex artery.",
        "After a balloon had widened {his} main coronary artery {he} could climb stairs again.",
    ),
    names=("known coronary stenosis", "coronary artery disease with a stenosis above half"),
    prevalence=(0.06, 0.25),
)
ASPIRIN = Finding(
    "aspirin_week",
    (
        "{He} [took|has taken|used] aspirin [within the past week|in the last seven days|this week].",
        "[Aspirin was taken|Aspirin is taken] [daily|every morning] up to now.",
    ),
    (
        "{He} [took|has taken|used] no aspirin [within the past week|in the last seven days|this week].",
        "[No aspirin was taken|There was no aspirin use] [lately|recently].",
    ),
    label="aspirin within the last week",
    implied=(
        "{He} swallows eighty-one milligrams of acetylsalicylic acid with breakfast.",
        "Yesterday {he} chewed a tablet of acetylsalicylic acid for a headache.",
        "{His} pill box holds acetylsalicylic acid for each day, all taken.",
        "A week ago {he} began low-dose acetylsalicylic acid on {his} doctor's advice.",
    ),
    names=("aspirin", "low-dose aspirin", "ASA"),
    place="medication",
    prevalence=(0.1, 0.4),
)
SEVERE_ANGINA = Finding(
    "severe_angina",
    (
        "{He} had [two|three|several] [episodes of angina|anginal attacks] [in the past day|since yesterday].",
        "[Angina recurred|Anginal pain came back] [twice|several times] within a day.",
    ),
    (
        "{He} had [no more than one|only one] [episode of angina|anginal attack] [in the past day|since yesterday].",
        "[Angina|Anginal pain] [did not recur|has not recurred] within the day.",
    ),
    label="at least two episodes of angina within a day",
    implied=(
        "The same pressure woke {him} at midnight and again before dawn.",
        "{He} needed nitroglycerin spray after lunch and once more in the evening.",
        "Pain on the stairs this morning was followed by another spell at rest an hour later.",
        "Before noon the tightness had already come and gone three times.",
    ),
    names=("recurrent angina within a day",),
    place="story",
    prevalence=(0.3, 0.4),
    may_be_silent=False,
)
ST_DEVIATION = Finding(
    "st_deviation",
    (
        "The [ECG|electrocardiogram|tracing] [shows|has] [ST depression|ST deviation|deviated ST segments].",
        "[ST segments are depressed|There is ST deviation] [in the lateral leads|in the inferior leads].",
    ),
    (
        "The [ECG|electrocardiogram|tracing] [shows|has] no [ST deviation|ST depression|ST changes].",
        "[ST segments are not deviated|There is no ST deviation] in any lead.",
    ),
    label="ST deviation of at least half a millimeter",
    implied=(
        "In four leads the segment after the QRS lies a millimeter below the baseline.",
        "The segment between QRS and T wave has sunk by a millimeter in the precordial leads.",
        "Compared with last year the J point and what follows are two millimeters lower.",
        "The tracing dips below its baseline between S wave and T wave in the lateral leads.",
    ),
    names=("ST deviation on the ECG",),
    place="results",
    prevalence=(0.25, 0.35),
)
MARKERS = Finding(
    "cardiac_markers",
    (
        "[Troponin|The first troponin|Cardiac troponin] is [elevated|raised|above the normal limit].",
        "[Cardiac markers are|Markers of myocardial injury are] [elevated|raised].",
    ),
    (
        "[Troponin|The first troponin|Cardiac troponin] is not [elevated|raised|above the normal limit].",
        "[Cardiac markers are|Markers of myocardial injury are] not [elevated|raised].",
    ),
    label="elevated cardiac markers",
    implied=(
        "The blood shows that heart muscle has been damaged.",
        "{His} creatine kinase of the MB type is three times the upper limit.",
        "The assay of the heart's own contractile protein in {his} blood came back positive.",
        "The laboratory called to report a high-sensitivity cardiac assay far above the cut-off.",
    ),
    names=("elevated troponin", "elevated cardiac markers"),
    place="results",
    prevalence=(0.3, 0.4),
)
CARDIOVASCULAR_HISTORY = Finding(
    "cardiovascular_history",
    (
        "{He} has [a history of|known] [cardiovascular disease|heart disease|structural heart disease].",
        "[Cardiovascular disease|Heart disease] [is known|has been treated] [for years|since long ago].",
    ),
    (
        "{He} has [no history of|no known] [cardiovascular disease|heart disease|structural heart disease].",
        "There is [no history of cardiovascular disease|no known cardiovascular disease].",
        "[Cardiovascular disease|Heart disease] is not known.",
    ),
    label="history of cardiovascular disease",
    implied=(
        "{He} carries a bypass to {his} left anterior descending artery.",
        "Two years ago {he} was treated for a myocardial infarction.",
        "{His} ejection fraction has been below forty percent since a viral myocarditis.",
        "{He} walks only short distances because of narrowed arteries in both legs.",
    ),
    names=("cardiovascular disease", "heart disease"),
    prevalence=(0.1, 0.45),
)
NO_PRODROME = Finding(
    "no_prodrome",
    (
        "[The faint|The syncope|The loss of consciousness] came without [warning|prodrome|any warning sign].",
        "{He} [felt|noticed] [no warning|no prodrome] before [the faint|the syncope|the collapse].",
    ),
    (
        "[The faint|The syncope|The collapse] was preceded by [nausea|sweating|warmth and blurred vision].",
        "{He} [felt|noticed] [nausea|sweating|blurred vision] before [the faint|the collapse].",
    ),
    label="syncope without prodromes",
    implied=(
        "In the middle of a sentence {he} slumped to the floor.",
        "{He} remembers reaching for the cup and then lying on the kitchen floor, and nothing between.",
        "{He} fell like a tree, with the shopping still in both hands.",
        "One moment {he} was laughing with friends, the next {he} lay on the pavement.",
    ),
    names=("syncope without warning",),
    place="story",
    prevalence=(0.3, 0.45),
    may_be_silent=False,
)
ABNORMAL_ECG = Finding(
    "abnormal_ecg",
    (
        "The [ECG|electrocardiogram|tracing] is [abnormal|not normal, with a bundle branch block].",
        "The [ECG|electrocardiogram] [shows|has] [left bundle branch block|atrial fibrillation|old Q waves].",
    ),
    (
        "The [ECG|electrocardiogram|tracing] is [normal|unremarkable|entirely normal].",
        "The [ECG|electrocardiogram] [shows|has] no abnormality.",
    ),
    label="abnormal ECG",
    implied=(
        "The rhythm strip shows pauses and P waves that no QRS follows.",
        "The QRS is wide and notched in the left precordial leads.",
        "No P waves can be found, and the beats come at irregular intervals.",
        "Deep Q waves stand in the inferior leads.",
    ),
    names=("abnormal ECG",),
    place="results",
    prevalence=(0.2, 0.45),
)

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
        question=(
            "What is the patient's TIMI risk score of unstable angina and NSTEMI (Antman 2000), from 0 to 7? The risk "
            "factors are family history, hypertension, hypercholesterolemia, diabetes and smoking."
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
        question="What is the patient's OESIL risk score of syncope (Colivicchi 2003), from 0 to 4?",
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

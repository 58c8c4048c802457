"""What notes say of the heart before an operation and of its risk factors: RCRI, HEART, Framingham.

"{He} carries a nitroglycerin spray against [pressure|tightness] on the chest on exertion."     ischemic heart disease
"""

from dataclasses import replace

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.findings.shared import CEREBRAL_INFARCTION, DIABETES, HEART_FAILURE
from ehrmind.medcalc.forms import Finding

HIGH_RISK_SURGERY = Finding(
    "high_risk_surgery",
    (
        "{He} is [scheduled|listed|booked] for [an intraperitoneal operation|intraperitoneal surgery].",
        "{He} is [scheduled|listed] for [intrathoracic surgery|an intrathoracic operation].",
        "A [suprainguinal vascular|major intraperitoneal|major intrathoracic] operation is planned.",
        "[Planned procedure|Plan]: [suprainguinal vascular surgery|intraperitoneal surgery|intrathoracic surgery].",
    ),
    (
        "No intraperitoneal, intrathoracic or suprainguinal vascular [operation|surgery] is planned.",
        "The planned [operation|procedure] is not intraperitoneal, intrathoracic or suprainguinal vascular.",
        "{He} is not [scheduled|listed|booked] for abdominal, thoracic or suprainguinal vascular surgery.",
        "{He} is [scheduled|listed] for [cataract surgery|a carpal tunnel release], not for any operation in the "
        "belly or chest.",
    ),
    label="high-risk surgery",
    implied=(
        "{He} is [booked|scheduled] for a resection of {his} [sigmoid colon|stomach].",
        "A [lobectomy of the lung|repair of the abdominal aorta by open graft] is planned.",
        "{He} is [listed|scheduled] for an open [right hemicolectomy|aortobifemoral bypass].",
        "Next week's operation is [an esophagectomy|a pancreatoduodenectomy].",
    ),
    place="plan",
    prevalence=(0.35, 0.35),
    entities=("Elevated-risk surgery",),
)
ISCHEMIC_HEART_DISEASE = history(
    *("ischemic_heart_disease", "ischemic heart disease", "IHD", "angina pectoris"),
    denied=("ischemic heart disease", "IHD", "angina or myocardial infarction"),
    present=(
        "{He} [had|suffered] a myocardial infarction [some years ago|in the past].",
        "{He} takes nitrates for angina.",
    ),
    implied=(
        "{He} carries a nitroglycerin spray against [pressure|tightness] on the chest on exertion.",
        "{He} [takes|uses] isosorbide mononitrate for chest tightness that comes with [stairs|effort] and goes "
        "with rest.",
        "Q waves in the inferior leads mark an infarct of [some years ago|the past].",
        "Years ago an occluded coronary artery was opened for chest pain with [ST elevation|a high troponin].",
        "{His} last exercise test was stopped for [chest pressure|chest tightness] with marked ST depression.",
    ),
    noun="ischemic heart disease",
    names=("ischemic heart disease", "IHD"),
    prevalence=(0.02, 0.3),
    entities=("History of ischemic heart disease",),
)
SURGICAL_HEART_FAILURE = replace(
    HEART_FAILURE, entities=("Congestive Heart Failure criteria for the Cardiac Risk Index rule",)
)
CEREBROVASCULAR_DISEASE = event(
    *("cerebrovascular_disease", "stroke", "CVA", "transient ischemic attack", "TIA"),
    denied=("stroke or TIA", "CVA or TIA", "stroke or transient ischemic attack", "cerebrovascular disease"),
    label="stroke",
    present=("{He} [had|suffered] a [stroke|TIA] some years ago.",),
    absent=("{He} has never had a stroke or a TIA.",),
    implied=CEREBRAL_INFARCTION,
    noun="a stroke",
    names=("prior CVA/TIA", "previous stroke or TIA"),
    prevalence=(0.01, 0.15),
    entities=("History of cerebrovascular disease", "Cerebrovascular disease history"),
)
INSULIN_TREATMENT = Finding(
    "insulin_treatment",
    (
        "{He} is [treated with|on] insulin.",
        "{He} [injects|takes] insulin [every evening|before meals|at bedtime].",
        "{He} has insulin-treated diabetes.",
        "[Home medications|Medications] include [insulin|basal insulin].",
        "{He} uses an insulin pump.",
    ),
    (
        "{He} is not [treated with|on] insulin.",
        "{He} [does not use|has never used|denies use of] insulin.",
        "[No insulin|Insulin is not prescribed|No insulin is prescribed].",
        "{He} is not diabetic and takes no insulin.",
    ),
    label="preoperative treatment with insulin",
    implied=(
        "{He} injects [glargine|detemir] every night for {his} diabetes.",
        "{He} dials up [aspart|lispro] on a pen before each meal.",
        "The anesthetist asked {him} to halve {his} evening [glargine|degludec] before the operation.",
        "A pump under {his} belly skin delivers [aspart|lispro] around the clock.",
    ),
    names=("insulin treatment", "insulin therapy"),
    place="medication",
    prevalence=(0.03, 0.1),
    entities=("Pre-operative treatment with insulin",),
)

CHOLESTEROL = history(
    *("hypercholesterolemia", "hypercholesterolemia", "high cholesterol", "elevated cholesterol"),
    implied=(
        "{He} takes [atorvastatin|rosuvastatin] to lower {his} cholesterol.",
        "{His} LDL was far above target until {he} was started on [simvastatin|ezetimibe].",
        "{He} [injects|is given] evolocumab because {his} LDL stayed too high on a statin.",
        "{His} total cholesterol was nearly double the upper limit at {his} [last check|yearly check].",
    ),
    noun="high cholesterol",
    names=("hypercholesterolemia", "high cholesterol"),
    prevalence=(0.1, 0.5),
    entities=("hypercholesterolemia",),
)
ANY_DIABETES = replace(DIABETES, entities=("Diabetes mellitus criteria for CCI rule", "Diabetes mellitus"))
OBESITY = Finding(
    "obesity",
    (
        "{He} [is|has long been] [obese|morbidly obese].",
        "{His} [body mass index|BMI] is above [thirty|thirty-five|forty].",
        "{He} has [class one|class two|severe] obesity.",
        "[Known|Longstanding] obesity.",
        "[Obese|Markedly obese] on inspection.",
    ),
    (
        "{He} is not [obese|overweight or obese].",
        "{His} [body mass index|BMI] is not [above thirty|in the obese range].",
        "[There is no|No] [obesity|history of obesity].",
    ),
    label="obesity (BMI above 30)",
    implied=(
        "{His} [body mass index|BMI] was last recorded as [thirty-six|thirty-four].",
        "{He} is being assessed for [bariatric surgery|a gastric sleeve] on account of {his} weight.",
        "{He} weighs one hundred and thirty kilograms at a height of [one meter seventy|one meter sixty-eight].",
        "The [dietitian's|clinic's] chart puts {his} body mass index in the [upper thirties|low forties].",
    ),
    noun="obesity",
    names=("obesity", "BMI in the obese range"),
    prevalence=(0.3, 0.25),
    entities=("obesity", "BMI in the obese range"),
)
SMOKES = (  # clues to smoking at present
    "{He} steps outside for a cigarette after [every|each] meal.",
    "{He} [gets through|goes through] a pack of cigarettes [every day|a day].",
    "{He} rolls [fifteen|twenty] cigarettes a day and has no wish to stop.",
    "{He} slips out for a cigarette [every hour|several times a day].",
)
SMOKING = Finding(
    "smoking",
    (
        "{He} [smokes|still smokes] [cigarettes daily|a pack a day|every day].",
        "{He} is [a current|an active|a daily] smoker.",
        "[Current smoker|Active smoker|Active tobacco use], [one pack|half a pack] a day.",
        "{He} quit smoking [last month|six weeks ago].",
    ),
    (
        "{He} [has never smoked|does not smoke and never has|never smoked].",
        "{He} is a [lifelong nonsmoker|never-smoker].",
        "[No current or past|Denies any] [tobacco use|smoking].",
        "{He} does not smoke, having stopped [ten|twenty] years ago.",
    ),
    label="smoking (current or stopped within 3 months)",
    implied=SMOKES,
    names=("current smoking", "active tobacco use"),
    place="social",
    prevalence=(0.28, 0.1),
    entities=("smoking",),
)
FAMILY_HISTORY = Finding(
    "family_history",
    (
        "{His} [father|mother] had [a heart attack|a myocardial infarction] before the age of fifty.",
        "{His} [mother|brother] has had coronary artery disease since the age of [forty|forty-five].",
        "[Positive family history of|Family history notable for] premature [CAD|cardiovascular disease] in a "
        "[parent|sibling].",
    ),
    (
        "[There is no|No] family history of premature [cardiovascular disease|CAD].",
        "No parent or sibling [had|has had] [early|premature] cardiovascular disease.",
        "Family history is negative for [cardiovascular disease|premature coronary disease].",
        "{His} parents and siblings have never had [heart trouble|cardiovascular disease].",
    ),
    label="parent or sibling with cardiovascular disease before 65",
    implied=(
        "{His} [father|brother] needed coronary bypass surgery [at forty-nine|before turning fifty].",
        "{His} [mother|sister] was given two coronary stents at the age of forty-eight.",
        "{His} [father|mother] died on the way to hospital of an occluded coronary artery, aged fifty-two.",
        "A cerebral infarction left {his} [mother|brother] unable to speak at the age of fifty-five.",
    ),
    place="family",
    prevalence=(0.15, 0.15),
    entities=("parent or sibling with Cardiovascular disease before age 65",),
)
ATHEROSCLEROSIS = history(
    *("atherosclerosis", "coronary artery disease", "CAD", "peripheral artery disease", "PAD"),
    denied=(
        "atherosclerotic disease",
        "coronary, cerebral or peripheral artery disease",
        "MI, stroke or peripheral artery disease",
    ),
    label="history of atherosclerotic disease",
    present=("{He} [had|suffered] [a myocardial infarction|an MI|a TIA] [in the past|some years ago].",),
    implied=(
        "A [narrowed|blocked] coronary artery was stented two years ago.",
        "{He} [had|underwent] [coronary bypass grafting|a carotid endarterectomy] some years ago.",
        "{He} had a femoropopliteal bypass for calf pain on [walking|effort].",
        "{His} [femoral|iliac] artery was opened with a balloon for [rest pain|claudication].",
    ),
    names=("atherosclerotic disease", "established ASCVD"),
    prevalence=(0.03, 0.35),
    entities=("atherosclerotic disease", "Transient Ischemic Attacks History"),
)

SMOKER = Finding(
    "smoker",
    (
        "{He} is a current [smoker|cigarette smoker].",
        "{He} [smokes|still smokes] [cigarettes every day|about a pack a day|daily].",
        "[Current|Active|Daily] smoker.",
        "[Current tobacco use|Active smoking], [about a pack|half a pack] a day.",
    ),
    (
        "{He} [does not smoke|is not a smoker|does not use tobacco].",
        "{He} [has never smoked|never smoked].",
        "[No|Denies] [current smoking|tobacco use].",
        "{He} quit smoking years ago and does not smoke now.",
    ),
    label="Current smoker",
    implied=SMOKES,
    names=("current smoking", "active smoking"),
    place="social",
    prevalence=(0.3, 0.1),
    entities=("Smoker",),
)
TREATED = Finding(
    "pressure_treated",
    (
        "{He} takes [medication|tablets|medicines] for high blood pressure.",
        "{He} is [treated with|on] [antihypertensive drugs|antihypertensives].",
        "{His} blood pressure is being treated with [medicines|medication].",
        "[Treated hypertension|Hypertension on medication|HTN, on treatment].",
        "{He} is on [drug|medical] treatment for [hypertension|HTN].",
    ),
    (
        "{He} takes no [medication|medicines|tablets] for blood pressure.",
        "{He} is not [treated with|on] [antihypertensive drugs|antihypertensives].",
        "{His} blood pressure is not treated with medicines.",
        "[No antihypertensives|No antihypertensive treatment|Not on any antihypertensive].",
    ),
    label="Blood pressure treated with medicines",
    implied=(
        "{He} takes lisinopril every morning to keep {his} blood pressure down.",
        "Since [amlodipine|losartan] was started, {his} home pressure readings have [come down|improved].",
        "{He} takes hydrochlorothiazide and [candesartan|valsartan] to lower {his} blood pressure.",
        "{His} blood pressure rises whenever {he} forgets {his} [ramipril|perindopril].",
    ),
    names=("antihypertensive treatment", "antihypertensive medication"),
    place="medication",
    prevalence=(0.06, 0.55),
    entities=("Blood pressure being treated with medicines",),
)

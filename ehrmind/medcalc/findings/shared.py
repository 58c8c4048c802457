"""The findings that several calculators share.

DIABETES = history("diabetes", "diabetes mellitus", "DM", ..., implied=("{He} takes metformin ...",), ...)
"""

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.forms import Finding

CEREBRAL_INFARCTION = (  # clues to an old stroke
    "{He} [recovered|made a good recovery] from a cerebral infarction [some years ago|a few years back].",
    "A clot was [pulled|retrieved] from {his} middle cerebral artery [two years ago|the year before last].",
    "Alteplase was once given for sudden [aphasia|facial droop] from an occluded middle cerebral artery.",
    "An old infarct in the territory of the [posterior|middle] cerebral artery is seen on "
    "[earlier brain scans|previous brain imaging].",
)
HEART_FAILURE = history(
    *("heart_failure", "congestive heart failure", "heart failure", "CHF"),
    implied=(
        "{His} last [echocardiogram|echo] showed a severely reduced ejection fraction, and {he} takes "
        "furosemide for [recurrent ankle edema|fluid overload].",
        "{He} takes sacubitril-valsartan and spironolactone for a [dilated|globally hypokinetic], "
        "[poorly contracting|failing] left ventricle.",
        "A [biventricular pacemaker|resynchronization device] was [implanted|fitted] for orthopnea from a poorly "
        "contracting left ventricle.",
        "{He} sleeps on four pillows and takes [furosemide|torsemide] twice a day because {his} left ventricle "
        "[pumps too weakly|has a very low ejection fraction].",
        "{He} has been [admitted|hospitalized] repeatedly for cardiogenic pulmonary edema that "
        "cleared "
        "with [intravenous furosemide|diuretics].",
    ),
    noun="heart failure",
    names=("congestive heart failure", "heart failure", "CHF"),
    prevalence=(0.01, 0.2),
    entities=("Congestive Heart Faliure",),
)
HYPERTENSION = history(
    *("hypertension", "hypertension", "high blood pressure", "HTN", "arterial hypertension"),
    implied=(
        "{He} [takes|has been taking] amlodipine [for {his} blood pressure|to keep {his} blood pressure down].",
        "{His} [family doctor|primary care physician|GP] started [lisinopril|losartan] after repeated blood pressure "
        "readings well above normal.",
        "Ambulatory monitoring showed [constantly|persistently] raised blood pressure, and {he} now takes "
        "[ramipril|valsartan].",
        "{He} [takes|is on] hydrochlorothiazide and [candesartan|perindopril] to lower {his} blood pressure.",
        "{His} blood pressure has needed [two|three] drugs [for years|for over a decade].",
    ),
    noun="hypertension",
    names=("hypertension", "HTN", "high blood pressure"),
    prevalence=(0.12, 0.65),
    entities=("Hypertension history",),
)
DIABETES = history(
    *("diabetes", "diabetes mellitus", "diabetes", "DM"),
    implied=(
        "{He} takes metformin [for {his} blood sugar|to lower {his} blood sugar|to control {his} glucose].",
        "{He} [injects|uses] [glargine|basal insulin] every evening and checks {his} blood sugar by fingerstick.",
        "{His} glycated hemoglobin has been above nine percent for years despite [gliclazide|glipizide] and "
        "[sitagliptin|empagliflozin].",
        "[Yearly|Annual] eye screening shows retinopathy from [years|decades] of high blood sugar.",
        "{He} wears a glucose sensor that [steers|talks to] {his} insulin pump.",
    ),
    noun="diabetes",
    names=("diabetes mellitus", "diabetes", "DM"),
    prevalence=(0.06, 0.25),
    entities=("Diabetes history",),
)
STROKE = event(
    *("stroke", "stroke", "ischemic stroke", "CVA", "transient ischemic attack", "TIA", "systemic embolism"),
    denied=("stroke, TIA or systemic embolism", "stroke, TIA or thromboembolism", "CVA, TIA or arterial embolism"),
    present=("{He} [had|suffered] [a stroke|a TIA|a transient ischemic attack] [some years ago|in the past].",),
    absent=("{He} has never had a stroke, a TIA or [an arterial embolus|a systemic embolism].",),
    implied=(
        *CEREBRAL_INFARCTION,
        "A clot from the heart once lodged in {his} [brachial|popliteal] artery and was [removed|extracted] by "
        "surgery.",
    ),
    names=("prior CVA/TIA", "previous stroke or TIA"),
    prevalence=(0.01, 0.15),
    entities=("Stroke", "Transient Ischemic Attacks History", "Thromboembolism history"),
)
VASCULAR_DISEASE = history(
    *("vascular_disease", "peripheral artery disease", "PAD", "complex aortic plaque"),
    denied=(
        "myocardial infarction, peripheral artery disease or aortic plaque",
        "MI, PAD or complex aortic plaque",
        "myocardial infarction or arterial disease of the legs or aorta",
    ),
    present=("{He} [had|suffered|survived] [a myocardial infarction|an MI] [some years ago|in the past].",),
    implied=(
        "{His} [femoral|iliac] artery was [stented|opened with a balloon] for [claudication|rest pain].",
        "{He} [had|underwent] a femoropopliteal bypass for calf pain on [walking|effort].",
        "[A scan|Transesophageal echo] once showed thick, ulcerated [atheroma|plaque] lining the aortic arch.",
        "An occluded coronary artery was [opened|stented] some years ago for chest pain with ST elevation.",
        "{He} lost two toes to gangrene from blocked [leg|tibial] arteries [some years ago|a few years back].",
    ),
    names=("prior MI/PAD", "previous MI or PAD"),
    prevalence=(0.01, 0.2),
    entities=("Vascular disease history",),
)
CONFUSION = Finding(
    "confusion",
    (
        "{He} is [newly|acutely] [confused|disoriented].",
        "[New|Acute|New-onset] [confusion|disorientation] [is noted|is evident|was noted] on arrival.",
        "{He} is confused and disoriented to [time|place|time and place].",
    ),
    (
        "{He} is [alert|awake] and [fully|well] oriented.",
        "{He} is oriented to person, place and time.",
        "{He} is not [confused|disoriented].",
        "[There is no|No] [confusion|acute confusion|disorientation].",
    ),
    label="confusion",
    implied=(
        "Since [this morning|last night] {he} no longer [recognises|knows] {his} own family.",
        "{He} [cannot say|does not know] where {he} is or what [year|month] it is, which is new.",
        "{He} takes the [ward|hospital] for {his} own [kitchen|living room], unlike {his} usual self.",
        "{He} scored [four|five] out of ten on the abbreviated mental test, [down from ten last month|a new decline].",
    ),
    entities=("Confusion",),
    names=("new confusion", "acute confusion", "new disorientation"),
    place="exam",
    prevalence=(0.08, 0.3),
)

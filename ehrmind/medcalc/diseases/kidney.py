"""Kidneys in the clinic: diabetic and hypertensive disease, a transplant, a donor, and drug doses of old age.

A healthy donor of 35 has a creatinine of 0.7 mg/dL; diabetic kidney disease runs from 1.1 to 5.8 mg/dL.
"""

from ehrmind.medcalc.diseases.base import Disease

KIDNEY_EXAM = (
    "[The lungs are clear|Breath sounds are clear] and [heart sounds are regular|the heart is regular].",
    "[No abdominal bruit is heard|There is no renal bruit] [in the flanks|over the abdomen].",
    "[Peripheral pulses are present|Foot pulses are palpable] [on both sides|at both ankles].",
    "[The skin is dry|Skin is dry], [without scratch marks|with no uremic change].",
    "[Flanks are not tender|There is no flank tenderness] on [percussion|palpation].",
)
KIDNEY_PLAN = (
    "[The estimate guides|Renal function guides] the [choice of drugs|dose of each drug].",
    "[Nonsteroidal pain killers|Ibuprofen and naproxen] are [to be avoided|off limits].",
    "[A diet low in salt|A low-salt diet] was [advised|agreed], [a teaspoon a day at most|as at earlier visits].",
    "[Blood pressure is measured at home|Home blood pressures are measured] and [kept in a diary|brought to each "
    "visit].",
    "[Urine albumin is repeated|The albumin ratio is repeated] [in three months|at the next visit].",
    "[Vaccines are up to date|Vaccination was reviewed] [including hepatitis B|including pneumococcus].",
)
KIDNEY_COURSE = (
    "@alert @late [By telephone|On the phone] {he} reported [no new problems|nothing new] [a month later|some weeks "
    "later].",
    "@late [Repeat tests|The next blood tests] [were stable|showed no change] [after three months|at follow-up].",
    "@late [Home readings|Blood pressures at home] were [within target|satisfactory] [in the diary|].",
    "@late [A letter went|A summary was sent] to the [family physician|referring doctor] [within a week|].",
    "@late [At the next visit|When seen again], {he} [had kept to the diet|felt no different] [and was content|].",
    "@late [The dietitian|A renal dietitian] saw {him} [between visits|the following month].",
    "@late [Nothing was changed|Treatment stayed the same] [at follow-up|at the next two visits].",
)

DIABETIC = Disease(
    "diabetic kidney disease",
    asks=(2, 3, 9, 126),
    age=(30, 63, 88),
    setting="clinic",
    weight=1.4,
    complaints=(
        "[foamy urine|swollen ankles and foamy urine]",
        "[follow-up of kidney disease|a renal clinic visit]",
        "[protein in the urine|rising albumin in the urine]",
    ),
    measures={
        "creatinine": (0.9, 6.0),
        "bun": (16, 84),
        "bmi": (24.0, 37.0),
        "glucose": (112, 290),
        "potassium": (4.2, 5.9),
        "bicarbonate": (26, 17),
        "hemoglobin": (14.0, 8.8),
        "systolic": (126, 178),
        "albumin": (4.3, 2.9),
        "heart_rate": (66, 88),
        "egfr": (59, 11),
        "acr": (40, 2500),
    },
    findings={"diabetes": 1.0},
    story=(
        "[Diabetes was diagnosed|Diabetes was found] [many years ago|more than a decade ago], [and the eyes "
        "followed|with retinopathy since].",
        "[Urine has foamed|The urine has been foamy] [for a year or two|for some time].",
        "[Insulin is injected|Insulin is given] [before meals and at night|several times a day].",
        "[The glucose diary is|Home glucose readings are] [kept with gaps|irregular], [with high values after "
        "supper|with high values in the morning].",
        "[Socks leave a mark|Ankles swell] [by evening|after a day on the feet].",
        "@alert {He} [tires sooner|gets tired sooner] [on stairs|than a year ago].",
        "[Losartan was started|An ARB was started] [last year|some time ago] [and is tolerated|].",
        "[There is no pain on voiding|Voiding is painless] and [no blood is seen|the urine is not red].",
    ),
    exam=(
        *KIDNEY_EXAM,
        "[Vibration sense is reduced|Monofilament sensation is reduced] at [both big toes|the toes].",
        "[The fundi show|Ophthalmoscopy shows] [microaneurysms|laser scars] [on both sides|].",
    ),
    results=(
        "!acr [The albumin ratio is high|Urine albumin is clearly raised] [on two samples|in the morning urine].",
        "[The sediment is bland|Urine microscopy is bland] [without red-cell casts|].",
        "[Both kidneys are of normal size|Kidney size is preserved] [on ultrasound|on sonography].",
        "[Glycated hemoglobin is above target|Long-term glucose control is poor] [as before|again].",
    ),
    plan=(
        *KIDNEY_PLAN,
        "[A gliflozin|Finerenone] [was discussed|is under discussion] [with {him}|].",
        "[Eyes and feet are checked|Yearly eye and foot checks continue] [elsewhere|as before].",
    ),
    course=KIDNEY_COURSE,
)
HYPERTENSIVE = Disease(
    "hypertensive kidney disease",
    asks=(2, 3, 9, 126),
    age=(38, 68, 92),
    setting="clinic",
    complaints=(
        "[follow-up of hypertension and kidney disease|a blood pressure review]",
        "[high pressure readings at home|poorly controlled blood pressure]",
        "[a slow loss of kidney function|referral for kidney function]",
    ),
    measures={
        "creatinine": (0.9, 4.2),
        "bun": (15, 62),
        "systolic": (136, 196),
        "bmi": (22.0, 34.0),
        "potassium": (4.0, 5.4),
        "heart_rate": (62, 84),
        "hemoglobin": (14.6, 10.2),
        "bicarbonate": (27, 20),
        "egfr": (59, 14),
        "acr": (6, 420),
    },
    findings={"hypertension": 1.0},
    story=(
        "[Hypertension|High blood pressure] has been known [for decades|for years].",
        "[Several drugs are needed|A combination of drugs is needed], [taken in the morning|taken twice daily].",
        "[Readings at home vary|Home readings vary] [with stress|from day to day].",
        "[Nocturia|Rising at night to void] is [the only symptom|the main nuisance] [apart from stiffness|].",
        "[Chlorthalidone|Amlodipine] was [added|stepped up] [last year|at the last visit].",
        "@alert {He} has [no headaches|no dizziness], and [vision is clear|sight is good].",
        "[Salt intake is high|Meals are salty], [with bread and cheese|mostly ready meals].",
        "[Sleep apnea was excluded|A sleep study was normal] [last year|some years ago].",
    ),
    exam=(
        *KIDNEY_EXAM,
        "[The apex beat is sustained|The apex is forceful] [and slightly displaced|in the usual place].",
        "[Fundi show|The fundi have] [narrow arteries|arteriovenous nipping] [without hemorrhage|].",
    ),
    results=(
        "[The kidneys are slightly small|Both kidneys are slightly reduced in size] [with smooth outlines|on "
        "ultrasound].",
        "!acr [Urine albumin is mildly raised|There is mild albuminuria], [without blood|and the sediment is bland].",
        "[The electrocardiogram shows|On the tracing there is] [left ventricular hypertrophy|high left-sided voltage].",
        "[Renal arteries show no stenosis|Duplex of the renal arteries is normal] [on both sides|].",
    ),
    plan=(
        *KIDNEY_PLAN,
        "[Spironolactone at a low dose|Doxazosin] [may be added|will be tried next] [if pressures stay high|].",
    ),
    course=KIDNEY_COURSE,
)
TRANSPLANT = Disease(
    "kidney transplant with stable function",
    asks=(2, 3, 9),
    age=(19, 50, 78),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[a routine transplant visit|a yearly check of the transplant]",
        "[review of a kidney transplant|a scheduled transplant review]",
        "[follow-up after kidney transplantation|a tacrolimus check]",
    ),
    measures={
        "creatinine": (0.8, 2.8),
        "bun": (14, 44),
        "bmi": (19.0, 32.0),
        "potassium": (4.0, 5.4),
        "systolic": (120, 156),
        "white_cells": (8.0, 4.0),
        "hemoglobin": (15.0, 10.8),
        "magnesium": (1.9, 1.4),
    },
    findings={"kidney_disease": 1.0},
    story=(
        "[The graft came from|The kidney came from] [a sister|a deceased donor|a friend] [years ago|some years ago].",
        "[The cause was|Native kidneys failed from] [IgA nephropathy|reflux|polycystic disease].",
        "[Tacrolimus and mycophenolate|Tacrolimus with mycophenolate] are [taken on time|never missed].",
        "[There was one rejection|A single rejection occurred] [early on|in the first months], [treated with "
        "success|and none since].",
        "@alert {He} [feels well|is well] and [has gone back to usual life|enjoys daily life].",
        "[A fine tremor|Slight shaking of the fingers] [bothers {him} when writing|is blamed on tacrolimus].",
        "[Urine flows freely|Voiding is normal], and [the graft has never hurt|there is no pain over the graft].",
        "[Sunscreen is used|Sun protection is used] [every day|outdoors] [on medical advice|].",
    ),
    exam=(
        *KIDNEY_EXAM[:2],
        *KIDNEY_EXAM[3:],
        "[The graft is soft|The transplant is soft and not tender] [in the iliac fossa|on palpation].",
        "[The old fistula|The arteriovenous fistula] [is thrombosed|still has a thrill] [at the wrist|in the forearm].",
    ),
    results=(
        "[Duplex shows|Ultrasound shows] [good perfusion of the graft|a well perfused graft] [without dilatation|].",
        "[The tacrolimus trough|The trough level] is [within the wanted range|on target].",
        "[BK virus is not detected|No BK virus is found] [in blood|in plasma].",
        "[Donor-specific antibodies|Antibodies against the donor] are [absent|not detected].",
    ),
    plan=(
        *KIDNEY_PLAN,
        "[Immunosuppression is unchanged|The immunosuppressants stay the same] [until the next trough|].",
    ),
    course=KIDNEY_COURSE,
)

DISEASES = (DIABETIC, HYPERTENSIVE, TRANSPLANT)

"""Visits for the prevention of heart disease: smokers, non-smokers, treated hypertension.

Mild is an LDL of 84 mg/dL at 122 mmHg, grave one of 212 mg/dL at 176 mmHg with a low HDL.
"""

from ehrmind.medcalc.diseases.base import Disease

COMPLAINTS = (
    "[a check of cardiovascular risk|a cardiovascular check-up]",
    "[a discussion of cholesterol results|a review of cholesterol results]",
    "[an annual check-up|a routine check-up]",
)
STORY = (
    "@alert {He} [feels well|feels healthy] and [climbs stairs with ease|has no complaints].",
    "@alert {He} [denies|reports no] [chest pain|breathlessness] [on exertion|when climbing].",
    "[Blood was drawn|The blood was taken] [fasting|after an overnight fast].",
    "[Lunch is eaten in the canteen|Meals are mostly home-cooked], [with fish once a week|with few vegetables].",
    "[The working day|Most of the day] is spent [at a desk|sitting].",
    "[A bicycle is used for errands|Errands are done by bicycle] [in summer|].",
    "[A statin has not been taken|No statin has ever been taken] [so far|].",
    "[A friend's heart attack|A leaflet at the pharmacy|A radio program] [prompted the visit|led to the visit].",
    "[Sleep is good|{He} sleeps well], [seven hours on most nights|without snoring].",
)
EXAM = (
    "Heart sounds are [normal|clear] without [murmurs|extra sounds].",
    "[There is no carotid bruit|No bruit is heard over the carotids] [at present|].",
    "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
    "There are no [xanthomas on the elbows|xanthelasmas on the eyelids|tendon xanthomas].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[No arcus|There is no arcus] of the cornea.",
)
RESULTS = (
    "[The electrocardiogram|The tracing] shows [sinus rhythm|a normal tracing].",
    "[Glycated hemoglobin was sent|Glycated hemoglobin is pending] [with the lipids|].",
    "[Urinalysis is unremarkable|The urine is free of protein].",
)
PLAN = (
    "[The ten-year risk|The estimated risk] will be [explained|shown] with [a chart|a picture].",
    "[Statin treatment|A statin] will be [weighed|considered] [in light of the estimate|].",
    "[More walking|Brisk walking] on most days is [advised|encouraged].",
    "[A Mediterranean diet|A diet with more fish and nuts] was [recommended|suggested].",
    "[The lipid profile|Lipids] will be [repeated|checked again] [in three months|].",
    "[A cuff for home use|A home cuff] was [lent|shown] [for the coming weeks|].",
)
COURSE = (
    "@late [Brisk walks became a habit|{He} took up brisk walks] [with a neighbor|after work].",
    "@late [The diet was changed|Meals were changed] [with the help of a dietitian|step by step].",
    "@alert @late [By phone|At the call] {he} [reported|described] [good progress|no problems].",
    "@late [The repeat profile was discussed|Repeat lipids were discussed] [at the next visit|by letter].",
    "@late [A statin was started|Rosuvastatin was started] [after shared decision|] [and well tolerated|].",
    "@late [No muscle aches occurred|Muscle aches did not occur] [on treatment|].",
    "@late [The next check|The next review] is [in a year|due in a year].",
)

SMOKER = Disease(
    "elevated cardiovascular risk",
    asks=(46, 44, 5),
    age=(30, 52, 79),
    setting="clinic",
    female=0.42,
    complaints=(*COMPLAINTS, "[advice on smoking cessation|help with smoking cessation]"),
    measures={
        "systolic": (116, 168),
        "heart_rate": (62, 92),
        "hdl": (56, 27),
        "triglycerides": (96, 340),
        "ldl": (96, 200),
        "total_cholesterol": (164, 300),
        "glucose": (88, 122),
    },
    findings={"smoker": 1.0, "pressure_treated": (0.08, 0.3)},
    story=(
        *STORY[:5],
        *STORY[6:8],
        "[Quitting was tried|{He} tried to quit] [twice|with patches] [in past years|].",
        "[The morning cough is mild|There is a mild morning cough] [in winter|].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=(
        *PLAN,
        "[Varenicline was offered|Nicotine patches were offered] [with counseling|].",
        "[A date to quit|A quit date] was [set|agreed].",
    ),
    course=(*COURSE, "@late [Cigarettes were given up|{He} stopped] [at the agreed date|with varenicline]."),
)

HEALTHY = Disease(
    "dyslipidemia",
    asks=(46, 44, 133),
    age=(30, 50, 79),
    setting="clinic",
    complaints=COMPLAINTS,
    measures={
        "systolic": (104, 158),
        "heart_rate": (56, 84),
        "hdl": (84, 32),
        "triglycerides": (58, 290),
        "ldl": (78, 216),
        "total_cholesterol": (142, 312),
        "glucose": (82, 112),
        "tsh": (1.0, 4.2),
    },
    findings={"smoker": 0.0, "pressure_treated": (0.03, 0.15)},
    story=STORY,
    exam=EXAM,
    results=RESULTS,
    plan=(*PLAN, "[Thyroid function|The thyroid] was [checked|tested] as a cause [of high lipids|]."),
    course=COURSE,
)

TREATED = Disease(
    "treated arterial hypertension",
    asks=(46, 44, 5),
    age=(36, 62, 79),
    setting="clinic",
    complaints=(*COMPLAINTS, "[a review of blood pressure tablets|a check of blood pressure tablets]"),
    measures={
        "systolic": (122, 186),
        "heart_rate": (56, 88),
        "hdl": (66, 30),
        "triglycerides": (80, 350),
        "ldl": (82, 190),
        "total_cholesterol": (150, 288),
        "creatinine": (0.7, 1.4),
        "potassium": (4.3, 3.7),
    },
    findings={"smoker": 0.2, "pressure_treated": 1.0},
    words={
        "pressure_treated": (
            "{He} takes [lisinopril|ramipril|amlodipine|candesartan] for [high blood pressure|hypertension].",
            "[High blood pressure is|Hypertension is] treated with [lisinopril|ramipril|amlodipine].",
        )
    },
    story=(
        *STORY[:5],
        *STORY[6:7],
        "[The tablets are taken at breakfast|Tablets are taken in the morning] [without side effects|].",
        "[The tablets are rarely missed|Tablets are seldom forgotten] [thanks to a pill box|].",
        "[A home cuff|A cuff at home] is used [most evenings|twice a week].",
    ),
    exam=(*EXAM, "[The apex beat is strong|The apex beat is not displaced] [today|]."),
    results=(*RESULTS[1:], "[The electrocardiogram|The tracing] shows [left ventricular hypertrophy|sinus rhythm]."),
    plan=(
        *PLAN[:5],
        "[Tablets for blood pressure continue|The tablets are continued] [unchanged|for now].",
        "[Electrolytes|Kidney function and potassium] are [checked|due] [at the next visit|].",
    ),
    course=(
        *COURSE,
        "@late [Blood pressure tablets were continued|The tablets were continued] [as before|at the same dose].",
    ),
)

DISEASES = (SMOKER, HEALTHY, TREATED)

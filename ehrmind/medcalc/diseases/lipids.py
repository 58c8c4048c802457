"""Lipid clinics: familial hypercholesterolemia, mixed dyslipidemia, diabetes, and a check in good health.

A familial hypercholesterolemia has an LDL of 165 to 230 mg/dL, a check in good health 70 to 115.
"""

from ehrmind.medcalc.diseases.base import Disease

LIPID_EXAM = (
    "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
    "[No carotid bruit is heard|The carotids are silent] [on either side|on auscultation].",
    "[Pulses are present|Foot pulses are palpable] [on both sides|and equal].",
    "[The abdomen is soft|The abdomen is not tender], [no bruit is heard|and the aorta is not wide].",
    "[There is no goiter|The thyroid is not enlarged] and [reflexes are brisk|the skin is warm].",
)
LIPID_PLAN = (
    "[The calculated value|The calculated LDL] [guides treatment|decides on treatment] [today|].",
    "[Less saturated fat|Olive oil and nuts instead of butter] was [advised|agreed].",
    "[Exercise on most days|Walking each day] [is part of the plan|was advised].",
    "[Lipids are repeated|The lipid panel is repeated] [in three months|at the next visit].",
    "[Secondary causes|Thyroid and kidney causes] were [excluded|considered].",
    "[Liver enzymes|Muscle and liver enzymes] are [checked before tablets|checked as well].",
)
LIPID_COURSE = (
    "@late [The tablets were tolerated|Tablets caused no muscle pain] [over the first months|].",
    "@late [Three months later|After three months] [the panel was better|values had come down].",
    "@late [By phone|On the telephone], [the result was explained|results were explained].",
    "@late [The diet was kept|Changes in diet were kept] [with few lapses|most days].",
    "@late [Muscle enzymes|Liver enzymes] [stayed normal|remained in range] [on treatment|].",
    "@late [Relatives were tested|A relative was tested] [as advised|later that year].",
    "@late [The next check|Another panel] [was set for a year later|is due in a year].",
)

FAMILIAL = Disease(
    "familial hypercholesterolemia",
    asks=(44, 133),
    age=(18, 42, 74),
    setting="clinic",
    complaints=(
        "[very high blood fats|blood fats far above normal]",
        "[a lump on the Achilles tendon|thickened heel tendons]",
        "[a lipid clinic visit|referral to the lipid clinic]",
    ),
    measures={
        "ldl": (160, 238),
        "hdl": (62, 38),
        "triglycerides": (70, 180),
        "bmi": (21.0, 29.0),
        "systolic": (114, 138),
        "glucose": (80, 102),
    },
    story=(
        "[The tendons thickened|A heel tendon thickened] [years ago|in early adulthood].",
        "[The gene test|Genetic testing] found [a receptor variant|an LDL-receptor variant].",
        "[Ezetimibe was started|Ezetimibe was added] [last year|some months ago] [without side effects|].",
        "[There is no chest pain|There is no chest tightness] [on effort|on hills], and [calves do not hurt|walking is "
        "unlimited].",
        "@alert {He} [exercises regularly|plays badminton] and [feels healthy|has no complaints].",
        "[Eggs and butter|Butter and cream] are [avoided|rarely eaten] [at home|].",
        "[Yellow rims of the iris|A pale ring around the iris] [were seen by an optician|drew an optician's eye].",
        "[Earlier panels|Old panels] [were all abnormal|were never normal].",
    ),
    exam=(
        *LIPID_EXAM,
        "[Both Achilles tendons are thick|The Achilles tendons are thickened] [and nodular|].",
        "[An arcus is seen|There is a corneal arcus] [in both eyes|on both sides].",
    ),
    results=(
        "[Ultrasound of the carotids|Carotid sonography] shows [thin plaques|a thickened intima].",
        "[The tracing is normal|The electrocardiogram is normal] [at rest|].",
        "[Lipoprotein (a)|The lipoprotein (a) level] is [not raised|within range].",
        "[Thyroid function|The thyroid panel] is [normal|within range].",
    ),
    plan=(*LIPID_PLAN, "[An injection of evolocumab|Evolocumab every two weeks] [was discussed|may follow]."),
    course=LIPID_COURSE,
)
MIXED = Disease(
    "mixed dyslipidemia",
    asks=(44, 133),
    age=(26, 54, 84),
    setting="clinic",
    complaints=(
        "[an abnormal lipid panel|abnormal blood fats]",
        "[a check of blood fats|review of blood fats]",
        "[referral for high blood fats|a cardiovascular check]",
    ),
    measures={
        "ldl": (92, 170),
        "hdl": (52, 26),
        "triglycerides": (150, 388),
        "bmi": (25.0, 37.0),
        "systolic": (120, 154),
        "glucose": (88, 124),
        "alt": (22, 70),
    },
    story=(
        "[Blood fats were high|The fats were high] [at a workplace check|at a pharmacy test].",
        "[Beer in the evening|A glass of wine at supper] is [usual|a habit].",
        "[Meat is eaten daily|Sausage and cheese are eaten daily], [fish rarely|vegetables rarely].",
        "[Most of the day is spent sitting|Days are spent sitting], [with little exercise|and exercise is rare].",
        "@alert {He} [has no chest pain|feels well] [on exertion|on stairs].",
        "[The pancreas was never inflamed|There was no pancreatitis] [in the past|so far].",
        "[A trial of fish oil|A trial of garlic capsules] [had no effect|was given up].",
        "[The sample was taken fasting|Blood was drawn fasting] [this morning|after a night's fast].",
    ),
    exam=(
        *LIPID_EXAM,
        "[Fat is mostly abdominal|Adiposity is mainly abdominal] [with a wide waist|].",
        "[Xanthelasma is seen|Yellow plaques are seen] [on the eyelids|near the inner canthus].",
    ),
    results=(
        "[Apolipoprotein B|The apolipoprotein B level] is [raised|above range].",
        "[The tracing is normal|The electrocardiogram is normal] [at rest|].",
        "[Ultrasound|Sonography] shows [a bright liver|steatosis].",
        "[Thyroid function|The thyroid panel] is [normal|within range].",
    ),
    plan=(*LIPID_PLAN, "[Less alcohol|A month without alcohol] [was agreed|comes first]."),
    course=LIPID_COURSE,
)
DIABETIC_LIPIDS = Disease(
    "diabetic dyslipidemia",
    asks=(44, 133),
    age=(30, 60, 86),
    setting="clinic",
    complaints=(
        "[a yearly diabetes check|the annual diabetes review]",
        "[a lipid check in diabetes|follow-up of diabetes]",
        "[a diabetes visit|review of diabetes and blood fats]",
    ),
    measures={
        "ldl": (58, 150),
        "hdl": (50, 25),
        "triglycerides": (120, 380),
        "glucose": (118, 260),
        "bmi": (25.0, 38.0),
        "systolic": (122, 158),
        "creatinine": (0.7, 1.6),
    },
    findings={"diabetes": 1.0},
    story=(
        "Diabetes has been [treated|controlled] [with metformin|with tablets] [for years|since midlife].",
        "[Sugars at home|Morning sugars] are [mostly on target|higher than wanted].",
        "[Atorvastatin was paused|A statin was paused] [for muscle ache|for cramps] [last year|].",
        "[Feet are checked daily|The feet are looked at daily], [no sore was seen|and no sore has appeared].",
        "@alert {He} [walks the dog|gardens] [every day|most days] [and feels well|without chest pain].",
        "[Sweet pastry|White bread] [is a weakness|is hard to give up] [on Sundays|].",
        "[Eyes were checked|The eye check was done] [this year|some months ago].",
        "[The sample was taken fasting|Blood was drawn fasting] [this morning|after a night's fast].",
    ),
    exam=(
        *LIPID_EXAM,
        "[Vibration sense is normal|The monofilament is felt] [on both feet|at all points].",
    ),
    results=(
        "[Urine albumin|The albumin ratio] is [normal|slightly raised] [in the morning urine|].",
        "[The tracing shows|The electrocardiogram shows] [no ischemia|no old scar].",
        "[Retinal photographs|The fundi] show [no retinopathy|few microaneurysms].",
        "[Glycated hemoglobin|The glycated hemoglobin] is [near target|above target].",
    ),
    plan=(*LIPID_PLAN, "[Rosuvastatin at a low dose|A low dose of rosuvastatin] [will be tried|is the next step]."),
    course=LIPID_COURSE,
)
HEALTH_CHECK = Disease(
    "cardiovascular prevention check",
    asks=(44, 133),
    age=(19, 44, 80),
    setting="clinic",
    complaints=(
        "[a preventive check|a cardiovascular check-up]",
        "[a routine fasting panel|a routine health check]",
        "[a check before an exercise program|a prevention visit]",
    ),
    measures={
        "ldl": (66, 132),
        "hdl": (88, 46),
        "triglycerides": (52, 150),
        "bmi": (19.5, 27.0),
        "systolic": (108, 132),
        "glucose": (74, 100),
    },
    story=(
        "@alert {He} [has no complaints|feels healthy] [and came of {his} own accord|].",
        "[A running group|A hiking club] [will be joined|is to be joined] [next month|].",
        "[Vegetables and nuts|Fruit and oats] [are eaten daily|make up breakfast].",
        "[Stairs are climbed|Stairs are taken] [without a rest|without effort].",
        "[Sleep is good|Sleep is sound] and [stress is modest|days are calm].",
        "[The last panel|An earlier panel] [was normal|was years ago].",
        "[The sample was taken fasting|Blood was drawn fasting] [this morning|after a night's fast].",
        "[Blood was donated|Blood is donated] [twice a year|regularly] [without problems|].",
    ),
    exam=(*LIPID_EXAM, "[No xanthoma is found|Tendons are slim] [on hands and heels|and without lumps]."),
    results=(
        "[The tracing is normal|The electrocardiogram is normal] [at rest|].",
        "[The urine is clear|The dipstick is clear] [of sugar and protein|].",
        "[Exercise testing|The bicycle test] was [normal|without ischemia].",
        "[Spirometry|Lung function] is [normal|above average].",
    ),
    plan=(*LIPID_PLAN[:5], "[No statin is needed|No lipid drug is needed] [at present|for now]."),
    course=(
        *LIPID_COURSE[2:],
        "@late [The program was completed|Training went on] [for a year|through the winter].",
        "@late [No statin was needed|No lipid drug was needed] [at follow-up|].",
    ),
)

DISEASES = (FAMILIAL, MIXED, DIABETIC_LIPIDS, HEALTH_CHECK)

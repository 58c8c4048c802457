"""Steroids by mouth for months: polymyalgia, adrenal insufficiency, a transplant, lupus. `dose` is in mg of prednisone.

Prednisone 10 mg equals methylprednisolone 8 mg, hydrocortisone 40 mg and dexamethasone 1.5 mg.
"""

from ehrmind.medcalc.diseases.base import Disease

STEROID_EXAM = (
    "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
    "[The skin is thin|Skin is thin] [on the forearms|over the forearms], [with small bruises|bruising easily].",
    "[The face is round|The face is slightly full], and the abdomen is [soft|not tender].",
    "[Lenses are clear|The lenses are clear] [on both sides|by ophthalmoscope].",
    "[There is no edema|The ankles are slim], and the mouth is [clean|free of thrush].",
)
STEROID_PLAN = (
    "[The drug is to be changed|The preparation is to be changed] [at an equal dose|without loss of effect].",
    "[Bone protection|Alendronate with vitamin D] [continues|was ordered].",
    "[Glucose is checked|Blood sugar is checked] [before supper|in the afternoon] [twice a week|].",
    "[The emergency card|A steroid card] is [carried|kept in the wallet].",
    "[The dose must not be stopped|Treatment must not be stopped] [suddenly|without advice].",
    "[A vaccine against shingles|The shingles vaccine] [is due|was offered] [with the pneumococcal vaccine|].",
    "[Tapering follows|The taper follows] [the symptoms|a written scheme].",
)
STEROID_COURSE = (
    "@late [The change went smoothly|The change was smooth] [without relapse|within days].",
    "@late [By phone|On the telephone], [one question about tablets was settled|the scheme was repeated].",
    "@late [Sugars stayed in range|Blood sugar stayed in range] [on the new drug|].",
    "@late [Bone density|A bone density scan] was [stable|slightly low] [a year later|].",
    "@late [The taper went on|The dose was lowered] [month by month|by small steps].",
    "@late [Sleep improved|Sleep was better] [with morning doses|after the change].",
    "@late [The next visit|Another visit] [took place in six weeks|followed two months later].",
)

POLYMYALGIA = Disease(
    "polymyalgia rheumatica",
    asks=(24,),
    age=(52, 73, 92),
    female=0.65,
    setting="clinic",
    weight=1.2,
    complaints=(
        "[stiff shoulders and hips|morning stiffness of the shoulders]",
        "[aching upper arms and thighs|pain in both shoulders]",
        "[follow-up of polymyalgia|relapse of morning stiffness]",
    ),
    measures={
        "dose": (5, 25),
        "crp": (4, 70),
        "hemoglobin": (13.8, 10.6),
        "glucose": (92, 160),
        "systolic": (124, 152),
    },
    choices={"steroid": ("oral prednisone", "oral prednisolone", "oral methylprednisolone")},
    story=(
        "[Getting out of bed takes long|Rising takes half an hour], and [arms are hard to lift|combing is hard].",
        "[Stiffness eases by noon|By noon the stiffness eases] [with warm showers|].",
        "[Treatment brought relief|Relief came] [within three days|almost overnight] [at the start|].",
        "[There is no headache|Headache is absent], and [the scalp is not tender|chewing is painless].",
        "[Vision is unchanged|Sight is unchanged], [without double images|without double vision].",
        "@alert {He} [does the stairs again|climbs stairs again] [with one hand on the rail|].",
        "[A taper failed|Tapering failed] [at a low dose|last year] [and was started anew|].",
        "[Hands are not swollen|The hands are not swollen], and [grip is fair|rings fit].",
    ),
    exam=(
        *STEROID_EXAM,
        "[Shoulders move slowly|The shoulders move slowly] [but fully|to the horizontal].",
        "[Temporal arteries pulsate|The temporal arteries are soft] [on both sides|and not tender].",
    ),
    results=(
        "[Shoulder ultrasound|Sonography of the shoulders] shows [bursitis|mild bursitis on both sides].",
        "[Rheumatoid factor|The rheumatoid factor] is [absent|negative].",
        "[Creatine kinase|The muscle enzyme] is [normal|not raised].",
        "[Temporal artery ultrasound|Sonography of the temporal arteries] shows [no halo|normal walls].",
    ),
    plan=STEROID_PLAN,
    course=STEROID_COURSE,
)
ADDISON = Disease(
    "primary adrenal insufficiency",
    asks=(24,),
    age=(19, 44, 80),
    female=0.6,
    setting="clinic",
    complaints=(
        "[fatigue and dizziness|tiredness and salt craving]",
        "[follow-up of Addison disease|an endocrine visit]",
        "[supply problems with {his} tablets|a change of replacement tablets]",
    ),
    measures={
        "dose": (5, 10),
        "sodium": (141, 131),
        "potassium": (4.2, 5.4),
        "systolic": (122, 94),
        "glucose": (92, 70),
    },
    choices={"steroid": ("oral hydrocortisone", "oral hydrocortisone", "oral cortisone")},
    story=(
        "[The adrenal glands failed|The adrenals failed] years ago, [from autoimmunity|as antibodies showed].",
        "[Fludrocortisone is taken|A tablet of fludrocortisone is taken] [in the morning|with breakfast].",
        "[Doses are doubled|The dose is doubled] [with fever|on days of fever], [which happened twice|as taught].",
        "[Salt is craved|Olives and broth are craved] [in summer|on hot days].",
        "[The pharmacy cannot supply|The pharmacy has run out of] [the usual tablets|the usual brand].",
        "@alert {He} [flags in the afternoon|tires by late afternoon] [on busy days|].",
        "[An emergency kit|The injection kit] [lies at home|is within reach], [unused|still sealed].",
        "[Palms are darker|The palms have darkened] [than in the past|a little].",
    ),
    exam=(
        *STEROID_EXAM[:1],
        *STEROID_EXAM[3:],
        "[Creases of the palms are dark|Palmar creases are dark] [on both hands|].",
        "[Gums show|The gums show] [brown patches|slate-colored patches].",
        "[Muscle strength is full|Strength is full] and [gait is steady|gait is normal].",
    ),
    results=(
        "[Renin is slightly raised|Renin is near target] [on this panel|].",
        "[Thyroid function|The thyroid panel] is [normal|within range].",
        "[The tracing is normal|The electrocardiogram is normal] [at rest|].",
        "[Adrenal imaging|The adrenal scan] shows [small glands|small adrenals without calcification].",
    ),
    plan=(
        *STEROID_PLAN[:1],
        *STEROID_PLAN[3:5],
        "[Sick-day rules|The sick-day rules] were [rehearsed|gone over] [again|].",
        "[Salt may be used freely|Salty food is allowed] [in the heat|on hot days].",
        "[The emergency injection|Use of the injection] was [shown|practiced] [with a relative|].",
    ),
    course=(
        *STEROID_COURSE[:2],
        *STEROID_COURSE[5:],
        "@late [No crisis|No emergency] [occurred|was seen] [in the following year|].",
        "@late [The usual brand|The old brand] [came back|was available again] [after a month|].",
        "@late [Renin was on target|Ions were in range] [at the next check|].",
    ),
)
GRAFT = Disease(
    "kidney transplant on immunosuppression",
    asks=(24,),
    age=(20, 48, 76),
    setting="clinic",
    complaints=(
        "[a transplant clinic visit|routine care of a kidney graft]",
        "[follow-up of a kidney graft|a check of immunosuppression]",
        "[a change of immunosuppressants|review of transplant drugs]",
    ),
    measures={
        "dose": (5, 20),
        "creatinine": (0.9, 2.4),
        "bun": (14, 40),
        "systolic": (120, 156),
        "glucose": (90, 180),
        "white_cells": (7.6, 4.2),
        "hemoglobin": (14.6, 11.0),
    },
    choices={"steroid": ("oral prednisone", "oral prednisolone", "oral methylprednisolone")},
    story=(
        "[The graft has worked|Graft function has been good] [for years|since the first week] [without rejection|].",
        "[Tacrolimus is taken|Tacrolimus with mycophenolate is taken] [by the clock|on time] [twice a day|].",
        "[Nights have been short|Sleep has been light] [on this treatment|since the last change].",
        "[Hands tremble slightly|A slight tremor remains] [when pouring tea|in the mornings].",
        "@alert {He} [feels well|is active] and [rides a bicycle|goes swimming].",
        "[No infection|No serious infection] [occurred|was treated] [this year|].",
        "[Gums are normal|The gums are healthy], and [teeth are cleaned twice a year|the dentist is pleased].",
        "[Sunscreen is used|Hats and sunscreen are used] [outdoors|in summer].",
    ),
    exam=(*STEROID_EXAM, "[The graft is soft|The graft is not tender] [in the iliac fossa|on palpation]."),
    results=(
        "[The trough level|Tacrolimus] is [in range|at the lower limit].",
        "[Ultrasound of the graft|Graft sonography] shows [good flow|no dilatation].",
        "[BK virus|The BK test] is [negative|below detection].",
        "[Urine protein|The protein ratio] is [normal|low].",
    ),
    plan=STEROID_PLAN,
    course=STEROID_COURSE,
)
LUPUS = Disease(
    "systemic lupus erythematosus",
    asks=(24,),
    age=(18, 36, 70),
    female=0.9,
    setting="clinic",
    complaints=(
        "[joint pain and rash|a flare of joint pain]",
        "[a facial rash and fatigue|fatigue and mouth ulcers]",
        "[pleuritic pain and fatigue|a lupus flare]",
    ),
    measures={
        "dose": (7.5, 80),
        "hemoglobin": (13.2, 9.4),
        "platelets": (260, 110),
        "white_cells": (5.4, 2.8),
        "creatinine": (0.6, 1.6),
        "temperature": (36.6, 38.2),
        "systolic": (112, 148),
    },
    findings={"connective_tissue_disease": 1.0},
    choices={
        "steroid": (
            "oral prednisone",
            "oral prednisolone",
            "oral methylprednisolone",
            "intravenous methylprednisolone",
            "intravenous methylprednisolone",
        )
    },
    story=(
        "[A rash has crossed the cheeks|The cheeks have been red] [after sun|since a day at the lake].",
        "[Fingers are swollen|The fingers are swollen] [on waking|in the morning].",
        "[Hydroxychloroquine is taken|Hydroxychloroquine is taken daily] [with food|without a gap].",
        "[Hair comes out|Hair has thinned] [when combing|along the hairline].",
        "@alert {He} [is worn out|feels worn out] [by noon|after small tasks].",
        "[Fingers turn white|Fingertips turn white] [in the cold|at the freezer].",
        "[Mouth sores|Small mouth ulcers] [came with the flare|are painless].",
        "[Azathioprine was stopped|Mycophenolate was stopped] [last year|for nausea].",
    ),
    exam=(
        *STEROID_EXAM[:1],
        *STEROID_EXAM[3:],
        "[Several finger joints are swollen|Finger joints are swollen] [and tender|on both hands].",
        "[A rash spares the folds|The facial rash spares the folds] [beside the nose|].",
        "[No rub is heard|There is no rub] [over heart or lungs|on auscultation].",
    ),
    results=(
        "[Antibodies to DNA are raised|Antibodies to native DNA are raised] [again|as in earlier flares].",
        "[Complement is low|Complement components are low] [on this panel|].",
        "[The urine sediment|The sediment] is [bland|free of casts].",
        "[The chest film shows|On the chest film there is] [a trace of pleural fluid|nothing new].",
    ),
    plan=STEROID_PLAN,
    course=STEROID_COURSE,
)

DISEASES = (POLYMYALGIA, ADDISON, GRAFT, LUPUS)

"""Who lies and sits for long, so that the skin is at risk: a mended hip, a stroke, Parkinson's disease.

A mild case walks the corridor and eats well, a grave one lies still in damp sheets and eats a third of each meal.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[Skin had been intact at home|No pressure sore was known] [before admission|].",
    "[The family visits every day|Relatives visit daily] [with photographs|at mealtimes].",
    "[Glasses and hearing aids came along|The hearing aids are at hand] [from home|].",
)
EXAM = (
    "[The sacrum is not reddened|No redness is seen over the sacrum] [at this turn|today].",
    "[Both heels are intact|The heels are intact] [on inspection|].",
    "Heart sounds are [normal|clear].",
    "The lungs are [clear|clear at the bases].",
    "The abdomen is [soft|soft and not tender].",
    "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
)
RESULTS = (
    "[The chest film is clear|The chest film shows clear lungs].",
    "The electrocardiogram shows sinus rhythm [without new changes|].",
    "[A urine dipstick was clear|The urine dipstick was normal] [on admission|].",
    "[Vitamin D was low|A low vitamin D was found] [on admission|].",
)
PLAN = (
    "[The mattress is chosen by the score|The score decides on the mattress] [today|].",
    "[Changes of position are charted|Changes of position are encouraged] [day and night|].",
    "[The skin is inspected every shift|Skin checks follow every shift].",
    "[Heel protectors|Soft boots for the heels] were [ordered|applied].",
    "[Physiotherapy comes daily|A physiotherapist comes daily] [for exercises|].",
    "[A dietitian was asked|The dietitian was asked] [about protein drinks|].",
    "[Barrier cream is used|A barrier cream is used] [after washing|].",
)
COURSE = (
    "@late [The skin stayed whole|No pressure injury developed] [during the stay|].",
    "@late [The special mattress was kept|The air mattress was kept] [until the last day|].",
    "@late [Protein drinks were taken|The protein drinks were liked] [twice a day|].",
    "@late [The family learned to turn {him}|Relatives were taught positioning] [before going home|].",
    "@late [A care service was arranged|Home care was arranged] [with the social worker|].",
)

HIP = Disease(
    "recovery after repair of a hip fracture",
    asks=(117,),
    age=(56, 81, 92),
    setting="ward",
    female=0.7,
    weight=1.3,
    complaints=(
        "[a hip fracture after a fall|a fall with a broken hip]",
        "[pain after hip surgery|care after hip surgery]",
        "[a broken hip|a broken hip from a fall at home]",
    ),
    measures={
        "hemoglobin": (12.0, 8.0),
        "albumin": (3.9, 2.5),
        "systolic": (142, 104),
        "heart_rate": (68, 104),
        "temperature": (36.5, 37.9),
        "bun": (14, 44),
        "creatinine": (0.7, 1.7),
        "crp": (30, 160),
    },
    choices={
        "sensory_perception": ("no impairment", "no impairment", "slightly limited"),
        "skin_moisture": ("rarely moist", "occasionally moist", "very moist"),
        "activity_level": ("walks frequently", "walks occasionally", "chairfast", "bedfast"),
        "bed_mobility": ("no limitation", "slightly limited", "slightly limited", "very limited"),
        "nutrition": ("excellent", "adequate", "probably inadequate"),
        "friction_and_shear": ("no apparent problem", "potential problem", "problem"),
    },
    story=(
        *STORY,
        "[{He} slipped on a wet floor|{He} tripped over a rug] [at home|some days ago].",
        "[The hip was nailed|A nail was put into the femur] [the day after the fall|].",
        "[Spinal anesthesia went well|The operation under spinal anesthesia went well].",
        "[Pain is eased by tablets|Tablets keep the pain low] [around the clock|].",
        "There are stairs [at home|to the bedroom].",
    ),
    exam=(*EXAM, "[The wound over the hip is dry|The hip wound is clean and dry]."),
    results=(*RESULTS, "[The nail sits well|The hip film shows a nail in place] [on the film|]."),
    plan=PLAN,
    course=(
        *COURSE,
        "@late [The stitches were removed|Staples were taken out] [after two weeks|].",
        "@late {He} [moved to rehabilitation|was transferred to rehabilitation] [in the second week|].",
    ),
)

STROKE = Disease(
    "acute ischemic stroke",
    asks=(107, 117),
    age=(44, 74, 92),
    setting="ward",
    complaints=(
        "[sudden symptoms on one side|sudden loss of function on one side]",
        "[a fall out of bed|a fall at home]",
        "[sudden trouble since the morning|a sudden change at breakfast]",
    ),
    measures={
        "bmi": (20.0, 38.0),
        "systolic": (142, 188),
        "heart_rate": (66, 104),
        "glucose": (100, 210),
        "temperature": (36.6, 38.0),
        "albumin": (4.2, 3.0),
        "sodium": (140, 132),
    },
    findings={
        "acute_stroke": 1.0,
        "active_cancer": (0.04, 0.15),
        "earlier_clot": (0.04, 0.15),
        "immobilization": (0.3, 0.85),
        "surgery_or_trauma": 0.04,
        "heart_failure": (0.08, 0.25),
        "respiratory_failure": (0.01, 0.15),
        "acute_infarction": 0.04,
        "acute_infection": (0.05, 0.35),
        "hormone_use": 0.03,
    },
    choices={
        "sensory_perception": ("slightly limited", "slightly limited", "very limited", "completely limited"),
        "skin_moisture": ("rarely moist", "occasionally moist", "very moist", "constantly moist"),
        "activity_level": ("walks occasionally", "chairfast", "bedfast", "bedfast"),
        "bed_mobility": ("slightly limited", "very limited", "completely immobile"),
        "nutrition": ("adequate", "probably inadequate", "very poor"),
        "friction_and_shear": ("potential problem", "problem", "problem"),
    },
    words={
        "acute_stroke": (
            "[An acute ischemic stroke|A fresh ischemic stroke] [was found on imaging|is seen on the scan].",
            "{He} has [an acute ischemic stroke|a fresh ischemic stroke] [of the middle cerebral artery|].",
            "[The diagnosis is|Admitted with] [an acute ischemic stroke|a fresh ischemic stroke].",
        )
    },
    story=(
        *STORY,
        "[{He} was well the evening before|{He} had gone to bed well] [by the family's account|].",
        "[The ambulance came within minutes|Neighbors called the ambulance] [in the morning|].",
        "[The window for thrombolysis had passed|It was too late for thrombolysis] [on arrival|].",
        "[No seizure was seen|There was no seizure] [at the onset|].",
        "[Swallowing is being tested|A swallow test is under way].",
    ),
    exam=(*EXAM, "[The corner of the mouth hangs on one side|One corner of the mouth droops]."),
    results=(
        "[The scan shows no bleeding|Computed tomography shows no bleeding] [but early swelling|].",
        *RESULTS[:3],
        "[The carotid arteries are open|Duplex shows open carotid arteries].",
    ),
    plan=(
        "[Aspirin was started|Aspirin is given] [after the scan|from the first day].",
        "[Prophylaxis of clots follows the score|The risk score decides on heparin] [this week|].",
        *PLAN[1:5],
        "[Speech therapy comes daily|A speech therapist comes daily] [to the bedside|].",
    ),
    course=(
        *COURSE,
        "@late [Thickened drinks were allowed|Thickened fluids were tolerated] [from the fourth day|].",
        "@late [The rehabilitation clinic accepted {him}|A rehabilitation place was found] [in the second week|].",
    ),
)

PARKINSON = Disease(
    "advanced Parkinson's disease",
    asks=(117,),
    age=(58, 78, 92),
    setting="ward",
    female=0.4,
    weight=0.9,
    complaints=(
        "[stiffness and repeated falls|repeated falls]",
        "[freezing and slowness|slowness that grew over weeks]",
        "[poor movement after an infection|decline at home]",
    ),
    measures={
        "bmi": (26.0, 17.0),
        "albumin": (4.2, 2.8),
        "systolic": (138, 98),
        "heart_rate": (66, 92),
        "hemoglobin": (14.0, 10.2),
        "temperature": (36.3, 37.6),
        "bun": (14, 38),
    },
    choices={
        "sensory_perception": ("no impairment", "slightly limited", "slightly limited", "very limited"),
        "skin_moisture": ("rarely moist", "occasionally moist", "very moist", "constantly moist"),
        "activity_level": ("walks occasionally", "walks occasionally", "chairfast", "bedfast"),
        "bed_mobility": ("slightly limited", "very limited", "very limited", "completely immobile"),
        "nutrition": ("excellent", "adequate", "probably inadequate", "very poor"),
        "friction_and_shear": ("no apparent problem", "potential problem", "problem", "problem"),
    },
    story=(
        *STORY,
        "[The diagnosis is ten years old|Parkinson's disease was found ten years ago].",
        "[Levodopa is taken five times a day|Five doses of levodopa a day are taken] [on time|].",
        "[Nights are restless|Sleep is broken] [with vivid dreams|].",
        "[The voice has become soft|{His} voice is soft] [and flat|].",
        "[The spouse can no longer cope alone|Care at home has become too much for the family].",
    ),
    exam=(
        *EXAM,
        "[There is cogwheel rigidity|There is marked rigidity] [of both arms|].",
        "[A rest tremor|A tremor at rest] of the [right|left] hand is seen.",
    ),
    results=RESULTS,
    plan=(
        *PLAN,
        "[Levodopa is given to the minute|The levodopa times are kept] [by the ward|].",
    ),
    course=(
        *COURSE,
        "@late [The levodopa dose was raised|A patch of rotigotine was added] [with benefit|].",
        "@late [A place in day care|Short-term care] was [found|arranged] [for the weeks after|].",
    ),
)

DISEASES = (HIP, STROKE, PARKINSON)

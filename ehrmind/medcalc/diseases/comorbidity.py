"""Burdens of disease that are counted: after a fall, in heart failure, with HIV, with tumors, after a stroke.

A man of 74 with heart failure, lung disease and diabetic eyes has 3 + 1 + 1 + 2 = 7 points.
"""

from ehrmind.medcalc.diseases.base import Disease

COUNT_EXAM = (
    "[Breath sounds are clear|The lungs are clear] [on both sides|at the bases], [without wheeze|without crackles].",
    "[The abdomen is soft|The abdomen is not tender], with [normal|lively] bowel sounds.",
    "[The thyroid is not enlarged|There is no goiter], and the neck [is supple|moves freely].",
    "[Skin is intact|The skin is intact], [without pressure marks|without a rash].",
    "[Hearing is fair|Hearing is adequate] [with aids|in a quiet room].",
    "[Teeth are in fair order|Dentition is fair] [with a partial plate|with some gaps].",
)
COUNT_RESULTS = (
    "[The urine dipstick|A dipstick] is [clear|negative] [today|].",
    "[Thyroid function|The thyroid panel] is [normal|within range].",
    "[The chest film|A chest film] shows [no acute change|nothing new].",
    "[Vitamin D is low|The vitamin D level is low normal] [on this panel|].",
)
COUNT_PLAN = (
    "[The burden of illness|The sum of illnesses] is to be [scored|graded] [before decisions|for the record].",
    "[The drug list|The list of drugs] was [gone through|cleaned up] [with the pharmacist|].",
    "[Vaccines|Influenza and pneumococcal vaccines] were [updated|offered].",
    "[Physiotherapy|A program of balance exercises] was [ordered|arranged] [twice a week|].",
    "[The social worker|A social worker] will [visit|call] [about help at home|].",
    "[Goals for the year|Aims of treatment] were [discussed|written down] [with the family|].",
    "[A protein supplement|A diet rich in protein] was [ordered|advised].",
)
COUNT_CLINIC_COURSE = (
    "@late [At the next visit|Three months later] [the list of drugs was shorter|help at home had been arranged].",
    "@late [By phone|On the telephone], [relatives confirmed a steady course|no new problem came up].",
    "@late [The vaccine was given|Both vaccines were given] [without fever|that week].",
    "@late [Exercises were kept up|The exercises went on] [at home|in a group].",
    "@late [A letter went|A summary went] [to the family physician|to all clinics involved].",
    "@late [The supplement was taken|Supplements were taken] [for some months|with meals].",
    "@late [The yearly review|The next review] [was set for next year|follows in twelve months].",
)
COUNT_WARD_COURSE = (
    "@late {He} [walked with a frame|was out of bed] [on the third day|by the end of the week].",
    "@late [Delirium did not occur|Nights were calm] [during the stay|on the ward].",
    "@late [The social worker arranged|The team arranged] [meals at home|a home nurse].",
    "@late [The drug list was shortened|Three drugs were stopped] [before discharge|].",
    "@late [Pain was well controlled|Pain was controlled] [with acetaminophen|from the second day].",
    "@late [Transfer to rehabilitation|A rehabilitation stay] [followed|was granted] [after ten days|].",
    "@late [Follow-up|A control visit] was [booked|arranged] [with the family physician|].",
)

FALL = Disease(
    "a fall at home",
    asks=(32,),
    age=(62, 82, 92),
    female=0.6,
    weight=1.3,
    complaints=(
        "[a fall at home|a fall in the bathroom]",
        "[hip pain after a fall|bruises after a fall]",
        "[a second fall this month|a fall on the stairs]",
    ),
    measures={"systolic": (152, 112), "heart_rate": (66, 96), "hemoglobin": (13.6, 9.2), "sodium": (141, 131)},
    findings={
        "heart_failure": (0.1, 0.4),
        "dementia": (0.1, 0.55),
        "copd": (0.1, 0.3),
        "cerebrovascular_disease": (0.1, 0.35),
        "kidney_disease": (0.08, 0.35),
        "hemiplegia": (0.01, 0.08),
        "peptic_ulcer_disease": 0.08,
        "myocardial_infarction": 0.15,
        "peripheral_vascular_disease": 0.12,
    },
    story=(
        "[A rug slipped|The rug slipped|A slipper caught] [on the way to the bathroom|in the hallway].",
        "[The head was not hit|The head did not strike the floor], [and there is no wound|but a rib has ached since].",
        "[It took an hour|It took some time] to [reach the phone|get up again].",
        "[Light was dim|The light was off], [as so often at night|and glasses were not at hand].",
        "[There was no blackout|There was no loss of consciousness], and no [racing heart|dizzy spell].",
        "@alert {He} [is annoyed with {his} own haste|is embarrassed] [and wants to go home|].",
        "[A walking frame is at hand|A frame stands ready] but is [rarely used|left in the corner].",
        "[Hips bear weight|Both hips can be moved], [with some pain|if slowly].",
    ),
    exam=(
        *COUNT_EXAM,
        "[A bruise covers the hip|A bruise is seen on the hip] [and the elbow|].",
        "[No shortening of the leg is seen|There is no shortening of the leg], and rotation is [free|painless].",
    ),
    results=(
        *COUNT_RESULTS,
        "[Films of the hip and pelvis|Pelvic films] show [no fracture|worn joints only].",
    ),
    plan=COUNT_PLAN,
    course=COUNT_WARD_COURSE,
)
HEART_CLINIC = Disease(
    "congestive heart failure",
    asks=(32,),
    age=(46, 72, 92),
    setting="clinic",
    complaints=(
        "[a heart failure clinic visit|review of heart failure]",
        "[ankle swelling|swollen ankles]",
        "[breathlessness on stairs|tiredness on exertion]",
    ),
    measures={
        "systolic": (132, 98),
        "heart_rate": (60, 92),
        "creatinine": (0.9, 2.4),
        "sodium": (141, 131),
        "potassium": (4.1, 5.3),
        "hemoglobin": (14.0, 10.2),
    },
    findings={
        "heart_failure": 1.0,
        "myocardial_infarction": (0.3, 0.6),
        "copd": (0.15, 0.35),
        "kidney_disease": (0.1, 0.55),
        "peripheral_vascular_disease": 0.2,
        "cerebrovascular_disease": 0.15,
    },
    choices={
        "diabetes_severity": ("none or diet-controlled", "none or diet-controlled", "uncomplicated", "end-organ damage")
    },
    story=(
        "[Two pillows are used|An extra pillow is used] [at night|for sleep].",
        "[Stairs need a pause|One flight needs a pause], [but flat walks do not|but the market is still reached].",
        "[The scale is used daily|Body weight is noted daily] [in a booklet|before breakfast].",
        "[Sacubitril-valsartan|Carvedilol with spironolactone] is [tolerated|taken] [without dizziness|].",
        "[Shoes are tight by evening|Socks leave marks by evening] [on most days|].",
        "[Salt is left out|The salt shaker is gone], and [soup is cooked fresh|bread is unsalted].",
        "@alert {He} [has no chest pain|is free of chest pain] [at rest or on effort|].",
        "[The device was checked|The defibrillator was checked] [last month|some weeks ago] [without events|].",
    ),
    exam=(
        *COUNT_EXAM[1:4],
        "[A third heart sound is heard|A soft systolic murmur is heard] [at the apex|].",
        "[Neck veins are slightly filled|Jugular filling is just visible] [when reclined|].",
        "[Slight ankle edema|A trace of ankle edema] is [present|noted].",
    ),
    results=(
        *COUNT_RESULTS[1:],
        "[Echocardiography shows|The echocardiogram shows] [a reduced ejection fraction|a wide left ventricle].",
        "[The natriuretic peptide|NT-proBNP] is [raised|higher than a year ago].",
    ),
    plan=(*COUNT_PLAN[:4], *COUNT_PLAN[5:], "[Dapagliflozin|Empagliflozin] [was added|is the next step] [today|]."),
    course=COUNT_CLINIC_COURSE,
)
HIV = Disease(
    "HIV infection",
    asks=(32,),
    age=(19, 44, 76),
    female=0.3,
    setting="clinic",
    weight=1.3,
    complaints=(
        "[an HIV clinic visit|a yearly HIV review]",
        "[fever and loss of kilograms|night sweats and fatigue]",
        "[a check of viral load|thrush and fatigue]",
    ),
    measures={
        "white_cells": (6.6, 2.2),
        "hemoglobin": (15.0, 9.4),
        "platelets": (260, 80),
        "albumin": (4.4, 2.8),
        "temperature": (36.6, 38.6),
        "crp": (3, 60),
        "alt": (20, 70),
    },
    findings={
        "aids": (0.1, 0.75),
        "lymphoma": (0.02, 0.14),
        "copd": 0.08,
        "kidney_disease": (0.03, 0.12),
        "peptic_ulcer_disease": 0.05,
        "dementia": (0.0, 0.05),
    },
    choices={"liver_disease": ("none", "none", "none", "mild", "moderate to severe")},
    story=(
        "[The diagnosis was made|HIV was found] [ten years ago|years ago|last year] [on screening|at a check-up].",
        "[Tablets were restarted|Antiretroviral tablets were restarted] [after a gap|some months ago].",
        "[The partner knows|{His} partner knows] [and was tested|and takes prophylaxis].",
        "[Sleep is fair|Sleep is good], [but dreams are vivid|with vivid dreams on the tablets].",
        "@alert {He} [keeps a routine|attends a support group] [and copes well|each week].",
        "[Screening for syphilis|The syphilis test] was [negative|nonreactive] [this year|].",
        "[A trip abroad|A long trip] is [planned|intended] [for the holidays|].",
        "[Stools are normal|There is no diarrhea], and appetite [varies|is fair].",
    ),
    exam=(
        *COUNT_EXAM[:4],
        "[The gums are healthy|The palate is clean], [without violet spots|without ulcers].",
        "[Facial fat is preserved|The face is full] [on both sides|without hollow cheeks].",
    ),
    results=(
        "[The lymphocyte subset count|The helper cell count] is [pending|known from last month].",
        "[Viral load|The viral load] is [pending|being measured].",
        "[Syphilis serology|The tuberculosis blood test] is [negative|nonreactive].",
        *COUNT_RESULTS[:3],
    ),
    plan=(
        *COUNT_PLAN[:3],
        "[Bictegravir and tenofovir|Dolutegravir and lamivudine] [go on|are continued] [as one tablet|].",
        "[Adherence|Regular intake] was [discussed|praised] [with {him}|].",
        "[Resistance testing|A resistance test] is [planned|under way] [if virus is found|].",
        *COUNT_PLAN[5:6],
    ),
    course=(
        *COUNT_CLINIC_COURSE[:3],
        "@late [Viral load was suppressed|The virus was suppressed] [after three months|at the next check].",
        "@late [The group went on|The support group went on] [each week|without gaps].",
        *COUNT_CLINIC_COURSE[4:],
    ),
)
VASCULAR = Disease(
    "claudication with peripheral artery disease",
    asks=(32,),
    age=(46, 69, 90),
    female=0.35,
    setting="clinic",
    complaints=(
        "[calf pain on walking|claudication]",
        "[leg pain on walking|a vascular clinic visit]",
        "[a cold foot|pain in the calf after two blocks]",
    ),
    measures={
        "systolic": (128, 168),
        "creatinine": (0.9, 2.2),
        "triglycerides": (130, 300),
        "hdl": (50, 30),
        "hemoglobin": (15.0, 11.4),
    },
    findings={
        "peripheral_vascular_disease": 1.0,
        "myocardial_infarction": (0.2, 0.45),
        "cerebrovascular_disease": (0.1, 0.3),
        "copd": (0.15, 0.35),
        "kidney_disease": (0.08, 0.3),
    },
    choices={"diabetes_severity": ("none or diet-controlled", "uncomplicated", "end-organ damage")},
    story=(
        "[The calf cramps|Cramp comes] [after two blocks|on the way uphill] [and passes on standing|].",
        "[Shop windows are used|Benches are used] [for rests|for breaks].",
        "[The right leg is worse|The left leg is worse] [than the other|by far].",
        "[There is no pain at night|Nights are free of pain], and the toes [are not dark|keep their color].",
        "@alert {He} [walks daily|trains daily] [to the limit of pain|with a timer].",
        "[Clopidogrel is taken|A statin and clopidogrel are taken] [without bruises|].",
        "[Shoes are wide|Wide shoes are worn], and nails are [cut by a podiatrist|cared for].",
        "[Cilostazol was tried|A walking program was tried] [last year|with some benefit].",
    ),
    exam=(
        *COUNT_EXAM[:3],
        "[The worse foot is cooler|The foot of the worse leg is cooler] [and pale on lifting|on touch].",
        "[Popliteal and foot pulses are absent|Foot pulses are absent] [on that side|].",
        "[A femoral bruit is heard|There is a bruit] [in the groin|over the femoral artery].",
    ),
    results=(
        *COUNT_RESULTS[1:3],
        "[The ankle-brachial index|The ankle index] is [low|reduced] [on one side|].",
        "[Duplex shows|Duplex sonography shows] [a stenosis of the femoral artery|an occlusion in the thigh].",
    ),
    plan=(
        *COUNT_PLAN[:3],
        "[A supervised walking group|Gait training] [starts next week|was arranged].",
        "[Angioplasty|An angioplasty] is [considered|an option] [if distance shrinks|].",
        "[Foot care|Daily foot care] was [explained|rehearsed].",
        *COUNT_PLAN[5:6],
    ),
    course=(
        *COUNT_CLINIC_COURSE[:3],
        "@late [Walking distance doubled|The distance doubled] [within three months|with training].",
        "@late [Skin stayed intact|No sore appeared] [on the feet|].",
        *COUNT_CLINIC_COURSE[4:],
    ),
)

DISEASES = (FALL, HEART_CLINIC, HIV, VASCULAR)

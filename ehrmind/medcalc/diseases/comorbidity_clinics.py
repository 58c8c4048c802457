"""Burdens of disease in other clinics: rheumatology, rehabilitation after a stroke, liver, diabetes, memory.

A man of 71 with a stroke and hemiplegia has 3 + 1 + 2 = 6 points; one of 52 with cirrhosis 1 + 3 = 4.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.comorbidity import (
    COUNT_CLINIC_COURSE,
    COUNT_EXAM,
    COUNT_PLAN,
    COUNT_RESULTS,
    COUNT_WARD_COURSE,
)

RHEUMATOLOGY = Disease(
    "connective tissue disease",
    asks=(32,),
    age=(19, 50, 84),
    female=0.8,
    setting="clinic",
    complaints=(
        "[joint pain and stiffness|swollen finger joints]",
        "[a rheumatology visit|white fingers in the cold]",
        "[tight skin of the hands|dry eyes and joint pain]",
    ),
    measures={
        "hemoglobin": (13.8, 9.8),
        "white_cells": (6.0, 3.0),
        "crp": (4, 60),
        "creatinine": (0.6, 1.8),
        "platelets": (300, 120),
    },
    findings={
        "connective_tissue_disease": 1.0,
        "kidney_disease": (0.05, 0.3),
        "peptic_ulcer_disease": (0.05, 0.25),
        "copd": 0.06,
        "cerebrovascular_disease": 0.07,
        "lymphoma": 0.04,
    },
    story=(
        "[Fingers turn white|Fingertips turn white] [in the cold|at the freezer] [and then red|].",
        "[Stiffness lasts|Morning stiffness lasts] [an hour|until breakfast is over].",
        "[Eyes are gritty|Eyes are dry], [but drops help|and drops are used].",
        "[Rings were removed|Rings no longer fit] [because of swelling|because of the swelling].",
        "@alert {He} [naps after lunch|feels tired by noon] [on most days|].",
        "[Mycophenolate is taken|Methotrexate is taken|Hydroxychloroquine is taken] [as prescribed|without nausea].",
        "[The rash fades|A facial rash fades] [in winter|with sunscreen].",
        "[Dry food needs water|Bread needs water] [to go down|at each meal].",
    ),
    exam=(
        *COUNT_EXAM[:3],
        "[Finger joints are swollen|Several finger joints are swollen] [and tender|].",
        "[Nailfold vessels are wide|Nailfold capillaries are dilated] [under the lens|].",
        "[Skin of the fingers is tight|The skin of the fingers is shiny] [on both hands|].",
    ),
    results=(
        *COUNT_RESULTS[:3],
        "[Antinuclear antibodies|The antinuclear antibodies] are [strongly positive|positive as before].",
        "[Complement is low|Complement is normal] [on this panel|].",
    ),
    plan=COUNT_PLAN,
    course=COUNT_CLINIC_COURSE,
)
STROKE_UNIT = Disease(
    "rehabilitation after a stroke",
    asks=(32,),
    age=(50, 71, 92),
    weight=1.1,
    complaints=(
        "[rehabilitation after a stroke|slow walking after a stroke]",
        "[poor balance after a stroke|tiredness after a stroke]",
        "[slow recovery after a stroke|a rehabilitation stay]",
    ),
    measures={"systolic": (132, 164), "heart_rate": (62, 88), "glucose": (96, 190), "hemoglobin": (14.2, 11.0)},
    findings={
        "cerebrovascular_disease": 1.0,
        "hemiplegia": (0.25, 0.9),
        "dementia": (0.05, 0.3),
        "myocardial_infarction": 0.15,
        "heart_failure": (0.1, 0.25),
        "peripheral_vascular_disease": 0.15,
        "kidney_disease": 0.1,
    },
    choices={"diabetes_severity": ("none or diet-controlled", "uncomplicated", "end-organ damage")},
    story=(
        "[The stroke happened|The stroke occurred] [six weeks ago|two months ago] [in the morning|].",
        "[Thrombolysis was given|Clot removal was done] [in time|within hours].",
        "[Therapy fills the day|Therapies fill the day], [with naps between|and evenings are tiring].",
        "[Goals are set weekly|Goals are set each week] [with the therapists|on a board].",
        "[Meals need time|Meals take long] [but go down safely|and are soft].",
        "[The home was inspected|The bathroom at home was measured] [for rails|for a shower seat].",
        "[Apixaban|Clopidogrel] was [started|chosen] [after the event|].",
        "[Mood is even|The mood is even], and visitors [are welcome|help].",
    ),
    exam=(
        *COUNT_EXAM[:5],
        "[The heart is regular|Heart sounds are regular] [without a murmur|].",
    ),
    results=(
        *COUNT_RESULTS[:3],
        "[The old scan shows|The scan of that day shows] [an infarct|an infarct of the middle artery].",
        "[Carotid sonography|Ultrasound of the carotids] shows [plaques|no relevant stenosis].",
    ),
    plan=COUNT_PLAN,
    course=COUNT_WARD_COURSE,
)
LIVER = Disease(
    "chronic liver disease",
    asks=(32,),
    age=(26, 54, 84),
    female=0.4,
    setting="clinic",
    complaints=(
        "[a liver clinic visit|review of liver disease]",
        "[fatigue and itching|itching]",
        "[abnormal liver tests|tiredness and bruises]",
    ),
    measures={
        "ast": (40, 160),
        "alt": (36, 140),
        "bilirubin": (0.6, 4.0),
        "albumin": (4.3, 2.6),
        "platelets": (220, 58),
        "inr": (0.9, 1.8),
    },
    findings={"peptic_ulcer_disease": (0.1, 0.25), "kidney_disease": (0.04, 0.2), "copd": 0.1, "aids": 0.03},
    choices={"liver_disease": ("mild", "mild", "moderate to severe", "moderate to severe")},
    story=(
        "[Liver tests were abnormal|Tests were abnormal] [for years|at a blood donation].",
        "[Itching is worst|The itch is worst] [at bedtime|after a bath].",
        "[Wine was given up|Alcohol was given up] [two years ago|with help].",
        "[Screening scans|Ultrasound scans] are [kept|attended] [twice a year|].",
        "@alert {He} [tires by afternoon|has less stamina] [than before|].",
        "[Sleep is light|Nights are light] [but sufficient|and naps are short].",
        "[Raw oysters are avoided|Raw shellfish is avoided] [as advised|].",
        "[Coffee is drunk daily|Two cups of coffee are drunk] [without trouble|as allowed].",
    ),
    exam=(
        *COUNT_EXAM[:1],
        *COUNT_EXAM[2:],
        "[Palms are red|The palms are red] [on both hands|].",
    ),
    results=(
        *COUNT_RESULTS[1:3],
        "[Alpha-fetoprotein|The tumor marker] is [normal|not raised].",
        "[No mass is seen|There is no mass] [on ultrasound|at the last scan].",
    ),
    plan=(*COUNT_PLAN[:3], *COUNT_PLAN[4:6], "[The next ultrasound|Another scan] is [due in half a year|booked]."),
    course=COUNT_CLINIC_COURSE,
)
DIABETES = Disease(
    "long-standing diabetes mellitus",
    asks=(32,),
    age=(32, 62, 90),
    setting="clinic",
    complaints=(
        "[a diabetes clinic visit|a foot check in diabetes]",
        "[high sugars|high readings at home]",
        "[a yearly diabetes review|a review of insulin doses]",
    ),
    measures={
        "glucose": (130, 300),
        "creatinine": (0.8, 3.6),
        "systolic": (126, 166),
        "hemoglobin": (14.2, 9.8),
        "bmi": (24.0, 38.0),
    },
    findings={
        "kidney_disease": (0.1, 0.6),
        "peripheral_vascular_disease": (0.1, 0.4),
        "myocardial_infarction": (0.1, 0.3),
        "cerebrovascular_disease": (0.06, 0.2),
        "heart_failure": (0.05, 0.25),
    },
    choices={"diabetes_severity": ("uncomplicated", "end-organ damage", "end-organ damage")},
    story=(
        "[The diary was brought|A diary was brought], with [the best values in the morning|high values at night].",
        "[Feet are washed|The feet are inspected] [every evening|each day] [by a relative|].",
        "[Shoes were fitted|Special shoes were fitted] [last year|some months ago].",
        "[Bread is weighed|Portions are weighed] [at breakfast|at home], but not [when travelling|in restaurants].",
        "@alert {He} [had two low readings|had a few lows] [before lunch|at night] [this month|].",
        "[The new pen|A sensor on the arm] [is liked|works well].",
        "[The dentist was seen|Dental care was completed] [this quarter|recently].",
        "[Sweet tea|Fruit juice] [is kept for lows|stands by the bed].",
    ),
    exam=(
        *COUNT_EXAM,
        "[Nails are thick|The toenails are thick], and the skin between the toes is [dry|intact].",
    ),
    results=(
        *COUNT_RESULTS,
        "[Glycated hemoglobin|The glycated hemoglobin] is [above target|near target].",
    ),
    plan=(
        *COUNT_PLAN[:3],
        *COUNT_PLAN[5:],
        "[A podiatrist|The foot clinic] will [see {him}|follow] [every two months|].",
        "[Doses before supper|Evening doses] are [adjusted|raised slightly] [from today|].",
    ),
    course=COUNT_CLINIC_COURSE,
)
MEMORY = Disease(
    "dementia",
    asks=(32,),
    age=(56, 79, 92),
    female=0.6,
    setting="clinic",
    complaints=(
        "[forgetfulness|forgetting of names and dates]",
        "[a memory clinic visit|worsening forgetfulness]",
        "[getting lost near home|trouble with money]",
    ),
    measures={
        "systolic": (122, 156),
        "heart_rate": (58, 84),
        "sodium": (142, 134),
        "hemoglobin": (14.2, 10.8),
        "tsh": (1.0, 4.4),
    },
    findings={
        "dementia": 1.0,
        "cerebrovascular_disease": (0.12, 0.4),
        "heart_failure": 0.12,
        "myocardial_infarction": 0.12,
        "peptic_ulcer_disease": 0.06,
        "copd": 0.1,
        "kidney_disease": 0.12,
        "hemiplegia": 0.03,
    },
    story=(
        "[Names are lost|Names slip away], [but faces are still known|while faces are known].",
        "[Bills lie unpaid|Bills are paid twice], [so a relative took over|and a relative helps].",
        "[The stove was left on|Water was left running] [twice|more than once].",
        "[Old songs are remembered|Old stories come easily], [unlike recent days|while recent days are lost].",
        "[Nights are calm|The nights are calm] [with a lamp on|so far].",
        "[Driving was given up|The car was sold] [last year|after a scratch].",
        "[Donepezil was begun|Memantine was begun] [some months ago|last year] [without nausea|].",
        "[Day care|A day center] is [visited twice a week|enjoyed].",
    ),
    exam=(
        *COUNT_EXAM,
        "[Gait is slow|Steps are small], but turning is [safe|steady].",
    ),
    results=(
        *COUNT_RESULTS,
        "[The brain scan shows|Brain imaging shows] [loss of volume|a small hippocampus on both sides].",
    ),
    plan=(*COUNT_PLAN, "[A walk each day|An hour of daylight] [was recommended|helps the nights]."),
    course=COUNT_CLINIC_COURSE,
)

DISEASES = (RHEUMATOLOGY, STROKE_UNIT, LIVER, DIABETES, MEMORY)

"""Births: at term, by cesarean in haste, and before term. The note is the mother's, the signs are the newborn's.

A mild case is a child that cries at once, a grave one a limp and pale child with a slow pulse.
"""

from ehrmind.medcalc.diseases.base import Disease

SIGNS = {  # one minute after birth
    "appearance": ("pink all over", "pink body, blue hands and feet", "pink body, blue hands and feet"),
    "newborn_pulse": ("at least one hundred",),
    "grimace": ("cry, cough or sneeze", "cry, cough or sneeze", "grimace"),
    "activity": ("active motion", "active motion", "some flexion"),
    "newborn_respiration": ("good, crying", "good, crying", "slow or irregular"),
}
ASPHYXIA = {
    "appearance": ("pink body, blue hands and feet", "blue or pale all over", "blue or pale all over"),
    "newborn_pulse": ("at least one hundred", "below one hundred", "below one hundred", "absent"),
    "grimace": ("cry, cough or sneeze", "grimace", "grimace", "no response"),
    "activity": ("active motion", "some flexion", "some flexion", "limp"),
    "newborn_respiration": ("good, crying", "slow or irregular", "slow or irregular", "absent"),
}
STORY = (
    "[Antenatal visits were regular|All antenatal visits were kept] [from the first weeks|].",
    "[The blood group was known|Blood group and antibodies were known] [in advance|].",
    "[Fetal growth had been normal|Growth of the child had been normal] on [ultrasound|the last scan].",
    "[The partner was present|{His} partner was present] [at the birth|throughout].",
    "[There was no diabetes of pregnancy|The glucose test in pregnancy had been normal].",
    "[Vaginal swabs were free of streptococci|The swab for streptococci was negative].",
)
EXAM = (
    "The uterus is [firm|well contracted] [at the navel|].",
    "[Bleeding is slight|The lochia are scant] [after the birth|].",
    "[The placenta is complete|The placenta came complete] [with three vessels in the cord|].",
    "[{His} calves are soft|The mother's calves are soft].",
    "[The cord was clamped after a minute|Cord clamping took place after a minute].",
    "The abdomen is [soft|soft around the uterus].",
)
RESULTS = (
    "[Cord blood was taken|A sample of cord blood was taken] [for gases|for the laboratory].",
    "[The last ultrasound showed|Ultrasound had shown] [the child head down|a head-down position].",
    "[The placenta goes to pathology|The placenta was sent to pathology] [as a routine|].",
    "[Screening for infection was negative|Antenatal infection screening was negative].",
)
PLAN = (
    "[The signs are scored again at five minutes|Scoring is repeated at five minutes] [and at ten|].",
    "[Vitamin K is given to the child|The child gets vitamin K] [by injection|].",
    "[The mother's bleeding is watched|Bleeding is watched] [for two hours|].",
    "[The midwife stays with both|A midwife stays with both] [in the delivery room|].",
    "[Skin contact is encouraged|Skin-to-skin contact is encouraged] [as soon as possible|].",
    "[The neonatologist was informed|Neonatology was informed] [beforehand|].",
    "[Breast milk is planned|{He} plans to give breast milk] [from the start|].",
)
COURSE = (
    "@late [The hearing test was passed|Hearing was screened] [on the second day|].",
    "@late [Blood was taken from the heel|The heel prick was done] [for screening|].",
    "@late [Milk came in|Lactation began] [on the third day|with the midwife's help].",
    "@late [The child gained weight|Birth weight was regained] [within ten days|].",
    "@late [Mother and child went home|Both were discharged] [in good health|together].",
    "@late [The family chose a pediatrician|A pediatrician was chosen] [for the next check|].",
)

AT_TERM = Disease(
    "spontaneous birth at term",
    asks=(116,),
    age=(18, 30, 44),
    setting="ward",
    female=1.0,
    weight=1.2,
    complaints=(
        "[labor at term|labor pains]",
        "[regular contractions|contractions every few minutes]",
        "[ruptured membranes|a gush of clear fluid]",
    ),
    measures={
        "heart_rate": (74, 104),
        "systolic": (112, 138),
        "respiratory_rate": (14, 20),
        "hemoglobin": (13.2, 10.2),
        "platelets": (280, 160),
        "white_cells": (9.0, 15.0),
        "temperature": (36.5, 37.3),
    },
    choices=SIGNS,
    story=(
        *STORY,
        "[Labor lasted most of the night|Labor took about eight hours] [in all|].",
        "[The fluid was clear|Clear fluid was seen] [when the membranes broke|].",
    ),
    exam=(*EXAM, "[A small tear was sutured|The perineum needed a few stitches]."),
    results=RESULTS,
    plan=PLAN,
    course=COURSE,
)

IN_HASTE = Disease(
    "cesarean birth for fetal distress",
    asks=(116,),
    age=(18, 32, 44),
    setting="ward",
    female=1.0,
    complaints=(
        "[labor with a slow fetal heart|contractions and fewer movements of the child]",
        "[fewer movements of the child|reduced movements of the child]",
        "[bleeding in late pregnancy|bleeding at the start of labor]",
    ),
    measures={
        "heart_rate": (82, 124),
        "systolic": (132, 102),
        "respiratory_rate": (15, 22),
        "hemoglobin": (12.6, 8.8),
        "platelets": (260, 140),
        "white_cells": (10.0, 17.0),
        "temperature": (36.5, 37.8),
    },
    choices=ASPHYXIA,
    story=(
        *STORY,
        "[Late decelerations were seen|The tracing showed late decelerations] [for half an hour|].",
        "[The fluid was stained|Meconium was seen] [when the membranes were opened|].",
    ),
    exam=(*EXAM, "[The abdominal dressing is dry|The wound dressing is dry]."),
    results=(*RESULTS, "[The tracing before birth was kept|The tracing is kept] [in the record|]."),
    plan=(
        *PLAN[:3],
        "[The pediatric team is at the warmer|A pediatric team stands at the warmer] [with bag and mask|].",
        *PLAN[4:6],
        "[The scar will be checked|Wound checks are ordered] [every day|].",
    ),
    course=(
        *COURSE[:5],
        "@late [The wound healed|The scar healed] [without infection|well].",
        "@late [The head ultrasound of the child was normal|Ultrasound of the child's head was normal].",
    ),
)

PRETERM = Disease(
    "preterm birth",
    asks=(116,),
    age=(18, 28, 44),
    setting="ward",
    female=1.0,
    weight=0.8,
    complaints=(
        "[contractions weeks before term|early labor]",
        "[early rupture of membranes|loss of fluid before term]",
        "[pressure in the pelvis before term|back pain and early contractions]",
    ),
    measures={
        "heart_rate": (80, 116),
        "systolic": (110, 142),
        "respiratory_rate": (14, 21),
        "hemoglobin": (12.8, 9.6),
        "white_cells": (10.0, 19.0),
        "crp": (4, 48),
        "temperature": (36.6, 38.1),
    },
    choices={
        "appearance": ("pink all over", "pink body, blue hands and feet", "blue or pale all over"),
        "newborn_pulse": ("at least one hundred", "at least one hundred", "below one hundred"),
        "grimace": ("cry, cough or sneeze", "grimace", "no response"),
        "activity": ("active motion", "some flexion", "limp"),
        "newborn_respiration": ("good, crying", "slow or irregular", "slow or irregular"),
    },
    story=(
        *STORY,
        "[Betamethasone was given|Two doses of betamethasone were given] [in time|the days before].",
        "[Magnesium was infused|A magnesium infusion was running] [until the birth|].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=(
        *PLAN[:5],
        "[A place in the neonatal unit is ready|The neonatal unit is ready] [for the child|].",
        "[Breast milk will be pumped|A breast pump was provided] [from the first day|].",
    ),
    course=(
        "@late [The child was warmed in an incubator|An incubator was needed] [for two weeks|].",
        "@late [Breathing support by mask was stopped|The breathing mask was taken off] [within days|].",
        *COURSE[1:4],
        "@late [The mother went home earlier|{He} went home before the child] [and visited daily|].",
    ),
)

DISEASES = (AT_TERM, IN_HASTE, PRETERM)

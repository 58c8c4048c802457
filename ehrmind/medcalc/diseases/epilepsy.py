"""Epilepsy under phenytoin: in clinic, with unsteadiness, and in a patient who has lost weight and albumin.

A mild case has 9 µg/mL at an albumin of 4.2 g/dL, a grave one 22 µg/mL; with an albumin of 2.0 g/dL 5 µg/mL are much.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[Seizures began in youth|Epilepsy began in youth] [after a head injury|with no known cause].",
    "[Tablets are taken morning and night|The capsules are taken twice a day] [from a pill box|].",
    "[The last seizure was months ago|There has been no seizure for months].",
    "[No other drug was changed|Other drugs have not changed] [lately|].",
    "[A partner keeps the seizure diary|A seizure diary is kept] [with care|].",
    "[Driving was given up|{He} gave up driving] [after the diagnosis|].",
)
EXAM = (
    "[The gums are thickened|There is some overgrowth of the gums] [around the front teeth|].",
    "[Strength is normal|Strength is full] in all limbs.",
    "Heart sounds are [normal|clear].",
    "The lungs are [clear|clear on both sides].",
    "The abdomen is [soft|soft and not tender].",
    "[There is no rash|No rash is seen] [on the trunk|].",
)
RESULTS = (
    "[The sample was taken before the dose|Blood was taken before the morning dose].",
    "[An old scan shows a scar|Brain imaging shows an old scar] [in one temporal lobe|].",
    "[The electroencephalogram shows slowing|The EEG shows slowing] [on one side|].",
    "[Bone density will be measured|A bone density scan is requested].",
)
PLAN = (
    "[The level is corrected before any change|The dose follows the corrected level].",
    "[A free level was ordered|The free level was sent to the reference laboratory].",
    "[Vitamin D was prescribed|Vitamin D is given] [for the bones|].",
    "[Dental care was advised|A visit to the dentist was advised] [for the gums|].",
    "[Lamotrigine is considered|A change to lamotrigine is considered] [in the long run|].",
    "[The level is repeated|Another level is due] [in two weeks|].",
)
COURSE = (
    "@late [The free level came back|The free level was in range] [a week later|].",
    "@late [No seizure occurred|There was no seizure] [in the next months|].",
    "@late [The dose was left as it was|The dose stayed the same] [for now|].",
    "@late [Lamotrigine was started|The change to lamotrigine began] [slowly|].",
    "@late [The dentist cleaned the gums|The gums improved] [with care|].",
    "@late [The neurologist|The epilepsy nurse] [called|phoned] [after a month|].",
)

IN_CLINIC = Disease(
    "epilepsy treated with phenytoin",
    asks=(132,),
    age=(18, 44, 84),
    setting="clinic",
    complaints=(
        "[a routine check of epilepsy|a yearly epilepsy review]",
        "[a check of the drug level|review of the seizure treatment]",
        "[a look at the seizure diary|a review of the seizure diary]",
    ),
    measures={
        "phenytoin": (3, 21),
        "albumin": (4.4, 2.9),
        "heart_rate": (62, 84),
        "systolic": (114, 138),
        "alt": (18, 60),
        "calcium": (9.6, 8.6),
    },
    story=(
        *STORY,
        "@alert {He} [denies|reports no] [double vision|side effects].",
        "[Sleep is regular|Sleep has been regular] [and alcohol is rare|].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=PLAN,
    course=(*COURSE, "@late [Bone density was low normal|The bone scan showed mild loss] [for the age|]."),
)

UNSTEADY = Disease(
    "unsteadiness under phenytoin",
    asks=(132,),
    age=(20, 56, 88),
    setting="emergency",
    complaints=(
        "[unsteady gait and double vision|double vision]",
        "[staggering and slurred speech|staggering since yesterday]",
        "[falls and drowsiness|repeated falls]",
    ),
    measures={
        "phenytoin": (12, 24),
        "albumin": (4.2, 2.4),
        "heart_rate": (60, 92),
        "systolic": (138, 112),
        "sodium": (141, 134),
        "alt": (20, 90),
        "creatinine": (0.7, 1.3),
    },
    story=(
        *STORY[:3],
        "[The dose had been raised|A higher dose was prescribed] [three weeks ago|].",
        "[Walking has been like on a ship|{He} has walked as on a ship] [since last week|].",
        "[Fluconazole was taken|A course of fluconazole had been taken] [last week|].",
        "[Nausea came with it|Some nausea came along] [in the mornings|].",
        STORY[4],
    ),
    exam=(
        "[There is nystagmus|Nystagmus is seen] [on looking to either side|].",
        "[Finger to nose is unsure|The finger-nose test is unsteady] [on both sides|].",
        *EXAM[:5],
    ),
    results=(*RESULTS[:3], "[The head scan is normal|A head scan shows no bleeding]."),
    plan=(
        PLAN[0],
        PLAN[1],
        "[The evening dose is left out|Tonight's dose is left out] [until the result|].",
        "[Falls are prevented|A nurse walks with {him}] [on the ward|].",
        "[Fluconazole was stopped|Interacting drugs were stopped] [at once|].",
        PLAN[5],
    ),
    course=(
        "@late [Gait became steady|Walking became steady] [within three days|].",
        "@late [The eyes came to rest|Nystagmus went away] [by the end of the week|].",
        *COURSE[:2],
        "@late [A smaller dose was chosen|The dose was reduced] [for good|].",
        *COURSE[3:5],
    ),
)

WASTED = Disease(
    "epilepsy with protein loss and wasting",
    asks=(132,),
    age=(26, 66, 90),
    setting="ward",
    complaints=(
        "[weight loss and swollen ankles|swollen ankles]",
        "[poor intake for weeks|poor intake and weakness]",
        "[weakness after a long illness|slow recovery after an operation]",
    ),
    measures={
        "phenytoin": (2.6, 13),
        "albumin": (3.1, 1.4),
        "bmi": (22.0, 16.0),
        "hemoglobin": (12.4, 8.4),
        "heart_rate": (70, 104),
        "systolic": (128, 96),
        "calcium": (8.6, 6.9),
        "crp": (12, 150),
    },
    story=(
        *STORY[:4],
        "[Meals have been small|{He} has eaten little] [since the operation|for weeks].",
        "[The ankles have swollen|Both ankles have been swollen] [since last month|].",
        "[The bowel was shortened|A part of the bowel was removed] [in the past|in spring].",
        "[Feeding by a line was needed|Infusions gave nutrition] [at first|].",
    ),
    exam=(
        *EXAM,
        "[The temples are hollow|There is wasting of the temples].",
        "[Both ankles pit on pressure|There is pitting of both ankles].",
    ),
    results=RESULTS,
    plan=(
        *PLAN[:3],
        "[A dietitian was asked|The dietitian was asked] [about protein|].",
        "[Protein drinks were ordered|High-protein drinks were ordered] [three times a day|].",
        PLAN[5],
    ),
    course=(
        *COURSE[:3],
        "@late [Albumin rose slowly|The albumin level rose] [over weeks|].",
        "@late [The ankles became slim|Swelling of the ankles went down].",
        "@late [Weight was gained|Some weight was gained] [on protein drinks|].",
        "@late [The level was measured again|Levels were repeated] [each week|].",
    ),
)

DISEASES = (IN_CLINIC, UNSTEADY, WASTED)

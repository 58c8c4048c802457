"""Pulmonary embolism that imaging has shown: in both lungs, and during treatment of a cancer.

A mild embolism has a pulse of 78 and 97 % saturation, a grave one a pulse of 140, 84 mmHg and 35.4 °C.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "[The second heart sound is loud|There is a loud pulmonary component of the second sound].",
    "The lungs are [clear|clear on both sides] [to auscultation|].",
    "[The chest wall is not tender|Pressing on the ribs does not hurt] [on either side|].",
    "The abdomen is [soft|soft and not tender].",
    "[There is no cardiac murmur|No cardiac murmur is heard].",
    "[Both calves are soft|The calves are soft] [and equal in size|].",
)
RESULTS = (
    "[CT angiography shows|The CT angiogram shows] [filling defects|clots] in [both pulmonary arteries|both lungs].",
    "[Right ventricular size is judged|The right ventricle is measured] [by echocardiography|on the CT slices].",
    "The electrocardiogram shows sinus rhythm [with inverted T waves in the right chest leads|].",
    "[A troponin test was sent|Troponin and natriuretic peptide were sent] [on arrival|with the first samples].",
)
PLAN = (
    "[The place of care follows the severity score|The severity score decides on the place of care].",
    "[Heparin was started|Anticoagulation was started] [at once|without waiting].",
    "[Reperfusion is kept in reserve|Thrombolysis is kept in reserve] [for any deterioration|].",
    "[The embolism team|The response team for embolism] was [called|informed] [about {him}|].",
    "[Echocardiography is repeated|A second echocardiogram is planned] [tomorrow|within a day].",
    "[Leg ultrasound follows|Ultrasound of the leg veins follows] [on the ward|later].",
    "[Bed rest for the first hours|Rest for the first hours] and [compression stockings|fluids with caution] were "
    "[ordered|advised].",
)
COURSE = (
    "@late [Rivaroxaban replaced heparin|The switch to rivaroxaban was made] [after two days|on the second day].",
    "@late [The right ventricle was normal|Right ventricular size was normal] [on the last echocardiogram|].",
    "@late [No bleeding was seen|There was no bleeding] [under anticoagulation|on treatment].",
    "@late {He} [walked the corridor|climbed one flight of stairs] [before going home|by the end of the week].",
    "@late [Leg ultrasound showed|Ultrasound showed] [an old clot|a clot] behind [one|the left] knee.",
    "@late [A visit to the clot clinic|A review of the treatment] [in three months|] was [booked|arranged].",
)

BOTH_LUNGS = Disease(
    "acute pulmonary embolism of both lungs",
    asks=(105, 106, 103, 130),
    age=(20, 66, 92),
    setting="emergency",
    weight=1.3,
    complaints=(
        "[sudden breathlessness|breathlessness of sudden onset]",
        "[a collapse on the stairs|a near faint with breathlessness]",
        "[chest tightness and breathlessness|breathlessness with a tight chest]",
    ),
    measures={
        "heart_rate": (78, 140),
        "systolic": (140, 82),
        "respiratory_rate": (16, 36),
        "temperature": (37.3, 35.4),
        "oxygen_saturation": (97, 82),
        "pao2": (84, 46),
        "paco2": (38, 26),
        "ph": (7.43, 7.48),
        "white_cells": (7.0, 14.0),
        "creatinine": (0.8, 1.8),
    },
    findings={
        "neoplastic_disease": (0.08, 0.25),
        "heart_failure": (0.05, 0.25),
        "copd": (0.06, 0.2),
        "altered_mental_status": (0.01, 0.3),
    },
    story=(
        "[It came on within minutes|The onset was sudden] [while {he} was gardening|after breakfast|at a bus stop].",
        "[Climbing stairs has been harder|Stairs have been a struggle] [for a week|for some days].",
        "[There was no fall|No fall occurred] and [no injury|no blow to the chest].",
        "[A dull ache in one calf|Soreness of one calf] [came a few days before|had been there before].",
        "[A neighbor called the ambulance|The family called the ambulance] [at once|without delay].",
        "@alert {He} [denies|reports no] [wheezing|pain in the arm or jaw].",
        "[No new tablets were started|There were no new tablets] [in the past months|lately].",
        "[A dry cough|Some dry cough] has [come with it|been present] [since yesterday|].",
        "[There is no allergy to contrast|Contrast was given before without a reaction].",
    ),
    exam=(*EXAM, "[{He} looks anxious|{He} appears anxious] [and sits upright|]."),
    results=RESULTS,
    plan=PLAN,
    course=(
        *COURSE,
        "@late [Exercise tolerance returned|Breathlessness on stairs went away] [over the weeks|step by step].",
    ),
)

IN_CANCER = Disease(
    "pulmonary embolism during treatment of a malignant tumor",
    asks=(105, 106),
    age=(36, 67, 90),
    setting="ward",
    weight=0.7,
    complaints=(
        "[new breathlessness between two treatments|breathlessness since the last infusion]",
        "[worsening breathlessness|progressive breathlessness]",
        "[a stabbing pain in the side|pain in the side on breathing]",
    ),
    measures={
        "heart_rate": (74, 132),
        "systolic": (134, 86),
        "respiratory_rate": (15, 34),
        "temperature": (37.4, 35.5),
        "oxygen_saturation": (98, 84),
        "hemoglobin": (12.6, 8.4),
        "platelets": (310, 110),
        "albumin": (3.9, 2.5),
        "white_cells": (5.0, 12.0),
    },
    findings={
        "neoplastic_disease": 1.0,
        "heart_failure": (0.03, 0.15),
        "copd": (0.06, 0.2),
        "altered_mental_status": (0.01, 0.25),
    },
    story=(
        "[The oncology clinic sent {him} in|The oncologist asked for admission] [after a routine scan|today].",
        "[Appetite has been small|Meals have been small] [since the last infusion|for some weeks].",
        "[The port was used last week|The port in the chest was last used a week ago] [without trouble|].",
        "[Short walks have brought breathlessness|Even short walks have been hard] [since the weekend|].",
        "@alert {He} [denies|reports no] [cough|wheezing].",
        "[A clot was not suspected at first|At first a chest infection was suspected] [by the family physician|].",
        "[Dexamethasone was taken for nausea|Dexamethasone is taken around the infusions] [as usual|].",
        "[The next treatment is due|The next infusion is due] [in ten days|next week].",
    ),
    exam=(*EXAM[1:], "[The port site is clean|The port pocket is clean] [and dry|]."),
    results=RESULTS,
    plan=(
        *PLAN[:4],
        "[The oncologist is involved in the choice of anticoagulant|Oncology was informed today].",
        "[The next infusion is postponed|The next infusion waits] [until {he} is stable|].",
        PLAN[5],
    ),
    course=(
        "@late [Low-molecular-weight heparin was continued|Apixaban was chosen] [with the oncologist|].",
        *COURSE[1:5],
        "@late [Treatment of the tumor went on|The infusions were resumed] [after two weeks|].",
        "@late [Home care was arranged|A nurse at home was arranged] [for injections|].",
    ),
)

DISEASES = (BOTH_LUNGS, IN_CANCER)

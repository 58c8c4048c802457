"""Intensive care after operations and for rarer reasons: cold water, leukemia.

A mild hypothermia has 35.8 °C and a pulse of 74, a grave one 33.2 °C, a pulse of 44 and a pH of 7.05.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.critical import ICU_COURSE, ICU_EXAM, ICU_PLAN, ICU_STORY

POSTOPERATIVE = Disease(
    "a complicated course after abdominal surgery",
    asks=(28, 43, 5),
    age=(22, 67, 90),
    setting="intensive care",
    complaints=(
        "[the need for monitoring after surgery|close monitoring after surgery]",
        "[fluid shifts after surgery|unstable circulation after surgery]",
        "[weakness and pain after surgery|pain after surgery]",
    ),
    measures={
        "temperature": (36.4, 38.9),
        "systolic": (142, 78),
        "heart_rate": (68, 136),
        "respiratory_rate": (12, 30),
        "oxygenation": (430, 170),
        "fio2": (28, 60),
        "paco2": (38, 46),
        "ph": (7.40, 7.20),
        "bicarbonate": (24, 17),
        "sodium": (139, 132),
        "potassium": (4.0, 5.7),
        "creatinine": (0.8, 3.5),
        "hematocrit": (38, 22),
        "white_cells": (9.0, 41.0),
        "platelets": (260, 74),
        "bilirubin": (0.6, 4.6),
        "gcs": (15, 8),
        "urine_output": (2200, 300),
    },
    findings={
        "acute_renal_failure": (0.03, 0.55),
        "respiratory_support": (0.1, 0.8),
        "hypotension": (0.05, 0.7),
        "severe_chronic_disease": 0.25,
        "chronic_renal_failure": 0.1,
    },
    choices={"admission": ("elective surgery", "elective surgery", "emergency surgery")},
    doses={"norepinephrine": 0.4, "dobutamine": 0.08, "epinephrine": 0.04, "dopamine": 0.06},
    story=(
        "[The anesthetic chart notes|The handover includes] [moderate blood loss|blood loss of a few units].",
        "[A bowel resection with anastomosis|A small bowel resection] was [performed|carried out].",
        "[The operation took several hours|Time in theater was several hours] [without mishap|].",
        "[An epidural catheter|A wound catheter] [was placed for pain|serves for pain control].",
        "[Drains were left|Two drains were left] in the [pelvis|upper abdomen].",
        *ICU_STORY,
    ),
    exam=(
        "[The dressing is dry|The wound dressing is dry and clean] [on examination|].",
        "[The abdomen is tender around the wound|There is tenderness around the wound] [at present|].",
        "[Drains carry|The drains carry] [blood-stained|serous] fluid.",
        "Breath sounds are [weak|reduced] at the bases.",
        *ICU_EXAM,
    ),
    results=(
        "[The chest film|The chest radiograph] shows [small basal atelectases|low lung volumes].",
        "[The electrocardiogram|The tracing] shows [sinus rhythm|regular sinus rhythm].",
        "[Lactate is checked|Lactate is followed] [by blood gas|with each gas].",
    ),
    plan=(
        "[Hemoglobin is checked|A blood count follows] [this evening|in a few hours].",
        "[The surgeons will look at the abdomen|A surgical round is due] [tonight|later today].",
        *ICU_PLAN,
    ),
    course=(
        "@late [Bowel sounds returned|The bowels opened] [on the third day|within days].",
        "@late [Drains were removed|The drains came out] [one after the other|].",
        "@late [Pathology|The pathologist] [showed|confirmed] clear margins.",
        *ICU_COURSE,
    ),
)

HYPOTHERMIA = Disease(
    "accidental hypothermia after near-drowning",
    asks=(28, 51),
    age=(18, 41, 80),
    setting="intensive care",
    female=0.35,
    weight=0.5,
    complaints=(
        "[exposure to cold water|submersion in cold water]",
        "[a fall through ice|a fall into a river]",
        "[cold exposure after a boat accident|a boat accident in cold water]",
    ),
    measures={
        "temperature": (35.8, 33.2),
        "systolic": (128, 78),
        "heart_rate": (74, 44),
        "respiratory_rate": (22, 8),
        "oxygenation": (390, 72),
        "fio2": (28, 100),
        "aa_gradient": (60, 540),
        "paco2": (37, 60),
        "ph": (7.37, 7.05),
        "bicarbonate": (22, 12),
        "sodium": (139, 146),
        "potassium": (3.9, 2.6),
        "creatinine": (0.8, 2.1),
        "hematocrit": (44, 52),
        "white_cells": (8.0, 2.6),
        "bands": (0, 6),
        "gcs": (15, 3),
        "glucose": (105, 190),
    },
    findings={
        "acute_renal_failure": (0.02, 0.35),
        "severe_chronic_disease": 0.04,
        "chronic_renal_failure": 0.02,
    },
    choices={"admission": ("nonoperative",)},
    story=(
        "[Rescuers pulled {him} from the water|A rescue crew brought {him} ashore] [within minutes|].",
        "[Wet clothes were cut away|The wet clothes were removed] [in the ambulance|at the scene].",
        "[Water was coughed up|Some water came up] [at the shore|on the bank].",
        "[There was no sign of injury|No injury was seen] [at the scene|by paramedics].",
        "[Warm blankets were used|Foil blankets were used] [during the drive|on the way].",
        *ICU_STORY,
    ),
    exam=(
        "[The skin is pale and cold|Skin is pale and cold] [to the touch|].",
        "[There is no sign of trauma|No sign of trauma is found] [on the head or neck|].",
        "Crackles are heard [on both sides|at both bases].",
        "The abdomen is [soft|soft and not distended] [on palpation|].",
        *ICU_EXAM,
    ),
    results=(
        "[The electrocardiogram|The tracing] shows [J waves|Osborn waves] [in the lateral leads|].",
        "[The chest film|The chest radiograph] shows [patchy shadows|perihilar shadows].",
        "[Spine imaging shows no fracture|There is no fracture of the cervical spine].",
    ),
    plan=(
        "[Warm air blankets|Forced-air warming] and [warm infusions|warmed fluids] [are in use|continue].",
        "[Rough handling is avoided|{He} is moved gently] [to prevent arrhythmia|].",
        *ICU_PLAN,
    ),
    course=(
        "@late [Rewarming was gradual|The body was rewarmed] [without arrhythmia|over hours].",
        "@late [The chest film cleared|Shadows on the film cleared] [within days|].",
        "@late No frostbite [developed|was seen] [on the hands|on the feet].",
        *ICU_COURSE,
    ),
)

LEUKEMIA = Disease(
    "neutropenic sepsis in acute leukemia",
    asks=(28, 43, 51),
    age=(18, 54, 82),
    setting="intensive care",
    weight=0.7,
    complaints=(
        "[fever after chemotherapy|fever during chemotherapy]",
        "[chills and mouth ulcers|mouth ulcers with chills]",
        "[weakness and chills|chills with great weakness]",
    ),
    measures={
        "temperature": (38.2, 40.8),
        "systolic": (118, 76),
        "heart_rate": (96, 154),
        "respiratory_rate": (18, 38),
        "oxygenation": (400, 120),
        "fio2": (21, 60),
        "paco2": (37, 28),
        "ph": (7.42, 7.16),
        "bicarbonate": (23, 13),
        "sodium": (138, 130),
        "potassium": (3.7, 2.8),
        "creatinine": (0.8, 3.4),
        "hematocrit": (28, 18),
        "white_cells": (3.2, 0.4),
        "bands": (0, 4),
        "platelets": (64, 8),
        "bilirubin": (0.8, 6.8),
        "gcs": (15, 8),
        "urine_output": (2000, 260),
        "crp": (90, 240),
    },
    findings={
        "acute_renal_failure": (0.03, 0.6),
        "respiratory_support": (0.05, 0.7),
        "hypotension": (0.1, 0.85),
        "severe_chronic_disease": 1.0,
        "chronic_renal_failure": 0.04,
    },
    choices={"admission": ("nonoperative",)},
    words={
        "severe_chronic_disease": (
            "{He} is [immunocompromised|severely immunocompromised] by [leukemia and chemotherapy|acute leukemia].",
            "[Acute leukemia under chemotherapy|Chemotherapy for leukemia] has left {him} "
            "[immunocompromised|immunosuppressed].",
        )
    },
    doses={"norepinephrine": 0.5, "epinephrine": 0.08, "dopamine": 0.05},
    story=(
        "[Induction chemotherapy|Cytarabine with daunorubicin] [ended ten days ago|was given for acute leukemia].",
        "[The mouth is sore|Mucositis makes eating hard] [and swallowing hurts|].",
        "[There was loose stool|Loose stools had begun] [without blood|].",
        "[The oncology ward|The hematology ward] [called the outreach team|asked for transfer] [at night|].",
        "[Antifungal prophylaxis|Posaconazole as prophylaxis] [is being taken|was kept up].",
        *ICU_STORY,
    ),
    exam=(
        "[Petechiae are seen|There are petechiae] on the [shins|trunk].",
        "[The oral mucosa is ulcerated|There are ulcers of the oral mucosa] [today|].",
        "The abdomen is [soft|soft without guarding] [on palpation|].",
        "Breath sounds are [clear|clear on both sides].",
        *ICU_EXAM,
    ),
    results=(
        "[Blood cultures are pending|Blood cultures were drawn from every lumen].",
        "[The chest film shows no cavity|No cavity is seen on the chest film].",
        "[The marrow shows|Last month's marrow showed] [acute myeloid leukemia|many blasts].",
    ),
    plan=(
        "[Meropenem was started|Cefepime with vancomycin was started] [within the hour|at once].",
        "[Protective isolation|A single room with filtered air] [is kept|was arranged].",
        *ICU_PLAN,
    ),
    course=(
        "@late [Blood cultures|The cultures] grew [Pseudomonas aeruginosa|a sensitive Pseudomonas].",
        "@late [Neutrophils recovered|Counts recovered] [in the third week|with growth factor].",
        "@late [The mouth healed|The mucositis healed] [as counts rose|in time].",
        *ICU_COURSE,
    ),
)

DISEASES = (POSTOPERATIVE, HYPOTHERMIA, LEUKEMIA)

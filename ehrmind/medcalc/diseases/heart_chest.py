"""Chest pain in the emergency department: acute coronary syndrome, atypical pain, pain of the chest wall.

Mild is pain from the ribs with a normal ECG, grave a highly suspicious pain with ST deviation and high troponin.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[It began at home|The pain began at home] [in the morning|after breakfast|in the evening].",
    "[Symptoms lasted|The pain lasted] [about half an hour|for most of an hour] [before the call|].",
    "@alert {He} [took an antacid|tried an antacid] [first|before calling] [without much effect|].",
    "An ambulance was called [by a neighbor|by the family|from home] [without delay|].",
    "[No injury of the chest|There was no injury of the chest] [is known|beforehand].",
    "[There has been no cough|No cough] and [no chills|no sputum].",
    "@alert {He} [denies|reports no] [back pain|black stools].",
    "[Work has been stressful|It has been a stressful month] [with little sleep|].",
    "[The last meal|The last meal before it] was [a light one|a normal supper].",
)
EXAM = (
    "Heart sounds are [normal|clear], [without a murmur|without a rub].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[Peripheral pulses are equal|Arm pulses are equal] [on both sides|].",
    "[There is no leg edema|The ankles are not swollen] [today|].",
    "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
    "[The skin is warm and dry|Skin is dry and warm] [on examination|].",
)
RESULTS = (
    "[The chest film|The chest radiograph] shows [a normal heart size|clear lungs].",
    "[There is no widened mediastinum|The mediastinum is not widened].",
    "[A second blood sample|The second sample] is [due in three hours|drawn after three hours].",
)
PLAN = (
    "[The further path|What follows] [depends on|is decided by] the score.",
    "[Blood is drawn again|A repeat sample is drawn] [after three hours|later today].",
    "[The monitor stays on|Monitoring continues] [in the observation unit|].",
    "[Pain relief is offered|Analgesia is available] [as needed|].",
    "[The cardiologist on call|Cardiology on call] [was informed|knows of {him}].",
)
COURSE = (
    "@late {He} [was free of pain|had no more pain] [overnight|until discharge].",
    "@late No arrhythmia was [recorded|seen] [on the monitor|].",
    "@late [A stress test|An exercise test] was [arranged|booked] [for the next week|].",
    "@late [The family doctor|Primary care] [received a letter|was informed] [and arranged review|].",
)

CORONARY = Disease(
    "acute coronary syndrome",
    asks=(18, 5, 108),
    age=(35, 64, 90),
    setting="emergency",
    female=0.38,
    complaints=(
        "[chest pain|chest discomfort]",
        "[pain in the chest|an episode of chest pain]",
        "[pain and pressure in the chest|chest pressure]",
    ),
    measures={
        "heart_rate": (64, 118),
        "systolic": (148, 92),
        "respiratory_rate": (13, 26),
        "oxygen_saturation": (99, 92),
        "creatinine": (0.8, 1.5),
        "glucose": (100, 210),
        "white_cells": (7.0, 13.0),
    },
    findings={
        "hypertension": (0.4, 0.7),
        "hypercholesterolemia": (0.35, 0.65),
        "diabetes": (0.15, 0.4),
        "obesity": 0.3,
        "smoking": (0.2, 0.45),
        "family_history": 0.25,
        "atherosclerosis": (0.2, 0.5),
        "coronary_stenosis": (0.15, 0.5),
        "aspirin_week": (0.25, 0.6),
        "severe_angina": (0.3, 0.75),
        "st_deviation": (0.2, 0.7),
        "cardiac_markers": (0.25, 0.85),
    },
    choices={
        "suspicion": ("moderately suspicious", "highly suspicious", "highly suspicious"),
        "ecg": ("normal", "nonspecific repolarization disturbance", "significant ST deviation"),
        "troponin": (
            "at most the normal limit",
            "up to three times the normal limit",
            "above three times the normal limit",
        ),
    },
    story=STORY,
    exam=EXAM,
    results=RESULTS,
    plan=(
        *PLAN,
        "[An aspirin load was given|A loading dose of antiplatelet drug was given] [on arrival|].",
        "[Coronary angiography is considered|Angiography is being considered] [for tomorrow|].",
    ),
    course=(
        *COURSE[:2],
        "@late [Angiography showed|The angiogram showed] [a narrowed artery|one significant stenosis].",
        "@late [A stent was placed|One stent was placed] [without complications|through the wrist].",
        "@late [Cardiac rehabilitation|A rehabilitation program] was [booked|offered].",
        "@late [The wrist puncture healed|The puncture site healed] [well|without a hematoma].",
        "@late {He} [went home|was discharged] [on the third day|with a letter].",
    ),
)

ATYPICAL = Disease(
    "atypical chest pain",
    asks=(18, 108),
    age=(24, 52, 82),
    setting="emergency",
    complaints=(
        "[chest pain|chest discomfort]",
        "[recurrent chest discomfort|repeated chest pain]",
        "[chest pain after lunch|an ache in the chest]",
    ),
    measures={
        "heart_rate": (60, 100),
        "systolic": (122, 152),
        "respiratory_rate": (12, 20),
        "oxygen_saturation": (100, 96),
        "creatinine": (0.7, 1.2),
    },
    findings={
        "hypertension": (0.2, 0.5),
        "hypercholesterolemia": (0.2, 0.45),
        "diabetes": (0.08, 0.25),
        "obesity": 0.3,
        "smoking": 0.25,
        "family_history": 0.18,
        "atherosclerosis": (0.05, 0.2),
        "coronary_stenosis": (0.03, 0.15),
        "aspirin_week": (0.08, 0.25),
        "severe_angina": 0.08,
        "st_deviation": (0.03, 0.12),
        "cardiac_markers": (0.02, 0.1),
    },
    choices={
        "suspicion": ("slightly suspicious", "moderately suspicious", "moderately suspicious"),
        "ecg": ("normal", "normal", "nonspecific repolarization disturbance"),
        "troponin": (
            "at most the normal limit",
            "at most the normal limit",
            "at most the normal limit",
            "up to three times the normal limit",
        ),
    },
    story=(
        *STORY[:3],
        *STORY[4:8],
        "[Heartburn is frequent|{He} often has heartburn] [after coffee|at night].",
        "[An earlier gastroscopy|A gastroscopy last year] showed [mild reflux|a small hiatal hernia].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=(*PLAN, "[A trial of omeprazole|Omeprazole for a month] is [suggested|started]."),
    course=(
        *COURSE,
        "@late [Omeprazole brought relief|Symptoms eased on omeprazole] [within two weeks|].",
        "@late [The second sample|The repeat sample] [did not differ|was no different].",
        "@late [No return visit|No other visit] was [recorded|necessary] [in the next month|].",
    ),
)

CHEST_WALL = Disease(
    "musculoskeletal chest pain",
    asks=(18, 108),
    age=(18, 38, 74),
    setting="emergency",
    complaints=(
        "[chest pain|chest discomfort]",
        "[pain at the breastbone|pain beside the breastbone]",
        "[an ache across the chest|soreness of the chest]",
    ),
    measures={
        "heart_rate": (58, 96),
        "systolic": (116, 142),
        "respiratory_rate": (12, 18),
        "oxygen_saturation": (100, 97),
        "crp": (3, 9),
    },
    findings={
        "hypertension": (0.08, 0.25),
        "hypercholesterolemia": (0.08, 0.25),
        "diabetes": (0.03, 0.12),
        "obesity": 0.25,
        "smoking": 0.25,
        "family_history": 0.12,
        "atherosclerosis": (0.02, 0.08),
        "coronary_stenosis": (0.03, 0.15),
        "aspirin_week": (0.08, 0.25),
        "severe_angina": 0.08,
        "st_deviation": (0.02, 0.05),
        "cardiac_markers": (0.01, 0.04),
    },
    choices={
        "suspicion": ("slightly suspicious", "slightly suspicious", "slightly suspicious", "moderately suspicious"),
        "ecg": ("normal", "normal", "normal", "nonspecific repolarization disturbance"),
        "troponin": ("at most the normal limit",),
    },
    story=(
        *STORY[:2],
        *STORY[3:7],
        "[A sofa had been carried upstairs|Boxes had been moved] [the day before|at the weekend].",
        "[Rowing practice had resumed|{He} had taken up rowing] [some weeks ago|].",
        "[A warm shower helps|A heat pad helps] [for a while|].",
    ),
    exam=(*EXAM[:3], *EXAM[4:], "[Posture is stooped|The shoulders are held stiffly] [at present|]."),
    results=(*RESULTS[:2], "[No rib fracture is seen|There is no rib fracture] on the film."),
    plan=(
        *PLAN[:4],
        "[Ibuprofen with meals|A short course of ibuprofen] is [advised|suggested].",
        "[Stretching exercises|Exercises] were [shown|explained].",
    ),
    course=(
        *COURSE[:2],
        COURSE[3],
        "@late [Rowing was resumed|{He} rowed again] [after a break|two weeks later].",
        "@late [Physiotherapy brought relief|The soreness went with physiotherapy] [within weeks|].",
        "@late [No further tests|No more tests] were [needed|done].",
        "@late [By phone|On the telephone] {he} was [well|without complaints] [a week later|].",
    ),
)

DISEASES = (CORONARY, ATYPICAL, CHEST_WALL)

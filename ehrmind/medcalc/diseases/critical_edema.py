"""Intensive care for a very high pressure with water in the lungs.

A mild crisis has 158 mmHg and a PaO2/FiO2 of 330, a grave one 204 mmHg and 110.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.critical import ICU_COURSE, ICU_EXAM, ICU_PLAN, ICU_STORY

HYPERTENSIVE_CRISIS = Disease(
    "hypertensive crisis with pulmonary edema",
    asks=(28, 5),
    age=(38, 66, 90),
    setting="intensive care",
    weight=0.8,
    complaints=(
        "[sudden breathlessness at night|waking up breathless at night]",
        "[breathlessness and headache|headache with breathlessness]",
        "[frothy sputum and breathlessness|breathlessness with frothy sputum]",
    ),
    measures={
        "temperature": (36.4, 37.6),
        "systolic": (158, 204),
        "heart_rate": (82, 140),
        "respiratory_rate": (18, 40),
        "oxygenation": (330, 110),
        "fio2": (28, 70),
        "paco2": (36, 54),
        "ph": (7.42, 7.18),
        "sodium": (140, 134),
        "potassium": (4.1, 5.4),
        "creatinine": (1.0, 3.7),
        "hematocrit": (42, 34),
        "white_cells": (8.0, 15.5),
        "gcs": (15, 12),
        "bun": (18, 56),
    },
    findings={
        "acute_renal_failure": (0.05, 0.4),
        "severe_chronic_disease": 0.12,
        "chronic_renal_failure": 0.3,
    },
    choices={"admission": ("nonoperative",)},
    story=(
        "[{He} woke gasping|Sudden breathlessness woke {him}] [in the early morning|before dawn].",
        "[The tablets for blood pressure|Pressure tablets] had been [stopped|left out] [for weeks|].",
        "[Nitroglycerin was sprayed|A nitroglycerin spray was given] [by paramedics|in the ambulance].",
        "[Vision was blurred|There was blurred vision] [for a while|earlier in the day].",
        "[Mask ventilation was tried|A tight mask was tried] [in the emergency room|on arrival].",
        *ICU_STORY,
    ),
    exam=(
        "[Crackles reach the upper zones|There are crackles throughout the lungs] [on examination|].",
        "[The fundi show|Fundoscopy shows] [narrowed arterioles|small flame hemorrhages].",
        "[A fourth heart sound|A gallop] is [heard|audible].",
        "The abdomen is [soft|soft without a bruit].",
        *ICU_EXAM,
    ),
    results=(
        "[The chest film|The chest radiograph] shows [pulmonary edema|bat-wing shadows].",
        "[The electrocardiogram|The tracing] shows left ventricular hypertrophy [with strain|].",
        "[Echocardiography shows thick walls|The left ventricle has thick walls] [and good function|].",
    ),
    plan=(
        "[A nitroglycerin infusion|Nitroglycerin by infusion] is [titrated|adjusted] [to target|].",
        "[Furosemide was given|Intravenous furosemide was given] [on arrival|].",
        *ICU_PLAN,
    ),
    course=(
        "@late [Oral drugs were restarted|Ramipril and amlodipine were restarted] [stepwise|].",
        "@late [Renal artery imaging|Duplex of the renal arteries] [was normal|showed no stenosis].",
        "@late [Breathing eased|{He} breathed easily] [within hours|by the evening].",
        *ICU_COURSE,
    ),
)

DISEASES = (HYPERTENSIVE_CRISIS,)

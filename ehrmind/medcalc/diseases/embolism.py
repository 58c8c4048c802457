"""Suspected pulmonary embolism, and what is mistaken for it: pleurisy, bronchitis of COPD, heart failure.

A mild embolism has a pulse of 84 and 97 % saturation on room air, a grave one 138 and 84 %.
"""

from ehrmind.medcalc.diseases.base import Disease

CHEST_PLAN = (
    "[The pretest score decides|The clinical probability decides] [on D-dimer or imaging|about further imaging].",
    "[A physician will review {him} again|Another review is planned] [within the hour|when results are in].",
    "[Supplemental oxygen|Oxygen] is [at hand|available] [if needed|].",
    "[Pain relief was given|Analgesia was given] [with good effect|].",
    "[A line was placed|A cannula is in the forearm] [for contrast and drugs|].",
    "[Kidney function is checked|The laboratory checks kidney function] before [any contrast|contrast is given].",
)

EMBOLISM = Disease(
    "pulmonary embolism",
    asks=(8, 48, 51, 130),
    age=(20, 62, 90),
    setting="emergency",
    weight=1.2,
    complaints=(
        "[sudden shortness of breath|breathlessness of sudden onset]",
        "[pleuritic chest pain|sharp chest pain on breathing in]",
        "[breathlessness on climbing stairs|new breathlessness on exertion]",
    ),
    measures={
        "heart_rate": (84, 138),
        "oxygen_saturation": (97, 84),
        "respiratory_rate": (17, 36),
        "systolic": (136, 84),
        "temperature": (36.6, 38.3),
        "paco2": (38, 26),
        "pao2": (86, 48),
        "ph": (7.43, 7.49),
        "white_cells": (8.0, 14.5),
        "bands": (0, 8),
        "creatinine": (0.8, 1.5),
    },
    findings={
        "dvt_signs": (0.2, 0.55),
        "pe_likeliest": 1.0,
        "immobilization": (0.15, 0.35),
        "recent_surgery": (0.12, 0.3),
        "previous_dvt": (0.12, 0.25),
        "previous_pe": (0.1, 0.2),
        "hemoptysis": (0.08, 0.25),
        "active_cancer": (0.12, 0.3),
        "unilateral_leg_swelling": (0.2, 0.5),
        "surgery_or_trauma": (0.15, 0.3),
        "earlier_clot": (0.15, 0.3),
        "hormone_use": 0.0,
    },
    story=(
        "[It came on suddenly|The onset was sudden], [while {he} was dressing|at the kitchen table|in the garden].",
        "[Breathing in deeply hurts|Deep breaths hurt] [on one side|low down on one side] [of the chest|].",
        "@alert {He} [felt lightheaded|had a moment of lightheadedness] [when it started|at the onset].",
        "[There has been|There is] no wheeze and [no phlegm|no sputum].",
        "[An inhaler that was at hand|A borrowed inhaler] [did not help|brought no relief].",
        "@alert {He} has never [felt|known] [anything like it|such a feeling].",
        "[The ambulance crew gave oxygen|Oxygen was given in the ambulance] [on the way|].",
        "@alert {He} [denies|reports no] [palpitations|pain in the arm or jaw].",
        "[No long journey|No long flight or drive] [preceded it|took place beforehand].",
    ),
    exam=(
        "The lungs are [clear|clear on both sides] [to auscultation|].",
        "[The second heart sound is loud|There is a loud pulmonary component of the second sound] [on examination|].",
        "[A pleural rub is heard|There is a soft pleural rub] [at one base|on the painful side].",
        "[{He} looks anxious|{He} appears anxious] [and sits upright|].",
        "[The chest wall is not tender|Pressing on the ribs does not hurt] [at present|].",
        "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
        "[No heart murmur|No murmur] is heard.",
    ),
    results=(
        "[The electrocardiogram|The tracing] shows [a new right bundle branch block|T-wave inversions in the "
        "right chest leads].",
        "[The chest film|The chest radiograph] shows [plate atelectasis|a raised hemidiaphragm] [at one base|].",
        "[D-dimer was drawn|A D-dimer test was sent] [with the first blood samples|].",
        "[Bedside ultrasound of the heart|A bedside echocardiogram] shows [good left ventricular function|no "
        "effusion].",
    ),
    plan=(
        *CHEST_PLAN,
        "[Anticoagulation is started|Low-molecular-weight heparin is started] [until imaging is done|].",
    ),
    course=(
        "@late CT angiography [showed|confirmed] [emboli in both lower lobes|segmental emboli].",
        "@late [Apixaban was started|Anticoagulation was continued with apixaban] [and well tolerated|].",
        "@late [The right ventricle|Right heart size] was normal on [echocardiography|the repeat echocardiogram].",
        "@late [Exercise tolerance returned|{He} could climb stairs again] [step by step|].",
        "@late [Treatment for at least three months|A treatment of three months] was [agreed|planned].",
        "@late {He} [went home|was discharged] with [a card for the anticoagulant|written advice].",
        "@late No bleeding [occurred|was seen] [on the anticoagulant|during anticoagulation].",
        "@late [The chest pain faded|Chest pain had gone] [within the week|by discharge].",
    ),
)

PLEURITIC = Disease(
    "pleuritic chest pain",
    asks=(8, 48),
    age=(18, 31, 60),
    setting="emergency",
    complaints=(
        "[sharp chest pain on breathing in|pleuritic chest pain]",
        "[a stitch in the side|stabbing pain in the side]",
        "[chest pain that worsens with deep breaths|chest pain on deep breaths]",
    ),
    measures={
        "heart_rate": (62, 106),
        "oxygen_saturation": (100, 93),
        "respiratory_rate": (12, 22),
        "systolic": (132, 114),
        "temperature": (36.5, 38.2),
        "white_cells": (6.0, 12.0),
        "crp": (3, 45),
    },
    findings={
        "dvt_signs": 0.04,
        "pe_likeliest": 0.12,
        "immobilization": 0.06,
        "recent_surgery": 0.05,
        "previous_dvt": 0.05,
        "previous_pe": 0.05,
        "hemoptysis": (0.03, 0.08),
        "active_cancer": 0.03,
        "unilateral_leg_swelling": 0.05,
        "surgery_or_trauma": 0.07,
        "earlier_clot": 0.06,
        "hormone_use": 0.0,
    },
    story=(
        "[The pain is sharp|It is a sharp pain] and [sits below the left breast|sits at the right costal margin].",
        "[Leaning forward eases it|It eases on leaning forward] [somewhat|a little].",
        "@alert {He} [had a head cold|had a runny nose and sore throat] [the week before|shortly before].",
        "@alert {He} [denies|reports no] [palpitations|breathlessness on walking].",
        "[Ibuprofen helps|Ibuprofen dulls the pain] [for some hours|for a while].",
        "[Exercise capacity was unchanged|{He} went jogging as usual] [until the pain came|until then].",
        "[Turning over in bed|Rolling over in bed] [hurts|is painful].",
        "@alert {He} [worries about|is worried about] the heart [most|].",
        "[No heavy lifting|There was no heavy lifting] [beforehand|in the days before].",
    ),
    exam=(
        "[Pressing on the costal cartilages|Pressure over the costal cartilages] [reproduces some of the "
        "pain|hurts a little].",
        "Breath sounds are [equal|equal on both sides] [and vesicular|].",
        "[A faint rub|A faint pleural rub] is heard [on one side|at the base].",
        "Heart sounds are [normal|clear] [without a rub|].",
        "[The trachea is central|The trachea lies in the midline] [today|].",
        "[{He} speaks in full sentences|{He} looks comfortable at rest] [on examination|].",
        "The abdomen is [soft|soft without guarding] [on palpation|].",
    ),
    results=(
        "The electrocardiogram [is normal|shows sinus rhythm].",
        "The chest film [is normal|shows no pneumothorax].",
        "[Troponin is not raised|The first troponin is normal].",
    ),
    plan=(
        *CHEST_PLAN[:4],
        "[An anti-inflammatory drug|Ibuprofen with meals] is [prescribed|advised] for [a few days|some days].",
        "[The likely benign cause|The benign nature of most such pain] was [explained|discussed].",
        "[Written advice|A leaflet] on [when to return|warning signs] was handed over.",
    ),
    course=(
        "@alert @late [By phone|On the telephone] {he} [reported|described] [almost no pain|full recovery].",
        "@late No [further|more] imaging was [needed|done].",
        "@late [Sport was taken up again|{He} took up sport again] [after a week|soon].",
        "@late [The family doctor|Primary care] [saw {him} for review|arranged a review] [without new findings|].",
        "@late [No return visit|No other visit] was [recorded|necessary].",
        "@late [The pain went|Pain faded] [over some days|with ibuprofen].",
        "@late [Follow-up|The follow-up] was [uneventful|without events].",
    ),
)

ON_ESTROGEN = Disease(
    "pleuritic chest pain in a woman on estrogen",
    asks=(48,),
    age=(18, 47, 66),
    setting="emergency",
    female=1.0,
    weight=0.6,
    complaints=PLEURITIC.complaints,
    measures={**PLEURITIC.measures, "heart_rate": (70, 122), "oxygen_saturation": (99, 90)},
    findings={
        "unilateral_leg_swelling": (0.08, 0.3),
        "hemoptysis": (0.04, 0.15),
        "surgery_or_trauma": 0.08,
        "earlier_clot": 0.08,
        "hormone_use": 1.0,
    },
    story=(
        *PLEURITIC.story[:5],
        "[A gynecologist prescribed the estrogen|The estrogen was prescribed by a gynecologist] [for hot flushes|].",
        "[No long journey|No long flight or drive] [preceded it|took place beforehand].",
        "@alert {He} [has had|reports] no [miscarriage|miscarriages].",
        PLEURITIC.story[7],
    ),
    exam=PLEURITIC.exam,
    results=PLEURITIC.results,
    plan=(*PLEURITIC.plan, "[The benefit of estrogen|Whether to go on with estrogen] will be [reviewed|discussed]."),
    course=PLEURITIC.course,
)

DISEASES = (EMBOLISM, PLEURITIC, ON_ESTROGEN)

"""Suspected deep vein thrombosis: alone, in cancer, after an operation, and with breathlessness.

A mild suspicion has a tender calf alone, a grave one a swollen leg with pitting edema and collateral veins.
"""

from ehrmind.medcalc.diseases.base import Disease

LEG_PAIN = (
    "[pain in one leg|pain in the lower leg]",
    "[aching of the calf|a heavy, aching calf]",
    "[discomfort in the lower leg|a feeling of tightness in the lower leg]",
)
STORY = (
    "The ache began in the calf [and stayed there|without any blow|overnight|without warning].",
    "It is worse [on standing|when standing for long] [and better with the leg up|].",
    "[A magnesium tablet|Magnesium for cramps] [did not help|brought no change].",
    "@alert {He} [denies|reports no] [chest pain|breathlessness] [or cough|].",
    "[There was no insect bite|No insect bite is recalled] [and no fall|].",
    "The other [leg|side] is [fine|without complaints].",
    "[No anticoagulant is taken|{He} takes no anticoagulant] [at present|].",
    "[A pharmacist advised the visit|The visit was advised by a pharmacist] [this morning|].",
    "@alert {He} [describes|reports] [a pulling feeling|tightness] [when walking|on the stairs].",
)
EXAM = (
    "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
    "[Sensation of the feet is normal|Feeling in both feet is normal] [at present|].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[Heart sounds are|The heart sounds are] [normal|clear].",
    "[The knee moves freely|Knee movement is free] [without an effusion|].",
    "[Groin nodes are not enlarged|There are no enlarged groin nodes] [today|].",
)
RESULTS = (
    "[A D-dimer test was sent|D-dimer was drawn] [with the blood count|].",
    "[The electrocardiogram shows sinus rhythm|The tracing shows sinus rhythm].",
)
PLAN = (
    "[The pretest score decides|The clinical score decides] [on D-dimer or ultrasound|about compression ultrasound].",
    "[Compression ultrasound is available|Ultrasound of the leg veins is available] [today|this afternoon].",
    "[Rivaroxaban may be started|Anticoagulation may be started] [before imaging|if imaging is delayed].",
    "[Kidney function and platelets|A blood count and creatinine] are [checked|awaited] [beforehand|].",
    "[Return at once|{He} should come back at once] [if breathless|with chest pain].",
    "[Walking is allowed|{He} may walk about] [as pain permits|].",
)
COURSE = (
    "@late [Pain faded|The ache faded] [over two weeks|within days] [of treatment|].",
    "@late [No breathlessness|No chest symptoms] [developed|occurred] [in the following weeks|].",
    "@late [By phone|At the follow-up call] {he} was [walking normally|free of pain].",
    "@late [The family doctor|Primary care] [took over the follow-up|arranged the next blood test].",
    "@late [No bleeding|No adverse event] [was recorded|occurred] [at follow-up|].",
)

SUSPECTED = Disease(
    "deep vein thrombosis of the leg",
    asks=(16,),
    age=(19, 57, 90),
    setting="emergency",
    weight=1.4,
    complaints=LEG_PAIN,
    measures={
        "heart_rate": (66, 102),
        "systolic": (142, 118),
        "temperature": (36.6, 37.7),
        "respiratory_rate": (12, 18),
        "white_cells": (6.5, 11.0),
        "platelets": (260, 190),
        "creatinine": (0.7, 1.3),
    },
    findings={
        "active_cancer": (0.05, 0.2),
        "paralysis": (0.04, 0.15),
        "bedridden": (0.1, 0.3),
        "major_surgery": (0.08, 0.25),
        "vein_tenderness": (0.4, 0.85),
        "leg_swelling": (0.1, 0.65),
        "calf_swelling": (0.2, 0.85),
        "pitting_edema": (0.15, 0.75),
        "collateral_veins": (0.03, 0.35),
        "previous_dvt": (0.1, 0.25),
        "other_than_dvt": (0.3, 0.05),
    },
    story=STORY,
    exam=EXAM,
    results=RESULTS,
    plan=PLAN,
    course=(
        *COURSE,
        "@late [Compression stockings were fitted|A stocking was fitted] [in the second week|].",
        "@late [The next visit was kept|A visit in the vascular clinic followed] [after a month|].",
    ),
)

CANCER_LEG = Disease(
    "leg pain during treatment of an abdominal cancer",
    asks=(16,),
    age=(38, 66, 88),
    setting="ward",
    weight=0.8,
    complaints=LEG_PAIN,
    measures={
        "heart_rate": (70, 112),
        "systolic": (138, 106),
        "temperature": (36.5, 37.9),
        "respiratory_rate": (13, 20),
        "hemoglobin": (12.5, 8.4),
        "platelets": (300, 130),
        "albumin": (3.8, 2.4),
    },
    findings={
        "active_cancer": 1.0,
        "paralysis": 0.06,
        "bedridden": (0.15, 0.5),
        "major_surgery": (0.1, 0.3),
        "vein_tenderness": (0.3, 0.8),
        "leg_swelling": (0.25, 0.8),
        "calf_swelling": (0.3, 0.85),
        "pitting_edema": (0.25, 0.8),
        "collateral_veins": (0.08, 0.4),
        "previous_dvt": (0.12, 0.3),
        "other_than_dvt": (0.2, 0.05),
    },
    words={
        "active_cancer": (
            "{He} is [being treated|receiving chemotherapy] for [cancer of the pancreas|colon cancer|gastric cancer].",
            "[Chemotherapy is given|Chemotherapy is under way] for [gastric cancer|cancer of the pancreas|colon "
            "cancer].",
        )
    },
    story=(
        *STORY[:4],
        "The third [cycle|course] of chemotherapy [is under way|has begun].",
        "[Appetite is poor|{He} eats little], [and taste has changed|and weight has been lost].",
        "The [oncologist|oncology nurse] asked for [a check|an examination].",
        "[The port was flushed|The port was last flushed] [without difficulty|last week].",
        "[Nausea is under control|Ondansetron controls the nausea] [on most days|].",
    ),
    exam=(*EXAM, "[The port site is clean|There is no redness around the port] [on examination|]."),
    results=(RESULTS[0], "[The last scan showed|Last month's scan showed] [stable disease|a slight response]."),
    plan=(
        *PLAN[:2],
        *PLAN[3:],
        "[Low-molecular-weight heparin|Apixaban or heparin] is [considered|an option] in cancer.",
    ),
    course=(
        *COURSE,
        "@late [Chemotherapy went on|The next cycle was given] [as planned|after a short delay].",
        "@late [Oncology reviewed {him}|The oncologist saw {him}] [within the week|before discharge].",
    ),
)

AFTER_SURGERY = Disease(
    "leg pain after a hip operation",
    asks=(16,),
    age=(46, 72, 90),
    setting="ward",
    weight=0.7,
    complaints=LEG_PAIN,
    measures={
        "heart_rate": (68, 110),
        "systolic": (142, 110),
        "temperature": (36.6, 38.0),
        "hemoglobin": (12.0, 8.6),
        "platelets": (320, 180),
        "crp": (20, 110),
    },
    findings={
        "active_cancer": 0.06,
        "paralysis": (0.04, 0.15),
        "bedridden": (0.1, 0.4),
        "major_surgery": 1.0,
        "vein_tenderness": (0.3, 0.8),
        "leg_swelling": (0.2, 0.75),
        "calf_swelling": (0.25, 0.8),
        "pitting_edema": (0.25, 0.8),
        "collateral_veins": (0.03, 0.25),
        "previous_dvt": (0.08, 0.25),
        "other_than_dvt": (0.4, 0.15),
    },
    words={
        "major_surgery": (
            "{He} had [hip replacement|major hip surgery] under general anesthesia [four|five|six] weeks ago.",
            "[Four|Five|Six] weeks ago the hip was replaced under general anesthesia, [a major operation|major "
            "surgery].",
        )
    },
    story=(
        *STORY[:4],
        "[The hospital stay was short|The stay in hospital was short] [and without fever|].",
        "[Enoxaparin injections ended|The enoxaparin course ended] [before the pain|some days ago].",
        "[Crutches are used|{He} uses crutches] [outdoors|for longer distances].",
        "The scar is [dry|closed|closed and dry] [and not painful|].",
        "[Physiotherapy is twice a week|Physiotherapy takes place] [in the practice|].",
    ),
    exam=(
        *EXAM[:4],
        "[The hip scar is clean|The scar is clean and dry] [at present|].",
        "[Hip movement is free|The hip moves] [within limits|].",
        EXAM[5],
    ),
    results=(*RESULTS, "[The hip film shows|A film of the hip shows] a [well-placed|well-seated] prosthesis."),
    plan=(*PLAN[:4], PLAN[5], "[The surgeon will be informed|The surgical team is informed] [of the result|]."),
    course=(
        *COURSE,
        "@late [Rehabilitation went on|Physiotherapy went on] [with stockings|after a pause].",
        "@late [Crutches were put aside|{He} walked without crutches] [in the second month|].",
    ),
)

BREATHLESS_LEG = Disease(
    "venous thromboembolism",
    asks=(8, 16, 48),
    age=(22, 60, 90),
    setting="emergency",
    weight=0.7,
    complaints=(
        "[leg pain and breathlessness|breathlessness with leg pain]",
        "[new breathlessness|breathlessness on the stairs] [and a heavy calf|with an aching calf]",
        "[an aching leg and chest discomfort|chest discomfort and an aching leg]",
    ),
    measures={
        "heart_rate": (80, 132),
        "systolic": (138, 98),
        "temperature": (36.6, 38.0),
        "respiratory_rate": (15, 30),
        "oxygen_saturation": (97, 87),
        "platelets": (280, 180),
    },
    findings={
        "dvt_signs": 0.85,
        "pe_likeliest": 1.0,
        "immobilization": (0.15, 0.4),
        "recent_surgery": (0.12, 0.3),
        "previous_pe": (0.1, 0.2),
        "previous_dvt": (0.12, 0.3),
        "hemoptysis": (0.05, 0.2),
        "active_cancer": (0.1, 0.3),
        "paralysis": 0.06,
        "bedridden": (0.12, 0.35),
        "major_surgery": (0.1, 0.3),
        "vein_tenderness": (0.5, 0.9),
        "leg_swelling": (0.15, 0.6),
        "calf_swelling": (0.4, 0.85),
        "pitting_edema": (0.3, 0.8),
        "collateral_veins": (0.03, 0.25),
        "other_than_dvt": 0.05,
        "unilateral_leg_swelling": (0.5, 0.9),
        "surgery_or_trauma": (0.1, 0.3),
        "earlier_clot": (0.15, 0.3),
        "hormone_use": 0.0,
    },
    story=(
        *STORY[:2],
        "[Breathlessness followed|Breathlessness came on] [after the leg pain|a day later] [while shopping|on "
        "the stairs].",
        "[Talking on the phone has been hard|Long sentences have taken effort] [since yesterday|since then].",
        "@alert {He} [denies|reports no] [wheeze|pain in the arm or jaw].",
        *STORY[5:8],
    ),
    exam=(*EXAM[:4], "[The second heart sound is loud|There is a loud second heart sound] [today|].", EXAM[5]),
    results=(*RESULTS, "[The chest film|The chest radiograph] shows [clear lungs|a small basal streak]."),
    plan=(
        "[The pretest score decides|The clinical score decides] [on D-dimer or imaging|about the next test].",
        *PLAN[2:4],
        "[The monitor stays on|Oxygen is at hand] [in the emergency department|].",
        "[A cannula is in the forearm|Venous access is in place] [for contrast|].",
        "[Imaging of lungs and leg|Imaging of leg and lungs] is [available|possible] [today|].",
    ),
    course=(
        "@late [Emboli were confirmed|CT angiography confirmed emboli] [in both lungs|in the lower lobes].",
        "@late [Apixaban was started|Anticoagulation with apixaban was started] [and well tolerated|].",
        *COURSE[2:],
        "@late [Exercise tolerance came back|Stairs became easy again] [over some weeks|].",
        "@late {He} [went home|was discharged] [after two nights|with a stocking].",
    ),
)

DISEASES = (SUSPECTED, CANCER_LEG, AFTER_SURGERY, BREATHLESS_LEG)

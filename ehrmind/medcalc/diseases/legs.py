"""Painful legs with another cause than thrombosis: cellulitis, a ruptured Baker cyst.

A mild cellulitis has 37.2 °C and white cells of 9.5, a grave one 39.6 °C and 19.0.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.clots import COURSE, EXAM, LEG_PAIN, PLAN, RESULTS, STORY

LEG_CELLULITIS = Disease(
    "cellulitis of the calf",
    asks=(16,),
    age=(28, 62, 90),
    setting="emergency",
    complaints=(
        "[a red and painful calf|redness of the calf]",
        *LEG_PAIN[:2],
        "[chills and a sore lower leg|a sore lower leg with chills]",
    ),
    measures={
        "heart_rate": (74, 116),
        "systolic": (144, 108),
        "temperature": (37.2, 39.6),
        "white_cells": (9.5, 19.0),
        "crp": (40, 220),
    },
    findings={
        "active_cancer": 0.05,
        "paralysis": 0.04,
        "bedridden": 0.1,
        "major_surgery": 0.05,
        "vein_tenderness": (0.1, 0.35),
        "leg_swelling": (0.05, 0.25),
        "calf_swelling": (0.15, 0.5),
        "pitting_edema": (0.2, 0.55),
        "collateral_veins": 0.02,
        "previous_dvt": 0.1,
        "other_than_dvt": 1.0,
    },
    words={
        "other_than_dvt": (
            "Cellulitis is [more likely than|at least as likely as] [deep vein thrombosis|DVT].",
            "[The picture is|The leg is] explained better by [cellulitis|a skin infection] than by [a "
            "clot|thrombosis].",
        )
    },
    story=(
        "[A scratch from a rose bush|A small graze] [turned red|became sore] [at the shin|].",
        "[The redness|Redness] has spread upward [since yesterday|with a clear edge].",
        "[Chills came in the evening|There were chills] [with a feverish feeling|].",
        "[Athlete's foot|Cracked skin between the toes] has been [present for months|troublesome].",
        "[Cream from the pharmacy|An antiseptic cream] [brought no relief|did not help].",
        *STORY[5:9],
    ),
    exam=(
        "[The skin is red and hot|There is bright, hot redness] [with a sharp edge|over the shin].",
        "[Fissures are seen between the toes|There are fissures between the toes] [on examination|].",
        *EXAM[:4],
        "[Groin nodes are sore|Sore nodes are felt in the groin] [at present|].",
    ),
    results=(*RESULTS[:1], "[Blood cultures were drawn|Two sets of blood cultures were taken] [on arrival|]."),
    plan=(
        PLAN[0],
        *PLAN[3:5],
        "[Cefazolin was started|Intravenous cefazolin is given] [in the emergency department|].",
        "[The border of the redness|The red edge] is [marked|drawn] with a pen.",
        "[The leg is rested on a pillow|Rest of the leg is advised] [for some days|].",
    ),
    course=(
        *COURSE[1:],
        "@late [The redness withdrew|Redness receded] [from the marked edge|within days].",
        "@late [Cephalexin tablets|Oral cephalexin] [completed the course|followed].",
        "@late [The toe web fungus|Athlete's foot] was [treated as well|treated with a cream].",
    ),
)

BAKER_CYST = Disease(
    "ruptured Baker cyst",
    asks=(16,),
    age=(34, 62, 86),
    setting="clinic",
    weight=0.8,
    complaints=("[sudden pain behind the knee|pain behind the knee]", *LEG_PAIN[:2]),
    measures={
        "heart_rate": (60, 92),
        "systolic": (146, 122),
        "temperature": (36.5, 37.3),
        "white_cells": (6.0, 9.5),
        "crp": (3, 28),
    },
    findings={
        "active_cancer": 0.04,
        "paralysis": 0.03,
        "bedridden": 0.05,
        "major_surgery": 0.05,
        "vein_tenderness": (0.1, 0.4),
        "leg_swelling": 0.05,
        "calf_swelling": (0.3, 0.75),
        "pitting_edema": (0.1, 0.4),
        "collateral_veins": 0.02,
        "previous_dvt": 0.08,
        "other_than_dvt": 1.0,
    },
    words={
        "other_than_dvt": (
            "A ruptured Baker cyst is [more likely than|at least as likely as] [deep vein thrombosis|DVT].",
            "[The picture is|The leg is] explained better by a [burst|ruptured] Baker cyst than by [a "
            "clot|thrombosis].",
        )
    },
    story=(
        "[Something gave way behind the knee|There was a snap behind the knee] [on squatting|on the stairs].",
        "[A lump behind the knee|A soft lump] had been [present for months|noticed before] [and is gone|].",
        "[The knee has been arthritic|Knee arthritis has been known] [for years|since middle age].",
        "[A bruise appeared|Bruising appeared] [below the inner ankle|around the ankle] [after two days|].",
        "[Knee injections|Hyaluronate injections] were [given|tried] [last year|without much benefit].",
        *STORY[3:4],
        *STORY[5:8],
    ),
    exam=(
        "[A crescent bruise|A crescent-shaped bruise] is seen [below the ankle|at the inner ankle].",
        "[Both knees crackle|There is crepitus of the knee] [on bending|].",
        *EXAM[:4],
    ),
    results=(
        RESULTS[0],
        "[An old knee film shows|The knee film shows] [narrowed joint space|osteophytes].",
    ),
    plan=(
        *PLAN[:2],
        *PLAN[4:],
        "[Naproxen is suggested|Cold packs are suggested] [for some days|with rest].",
        "[The orthopedic clinic|An orthopedic surgeon] will [see {him}|review the knee] [next month|].",
    ),
    course=(
        *COURSE[1:],
        "@late [Magnetic resonance imaging|A scan of the knee] [showed|confirmed] a [collapsed cyst|torn meniscus].",
        "@late [Pain eased with rest|The pain eased] [and cold packs|within two weeks].",
        "@late [Knee exercises|Exercises for the thigh] were [begun|taken up].",
    ),
)

DISEASES = (LEG_CELLULITIS, BAKER_CYST)

"""Sore throats that are more than a sore throat: mononucleosis, peritonsillar abscess.

A grave mononucleosis has 39.2 °C, an ALT of 260 U/L and platelets of 118.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.throat import COURSE, EXAM, PLAN, SORE_THROAT, STORY

MONONUCLEOSIS = Disease(
    "infectious mononucleosis",
    asks=(20, 33),
    age=(14, 19, 45),
    setting="clinic",
    weight=0.6,
    complaints=(*SORE_THROAT, "[fatigue and a sore throat|a sore throat with great tiredness]"),
    measures={
        "temperature": (36.4, 39.2),
        "heart_rate": (72, 112),
        "respiratory_rate": (13, 20),
        "systolic": (124, 110),
        "oxygen_saturation": (99, 97),
        "white_cells": (8.5, 19.0),
        "platelets": (230, 118),
        "alt": (38, 260),
        "ast": (34, 210),
    },
    findings={
        "tonsillar_exudate": (0.55, 0.95),
        "tender_nodes": (0.5, 0.9),
        "fever_past_day": (0.35, 0.9),
        "purulent_tonsils": (0.4, 0.85),
        "severe_inflammation": (0.3, 0.9),
        "early_attendance": 0.2,
    },
    choices={
        "cough": ("absent", "not stated", "absent", "present"),
        "cough_or_coryza": ("absent", "not stated", "absent", "present"),
    },
    story=(
        *STORY[:7],
        "[Tiredness is the main burden|Fatigue is the worst of it]; {he} [sleeps far more than usual|naps every day].",
        "[The eyelids were puffy|Puffy eyelids were noticed] [on waking|in the mornings].",
        "@alert {He} [feels a fullness|has a heavy feeling] [under|below] the left ribs.",
        "[A friend|A close friend] had [glandular fever|mononucleosis] [earlier in the year|not long ago].",
    ),
    exam=(
        *EXAM[:5],
        "The [tip of the spleen|spleen tip] is [just palpable|felt on deep inspiration].",
        "[Posterior neck glands|Glands behind the sternomastoid] are [enlarged|easily felt] on both sides.",
    ),
    results=(
        "The [heterophile antibody|Monospot] test is [positive|clearly positive].",
        "[Atypical lymphocytes|Large atypical lymphocytes] are seen on the [blood film|smear].",
        "[A throat swab was taken|A throat swab was sent] [as well|].",
    ),
    plan=(
        *PLAN[:1],
        *PLAN[2:4],
        "[Contact sports are to be avoided|No contact sports] [for the coming weeks|until review].",
        "[Ampicillin and amoxicillin|Aminopenicillins] [should be avoided|are best avoided] because of the rash.",
        "[Liver tests|The liver enzymes] will be [repeated|checked again] in two weeks.",
        "[Rest according to need|As much rest as needed] was [recommended|advised].",
    ),
    course=(
        *COURSE[:4],
        "@late [Tiredness lasted for weeks|Fatigue lingered for weeks] [and then lifted|before it lifted].",
        "@late [Liver enzymes returned to normal|Transaminases had settled] [at the check|by the second visit].",
        "@late [Epstein-Barr virus antibodies|Viral capsid antibodies] [came back positive|confirmed the diagnosis].",
        "@late [Sport was resumed gradually|{He} slowly took up sport again] [after review|].",
    ),
)

PERITONSILLAR = Disease(
    "peritonsillar abscess",
    asks=(20, 33, 51),
    age=(15, 27, 55),
    setting="emergency",
    weight=0.6,
    complaints=(
        "[one-sided throat pain|throat pain on one side]",
        "[difficulty opening the mouth|trismus and throat pain]",
        "[pain on swallowing|painful swallowing] [and a muffled voice|]",
    ),
    measures={
        "temperature": (37.4, 39.8),
        "heart_rate": (80, 126),
        "respiratory_rate": (14, 24),
        "systolic": (130, 108),
        "oxygen_saturation": (99, 96),
        "white_cells": (11.0, 23.0),
        "bands": (2, 14),
        "crp": (45, 210),
    },
    findings={
        "tonsillar_exudate": 1.0,
        "tender_nodes": (0.6, 0.95),
        "fever_past_day": (0.5, 0.97),
        "purulent_tonsils": (0.4, 0.85),
        "severe_inflammation": (0.6, 0.97),
        "early_attendance": 0.35,
    },
    words={
        "tonsillar_exudate": (
            "[One tonsil|The tonsil on one side] is [swollen|grossly swollen] and [out of place|pushed toward "
            "the midline].",
            "[There is swelling|Swelling is seen] of [one tonsil|the tonsil] [and the palate above it|on the "
            "painful side].",
        )
    },
    choices={
        "cough": ("absent", "not stated", "absent"),
        "cough_or_coryza": ("absent", "not stated", "absent"),
    },
    story=(
        "[The pain settled on one side|Pain moved to one side] and [radiates to the ear|pulls up to the ear].",
        "[Opening the mouth has become difficult|The mouth opens only partly] [because of pain|].",
        "[The voice sounds muffled|Speech has a muffled ring], [as with a hot potato|with thick speech].",
        "[Saliva pools|{He} spits out saliva] because swallowing [hurts|is so painful].",
        "[Amoxicillin taken at home|A course of amoxicillin] [did not help|made no difference].",
        "[Food intake has nearly stopped|{He} has hardly eaten], and [fluids are taken in sips|only sips go down].",
        "@alert {He} [denies|reports no] [choking|shortness of breath] [when lying flat|at rest].",
        "[The breath smells|The breath has been] [foul|unpleasant].",
        "[No earlier episodes|There have been no earlier episodes] [of this kind|so far].",
    ),
    exam=(
        "[Mouth opening is limited|Trismus limits mouth opening] [to two fingers' breadth|].",
        "The uvula [is pushed|deviates] to the [left|right].",
        "!severe_inflammation The soft palate [bulges|is full] on [the affected|one] side.",
        "There is no stridor[| at rest].",
        "[The floor of the mouth is soft|The floor of the mouth is not raised] [on examination|].",
        "[The lungs are|Both lungs are] clear [to auscultation|].",
        "[The neck moves freely|Neck movement is free] [without meningeal signs|].",
    ),
    results=(
        "[Bedside ultrasound shows|Intraoral ultrasound shows] a fluid [pocket|collection] beside the palate.",
        "!purulent_tonsils [Needle aspiration yielded pus|Aspiration returned pus], which was sent for culture.",
        "[Blood cultures were drawn|Cultures of blood were taken].",
        "[The laryngeal inlet is open|The airway is open] on [fiberoptic|endoscopic] view.",
    ),
    plan=(
        "[Ampicillin-sulbactam was started|Intravenous ampicillin-sulbactam is given] [at once|].",
        "[The ear, nose and throat team|The surgeon on call] will [drain|incise and drain] the abscess.",
        "[Intravenous fluids|Fluids by vein] and [analgesia|pain relief] are running.",
        "[Nothing by mouth|{He} is kept nil by mouth] until [drainage|the procedure is done].",
        "The airway [will be watched|is kept under watch] [overnight|through the night].",
        "[Tonsillectomy|Interval tonsillectomy] [may be discussed later|is an option].",
    ),
    course=(
        "@late [Drainage brought|The drainage brought] [quick|prompt] relief.",
        "@late [The mouth opened fully|Trismus had resolved] [by discharge|on the second day].",
        "@late [Culture grew streptococci with anaerobes|Mixed oral flora grew] [from the pus|].",
        "@late {He} [was discharged|went home] on oral [amoxicillin-clavulanate|clindamycin].",
        "@late [A check visit|Review in clinic] after a week was [arranged|planned].",
        "@late [No reaccumulation|No new collection] was [found|seen] at review.",
        "@late {He} [drank|was drinking] freely [the next morning|on the day after].",
    ),
)

DISEASES = (MONONUCLEOSIS, PERITONSILLAR)

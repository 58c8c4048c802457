"""Steroids for swelling: of the brain around a tumor, of a joint in gout. `dose` is in mg of prednisone.

Dexamethasone 16 mg a day, the usual dose for a swollen brain, equals prednisone 107 mg.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.steroids import STEROID_PLAN
from ehrmind.medcalc.diseases.steroids_acute import WARD_COURSE

BRAIN = Disease(
    "brain swelling around a tumor",
    asks=(24,),
    age=(26, 60, 86),
    weight=0.9,
    complaints=(
        "[headache and nausea|morning headache]",
        "[headache and unsteadiness|headache and weakness of an arm]",
        "[word-finding trouble and headache|headache with vomiting]",
    ),
    measures={
        "dose": (20, 100),
        "glucose": (98, 230),
        "white_cells": (7.0, 16.0),
        "systolic": (126, 164),
        "heart_rate": (84, 58),
        "hemoglobin": (14.2, 10.6),
    },
    findings={"active_cancer": 1.0},
    choices={
        "steroid": (
            "oral dexamethasone",
            "oral dexamethasone",
            "intravenous dexamethasone",
            "intravenous betamethasone",
        )
    },
    story=(
        "[A melanoma|A lung cancer|A breast cancer] [has been treated|was treated] [for two years|in the past].",
        "[Headache wakes {him}|Headache is worst] [before dawn|in the early morning].",
        "[Vomiting brings relief|Vomiting comes without nausea] [at times|].",
        "[The gait veers|Gait veers] [to the left|to the right] [since last week|].",
        "[There was no seizure|No seizure has occurred] [so far|].",
        "[Words are searched for|Words have to be searched for] [when tired|in the evening].",
        "[Treatment eased the headache|The headache eased] [within a day|after the first doses].",
        "[Antacids were added|Pantoprazole was added] [for the stomach|].",
    ),
    exam=(
        "[The discs are blurred|Optic discs are blurred] [on one side|on both sides].",
        "[Pupils are equal|The pupils are equal] and [react to light|of normal width].",
        "[One arm drifts|An arm drifts] [slightly|with eyes closed].",
        "[The neck is supple|There is no neck stiffness] [today|].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
        "[The mouth is free of thrush|There is no thrush] [on inspection|].",
    ),
    results=(
        "[Magnetic resonance imaging shows|The scan shows] [two lesions with edema|a lesion with a wide rim of edema].",
        "[The midline|The midline of the brain] is [slightly shifted|not shifted].",
        "[An electroencephalogram|The EEG] shows [slow waves|focal slowing].",
        "[Body imaging|The body scan] shows [stable disease|no new lesion].",
    ),
    plan=(
        *STEROID_PLAN[:1],
        *STEROID_PLAN[2:3],
        *STEROID_PLAN[4:5],
        "[Radiosurgery|Radiation of the lesions] is [being planned|planned] [for next week|].",
        "[The tumor board|The neuro-oncology board] [meets tomorrow|discusses the case].",
        "[Driving is not allowed|Driving is off limits] [for now|until further notice].",
    ),
    course=WARD_COURSE,
)
GOUT = Disease(
    "severe gout flare",
    asks=(24,),
    age=(30, 60, 88),
    female=0.25,
    weight=0.6,
    complaints=(
        "[a swollen toe joint|pain in the big toe]",
        "[a hot swollen knee|knee pain and swelling]",
        "[pain in foot and wrist|swelling of several joints]",
    ),
    measures={
        "dose": (20, 50),
        "temperature": (36.6, 38.4),
        "crp": (10, 130),
        "white_cells": (8.0, 15.0),
        "creatinine": (0.9, 2.0),
        "systolic": (128, 160),
    },
    choices={"steroid": ("oral prednisolone", "oral prednisone", "intravenous triamcinolone")},
    story=(
        "[Pain began at night|The pain began at night] [and peaked by noon|and woke {him}].",
        "[The bedsheet hurts|Even the sheet hurts], and [walking is|shoes are] impossible.",
        "[A feast|A long dinner with beer] came [the day before|two days before].",
        "[Earlier flares|Past flares] [settled in a week|were milder].",
        "[Colchicine caused diarrhea|Colchicine was not tolerated] [last time|].",
        "[No wound|No scratch] is [seen near the joint|found around the joint].",
        "@alert {He} [holds the limb still|keeps the limb raised] [on a pillow|all day].",
        "[Allopurinol was begun|Febuxostat was begun] [last month|two weeks ago].",
    ),
    exam=(
        "[The joint is red and hot|The joint is hot and shiny] [and very tender|].",
        "[Tophi are seen|A tophus is seen] [on the ear|at the elbow].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
        "[The abdomen is soft|The belly is soft] [and not tender|].",
        "[No streak|No red streak] runs [up the leg|from the joint].",
        "[Other joints are quiet|The other joints are quiet] [on both sides|today].",
    ),
    results=(
        "[The aspirate holds crystals|Joint fluid holds needle-shaped crystals] [under polarized light|].",
        "[The gram stain|Gram stain of the fluid] is [negative|without bacteria].",
        "[The film shows|A film shows] [soft tissue swelling|an old erosion].",
        "[Culture of the fluid|The fluid culture] is [pending|being grown].",
    ),
    plan=(
        *STEROID_PLAN[:1],
        *STEROID_PLAN[2:3],
        "[Ice packs|Cold packs] [and rest help|are applied] [several times a day|].",
        "[Allopurinol continues|Urate lowering continues] [unchanged|through the flare].",
        "[Crutches|A frame] [will be used|was handed out] [for some days|].",
        *STEROID_PLAN[6:],
    ),
    course=WARD_COURSE,
)

DISEASES = (BRAIN, GOUT)

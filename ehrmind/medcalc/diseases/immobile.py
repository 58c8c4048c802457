"""Who lies in bed: trauma, spinal cord injury, stroke in intensive care.

A mild polytrauma is up and about, a grave one confined to bed with broken bones and a central line.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.critical import ICU_COURSE, ICU_EXAM, ICU_PLAN, ICU_STORY
from ehrmind.medcalc.diseases.surgery import FACTORS

BED = "confined to bed for more than 72 hours"

TRAUMA = Disease(
    "polytrauma after a traffic accident",
    asks=(36,),
    age=(18, 42, 86),
    setting="ward",
    female=0.35,
    complaints=(
        "[injuries from a car crash|a car crash with several injuries]",
        "[chest and limb injuries|injuries of chest and limbs]",
        "[a motorcycle crash|injuries from a motorcycle crash]",
    ),
    measures={
        "bmi": (20.0, 36.0),
        "hemoglobin": (12.5, 7.8),
        "systolic": (132, 102),
        "heart_rate": (74, 116),
        "platelets": (260, 120),
        "white_cells": (8.0, 15.5),
        "temperature": (36.7, 38.1),
    },
    findings={
        **FACTORS,
        "trauma_last_month": 1.0,
        "fracture_last_month": (0.3, 0.75),
        "cast_last_month": (0.1, 0.35),
        "central_line": (0.1, 0.5),
        "spinal_injury_last_month": (0.0, 0.12),
        "leg_swelling": (0.1, 0.4),
        "major_surgery_last_month": (0.1, 0.4),
        "sepsis_last_month": (0.02, 0.12),
        "pneumonia_last_month": (0.03, 0.2),
    },
    words={
        "trauma_last_month": (
            "[Last week|Five days ago|Ten days ago] {he} sustained [multiple trauma|multiple injuries] in a "
            "traffic accident.",
            "{He} sustained [multiple trauma|polytrauma] in a crash [last week|five days ago|a week ago].",
        )
    },
    choices={
        "surgery": ("none", "minor", "major", "none", "major"),
        "mobility": ("normal", "on bed rest", BED, BED),
    },
    story=(
        "[A car skidded into a tree|The car left the road] [on a wet bend|at night].",
        "[The seat belt was worn|{He} wore a seat belt], [and the airbag opened|but the side was hit].",
        "[The trauma team received {him}|A full trauma team was present] [on arrival|at the first hospital].",
        "[Several ribs are broken|There are several broken ribs] [on the left|on the right].",
        "A small tear of the [liver|spleen] was [managed without surgery|watched].",
        "[Pain is controlled|Pain control is good] [with a nerve block|with a pump].",
        "[Tetanus cover was renewed|A tetanus booster was given] [at the first hospital|].",
        "[The police were at the scene|The fire service was at the scene] [within minutes|].",
    ),
    exam=(
        "[Bruises follow the belt|There is a belt mark] [across the chest|].",
        "Breath sounds are [weak|reduced] on [the injured|one] side.",
        "The abdomen is [soft|soft with mild tenderness].",
        "[The pelvis is stable|Springing the pelvis is painless] [at present|].",
        "[Grazes on both forearms|Grazes of the forearms] are [clean|dry].",
        "[Cranial nerves are intact|The cranial nerves are normal] [today|].",
    ),
    results=(
        "[The whole-body scan shows|The trauma scan shows] rib fractures and a [small pneumothorax|lung contusion].",
        "[The head scan is normal|Head computed tomography is normal].",
    ),
    plan=(
        "[Prevention of clots follows the score|Prophylaxis follows the risk score] [and bleeding risk|].",
        "[A repeat blood count|The next blood count] is [due tonight|planned for the evening].",
        "[Hourly breathing exercises were shown|Incentive spirometry was shown] [by the therapist|].",
        "[The chest film will be repeated|A repeat chest film follows] [tomorrow|in the morning].",
        "[The pain team|An acute pain service] [visits daily|was involved].",
        "[Physiotherapy|A physiotherapist] [will begin with breathing|starts with breathing] [today|].",
    ),
    course=(
        "@late [The pneumothorax did not grow|The lung contusion cleared] [on later films|].",
        "@late [The hemoglobin stayed stable|Blood counts stayed stable] [from the third day|].",
        "@late [No clot was found|Duplex found no clot] [at screening|before discharge].",
        "@late [The nerve block was removed|The pain pump was stopped] [after five days|].",
        "@late {He} [moved to rehabilitation|was transferred to rehabilitation] [in the third week|].",
        "@late [Grazes healed|The grazes healed] [without infection|under dressings].",
        "@late [Sleep improved|Nightmares became rare] [with support|after talks with a psychologist].",
    ),
)

SPINAL = Disease(
    "spinal cord injury",
    asks=(36,),
    age=(18, 38, 80),
    setting="intensive care",
    female=0.25,
    weight=0.7,
    complaints=(
        "[paralysis after a dive|a diving accident]",
        "[paralysis of the legs after a fall|a fall from a roof]",
        "[a motorcycle crash with paralysis|paralysis after a motorcycle crash]",
    ),
    measures={
        "bmi": (19.5, 34.0),
        "systolic": (124, 88),
        "heart_rate": (82, 48),
        "hemoglobin": (14.0, 9.5),
        "temperature": (36.8, 38.2),
        "respiratory_rate": (14, 26),
    },
    findings={
        **FACTORS,
        "spinal_injury_last_month": 1.0,
        "trauma_last_month": (0.15, 0.6),
        "fracture_last_month": (0.05, 0.25),
        "central_line": (0.3, 0.8),
        "leg_swelling": (0.1, 0.35),
        "major_surgery_last_month": 0.0,
        "pneumonia_last_month": (0.05, 0.35),
        "sepsis_last_month": (0.03, 0.2),
    },
    words={
        "spinal_injury_last_month": (
            "{He} sustained an acute spinal cord injury with [paralysis|paraplegia] [this week|last week|five "
            "days ago].",
            "[This week|Last week|Five days ago] {he} sustained a spinal cord injury with [paralysis|paraplegia].",
        )
    },
    choices={"surgery": ("none", "major", "none"), "mobility": (BED, BED)},
    story=(
        "[The legs have not moved since|Both legs have been flaccid since] [the accident|that moment].",
        "[Sensation|Feeling] [ends at the navel|is absent below the navel].",
        "[A bladder catheter|A urinary catheter] [is in place|drains the bladder].",
        "[The arms are strong|Arm strength is full], [and breathing is unaided|with good hand function].",
        *ICU_STORY,
    ),
    exam=(
        "[Knee jerks are absent|The knee jerks cannot be elicited] [on examination|].",
        "[Anal tone is weak|There is little anal tone] [at present|].",
        "The abdomen is [soft|soft with quiet bowel sounds].",
        *ICU_EXAM,
    ),
    results=(
        "[Magnetic resonance imaging|The scan] shows [a burst vertebra with cord compression|swelling of the "
        "thoracic cord].",
        "[The chest film|The chest radiograph] shows [low lung volumes|clear lungs].",
    ),
    plan=(
        "[Prevention of clots follows the score|Prophylaxis follows the risk score] [from today|].",
        "[Turning every few hours|Regular turning] [protects the skin|is ordered].",
        *ICU_PLAN[1:],
    ),
    course=(
        "@late [The spine was stabilized|The spine proved stable] [on follow-up films|].",
        "@late [Bladder training|Intermittent catheterization] was [begun|taught] [in the second week|].",
        "@late [A spinal unit|The spinal center] [accepted {him}|took {him} over] [for rehabilitation|].",
        *ICU_COURSE,
    ),
)

STROKE = Disease(
    "middle cerebral artery infarction",
    asks=(36,),
    age=(40, 71, 92),
    setting="intensive care",
    complaints=(
        "[weakness of one side|sudden weakness of one side]",
        "[loss of speech|sudden loss of speech]",
        "[a facial droop and weak arm|a weak arm and facial droop]",
    ),
    measures={
        "bmi": (20.0, 37.0),
        "systolic": (148, 186),
        "heart_rate": (66, 104),
        "glucose": (104, 230),
        "temperature": (36.6, 38.3),
        "sodium": (140, 133),
    },
    findings={
        **FACTORS,
        "stroke_last_month": 1.0,
        "central_line": (0.1, 0.6),
        "pneumonia_last_month": (0.08, 0.4),
        "heart_failure_last_month": (0.05, 0.25),
        "acute_infarction": (0.02, 0.12),
        "leg_swelling": (0.08, 0.3),
        "sepsis_last_month": (0.02, 0.15),
    },
    words={
        "stroke_last_month": (
            "{He} suffered [an ischemic stroke|a stroke] [this week|last week|some days ago].",
            "[This week|Last week|Some days ago] {he} suffered [an ischemic stroke|a stroke].",
        )
    },
    choices={"surgery": ("none",), "mobility": ("on bed rest", BED, BED)},
    story=(
        "[The deficit was noticed|One arm fell from the table] [at breakfast|in the morning].",
        "[The vessel was reopened by catheter|A clot was removed by catheter] [the same day|].",
        "[Food goes down the wrong way|Swallowing is unsafe], [so a tube is used|and feeding is by tube].",
        "[The monitor|The telemetry] [showed|picked up] atrial fibrillation.",
        *ICU_STORY,
    ),
    exam=(
        "[One arm drifts|One arm drops at once] [when lifted|].",
        "[The corner of the mouth droops|One corner of the mouth hangs] [today|].",
        "The abdomen is [soft|soft and not distended] [on palpation|].",
        *ICU_EXAM,
    ),
    results=(
        "Head imaging shows [an infarct of the middle cerebral artery|a large territorial infarct] [without blood|].",
        "[The echocardiogram|Cardiac ultrasound] shows [an enlarged left atrium|no thrombus].",
    ),
    plan=(
        "[Prevention of clots follows the score|Prophylaxis follows the risk score] [from today|].",
        "[Pneumatic compression|Intermittent compression] [of the calves|] [is in use|was ordered].",
        *ICU_PLAN[1:],
    ),
    course=(
        "@late [Swallowing recovered|{He} learned to swallow] [with therapy|in the second week].",
        "@late [An anticoagulant was started|Apixaban was started] [after ten days|once safe].",
        "@late [Speech therapy|The arm trainer] was [used daily|part of each day].",
        *ICU_COURSE,
    ),
)

DISEASES = (TRAUMA, SPINAL, STROKE)

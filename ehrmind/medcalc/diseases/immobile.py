"""Who lies in bed or clots by nature: trauma, spinal cord injury, stroke in intensive care, a thrombophilia clinic.

A mild thrombophilia is a factor V mutation in a relative of a patient, a grave one has had clots and an antibody.
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
    choices={
        "surgery": ("none", "minor", "major", "none", "major"),
        "mobility": ("normal", "on bed rest", BED, BED),
    },
    story=(
        "[A car skidded into a tree|The car left the road] [on a wet bend|at night].",
        "[The seat belt was worn|{He} wore a seat belt], [and the airbag opened|but the side was hit].",
        "[The trauma team received {him}|A full trauma team was present] [on arrival|at the first hospital].",
        "[Several ribs are broken|There are several broken ribs] [on the left|on the right].",
        "[The liver had a small tear|A small tear of the liver] [was managed without surgery|was watched].",
        "[Pain is controlled|Pain control is good] [with a nerve block|with a pump].",
        "[Tetanus cover was renewed|A tetanus booster was given] [at the first hospital|].",
        "[The police have taken a report|The insurance was informed] [by the family|].",
    ),
    exam=(
        "[Bruises follow the belt|There is a belt mark] [across the chest|].",
        "Breath sounds are [weak|reduced] on [the injured|one] side.",
        "The abdomen is [soft|soft with mild tenderness].",
        "[The pelvis is stable|Springing the pelvis is painless].",
        "[Grazes on both forearms|Grazes of the forearms] are [clean|dry].",
        "[Cranial nerves are intact|The cranial nerves are normal].",
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
        "major_surgery_last_month": (0.1, 0.5),
        "pneumonia_last_month": (0.05, 0.35),
        "sepsis_last_month": (0.03, 0.2),
    },
    choices={"surgery": ("none", "major", "none"), "mobility": ("on bed rest", BED, BED)},
    story=(
        "[The legs have not moved since|Both legs have been flaccid since] [the accident|that moment].",
        "[Sensation ends at the navel|There is no feeling below the navel].",
        "[A bladder catheter is in place|The bladder is drained by a catheter].",
        "[The arms are strong|Arm strength is full], [and breathing is unaided|with good hand function].",
        *ICU_STORY,
    ),
    exam=(
        "[Knee jerks are absent|The knee jerks cannot be elicited].",
        "[Anal tone is weak|There is little anal tone].",
        "The abdomen is [soft|soft with quiet bowel sounds].",
        *ICU_EXAM,
    ),
    results=(
        "Magnetic resonance imaging shows [a burst vertebra with cord compression|swelling of the thoracic cord].",
        "The chest film shows [low lung volumes|clear lungs].",
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
    choices={"surgery": ("none",), "mobility": ("on bed rest", BED, BED)},
    story=(
        "[The deficit was noticed on waking|One arm fell from the table] [at breakfast|in the morning].",
        "[The vessel was reopened by catheter|A clot was removed by catheter] [the same day|].",
        "[Food goes down the wrong way|Swallowing is unsafe], [so a tube is used|and feeding is by tube].",
        "[Atrial fibrillation was found on the monitor|The monitor showed atrial fibrillation].",
        *ICU_STORY,
    ),
    exam=(
        "[One arm drifts|One arm drops at once] [when lifted|].",
        "[The corner of the mouth droops|One corner of the mouth hangs].",
        "The abdomen is [soft|soft and not distended].",
        *ICU_EXAM,
    ),
    results=(
        "Head imaging shows [an infarct of the middle cerebral artery|a large territorial infarct] [without blood|].",
        "The echocardiogram shows [an enlarged left atrium|no thrombus].",
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

THROMBOPHILIA = Disease(
    "assessment of thrombophilia",
    asks=(36,),
    age=(18, 41, 78),
    setting="clinic",
    female=0.58,
    complaints=(
        "[advice on the risk of clots|counseling on the risk of clots]",
        "[a review of clotting tests|clotting test results]",
        "[a referral for thrombophilia|a thrombophilia work-up]",
    ),
    measures={
        "bmi": (20.0, 35.0),
        "platelets": (280, 150),
        "systolic": (116, 142),
        "heart_rate": (58, 88),
        "hemoglobin": (14.5, 12.5),
    },
    findings={
        **FACTORS,
        "previous_thrombosis": (0.3, 0.85),
        "family_thrombosis": (0.35, 0.7),
        "factor_v": (0.2, 0.4),
        "prothrombin": (0.1, 0.25),
        "homocysteine": (0.12, 0.3),
        "lupus_anticoagulant": (0.08, 0.3),
        "anticardiolipin": (0.08, 0.3),
        "heparin_thrombocytopenia": (0.04, 0.15),
        "other_thrombophilia": (0.1, 0.3),
        "bowel_disease": 0.1,
        "varicose_veins": 0.25,
    },
    choices={"surgery": ("none",), "mobility": ("normal",)},
    story=(
        "[The referral came from the family doctor|A colleague referred {him}] [for an opinion|].",
        "[Samples were taken twice|Blood was taken on two occasions], [twelve weeks apart|well apart].",
        "[No anticoagulant was on board|No anticoagulant was taken] [when blood was drawn|].",
        "@alert {He} [wants to know about long flights|has questions about long flights] [and sport|].",
        "[Stockings are worn on journeys|{He} wears stockings on journeys].",
        "[Work is at a desk|{He} works at a desk] [with regular breaks|and cycles home].",
        "[Nosebleeds do not occur|There are no nosebleeds] [and cuts stop quickly|].",
        "[Livedo was not noticed|No livedo was noticed] [in winter|].",
    ),
    exam=(
        "Heart sounds are [normal|clear].",
        "The lungs are [clear|clear on both sides].",
        "[There is no livedo|No livedo is seen] [on the thighs|].",
        "The abdomen is [soft|soft without an enlarged spleen].",
        "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
        "[Joints are not swollen|There is no joint swelling].",
    ),
    results=(
        "[Antithrombin was measured|Protein S was measured] [among other tests|].",
        "[The blood film is normal|The blood smear is normal].",
    ),
    plan=(
        "[The risk was put into numbers|The risk is expressed as a score] [with {him}|].",
        "[Situations that need prevention|Situations of risk] were [listed|written down].",
        "[A medical alert card|An emergency card] was [issued|handed over].",
        "[Walking about on journeys|Movement on journeys] is [advised|recommended] [with enough fluids|].",
        "[Relatives may be tested|Testing of relatives was discussed] [if they wish|].",
        "[Review is yearly|A yearly review was agreed] [in this clinic|].",
    ),
    course=(
        "@late [A long flight|A flight overseas] went [without symptoms|well with one injection].",
        "@late [By phone|At the call] {he} [had no new questions|reported no symptoms].",
        "@late [The card was carried|The card proved useful] [at the dentist|].",
        "@late [No new clot|No clot] [occurred|was found] [in the following year|].",
        "@late [The letter reached the family doctor|Primary care received the report].",
        "@late [The yearly review|A yearly review] [brought no change|took place as agreed].",
        "@late [Stockings were renewed|New stockings were fitted] [after six months|].",
    ),
)

DISEASES = (TRAUMA, SPINAL, STROKE, THROMBOPHILIA)

"""Consciousness that returns: after a seizure, in hypoglycemia, after a concussion.

A mild concussion is oriented and obeys; a grave hypoglycemia has 58 mg/dL and answers with sounds only.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.brain import COURSE, EXAM, EYES, PLAN, WORDS

POSTICTAL = Disease(
    "postictal state after a generalized seizure",
    asks=(21,),
    age=(16, 40, 86),
    setting="emergency",
    complaints=(
        "[a generalized seizure|a convulsion]",
        "[a seizure at work|a seizure at home]",
        "[a first seizure|a seizure after a pause in treatment]",
    ),
    measures={
        "systolic": (128, 164),
        "heart_rate": (82, 132),
        "respiratory_rate": (14, 26),
        "temperature": (36.7, 38.2),
        "oxygen_saturation": (98, 91),
        "bicarbonate": (23, 13),
        "glucose": (100, 178),
        "white_cells": (8.0, 16.0),
    },
    choices={
        "eye_opening": EYES,
        "verbal_response": WORDS,
        "motor_response": ("obeys commands", "obeys commands", "localizes pain", "withdraws from pain"),
    },
    story=(
        "[All limbs jerked|There was jerking of all limbs] [for a minute or two|until the crew arrived].",
        "[The seizure stopped by itself|It stopped without drugs] [before the ambulance came|].",
        "[Urine was passed|There was incontinence of urine] [during the seizure|].",
        "[A tablet of levetiracetam was missed|Levetiracetam had been forgotten] [at the weekend|].",
        "[Sleep had been short|There had been a short night] [after a party|before it].",
        "[Coworkers|Bystanders|Relatives] saw the onset [and heard a cry|and filmed it|].",
        "[The head|The forehead] did not strike [the ground|any furniture].",
        "[No fever had been noticed|There had been no fever] [in the days before|].",
    ),
    exam=(*EXAM, "[The side of the tongue is bitten|There is a lateral tongue bite] [on examination|]."),
    results=(
        "[Head computed tomography|The head scan] shows [no lesion|no bleeding].",
        "[Lactate is raised|Lactate is above the limit] [as expected after a seizure|].",
        "[The drug level is pending|A drug level was sent].",
    ),
    plan=(
        *PLAN,
        "[Levetiracetam was loaded|A load of levetiracetam is given] [by vein|].",
        "[An electroencephalogram|A recording of brain waves] is [planned|ordered] [for tomorrow|].",
        "[No driving|Driving is not allowed] [until further notice|].",
    ),
    course=(
        *COURSE[:3],
        "@late [No second seizure|No further seizure] [occurred|was seen] [on the ward|].",
        "@late [The electroencephalogram showed|The recording showed] [temporal spikes|mild slowing].",
        "@late [Levetiracetam was continued|Lamotrigine was started] [at a twice daily dose|].",
        "@late [The rules for driving|Driving rules] were [explained|gone through] [before discharge|].",
    ),
)

HYPOGLYCEMIA = Disease(
    "severe hypoglycemia in diabetes",
    asks=(21,),
    age=(17, 58, 90),
    setting="emergency",
    complaints=(
        "[sweating and odd behavior|odd behavior and sweating]",
        "[low blood sugar|a low sugar reading]",
        "[shakiness and sweating|sweating after insulin]",
    ),
    measures={
        "systolic": (134, 158),
        "heart_rate": (82, 118),
        "respiratory_rate": (14, 20),
        "temperature": (36.6, 35.4),
        "oxygen_saturation": (99, 95),
        "glucose": (69, 58),
        "potassium": (4.0, 3.3),
    },
    choices={
        "eye_opening": EYES,
        "verbal_response": WORDS,
        "motor_response": ("obeys commands", "localizes pain", "localizes pain", "withdraws from pain"),
    },
    story=(
        "[Insulin was injected before breakfast|The usual insulin was injected], [but breakfast was "
        "skipped|then nothing eaten].",
        "[Shirt and sheets were|The shirt was] [soaked|drenched] with sweat.",
        "[A neighbor found {him}|{His} spouse found {him}] [in the kitchen|in the hallway].",
        "[The glucose meter showed a low reading|A low reading was seen on the meter] [at the scene|].",
        "[Diabetes has been treated for years|Insulin has been used for years] [with good control|].",
        "A long walk [had been taken|was taken] [the evening before|on the day before].",
        "[The kidney specialist had lowered the dose|The evening dose had been changed] [in clinic|recently].",
        "[No alcohol was involved|Alcohol played no part] [in it|].",
    ),
    exam=(*EXAM, "[The skin is damp and cool|Skin is cool and damp] [at present|]."),
    results=(
        "[Capillary glucose is low|The capillary glucose is low] [before treatment|].",
        "[Head imaging is held back|The head scan is held back] [until sugar is corrected|].",
    ),
    plan=(
        "[Dextrose by vein|Intravenous dextrose] is [being given|running].",
        *PLAN[:3],
        "[Long-acting insulin is paused|The next insulin dose is paused] [for now|].",
        "[A glucagon kit|Nasal glucagon] will be [prescribed|supplied] [for home|].",
    ),
    course=(
        *COURSE[:3],
        "@late [Sugar stayed in range|Glucose stayed in range] [after a meal|overnight].",
        "@late [The diabetes nurse|A diabetes educator] [went through the doses|reviewed injection sites].",
        "@late [A sensor with alarms|A glucose sensor] was [fitted|prescribed] [before discharge|].",
        "@late {He} [ate supper|was eating again] [the same evening|] [without nausea|].",
    ),
)

CONCUSSION = Disease(
    "mild concussion",
    asks=(21,),
    age=(16, 27, 78),
    setting="emergency",
    weight=0.7,
    complaints=(
        "[headache after a blow at football|headache after a collision at football]",
        "[headache after a bump|a bump on the head]",
        "[headache after a fall on ice|headache after a slip on a wet floor]",
    ),
    measures={
        "systolic": (122, 142),
        "heart_rate": (64, 96),
        "respiratory_rate": (12, 18),
        "temperature": (36.5, 37.2),
        "oxygen_saturation": (100, 97),
        "glucose": (88, 124),
    },
    choices={
        "eye_opening": ("spontaneous", "spontaneous", "spontaneous", "to speech"),
        "verbal_response": ("oriented", "oriented", "confused"),
        "motor_response": ("obeys commands",),
    },
    story=(
        "[The blow was seen by others|Others saw the blow] [from close by|].",
        "@alert {He} [reports|describes] [a dull headache|headache] and [mild nausea|sensitivity to light].",
        "[There was no seizure|No seizure was seen] [after the blow|].",
        "[A cold pack was used|A cold pack was held to the head] [on the way|].",
        "[Vomiting has not occurred|There has been no vomiting] [so far|].",
        "[No blood thinner is taken|{He} takes no blood thinner] [at home|].",
        "@alert {He} [denies|reports no] [neck pain|double vision|tingling in the arms].",
        "[A friend came along|A friend stayed with {him}] [for the journey|in the waiting room].",
    ),
    exam=(*EXAM[:1], *EXAM[2:], "[The scalp has a tender bump|There is a bump on the scalp] [today|]."),
    results=(
        "[Head imaging was left to the decision rule|The decision rule guides head imaging].",
        "[The neck film is normal|A film of the neck is normal].",
    ),
    plan=(
        *PLAN[:1],
        "[Paracetamol is given|Paracetamol was offered] [for headache|].",
        "[Observation for some hours|A short period of observation] [is planned|follows].",
        "[A companion at home|Somebody at home] should [keep watch|stay with {him}] [tonight|].",
        "[A leaflet on head injury|Head injury advice] was [handed over|given in writing].",
        "[No contact sport|Contact sport is off] [for three weeks|until cleared].",
    ),
    course=(
        "@late [Observation was|The time of observation was] [uneventful|without events].",
        "@late [By phone|At the call] {he} [had only mild headache|was nearly free of headache].",
        "@late [School or work|Work or study] was [resumed|taken up] [half days at first|within the week].",
        "@late [Sport was resumed in steps|The return to sport went in steps] [after clearance|].",
        "@late [Sleep was normal|{He} slept normally] [in the following nights|].",
        "@late [No second visit|No other visit] was [needed|recorded].",
        COURSE[2],
    ),
)

DISEASES = (POSTICTAL, HYPOGLYCEMIA, CONCUSSION)

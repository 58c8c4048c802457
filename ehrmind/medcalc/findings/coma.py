"""What notes say of consciousness and of the failing liver: the Glasgow Coma Score and Child-Pugh.

"to pain":  "{He} opens {his} eyes only to [pain|a trapezius squeeze|a painful stimulus]."
"""

from ehrmind.medcalc.forms import Choice

EYES = Choice(
    "eye_opening",
    {
        "spontaneous": (
            "{He} opens {his} eyes [spontaneously|of {his} own accord].",
            "{His} eyes are open without any stimulus.",
            "[Eye opening|Eyes]: [spontaneous|open spontaneously].",
            "{His} eyes [open spontaneously|are spontaneously open].",
        ),
        "to speech": (
            "{He} opens {his} eyes [to speech|to voice|when spoken to].",
            "{His} eyes open [when {his} name is called|to verbal command].",
            "[Eye opening|Eyes]: to [speech|voice].",
        ),
        "to pain": (
            "{He} opens {his} eyes only to [pain|a trapezius squeeze|a painful stimulus].",
            "{His} eyes open to [pressure on the nail bed|pain] only.",
            "[Eye opening|Eyes]: to [pain|pressure] only.",
        ),
        "none": (
            "{He} does not open {his} eyes [to any stimulus|].",
            "{His} eyes stay closed whatever the stimulus.",
            "[No eye opening|There is no eye opening] [to voice or pain|even to pain].",
            "[Eye opening|Eyes]: none.",
        ),
    },
    label="Eye opening",
    required=True,
    entities=("Best eye response",),
    benchmark={
        "eyes open spontaneously": "spontaneous",
        "eye opening to verbal command": "to speech",
        "eye opening to pain": "to pain",
        "no eye opening": "none",
    },
    place="exam",
    weights={"spontaneous": 0.4, "to speech": 0.25, "to pain": 0.2, "none": 0.15},
)
VERBAL = Choice(
    "verbal_response",
    {
        "oriented": (
            "{He} is oriented and [talks|converses] normally.",
            "{His} speech is [coherent and oriented|oriented and clear].",
            "[Verbal response|Verbal]: [oriented|oriented to person, place and time].",
            "{He} answers [correctly who and where {he} is|all questions of orientation correctly].",
        ),
        "confused": (
            "{He} gives confused answers.",
            "{He} [talks|converses] in sentences but is [confused|disoriented].",
            "[Verbal response|Verbal]: [confused|confused conversation].",
            "{His} speech is [fluent but confused|in sentences, yet confused].",
        ),
        "inappropriate words": (
            "{He} [utters|says only] inappropriate words.",
            "{He} says single words without any sense.",
            "[Verbal response|Verbal]: inappropriate words [only|].",
            "{He} utters [random|single, senseless] words, no sentences.",
        ),
        "incomprehensible sounds": (
            "{He} makes [incomprehensible sounds|only incomprehensible sounds].",
            "{He} [moans|groans] but [says no|utters no] words.",
            "[Verbal response|Verbal]: [incomprehensible sounds|moans only].",
        ),
        "none": (
            "{He} [makes no sound|utters no sound] [to any stimulus|].",
            "There is no verbal response.",
            "[Verbal response|Verbal]: none.",
            "{He} [stays silent|is silent] whatever the stimulus.",
        ),
    },
    label="Verbal response",
    required=True,
    entities=("Best verbal response",),
    benchmark={"no verbal response": "none"},
    place="exam",
    weights={
        "oriented": 0.3,
        "confused": 0.25,
        "inappropriate words": 0.15,
        "incomprehensible sounds": 0.15,
        "none": 0.15,
    },
)
MOTOR = Choice(
    "motor_response",
    {
        "obeys commands": (
            "{He} [obeys|follows] commands [with both hands|].",
            "{He} squeezes and lets go of the examiner's fingers when asked.",
            "[Motor response|Motor]: obeys [commands|simple commands].",
            "{He} [sticks out {his} tongue|lifts {his} arms] on command.",
        ),
        "localizes pain": (
            "{He} localizes [pain|to pain|painful stimuli].",
            "{He} reaches for the site of a painful stimulus.",
            "[Motor response|Motor]: localizes [pain|to pain].",
            "{He} brings a hand above the clavicle to a [supraorbital pressure|trapezius squeeze].",
        ),
        "withdraws from pain": (
            "{He} withdraws from [pain|a painful stimulus|nail bed pressure].",
            "{He} [pulls|snatches] {his} arm away from a painful stimulus.",
            "[Motor response|Motor]: [withdraws from pain|normal flexion, withdrawal from pain].",
            "Pain makes {him} [withdraw the limb|pull the limb away].",
        ),
        "abnormal flexion": (
            "{He} shows abnormal flexion to [pain|a painful stimulus].",
            "A painful stimulus brings out [decorticate flexion|decorticate posturing].",
            "[Motor response|Motor]: [abnormal flexion|decorticate flexion] to pain.",
            "{He} [flexes abnormally|postures in decorticate flexion] to pain.",
        ),
        "extension": (
            "{He} shows extension to [pain|a painful stimulus].",
            "A painful stimulus brings out [decerebrate extension|decerebrate posturing].",
            "[Motor response|Motor]: [extension|decerebrate extension] to pain.",
            "{He} [extends|postures in decerebrate extension] to pain.",
        ),
        "none": (
            "There is no motor response.",
            "{He} does not move to any stimulus.",
            "[Motor response|Motor]: [none|none to pain].",
            "No limb moves [to pain|to any stimulus].",
            "{His} limbs [stay flaccid|do not move] whatever the stimulus.",
        ),
    },
    label="Motor response",
    required=True,
    entities=("Best motor response",),
    benchmark={
        "withdrawal from pain": "withdraws from pain",
        "flexion to pain": "abnormal flexion",
        "extension to pain": "extension",
        "no motor response": "none",
    },
    place="exam",
    weights={
        "obeys commands": 0.3,
        "localizes pain": 0.2,
        "withdraws from pain": 0.18,
        "abnormal flexion": 0.12,
        "extension": 0.1,
        "none": 0.1,
    },
)

ASCITES = Choice(
    "ascites",
    {
        "absent": (
            "[There is no|No] ascites [on exam|].",
            "Ultrasound shows no [free fluid in the abdomen|ascites].",
            "No ascites [clinically or on ultrasound|by examination or ultrasound].",
            "[Abdomen|Abd]: no ascites.",
        ),
        "slight": (
            "[There is|Exam shows] [slight|mild] ascites.",
            "Ultrasound shows [a small amount of ascites|mild ascites|a thin rim of ascites].",
            "[Abdomen|Abd]: [slight|mild] ascites.",
        ),
        "moderate": (
            "[There is|Exam shows] [moderate|moderate to severe] ascites.",
            "The abdomen is distended by a large amount of ascites.",
            "Ultrasound shows [moderate|large-volume] ascites.",
            "[Abdomen|Abd]: [moderate|large-volume] ascites.",
        ),
    },
    label="Ascites",
    entities=("Ascites",),
    place="exam",
    weights={"absent": 0.4, "slight": 0.3, "moderate": 0.3},
)
ENCEPHALOPATHY = Choice(
    "encephalopathy",
    {
        "none": (
            "[There is no|No] [hepatic encephalopathy|encephalopathy].",
            "{He} shows no sign of hepatic encephalopathy.",
            "[Neuro|Neurology]: no [asterixis, no encephalopathy|hepatic encephalopathy].",
            "{He} is alert, without [asterixis or encephalopathy|hepatic encephalopathy].",
        ),
        "grade 1-2": (
            "{He} has grade [one|two] [hepatic encephalopathy|encephalopathy].",
            "{He} is lethargic with a flapping tremor, a grade two hepatic encephalopathy.",
            "[Neuro|Neurology]: grade [one|two] hepatic encephalopathy.",
        ),
        "grade 3-4": (
            "{He} is stuporous from grade three hepatic encephalopathy.",
            "{He} [lies|is] in [hepatic coma|a hepatic coma, grade four].",
            "[Neuro|Neurology]: grade [three|four] hepatic encephalopathy.",
            "{He} has grade [three|four] hepatic encephalopathy.",
        ),
    },
    label="Encephalopathy",
    entities=("Encephalopathy",),
    benchmark={"no encephalopathy": "none", "grade 0": "none"},
    place="exam",
    weights={"none": 0.5, "grade 1-2": 0.32, "grade 3-4": 0.18},
)

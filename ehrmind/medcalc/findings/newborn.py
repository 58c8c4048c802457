"""What the mother's note says of the newborn's five signs, one minute after birth.

"The baby is pink but for blue hands and feet."     appearance: pink body, blue hands and feet
"""

from ehrmind.medcalc.forms import Choice

APPEARANCE = Choice(
    "appearance",
    {
        "blue or pale all over": (
            "[The newborn|The baby] is [blue all over|pale all over|blue and pale].",
            "[The newborn's skin|The baby's skin] is [blue|pale] [everywhere|from head to toe].",
        ),
        "pink body, blue hands and feet": (
            "[The newborn's body|The baby's body] is pink, the [hands and feet|extremities] are blue.",
            "[The newborn|The baby] is pink but for [blue hands and feet|blue extremities].",
            "[Acrocyanosis|Blueness of hands and feet] with a pink body.",
        ),
        "pink all over": (
            "[The newborn|The baby] is pink [all over|to the fingertips|including hands and feet].",
            "[The newborn's skin|The baby's skin] is pink [everywhere|from head to toe].",
        ),
    },
    label="Appearance",
    required=True,
    place="exam",
)
PULSE = Choice(
    "newborn_pulse",
    {
        "absent": (
            "[The newborn|The baby] has no [heartbeat|pulse].",
            "No [heartbeat|pulse] of the [newborn|baby] can be [felt|heard].",
        ),
        "below one hundred": (
            "[The newborn's heart rate|The baby's pulse] is [below|well below] one hundred.",
            "[The newborn's heart|The baby's heart] beats [some eighty|less than a hundred] times a minute.",
        ),
        "at least one hundred": (
            "[The newborn's heart rate|The baby's pulse] is [above|well above] one hundred.",
            "[The newborn's heart|The baby's heart] beats [more than a hundred|some hundred and forty] times a minute.",
        ),
    },
    label="Pulse",
    required=True,
    place="exam",
)
GRIMACE = Choice(
    "grimace",
    {
        "no response": (
            "[The newborn|The baby] does not [respond|react] to [suction|stimulation].",
            "[Suction|Stimulation|A catheter in the nose] brings no response from the [newborn|baby].",
        ),
        "grimace": (
            "[The newborn|The baby] [grimaces|only grimaces] on [suction|stimulation].",
            "[Suction|Stimulation|A catheter in the nose] brings [a grimace|a mere grimace].",
        ),
        "cry, cough or sneeze": (
            "[The newborn|The baby] [sneezes|coughs|cries] on [suction|stimulation].",
            "[Suction|Stimulation|A catheter in the nose] brings [a sneeze|a cough|a cry].",
        ),
    },
    label="Reflex irritability",
    required=True,
    place="exam",
)
ACTIVITY = Choice(
    "activity",
    {
        "limp": (
            "[The newborn|The baby] is [limp|flaccid|floppy].",
            "[The newborn's limbs|The baby's limbs] [hang limp|are flaccid].",
        ),
        "some flexion": (
            "[The newborn's limbs|The baby's limbs] show [some flexion|a little flexion].",
            "[The newborn|The baby] [flexes arms and legs a little|holds arms and legs slightly bent].",
        ),
        "active motion": (
            "[The newborn|The baby] moves [actively|arms and legs actively].",
            "[The newborn's movements|The baby's movements] are [active|vigorous and active].",
        ),
    },
    label="Muscle tone",
    required=True,
    place="exam",
)
RESPIRATION = Choice(
    "newborn_respiration",
    {
        "absent": (
            "[The newborn|The baby] does not [breathe|breathe at all].",
            "[The newborn|The baby] [makes no effort to breathe|shows no respiratory effort].",
        ),
        "slow or irregular": (
            "[The newborn|The baby] breathes [slowly|irregularly|slowly and irregularly].",
            "[The newborn|The baby] [has a weak cry and gasps|breathes irregularly with a weak cry].",
        ),
        "good, crying": (
            "[The newborn|The baby] [cries loudly|has a strong cry|cries lustily].",
            "[The newborn|The baby] breathes [well|regularly] and [cries|cries with vigor].",
        ),
    },
    label="Respiratory effort",
    required=True,
    place="exam",
)
SIGNS = (APPEARANCE, PULSE, GRIMACE, ACTIVITY, RESPIRATION)

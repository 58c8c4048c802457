"""Burns: by flame and by hot water.

A mild burn covers 12 % of the body surface, a grave one 68 % with a pulse of 138 and a hematocrit of 56 %.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "[Blisters have formed|Blisters are seen] [within the burned skin|at the edges].",
    "[The burned skin is moist and blanches|Much of the wound blanches] [on pressure|in parts].",
    "[Capillary refill is tested|Capillary refill was tested] [beyond the burns|in every limb].",
    "[The eyes are not injured|The corneas are clear].",
    "Heart sounds are [normal|clear].",
    "The abdomen is [soft|soft and not tender].",
)
SMOKE = "[Carboxyhemoglobin was measured|A carbon monoxide level was taken] [on arrival|]."
RESULTS = (
    "The electrocardiogram shows sinus rhythm.",
    "[The chest film is clear|The chest film shows clear lungs] [so far|].",
    "[Photographs of the wounds were taken|The wounds were photographed] [for the record|].",
)
PLAN = (
    "[Ringer's lactate is given by the formula|Fluid follows the formula], [half of it early|counted from the injury].",
    "[Urine output guides the rate|The rate is adjusted to urine output] [every hour|].",
    "[A bladder catheter was placed|A urinary catheter is in place] [to chart output|].",
    "[Tetanus protection was renewed|A tetanus booster was given] [on arrival|].",
    "[The wounds were cleaned and covered|Sterile dressings were applied after cleaning].",
    "[Pain is treated with ketamine|Pain relief with morphine was given] [by vein|].",
    "[The burn center was called|Transfer to a burn center was agreed] [within the hour|].",
)
COURSE = (
    "@late [Dead skin was excised|The deep parts were excised] [in the first week|].",
    "@late [Skin grafts were placed|Split skin was grafted] [from the thighs|in two sessions].",
    "@late [The grafts took|The grafts healed] [almost completely|well].",
    "@late [Feeding by tube|Tube feeding] was [started early|well tolerated].",
    "@late [Compression garments were fitted|Pressure garments were made] [to measure|].",
    "@late [Hands and arms were splinted|Splints were worn at night] [to prevent contractures|].",
    "@late [A psychologist visited|Talks with a psychologist began] [in the second week|].",
)

FLAME = Disease(
    "flame burns",
    asks=(104,),
    age=(18, 42, 86),
    setting="emergency",
    female=0.32,
    weight=1.2,
    complaints=(
        "[burns from a fire in the garden|burns after an accident with fire]",
        "[flame burns of trunk and arms|burns of trunk and arms]",
        "[burning clothes|burns from burning clothes]",
    ),
    measures={
        "burned_surface": (12, 70),
        "bmi": (20.0, 37.0),
        "heart_rate": (88, 140),
        "systolic": (146, 94),
        "respiratory_rate": (16, 30),
        "hematocrit": (44, 57),
        "bicarbonate": (24, 16),
        "potassium": (4.0, 5.4),
        "white_cells": (9.0, 22.0),
        "temperature": (36.6, 35.2),
    },
    story=(
        "[Gasoline was poured on a barbecue|Alcohol was poured on a fire] [and flared up|].",
        "[The clothes caught fire|{His} shirt caught fire] [within seconds|].",
        "[Bystanders put the flames out|A blanket put the flames out] [quickly|].",
        "[The burns were cooled|Lukewarm water was poured over the burns] [for some minutes|at the scene].",
        "[It happened outdoors|The accident happened outdoors] [about an hour ago|in the yard].",
        "[There was no fall|No fall occurred] and [no blast|no explosion].",
        "[The ambulance gave fentanyl|Fentanyl was given on the way] [by vein|].",
        "[Rings and watch were taken off|Rings were removed] [at the scene|on arrival].",
    ),
    exam=(
        "[Parts of trunk and arms are burned|Burns cover parts of trunk and arms] [with deep patches|].",
        *EXAM,
        "[Nostrils and mouth are free of soot|No soot is seen in the nostrils].",
    ),
    results=(SMOKE, *RESULTS),
    plan=PLAN,
    course=COURSE,
)

SCALD = Disease(
    "scald burns",
    asks=(104,),
    age=(18, 56, 90),
    setting="ward",
    complaints=(
        "[scalds from boiling water|burns from boiling water]",
        "[hot oil burns from cooking|burns from hot oil]",
        "[scalds from a pot|burns from a hot pot]",
    ),
    measures={
        "burned_surface": (12, 48),
        "bmi": (18.5, 35.0),
        "heart_rate": (82, 128),
        "systolic": (148, 100),
        "respiratory_rate": (15, 26),
        "hematocrit": (42, 53),
        "potassium": (4.0, 5.0),
        "white_cells": (8.0, 18.0),
        "temperature": (36.7, 35.8),
    },
    story=(
        "[A large pot was tipped over|A pot was knocked from the stove] [in the kitchen|].",
        "[The hot liquid ran over {him}|Hot liquid ran down the body] [and soaked the clothes|].",
        "[Wet clothes were pulled off|The wet clothes were cut off] [at once|by the crew].",
        "[The skin was cooled under the tap|The shower was used to cool the skin] [for ten minutes|].",
        "[The family saw the accident|A relative witnessed the accident] [and called for help|].",
        "[There was no loss of consciousness|Consciousness was not lost] [at any time|].",
        "[Ibuprofen had been taken at home|Tablets for pain had been taken] [before the call|].",
        "@alert {He} [reports|describes] [burning pain|stinging pain] [that is easing|].",
    ),
    exam=("[Parts of belly and thighs are scalded|Scalds cover parts of belly and thighs].", *EXAM),
    results=RESULTS,
    plan=PLAN,
    course=(
        "@late [Most of the wounds healed by themselves|Most of the skin healed] [within three weeks|].",
        *COURSE[1:],
    ),
)

DISEASES = (FLAME, SCALD)

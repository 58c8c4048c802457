"""Infections that are seldom systemic: cellulitis of the leg, a viral syndrome.

A mild cellulitis has a pulse of 72 and 36.6 °C, a grave one 122 and 39.8 °C.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.infection import COURSE, PLAN

CELLULITIS = Disease(
    "cellulitis of the lower leg",
    asks=(51, 5, 101, 102, 107),
    age=(20, 61, 92),
    setting="ward",
    complaints=(
        "[a red and painful shin|redness and pain of the shin]",
        "[spreading redness of the leg|a spreading red patch on the leg]",
        "[a hot, red lower leg|redness and warmth of the lower leg]",
    ),
    measures={
        "temperature": (36.6, 39.8),
        "heart_rate": (72, 122),
        "respiratory_rate": (13, 25),
        "systolic": (144, 96),
        "paco2": (40, 31),
        "white_cells": (7.5, 20.0),
        "bands": (0, 13),
        "creatinine": (0.8, 1.5),
        "crp": (15, 230),
        "glucose": (98, 240, 0.3),
        "oxygen_saturation": (99, 94),
        "bmi": (23.0, 41.0),
    },
    findings={
        "altered_mental_status": (0.01, 0.2),
        "supplemental_oxygen": (0.0, 0.12),
        "acute_infection": 1.0,
        "heart_failure": (0.05, 0.2),
        "immobilization": (0.1, 0.4),
        "respiratory_failure": 0.03,
        "acute_stroke": 0.02,
    },
    choices={
        "consciousness": ("alert", "alert", "alert", "alert", "newly confused"),
    },
    words={
        "acute_infection": (
            "{He} [has|is treated for] [cellulitis|an acute infection of the skin] [of the lower leg|].",
            "[An acute skin infection|Cellulitis] of the lower leg [was diagnosed|is being treated].",
            "[The acute infection sits|The infection lies] in the skin of the lower leg.",
        )
    },
    story=(
        "[A scratch from gardening|A small cut] [became red|turned red] [at the edges|and sore].",
        "[The redness has spread|Redness has spread] [toward the knee|up the shin] [since yesterday|].",
        "[The border was marked with a pen|A nurse marked the border] [this morning|].",
        "[Flucloxacillin tablets|Cephalexin tablets] [did not stop it|brought no change].",
        "[Athlete's foot|Cracked skin between the toes] has been [present for months|troublesome].",
        "@alert {He} [denies|reports no] [insect bite|animal bite] [on the leg|].",
        "[Walking is painful|Standing is painful] [and more so each day|].",
        "[An episode like this|A similar episode] [occurred years ago|was treated years ago].",
    ),
    exam=(
        "[The lower leg is red and warm|There is warm, bright redness of the lower leg] [on examination|].",
        "[The border is sharp|Its border is well defined] [without blisters|].",
        "There is no [crepitus|crepitus and no necrosis|necrosis].",
        "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
        "[Fissures between the toes|Interdigital fissures] are [seen|present].",
        "[The lungs are|Breath sounds are] clear [on both sides|].",
    ),
    results=(
        "[A film of the leg shows no gas|There is no gas on the film of the leg].",
        "[Blood cultures were drawn|Two sets of blood cultures were taken] [before treatment|].",
    ),
    plan=(
        *PLAN[1:],
        "[Cefazolin was started|Intravenous cefazolin was started] [on arrival|].",
        "[The leg is elevated on pillows|Elevation of the leg is advised] [at rest|for some days].",
        "[The toe web fungus|Athlete's foot] [is treated|will be treated] [with a cream|].",
    ),
    course=(
        *COURSE,
        "@late [The redness receded|Redness withdrew] [inside the pen mark|from the marked border].",
        "@late [Blood cultures|The blood cultures] [stayed sterile|showed no growth].",
    ),
)

VIRAL_SYNDROME = Disease(
    "viral syndrome",
    asks=(51, 5),
    age=(18, 38, 80),
    setting="clinic",
    complaints=(
        "[aching limbs and malaise|malaise with aching limbs]",
        "[a runny nose and headache|headache with a runny nose]",
        "[tiredness and body aches|body aches]",
    ),
    measures={
        "temperature": (36.5, 39.2),
        "heart_rate": (64, 108),
        "respiratory_rate": (12, 21),
        "systolic": (134, 104),
        "paco2": (41, 35),
        "white_cells": (7.0, 2.8),
        "bands": (0, 4),
        "platelets": (250, 150),
        "crp": (3, 26),
    },
    story=(
        "[Limbs and back ache|The back and limbs ache] [most in the evening|all day].",
        "[The nose runs|A watery nose] [and the eyes burn|came first].",
        "[Half the office is ill|Several colleagues are ill] [with the same|].",
        "@alert {He} [denies|reports no] [stiff neck|rash] [or light sensitivity|].",
        "[Fluids are kept down|Drinking is no problem], [food is less welcome|eating is less].",
        "[Ibuprofen takes the edge off|Ibuprofen brings relief] [for some hours|].",
        "There was [no tick bite|neither a tick bite nor travel|no travel] [beforehand|].",
        "[Vaccinations|All vaccinations] are [current|up to date].",
    ),
    exam=(
        "[The pharynx is slightly red|The throat is mildly red] [at present|].",
        "[Small neck nodes|A few small nodes] are felt [on both sides|].",
        "[The lungs are|Both lungs are] clear [to auscultation|].",
        "[There is no neck stiffness|The neck is supple] [today|].",
        "[There is no rash|No rash is seen] [on the trunk|].",
        "The abdomen is [soft|soft without an enlarged spleen].",
    ),
    results=(
        "The rapid [influenza and coronavirus|coronavirus and influenza] tests are [negative|both negative].",
        "[The urine dipstick is clear|Urine is clear].",
    ),
    plan=(
        "[Rest and fluids|Fluids and rest] [are advised|were recommended] [for some days|].",
        "[Acetaminophen may be used|Acetaminophen is advised] [as required|for aches].",
        "[No antibiotic is needed|Antibiotics are not indicated] [at present|].",
        "[A sick note|A note for work] [was issued|was written] [for the week|].",
        "[Return if breathing worsens|{He} should return if breathing worsens] [or a rash appears|].",
        "[A telephone call|A call from the nurse] [is planned|was arranged] [in two days|].",
    ),
    course=(
        "@late [By phone|On the telephone] {he} was [feeling better|nearly well] [on the third day|].",
        "@late [Work was resumed|{He} returned to work] [the week after|soon].",
        "@late [Tiredness lingered|Some tiredness remained] [for a while|at first] and then lifted.",
        "@late [No second visit|No further visit] was [needed|required].",
        "@late [Nobody in the household|No one at home] [fell ill|became ill].",
        "@late [The aches went|Aches had gone] [within days|by the weekend].",
        "@late [A repeat blood count|The blood count] was normal [at the next visit|two weeks later].",
    ),
)

DISEASES = (CELLULITIS, VIRAL_SYNDROME)

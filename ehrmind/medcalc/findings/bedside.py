"""What notes say at the bedside: oxygen, consciousness, the deficit of a passing attack, comorbidity of a bleed.

"A nasal cannula was put on by the ambulance crew and is still in place."     supplemental oxygen
"""

from ehrmind.medcalc.forms import Choice, Finding

OXYGEN = Finding(
    "supplemental_oxygen",
    (
        "{He} [breathes|is given|receives|gets] [supplemental|additional] oxygen.",
        "[Oxygen is given|Supplemental oxygen runs|Oxygen flows] [through prongs|by face mask|by nasal cannula].",
        "[On oxygen|Supplemental oxygen] [by nasal cannula|by mask] [since arrival|].",
    ),
    (
        "{He} breathes room air without [supplemental|additional] oxygen.",
        "{He} [gets|receives|is given] no [supplemental|additional] oxygen.",
        "[No supplemental oxygen|No additional oxygen] [is being given|is given].",
    ),
    label="supplemental oxygen",
    implied=(
        "[A nasal cannula|A face mask] was put on by the ambulance crew and is still in place.",
        "{His} tube from the wall outlet bubbles through the humidifier.",
        "The cylinder under {his} trolley had to be changed on the way to the ward.",
        "{He} takes the [mask|breathing mask] off only to drink.",
    ),
    names=("supplemental oxygen", "oxygen therapy", "oxygen by nasal cannula"),
    place="exam",
    prevalence=(0.15, 0.3),
    may_be_silent=False,
)
CONSCIOUSNESS = Choice(
    "consciousness",
    {
        "alert": (
            "{He} is [alert|awake and alert|fully alert|alert on arrival].",
            "{He} [answers clearly|follows the conversation] and is [wide awake|alert].",
            "[AVPU: alert|Level of consciousness: alert].",
        ),
        "newly confused": (
            "{He} is [newly confused|confused, which is new|acutely confused].",
            "[Since this morning|Since admission|Since last night] {he} [has been confused|gives muddled answers].",
            "[New confusion is noted|There is new confusion] [on arrival|today].",
        ),
        "responds to voice": (
            "{He} [responds to voice only|opens {his} eyes when called, and not otherwise].",
            "{He} [is drowsy and rouses|dozes and wakes|sleeps and can be roused] [to speech|when spoken to].",
            "[AVPU: voice|Level of consciousness: responds to voice].",
        ),
        "responds to pain": (
            "{He} [responds to pain only|responds only to a painful stimulus].",
            "[Only a pinch|Only pressure on a nail|Only a painful stimulus] [rouses {him}|brings a response].",
            "[AVPU: pain|Level of consciousness: responds to pain].",
        ),
        "unresponsive": (
            "{He} is [unresponsive|unconscious and unresponsive|entirely unresponsive].",
            "[Nothing rouses {him}|{He} responds to no stimulus], [neither voice nor pain|not even pain].",
            "[AVPU: unresponsive|Level of consciousness: unresponsive].",
        ),
    },
    label="Consciousness",
    required=True,
    place="exam",
    weights={
        "alert": 0.6,
        "newly confused": 0.15,
        "responds to voice": 0.1,
        "responds to pain": 0.08,
        "unresponsive": 0.07,
    },
)
DEFICIT = Choice(
    "deficit",
    {
        "neither weakness nor speech disturbance": (
            "[During the spell|In the attack] {he} had [numbness of one hand|dizziness] and [no weakness|full strength]"
            ", and {his} speech was [clear|undisturbed].",
            "{He} [lost sight in one eye|felt numb on one side], [without weakness or trouble speaking|with normal "
            "speech and strength].",
        ),
        "speech disturbance without weakness": (
            "{His} speech was [slurred|garbled] [during the spell|in the attack], but {he} had no weakness.",
            "{He} [could not find words|spoke unclearly], but {his} arms and legs [were not weak|kept their strength].",
        ),
        "unilateral weakness": (
            "[During the spell|In the attack] {his} [left arm was weak|right side was weak|left hand was limp].",
            "{He} [could not lift|had no strength in] {his} [right arm|left leg] [until it passed|for a while].",
        ),
    },
    label="Clinical features",
    required=True,
    place="story",
)
COMORBIDITY = Choice(
    "comorbidity",
    {
        "none": (
            "{He} has [no major comorbidity|no other major disease|no serious chronic disease].",
            "[Apart from the bleed|Otherwise] {he} has [no major disease|no other serious disease].",
            "[No major comorbidity|No other major disease] [is known|is on record].",
        ),
        "heart failure, ischemic heart disease or other major comorbidity": (
            "{He} [has|is treated for] [heart failure|ischemic heart disease|severe chronic lung disease].",
            "[Heart failure|Ischemic heart disease|Severe chronic lung disease] [is known|has been known for years].",
        ),
        "renal failure, liver failure or disseminated malignancy": (
            "{He} [has|is treated for] [renal failure|liver failure|a disseminated malignancy].",
            "[Renal failure|Liver failure|A disseminated malignancy] [is known|has been known for months].",
        ),
    },
    label="Comorbidity",
    weights={
        "none": 0.45,
        "heart failure, ischemic heart disease or other major comorbidity": 0.35,
        "renal failure, liver failure or disseminated malignancy": 0.2,
    },
)

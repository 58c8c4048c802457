"""A clinic for clotting tests.

A mild thrombophilia is one mutation and no clot so far, a grave one has had clots and an antibody.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.surgery import FACTORS

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
        "[Stockings are worn|{He} wears stockings] on [journeys|long drives].",
        "[Work is at a desk|{He} works at a desk] [with regular breaks|and cycles home].",
        "[Nosebleeds do not occur|There are no nosebleeds] [and cuts stop quickly|].",
        "[Livedo was not noticed|No livedo was noticed] [in winter|].",
    ),
    exam=(
        "[Heart sounds are|The heart sounds are] [normal|clear].",
        "[The lungs are|Both lungs are] clear [to auscultation|].",
        "[There is no livedo|No livedo is seen] [on the thighs|].",
        "The abdomen is [soft|soft without an enlarged spleen].",
        "[Foot pulses are palpable|Pedal pulses are palpable] [on both sides|].",
        "[Joints are not swollen|There is no joint swelling] [on examination|].",
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
        "@alert @late [By phone|At the call] {he} [had no new questions|reported no symptoms].",
        "@late [The card was carried|The card proved useful] [at the dentist|].",
        "@late [No new clot|No clot] [occurred|was found] [in the following year|].",
        "@late [The family doctor|Primary care] [received|has] the letter.",
        "@late [The yearly review|A yearly review] [brought no change|took place as agreed].",
        "@late [Stockings were renewed|New stockings were fitted] [after six months|].",
    ),
)

DISEASES = (THROMBOPHILIA,)

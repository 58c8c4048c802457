"""What notes say of Caprini's lasting risk factors: veins, clots, family, clotting tests.

"{His} [father|brother] took warfarin after clots in the veins of both legs."     family history of thrombosis
"""

from ehrmind.medcalc.findings.clots import OLD_EMBOLISM, OLD_THROMBOSIS
from ehrmind.medcalc.findings.frames import event, one_of
from ehrmind.medcalc.forms import Finding


def result(
    name: str,
    phrases: tuple[str, ...],
    bare: tuple[str, ...],
    implied: tuple[str, ...],
    entity: str,
    names: tuple[str, ...] = (),
) -> Finding:
    """A result of the laboratory; `bare` are its phrases without an article, the first of them its label."""
    said, gone = one_of(phrases), one_of(bare)
    return Finding(
        name,
        (
            f"[Tests show|Thrombophilia screen shows|Earlier tests have shown] {said}.",
            f"{{He}} [was found to have|is known to have|tested positive for] {said}.",
            f"[Thrombophilia workup|Hematology workup] [positive for|notable for] {said}.",
        ),
        (
            f"[Tests show|Thrombophilia screen shows|Earlier tests have shown] no {gone}.",
            f"{{He}} has no {gone}.",
            f"[Thrombophilia workup|Hematology workup]: no {gone}.",
            f"Negative for {gone}.",
        ),
        label=bare[0],
        implied=implied,
        names=names,
        place="results",
        prevalence=(0.04, 0.04),
        entities=(entity,),
    )


VARICOSE_VEINS = Finding(
    "varicose_veins",
    (
        "{He} has [varicose veins|varicose veins of the legs|bilateral varicose veins].",
        "[There are varicose veins|Varicose veins are visible] on [the legs|both calves].",
        "[Exam|Examination|Inspection] [shows|reveals] varicose veins.",
    ),
    (
        "{He} has no varicose veins.",
        "[There are no|No] varicose veins [on the legs|of the legs|].",
        "The legs [show|bear] no [varicosities|varicose veins].",
    ),
    label="varicose veins",
    implied=(
        "Wide, winding veins bulge under the skin of {his} [calves|shins].",
        "Tortuous, rope-like superficial veins run down both [thighs|calves] when {he} stands.",
        "The great saphenous vein is dilated and tortuous, with [reflux on Doppler|a cough impulse].",
        "Knots of dilated superficial veins [stand out|show] on the inner [thighs|calves].",
    ),
    names=("varicose veins", "varicosities of the legs"),
    place="exam",
    prevalence=(0.08, 0.3),
    entities=("Varicose veins",),
)
SWOLLEN_LEGS = Finding(
    "leg_swelling",
    (
        "{His} legs are [swollen|edematous|both swollen].",
        "Both legs are [swollen|edematous] at present.",
        "There is current [swelling|edema] of the legs.",
        "[Exam|Examination|Inspection] [shows|reveals] [swollen legs|bilateral leg swelling].",
    ),
    (
        "{His} legs are not [swollen|edematous].",
        "[There is no|No] [swelling of the legs|leg swelling|leg edema].",
        "Neither leg is swollen.",
        "{He} has no leg [edema|swelling].",
    ),
    label="current swollen legs",
    implied=(
        "A finger pressed on {his} shins leaves a deep pit.",
        "{His} socks leave deep grooves above [puffy|thickened] ankles.",
        "The skin of both lower legs is [tight and shiny|tense and shiny] and pits on pressure.",
        "{He} can no longer get [shoes|boots] on, as both feet and shins are puffed up.",
    ),
    names=("leg swelling", "swollen legs"),
    place="exam",
    prevalence=(0.08, 0.25),
    entities=("Current swollen legs",),
)
CENTRAL_LINE = Finding(
    "central_line",
    (
        "{He} has a [central venous catheter|central line|PICC line].",
        "A [central venous line|central venous catheter|tunneled central line] is in place.",
        "{He} has central venous access [at present|via the subclavian vein|via the internal jugular vein].",
        "[Lines|Access]: [central venous catheter|central line].",
    ),
    (
        "{He} has no [central venous catheter|central line].",
        "No central [venous line|venous catheter|line] is in place.",
        "[Lines|Access]: peripheral cannula only, no central line.",
        "There is no central venous access.",
    ),
    label="current central venous access",
    implied=(
        "Infusions run through a port into {his} superior vena cava.",
        "A triple-lumen line is sutured at {his} [neck|collarbone], its tip above the right atrium.",
        "The film confirms that the catheter from {his} [left|right] arm ends in the superior vena cava.",
        "A tunneled catheter leaves the chest wall below {his} collarbone for [nutrition|infusions] into the "
        "vena cava.",
    ),
    names=("central venous catheter", "central line"),
    place="exam",
    prevalence=(0.08, 0.08),
    entities=("Current central venous access",),
)
PREVIOUS_THROMBOSIS = event(
    *("previous_thrombosis", "deep vein thrombosis", "DVT", "pulmonary embolism", "PE"),
    denied=("DVT or PE", "deep vein thrombosis or pulmonary embolism", "venous thromboembolism"),
    present=("{He} [had|was treated for] a [DVT|pulmonary embolism] some years ago.",),
    absent=("{He} has never had a [DVT or PE|deep vein thrombosis or pulmonary embolism].",),
    implied=(*OLD_THROMBOSIS[:3], *OLD_EMBOLISM[:3]),
    names=("prior VTE", "previous venous thromboembolism"),
    prevalence=(0.04, 0.1),
    entities=("Previously documented Deep Vein Thrombosis", "Previously Documented Pulmonary Embolism"),
)
FAMILY_THROMBOSIS = Finding(
    "family_thrombosis",
    (
        "There is a family history of [thrombosis|venous thrombosis|VTE].",
        "{His} [mother|sister] had a [deep vein thrombosis|DVT].",
        "{His} [brother|father] had a [pulmonary embolism|PE].",
        "[Family history positive for|FHx of] [VTE|venous thrombosis].",
    ),
    (
        "There is no family history of [thrombosis|venous thrombosis|VTE].",
        "No relative has had a [thrombosis|DVT or PE].",
        "[Thrombosis does not run|Clots do not run] in {his} family.",
        "Family history [negative for|is negative for] [VTE|thrombosis].",
    ),
    label="family history of thrombosis",
    implied=(
        "{His} [father|brother] took warfarin after clots in the veins of both legs.",
        "{His} [mother|sister] spent a week in hospital when clots blocked the arteries of both lungs.",
        "{His} [sister|father] injected heparin for months on account of a clotted thigh vein.",
        "Two [uncles|aunts] were put on rivaroxaban after ultrasound found clotted leg veins.",
    ),
    place="family",
    prevalence=(0.08, 0.06),
    entities=("Family history of thrombosis",),
)
FACTOR_V = result(
    "factor_v",
    ("a factor V Leiden mutation", "heterozygous factor V Leiden", "factor V Leiden"),
    ("factor V Leiden", "factor V Leiden mutation"),
    (
        "Resistance to activated protein C was traced to a point mutation of {his} factor V gene.",
        "{His} factor five gene carries the arginine to glutamine change that resists [activated protein C|cleavage].",
        "Genotyping found one copy of the factor five variant that activated protein C [cannot cleave|does not "
        "inactivate].",
        "Gene testing explained {his} activated protein C resistance by the common variant of factor five.",
    ),
    "Positive Factor V Leiden",
    names=("factor V Leiden", "factor V Leiden mutation"),
)
PROTHROMBIN = result(
    "prothrombin",
    ("a prothrombin gene mutation", "the prothrombin gene mutation", "a heterozygous prothrombin gene mutation"),
    ("prothrombin gene mutation", "mutation of the prothrombin gene"),
    (
        "{He} carries the guanine to adenine change in the untranslated end of the prothrombin gene.",
        "A [genetic|DNA] test found the variant of the factor two gene that raises prothrombin levels.",
        "Sequencing showed the common thrombophilic [variant|change] of the gene for factor two.",
        "{His} factor two gene carries the well-known [guanine to adenine|untranslated region] variant.",
    ),
    "Positive prothrombin 20210A",
    names=("prothrombin gene mutation", "prothrombin gene variant"),
)
HOMOCYSTEINE = result(
    "homocysteine",
    ("an elevated serum homocysteine", "elevated homocysteine", "hyperhomocysteinemia"),
    ("elevated serum homocysteine", "elevated homocysteine", "hyperhomocysteinemia"),
    (
        "{He} was born with homocystinuria, and {his} serum levels stay far above normal.",
        "{His} fasting homocysteine is [twice|three times] the upper limit of normal.",
        "Folate and pyridoxine have not brought {his} [high|raised] homocysteine back to normal.",
        "The laboratory flagged {his} homocysteine as [far above range|high] on [two|three] occasions.",
    ),
    "Elevated serum homocysteine",
    names=("elevated homocysteine", "hyperhomocysteinemia"),
)
LUPUS_ANTICOAGULANT = result(
    "lupus_anticoagulant",
    ("a lupus anticoagulant", "lupus anticoagulant", "a persistent lupus anticoagulant"),
    ("lupus anticoagulant", "lupus inhibitor"),
    (
        "{His} prolonged Russell viper venom time did not correct on mixing but did with phospholipid.",
        "A phospholipid-dependent inhibitor prolongs {his} [clotting tests|Russell viper venom time] on repeated "
        "testing.",
        "The mixing study failed to correct {his} dilute Russell viper venom time, and excess phospholipid [corrected|"
        "shortened] it.",
        "{His} silica clotting time is long, stays so on mixing and [normalizes|shortens] with excess phospholipid.",
    ),
    "Positive lupus anticoagulant",
    names=("lupus anticoagulant", "lupus inhibitor"),
)
ANTICARDIOLIPIN = result(
    "anticardiolipin",
    (
        "elevated anticardiolipin antibodies",
        "high-titer anticardiolipin antibodies",
        "raised anticardiolipin antibodies",
    ),
    ("elevated anticardiolipin antibodies", "anticardiolipin antibodies"),
    (
        "Repeated tests found high titers of antibodies against cardiolipin.",
        "{His} IgG against cardiolipin was [high|far above range] twice, three months apart.",
        "The laboratory twice reported a strongly [raised|positive] cardiolipin IgG.",
        "Cardiolipin IgM and IgG stayed far above range on [repeat|later] testing.",
    ),
    "Elevated anticardiolipin antibody",
    names=("elevated anticardiolipin antibodies", "raised anticardiolipin antibodies"),
)
HEPARIN_THROMBOCYTOPENIA = event(
    *("heparin_thrombocytopenia", "heparin-induced thrombocytopenia", "HIT"),
    absent=("{He} has [received heparin before without|never had] heparin-induced thrombocytopenia.",),
    implied=(
        "On heparin {his} platelets once fell by half, and antibodies to platelet factor four were found.",
        "The serotonin release assay was positive when {his} platelets [fell|collapsed] on heparin years ago.",
        "{He} was once switched to argatroban when platelets halved on heparin and [platelet factor four|heparin] "
        "antibodies were positive.",
        "{He} must not be given heparin since it [halved|wiped out] {his} platelets, with platelet factor four "
        "antibodies.",
    ),
    names=("prior HIT", "previous heparin-induced thrombocytopenia"),
    prevalence=(0.03, 0.03),
    entities=("Heparin-induced thrombocytopenia",),
)
OTHER_THROMBOPHILIA = result(
    "other_thrombophilia",
    ("an inherited protein C deficiency", "a hereditary protein S deficiency", "an antithrombin deficiency"),
    ("other congenital or acquired thrombophilia", "protein C, protein S or antithrombin deficiency"),
    (
        "{His} antithrombin activity has been less than half of normal since birth.",
        "{His} protein C activity is [a third|less than half] of normal off warfarin, as is that of {his} sister.",
        "Free protein S was [a quarter|a third] of normal on repeated tests off anticoagulants.",
        "{He} was born with a lack of the natural clotting inhibitor [antithrombin|protein C].",
    ),
    "Other congenital or acquired thrombophilia",
)

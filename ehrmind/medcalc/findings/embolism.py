"""What notes say of the criteria of the Padua score that no other score shares.

"{He} carries a mutation that makes factor V resistant to activated protein C."     known thrombophilia
"""

from ehrmind.medcalc.forms import Finding

THROMBOPHILIA = Finding(
    "thrombophilia",
    (
        "{He} [has|is known to have] [an inherited thrombophilia|factor V Leiden|a deficiency of antithrombin].",
        "[Tests have shown|Earlier testing found] [a thrombophilia|the antiphospholipid syndrome].",
        "[Known thrombophilia|Thrombophilia on record]: [factor V Leiden|protein C deficiency].",
    ),
    (
        "{He} has [no known thrombophilia|no clotting disorder|no inherited tendency to clot|no thrombophilia].",
        "[Testing found|Earlier tests showed] no [thrombophilia|thrombophilic disorder].",
        "[Thrombophilia|A thrombophilia] is not known.",
    ),
    label="known thrombophilia",
    implied=(
        "{He} carries a mutation that makes factor V resistant to activated protein C.",
        "{His} antithrombin activity has been [half of normal|far too low] since childhood.",
        "{His} protein S is persistently far below the reference range, as in two of {his} siblings.",
        "[Lupus anticoagulant was found twice|Lupus anticoagulant was positive twice], three months apart.",
    ),
    names=("thrombophilia", "inherited thrombophilia", "factor V Leiden"),
    prevalence=(0.05, 0.05),
)
RESPIRATORY_FAILURE = Finding(
    "respiratory_failure",
    (
        "{He} is [in respiratory failure|in acute respiratory failure|admitted with respiratory failure].",
        "[Respiratory failure|Acute respiratory failure] [was diagnosed|is present|needs treatment].",
        "[The gases show|Blood gases show] [respiratory failure|acute respiratory failure] [on arrival|today].",
    ),
    (
        "{He} is not in [acute respiratory|respiratory] failure.",
        "There is [no respiratory failure|no acute respiratory failure|no sign of respiratory failure].",
        "[Blood gases show|The gases show] no [respiratory failure|acute respiratory failure].",
    ),
    label="respiratory failure",
    implied=(
        "{He} tires of breathing, and carbon dioxide is building up in {his} blood.",
        "Noninvasive ventilation was begun [in the emergency department|on arrival] for a falling oxygen tension.",
        "Without the mask {his} arterial oxygen drops below [what tissues need|fifty millimeters of mercury].",
        "{His} lungs no longer clear carbon dioxide, and the gases are acidotic.",
    ),
    names=("respiratory failure", "acute respiratory failure"),
    place="exam",
    prevalence=(0.05, 0.12),
)
ACUTE_STROKE = Finding(
    "acute_stroke",
    (
        "{He} has [an acute ischemic stroke|an acute stroke|a fresh ischemic stroke].",
        "[An acute ischemic stroke|A new ischemic stroke] [was diagnosed|was found|is being treated].",
        "[The scan shows|Imaging shows] [an acute ischemic stroke|a fresh ischemic stroke].",
    ),
    (
        "There is [no acute stroke|no acute ischemic stroke|no new stroke].",
        "{He} [does not have|shows no sign of] [an acute stroke|an acute ischemic stroke|a new stroke].",
    ),
    label="acute ischemic stroke",
    implied=(
        "Since this morning {his} [right|left] arm hangs limp and the corner of the mouth droops.",
        "[An occluded|A blocked] middle cerebral artery was opened by catheter today.",
        "Thrombolysis was given for a face that drooped at breakfast.",
        "Diffusion imaging shows a fresh infarct in the [left|right] hemisphere.",
    ),
    names=("acute ischemic stroke", "acute stroke"),
    place="story",
    prevalence=(0.02, 0.08),
)
ACUTE_INFECTION = Finding(
    "acute_infection",
    (
        "{He} [has|is treated for] [an acute infection|an acute bacterial infection|an acute urinary infection].",
        "[An acute infection|An acute bacterial infection|An acute urinary infection] [is present|was diagnosed].",
    ),
    (
        "There is [no acute infection|no sign of infection|no infection].",
        "{He} [has|shows] [no acute infection|no sign of an acute infection|no evidence of infection].",
    ),
    label="acute infection",
    implied=(
        "Blood cultures grew Escherichia coli, and ceftriaxone was begun.",
        "{He} shivers with fever, and {his} urine is cloudy and full of white cells.",
        "Pus drains from a hot swelling [in the groin|on the back], and antibiotics run into a vein.",
        "The urine grew Klebsiella, and [ciprofloxacin|cefuroxime] was started [yesterday|this morning].",
    ),
    names=("acute infection", "acute bacterial infection"),
    place="story",
    prevalence=(0.15, 0.25),
)

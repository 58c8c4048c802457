"""What notes say of clots in veins and lungs: Wells' two scores and the PERC rule.

"The stitches of {his} [gallbladder|appendix] removal were taken out three days ago."     surgery in the past four weeks
"""

from ehrmind.medcalc.findings.frames import event
from ehrmind.medcalc.forms import Finding

OLD_THROMBOSIS = (  # clues
    "An ultrasound some years ago showed a clot in {his} [femoral|popliteal] vein.",
    "{He} once took warfarin for half a year because of a clot in {his} [thigh vein|femoral vein].",
    "Years ago {his} [left|right] femoral vein did not compress on ultrasound, and {he} was anticoagulated.",
    "{He} has worn compression stockings since a clot blocked {his} [popliteal|iliac] vein years ago.",
)
OLD_EMBOLISM = (
    "A CT scan some years ago showed [clots|filling defects] in {his} pulmonary arteries.",
    "Years ago a large clot was [lysed|removed] from {his} [main|left] pulmonary artery.",
    "{He} once took [rivaroxaban|warfarin] for half a year because of clots in both lungs.",
    "A lung scan years ago showed mismatched perfusion defects, and {he} [was anticoagulated|took warfarin] for "
    "months.",
)
PREVIOUS_DVT = event(
    *("previous_dvt", "deep vein thrombosis", "DVT", "deep venous thrombosis"),
    label="previous deep vein thrombosis",
    present=("{He} [had|was treated for] a [deep vein thrombosis|DVT] some years ago.",),
    absent=("{He} has never had a [deep vein thrombosis|DVT].",),
    implied=OLD_THROMBOSIS,
    noun="deep vein thrombosis",
    names=("prior DVT", "previous deep vein thrombosis"),
    prevalence=(0.08, 0.12),
    entities=("Previously documented Deep Vein Thrombosis",),
)
PREVIOUS_PE = event(
    *("previous_pe", "pulmonary embolism", "PE", "pulmonary embolus"),
    label="previous pulmonary embolism",
    present=("{He} [had|was treated for] a [pulmonary embolism|PE] some years ago.",),
    absent=("{He} has never had a [pulmonary embolism|PE].",),
    implied=OLD_EMBOLISM,
    noun="pulmonary embolism",
    names=("prior PE", "previous pulmonary embolism"),
    prevalence=(0.06, 0.1),
    entities=("Previously Documented Pulmonary Embolism",),
)
ACTIVE_CANCER = Finding(
    "active_cancer",
    (
        "{He} is [under treatment for|being treated for|currently in treatment for] [cancer|a malignancy].",
        "{He} [receives|is under] palliative care for [cancer|a malignancy].",
        "{He} has [cancer|a malignancy|a malignant tumor] that was treated within the past [six|three] months.",
    ),
    (
        "{He} has no [cancer|active cancer|known malignancy|history of malignancy].",
        "[There is no|No] [history of malignancy|active cancer|known malignancy].",
        "{He} has never been treated for cancer.",
    ),
    label="active cancer",
    implied=(
        "{He} finished {his} last cycle of chemotherapy for lymphoma [two|three] months ago.",
        "{He} is between two cycles of chemotherapy for [a tumor of the colon|adenocarcinoma of the lung].",
        "{He} [gets|is given] pembrolizumab every three weeks for [melanoma|renal cell carcinoma].",
        "A course of radiotherapy for {his} [throat|esophageal] carcinoma ended last month.",
    ),
    noun="cancer",
    names=("active cancer", "active malignancy"),
    prevalence=(0.05, 0.15),
    entities=("Malignancy with treatment within 6 months or palliative", "Active cancer"),
)

DVT_SIGNS = Finding(
    "dvt_signs",
    (
        "{He} has [clinical signs of|clinical signs and symptoms of] [deep vein thrombosis|DVT].",
        "One leg is swollen, with [pain|tenderness] on palpation of the deep veins.",
        "[Examination|Exam] [finds|shows|reveals] [clinical signs|signs and symptoms] of [deep vein thrombosis|DVT].",
    ),
    (
        "[There are no|No] [clinical signs|signs or symptoms] of [deep vein thrombosis|DVT].",
        "Neither leg is swollen or tender.",
        "{He} has no [leg swelling or|] tenderness along the deep veins.",
        "{He} has no [signs or symptoms|clinical signs] of [deep vein thrombosis|DVT].",
    ),
    label="clinical signs of deep vein thrombosis",
    implied=(
        "One calf is visibly thicker than the other, and [pressing along its deep veins hurts|its deep veins are "
        "tender].",
        "One leg has swollen [since yesterday|in two days] and hurts when the course of the [popliteal|femoral] "
        "vein is "
        "pressed.",
        "One thigh and calf are [tight and swollen|visibly swollen], and the femoral vein feels like a tender cord.",
        "Squeezing one [visibly enlarged|swollen] calf [is painful|hurts] deep along its veins.",
    ),
    names=("clinical signs of DVT", "signs and symptoms of DVT"),
    place="exam",
    prevalence=(0.2, 0.2),
    entities=("Clinical signs and symptoms of Deep Vein Thrombosis",),
)
PE_LIKELIEST = Finding(
    "pe_likeliest",
    (
        "[Pulmonary embolism|PE] is [the most likely diagnosis|the leading diagnosis].",
        "Any other diagnosis is less likely than [pulmonary embolism|PE].",
        "[The team considers|We consider] [pulmonary embolism|PE] the [leading|most likely] diagnosis.",
        "[Pulmonary embolism|PE] tops the differential.",
    ),
    (
        "Another diagnosis is more likely than [pulmonary embolism|PE].",
        "[Pulmonary embolism|PE] is less likely than [another diagnosis|the alternative].",
        "[The team does|We do] not consider [pulmonary embolism|PE] the leading or an equally likely diagnosis.",
    ),
    label="pulmonary embolism the most likely diagnosis",
    implied=(
        "Nothing explains the picture as well as a clot in the [pulmonary arteries|lungs].",
        "[The team|The senior physician] takes a clot in the lungs for the best explanation.",
        "Every alternative to a clot in the [lungs|pulmonary arteries] was judged less probable.",
        "At the top of the team's list, above all alternatives, stands a clot in the [pulmonary arteries|lungs].",
    ),
    may_be_silent=False,  # a reader would have to judge the likelihood
    place="plan",
    prevalence=(0.35, 0.35),
    entities=("Pulmonary Embolism is #1 diagnosis OR equally likely",),
)
IN_BED = (  # clues to at least three days in bed, lately
    "{He} lay in bed all of last week with [influenza|a stomach bug|a bad back].",
    "For the past five days {he} got up [only to use the bedside commode|for nothing but the commode].",
    "Sciatica kept {him} flat on {his} back for five whole days [last week|until yesterday].",
    "Last week {he} spent [four|five|six] days without leaving the bed.",
)
IMMOBILIZATION = Finding(
    "immobilization",
    (
        "{He} has been [confined to bed|bedbound|on bed rest] for the past [week|five days].",
        "{He} has been immobilized for [more than three|four|five] days.",
        "[Immobilized|Bedbound|On bed rest] for the past [five days|week].",
    ),
    (
        "{He} has not been [immobilized|confined to bed|bedbound].",
        "[There was no|No] [recent|] [immobilization|bed rest].",
        "{He} denies [recent|any] immobilization.",
    ),
    label="immobilization for three days",
    implied=IN_BED,
    place="story",
    prevalence=(0.08, 0.15),
    entities=("Immobilization for at least 3 days",),
)
RECENT_SURGERY = Finding(
    "recent_surgery",
    (
        "{He} had [surgery|an operation] [two weeks ago|last week|ten days ago].",
        "{He} [underwent surgery|was operated on] [two|three] weeks ago.",
        "[Two weeks|Ten days|Nine days] post-op.",
    ),
    (
        "{He} has had no [recent surgery|surgery in the past four weeks].",
        "[There was no|No] [recent surgery|surgery in the past four weeks|surgery in the last month].",
        "{He} [denies recent surgery|has not been operated on lately].",
    ),
    label="surgery in the previous four weeks",
    implied=(
        "The stitches of {his} [gallbladder|appendix] removal were taken out three days ago.",
        "{He} went home from the surgical ward last week without {his} [gallbladder|appendix|spleen].",
        "{His} hernia was repaired [ten days|a fortnight] ago.",
        "The fresh wound from last week's [thyroidectomy|colectomy] is healing [cleanly|well].",
    ),
    place="story",
    prevalence=(0.12, 0.12),
    entities=("Surgery in the previous 4 weeks",),
)
COUGHED_BLOOD = (  # clues
    "After a fit of coughing {his} [handkerchief|tissue] was stained bright red.",
    "{His} sputum [was|has been] streaked with [bright red|fresh] blood.",
    "{He} brings up [pink-tinged|rust-red, bloody] phlegm when coughing.",
    "The sputum pot at the bedside holds [blood clots|fresh blood and mucus] that {he} coughed up.",
)
HEMOPTYSIS = Finding(
    "hemoptysis",
    (
        "{He} [has|reports|describes|has had] hemoptysis.",
        "{He} [is coughing up|coughed up|has been coughing up] blood.",
        "[Hemoptysis|Blood-streaked sputum] [today|since yesterday|this morning].",
        "One episode of hemoptysis [today|this morning|yesterday].",
    ),
    (
        "{He} [has no|denies|reports no] [hemoptysis|coughing up of blood].",
        "[There is no|No|Negative for] hemoptysis.",
        "{He} has not coughed up [blood|any blood].",
    ),
    label="hemoptysis",
    implied=COUGHED_BLOOD,
    names=("hemoptysis", "blood-streaked sputum"),
    place="story",
    prevalence=(0.06, 0.06),
    entities=("Hemoptysis",),
)

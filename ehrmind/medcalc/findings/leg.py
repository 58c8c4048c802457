"""What notes say of a leg that may hold a clot: Wells' score of deep vein thrombosis.

"One calf measures [forty-two|forty-one] centimeters around, the other thirty-six."     calf swelling
"""

from ehrmind.medcalc.findings.clots import IN_BED
from ehrmind.medcalc.forms import Finding

PARALYSIS = Finding(
    "paralysis",
    (
        "One leg is [paralyzed|paretic|weak from paresis].",
        "There is [paresis|paralysis|a flaccid paresis] of one leg.",
        "One leg was [immobilized in plaster|in a plaster cast] until [recently|last week].",
        "[Exam|Examination] [shows|reveals] [paresis|paralysis] of one leg.",
    ),
    (
        "[There is no|No] [paralysis or paresis|paresis] and no plaster cast of the legs.",
        "Neither leg is paralyzed, paretic or in plaster.",
        "{He} has no leg [paresis|paralysis] and has worn no plaster cast.",
        "[No leg weakness|No paralysis of the legs], no recent [cast|plaster].",
    ),
    label="paralysis, paresis or plaster of a leg",
    implied=(
        "The cast on {his} broken ankle came off [last week|some days ago].",
        "{He} wears a foot-to-knee [plaster|cast] for a torn Achilles tendon.",
        "One leg has dragged and given way since poliomyelitis, with [hardly any power|wasted muscles].",
        "{He} cannot lift one leg off the bed against gravity since [a fall crushed|a disc crushed] {his} lumbar "
        "nerve roots.",
    ),
    place="exam",
    prevalence=(0.08, 0.1),
    entities=("Paralysis, paresis, or recent plaster immobilization of the lower extremity",),
)
BEDRIDDEN = Finding(
    "bedridden",
    (
        "{He} has [recently|lately] been [bedridden|confined to bed] for [a week|five days].",
        "{He} was bedridden for [five|four|six] days [until yesterday|last week].",
        "{He} has been [confined to bed|bedbound] for the past [four|five] days.",
        "Recently bedridden for [a week|five days].",
    ),
    (
        "{He} has not [recently|] been [bedridden|confined to bed].",
        "[There was no|No] [recent|] bed rest.",
        "{He} was never [bedridden|confined to bed] [lately|in recent weeks].",
    ),
    label="recently bedridden for three days or more",
    implied=IN_BED,
    place="story",
    prevalence=(0.08, 0.18),
    entities=("Bedridden recently >3 days or major surgery within 12 weeks", "Bedridden recently >3 days"),
)
MAJOR_SURGERY = Finding(
    "major_surgery",
    (
        "{He} had [major surgery|a major operation] under general anesthesia [six|eight|five] weeks ago.",
        "{He} underwent [a major operation|major surgery] [last month|two months ago].",
        "Major surgery was performed [two months|seven weeks] ago.",
    ),
    (
        "{He} has had no major [surgery|operation] [in the past twelve weeks|recently].",
        "[There was no|No] major surgery in the [past|last] twelve weeks.",
        "{He} [denies major surgery|has not had a major operation] in the past three months.",
    ),
    label="major surgery within twelve weeks",
    implied=(
        "{He} is recovering from an open bowel resection [of last month|six weeks ago].",
        "{His} sternum was wired after [bypass|valve] surgery last month.",
        "Last month a [kidney|lobe of the lung] was removed through an open incision.",
        "The scar of {his} open [aortic|gastric] operation is [five|seven] weeks old.",
    ),
    place="story",
    prevalence=(0.1, 0.12),
    entities=("Major surgery within 12 weeks",),
)
VEIN_TENDERNESS = Finding(
    "vein_tenderness",
    (
        "There is [localized|focal] tenderness along the [deep veins|deep venous system].",
        "The leg is tender along the [deep venous system|deep veins].",
        "[Palpation|Examination|Exam] [finds|elicits|shows] tenderness along the [deep veins|deep venous system].",
    ),
    (
        "[There is no|No] tenderness along the [deep veins|deep venous system].",
        "The [deep venous system is|deep veins are] not tender.",
        "Palpation along the deep [veins|venous system] is not painful.",
    ),
    label="tenderness along the deep veins",
    implied=(
        "Pressing along the course of the [femoral|popliteal] vein hurts.",
        "{He} winces when fingers follow the [popliteal|femoral] vein.",
        "Firm pressure over the [adductor canal|popliteal fossa], along the vein, is painful.",
        "The sore spots follow the femoral vein [down the inner thigh|from groin to knee] when pressed.",
    ),
    names=("tenderness along the deep veins", "deep venous tenderness"),
    place="exam",
    prevalence=(0.4, 0.4),
    entities=("Localized tenderness along the deep venous system",),
)
LEG_SWELLING = Finding(
    "leg_swelling",
    (
        "The [entire|whole] leg is [swollen|visibly swollen|edematous].",
        "Swelling [involves|affects|extends over] the [entire|whole] leg.",
        "[Exam|Examination] shows swelling of the [entire|whole] leg.",
    ),
    (
        "The leg is not swollen in its entirety.",
        "[There is no|No] swelling of the [entire|whole] leg.",
        "The [whole|entire] leg is not swollen.",
        "Swelling does not involve the [entire|whole] leg.",
    ),
    label="entire leg swollen",
    implied=(
        "The limb is swollen from the groin [down to the toes|to the foot].",
        "Thigh, calf and foot of the [painful|affected] side are all visibly swollen.",
        "From hip to ankle the leg is [tight and thick|tense and swollen].",
        "The swelling begins at the inguinal fold and does not stop before the [toes|foot].",
    ),
    names=("swelling of the entire leg", "whole-leg swelling"),
    place="exam",
    prevalence=(0.25, 0.25),
    entities=("Entire Leg Swollen",),
)
CALF_SWELLING = Finding(
    "calf_swelling",
    (
        "The [affected|symptomatic] calf is [more than|over] three centimeters thicker than the other.",
        "Calf girth exceeds the other side by [four|five] centimeters.",
        "Calf swelling of [over|more than] three centimeters [is measured|compared with the other leg].",
        "[Exam|Examination] [finds|shows] a calf [four|five] centimeters larger than the other.",
    ),
    (
        "The calves do not differ by [three centimeters|more than three centimeters].",
        "[There is no|No] calf swelling of three centimeters [compared with the other leg|].",
        "Calf [girth|circumference] does not [exceed the other side|differ] by three centimeters.",
        "Calf [girth|circumference] differs by no more than [one centimeter|two centimeters].",
    ),
    label="calf swollen by three centimeters",
    implied=(
        "One calf measures [forty-two|forty-one] centimeters around, the other thirty-six.",
        "Ten centimeters below the tibial tuberosity the girths are [forty|forty-one] and thirty-five centimeters.",
        "The tape around the calves reads thirty-four centimeters on one side and [thirty-nine|forty] on the other.",
        "Thirty-eight centimeters are measured around the good calf, [forty-three|forty-four] around the bad one.",
    ),
    place="exam",
    prevalence=(0.35, 0.35),
    entities=("Calf swelling >3 centimeters compared to the other leg",),
)
PITTING_EDEMA = Finding(
    "pitting_edema",
    (
        "Pitting edema is confined to the [symptomatic|affected|painful] leg.",
        "[There is|Exam shows|Examination shows] pitting edema of the [symptomatic|affected] leg only.",
        "Only the [symptomatic|affected|painful] leg has pitting edema.",
    ),
    (
        "[There is no|No] pitting edema [of either leg|].",
        "The symptomatic leg has no pitting edema.",
        "Neither leg [has|shows] pitting edema.",
        "Edema does not pit on either side.",
    ),
    label="pitting edema confined to the symptomatic leg",
    implied=(
        "A thumb pressed on the shin leaves a dent, on the [painful|affected] side only.",
        "The sock leaves a deep groove in the [painful|symptomatic] leg and none in the other.",
        "Finger pressure leaves a pit on the [affected|painful] shin, while the other shin springs back.",
        "On the painful side, and on that side alone, the examiner's [thumbprint|fingerprint] stays in the skin.",
    ),
    place="exam",
    prevalence=(0.35, 0.35),
    entities=("Pitting edema, confined to symptomatic leg",),
)
COLLATERAL_VEINS = Finding(
    "collateral_veins",
    (
        "[Nonvaricose collateral superficial veins|Collateral nonvaricose superficial veins] are [present|seen|noted].",
        "Collateral superficial veins, [nonvaricose|other than varices], are [seen|visible|noted].",
        "[There are|Exam shows|Examination shows] collateral nonvaricose superficial veins.",
    ),
    (
        "[There are no|No] collateral superficial veins [seen|].",
        "No collateral veins are [seen|visible|noted].",
        "The leg shows no [collateral veins|superficial collaterals].",
    ),
    label="collateral superficial veins",
    implied=(
        "Newly dilated veins that are not varices run under the skin of the [painful|affected] leg.",
        "Since the pain began, [straight|fine] dilated veins, unlike varices, have come up across the thigh.",
        "A net of superficial veins, none of them varicose, now [bypasses|carries blood around] the painful calf.",
        "The skin over the [painful|affected] groin shows widened bypass veins without any varix.",
    ),
    names=("collateral nonvaricose superficial veins", "nonvaricose collateral veins"),
    place="exam",
    prevalence=(0.12, 0.12),
    entities=("Collateral (nonvaricose) superficial veins present",),
)
OTHER_THAN_DVT = Finding(
    "other_than_dvt",
    (
        "Another diagnosis is at least as likely as [deep vein thrombosis|DVT].",
        "[Cellulitis|A muscle tear] is [at least as likely as|more likely than] [deep vein thrombosis|DVT].",
        "A ruptured Baker cyst is [more likely than|at least as likely as] [deep vein thrombosis|DVT].",
        "[The team favors|We favor] another diagnosis over [deep vein thrombosis|DVT].",
    ),
    (
        "No other diagnosis is as likely as [deep vein thrombosis|DVT].",
        "There is no alternative as likely as [deep vein thrombosis|DVT].",
        "No alternative diagnosis is considered as likely as [deep vein thrombosis|DVT].",
        "[Deep vein thrombosis|DVT] is more likely than any alternative.",
    ),
    label="another diagnosis as likely as deep vein thrombosis",
    implied=(
        "The picture is explained better by [cellulitis|a muscle tear] than by a clot.",
        "[The team|The examiner] takes a burst Baker cyst for a better explanation than a venous clot.",
        "A clot ranks below a [calf muscle rupture|skin infection] on the team's list.",
        "A skin infection accounts for the leg [more convincingly|better] than a clot would.",
    ),
    may_be_silent=False,  # a reader would have to judge the likelihood
    place="plan",
    prevalence=(0.4, 0.4),
    entities=("Alternative diagnosis to Deep Vein Thrombosis as likely or more likely",),
)

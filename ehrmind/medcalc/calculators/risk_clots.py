"""Wells' scores: pulmonary embolism (Wells 2000) and deep vein thrombosis (Wells 2003).

Pulse 112, hemoptysis, bedridden for a week, nothing else: 1.5 + 1 + 1.5 = 4 points for pulmonary embolism.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AnyOf, Has
from ehrmind.medcalc.findings import history
from ehrmind.medcalc.forms import Citation, Finding, Kind
from ehrmind.medcalc.measures import HEART_RATE
from ehrmind.medcalc.scores import Criterion, score

PREVIOUS_DVT = history(
    *("previous_dvt", "previous deep vein thrombosis", "earlier deep vein thrombosis"),
    implied=("An ultrasound some years ago showed a clot in {his} femoral vein.",),
    noun="deep vein thrombosis",
    entities=("Previously documented Deep Vein Thrombosis",),
)
PREVIOUS_PE = history(
    *("previous_pe", "previous pulmonary embolism", "earlier pulmonary embolism"),
    implied=("A CT scan some years ago showed clots in {his} pulmonary arteries.",),
    noun="pulmonary embolism",
    entities=("Previously Documented Pulmonary Embolism",),
)
ACTIVE_CANCER = Finding(
    "active_cancer",
    (
        "{He} is under treatment for cancer.",
        "{He} receives palliative care for a malignancy.",
        "{He} has a malignant tumor that was treated within the past six months.",
    ),
    ("{He} has no cancer.", "There is no history of malignancy.", "{He} has never been treated for cancer."),
    label="active cancer",
    implied=("{He} finished {his} last cycle of chemotherapy for lymphoma two months ago.",),
    noun="cancer",
    entities=("Malignancy with treatment within 6 months or palliative", "Active cancer"),
)

DVT_SIGNS = Finding(
    "dvt_signs",
    (
        "{He} has clinical signs of deep vein thrombosis.",
        "One leg is swollen, with pain on palpation of the deep veins.",
        "Examination finds the signs and symptoms of a deep vein thrombosis.",
    ),
    (
        "There are no clinical signs of deep vein thrombosis.",
        "Neither leg is swollen or tender.",
        "{He} has no signs or symptoms of deep vein thrombosis.",
    ),
    label="clinical signs of deep vein thrombosis",
    implied=("One calf is visibly thicker than the other, and pressing along its deep veins hurts.",),
    entities=("Clinical signs and symptoms of Deep Vein Thrombosis",),
)
PE_LIKELIEST = Finding(
    "pe_likeliest",
    (
        "Pulmonary embolism is the most likely diagnosis.",
        "Any other diagnosis is less likely than pulmonary embolism.",
        "The team considers pulmonary embolism the leading diagnosis.",
    ),
    (
        "Another diagnosis is more likely than pulmonary embolism.",
        "Pulmonary embolism is less likely than another diagnosis.",
        "The team does not consider pulmonary embolism the leading or an equally likely diagnosis.",
    ),
    label="pulmonary embolism the most likely diagnosis",
    implied=("Nothing explains the picture as well as a clot in the pulmonary arteries.",),
    may_be_silent=False,  # a reader would have to judge the likelihood
    entities=("Pulmonary Embolism is #1 diagnosis OR equally likely",),
)
IMMOBILIZATION = Finding(
    "immobilization",
    (
        "{He} has been confined to bed for the past week.",
        "{He} was immobilized for more than three days.",
        "{He} has been immobilized for five days.",
    ),
    ("{He} has not been immobilized.", "{He} has not been confined to bed.", "There was no immobilization."),
    label="immobilization for three days",
    implied=("{He} lay in bed all of last week with influenza.",),
    entities=("Immobilization for at least 3 days",),
)
RECENT_SURGERY = Finding(
    "recent_surgery",
    ("{He} had surgery two weeks ago.", "{He} was operated on last week.", "{He} underwent surgery ten days ago."),
    (
        "{He} has had no recent surgery.",
        "There was no surgery in the past four weeks.",
        "{He} has not been operated on lately.",
    ),
    label="surgery in the previous four weeks",
    implied=("The stitches of {his} gallbladder removal were taken out three days ago.",),
    entities=("Surgery in the previous 4 weeks",),
)
HEMOPTYSIS = Finding(
    "hemoptysis",
    ("{He} has hemoptysis.", "{He} is coughing up blood.", "{He} reports hemoptysis."),
    ("{He} has no hemoptysis.", "{He} denies hemoptysis.", "{He} has not coughed up blood."),
    label="hemoptysis",
    implied=("After a fit of coughing {his} handkerchief was stained bright red.",),
    entities=("Hemoptysis",),
)

PARALYSIS = Finding(
    "paralysis",
    (
        "One leg is paralyzed.",
        "There is paresis of one leg.",
        "One leg was immobilized in plaster until recently.",
    ),
    (
        "There is no paralysis or paresis and no plaster cast of the legs.",
        "Neither leg is paralyzed, paretic or in plaster.",
        "{He} has no leg paresis and has worn no plaster cast.",
    ),
    label="paralysis, paresis or plaster of a leg",
    implied=("The cast on {his} broken ankle came off last week.",),
    entities=("Paralysis, paresis, or recent plaster immobilization of the lower extremity",),
)
BEDRIDDEN = Finding(
    "bedridden",
    (
        "{He} has recently been bedridden for a week.",
        "{He} was bedridden for five days.",
        "{He} has been confined to bed for the past four days.",
    ),
    ("{He} has not been bedridden.", "{He} was not confined to bed.", "There was no bed rest."),
    label="recently bedridden for three days or more",
    implied=("{He} lay in bed all of last week with influenza.",),
    entities=("Bedridden recently >3 days or major surgery within 12 weeks", "Bedridden recently >3 days"),
)
MAJOR_SURGERY = Finding(
    "major_surgery",
    (
        "{He} had major surgery under general anesthesia six weeks ago.",
        "{He} underwent a major operation last month.",
        "Major surgery was performed two months ago.",
    ),
    (
        "{He} has had no major surgery.",
        "There was no major surgery in the past twelve weeks.",
        "{He} has not had a major operation.",
    ),
    label="major surgery within twelve weeks",
    implied=("{He} is recovering from an open bowel resection of last month.",),
    entities=("Major surgery within 12 weeks",),
)
VEIN_TENDERNESS = Finding(
    "vein_tenderness",
    (
        "There is localized tenderness along the deep veins.",
        "The leg is tender along the deep venous system.",
        "Palpation finds tenderness along the deep veins.",
    ),
    (
        "There is no tenderness along the deep veins.",
        "The deep venous system is not tender.",
        "Palpation along the deep veins is not painful.",
    ),
    label="tenderness along the deep veins",
    implied=("Pressing along the course of the femoral vein hurts.",),
    entities=("Localized tenderness along the deep venous system",),
)
LEG_SWELLING = Finding(
    "leg_swelling",
    ("The entire leg is swollen.", "The whole leg is swollen.", "Swelling involves the entire leg."),
    (
        "The leg is not swollen in its entirety.",
        "There is no swelling of the entire leg.",
        "Swelling of the whole leg is absent.",
    ),
    label="entire leg swollen",
    implied=("The limb is swollen from the groin down to the toes.",),
    entities=("Entire Leg Swollen",),
)
CALF_SWELLING = Finding(
    "calf_swelling",
    (
        "The calf is more than three centimeters thicker than the other.",
        "Calf girth exceeds the other side by four centimeters.",
        "Calf swelling of over three centimeters is measured.",
    ),
    (
        "The calves do not differ by three centimeters.",
        "There is no calf swelling of three centimeters.",
        "Calf girth does not exceed the other side by three centimeters.",
    ),
    label="calf swollen by three centimeters",
    implied=("One calf measures forty-two centimeters around, the other thirty-seven.",),
    entities=("Calf swelling >3 centimeters compared to the other leg",),
)
PITTING_EDEMA = Finding(
    "pitting_edema",
    (
        "Pitting edema is confined to the symptomatic leg.",
        "There is pitting edema of the symptomatic leg only.",
        "Only the symptomatic leg has pitting edema.",
    ),
    (
        "There is no pitting edema.",
        "The symptomatic leg has no pitting edema.",
        "Pitting edema is absent.",
    ),
    label="pitting edema confined to the symptomatic leg",
    implied=("A thumb pressed on the shin leaves a dent, on the painful side only.",),
    entities=("Pitting edema, confined to symptomatic leg",),
)
COLLATERAL_VEINS = Finding(
    "collateral_veins",
    (
        "Nonvaricose collateral superficial veins are present.",
        "Collateral superficial veins, not varicose, are seen.",
        "There are collateral nonvaricose superficial veins.",
    ),
    (
        "There are no collateral superficial veins.",
        "No collateral veins are seen.",
        "Collateral superficial veins are absent.",
    ),
    label="collateral superficial veins",
    implied=("Newly dilated veins that are not varices run under the skin of the painful leg.",),
    entities=("Collateral (nonvaricose) superficial veins present",),
)
OTHER_THAN_DVT = Finding(
    "other_than_dvt",
    (
        "Another diagnosis is at least as likely as deep vein thrombosis.",
        "Cellulitis is at least as likely as deep vein thrombosis.",
        "A ruptured Baker cyst is more likely than deep vein thrombosis.",
    ),
    (
        "No other diagnosis is as likely as deep vein thrombosis.",
        "There is no alternative as likely as deep vein thrombosis.",
        "No alternative diagnosis is considered as likely.",
    ),
    label="another diagnosis as likely as deep vein thrombosis",
    implied=("The picture is explained better by cellulitis than by a clot.",),
    may_be_silent=False,  # a reader would have to judge the likelihood
    entities=("Alternative diagnosis to Deep Vein Thrombosis as likely or more likely",),
)

CALCULATORS = (
    score(
        id=8,
        name="Wells' Criteria for Pulmonary Embolism",
        category="risk",
        kind=Kind.DECIMAL,
        question="What is the patient's Wells score for pulmonary embolism (Wells 2000, points from 0 to 12.5)?",
        citation=Citation("Wells et al.", 2000, "PMID 10744147"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Clinical signs and symptoms of deep vein thrombosis", 3, Has(DVT_SIGNS)),
            Criterion("Alternative diagnosis less likely than pulmonary embolism", 3, Has(PE_LIKELIEST)),
            Criterion("Heart rate above 100", 1.5, Above(HEART_RATE, 100)),
            Criterion(
                *("Immobilization for 3 days or surgery in the previous 4 weeks", 1.5),
                AnyOf((Has(IMMOBILIZATION), Has(RECENT_SURGERY))),
            ),
            Criterion(
                *("Previous deep vein thrombosis or pulmonary embolism", 1.5),
                AnyOf((Has(PREVIOUS_DVT), Has(PREVIOUS_PE))),
            ),
            Criterion("Hemoptysis", 1, Has(HEMOPTYSIS)),
            Criterion("Malignancy treated within 6 months or palliative", 1, Has(ACTIVE_CANCER)),
        ),
    ),
    score(
        id=16,
        name="Wells' Criteria for DVT",
        category="risk",
        question="What is the patient's Wells score for deep vein thrombosis (Wells 2003, points from -2 to 9)?",
        citation=Citation("Wells et al.", 2003, "10.1056/NEJMoa023153"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Active cancer", 1, Has(ACTIVE_CANCER)),
            Criterion("Paralysis, paresis or recent plaster of a leg", 1, Has(PARALYSIS)),
            Criterion(
                *("Bedridden for 3 days or major surgery within 12 weeks", 1),
                AnyOf((Has(BEDRIDDEN), Has(MAJOR_SURGERY))),
            ),
            Criterion("Localized tenderness along the deep venous system", 1, Has(VEIN_TENDERNESS)),
            Criterion("Entire leg swollen", 1, Has(LEG_SWELLING)),
            Criterion("Calf at least 3 cm thicker than the other", 1, Has(CALF_SWELLING)),
            Criterion("Pitting edema confined to the symptomatic leg", 1, Has(PITTING_EDEMA)),
            Criterion("Collateral nonvaricose superficial veins", 1, Has(COLLATERAL_VEINS)),
            Criterion("Previously documented deep vein thrombosis", 1, Has(PREVIOUS_DVT)),
            Criterion("Alternative diagnosis at least as likely", -2, Has(OTHER_THAN_DVT)),
        ),
    ),
)

"""Wells' scores: pulmonary embolism (Wells 2000) and deep vein thrombosis (Wells 2003).

Pulse 112, hemoptysis, bedridden for a week, nothing else: 1.5 + 1 + 1.5 = 4 points for pulmonary embolism.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AnyOf, Has
from ehrmind.medcalc.findings.clots import (
    ACTIVE_CANCER,
    DVT_SIGNS,
    HEMOPTYSIS,
    IMMOBILIZATION,
    PE_LIKELIEST,
    PREVIOUS_DVT,
    PREVIOUS_PE,
    RECENT_SURGERY,
)
from ehrmind.medcalc.findings.leg import (
    BEDRIDDEN,
    CALF_SWELLING,
    COLLATERAL_VEINS,
    LEG_SWELLING,
    MAJOR_SURGERY,
    OTHER_THAN_DVT,
    PARALYSIS,
    PITTING_EDEMA,
    VEIN_TENDERNESS,
)
from ehrmind.medcalc.forms import Citation, Kind
from ehrmind.medcalc.measures import HEART_RATE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Criterion, score

CALCULATORS = (
    score(
        id=8,
        name="Wells' Criteria for Pulmonary Embolism",
        category="risk",
        kind=Kind.DECIMAL,
        question=asks("the patient's Wells score for [pulmonary embolism|PE] (Wells 2000, points from 0 to 12.5)"),
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
        question=asks("the patient's Wells score for [deep vein thrombosis|DVT] (Wells 2003, points from -2 to 9)"),
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

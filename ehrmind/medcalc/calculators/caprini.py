"""Caprini 2005: the risk of venous thromboembolism, from some thirty risk factors.

Age 45 (+1), BMI 31 (+1), elective knee replacement (+5), earlier embolism (+3), swollen legs (+1): 11 points.
The three factors for women only (hormones, pregnancy, pregnancy loss) are not asked for.
"""

from dataclasses import replace

from ehrmind.medcalc import measures
from ehrmind.medcalc.conditions import Above, Has
from ehrmind.medcalc.findings.caprini_illness import ACUTE_INFARCTION, BOWEL_DISEASE, MALIGNANCY, MOBILITY, SURGERY
from ehrmind.medcalc.findings.caprini_present import (
    ANTICARDIOLIPIN,
    CENTRAL_LINE,
    FACTOR_V,
    FAMILY_THROMBOSIS,
    HEPARIN_THROMBOCYTOPENIA,
    HOMOCYSTEINE,
    LUPUS_ANTICOAGULANT,
    OTHER_THROMBOPHILIA,
    PREVIOUS_THROMBOSIS,
    PROTHROMBIN,
    SWOLLEN_LEGS,
    VARICOSE_VEINS,
)
from ehrmind.medcalc.findings.caprini_recent import (
    RECENT_CAST,
    RECENT_FRACTURE,
    RECENT_HEART_FAILURE,
    RECENT_PNEUMONIA,
    RECENT_SEPSIS,
    RECENT_SPINAL_INJURY,
    RECENT_STROKE,
    RECENT_SURGERY,
    RECENT_TRAUMA,
)
from ehrmind.medcalc.findings.charlson import COPD
from ehrmind.medcalc.forms import Citation, Values
from ehrmind.medcalc.measures import AGE, BMI
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, score
from ehrmind.medcalc.variants.caprini import VARIANTS

SEX = replace(measures.SEX, required=False)  # the score does not depend on it


WEIGHTS = (
    (1, (RECENT_SURGERY, RECENT_HEART_FAILURE, RECENT_SEPSIS, RECENT_PNEUMONIA, VARICOSE_VEINS, SWOLLEN_LEGS)),
    (1, (BOWEL_DISEASE, ACUTE_INFARCTION, COPD)),
    (2, (RECENT_CAST, CENTRAL_LINE, MALIGNANCY)),
    (3, (PREVIOUS_THROMBOSIS, FAMILY_THROMBOSIS, FACTOR_V, PROTHROMBIN, HOMOCYSTEINE, LUPUS_ANTICOAGULANT)),
    (3, (ANTICARDIOLIPIN, HEPARIN_THROMBOCYTOPENIA, OTHER_THROMBOPHILIA)),
    (5, (RECENT_FRACTURE, RECENT_STROKE, RECENT_TRAUMA, RECENT_SPINAL_INJURY)),
)
LABELS = {
    "previous_thrombosis": "Earlier deep vein thrombosis or pulmonary embolism",
    "prothrombin": "Prothrombin 20210A mutation",
    "malignancy": "Present or previous malignancy",
    "spinal_injury_last_month": "Acute spinal cord injury with paralysis in the last month",
}


def _possible(values: Values) -> bool:
    """No elective joint replacement with a fresh fracture; nobody walks with a crushed spinal cord."""
    elective = values["surgery"] == "elective major lower extremity arthroplasty"
    walks = values["mobility"] == "normal"
    return not (elective and values["fracture_last_month"]) and not (walks and values["spinal_injury_last_month"])


CALCULATORS = (
    score(
        id=36,
        name="Caprini Score for Venous Thromboembolism (2005)",
        category="risk",
        question=asks(
            "the patient's Caprini score for [venous thromboembolism|VTE] (2005 version) in points",
            " Earlier deep vein thrombosis and pulmonary embolism count once; leave out the three factors for "
            "women only (hormones, pregnancy and pregnancy loss).",
        ),
        citation=Citation("Caprini", 2005, "10.1016/j.disamonth.2005.02.003"),
        inputs=(AGE, SEX),
        criteria=(
            Bands("Age in years", AGE, ((0, 0), (41, 1), (61, 2), (75, 3))),
            Options(
                "Planned surgery (major and laparoscopic: over 45 minutes)",
                SURGERY,
                dict(zip(SURGERY.options, (0, 1, 2, 2, 2, 5), strict=True)),
            ),
            Options("Mobility", MOBILITY, dict(zip(MOBILITY.options, (0, 1, 2), strict=True))),
            Criterion("BMI above 25 kg/m²", 1, Above(BMI, 25)),
            *(
                Criterion(LABELS.get(item.name, item.label[0].upper() + item.label[1:]), points, Has(item))
                for points, findings in WEIGHTS
                for item in findings
            ),
        ),
        possible=_possible,
        optional=("bmi",),
        missing_rule="A risk factor that the note does not state counts as absent.",
        variants=VARIANTS[36],
    ),
)

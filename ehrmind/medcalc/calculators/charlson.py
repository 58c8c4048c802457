"""Charlson Comorbidity Index: the weights of Charlson 1987 and the age points of Charlson 1994.

Age 73 (+3), dementia (+1), diabetes with retinopathy (+2), mild liver disease (+1), lymphoma (+2): 9 points.
"""

from ehrmind.medcalc.conditions import Has
from ehrmind.medcalc.findings import HEART_FAILURE
from ehrmind.medcalc.findings.charlson import (
    AIDS,
    CEREBROVASCULAR_DISEASE,
    CONNECTIVE_TISSUE_DISEASE,
    COPD,
    DEMENTIA,
    HEMIPLEGIA,
    KIDNEY_DISEASE,
    LEUKEMIA,
    LYMPHOMA,
    MYOCARDIAL_INFARCTION,
    PEPTIC_ULCER_DISEASE,
    PERIPHERAL_VASCULAR_DISEASE,
)
from ehrmind.medcalc.findings.charlson_stages import DIABETES, LIVER_DISEASE, SOLID_TUMOR
from ehrmind.medcalc.forms import Citation, Values
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, score
from ehrmind.medcalc.variants.charlson import VARIANTS

ONE_POINT = (
    *(MYOCARDIAL_INFARCTION, HEART_FAILURE, PERIPHERAL_VASCULAR_DISEASE, CEREBROVASCULAR_DISEASE, DEMENTIA),
    *(COPD, CONNECTIVE_TISSUE_DISEASE, PEPTIC_ULCER_DISEASE),
)
TWO_POINTS = (HEMIPLEGIA, KIDNEY_DISEASE, LEUKEMIA, LYMPHOMA)
LABELS = {
    "cerebrovascular_disease": "Stroke or transient ischemic attack",
    "copd": "Chronic obstructive pulmonary disease",
    "aids": "AIDS",
}
WEIGHTS = ((ONE_POINT, 1), (TWO_POINTS, 2), ((AIDS,), 6))


def _possible(values: Values) -> bool:
    return values["age"] >= 50 or not (values["dementia"] or values["hemiplegia"])


CALCULATORS = (
    score(
        id=32,
        name="Charlson Comorbidity Index (CCI)",
        category="risk",
        question=asks(
            "the patient's Charlson Comorbidity Index, with the weights of 1987 and one point for each decade of "
            "age from 50, at most 4",
            " A solid tumor counts 2 points if it is localized or its stage is not stated.",
        ),
        citation=Citation(
            *("Charlson et al.", 1987),
            "10.1016/0021-9681(87)90171-8; points of age: Charlson et al. 1994, 10.1016/0895-4356(94)90129-5",
        ),
        criteria=(
            Bands("Age in years", AGE, ((0, 0), (50, 1), (60, 2), (70, 3), (80, 4))),
            *(
                Criterion(LABELS.get(item.name, item.label.capitalize()), points, Has(item))
                for findings, points in WEIGHTS
                for item in findings
            ),
            Options("Liver disease", LIVER_DISEASE, {"none": 0, "mild": 1, "moderate to severe": 3}),
            Options("Diabetes", DIABETES, {"none or diet-controlled": 0, "uncomplicated": 1, "end-organ damage": 2}),
            Options("Solid tumor", SOLID_TUMOR, {"none": 0, "localized": 2, "metastatic": 6}),
        ),
        possible=_possible,
        missing_rule="A condition that the note does not state counts as absent.",
        variants=VARIANTS[32],
    ),
)

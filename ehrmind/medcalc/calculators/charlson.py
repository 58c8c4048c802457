"""Charlson Comorbidity Index: the weights of Charlson 1987 and the age points of Charlson 1994.

Age 73 (+3), dementia (+1), diabetes with retinopathy (+2), mild liver disease (+1), lymphoma (+2): 9 points.
"""

from ehrmind.medcalc.conditions import Has
from ehrmind.medcalc.findings import HEART_FAILURE, history
from ehrmind.medcalc.forms import Choice, Citation, Values
from ehrmind.medcalc.measures import AGE
from ehrmind.medcalc.scores import Bands, Criterion, Options, score
from ehrmind.medcalc.variants.charlson import VARIANTS

MYOCARDIAL_INFARCTION = history(
    *("myocardial_infarction", "myocardial infarction"),
    implied=("Years ago crushing chest pain with ST elevation and raised troponin led to emergency stenting.",),
    noun="a heart attack",
    entities=("Myocardial infarction",),
)
PERIPHERAL_VASCULAR_DISEASE = history(
    *("peripheral_vascular_disease", "peripheral vascular disease", "peripheral artery disease"),
    implied=("{He} had a femoropopliteal bypass for calf pain on walking.",),
    noun="peripheral vascular disease",
    entities=("Peripheral vascular disease",),
)
CEREBROVASCULAR_DISEASE = history(
    *("cerebrovascular_disease", "stroke", "transient ischemic attack"),
    implied=("Years ago {he} lost {his} speech for an hour from a clot in a cerebral artery, and recovered.",),
    noun="a stroke",
    entities=("Cerebrovascular Accident", "Transient Ischemic Attacks History"),
)
DEMENTIA = history(
    *("dementia", "dementia", "Alzheimer dementia"),
    implied=("{He} takes donepezil for a loss of memory and judgment that has worsened over years.",),
    noun="dementia",
    entities=("Dementia",),
)
COPD = history(
    *("copd", "chronic obstructive pulmonary disease", "COPD"),
    implied=("{He} uses tiotropium for fixed airflow obstruction after decades of smoking.",),
    noun="emphysema",
    entities=("Chronic Obstructive Pulmonary Disease", "Chronic Pulmonary Disease"),
)
CONNECTIVE_TISSUE_DISEASE = history(
    *("connective_tissue_disease", "connective tissue disease", "systemic lupus erythematosus"),
    implied=("{He} takes hydroxychloroquine for malar rash, arthritis and antibodies against native DNA.",),
    noun="lupus",
    entities=("Connective tissue disease",),
)
PEPTIC_ULCER_DISEASE = history(
    *("peptic_ulcer_disease", "peptic ulcer disease", "gastric ulcer"),
    implied=("Some years ago a bleeding crater in the duodenum was treated through the endoscope.",),
    noun="a stomach ulcer",
    entities=("Peptic ulcer disease",),
)
HEMIPLEGIA = history(
    *("hemiplegia", "hemiplegia", "paralysis of one side of the body"),
    implied=("{He} cannot move {his} right arm and leg.",),
    noun="hemiplegia",
    entities=("Hemiplegia",),
)
KIDNEY_DISEASE = history(
    *("kidney_disease", "moderate to severe chronic kidney disease", "severe chronic kidney disease"),
    implied=("{He} comes for hemodialysis on three days of every week.", "{He} lives with a transplanted kidney."),
    noun="kidney failure",
    entities=("Moderate to severe Chronic Kidney Disease",),
)
LEUKEMIA = history(
    *("leukemia", "leukemia", "chronic lymphocytic leukemia"),
    implied=("{He} takes imatinib, and {his} white cells carry the BCR-ABL fusion.",),
    noun="leukemia",
    entities=("Leukemia",),
)
LYMPHOMA = history(
    *("lymphoma", "lymphoma", "Hodgkin lymphoma"),
    implied=("A lymph node biopsy showed Reed-Sternberg cells.",),
    noun="lymphoma",
    entities=("Lymphoma",),
)
AIDS = history(
    *("aids", "AIDS", "acquired immunodeficiency syndrome"),
    implied=("{His} untreated HIV infection has led to Pneumocystis pneumonia.",),
    noun="AIDS",
    entities=("AIDS",),
)

LIVER_DISEASE = Choice(
    "liver_disease",
    {
        "none": ("{He} has no liver disease.", "There is no history of liver disease."),
        "mild": ("{He} has mild liver disease.", "{He} has chronic hepatitis without cirrhosis."),
        "moderate to severe": (
            "{He} has moderate to severe liver disease.",
            "{He} has cirrhosis with portal hypertension.",
        ),
    },
    label="Liver disease",
    entities=("Liver disease severity",),
    benchmark={"moderate": "moderate to severe", "severe": "moderate to severe", "false": "none"},
)
DIABETES = Choice(
    "diabetes_severity",
    {
        "none or diet-controlled": ("{He} has no diabetes.", "{He} has diabetes that is controlled by diet alone."),
        "uncomplicated": (
            "{He} takes metformin for diabetes without complications.",
            "{He} has diabetes treated with insulin and no end-organ damage.",
        ),
        "end-organ damage": (
            "{He} has diabetes with retinopathy.",
            "{He} has long-standing diabetes with end-organ damage.",
        ),
    },
    label="Diabetes",
    entities=("Diabetes mellitus criteria for CCI rule", "Diabetes mellitus"),
)
SOLID_TUMOR = Choice(
    "solid_tumor",
    {
        "none": ("{He} has no solid tumor.", "{He} has never had a solid tumor."),
        "localized": (
            "{He} has a localized solid tumor.",
            "{He} is treated for a colon cancer that has not spread.",
        ),
        "metastatic": (
            "{He} has a metastatic solid tumor.",
            "{He} is treated for a colon cancer with bone metastases.",
        ),
    },
    label="Solid tumor",
    entities=("Solid tumor",),
    benchmark={"true": "localized", "false": "none"},
)

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
        question=(
            "What is the patient's Charlson Comorbidity Index, with the weights of 1987 and one point for each decade "
            "of age from 50, at most 4? A solid tumor counts 2 points if it is localized or its stage is not stated."
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

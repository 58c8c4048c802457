"""Venous thromboembolism: PESI and its simplified form after pulmonary embolism, Padua before one.

PESI of a man of 70 with cancer, pulse 118, all else normal: 70 + 10 + 30 + 20 = 130.
"""

from ehrmind.medcalc.calculators.bedside import SATURATION
from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import Above, AnyOf, AtLeast, Below, Has, Is
from ehrmind.medcalc.findings import HEART_FAILURE
from ehrmind.medcalc.findings.caprini_illness import ACUTE_INFARCTION
from ehrmind.medcalc.findings.charlson import CONNECTIVE_TISSUE_DISEASE, COPD
from ehrmind.medcalc.findings.clots import ACTIVE_CANCER, IMMOBILIZATION
from ehrmind.medcalc.findings.embolism import ACUTE_INFECTION, ACUTE_STROKE, RESPIRATORY_FAILURE, THROMBOPHILIA
from ehrmind.medcalc.findings.perc import ANESTHESIA as SURGERY_OR_TRAUMA
from ehrmind.medcalc.findings.perc import EARLIER_CLOT, HORMONES
from ehrmind.medcalc.findings.pneumonia import ALTERED, CANCER
from ehrmind.medcalc.forms import Citation
from ehrmind.medcalc.measures import AGE, BMI, HEART_RATE, RESPIRATORY_RATE, SEX, SYSTOLIC, TEMPERATURE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Amount, Criterion, score

PADUA = (
    Criterion("Active cancer", 3, Has(ACTIVE_CANCER)),
    Criterion("Earlier venous thromboembolism", 3, Has(EARLIER_CLOT)),
    Criterion("Reduced mobility, at least 3 days", 3, Has(IMMOBILIZATION)),
    Criterion("Known thrombophilia", 3, Has(THROMBOPHILIA)),
    Criterion("Trauma or surgery within a month", 2, Has(SURGERY_OR_TRAUMA)),
    Criterion("Age at least 70", 1, AtLeast(AGE, 70)),
    Criterion("Heart or respiratory failure", 1, AnyOf((Has(HEART_FAILURE), Has(RESPIRATORY_FAILURE)))),
    Criterion("Acute myocardial infarction or ischemic stroke", 1, AnyOf((Has(ACUTE_INFARCTION), Has(ACUTE_STROKE)))),
    Criterion(
        *("Acute infection or rheumatologic disorder", 1),
        AnyOf((Has(ACUTE_INFECTION), Has(CONNECTIVE_TISSUE_DISEASE))),
    ),
    Criterion("BMI at least 30 kg/m²", 1, AtLeast(BMI, 30)),
    Criterion("Ongoing hormonal treatment", 1, Has(HORMONES)),
)

CALCULATORS = (
    score(
        id=105,
        name="Pulmonary Embolism Severity Index (PESI)",
        category="severity",
        question=asks(
            "the patient's Pulmonary Embolism Severity Index (PESI, Aujesky 2005) in points",
        ),
        citation=Citation("Aujesky et al.", 2005, "10.1164/rccm.200506-862OC"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Amount("Age in years", AGE),
            Criterion("Male sex", 10, Is(SEX, "male")),
            Criterion("Cancer", 30, Has(CANCER)),
            Criterion("Heart failure", 10, Has(HEART_FAILURE)),
            Criterion("Chronic lung disease", 10, Has(COPD)),
            Criterion("Pulse at least 110", 20, AtLeast(HEART_RATE, 110)),
            Criterion("Systolic pressure below 100 mmHg", 30, Below(SYSTOLIC, 100)),
            Criterion("Respiratory rate at least 30", 20, AtLeast(RESPIRATORY_RATE, 30)),
            Criterion("Temperature below 36 °C", 20, Below(TEMPERATURE, 36)),
            Criterion("Altered mental status", 60, Has(ALTERED)),
            Criterion("Oxygen saturation below 90 %", 20, Below(SATURATION, 90)),
        ),
    ),
    score(
        id=106,
        name="Simplified Pulmonary Embolism Severity Index (sPESI)",
        category="severity",
        question=asks(
            "the patient's simplified [PESI|Pulmonary Embolism Severity Index] (sPESI, Jiménez 2010), from 0 to 6",
        ),
        citation=Citation("Jiménez et al.", 2010, "10.1001/archinternmed.2010.199"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Age above 80", 1, Above(AGE, 80)),
            Criterion("Cancer", 1, Has(CANCER)),
            Criterion("Chronic heart or lung disease", 1, AnyOf((Has(HEART_FAILURE), Has(COPD)))),
            Criterion("Pulse at least 110", 1, AtLeast(HEART_RATE, 110)),
            Criterion("Systolic pressure below 100 mmHg", 1, Below(SYSTOLIC, 100)),
            Criterion("Oxygen saturation below 90 %", 1, Below(SATURATION, 90)),
        ),
    ),
    score(
        id=107,
        name="Padua Prediction Score for Venous Thromboembolism",
        category="risk",
        question=asks(
            "the patient's Padua prediction score of venous thromboembolism (Barbar 2010), from 0 to 20",
        ),
        citation=Citation("Barbar et al.", 2010, "10.1111/j.1538-7836.2010.04044.x"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=PADUA,
    ),
)

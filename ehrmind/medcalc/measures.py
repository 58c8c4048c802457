"""The measurements that calculators share, each defined once.

    SODIUM = Measure("sodium", "mEq/L", 118, 158, says=("sodium", "serum sodium", "Na"), other_unit="mmol/L", ...)

Ranges are wide enough to cross every cut-off of the scores that use them, and stay survivable. `other_unit` is what
a note in the other unit system writes (SI for laboratory values, US customary for body size and temperature). `usual`
is what healthy adults of either sex have (the reference intervals of Kratz et al. 2004, 10.1056/NEJMcpc049016).
"""

from ehrmind.medcalc.forms import Choice, Measure

AGE = Measure("age", "years", 18, 92, place="age", entities=("age",))
SEX = Choice("sex", {"male": (), "female": ()}, label="Sex", required=True, entities=("sex",))

HEIGHT = Measure(
    *("height", "cm", 146, 198),
    says=("height",),
    place="body",
    other_unit="in",
    other_decimals=1,
    entities=("height",),
    usual=(158, 184),
)
WEIGHT = Measure(
    *("weight", "kg", 42, 138, 1),
    says=("weight",),
    place="body",
    other_unit="lb",
    other_decimals=1,
    entities=("weight",),
    usual=(54, 84),
)
BMI = Measure(
    *("bmi", "kg/m²", 16, 46, 1),
    says=("BMI", "body mass index"),
    place="body",
    entities=("Body Mass Index (BMI)",),
    usual=(18.5, 24.9),
)

SYSTOLIC = Measure(
    *("systolic", "mmHg", 72, 204),
    says=("systolic blood pressure",),
    place="vital",
    entities=("Systolic Blood Pressure",),
    usual=(104, 132),
)
DIASTOLIC = Measure(
    *("diastolic", "mmHg", 38, 118),
    says=("diastolic blood pressure",),
    place="vital",
    entities=("Diastolic Blood Pressure",),
    usual=(62, 84),
)
HEART_RATE = Measure(
    *("heart_rate", "beats/min", 44, 178),
    says=("heart rate", "pulse"),
    place="vital",
    entities=("Heart Rate or Pulse",),
    usual=(60, 92),
)
RESPIRATORY_RATE = Measure(
    *("respiratory_rate", "breaths/min", 8, 46),
    says=("respiratory rate",),
    place="vital",
    entities=("respiratory rate",),
    usual=(12, 18),
)
TEMPERATURE = Measure(
    *("temperature", "°C", 33.6, 41.2, 1),
    says=("temperature",),
    place="vital",
    other_unit="°F",
    other_decimals=1,
    entities=("Temperature",),
    usual=(36.2, 37.3),
)
OXYGEN_SATURATION = Measure(
    *("oxygen_saturation", "%", 84, 100),
    says=("oxygen saturation on room air", "SpO2 on room air"),
    place="vital",
    entities=("O₂ saturation percentage",),
    usual=(96, 100),
)
GCS = Measure(
    *("gcs", "points", 3, 15),
    says=("Glasgow Coma Scale", "GCS"),
    place="vital",
    entities=("Glasgow Coma Score",),
    usual=(15, 15),
)


def _electrolyte(
    name: str, low: float, high: float, says: tuple[str, ...], entity: str, usual: tuple[float, float],
    decimals: int = 0,
) -> Measure:  # fmt: skip
    return Measure(
        *(name, "mEq/L", low, high, decimals),
        says=says,
        analyte=name.removeprefix("urine_"),
        other_unit="mmol/L",
        other_decimals=decimals,
        entities=(entity,),
        usual=usual,
    )


def _by_moles(
    name: str, unit: str, low: float, high: float, decimals: int, says: tuple[str, ...], other: tuple[str, int],
    entities: tuple[str, ...], analyte: str = "", *, usual: tuple[float, float],
) -> Measure:  # fmt: skip
    return Measure(
        *(name, unit, low, high, decimals),
        says=says,
        analyte=analyte or name,
        other_unit=other[0],
        other_decimals=other[1],
        entities=entities,
        usual=usual,
    )


SODIUM = _electrolyte("sodium", 108, 184, ("sodium", "serum sodium", "Na"), "Sodium", usual=(136, 144))
POTASSIUM = _electrolyte(
    "potassium", 2.2, 7.2, ("potassium", "serum potassium", "K"), "Potassium", usual=(3.6, 5.0), decimals=1
)
CHLORIDE = _electrolyte("chloride", 68, 136, ("chloride", "serum chloride", "Cl"), "Chloride", usual=(98, 106))
BICARBONATE = _electrolyte(
    "bicarbonate", 8, 34, ("bicarbonate", "serum bicarbonate", "HCO3"), "Bicarbonate", usual=(22, 28)
)
URINE_SODIUM = _electrolyte("urine_sodium", 6, 140, ("urine sodium",), "Urine sodium", usual=(40, 120))

CREATININE = _by_moles(
    *("creatinine", "mg/dL", 0.4, 6.4, 1),
    *(("creatinine", "serum creatinine"), ("µmol/L", 0), ("creatinine", "Pre-operative creatinine")),
    usual=(0.6, 1.1),
)
URINE_CREATININE = _by_moles(
    *("urine_creatinine", "mg/dL", 12, 240, 0, ("urine creatinine",), ("µmol/L", 0)),
    *(("Urine creatinine",), "creatinine"),
    usual=(40, 200),
)
BUN = _by_moles(
    *("bun", "mg/dL", 6, 96, 0),
    *(("blood urea nitrogen", "BUN", "urea nitrogen"), ("mmol/L", 1), ("Blood Urea Nitrogen (BUN)",), "urea_nitrogen"),
    usual=(8, 20),
)
GLUCOSE = _by_moles(
    *("glucose", "mg/dL", 58, 860, 0),
    *(("glucose", "blood glucose", "serum glucose"), ("mmol/L", 1), ("Glucose",)),
    usual=(74, 108),
)
CALCIUM = _by_moles(
    *("calcium", "mg/dL", 6.4, 12.8, 1),
    *(("calcium", "total calcium", "serum calcium"), ("mmol/L", 2), ("Calcium",)),
    usual=(8.7, 10.2),
)
BILIRUBIN = _by_moles(
    *("bilirubin", "mg/dL", 0.3, 14.8, 1),
    *(("total bilirubin", "bilirubin"), ("µmol/L", 0), ("Bilirubin",)),
    usual=(0.3, 1.0),
)
TOTAL_CHOLESTEROL = _by_moles(
    *("total_cholesterol", "mg/dL", 126, 320, 0),
    *(("total cholesterol",), ("mmol/L", 2), ("Total cholesterol",), "cholesterol"),
    usual=(140, 198),
)
HDL = _by_moles(
    *("hdl", "mg/dL", 24, 92, 0),
    *(("HDL cholesterol", "HDL"), ("mmol/L", 2), ("high-density lipoprotein cholesterol",), "cholesterol"),
    usual=(42, 68),
)
TRIGLYCERIDES = _by_moles(
    *("triglycerides", "mg/dL", 48, 390, 0),
    *(("triglycerides", "triglyceride level"), ("mmol/L", 2), ("Triglycerides",)),
    usual=(58, 148),
)

ALBUMIN = Measure(
    *("albumin", "g/dL", 1.4, 5.0, 1),
    says=("albumin", "serum albumin"),
    other_unit="g/L",
    entities=("Albumin",),
    usual=(3.8, 5.0),
)
HEMOGLOBIN = Measure(
    *("hemoglobin", "g/dL", 6.2, 17.4, 1),
    says=("hemoglobin", "Hb"),
    other_unit="g/L",
    entities=("Hemoglobin",),
    usual=(13.2, 15.4),
)
HEMATOCRIT = Measure("hematocrit", "%", 18, 62, says=("hematocrit",), entities=("Hematocrit",), usual=(40, 45))
INSULIN = Measure(
    "insulin", "µIU/mL", 2, 42, says=("fasting insulin",), analyte="insulin", entities=("Insulin",), usual=(3, 12)
)
INR = Measure("inr", "", 0.9, 3.8, 1, says=("INR",), entities=("international normalized ratio",), usual=(0.9, 1.1))
ALT = Measure(
    *("alt", "U/L", 9, 380),
    says=("ALT", "alanine aminotransferase"),
    entities=("Alanine aminotransferase",),
    usual=(10, 38),
)
AST = Measure(
    *("ast", "U/L", 11, 420),
    says=("AST", "aspartate aminotransferase"),
    entities=("Aspartate aminotransferase",),
    usual=(12, 36),
)
PLATELETS = Measure(
    *("platelets", "×10⁹/L", 12, 480),
    says=("platelets", "platelet count"),
    other_unit="/µL",
    entities=("Platelet count",),
    usual=(160, 380),
)
WHITE_CELLS = Measure(
    *("white_cells", "×10⁹/L", 0.6, 44.0, 1),
    says=("white blood cell count", "white cell count", "WBC"),
    other_unit="/µL",
    entities=("White blood cell count",),
    usual=(4.4, 10.2),
)
ARTERIAL_PH = Measure("ph", "", 7.02, 7.76, 2, says=("arterial pH", "pH"), entities=("pH",), usual=(7.36, 7.44))
PAO2 = Measure(
    *("pao2", "mmHg", 42, 180),
    says=("PaO2", "arterial oxygen tension"),
    other_unit="kPa",
    other_decimals=1,
    entities=("Partial pressure of oxygen (PaO₂) for Apache II", "PaO2", "PaO₂", "Partial pressure of oxygen"),
    usual=(82, 100),
)
PACO2 = Measure(
    *("paco2", "mmHg", 22, 68),
    says=("PaCO2", "arterial carbon dioxide tension"),
    other_unit="kPa",
    other_decimals=1,
    entities=("PaCO₂", "PaCO2"),
    usual=(36, 44),
)
FIO2 = Measure(
    *("fio2", "%", 21, 100),
    says=("FiO2", "fraction of inspired oxygen"),
    place="vital",
    entities=("FiO₂", "FiO2"),
    usual=(21, 21),
)

# Never asked about: the other results that real panels carry.
BYSTANDERS = (
    POTASSIUM,
    HEMOGLOBIN,
    PLATELETS,
    ALT,
    Measure("crp", "mg/L", 1, 240, says=("C-reactive protein", "CRP"), usual=(1, 8)),
    Measure("magnesium", "mg/dL", 1.2, 2.9, decimals=1, says=("magnesium",), usual=(1.8, 2.4)),
    Measure("ferritin", "µg/L", 14, 620, says=("ferritin",), usual=(30, 200)),
    Measure("tsh", "mIU/L", 0.4, 6.8, decimals=1, says=("TSH",), usual=(0.6, 3.8)),
)

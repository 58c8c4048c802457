"""The measurements that calculators share, each defined once.

    SODIUM = Measure("sodium", "mEq/L", 118, 158, says=("sodium", "serum sodium", "Na"), other_unit="mmol/L", ...)

Ranges are wide enough to cross every cut-off of the scores that use them, and stay survivable. `other_unit` is what
a note in the other unit system writes (SI for laboratory values, US customary for body size and temperature).
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
)
WEIGHT = Measure(
    *("weight", "kg", 42, 138, 1),
    says=("weight",),
    place="body",
    other_unit="lb",
    other_decimals=1,
    entities=("weight",),
)
BMI = Measure(
    "bmi", "kg/m²", 16, 46, 1, says=("BMI", "body mass index"), place="body", entities=("Body Mass Index (BMI)",)
)

SYSTOLIC = Measure(
    "systolic", "mmHg", 72, 204, says=("systolic blood pressure",), place="vital", entities=("Systolic Blood Pressure",)
)
DIASTOLIC = Measure(
    *("diastolic", "mmHg", 38, 118),
    says=("diastolic blood pressure",),
    place="vital",
    entities=("Diastolic Blood Pressure",),
)
HEART_RATE = Measure(
    *("heart_rate", "beats/min", 44, 178),
    says=("heart rate", "pulse"),
    place="vital",
    entities=("Heart Rate or Pulse",),
)
RESPIRATORY_RATE = Measure(
    *("respiratory_rate", "breaths/min", 8, 46),
    says=("respiratory rate",),
    place="vital",
    entities=("respiratory rate",),
)
TEMPERATURE = Measure(
    *("temperature", "°C", 33.6, 41.2, 1),
    says=("temperature",),
    place="vital",
    other_unit="°F",
    other_decimals=1,
    entities=("Temperature",),
)
OXYGEN_SATURATION = Measure(
    *("oxygen_saturation", "%", 84, 100),
    says=("oxygen saturation on room air", "SpO2 on room air"),
    place="vital",
    entities=("O₂ saturation percentage",),
)
GCS = Measure(
    "gcs", "points", 3, 15, says=("Glasgow Coma Scale", "GCS"), place="vital", entities=("Glasgow Coma Score",)
)


def _electrolyte(name: str, low: float, high: float, says: tuple[str, ...], entity: str, decimals: int = 0) -> Measure:
    return Measure(
        *(name, "mEq/L", low, high, decimals),
        says=says,
        analyte=name.removeprefix("urine_"),
        other_unit="mmol/L",
        other_decimals=decimals,
        entities=(entity,),
    )


def _by_moles(
    name: str, unit: str, low: float, high: float, decimals: int, says: tuple[str, ...], other: tuple[str, int],
    entities: tuple[str, ...], analyte: str = "",
) -> Measure:  # fmt: skip
    return Measure(
        *(name, unit, low, high, decimals),
        says=says,
        analyte=analyte or name,
        other_unit=other[0],
        other_decimals=other[1],
        entities=entities,
    )


SODIUM = _electrolyte("sodium", 108, 184, ("sodium", "serum sodium", "Na"), "Sodium")
POTASSIUM = _electrolyte("potassium", 2.2, 7.2, ("potassium", "serum potassium", "K"), "Potassium", 1)
CHLORIDE = _electrolyte("chloride", 84, 118, ("chloride", "serum chloride", "Cl"), "Chloride")
BICARBONATE = _electrolyte("bicarbonate", 8, 34, ("bicarbonate", "serum bicarbonate", "HCO3"), "Bicarbonate")
URINE_SODIUM = _electrolyte("urine_sodium", 6, 140, ("urine sodium",), "Urine sodium")

CREATININE = _by_moles(
    *("creatinine", "mg/dL", 0.4, 6.4, 1),
    *(("creatinine", "serum creatinine"), ("µmol/L", 0), ("creatinine", "Pre-operative creatinine")),
)
URINE_CREATININE = _by_moles(
    *("urine_creatinine", "mg/dL", 12, 240, 0, ("urine creatinine",), ("µmol/L", 0)),
    *(("Urine creatinine",), "creatinine"),
)
BUN = _by_moles(
    *("bun", "mg/dL", 6, 96, 0),
    *(("blood urea nitrogen", "BUN", "urea nitrogen"), ("mmol/L", 1), ("Blood Urea Nitrogen (BUN)",), "urea_nitrogen"),
)
GLUCOSE = _by_moles(
    *("glucose", "mg/dL", 58, 640, 0),
    *(("glucose", "blood glucose", "serum glucose"), ("mmol/L", 1), ("Glucose",)),
)
CALCIUM = _by_moles(
    *("calcium", "mg/dL", 6.4, 12.8, 1),
    *(("calcium", "total calcium", "serum calcium"), ("mmol/L", 2), ("Calcium",)),
)
BILIRUBIN = _by_moles(
    *("bilirubin", "mg/dL", 0.3, 14.8, 1),
    *(("total bilirubin", "bilirubin"), ("µmol/L", 0), ("Bilirubin",)),
)
TOTAL_CHOLESTEROL = _by_moles(
    *("total_cholesterol", "mg/dL", 126, 320, 0),
    *(("total cholesterol",), ("mmol/L", 2), ("Total cholesterol",), "cholesterol"),
)
HDL = _by_moles(
    *("hdl", "mg/dL", 24, 92, 0),
    *(("HDL cholesterol", "HDL"), ("mmol/L", 2), ("high-density lipoprotein cholesterol",), "cholesterol"),
)
TRIGLYCERIDES = _by_moles(
    *("triglycerides", "mg/dL", 48, 390, 0),
    *(("triglycerides",), ("mmol/L", 2), ("Triglycerides",)),
)

ALBUMIN = Measure(
    *("albumin", "g/dL", 1.4, 5.0, 1),
    says=("albumin", "serum albumin"),
    other_unit="g/L",
    entities=("Albumin",),
)
HEMOGLOBIN = Measure(
    *("hemoglobin", "g/dL", 6.2, 17.4, 1),
    says=("hemoglobin", "Hb"),
    other_unit="g/L",
    entities=("Hemoglobin",),
)
HEMATOCRIT = Measure("hematocrit", "%", 18, 62, says=("hematocrit",), entities=("Hematocrit",))
INSULIN = Measure("insulin", "µIU/mL", 2, 42, says=("fasting insulin",), analyte="insulin", entities=("Insulin",))
INR = Measure("inr", "", 0.9, 3.8, 1, says=("INR",), entities=("international normalized ratio",))
ALT = Measure("alt", "U/L", 9, 380, says=("ALT", "alanine aminotransferase"), entities=("Alanine aminotransferase",))
AST = Measure(
    "ast", "U/L", 11, 420, says=("AST", "aspartate aminotransferase"), entities=("Aspartate aminotransferase",)
)
PLATELETS = Measure(
    *("platelets", "×10⁹/L", 12, 480),
    says=("platelets", "platelet count"),
    other_unit="/µL",
    entities=("Platelet count",),
)
WHITE_CELLS = Measure(
    *("white_cells", "×10⁹/L", 0.6, 44.0, 1),
    says=("white blood cell count", "white cell count", "WBC"),
    other_unit="/µL",
    entities=("White blood cell count",),
)
ARTERIAL_PH = Measure("ph", "", 7.02, 7.76, 2, says=("arterial pH", "pH"), entities=("pH",))
PAO2 = Measure(
    *("pao2", "mmHg", 42, 180),
    says=("PaO2", "arterial oxygen tension"),
    other_unit="kPa",
    other_decimals=1,
    entities=("Partial pressure of oxygen (PaO₂) for Apache II", "PaO2", "PaO₂", "Partial pressure of oxygen"),
)
PACO2 = Measure(
    *("paco2", "mmHg", 22, 68),
    says=("PaCO2", "arterial carbon dioxide tension"),
    other_unit="kPa",
    other_decimals=1,
    entities=("PaCO₂", "PaCO2"),
)
FIO2 = Measure(
    "fio2", "%", 21, 100, says=("FiO2", "fraction of inspired oxygen"), place="vital", entities=("FiO₂", "FiO2")
)

# Never asked about: the other results that real panels carry.
BYSTANDERS = (
    POTASSIUM,
    HEMOGLOBIN,
    PLATELETS,
    ALT,
    Measure("crp", "mg/L", 3, 240, says=("C-reactive protein", "CRP")),
    Measure("magnesium", "mg/dL", 1.2, 2.9, decimals=1, says=("magnesium",)),
    Measure("ferritin", "µg/L", 14, 620, says=("ferritin",)),
    Measure("tsh", "mIU/L", 0.4, 6.8, decimals=1, says=("TSH",)),
)

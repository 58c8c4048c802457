"""The measurements that calculators share, each defined once.

    SODIUM = Measure("sodium", "mEq/L", 118, 158, says=("sodium", "serum sodium", "Na"))

Ranges are wide enough to cross every cut-off of the scores that use them, and stay survivable.
"""

from ehrmind.medcalc.forms import Choice, Measure

AGE = Measure("age", "years", 18, 92, place="age")
SEX = Choice("sex", {"male": (), "female": ()}, label="Sex")

HEIGHT = Measure("height", "cm", 146, 198, says=("height",), place="body")
WEIGHT = Measure("weight", "kg", 42, 138, decimals=1, says=("weight",), place="body")

SYSTOLIC = Measure("systolic", "mmHg", 72, 204, says=("systolic blood pressure",), place="vital")
DIASTOLIC = Measure("diastolic", "mmHg", 38, 118, says=("diastolic blood pressure",), place="vital")
HEART_RATE = Measure("heart_rate", "beats/min", 44, 148, says=("heart rate", "pulse"), place="vital")
RESPIRATORY_RATE = Measure("respiratory_rate", "breaths/min", 10, 40, says=("respiratory rate",), place="vital")
TEMPERATURE = Measure("temperature", "°C", 34.6, 40.6, decimals=1, says=("temperature",), place="vital")

SODIUM = Measure("sodium", "mEq/L", 118, 158, says=("sodium", "serum sodium", "Na"))
CHLORIDE = Measure("chloride", "mEq/L", 84, 118, says=("chloride", "serum chloride", "Cl"))
BICARBONATE = Measure("bicarbonate", "mEq/L", 8, 34, says=("bicarbonate", "serum bicarbonate", "HCO3"))
BUN = Measure("bun", "mg/dL", 6, 86, says=("blood urea nitrogen", "BUN", "urea nitrogen"))
GLUCOSE = Measure("glucose", "mg/dL", 58, 480, says=("glucose", "blood glucose", "serum glucose"))
CALCIUM = Measure("calcium", "mg/dL", 6.4, 12.8, decimals=1, says=("calcium", "total calcium", "serum calcium"))
ALBUMIN = Measure("albumin", "g/dL", 1.4, 4.8, decimals=1, says=("albumin", "serum albumin"))
WHITE_CELLS = Measure(
    "white_cells", "×10⁹/L", 1.2, 26.0, decimals=1, says=("white blood cell count", "white cell count", "WBC")
)

# Never asked about: the other results that real panels carry.
BYSTANDERS = (
    Measure("potassium", "mEq/L", 2.8, 6.2, decimals=1, says=("potassium", "K")),
    Measure("hemoglobin", "g/dL", 7.2, 17.4, decimals=1, says=("hemoglobin", "Hb")),
    Measure("platelets", "×10⁹/L", 62, 480, says=("platelets", "platelet count")),
    Measure("crp", "mg/L", 3, 240, says=("C-reactive protein", "CRP")),
    Measure("alt", "U/L", 9, 180, says=("ALT", "alanine aminotransferase")),
    Measure("magnesium", "mg/dL", 1.2, 2.9, decimals=1, says=("magnesium",)),
)

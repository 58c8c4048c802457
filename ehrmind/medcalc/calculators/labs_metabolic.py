"""Glucose and water: sodium corrected for hyperglycemia, insulin resistance, free water deficit.

Corrected sodium at sodium 130 mEq/L and glucose 600 mg/dL:  130 + 0.024 × (600 - 100) = 142 mEq/L
"""

from dataclasses import replace

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show, signed
from ehrmind.medcalc.measures import AGE, GLUCOSE, INSULIN, SEX, SODIUM, WEIGHT
from ehrmind.medcalc.points import upper_first
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs_metabolic import VARIANTS

FASTING_GLUCOSE = replace(GLUCOSE, high=290, says=("fasting glucose", "fasting blood glucose"))
WATER = {  # litres of body water per kg
    "child": {"male": 0.6, "female": 0.6},
    "adult": {"male": 0.6, "female": 0.5},
    "elderly": {"male": 0.5, "female": 0.45},
}
ADULT_FROM, ELDERLY_FROM = 18, 65
WANTED_SODIUM = 140


def corrected_sodium(values: Values) -> Work:
    """Sodium + 0.024 × (glucose - 100), in mEq/L; glucose in mg/dL."""
    correction = 0.024 * (values["glucose"] - 100)
    answer = values["sodium"] + correction
    sodium, glucose = show(values["sodium"]), show(values["glucose"])
    terms = f"{sodium} + 0.024 × ({glucose} - 100) = {sodium} {signed(correction)}"
    text = f"Corrected sodium = {terms} = {show(answer)} mEq/L."
    return Work((Step(text, "corrected sodium", answer),), show(answer))


def homa_ir(values: Values) -> Work:
    """Insulin × glucose / 405; insulin in µIU/mL, glucose in mg/dL."""
    product = values["insulin"] * values["glucose"]
    terms = f"{show(values['insulin'])} × {show(values['glucose'])} / 405 = {show(product)} / 405"
    return Work((Step(f"HOMA-IR = {terms} = {show(product / 405)}.", "HOMA-IR", product / 405),), show(product / 405))


def age_group(age: float) -> str:
    """Child, adult or elderly, by the age in years."""
    return "child" if age < ADULT_FROM else "adult" if age < ELDERLY_FROM else "elderly"


def water_fraction(values: Values) -> float:
    """Liters of body water per kg."""
    return WATER[age_group(values["age"])][values["sex"]]


def free_water_deficit(values: Values) -> Work:
    """Water fraction × weight × (sodium / 140 - 1), in liters."""
    age, sex, weight = values["age"], values["sex"], values["weight"]
    group, fraction = age_group(age), water_fraction(values)
    water = fraction * weight
    excess = values["sodium"] / WANTED_SODIUM - 1
    deficit = water * excess
    terms = f"{show(water)} × ({show(values['sodium'])} / 140 - 1) = {show(water)} × {show(excess, 4)}"
    steps = (
        Step(f"{upper_first(group)} {sex}: fraction {show(fraction)}.", "fraction", fraction),
        Step(f"Body water = {show(fraction)} × {show(weight)} = {show(water)} L.", "body water", water),
        Step(f"Free water deficit = {terms} = {show(deficit)} L.", "free water deficit", deficit),
    )
    return Work(steps, show(deficit))


def _deficit(values: Values, fraction: float) -> float | None:
    """The deficit in liters with another water fraction; None where it is the patient's own."""
    excess = values["sodium"] / WANTED_SODIUM - 1
    return None if fraction == water_fraction(values) else float(fraction * values["weight"] * excess)


CALCULATORS = (
    Calculator(
        id=26,
        name="Sodium Correction for Hyperglycemia",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's sodium corrected for hyperglycemia, in mEq/L, with the factor of Hillier (2.4 mEq/L "
            "for each 100 mg/dL of glucose above 100)"
        ),
        inputs=(SODIUM, GLUCOSE),
        work=corrected_sodium,
        tolerance=Tolerance(0.5),
        shortcuts=(
            Shortcut("not corrected", lambda values: values["sodium"]),
            # Katz 1973 (10.1056/NEJM197310182891607): 1.6 mEq/L for each 100 mg/dL
            Shortcut("Katz's factor", lambda values: values["sodium"] + 0.016 * (values["glucose"] - 100)),
        ),
        formula="corrected sodium = sodium + 0.024 × (glucose - 100); sodium in mEq/L, glucose in mg/dL",
        citation=Citation("Hillier et al.", 1999, "10.1016/S0002-9343(99)00055-8"),
        possible=lambda values: values["glucose"] >= 105 and 112 <= values["sodium"] <= 160,
        variants=VARIANTS[26],
    ),
    Calculator(
        id=31,
        name="HOMA-IR (Homeostatic Model Assessment for Insulin Resistance)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks("the patient's insulin resistance by the homeostatic model assessment (HOMA-IR)"),
        inputs=(INSULIN, FASTING_GLUCOSE),
        work=homa_ir,
        tolerance=Tolerance(0.05, relative=0.01),
        shortcuts=(
            Shortcut("divisor for mmol/L", lambda values: values["insulin"] * values["glucose"] / 22.5),
            Shortcut("glucose over insulin", lambda values: values["glucose"] / values["insulin"]),
        ),
        formula="HOMA-IR = fasting insulin × fasting glucose / 405; insulin in µIU/mL, glucose in mg/dL",
        citation=Citation("Matthews et al.", 1985, "10.1007/BF00280883"),
        variants=VARIANTS[31],
    ),
    Calculator(
        id=38,
        name="Free Water Deficit",
        category="lab",
        kind=Kind.DECIMAL,
        unit="L",
        question=asks(
            "the patient's free water deficit in liters, for a wanted sodium of 140 mEq/L",
            " Take body water as 0.6 of the weight in children and men, 0.5 in women and in men of at least 65 "
            "years, and 0.45 in women of at least 65 years. A negative result stands for an excess of water.",
        ),
        inputs=(AGE, SEX, WEIGHT, SODIUM),
        work=free_water_deficit,
        tolerance=Tolerance(0.1, relative=0.02),
        cuts={"age": (ADULT_FROM, ELDERLY_FROM), "sodium": (WANTED_SODIUM,)},
        shortcuts=(
            Shortcut("a man's fraction", lambda values: _deficit(values, WATER[age_group(values["age"])]["male"])),
            Shortcut("an adult's fraction", lambda values: _deficit(values, WATER["adult"][values["sex"]])),
            Shortcut("0.6 for everyone", lambda values: _deficit(values, 0.6)),
        ),
        formula=(
            "free water deficit = fraction × weight in kg × (sodium / 140 - 1) liters; fraction 0.6 below 18 years; "
            "0.6 in men and 0.5 in women of 18 to 64 years; 0.5 in men and 0.45 in women from 65 years"
        ),
        citation=Citation("Adrogué and Madias", 2000, "10.1056/NEJM200005183422006"),
        possible=lambda values: 118 <= values["sodium"] <= 178,
    ),
)

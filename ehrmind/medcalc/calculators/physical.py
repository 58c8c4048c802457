"""Physical calculations: equations over vital signs and body size.

{"height": 180, "weight": 81.0}  ->  Height = 180 cm = 1.8 m. ... BMI = 81 / 3.24 = 25 kg/m².
"""

from dataclasses import replace
from math import sqrt

from ehrmind.medcalc.body import CM_PER_INCH, adjusted_weight, bmi, du_bois_area, ideal_weight, robinson_weight
from ehrmind.medcalc.forms import (
    Calculator,
    Citation,
    Kind,
    Measure,
    Shortcut,
    Step,
    Tolerance,
    Values,
    Work,
    show,
    signed,
)
from ehrmind.medcalc.measures import DIASTOLIC, HEIGHT, SEX, SYSTOLIC, WEIGHT
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.physical import VARIANTS

CHILD_AGE = Measure("age", "years", 1, 17, place="age")
CHILD_WEIGHT = replace(WEIGHT, low=5, high=90, usual=None)
TARGET_BMI = Measure(
    *("target_bmi", "kg/m²", 18.5, 24.9, 1),
    says=("target BMI", "target body mass index"),
    place="plan",
    entities=("Body Mass Index (BMI)",),
    usual=(18.5, 24.9),
)
FLUID_BANDS = ((0, 10, 4), (10, 20, 2), (20, float("inf"), 1))  # from kg, to kg, mL/kg/hour


def mean_arterial_pressure(values: Values) -> Work:
    """(systolic + 2 × diastolic) / 3, in mmHg."""
    systolic, diastolic = values["systolic"], values["diastolic"]
    total = systolic + 2 * diastolic
    answer = show(total / 3)
    terms = f"({show(systolic)} + 2 × {show(diastolic)}) / 3 = {show(total)} / 3"
    return Work((Step(f"MAP = {terms} = {answer} mmHg.", "MAP", total / 3),), answer)


def body_mass_index(values: Values) -> Work:
    """Weight in kg / (height in m)², in kg/m²."""
    weight, meters = show(values["weight"]), values["height"] / 100
    result = bmi(values["weight"], values["height"])
    terms = f"{weight} / {show(meters, 5)}² = {weight} / {show(meters**2, 4)}"
    return Work((Step(f"BMI = {terms} = {show(result)} kg/m².", "BMI", result),), show(result))


def target_weight(values: Values) -> Work:
    """Target BMI × (height in m)², in kg."""
    target, meters = values["target_bmi"], values["height"] / 100
    weight = target * meters**2
    terms = f"{show(target)} × {show(meters, 5)}² = {show(target)} × {show(meters**2, 4)}"
    return Work((Step(f"Target weight = {terms} = {show(weight)} kg.", "target weight", weight),), show(weight))


def ideal_body_weight(values: Values) -> Work:
    """50 kg (men) or 45.5 kg (women) + 2.3 kg for each inch of height over 60."""
    start = 50 if values["sex"] == "male" else 45.5
    over = values["height"] / CM_PER_INCH - 60
    ideal = ideal_weight(values["sex"], values["height"])
    terms = (
        f"{show(start)} + 2.3 × ({show(values['height'])} / {CM_PER_INCH} - 60) = {show(start)} {signed(2.3 * over)}"
    )
    return Work((Step(f"IBW ({values['sex']}) = {terms} = {show(ideal)} kg.", "IBW", ideal),), show(ideal))


def adjusted_body_weight(values: Values) -> Work:
    """Ideal weight + 0.4 × (actual weight - ideal weight), in kg."""
    ideal = ideal_weight(values["sex"], values["height"])
    share = 0.4 * (values["weight"] - ideal)
    adjusted = adjusted_weight(values["sex"], values["height"], values["weight"])
    terms = f"{show(ideal)} + 0.4 × ({show(values['weight'])} - {show(ideal)}) = {show(ideal)} {signed(share)}"
    last = Step(f"ABW = {terms} = {show(adjusted)} kg.", "ABW", adjusted)
    return Work((*ideal_body_weight(values).steps, last), show(adjusted))


def body_surface_area(values: Values) -> Work:
    """√(height in cm × weight in kg / 3600), in m²."""
    ratio = values["height"] * values["weight"] / 3600
    area = sqrt(ratio)
    terms = f"√({show(values['height'])} × {show(values['weight'])} / 3600) = √{show(ratio, 4)}"
    return Work((Step(f"BSA = {terms} = {show(area)} m².", "BSA", area),), show(area))


def maintenance_fluids(values: Values) -> Work:
    """4 mL/kg for the first 10 kg, 2 for the next 10, 1 for the rest, in mL/hour."""
    weight = values["weight"]
    parts = [(rate, low, min(weight, high) - low) for low, high, rate in FLUID_BANDS if weight > low]
    total = sum(rate * part for rate, _, part in parts)
    kilograms = [show(part) for _, _, part in parts[:-1]] + [_above(weight, parts[-1][1])]
    products = " + ".join(f"{rate} × {kilos}" for (rate, _, _), kilos in zip(parts, kilograms, strict=True))
    sums = f" = {' + '.join(show(rate * part) for rate, _, part in parts)}" if len(parts) > 1 else ""
    text = f"Maintenance fluid = {products}{sums} = {show(total)} mL/hour."
    return Work((Step(text, "maintenance fluid", total),), show(total))


def _above(weight: float, low: float) -> str:
    """The kg above the start of a band: "(31.7 - 20)"."""
    return f"({show(weight)} - {show(low)})" if low else show(weight)


def _adult_shape(values: Values) -> bool:
    return 15 <= bmi(values["weight"], values["height"]) <= 48


def _child_weight(values: Values) -> bool:
    """Within reach of 2 × (age + 4) kg up to ten years and 3.3 kg a year after that."""
    usual = 2 * (values["age"] + 4) + 1.3 * max(values["age"] - 10, 0)
    return bool(0.65 * usual <= values["weight"] <= 1.6 * usual)


def _other(sex: str) -> str:
    return "male" if sex == "female" else "female"


def _four_throughout(values: Values) -> float | None:
    """4 mL/kg for every kg; up to 10 kg that is the rule."""
    return 4 * values["weight"] if values["weight"] > FLUID_BANDS[0][1] else None


CALCULATORS = (
    Calculator(
        id=5,
        name="Mean Arterial Pressure (MAP)",
        category="physical",
        kind=Kind.DECIMAL,
        unit="mmHg",
        question=asks("the patient's [mean arterial pressure|MAP|mean arterial blood pressure] in mmHg"),
        inputs=(SYSTOLIC, DIASTOLIC),
        work=mean_arterial_pressure,
        tolerance=Tolerance(0.5),
        shortcuts=(
            Shortcut("plain mean", lambda values: (values["systolic"] + values["diastolic"]) / 2),
            Shortcut("systolic twice", lambda values: (2 * values["systolic"] + values["diastolic"]) / 3),
            Shortcut("pulse pressure", lambda values: values["systolic"] - values["diastolic"]),
        ),
        formula="MAP = (systolic + 2 × diastolic) / 3",
        citation=Citation("DeMers and Wachs, StatPearls", 2023, "PMID 30855814"),
        possible=lambda values: 20 <= values["systolic"] - values["diastolic"] <= 90,
        variants=VARIANTS.get(5, ()),
    ),
    Calculator(
        id=6,
        name="Body Mass Index (BMI)",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg/m²",
        question=asks("the patient's [body mass index (BMI)|BMI|body mass index] in kg/m²"),
        inputs=(HEIGHT, WEIGHT),
        work=body_mass_index,
        tolerance=Tolerance(0.1),
        shortcuts=(Shortcut("height not squared", lambda values: 100 * values["weight"] / values["height"]),),
        formula="BMI = weight in kg / (height in m)²",
        citation=Citation("Keys et al.", 1972, "10.1016/0021-9681(72)90027-6"),
        possible=_adult_shape,
        variants=VARIANTS.get(6, ()),
    ),
    Calculator(
        id=10,
        name="Ideal Body Weight",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg",
        question=asks("the patient's ideal body weight in kg by the [Devine formula|formula of Devine]"),
        inputs=(SEX, HEIGHT),
        work=ideal_body_weight,
        tolerance=Tolerance(0.3),
        shortcuts=(
            Shortcut("the other sex", lambda values: ideal_weight(_other(values["sex"]), values["height"])),
            Shortcut("Robinson's formula", lambda values: robinson_weight(values["sex"], values["height"])),
            Shortcut("height - 100", lambda values: values["height"] - 100),
        ),
        formula="IBW = 50 kg (men) or 45.5 kg (women) + 2.3 kg × (height in inches - 60)",
        citation=Citation("Pai and Paloucek", 2000, "10.1345/aph.19381"),
        variants=VARIANTS.get(10, ()),
    ),
    Calculator(
        id=22,
        name="Maintenance Fluids Calculations",
        category="physical",
        kind=Kind.DECIMAL,
        unit="mL/hour",
        question=asks(
            "the patient's maintenance fluid rate in mL/hour by the 4-2-1 rule [of Holliday and Segar|(Holliday "
            "and Segar)]"
        ),
        inputs=(CHILD_AGE, CHILD_WEIGHT),
        work=maintenance_fluids,
        tolerance=Tolerance(1),
        cuts={"weight": tuple(low for low, _, _ in FLUID_BANDS if low)},
        shortcuts=(Shortcut("4 mL/kg throughout", _four_throughout),),
        formula="4 mL/kg/hour for the first 10 kg, 2 mL/kg/hour for the next 10 kg, 1 mL/kg/hour for the rest",
        citation=Citation("Holliday and Segar", 1957, "10.1542/peds.19.5.823"),
        optional=("age",),
        possible=_child_weight,
        variants=VARIANTS.get(22, ()),
    ),
    Calculator(
        id=60,
        name="Body Surface Area Calculator",
        category="physical",
        kind=Kind.DECIMAL,
        unit="m²",
        question=asks("the patient's [body surface area|BSA] in m² by the Mosteller formula"),
        inputs=(HEIGHT, WEIGHT),
        work=body_surface_area,
        tolerance=Tolerance(0.01),
        shortcuts=(Shortcut("Du Bois' formula", lambda values: du_bois_area(values["height"], values["weight"])),),
        formula="BSA = √(height in cm × weight in kg / 3600)",
        citation=Citation("Mosteller", 1987, "10.1056/NEJM198710223171717"),
        possible=_adult_shape,
        variants=VARIANTS.get(60, ()),
    ),
    Calculator(
        id=61,
        name="Target weight",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg",
        question=(
            "[What|Which] weight in kg would [give the patient|bring the patient to] the target [body mass index "
            "(BMI)|BMI]?"
        ),
        inputs=(HEIGHT, TARGET_BMI),
        work=target_weight,
        tolerance=Tolerance(0.3),
        shortcuts=(Shortcut("height not squared", lambda values: values["target_bmi"] * values["height"] / 100),),
        formula="target weight in kg = target BMI × (height in m)²",
        citation=Citation("Keys et al.", 1972, "10.1016/0021-9681(72)90027-6"),
        variants=VARIANTS.get(61, ()),
    ),
    Calculator(
        id=62,
        name="Adjusted Body Weight",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg",
        question=asks(
            "the patient's adjusted body weight in kg, that is the ideal body weight (Devine) plus 0.4 times the "
            "difference between the actual and the ideal body weight"
        ),
        inputs=(SEX, HEIGHT, WEIGHT),
        work=adjusted_body_weight,
        tolerance=Tolerance(0.3),
        shortcuts=(
            Shortcut("ideal weight", lambda values: ideal_weight(values["sex"], values["height"])),
            Shortcut("actual weight", lambda values: values["weight"]),
            Shortcut(
                "the other sex",
                lambda values: adjusted_weight(_other(values["sex"]), values["height"], values["weight"]),
            ),
        ),
        formula=(
            "IBW = 50 kg (men) or 45.5 kg (women) + 2.3 kg × (height in inches - 60); "
            "ABW = IBW + 0.4 × (actual weight - IBW)"
        ),
        citation=Citation("Bauer et al.", 1983, "10.1007/BF00542215"),
        possible=_adult_shape,
        variants=VARIANTS.get(62, ()),
    ),
)

"""Physical calculations: equations over vital signs and body size."""

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Step, Values, Work, show
from ehrmind.medcalc.measures import DIASTOLIC, HEIGHT, SEX, SYSTOLIC, WEIGHT

CM_PER_INCH = 2.54


def mean_arterial_pressure(values: Values) -> Work:
    """(systolic + 2 × diastolic) / 3, in mmHg."""
    systolic, diastolic = values["systolic"], values["diastolic"]
    twice = 2 * diastolic
    total = systolic + twice
    answer = show(total / 3)
    return Work(
        (
            Step(f"2 × diastolic = 2 × {show(diastolic)} = {show(twice)}.", "twice diastolic", twice),
            Step(f"Systolic + that = {show(systolic)} + {show(twice)} = {show(total)}.", "sum", total),
            Step(f"MAP = {show(total)} / 3 = {answer} mmHg.", "MAP", total / 3),
        ),
        answer,
    )


def body_mass_index(values: Values) -> Work:
    """Weight in kg / (height in m)², in kg/m²."""
    meters = values["height"] / 100
    square = meters**2
    bmi = values["weight"] / square
    return Work(
        (
            Step(f"Height = {show(values['height'])} cm = {show(meters)} m.", "height in m", meters),
            Step(f"Height squared = {show(meters)} × {show(meters)} = {show(square, 4)}.", "height squared", square),
            Step(f"BMI = {show(values['weight'])} / {show(square, 4)} = {show(bmi)} kg/m².", "BMI", bmi),
        ),
        show(bmi),
    )


def ideal_body_weight(values: Values) -> Work:
    """50 kg (men) or 45.5 kg (women) + 2.3 kg for each inch of height over 60."""
    start = 50 if values["sex"] == "male" else 45.5
    inches = values["height"] / CM_PER_INCH
    over = inches - 60
    extra = 2.3 * over
    return Work(
        (
            Step(f"The patient is {values['sex']}: start with {show(start)} kg.", "start", start),
            Step(f"Height = {show(values['height'])} / 2.54 = {show(inches)} inches.", "inches", inches),
            Step(f"Over 60 inches: {show(inches)} - 60 = {show(over)}.", "inches over 60", over),
            Step(f"2.3 × {show(over)} = {show(extra)}.", "extra", extra),
            Step(f"IBW = {show(start)} + {show(extra)} = {show(start + extra)} kg.", "IBW", start + extra),
        ),
        show(start + extra),
    )


CALCULATORS = (
    Calculator(
        id=5,
        name="Mean Arterial Pressure (MAP)",
        category="physical",
        kind=Kind.DECIMAL,
        unit="mmHg",
        question="What is the patient's mean arterial pressure in mmHg?",
        inputs=(SYSTOLIC, DIASTOLIC),
        work=mean_arterial_pressure,
        formula="MAP = (systolic + 2 × diastolic) / 3",
        citation=Citation("DeMers and Wachs, StatPearls", 2023, "PMID 30855814"),
        possible=lambda values: 20 <= values["systolic"] - values["diastolic"] <= 90,
    ),
    Calculator(
        id=6,
        name="Body Mass Index (BMI)",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg/m²",
        question="What is the patient's body mass index (BMI) in kg/m²?",
        inputs=(HEIGHT, WEIGHT),
        work=body_mass_index,
        formula="BMI = weight in kg / (height in m)²",
        citation=Citation("Keys et al.", 1972, "10.1016/0021-9681(72)90027-6"),
        possible=lambda values: 15 <= values["weight"] / (values["height"] / 100) ** 2 <= 48,
    ),
    Calculator(
        id=10,
        name="Ideal Body Weight",
        category="physical",
        kind=Kind.DECIMAL,
        unit="kg",
        question="What is the patient's ideal body weight in kg by the Devine formula?",
        inputs=(SEX, HEIGHT),
        work=ideal_body_weight,
        formula="IBW = 50 kg (men) or 45.5 kg (women) + 2.3 kg × (height in inches - 60)",
        citation=Citation("Pai and Paloucek", 2000, "10.1345/aph.19381"),
    ),
)

"""Kidney function: creatinine clearance, glomerular filtration, fractional excretion of sodium.

CKD-EPI 2021, woman of 50, creatinine 0.7 mg/dL:  142 × (0.7 / 0.7)^-0.241 × 0.9938^50 × 1.012 = 105.294 mL/min
"""

from typing import Any

from ehrmind.medcalc.body import CM_PER_INCH, OVERWEIGHT_FROM, UNDERWEIGHT_BELOW, adjusted_weight, bmi, ideal_weight
from ehrmind.medcalc.conditions import chosen
from ehrmind.medcalc.findings.drugs import RACE
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import (
    AGE,
    CREATININE,
    HEIGHT,
    SEX,
    SODIUM,
    URINE_CREATININE,
    URINE_SODIUM,
    WEIGHT,
)
from ehrmind.medcalc.points import upper_first
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs_kidney import VARIANTS

CKD_EPI = {"male": (0.9, -0.302, 1.0), "female": (0.7, -0.241, 1.012)}  # kappa, alpha, factor
CKD_EPI_2009 = {"male": (0.9, -0.411, 1.0), "female": (0.7, -0.329, 1.018)}  # 10.7326/0003-4819-150-9-200905050-00006
CLOSE_TO_A_CLASS = 0.05  # kg/m²
FILTRATION_UNIT = "mL/min/1.73 m²"


def counted_weight(values: Values) -> tuple[tuple[Step, ...], float]:
    """The weight that Cockcroft-Gault takes, in kg, by the class of the body mass index, and the steps to it."""
    weight, height = values["weight"], values["height"]
    index, ideal = bmi(weight, height), ideal_weight(values["sex"], height)
    start = 50 if values["sex"] == "male" else 45.5
    first = Step(f"BMI = {show(weight)} / {show(height / 100, 5)}² = {show(index)} kg/m².", "BMI", index)
    if index < UNDERWEIGHT_BELOW:
        text = f"BMI below 18.5: the actual weight counts, {show(weight)} kg."
        return (first, Step(text, "actual weight", weight)), weight
    second = Step(
        f"Ideal weight = {show(start)} + 2.3 × ({show(height)} / {CM_PER_INCH} - 60) = {show(ideal)} kg.",
        "ideal weight",
        ideal,
    )
    if index < OVERWEIGHT_FROM:
        lower = min(ideal, weight)
        text = f"BMI below 25: the lower weight counts, {show(lower)} kg."
        return (first, second, Step(text, "lower weight", lower)), lower
    adjusted = adjusted_weight(values["sex"], height, weight)
    terms = f"{show(ideal)} + 0.4 × ({show(weight)} - {show(ideal)})"
    text = f"BMI from 25: adjusted weight = {terms} = {show(adjusted)} kg."
    return (first, second, Step(text, "adjusted weight", adjusted)), adjusted


def cockcroft_gault(values: Values) -> Work:
    """(140 - age) × weight / (72 × creatinine), × 0.85 in women, in mL/min."""
    steps, weight = counted_weight(values)
    age, creatinine = values["age"], values["creatinine"]
    factor = 1.0 if values["sex"] == "male" else 0.85
    clearance = (140 - age) * weight * factor / (72 * creatinine)
    sexed = "" if factor == 1 else " × 0.85"
    last = Step(
        f"CrCl = (140 - {show(age)}) × {show(weight)}{sexed} / (72 × {show(creatinine)}) = {show(clearance)} mL/min.",
        "creatinine clearance",
        clearance,
    )
    return Work((*steps, last), show(clearance))


def ckd_epi_2021(values: Values) -> Work:
    """142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^-1.2 × 0.9938^age, × 1.012 in women, in mL/min/1.73 m²."""
    sex, age, creatinine = values["sex"], values["age"], values["creatinine"]
    kappa, alpha, factor = CKD_EPI[sex]
    ratio = creatinine / kappa
    exponent = alpha if ratio <= 1 else -1.2
    filtration = 142 * ratio**exponent * 0.9938**age * factor
    aged = show(0.9938**age, 4)
    sexed = "" if factor == 1 else " × 1.012"
    raised = f"142 × {show(ratio)}^{show(exponent)} × 0.9938^{show(age)}{sexed}"
    terms = f"{raised} = 142 × {show(ratio**exponent, 4)} × {aged}{sexed}"
    side = "at most 1" if ratio <= 1 else "above 1"
    steps = (
        Step(f"Creatinine / κ = {show(creatinine)} / {show(kappa)} = {show(ratio)}.", "creatinine / κ", ratio),
        Step(f"That is {side}: exponent {show(exponent)} ({sex}).", "exponent", exponent),
        Step(f"GFR = {terms} = {show(filtration)} {FILTRATION_UNIT}.", "GFR", filtration),
    )
    return Work(steps, show(filtration))


def mdrd(values: Values) -> Work:
    """175 × Scr^-1.154 × age^-0.203, × 0.742 in women, × 1.212 in Black patients, in mL/min/1.73 m²."""
    age, creatinine = values["age"], values["creatinine"]
    sexed = 1.0 if values["sex"] == "male" else 0.742
    raced = 1.212 if chosen(RACE, values) == "Black" else 1.0
    by_creatinine, by_age = creatinine**-1.154, age**-0.203
    filtration = 175 * by_creatinine * by_age * sexed * raced
    told = [(sexed, values["sex"]), (raced, chosen(RACE, values))]
    steps = [Step(f"{upper_first(word)}: factor {show(part)}.", word, part) for part, word in told if part != 1]
    factors = "".join(f" × {show(part)}" for part, _ in told if part != 1)
    powers = f"175 × {show(creatinine)}^-1.154 × {show(age)}^-0.203{factors}"
    terms = f"{powers} = 175 × {show(by_creatinine, 4)} × {show(by_age, 4)}{factors}"
    last = Step(f"GFR = {terms} = {show(filtration)} {FILTRATION_UNIT}.", "GFR", filtration)
    return Work((*steps, last), show(filtration))


def sodium_excretion(values: Values) -> Work:
    """100 × (urine sodium × creatinine) / (sodium × urine creatinine), in %."""
    excreted = values["urine_sodium"] * values["creatinine"]
    filtered = values["sodium"] * values["urine_creatinine"]
    percent = 100 * excreted / filtered
    above = f"{show(values['urine_sodium'])} × {show(values['creatinine'])}"
    below = f"{show(values['sodium'])} × {show(values['urine_creatinine'])}"
    terms = f"100 × ({above}) / ({below}) = 100 × {show(excreted)} / {show(filtered)}"
    return Work((Step(f"FENa = {terms} = {show(percent, 4)} %.", "FENa", percent),), show(percent, 4))


def _clearance(values: Values, weight: float, factor: float) -> float:
    return float((140 - values["age"]) * weight * factor / (72 * values["creatinine"]))


def _by_weight(values: Values, weight: float) -> float | None:
    """The clearance with this weight; None where it is the one that counts."""
    factor = 1.0 if values["sex"] == "male" else 0.85
    return None if weight == counted_weight(values)[1] else _clearance(values, weight, factor)


def _without_sex(values: Values) -> float | None:
    """A woman's clearance without the factor 0.85."""
    return None if values["sex"] == "male" else _clearance(values, counted_weight(values)[1], 1)


def ckd_epi_2009(values: Values) -> float:
    """141 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^-1.209 × 0.993^age, × 1.018 in women (Levey 2009), without race."""
    kappa, alpha, factor = CKD_EPI_2009[values["sex"]]
    ratio = values["creatinine"] / kappa
    return float(141 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.209 * 0.993 ** values["age"] * factor)


def _other_sex(values: Values) -> dict[str, Any]:
    return {**values, "sex": "male" if values["sex"] == "female" else "female"}


FILTRATION_TOLERANCE = Tolerance(0.5, relative=0.015)  # a creatinine of two digits moves it by one percent


def _clear_weight(values: Values) -> bool:
    """A BMI of a living person whose class no rounding of a length or a weight would change."""
    found = bmi(values["weight"], values["height"])
    cuts = (UNDERWEIGHT_BELOW, OVERWEIGHT_FROM)
    return 15 <= found <= 48 and not any(0 < abs(found - cut) < CLOSE_TO_A_CLASS for cut in cuts)


CALCULATORS = (
    Calculator(
        id=2,
        name="Creatinine Clearance (Cockcroft-Gault Equation)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mL/min",
        question=asks(
            "the patient's creatinine clearance in mL/min by the Cockcroft-Gault [equation|formula]",
            " As weight take the actual weight if the BMI is below 18.5, the lower of ideal (Devine) and actual "
            "weight if it is normal, and the adjusted weight, ideal + 0.4 × (actual - ideal), if the patient is "
            "overweight or obese.",
        ),
        inputs=(SEX, AGE, WEIGHT, HEIGHT, CREATININE),
        work=cockcroft_gault,
        tolerance=FILTRATION_TOLERANCE,
        shortcuts=(
            Shortcut("actual weight", lambda values: _by_weight(values, values["weight"])),
            Shortcut("ideal weight", lambda values: _by_weight(values, ideal_weight(values["sex"], values["height"]))),
            Shortcut("a man's factor", _without_sex),
        ),
        formula=(
            "CrCl = (140 - age) × weight × (0.85 in women) / (72 × creatinine in mg/dL); weight in kg: actual if BMI "
            "is below 18.5; the lower of ideal and actual if BMI is 18.5 to below 25; ideal + 0.4 × (actual - ideal) "
            "from BMI 25; ideal = 50 (men) or 45.5 (women) + 2.3 × (height in inches - 60)"
        ),
        citation=Citation(
            *("Cockcroft and Gault", 1976),
            "10.1159/000180580; the weight by BMI: Winter et al. 2012, 10.1002/j.1875-9114.2012.01098.x",
        ),
        possible=_clear_weight,
        variants=VARIANTS[2],
    ),
    Calculator(
        id=3,
        name="CKD-EPI Equations for Glomerular Filtration Rate",
        category="lab",
        kind=Kind.DECIMAL,
        unit=FILTRATION_UNIT,
        question=asks(
            "the patient's [glomerular filtration rate|estimated glomerular filtration rate|eGFR] by the 2021 "
            "CKD-EPI creatinine equation (without race), in mL/min/1.73 m²"
        ),
        inputs=(SEX, CREATININE, AGE),
        work=ckd_epi_2021,
        tolerance=FILTRATION_TOLERANCE,
        cuts={"creatinine": tuple(sorted(kappa for kappa, _, _ in CKD_EPI.values()))},
        shortcuts=(
            Shortcut("CKD-EPI 2009", ckd_epi_2009),
            Shortcut("MDRD", lambda values: mdrd(values).answer),
            Shortcut("the other sex", lambda values: ckd_epi_2021(_other_sex(values)).answer),
        ),
        formula=(
            "GFR = 142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^-1.2 × 0.9938^age × (1.012 in women); Scr in mg/dL; "
            "κ = 0.7 and α = -0.241 in women, κ = 0.9 and α = -0.302 in men"
        ),
        citation=Citation("Inker et al.", 2021, "10.1056/NEJMoa2102953"),
        variants=VARIANTS[3],
    ),
    Calculator(
        id=9,
        name="MDRD GFR Equation",
        category="lab",
        kind=Kind.DECIMAL,
        unit=FILTRATION_UNIT,
        question=asks(
            "the patient's [glomerular filtration rate|GFR] by the four-variable MDRD equation for standardized "
            "creatinine (factor 175), in mL/min/1.73 m²",
            " Apply the race factor 1.212 only if the patient is Black.",
        ),
        inputs=(SEX, AGE, CREATININE, RACE),
        work=mdrd,
        tolerance=FILTRATION_TOLERANCE,
        shortcuts=(
            Shortcut("CKD-EPI 2021", lambda values: ckd_epi_2021(values).answer),
            Shortcut("factor 186", lambda values: float(mdrd(values).answer) * 186 / 175),
            Shortcut("the other sex", lambda values: mdrd(_other_sex(values)).answer),
        ),
        formula=(
            "GFR = 175 × Scr^-1.154 × age^-0.203 × (0.742 in women) × (1.212 in Black patients); Scr in mg/dL; "
            "a race that is not stated counts as not Black"
        ),
        citation=Citation("Levey et al.", 2006, "10.7326/0003-4819-145-4-200608150-00004"),
        missing_rule="A race that is not stated takes the factor 1.",
        variants=VARIANTS[9],
    ),
    Calculator(
        id=40,
        name="Fractional Excretion of Sodium (FENa)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="%",
        question=asks(
            "the patient's [fractional excretion of sodium (FENa)|FENa (fractional excretion of sodium)], in percent"
        ),
        inputs=(SODIUM, CREATININE, URINE_SODIUM, URINE_CREATININE),
        work=sodium_excretion,
        tolerance=Tolerance(0.005, relative=0.02),
        shortcuts=(
            Shortcut("not in percent", lambda values: float(sodium_excretion(values).answer) / 100),
            Shortcut("upside down", lambda values: 10_000 / float(sodium_excretion(values).answer)),
            Shortcut("urine over serum sodium", lambda values: 100 * values["urine_sodium"] / values["sodium"]),
        ),
        formula="FENa = 100 × (urine sodium × creatinine) / (sodium × urine creatinine)",
        citation=Citation("Espinel", 1976, "10.1001/jama.1976.03270060029022"),
        possible=lambda values: (
            values["urine_sodium"] * values["creatinine"] <= 0.3 * values["sodium"] * values["urine_creatinine"]
        ),
        variants=VARIANTS[40],
    ),
)

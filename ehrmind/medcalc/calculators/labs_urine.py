"""Kidney and urine: kidney failure risk, fractional excretion of urea, transtubular potassium, urine anion gap.

Urine sodium 40, potassium 30 and chloride 50 mEq/L:  40 + 30 - 50 = 20 mEq/L
"""

from dataclasses import replace
from math import exp, log

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import AGE, BUN, CREATININE, POTASSIUM, SEX, URINE_CREATININE, URINE_SODIUM
from ehrmind.medcalc.questions import asks

FILTRATION = Measure("egfr", "mL/min/1.73 m²", 10, 59, says=("estimated GFR", "eGFR"))
ALBUMINURIA = Measure("acr", "mg/g", 5, 2600, says=("urine albumin-to-creatinine ratio", "urine ACR"), usual=(5, 25))
CHRONIC_AGE = replace(AGE, low=25, high=88)
URINE_UREA = Measure("urine_urea", "mg/dL", 90, 1400, says=("urine urea nitrogen",), usual=(500, 1200))
URINE_POTASSIUM = Measure("urine_potassium", "mEq/L", 6, 110, says=("urine potassium",), usual=(25, 100))
URINE_CHLORIDE = Measure("urine_chloride", "mEq/L", 12, 190, says=("urine chloride",), usual=(60, 180))
OSMOLALITY = Measure("osmolality", "mOsm/kg", 258, 335, says=("serum osmolality",), usual=(280, 295))
URINE_OSMOLALITY = Measure("urine_osmolality", "mOsm/kg", 290, 980, says=("urine osmolality",), usual=(300, 850))
SURVIVAL = 0.9240  # five years, North America; two years 0.9750; elsewhere 0.9365 and 0.9832


def kidney_failure(values: Values) -> Work:
    """100 × (1 - 0.9240^exp(L)), in % within five years; L from age, sex, filtration and albuminuria."""
    risk_log = _risk_log(values)
    age, male, rate = values["age"], values["sex"] == "male", values["egfr"]
    ratio = log(values["acr"])
    risk = _risk(risk_log, SURVIVAL)
    return Work(
        (
            Step(f"Age: -0.2201 × ({show(age)} / 10 - 7.036) = {show(_age_term(age))}.", "age", _age_term(age)),
            Step(f"Sex: 0.2467 × ({int(male)} - 0.5642) = {show(_sex_term(male))}.", "sex", _sex_term(male)),
            Step(f"eGFR: -0.5567 × ({show(rate)} / 5 - 7.222) = {show(_rate_term(rate))}.", "eGFR", _rate_term(rate)),
            Step(
                f"ACR: 0.451 × ({show(ratio)} - 5.137) = {show(_ratio_term(ratio))}.",
                "ACR",
                _ratio_term(ratio),
            ),
            Step(f"Sum of the terms = {show(risk_log)}.", "sum", risk_log),
            Step(f"Risk = 100 × (1 - 0.924^exp({show(risk_log)})) = {show(risk)} %.", "risk", risk),
        ),
        show(risk),
    )


def _age_term(age: float) -> float:
    return -0.2201 * (age / 10 - 7.036)


def _sex_term(male: bool) -> float:
    return 0.2467 * (male - 0.5642)


def _rate_term(rate: float) -> float:
    return -0.5567 * (rate / 5 - 7.222)


def _ratio_term(ratio: float) -> float:
    return 0.4510 * (ratio - 5.137)


def _risk_log(values: Values) -> float:
    terms = _age_term(values["age"]) + _sex_term(values["sex"] == "male") + _rate_term(values["egfr"])
    return terms + _ratio_term(log(values["acr"]))


def _risk(risk_log: float, survival: float) -> float:
    return float(100 * (1 - survival ** exp(risk_log)))


def _other_sex(values: Values) -> float:
    return _risk(_risk_log({**values, "sex": "male" if values["sex"] == "female" else "female"}), SURVIVAL)


def urea_excretion(values: Values) -> Work:
    """100 × (urine urea nitrogen × creatinine) / (BUN × urine creatinine), in %."""
    excreted = values["urine_urea"] * values["creatinine"]
    filtered = values["bun"] * values["urine_creatinine"]
    percent = 100 * excreted / filtered
    return Work(
        (
            Step(
                f"Urine urea nitrogen × creatinine = {show(values['urine_urea'])} × {show(values['creatinine'])} = "
                f"{show(excreted)}.",
                "excreted",
                excreted,
            ),
            Step(
                f"BUN × urine creatinine = {show(values['bun'])} × {show(values['urine_creatinine'])} = "
                f"{show(filtered)}.",
                "filtered",
                filtered,
            ),
            Step(f"FEurea = 100 × {show(excreted)} / {show(filtered)} = {show(percent)} %.", "FEurea", percent),
        ),
        show(percent),
    )


def potassium_gradient(values: Values) -> Work:
    """(Urine potassium / serum potassium) / (urine osmolality / serum osmolality)."""
    potassium = values["urine_potassium"] / values["potassium"]
    water = values["urine_osmolality"] / values["osmolality"]
    gradient = potassium / water
    return Work(
        (
            Step(
                f"Urine / serum potassium = {show(values['urine_potassium'])} / {show(values['potassium'])} = "
                f"{show(potassium)}.",
                "potassium ratio",
                potassium,
            ),
            Step(
                f"Urine / serum osmolality = {show(values['urine_osmolality'])} / {show(values['osmolality'])} = "
                f"{show(water)}.",
                "osmolality ratio",
                water,
            ),
            Step(f"TTKG = {show(potassium)} / {show(water)} = {show(gradient)}.", "TTKG", gradient),
        ),
        show(gradient),
    )


def _multiplied(values: Values) -> float:
    potassium = values["urine_potassium"] / values["potassium"]
    return float(potassium * values["urine_osmolality"] / values["osmolality"])


def urine_gap(values: Values) -> Work:
    """Urine sodium + potassium - chloride, in mEq/L."""
    cations = values["urine_sodium"] + values["urine_potassium"]
    gap = cations - values["urine_chloride"]
    return Work(
        (
            Step(
                f"Sodium + potassium = {show(values['urine_sodium'])} + {show(values['urine_potassium'])} = "
                f"{show(cations)}.",
                "cations",
                cations,
            ),
            Step(
                f"Urine anion gap = {show(cations)} - {show(values['urine_chloride'])} = {show(gap)} mEq/L.", "gap", gap
            ),
        ),
        show(gap),
    )


CALCULATORS = (
    Calculator(
        id=126,
        name="Kidney Failure Risk Equation (KFRE, 4 variables, 5 years)",
        category="risk",
        kind=Kind.DECIMAL,
        unit="%",
        question=asks(
            "the patient's risk of kidney failure within 5 years, in percent, by the four-variable kidney "
            "failure risk equation in its North American calibration (Tangri 2016)",
        ),
        inputs=(SEX, CHRONIC_AGE, FILTRATION, ALBUMINURIA),
        work=kidney_failure,
        tolerance=Tolerance(0.1, relative=0.02),
        shortcuts=(
            Shortcut("two years", lambda values: _risk(_risk_log(values), 0.9750)),
            Shortcut("calibration outside North America", lambda values: _risk(_risk_log(values), 0.9365)),
            Shortcut("the other sex", _other_sex),
        ),
        formula=(
            "risk in % = 100 × (1 - 0.9240^exp(L)), L = -0.2201 × (age / 10 - 7.036) + 0.2467 × (male - 0.5642) - "
            "0.5567 × (eGFR / 5 - 7.222) + 0.4510 × (ln(ACR) - 5.137); male is 1 in men and 0 in women, ACR in mg/g"
        ),
        citation=Citation("Tangri et al.", 2016, "10.1001/jama.2015.18202"),
        possible=lambda values: _risk(_risk_log(values), SURVIVAL) <= 95,
    ),
    Calculator(
        id=127,
        name="Fractional Excretion of Urea (FEurea)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="%",
        question=asks(
            "the patient's [fractional excretion of urea (FEurea)|FEurea (fractional excretion of urea)], in percent",
        ),
        inputs=(BUN, CREATININE, URINE_UREA, URINE_CREATININE),
        work=urea_excretion,
        tolerance=Tolerance(0.1, relative=0.02),
        shortcuts=(
            Shortcut("not in percent", lambda values: float(urea_excretion(values).answer) / 100),
            Shortcut("upside down", lambda values: 10_000 / float(urea_excretion(values).answer)),
            Shortcut("urine over blood urea", lambda values: values["urine_urea"] / values["bun"]),
        ),
        formula="FEurea = 100 × (urine urea nitrogen × creatinine) / (BUN × urine creatinine)",
        citation=Citation("Carvounis et al.", 2002, "10.1046/j.1523-1755.2002.00683.x"),
        possible=lambda values: (
            values["urine_urea"] * values["creatinine"] <= 0.8 * values["bun"] * values["urine_creatinine"]
        ),
    ),
    Calculator(
        id=128,
        name="Transtubular Potassium Gradient (TTKG)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's transtubular potassium gradient (TTKG)",
        ),
        inputs=(POTASSIUM, URINE_POTASSIUM, OSMOLALITY, URINE_OSMOLALITY),
        work=potassium_gradient,
        tolerance=Tolerance(0.1, relative=0.02),
        shortcuts=(
            Shortcut("without the osmolality", lambda values: values["urine_potassium"] / values["potassium"]),
            Shortcut("osmolality upside down", _multiplied),
        ),
        formula="TTKG = (urine potassium / serum potassium) / (urine osmolality / serum osmolality)",
        citation=Citation("Ethier et al.", 1990, "Am J Kidney Dis 15:309-315"),
        possible=lambda values: values["urine_osmolality"] > values["osmolality"],  # else it is not defined
    ),
    Calculator(
        id=129,
        name="Urine Anion Gap",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's urine anion gap (sodium + potassium - chloride) in mEq/L",
        ),
        inputs=(URINE_SODIUM, URINE_POTASSIUM, URINE_CHLORIDE),
        work=urine_gap,
        tolerance=Tolerance(0.5),
        shortcuts=(
            Shortcut("without potassium", lambda values: values["urine_sodium"] - values["urine_chloride"]),
            Shortcut("the other sign", lambda values: -float(urine_gap(values).answer)),
        ),
        formula="urine anion gap = urine sodium + urine potassium - urine chloride, in mEq/L",
        citation=Citation("Batlle et al.", 1988, "10.1056/NEJM198803103181002"),
        possible=lambda values: (
            -70 <= values["urine_sodium"] + values["urine_potassium"] - values["urine_chloride"] <= 80
        ),
    ),
)

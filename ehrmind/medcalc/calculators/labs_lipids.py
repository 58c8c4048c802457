"""Blood lipids: LDL cholesterol by Friedewald, and the Framingham risk of hard coronary heart disease.

LDL with total cholesterol 200, HDL 50 and triglycerides 150 mg/dL:  200 - 50 - 150 / 5 = 120 mg/dL
"""

from dataclasses import dataclass, replace
from math import exp, log

from ehrmind.medcalc.findings.heart import SMOKER, TREATED
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show, signed
from ehrmind.medcalc.measures import AGE, HDL, SEX, SYSTOLIC, TOTAL_CHOLESTEROL, TRIGLYCERIDES
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs_lipids import VARIANTS

FRAMINGHAM_AGE = replace(AGE, low=30, high=79)


@dataclass(frozen=True, slots=True)
class Cox:
    """One sex's coefficients of the natural logarithms, the smoker's highest age, the mean and the survival."""

    age: float
    cholesterol: float
    hdl: float
    systolic: float
    treated: float
    smoker: float
    age_cholesterol: float
    age_smoker: float
    age_age: float
    mean: float
    survival: float
    oldest_smoker: int


COX = {
    "male": Cox(
        *(52.00961, 20.014077, -0.905964, 1.305784, 0.241549, 12.096316, -4.605038, -2.84367, -2.93323),
        *(172.300168, 0.9402, 70),
    ),
    "female": Cox(
        *(31.764001, 22.465206, -1.187731, 2.552905, 0.420251, 13.07543, -5.060998, -2.996945, 0.0),
        *(146.5933061, 0.98767, 78),
    ),
}


def friedewald(values: Values) -> Work:
    """Total cholesterol - HDL - triglycerides / 5, in mg/dL."""
    total, hdl, fat = values["total_cholesterol"], values["hdl"], values["triglycerides"]
    ldl = total - hdl - fat / 5
    terms = f"{show(total)} - {show(hdl)} - {show(fat)} / 5 = {show(total)} - {show(hdl)} - {show(fat / 5)}"
    return Work((Step(f"LDL = {terms} = {show(ldl)} mg/dL.", "LDL", ldl),), show(ldl))


def framingham(values: Values) -> Work:
    """100 × (1 - survival^exp(sum of the terms - mean)), in % within 10 years."""
    cox, age = COX[values["sex"]], values["age"]
    terms = _terms(cox, values)
    total = sum(value for _, value in terms) - cox.mean
    risk = 100 * (1 - cox.survival ** exp(total))
    steps = [Step(f"{text} = {show(value)}.", text, value) for text, value in terms]
    if values.get(SMOKER.name) and age > cox.oldest_smoker:
        steps.append(Step(f"Beside smoking the age counts as {cox.oldest_smoker}."))
    added = " ".join([show(terms[0][1]), *(signed(value) for _, value in terms[1:])])
    steps.append(Step(f"L = {added} - {show(cox.mean, 7)} = {show(total)}.", "L", total))
    steps.append(Step(f"Risk = 100 × (1 - {show(cox.survival, 5)}^exp({show(total)})) = {show(risk)} %.", "risk", risk))
    return Work(tuple(steps), show(risk))


def _terms(cox: Cox, values: Values) -> list[tuple[str, float]]:
    """Each term that is not 0, as its text and its value."""
    age, cholesterol = values["age"], values["total_cholesterol"]
    smoker, treated = bool(values.get(SMOKER.name)), bool(values.get(TREATED.name))
    of_age, of_cholesterol = f"ln({show(age)})", f"ln({show(cholesterol)})"
    oldest = min(age, cox.oldest_smoker)
    by_age = cox.smoker + cox.age_smoker * log(oldest)
    terms = [
        (f"{cox.age} × {of_age}", cox.age * log(age)),
        (f"{cox.cholesterol} × {of_cholesterol}", cox.cholesterol * log(cholesterol)),
        (f"{cox.hdl} × ln({show(values['hdl'])})", cox.hdl * log(values["hdl"])),
        (f"{cox.systolic} × ln({show(values['systolic'])})", cox.systolic * log(values["systolic"])),
        (f"{cox.age_cholesterol} × {of_age} × {of_cholesterol}", cox.age_cholesterol * log(age) * log(cholesterol)),
        (f"{cox.age_age} × {of_age}²", cox.age_age * log(age) ** 2),
        ("Treated pressure", cox.treated * treated),
        (f"Smoker: {cox.smoker} {signed(cox.age_smoker, 5)} × ln({show(oldest)})", smoker * by_age),
    ]
    return [(text, value) for text, value in terms if value]


def _plausible(values: Values) -> bool:
    """HDL is a part of the total; a treated pressure that is still below 120 mmHg is left out."""
    part = values["hdl"] <= 0.55 * values["total_cholesterol"]
    return part and (values["systolic"] >= 120 or not values[TREATED.name]) and values["systolic"] >= 90


def _other_sex(values: Values) -> str:
    return framingham({**values, "sex": "male" if values["sex"] == "female" else "female"}).answer


def _untreated(values: Values) -> str | None:
    return framingham({**values, TREATED.name: False}).answer if values.get(TREATED.name) else None


def _formula() -> str:
    """The open-book text, with both sexes' coefficients."""
    lines = [
        f"{sex}: L = {cox.age} × ln(age) + {cox.cholesterol} × ln(total cholesterol) + {cox.hdl} × ln(HDL) + "
        f"{cox.systolic} × ln(systolic) + {cox.treated} if blood pressure is treated + {cox.smoker} if a smoker + "
        f"{cox.age_cholesterol} × ln(age) × ln(total cholesterol) + {cox.age_smoker} × ln(age, at most "
        f"{cox.oldest_smoker}) if a smoker + {cox.age_age} × ln(age)² - {cox.mean}, "
        f"risk = 100 × (1 - {cox.survival}^exp(L)) %"
        for sex, cox in COX.items()
    ]
    return "; ".join(lines) + "; age in years, cholesterol in mg/dL, pressure in mmHg"


CALCULATORS = (
    Calculator(
        id=44,
        name="LDL Calculated",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mg/dL",
        question=asks(
            "the patient's [LDL cholesterol|calculated LDL cholesterol|LDL] in mg/dL by the Friedewald "
            "[formula|equation]"
        ),
        inputs=(TOTAL_CHOLESTEROL, HDL, TRIGLYCERIDES),
        work=friedewald,
        tolerance=Tolerance(1),
        shortcuts=(
            Shortcut("without triglycerides", lambda values: values["total_cholesterol"] - values["hdl"]),
            Shortcut(
                "whole triglycerides",
                lambda values: values["total_cholesterol"] - values["hdl"] - values["triglycerides"],
            ),
            Shortcut(
                "divisor for mmol/L",
                lambda values: values["total_cholesterol"] - values["hdl"] - values["triglycerides"] / 2.2,
            ),
        ),
        formula="LDL = total cholesterol - HDL - triglycerides / 5, all in mg/dL",
        citation=Citation("Friedewald et al.", 1972, "10.1093/clinchem/18.6.499"),
        possible=lambda values: (
            30 <= values["total_cholesterol"] - values["hdl"] - values["triglycerides"] / 5 <= 260
            and values["triglycerides"] < 400
        ),
        variants=VARIANTS[44],
    ),
    Calculator(
        id=46,
        name="Framingham Risk Score for Hard Coronary Heart Disease",
        category="lab",
        kind=Kind.DECIMAL,
        unit="%",
        question=asks(
            "the patient's 10-year risk of hard coronary heart disease (myocardial infarction or coronary death) "
            "in percent, by the Framingham equation of ATP III"
        ),
        inputs=(SEX, FRAMINGHAM_AGE, TOTAL_CHOLESTEROL, HDL, SYSTOLIC, SMOKER, TREATED),
        work=framingham,
        tolerance=Tolerance(0.1, relative=0.02),
        cuts={"age": tuple(sorted(cox.oldest_smoker for cox in COX.values()))},
        shortcuts=(Shortcut("the other sex", _other_sex), Shortcut("treatment left out", _untreated)),
        formula=_formula(),
        citation=Citation("Expert Panel, NCEP ATP III", 2001, "10.1001/jama.285.19.2486"),
        missing_rule="Smoking and treatment of blood pressure that are not stated count as absent.",
        possible=_plausible,
        variants=VARIANTS[46],
    ),
)

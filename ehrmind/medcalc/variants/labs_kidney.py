"""How the benchmark's clearance and filtration rates differ: unit rounding, κ of men, the limit of overweight.

CKD-EPI 2021, man of 80, creatinine 0.87 mg/dL: with κ = 0.7 the benchmark has 80.85, with Inker's 0.9 it is 87.23.
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.medcalc.body import adjusted_weight, bmi, ideal_weight
from ehrmind.medcalc.forms import Values, Variant
from ehrmind.medcalc.variants.labs_units import REASON, by_units, rounded

KAPPA_REASON = (
    "the benchmark's program takes κ = 0.7 for men with creatinine up to 0.9 mg/dL; Inker 2021 "
    "(10.1056/NEJMoa2102953) gives κ = 0.9 for every man"
)
LIMIT_REASON = (
    "the benchmark's program takes a BMI above 24.9 as overweight; by the WHO (Technical Report 894, 2000) "
    "overweight begins at 25"
)


def clearance(values: Values, *, normal_up_to: float | None = None) -> float:
    """Cockcroft and Gault 1976, in mL/min; a BMI up to `normal_up_to` is normal, below 25 by default."""
    sex, height, weight = values["sex"], values["height"], values["weight"]
    index = rounded(bmi(weight, height))
    normal = index < 25 if normal_up_to is None else index <= normal_up_to
    if index < 18.5:
        counted = weight
    elif normal:
        counted = min(ideal_weight(sex, height), weight)
    else:
        counted = adjusted_weight(sex, height, weight)
    factor = 1 if sex == "male" else 0.85
    return float((140 - values["age"]) * counted * factor / (72 * values["creatinine"]))


def ckd_epi(values: Values, *, kappa_of_men: float = 0.9) -> float:
    """Inker et al. 2021, in mL/min/1.73 m²; `kappa_of_men` is κ for men with creatinine up to 0.9 mg/dL."""
    creatinine, male = values["creatinine"], values["sex"] == "male"
    low = creatinine <= (0.9 if male else 0.7)
    kappa = (kappa_of_men if low else 0.9) if male else 0.7
    exponent = (-0.302 if male else -0.241) if low else -1.2
    return float(142 * (creatinine / kappa) ** exponent * 0.9938 ** values["age"] * (1 if male else 1.012))


def mdrd(values: Values) -> float:
    """Levey et al. 2006, in mL/min/1.73 m²."""
    factor = (1 if values["sex"] == "male" else 0.742) * (1.212 if values.get("race") == "Black" else 1)
    return float(175 * values["creatinine"] ** -1.154 * values["age"] ** -0.203 * factor)


def sodium_excretion(values: Values) -> float:
    """Espinel 1976, in %."""
    filtered = values["sodium"] * values["urine_creatinine"]
    return float(100 * values["urine_sodium"] * values["creatinine"] / filtered)


def by_limit(values: Values, entities: Mapping[str, Any]) -> float:
    """Clearance with overweight above 24.9."""
    return rounded(clearance(values, normal_up_to=24.9))


def by_kappa(values: Values, entities: Mapping[str, Any]) -> float:
    """CKD-EPI with κ = 0.7 in men."""
    return rounded(ckd_epi(values, kappa_of_men=0.7))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    2: (
        Variant("code", LIMIT_REASON, by_limit),
        by_units(clearance, "creatinine"),
        by_units(lambda values: clearance(values, normal_up_to=24.9), "creatinine", reason=f"{REASON}; {LIMIT_REASON}"),
    ),
    3: (
        Variant("code", KAPPA_REASON, by_kappa),
        by_units(ckd_epi, "creatinine"),
        by_units(lambda values: ckd_epi(values, kappa_of_men=0.7), "creatinine", reason=f"{REASON}; {KAPPA_REASON}"),
    ),
    9: (by_units(mdrd, "creatinine"),),
    40: (by_units(sodium_excretion, "sodium", "creatinine", "urine_sodium", "urine_creatinine"),),
}

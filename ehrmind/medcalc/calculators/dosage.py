"""Dose conversions between glucocorticoids.

{"steroid": "oral hydrocortisone", "dose": 80, "target_steroid": "oral dexamethasone"}  ->  80 × 0.0375 = 3 mg
"""

from ehrmind.medcalc.findings.drugs import steroid_sentences
from ehrmind.medcalc.forms import (
    Calculator,
    Choice,
    Citation,
    Kind,
    Measure,
    Shortcut,
    Step,
    Tolerance,
    Values,
    Work,
    show,
)
from ehrmind.medcalc.variants.dosage import VARIANTS

# Doses in mg of equal effect by mouth or intravenously: one figure for both routes.
EQUIVALENT = {
    "oral prednisone": 5.0,
    "oral prednisolone": 5.0,
    "oral hydrocortisone": 20.0,
    "intravenous hydrocortisone": 20.0,
    "oral methylprednisolone": 4.0,
    "intravenous methylprednisolone": 4.0,
    "oral dexamethasone": 0.75,
    "intravenous dexamethasone": 0.75,
    "intravenous betamethasone": 0.75,
    "oral cortisone": 25.0,
    "intravenous triamcinolone": 4.0,
}
ROUTES = {"oral": "PO", "intravenous": "IV"}


def _benchmark_names() -> dict[str, str]:
    """MedCalc-Bench's "hydrocortisone po" -> "oral hydrocortisone"."""
    parts = {name: name.split(" ") for name in EQUIVALENT}
    return {f"{drug} {ROUTES[route]}".lower(): name for name, (route, drug) in parts.items()}


STEROID = Choice(
    "steroid",
    {name: steroid_sentences(name) for name in EQUIVALENT},
    label="Steroid",
    required=True,
    entities=("input steroid",),
    benchmark=_benchmark_names(),
    place="medication",
)
TARGET = Choice(  # the question names it, not the note
    "target_steroid",
    dict.fromkeys(EQUIVALENT, ()),
    label="Wanted steroid",
    required=True,
    entities=("target steroid",),
    benchmark=_benchmark_names(),
)
DOSE = Measure(
    *("dose", "mg", 1, 300),
    says=("daily steroid dose", "dose of the steroid"),
    place="dose",
    entities=("input steroid",),
)


def convert_steroid(values: Values) -> Work:
    """Dose × (equivalent dose of the wanted steroid) / (equivalent dose of the given steroid), in mg."""
    steroid, target, dose = values["steroid"], values["target_steroid"], values["dose"]
    given, wanted = EQUIVALENT[steroid], EQUIVALENT[target]
    factor = wanted / given
    result = dose * factor
    terms = f"{show(dose)} × {show(wanted)} / {show(given)} = {show(dose)} × {show(factor, 4)}"
    return Work(
        (
            Step(f"{show(given)} mg of {steroid} equals {show(wanted)} mg of {target}."),
            Step(f"Dose = {terms} = {show(result)} mg of {target}.", "dose", result),
        ),
        show(result),
    )


def _usual(values: Values) -> bool:
    """Two steroids of unlike strength, at a dose between those of 2.5 and 125 mg prednisone."""
    given, wanted = EQUIVALENT[values["steroid"]], EQUIVALENT[values["target_steroid"]]
    return given != wanted and bool(2.5 <= values["dose"] * 5 / given <= 125)


def _upside_down(values: Values) -> float:
    return float(values["dose"] * EQUIVALENT[values["steroid"]] / EQUIVALENT[values["target_steroid"]])


CALCULATORS = (
    Calculator(
        id=24,
        name="Steroid Conversion Calculator",
        category="dosage",
        kind=Kind.DECIMAL,
        unit="mg",
        question=(
            "[What dose of {target_steroid}, in mg, is equivalent to the patient's dose of steroid?|Convert the "
            "patient's dose of steroid to {target_steroid}, in mg.|How many mg of {target_steroid} [are "
            "equivalent to|equal in effect] the patient's dose of steroid?|Give the dose of {target_steroid}, in "
            "mg, that is equivalent to the patient's dose of steroid.]"
        ),
        inputs=(STEROID, DOSE, TARGET),
        work=convert_steroid,
        tolerance=Tolerance(0.005, relative=0.01),
        shortcuts=(
            Shortcut("the same dose", lambda values: values["dose"]),
            Shortcut("factor upside down", _upside_down),
        ),
        formula="equivalent doses: " + ", ".join(f"{name} {show(dose, 2)} mg" for name, dose in EQUIVALENT.items()),
        citation=Citation(
            "Amneal, Dexamethasone Tablets USP, US prescribing information",
            2021,
            "Dosage and Administration, table of equivalent milligram dosages, Rev. 12-2021-01",
        ),
        possible=_usual,
        variants=VARIANTS[24],
    ),
)

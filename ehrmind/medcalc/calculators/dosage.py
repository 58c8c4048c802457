"""Dose conversions."""

from ehrmind.medcalc.forms import Calculator, Choice, Citation, Kind, Measure, Step, Values, Work, show

# Dose in mg with the anti-inflammatory effect of 5 mg prednisone.
EQUIVALENT = {
    "prednisone": 5.0,
    "prednisolone": 5.0,
    "hydrocortisone": 20.0,
    "methylprednisolone": 4.0,
    "dexamethasone": 0.75,
    "triamcinolone": 4.0,
}
STEROID = Choice(
    "steroid",
    {name: (f"{{He}} takes oral {name}.", f"Current steroid: {name} by mouth.") for name in EQUIVALENT},
    label="Steroid",
)
DOSE = Measure("dose", "mg", 2, 80, says=("daily steroid dose", "dose of the steroid"), place="dose")


def prednisone_equivalent(values: Values) -> Work:
    """Dose × 5 / (equivalent dose of the steroid), in mg prednisone."""
    steroid, dose = values["steroid"], values["dose"]
    factor = 5 / EQUIVALENT[steroid]
    return Work(
        (
            Step(
                f"{show(EQUIVALENT[steroid])} mg {steroid} equals 5 mg prednisone.", "equivalent", EQUIVALENT[steroid]
            ),
            Step(f"Factor = 5 / {show(EQUIVALENT[steroid])} = {show(factor)}.", "factor", factor),
            Step(f"{show(dose)} mg × {show(factor)} = {show(dose * factor)} mg prednisone.", "dose", dose * factor),
        ),
        show(dose * factor),
    )


CALCULATORS = (
    Calculator(
        id=24,
        name="Steroid Conversion Calculator",
        category="dosage",
        kind=Kind.DECIMAL,
        unit="mg",
        question="What daily dose of oral prednisone, in mg, is equivalent to the patient's steroid?",
        inputs=(STEROID, DOSE),
        work=prednisone_equivalent,
        formula="equivalent oral doses: " + ", ".join(f"{name} {show(dose)} mg" for name, dose in EQUIVALENT.items()),
        citation=Citation("Liu et al.", 2013, "10.1186/1710-1492-9-30"),
        # prednisone to prednisone is no conversion
        possible=lambda values: values["steroid"] not in ("prednisone", "prednisolone"),
    ),
)

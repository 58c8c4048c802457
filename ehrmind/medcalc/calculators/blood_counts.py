"""Blood counts: the Mentzer index, reticulocytes corrected for the hematocrit, and their production index.

Reticulocytes 9 % at a hematocrit of 25 %: 9 × 25 / 45 = 5 %; over 2 days of maturation an index of 2.5.
"""

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.questions import asks

MCV = Measure("mcv", "fL", 56, 88, says=("MCV", "mean corpuscular volume"), usual=(82, 88))
RED_CELLS = Measure(
    "red_cells", "×10¹²/L", 2.6, 6.8, 2, says=("red blood cell count", "red cell count", "RBC"), usual=(4.4, 5.4)
)
RETICULOCYTES = Measure(
    "reticulocytes", "%", 0.3, 18, 1, says=("reticulocytes", "reticulocyte count"), usual=(0.6, 1.8)
)
ANEMIC_HEMATOCRIT = Measure("hematocrit", "%", 11, 44, says=("hematocrit",), usual=(40, 44))
NORMAL_HEMATOCRIT = 45  # %
MATURATION = ((0, 2.5), (16, 2.0), (26, 1.5), (36, 1.0))  # from a hematocrit in %, days in the blood


def mentzer(values: Values) -> Work:
    """Mean corpuscular volume in fL / red cells in 10¹²/L."""
    index = values["mcv"] / values["red_cells"]
    text = f"Mentzer index = {show(values['mcv'])} / {show(values['red_cells'])} = {show(index)}."
    return Work((Step(text, "Mentzer index", index),), show(index))


def corrected_reticulocytes(values: Values) -> Work:
    """Reticulocytes × hematocrit / 45, in %."""
    share = values["hematocrit"] / NORMAL_HEMATOCRIT
    corrected = values["reticulocytes"] * share
    return Work(
        (
            Step(f"Hematocrit / 45 = {show(values['hematocrit'])} / 45 = {show(share)}.", "hematocrit / 45", share),
            Step(
                f"Corrected reticulocytes = {show(values['reticulocytes'])} × {show(share)} = {show(corrected)} %.",
                "corrected reticulocytes",
                corrected,
            ),
        ),
        show(corrected),
    )


def production_index(values: Values) -> Work:
    """Corrected reticulocytes / maturation time in days."""
    steps = corrected_reticulocytes(values).steps
    corrected, days = _corrected(values), maturation(values["hematocrit"])
    index = corrected / days
    return Work(
        (
            *steps,
            Step(
                f"At a hematocrit of {show(values['hematocrit'])} % the maturation time is {show(days)}.",
                "maturation time",
                days,
            ),
            Step(f"Production index = {show(corrected)} / {show(days)} = {show(index)}.", "production index", index),
        ),
        show(index),
    )


def maturation(hematocrit: float) -> float:
    """Days that reticulocytes mature in the blood."""
    return [days for low, days in MATURATION if hematocrit >= low][-1]


def _corrected(values: Values) -> float:
    return float(values["reticulocytes"] * values["hematocrit"] / NORMAL_HEMATOCRIT)


def _by_days(values: Values) -> float:
    return float(values["reticulocytes"] / maturation(values["hematocrit"]))


def _immature(values: Values) -> float | None:
    """Without the maturation time; None where that is one day."""
    return _corrected(values) if maturation(values["hematocrit"]) != 1 else None


CALCULATORS = (
    Calculator(
        id=118,
        name="Mentzer Index",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's Mentzer index, the mean corpuscular volume over the red blood cell count",
        ),
        inputs=(MCV, RED_CELLS),
        work=mentzer,
        tolerance=Tolerance(0.1, relative=0.01),
        shortcuts=(
            Shortcut("product", lambda values: values["mcv"] * values["red_cells"]),
            Shortcut("upside down", lambda values: values["red_cells"] / values["mcv"]),
        ),
        formula="Mentzer index = MCV in fL / red blood cells in 10¹²/L",
        citation=Citation("Mentzer", 1973, "10.1016/S0140-6736(73)91446-3"),
    ),
    Calculator(
        id=119,
        name="Corrected Reticulocyte Count",
        category="lab",
        kind=Kind.DECIMAL,
        unit="%",
        question=asks(
            "the patient's reticulocyte count corrected for the hematocrit, in percent",
            " Take 45 % as the normal hematocrit; do not divide by a maturation time.",
        ),
        inputs=(RETICULOCYTES, ANEMIC_HEMATOCRIT),
        work=corrected_reticulocytes,
        tolerance=Tolerance(0.1, relative=0.01),
        shortcuts=(
            Shortcut("not corrected", lambda values: values["reticulocytes"]),
            Shortcut("upside down", lambda values: values["reticulocytes"] * NORMAL_HEMATOCRIT / values["hematocrit"]),
        ),
        formula="corrected reticulocytes in % = reticulocytes in % × hematocrit in % / 45",
        citation=Citation("Hillman", 1969, "10.1172/JCI106001"),
    ),
    Calculator(
        id=120,
        name="Reticulocyte Production Index (RPI)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's reticulocyte production index",
            " Take 45 % as the normal hematocrit and a maturation time of 1 day from a hematocrit of 36 %, "
            "1.5 days from 26 %, 2 days from 16 % and 2.5 days below.",
        ),
        inputs=(RETICULOCYTES, ANEMIC_HEMATOCRIT),
        work=production_index,
        tolerance=Tolerance(0.05, relative=0.01),
        cuts={"hematocrit": tuple(low for low, _ in MATURATION if low)},
        shortcuts=(
            Shortcut("not corrected", lambda values: values["reticulocytes"]),
            Shortcut("without the maturation time", _immature),
            Shortcut("not corrected for the hematocrit", _by_days),
        ),
        formula=(
            "index = reticulocytes in % × hematocrit in % / 45 / maturation time in days; the time is 1 day from a "
            "hematocrit of 36 %, 1.5 days from 26 %, 2 days from 16 %, 2.5 days below"
        ),
        citation=Citation("Hillman", 1969, "10.1172/JCI106001"),
    ),
)

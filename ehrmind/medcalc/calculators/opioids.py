"""Opioid doses in morphine milligram equivalents (MME) a day.

{"oxycodone": (10, 3), "tramadol": (50, 2)}  ->  10 × 3 × 1.5 + 50 × 2 × 0.2 = 65 MME
"""

from ehrmind.medcalc.findings.drugs import BUCCAL_FORM, PATCH_FORM
from ehrmind.medcalc.forms import (
    DOSE_FORM,
    Calculator,
    Citation,
    Dose,
    Kind,
    Shortcut,
    Step,
    Tolerance,
    Values,
    Work,
    show,
)
from ehrmind.medcalc.variants.dosage import VARIANTS


def _opioid(
    drug: str,
    name: str,
    unit: str,
    amounts: tuple[float, ...],
    per_day: tuple[int, ...] = (1, 2, 3),
    form: str = DOSE_FORM,
) -> Dose:
    """An opioid; `name` is the benchmark's."""
    entities = (f"{name} Dose", f"{name} Dose Per Day")
    return Dose(drug.replace(" ", "_"), drug, unit, amounts, per_day, form, entities)


PATCH = Dose(
    *("fentanyl_patch", "fentanyl patch", "µg/h", (12, 25, 50, 75, 100), (1,)),
    form=PATCH_FORM,
    entities=("FentANYL patch Dose", "FentANYL patch Dose Per Day"),
)
# MME in one unit: mg, µg of buccal fentanyl, µg/h of a patch (whose rate counts once a day).
FACTORS = (
    (_opioid("codeine", "Codeine", "mg", (15, 30, 60), (2, 3, 4)), 0.15),
    (_opioid("buccal fentanyl", "FentaNYL buccal", "µg", (100, 200, 400), (1, 2, 4), BUCCAL_FORM), 0.13),
    (PATCH, 2.4),
    (_opioid("hydrocodone", "HYDROcodone", "mg", (5, 7.5, 10, 20)), 1.0),
    (_opioid("hydromorphone", "HYDROmorphone", "mg", (2, 4, 8)), 5.0),
    (_opioid("methadone", "Methadone", "mg", (2.5, 5, 10)), 4.7),
    (_opioid("morphine", "Morphine", "mg", (10, 15, 30, 60), (2, 3)), 1.0),
    (_opioid("oxycodone", "OxyCODONE", "mg", (5, 10, 15, 20)), 1.5),
    (_opioid("oxymorphone", "OxyMORphone", "mg", (5, 10, 20), (2, 3)), 3.0),
    (_opioid("tapentadol", "Tapentadol", "mg", (50, 75, 100), (2, 3)), 0.4),
    (_opioid("tramadol", "TraMADol", "mg", (50, 100), (1, 2, 3, 4)), 0.2),
)


FACTORS_2016 = {"hydromorphone": 4.0, "tramadol": 0.1}  # where they differ
METHADONE_2016 = ((20, 4.0), (40, 8.0), (60, 10.0), (float("inf"), 12.0))  # up to mg a day, factor


def morphine_equivalents(values: Values) -> Work:
    """Sum of amount × times a day × factor, in MME a day."""
    taken = [(dose, factor, *values[dose.name]) for dose, factor in FACTORS if values.get(dose.name) is not None]
    parts = [amount * times * factor for _, factor, amount, times in taken]
    steps = []
    for (dose, factor, amount, times), part in zip(taken, parts, strict=True):
        often = "" if dose.per_day == (1,) else f" × {show(times)}"
        text = f"{dose.drug.capitalize()} = {show(amount)}{often} × {show(factor)} = {show(part)} MME."
        steps.append(Step(text, f"{dose.drug} MME", part))
    total = sum(parts)
    added = f"{' + '.join(map(show, parts))} = " if len(parts) > 1 else ""
    return Work((*steps, Step(f"Total = {added}{show(total)} MME a day.", "total MME", total)), show(total))


def by_2016(values: Values) -> float | None:
    """The sum with the factors of the CDC's guideline of 2016 (10.15585/mmwr.rr6501e1), in MME a day.

    None where no drug has another factor there.
    """
    if not any(values.get(name) for name in (*FACTORS_2016, "methadone")):
        return None
    taken = [(dose.name, *values[dose.name], factor) for dose, factor in FACTORS if values.get(dose.name)]
    return float(
        sum(amount * times * _factor_2016(name, amount * times, factor) for name, amount, times, factor in taken)
    )


def _factor_2016(name: str, a_day: float, factor: float) -> float:
    if name == "methadone":
        return next(step for most, step in METHADONE_2016 if a_day <= most)
    return FACTORS_2016.get(name, factor)


def _without_times(values: Values) -> float | None:
    """The sum of single doses; None where each is taken once a day."""
    taken = [(*values[dose.name], factor) for dose, factor in FACTORS if values.get(dose.name)]
    return sum(amount * factor for amount, _, factor in taken) if any(times > 1 for _, times, _ in taken) else None


def _few(values: Values) -> bool:
    """One to three opioids."""
    return 1 <= sum(values.get(dose.name) is not None for dose, _ in FACTORS) <= 3


CALCULATORS = (
    Calculator(
        id=49,
        name="Morphine Milligram Equivalents (MME) Calculator",
        category="dosage",
        kind=Kind.DECIMAL,
        unit="MME/day",
        question=(
            "[How many morphine milligram equivalents (MME) does the patient take a day|What is the patient's "
            "daily opioid dose in morphine milligram equivalents (MME)|How many MME (morphine milligram "
            "equivalents) a day does the patient take|What do the patient's opioids come to in morphine "
            "milligram equivalents (MME) a day|How large is the patient's daily opioid dose in morphine milligram "
            "equivalents (MME)|What is the total of the patient's opioids in morphine milligram equivalents (MME) a "
            "day], with the conversion factors of the CDC's 2022 guideline (buccal fentanyl: 0.13 per µg; fentanyl "
            "patch: 2.4 per µg/h, once)?"
        ),
        inputs=tuple(dose for dose, _ in FACTORS),
        work=morphine_equivalents,
        tolerance=Tolerance(0.5, relative=0.01),
        shortcuts=(
            Shortcut("factors of 2016", by_2016),
            Shortcut("times a day left out", _without_times),
        ),
        formula="MME a day = sum over the opioids of amount × times a day × factor; factors: "
        + ", ".join(f"{dose.drug} {show(factor)} per {dose.unit}" for dose, factor in FACTORS),
        citation=Citation(
            "Dowell et al., CDC guideline, table of morphine milligram equivalent doses (buccal fentanyl: the CDC's "
            "file of oral MME conversion factors, 2017 version)",
            2022,
            "10.15585/mmwr.rr7103a1",
        ),
        missing_rule="An opioid that is not stated counts as not taken.",
        possible=_few,
        variants=VARIANTS[49],
    ),
)

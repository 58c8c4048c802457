"""How MedCalc-Bench's SOFA answers differ from Vincent 1996.

Norepinephrine 0.3 mcg/kg/min without dopamine gets 2 points there (dopamine 0 is "at most 5"), 4 in Vincent 1996.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

Table = tuple[tuple[float, float], ...]  # (lowest value, points), highest first

COMA: Table = ((15, 0), (13, 1), (10, 2), (6, 3), (0, 4))
BILIRUBIN: Table = ((12, 4), (6, 3), (2, 2), (1.2, 1))
PLATELETS: Table = ((150, 0), (100, 1), (50, 2), (20, 3), (0, 4))
VASOPRESSORS = ("dopamine", "dobutamine", "epinephrine", "norepinephrine")
CREATININE: Table = ((5, 4), (3.5, 3), (2, 2), (1.2, 1))


def program(values: Values, entities: Mapping[str, Any]) -> float | None:
    """What the benchmark's program adds up; None where it fails for lack of an input."""
    if any(values.get(name) is None for name in ("pao2", "fio2", "bilirubin", "platelets")):
        return None
    total = _respiration(entities) + _circulation(values) + _first(values.get("gcs") or 15, COMA)
    total += _first(values["bilirubin"], BILIRUBIN) + _first(values["platelets"], PLATELETS)
    return float(total + _kidneys(values, entities))


def _first(value: float, table: Table) -> float:
    return next((points for low, points in table if value >= low), 0)


def _respiration(entities: Mapping[str, Any]) -> float:
    """PaO2 divided by FiO2 in percent is always below 100."""
    if entities.get("On mechanical ventilation"):
        return 4
    return 0 if entities.get("Continous positive airway pressure") else 2


def _circulation(values: Values) -> float:
    """The levels tested from the lowest, where dopamine not given is "at most 5"."""
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    dopamine, dobutamine, epinephrine, norepinephrine = ((values.get(drug) or (0, 1))[0] for drug in VASOPRESSORS)
    low = systolic is not None and diastolic is not None and (systolic + 2 * diastolic) / 3 < 70
    if low and not (dobutamine or epinephrine or norepinephrine):
        return 1
    return 2 if dopamine <= 5 or dobutamine else 3


def _kidneys(values: Values, entities: Mapping[str, Any]) -> float:
    """Creatinine where no urine output is stated, 3 for low urine output where no creatinine is, and else nothing."""
    creatinine, urine = values.get("creatinine"), values.get("urine_output")
    if creatinine is None:
        return 3 if urine is not None and urine < 500 else 0
    if urine is not None:
        return 0
    _, unit = entities.get("creatinine", (creatinine, "mg/dL"))
    return _first(round(creatinine, 1) if "mol" in unit else creatinine, CREATININE)


def faults(values: Values, entities: Mapping[str, Any], solve: Solve) -> Iterator[tuple[str, float]]:
    """What of the program's departures this row meets, by organ."""

    def more(theirs: float, *without: str) -> float:
        """Their points of an organ minus ours, which are lost when these inputs are not stated."""
        left = {name: value for name, value in values.items() if name not in without}
        return theirs - (solve(values) - solve(left))

    support = "on a ventilator" if entities.get("On mechanical ventilation") else "without a ventilator"
    yield (
        f"divides PaO2 by FiO2 in percent, so that it is below 100 in everybody {support}",
        more(_respiration(entities), "pao2"),
    )
    yield _of_circulation(values), more(_circulation(values), "systolic", "hypotension", *VASOPRESSORS)
    yield _of_kidneys(values), more(_kidneys(values, entities), "creatinine", "urine_output")


def _of_circulation(values: Values) -> str:
    if (values.get("dopamine") or (0, 1))[0]:
        return "gives 2 or 3 points for circulation by dopamine and dobutamine alone, never 4"
    return "gives 2 points for circulation to everybody without dopamine, since none is at most 5 mcg/kg/min"


def _of_kidneys(values: Values) -> str:
    if values.get("creatinine") is not None and values.get("urine_output") is not None:
        return "gives nothing for the kidneys where creatinine and urine output are both stated"
    if values.get("urine_output") is not None:
        return "gives 3 points for any urine output below 500 mL/day, also for one below 200"
    return "rounds a creatinine in µmol/L to a tenth of a mg/dL"


VARIANTS: dict[int, tuple[Variant, ...]] = {
    43: (
        Variant(
            "code",
            "the benchmark's program departs from the points of Vincent 1996 (10.1007/BF01709751)",
            *(program, faults),
        ),
    ),
}

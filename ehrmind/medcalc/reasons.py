"""Why a row's published answer is not ours: what kind of difference it is, and by what evidence.

    check_row(CALCULATORS[21], row)
    -> Disagreement(row="849", calculator=21, published="16", ours="12", kind="code",
           rule="the benchmark's program departs from the sum of the three responses ...",
           reason="...: adds the verbal response twice (+4)",
           evidence={"recomputed": "16", "faults": [{"fault": "adds the verbal response twice", "difference": 4}],
                     "unattributed": 0})

A row is explained when a known rule of the benchmark, worked out on the row, gives the published number. A value that
no patient has makes it implausible: nothing is computed then, and nobody blamed. The rest has no explanation: an entity
is missing or unreadable, or no rule gives the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehrmind.medcalc import published, tables
from ehrmind.medcalc.entities import parse_entities, read_known
from ehrmind.medcalc.forms import Calculator, Kind, MissingInput, Values, Variant, show
from ehrmind.medcalc.plausible import Implausible
from ehrmind.medcalc.scoring import Scoring, judge

SAME = 0.002  # relative: a variant must give the published decimal, not merely a number within its 5 %

EXPLAINED = ("formula", "code", "unit", "entity", "rounding")  # a variant's kinds
IMPLAUSIBLE = "implausible"
NO_PATIENT = "the row holds a value that no patient has, so that nothing is computed from it"
MISSING, UNREADABLE, ROW, UNEXPLAINED = "missing", "unreadable", "row", "unexplained"  # without an explanation

ERRORS = (KeyError, TypeError, ValueError, ArithmeticError)  # of a variant that needs what a row does not hold


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One row whose published answer is not ours, or which has none of ours; `rule` is the reason of all rows alike."""

    row: str
    calculator: int
    published: str
    ours: str | None
    kind: str  # of EXPLAINED, implausible, missing, unreadable, row, or unexplained
    rule: str
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row worked out: our answer where there is one, and how the published one differs where it does."""

    ours: str | None
    difference: Disagreement | None


def check_row(calculator: Calculator, row: Mapping[str, str]) -> Checked:
    """Our answer to a row; without a difference where it is right by the row's limits."""

    def differs(kind: str, rule: str, ours: str | None = None, **more: Any) -> Checked:
        found = Disagreement(row["Row Number"], calculator.id, row["Ground Truth Answer"], ours, kind, rule, rule)
        return Checked(ours, _with(found, **more))

    try:
        entities = parse_entities(row[tables.ENTITIES])
        example = published.example_of(row, row["Row Number"])
    except ValueError as error:  # parsing.Unreadable among them
        return differs(ROW, str(error))
    values, problems = read_known(calculator, entities)
    impossible = [str(problem) for problem in problems if isinstance(problem, Implausible)]
    if impossible:
        return differs(IMPLAUSIBLE, NO_PATIENT, reason="; ".join(impossible), evidence={"values": impossible})
    ours, why = _solved(calculator, values, problems)
    if ours is not None and judge(ours, example.facts, Scoring.benchmark).correct:
        return Checked(ours, None)
    for variant in calculator.variants:
        if evidence := _evidence(calculator, variant, values, entities, example.answer, ours):
            return differs(variant.kind, variant.reason, ours, evidence=evidence, reason=_told(variant, evidence))
    if ours is None:
        return differs(*why)
    return differs(UNEXPLAINED, "no known rule gives the published answer", ours)


def _with(found: Disagreement, **more: Any) -> Disagreement:
    held = {name: getattr(found, name) for name in found.__slots__}
    return Disagreement(**{**held, **more})


def _solved(
    calculator: Calculator, values: Values, problems: Sequence[ValueError]
) -> tuple[str | None, tuple[str, str]]:
    """Our answer, or none and its kind and reason."""
    if problems:
        return None, (UNREADABLE, "; ".join(map(str, problems)))
    try:
        return calculator.solve(values).answer, ("", "")
    except MissingInput as error:
        return None, (MISSING, str(error))
    except (ValueError, ArithmeticError) as error:
        return None, (UNREADABLE, f"the entities' values are out of range: {error}")


def _evidence(
    calculator: Calculator,
    variant: Variant,
    values: Values,
    entities: Mapping[str, Any],
    gold: str,
    ours: str | None,
) -> dict[str, Any]:
    """What shows that a variant made the published answer: that it gives it, and by which faults; empty if it does not.

    `unattributed` is what the faults leave over of the difference between two whole numbers.
    """
    try:
        answer = variant.answer(values, entities)
    except ERRORS:
        return {}
    if answer is None or not _same(calculator.kind, answer, gold):
        return {}
    evidence: dict[str, Any] = {"recomputed": answer if isinstance(answer, str) else show(answer)}
    faults = _faults(calculator, variant, values, entities)
    if faults:
        evidence["faults"] = [{"fault": says, "difference": round(points, 3)} for says, points in faults]
    if faults and ours is not None and calculator.kind is Kind.INTEGER:
        evidence["unattributed"] = round(float(answer) - float(ours) - sum(points for _, points in faults), 3)
    return evidence


def _faults(
    calculator: Calculator, variant: Variant, values: Values, entities: Mapping[str, Any]
) -> list[tuple[str, float]]:
    """Those of a variant's faults that make a difference to this row, the largest first."""
    if variant.faults is None:
        return []
    try:
        found = list(variant.faults(values, entities, lambda values: float(calculator.solve(values).answer)))
    except ERRORS:
        return []
    return sorted(((says, points) for says, points in found if points), key=lambda item: -abs(item[1]))


def _told(variant: Variant, evidence: Mapping[str, Any]) -> str:
    """The rule and the faults that this row meets: "...: adds the verbal response twice (+4)"."""
    told = [f"{item['fault']} ({item['difference']:+g})" for item in evidence.get("faults", ())]
    return f"{variant.reason}: {'; '.join(told)}" if told else variant.reason


def _same(kind: Kind, answer: float | str, gold: str) -> bool:
    if kind in (Kind.DATE, Kind.WEEKS_DAYS):
        return judge(str(answer), {"kind": kind.value, "low": gold}, Scoring.benchmark).correct
    return abs(float(answer) - float(gold)) <= max(SAME * abs(float(gold)), 0.006)

"""A second opinion on published answers: ours and the benchmark's against those that physicians corrected.

    Unique ID 869 · Ground Truth Answer 21       (a file in these columns; Unique ID is the row number)

    compare(checked, corrected)
    -> {"comparable": 404, "ours": 366, "published": 311, "by_calculator": {"28": {"comparable": 10, "ours": 9, ...}},
        "without_answer": 30, "not_ours": {"rows": 9, "published": 4}, "unmatched": 0, "unreadable": 0,
        "differences": [{"row": "861", "calculator": 21, "ours": "8", "published": "11", "corrected": "9"}, ...]}

Comparable is a row for which the second opinion and we both have an answer: "N/A" there means that the note lacks
information, and of an implausible or unreadable entity we say nothing. Numbers agree within the limits that the second
opinion gives, or 5 %; whole numbers and dates when they are equal; a gestational age may be in days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind import parsing
from ehrmind.errors import DataError
from ehrmind.medcalc import tables
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Kind, around
from ehrmind.medcalc.scoring import judge

WANTED = ("Row Number", "Ground Truth Answer")
NO_ANSWER = ("", "n/a", "na", "none", "nan", "unknown")


@dataclass(frozen=True, slots=True)
class Answers:
    """The published answer to one row, and ours where there is one."""

    row: str
    calculator: int
    published: str
    ours: str | None


def read(path: Path) -> dict[str, dict[str, str]]:
    """The second opinion's rows by number. Raises DataError."""
    if not path.is_file():
        raise DataError(f"{path} does not exist; --compare wants a CSV or parquet file with {' and '.join(WANTED)}")
    rows: dict[str, dict[str, str]] = {}
    for row in tables.read_columns(tables.read_file(path), path.name, WANTED, by_calculator=False):
        number = row["Row Number"].removesuffix(".0")
        if number in rows:
            raise DataError(f"{path.name} has the row {number} twice; take one away")
        rows[number] = row
    if not rows:
        raise DataError(f"{path} holds no rows")
    return rows


def compare(answers: Iterable[Answers], corrected: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """How often ours and the published answers agree with the corrected ones, in all and by calculator."""
    counts: dict[int, Counter[str]] = {}
    outside: Counter[str] = Counter()
    differences = []
    seen = set()
    for item in answers:
        if item.row not in corrected:
            continue
        seen.add(item.row)
        verdict = _verdict(item, corrected[item.row])
        if isinstance(verdict, str):
            outside[verdict] += 1
            continue
        ours, theirs = verdict
        if ours is None:
            outside["not_ours"] += 1
            outside["not_ours_published"] += theirs
            continue
        counts.setdefault(item.calculator, Counter()).update(comparable=1, ours=int(ours), published=int(theirs))
        if not ours:
            differences.append(_difference(item, corrected[item.row]))
    total = sum(counts.values(), Counter())
    return {
        **{name: total[name] for name in ("comparable", "ours", "published")},
        "by_calculator": {str(number): _named(number, counts[number]) for number in sorted(counts)},
        "without_answer": outside["without_answer"],
        "not_ours": {"rows": outside["not_ours"], "published": outside["not_ours_published"]},
        "unmatched": len(corrected.keys() - seen),
        "unreadable": outside["unreadable"],
        "differences": differences,
    }


def _verdict(item: Answers, row: Mapping[str, str]) -> str | tuple[bool | None, bool]:
    """Whether ours, where there is one, and the published answer agree; or why the row compares with nothing."""
    answer = row["Ground Truth Answer"].strip()
    if answer.lower() in NO_ANSWER:
        return "without_answer"
    calculator = CALCULATORS.get(item.calculator)
    if calculator is None:
        return "unreadable"
    try:
        facts = _facts(calculator.kind, answer, row)
    except (parsing.Unreadable, ValueError):
        return "unreadable"
    ours = None if item.ours is None else _agrees(item.ours, facts)
    return ours, _agrees(item.published, facts)


def _facts(kind: Kind, answer: str, row: Mapping[str, str]) -> dict[str, str]:
    """The corrected answer as a right answer is judged by. Raises parsing.Unreadable."""
    if kind is Kind.DECIMAL:
        low, high = row["Lower Limit"], row["Upper Limit"]
        parsing.read_number(answer)
        if not low or not high or parsing.read_number(low) == parsing.read_number(high):
            low, high = around(answer)
        return {"kind": kind.value, "low": low, "high": high}
    if kind is Kind.INTEGER:
        answer = str(parsing.read_integer(answer))
    elif kind is Kind.WEEKS_DAYS:
        answer = _weeks_days(answer)
    else:
        parsing.read_date(answer)
    return {"kind": kind.value, "low": answer}


def _weeks_days(answer: str) -> str:
    """Weeks and days, also of a number of days: 99 -> "14 weeks, 1 days"."""
    try:
        weeks, days = parsing.read_weeks_days(answer)
    except parsing.Unreadable:
        weeks, days = divmod(parsing.read_integer(answer), 7)
    return f"{weeks} weeks, {days} days"


def _agrees(answer: str, facts: Mapping[str, str]) -> bool:
    return judge(answer, facts).correct


def _difference(item: Answers, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": item.row,
        "calculator": item.calculator,
        "ours": item.ours,
        "published": item.published,
        "corrected": row["Ground Truth Answer"],
    }


def _named(number: int, count: Mapping[str, int]) -> dict[str, Any]:
    return {"name": CALCULATORS[number].name, **{key: count[key] for key in ("comparable", "ours", "published")}}

"""Check MedCalc-Bench's labels: recompute every answer from the row's own entities, and name why one differs.

    python -m ehrmind.medcalc.audit test_data.csv --json audit.json

    -> {"rows": 524, "agree": 499, "agreement": 0.952, "by_calculator": {...},
        "disagreements": [{"row": 849, "calculator": 21, "published": "16", "ours": "12", "kind": "code",
                           "reason": "the benchmark adds 7 - points ..."}, ...]}

A row agrees when our answer is right by the row's own limits, or within 5 % where these have no width, as in v1.0's
train rows. For one that differs, each known variant of the benchmark's rule is worked out; the one that gives the
published answer is the reason. Nothing of a file is executed: entities are read as bounded Python literals.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ehrmind import parsing
from ehrmind.errors import DataError, UserError
from ehrmind.medcalc import published, tables
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.entities import parse_entities, read_known
from ehrmind.medcalc.forms import Calculator, Kind, MissingInput, Values, show
from ehrmind.medcalc.scoring import Scoring, judge
from ehrmind.medcalc.units import UnknownUnit

SAME = 0.002  # relative: a variant must give the published decimal, not merely a number within its 5 %

UNEXPLAINED = "unexplained"
AUDITED = (*tables.NEEDED, tables.ENTITIES)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One row whose published answer is not ours, and why."""

    row: str
    calculator: int
    published: str
    ours: str | None
    kind: str  # formula, code, unit, entity, rounding, row, or unexplained
    reason: str


def audit(path: Path) -> dict[str, Any]:
    """The audit of a CSV or parquet file, or of every one in a folder. Raises DataError."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    disagreements = []
    for row in _rows(path):
        calculator = CALCULATORS.get(_id(row))
        counts[_id(row)]["rows"] += 1
        found = check_row(calculator, row) if calculator else _unknown(row)
        if found is None:
            counts[_id(row)]["agree"] += 1
        else:
            disagreements.append(found)
    total = sum(count["rows"] for count in counts.values())
    agree = sum(count["agree"] for count in counts.values())
    return {
        "rows": total,
        "agree": agree,
        "agreement": agree / total,
        "explained": sum(item.kind != UNEXPLAINED for item in disagreements),
        "kinds": dict(Counter(item.kind for item in disagreements).most_common()),
        "by_calculator": {str(number): _by_calculator(number, counts[number]) for number in sorted(counts)},
        "disagreements": [asdict(item) for item in disagreements],
    }


def check_row(calculator: Calculator, row: Mapping[str, str]) -> Disagreement | None:
    """None when our answer is right by the row's limits, else the disagreement with its reason."""
    gold = row["Ground Truth Answer"]
    try:
        entities = parse_entities(row[tables.ENTITIES])
        example = published.example_of(row, row["Row Number"])
    except ValueError as error:  # parsing.Unreadable among them
        return Disagreement(row["Row Number"], calculator.id, gold, None, "row", str(error))
    values, problems = read_known(calculator, entities)
    ours = None
    if not problems:
        try:
            ours = calculator.solve(values).answer
        except MissingInput as error:
            problems.append(error)
        except (ValueError, ArithmeticError) as error:
            problems.append(ValueError(f"the entities' values are out of range: {error}"))
    if ours is not None and judge(ours, example.facts, Scoring.benchmark).correct:
        return None
    kind, reason = _explain(calculator, values, entities, example.answer, problems)
    return Disagreement(row["Row Number"], calculator.id, gold, ours, kind, reason)


def _explain(
    calculator: Calculator, values: Values, entities: Mapping[str, Any], gold: str, problems: list[ValueError]
) -> tuple[str, str]:
    """Kind and reason: the variant that gives the published answer, else what is wrong with the entities."""
    for variant in calculator.variants:
        try:
            answer = variant.answer(values, entities)
        except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
            continue  # the variant needs what this row does not hold
        if answer is not None and _same(calculator.kind, answer, gold):
            return variant.kind, variant.reason
    if problems:
        return ("unit" if isinstance(problems[0], UnknownUnit) else "entity"), str(problems[0])
    return UNEXPLAINED, "no known rule gives the published answer"


def _same(kind: Kind, answer: float | str, gold: str) -> bool:
    if kind in (Kind.DATE, Kind.WEEKS_DAYS):
        return judge(str(answer), {"kind": kind.value, "low": gold}, Scoring.benchmark).correct
    return abs(float(answer) - float(gold)) <= max(SAME * abs(float(gold)), 0.006)


def _unknown(row: Mapping[str, str]) -> Disagreement:
    reason = f"no calculator has id {row['Calculator ID']}" if row["Calculator ID"] else "no calculator has this name"
    return Disagreement(row["Row Number"], _id(row), row["Ground Truth Answer"], None, "row", reason)


def _by_calculator(number: int, count: Mapping[str, int]) -> dict[str, Any]:
    name = CALCULATORS[number].name if number in CALCULATORS else "unknown"
    return {"name": name, "rows": count["rows"], "agree": count["agree"]}


def _id(row: Mapping[str, str]) -> int:
    try:
        return published.calculator_of(row)
    except parsing.Unreadable:
        return -1


def _rows(path: Path) -> Iterable[dict[str, str]]:
    """Every row of the file or folder, with the columns under their published names."""
    if not path.exists():
        raise DataError(f"{path} does not exist; give a CSV or parquet file of MedCalc-Bench, or a folder of them")
    files = tables.data_files(path) if path.is_dir() else [path]
    none = True
    for file in files:
        for number, row in enumerate(tables.read_columns(tables.read_file(file), file.name, AUDITED), start=1):
            none = False
            yield {**row, "Row Number": row["Row Number"] or str(number)}
    if none:
        raise DataError(f"{path} holds no rows")


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.medcalc.audit", description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="CSV or parquet file in MedCalc-Bench's columns, or a folder of them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole audit there")
    options = parser.parse_args(arguments)
    try:
        report = audit(options.path)
        if options.json:
            options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    _print(report)
    return 0


def _print(report: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "calculator", "agree", "why the others differ", title="Published answers that are not ours")
    for number, count in report["by_calculator"].items():
        why = Counter(
            f"{item['kind']}: {item['reason']}" for item in report["disagreements"] if str(item["calculator"]) == number
        )
        if why:
            text = "\n".join(f"{n} × {reason}" for reason, n in why.most_common())
            table.add_row(number, count["name"], f"{count['agree']}/{count['rows']}", text)
    console = Console(highlight=False)
    console.print(table)
    left = len(report["disagreements"]) - report["explained"]
    console.print(
        f"{report['agree']} of {report['rows']} rows agree ({show(100 * report['agreement'], 1)} %); "
        f"{report['explained']} differ for a named reason, {left} without one."
    )


if __name__ == "__main__":
    sys.exit(main())

"""Check MedCalc-Bench's labels: recompute every answer from the row's own entities, and name why one differs.

    python -m ehrmind.medcalc.audit test_data.csv --json audit.json --compare medcalc_v1_corrected.csv

    -> {"rows": 524, "agree": 415, "agreement": 0.792, "explained": 104, "implausible": 5, "unexplained": 0,
        "kinds": {"code": 65, ...}, "by_calculator": {...},
        "disagreements": [{"row": "849", "calculator": 21, "published": "16", "ours": "12", "kind": "code",
                           "reason": "... adds the verbal response twice (+4)", "evidence": {...}}, ...],
        "compare": {"comparable": 404, "ours": 366, "published": 311, ...}}

Every row is one of four: it agrees, when our answer is right by the row's own limits (or within 5 % where these have no
width, as in v1.0's train rows); it is explained, when a known rule of the benchmark gives the published number; it is
implausible, when it holds a value that no patient has; else it is unexplained (reasons.py). Nothing of a file is
executed: entities are read as bounded Python literals.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ehrmind import parsing
from ehrmind.errors import DataError, UserError
from ehrmind.medcalc import compare, published, tables
from ehrmind.medcalc.audit_text import print_audit
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.reasons import EXPLAINED, IMPLAUSIBLE, ROW, Checked, Disagreement, check_row
from ehrmind.stopping import until_read

AUDITED = (*tables.NEEDED, tables.ENTITIES)


def audit(path: Path, corrected: Path | None = None) -> dict[str, Any]:
    """The audit of a CSV or parquet file, or of every one in a folder, with a second opinion's. Raises DataError."""
    opinion = compare.read(corrected) if corrected else None
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    disagreements = []
    answers = []
    for row in _rows(path):
        number = _id(row)
        calculator = CALCULATORS.get(number)
        checked = check_row(calculator, row) if calculator else _unknown(row)
        found = checked.difference
        counts[number].update(rows=1, agree=int(found is None))
        answers.append(compare.Answers(row["Row Number"], number, row["Ground Truth Answer"], checked.ours))
        if found is not None:
            disagreements.append(found)
    return {
        **_counted(counts, disagreements),
        "disagreements": [asdict(item) for item in disagreements],
        **({} if opinion is None else {"compare": compare.compare(answers, opinion)}),
    }


def _counted(counts: Mapping[int, Counter[str]], disagreements: Iterable[Disagreement]) -> dict[str, Any]:
    total = sum(count["rows"] for count in counts.values())
    agree = sum(count["agree"] for count in counts.values())
    kinds = Counter(item.kind for item in disagreements)
    explained = sum(kinds[kind] for kind in EXPLAINED)
    return {
        "rows": total,
        "agree": agree,
        "agreement": agree / total,
        "explained": explained,
        "implausible": kinds[IMPLAUSIBLE],
        "unexplained": total - agree - explained - kinds[IMPLAUSIBLE],
        "kinds": dict(kinds.most_common()),
        "by_calculator": {str(number): _by_calculator(number, counts[number]) for number in sorted(counts)},
    }


def _unknown(row: Mapping[str, str]) -> Checked:
    reason = f"no calculator has id {row['Calculator ID']}" if row["Calculator ID"] else "no calculator has this name"
    found = Disagreement(row["Row Number"], _id(row), row["Ground Truth Answer"], None, ROW, reason, reason)
    return Checked(None, found)


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
    parser.add_argument(
        *("--compare",),
        type=Path,
        metavar="FILE",
        help="a second opinion: CSV or parquet with Unique ID (the row number) and Ground Truth Answer",
    )
    options = parser.parse_args(arguments)
    try:
        report = audit(options.path, options.compare)
        if options.json:
            options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    print_audit(report)
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))

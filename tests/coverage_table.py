"""What the simulations measured, as a table: printed at the end of the tests, and written to docs/evidence.md.

    mean of 0/1 rows | 80 patients of 4 rows | 94.2 % | 93 to 97 %

A test notes a row with record_property("coverage", [what, design, measured, low, high]).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ehrmind.files import write_text
from ehrmind.registry import files_root

EVIDENCE = files_root() / "docs" / "evidence.md"
BEGIN, END = "<!-- coverage: measured by pytest -m simulation -->", "<!-- end of coverage -->"
DESIGNS = 35  # of a whole run: a part of them writes nothing

Row = tuple[str, str, float, float, float]


def rows_of(reports: Iterable[Any]) -> list[Row]:
    """The noted rows of these test reports, in the order of what they measure."""
    noted = (value for report in reports for name, value in report.user_properties if name == "coverage")
    return sorted({(str(row[0]), str(row[1]), *map(float, row[2:])) for row in noted})  # type: ignore[misc]


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| interval of | drawn from | holds the truth in | asked for |", "|---|---|---|---|"]
    for what, design, measured, low, high in rows:
        bounds = f"at least {100 * low:.0f} %" if high == 1 else f"{100 * low:.0f} to {100 * high:.0f} %"
        lines.append(f"| {what} | {design} | {100 * measured:.1f} % | {bounds} |")
    return "\n".join(lines)


def write(rows: Iterable[Row], path: Path = EVIDENCE) -> bool:
    """Put the table between its marks; returns whether the file has changed."""
    text = path.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    new = f"{head}{BEGIN}\n\n{table(rows)}\n\n{END}{rest.split(END)[1]}"
    if new != text:
        write_text(path, new)
    return new != text

"""An audit as a reader at a terminal sees it: by calculator, what differs and why, and the second opinion.

21 │ Glasgow Coma Score (GCS) │ 0/10 │ 10 × code: the benchmark's program departs from the sum of ...
   │                          │      │     10 × adds the verbal response twice
   │                          │      │      1 × gives 4 points for the eye response, which is not testable, ...
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ehrmind.medcalc.forms import show

MOST = 12  # of a rule's faults or values that the table names, the commonest first; the JSON has all


def print_audit(report: Mapping[str, Any]) -> None:
    """The tables and the counts, on the console."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table("id", "calculator", "agree", "why the others differ", title="Published answers that are not ours")
    for number, count in report["by_calculator"].items():
        found = [item for item in report["disagreements"] if str(item["calculator"]) == number]
        if found:
            why = Text("\n".join(_why(found)))  # a file's brackets are no markup
            table.add_row(number, count["name"], f"{count['agree']}/{count['rows']}", why)
    console.print(table)
    console.print(_counts(report), markup=False)
    if "compare" in report:
        console.print(_compared(report["compare"]))


def _why(found: list[dict[str, Any]]) -> Iterator[str]:
    """Every rule with its count, and beneath it the faults of it that rows meet."""
    rules: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for item in found:
        rules[item["kind"], item["rule"]].append(item)
    for (kind, rule), members in sorted(rules.items(), key=lambda item: -len(item[1])):
        rows = f" (row {', '.join(item['row'] for item in members)})" if len(members) < 3 else ""
        yield f"{len(members)} × {kind}: {rule}{rows}"
        faults = Counter(says for item in members for says in _particulars(item["evidence"]))
        yield from (f"    {count} × {fault}" for fault, count in faults.most_common(MOST))
        if len(faults) > MOST:
            yield f"    and {len(faults) - MOST} more"


def _particulars(evidence: Mapping[str, Any]) -> list[str]:
    """The faults or the values of one row."""
    return [fault["fault"] for fault in evidence.get("faults", ())] or list(evidence.get("values", ()))


def _counts(report: Mapping[str, Any]) -> str:
    return (
        f"{report['agree']} of {report['rows']} rows agree ({show(100 * report['agreement'], 1)} %); "
        f"{report['explained']} differ by a named rule that gives the published number, "
        f"{report['implausible']} hold a value that no patient has, {report['unexplained']} are unexplained."
    )


def _compared(found: Mapping[str, Any]) -> Any:
    """The three-way table, with what does not compare as its caption."""
    from rich.table import Table

    out = found["not_ours"]
    caption = (
        f"Not compared: {found['without_answer']} without an answer there, {out['rows']} without one of ours (of which "
        f"{out['published']} published right), {found['unreadable']} unreadable, {found['unmatched']} of no row here."
    )
    table = Table(title="Agreement with the corrected answers", caption=caption, caption_justify="left")
    for name in ("id", "calculator", "comparable", "ours", "published"):
        table.add_column(name, justify="left" if name == "calculator" else "right")
    for number, row in found["by_calculator"].items():
        table.add_row(number, row["name"], *(str(row[name]) for name in ("comparable", "ours", "published")))
    table.add_section()
    shares = (f"{found[name]} ({_percent(found[name], found['comparable'])})" for name in ("ours", "published"))
    table.add_row("", "all", str(found["comparable"]), *shares)
    return table


def _percent(part: int, whole: int) -> str:
    return f"{show(100 * part / whole, 1)} %" if whole else "none"

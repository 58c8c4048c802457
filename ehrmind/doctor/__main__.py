"""Look at versions, device, memory, disks, the embedded model and W&B, and say how to mend what is not in order.

python -m ehrmind.doctor                     a table; exit code 1 where a check fails
python -m ehrmind.doctor --json
python -m ehrmind.doctor --runs-dir /scratch/runs
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from ehrmind.console import console, say
from ehrmind.doctor import machine, versions
from ehrmind.doctor.check import Check, State
from ehrmind.stopping import until_read

MARKS = {State.OK: "[green]✓[/green] ok", State.WARN: "[yellow]![/yellow] warn", State.FAIL: "[red]✗[/red] FAIL"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.doctor", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--runs-dir", type=Path, default=Path("runs"), help="where runs go (default: runs)")
    options = parser.parse_args(arguments)
    checks = [*versions.check(), *machine.check(options.runs_dir)]
    if options.json:
        print(json.dumps([dataclasses.asdict(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        show(checks)
    return int(any(check.state is State.FAIL for check in checks))


def show(checks: Sequence[Check]) -> None:
    """The table, and a line for each mend."""
    table = Table("check", "found", "state")
    for check in checks:
        table.add_row(escape(check.name), escape(check.found), MARKS[check.state])
    console.print(table)
    for check in checks:
        if check.mend:
            say(f"{check.name}: {check.mend}")
    if all(check.state is State.OK for check in checks):
        say("everything is in order")


if __name__ == "__main__":
    sys.exit(until_read(main))

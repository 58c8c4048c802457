"""Run folders in, a report out: python -m ehrmind.report runs/ --out report"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ehrmind.console import say
from ehrmind.errors import ConfigError, UserError
from ehrmind.files import writable
from ehrmind.stopping import until_read

if TYPE_CHECKING:
    from ehrmind.report.read import RunRecord


def main(arguments: list[str] | None = None) -> int:
    """Read, build, write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.report", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, help="run folders, or folders that hold them")
    parser.add_argument("--out", type=Path, default=Path("report"), help="the folder to write (default: report)")
    parser.add_argument(
        "--margin",
        type=float,
        help="points (of other measures their unit) within which two arms are called as good, where that is shown",
    )
    parser.add_argument(
        "--columns",
        type=lambda text: text.split(","),
        default=[],
        help="write these alone of the LaTeX tables that have all of them: arm,accuracy",
    )
    options = parser.parse_args(arguments)
    from ehrmind.report.build import build
    from ehrmind.report.read import read_runs
    from ehrmind.report.write import write

    try:
        runs = read_runs(options.runs)
        report = build(runs, margin_of(options.margin, runs))
        writable(options.out, "--out")
        page = write(report, options.out, options.columns)
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    for warning in report.page.warnings:
        say(f"! {warning}")
    say(f"{len(runs)} runs, {len(report.page.answers)} completions: {page}")
    return 0


def margin_of(typed: float | None, runs: "Sequence[RunRecord]") -> float | None:
    """The margin in the measures' unit: of shares it is typed in points. Raises ConfigError."""
    from ehrmind.report.arms import measures_of

    if typed is None:
        return None
    if not 0 < typed < math.inf:
        raise ConfigError(f"--margin {typed:g} is no distance; use points such as 3")
    return typed / 100 if all(measures_of(run)[0].unit == "%" for run in runs) else typed


if __name__ == "__main__":
    sys.exit(until_read(main))

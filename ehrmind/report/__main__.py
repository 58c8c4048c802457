"""Run folders in, a report out: python -m ehrmind.report runs/ --out report"""

import argparse
import math
import sys
from pathlib import Path

from ehrmind.console import say
from ehrmind.errors import ConfigError, UserError
from ehrmind.files import writable
from ehrmind.stopping import until_read


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
        margin = distance(options.margin)
        runs = read_runs(options.runs)
        report = build(runs, margin)
        writable(options.out, "--out")
        page = write(report, options.out, options.columns)
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    for warning in report.page.warnings:
        say(f"! {warning}")
    say(f"{len(runs)} runs, {len(report.page.answers)} completions: {page}")
    return 0


def distance(margin: float | None) -> float | None:
    """The margin, if any. Raises ConfigError for one that is no distance."""
    if margin is not None and not 0 < margin < math.inf:
        raise ConfigError(f"--margin {margin:g} is no distance; use points such as 3")
    return margin


if __name__ == "__main__":
    sys.exit(until_read(main))

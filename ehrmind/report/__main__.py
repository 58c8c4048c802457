"""Run folders in, a report out: python -m ehrmind.report runs/ --out report"""

import argparse
import sys
from pathlib import Path

from ehrmind.console import say
from ehrmind.errors import UserError
from ehrmind.files import writable


def main(arguments: list[str] | None = None) -> int:
    """Read, build, write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.report", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, help="run folders, or folders that hold them")
    parser.add_argument("--out", type=Path, default=Path("report"), help="the folder to write (default: report)")
    options = parser.parse_args(arguments)
    from ehrmind.report.build import build
    from ehrmind.report.read import read_runs
    from ehrmind.report.write import write

    try:
        runs = read_runs(options.runs)
        report = build(runs)
        writable(options.out, "--out")
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    page = write(report, options.out)
    for warning in report.page.warnings:
        say(f"! {warning}")
    say(f"{len(runs)} runs, {len(report.page.answers)} completions: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write a report: report.html, and each table and plot as files for a README, a spreadsheet and a paper.

report/report.html
report/tables.md  report/tables/arms.csv  report/tables/arms.tex
report/plots/passk.svg  report/plots/passk.png
"""

from pathlib import Path

from ehrmind.files import write_text
from ehrmind.report.build import Report
from ehrmind.report.page import render
from ehrmind.report.tables import csv, latex, markdown


def write(report: Report, folder: Path) -> Path:
    """Every file; returns the page's path."""
    for part in (folder, folder / "tables", folder / "plots"):
        part.mkdir(parents=True, exist_ok=True)
    write_text(folder / "report.html", render(report.page))
    write_text(folder / "tables.md", "\n\n".join(markdown(table).rstrip() for table in report.tables) + "\n")
    for table in report.tables:
        write_text(folder / "tables" / f"{table.id}.csv", csv(table))
        write_text(folder / "tables" / f"{table.id}.tex", latex(table))
    for name, plot in report.plots.items():
        for suffix, content in plot.files().items():
            (folder / "plots" / f"{name}.{suffix}").write_bytes(content)
    return folder / "report.html"

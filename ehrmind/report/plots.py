"""The report's plots: matplotlib figures that are drawn once and written as SVG and PNG.

    figure = curves({"sft": [(1, 0.2, 0.1, 0.3), ...]}, "k", "pass@k")      # x, value, low, high
    Plot.of(figure).inline -> "<svg ...>", whose text and axes take the page's colour

Colours are Okabe and Ito's (jfly.uni-koeln.de/color), and every arm has a marker and a line of its own.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

INK = "#010203"  # drawn by matplotlib, then replaced by the page's own text colour
PAPER_INK = "#222222"  # in the files for a paper
COLOURS = ("#6b6b6b", "#E69F00", "#0072B2", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#B8A500")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (5, 5)))
STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 10,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "ehrmind",  # the same plot gives the same file
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "legend.frameon": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}
SVG: dict[str, Any] = {"transparent": True, "metadata": {"Date": None}}

Point = tuple[float, float, float | None, float | None]  # x, value, low, high
Looks = Mapping[str, int]  # the number of an arm's colour, marker and line, the same in every plot


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure and its SVG, drawn once: on the page and in a file it differs in the ink alone."""

    figure: Any
    drawing: str

    @classmethod
    def of(cls, figure: Any) -> "Plot":
        """The plot of a figure."""
        return cls(figure, _file(figure, "svg", **SVG).decode())

    @property
    def inline(self) -> str:
        """The SVG for the page."""
        return self.drawing.replace(INK, "currentColor")

    def files(self) -> dict[str, bytes]:
        """The plot as files of its own, by suffix."""
        png = _file(self.figure, "png", dpi=200, facecolor="white")
        return {"svg": self.drawing.replace(INK, PAPER_INK).encode(), "png": png}


@mpl.rc_context(STYLE)
def curves(
    series: Mapping[str, Sequence[Point]],
    x: str,
    y: str,
    looks: Looks,
    share: bool = False,
    log2: bool = False,
    diagonal: bool = False,
) -> Any:
    """A line with its band for each series, in the look of its name; `diagonal` is where both axes agree."""
    figure, axes = _new(5.2, 3.2)
    if diagonal:
        axes.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle="--")
    for name, found in series.items():
        index = looks[name]
        xs, ys = [point[0] for point in found], [point[1] for point in found]
        few = len(found) <= 20
        axes.plot(xs, ys, label=name, linewidth=1.6, markersize=5, **_look(index, marker=few))
        banded = [point for point in found if point[2] is not None and point[3] is not None]
        if banded:
            low, high = [[float(point[at] or 0) for point in banded] for at in (2, 3)]
            axes.fill_between([p[0] for p in banded], low, high, color=COLOURS[index % 8], alpha=0.15, linewidth=0)
    if log2:
        axes.set_xscale("log", base=2)
        ticks = sorted({point[0] for found in series.values() for point in found})
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
    elif not share:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _finish(figure, axes, x, y, share, legend=len(series) > 1)
    return figure


@mpl.rc_context(STYLE)
def bars(
    series: Mapping[str, Mapping[str, Mapping[str, Any]]],
    y: str,
    looks: Looks,
    share: bool = True,
    within: tuple[float, float] | None = (0, 1),
) -> Any:
    """Grouped horizontal bars with intervals: series[arm][slice] is a measure; shares are shown in percent."""
    names = list(dict.fromkeys(name for shares in series.values() for name in shares))
    figure, axes = _new(6.4, max(2.0, 0.5 + len(names) * (0.14 * len(series) + 0.16)))
    height = 0.8 / max(len(series), 1)
    for index, (arm, shares) in enumerate(series.items()):
        for place, name in enumerate(names):
            found = shares.get(name)
            if found is None or found["value"] is None:
                continue
            at = place + (index - (len(series) - 1) / 2) * height
            label = arm if name == next(iter(shares)) else None
            axes.barh(at, found["value"], height * 0.9, color=COLOURS[looks[arm] % 8], label=label)
            if found["low"] is not None:
                axes.plot([found["low"], found["high"]], [at, at], color=INK, linewidth=1)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    if within is not None:
        axes.set_xlim(*within)
    if share:
        axes.xaxis.set_major_formatter(_percent())
    axes.set_xlabel(y)
    if len(series) > 1 and axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside upper center", ncols=min(len(series), 4))
    return figure


@mpl.rc_context(STYLE)
def scatter(
    points: Mapping[str, Sequence[tuple[float, float, str]]], x: str, y: str, looks: Looks, line: Any = None
) -> Any:
    """Named points by series (x, y, name); `line` is a slope and an intercept."""
    figure, axes = _new(5.2, 3.6)
    for name, found in points.items():
        look = {key: value for key, value in _look(looks[name]).items() if key in ("color", "marker")}
        axes.scatter([p[0] for p in found], [p[1] for p in found], label=name, s=36, **look)
        for at in found:
            axes.annotate(at[2], at[:2], xytext=(5, 4), textcoords="offset points", fontsize=8)
    if line is not None:
        xs = [p[0] for found in points.values() for p in found]
        ends = [min(xs), max(xs)]
        axes.plot(ends, [line[0] * end + line[1] for end in ends], color=INK, linewidth=1, linestyle="--")
    _finish(figure, axes, x, y, False, legend=len(points) > 1)
    return figure


@mpl.rc_context(STYLE)
def matrix(counts: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str], x: str, y: str) -> Any:
    """A confusion matrix: shade is the share of the row, the number is the count."""
    figure, axes = _new(0.9 + 0.46 * len(columns), 0.9 + 0.36 * len(rows))
    shares = [[count / max(sum(row), 1) for count in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if count:
                axes.text(j, i, str(count), ha="center", va="center", color="white" if shares[i][j] > 0.5 else "black")
    axes.set_xticks(range(len(columns)), columns, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure


def _new(width: float, height: float) -> tuple[Any, Any]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _finish(figure: Any, axes: Any, x: str, y: str, share: bool, legend: bool) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(visible=True, alpha=0.2, linewidth=0.6)
    if share:
        axes.set_ylim(0, 1)
        axes.yaxis.set_major_formatter(_percent())
    if legend and axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside upper center", ncols=4)


def _look(index: int, marker: bool = True) -> dict[str, Any]:
    look: dict[str, Any] = {"color": COLOURS[index % 8], "linestyle": LINES[index % 8]}
    return look | ({"marker": MARKERS[index % 8]} if marker else {})


def _percent() -> Any:
    return PercentFormatter(1, symbol=" %")


@mpl.rc_context(STYLE)
def _file(figure: Any, suffix: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=suffix, **how)
    return buffer.getvalue()

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
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import EngFormatter, FuncFormatter, MaxNLocator, PercentFormatter

INK = "#010203"  # drawn by matplotlib, then replaced by the page's own text colour
PAPER_INK = "#222222"  # in the files for a paper
COLOURS = ("#6b6b6b", "#E69F00", "#0072B2", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#B8A500")
SHADE = 0.6  # of a whole row in one cell
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (5, 5)))
STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 10,
    "svg.fonttype": "none",  # text stays text
    "pdf.fonttype": 42,
    "svg.hashsalt": "ehrmind",  # the same plot gives the same file
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "legend.frameon": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}
PDF = {"CreationDate": None}  # the same plot gives the same file
COLUMNS = {"1column": (3.35, 7.0), "2column": (6.9, 9.0)}  # of a paper: width in inches, size of the largest text
SVG: dict[str, Any] = {"transparent": True, "metadata": {"Date": None}}

Ends = tuple[float, float | None, float | None]  # value, low, high
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
        """The plot as files of its own, by how their names end; the PDFs for one and two columns of a paper."""
        png = _file(self.figure, "png", dpi=200, facecolor="white")
        found = {".svg": self.drawing.replace(INK, PAPER_INK).encode(), ".png": png}
        return found | {f"-{name}.pdf": _column(self.figure, *size) for name, size in COLUMNS.items()}


@mpl.rc_context(STYLE)
def curves(
    series: Mapping[str, Sequence[Point]],
    x: str,
    y: str,
    looks: Looks,
    share: bool = False,
    log2: bool = False,
    diagonal: bool = False,
    x_share: bool = False,
    floor: float | None = None,
) -> Any:
    """A line with its band for each series, in the look of its name; `diagonal` is where both axes agree.

    With `x_share` the x axis is in percent; below `floor` nothing is shown.
    """
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
    elif x_share:
        axes.xaxis.set_major_formatter(_percent())
    elif not share:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if floor is not None:
        axes.set_ylim(bottom=floor)
    _finish(figure, axes, x, y, share, legend=len(series) > 1)
    return figure


@mpl.rc_context(STYLE)
def dots(
    series: Mapping[str, Mapping[str, Mapping[str, Any]]],
    x: str,
    looks: Looks,
    share: bool = True,
    within: tuple[float, float] | None = (0, 1),
) -> Any:
    """Dots with their intervals as whiskers: series[arm][slice] is a measure; shares are shown in percent."""
    names = list(dict.fromkeys(name for shares in series.values() for name in shares))
    figure, axes = _new(6.4, max(2.0, 0.6 + len(names) * (0.14 * len(series) + 0.16)))
    height = 0.7 / max(len(series), 1)
    for index, (arm, shares) in enumerate(series.items()):
        label: str | None = arm
        for place, name in enumerate(names):
            found = shares.get(name)
            if found is not None and found["value"] is not None:
                at = place + (index - (len(series) - 1) / 2) * height
                _dot(axes, (found["value"], found["low"], found["high"]), at, looks[arm], label)
                label = None
    _named_rows(axes, names)
    if within is not None:
        _room(axes, within)
    axes.set_xlabel(x)
    if share:
        axes.xaxis.set_major_formatter(_percent())
    if len(series) > 1 and axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside upper center", ncols=min(len(series), 4))
    return figure


@mpl.rc_context(STYLE)
def forest(
    arms: Mapping[str, Ends],
    lines: Mapping[str, float],
    differences: Mapping[str, Ends],
    x: str,
    looks: Looks,
    share: bool = True,
) -> Any:
    """The arms' values with their intervals, baselines as lines across them; below, the differences around 0."""
    tall = [max(len(part), 1) * 0.32 + 0.5 for part in (arms, differences) if part]
    figure = Figure(figsize=(6.4, sum(tall) + 0.5), layout="constrained")
    panels = figure.subplots(len(tall), 1, gridspec_kw={"height_ratios": tall}, squeeze=False)[:, 0]
    for place, (name, ends) in enumerate(arms.items()):
        _dot(panels[0], ends, place, looks[name], None)
    _named_rows(panels[0], list(arms))
    for at, (name, value) in enumerate(lines.items()):
        panels[0].axvline(value, color=INK, linewidth=1, linestyle=LINES[1 + at % 7], label=name)
    panels[0].set_xlabel(x)
    if lines:
        figure.legend(loc="outside upper center", ncols=4, fontsize=8)
    for place, ends in enumerate(differences.values()):
        _dot(panels[-1], ends, place, 0, None)
    if differences:
        _named_rows(panels[-1], list(differences))
        panels[-1].axvline(0, color=INK, linewidth=1)
        panels[-1].set_xlabel(f"difference, {'in points' if share else x}")
    if share:
        panels[0].xaxis.set_major_formatter(_percent())
        if differences:
            panels[-1].xaxis.set_major_formatter(FuncFormatter(_points))
    return figure


def _dot(axes: Any, ends: Ends, at: float, look: int, label: str | None) -> None:
    """A value at a height, with its interval as a whisker where it has one."""
    value, low, high = ends
    if low is not None and high is not None:
        axes.plot([low, high], [at, at], color=COLOURS[look % 8], linewidth=1.6)
    axes.plot([value], [at], color=COLOURS[look % 8], marker=MARKERS[look % 8], markersize=6, linestyle="", label=label)


def _named_rows(axes: Any, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=True, axis="x", alpha=0.2, linewidth=0.6)


def _room(axes: Any, within: tuple[float, float]) -> None:
    """Limits a little wider than the values', so that a dot at the end is whole."""
    room = 0.02 * (within[1] - within[0])
    axes.set_xlim(within[0] - room, within[1] + room)


@mpl.rc_context(STYLE)
def scatter(
    points: Mapping[str, Sequence[tuple[str, Point]]],
    x: str,
    y: str,
    looks: Looks,
    line: Any = None,
    shares: tuple[bool, bool] = (False, False),
) -> Any:
    """Named points by series, with y's ends where known; `line`: slope and intercept; `shares`: axes in percent."""
    figure, axes = _new(5.2, 3.6)
    for name, found in points.items():
        colour, marker = COLOURS[looks[name] % 8], MARKERS[looks[name] % 8]
        axes.scatter([at[0] for _, at in found], [at[1] for _, at in found], 36, colour, marker=marker, label=name)
        for text, (at, value, low, high) in found:
            axes.annotate(text, (at, value), xytext=(5, 4), textcoords="offset points", fontsize=8)
            if low is not None and high is not None:
                axes.plot([at, at], [low, high], color=colour, linewidth=0.8, alpha=0.6)
    if line is not None:
        xs = [at[0] for found in points.values() for _, at in found]
        ends = [min(xs), max(xs)]
        axes.plot(ends, [line[0] * end + line[1] for end in ends], color=INK, linewidth=1, linestyle="--")
    _finish(figure, axes, x, y, False, legend=len(points) > 1)
    for axis, share in zip((axes.xaxis, axes.yaxis), shares, strict=True):
        axis.set_major_formatter(_percent() if share else EngFormatter(sep=" "))
    return figure


@mpl.rc_context(STYLE)
def matrix(counts: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str], x: str, y: str) -> Any:
    """A confusion matrix: shade is the share of the row, the number is the count.

    Shades let the page through, so that the numbers, in its ink, can be read on a dark one too.
    """
    figure, axes = _new(0.9 + 0.46 * len(columns), 0.9 + 0.36 * len(rows))
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            shade = SHADE * count / max(sum(row), 1)
            axes.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=COLOURS[6], alpha=shade, linewidth=0))
            if count:
                axes.text(j, i, str(count), ha="center", va="center")
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
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


def _points(value: float, place: int) -> str:
    """0.12 -> "+12", 0.0025 -> "+0.25"; zero has no sign."""
    points = round(100 * value, 6)
    return f"{points:+g}" if points else "0"


def _percent() -> Any:
    return PercentFormatter(1, symbol=" %")


def _column(figure: Any, width: float, largest: float) -> bytes:
    """The figure as PDF of this width, its text as text and no larger than this; it is left as it was."""
    texts = [(text, text.get_fontsize()) for text in figure.findobj(Text)]
    size, scale = figure.get_size_inches(), largest / max((found for _, found in texts), default=largest)
    figure.set_size_inches(width, max(size[1] * width / size[0], 1.6))
    for text, found in texts:
        text.set_fontsize(found * min(scale, 1.0))
    try:
        return _file(figure, "pdf", metadata=PDF)
    finally:
        figure.set_size_inches(size)
        for text, found in texts:
            text.set_fontsize(found)


@mpl.rc_context(STYLE)
def _file(figure: Any, suffix: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=suffix, **how)
    return buffer.getvalue()

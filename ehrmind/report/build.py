"""From run folders to a report: the page, and each of its tables and plots to be written as files.

build(read_runs([Path("runs")])) -> Report(page=Page(...), plots={"learning-reward": Plot(...), ...})
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ehrmind.report import plots
from ehrmind.report.arms import Experiment, experiments
from ehrmind.report.budget import uncounted, votes, within
from ehrmind.report.carried import carried_table
from ehrmind.report.compare import by_slice, family, measured
from ehrmind.report.confusion import confusions
from ehrmind.report.decision import ALL, NONE, decisions
from ehrmind.report.doubts import doubts
from ehrmind.report.forest import forest
from ehrmind.report.gain import predictions
from ehrmind.report.learning import curves
from ehrmind.report.other_models import other_models_tables
from ehrmind.report.overview import overview_tables
from ehrmind.report.page import Figure, Page, Section
from ehrmind.report.plots import Plot
from ehrmind.report.read import RunRecord
from ehrmind.report.reliability import reliability
from ehrmind.report.results import arms_table, comparisons_table, contrasts_table, measures_table
from ehrmind.report.rollouts import rollouts
from ehrmind.report.sampled import of_seeds
from ehrmind.report.summary import (
    cost_table,
    format_notes,
    outcomes_table,
    published_table,
    runs_table,
    slices_table,
    total_cost,
)
from ehrmind.report.tables import Table
from ehrmind.report.thinking import confidence, curve_of, diagnosis_table, probes_table, reasoning
from ehrmind.report.transfer import transfer_table
from ehrmind.report.verdict import verdict
from ehrmind.report.wordings import wordings_table

FLOOR = -0.05  # of a net benefit that is shown
MOST_MATRICES = 6  # of an arm
MOST_SLICES = 12  # a dimension with more values is a table without bars


@dataclass(slots=True)
class Report:
    """What is written: the page, and the drawn plots by the id of their figure."""

    page: Page
    plots: dict[str, Plot] = field(default_factory=dict)

    @property
    def tables(self) -> list[Table]:
        """Every table of the page, in order."""
        return [table for section in self.page.sections for table in section.tables]


@dataclass(slots=True)
class Draft:
    """One experiment on its way into the page; `prefix` keeps the ids of several apart, and is empty for one alone."""

    experiment: Experiment
    runs: Mapping[str, RunRecord]
    prefix: str = ""
    margin: float | None = None  # in points, or the measure's unit, within which two arms are called as good
    sections: list[Section] = field(default_factory=list)
    plots: dict[str, Plot] = field(default_factory=dict)

    @property
    def looks(self) -> dict[str, int]:
        """Of the arms, and of their seeds, which look like their arm."""
        own = {arm.label: number for number, arm in enumerate(self.experiment.arms)}
        seeds = ((arm.label, arm.name_run(run)) for arm in self.experiment.arms for run in arm.runs)
        return own | {seed: own[label] for label, seed in seeds}

    def add(self, name: str, title: str, text: str, tables: Sequence[Table], figures: Sequence[Figure] = ()) -> None:
        """A section, unless it would be empty."""
        if tables or figures:
            named = tuple(self._named(table) for table in tables)
            title = f"{title}: {self.experiment.title}" if self.prefix else title
            self.sections.append(Section(self.prefix + name, title, text, named, tuple(figures)))

    def draw(self, name: str, title: str, drawn: Any, caption: str) -> Figure:
        """A plot as a figure of the page, kept to be written as a file."""
        plot = self.plots[self.prefix + name] = Plot.of(drawn)
        return Figure(self.prefix + name, title, plot.inline, caption)

    def _named(self, table: Table) -> Table:
        """The table, named so that its file is not taken for another experiment's."""
        if not self.prefix:
            return table
        return replace(table, id=self.prefix + table.id, title=f"{table.title}: {self.experiment.title}")


def build(runs: Sequence[RunRecord], margin: float | None = None) -> Report:
    """The report of these runs. Runs that are not done are shown as such and stand in no table of results.

    `margin`: in points, or the headline measure's unit where that is no share, within which arms are called as good.
    Raises ConfigError for one that every difference lies within.
    """
    found = experiments(runs)
    by_id = {run.id: run for run in runs}
    sections: list[Section] = []
    drawn: dict[str, Plot] = {}
    for number, experiment in enumerate(found, 1):
        draft = Draft(experiment, by_id, f"e{number}-" if len(found) > 1 else "", margin)
        for write in (_verdict, _results, _learning, _before, _samples, _slices, _answers, _reasoning, _cost):
            write(draft)
        sections += draft.sections
        drawn |= draft.plots
    moved, sets = transfer_table(found), [*other_models_tables(found), *overview_tables(found)]
    if sets:
        sections.insert(0, Section("side-by-side", "Side by side", "", tuple(sets)))
    if moved:
        sections.insert(0, Section("between-tasks", "Transfer between tasks", "", (moved,)))
    shown = {run.id for item in found for run in item.diagnoses}
    loose = [run for run in runs if run.diagnosis and run.id not in shown]
    tables = [table for run in loose if (table := diagnosis_table(run))]
    if tables:
        sections.append(Section("diagnoses", "Before training", "", tuple(tables)))
    tasks = sorted({run.task for run in runs})
    others = [table for task in tasks if (table := published_table(task, named=len(tasks) > 1))]
    sections.append(Section("every-run", "Runs and published numbers", "", (runs_table(runs), *others)))
    rows, answers = rollouts(found)
    data = "; ".join(sorted({str(run.data.get("description", "data unknown")) for run in runs}))
    title = "; ".join(experiment.title for experiment in found) or "No finished run"
    page = Page(title, data, tuple(doubts(runs)), tuple(sections), tuple(rows), tuple(answers))
    return Report(page, drawn)


def _verdict(draft: Draft) -> None:
    measure = draft.experiment.headline
    caption = "Dots with 95 % intervals; lines are baselines that use no model. Below, the declared paired differences."
    drawn = forest(draft.experiment, draft.looks)
    figures = [] if drawn is None else [draft.draw("forest", f"Greedy {measure.label}", drawn, caption)]
    draft.add("verdict", "What it shows", " ".join(verdict(draft.experiment)), (), figures)


def _results(draft: Draft) -> None:
    experiment = draft.experiment
    comparisons = family(experiment)
    tables = [arms_table(experiment, comparisons), carried_table(experiment), measures_table(experiment)]
    tables += [
        comparisons_table(comparisons, experiment.headline, draft.margin) if comparisons else None,
        contrasts_table(experiment),
        wordings_table(experiment),
    ]
    draft.add("results", "Results", "", [table for table in tables if table])


def _learning(draft: Draft) -> None:
    figures = [
        draft.draw(curve.id, curve.title, plots.curves(curve.series, "step", curve.y, draft.looks), "")
        for curve in curves(draft.experiment)
    ]
    text = (
        "One point a logged step, as in metrics.jsonl. Held-out: validation rows that no step trains on, answered "
        "greedily before the first step and every few steps (stage.watch), with 95 % intervals."
    )
    draft.add("learning", "Learning curves", text, (), figures)


def _before(draft: Draft) -> None:
    tables = [table for run in draft.experiment.diagnoses if (table := diagnosis_table(run))]
    found = predictions(draft.experiment)
    gained = f"gain in {draft.experiment.headline.label}"
    figures = []
    for dimension in dict.fromkeys(item.dimension for item in found):
        shown = [item for item in found if item.dimension == dimension]
        series = {
            item.arm: [(point.name, (point.passed, point.gain, point.low, point.high)) for point in item.points]
            for item in shown
        }
        lines = [(item.fit.slope, item.fit.intercept) for item in shown if item.fit is not None]
        line = lines[0] if len(shown) == len(lines) == 1 else None
        k = ", ".join(str(number) for number in dict.fromkeys(item.k for item in shown))
        shares = (True, draft.experiment.headline.unit == "%")
        drawn = plots.scatter(series, f"pass@{k} before RLVR", gained, draft.looks, line, shares)
        starts = ", ".join(f"{item.arm} over {item.start}" for item in shown)
        caption = (
            f"One point a {dimension}: {starts}; bars are 95 % intervals of the gain. "
            "The paper reports R² = 0.91 over categories (arXiv 2505.24105)."
        )
        name, title = dimension.replace(" ", "-"), f"pass@{k} before RLVR against gain, by {dimension}"
        figures.append(draft.draw(f"gain-{name}", title, drawn, caption))
    words = "\n\n".join(item.words for item in found)
    draft.add("before", "Before RLVR, and what it predicts", words, tables, figures)


def _samples(draft: Draft) -> None:
    sampled = {arm.label: points for arm in draft.experiment.arms if (points := curve_of(arm))}
    figures = []
    if sampled:
        drawn = plots.curves(sampled, "k", "pass@k", draft.looks, share=True, log2=True)
        caption = "Unbiased pass@k (Chen et al. 2021, arXiv 2107.03374); bands are 95 % intervals over questions."
        figures.append(draft.draw("passk", "pass@k", drawn, caption + of_seeds(draft.experiment)))
    sure = confidence(draft.experiment)
    if sure:
        drawn = plots.curves(sure, "agreement of the samples", "majority answer right", draft.looks, share=True)
        caption = "Calibration: agreement of the samples against how often the majority is right; bands pool the seeds."
        figures.append(draft.draw("calibration", "Agreement and accuracy", drawn, caption))
    said = reliability(draft.experiment)
    if said:
        drawn = plots.curves(said, "probability", "came true", draft.looks, share=True, diagonal=True)
        caption = (
            "The probability of the positive label, or of the likeliest of more, against how often it was right, in "
            "bins of equally many rows with 95 % intervals; on the dashed line they agree. The first seed of an arm."
        )
        figures.append(draft.draw("reliability", "Reliability of the probabilities", drawn, caption))
    worth = decisions(draft.experiment)
    if worth:
        looks = draft.looks | {name: len(draft.looks) + at for at, name in enumerate((ALL, NONE))}
        drawn = plots.curves(worth, "probability from which one acts", "net benefit", looks, x_share=True, floor=FLOOR)
        caption = (
            "Cases found for nothing, of all rows: those acted on, less the others acted on times the odds of the "
            "probability. A model is of use above both lines (Vickers and Elkin 2006). The first seed of an arm."
        )
        figures.append(draft.draw("decision", "What acting on the probabilities is worth", drawn, caption))
    draft.add("samples", "Samples", "", (), figures)


def _slices(draft: Draft) -> None:
    arms, measure = draft.experiment.arms, draft.experiment.headline
    dimensions = dict.fromkeys(
        name for arm in arms for run in arm.runs for row in run.rows.values() for name in row["slices"]
    )
    tables, figures = [], []
    for name in dimensions:
        shares = {arm.label: by_slice(arm, name, measure) for arm in arms}
        values = {value for found in shares.values() for value in found}
        if len(values) < 2:
            continue
        tables.append(slices_table(draft.experiment, name))
        if len(values) <= MOST_SLICES:
            drawn = plots.dots(shares, f"greedy {measure.label}", draft.looks, measure.unit == "%", measure.within)
            figures.append(
                draft.draw(f"slices-{name.replace(' ', '-')}", f"{_capital(measure.label)} by {name}", drawn, "")
            )
    draft.add("slices", "By category", "", tables, figures)


def _answers(draft: Draft) -> None:
    figures = []
    left_out = 0
    for number, arm in enumerate(draft.experiment.arms):
        found = confusions(arm)
        left_out = max(left_out, len(found) - MOST_MATRICES)
        for place, item in enumerate(found[:MOST_MATRICES]):
            drawn = plots.matrix(item.counts, item.labels, item.given, "answered", "gold")
            title = f"{arm.label}: gold and given answers, {item.name}"
            figures.append(draft.draw(f"confusion-{number}-{place}", title, drawn, "Shade is the share of the row."))
    text = "Matrices are of questions whose answers come from a closed set, one for each set." if figures else ""
    text += f" {left_out} sets of fewer answers are left out." if left_out > 0 else ""
    words = "\n\n".join(filter(None, (*format_notes(draft.experiment), text)))
    draft.add("answers", "Outcomes", words, [outcomes_table(draft.experiment)], figures)


def _reasoning(draft: Draft) -> None:
    table, notes = reasoning(draft.experiment)
    tables = [table, *filter(None, [probes_table(draft.experiment)])]
    draft.add("thinking", "Reasoning, and signs of reward hacking", "\n\n".join(notes), tables)


def _cost(draft: Draft) -> None:
    measure, arms = draft.experiment.headline, draft.experiment.arms
    costs = {arm.label: total_cost(arm.runs[0], draft.runs) for arm in arms}
    shares = {arm.label: (cost["flops"], measured(arm, measure)) for arm in arms if (cost := costs[arm.label])}
    figures = []
    if any(flops for flops, share in shares.values() if share["value"] is not None):
        series = {
            label: [(label, (flops, share["value"], share["low"], share["high"]))]
            for label, (flops, share) in shares.items()
            if share["value"] is not None and flops is not None
        }
        percent = (False, measure.unit == "%")
        drawn = plots.scatter(series, "training FLOPs", f"greedy {measure.label}", draft.looks, shares=percent)
        figures.append(draft.draw("cost-headline", f"Cost against {measure.label}", drawn, ""))
    lengths = {
        "within": ("Within a budget of tokens", within, "Right greedy answers no longer than the budget."),
        "votes": ("A vote among samples, at its tokens", votes, "Of 1, 2, 4, ... samples a question."),
    }
    for name, (title, of, caption) in lengths.items():
        if found := of(draft.experiment):
            drawn = plots.curves(found, "tokens a question", "right", draft.looks, share=True)
            caption += f" Bands are 95 % intervals over questions.{of_seeds(draft.experiment)}"
            figures.append(draft.draw(f"budget-{name}", title, drawn, caption))
    left_out = ", ".join(uncounted(draft.experiment))
    words = f"Nobody counted the tokens of {left_out}, which stand in no curve over tokens." if left_out else ""
    draft.add("costs", "Cost", words, [cost_table(draft.experiment, draft.runs)], figures)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

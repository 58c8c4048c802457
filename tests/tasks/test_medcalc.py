"""The medcalc task: which calculators train, what the prompt says, and how notes are set."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from ehrmind.evaluation.measures import Judged, Undefined, of_rows
from ehrmind.evaluation.metrics import Record
from ehrmind.medcalc.calculators import CALCULATORS, EVERY, EXTENDED
from ehrmind.medcalc.notes import Length, Style, Units
from ehrmind.medcalc.scoring import NOT_ENOUGH, Scoring
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import WITHOUT_TRAINING_ROWS, MedCalc
from ehrmind.types import Completion, Example, Status

SMALL = Counts(train=110, validation=55, test=110)
RICH = {"style": Style.mixed, "units": Units.mixed, "distractors": 0.5, "inferred": 0.3, "unanswerable": 0.1}


def test_unseen_calculators_are_tested_and_never_trained_on() -> None:
    task = MedCalc(rows=SMALL)
    data = task.load()
    trained = {row.facts["calculator"] for split in ("train", "validation") for row in data.splits[split]}
    assert trained == set(CALCULATORS) - set(WITHOUT_TRAINING_ROWS)
    assert {row.facts["calculator"] for row in data.splits["test"]} == set(CALCULATORS)
    assert {task.slices(row)["calculators"] for row in data.splits["train"]} == {"seen"}
    assert {task.slices(row)["calculators"] for row in data.splits["test"]} == {"seen", "unseen"}
    assert data.manifest["unseen"] == sorted(WITHOUT_TRAINING_ROWS)


def test_training_on_one_category_alone_tests_on_all() -> None:
    data = MedCalc(rows=SMALL, train_categories=["physical"]).load()
    assert {row.category for row in data.splits["train"]} == {"physical"}
    assert len({row.category for row in data.splits["test"]}) == 7


@pytest.mark.parametrize("length", Length)
def test_gold_scores_one_on_rich_notes_and_a_declined_answer_only_where_it_should(length: Length) -> None:
    task = MedCalc(rows=SMALL, length=length, **RICH)  # type: ignore[arg-type]
    rows = [row for split in task.load().splits.values() for row in split]
    declined = f'<think></think><answer>{{"answer": "{NOT_ENOUGH}"}}</answer>'
    unanswerable = [row for row in rows if not row.facts["answerable"]]
    assert 0.03 < len(unanswerable) / len(rows) < 0.2
    for row in rows:
        assert task.judge(task.gold(row), row)[1].correct, row.id
        assert task.judge(declined, row)[1].correct is (row in unanswerable)
        assert (row.answer == NOT_ENOUGH) is (row in unanswerable)
    assert NOT_ENOUGH in task.prompt(rows[0]).user
    assert NOT_ENOUGH not in MedCalc(rows=SMALL).prompt(rows[0]).user


@pytest.mark.simulation
@pytest.mark.parametrize("rows", [50, pytest.param(200, marks=pytest.mark.slow)])
def test_gold_scores_one_on_rows_of_each_of_the_55(rows: int) -> None:
    task = MedCalc(rows=Counts(train=0, validation=0, test=55 * rows))
    data = task.load()
    assert not data.manifest["dropped"]
    assert all(task.judge(task.gold(row), row)[1].correct for row in data.splits["test"])


def test_the_open_book_puts_the_formula_into_the_prompt() -> None:
    row = MedCalc(rows=SMALL, calculators=[39]).load().splits["test"][0]
    formula = CALCULATORS[39].formula
    assert formula in MedCalc(open_book=True).prompt(row).user
    assert formula not in MedCalc().prompt(row).user
    assert all(len(item.formula) > 20 for item in CALCULATORS.values())


def test_benchmark_scoring_rounds_where_the_published_scorer_does() -> None:
    row = MedCalc(rows=SMALL, calculators=[45]).load().splits["test"][0]
    text = f'<think></think><answer>{{"answer": "{int(row.answer) + 0.3}"}}</answer>'
    assert MedCalc().judge(text, row)[1].status is Status.INVALID
    assert MedCalc(scoring=Scoring.benchmark).judge(text, row)[1].correct


def test_either_rules_accuracy_stands_beside_the_other() -> None:
    strict, benchmark = MedCalc(rows=SMALL, calculators=[45]), MedCalc(rows=SMALL, scoring=Scoring.benchmark)
    row = strict.load().splits["test"][0]
    said = [
        (f'<think></think><answer>{{"answer": "{row.answer}"}}</answer>', Status.CORRECT, Status.CORRECT, 1),
        (f'<think></think><answer>{{"answer": "{row.answer} points"}}</answer>', Status.INVALID, Status.CORRECT, 1),
        (f'{{"step_by_step_thinking": "so", "answer": "{row.answer}"}}', Status.MALFORMED, Status.CORRECT, 0),
        ('{"answer": "99"}', Status.MALFORMED, Status.WRONG, 0),
        ("I cannot tell.", Status.MALFORMED, Status.MALFORMED, 0),
        ("", Status.MALFORMED, Status.MALFORMED, 0),
    ]
    for text, by_ours, by_theirs, in_format in said:
        parsed, ours = strict.judge(text, row)
        theirs = benchmark.judge(text, row)[1]
        assert (ours.status, theirs.status, parsed.well_formed) == (by_ours, by_theirs, bool(in_format))
        marks = {"strict": ours.correct, "benchmark": theirs.correct, "format": in_format}
        found = strict.marks(parsed, row)
        assert found == benchmark.marks(parsed, row)
        assert found | marks == found
        assert (Gated()(parsed, theirs, Completion(text, 1, True), row) == -2) is not parsed.well_formed
    values = {}
    for task in (strict, benchmark):
        judged = [_judged(task, row, text, number) for number, (text, *_) in enumerate(said)]
        values[task.scoring] = {item.name: of_rows(item, judged) for item in task.measures()[:4]}
    shares = {"format": 2 / 6, "finished": 1}
    assert values[Scoring.strict] == pytest.approx({"accuracy": 1 / 6, "benchmark_accuracy": 3 / 6, **shares})
    assert values[Scoring.benchmark] == pytest.approx({"accuracy": 3 / 6, "strict_accuracy": 1 / 6, **shares})


def _judged(task: MedCalc, row: Example, text: str, number: int) -> Judged:
    completion = Completion(text, 1, True)
    parsed, score = task.judge(text, row)
    line = Record(row, completion, parsed, score, task.marks(parsed, row)).row() | {"id": str(number)}
    return Judged.of({"id": str(number)}, json.loads(json.dumps(line)))


def test_rows_that_were_written_without_marks_have_no_other_accuracy() -> None:
    old = Judged("1", "1", "3", (), "correct", "3", True)
    other = MedCalc().measures()[1]
    with pytest.raises(Undefined, match="no mark benchmark"):
        of_rows(other, [old])
    assert of_rows(other, [replace(old, status="malformed")]) == 0, "nothing was read: of a prompt without room"


def test_published_rows_carry_worked_values_where_our_solution_agrees(real_medcalc: Path) -> None:
    task = MedCalc(source="folder", path=str(real_medcalc))
    data = task.load()
    rows = [row for split in data.splits.values() for row in split]
    share = sum(bool(row.facts["worked"]) for row in rows) / len(rows)
    assert share > 0.85
    assert all(task.judge(task.gold(row), row)[1].correct for row in rows)


def test_extended_calculators_are_tested_and_never_trained_on() -> None:
    task = MedCalc(rows=SMALL, calculators="extended")
    data = task.load()
    trained = {row.facts["calculator"] for split in ("train", "validation") for row in data.splits[split]}
    assert trained == set(CALCULATORS) - set(WITHOUT_TRAINING_ROWS)
    assert {row.facts["calculator"] for row in data.splits["test"]} == set(EVERY)
    assert data.manifest["unseen"] == sorted({*WITHOUT_TRAINING_ROWS, *EXTENDED})
    assert f"{len(EVERY)} calculators, {len(EXTENDED)} of them beyond MedCalc-Bench" in task.describe()
    for row in data.splits["test"]:
        seen = "unseen" if row.facts["calculator"] in (*WITHOUT_TRAINING_ROWS, *EXTENDED) else "seen"
        assert task.slices(row)["calculators"] == seen
        assert task.judge(task.gold(row), row)[1].correct
        assert not re.search(r"[\[\]|{}]", row.fields["note"]), row.fields["note"]


def test_extended_calculators_of_a_list_are_trained_on() -> None:
    data = MedCalc(rows=SMALL, calculators=[4, 101, 103], unseen=[103]).load()
    assert {row.facts["calculator"] for row in data.splits["train"]} == {4, 101}
    assert {row.facts["calculator"] for row in data.splits["test"]} == {4, 101, 103}
    assert "2 of them beyond MedCalc-Bench" in MedCalc(calculators=[4, 101, 103]).describe()
    assert "beyond" not in MedCalc().describe()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"calculators": "extend"}, "of ids, or task.calculators=extended; 'extend' is neither"),
        ({"calculators": 4}, r"task.calculators is a list: task.calculators=.A,B. of ids.*; 4 is neither"),
        ({"calculators": ["4"]}, r"\['4'\] is neither"),
        ({"calculators": [True]}, r"\[True\] is neither"),
        ({"calculators": [1]}, r"task.calculators=\[1\] are no calculators"),
        ({"calculators": "extended", "source": "v1.0"}, "of which task.source=v1.0 has no rows"),
        ({"calculators": [101], "source": "v1.0", "unseen": []}, "asks for 101, of which task.source=v1.0 has no rows"),
        ({"calculators": [101], "unseen": [101]}, "leaves none to train on"),
    ],
)
def test_calculators_that_are_none_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        MedCalc(**fields)  # type: ignore[arg-type]

"""Intervals against published values, and choices that do not depend on the file's order."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ehrmind.data import choose, fit
from ehrmind.errors import DataError
from ehrmind.evaluation import metrics
from ehrmind.evaluation.measures import DEFAULT
from ehrmind.evaluation.metrics import Question, Record
from ehrmind.evaluation.ranking import ndcg
from ehrmind.evaluation.statistics import proportion
from ehrmind.types import Completion, Example, Parsed, Probabilities, Score, Status
from tests.medcalc.test_published import ROW, write_csv
from tests.report.scripted import write_run


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe 1998, 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I, method 3 (score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_table(hits: int, n: int, low: float, high: float) -> None:
    share = proportion(hits, n)
    assert (share["low"], share["high"]) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert share["method"] == "wilson"


def test_no_rows_have_no_share() -> None:
    assert proportion(0, 0)["value"] is None


def record(name: str, status: Status, finished: bool = True, category: str = "lab", group: str = "") -> Record:
    parsed = Parsed(Status.MALFORMED if status is Status.MALFORMED else Status.OK, "")
    score = Score(status, "" if status is Status.CORRECT else "a reason")
    return Record(Example(name, group or name, category, {}, "1"), Completion("", 10, finished), parsed, score)


def summarise(records: list[Record], slices: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return metrics.summarise(DEFAULT, [Question(item.example, item) for item in records], slices)


def test_summary_counts_every_completion_once() -> None:
    records = [
        record("a", Status.CORRECT),
        record("b", Status.WRONG, category="risk"),
        record("c", Status.MALFORMED),
        record("d", Status.MALFORMED, finished=False),
        record("e", Status.INVALID),
    ]
    slices = {item.example.id: {"category": item.example.category} for item in records}
    result = summarise(records, slices)
    assert result["metrics"]["accuracy"]["value"] == 0.2
    assert result["metrics"]["format"]["value"] == pytest.approx(0.6)
    assert result["metrics"]["finished"]["value"] == 0.8
    assert result["statuses"] == {"correct": 1, "wrong": 1, "malformed": 2, "invalid": 1}
    assert result["reasons"] == {"a reason": 2, "truncated": 1}
    assert {name: share["n"] for name, share in result["by"]["category"].items()} == {"lab": 4, "risk": 1}


@pytest.mark.parametrize("restricted", [False, True, None])
def test_skipped_queries_are_named_where_the_data_are_open(restricted: bool | None) -> None:
    labels = ("no", "yes")
    questions = []
    for n, gold in enumerate(("yes", "no", "no", "no", "no", "no")):
        example = Example(str(n), f"patient-{n // 2}", "lab", {}, gold)
        given = Completion("", 1, True, Probabilities({"no": 0.7, "yes": 0.3}, 1.0))
        line: dict[str, Any] = {"id": str(n), "group": example.group, "gold": gold, "labels": labels}
        line |= {} if restricted is None else {"restricted": restricted}
        item = Record(example, given, Parsed(Status.OK, ""), Score(Status.WRONG, "", "no"))
        questions.append(Question(example, item, (), labels, line))
    measures = (*DEFAULT, ndcg({"no": 0.0, "yes": 1.0}))
    told = metrics.summarise(measures, questions, {str(n): {"category": "lab"} for n in range(6)})
    assert told["metrics"]["ndcg_10"]["skipped"] == {'none is "yes"': 2}
    named = ["patient-1", "patient-2"] if restricted is False else 2
    assert told["skipped_queries"] == {"ndcg_10": {'none is "yes"': named}}
    assert ("patient-1" in json.dumps(told)) == (restricted is False)


def test_rows_of_one_note_count_as_one_cluster() -> None:
    status = [Status.CORRECT if n % 4 < 2 else Status.WRONG for n in range(40)]
    alone = [record(f"r{n}", status[n]) for n in range(40)]
    pairs = [record(f"r{n}", status[n], group=f"note-{n // 2}") for n in range(40)]
    slices = {item.example.id: {"category": "lab"} for item in alone}
    first, second = (summarise(records, slices) for records in (alone, pairs))
    assert (first["metrics"]["accuracy"]["n"], first["metrics"]["accuracy"]["clusters"]) == (40, 40)
    assert first["metrics"]["accuracy"]["value"] == 0.5
    assert first["headline"] == "accuracy"
    for share in (second["metrics"]["accuracy"], second["by"]["category"]["lab"]):
        assert (share["value"], share["n"], share["clusters"]) == (0.5, 40, 20)
        assert share["low"] < first["metrics"]["accuracy"]["low"]
    one = summarise(pairs[:2], slices)["metrics"]["accuracy"]
    assert (one["value"], one["n"], one["low"]) == (1, 2, None)


def test_an_evaluation_counts_notes_for_the_model_and_the_baselines(tmp_path: Path) -> None:
    notes = [
        {**ROW, "Row Number": str(n), "Patient Note": f"Patient {n // 2}.", "Question": f"Question {n}?"}
        for n in range(24)
    ]
    write_csv(tmp_path / "train.csv", *({**row, "Patient Note": f"Train {row['Patient Note']}"} for row in notes))
    write_csv(tmp_path / "test.csv", *notes)
    task = ("task.source=folder", f"task.path={tmp_path}", "task.calculators=[39]")
    result = json.loads((write_run(tmp_path, "base", 0.5, *task).folder / "eval.json").read_text())
    baselines = [found["metrics"]["accuracy"] for found in result["baselines"].values()]
    for share in (*result["metrics"].values(), *baselines, result["by"]["category"]["lab"]):
        assert (share["n"], share["clusters"]) == (24, 12)


def rows(count: int, category: str) -> list[Example]:
    return [Example(f"{category}{n}", f"{category}{n}", category, {}, "1") for n in range(count)]


def test_a_short_evaluation_is_like_the_whole_and_does_not_follow_the_order_of_the_file() -> None:
    examples = rows(50, "lab") + rows(10, "risk") + rows(30, "date")
    chosen = choose(examples, 9, lambda row: row.category)
    assert {name: sum(row.category == name for row in chosen) for name in ("lab", "risk", "date")} == {
        "lab": 5,
        "risk": 1,
        "date": 3,
    }
    shuffled = examples[:]
    random.Random(0).shuffle(shuffled)
    assert {row.id for row in choose(shuffled, 9, lambda row: row.category)} == {row.id for row in chosen}
    assert choose(examples, 1000, lambda row: row.category) == examples


def test_rows_that_do_not_fit_are_counted() -> None:
    kept, dropped = fit(rows(3, "a"), {"a0": 5, "a1": 50, "a2": 7}, 10, "prompt")
    assert [row.id for row in kept] == ["a0", "a2"]
    assert dropped == {"train: prompt over 10 tokens": 1}
    with pytest.raises(DataError, match="the shortest has 5"):
        fit(rows(1, "a"), {"a0": 5}, 4, "prompt")


def test_refusals_are_counted_as_such() -> None:
    parsed, score = Parsed(Status.MALFORMED, "no <think>"), Score(Status.MALFORMED, "no <think>")
    texts = ("I'm sorry, but I cannot provide medical advice.", "The anion gap is fourteen.")
    records = [Record(Example(t, t, "lab", {}, "1"), Completion(t, 9, True), parsed, score) for t in texts]
    slices = {text: {"category": "lab"} for text in texts}
    assert summarise(records, slices)["reasons"] == {"refused": 1, "no <think>": 1}

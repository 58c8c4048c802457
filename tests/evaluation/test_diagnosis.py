"""Known, misapplied, missing: the classes, the advice, and what a diagnosis leaves for training."""

import json
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.diagnosis import advise, classify, diagnose
from ehrmind.evaluation.metrics import Question, Record
from ehrmind.types import Completion, Example, Parsed, Score, Status
from tests.report.scripted import lines, write_run
from tests.test_config import compose


def question(name: str, category: str, *hits: bool, group: str = "") -> Question:
    example = Example(name, group or name, category, {}, "1")
    records = [
        Record(example, Completion("", 1, True), Parsed(Status.OK, ""), Score(status, ""))
        for status in (Status.CORRECT if hit else Status.WRONG for hit in (hits[0], *hits))
    ]
    return Question(example, records[0], tuple(records[1:]))


def diagnosed(*questions: Question) -> dict:
    return diagnose(questions, {item.example.id: {"category": item.example.category} for item in questions})


def test_a_question_is_of_one_class() -> None:
    assert [classify(hits) for hits in ([1, 1], [1, 0], [0, 0])] == ["known", "misapplied", "missing"]


def test_counts_and_the_predicted_gain_are_those_of_the_samples() -> None:
    found = diagnosed(
        question("a", "lab", True, True, True, True),
        question("b", "lab", True, False, False, False),
        question("c", "risk", False, False, False, False),
    )
    assert [found[name]["value"] for name in ("known", "misapplied", "missing")] == [pytest.approx(1 / 3)] * 3
    assert found["k"] == 4
    assert found["predicted_gain"]["value"] == pytest.approx((0 + 0.75 + 0) / 3)
    assert found["by"]["category"]["risk"]["missing"]["value"] == 1
    assert found["rows"] == {"a": 4, "b": 1, "c": 0}


@pytest.mark.parametrize(
    ("hits", "advice"),
    [
        ({"lab": (True, False), "risk": (True, False)}, "RLVR alone"),
        ({"lab": (False, False), "risk": (True, False)}, "SFT first, on lab, then RLVR"),
        ({"lab": (False, False), "risk": (False, False)}, "SFT first, on every category"),
        ({"lab": (True, True), "risk": (True, True)}, "Little to train"),
    ],
)
def test_the_advice_follows_the_classes(hits: dict[str, tuple[bool, ...]], advice: str) -> None:
    rows = [question(f"{name}-{i}", name, *row) for name, row in hits.items() for i in range(40)]
    assert diagnosed(*rows)["advice"].startswith(advice)


def test_few_questions_are_called_uncertain() -> None:
    few = diagnosed(question("a", "lab", False, False), question("b", "lab", True, False))
    assert "uncertain: of 2 questions on lab, between" in few["advice"]
    share = {"value": 0.6, "low": 0.55, "high": 0.65, "n": 900}
    assert "uncertain" not in advise({"known": {"value": 0.0}, "missing": share, "misapplied": share}, {})


def test_the_doubt_is_about_the_categories_that_decide() -> None:
    sure = [question(f"lab-{n}", "lab", True, False) for n in range(200)]
    dates = [question(f"date-{n}", "date", n % 5 == 0, False) for n in range(5)]
    advice = diagnosed(*sure, *dates)["advice"]
    assert advice.startswith("SFT first, on date, then RLVR: 2 % of the questions are never right")
    assert "uncertain: of 5 questions on date, between 11 and 99 % may be; sample more" in advice
    certain = [question(f"date-{n}", "date", n % 5 == 0, False) for n in range(200)]
    unsure = [question(f"risk-{n}", "risk", n % 2 == 0, False) for n in range(10)]
    assert "uncertain" not in diagnosed(*sure, *certain)["advice"]
    assert "uncertain: of 10 questions on risk" in diagnosed(*sure, *unsure)["advice"], "none lacks: the nearest"
    assert "uncertain" not in diagnosed(*sure, *certain, *unsure)["advice"], "risk does not decide"


def test_questions_on_one_note_are_one_cluster() -> None:
    found = diagnosed(*(question(f"q{n}", "lab", False, False, group=f"note-{n // 4}") for n in range(40)))
    assert (found["missing"]["n"], found["missing"]["clusters"]) == (40, 10)
    one = diagnosed(*(question(f"q{n}", "lab", False, False, group="note") for n in range(40)))
    assert (one["missing"]["value"], one["missing"]["low"]) == (1, None)
    assert "uncertain: the 40 questions on lab share one patient or note" in one["advice"]


def test_a_diagnosis_writes_its_findings_and_the_useful_training_rows(tmp_path: Path) -> None:
    run = write_run(tmp_path, "diagnose", 0.5, "evaluation.split=train", "evaluation.k=4", "evaluation.limit=30")
    found = json.loads((run.folder / "diagnosis.json").read_text())
    kept = {row["id"]: row["diagnosed"] for row in lines(run.folder / "filtered.jsonl")}
    assert len(found["rows"]) == 30
    assert sum(found[name]["value"] * found["n"] for name in ("known", "misapplied", "missing")) == pytest.approx(30)
    for key, hits in found["rows"].items():
        assert (key in kept) == (0 < hits < 4)
    assert sum(not looked_at for looked_at in kept.values()) == 10, "rows that were not looked at stay"


def test_test_rows_do_not_steer() -> None:
    with pytest.raises(ConfigError, match="steer training by test rows"):
        compose("stage=diagnose", "evaluation.split=test")
    with pytest.raises(ConfigError, match="evaluation.k=1 cannot tell"):
        compose("stage=diagnose", "evaluation.k=1")
    config = compose("stage=diagnose")
    assert (config.evaluation.split, config.evaluation.k) == ("validation", 4)


def test_a_split_without_rows_is_refused_before_anything_runs(tmp_path: Path) -> None:
    from ehrmind.experiment import run_plan

    small = "task.rows={train: 55, validation: 9, test: 9}"
    for overrides, message in (
        (("stage=diagnose", "task.rows.validation=0"), "evaluation.split=validation has no rows .*rows.validation"),
        (("stage=sft", "task.rows.test=0"), "evaluation.split=test has no rows"),
        (("stage=sft_rlvr", "task.rows.train=0"), "the train split has no rows; raise task.rows.train"),
    ):
        with pytest.raises(DataError, match=message):
            run_plan(compose("model=tiny", small, *overrides, f"runs_dir={tmp_path / 'runs'}"), [])
    assert not (tmp_path / "runs").exists()


def test_a_filter_that_is_no_diagnosis_is_refused_before_anything_runs(tmp_path: Path) -> None:
    from ehrmind.experiment import run_plan

    config = compose("model=tiny", "stage=sft_rlvr", f"stage.rlvr.filter={tmp_path}", f"runs_dir={tmp_path / 'runs'}")
    with pytest.raises(ConfigError, match="stage=diagnose evaluation.split=train"):
        run_plan(config, [])
    assert not (tmp_path / "runs").exists()

"""Known, misapplied, missing: the classes, the advice, and what a diagnosis leaves for training."""

import json
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from ehrmind.evaluation.diagnosis import advise, classify, diagnose
from ehrmind.evaluation.metrics import Question, Record
from ehrmind.types import Completion, Example, Parsed, Score, Status
from tests.report.scripted import lines, write_run
from tests.test_config import compose


def question(name: str, category: str, *hits: bool) -> Question:
    example = Example(name, name, category, {}, "1")
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
    assert "uncertain: of 2 questions" in few["advice"]
    share = {"value": 0.6, "low": 0.55, "high": 0.65, "n": 900}
    assert "uncertain" not in advise({"known": {"value": 0.0}, "missing": share, "misapplied": share}, {})


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


def test_a_filter_that_is_no_diagnosis_is_refused_before_anything_runs(tmp_path: Path) -> None:
    from ehrmind.experiment import run_plan

    config = compose("model=tiny", "stage=sft_rlvr", f"stage.rlvr.filter={tmp_path}", f"runs_dir={tmp_path / 'runs'}")
    with pytest.raises(ConfigError, match="stage=diagnose evaluation.split=train"):
        run_plan(config, [])
    assert not (tmp_path / "runs").exists()

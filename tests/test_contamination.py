"""Overlap by hand, paraphrases that keep what matters, and a model that learned rows by heart."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind import contamination, runs
from ehrmind.contamination import likelihood, overlap, runs_of
from ehrmind.evaluation.jackknife import of_values
from ehrmind.naming import hash_examples
from ehrmind.paraphrase import paraphrases
from ehrmind.types import Example
from tests.test_config import compose

NOTE = (
    "A 54-year-old man presents with fever. On examination blood pressure is 120/80 mmHg. He denies history of asthma."
)


def row(key: str, note: str) -> Example:
    return Example(key, key, "lab", {"note": note}, "1")


def test_runs_of_words_are_counted() -> None:
    assert runs_of("a b c d", 3) == [("a", "b", "c"), ("b", "c", "d")]
    train, test = [row("t", "one two three four five")], [row("x", "ONE two three six"), row("y", "seven eight nine")]
    found = overlap(train, test, words=3)
    assert found["value"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["over_half"] == []
    assert overlap(train, [row("z", "one two three four"), *test], words=3)["over_half"] == ["z"]


def test_paraphrases_change_words_and_no_number() -> None:
    found = paraphrases(NOTE, "row-7", 4)
    assert len(set(found)) == 4
    assert NOTE not in found
    for text in found:
        assert "120/80 mmHg" in text
        assert "54-year-old" in text
    assert paraphrases(NOTE, "row-7", 4) == found
    assert paraphrases("Sodium 140.", "row-8", 4) == []
    assert len(paraphrases("He denies it.", "row-9", 4)) == 1


def test_rows_that_are_known_by_heart_stand_out(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [row(f"k{n}", f"{NOTE} Case {n}.") for n in range(12)]
    other = [row(f"o{n}", f"{NOTE} Case {n + 50}.") for n in range(12)]
    heart = {contamination.text_of(item) for item in known}

    def log_probability(policy: Any, text: str) -> float:
        return (-0.5 if text in heart else -2.0) - len(text) / 1e5

    monkeypatch.setattr(contamination, "_log_probability", log_probability)
    recorded: Any = SimpleNamespace(needs_data=False, policy=lambda data: None)
    found = likelihood(recorded, {"test": known, "train": other})
    assert found["difference"]["low"] > 1
    assert found["test"]["value"] > found["train"]["value"]


def test_welch_by_hand() -> None:
    first, second = (of_values(values, list("abcd"), within=None) for values in ([1, 2, 3, 4], [1, 1, 1, 2]))
    found = contamination._apart(first, second)
    assert found["value"] == pytest.approx(1.25)
    assert found["low"] < 0 < found["high"]


def test_the_overlap_of_a_run_asks_for_no_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("model=tiny", "stage=sft", "task.rows={train: 24, validation: 4, test: 13}", f"runs_dir={tmp_path}")
    config = compose(*words)
    data = config.task.load()
    run = runs.identify(config, "sft", None, hash_examples(data.splits))
    runs.begin(run, config, [], data.manifest)
    assert contamination.main([str(run.folder), "--overlap-only"]) == 0
    assert "of a test row's runs of 8 words stand in a training row" in capsys.readouterr().out
    assert contamination.main([str(run.folder)]) == 2
    assert "has no final weights yet" in capsys.readouterr().err


@pytest.mark.torch
def test_a_run_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.experiment import run_plan
    from tests.stages.test_end_to_end import SMALL, folders

    run_plan(compose(*SMALL, "stage=evaluate", "evaluation.limit=2", f"runs_dir={tmp_path}"), [])
    folder = folders(tmp_path)["base"]
    assert contamination.main([str(folder), "--rows", "6", "--json", str(tmp_path / "c.json")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "of a test row's runs of 8 words stand in a training row" in said
    report = json.loads((tmp_path / "c.json").read_text())
    assert report["likelihood"]["test"]["n"] + report["likelihood"]["test"]["skipped"] == 6
    assert contamination.main([str(tmp_path / "gone")]) == 2

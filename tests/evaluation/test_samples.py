"""The metrics of k samples against counts by hand, and a fast evaluation that sees every stratum."""

import json
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from ehrmind.errors import ConfigError
from ehrmind.evaluation.evaluate import held_out
from ehrmind.evaluation.metrics import breakdowns
from ehrmind.evaluation.passk import pass_at_k
from tests.report.scripted import lines, load, write_run
from tests.test_config import compose


def test_sampled_metrics_are_those_of_the_written_samples(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.5, "evaluation.k=6")
    found = json.loads((run.folder / "eval.json").read_text())["sampled"]
    samples: dict[str, list[bool]] = {}
    for row in lines(run.folder / "samples.jsonl"):
        samples.setdefault(row["id"], []).append(row["status"] == "correct")
    assert {len(hits) for hits in samples.values()} == {6}
    assert found["accuracy"]["value"] == pytest.approx(fmean(fmean(hits) for hits in samples.values()))
    assert set(found["pass"]) == {"1", "2", "4", "6"}
    for k, share in found["pass"].items():
        assert share["value"] == pytest.approx(fmean(pass_at_k(6, sum(hits), int(k)) for hits in samples.values()))
        assert share["low"] < share["value"] < share["high"]
    assert found["metrics"]["accuracy"]["value"] == pytest.approx(found["accuracy"]["value"])
    assert found["metrics"]["accuracy"]["low"] == pytest.approx(found["accuracy"]["low"])
    assert found["beyond_guessing"]["n"] == sum(bool(row["labels"]) for row in lines(run.folder / "rows.jsonl")) > 0
    assert sum(found["statuses"].values()) == 6 * len(samples)
    assert sum(part["questions"] for part in found["by"]["category"].values()) == len(samples)


def test_without_samples_there_is_no_such_section(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.5)
    assert json.loads((run.folder / "eval.json").read_text())["sampled"] is None
    assert not (run.folder / "samples.jsonl").exists()


def test_a_fast_evaluation_takes_of_each_stratum_its_share() -> None:
    config = compose("task.rows={train: 60, validation: 20, test: 400}", "evaluation.fast=true")
    data = load(config)
    rows = held_out(config, data)
    assert len(rows) == 100
    for dimension in ("category", "calculators"):
        some, every = (
            Counter(breakdowns(config.task, row)[dimension] for row in of) for of in (rows, data.splits["test"])
        )
        for value, count in every.items():
            assert some[value] == pytest.approx(count / 4, abs=1.5), value
    assert compose("evaluation.fast=true", "evaluation.limit=8").evaluation.limit == 8


def test_impossible_numbers_are_refused() -> None:
    for override, word in (
        ("evaluation.k=-1", "use 0 or more"),
        ("evaluation.temperature=0", "draws one answer, or noise"),
    ):
        with pytest.raises(ConfigError, match=word):
            compose(override)

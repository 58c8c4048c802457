"""What a chain's table shows, in sentences."""

from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.files import write_jsonl
from ehrmind.report.arms import experiments
from ehrmind.report.compare import compare, family
from ehrmind.report.read import read_runs
from ehrmind.report.verdict import of_runs
from tests.report.scripted import arms, write_run

pytestmark = pytest.mark.heavy


def test_each_arm_stands_against_what_it_has_to_beat(tmp_path: Path) -> None:
    arms(tmp_path)
    first, second, doubt = of_runs([tmp_path])
    assert first.startswith("sft leads (")
    assert "on 60 rows" in first
    assert second.startswith("sft_rlvr leads sft in accuracy: +")
    said = "Of sft and sft_rlvr fewer than three trainings are compared: another seed may turn out otherwise."
    assert doubt == said


def test_what_is_not_told_apart_is_said(tmp_path: Path) -> None:
    sft = write_run(tmp_path, "sft", 0.5)
    write_run(tmp_path, "sft_rlvr", 0.5, parent=sft)
    assert of_runs([tmp_path])[1].startswith("sft_rlvr and sft are not told apart in accuracy: ")


def test_seeds_of_both_arms_are_crossed(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        sft = write_run(tmp_path, "sft", 0.3 + seed / 50, seed=seed)
        write_run(tmp_path, "sft_rlvr", 0.8 - seed / 50, seed=seed, parent=sft)
    assert not any("another seed" in sentence for sentence in of_runs([tmp_path]))


def test_the_same_budget_of_sft_stands_beside_rlvr_from_the_same_start(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        sft = write_run(tmp_path, "sft", 0.3, seed=seed)
        write_run(tmp_path, "sft_rlvr", 0.5 + seed / 10, seed=seed, parent=sft)
        if not seed:
            write_run(tmp_path, "sft_more", 0.9, "stage.steps=30", parent=sft)
    said = of_runs([tmp_path])
    (found,) = experiments(read_runs([tmp_path]))
    (beside,) = [item for item in family(found) if (item.first, item.second) == ("sft_rlvr", "sft_more")]
    assert any(line.startswith("sft_more leads sft_rlvr in accuracy: ") for line in said)
    assert said[-1] == "Of sft_more fewer than three trainings are compared: another seed may turn out otherwise."
    rlvr = next(arm for arm in found.arms if arm.label == "sft_rlvr")
    (same,) = [run for run in rlvr.runs if not run.seed]
    more = next(arm for arm in found.arms if arm.label == "sft_more")
    alone = compare(replace(rlvr, runs=(same,)), more, found.headline)
    assert alone
    assert beside.difference == alone.difference, "not the mean over seeds that it did not start with"


def test_a_model_as_it_is_shows_nothing(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.5)
    assert of_runs([tmp_path]) == []


def test_the_best_of_several_settings_is_chosen_by_validation_rows(tmp_path: Path) -> None:
    made = {lr: write_run(tmp_path, "rlvr", right, f"stage.lr={lr}") for lr, right in (("1e-5", 0.9), ("1e-6", 0.3))}
    assert "2 settings of rlvr were tried; without stage.watch no validation rows" in of_runs([tmp_path])[-1]
    for lr, value in (("1e-5", 0.4), ("1e-6", 0.6)):
        lines = [{"step": 0, "held_out/accuracy": 0.9}, {"step": 9, "reward": 1.0, "held_out/accuracy": value}]
        write_jsonl(made[lr].folder / "metrics.jsonl", lines)
    (said,) = [sentence for sentence in of_runs([tmp_path]) if "settings" in sentence]
    assert said == "2 settings of rlvr were tried; by validation rows the best is rlvr · lr=1e-06."

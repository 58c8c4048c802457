"""Runs of one table that were made by different code are named before any number is read."""

import json
from dataclasses import replace
from pathlib import Path

from ehrmind import weights
from ehrmind.report.doubts import doubts
from ehrmind.report.read import read_runs
from ehrmind.runs import Run
from tests.report.scripted import write_run

CODE = {"prompts of test": "a1", "scores of test": "b2"}


def note(run: Run, **changed: str) -> Run:
    """Write down what the run was made by."""
    path = run.folder / "made_by.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **CODE, **changed}))
    return run


def warned(folder: Path) -> list[str]:
    return [line for line in doubts(read_runs([folder])) if "different code" in line or "done again" in line]


def test_one_code_is_no_warning_and_another_is(tmp_path: Path) -> None:
    base, sft = (note(write_run(tmp_path, arm, 0.4)) for arm in ("base", "sft"))
    assert warned(tmp_path) == []
    note(sft, **{"scores of test": "edited", "golds of train": "c3"})
    (line,) = warned(tmp_path)
    assert line == f"runs of one table were made by different code (scores of test): {base.id} apart from {sft.id}"


def test_other_settings_make_other_prompts_and_rewards(tmp_path: Path) -> None:
    note(write_run(tmp_path, "base", 0.4))
    note(write_run(tmp_path, "base", 0.4, "task.prompt_tokens=700"), **{"prompts of test": "shorter"})
    note(write_run(tmp_path, "rlvr", 0.4), **{"reward gated": "a1"})
    note(write_run(tmp_path, "rlvr", 0.4, "reward.gated.wrong=0.5"), **{"reward gated": "b2"})
    assert warned(tmp_path) == []


def test_a_setting_that_came_later_hides_no_other_code(tmp_path: Path) -> None:
    base, sft = (note(write_run(tmp_path, arm, 0.4)) for arm in ("base", "sft"))
    note(sft, **{"scores of test": "edited"})
    runs = read_runs([tmp_path])
    for run in runs:
        if run.id == base.id:  # of a version without wordings
            task = {key: value for key, value in run.config["task"].items() if key != "wording"}
            runs[runs.index(run)] = replace(run, config={**run.config, "task": task})
    assert any("different code (scores of test)" in line for line in doubts(runs))


def test_a_budget_that_was_spent_anew_is_named(tmp_path: Path) -> None:
    rlvr = write_run(tmp_path, "rlvr", 0.4)
    sft = write_run(tmp_path, "sft", 0.4)
    note(note(sft), **{f"training FLOPs of {rlvr.id}": "6000000.0"})
    note(rlvr)
    assert warned(tmp_path) == []
    note(sft, **{f"training FLOPs of {rlvr.id}": "5.0"})
    assert warned(tmp_path) == [f"{sft.id} spends the FLOPs of {rlvr.id} as they were before that was done again"]


def test_a_parent_that_was_done_again_is_named(tmp_path: Path) -> None:
    sft = write_run(tmp_path, "sft", 0.4)
    sft.model.mkdir()
    (sft.model / "model.safetensors").write_bytes(b"first")
    weights.seal(sft.folder)
    both = write_run(tmp_path, "sft_rlvr", 0.4, parent=sft)
    note(both, **{f"weights of {sft.id}": str(weights.identity(sft.folder))})
    assert warned(tmp_path) == []
    (sft.model / "model.safetensors").write_bytes(b"again")
    weights.seal(sft.folder)
    assert warned(tmp_path) == [f"{both.id} starts from {sft.id} as it was before that was done again"]

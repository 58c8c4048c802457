"""The weights of one task on another: which runs are made, and the table train x test."""

import json
from pathlib import Path

import pytest

from ehrmind import runs
from ehrmind.errors import ConfigError
from ehrmind.evaluation.shown import shown
from ehrmind.experiment import run_plan
from ehrmind.report.arms import experiments
from ehrmind.report.build import build
from ehrmind.report.read import read_runs
from ehrmind.report.transfer import transfer_table
from ehrmind.tasks.base import Policy
from tests.test_config import compose

SMALL = (
    *(
        "task=medcalc",
        "model=tiny",
        "preflight=false",
        "stage=transfer",
        "stage.arm=sft",
        "stage.sft.steps=1",
        "~stage.on.trial_matching",
    ),
    *("task.rows={train: 16, validation: 4, test: 12}", "task.calculators=[39,21]", "evaluation.limit=4"),
    *("stage.on.ehrshot.patients=60", "stage.on.ehrshot.prompt_tokens=900", "model.caps.completion_tokens=16"),
)


def test_every_trained_arm_is_evaluated_on_every_other_task() -> None:
    config = compose("task=ehrshot", "model=tiny", "stage=transfer")
    steps = [(step.arm, step.starts_from, step.task and step.task.registered_name) for step in config.stage.plan()]
    assert steps == [
        ("base", None, None),
        ("sft", None, None),
        ("sft_rlvr", "sft", None),
        ("sft_of_ehrshot", "sft", "medcalc"),
        ("sft_of_ehrshot", "sft", "trial_matching"),
        ("sft_rlvr_of_ehrshot", "sft_rlvr", "medcalc"),
        ("sft_rlvr_of_ehrshot", "sft_rlvr", "trial_matching"),
    ]
    assert not any(step.stage.trains for step in config.stage.plan()[3:])


def test_the_chain_is_that_of_sft_rlvr_to_the_last_number() -> None:
    words = ("model=tiny", "model.lora.rank=4", "reward=[gated,overlong]")
    there, here = (compose(f"stage={stage}", *words) for stage in ("sft_rlvr", "transfer"))
    assert here.stage.rlvr == there.stage.rlvr
    assert here.stage.rlvr.lr == 1e-5, "of an adapter"
    assert here.reward == there.reward, "with the limit of the completions"


def test_what_trains_nothing_transfers_nothing() -> None:
    with pytest.raises(ConfigError, match=r"stage\.arm=base trains nothing that could be transferred"):
        compose("task=medcalc", "model=tiny", "stage=transfer", "stage.arm=base")


@pytest.mark.torch
def test_weights_of_one_task_stand_in_the_table_of_another(tmp_path: Path) -> None:
    config = compose(*SMALL, f"runs_dir={tmp_path}")
    results = run_plan(config, list(SMALL))
    assert [result["arm"] for result in results] == ["base", "sft", "sft_of_medcalc"]
    assert "accuracy" in results[0]["metrics"]
    assert next(iter(results[2]["metrics"])) == "auroc", "the other task's measures"
    folders = {runs.read_status(path)["arm"]: path for path in tmp_path.iterdir() if path.is_dir()}
    other = folders["sft_of_medcalc"]
    assert other.name.startswith("ehrshot-tiny-sft_of_medcalc-")
    assert runs.read_status(other)["parent"] == folders["sft"].name
    own = compose(
        "task=ehrshot",
        "task.patients=60",
        "task.prompt_tokens=900",
        *SMALL[1:2],
        "stage=evaluate",
        "evaluation.limit=4",
        "model.caps.completion_tokens=16",
        f"runs_dir={tmp_path}",
    )
    run_plan(own, [])
    table = transfer_table(experiments(read_runs([tmp_path])))
    assert table is not None
    assert [row[:2] for row in table.rows] == [("base", "–"), ("sft", "medcalc")]
    assert table.columns[2:] == ("ehrshot: AUROC", "medcalc: accuracy")
    assert table.rows[1][3] == shown(results[1]["metrics"]["accuracy"])
    assert build(read_runs([tmp_path])).page.sections[0].tables == (table,), "first on the page"
    data = {json.loads((folder / "data.json").read_text())["sha256"] for folder in tmp_path.glob("ehrshot-*")}
    assert len(data) == 1, "the rows are those of the task's own runs"
    before = other.stat().st_mtime_ns
    run_plan(compose(*SMALL, f"runs_dir={tmp_path}"), list(SMALL))
    assert other.stat().st_mtime_ns == before, "done before"


def test_what_restricted_weights_write_is_restricted_whatever_they_are_asked() -> None:
    config = compose("task=medcalc", "model=tiny", "stage=transfer", "task.restricted=true")
    others = [step.task for step in config.stage.plan() if step.task]
    assert others
    assert all(task.data_policy is Policy.RESTRICTED for task in others)

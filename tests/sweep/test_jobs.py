"""Composition: axes and experiments in every combination, and mistakes that name their job."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ehrmind.compose import with_lists
from ehrmind.errors import ConfigError
from ehrmind.registry import files_root
from ehrmind.stages.sft_rlvr import SFTRLVR
from ehrmind.sweep.jobs import Job, from_command_line, title

pytestmark = pytest.mark.heavy

EXPERIMENTS = sorted(path.stem for path in (files_root() / "experiments").glob("*.yaml"))
SWEEPS = sorted(path.stem for path in (files_root() / "sweeps").glob("*.yaml"))


def jobs(*arguments: str) -> list[Job]:
    return from_command_line(with_lists(["--multirun", *arguments]))


def test_the_sweeps_of_the_project_are_there() -> None:
    assert set(SWEEPS) >= {
        *("arms", "seeds", "sft_fraction", "backbones", "rewards", "single_category", "recipes", "label_versions"),
    }


# Axes of one task's own settings; `trial_splits` is of sources that have no splits of their own.
OF_MEDCALC = ("single_category", "label_versions", "medcalc_rewards")
OF_RECORDS = ("ehrshot_labels", "event_types", "record_budget")
OF_TRIALS = ("trial_splits", "trial_rewards")
OWN = {
    "ehrshot": OF_RECORDS,
    "ehrshot_cpu": OF_RECORDS[:-1],
    "trial_matching": OF_TRIALS[:1],
    "trial_matching_cpu": OF_TRIALS[1:],
}
OTHERS = {  # of no meaning, or refused: a transfer needs weights that were trained
    "trial_matching_cpu": OF_MEDCALC,
    "cross_task": (*OF_MEDCALC, "arms", "arms_more", "matched"),
    "cross_task_cpu": (*OF_MEDCALC, "arms", "arms_more", "matched"),
    "demo": OF_MEDCALC,  # of generated notes of some calculators
    "medcalc_135m": OF_MEDCALC,
}


def fits(cell: str, axis: str) -> bool:
    """Whether the axis is of every task, or of the cell's."""
    of_tasks = {*OF_MEDCALC, *OF_RECORDS, *OF_TRIALS}
    own = OWN.get(cell, () if cell in OTHERS else OF_MEDCALC)
    return axis not in OTHERS.get(cell, ()) and (axis in own or axis not in of_tasks)


def is_quick(cell: str, axis: str) -> bool:
    """Every axis with one cell of its task, and every cell with its arms; the other pairs have nothing new."""
    return cell == "medcalc_cpu" or axis == "arms" or (cell.endswith("_cpu") and axis in OWN.get(cell, ()))


@pytest.mark.parametrize(
    ("experiment", "sweep"),
    [
        pytest.param(cell, axis, marks=() if is_quick(cell, axis) else pytest.mark.slow)
        for cell in EXPERIMENTS
        for axis in SWEEPS
        if fits(cell, axis)
    ],
)
def test_every_sweep_composes_with_every_experiment(experiment: str, sweep: str) -> None:
    found = jobs(f"+experiments={experiment}", f"+sweeps={sweep}")
    assert len(found) == len({job.label for job in found}) > 1
    assert len({str(job.config) for job in found}) == len(found), "two jobs of one axis are the same"


@pytest.mark.parametrize("sweep", SWEEPS)
def test_a_sweep_holds_axes_and_nothing_else(sweep: str) -> None:
    content: dict[str, Any] = yaml.safe_load((files_root() / "sweeps" / f"{sweep}.yaml").read_text())
    assert set(content) == {"hydra"}
    assert set(content["hydra"]) == {"mode", "sweeper"}
    assert set(content["hydra"]["sweeper"]) == {"params"}


@pytest.mark.parametrize("word", ["+sweeps=arms,seeds", "+sweeps=[arms,seeds]"])
def test_axes_multiply(word: str) -> None:
    found = jobs("+experiments=medcalc_cpu", word)
    arms = ("base", "sft", "rlvr", "sft_rlvr")
    assert [(job.arm, job.config.seed) for job in found] == [(arm, seed) for arm in arms for seed in (0, 1, 2)]
    assert found[4].label == "stage.arm=sft seed=1"
    assert title(found) == "medcalc_cpu-arms-seeds"


def test_a_budget_that_the_prompt_cannot_hold_is_no_axis() -> None:
    with pytest.raises(
        ConfigError, match=r"job 2 \(task.budget=1024\): task.budget=1024 is more than a prompt of 1024"
    ):
        jobs("+experiments=ehrshot_cpu", "+sweeps=record_budget")
    assert len(jobs("+experiments=ehrshot_cpu", "+sweeps=record_budget", "task.budget=256,512")) == 2


@pytest.mark.parametrize("cell", ["medcalc_cpu", "ehrshot_cpu", "demo"])
def test_fractions_are_trained_for_as_many_epochs(cell: str) -> None:
    found = [job.config.stage for job in jobs(f"+experiments={cell}", "+sweeps=sft_fraction")]
    assert [stage.sft.fraction for stage in found if isinstance(stage, SFTRLVR)] == [0.05, 0.1, 0.15, 0.2, 1.0]
    assert {(stage.sft.steps, stage.sft.epochs) for stage in found if isinstance(stage, SFTRLVR)} == {(None, 2.0)}


def test_only_sweeps_become_a_list() -> None:
    assert with_lists(["seed=0,1", "+experiments=a,b", "+sweeps=arms", "+sweeps=[arms,seeds]"]) == [
        *("seed=0,1", "+experiments=a,b", "+sweeps=arms", "+sweeps=[arms,seeds]"),
    ]


def test_what_the_user_sets_narrows_an_axis() -> None:
    found = jobs("+experiments=medcalc_cpu", "+sweeps=arms,seeds", "stage.arm=base", "seed=5,6")
    assert [(job.arm, job.config.seed, job.label) for job in found] == [("base", 5, "seed=5"), ("base", 6, "seed=6")]


def test_without_an_axis_there_is_one_job() -> None:
    assert [job.arm for job in jobs("stage=rlvr", "model=tiny")] == ["rlvr"]


def test_how_jobs_are_run_is_not_which_jobs() -> None:
    launched = ("--multirun", "hydra/launcher=submitit_slurm", "hydra.launcher.partition=gpu", "hydra.sweep.dir=/x")
    assert [job.overrides for job in jobs("seed=0,1", *launched)] == [("seed=0",), ("seed=1",)]


def test_several_values_are_no_sweep_without_a_word_that_says_so() -> None:
    with pytest.raises(ConfigError, match=r"reward=gated,correct is several values: --multirun runs one after the"):
        from_command_line(["stage=rlvr", "reward=gated,correct"])
    assert len(from_command_line(["stage=rlvr", "reward=gated,correct", "hydra.mode=MULTIRUN"])) == 2


@pytest.mark.parametrize("cell", ["ehrshot", "ehrshot_cpu"])
def test_rare_answers_are_corrected_for_once(cell: str) -> None:
    (job,) = jobs(f"+experiments={cell}")
    assert (job.config.task.sampling.value, list(job.config.reward)) == ("balanced", ["gated"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["stage=rlvr", "stage.group_size=4,1"],
            r"job 2 \(stage.group_size=1\): stage.group_size=1 gives no advantage",
        ),
        (["task.source=generated,v9"], r"job 2 \(task.source=v9\): task.source=v9 is not a choice"),
        (["model=tiny,tinny"], r"job 2 \(model=tinny\): model=tinny is not a choice; did you mean model=tiny"),
        (["stage=sft", "stage.steps=1,x"], r"job 2 \(stage.steps=x\): stage.steps=x is no whole number"),
    ],
)
def test_a_mistake_in_one_job_names_it(arguments: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        jobs(*arguments)


@pytest.mark.parametrize(
    ("arm", "expected"),
    [
        ("all", [("base", None), ("sft", None), ("sft_rlvr", "sft")]),
        ("base", [("base", None)]),
        ("sft", [("sft", None)]),
        ("rlvr", [("rlvr", None)]),
        ("sft_rlvr", [("sft", None), ("sft_rlvr", "sft")]),
    ],
)
def test_an_arm_plans_the_runs_that_it_needs(arm: str, expected: list[tuple[str, str | None]]) -> None:
    stage = jobs(f"stage.arm={arm}", "stage.init_from=/a")[0].config.stage
    assert isinstance(stage, SFTRLVR)
    assert [(step.arm, step.starts_from) for step in stage.plan()] == expected
    assert {step.stage.init_from for step in stage.plan() if step.starts_from is None} == {"/a"}


def test_the_cell_on_a_cpu_is_the_papers_cell_made_small() -> None:
    full, small = (jobs(f"+experiments={name}")[0].config for name in ("medcalc", "medcalc_cpu"))
    assert (full.model.name, full.task.source, full.evaluation.k) == ("llama3_2_3b", "v1.0", 12)  # type: ignore[attr-defined]
    for config in (full, small):
        assert isinstance(config.stage, SFTRLVR)
        assert config.stage.rlvr.recipe.value == "paper"
        assert list(config.reward) == ["gated"]
    assert isinstance(full.stage, SFTRLVR)
    rlvr = full.stage.rlvr
    assert (rlvr.prompts_per_step, rlvr.group_size, rlvr.completion_tokens, rlvr.lr) == (32, 12, 1500, 1e-6)
    text = (files_root() / "experiments" / "medcalc_cpu.yaml").read_text()
    assert "- medcalc\n" in text, "it inherits the cell"


def test_help_names_every_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.__main__ import main

    main(["--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in (*SWEEPS, *EXPERIMENTS))
    assert isinstance(files_root(), Path)

"""What trackers are told of a finished run, and what they call it."""

import json
from pathlib import Path

import pytest

from ehrmind import runs
from ehrmind.sweep.jobs import from_command_line
from ehrmind.sweep.plan import plan, record
from ehrmind.tasks.base import Policy
from ehrmind.tracking.facts import chain_of
from ehrmind.tracking.results import numbers_of
from ehrmind.tracking.variant import variant_of
from ehrmind.tracking.wandb import name_of, tags_of
from tests.test_config import compose

SHARE = {"value": 0.5, "low": 0.2, "high": 0.8}
EVALUATION = {
    "n": 4,
    "headline": "accuracy",
    "metrics": {"accuracy": SHARE, "auroc": {"value": None, "low": None, "high": None}},
    "sampled": {"k": 3, "metrics": {"accuracy": SHARE}, "pass": {"1": SHARE, "3": {**SHARE, "value": 0.75}}, "majority": SHARE},
    "by": {"category": {"Marigold": SHARE}},
    "cost": {"train": {"tokens": 100.0, "flops": 6e5, "seconds": 4.0, "steps": 2, "peak_memory_mb": 700}, "evaluation": {}},
}  # fmt: skip


def test_every_number_of_an_evaluation_has_a_name() -> None:
    found = numbers_of(EVALUATION, Policy.OPEN)
    assert (found["eval/accuracy"], found["eval/accuracy_low"], found["eval/auroc"]) == (0.5, 0.2, None)
    assert (found["eval/k"], found["eval/pass_at_k"], found["eval/majority_of_k_high"]) == (3, 0.75, 0.8)
    assert (found["eval/mean_of_k/accuracy"], found["eval/by/category/Marigold"]) == (0.5, 0.5)
    assert found["cost/train/tokens_per_second"] == 25
    assert (found["cost/train/flops"], found["cost/train/peak_memory_mb"]) == (6e5, 700)


def test_a_training_elsewhere_has_no_numbers() -> None:
    cost = {"train": None, "evaluation": {"tokens": 8.0, "seconds": 2.0}}
    found = numbers_of({**EVALUATION, "cost": cost}, Policy.OPEN)
    assert found["cost/evaluation/tokens_per_second"] == 4
    assert not [name for name in found if name.startswith("cost/train")]


def test_of_restricted_data_no_slice_is_named() -> None:
    assert not [name for name in numbers_of(EVALUATION, Policy.RESTRICTED) if "Marigold" in name]


def test_a_greedy_evaluation_has_no_samples() -> None:
    assert not [name for name in numbers_of({**EVALUATION, "sampled": None}, Policy.OPEN) if "_k" in name]


def begun(folder: Path, *words: str) -> str:
    """What a run by itself is called."""
    config = compose("model=tiny", f"runs_dir={folder}", *words)
    run = runs.identify(config, config.stage.registered_name, None, "ab" * 32)
    runs.begin(run, config, words, {"dropped": {}})
    return variant_of(config, run)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (("stage=sft",), "sft"),
        (
            ("stage=sft", "stage.fraction=0.1", "seed=3", "evaluation.limit=5", "tracking.project=p"),
            "sft · fraction=0.1",
        ),
        (("stage=rlvr", "reward=correct", "stage.recipe=modern"), "rlvr · reward=correct, recipe=modern"),
        (("stage=sft", "+stage.extra.hub_token=hf_secret"), "sft · hub_token=***"),
    ],
)
def test_a_run_by_itself_is_called_by_what_was_typed(tmp_path: Path, words: tuple[str, ...], label: str) -> None:
    assert begun(tmp_path, *words) == label


@pytest.mark.heavy
def test_a_run_of_a_sweep_is_called_as_in_the_report(tmp_path: Path) -> None:
    words = ["-m", "+experiments=quickstart", f"runs_dir={tmp_path}", "tracking=wandb", "stage.sft.fraction=0.1,1.0"]
    sweep = plan(from_command_line(words))
    record(sweep)
    found = json.loads((sweep.folder / "sweep.json").read_text())["labels"]
    assert sorted(found.values()) == [
        *("base", "sft · fraction=0.1", "sft · fraction=1.0"),
        *("sft_rlvr · parent fraction=0.1", "sft_rlvr · parent fraction=1.0"),
    ]
    for planned in sweep.runs:
        planned.config.tracking.group = sweep.folder.name
        assert variant_of(planned.config, planned.run) == found[planned.run.id]


def test_names_and_tags_say_first_what_parts_runs() -> None:
    trained, greedy = compose("model=tiny", "stage=sft", "seed=3"), compose("model=tiny", "stage=evaluate", "seed=3")
    assert name_of(trained, "sft · fraction=0.1") == "sft · fraction=0.1 · seed 3 · medcalc · tiny"
    assert name_of(greedy, "base") == "base · medcalc · tiny", "no seed plays a part"
    told = {"arm": "sft", "task_name": "medcalc", "base_model": "tiny", "data_version": "generated"}
    assert tags_of({**told, "variant": f"sft · lr=1, question={'x' * 99}"})[3:] == [
        "generated",
        "lr=1",
        f"question={'x' * 55}",
    ]


def test_the_runs_of_a_plan_share_a_group_and_other_settings_have_another() -> None:
    def chain(*words: str) -> str:
        return chain_of(compose("model=tiny", "stage=sft_rlvr", *words))

    assert chain() == chain("stage.arm=sft", "runs_dir=/x", "tracking=wandb") != chain("stage.sft.fraction=0.1")

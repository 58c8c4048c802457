"""Rejection-sampling fine-tuning: a model's own right samples, as many as RLVR draws, learned once from the same SFT."""

import json
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs, stale
from ehrmind.config import Config
from ehrmind.errors import ConfigError
from ehrmind.evaluation.evaluate import held_out
from ehrmind.experiment import run_plan
from ehrmind.files import write_json, write_jsonl
from ehrmind.planned import Planned, in_order
from ehrmind.report.arms import experiments
from ehrmind.report.read import read_runs
from ehrmind.stages.distill import Distill
from ehrmind.tasks.reasons import PROVENANCE
from tests.test_config import compose

pytestmark = pytest.mark.torch
# Extraction from short notes, which the tiny model learns in a minute: some of its samples are right.
WORDS = (
    *(
        "model=tiny",
        "preflight=false",
        "stage=sft_rlvr",
        "task.rows={train: 24, validation: 4, test: 6}",
        "task.calculators=[39]",
    ),
    *("task.questions=[extraction]", "model.caps.completion_tokens=48", "evaluation.k=0", "preflight=false"),
    *("stage.sft.steps=2", "stage.sft.lr=1e-2", "stage.rlvr.steps=3", "stage.rlvr.prompts_per_step=2"),
    *("stage.rlvr.group_size=4", "stage.rlvr.shared_prefix=off"),
)


SMALL = tuple(word for word in WORDS if not word.startswith("task."))


def composed(folder: Path, *words: str) -> Config:
    return compose(*WORDS, f"runs_dir={folder}", *words)


def test_the_samples_are_as_many_as_rlvr_draws(tmp_path: Path) -> None:
    config = composed(tmp_path, "stage.arm=rft", "stage.sft.fraction=0.5")
    planned = {item.step.arm: item for item in in_order(config, config.stage.plan(), config.task.load())}
    assert list(planned) == ["sft", "rft_samples", "rft"]
    asked = planned["rft_samples"].config.evaluation
    assert (asked.split, asked.limit, asked.k, asked.temperature) == ("train", 6, 3, 0.6)
    assert planned["rft_samples"].step.stage == planned["rft_samples"].config.stage == Distill(keep=4)
    assert planned["rft_samples"].parent == planned["rft"].parent == planned["sft"].run.folder
    twice = composed(tmp_path, "stage.arm=rft", "stage.rlvr.num_iterations=2")
    assert twice.stage.plan()[1].asks["limit"] == 4, "of three steps two sample"
    stage: Any = planned["rft"].config.stage
    assert (stage.fraction, stage.epochs, stage.steps) == (1.0, 1.0, None), "all that is kept is learned, once"


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (("stage.rlvr.steps=50",), 24),
        # A patient's trials come together: of ten rows that are asked for six are drawn.
        (("task=trial_matching", "task.patients={train: 8, validation: 2, test: 2}", "stage.rlvr.steps=5"), None),
    ],
)
def test_of_fewer_rows_more_samples_are_drawn_and_all_that_are_right_are_kept(
    tmp_path: Path, words: tuple[str, ...], drawn: int | None
) -> None:
    config = compose(*(WORDS if drawn else SMALL), f"runs_dir={tmp_path}", "stage.arm=rft", *words)
    data = config.task.load()
    planned = {item.step.arm: item for item in in_order(config, config.stage.plan(), data)}["rft_samples"]
    rows = len(held_out(planned.config, data))
    budget = config.stage.rlvr.steps * 2 * 4  # type: ignore[attr-defined]
    each = 1 + (planned.config.evaluation.k or 0)
    assert rows == drawn or rows < config.stage.rlvr.steps * 2  # type: ignore[attr-defined]
    assert abs(rows * each - budget) <= rows / 2
    assert planned.step.stage == planned.config.stage == Distill(keep=each)


def test_a_run_is_compared_with_the_samples_once_they_are_drawn(tmp_path: Path) -> None:
    """They are not there when the plan is made for the first time."""
    config = composed(tmp_path, "stage.arm=rft")
    data = config.task.load()

    def plan() -> dict[str, Planned]:
        return {item.step.arm: item for item in in_order(config, config.stage.plan(), data)}

    first = plan()
    samples, learned = first["rft_samples"].run, first["rft"]
    runs.begin(samples, first["rft_samples"].config, [], data.manifest, first["rft_samples"].made_by)
    assert stale.of_others(learned.config) == {}, "under way"
    write_json(samples.folder / "eval.json", {})
    write_jsonl(samples.folder / "rationales.jsonl", [{"id": "x", "rationale": "Well."}])
    runs.end(samples, runs.State.DONE)
    runs.begin(learned.run, learned.config, [], data.manifest, learned.made_by | stale.of_others(learned.config))
    write_json(learned.run.folder / "eval.json", {})
    runs.end(learned.run, runs.State.DONE)
    assert plan()["rft"].faults() == []
    write_jsonl(samples.folder / "rationales.jsonl", [{"id": "x", "rationale": "Otherwise."}])
    assert plan()["rft"].faults() == [f"changed since: rationales of {samples.id}"]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both arms, from an SFT whose samples are made right: the judge is what is tested, and not a tiny model."""
    folder = tmp_path_factory.mktemp("rft")
    with pytest.MonkeyPatch.context() as patch:
        from ehrmind.evaluation import here

        honest = here.complete

        def helped(policy: Any, prompts: Any, settings: Any, *rest: Any, **more: Any) -> Any:
            for batch in honest(policy, prompts, settings, *rest, **more):
                yield {key: _mended(key, row) if settings.split == "train" else row for key, row in batch.items()}

        config = composed(folder, "stage.arm=rft")
        gold = {row.id: config.task.gold(row) for row in config.task.load().splits["train"]}

        def _mended(key: str, row: list[Any]) -> list[Any]:
            from dataclasses import replace

            right = int(key.rsplit("-", 1)[-1]) % 2
            return [replace(item, text=gold[key] if right else item.text, finished=True) for item in row]

        patch.setattr(here, "complete", helped)
        run_plan(config, [])
        run_plan(composed(folder, "stage.arm=sft_rlvr"), [])
        run_plan(config, [])  # the second start finds all of it done
    return folder


def test_right_samples_are_learned_and_their_cost_counts(chain: Path) -> None:
    runs = {run.arm: run for run in read_runs([chain])}
    samples, learned = runs["rft_samples"], runs["rft"]
    (told, *lines) = [json.loads(line) for line in (samples.folder / "rationales.jsonl").read_text().splitlines()]
    assert told["provenance"]["policy"] == "open"
    assert 0 < len(lines) < 6
    assert (told["provenance"]["rows"], told["provenance"]["samples"]) == (6, 24)
    assert set(told["provenance"]) <= set(PROVENANCE)
    cost = learned.evaluation["cost"]["train"]  # type: ignore[index]
    drawn = samples.evaluation["cost"]["evaluation"]  # type: ignore[index]
    assert cost["sampled_tokens"] == drawn["tokens"]
    assert cost["flops"] > drawn["flops"]
    assert learned.data["dropped"]["train: no rationale"] == 24 - len(lines)


def test_of_samples_of_a_server_the_cost_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.rl.common import _with_sampling
    from ehrmind.rl.sft import matched

    stage: Any = compose("model=tiny", "stage=sft", f"stage.learn_from={tmp_path}").stage
    write_json(tmp_path / "eval.json", {"cost": {"evaluation": {"tokens": 70, "flops": None, "seconds": 2.0}}})
    cost = _with_sampling({"tokens": 30.0, "flops": 1e9, "seconds": 3.0}, stage)
    whole = {"tokens": 100.0, "flops": None, "seconds": 5.0, "trained_flops": 1e9, "sampled_tokens": 70.0}
    assert cost == whole
    assert "flops of the samples of" in capsys.readouterr().out
    write_json(tmp_path / "eval.json", {"cost": {"train": whole}})
    with pytest.raises(ConfigError, match="learned from samples whose FLOPs are not known .* give another run"):
        matched(str(tmp_path), 1e6)


def test_the_table_has_the_arm_and_not_its_samples(chain: Path) -> None:
    (found,) = experiments(read_runs([chain]))
    assert [arm.label for arm in found.arms] == ["sft", "rft", "sft_rlvr"]

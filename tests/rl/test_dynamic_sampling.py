"""Dynamic sampling: which prompts, which groups, and what a step learns from them."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from ehrmind import zstd
from ehrmind.job import Job
from ehrmind.rl import dynamic
from ehrmind.rl.dynamic import Found, Group, at_once, dealt, row_at, take
from tests.rl.shared_prefix.test_trainer import train, weights
from tests.rl.test_training import job

pytestmark = pytest.mark.torch

RLVR = (
    *("stage=rlvr", "stage.steps=2", "stage.prompts_per_step=2", "stage.group_size=4", "stage.completion_tokens=12"),
    *("stage.lr=1e-3", "model.dtype=float32", "stage.dynamic_sampling=3", "stage.kl=0.0"),
)


def group(number: int, *rewards: float) -> Group:
    return Group(number, number + 10, 5, [[1, 2]] * len(rewards), None, [[reward] for reward in rewards])


def stream(pattern: str) -> list[Group]:
    """`+` has variance, `.` has none."""
    return [group(at, 0, 1) if mark == "+" else group(at, 1, 1) for at, mark in enumerate(pattern)]


def numbers(groups: list[Group]) -> list[int]:
    return [item.number for item in groups]


@pytest.mark.parametrize(
    ("pattern", "looked_at", "useful", "in_vain"),
    [
        ("++", 2, [0, 1], []),
        (".+.+..", 4, [1, 3], [4, 5]),
        ("..+...", 6, [2], []),
        ("......++", 6, [], [6, 7]),  # beyond the limit of 6, sampled to fill up the processes
    ],
)
def test_the_first_groups_with_variance_are_taken(
    pattern: str, looked_at: int, useful: list[int], in_vain: list[int]
) -> None:
    found = take(stream(pattern), [1.0], need=2, limit=6)
    assert (len(found.looked_at), numbers(found.useful), numbers(found.in_vain)) == (looked_at, useful, in_vain)


def test_variance_is_that_of_the_weighted_sum() -> None:
    opposite = Group(0, 0, 5, [[1]] * 2, None, [[1.0, 0.0], [0.0, 2.0]])
    assert not opposite.useful([2.0, 1.0]), "2 and 2"
    assert opposite.useful([1.0, 1.0])
    assert not group(0, 0.1 + 0.2, 0.3).useful([1.0]), "apart by rounding"


def test_the_order_of_prompts_is_a_function_of_seed_and_place() -> None:
    first = [row_at(place, 7, 3, True) for place in range(14)]
    assert sorted(first[:7]) == sorted(first[7:]) == list(range(7))
    assert first[:7] != first[7:]
    assert [row_at(place, 7, 3, True) for place in range(5, 9)] == first[5:9]
    assert [row_at(place, 7, 4, True) for place in range(14)] != first
    assert [row_at(place, 7, 3, False) for place in range(9)] == [0, 1, 2, 3, 4, 5, 6, 0, 1]


def test_how_many_are_sampled_for_at_once() -> None:
    assert at_once(4, 1.0, 12, 1, fixed=3) == 4
    assert at_once(4, 0.5, 12, 1, fixed=0) == 4, "a further round is free"
    assert at_once(4, 0.5, 12, 1, fixed=3) == 7
    assert at_once(4, 0.5, 12, 1, fixed=32) == 12
    assert at_once(4, 0.5, 5, 1, fixed=32) == 5, "what may still be looked at"
    assert at_once(4, 0.5, 3, 1, fixed=3) == 3, "less than is missing may be left"
    assert at_once(4, 1.0, 5, 4, fixed=3) == 4
    assert at_once(4, 0.5, 12, 4, fixed=3) == 8, "a multiple of the processes"
    assert at_once(1, 0.0, 9, 1, fixed=32) == 9
    assert 512 <= at_once(512, 0.4, 1536, 1, fixed=32) <= 1536, "of DAPO's own batch, within a second"


def test_the_groups_are_dealt_out_evenly_and_idle_places_come_last() -> None:
    full = take(stream("+.++.+"), [1.0], need=4, limit=12)
    assert [(numbers(mine), filled) for mine, filled in (dealt(full, rank, 2, 2) for rank in range(2))] == [
        ([0, 2], 2),
        ([3, 5], 2),
    ]
    short = take(stream("+.+.+..."), [1.0], need=8, limit=8)
    parts = [dealt(short, rank, 4, 2) for rank in range(2)]
    assert [(numbers(mine), filled) for mine, filled in parts] == [([0, 2, 1, 3], 2), ([4, 5, 6, 7], 1)], "each once"
    none = take(stream("...."), [1.0], need=2, limit=4)
    assert dealt(none, 0, 2, 1)[1] == 0
    assert len(dealt(none, 0, 2, 1)[0]) == 2


def test_the_optimizer_steps_of_a_generation_share_what_was_found() -> None:
    assert dynamic.spread(4, 2) == [0, 2, 1, 3]
    assert dynamic.spread(3, 1) == [0, 1, 2]
    short = take(stream("++.+...."), [1.0], need=8, limit=8)
    assert dynamic.useful_by_step(short, processes=1, steps=2) == [2, 1]
    assert dynamic.useful_by_step(short, processes=2, steps=2) == [2, 1], "0 and 3; 1"
    assert dynamic.useful_by_step(short, processes=1, steps=4) == [1, 1, 1, 0]


def test_the_expected_share_follows_what_was_found() -> None:
    found = Found(stream("+..."), stream("+"))
    assert dynamic.smoothed(0.5, found) == pytest.approx(0.7 * 0.5 + 0.3 * 0.25)


def variance_by_row(monkeypatch: pytest.MonkeyPatch, has: Any) -> None:
    """Let the groups of some rows, by id, have variance and those of others have none."""
    from ehrmind.rewards.gated import Gated

    def reward(self: Gated, parsed: Any, score: Any, completion: Any, example: Any) -> float:
        return len(set(completion.text)) / 100 if has(example.id) else 0.25

    monkeypatch.setattr(Gated, "__call__", reward)


def even(key: str) -> bool:
    return int(key.rpartition("-")[2]) % 2 == 0


def record(made: Job) -> list[dict[str, Any]]:
    return [line for line in zstd.read(made.run.folder / "rollouts.jsonl.zst") if "step" in line]


def test_a_step_learns_from_groups_with_variance_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variance_by_row(monkeypatch, even)
    made = job(tmp_path, *RLVR)
    logs = train(made)
    written = record(made)
    for line in logs:
        assert line["groups/learned_from"] == 2
        ids = list(dict.fromkeys(row["id"] for row in written if row["step"] == line["step"]))
        assert line["groups/looked_at"] == len(ids)
        lengths = [row["tokens"] for row in written if row["step"] == line["step"]]
        assert line["completions/mean_length"] == pytest.approx(sum(lengths) / len(lengths)), "of all, as the reward"
        assert line["groups/without_variance"] == pytest.approx(1 - 2 / len(ids))
        assert even(ids[-1])
        assert sum(map(even, ids)) == 2
        assert line["grad_norm"] > 0
    assert any(line["groups/looked_at"] > 2 for line in logs)
    assert all(row["advantage"] == 0 for row in written if not even(row["id"]))
    assert any(row["advantage"] > 0 for row in written)
    order = [row["id"] for row in written if row["sample"] == 0]
    rows = made.data.splits["train"]
    assert order == [rows[row_at(place, len(rows), made.config.seed, True)].id for place in range(len(order))]


def test_how_many_are_sampled_at_once_changes_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variance_by_row(monkeypatch, even)
    made = job(tmp_path / "many", *RLVR)
    many = train(made)
    monkeypatch.setattr(dynamic, "at_once", lambda missing, share, left, processes, fixed: 1)
    alone = job(tmp_path / "one", *RLVR)
    one = train(alone)
    for mine, other in zip(many, one, strict=True):
        assert mine["groups/looked_at"] == other["groups/looked_at"]
        assert mine["reward"] == other["reward"]
        assert mine["loss"] == pytest.approx(other["loss"], rel=1e-4, abs=1e-7)
    assert [(row["id"], row["text"]) for row in record(made)] == [(row["id"], row["text"]) for row in record(alone)]
    assert other["groups/sampled_in_vain"] == 0
    assert sum(line["num_tokens"] for line in many) >= sum(line["num_tokens"] for line in one)


def test_where_none_has_variance_no_weight_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    variance_by_row(monkeypatch, lambda key: False)
    made = job(tmp_path, *RLVR, "stage.entropy=0.01", "stage.kl=0.01")
    logs = train(made)
    assert [line["groups/learned_from"] for line in logs] == [0, 0]
    assert [line["groups/looked_at"] for line in logs] == [6, 6]
    from ehrmind.models.load import load

    start = load(made.config.model, None, made.texts).model.state_dict()
    for name, weight in weights(made).items():
        assert torch.equal(weight, start[name]), name
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("! step 1 teaches nothing: within each group all completions earned the same") == 1
    assert [line["idle_steps"] for line in logs] == [1, 2]


@pytest.mark.parametrize("loss", ["dapo", *(pytest.param(name, marks=pytest.mark.slow) for name in ("bnpo", "grpo"))])
def test_where_too_few_have_variance_it_learns_from_those(
    loss: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of four places is filled: as a step of one prompt, whose group it is."""
    first = job(tmp_path / "look", *RLVR, "stage.steps=1").data.splits["train"]
    only = first[row_at(0, len(first), 0, True)].id
    variance_by_row(monkeypatch, lambda key: key == only)
    more = (f"stage.loss={loss}", "stage.entropy=0.01", "stage.steps=1")
    four = job(tmp_path / "four", *RLVR, *more, "stage.prompts_per_step=4", "stage.dynamic_sampling=2")
    one = job(tmp_path / "one", *RLVR, *more, "stage.prompts_per_step=1")
    (short,), (whole,) = train(four), train(one)
    assert (short["groups/learned_from"], short["groups/looked_at"]) == (1, 8)
    assert short["grad_norm"] == pytest.approx(whole["grad_norm"], rel=1e-4)
    assert short["loss"] == pytest.approx(whole["loss"], rel=1e-4, abs=1e-7)
    assert short["entropy"] == pytest.approx(whole["entropy"], rel=1e-4)
    assert json.loads((four.run.folder / "metrics.jsonl").read_text())["reward"] != whole["reward"]


@pytest.mark.parametrize("loss", ["bnpo", *(pytest.param(name, marks=pytest.mark.slow) for name in ("grpo", "dapo"))])
def test_each_step_of_a_generation_learns_from_its_share(
    loss: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two groups are found for two steps of two places: the first step is as one of the first group alone."""
    rows = job(tmp_path / "look", *RLVR, "stage.steps=1").data.splits["train"]
    found = {rows[row_at(place, len(rows), 0, True)].id for place in (0, 3)}
    variance_by_row(monkeypatch, lambda key: key in found)
    more = (f"stage.loss={loss}", "stage.dynamic_sampling=2")
    both = train(job(tmp_path / "both", *RLVR, *more, "stage.steps_per_generation=2"))
    (alone,) = train(job(tmp_path / "alone", *RLVR, *more, "stage.prompts_per_step=1", "stage.steps=1"))
    assert both[0]["groups/learned_from"] == 2
    assert both[0]["grad_norm"] == pytest.approx(alone["grad_norm"], rel=1e-4)
    assert both[1]["grad_norm"] > 0
    assert both[1]["idle_steps"] == 0

"""What tells runs apart, in the words that set it: no more than that, and in an order that a reader expects."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.naming import plain
from ehrmind.variants import grouped, labels, place
from tests.test_config import compose


@dataclass(frozen=True, slots=True)
class Made:
    """A run that is to be named."""

    id: str
    arm: str
    parent: str | None
    config: Mapping[str, Any]


def named(stage: str, *settings: tuple[str, ...], arm: str = "", parent: Made | None = None) -> list[str]:
    """The labels of the runs of a stage, one for each of these settings."""
    start = parent.id if parent else None
    configs = (plain(compose(f"stage={stage}", *words)) for words in settings)
    made = [Made(f"run-{number}", arm or stage, start, config) for number, config in enumerate(configs)]
    by_id: dict[str, Made] = {run.id: run for run in (*made, *([parent] if parent else []))}
    found = grouped(made, by_id)
    (name,) = found
    return labels(name, [dict(variant) for variant in found[name]])


def test_one_variant_needs_no_name_and_seeds_are_one() -> None:
    assert named("sft", ("seed=0",), ("seed=1",), ("runs_dir=/elsewhere",)) == ["sft"]


def test_rewards_are_told_apart_by_their_terms() -> None:
    terms = (("reward=gated",), ("reward=correct",), ("reward=[correct,format]",))
    assert named("rlvr", *terms) == ["rlvr · reward=gated", "rlvr · reward=correct", "rlvr · reward=correct+format"]
    numbers = (("reward=gated", "reward.gated.wrong=-1"), ("reward=gated",))
    assert named("rlvr", *numbers) == ["rlvr · wrong=-1.0", "rlvr · wrong=0.0"]


def test_a_recipe_says_what_it_fills_in_and_no_more() -> None:
    recipes = [(f"stage.recipe={name}",) for name in ("paper", "released", "modern")]
    assert named("rlvr", *recipes) == [f"rlvr · recipe={name}" for name in ("paper", "released", "modern")]
    departed = (("stage.recipe=paper",), ("stage.recipe=modern",), ("stage.recipe=modern", "stage.kl=0.5"))
    assert named("rlvr", *departed) == [
        *("rlvr · kl=0.001, recipe=paper", "rlvr · kl=0.0, recipe=modern", "rlvr · kl=0.5, recipe=modern"),
    ]


def test_a_file_of_each_seed_parts_no_arms_and_two_of_one_seed_do(tmp_path: Path) -> None:
    def made(file: str, seed: int) -> Made:
        path = tmp_path / file
        path.write_text(file)
        config = compose("model=tiny", "stage=score", f"stage.completions={path}", "stage.label=verl", f"seed={seed}")
        return Made(f"{file}-{seed}", "verl", None, {"run": runs.contents(config), **plain(config)})

    def arms(*given: tuple[str, int]) -> dict[str, list[str]]:
        found = grouped([made(*item) for item in given], {})["verl"]
        names = labels("verl", [dict(variant) for variant in found])
        return {name: [run.id for run in members] for name, members in zip(names, found.values(), strict=True)}

    assert arms(("a", 0), ("b", 1), ("c", 2)) == {"verl": ["a-0", "b-1", "c-2"]}
    assert list(arms(("a", 0), ("b", 0)).values()) == [["a-0"], ["b-0"]]
    assert list(arms(("a", 0), ("a", 1), ("b", 0), ("b", 1)).values()) == [["a-0", "a-1"], ["b-0", "b-1"]]
    assert list(arms(("a", 0), ("a", 1), ("b", 2)).values()) == [["a-0", "a-1"], ["b-2"]]
    assert all(name.startswith("verl · completions=") for name in arms(("a", 0), ("b", 0)))


def test_rationales_of_each_seed_part_no_arms_of_sft_nor_what_starts_from_them() -> None:
    def made(stage: str, seed: int, file: str, parent: str | None = None) -> Made:
        config = {"run": {"rationales": file}, **plain(compose("model=tiny", f"stage={stage}", f"seed={seed}"))}
        return Made(f"{stage}-{seed}", stage, parent, config)

    starts = [made("sft", seed, f"hash-{seed}") for seed in range(3)]
    by_id: dict[str, Made] = {run.id: run for run in starts}
    later = [made("rlvr", seed, f"hash-{seed}", f"sft-{seed}") for seed in range(3)]
    without = Made("plain", "sft", None, plain(compose("model=tiny", "stage=sft")))
    assert [len(members) for members in grouped(later, by_id)["rlvr from sft"].values()] == [3]
    found = grouped([*starts, without], by_id)["sft"]
    names = labels("sft", [dict(variant) for variant in found])
    assert names == ["sft · rationales=of each seed", "sft · rationales=none"]


@pytest.mark.parametrize("field", ["filter", "learn_from"])
def test_a_run_of_each_seed_that_chose_its_rows_parts_no_arms(field: str) -> None:
    def made(seed: int, by: str) -> Made:
        config = plain(compose("model=tiny", "stage=rlvr", f"seed={seed}"))
        return Made(f"rlvr-{seed}-{by}", "rlvr", None, {**config, "stage": {**config["stage"], field: f"runs/{by}"}})

    def looked(seed: int, k: int) -> Made:
        words = ("model=tiny", "stage=diagnose", f"seed={seed}", f"evaluation.k={k}")
        return Made(f"look-{seed}-{k}", "diagnose", None, plain(compose(*words)))

    looks = {run.id: run for run in (looked(seed, k) for seed in range(2) for k in (4, 8))}
    runs = [made(seed, f"look-{seed}-4") for seed in range(2)]
    without = Made("plain", "rlvr", None, plain(compose("model=tiny", "stage=rlvr", "seed=2")))
    for known in (dict[str, Made](), looks):
        assert [len(members) for members in grouped([*runs, without], known)["rlvr"].values()] == [2, 1]
    more = [*runs, *(made(seed, f"look-{seed}-8") for seed in range(2)), without]
    found = grouped(more, looks)["rlvr"]
    assert [len(members) for members in found.values()] == [2, 2, 1]
    told = labels("rlvr", [dict(variant) for variant in found])
    assert told[:2] == [f"rlvr · k=4, {field}=diagnose", f"rlvr · k=8, {field}=diagnose"]
    assert told[2].lower() == f"rlvr · {field}=none"


def test_rows_that_two_diagnoses_chose_are_of_two_arms() -> None:
    config = plain(compose("model=tiny", "stage=rlvr"))
    looked = plain(compose("model=tiny", "stage=diagnose", "evaluation.k=4"))
    sft = Made("sft-0", "sft", None, plain(compose("model=tiny", "stage=sft")))
    looks = (Made("look-base", "diagnose", None, looked), Made("look-sft", "diagnose", sft.id, looked))
    runs = [
        Made(f"by {look.id}", "rlvr", sft.id, {**config, "stage": {**config["stage"], "filter": look.id}})
        for look in looks
    ]
    found = grouped(runs, {run.id: run for run in (sft, *looks, *runs)})["rlvr from sft"]
    told = labels("rlvr from sft", [dict(variant) for variant in found])
    assert sorted(told) == ["rlvr from sft · filter=diagnose", "rlvr from sft · filter=diagnose from sft"]


def test_a_field_that_came_later_is_its_default_where_a_run_says_nothing() -> None:
    assert named("sft", ("task.wording=0",), ("task.wording=2",)) == ["sft · wording=0", "sft · wording=2"]
    old, new = (plain(compose("model=tiny", "stage=sft", "seed=0", "task.wording=0")) for _ in range(2))
    for group, field in (("task", "wording"), ("task", "shots"), ("stage", "watch"), ("model", "quantize")):
        del old[group][field]
    runs = [Made("old", "sft", None, old), Made("new", "sft", None, new)]
    assert [len(members) for members in grouped(runs, {})["sft"].values()] == [2]


def test_lists_stand_as_they_are_typed() -> None:
    events = (("task=ehrshot", "task.events=[]"), ("task=ehrshot", "task.events=[conditions,labs]"))
    assert named("sft", *events) == ["sft · events=[]", "sft · events=[conditions, labs]"]


def test_a_setting_of_the_start_is_named_as_such() -> None:
    start = Made("first", "sft", None, plain(compose("stage=sft", "stage.fraction=0.1")))
    assert named("rlvr", (), arm="sft_rlvr", parent=start) == ["sft_rlvr"]
    assert named("rlvr", (), ("stage.lr=1",), arm="rlvr", parent=start) == [
        *("rlvr from sft · lr=1e-06", "rlvr from sft · lr=1.0"),
    ]


@pytest.mark.parametrize(
    "ordered",
    [
        ["sft · fraction=0.05", "sft · fraction=0.1", "sft · fraction=1.0"],
        ["lr=1e-06, steps=9", "lr=1e-06, steps=10", "lr=1e-05, steps=2"],
        ["source=v1.0", "source=v1.1", "source=verified"],
    ],
)
def test_numbers_stand_in_their_order(ordered: list[str]) -> None:
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=place) == ordered

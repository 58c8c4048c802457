"""The curriculum: easy prompts first, drawn over all of them where a pass is not finished, by the seed alone."""

from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from ehrmind.files import write_json, write_jsonl
from ehrmind.types import Example
from tests.rl.test_training import job
from tests.test_config import compose

RATES = {f"r{number}": rate for number, rate in enumerate((0.25, 0.75, 0.5, 0.5, 0.25, 0.75))}


def rows(count: int) -> list[Example]:
    return [Example(f"r{number}", f"r{number}", "lab", {}, "1") for number in range(count)]


def order(count: int, generations: int = 10, prompts: int = 2, seed: int = 0) -> list[str]:
    from ehrmind.rl.curriculum import easy_first

    return [row.id for row in easy_first(rows(count), RATES, generations, prompts, seed)[0]]


@pytest.mark.torch
def test_easy_prompts_come_first_and_ties_are_drawn_by_the_seed() -> None:
    found = order(6)
    assert [RATES[key] for key in found] == [0.75, 0.75, 0.5, 0.5, 0.25, 0.25]
    assert found == order(6)
    assert len({tuple(order(6, seed=seed)) for seed in range(12)}) > 1
    assert all(sorted(order(6, seed=seed)) == sorted(found) for seed in range(12))


@pytest.mark.torch
def test_rows_without_a_diagnosis_come_last() -> None:
    assert set(order(8)[-2:]) == {"r6", "r7"}


@pytest.mark.torch
def test_a_training_that_ends_within_a_pass_meets_hard_prompts_too() -> None:
    from ehrmind.rl.curriculum import easy_first

    drawn = [order(6, generations=2, seed=seed) for seed in range(20)]
    assert all(len(found) == 4 for found in drawn)
    assert all([RATES[key] for key in found] == sorted((RATES[key] for key in found), reverse=True) for found in drawn)
    assert {key for found in drawn for key in found} == set(RATES), "over the seeds every row is drawn"
    assert easy_first(rows(6), RATES, 2, 2, 0)[1] == {"train: beyond the steps of the curriculum": 2}
    assert easy_first(rows(5), RATES, 9, 2, 0)[1] == {"train: beyond the steps of the curriculum": 1}, "no whole step"


@pytest.mark.torch
def test_the_steps_sample_for_the_prompts_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
    from tests.rl.test_replay import Caught

    made = job(tmp_path, "stage=rlvr")
    ids = [row.id for row in made.data.splits["train"]]
    rates = dict(zip(ids, (1, 3, 2, 3, 1, 2, 3, 1), strict=True))
    folder = tmp_path / "diagnosed"
    folder.mkdir()
    write_json(folder / "diagnosis.json", {"k": 4, "rows": rates})
    write_json(folder / "data.json", {"sha256": "d"})
    write_jsonl(folder / "filtered.jsonl", [{"id": key, "diagnosed": True} for key in ids])
    asked: list[str] = []
    real = SharedPrefixTrainer._generate_and_score_completions

    def generate(trainer: SharedPrefixTrainer, inputs: list[dict[str, str]]) -> object:
        asked.extend(dict.fromkeys(row["example_id"] for row in inputs))
        return real(trainer, inputs)

    monkeypatch.setattr(SharedPrefixTrainer, "_generate_and_score_completions", generate)
    words = (
        *("stage=rlvr", "stage.steps=4", "stage.prompts_per_step=2", "stage.group_size=2", "preflight=false"),
        *("stage.completion_tokens=8", f"stage.filter={folder}"),
    )
    Caught(job(tmp_path / "easy", *words, "stage.curriculum=true"), monkeypatch)
    assert [rates[key] for key in asked] == [3, 3, 3, 2, 2, 1, 1, 1]
    asked.clear()
    Caught(job(tmp_path / "plain", *words), monkeypatch)
    assert [rates[key] for key in asked] != [3, 3, 3, 2, 2, 1, 1, 1]


def test_a_curriculum_needs_a_diagnosis() -> None:
    with pytest.raises(ConfigError, match=r"stage\.curriculum=true needs stage\.filter=, a run of stage=diagnose"):
        compose("model=tiny", "stage=rlvr", "stage.curriculum=true")
    with pytest.raises(ConfigError, match=r"stage\.extra\.shuffle_dataset is stage\.curriculum=true here"):
        compose(
            *("model=tiny", "stage=rlvr", "stage.curriculum=true", "stage.filter=x"),
            "+stage.extra.shuffle_dataset=true",
        )


@pytest.mark.torch
def test_a_diagnosis_without_its_samples_is_refused(tmp_path: Path) -> None:
    from ehrmind.rl.curriculum import pass_rates

    write_json(tmp_path / "diagnosis.json", {"k": 0, "rows": {}})
    with pytest.raises(ConfigError, match=r"diagnosis\.json holds no samples by row"):
        pass_rates(tmp_path)
    write_json(tmp_path / "diagnosis.json", {"k": 4, "rows": {"a": 3, "b": 0}})
    assert pass_rates(tmp_path) == {"a": 0.75, "b": 0.0}


def test_dynamic_sampling_takes_no_curriculum() -> None:
    words = ("model=tiny", "stage=rlvr", "stage.filter=/x", "stage.curriculum=true")
    with pytest.raises(ConfigError, match=r"stage\.curriculum=true orders as many .*use stage\.dynamic_sampling=1"):
        compose(*words, "stage.dynamic_sampling=2")


def test_in_a_chain_the_keys_are_those_of_the_chain() -> None:
    with pytest.raises(ConfigError, match=r"^stage\.rlvr\.curriculum=true needs stage\.rlvr\.filter=, a run of "):
        compose("model=tiny", "stage=sft_rlvr", "stage.rlvr.curriculum=true")

"""What a reader is told before any number: of records alone, which no run has to make."""

from pathlib import Path
from typing import Any

import pytest

from ehrmind.report.doubts import doubts
from ehrmind.report.read import RunRecord


def record(name: str, seed: int = 0, file: str = "", sha256: str = "ab", **evaluation: Any) -> RunRecord:
    """A finished run of a model of this name."""
    config = {"task": {"name": "none"}, "model": {"name": name}, "seed": seed, "run": {"completions": file}}
    result = {"split": "test", "metrics": {}, **evaluation}
    return RunRecord(f"{name}-{seed}", Path(name), "base", "done", "", None, config, {"sha256": sha256}, result)


READ = {"probabilities": {"n": 9}}


def server(how: str, k: int = 12, **told: Any) -> dict[str, Any]:
    return {**READ, "server": {"probabilities": how, **told}, "sampled": {"k": k}}


def test_ways_to_label_probabilities_are_named_where_they_differ() -> None:
    here = record("here", **READ)
    file = record("file", completions={"file": "x"}, **READ)
    voted = record("voted", **server("shares of votes"))
    (doubt,) = doubts([here, file, voted, record("none")])
    assert doubt.startswith("none: label probabilities were obtained in different ways")
    assert "read after the reasoning, of every label: base of here" in doubt
    assert "given by a file: base of file; shares of votes: base of voted" in doubt
    assert not doubts([here, record("other", **READ)])
    assert not doubts([here, record("elsewhere", sha256="cd", **server("shares of votes"))]), "of other rows"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (server("shares of votes", k=4), "shares of 4 votes, and go in steps of 1/4"),
        (server("shares of votes", k=12), ""),
        (server("log-probabilities", k=0), ""),
        (server("log-probabilities", unread=3), "of 3 answers that name a label no probability could be read"),
        (server("log-probabilities", endings={"refused by the server": 2}), "refused 2 completions"),
        (server("log-probabilities", declined=["min_p", "repetition_penalty", "top_k"]), "takes no repetition_penalty"),
        (server("log-probabilities", declined=["seed"]), ""),
        (server("log-probabilities", changed=["root"]), "said otherwise of its model in a later attempt (root)"),
        (server("log-probabilities", shots="in the user's text"), "solved examples stand in the user's text"),
        ({"completions": {"asked_otherwise": 2}}, "2 completions have a prompt without the question"),
        (server("log-probabilities", endings={"content_filter": 1, "tool_calls": 2}), "1 by content_filter, 2 by tool"),
    ],
)
def test_what_a_server_did_in_its_own_way_is_told(told: dict[str, Any], expected: str) -> None:
    found = doubts([record("there", **told)])
    assert len(found) == bool(expected)
    assert not found or expected in found[0]


def test_one_file_under_several_seeds_is_one_training() -> None:
    (doubt,) = doubts([record("verl", seed=0, file="ab"), record("verl", seed=1, file="ab")])
    assert "verl-0, verl-1 judge one file" in doubt
    assert not doubts([record("verl", seed=0, file="ab"), record("verl", seed=1, file="cd")])


def test_rationales_of_each_seed_that_stand_as_one_arm_are_named() -> None:
    runs = [record("sft", seed=seed) for seed in (0, 1)]
    for run, file in zip(runs, ("ab", "cd"), strict=True):
        run.config["run"]["rationales"] = file  # type: ignore[index]
    (doubt,) = doubts(runs)
    assert doubt.startswith("base: 2 files of rationales, each of a seed, stand as trainings of one arm")
    for run in runs:
        run.config["run"]["rationales"] = "ab"  # type: ignore[index]
    assert not doubts(runs)

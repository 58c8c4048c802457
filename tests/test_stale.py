"""A finished run is shown, and an unfinished one gone on with, only where what made it is what is here."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind import runs, stale, weights
from ehrmind.errors import ConfigError, RecordError, RunError
from ehrmind.files import write_json
from ehrmind.parents import open_finished
from ehrmind.planned import Planned, settle
from ehrmind.runs import Run, State
from ehrmind.stages.base import Step
from ehrmind.tasks.base import Data
from tests.test_config import compose

CODE = {"prompts of test": "a1", "reward gated": "b2", "module mine.units": "c3"}


def put(folder: Path, arm: str, *, made_by: dict[str, str] = CODE, parent: Run | None = None) -> Planned:
    """A finished run with its record and its weights."""
    config = compose("model=tiny", f"stage={arm}", f"runs_dir={folder}")
    run = runs.identify(config, arm, parent.id if parent else None, "0" * 64)
    start = parent.model if parent else None
    planned = Planned(config, Step(arm, config.stage), run, start, Data({}, {}), made_by)
    runs.begin(run, config, [], {"dropped": {}}, {**made_by, **stale.of_parent(planned.parent)})
    run.model.mkdir()
    (run.model / "model.safetensors").write_bytes(f"{run.id}".encode())
    runs.note_trained(run, {"steps": 3})
    (run.folder / "eval.json").write_text("{}")
    runs.end(run, State.DONE)
    return planned


@pytest.fixture
def sft(tmp_path: Path) -> Planned:
    return put(tmp_path, "sft")


def with_code(planned: Planned, **changed: str) -> list[str]:
    return stale.faults(planned.run, {**CODE, **changed}, planned.parent)


def test_what_was_trained_elsewhere_has_no_budget_to_match(sft: Planned) -> None:
    (sft.run.folder / "eval.json").write_text('{"cost": {"train": null}}')
    assert list(stale.of_matched(sft.run.folder).values()) == ["0"]


def test_the_same_code_has_no_fault(sft: Planned) -> None:
    assert sft.faults(needed=True) == []
    settle([sft], rerun=False)


def test_other_code_is_named(sft: Planned) -> None:
    changed = {"reward gated": "other", "module mine.new": "d4"}
    assert with_code(sft, **changed) == ["changed since: module mine.new, reward gated"]
    gone = {name: value for name, value in CODE.items() if not name.startswith("module")}
    assert stale.faults(sft.run, gone) == ["changed since: module mine.units"], "what is no longer imported"


def test_a_finished_run_of_other_code_is_refused_or_done_again(
    tmp_path: Path, sft: Planned, capsys: pytest.CaptureFixture[str]
) -> None:
    other = put(tmp_path, "rlvr")
    edited = Planned(sft.config, sft.step, sft.run, None, sft.data, {**CODE, "reward gated": "edited"})
    with pytest.raises(RunError) as error:
        settle([edited, other], rerun=False)
    said = str(error.value).splitlines()
    assert said[0].startswith("1 run was made by other code than is here now")
    assert said[1] == f"  {sft.run.folder}: changed since: reward gated"
    assert "rerun=true" in said[2]
    assert other.run.id not in str(error.value)
    settle([edited, other], rerun=True)
    assert f"{sft.run.id} is done again: changed since: reward gated" in capsys.readouterr().out.replace("\n", "")


def test_what_is_done_again_begins_anew(sft: Planned) -> None:
    stale.take_back(sft.run, ["changed since: reward gated"], sft.config.stage)
    assert sorted(path.name for path in sft.run.folder.iterdir()) == ["status.json"]
    assert runs.read_status(sft.run.folder)["state"] == "interrupted", "killed here, it is not taken for done"
    assert sft.faults() == []


@pytest.mark.parametrize("name", ["eval.json", "config.yaml"])
def test_of_a_record_that_is_damaged_the_weights_stay(sft: Planned, name: str) -> None:
    (sft.run.folder / name).write_text("")
    assert sft.faults() == [f"{name} is empty"]
    stale.take_back(sft.run, sft.faults(), sft.config.stage)
    assert runs.is_trained(sft.run)
    assert not runs.is_done(sft.run)
    runs.begin(sft.run, sft.config, [], {"dropped": {}}, CODE)
    assert runs.read_config(sft.run.folder)["run"]["arm"] == "sft"
    assert weights.faults(sft.run.folder, whole=True) == []


def test_other_scores_are_given_anew_where_no_training_saw_them(tmp_path: Path, sft: Planned) -> None:
    rlvr = put(tmp_path, "rlvr")
    for planned in (sft, rlvr):
        stale.take_back(planned.run, ["changed since: scores of test, scores of train"], planned.config.stage)
    assert runs.is_trained(sft.run)
    assert not runs.is_trained(rlvr.run), "it was paid by them"
    stale.take_back(sft.run, ["changed since: prompts of train, scores of train"], sft.config.stage)
    assert not runs.is_trained(sft.run)


def interrupt(planned: Planned, *leave: str) -> None:
    """As a kill in training leaves it, with some of what an attempt has made."""
    runs.end(planned.run, State.INTERRUPTED)
    for name in ("eval.json", "checkpoint.json", "model/model.safetensors"):
        (planned.run.folder / name).unlink()
    for name in leave:
        path = planned.run.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


@pytest.mark.parametrize("left", ["checkpoints/checkpoint-2/sealed.json", "completions.jsonl", "checkpoint.json"])
def test_an_interrupted_run_is_not_gone_on_with_by_other_code(sft: Planned, left: str) -> None:
    interrupt(sft, left)
    (sft.run.model / "model.safetensors").write_bytes(sft.run.id.encode())
    assert with_code(sft) == []
    assert with_code(sft, **{"prompts of test": "edited"}) == ["changed since: prompts of test"]


def test_a_run_that_failed_before_it_had_made_anything_begins_under_the_code_that_is_here(sft: Planned) -> None:
    interrupt(sft)
    edited = {**CODE, "reward gated": "mended"}
    assert stale.faults(sft.run, edited) == []
    stale.renew(sft.run, edited)
    runs.begin(sft.run, sft.config, [], {"dropped": {}}, edited)
    assert json.loads((sft.run.folder / "made_by.json").read_text())["reward gated"] == "mended"
    assert runs.read_status(sft.run.folder)["attempt"] == 2


def test_a_parent_that_was_done_anew_makes_its_children_stale(tmp_path: Path, sft: Planned) -> None:
    both = put(tmp_path, "rlvr", parent=sft.run)
    assert both.faults() == []
    (sft.run.model / "model.safetensors").write_bytes(b"trained again")
    weights.seal(sft.run.folder)
    assert both.faults() == [f"changed since: weights of {sft.run.id}"]


def test_a_run_that_matches_what_was_done_again_is_stale(tmp_path: Path, sft: Planned) -> None:
    def spend(flops: float) -> None:
        write_json(sft.run.folder / "eval.json", {"cost": {"train": {"flops": flops}}})

    config = compose("model=tiny", "stage=sft", f"stage.match={sft.run.folder}", f"runs_dir={tmp_path}")
    more = replace(put(tmp_path, "rlvr"), config=config)
    spend(1e9)
    assert more.faults() == [], "a record of an earlier version does not say what it matched"
    made_by = more.run.folder / "made_by.json"
    write_json(made_by, {**json.loads(made_by.read_text()), **stale.of_others(config)})
    assert more.faults() == []
    spend(2e9)
    assert more.faults() == [f"changed since: training FLOPs of {sft.run.id}"]
    runs.end(sft.run, State.INTERRUPTED)
    assert more.faults() == [], "it is being done"


def test_a_parent_without_weights_is_a_fault_only_for_what_is_still_to_start(tmp_path: Path, sft: Planned) -> None:
    both = put(tmp_path, "rlvr", parent=sft.run)
    (sft.run.model / "model.safetensors").unlink()
    settle([sft, both], rerun=False)
    stale.take_back(both.run, ["changed"], both.config.stage)
    with pytest.raises(RunError, match=rf"{sft.run.id}: model/model.safetensors is missing"):
        settle([sft, both], rerun=False)


def cut_status(folder: Path) -> None:
    (folder / "status.json").write_text('{"state": "do')


def test_a_torn_status_is_one_message_and_its_mend_works(sft: Planned) -> None:
    cut_status(sft.run.folder)
    with pytest.raises(RecordError, match=r"status.json is torn.*; remove it: the same command then goes on"):
        sft.faults()
    (sft.run.folder / "status.json").unlink()
    assert sft.faults() == []
    runs.begin(sft.run, sft.config, [], {"dropped": {}}, CODE)
    assert runs.is_trained(sft.run)


@pytest.mark.parametrize(
    ("name", "edit", "fault"),
    [
        ("config.yaml", lambda text: text.replace("lr: 2.0e-05", "lr: 0.1"), "was edited since the run was made"),
        ("config.yaml", lambda text: "run: {}\ntask: medcalc\n", "was edited since the run was made"),
        ("config.yaml", lambda text: text[:40], ""),
        ("data.json", lambda text: text[:-4], "is torn"),
        ("made_by.json", lambda text: "", "is empty"),
    ],
)
def test_an_edited_or_torn_record_is_a_fault(sft: Planned, name: str, edit: Callable[[str], str], fault: str) -> None:
    path = sft.run.folder / name
    path.write_text(edit(path.read_text()))
    assert any(name in line and fault in line for line in sft.faults())
    with pytest.raises((RecordError, ConfigError)):
        open_finished(str(sft.run.folder), compose("model=tiny", "stage=rlvr"))


def test_a_remark_in_the_config_is_no_edit(sft: Planned) -> None:
    path = sft.run.folder / "config.yaml"
    path.write_text(f"# the run of Tuesday\n{path.read_text()}")
    assert sft.faults() == []


def test_a_run_without_hashes_is_not_compared(sft: Planned) -> None:
    (sft.run.folder / "made_by.json").unlink()
    assert with_code(sft, **{"reward gated": "edited"}) == []


def test_a_curriculum_is_made_by_the_pass_rates_too(tmp_path: Path) -> None:
    from ehrmind.files import write_json, write_jsonl

    folder = tmp_path / "diagnosed"
    folder.mkdir()
    write_jsonl(folder / "filtered.jsonl", [{"id": "a", "diagnosed": True}])
    write_json(folder / "diagnosis.json", {"k": 2, "rows": {"a": 1}})
    words = ("model=tiny", "stage=rlvr", f"stage.filter={folder}", "task.rows={train: 2, validation: 0, test: 2}")
    plain, easy = compose(*words), compose(*words, "stage.curriculum=true")
    data = plain.task.load()
    before = {name: stale.made_by(config, data) for name, config in (("plain", plain), ("easy", easy))}
    write_json(folder / "diagnosis.json", {"k": 2, "rows": {"a": 2}})
    assert stale.made_by(plain, data) == before["plain"]
    assert stale.differences(before["easy"], stale.made_by(easy, data)) == ["pass rates of diagnosed"]
    assert stale.key(plain) != stale.key(easy)

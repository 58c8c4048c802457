"""How attempts end in W&B, and what a table and an artifact hold, read back from offline files."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs, tracking
from ehrmind.errors import ConfigError, UserError
from ehrmind.runs import Run
from ehrmind.tasks.base import Policy
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tracking import wandb as tracker
from tests.test_config import compose
from tests.tracking import recorded
from tests.tracking.recorded import CANARY, attempt, settings

pytestmark = pytest.mark.heavy

OFFLINE = ("tracking=wandb", "tracking.mode=offline")


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in ("WANDB_DATA_DIR", "WANDB_CACHE_DIR", "WANDB_CONFIG_DIR"):
        monkeypatch.setenv(name, str(home))


def of_kind(run: Run, kind: str) -> list[Any]:
    from tests.tracking.wandb_file import records

    (file,) = run.folder.rglob("*.wandb")
    late = time.monotonic() + 20
    while not (ended := any(record.HasField("exit") for record in records(file))) and time.monotonic() < late:
        time.sleep(0.05)  # W&B's own process writes the last record a moment after it has said that it is done
    assert ended
    return [getattr(record, kind) for record in records(file) if record.WhichOneof("record_type") == kind]


@pytest.mark.parametrize(("code", "preempting"), [(0, 0), (1, 0), (75, 1)])
def test_an_attempt_ends_with_its_exit_code(tmp_path: Path, code: int, preempting: int) -> None:
    run = attempt(settings(tmp_path, "sft", *OFFLINE), "sft", None, range(1, 2), code)
    assert [record.exit_code for record in of_kind(run, "exit")] == [code]
    assert len(of_kind(run, "preempting")) == preempting


@pytest.mark.parametrize("policy", list(Policy))
def test_a_table_of_a_restricted_task_holds_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: Policy
) -> None:
    monkeypatch.setattr(MedCalc, "data_policy", policy)
    run = attempt(settings(tmp_path, "sft", *OFFLINE, "tracking.table_rows=3"), "sft", None, range(1, 2), 0)
    (file,) = run.folder.rglob("media/table/**/*.json")
    table = json.loads(file.read_text())
    assert [row[:5] for row in table["data"]] == [[f"row-{n}", "correct", 1.0, 9, True] for n in range(3)]
    sent = [path for path in run.folder.rglob("*") if path.is_file() and "wandb" in path.parts]
    leaks = [path for path in sent if CANARY.encode() in path.read_bytes()]
    if policy is Policy.RESTRICTED:
        assert table["columns"] == ["id", "status", "score", "tokens", "finished"]
        assert not leaks
    else:
        assert table["columns"][5:] == ["gold", "answer", "text"]
        assert leaks


def test_the_data_of_a_restricted_task_name_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MedCalc, "data_policy", Policy.RESTRICTED)
    files = {"files": {"fenwick.csv": "ab"}, "files_ignored": ["fenwick.txt"], "description": "files in /data/fenwick"}
    monkeypatch.setattr(recorded, "MANIFEST", {**recorded.MANIFEST, **files})
    run = attempt(settings(tmp_path, "sft", *OFFLINE), "sft", None, range(1, 2), 0)
    (data,) = (artifact for artifact in of_kind(run, "artifact") if artifact.type == "dataset")
    told = {name: recorded.MANIFEST[name] for name in ("source", "rows", "dropped")}
    assert json.loads(data.metadata) == {**told, "policy": "restricted", "sha256": recorded.SHA256}
    sent = [path for path in run.folder.rglob("*") if path.is_file() and "wandb" in path.parts]
    assert not [path for path in sent if b"fenwick" in path.read_bytes()]


def test_an_offline_run_says_how_to_upload_it(tmp_path: Path) -> None:
    folder = tmp_path / "my runs"
    config = settings(folder, "sft", *OFFLINE)
    run = runs.identify(config, "sft", None, recorded.SHA256)
    runs.begin(run, config, (), recorded.MANIFEST)
    local, wandb = tracking.open_trackers(config, run, recorded.MANIFEST, "chain")
    wandb.finish(0)
    assert local.address == ""
    assert wandb.address == f"W&B, offline: python -m ehrmind.tracking.sync '{folder}' uploads it"


def test_weights_are_uploaded_only_when_asked(tmp_path: Path) -> None:
    run = attempt(settings(tmp_path, "sft", *OFFLINE, "tracking.upload_model=true"), "sft", None, range(1, 2), 0)
    (model,) = (artifact for artifact in of_kind(run, "artifact") if artifact.type == "model")
    (entry,) = model.manifest.contents
    assert (entry.path, entry.local_path) == ("model.safetensors", str(run.model / "model.safetensors"))


def test_weights_of_restricted_data_are_never_uploaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MedCalc, "data_policy", Policy.RESTRICTED)
    with pytest.raises(ConfigError, match="tracking.upload_model=true: weights trained on restricted text"):
        compose("tracking=wandb", "tracking.upload_model=true")


def test_a_server_that_is_not_there_is_the_users_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import wandb

    def down(**kwargs: Any) -> None:
        raise wandb.errors.CommError("Run initialization has timed out")

    monkeypatch.setattr(wandb, "init", down)
    with pytest.raises(UserError, match="tracking=wandb: .*timed out.*; tracking.mode=offline needs no server"):
        attempt(settings(tmp_path, "sft", *OFFLINE), "sft", None, range(1, 2), 0)


def test_without_a_key_it_refuses_instead_of_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import wandb

    monkeypatch.setattr(wandb, "init", lambda **kwargs: pytest.fail("it would ask on a terminal"))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with pytest.raises(UserError, match="tracking.mode=online finds no key: set WANDB_API_KEY, run `wandb login`"):
        attempt(settings(tmp_path, "sft", "tracking=wandb", "tracking.mode=online"), "sft", None, range(1, 2), 0)
    monkeypatch.setenv("WANDB_API_KEY", "k" * 40)
    assert tracker.finds_key()

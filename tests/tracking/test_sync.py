"""Offline and online runs against a W&B server on this machine, by the real client."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.tracking import sync
from tests.tracking.recorded import DATA, chain, settings
from tests.tracking.wandb_server import Server, serve

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A chain of two runs recorded offline, the first in two attempts."""
    folder = tmp_path_factory.mktemp("offline")
    sft, both = chain(folder, "tracking=wandb", "tracking.mode=offline")
    return folder, sft.id, both.id


@pytest.fixture
def offline(recorded: tuple[Path, str, str], tmp_path: Path) -> tuple[Path, str, str]:
    """A copy of the chain that nobody has uploaded."""
    folder, *ids = recorded
    shutil.copytree(folder, tmp_path / "runs")
    return tmp_path / "runs", ids[0], ids[1]


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


def python(server: Server | None, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WANDB")}
    if server is not None:
        environment |= {"WANDB_BASE_URL": server.url, "WANDB_API_KEY": "k" * 40}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**environment, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def curve(server: Server, run: str) -> list[dict[str, Any]]:
    return [line for line in server.runs[run].history if "train/step" in line]


def test_a_dry_run_tells_the_order_and_sends_nothing(
    offline: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, sft, both = offline
    assert sync.main([str(folder), "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == [sft, both]
    assert lines[0].count("offline-run-") == 2
    assert lines[2] == "2 runs would be uploaded"
    assert not list(folder.rglob("*.synced"))


def test_a_parent_goes_first_however_late_it_was_uploaded_to(offline: tuple[Path, str, str]) -> None:
    folder, sft, both = offline
    first, second = sorted((folder / sft / "wandb").glob("offline-run-*"))
    first.rename(first.with_name(f"offline-run-29990101_000000-{sft}"))
    second.rename(second.with_name(f"offline-run-29990102_000000-{sft}"))
    assert [pending.folder.name for pending in sync.find(folder)] == [sft, both]
    assert [path.name[12:20] for path in sync.find(folder)[0].attempts] == ["29990101", "29990102"]
    assert [pending.folder.name for pending in sync.find(folder / both)] == [both], "one run folder"


def test_it_uploads_resumes_and_links(offline: tuple[Path, str, str], server: Server, tmp_path: Path) -> None:
    folder, sft, both = offline
    result = python(server, tmp_path, "ehrmind.tracking.sync", str(folder))
    assert (result.returncode, server.unknown) == (0, []), result.stderr
    assert "2 runs uploaded" in result.stdout
    assert list(server.runs) == [sft, both], "the parent first"
    steps = [(line["_step"], line["train/step"], line["train/reward"]) for line in curve(server, sft)]
    assert steps == [(0, 1, 0.1), (1, 2, 0.2), (2, 3, 0.3), (3, 3, 0.3), (4, 4, 0.4), (5, 5, 0.5)]
    assert (server.runs[sft].ends, server.runs[both].ends) == ([75, 0], [1])
    assert (server.runs[sft].preempted, server.runs[both].preempted) == (True, False)
    assert f"model-{sft}" in server.runs[sft].logs
    assert server.runs[sft].uses == [DATA]
    assert server.runs[both].uses == [DATA, f"model-{sft}"]
    sent = len(server.operations)
    assert "nothing to upload" in python(server, tmp_path, "ehrmind.tracking.sync", str(folder)).stdout
    assert len(server.operations) == sent


def test_without_a_key_it_says_what_to_do(
    offline: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(offline[0]))
    assert sync.main([str(offline[0])]) == 2
    assert "set WANDB_API_KEY or run `wandb login`" in capsys.readouterr().err
    assert sync.main([str(offline[0] / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err


def test_a_run_under_way_is_left_for_later(offline: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, sft, _ = offline
    run = runs.identify(settings(folder, "sft"), "sft", None, "ab12" * 16)
    assert run.id == sft
    with runs.locked(run):
        sync.main([str(folder), "--dry-run"])
    out = capsys.readouterr().out
    assert "(runs now: left for later)" in out.splitlines()[0]
    assert "1 run would be uploaded" in out


def test_what_the_server_does_not_take_is_not_marked_and_ends_with_an_error(
    offline: tuple[Path, str, str], server: Server, tmp_path: Path
) -> None:
    server.refuses = True
    folder, sft, _ = offline
    result = python(server, tmp_path, "ehrmind.tracking.sync", str(folder))
    assert result.returncode == 2
    assert f"{sft} was not uploaded, nor what comes after it" in result.stderr
    assert not list(folder.rglob("*.synced"))


def test_an_online_run_resumes_and_reads_what_its_parent_made(server: Server, tmp_path: Path) -> None:
    result = python(server, tmp_path, "tests.tracking.recorded", str(tmp_path / "runs"), "tracking=wandb")
    assert (result.returncode, server.unknown) == (0, []), result.stderr
    sft, both = server.runs
    assert f"W&B: {server.url}/lab/ehrmind/runs/{sft}" in result.stdout.splitlines()
    steps = [(line["_step"], line["train/step"]) for line in curve(server, sft)]
    assert steps == [(0, 1), (1, 2), (2, 3), (3, 3), (4, 4), (5, 5)]
    assert server.runs[sft].logs[0] == f"model-{sft}"
    assert DATA not in server.runs[sft].logs, "it reads the data and does not make it"
    assert json.loads(server.runs[sft].config)["tracking"]["value"]["table_rows"] == 2, "of the last attempt"
    assert set(server.runs[both].uses) == {DATA, f"model-{sft}"}
    assert (server.runs[sft].ends, server.runs[both].ends) == ([75, 0], [1])
    assert (server.runs[sft].preempted, server.runs[both].preempted) == (True, False)


def test_a_graph_that_cannot_be_drawn_costs_no_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from ehrmind.tracking import lineage

    class Down:
        def use_artifact(self, *args: object) -> None:
            raise OSError("no route to host")

    lineage.use_model(Down(), "medcalc-tiny-sft-0")
    assert "the lineage lacks model-medcalc-tiny-sft-0: no route to host" in caplog.text


def test_a_record_that_is_damaged_is_one_message(
    offline: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, sft, _ = offline
    (folder / sft / "config.yaml").write_text("")
    assert sync.main([str(folder), "--dry-run"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"ehrmind: {folder / sft / 'config.yaml'} is empty; put it back")
    assert len(said.splitlines()) == 1

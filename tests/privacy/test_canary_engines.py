"""Planted text stays private where completions come from a server or a file, and where reasoning is distilled."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ehrmind.privacy import FOLDER
from tests.privacy.test_canary import ROOT, contents, hits, hospital

pytestmark = [pytest.mark.torch, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds all that the process wrote, and what it said."""
    root = tmp_path_factory.mktemp("root")
    data = hospital(tmp_path_factory.mktemp("data") / "ward-of-dr-eberhardt")
    places = {
        name: str(root / name.lower()) for name in ("HOME", "TMPDIR", "HF_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
    }
    for place in (*places.values(), root / "work"):
        Path(place).mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "OMP_NUM_THREADS", "LANG")}
    loud = {
        "OPENAI_LOG": "debug",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HF_HUB_OFFLINE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with (root / "stdout").open("wb") as out, (root / "stderr").open("wb") as err:
        subprocess.run(
            [sys.executable, "-m", "tests.privacy.canary_engines", str(root), str(data)],
            env={**kept, **places, **loud, "PYTHONPATH": str(ROOT)},
            cwd=root / "work",
            stdout=out,
            stderr=err,
            check=True,
        )
    return root


def test_it_was_refused_twice_and_ended_else(root: Path) -> None:
    said = (root / "stdout").read_text() + (root / "stderr").read_text()
    assert "exit codes: [2, 0, 0, 0, 2, 0, 0, 0, 0]" in said


def test_no_byte_outside_the_private_folders_holds_a_planted_word(root: Path) -> None:
    assert hits(root, private=False) == {}


def test_the_words_are_in_the_private_folders(root: Path) -> None:
    """Or the search above would prove nothing."""
    names = {Path(path).name for path in hits(root, private=True)}
    assert {"rationales.jsonl", "completions.jsonl", "predictions.jsonl", "samples.jsonl", "rows.jsonl"} <= names
    assert {"train.parquet", "given0.jsonl"} <= names
    for folder in root.glob(f"runs/*/{FOLDER}"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder.rglob("*"))


def test_nothing_is_written_elsewhere_and_nobody_else_is_called(root: Path) -> None:
    seen = json.loads((root / "seen.json").read_text())
    assert seen["files"] == []
    assert set(seen["hosts"]) <= {"localhost", "127.0.0.1", "::1"}


def test_trackers_are_told_no_file_and_no_folder(root: Path) -> None:
    files = list((root / "runs").rglob("*.wandb"))
    assert len(files) >= 4
    for content in (content for path in files for content in contents(path)):
        for word in (b"ward-of-dr-eberhardt", b"given0.jsonl"):
            assert word not in content

"""A folder that cannot be written, or a file in its place: one message that names the key, whichever command it is."""

import sys
from pathlib import Path

import pytest

from ehrmind.__main__ import main
from ehrmind.ehr.index import open_index
from ehrmind.ehr.questions import generated
from ehrmind.errors import ConfigError
from ehrmind.report.__main__ import main as report


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "argv", ["ehrmind"])
    (tmp_path / "file").touch()
    return tmp_path / "file"


def test_runs_dir_of_a_run(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (file, file / "runs", Path("/proc/ehrmind")):
        with pytest.raises(SystemExit) as end:
            main(["model=tiny", "stage=evaluate", f"runs_dir={folder}"])
        assert end.value.code == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert said.startswith(f"ehrmind: runs_dir={folder}")
        assert said.endswith(("name a folder", "name another folder"))


def test_runs_dir_of_a_sweep(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model=tiny", "stage=evaluate", f"runs_dir={file}", "seed=0,1", "hydra.mode=MULTIRUN"]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"ehrmind: {file}/.sweeps: Not a directory; runs_dir=")


def test_out_of_a_report(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = file.parent / "runs" / "one"
    run.mkdir(parents=True)
    (run / "status.json").write_text("{}")
    assert report([str(run.parent), "--out", str(file)]) == 2
    assert capsys.readouterr().err == f"ehrmind: --out={file}: that, or a part of it, is a file; name a folder\n"


def test_the_cache(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRMIND_CACHE", str(file))
    with pytest.raises(ConfigError, match=rf"^EHRMIND_CACHE={file}: .* is a file; name a folder$"):
        generated(10, 0)
    with pytest.raises(ConfigError, match=rf"^EHRMIND_CACHE={file}: "):
        open_index("meds", file.parent)
    with pytest.raises(ConfigError, match=rf"^--cache={file}: "):
        open_index("meds", file.parent, cache=file)

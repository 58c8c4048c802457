"""The diffs shown to contributors work: applied as they stand, the components compose, score and keep the contract."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ehrmind.registry import files_root

pytestmark = pytest.mark.heavy

ROOT = files_root()


def shown_files() -> dict[str, str]:
    """The new files in CONTRIBUTING.md's diffs."""
    files = {}
    for diff in re.findall(r"```diff\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL):
        for part in diff.split("+++ ")[1:]:
            name, _, body = part.partition("\n")
            files[name.strip()] = "".join(line[1:] + "\n" for line in body.splitlines())
    return files


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the shown files added."""
    folder = tmp_path_factory.mktemp("contributed")
    for name in ("ehrmind", "conf", "experiments", "sweeps", "tests", "pyproject.toml"):
        subprocess.run(["cp", "-rp", str(ROOT / name), str(folder)], check=True)
    for name, text in shown_files().items():
        (folder / name).write_text(text)
    return folder


def test_all_three_are_shown() -> None:
    assert {Path(name).parent.as_posix() for name in shown_files()} == {
        "ehrmind/rewards", "conf/reward", "conf/model", "ehrmind/tasks", "conf/task",
    }  # fmt: skip


def test_they_compose_and_keep_the_contract(checkout: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "tests/tasks/test_contract.py",
        "tests/test_config.py",
        "-k",
        "sums or brief or gemma3",
    ]
    result = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout
    assert not re.search(r"\b0 passed", result.stdout)


def test_they_pass_the_linters(checkout: Path) -> None:
    new = [name for name in shown_files() if name.endswith(".py")]
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        result = subprocess.run(
            [sys.executable, "-m", *tool, *new], cwd=checkout, capture_output=True, text=True, timeout=120, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr

"""environment.json: versions, commit and changes, machine, command without its secrets; fast, and without torch."""

import dataclasses
import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ehrmind import provenance
from ehrmind.errors import ConfigError
from ehrmind.privacy import FOLDER
from ehrmind.provenance import MASK, environment, masked, record
from ehrmind.tasks.base import Policy


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit that holds a package, from which provenance seems to run."""
    package = tmp_path / "code" / "ehrmind"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("old = 1\n")
    monkeypatch.setattr(provenance, "__file__", str(package / "provenance" / "__init__.py"))
    for command in ("init -q", "add .", "-c user.name=x -c user.email=x@x commit -qm first"):
        subprocess.run(["git", *command.split()], cwd=package.parent, check=True)
    return package


def test_the_environment_names_what_numbers_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["ehrmind", "stage=sft", "+stage.extra.hub_token=hf_abc"])
    found, _ = environment()
    assert found["command"] == ["ehrmind", "stage=sft", f"+stage.extra.hub_token={MASK}"]
    assert found["packages"]["torch"]
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["device"]["cpu"]
    assert found["device"]["memory_gb"] > 0
    assert found["threads"]["usable"] >= 1
    assert f"torch=={found['packages']['torch']}" in found["installed"]
    assert list(found)[-1] == "installed", "the long list comes last"
    json.dumps(found, allow_nan=False)


def test_a_clean_checkout_is_named_by_its_commit(checkout: Path, tmp_path: Path) -> None:
    record(tmp_path, Policy.OPEN)
    found = json.loads((tmp_path / "environment.json").read_text())
    assert len(found["commit"]) == 40
    assert found["uncommitted"] is None
    assert not (tmp_path / "uncommitted.diff").exists()


def test_changes_since_the_commit_are_kept(checkout: Path, tmp_path: Path) -> None:
    (checkout / "__init__.py").write_text("new = 2\n")
    (checkout / "more.py").write_text("")
    record(tmp_path, Policy.OPEN)
    diff = (tmp_path / "uncommitted.diff").read_text()
    assert "+new = 2" in diff
    noted = json.loads((tmp_path / "environment.json").read_text())["uncommitted"]
    assert noted == {"sha256": hashlib.sha256(diff.encode()).hexdigest(), "characters": len(diff), "untracked": 1}


def test_a_long_diff_is_cut_and_said_to_be(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "MAX_DIFF", 50)
    (checkout / "__init__.py").write_text("new = 2\n" * 100)
    found, diff = environment()
    assert diff.startswith("diff --git")
    assert diff.endswith(f"[cut: {found['uncommitted']['characters']} characters in all]\n")


def test_of_restricted_data_the_diff_lies_with_their_text(checkout: Path, tmp_path: Path) -> None:
    (checkout / "__init__.py").write_text("note = 'a patient'\n")
    record(tmp_path, Policy.RESTRICTED)
    assert not (tmp_path / "uncommitted.diff").exists()
    assert "a patient" in (tmp_path / FOLDER / "uncommitted.diff").read_text()
    assert "a patient" not in (tmp_path / "environment.json").read_text()


def test_the_repository_around_an_installed_package_is_not_taken_for_its_code(checkout: Path) -> None:
    inner = checkout.parent / ".venv" / "ehrmind"
    inner.mkdir(parents=True)
    shutil.move(checkout / "__init__.py", inner / "__init__.py")
    provenance.__file__ = str(inner / "provenance" / "__init__.py")  # the fixture puts it back
    found, diff = environment()
    assert (found["commit"], found["uncommitted"], diff) == (None, None, "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+stage.extra.hub_token=hf_abc", f"+stage.extra.hub_token={MASK}"),
        ("+stage.extra={hub_token: hf_abc, seed: 1}", f"+stage.extra={{hub_token: {MASK}, seed: 1}}"),
        ("tracking.api_key='a b'", f"tracking.api_key={MASK}"),
        ("db=postgres://me:pw@host/x", f"db=postgres://{MASK}@host/x"),
        ("db=postgres://me:p/w@x@host/x", f"db=postgres://{MASK}@host/x"),
        ("url=https://host:8000/v1", "url=https://host:8000/v1"),
        ("stage.prompt_tokens=128", "stage.prompt_tokens=128"),
        ("model.path=org/keyboard", "model.path=org/keyboard"),
    ],
)
def test_secrets_of_the_command_are_masked(written: str, kept: str) -> None:
    assert masked([written]) == [kept]


def test_secrets_of_a_config_are_masked_by_key() -> None:
    config = {"stage": {"extra": {"hub_token": "hf_abc", "hub_model_id": "me/m"}, "prompt_tokens": 9}, "seed": 0}
    assert masked(config) == {
        "stage": {"extra": {"hub_token": MASK, "hub_model_id": "me/m"}, "prompt_tokens": 9},
        "seed": 0,
    }


@pytest.mark.torch
def test_what_a_trainer_refuses_is_said_without_secrets() -> None:
    from ehrmind.rl.common import build

    @dataclasses.dataclass
    class SFTConfig:
        seed: int
        hub_token: str
        optim_args: dict[str, str]

        def __post_init__(self) -> None:
            raise RuntimeError(f"cannot use {vars(self)}")

    extra = {"hub_token": "hf_abc", "optim_args": {"token": "hf_xyz"}}
    with pytest.raises(ConfigError, match="is refused by SFTConfig: cannot use") as raised:
        build(SFTConfig, {"seed": 0}, extra)
    assert "hf_" not in str(raised.value)
    assert str(raised.value).count(MASK) == 4


def test_it_is_quick_and_imports_no_torch() -> None:
    code = "import sys, ehrmind.provenance as p; p.environment(); sys.exit('torch' in sys.modules)"
    started = time.perf_counter()
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert time.perf_counter() - started < 3

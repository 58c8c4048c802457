"""What the doctor says of an installation: in order, out of range, without a disk, with a GPU that torch cannot see."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from ehrmind.doctor import __main__ as doctor
from ehrmind.doctor import machine, versions
from ehrmind.doctor.check import Check, State
from ehrmind.preflight import hardware
from ehrmind.preflight.hardware import GB, Hardware


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {item.name: item for item in checks}


def test_the_versions_of_this_installation_fit() -> None:
    found = by_name(versions.check())
    assert set(versions.CORE) <= set(found)
    assert [item for item in found.values() if item.state is not State.OK] == []
    assert found["trl"].found.startswith("1.")


def test_a_version_out_of_range_fails_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    real = versions.version
    monkeypatch.setattr(versions, "version", lambda name: "5.20.0" if name == "transformers" else real(name))
    found = by_name(versions.check())["transformers"]
    assert found.state is State.FAIL
    assert found.found.startswith("5.20.0; ehrmind needs ")
    named = Requirement(found.mend.removeprefix("pip install '").removesuffix("'"))
    assert named.specifier.contains(real("transformers"))


def test_what_packages_ask_of_each_other_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {
        "ehrmind": ["peft>=0.1"],
        "peft": ["torch>=99"],
        "trl": ["vllm>=1; extra == 'vllm'", "absent; extra == 'x'"],
    }
    monkeypatch.setattr(versions, "requires", lambda name: asked.get(name))
    broken = [item for item in versions.check() if item.state is not State.OK]
    assert [(item.name, item.mend) for item in broken] == [("torch", "pip install 'torch>=99'")]
    assert "peft needs >=99" in broken[0].found


def test_vllm_is_held_to_our_range(monkeypatch: pytest.MonkeyPatch) -> None:
    real = versions.version
    monkeypatch.setattr(versions, "version", lambda name: "0.1.0" if name == "vllm" else real(name))
    found = by_name(versions.check())["vllm"]
    assert found.state is State.FAIL
    assert "ehrmind needs" in found.found
    monkeypatch.undo()
    assert "not installed; needed for evaluation.engine=vllm" in by_name(versions.check())["vllm"].found


def test_disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_free(free: int) -> Check:
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free})())
        return machine._disk("disk of runs", tmp_path / "not" / "there")

    assert with_free(100 * GB) == Check("disk of runs", f"100 GB free at {tmp_path}")
    assert [with_free(free * GB).state for free in (100, 10, 1)] == [State.OK, State.WARN, State.FAIL]
    assert "runs_dir=" in with_free(GB).mend
    monkeypatch.setattr(machine.os, "access", lambda path, mode: False)
    assert with_free(100 * GB).state is State.FAIL


def test_a_gpu_that_torch_does_not_see_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "gpu", lambda: Hardware("NVIDIA A100", True, GB, GB, None, True))
    found = machine._cpu_or_lost_gpu("CPU", "2.13.0+cpu")
    assert found.state is State.FAIL
    assert found.found == "NVIDIA A100 is there, and torch 2.13.0+cpu does not use it"


def test_nvidia_smi_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA H100 80GB HBM3, 81559, 81079'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    hardware.gpu.cache_clear()
    try:
        found = hardware.gpu()
        assert found is not None
        assert (found.name, found.memory, found.flops) == ("NVIDIA H100 80GB HBM3", 81559 * 2**20, 989e12)
        hardware.gpu.cache_clear()
        program.write_text("#!/bin/sh\nexit 9\n")
        assert hardware.gpu() is None
    finally:
        hardware.gpu.cache_clear()


def test_the_embedded_model_and_wandb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRMIND_CACHE", str(tmp_path))
    assert machine._embedded().state is State.WARN
    assert "python -m ehrmind.fetch" in machine._embedded().mend
    (tmp_path / f"{machine.NAME}-{machine.MEMBER_SHA256[:8]}").mkdir()
    assert machine._embedded().state is State.OK
    monkeypatch.delenv("WANDB_MODE")
    monkeypatch.setenv("WANDB_API_KEY", "a" * 40)
    assert "a key is found" in machine._wandb().found
    monkeypatch.setenv("WANDB_MODE", "offline")
    assert "no key" in machine._wandb().found


@pytest.mark.parametrize(("state", "code"), [(State.OK, 0), (State.WARN, 0), (State.FAIL, 1)])
def test_the_exit_code_and_the_mends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: State, code: int
) -> None:
    monkeypatch.setattr(doctor.versions, "check", lambda: [Check("torch", "2.0 [old]", state, "pip install torch")])
    monkeypatch.setattr(doctor.machine, "check", lambda folder: [])
    assert doctor.main([]) == code
    out = capsys.readouterr().out
    assert {State.OK: "✓ ok", State.WARN: "! warn", State.FAIL: "✗ FAIL"}[state] in out
    assert "2.0 [old]" in out
    assert "torch: pip install torch" in out
    assert doctor.main(["--json"]) == code
    read: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert read == [{"name": "torch", "found": "2.0 [old]", "state": state.value, "mend": "pip install torch"}]


@pytest.mark.torch
def test_it_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ehrmind.doctor", "--json"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode in (0, 1), done.stderr
    names = {item["name"] for item in json.loads(done.stdout)}
    assert {"python", "torch", "vllm", "device", "bfloat16", "memory", "disk of runs", "embedded model", "W&B"} <= names

"""Where a model or a data set should be: a folder that is not there, a file, a hub that nobody reaches, in seconds."""

import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from ehrmind import hub
from ehrmind.errors import ConfigError, DataError
from ehrmind.medcalc.published import read_hub
from ehrmind.models.hub import check
from tests.test_config import compose

NOBODY = "http://127.0.0.1:9"  # the port of "discard": nobody listens there


def refusal(path: str) -> str:
    with pytest.raises(ConfigError) as refused:
        check(compose("model=hub", f'model.path="{path}"').model)
    return str(refused.value)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose hub does not answer, and whose cache is empty."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "ENDPOINT", NOBODY)
    monkeypatch.setattr("huggingface_hub.hf_api.constants.ENDPOINT", NOBODY)


def test_a_folder_that_is_not_there_and_a_file(tmp_path: Path) -> None:
    assert refusal("/no/such/folder") == "model.path=/no/such/folder: there is no such folder"
    assert refusal("../models/llama/hf") == "model.path=../models/llama/hf: there is no such folder"
    file = tmp_path / "model.safetensors"
    file.touch()
    assert refusal(str(file)).endswith("is a file; give the folder that it lies in")
    check(compose("model=hub", f"model.path={tmp_path}").model)
    check(compose("model=tiny").model)


@pytest.mark.usefixtures("alone")
def test_a_hub_that_does_not_answer_is_one_line_in_seconds() -> None:
    started = time.monotonic()
    found = refusal("org/name")
    assert time.monotonic() - started < hub.SECONDS + 1
    assert "model.path=org/name is no folder here and not in the cache of Hugging Face, and " in found
    assert "cannot be reached" in found
    assert "give its folder" in found
    assert "\n" not in found


def test_offline_the_hub_is_not_asked() -> None:
    assert "HF_HUB_OFFLINE keeps from asking the hub" in refusal("org/name")


@pytest.mark.usefixtures("alone")
def test_a_cached_model_is_not_asked_for(tmp_path: Path) -> None:
    repository = tmp_path / "cache" / "models--org--name"
    snapshot = repository / "snapshots" / "0123456789012345678901234567890123456789"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(snapshot.name)
    check(compose("model=hub", "model.path=org/name").model)


@pytest.mark.usefixtures("alone")
def test_a_benchmark_on_a_hub_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path))
    with pytest.raises(DataError, match=r"^task\.source=v1\.0: .* is not in the cache, and .* cannot be reached"):
        read_hub("v1.0", "train")

"""A launcher that keeps the configuration gets no secret: refused before a file is written."""

import sys
from pathlib import Path

import pytest

from ehrmind.__main__ import main
from ehrmind.provenance import secret_keys

pytest.importorskip("submitit")

WORDS = ("model=tiny", "stage=sft", "hydra/launcher=submitit_local", "hydra.mode=MULTIRUN")


@pytest.mark.parametrize(
    "secret",
    [
        "+stage.extra.hub_token=hf_canary",
        "+stage.extra={hub_token: hf_canary}",
        "+model.chat_kwargs.api_key=hf_canary,hf_canary2",
        "tracking.project='https://anna:hf_canary@host/p'",
    ],
)
def test_a_secret_is_refused_by_its_key_and_stands_in_no_file(
    secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ehrmind"])
    assert main([*WORDS, secret, "seed=0,1", f"runs_dir={tmp_path / 'runs'}"]) == 2
    said = capsys.readouterr()
    key = secret.lstrip("+").partition("=")[0] + (".hub_token" if "{" in secret else "")
    assert f"ehrmind: {key} would stand in plain text in multirun.yaml" in said.err
    assert "HF_TOKEN" in said.err
    assert "canary" not in said.out + said.err
    assert not (tmp_path / "runs").exists()


def test_one_run_is_not_done_on_the_login_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ehrmind"])
    with pytest.raises(SystemExit, match="2"):
        main([*WORDS[:-1], f"runs_dir={tmp_path / 'runs'}"])
    assert "starts the jobs of a sweep, and this is one run, which would be done here" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_the_keys_of_secrets_are_found_wherever_they_are() -> None:
    settings = {
        "stage": {"extra": {"hub_token": "a", "list": [{"password": "b"}], "hub_model_id": "me/m"}},
        "tokens": 3,
    }
    assert list(secret_keys(settings)) == ["stage.extra.hub_token", "stage.extra.list.0.password"]
    assert list(secret_keys({"token": None, "url": "https://u:p@host"})) == ["url"]

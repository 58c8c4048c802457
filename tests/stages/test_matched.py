"""SFT that goes on for as many FLOPs as RLVR took."""

import json
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from ehrmind.experiment import run_plan
from tests.stages.test_end_to_end import SMALL, folders
from tests.test_config import compose

pytestmark = pytest.mark.torch


def test_sft_goes_on_for_the_flops_of_rlvr(tmp_path: Path) -> None:
    words = (
        *SMALL,
        "stage=sft_rlvr",
        "stage.arm=sft_more",
        "stage.sft.steps=1",
        "stage.rlvr.steps=2",
        "evaluation.limit=2",
    )
    run_plan(compose(*words, f"runs_dir={tmp_path}"), list(words))
    made = folders(tmp_path)
    assert set(made) == {"sft", "sft_rlvr", "sft_more"}
    cost = {arm: json.loads((path / "eval.json").read_text())["cost"]["train"] for arm, path in made.items()}
    step = cost["sft_more"]["flops"] / cost["sft_more"]["steps"]
    assert cost["sft_more"]["flops"] == pytest.approx(cost["sft_rlvr"]["flops"], abs=step)
    status = json.loads((made["sft_more"] / "status.json").read_text())
    assert status["parent"] == made["sft"].name


def test_a_run_that_is_not_there_is_refused(tmp_path: Path) -> None:
    words = (*SMALL, "stage=sft", f"stage.match={tmp_path / 'gone'}", f"runs_dir={tmp_path}")
    with pytest.raises(ConfigError, match="is not the folder of a finished run; give one, or stage.steps"):
        run_plan(compose(*words), [])

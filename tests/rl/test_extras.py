"""`stage.extra`: what TRL's own arguments refuse, or would choke on later, is one message naming the key."""

import re
from pathlib import Path
from typing import Any

import pytest

from ehrmind.errors import ConfigError

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"max_grad_nrm": 1.0}, "stage.extra.max_grad_nrm is not a field of GRPOConfig; did you mean stage.extra.max_"),
        ({"delta": "hot"}, "stage.extra.delta=hot is no number; GRPOConfig needs one"),
        ({"learning_rate": -1.0}, "stage.extra.learning_rate is stage.lr here; set that"),
        ({"beta": 0.1}, "stage.extra.beta is stage.kl here"),
        ({"num_generations": 1}, "stage.extra.num_generations is stage.group_size here"),
        ({"num_iterations": True}, "stage.extra.num_iterations=True is no number"),
        ({"min_p": [0.2]}, "stage.extra.min_p=[0.2] is no number"),
        ({"mask_truncated_completions": "yes"}, "stage.extra.mask_truncated_completions=yes is neither true nor false"),
        ({"optim": "adamm"}, "stage.extra={'optim': 'adamm'} is refused by GRPOConfig: "),
        ({"deepspeed": "no.json"}, "stage.extra={'deepspeed': 'no.json'} is refused by GRPOConfig: "),
    ],
)
def test_a_wrong_extra_is_one_message(extra: dict[str, Any], message: str, tmp_path: Path) -> None:
    from trl import GRPOConfig

    from ehrmind.rl.common import build

    with pytest.raises(ConfigError, match=re.escape(message)) as refused:
        build(GRPOConfig, {"output_dir": str(tmp_path), "use_cpu": True, "report_to": "none"}, extra)
    assert "\n" not in str(refused.value)


def test_numbers_nulls_and_switches_are_let_past(tmp_path: Path) -> None:
    from trl import GRPOConfig

    from ehrmind.rl.common import build

    settings = {"output_dir": str(tmp_path), "use_cpu": True, "report_to": "none", "gradient_checkpointing": None}
    extra = {"max_grad_norm": 1, "delta": None, "scale_rewards": False, "mask_truncated_completions": True}
    assert build(GRPOConfig, settings, extra).max_grad_norm == 1

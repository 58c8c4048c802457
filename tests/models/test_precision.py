"""The number formats, in one place; and what may not be trained."""

import pytest

from ehrmind.config import Dtype, Lora, Model, Origin
from ehrmind.errors import ConfigError
from ehrmind.models.precision import precision
from tests.test_config import compose

F, B = Dtype.float32, Dtype.bfloat16


@pytest.mark.parametrize(
    ("dtype", "rank", "trains", "native", "expected"),
    [
        (Dtype.auto, 0, True, True, (F, True, B)),
        (Dtype.auto, 0, True, False, (F, False, F)),
        (Dtype.auto, 0, False, True, (B, True, B)),
        (Dtype.auto, 0, False, False, (F, False, F)),
        (Dtype.auto, 8, True, True, (B, True, B)),
        (Dtype.float32, 0, True, True, (F, False, F)),
        (Dtype.float32, 8, False, True, (F, False, F)),
        (Dtype.bfloat16, 8, True, True, (B, True, B)),
        (Dtype.bfloat16, 8, True, False, (B, False, B)),
    ],
)
def test_the_formats(dtype: Dtype, rank: int, trains: bool, native: bool, expected: tuple[Dtype, bool, Dtype]) -> None:
    model = Model(name="any", origin=Origin.random, dtype=dtype, lora=Lora(rank=rank))
    found = precision(model, trains, native)
    assert (found.weights, found.autocast, found.arithmetic) == expected


@pytest.mark.parametrize("stage", ["sft", "rlvr", "sft_rlvr"])
def test_full_weights_in_bfloat16_are_not_trained(stage: str) -> None:
    words = ("model=tiny", f"stage={stage}", "model.dtype=bfloat16")
    with pytest.raises(ConfigError, match="nearly all updates round to nothing; use model.dtype=auto"):
        compose(*words)
    compose(*words, "model.lora.rank=4")
    compose("model=tiny", "stage=evaluate", "model.dtype=bfloat16")
    compose("model=tiny", f"stage={stage}", "model.dtype=auto")

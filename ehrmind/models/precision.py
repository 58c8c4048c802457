"""In which number format a model's weights are held and its arithmetic is done: decided here, and nowhere else.

    precision(model, trains=True, native=True)     ->  Precision(weights=float32, autocast=True)      on an H100
    precision(model, trains=True, native=False)    ->  Precision(weights=float32, autocast=False)     on a CPU
    precision(model, trains=False, native=True)    ->  Precision(weights=bfloat16, autocast=True)

Full weights are trained in float32, their products in bfloat16 (Micikevicius et al. 2018, arXiv 1710.03740): next to a
bfloat16 weight, an update of 1e-6 rounds to nothing. A frozen model below an adapter needs no more than bfloat16.
"""

from dataclasses import dataclass

from ehrmind.config import Dtype, Model

BYTES = {Dtype.float32: 4, Dtype.bfloat16: 2}


@dataclass(frozen=True, slots=True)
class Precision:
    """The format of the weights; `autocast`: whether training computes in bfloat16 whatever they are in."""

    weights: Dtype
    autocast: bool

    @property
    def arithmetic(self) -> Dtype:
        """The format of the matrix products in training."""
        return Dtype.bfloat16 if self.autocast else self.weights


def precision(model: Model, trains: bool, native: bool) -> Precision:
    """`native`: whether the device is faster in bfloat16 (models/machine.py)."""
    autocast = native and model.dtype is not Dtype.float32
    if model.dtype is not Dtype.auto:
        return Precision(model.dtype, autocast)
    full = trains and not model.lora.rank
    return Precision(Dtype.float32 if full or not native else Dtype.bfloat16, autocast)

"""What SFT will train on: the tokens of its rows, and how many steps, before any of it runs.

    taught("rft", ...)  ->  Taught(stage=SFT(steps=None, epochs=1.0, ...), sizes=[642, 655, ...], bound=True)

Rows of stage.learn_from, and steps of stage.match, are read from the run that it names where that is finished. Of one
that stands in the same plan the steps come from its estimate, and the rows are as many as it can keep at most: every
sample right, each another way to reason, and as long as a completion may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from ehrmind.config import Config
from ehrmind.data import thin
from ehrmind.evaluation.evaluate import held_out
from ehrmind.files import read_json
from ehrmind.preflight import lengths
from ehrmind.runs import AGAIN
from ehrmind.stages.base import UPDATE, filled
from ehrmind.stages.distill import Distill, written_to
from ehrmind.stages.sft import SFT
from ehrmind.tasks import reasons
from ehrmind.tasks.base import Data
from ehrmind.types import Example


@dataclass(frozen=True, slots=True)
class Other:
    """A run of the same plan: what it is asked and, where it is known, what its training costs in FLOPs."""

    config: Config
    data: Data
    training_flops: float | None


Others = Mapping[str, Other]  # by folder, as stage.match and stage.learn_from name them


@dataclass(frozen=True, slots=True)
class Taught:
    """The stage with the steps that it will take, and the tokens of each row's prompt and completion.

    `bound`: not the rows themselves, but the most that there can be.
    """

    stage: SFT
    sizes: Sequence[int]
    bound: bool = False

    @property
    def mean(self) -> float:
        """Tokens of a row; 0 without rows."""
        return fmean(self.sizes) if self.sizes else 0.0


def taught(config: Config, stage: SFT, data: Data, weights: int | None, others: Others) -> Taught | str:
    """What it trains on, or the setting whose run has not told yet. `weights` of the model, where they are known."""
    found = _of_samples(config, stage, data, others) if stage.learn_from else _of_golds(config, stage, data)
    if found is None:
        return f"stage.learn_from={stage.learn_from}"
    if stage.match is None or not found.sizes:
        return found
    flops = _matched(stage.match, others)
    if flops is None or weights is None:
        return f"stage.match={stage.match}"
    steps = max(1, round(flops / (UPDATE * weights * filled(stage.batch) * found.mean)))
    return replace(found, stage=replace(stage, steps=steps))


def _of_golds(config: Config, stage: SFT, data: Data) -> Taught:
    return Taught(stage, _sizes(config, stage, data.splits["train"]))


def _of_samples(config: Config, stage: SFT, data: Data, others: Others) -> Taught | None:
    """Of the rationales that a finished run has kept, or of the most that one of the plan can keep."""
    run = filled(stage.learn_from)
    path = written_to(run)
    if path.exists() and (Path(run).expanduser() / "eval.json").exists():
        rows, _ = reasons.attach(config.task, data.splits["train"], reasons.read(path)[0], True, path)
        return Taught(stage, _sizes(config, stage, rows))
    return _at_most(stage, others[run]) if run in others else None


def _sizes(config: Config, stage: SFT, rows: Sequence[Example]) -> list[int]:
    chosen, _ = thin(rows, stage.fraction, stage.per_category, config.seed)
    asked = lengths.prompts(config.task, chosen, config.model)
    answered = lengths.golds(config.task, chosen, config.model)
    return [size for row in chosen if (size := asked[row.id] + answered[row.id]) <= _limit(stage)]


def _at_most(stage: SFT, sampling: Other) -> Taught:
    config = sampling.config
    assert isinstance(config.stage, Distill)
    each = min(config.stage.keep, 1 + filled(config.evaluation.k))
    asked = lengths.prompts(config.task, held_out(config, sampling.data), config.model).values()
    written = filled(config.evaluation.completion_tokens)
    sizes = [min(prompt + written, _limit(stage)) for prompt in asked if prompt < _limit(stage)]
    return Taught(stage, sizes * each, bound=True)


def _limit(stage: SFT) -> int:
    """Tokens over which a row is left out."""
    return filled(stage.prompt_tokens) + filled(stage.completion_tokens)


def _matched(run: str, others: Others) -> float | None:
    """The FLOPs of the training that is to be matched: as it has recorded them, or as they are estimated."""
    path = Path(run).expanduser() / "eval.json"
    if path.exists():
        return float((read_json(path, AGAIN)["cost"]["train"] or {}).get("flops") or 0) or None
    return others[run].training_flops if run in others else None

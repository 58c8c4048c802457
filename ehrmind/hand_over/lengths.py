"""How long prompts and answers may be with another trainer, in tokens of the model that it will train, or about so.

    lengths = Lengths(prompt=2304, answer=1500, told="the longest prompt has 690 tokens, counted ...")

What a trainer cuts off is lost in silence, so its limits are the task's, with room to spare: a tenth over the prompts
of a run here, since templates and tokenizers differ.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ehrmind.compose import EXPERIMENTS, chosen
from ehrmind.config import Config
from ehrmind.ehr.tokens import approximate
from ehrmind.errors import ConfigError
from ehrmind.hand_over.judge import Row

SPARE = 1.1
STEP = 64  # a limit is a multiple of it
TEMPLATE = 24  # tokens of a chat template around two messages, and some to spare
# Of a configuration that names no model: not the laptop's, whose limits would shorten every record.
NO_CAPS = ("model.caps.prompt_tokens=null", "model.caps.completion_tokens=null")


@dataclass(frozen=True, slots=True)
class Counting:
    """How tokens are counted, and what is said of it."""

    count: Callable[[str], int]
    told: str


@dataclass(frozen=True, slots=True)
class Lengths:
    """Limits for the trainer, in tokens; `told` is what the user is shown."""

    prompt: int
    answer: int
    told: str


def names_a_model(words: Sequence[str]) -> bool:
    """Whether the words choose a model, by themselves or by an experiment."""
    return bool(chosen(words, "model") or chosen(words, EXPERIMENTS))


def counting(config: Config, words: Sequence[str]) -> Counting:
    """In tokens of the model that is named, else about, with a tenth to spare. Raises ConfigError.

    A model that only an experiment names need not be here.
    """
    if not names_a_model(words):
        return Counting(_generous, "about, with a tenth to spare; model=hub model.path= counts by its tokenizer")
    from ehrmind.models.counting import counter

    try:
        return Counting(counter(config.model), f"by the tokenizer of model={config.model.name}")
    except ConfigError as error:
        if chosen(words, "model"):
            raise
        return Counting(_generous, f"about, with a tenth to spare, since {error}")


def lengths(config: Config, rows: Sequence[Row], how: Counting) -> Lengths:
    """The limits for these rows."""
    longest = max((how.count(row.system) + how.count(row.user) + TEMPLATE for row in rows), default=0)
    limit = STEP * math.ceil(SPARE * max(longest, config.task.prompt_tokens) / STEP)
    answer = config.stage.rewarded_tokens() or config.task.completion_tokens
    told = f"the longest prompt has {longest:,} tokens, counted {how.told}"
    if cut := getattr(config.task, "cut_records", 0):
        told += f"; of {cut:,} rows the record is cut to task.prompt_tokens={config.task.prompt_tokens}"
    return Lengths(limit, answer, told)


def _generous(text: str) -> int:
    return math.ceil(SPARE * approximate(text))

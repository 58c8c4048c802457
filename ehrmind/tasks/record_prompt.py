"""The words around a patient's record, and how many tokens they leave it.

    around = Around("Question: Will this patient ...", wording=0, tokens=4000, count=count, whole=whole)
    around.room(None)                   ->  3871
    around.prompt("1. 71-year-old ...") ->  Prompt("You are a careful clinician ...", "A patient's record, ...")

A chat template takes tokens of its own, some many (Llama 3.2's writes two dates). Where the model's is known the whole
prompt is counted in it, so that none is longer than it may be: training would leave the longest records out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ehrmind.errors import ConfigError
from ehrmind.tasks.wordings import worded
from ehrmind.types import Prompt

TEMPLATE = 24  # tokens that a template is taken for, with some to spare
LEAST = 64  # tokens of a record, below which there is none

SYSTEM = "You are a careful clinician who reads health records. Reason step by step, then answer."


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked of a record, in a prompt of at most `tokens`; `whole` counts one in the model's template."""

    ask: str
    wording: int
    tokens: int
    count: Callable[[str], int]
    whole: Callable[[Prompt], int] | None

    def prompt(self, record: str) -> Prompt:
        """The prompt with this record."""
        user = f"A patient's record, as it is known now:\n{record}{self.ask}"
        return worded(Prompt(SYSTEM, user), self.wording)

    def room(self, budget: int | None) -> int:
        """The tokens of a record: the budget, else all that is left, of which `over` takes what it must.

        Raises ConfigError for a budget that the model's template does not leave, or where it leaves no record.
        """
        taken = self.count(f"{SYSTEM}\n{self.ask}") + TEMPLATE
        in_full = max(taken, self.whole(self.prompt("")) if self.whole else 0)
        left = self.tokens - in_full
        if budget is not None and budget > left:
            raise over_budget(budget, self.tokens, in_full)
        if left < LEAST:
            raise ConfigError(
                f"task.prompt_tokens={self.tokens} leaves {left} tokens for a record; raise it, or with a small model "
                "model.caps.prompt_tokens="
            )
        return budget or self.tokens - taken

    def over(self, record: str) -> int:
        """How many tokens too many the prompt has with this record, as far as the model's template is known."""
        return self.whole(self.prompt(record)) - self.tokens if self.whole else 0


def over_budget(budget: int, tokens: int, taken: int = 0) -> ConfigError:
    """Why the budget cannot be had: it would be cut, and two budgets would show the same record."""
    question = f", of which the question takes {taken}" if taken else ""
    return ConfigError(
        f"task.budget={budget} is more than a prompt of {tokens} tokens holds{question}; raise task.prompt_tokens=, "
        "with a small model model.caps.prompt_tokens= too, or lower the budget"
    )

"""The values that flow through the framework, each immutable.

    Example --Task.prompt--> Prompt --model--> Completion --parse--> Parsed --Task.score--> Score

One medcalc row on its way::

    Example(id="generated-0-test-7", group="generated-0-test-7", category="lab",
            fields={"note": "A 54-year-old man ...", "question": "What is the anion gap ..."},
            answer="14", rationale="Anion gap = 140 - 102 - 24 = 14.", facts={"kind": "decimal", ...})
    Completion(text='<think>140 - 102 - 24 = 14</think><answer>{"answer": "14"}</answer>', tokens=31, finished=True)
    Parsed(Status.OK, "", think="140 - 102 - 24 = 14", answer={"answer": "14"})
    Score(Status.CORRECT, "within 13.3 to 14.7", value="14")
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Status(str, Enum):
    """What became of one completion, from best to worst."""

    OK = "ok"  # parsed, not yet scored
    CORRECT = "correct"
    WRONG = "wrong"  # well formed and readable, not the answer
    INVALID = "invalid"  # well formed, but the answer cannot be read as its type
    MALFORMED = "malformed"  # not in the output format


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a task. Rows that share a `group` (a patient, a note) never straddle splits."""

    id: str
    group: str
    category: str
    fields: Mapping[str, str]
    answer: str
    rationale: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is asked: Prompt(system="You are ...", user="Patient note: ...").

    `shots` are questions of the same form with their answers, which it is shown before.
    """

    system: str
    user: str
    shots: tuple[tuple[str, str], ...] = ()

    def messages(self) -> list[dict[str, str]]:
        """Chat messages, to be rendered by the model's own chat template."""
        turns = [("system", self.system)]
        for question, answer in self.shots:
            turns += [("user", question), ("assistant", answer)]
        return [{"role": role, "content": text} for role, text in (*turns, ("user", self.user))]

    def texts(self) -> tuple[str, ...]:
        """Every text in it."""
        return (self.system, *(text for shot in self.shots for text in shot), self.user)


@dataclass(frozen=True, slots=True)
class Probabilities:
    """P of each label after the reasoning: Probabilities({"no": 0.8, "yes": 0.2}, mass=0.93, forced=False).

    `mass` is what the labels' strings had in all before normalising; `forced`: the reasoning had not ended by itself.
    """

    labels: Mapping[str, float]
    mass: float
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote. `finished` is false when it ran into the token limit, None where nobody says.

    `probabilities` are there where the task's measures asked for them; so are those that the model has without any
    reasoning (`direct`), with a prompt's first completion. `prompt_tokens` are those that a server has read for it, and
    `ending` is how it ended it where that is neither its end nor the limit: "content_filter".
    """

    text: str
    tokens: int
    finished: bool | None
    probabilities: Probabilities | None = None
    direct: Probabilities | None = None
    prompt_tokens: int = 0
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A completion taken apart. `status` is OK or MALFORMED; `reason` says what is wrong with it.

    `text` is the whole completion, for a rule that reads more than the output format.
    """

    status: Status
    reason: str
    think: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)
    text: str = field(default="", repr=False, compare=False)

    @property
    def well_formed(self) -> bool:
        """Whether the completion keeps the output format."""
        return self.status is not Status.MALFORMED


@dataclass(frozen=True, slots=True)
class Score:
    """The verdict on one completion: Score(Status.WRONG, "outside 13.3 to 14.7", value="20").

    `value` is the answer in a form that equal answers share, for votes and tables; empty where it cannot be read.
    `number` is for a task whose measures read one, such as how far an answer is off.
    """

    status: Status
    reason: str
    value: str = ""
    number: float | None = None

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.status is Status.CORRECT

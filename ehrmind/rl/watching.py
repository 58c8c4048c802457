"""Looks at validation rows while a model trains: a held-out curve, and what selects the weights, by one evaluation.

    stage.watch.every=20 stage.watch.rows=64
    -> metrics.jsonl {"step": 0, "held_out/accuracy": 0.12, "held_out/accuracy_low": 0.06, ..., "held_out/n": 64}
                     {"step": 20, "loss": 0.41, ..., "held_out/accuracy": 0.31, ...}

The step before the first is looked at too, so that the curve begins with what the model could do. A look draws nothing
and touches no weight: a run is the same with it and without. The numbers reach every tracker, as the trainer logs them.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from transformers import TrainerCallback

from ehrmind.evaluation.jackknife import result
from ehrmind.evaluation.measures import Judged
from ehrmind.rl.validation import Validation
from ehrmind.stages.base import Watching
from ehrmind.types import Example

KEY, PREFIX = "stage.watch", "held_out"


class Look(Protocol):
    """Who wants rows judged at some steps."""

    rows: list[Example]

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step."""

    def take(self, model: Any, step: int, rows: Sequence[Judged]) -> dict[str, float]:
        """Make use of its judged rows; returns the numbers to be logged."""


class Watch:
    """The held-out curve."""

    def __init__(self, validation: Validation, settings: Watching) -> None:
        self._validation, self._settings = validation, settings
        self.rows = validation.choose(settings, KEY, "which is watched")

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step."""
        return self._settings.due(step, last)

    def take(self, model: Any, step: int, rows: Sequence[Judged]) -> dict[str, float]:
        """The measure with its interval, where there is one."""
        measure = self._validation.measure
        value = self._validation.value(rows, f"{KEY}.every={self._settings.every}")
        found = result(measure, rows)
        ends = {f"{PREFIX}/{measure.name}_{end}": found[end] for end in ("low", "high") if found[end] is not None}
        return {f"{PREFIX}/{measure.name}": value, **ends, f"{PREFIX}/n": float(len(rows))}


class Looks(TrainerCallback):  # type: ignore[misc]
    """Judges the rows of all who are due at a step, once, and has the trainer log what they make of them."""

    def __init__(self, trainer: Any, validation: Validation, looks: Sequence[Look]) -> None:
        self._trainer, self._validation, self._looks = trainer, validation, looks

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        if state.global_step == 0 and (found := self._look(model, 0, state.max_steps)):
            self._trainer.log(found)

    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        found = self._look(model, state.global_step, state.max_steps)
        for name, value in found.items():  # averaged into the line that the trainer logs next, which is this step's
            self._trainer._metrics["train"][name].append(value)
        control.should_log = control.should_log or bool(found)

    def _look(self, model: Any, step: int, last: int) -> dict[str, float]:
        due = [look for look in self._looks if look.due(step, last)]
        rows = {row.id: row for look in due for row in look.rows}  # once, whoever looks at them
        judged = {row.id: row for row in self._validation.judge(model, list(rows.values()))} if rows else {}
        found: dict[str, float] = {}
        for look in due:
            found |= look.take(model, step, [judged[row.id] for row in look.rows])
        return found

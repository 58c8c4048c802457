"""Keep the weights that do best on validation rows by the task's headline measure, looked at every few steps.

    stage.select.every=20 stage.select.rows=64
    -> metrics.jsonl {"step": 20, ..., "validation/accuracy": 0.31}    and model/ holds the best of steps 20, 40, 60 ...

No test row is seen. Greedy answers; of equal values the earlier step wins, which is less fitted to these rows.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ehrmind.evaluation.measures import Judged
from ehrmind.rl.save import save
from ehrmind.rl.validation import Validation
from ehrmind.stages.base import Selection

KEY = "stage.select"


class Select:
    """Saves the weights where they are the best so far; `best_step` is None until then."""

    def __init__(self, validation: Validation, settings: Selection, folder: Path) -> None:
        self._validation, self._settings, self._folder = validation, settings, folder
        self.measure = validation.measure
        self.rows = validation.choose(settings, KEY, "by which weights are selected")
        self.best_step: int | None = None
        self.best: float | None = None

    def state(self) -> dict[str, Any]:
        """What a checkpoint has to know."""
        return {"best_step": self.best_step, "best": self.best}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.best_step, self.best = state["best_step"], state["best"]

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step."""
        return self._settings.due(step, last)

    def take(self, model: Any, step: int, rows: Sequence[Judged]) -> dict[str, float]:
        """Keep the weights if they are the best; returns the numbers to be logged."""
        value = self._value(rows)
        if self.best is None or self.measure.better(value, self.best):
            self.best, self.best_step = value, step
            save(model, self._folder)
        return {f"validation/{self.measure.name}": value, "validation/n": float(len(rows))}

    def _value(self, rows: Sequence[Judged]) -> float:
        return self._validation.value(rows, f"{KEY}.every={self._settings.every}")

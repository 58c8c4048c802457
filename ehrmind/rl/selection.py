"""Keep the weights that do best on validation rows by the task's headline measure, looked at every few steps.

    stage.select.every=20 stage.select.rows=64
    -> metrics.jsonl {"step": 20, ..., "validation/accuracy": 0.31}    and model/ holds the best of steps 20, 40, 60 ...

On the way they lie beside the checkpoints, in best-20/, as long as a checkpoint names them: a training that goes back
to it finds them there. No test row is seen. Greedy answers; of equal values the earlier step wins, which is less fitted
to these rows.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ehrmind import checkpoints
from ehrmind.distributed import is_main
from ehrmind.errors import RunError
from ehrmind.evaluation.measures import Judged
from ehrmind.rl.save import save
from ehrmind.rl.validation import Validation
from ehrmind.stages.base import Selection

KEY, BEST = "stage.select", "best-"


class Select:
    """Saves the weights under `root` where they are the best so far; `best_step` is None until then."""

    def __init__(self, validation: Validation, settings: Selection, root: Path) -> None:
        self._validation, self._settings, self._root = validation, settings, root
        self.measure = validation.measure
        self.rows = validation.choose(settings, KEY, "by which weights are selected")
        self.best_step: int | None = None
        self.best: float | None = None

    def state(self) -> dict[str, Any]:
        """What a checkpoint has to know."""
        return {"best_step": self.best_step, "best": self.best}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`. Raises RunError where the weights that it names are not as they were saved."""
        self.best_step, self.best = state["best_step"], state["best"]
        if self.best_step is not None and not checkpoints.is_intact(self._folder):
            raise RunError(
                f"{self._folder}, the best weights so far by {KEY}, is damaged, gone or kept elsewhere by an earlier "
                f"version; remove {self._root} to begin anew"
            )

    def prune(self) -> None:
        """Remove the weights that are not the best and that no checkpoint names, whose seals are written."""
        named = {checkpoints.sealed(path).get("best") for path in self._root.glob("checkpoint-*")}
        kept = {_folder(self._root, step) for step in (*named, self.best_step)}
        for path in set(self._root.glob(f"{BEST}*")) - kept:
            shutil.rmtree(path)

    def put(self, folder: Path) -> None:
        """Copy the best weights to where the result lies. A copy: killed here, the training still has its own."""
        if is_main():
            shutil.rmtree(folder, ignore_errors=True)  # of an attempt that was killed here
            shutil.copytree(self._folder, folder, ignore=shutil.ignore_patterns(checkpoints.SEAL))

    def due(self, step: int, last: int) -> bool:
        """Whether to look after this step."""
        return self._settings.due(step, last)

    def take(self, model: Any, step: int, rows: Sequence[Judged]) -> dict[str, float]:
        """Keep the weights if they are the best; returns the numbers to be logged."""
        value = self._value(rows)
        if self.best is None or self.measure.better(value, self.best):
            self.best, self.best_step = value, step
            self._save(model)
        return {f"validation/{self.measure.name}": value, "validation/n": float(len(rows))}

    @property
    def _folder(self) -> Path:
        return _folder(self._root, self.best_step)

    def _save(self, model: Any) -> None:
        if is_main():
            shutil.rmtree(self._folder, ignore_errors=True)  # of a step that is done again
            save(model, self._folder)
            checkpoints.seal(self._folder, {"step": self.best_step})
            self.prune()

    def _value(self, rows: Sequence[Judged]) -> float:
        return self._validation.value(rows, f"{KEY}.every={self._settings.every}")


def _folder(root: Path, step: int | None) -> Path:
    return root / f"{BEST}{step}"

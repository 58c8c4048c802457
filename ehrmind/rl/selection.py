"""Keep the weights that do best on validation rows by the task's headline measure, looked at every few steps.

    stage.select.every=20 stage.select.rows=64
    -> metrics.jsonl {"step": 20, ..., "validation/accuracy": 0.31}    and model/ holds the best of steps 20, 40, 60 ...

No test row is seen. Greedy answers; of equal values the earlier step wins, which is less fitted to these rows.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from ehrmind.data import choose
from ehrmind.distributed import gather, share
from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation.evaluate import judge, questions_of_labels
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.jackknife import withheld
from ehrmind.evaluation.measures import Judged, Undefined, of_rows
from ehrmind.evaluation.metrics import breakdowns, line_of
from ehrmind.evaluation.order import in_order
from ehrmind.job import Job
from ehrmind.models.load import Policy
from ehrmind.rl.save import save
from ehrmind.stages.base import Selection
from ehrmind.types import Example


class Select(TrainerCallback):  # type: ignore[misc]
    """Looks at the validation rows every `settings.every` steps; `best_step` is None until then."""

    def __init__(self, job: Job, policy: Policy, settings: Selection, folder: Path) -> None:
        rows = job.data.splits["validation"]
        if not rows:
            raise ConfigError(f"stage.select.every={settings.every} needs validation rows, and the task has none")
        self._task = job.config.task
        self.measure = self._task.measures()[0]
        self._rows = choose(rows, settings.rows, lambda row: tuple(breakdowns(self._task, row).values()))
        self._lines = {row.id: line_of(self._task, row) for row in self._rows}
        self._refuse_rows_that_say_nothing(settings)
        self._policy, self._every, self._folder = policy, settings.every, folder
        self._evaluation = replace(job.config.evaluation, k=0)
        self._seed = job.config.seed
        self.best_step: int | None = None
        self.best: float | None = None
        self.measured: dict[str, float] = {}  # for the next logged line

    def _refuse_rows_that_say_nothing(self, settings: Selection) -> None:
        """Before any training. Raises ConfigError."""
        blank = {"status": "wrong", "answer": "", "finished": True}
        why = withheld(self.measure, [Judged.of(line, blank | {"id": key}) for key, line in self._lines.items()])
        if why:
            raise ConfigError(
                f"stage.select.rows={settings.rows} do not carry {self.measure.label}, by which weights are selected: "
                f"{why}; raise it, or use stage.select.every=0"
            )

    def state(self) -> dict[str, Any]:
        """What a checkpoint has to know."""
        return {"best_step": self.best_step, "best": self.best, "measured": self.measured}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.best_step, self.best, self.measured = state["best_step"], state["best"], state["measured"]

    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        if state.global_step % self._every and state.global_step != state.max_steps:
            return
        value = self._value(model)
        self.measured = {f"validation/{self.measure.name}": value, "validation/n": float(len(self._rows))}
        if self.best is None or self.measure.better(value, self.best):
            self.best, self.best_step = value, state.global_step
            save(model, self._folder)

    def _value(self, model: Any) -> float:
        """The headline measure of all processes' rows. Raises RunError."""
        rows = [row for part in gather(self._judge(model, share(self._rows))) for row in part]
        try:
            return of_rows(self.measure, rows)
        except Undefined as error:
            raise RunError(
                f"stage.select.every={self._every}: {self.measure.label} of the validation rows is undefined: {error}"
            ) from None

    def _judge(self, model: Any, mine: Sequence[Example]) -> list[Judged]:
        policy = replace(self._policy, model=model)
        encoded = {row.id: policy.encode(self._task.prompt(row)) for row in mine}
        prompts = {key: encoded[key] for key in in_order(encoded)}
        asked = questions_of_labels(self._task, policy, mine)
        parts = complete(policy, prompts, self._evaluation, self._seed, asked)
        written = {key: completions for part in parts for key, completions in part.items()}
        return [item.judged(item.greedy) for item in judge(self._task, mine, written, self._lines)]

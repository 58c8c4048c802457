"""Keep the weights that answer the most validation rows, looked at every few steps. No test row is seen.

    stage.select.every=20 stage.select.rows=64
    -> metrics.jsonl {"step": 20, ..., "validation/accuracy": 0.31}    and model/ holds the best of steps 20, 40, 60 ...

Greedy answers; of equal accuracies the earlier step wins, which is the one that is less fitted to these rows.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from ehrmind.data import choose
from ehrmind.distributed import gather, share
from ehrmind.errors import ConfigError
from ehrmind.evaluation.evaluate import breakdowns
from ehrmind.evaluation.generate import complete
from ehrmind.models.load import Policy
from ehrmind.stages.base import Job, Selection


class Select(TrainerCallback):  # type: ignore[misc]
    """Looks at the validation rows every `settings.every` steps; `best_step` is None until then."""

    def __init__(self, job: Job, policy: Policy, settings: Selection, folder: Path) -> None:
        rows = job.data.splits["validation"]
        if not rows:
            raise ConfigError(f"stage.select.every={settings.every} needs validation rows, and the task has none")
        self._task = job.config.task
        self._rows = choose(rows, settings.rows, lambda row: tuple(breakdowns(self._task, row).values()))
        self._policy, self._every, self._folder = policy, settings.every, folder
        self._evaluation = replace(job.config.evaluation, k=0)
        self._seed = job.config.seed
        self.best_step: int | None = None
        self.best = -1.0
        self.measured: dict[str, float] = {}  # for the next logged line

    def state(self) -> dict[str, Any]:
        """What a checkpoint has to know."""
        return {"best_step": self.best_step, "best": self.best, "measured": self.measured}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.best_step, self.best, self.measured = state["best_step"], state["best"], state["measured"]

    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        if state.global_step % self._every and state.global_step != state.max_steps:
            return
        accuracy = self._accuracy(model)
        self.measured = {"validation/accuracy": accuracy, "validation/n": float(len(self._rows))}
        if accuracy > self.best:
            from ehrmind.rl.common import save

            self.best, self.best_step = accuracy, state.global_step
            save(model, self._folder)

    def _accuracy(self, model: Any) -> float:
        policy = replace(self._policy, model=model)
        mine = share(self._rows)
        prompts = {row.id: policy.encode(self._task.prompt(row)) for row in mine}
        written = {
            key: row for part in complete(policy, prompts, self._evaluation, self._seed) for key, row in part.items()
        }
        hits = sum(self._task.judge(written[row.id][0].text, row)[1].correct for row in mine)
        return sum(gather(hits)) / len(self._rows)

"""Validation rows judged on the way through a training: greedy answers, and the task's headline measure of them.

    validation = Validation(job, policy)
    rows = validation.choose(64, "stage.watch", "which is watched")     # refused where they say nothing
    validation.judge(model, rows)   ->  [Judged("generated-0-validation-3", status="correct", ...), ...]

No test row is seen; nothing is drawn, and no weight is touched.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ehrmind.distributed import gather, share
from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation.evaluate import chosen, judge
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.here import questions_of_labels
from ehrmind.evaluation.jackknife import withheld
from ehrmind.evaluation.measures import Judged, Undefined, of_rows
from ehrmind.evaluation.metrics import line_of
from ehrmind.evaluation.order import in_order
from ehrmind.job import Job
from ehrmind.models.load import Policy
from ehrmind.stages.base import Selection, Watching
from ehrmind.types import Example


class Validation:
    """The validation rows of a job, and the measure by which they are looked at."""

    def __init__(self, job: Job, policy: Policy) -> None:
        self._task, self._policy, self._seed = job.config.task, policy, job.config.seed
        self._all = job.data.splits["validation"]
        self._evaluation = replace(job.config.evaluation, k=0)
        self.measure = self._task.measures()[0]

    def choose(self, settings: Selection | Watching, key: str, role: str) -> list[Example]:
        """The rows of these settings, before any training. Raises ConfigError where they are none or say nothing."""
        if not self._all:
            raise ConfigError(f"{key}.every={settings.every} needs validation rows, and the task has none")
        rows = chosen(self._task, self._all, settings.rows)
        blank = {"status": "wrong", "answer": "", "finished": True}
        why = withheld(self.measure, [Judged.of(line_of(self._task, row), blank | {"id": row.id}) for row in rows])
        if why:
            raise ConfigError(
                f"{key}.rows={settings.rows} do not carry {self.measure.label}, {role}: {why}; raise it, or use "
                f"{key}.every=0"
            )
        return rows

    def judge(self, model: Any, rows: Sequence[Example]) -> list[Judged]:
        """All processes' rows as `model` answers them now."""
        return [row for part in gather(self._judge(model, share(rows))) for row in part]

    def _judge(self, model: Any, mine: Sequence[Example]) -> list[Judged]:
        policy = replace(self._policy, model=model)
        encoded = {row.id: policy.encode(self._task.prompt(row)) for row in mine}
        prompts = {key: encoded[key] for key in in_order(encoded)}
        asked = questions_of_labels(self._task, policy, mine)
        parts = complete(policy, prompts, self._evaluation, self._seed, asked)
        written = {key: completions for part in parts for key, completions in part.items()}
        lines = {row.id: line_of(self._task, row) for row in mine}
        return [item.judged(item.greedy) for item in judge(self._task, mine, written, lines)]

    def value(self, rows: Sequence[Judged], key: str) -> float:
        """The measure of judged rows. Raises RunError, naming the setting that looked."""
        try:
            return of_rows(self.measure, rows)
        except Undefined as error:
            raise RunError(f"{key}: {self.measure.label} of the validation rows is undefined: {error}") from None

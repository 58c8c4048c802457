"""An instance of every task, with fewer rows where all would take minutes, and with parts where there is no default."""

from collections.abc import Callable
from typing import Any

from ehrmind.registry import COMPONENTS
from ehrmind.tasks.base import Counts, Task
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tasks.trial_matching import TrialMatching


def _parts() -> dict[str, Any]:
    return {"medcalc": MedCalc(rows=Counts(60, 8, 20)), "trials": TrialMatching(patients=Counts(12, 12, 12))}


SETTINGS: dict[str, Callable[[], dict[str, Any]]] = {
    "ehrshot": lambda: {"patients": 100, "prompt_tokens": 1000},
    "trial_matching": lambda: {"patients": Counts(60, 12, 24)},
    "mixed": lambda: {"parts": _parts()},
}


def instance(name: str) -> Task:
    """A task by its registered name."""
    made: Task = COMPONENTS["task", name](**SETTINGS.get(name, dict)())
    return made

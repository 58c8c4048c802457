"""Tokens a second: of the time since tokens were last counted, however many steps one line is of."""

from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind.rl.callbacks import Report

pytestmark = pytest.mark.torch


def told(lines: list[tuple[int, dict[str, float]]]) -> list[float | None]:
    """What is logged of these lines, each of a step and what the trainer says of it."""
    found: list[float | None] = []
    tracker: Any = SimpleNamespace(log=lambda step, metrics: found.append(metrics.get("tokens_per_second")))
    report, done = Report([tracker], lambda metrics, total: None), 0
    for step, logs in lines:
        for _ in range(step - done):
            report.on_step_begin(None, None, None)
            report.on_step_end(None, None, None)
        done = step
        report.on_log(None, SimpleNamespace(global_step=step, max_steps=99), None, {"loss": 0.1, **logs})
    return found


def test_a_step_that_samples_nothing_counts_no_tokens() -> None:
    """With num_iterations=2 TRL counts in every other step, and each takes its time."""
    lines = [
        (step, {"step_time": 10.0} | ({"num_tokens": 500.0 * (step + 1)} if step % 2 else {})) for step in range(1, 6)
    ]
    assert told(lines) == [None, None, 50.0, None, 50.0]


def test_a_line_of_several_steps_is_of_the_time_of_all() -> None:
    lines = [(step, {"step_time": 10.0, "num_tokens": 1000.0 * step}) for step in (4, 8, 10)]
    assert told(lines) == [None, 100.0, 100.0]

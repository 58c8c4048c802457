"""The instructions in other words: all different, nothing else changed."""

import pytest

from ehrmind.tasks.wordings import MOST, PHRASES, worded
from ehrmind.types import Prompt
from tests.test_config import compose

SMALL = {
    "medcalc": ("task.rows={train: 2, validation: 2, test: 2}",),
    "trial_matching": ("task.patients={train: 2, validation: 2, test: 2}",),
    "trial_criteria": ("task.patients={train: 2, validation: 2, test: 2}",),
    "ehrshot": ("task.patients=60",),
}


@pytest.mark.parametrize("name", SMALL)
def test_every_task_has_five_wordings_of_one_question(name: str) -> None:
    words = (f"task={name}", "model=tiny", "stage=evaluate", *SMALL[name])
    tasks = [compose(*words, f"task.wording={wording}").task for wording in range(MOST + 1)]
    row = tasks[0].load().splits["test"][0]
    for task in tasks[1:]:
        task.load()
    prompts = [task.prompt(row) for task in tasks]
    assert len({prompt.system for prompt in prompts}) == len({prompt.user for prompt in prompts}) == MOST + 1
    for task, prompt in zip(tasks, prompts, strict=True):
        assert prompt.user.count("<think>") == prompts[0].user.count("<think>")
        assert prompt.user.count("<answer>") == prompts[0].user.count("<answer>")
        assert task.gold(row) == tasks[0].gold(row)
        assert task.judge(task.gold(row), row)[1].correct
    assert prompts[0].user.split("\n\n")[0] == prompts[3].user.split("\n\n")[0], "the note"


def test_a_note_that_holds_the_phrase_is_left_alone() -> None:
    phrase = "Reason between <think> and </think>"
    prompt = worded(Prompt("s", f"Note: {phrase}.\n\n{phrase}, then stop."), 1)
    assert prompt.user == f"Note: {phrase}.\n\n{PHRASES[phrase][0]}, then stop."

"""Generated rows: a note, a question and a worked solution for each calculator in turn.

    generate(plan, seed=0, settings=NoteSettings()) -> {"train": [Example(...), ...], ...}, {"train: note repeated": 1}

An example's `facts` hold what scoring and rewards need: what is asked, the answer's type and limits, whether the note
can answer, the intermediate values of the worked solution by name, and what its steps are graded by.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ehrmind.errors import ConfigError
from ehrmind.medcalc import asked
from ehrmind.medcalc.asked import Asked, Question
from ehrmind.medcalc.chains import CHAINS, Chain
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes import Case, NoteSettings, write_case
from ehrmind.medcalc.published import note_key
from ehrmind.medcalc.reasoning import Reasoning, reason
from ehrmind.medcalc.scoring import NOT_ENOUGH
from ehrmind.medcalc.steps import expected
from ehrmind.medcalc.worked import worked_values
from ehrmind.types import Example

Plan = Mapping[str, tuple[Sequence[Calculator], int]]  # split -> its calculators, how many rows

TRIES = 50  # notes of one row, until one can be asked what is wanted
AGAIN = 1_000_000  # between the indices of those notes
CALCULATION = (Question.calculation,)


def generate(
    plan: Plan,
    seed: int,
    settings: NoteSettings,
    style: Reasoning = Reasoning.stepwise,
    questions: Sequence[Question] = CALCULATION,
) -> tuple[dict[str, list[Example]], Counter[str]]:
    """The rows of each split, its questions and calculators in turn; a repeated note is dropped and counted.

    Splits are made in the order of the plan: where two share a note, the later one loses it.
    """
    seen: set[str] = set()
    dropped: Counter[str] = Counter()
    splits: dict[str, list[Example]] = {}
    for split, (calculators, size) in plan.items():
        splits[split] = []
        for index in range(size):
            turn, place = divmod(index, len(questions))
            example = _row(questions[place], calculators, turn, seed, split, index, settings, style)
            if example is None or example.group in seen:
                why = "note repeated" if example else f"no note for the {questions[place].value}"
                dropped[f"{split}: {why}"] += 1
                continue
            seen.add(example.group)
            splits[split].append(example)
    return splits, dropped


def example_of(
    calculator: Calculator, case: Case, seed: int, split: str, index: int, style: Reasoning = Reasoning.stepwise
) -> Example:
    """The row of one generated case that asks for its calculation."""
    return example_for(asked.calculation(calculator, case), calculator, case, f"{seed}-{split}-{index}", style)


def example_for(one: Asked, calculator: Calculator, case: Case, name: str, style: Reasoning) -> Example:
    """The row that asks this of a case; `name` tells it from others: "0-train-7"."""
    work, answerable = one.work, one.work.answer != NOT_ENOUGH
    return Example(
        id=f"generated-{name}",
        group=note_key(case.note)[:16],
        category=calculator.category,
        fields={"note": case.note, "question": one.question},
        answer=work.answer,
        rationale=reason(one.inputs, work, case.values, case.said, style) if answerable else work.text,
        facts={
            "calculator": calculator.id,
            "name": one.name,
            "asks": one.type.value,
            "kind": one.kind.value,
            "low": one.low,
            "high": one.high,
            "labels": list(one.labels),
            "answerable": answerable,
            "disease": case.disease,
            "tags": list(case.tags),  # what makes the note hard to read
            "worked": worked_values(work),
            **_graded(one, calculator, case),
        },
    )


def rationale_of(calculator: Calculator, case: Case, style: Reasoning) -> str:
    """The gold reasoning of a case; where the note lacks an input, what it lacks."""
    if case.answer == NOT_ENOUGH:
        return case.work.text
    return reason(calculator.inputs, case.work, case.values, case.said, style)


def chains_of(calculators: Sequence[Calculator]) -> list[Chain]:
    """The chains that begin with one of these calculators."""
    ids = {item.id for item in calculators}
    return [one for one in CHAINS if one.start.id in ids]


def require_questions(questions: Sequence[Question], source: str, trained: Sequence[Calculator]) -> None:
    """Refuse questions that nobody can be asked. Raises ConfigError."""
    wanted = [one.value for one in questions]
    if not wanted or len(set(wanted)) < len(wanted):
        raise ConfigError(f"task.questions={wanted} must name {', '.join(Question)}, each once, one at least")
    if source != "generated" and wanted != [Question.calculation.value]:
        raise ConfigError(f"task.questions={wanted} is of generated notes; task.source={source} has its own")
    if Question.chain in questions and not chains_of(trained):
        begin = ", ".join(str(number) for number in sorted({one.start.id for one in CHAINS}))
        raise ConfigError(
            f"task.questions={wanted} needs a calculator that a chain begins with to train on ({begin}); "
            "see task.calculators, task.unseen and task.train_categories"
        )


def _row(
    question: Question,
    calculators: Sequence[Calculator],
    turn: int,
    seed: int,
    split: str,
    index: int,
    settings: NoteSettings,
    style: Reasoning,
) -> Example | None:
    """One row; of notes that cannot be asked this the next is tried. None where no note can."""
    begins = chains_of(calculators)
    going_on = begins[turn % len(begins)] if question is Question.chain else None
    if question is Question.extraction:
        calculators = [item for item in calculators if asked.has_values(item)] or calculators
    calculator = going_on.start if going_on else calculators[turn % len(calculators)]
    for again in range(TRIES):
        case = write_case(calculator, seed, split, index + again * AGAIN, settings)
        rng = random.Random(f"{seed}/{split}/{index}/{again}/{question.value}")
        one: Asked | None = asked.calculation(calculator, case)
        if question is Question.extraction:
            one = asked.extraction(calculator, case, rng)
        elif going_on:
            one = asked.chain(going_on, case)
        if one is not None:
            return example_for(one, calculator, case, f"{seed}-{split}-{index}", style)
    return None


def _graded(one: Asked, calculator: Calculator, case: Case) -> dict[str, Any]:
    """What the steps of a solution are graded by, where there are steps."""
    if not one.graded or one.work.answer == NOT_ENOUGH:
        return {}
    return {"steps": expected(calculator, one.work, case.values, one.inputs)}

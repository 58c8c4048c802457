"""Generated rows: a note, a question and a worked solution for each calculator in turn.

    generate(plan, seed=0, settings=NoteSettings()) -> {"train": [Example(...), ...], ...}, {"train: note repeated": 1}

An example's `facts` hold what scoring and rewards need: the answer's type and limits, whether the note can answer, and
the intermediate values of the worked solution by name, and what its steps are graded by.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import cycle, islice

from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes import Case, NoteSettings, write_case
from ehrmind.medcalc.published import note_key
from ehrmind.medcalc.reasoning import Reasoning, reason
from ehrmind.medcalc.scoring import NOT_ENOUGH
from ehrmind.medcalc.steps import expected
from ehrmind.medcalc.worked import worked_values
from ehrmind.types import Example


def generate(
    plan: Mapping[str, tuple[Sequence[Calculator], int]],
    seed: int,
    settings: NoteSettings,
    style: Reasoning = Reasoning.stepwise,
) -> tuple[dict[str, list[Example]], Counter[str]]:
    """The rows of each split, as {split: (its calculators, how many rows)}; a repeated note is dropped and counted.

    Splits are made in the order of the plan: where two share a note, the later one loses it.
    """
    seen: set[str] = set()
    dropped: Counter[str] = Counter()
    splits: dict[str, list[Example]] = {}
    for split, (calculators, size) in plan.items():
        splits[split] = []
        for index, calculator in enumerate(islice(cycle(calculators), size)):
            case = write_case(calculator, seed, split, index, settings)
            example = example_of(calculator, case, seed, split, index, style)
            if example.group in seen:
                dropped[f"{split}: note repeated"] += 1
                continue
            seen.add(example.group)
            splits[split].append(example)
    return splits, dropped


def rationale_of(calculator: Calculator, case: Case, style: Reasoning) -> str:
    """The gold reasoning of a case; where the note lacks an input, what it lacks."""
    if case.answer == NOT_ENOUGH:
        return case.work.text
    said: Mapping[str, str] = getattr(case, "said", {})
    return reason(calculator.inputs, case.work, case.values, said, style)


def example_of(
    calculator: Calculator, case: Case, seed: int, split: str, index: int, style: Reasoning = Reasoning.stepwise
) -> Example:
    """The row of one generated case."""
    answerable = case.answer != NOT_ENOUGH
    low, high = calculator.limits(case.answer) if answerable else ("", "")
    return Example(
        id=f"generated-{seed}-{split}-{index}",
        group=note_key(case.note)[:16],
        category=calculator.category,
        fields={"note": case.note, "question": case.question},
        answer=case.answer,
        rationale=rationale_of(calculator, case, style),
        facts={
            "calculator": calculator.id,
            "name": calculator.name,
            "kind": calculator.kind.value,
            "low": low,
            "high": high,
            "answerable": answerable,
            "disease": case.disease,
            "tags": list(case.tags),  # what makes the note hard to read
            "worked": worked_values(case.work),
            **({"steps": expected(calculator, case.work, case.values)} if answerable else {}),
        },
    )

"""What answers come to without reading the note: the most common training answer to the same question, or any of them.

    usual_answers(train, test)  ->  {"majority": ["1", "0", ...], "random": ["2", "0", ...]}

The same question is the same calculation, chain or value; one that training has not seen takes its answer type's.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import cycle

from ehrmind.medcalc.asked import Question
from ehrmind.types import Example


def asks(example: Example) -> Question:
    """What a row asks for; published rows ask for calculations."""
    return Question(example.facts.get("asks", Question.calculation))


def of_question(example: Example) -> Mapping[str, str]:
    """The slices that tell the questions to a calculator's notes apart."""
    asked = asks(example).value
    return {"question type": asked, "question": f"{example.facts['name']}: {asked}"}


def usual_answers(train: Sequence[Example], test: Sequence[Example]) -> dict[str, list[str]]:
    """An answer to each test row by each rule."""
    known: dict[object, list[str]] = defaultdict(list)
    for example in train:
        known[_same(example)].append(example.answer)
        known[example.facts["kind"]].append(example.answer)
    common = {key: Counter(answers).most_common(1)[0][0] for key, answers in known.items()}
    turns = {key: cycle(answers) for key, answers in known.items()}
    keys = [_same(row) if _same(row) in known else row.facts["kind"] for row in test]
    return {
        "majority": [common.get(key, "0") for key in keys],
        "random": [next(turns[key]) if key in turns else "0" for key in keys],
    }


def _same(example: Example) -> tuple[str, object]:
    """What rows share that ask the same: the calculator, or the chain by its name."""
    kind = asks(example)
    return kind.value, example.facts["name" if kind is Question.chain else "calculator"]

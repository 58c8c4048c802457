r"""Step-wise grading: what a text reads from the note, by which formula it works, and whether its arithmetic holds.

    text    "Na 138, Cl 101, HCO3 22 mEq/L.\nAnion gap = 138 - (101 + 22) = 138 - 123 = 16 mEq/L."
    grades  {"extraction": 1.0, "formula": 1.0, "arithmetic": 0.0}

- extraction: the share of the inputs that are named with their value and unit and put to use, in an equation or for
  points. One that is given two values, or another time's, is not read.
- formula: the share of the solution's equations that the text sets up from the case's own numbers, and of a score's
  criteria that are given their points. What is given points wrongly counts against it, and against extraction.
- arithmetic: the share of those equations, and of the sum of points, whose results follow. Another equation that does
  not hold counts against it.

After Wang et al. 2025, "From Scores to Steps" (EMNLP 2025, arXiv 2509.16584), who let a language model judge formula,
extraction and calculation against a reference. Departs from it in that no model judges: a text earns by what it states
in a form that can be read, so that the same text always earns the same.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ehrmind.medcalc.clauses import clauses
from ehrmind.medcalc.equations import Equation
from ehrmind.medcalc.extraction import claimed, is_read, names_for, pairs_of, same
from ehrmind.medcalc.forms import Calculator, Choice, Finding, Input, Values, Work
from ehrmind.medcalc.points import START, TOTAL, plus
from ehrmind.medcalc.readings import Text, take_apart
from ehrmind.medcalc.reasoning import Reasoning, reason

PARTS = ("extraction", "formula", "arithmetic")

_CONSTANT = re.compile(r"\d+(?:\.\d+)?")

Steps = Mapping[str, Any]


def expected(calculator: Calculator, work: Work, values: Values, inputs: tuple[Input, ...] = ()) -> dict[str, Any]:
    """What a text is graded by, as an example's facts hold it: read off the brief gold, so that it earns 1 in all.

    `inputs`: those that the solution reads, all of the calculator's by default.

    inputs: name -> (value, unit) pairs. points: (name, inputs, points) of the criteria that count, `findings` those of
    them that are read off a sentence. relations: what the solution's equations come to, `known` the numbers that they
    begin with. total: of a score, which begins at `base`; summed: in an equation.
    """
    inputs = inputs or calculator.inputs
    gold = reason(inputs, work, values, {}, Reasoning.brief)
    text = take_apart(gold)
    found = {item.name: pairs_of(item, values, work) for item in inputs}
    points: list[Any] = [
        [step.name, list(step.reads), step.value]
        for step in work.steps
        if step.reads and step.value and step.text.endswith(f": {plus(step.value)}.")
    ]
    scored = work.steps[-1].name == TOTAL
    total = work.steps[-1].value if scored else None
    first = _first_of_each(text.equations)
    sums = [one for one in first if total is not None and clauses(gold)[one.clause].startswith(TOTAL.capitalize())]
    relations = [one for one in first if one not in sums]
    read = {item.name for item in inputs if is_read(names_for(item), found[item.name], text)}
    return {
        "inputs": {name: pairs for name, pairs in found.items() if name in read},
        "points": points,
        "findings": [place for place, (_, reads, _) in enumerate(points) if _tells(reads, calculator)],
        "relations": [one.value for one in relations],
        "known": _given(relations, text.equations),
        "total": total,
        "summed": bool(sums),
        "base": next((step.value for step in work.steps if step.name == START), 0),
    }


def parts_of(steps: Steps) -> tuple[str, ...]:
    """The parts that a solution has: no arithmetic where nothing is worked out, no extraction where nothing counts."""
    has = (
        steps["inputs"] or steps["findings"],
        steps["points"] or steps["relations"] or (steps["total"] is not None and not steps["summed"]),
        steps["relations"] or steps["summed"],
    )
    return tuple(part for part, there in zip(PARTS, has, strict=True) if there)


def grade(think: str, steps: Steps, calculator: Calculator) -> dict[str, float]:
    """The share of each part that the solution has. Never raises; a long text takes no longer than its first part."""
    text = take_apart(think)
    named, given, wrong = claimed(text.claims, steps["points"], calculator)
    ways = {item.name: names_for(item) for item in calculator.inputs}
    read = sum(is_read(ways[name], pairs, text) for name, pairs in steps["inputs"].items())
    read += len(named.intersection(steps["findings"]))
    supported = _supported(text.equations, steps, calculator)
    matched = [[one for one in supported if _reaches(one, value)] for value in steps["relations"]]
    alone = steps["total"] is not None and not steps["summed"]
    stated = alone and any(same(said, steps["total"]) for said in text.totals)
    set_up = len(given) + sum(map(bool, matched)) + stated
    sums = [*matched, *([_sums(text, steps)] if steps["summed"] else [])]
    shares = {
        "extraction": (read, len(steps["inputs"]) + len(steps["findings"]) + wrong),
        "formula": (set_up, len(steps["points"]) + len(matched) + alone + wrong),
        "arithmetic": (_holding(sums), len(sums) + _false(text.equations, sums)),
    }
    return {part: shares[part][0] / shares[part][1] for part in parts_of(steps)}


def _tells(reads: Sequence[str], calculator: Calculator) -> bool:
    """Whether a criterion is read off a sentence and not off a number."""
    return any(item.name in reads and isinstance(item, (Finding, Choice)) for item in calculator.inputs)


def _first_of_each(found: Sequence[Equation]) -> list[Equation]:
    """The first equation of every clause: what follows in its chain is the same, worked out further."""
    return list({one.clause: one for one in reversed(found)}.values())[::-1]


def _given(relations: Sequence[Equation], found: Sequence[Equation]) -> list[float]:
    """The numbers that the solution begins with: those of its equations that none before came to."""
    given: set[float] = set()
    for one in relations:
        derived = {other.written for other in found if other.clause < one.clause}
        given |= {abs(leaf) for leaf in one.leaves if leaf not in derived}
    return sorted(given)


def _supported(found: Sequence[Equation], steps: Steps, calculator: Calculator) -> list[Equation]:
    """The equations whose numbers are the case's, the formula's, or what such equations before them came to."""
    numbers = [*steps["known"], *_constants(calculator.formula)]
    numbers += [value / scale for pairs in steps["inputs"].values() for value, _ in pairs for scale in (1, 100)]
    kept = []
    for one in found:
        if all(any(same(abs(leaf), number) for number in numbers) for leaf in one.leaves):
            kept.append(one)
            numbers += [abs(value) for value in (one.written, *one.parts)]
    return kept


@lru_cache(maxsize=256)
def _constants(formula: str) -> tuple[float, ...]:
    return tuple(float(number) for number in set(_CONSTANT.findall(formula)))


def _reaches(one: Equation, value: float) -> bool:
    return any(same(part, value) for part in one.parts)


def _sums(text: Text, steps: Steps) -> list[Equation]:
    """The equations that add points up to the total, all of which the text has given to something."""
    given = Counter(abs(claim.points) for claim in text.claims) + Counter([float(steps["base"])])
    return [one for one in text.equations if same(one.value, steps["total"]) and Counter(map(abs, one.leaves)) <= given]


def _holding(groups: Sequence[Sequence[Equation]]) -> int:
    """How many are set up and hold wherever they stand."""
    return sum(bool(group) and all(one.holds for one in group) for group in groups)


def _false(found: Sequence[Equation], groups: Sequence[Sequence[Equation]]) -> int:
    """How many other equations do not hold."""
    known = {id(one) for group in groups for one in group}
    return sum(not one.holds and id(one) not in known for one in found)

"""Which inputs an answer really needs: those whose every possible value but the true one could change it.

    decisive(MELD, {"creatinine": 4.6, "dialysis_twice": True, ...}, "creatinine")  ->  False: dialysis counts as 4.0

A note that leaves out an input is "not enough information" only where the input is decisive for this patient. What the
source counts as absent or normal when it is not stated is never decisive.
"""

from collections.abc import Iterator
from typing import Any

from ehrmind.medcalc.forms import Calculator, Choice, Day, Finding, Input, Kind, Measure, Values

GRID = 24  # values of a measure that are tried, besides its cuts
IN_THE_OPENING = ("sex",)  # every note says it


def withholdable(calculator: Calculator, values: Values) -> list[str]:
    """The names of the inputs that a note of this patient may leave out, so that there is no answer."""
    return [item.name for item in calculator.inputs if _needed(calculator, item) and decisive(calculator, values, item)]


def decisive(calculator: Calculator, values: Values, item: Input) -> bool:
    """Whether another value of the input, all else as it is, gives another answer."""
    answer = calculator.solve(values).answer
    low, high = calculator.limits(answer)
    for other in _others(item, calculator, values):
        changed = {**values, item.name: other}
        if isinstance(item, Measure):
            changed.pop(item.other_name, None)  # what the note wrote of the true value
        if not calculator.possible(changed):
            continue
        found = calculator.solve(changed).answer
        if found != answer and not (calculator.kind is Kind.DECIMAL and float(low) <= float(found) <= float(high)):
            return True
    return False


def _needed(calculator: Calculator, item: Input) -> bool:
    """Whether the source has no rule for what is not stated. Doses and days are always stated."""
    if item.name in IN_THE_OPENING or isinstance(item, Day):
        return False
    if isinstance(item, Finding):
        return not item.may_be_silent
    if isinstance(item, Choice) and not any(item.options.values()):
        return False  # the question names it, not the note
    return item.name in calculator.required


def _others(item: Input, calculator: Calculator, values: Values) -> Iterator[Any]:
    """Other values that the input could have."""
    if isinstance(item, Finding):
        yield not values[item.name]
    elif isinstance(item, Choice):
        yield from (option for option in item.options if option != values[item.name])
    elif isinstance(item, Measure):
        yield item.low
        yield item.high
        step = 10.0**-item.decimals
        for cut in calculator.cuts.get(item.name, ()):
            yield from (value for value in (cut, cut - step, cut + step) if item.low <= value <= item.high)
        yield from (item.low + (item.high - item.low) * at / GRID for at in range(1, GRID))

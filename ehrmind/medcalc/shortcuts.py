"""Whether a well-known wrong way to an answer would be paid for, so that the draw of a patient can be refused.

Corrected sodium, sodium 138 and glucose 110: 138.24 mEq/L. "Not corrected" says 138, within the 0.5 that are allowed:
such a patient cannot tell who corrects from who does not, and no note is written of him.
"""

from ehrmind.medcalc.forms import Calculator, Kind, Values, show


def reached_by_shortcut(calculator: Calculator, values: Values) -> str:
    """The name of the first shortcut whose answer is accepted for these values, else "". Raises MissingInput."""
    if not calculator.shortcuts:
        return ""
    answer = calculator.solve(values).answer
    low, high = calculator.limits(answer)
    for shortcut in calculator.shortcuts:
        found = shortcut.answer(values)
        if found is not None and _accepted(calculator.kind, found, answer, low, high):
            return shortcut.name
    return ""


def _accepted(kind: Kind, found: float | str, answer: str, low: str, high: str) -> bool:
    if kind is Kind.DECIMAL:
        return float(low) <= float(found) <= float(high)
    return (found if isinstance(found, str) else show(found)) == answer

"""The published pipeline of MedCalc-Bench, form by form: from a model's whole text to the value that is judged.

    extract('So 8.1: {"step_by_step_thinking": "...", "answer": "GFR is 8.1 mL/min/1.73 m²"}')
    ->  'GFR is 8.1 mL/min/1.73 m²'
    read('GFR is 8.1 mL/min/1.73 m²', Kind.DECIMAL)  ->  8.1
    read("1,234", Kind.DECIMAL)                      ->  234.0     a fault of the published code, reproduced
    read("3 out of 9", Kind.INTEGER)                 ->  3

Re-written after extract_answer of evaluation/run.py and check_correctness of evaluation/evaluate.py in
ncbi-nlp/MedCalc-Bench (Khandekar et al. 2024, arXiv 2406.12036). Departs from them in that nothing is executed: they
call `eval` on the model's text, here a numeral is converted and an expression is computed on bounded text
(benchmark_expression.py). Where theirs raises and counts the row as wrong, this raises Unreadable. docs/medcalc.md
names the faults.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from ehrmind.medcalc.benchmark_expression import evaluate
from ehrmind.medcalc.forms import Kind
from ehrmind.parsing import Unreadable

MAX_TEXT_CHARS = 20_000  # of a completion: its end
MAX_ANSWER_CHARS = 500  # of the answer in it: a longer one is no answer

PLACEHOLDERS = (
    "str(short_and_direct_answer_of_the_question)",
    "str(value which is the answer to the question)",
    "X.XX",
)

_KEYED = re.compile(rf'[Aa]nswer":\s*+([^}}\n]{{0,{MAX_ANSWER_CHARS}}}+)\}}')
_DATE = re.compile(r"(0?[1-9]|1[0-2])/(0?[1-9]|[12][0-9]|3[01])/(\d{4})")
_WEEKS_DAYS = re.compile(r"(\d+)\s*(?:weeks?)?[\"']?,?\s*[\"']?(\d+)")
_OUT_OF = re.compile(r"(\d+) out of")
_LISTED = re.compile(r"-?\d+(?:, ?-?\d+)+")
_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?")
# Not from within a number, which could not match either and takes quadratic time to find out.
_PERCENT = re.compile(r"(-?(?<!\d)\d+(?:\.\d+)?)%")
_FILTRATION = re.compile(r"(-?(?<!\d)\d+(?:\.\d+)?)\s*mL/min/1.73")
_EXPRESSION = re.compile(r"str\((.*)\)")

Answer = float | date | tuple[int, int]  # the tuple: weeks and days


def extract(text: str) -> str:
    """What stands behind the last key `answer` up to a closing brace on its line. Raises Unreadable where none does."""
    text = text[-MAX_TEXT_CHARS:]
    first = text.find('nswer":')  # much faster than the pattern alone
    found = _KEYED.findall(text, max(first - 1, 0)) if first >= 0 else []
    answer = found[-1].strip().strip('"') if found else ""
    if not answer or answer in PLACEHOLDERS:
        raise Unreadable("the published code finds no answer in the text")
    return answer


def read(answer: str, kind: Kind) -> Answer:
    """The value that the published code takes an extracted answer for. Raises Unreadable."""
    if len(answer) > MAX_ANSWER_CHARS:
        raise Unreadable(f"answer longer than {MAX_ANSWER_CHARS} characters")
    return _READERS[kind](answer)


def _date(answer: str) -> date:
    """A date that begins the answer; what follows is not looked at."""
    found = _DATE.match(answer)
    if not found:
        raise Unreadable("does not begin with a date as MM/DD/YYYY")
    try:
        return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        raise Unreadable("no such day in the calendar") from None


def _weeks_days(answer: str) -> tuple[int, int]:
    """The first two numbers that only "weeks", a comma, quotes or nothing part: of "14 weeks" these are 1 and 4."""
    found = _WEEKS_DAYS.search(answer.replace("'", "").replace('"', ""))
    if not found or not _WEEKS_DAYS.search(answer):
        raise Unreadable("no weeks and days in the answer")
    weeks, days = (_literal(part) for part in found.groups())
    return int(weeks), int(days)


def _integer(answer: str) -> int:
    """The number before "out of", else how many a list has, else the last number, rounded (2.5 to the even 2)."""
    if found := _OUT_OF.search(answer):
        return round(_literal(found[1]))
    if listed := _LISTED.search(answer):
        return listed[0].count(",") + 1
    return round(_literal(_last(_NUMERAL, answer)))


def _decimal(answer: str) -> float:
    """The value of str(...), else the number before mL/min/1.73, else the last per cent / 100, else the last number."""
    if expression := _EXPRESSION.search(answer):
        return evaluate(expression[1])
    if found := _FILTRATION.search(answer):
        return _literal(found[1])
    if _PERCENT.search(answer):
        return _literal(_last(_PERCENT, answer)) / 100
    return _literal(_last(_NUMERAL, answer))


def _last(pattern: re.Pattern[str], answer: str) -> str:
    found = pattern.findall(answer)
    if not found:
        raise Unreadable("no number in the answer")
    return str(found[-1])


def _literal(numeral: str) -> float:
    """A number as Python's own grammar has it: no zeros before a whole number, no digits but 0 to 9."""
    digits = numeral.removeprefix("-")
    if not numeral.isascii() or (digits.isdecimal() and digits.startswith("0") and digits.strip("0")):
        raise Unreadable("a number that the published code cannot evaluate")
    number = float(numeral)
    if abs(number) > 1e300:
        raise Unreadable("number out of range")
    return number


_READERS: Mapping[Kind, Callable[[str], Answer]] = {
    Kind.DATE: _date,
    Kind.WEEKS_DAYS: _weeks_days,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
}

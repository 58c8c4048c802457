"""Model text to values. The only code that reads tags, JSON, numbers and dates out of a completion.

    parse('<think>7 + 7</think><answer>{"answer": "14"}</answer>', keys=("answer",))
    -> Parsed(Status.OK, "", think="7 + 7", answer={"answer": "14"})

Model text is hostile: it is matched and converted, never executed. Every reader bounds its input before it converts,
so that a million digits or a nest of brackets costs no more than an honest answer. Where a lenient parser would guess
(single quotes, a repeated key, a unit behind the number), this one refuses and gives the reason, because a repaired
answer would earn reward for a broken one.
"""

import json
import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from ehrmind.types import Parsed, Status

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
MAX_ANSWER_CHARS = 2000  # of the JSON between the answer tags
MAX_VALUE_CHARS = 64  # of one number or date
MOST_OBJECTS = 20  # in which an answer is looked for

# The minus may be U+2212, as in print, and a full stop may end the number.
_NUMBER = re.compile(r"[+\-−]?(\d{1,20}(\.\d{0,30})?|\.\d{1,30})([eE][+\-−]?\d{1,3})?(?<!\.)\.?", re.ASCII)
# "The answer is **14**", "Answer: 14 mg/dL": up to the end of the sentence or a unit.
_SAID = re.compile(r"answer(?: is|:)[ \t*\"]{0,4}([^\s\"<}]{1,40})", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_WEEKS_DAYS = re.compile(r"\(?'?(\d{1,3}) weeks?'?(?:, ?| and |, and )'?(\d{1,3}) days?'?\)?", re.ASCII)


class Unreadable(ValueError):
    """A value that is not of its type; the message is the reason."""


def parse(text: str, keys: Iterable[str]) -> Parsed:
    """Take a completion apart: one think block, then one answer block with a JSON object of exactly these keys.

    Never raises: what is wrong becomes the `reason` of a MALFORMED result.
    """
    for tag in TAGS:
        count = text.count(tag)
        if count != 1:
            return _malformed(text, f"{tag} missing" if count == 0 else f"{tag} repeated")
    at = [text.index(tag) for tag in TAGS]
    if at != sorted(at):
        return _malformed(text, "tags out of order")
    think = text[at[0] + len(TAGS[0]) : at[1]].strip()
    body = text[at[2] + len(TAGS[2]) : at[3]]
    try:
        answer = read_json_object(body)
    except Unreadable as error:
        return _malformed(text, str(error), think)
    if set(answer) != set(keys):
        return _malformed(text, f"answer has not exactly the keys {', '.join(keys)}", think)
    return Parsed(Status.OK, "", think, answer, text)


def in_tags(content: str, beside: str = "") -> str:
    r"""A reply as one completion: reasoning that came beside it, or whose opening stood in the prompt, in its tags.

    in_tags('<answer>...', beside='7 + 7')  ->  '<think>\n7 + 7\n</think>\n<answer>...'
    """
    opening, closing = TAGS[:2]
    if beside.strip() and not (opening in content and beside.strip() in content):
        content = f"{opening}\n{beside.strip()}\n{closing}\n{content.lstrip()}"
    if closing in content and opening not in content:
        content = f"{opening}\n{content.lstrip()}"
    return content


def read_json_object(body: str) -> dict[str, Any]:
    """One strict JSON object: no repeated key, no NaN or Infinity. Raises Unreadable."""
    if len(body) > MAX_ANSWER_CHARS:
        raise Unreadable(f"answer longer than {MAX_ANSWER_CHARS} characters")
    try:
        value = json.loads(body, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable("answer is not JSON") from None
    if not isinstance(value, dict):
        raise Unreadable("answer is not a JSON object")
    return value


def read_text(value: object) -> str:
    """A scalar answer as bounded, stripped text. Raises Unreadable for booleans, null, lists and objects."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable(f"answer is {_json_name(value)}, not a string or a number")
    if isinstance(value, int) and abs(value) >= 10**20:
        raise Unreadable("number out of range")
    text = value.strip() if isinstance(value, str) else repr(value)
    if len(text) > MAX_VALUE_CHARS:
        raise Unreadable(f"answer value longer than {MAX_VALUE_CHARS} characters")
    if not text:
        raise Unreadable("answer is empty")
    return text


def read_number(value: object) -> float:
    """A finite decimal number in ASCII digits: "-3.5", "−3.5", "1e2", "7.", 7. Raises Unreadable."""
    text = read_text(value)
    if not _NUMBER.fullmatch(text):
        raise Unreadable("not a plain number")
    number = float(text.removesuffix(".").replace("−", "-"))
    if not math.isfinite(number):
        raise Unreadable("number out of range")
    return number


def read_integer(value: object) -> int:
    """A whole number: "3" or "3.0", not "3.4". Raises Unreadable."""
    number = read_number(value)
    if number != int(number):
        raise Unreadable("not a whole number")
    return int(number)


def read_date(value: object) -> date:
    """A date as month/day/year, zeros optional: "08/31/2023". Raises Unreadable."""
    match = _DATE.fullmatch(read_text(value))
    if not match:
        raise Unreadable("not a date as MM/DD/YYYY")
    month, day, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("no such day in the calendar") from None


def read_weeks_days(value: object) -> tuple[int, int]:
    """Weeks and days: "14 weeks, 1 days", also in the benchmark's tuple form. Raises Unreadable."""
    match = _WEEKS_DAYS.fullmatch(read_text(value))
    if not match:
        raise Unreadable('not of the form "14 weeks, 1 days"')
    return int(match[1]), int(match[2])


def find_answer(text: str, keys: Iterable[str]) -> Parsed | None:
    """An answer somewhere in a malformed text: the last JSON object with these keys, else what follows "answer is".

    For a diagnosis alone, which asks how much of a failure is the format's; never for a reward or an accuracy.
    """
    wanted, read = tuple(keys), json.JSONDecoder()
    places = [at for at, character in enumerate(text) if character == "{"]
    for at in reversed(places[-MOST_OBJECTS:]):
        try:
            found, _ = read.raw_decode(text[at : at + MAX_ANSWER_CHARS])
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and set(wanted) <= found.keys():
            return Parsed(Status.OK, "", "", {key: found[key] for key in wanted}, text)
    said = _SAID.findall(text[-MAX_ANSWER_CHARS:]) if len(wanted) == 1 else []
    return Parsed(Status.OK, "", "", {wanted[0]: said[-1].strip(" .*")}, text) if said else None


def _malformed(text: str, reason: str, think: str = "") -> Parsed:
    return Parsed(Status.MALFORMED, reason, think, text=text)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Unreadable("answer repeats a key")
    return result


def _no_constant(name: str) -> NoReturn:
    raise Unreadable(f"answer holds {name}, which is not JSON")


def _json_name(value: object) -> str:
    return {bool: "a boolean", list: "a list", dict: "an object"}.get(type(value), "null")

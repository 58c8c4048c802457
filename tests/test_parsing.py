"""Model text is hostile: parsing never raises, never runs it, and answers within 10 ms."""

import json
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.parsing import (
    TAGS,
    Unreadable,
    find_answer,
    parse,
    read_date,
    read_integer,
    read_number,
    read_weeks_days,
)
from ehrmind.registry import COMPONENTS
from ehrmind.tasks.base import Counts, Task
from ehrmind.types import Example, Status

KEYS = ("answer",)


def answered(body: str) -> str:
    return f"<think>reasons</think><answer>{body}</answer>"


ATTACKS = {
    "import": answered("{\"answer\": \"__import__('os').system('true')\"}"),
    "power": answered('{"answer": "9**9**9"}'),
    "power unquoted": answered('{"answer": 9**9**9}'),
    "million digits": answered('{"answer": "' + "9" * 10**6 + '"}'),
    "million digits unquoted": answered('{"answer": ' + "9" * 10**6 + "}"),
    "4000 digits": answered('{"answer": ' + "9" * 1900 + "}"),
    "huge exponent": answered('{"answer": 1e999999999}'),
    "exponent": answered('{"answer": "1e400"}'),
    "nan": answered('{"answer": NaN}'),
    "nan text": answered('{"answer": "nan"}'),
    "infinity": answered('{"answer": Infinity}'),
    "infinity text": answered('{"answer": "inf"}'),
    "minus infinity": answered('{"answer": -Infinity}'),
    "unicode digits": answered('{"answer": "１４"}'),
    "arabic digits": answered('{"answer": "\u0661\u0664"}'),
    "superscript": answered('{"answer": "1\u00b2"}'),
    "underscores": answered('{"answer": "1_4"}'),
    "hex": answered('{"answer": "0x0e"}'),
    "nested tags": "<think><think></think></think><answer><answer></answer></answer>",
    "tags in json": answered('{"answer": "<answer>14</answer>"}'),
    "megabyte of <": "<" * 10**6,
    "megabyte of open tags": "<think>" * 150_000,
    "megabyte of half tags": "<answe" * 170_000,
    "json bomb": answered("[" * 10**6),
    "json nest": answered('{"answer": ' + "[" * 900 + "]" * 900 + "}"),
    "json objects": answered('{"a":' * 350 + "1" + "}" * 350),
    "repeated key": answered('{"answer": "14", "answer": "15"}'),
    "two answers": answered('{"answer": "14"}') + "<answer>{}</answer>",
    "extra key": answered('{"answer": "14", "idx": 2}'),
    "boolean": answered('{"answer": true}'),
    "null": answered('{"answer": null}'),
    "list": answered('{"answer": ["14"]}'),
    "object": answered('{"answer": {"answer": "14"}}'),
    "bare number": answered("14"),
    "empty": "",
    "empty answer": answered(""),
    "lone surrogate": answered('{"answer": "\ud800"}'),
    "escaped surrogate": answered('{"answer": "\\ud800"}'),
    "null byte": answered('{"answer": "1\x004"}'),
    "pickle": answered('{"answer": "gASVIAAAAAAAAACMBXBvc2l4"}'),
    "format string": answered('{"answer": "{0.__class__}"}'),
    "wrong order": '<answer>{"answer": "14"}</answer><think>later</think>',
    "single quotes": answered("{'answer': '14'}"),
    "comma": answered('{"answer": "1,4"}'),
    "unit": answered('{"answer": "14 mEq/L"}'),
    "spaces": answered('{"answer": "' + " " * 1900 + '"}'),
}


@pytest.fixture(scope="module")
def attacked() -> tuple[Task, list[Example]]:
    task = COMPONENTS["task", "medcalc"](rows=Counts(26, 0, 26))
    return task, task.load().splits["test"][:13]


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_scores_nothing_in_10_ms(attacked: tuple[Task, list[Example]], name: str) -> None:
    task, rows = attacked
    for example in rows:
        fastest = min(timed(lambda row=example: task.judge(ATTACKS[name], row)) for _ in range(3))
        assert not task.judge(ATTACKS[name], example)[1].correct
        assert fastest < 0.010


def timed(call: object) -> float:
    start = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - start


hostile = st.lists(
    st.one_of(
        st.sampled_from([*TAGS, "{", "}", '"answer"', ":", "9" * 400, "e9", "NaN", "[" * 50]), st.text(max_size=30)
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_parse_never_raises_and_gives_a_reason(text: str) -> None:
    parsed = parse(text, KEYS)
    assert parsed.status is Status.OK or (parsed.status is Status.MALFORMED and parsed.reason)


@settings(max_examples=300, deadline=None)
@given(st.one_of(hostile, st.none(), st.booleans(), st.integers(), st.floats(), st.lists(st.integers())))
def test_readers_give_a_value_or_a_reason(value: object) -> None:
    for read in (read_number, read_integer, read_date, read_weeks_days):
        try:
            read(value)
        except Unreadable as reason:
            assert str(reason)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200).filter(lambda text: not any(tag in text for tag in TAGS)), st.text(max_size=60))
def test_well_formed_text_comes_back_whole(think: str, answer: str) -> None:
    body = json.dumps({"answer": answer})
    if any(tag in body for tag in TAGS):
        return
    parsed = parse(f"<think>{think}</think>\n<answer>{body}</answer>", KEYS)
    assert (parsed.status, parsed.think, parsed.answer) == (Status.OK, think.strip(), {"answer": answer})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no tags at all", "<think> missing"),
        ('<think>a</think><think>b</think><answer>{"answer": "1"}</answer>', "<think> repeated"),
        ('</think><think><answer>{"answer": "1"}</answer>', "tags out of order"),
        (answered("fourteen"), "answer is not JSON"),
        (answered("[14]"), "answer is not a JSON object"),
        (answered('{"result": 14}'), "answer has not exactly the keys answer"),
    ],
)
def test_malformed_says_why(text: str, reason: str) -> None:
    parsed = parse(text, KEYS)
    assert (parsed.status, parsed.reason) == (Status.MALFORMED, reason)


@pytest.mark.parametrize(
    ("value", "number"), [("14", 14), (" -3.50 ", -3.5), (7, 7), (2.5, 2.5), ("+.5", 0.5), ("1e2", 100), ("3.", 3)]
)
def test_numbers(value: object, number: float) -> None:
    assert read_number(value) == number


@pytest.mark.parametrize("value", ["", "1,200", "1 2", "12 mg", "½", "--1", "1e", "e5", "1e9999", True, None, [1]])
def test_not_numbers(value: object) -> None:
    with pytest.raises(Unreadable):
        read_number(value)


def test_integers_are_whole() -> None:
    assert read_integer("3.0") == 3
    with pytest.raises(Unreadable, match="whole"):
        read_integer("3.4")


def test_dates() -> None:
    assert read_date("8/3/2023") == read_date("08/03/2023") == date(2023, 8, 3)
    for wrong in ("2023-08-03", "13/01/2023", "02/30/2023", "00/10/2023", "08/03/23"):
        with pytest.raises(Unreadable):
            read_date(wrong)


def test_weeks_and_days() -> None:
    for form in ("14 weeks, 1 days", "14 weeks and 1 day", "('14 weeks', '1 days')"):
        assert read_weeks_days(form) == (14, 1)
    with pytest.raises(Unreadable):
        read_weeks_days("99 days")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('First {"answer": "3"}, then {"answer": "14"}.', "14"),
        ('<think>x</think> <answer>{"answer": 14, "unit": "mEq/L"}', 14),
        ("The answer is **14** mEq/L.", "14"),
        ("Answer: 14.", "14"),
        ('{"answer": {"a": 1}} or so', {"a": 1}),
    ],
)
def test_an_answer_is_found_in_a_malformed_text(text: str, value: object) -> None:
    found = find_answer(text, ("answer",))
    assert found is not None
    assert found.answer == {"answer": value}


@pytest.mark.parametrize("text", ["", "14", "{" * 5000, '{"prediction": "x"}', "answer", "the answers vary"])
def test_where_there_is_none_none_is_found(text: str) -> None:
    assert find_answer(text, ("answer",)) is None
    assert find_answer('The answer is 14 {"prediction": "x"}', ("prediction", "idx")) is None

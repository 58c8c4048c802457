"""What holds of every timeline: it is within its budget, knows no future, and is the same however the source was read."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.ehr.timeline import SHARES, Style, Timeline, build
from ehrmind.ehr.timeline.lexicon import lexicon_of
from tests.ehr.test_timeline import Event, record, words

NOW = datetime(2015, 6, 30, 12)
KINDS = (
    "visit",
    "visit_detail",
    "condition",
    "procedure",
    "drug",
    "measurement",
    "observation",
    "device",
    "note",
    "other",
)
CODES = {
    "visit": ("Visit/IP", "Visit/OP", "Visit/ER", "HOSPITAL_ADMISSION//URGENT", "HOSPITAL_DISCHARGE//HOME"),
    "visit_detail": ("CARE_SITE/7928450", "ICU_ADMISSION//MICU", "ICU_DISCHARGE//MICU"),
    "condition": ("SNOMED/38341003", "ICD10CM/I10", "SNOMED/233604007"),
    "procedure": ("CPT4/71046", "CPT4/99223", "SNOMED/233604007"),
    "drug": ("RxNorm/1", "MEDICATION//START//Heparin", "MEDICATION//STOP//Heparin", "MEDICATION//Heparin//Given"),
    "measurement": ("LOINC/2951-2", "LOINC/2947-0", "LOINC/2345-7", "LOINC/8478-0", "LAB//220045//bpm", "LOCAL/x"),
    "observation": ("LOINC/72166-2", "SNOMED/38341003"),
    "device": ("SNOMED/1",),
    "note": ("LOINC/28570-0",),
    "other": ("LOINC/8310-5", "anything"),
}
UNITS = ("", "mmol/L", "mg/dL", "mmHg", "bpm", "°F", "Cel", "no such unit")
VALUES = (None, 0.0, 5.3, 78.0, 98.6, 133.0, 801.0, 9999999.0, -1.0)
WORDS = ("", "Positive", "Negative", "<", "</think>\n<|im_end|>", "x" * 500)

moments = st.integers(-4000 * 24 * 60, 400 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def events(draw: st.DrawFn, start: st.SearchStrategy[datetime] = moments) -> Event:
    kind = draw(st.sampled_from(KINDS))
    time = draw(start)
    time = time.replace(hour=23, minute=59) if draw(st.booleans()) else time
    lasted = draw(st.one_of(st.none(), st.integers(0, 60 * 24 * 60)))
    return {
        "code": draw(st.sampled_from(CODES[kind])),
        "type": kind,
        "time": time,
        "value": draw(st.sampled_from(VALUES)),
        "text": draw(st.sampled_from(WORDS)),
        "unit": draw(st.sampled_from(UNITS)),
        "end": None if lasted is None else time + timedelta(minutes=lasted),
        "visit": draw(st.sampled_from((-1, 1, 2))),
    }


PERSON: list[Event] = [
    {"code": "MEDS_BIRTH", "type": "person", "time": datetime(1957, 3, 2, 23, 59), "value": None, "end": None},
    {"code": "Gender/F", "type": "person", "time": None, "value": None, "end": None},
]
records = st.lists(events(), max_size=40).map(lambda some: [*PERSON, *some])
styles = st.sampled_from(list(Style))


def letters(text: str) -> int:
    return len(text)


def bytes_with_a_start(text: str) -> int:
    return 1 + len(text.encode()) // 3


def merging(text: str) -> int:
    """Merges across lines as byte-pair tokenizers may: "\\n\\n" and ". " are one token."""
    return len(text) - text.count("\n\n") - text.count(". ")


def growing(text: str) -> int:
    """Worse than any tokenizer: a long text has more tokens than its lines have together."""
    return len(text) ** 2 // 400


COUNTS = (words, letters, bytes_with_a_start, merging, growing)


@given(records, styles, st.integers(1, 700), st.sampled_from(COUNTS), st.booleans())
@settings(max_examples=120, deadline=None)
def test_the_text_is_within_its_budget_for_every_tokenizer(
    given_events: list[Event], style: Style, budget: int, count: Callable[[str], int], numbered: bool
) -> None:
    rendered = build(record(given_events), NOW, Timeline(style=style, budget=budget, numbered=numbered), count)
    assert (count(rendered.text) if rendered.text else 0) == rendered.tokens <= budget
    assert all(line.text in rendered.text for line in rendered.lines)


@given(records, styles, st.sampled_from((60, 300, 3000)), st.sampled_from(([], ["conditions", "procedures"], ["labs"])))
@settings(max_examples=120, deadline=None)
def test_the_future_does_not_change_a_byte(
    given_events: list[Event], style: Style, budget: int, asked: list[str]
) -> None:
    """Deleting every event after t and every end after t leaves the text as it is, though words and order change."""
    past = [
        {**one, "end": None if one["end"] and one["end"] > NOW else one["end"]}
        for one in given_events
        if one["time"] is None or one["time"] <= NOW
    ]
    how = Timeline(style=style, budget=budget, events=asked)
    whole = build(record(given_events), NOW, how, words)
    assert build(record(past, reverse_words=True), NOW, how, words) == whole
    assert build(record(given_events).until(NOW), NOW, how, words) == whole


@given(records, styles, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_source_does_not_matter(given_events: list[Event], style: Style, order: random.Random) -> None:
    shuffled = list(given_events)
    order.shuffle(shuffled)
    how = Timeline(style=style, budget=400)
    assert build(record(shuffled), NOW, how, words).text == build(record(given_events), NOW, how, words).text


@given(records, styles)
@settings(max_examples=50, deadline=None)
def test_doubling_a_record_changes_nothing_but_the_duplicates(given_events: list[Event], style: Style) -> None:
    how = Timeline(style=style, budget=400)
    once, twice = (build(record(some), NOW, how, words) for some in (given_events, [*given_events, *given_events]))
    assert twice.text == once.text
    assert (
        twice.duplicates
        >= once.duplicates + sum(one["time"] is None or one["time"] <= NOW for one in given_events) - 40
    )


@given(records, st.integers(20, 400))
@settings(max_examples=50, deadline=None)
def test_every_line_is_shown_or_counted(given_events: list[Event], budget: int) -> None:
    whole = build(record(given_events), NOW, Timeline(budget=100_000), words)
    tight = build(record(given_events), NOW, Timeline(budget=budget), words)
    hidden = sum(number for name, number in tight.left_out.items() if name != "older")
    assert set(whole.left_out) <= {"older"}
    assert len(whole.lines) == len(tight.lines) + hidden
    assert {line.text for line in tight.lines} <= {line.text for line in whole.lines}


def test_a_whole_that_has_a_few_tokens_more_than_its_lines_is_within_the_budget() -> None:
    one = record([*PERSON, *({**PERSON[0], "code": f"C/{n}", "type": "condition"} for n in range(80))])

    def count(text: str) -> int:
        return len(text.split()) + (9 if text.count("\n") > 3 else 0)

    for budget in range(20, 300):
        rendered = build(one, NOW, Timeline(budget=budget), count)
        assert count(rendered.text) <= budget
        assert rendered.tokens > budget - 24 or budget < 40


def test_the_shares_are_of_every_part() -> None:
    assert set(SHARES) == set(Timeline().parts())


@pytest.mark.parametrize("style", list(Style))
def test_a_tokenizer_is_asked_once_for_a_line(style: Style) -> None:
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return len(text.split())

    one = record([*PERSON, *({**PERSON[0], "code": f"C/{n}", "type": "condition"} for n in range(50))])
    for _ in range(3):
        build(one, NOW, Timeline(style=style, budget=100), count)
    assert len(asked) == len(set(asked))


@given(records, records, styles)
@settings(max_examples=60, deadline=None)
def test_what_was_read_before_changes_no_timeline(first: list[Event], second: list[Event], style: Style) -> None:
    both = record([*first, *second])
    half = [both.take(np.arange(len(both)) % 2 == at) for at in (0, 1)]  # two records of one vocabulary
    shown = Timeline(budget=400, style=style)

    def texts(order: tuple[int, int]) -> dict[int, str]:
        lexicon_of.cache_clear()
        return {at: build(half[at], NOW, shown, letters).text for at in order}

    assert texts((0, 1)) == texts((1, 0))

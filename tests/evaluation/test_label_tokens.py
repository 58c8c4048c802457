"""Labels' probabilities out of a server's log-probabilities."""

from math import log

import pytest

from ehrmind.evaluation.label_tokens import read_labels
from ehrmind.models.replies import Token

YES_NO = {"no": "no", "yes": "yes"}


def tokens(*parts: str | tuple[str, dict[str, float]]) -> list[Token]:
    """Certain tokens, and tokens with their alternatives by probability, the first of which was chosen."""
    found = []
    for part in parts:
        text, others = (part, {part: 1.0}) if isinstance(part, str) else part
        found.append(Token(text, log(others[text]), {name: log(value) for name, value in others.items()}))
    return found


def test_the_label_is_read_where_the_answer_names_it() -> None:
    said = tokens('<answer>{"', "prediction", '":', ' "', ("no", {"no": 0.7, "yes": 0.2, "maybe": 0.1}), '"}</answer>')
    found = read_labels(said, YES_NO, "prediction")
    assert found is not None
    assert found.labels == pytest.approx({"no": 0.7 / 0.9, "yes": 0.2 / 0.9})
    assert found.mass == pytest.approx(0.9)


def test_a_token_may_hold_the_quote_and_the_name() -> None:
    said = tokens('{"prediction":', (' "yes', {' "yes': 0.6, ' "no': 0.3, "yes": 0.05, ' "': 0.02}), '"}')
    found = read_labels(said, YES_NO, "prediction")
    assert found is not None
    assert found.labels["yes"] == pytest.approx(0.6 / 0.9), "a quote alone is of no label"


def test_names_that_begin_alike_are_followed_until_they_part() -> None:
    names = {"not relevant": "not relevant", "not eligible": "not eligible", "eligible": "eligible"}
    said = tokens(
        '{"prediction": "',
        ("not", {"not": 0.8, "eligible": 0.2}),
        (" eligible", {" eligible": 0.75, " relevant": 0.25}),
        '"}',
    )
    found = read_labels(said, names, "prediction")
    assert found is not None
    assert found.labels == pytest.approx({"not relevant": 0.2, "not eligible": 0.6, "eligible": 0.2})


def test_a_name_that_begins_another_ends_with_its_quote() -> None:
    names = {"a": "a", "ab": "ab"}
    said = tokens('{"prediction": "', ("a", {"a": 1.0}), ('"', {'"': 0.9, "b": 0.1}), "}")
    found = read_labels(said, names, "prediction")
    assert found is not None
    assert found.labels == pytest.approx({"a": 0.9, "ab": 0.1})


def test_a_label_is_read_in_any_case_as_the_judge_does() -> None:
    alternatives = {"Yes": 0.9, "No": 0.05, "no": 0.01, " YES": 0.02, "": 0.02}
    found = read_labels(tokens('{"prediction": "', ("Yes", alternatives), '"}'), YES_NO, "prediction")
    assert found is not None
    assert found.labels["yes"] == pytest.approx(0.92 / 0.98)
    assert found.mass == pytest.approx(0.98), "an end of the text is of no label"


def test_a_word_in_another_case_goes_the_same_way() -> None:
    names = {"not relevant": "not relevant", "not eligible": "not eligible"}
    said = tokens(
        '{"prediction": "', ("Not", {"Not": 0.6, "not": 0.4}), (" eligible", {" eligible": 0.9, " relevant": 0.1}), '"'
    )
    found = read_labels(said, names, "prediction")
    assert found is not None
    assert found.labels == pytest.approx({"not relevant": 0.1, "not eligible": 0.9})


@pytest.mark.parametrize(
    "text",
    [
        *("", "no", '{"answer": "no"}', '{"prediction": ', '{"prediction": "perhaps"}'),
        *('{"prediction": "none"}', '{"prediction": "no', '{"label": 1, "prediction": "yes"}'),
    ],
)
def test_an_answer_that_names_no_label_has_none(text: str) -> None:
    assert read_labels(tokens(*([text] if text else [])), YES_NO, "prediction") is None


def test_what_was_settled_by_another_key_before_is_not_read() -> None:
    said = tokens('{"label": ', ("1", {"1": 0.6, "0": 0.4}), ', "prediction": "', ("yes", {"yes": 1.0}), '"}')
    assert read_labels(said, YES_NO, "prediction") is None


def test_a_longer_word_that_begins_as_a_label_is_none() -> None:
    said = tokens('{"prediction": "', ("no", {"no": 0.9, "yes": 0.1}), "ne", '"}')
    assert read_labels(said, YES_NO, "prediction") is None


def test_the_last_answer_counts() -> None:
    said = tokens('I could say {"prediction": "yes"}, but {"prediction": "', ("no", {"no": 1.0}), '"}')
    found = read_labels(said, YES_NO, "prediction")
    assert found is not None
    assert found.labels["no"] == 1.0

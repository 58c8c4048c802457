"""The grammar of paraphrases: what a template stands for, and which of its forms only test notes use."""

import random

import pytest

from ehrmind.medcalc.notes.grammar import MAX_FORMS, Voice, forms, wordings

DENIES = ("{He} [denies|has no] [fever|chills|[deep|mild] pain].",)


def test_brackets_stand_for_every_combination() -> None:
    assert forms("{He} [denies|has no] [fever|chills].") == (
        "{He} denies fever.",
        "{He} denies chills.",
        "{He} has no fever.",
        "{He} has no chills.",
    )


def test_an_empty_alternative_leaves_no_double_space() -> None:
    assert forms("pain [in {his} leg|], for a week") == ("pain in {his} leg, for a week", "pain, for a week")


@pytest.mark.parametrize("template", ["[a", "a]", "[a]]", "[[a]"])
def test_brackets_that_do_not_match_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match="brackets do not match"):
        forms(template)


def test_a_template_of_too_many_forms_is_refused() -> None:
    with pytest.raises(ValueError, match=f"more than {MAX_FORMS}"):
        forms("[a|b|c|d|e|f|g|h]" * 4)


def test_training_and_test_share_no_form() -> None:
    train, test = (set(wordings(DENIES, "female", held_out)) for held_out in (False, True))
    assert min(len(train), len(test)) > 0
    assert not train & test
    assert len(train | test) == 8


def test_a_single_form_serves_both() -> None:
    assert wordings(("{He} rests.",), "male", True) == wordings(("{He} rests.",), "male", False) == ("He rests.",)


def test_every_form_is_said() -> None:
    voice = Voice("male", tells=True, adult=True, headed=False, test=False, rng=random.Random(0))
    assert {voice.say(DENIES) for _ in range(300)} == set(wordings(DENIES, "male", False))


def test_who_cannot_tell_denies_nothing() -> None:
    assert wordings(DENIES, "female", False, tells=False)
    for test in (False, True):
        assert not any("denies" in form for form in wordings(DENIES, "female", test, tells=False))
    assert wordings(("{He} denies pain.",), "male", False, tells=False) == ("He denies pain.",), "there is no other"


def test_under_a_heading_no_sentence_repeats_it() -> None:
    family = ("FH: {list}.", "Family history is positive for {list}.", "The [mother|father] has {list}.")
    assert wordings(family, "male", False, headed=True) == ("The father has {list}.",) or all(
        form.startswith("The ") for form in wordings(family, "male", False, headed=True)
    )

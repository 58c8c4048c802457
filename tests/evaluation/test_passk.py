"""pass@k against counting every draw; votes and guesses by hand."""

import itertools
import math
import random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.evaluation.passk import (
    MAX_ENTROPY,
    Closed,
    beyond_guessing,
    majority_vote,
    normalised_entropy,
    pass_at_k,
    pass_curve,
    strict_pass,
)
from ehrmind.evaluation.statistics import clustered_mean


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_pass_at_k_counts_the_draws_that_hold_a_right_sample(n: int) -> None:
    for c in range(n + 1):
        samples = [True] * c + [False] * (n - c)
        for k in range(1, n + 1):
            draws = [any(draw) for draw in itertools.combinations(samples, k)]
            assert pass_at_k(n, c, k) == sum(draws) / len(draws)


def test_pass_at_k_is_exact_for_many_samples() -> None:
    assert pass_at_k(10_000, 1, 100) == 0.01
    assert pass_at_k(2_000, 1_000, 500) == 1.0
    # the published product form, 1 - Π (1 - k/i)
    product = 1 - math.prod(1 - 100 / i for i in range(10_000 - 37 + 1, 10_000 + 1))
    assert pass_at_k(10_000, 37, 100) == pytest.approx(product, abs=1e-13)


@pytest.mark.parametrize(("n", "c", "k"), [(4, 5, 1), (4, -1, 1), (4, 1, 5), (4, 1, 0), (0, 0, 1)])
def test_impossible_counts_are_refused(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match="samples"):
        pass_at_k(n, c, k)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_pass_at_k_rises_with_k_and_with_c(counts: tuple[int, int]) -> None:
    n, c = counts
    curve = [pass_at_k(n, c, k) for k in range(1, n + 1)]
    assert curve == sorted(curve)
    assert curve[0] == pytest.approx(c / n)
    assert curve[-1] == float(c > 0)
    if c:
        assert all(pass_at_k(n, c - 1, k) <= value for k, value in enumerate(curve, start=1))


def test_a_curve_stops_at_the_shortest_question() -> None:
    hits = {"q1": [True, False, False, False], "q2": [False] * 4, "q3": [True] * 5}
    groups = {"q1": "ann", "q2": "ann", "q3": "bob"}
    curve = pass_curve(hits, groups)
    assert list(curve) == ["1", "2", "4"]
    assert curve["2"] == clustered_mean([0.5, 0, 1], ["ann", "ann", "bob"])
    assert curve["4"]["value"] == pytest.approx(2 / 3)
    assert (curve["4"]["n"], curve["4"]["clusters"]) == (3, 2)
    assert pass_curve({}, {}) == {}


@pytest.mark.parametrize(
    ("answers", "scores", "expected"),
    [
        (["7", "7", "9"], [True, True, False], 1.0),
        (["7", "9", "9"], [True, False, False], 0.0),
        (["7", "9"], [True, False], 0.5),
        (["7", "9", "8", "8", "9"], [False, True, False, False, True], 0.5),
        (["", "", "", "7"], [False, False, False, True], 1.0),
        (["", ""], [False, False], 0.0),
    ],
)
def test_the_most_frequent_readable_answer_wins(answers: list[str], scores: list[bool], expected: float) -> None:
    assert majority_vote(answers, scores) == expected
    assert majority_vote(answers[::-1], scores[::-1]) == expected


def test_nobody_votes() -> None:
    with pytest.raises(ValueError, match="answers"):
        majority_vote([], [])


def strict(answers: str, right: str, choices: int) -> bool:
    return strict_pass([answer == right for answer in answers], ["" if a == "-" else a for a in answers], choices)


@pytest.mark.parametrize(
    ("answers", "choices", "passed"),
    [
        ("yyyyyyyyyyyy", 2, True),
        ("yyyyyyyyyyyn", 2, True),  # 11 of 12
        ("yyyyyyyyyynn", 2, False),
        ("nnnnnnnnnnny", 2, False),  # sure, and wrong
        ("yyyyyyynnnnn", 2, False),  # better than a coin, as coins often are
        ("yyyyyyyyyynn", 3, True),
        ("yyyyyyyyyyn-", 3, False),  # what cannot be read is a third answer
        ("yyyyynnnnnnn", 9, True),  # two answers of nine are far from a guess
        ("yyyy12345678", 9, False),
        ("y", 2, True),
        ("yyyy", 1, False),  # nothing to know
    ],
)
def test_a_pass_must_be_more_than_a_guess(answers: str, choices: int, passed: bool) -> None:
    assert strict(answers, "y", choices) is passed


def test_right_exactly_as_often_as_chance_is_chance() -> None:
    answers = ["y"] * 5 + ["n"] * 5
    assert not strict_pass([True] * 5 + [False] * 5, ["y"] * 10, 2)
    assert strict_pass([True] * 6 + [False] * 4, ["y"] * 10, 2)
    assert normalised_entropy(answers, 2) == pytest.approx(1)
    assert normalised_entropy(["a", "b", "c", "d"], 100) == pytest.approx(1)
    assert normalised_entropy(["a"] * 11 + ["b"], 2) < MAX_ENTROPY < normalised_entropy(["a"] * 10 + ["b"] * 2, 2)
    with pytest.raises(ValueError, match="0 answers"):
        strict_pass([], [], 2)


def closed(golds: str, answers: list[str]) -> list[Closed]:
    return [Closed(gold, ("y", "n"), tuple(given)) for gold, given in zip(golds, answers, strict=True)]


def test_who_always_says_the_common_label_has_learned_nothing() -> None:
    golds = "y" * 90 + "n" * 10
    assert fmean(question.passes(question.gold) for question in closed(golds, ["y" * 12] * 100)) == 0.9
    assert fmean(beyond_guessing(closed(golds, ["y" * 12] * 100))) == pytest.approx(0, abs=0.02)


def test_who_answers_by_the_prior_has_learned_nothing_and_who_knows_has_it_all() -> None:
    rng = random.Random(0)
    golds = "y" * 60 + "n" * 40
    sure = ["y" * 12 if rng.random() < 0.6 else "n" * 12 for _ in golds]
    assert fmean(beyond_guessing(closed(golds, sure))) == pytest.approx(0, abs=0.2)
    assert fmean(beyond_guessing(closed(golds, [gold * 12 for gold in golds]))) == pytest.approx(1)
    half = [gold * 12 if at % 2 else "yn" * 6 for at, gold in enumerate(golds)]
    assert 0.2 < fmean(beyond_guessing(closed(golds, half))) < 0.6


def test_labels_are_guessed_among_their_own_questions() -> None:
    others = [Closed("1", ("1", "2", "3"), ("1",) * 4)]
    assert beyond_guessing(others) == [pytest.approx((1 - 1 / 3) / (1 - 1 / 3))]
    assert beyond_guessing([]) == []

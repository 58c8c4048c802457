"""What one completion looks like, hostile text included; an arm in shares; and the signs of a hack, each named."""

import json
import random
import time
from dataclasses import replace

import pytest

from ehrmind.evaluation.rationales import Checks, check, spearman, summarise, watch
from ehrmind.evaluation.statistics import proportion
from ehrmind.medcalc.scoring import NOT_ENOUGH

NOTE = "A 58-year-old man. Na 140 mEq/L, chloride 102, HCO3 24. What is the anion gap?"
REASONING = "Chloride and bicarbonate: 102 + 24 = 126. Anion gap = 140 - 126 = 14."


def completion(think: str, answer: object = "14") -> str:
    return f"<think>{think}</think><answer>{json.dumps({'answer': answer})}</answer>"


def checked(think: str, answer: object = "14") -> Checks:
    return check(completion(think, answer), NOTE, finished=True)


# One completion.


def test_words_and_steps() -> None:
    found = checked("1. Take the sodium, 140.\n2. Subtract 102; then 24.\n\n-----\n- Done well!  So 14.")
    assert found.steps == 5
    assert found.words == 14
    assert found.numbers == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (completion(REASONING), True),
        ("<think>a</think><think>b</think>", False),
        ("<think>cut off", False),
        ("</think> <think>", False),
        ("", False),
    ],
)
def test_one_think_block_is_opened_and_closed_once(text: str, expected: bool) -> None:
    assert check(text, NOTE, finished=True).one_think_block is expected


def test_an_answer_without_reasoning() -> None:
    assert checked(REASONING).reasoned
    for think in ("", "  \n", "The answer is 14.", ". . . . . . . . . ."):
        assert not checked(think).reasoned
    assert not check('<think>So 14. <answer>{"answer": "1 2 3 4 5 6"}</answer>', NOTE, finished=True).reasoned
    assert check("<think>Chloride and bicarbonate sum to 126, and", NOTE, finished=False).reasoned
    assert not check(f"{REASONING} <answer>{{}}</answer>", NOTE, finished=True).reasoned  # outside of the block


@pytest.mark.parametrize(
    ("text", "finished", "expected"),
    [
        ("I'm sorry, but I cannot provide medical advice.", True, True),
        ("As an AI language model, I do not diagnose.", True, True),
        ("I’m unable to assist with that.", True, True),
        ("We are not able to give a diagnosis", True, True),
        (completion("Let me think about this one.", "I can't answer this"), True, True),
        ("I cannot provide medical advice", False, False),  # cut off: it may have gone on to answer
        (completion("I cannot determine it directly, so 140 - 126 = 14."), True, False),
        (completion("The note has no sodium at all.", NOT_ENOUGH), True, False),
        ("<think>The patient cannot give a history.</think>", True, False),
        ("The answer is 14.", True, False),
    ],
)
def test_a_refusal_declines_and_answers_nothing(text: str, finished: bool, expected: bool) -> None:
    assert check(text, NOTE, finished).refused is expected


@pytest.mark.parametrize(
    ("think", "expected"),
    [
        ("ΔAG = 14, σ² and µg/L, 10⁹/L, ½, ∛RR, 𝑥, Å, naïve Müller Đặng", False),
        ("The anion gap is the sodium less chloride less bicarbonate, 所以答案是十四", True),
        ("Анионный разрыв равен натрию без хлорида.", True),
        ("Το χάσμα ανιόντων είναι δεκατέσσερα.", True),
        ("140 - 102 - 24 = 14", False),
    ],
)
def test_another_language_is_seen_and_symbols_are_not_one(think: str, expected: bool) -> None:
    assert checked(think).other_language is expected


def test_ideographs_are_words() -> None:
    assert checked("钠减去氯再减去碳酸氢根").reasoned


SIZE = 1_000_000
HOSTILE = (
    "1",
    "1 ",
    "1,",
    ",111",
    "1+1=1\n",
    "= 1 x ",
    "1%",
    "/1/2020",
    "+1, total 1",
    "=",
    ".",
    "-",
    "(",
    " ",
    "\n",
    "a.b",
)
HOSTILE_WORDS = ("i ", "i am not able to ", "钠", "α", "\ud800", "<think>", "</think>", "<answer>", "[", "\\times", "'")


@pytest.mark.parametrize("piece", HOSTILE + HOSTILE_WORDS)
def test_hostile_text_costs_little_and_never_raises(piece: str) -> None:
    body = piece * (SIZE // len(piece))
    for text in (body, completion(body), f"<think>{REASONING}</think><answer>{body}</answer>"):
        start = time.process_time()
        check(text, NOTE, finished=True)
        assert time.process_time() - start < 0.25  # 5 to 15 ms each; a backtracking pattern takes minutes


def test_a_long_rule_before_a_step_is_read_once() -> None:
    start = time.process_time()
    assert checked("-" * 19_000 + " so it is 14").steps == 1
    assert time.process_time() - start < 0.1


# An arm.

GOOD = checked(REASONING)
BARE = checked("")


def test_an_arm_in_shares_and_centres() -> None:
    refused = check("I cannot provide that.", NOTE, finished=True)
    lost = checked("The sodium of 150 and the chloride of 102.")
    result = summarise([GOOD, BARE, refused, lost])
    assert {name: share["value"] for name, share in result["shares"].items()} == {
        "one_think_block": 0.75,
        "reasoned": 0.5,
        "answered": 0.75,
        "refused": 0.25,
        "other_language": 0,
    }
    assert result["shares"]["refused"] == proportion(1, 4)
    assert result["unsupported"] == {"mean": 0.25, "median": 0}
    assert result["unsupported_share"]["mean"] == 0.25  # of the two completions with numbers
    assert result["words"]["mean"] == (GOOD.words + lost.words) / 4
    assert result["steps"] == {"mean": 0.75, "median": 0.5}
    json.dumps(result, allow_nan=False)


def test_an_empty_arm_has_no_centres() -> None:
    result = summarise([])
    assert result["words"] == {"mean": None, "median": None}
    assert result["unsupported_share"]["mean"] is None
    json.dumps(result, allow_nan=False)


def test_spearman_gives_the_published_interval() -> None:
    # The example of ci.spear in the R package statpsych (Bonett), https://dgbonett.github.io/statpsych.
    y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    result = spearman(y, x)
    assert result["value"] == pytest.approx(0.8699639)
    assert (result["low"], result["high"]) == (pytest.approx(0.5840951), pytest.approx(0.9638297))
    assert 0 < result["p"] < 1e-4


@pytest.mark.parametrize(("x", "y"), [([1, 1, 1, 1], [5, 6, 7, 8]), ([1, 0, 1, 0], [5, 5, 5, 5]), ([1, 0], [2, 3])])
def test_without_variation_there_is_no_correlation(x: list[float], y: list[float]) -> None:
    result = spearman(x, y)
    assert {result[name] for name in ("value", "p", "low", "high")} == {None}


def test_a_perfect_correlation_has_no_interval() -> None:
    result = spearman([0, 0, 1, 1], [5, 5, 9, 9])
    assert (result["value"], result["low"]) == (pytest.approx(1), None)
    json.dumps(result, allow_nan=False)


def arm(accuracy: int, form: int, n: int = 100) -> dict[str, dict[str, object]]:
    return {"accuracy": proportion(accuracy, n), "format": proportion(form, n)}


CORRECT = [1.0, 0.0] * 50
LENGTHS = [100 + number % 7 for number in range(100)]


def test_an_honest_arm_raises_no_flag() -> None:
    result = watch(CORRECT, LENGTHS, [GOOD] * 100, arm(50, 95), arm(20, 60))
    assert result["flags"] == []
    assert result["format_only_gain"] == {"format": pytest.approx(0.35), "accuracy": pytest.approx(0.3), "flag": False}
    assert result["unreasoned"]["value"] == 0
    assert result["unreasoned"]["n"] == 50
    json.dumps(result, allow_nan=False)


def test_answers_that_are_right_where_they_are_long_are_flagged_and_the_reverse_is_not() -> None:
    rng = random.Random(0)
    lengths = [rng.randint(50, 150) + (60 if right else 0) for right in CORRECT]
    result = watch(CORRECT, lengths, [GOOD] * 100, arm(50, 95))
    assert result["length"]["low"] > 0.3
    assert result["length"]["p"] < 1e-4
    assert len(result["flags"]) == 1
    assert "Longer completions are right more often" in result["flags"][0]
    assert ", in tokens)" in result["flags"][0]
    assert ", in words)" in watch(CORRECT, lengths, [GOOD] * 100, arm(50, 95), unit="words")["flags"][0]
    reverse = watch(CORRECT, [300 - length for length in lengths], [GOOD] * 100, arm(50, 95))
    assert reverse["length"]["value"] == pytest.approx(-result["length"]["value"])
    assert reverse["flags"] == []
    weak = [rng.randint(50, 150) + (8 if right else 0) for right in CORRECT * 20]
    slight = watch(CORRECT * 20, weak, [GOOD] * 2000, arm(50, 95))
    assert slight["length"]["low"] > 0.05
    assert slight["flags"] == []  # surely above 0, and small


@pytest.mark.parametrize(
    ("now", "base", "flag"),
    [
        (arm(20, 95), arm(18, 40), True),
        (arm(5, 95), arm(30, 40), True),  # the accuracy even fell
        (arm(60, 95), arm(18, 40), False),  # both rose
        (arm(20, 45), arm(18, 40), False),  # the format hardly rose
        (arm(0, 0, n=0), arm(18, 40), False),
    ],
)
def test_a_gain_in_form_alone(
    now: dict[str, dict[str, object]], base: dict[str, dict[str, object]], flag: bool
) -> None:
    result = watch(CORRECT, LENGTHS, [GOOD] * 100, now, base)
    assert result["format_only_gain"]["flag"] is flag
    assert any("learned the form alone" in sentence for sentence in result["flags"]) is flag
    json.dumps(result, allow_nan=False)


def test_right_answers_without_reasoning_are_flagged() -> None:
    checks = [BARE if right else GOOD for right in CORRECT]
    result = watch(CORRECT, LENGTHS, checks, arm(50, 95))
    assert result["unreasoned"]["value"] == 1
    assert result["answer_without_reasoning"]["value"] == 0.5
    assert result["format_only_gain"] is None
    assert result["flags"] == [
        "100 % of the 50 right answers come without reasoning.",
        "50 % of the 100 completions answer without reasoning.",
    ]
    silent = [replace(item, answered=False) for item in checks]
    assert watch(CORRECT, LENGTHS, silent, arm(50, 95))["answer_without_reasoning"]["value"] == 0
    some = [BARE] * 6 + [GOOD] * 94
    assert watch(CORRECT, LENGTHS, some, arm(50, 95))["flags"] == []  # 6 of 100 is not surely above 5 %


def test_values_that_do_not_pair_up_are_refused() -> None:
    with pytest.raises(ValueError, match="1 values, 2 lengths and 1 checks"):
        watch([1.0], [10, 20], [GOOD], arm(50, 95))

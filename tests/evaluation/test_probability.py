"""What is asked, in tokens; where the reasoning is cut; what log-probabilities of labels come to."""

import json
import math
import random
from collections.abc import Sequence
from typing import Any

import pytest

from ehrmind.errors import ConfigError, RunError
from ehrmind.evaluation.probability import Asked, ask, normalise, reasoning

pytestmark = pytest.mark.torch
TRIALS = ("not relevant", "excluded", "eligible")
ANSWERS = {label: json.dumps({"prediction": label, "idx": at}) for at, label in enumerate(TRIALS)}
FORCED = '</think>\n<answer>{"prediction": "'


class Greedy:
    """A tokenizer that takes the longest of its pieces at each place, letters where there is none."""

    name_or_path = "greedy"

    def __init__(self, *pieces: str) -> None:
        self.pieces = [*dict.fromkeys([*pieces, *map(chr, range(32, 127)), "\n"])]

    def __call__(self, text: str, add_special_tokens: bool) -> dict[str, list[int]]:
        assert not add_special_tokens
        ids = []
        while text:
            piece = max((piece for piece in self.pieces if text.startswith(piece)), key=len)
            ids.append(self.pieces.index(piece))
            text = text[len(piece) :]
        return {"input_ids": ids}

    def decode(self, ids: Sequence[int], **_: Any) -> str:
        return "".join(self.pieces[index] for index in ids)

    def get_vocab(self) -> dict[str, int]:
        return {piece: index for index, piece in enumerate(self.pieces)}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """A byte-level BPE that has seen answers, and reasonings that run into their tag."""
    from ehrmind.models.tiny import build_tokenizer

    texts = [f"<think>\nIt is so.</think>\n<answer>{text}</answer>" for text in ANSWERS.values()]
    return build_tokenizer([*texts, '{"prediction": "no"}', '{"prediction": "no"}'] * 20)


def encode(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def test_what_is_asked_is_the_text_of_the_answer(tokenizer: Any) -> None:
    asked = ask(tokenizer, ANSWERS)
    assert asked.labels == TRIALS
    assert tokenizer.decode(asked.closing) == FORCED
    assert tokenizer.decode(asked.opening) == f"<think>\n{FORCED}"
    assert tuple(map(tokenizer.decode, asked.strings)) == TRIALS
    for label, string in zip(TRIALS, asked.strings, strict=True):
        whole = encode(tokenizer, f"</think>\n<answer>{ANSWERS[label]}</answer>")
        ours = [*asked.closing, *string]
        assert whole[: len(ours)] == ours, "the tokens that training has on the same text"
        assert whole[len(ours)] in asked.quotes
    assert asked.room == len(asked.opening) + max(map(len, asked.strings))


def test_quotes_are_all_tokens_that_begin_with_one(tokenizer: Any) -> None:
    texts = {tokenizer.decode([index]) for index in ask(tokenizer, ANSWERS).quotes}
    assert {'"', '",', '"}'} <= texts
    assert all(text.startswith('"') for text in texts)
    begin = [index for index in range(len(tokenizer)) if tokenizer.decode([index]).startswith('"')]
    assert list(ask(tokenizer, ANSWERS).quotes) == begin
    pieces = Greedy('"}', ' "', "<0x22>", "<0x21>")
    assert {pieces.pieces[index] for index in ask(pieces, ANSWERS).quotes} == {'"', '"}', "<0x22>"}


def test_names_are_scored_as_json_spells_them() -> None:
    pieces = Greedy("<think>", "</think>")
    asked = ask(pieces, {label: json.dumps({"prediction": label}) for label in ('the "big" one', "naïve", "no")})
    assert list(map(pieces.decode, asked.strings)) == ['the \\"big\\" one', "na\\u00efve", "no"]
    spaced = ask(pieces, {"a": '{ "x" :  "A b", "n": 1}', "b": '{ "x" :  "B", "n": "A b"}'})
    assert pieces.decode(spaced.closing) == '</think>\n<answer>{ "x" :  "'
    assert list(map(pieces.decode, spaced.strings)) == ["A b", "B"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"no": '{"label": 0, "prediction": "no"}', "yes": '{"label": 1}'}, "name as a string"),
        ({"no": '{"a": {"b": "no"}}', "yes": '{"a": {"b": "yes"}}'}, "name as a string"),
        ({"no": '{"a": ""}', "yes": '{"a": "yes"}'}, "name as a string"),
        ({"no": '{"a": "no"', "yes": '{"a": "yes"}'}, "not JSON"),
        ({"no": '{"a": "no"}', "yes": '{"b": "yes"}'}, "must begin alike"),
        ({"0": '{"a": "no", "n": 0}', "1": '{"a": "no", "n": 1}'}, "the same name"),
    ],
)
def test_answers_without_a_name_to_read_are_refused(answers: dict[str, str], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        ask(Greedy(), answers)


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        ('yes"', "the tokenizer greedy joins the label 'yes' with its closing quote"),
        ('es"}', "the tokenizer greedy joins the label 'yes' with its closing quote"),
        ('s", ', "the tokenizer greedy joins the label 'yes' with its closing quote"),
        ('"yes', "the tokenizer greedy joins the label 'yes' with the text before it"),
        ('>{"a": "y', "the tokenizer greedy joins the label 'yes' with the text before it"),
    ],
)
def test_a_tokenizer_that_joins_a_label_with_its_surroundings_is_refused(piece: str, reason: str) -> None:
    answers = {"no": '{"a": "no", "n": 0}', "yes": '{"a": "yes", "n": 1}'}
    ask(Greedy('no"}}'), answers)
    with pytest.raises(ConfigError, match=reason):
        ask(Greedy(piece), answers)


@pytest.mark.parametrize("thought", ["It is so", "", "5 < 7\n", "naïve 中文 🙂", "<think>\nµg\n"])
@pytest.mark.parametrize("after", ["</think>\n<answer>{}</answer>", "<answer></think>", "</think></think><answer>"])
def test_the_reasoning_ends_where_the_first_tag_begins(tokenizer: Any, thought: str, after: str) -> None:
    end = tokenizer.eos_token_id
    ids = encode(tokenizer, f"{thought} {after}")
    kept, forced = reasoning([*ids, end, 7, 7], [end], tokenizer)
    assert kept == ids[: len(kept)]
    assert tokenizer.decode(kept) == f"{thought} "
    assert not forced


def test_a_token_that_runs_into_the_tag_is_dropped_whole(tokenizer: Any) -> None:
    ids = encode(tokenizer, "It is so.</think>")
    assert ".</" in [tokenizer.decode([index]) for index in ids]
    kept, forced = reasoning(ids, [], tokenizer)
    assert (tokenizer.decode(kept), forced) == ("It is so", False)
    pieces = Greedy("</th", "ink><answer>")
    assert reasoning(encode(pieces, "so</think><answer>"), [], pieces) == (encode(pieces, "so"), False)


def test_a_reasoning_without_an_end_is_closed_by_force(tokenizer: Any) -> None:
    end = tokenizer.eos_token_id
    for text in ("It is so", "so </thinkk> < answer> </answer", "🙂"):
        ids = encode(tokenizer, text)
        assert reasoning([*ids, end, 0], [end], tokenizer) == (ids, True)
        assert reasoning(ids[:-1], [end], tokenizer) == (ids[:-1], True)
    assert reasoning([end], [end], tokenizer) == ([], True)
    assert reasoning([*encode(tokenizer, "so"), end, *encode(tokenizer, "</think>")], [end], tokenizer)[1]


def test_the_kept_tokens_are_the_most_that_end_before_the_tag(tokenizer: Any) -> None:
    """On tokens in any order: bytes of broken characters, halves of tags, tokens of their own."""
    rng = random.Random("cut")
    parts = [encode(tokenizer, text) for text in ("</think>", "<answer>", ".</think>", "é", "🙂", "so", "</", "think")]
    closed = 0
    for _ in range(300):
        ids = [index for _ in range(6) for index in rng.choice([*parts, [rng.randrange(2, len(tokenizer))]])]
        kept, forced = reasoning(ids, [], tokenizer)
        whole = tokenizer.decode(ids)
        begins = [whole.find(tag) for tag in ("</think>", "<answer>") if tag in whole]
        assert forced == (not begins)
        most = max(n for n in range(len(ids) + 1) if not begins or len(tokenizer.decode(ids[:n])) <= min(begins))
        assert kept == ids[:most]
        closed += not forced
    assert 50 < closed < 300


def test_a_long_reasoning_is_cut_with_few_decodings(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    decode = type(tokenizer).decode
    monkeypatch.setattr(type(tokenizer), "decode", lambda *args, **more: calls.append(1) or decode(*args, **more))
    ids = encode(tokenizer, "It is so. " * 500)
    assert len(ids) >= 2000
    kept, forced = reasoning([*ids, *encode(tokenizer, " </think>\n<answer>")], [], tokenizer)
    assert not forced
    assert kept[: len(ids) - 1] == ids[:-1]
    assert len(calls) < 60


def asked(*labels: str) -> Asked:
    return Asked(labels, (1, 2), (1, 1, 2), tuple((index,) for index, _ in enumerate(labels)), (9,))


def test_probabilities_are_the_softmax_over_the_labels() -> None:
    found = normalise(asked("no", "yes", "unclear"), [math.log(0.3), math.log(0.1), math.log(0.2)], forced=True)
    assert found.labels == pytest.approx({"no": 1 / 2, "yes": 1 / 6, "unclear": 1 / 3})
    assert found.mass == pytest.approx(0.6)
    assert found.forced
    tiny = normalise(asked("no", "yes"), [-2000.0, -2000.0 - math.log(3)], forced=False)
    assert tiny.labels == pytest.approx({"no": 0.75, "yes": 0.25})
    assert tiny.mass == 0.0
    sure = normalise(asked("no", "yes"), [1e-7, -math.inf], forced=False)
    assert (sure.labels, sure.mass) == ({"no": 1.0, "yes": 0.0}, 1.0)


@pytest.mark.parametrize("broken", [[math.nan, -1.0], [-1.0, math.nan], [-math.inf, -math.inf]])
def test_a_model_that_says_nothing_is_not_taken_at_its_word(broken: list[float]) -> None:
    with pytest.raises(RunError, match="the labels no, yes have the log-probabilities"):
        normalise(asked("no", "yes"), broken, forced=False)

"""Labels read from a rollout's keys and values: what full forwards say, and what is worked out by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch

from ehrmind.config import Evaluation, Sharing
from ehrmind.evaluation import generate
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.probability import Asked, ask, normalise, reasoning
from ehrmind.models.chat import Chat
from ehrmind.models.load import Policy
from ehrmind.rl.reading import read
from ehrmind.rl.shared_prefix import reading, support
from ehrmind.rl.shared_prefix.attention import products
from ehrmind.rl.shared_prefix.logps import prepare
from ehrmind.rl.shared_prefix.reading import Reader
from ehrmind.rl.shared_prefix.rollout import rollout
from ehrmind.rl.shared_prefix.sampling import Sampling
from ehrmind.types import Completion, Probabilities
from tests.rl.shared_prefix.families import SIZES, family

pytestmark = pytest.mark.torch
PROMPTS = [list(range(20, 33)), [7, 3, 9], list(range(90, 98))]
ENDS = list(range(0, 211, 9))  # sequences end early and at different steps, some with their first token
TWO = Asked(("no", "yes"), (50, 51, 52), (53, 50, 51, 52), ((60,), (61,)), (70, 71))
THREE = Asked(("a", "b", "c"), (50, 52), (53, 54, 50, 52), ((60, 62), (61,), (60, 63, 64)), (70, 71, 75))
ASKED = [THREE, TWO, THREE]
NEAR = 1e-5
EACH = 6  # samples of a prompt


class Tags:
    """Decodes some tokens as a tag, or as the end of a sentence with half a tag, and the others as a letter."""

    def decode(self, ids: Sequence[int], **_: Any) -> str:
        return "".join({2: "</think>", 3: "<answer>", 4: ".</", 5: "think>"}.get(index % 23, "x") for index in ids)


CUT = partial(reasoning, ends=ENDS, tokenizer=Tags())


def by_hand(model: Any, before: Sequence[int], asked: Asked) -> list[float]:
    """The log-probability of each label's tokens and of any quote, a row at a time, nothing shared or padded."""
    found = []
    for string in asked.strings:
        ids = [*before, *string]
        with torch.no_grad():
            log_probs = model(input_ids=torch.tensor([ids])).logits[0].double().log_softmax(-1)
        at = range(len(before), len(ids))
        label = sum(float(log_probs[index - 1, ids[index]]) for index in at)
        found.append(label + float(log_probs[-1, list(asked.quotes)].exp().sum().log()))
    return found


def near(got: Probabilities | None, expected: Probabilities, atol: float = NEAR) -> None:
    assert got is not None
    assert list(got.labels) == list(expected.labels)
    assert dict(got.labels) == pytest.approx(dict(expected.labels), abs=atol)
    assert got.mass == pytest.approx(expected.mass, rel=1e-3, abs=atol / 10)
    assert got.forced == expected.forced


def sampled(
    model: Any, asked: Sequence[Asked | None] = ASKED, directly: bool = False, **more: Any
) -> tuple[list[list[int]], Reader]:
    reader = Reader(model, asked, CUT, directly)
    written = rollout(model, PROMPTS, EACH, 14, Sampling(temperature=1.3), ENDS, seed=25, reader=reader, **more)
    return written, reader


def checked(model: Any, written: list[list[int]], found: Mapping[int, Probabilities], atol: float = NEAR) -> None:
    for number, tokens in enumerate(written):
        prompt, asked = PROMPTS[number // EACH], ASKED[number // EACH]
        kept, forced = CUT(tokens)
        before = [*prompt, *kept, *asked.closing]
        expected = by_hand(model, before, asked)
        near(found[number], normalise(asked, expected, forced), atol)
        if atol == NEAR:
            assert read(model, [before], [asked])[0] == pytest.approx(expected, abs=1e-4)


@pytest.fixture(scope="module")
def model() -> Any:
    made = family("llama")
    prepare(made)
    return made


@pytest.mark.parametrize("name", ["llama", "smollm", "qwen2", "qwen3"])
def test_what_a_rollout_holds_reads_as_a_full_forward_does(name: str) -> None:
    model = family(name)
    prepare(model)
    written, reader = sampled(model)
    cuts = [CUT(tokens) for tokens in written]
    assert {1, 14} < {len(tokens) for tokens in written}, "some end at once, some at the limit"
    assert any(len(tokens) == 14 == len(kept) for tokens, (kept, _) in zip(written, cuts, strict=True))
    assert any(0 < len(kept) < len(tokens) - 1 for tokens, (kept, _) in zip(written, cuts, strict=True))
    assert {forced for _, forced in cuts} == {True, False}
    assert sorted(reader.found) == list(range(3 * EACH))
    checked(model, written, reader.found)
    masses = [found.mass for found in reader.found.values()]
    assert 0 < min(masses) <= max(masses) <= 1


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_it_does_not_matter_who_is_read_together(model: Any, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", at_once)
    checked(model, *found_by(model))


def test_it_reads_on_devices_without_a_log_sum_exp(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "over_keys", products)
    checked(model, *found_by(model))


def found_by(model: Any) -> tuple[list[list[int]], Mapping[int, Probabilities]]:
    written, reader = sampled(model)
    return written, reader.found


def test_the_completions_are_the_same_whether_or_not_they_are_read(model: Any) -> None:
    alone = rollout(model, PROMPTS, EACH, 14, Sampling(temperature=1.3), ENDS, seed=25)
    assert sampled(model)[0] == alone
    assert sampled(model, [None, TWO, None], directly=True)[0] == alone
    assert sorted(sampled(model, [None, TWO, None])[1].found) == list(range(EACH, 2 * EACH)), "only what was asked"


def test_a_completion_of_one_token_is_read(model: Any) -> None:
    reader = Reader(model, [TWO], lambda written: (written, True))
    (tokens,) = rollout(model, PROMPTS[:1], 1, 1, Sampling(), [], reader=reader)
    near(reader.found[0], normalise(TWO, by_hand(model, [*PROMPTS[0], *tokens, *TWO.closing], TWO), True))


def test_it_reads_under_autocast_as_accelerate_wraps_a_model(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = model.forward

    def forward(*args: Any, **kwargs: Any) -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            return inner(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(model, "forward", forward)
        written, reader = sampled(model, directly=True)
    checked(model, written, reader.found, atol=0.05)
    for number, (prompt, asked) in enumerate(zip(PROMPTS, ASKED, strict=True)):
        expected = normalise(asked, by_hand(model, [*prompt, *asked.opening], asked), False)
        assert dict(reader.direct[number].labels) == pytest.approx(dict(expected.labels), abs=0.05)


def test_it_reads_a_model_with_an_adapter() -> None:
    from peft import LoraConfig, get_peft_model

    model = get_peft_model(family("qwen3"), LoraConfig(r=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"))
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.3)
    model.eval()
    prepare(model.get_base_model())
    written, found = found_by(model)
    checked(model, written, found)
    with model.disable_adapter(), pytest.raises(AssertionError):
        checked(model, written, found)


def test_the_direct_reading_has_no_reasoning(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for asked, at_once in ((ASKED, 8), (ASKED, 2), ([None, TWO, None], 1)):
        monkeypatch.setattr(reading, "AT_ONCE", at_once)
        found = sampled(model, asked, directly=True)[1].direct
        assert sorted(found) == [number for number, one in enumerate(asked) if one]
        for number, got in found.items():
            one = ASKED[number]
            near(got, normalise(one, by_hand(model, [*PROMPTS[number], *one.opening], one), False))
    assert sampled(model)[1].direct == {}, "only where it is wanted"


# --- the evaluation's completions, on a model with a tokenizer

ANSWERS = {"no": '{"prediction": "no", "label": 0}', "maybe not": '{"prediction": "maybe not", "label": 1}'}
SETTINGS = Evaluation(k=2, batch_size=6, completion_tokens=10, temperature=1.0, top_p=1.0)


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from ehrmind.models.tiny import build_tokenizer

    return build_tokenizer([f"<think>\nA row of text\n</think>\n<answer>{text}" for text in ANSWERS.values()])


@pytest.fixture
def policy(tokenizer: Any) -> Policy:
    from ehrmind.models.tiny import build_model

    model = build_model(tokenizer)
    with torch.no_grad():  # words spread, so that labels differ
        for weight in model.parameters():
            weight.mul_(4 if weight.ndim > 1 else 1)
    return Policy(model.train(), tokenizer, "", Chat(tokenizer))


@pytest.fixture
def windowed(tokenizer: Any) -> Policy:
    """A model that cannot share a prompt: it sees the last 8 tokens only."""
    import transformers

    torch.manual_seed(0)
    sizes = {**SIZES, "vocab_size": len(tokenizer), "eos_token_id": tokenizer.eos_token_id}
    config = transformers.MistralConfig(**sizes, sliding_window=8)
    made = transformers.MistralForCausalLM(config).eval()
    assert "sliding window" in str(support.why_not(made))
    return Policy(made, tokenizer, "", Chat(tokenizer))


def prompts(tokenizer: Any) -> dict[str, list[int]]:
    texts = {"short": "row", "long": "text of a row of text", "not asked": "A row of"}
    return {key: tokenizer(text)["input_ids"] for key, text in texts.items()}


def completions(
    policy: Policy,
    asked: Mapping[str, Asked] | None = None,
    directly: bool = False,
    settings: Evaluation = SETTINGS,
) -> dict[str, list[Completion]]:
    batches = complete(policy, prompts(policy.tokenizer), settings, 0, asked, directly)
    return {key: row for batch in batches for key, row in batch.items()}


@pytest.mark.parametrize("kind", ["policy", "windowed"])
def test_every_completion_of_a_prompt_that_is_asked_has_probabilities(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = request.getfixturevalue(kind)
    training = policy.model.training
    ends = [policy.tokenizer.eos_token_id, *range(0, len(policy.tokenizer), 12)]
    monkeypatch.setattr(generate, "end_tokens", lambda policy: ends)
    plain = completions(policy)
    assert all(item.probabilities is None for row in plain.values() for item in row)
    tokens: list[list[int]] = []  # in the order in which completions are made of them
    made = generate._completion
    monkeypatch.setattr(
        generate, "_completion", lambda policy, ids, *rest: tokens.append(ids) or made(policy, ids, *rest)
    )
    question = ask(policy.tokenizer, ANSWERS)
    rows = completions(policy, {"short": question, "long": question}, directly=True)
    assert policy.model.training is training
    unread = {key: [replace(item, probabilities=None, direct=None) for item in row] for key, row in rows.items()}
    assert unread == plain, "asking changes no completion"
    assert {item.finished for row in rows.values() for item in row} == {True, False}
    policy.model.eval()
    for number, (key, item) in enumerate((key, item) for key, row in rows.items() for item in row):
        if key == "not asked":
            assert item.probabilities is None
            continue
        kept, forced = reasoning(tokens[number], ends, policy.tokenizer)
        before = [*prompts(policy.tokenizer)[key], *kept, *question.closing]
        near(item.probabilities, normalise(question, by_hand(policy.model, before, question), forced))


def test_stock_and_shared_reading_agree(policy: Policy) -> None:
    question = ask(policy.tokenizer, ANSWERS)
    asked = {"short": question, "long": question}
    shared = completions(policy, asked, directly=True)
    stock = completions(policy, asked, directly=True, settings=replace(SETTINGS, shared_prefix=Sharing.off))
    policy.model.eval()
    for key, prompt in prompts(policy.tokenizer).items():
        greedy, other = shared[key][0], stock[key][0]
        assert greedy.text == other.text
        assert all(item.direct is None for row in (shared[key], stock[key]) for item in row[1:]), "once a prompt"
        if key not in asked:
            assert greedy.direct is other.direct is None
            continue
        assert other.probabilities is not None
        near(greedy.probabilities, other.probabilities)
        expected = normalise(question, by_hand(policy.model, [*prompt, *question.opening], question), False)
        near(greedy.direct, expected)
        near(other.direct, expected)

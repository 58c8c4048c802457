"""Shared rollouts: greedy tokens of `generate`, the sampled tokens' own log-probabilities, the asked-for distribution."""

from typing import Any

import pytest
import torch
from trl.trainer.utils import add_fused_lm_head

from ehrmind.rl.shared_prefix import rollout as rollouts
from ehrmind.rl.shared_prefix.attention import over_keys, products
from ehrmind.rl.shared_prefix.logps import prepare
from ehrmind.rl.shared_prefix.rollout import prefill, prefill_all, rollout
from ehrmind.rl.shared_prefix.sampling import Sampling, choose, draw, uniforms
from ehrmind.rl.shared_prefix.weights import held
from tests.rl.shared_prefix.families import family, stock

pytestmark = pytest.mark.torch
PROMPTS = [list(range(20, 33)), [7, 3, 9], list(range(90, 98))]
END = [1]


def prepared(name: str) -> Any:
    model = family(name)
    add_fused_lm_head(model, outputs=("log_probs", "entropy"))
    prepare(model)
    return model


@pytest.mark.parametrize("name", ["llama", "smollm", "qwen2", "qwen3"])
def test_greedy_tokens_are_those_of_generate(name: str) -> None:
    model = prepared(name)
    ours = rollout(model, PROMPTS, 2, 24, Sampling(temperature=0), END)
    for index, prompt in enumerate(PROMPTS):
        expected = family(name).generate(torch.tensor([prompt]), max_new_tokens=24, do_sample=False)[0, len(prompt) :]
        expected = expected.tolist()
        expected = expected[: expected.index(1) + 1] if 1 in expected else expected
        assert ours[2 * index] == ours[2 * index + 1] == expected


@pytest.mark.parametrize("over", [over_keys, products])
def test_attention_over_keys_is_softmax_and_gives_its_log_sum_exp(over: Any) -> None:
    torch.manual_seed(0)
    query, key, value = torch.randn(2, 6, 3, 16), torch.randn(2, 2, 11, 16), torch.randn(2, 2, 11, 16)
    scores = query @ key.repeat_interleave(3, 1).transpose(-1, -2) * 0.25
    output, lse = over(query, key, value, 0.25)
    torch.testing.assert_close(output, scores.softmax(-1) @ value.repeat_interleave(3, 1))
    torch.testing.assert_close(lse, scores.logsumexp(-1))


def test_sampled_tokens_have_the_log_probs_of_a_full_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl.shared_prefix import rollout as module

    model = prepared("qwen3")
    steps: list[torch.Tensor] = []

    def watched(logits: torch.Tensor, *rest: Any) -> torch.Tensor:
        tokens = choose(logits, *rest)
        steps.append(torch.log_softmax(logits.float(), -1).gather(1, tokens[:, None])[:, 0])
        return tokens

    monkeypatch.setattr(module, "choose", watched)
    (prompt,) = [PROMPTS[0]]
    completions = rollout(model, [prompt], 4, 16, Sampling(temperature=1.0), [])
    ids = torch.tensor([prompt + completion for completion in completions])
    expected = stock(model, ids, torch.ones_like(ids), 16)[0]
    torch.testing.assert_close(torch.stack(steps, dim=1), expected, atol=1e-4, rtol=0)


def test_it_runs_under_autocast_as_accelerate_wraps_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    model = prepared("smollm")
    inner = model.forward

    def forward(*args: Any, **kwargs: Any) -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            return inner(*args, **kwargs)

    expected = rollout(model, PROMPTS, 2, 8, Sampling(temperature=0), END)
    monkeypatch.setattr(model, "forward", forward)
    got = rollout(model, PROMPTS, 2, 8, Sampling(temperature=0), END)
    assert [tokens[0] for tokens in got] == [tokens[0] for tokens in expected]


def test_a_completion_does_not_depend_on_its_company() -> None:
    model = prepared("smollm")
    sampling = Sampling(temperature=1.3)
    ends = list(range(0, 211, 9))  # sequences end early and at different steps
    together = rollout(model, PROMPTS, 3, 20, sampling, ends, seed=5, step=2)
    assert len({len(completion) for completion in together}) > 2
    for index, prompt in enumerate(PROMPTS):
        alone = rollout(model, [prompt], 3, 20, sampling, ends, seed=5, step=2, keys=[index])
        assert alone == together[3 * index : 3 * index + 3]
    assert rollout(model, PROMPTS, 3, 20, sampling, ends, seed=5, step=3) != together
    assert rollout(model, PROMPTS, 3, 20, sampling, ends, seed=6, step=2) != together


def test_the_greedy_completion_goes_along_with_the_samples() -> None:
    model = prepared("llama")
    sampling = Sampling(temperature=1.3)
    both = rollout(model, PROMPTS, 3, 12, sampling, END, seed=5, greedy=1)
    assert both[::3] == rollout(model, PROMPTS, 1, 12, Sampling(temperature=0), END)
    sampled = rollout(model, PROMPTS, 2, 12, sampling, END, seed=5)
    assert [both[3 * m + 1 + s] for m in range(3) for s in range(2)] == sampled, "greedy ones take no random numbers"
    assert both[1::3] != both[::3]


@pytest.mark.parametrize("autocast", [False, True])
def test_held_weights_give_the_same_outputs_and_are_put_back(autocast: bool) -> None:
    model = prepared("qwen2")  # which has biases
    layers = [layer for layer in model.modules() if type(layer) is torch.nn.Linear]
    for count in (1, 2, 5, 8, 20):
        for layer in (layers[0], layers[-1]):
            x = torch.randn(count, 1, layer.in_features)
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=autocast):
                expected = layer(x)
                with held(model):
                    assert "forward" in vars(layer)
                    torch.testing.assert_close(layer(x), expected, atol=1e-6, rtol=1e-5)
    assert not any("forward" in vars(layer) for layer in layers)


def test_held_weights_are_those_of_the_step_before_an_update() -> None:
    model = prepared("llama")
    before = rollout(model, PROMPTS, 2, 8, Sampling(temperature=0), END)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(9)) / 10)
    assert rollout(model, PROMPTS, 2, 8, Sampling(temperature=0), END) != before


def test_a_completion_ends_with_its_end_token_or_at_the_limit() -> None:
    ends = list(range(0, 211, 9))
    for completion in rollout(prepared("llama"), PROMPTS, 4, 12, Sampling(temperature=1.3), ends):
        assert len(completion) == 12 or completion[-1] in ends
        assert not set(completion[:-1]) & set(ends)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(0.6, 0.95),
        Sampling(1.0, 0.5),
        Sampling(0.8, 1.0, 5),
        Sampling(0.8, 0.7, 20),
        Sampling(2.0, 0.999),
    ],
)
def test_tokens_are_drawn_as_transformers_filters_them(sampling: Sampling) -> None:
    """The drawn shares are those of the processors of `generate`, by a chi-square test."""
    from scipy.stats import chisquare
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

    logits = 2 * torch.randn(1, 60, generator=torch.Generator().manual_seed(3))
    filtered = TemperatureLogitsWarper(sampling.temperature)(None, logits)
    if sampling.top_k:
        filtered = TopKLogitsWarper(sampling.top_k)(None, filtered)
    if sampling.top_p < 1:
        filtered = TopPLogitsWarper(sampling.top_p)(None, filtered)
    expected = torch.softmax(filtered, -1)[0].double()
    count = 40_000
    drawn = draw(logits.expand(count, -1), sampling, uniforms(0, 0, 0, 0, count))
    observed = torch.bincount(drawn, minlength=60).double()
    assert observed[expected == 0].sum() == 0
    enough = expected * count >= 5
    rest = [(observed[~enough].sum(), expected[~enough].sum() * count)] if bool((expected[~enough] > 0).any()) else []
    got = torch.cat([observed[enough], torch.tensor([pair[0] for pair in rest]).double()])
    want = torch.cat([expected[enough] * count, torch.tensor([pair[1] for pair in rest]).double()])
    assert chisquare(got.numpy(), (want / want.sum() * got.sum()).numpy()).pvalue > 1e-4


def test_a_nucleus_beyond_the_first_candidates_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.rl.shared_prefix import sampling as module

    logits = torch.zeros(500, 60)
    monkeypatch.setattr(module, "NUCLEUS_TRY", 4)
    drawn = draw(logits, Sampling(1.0, 0.95), uniforms(1, 0, 0, 0, 500))
    assert len(drawn.unique()) > 40


def test_uniforms_are_a_function_of_their_four_numbers() -> None:
    first = uniforms(1, 2, 3, 4, 8)
    assert torch.equal(first, uniforms(1, 2, 3, 4, 8))
    assert torch.equal(first[:3], uniforms(1, 2, 3, 4, 3)), "a longer completion begins as a shorter one"
    for other in ((0, 2, 3, 4), (1, 0, 3, 4), (1, 2, 0, 4), (1, 2, 3, 0)):
        assert not torch.equal(first, uniforms(*other, 8))


@pytest.mark.parametrize("name", ["llama", "qwen2", "qwen3"])
def test_what_prompts_begin_with_in_common_is_read_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = prepared(name)
    note = [(7 * at) % 200 for at in range(90)]
    prompts = [[*note, 5, 6, 7, 8], [*note, 9], note, [3, 4, *note], [*note[:20], 8, 9]]
    alone = [prefill(model, torch.tensor([prompt])) for prompt in prompts]
    read: list[int] = []
    monkeypatch.setattr(
        rollouts, "prefill", lambda model, rest, known: read.append(rest.shape[1]) or prefill(model, rest, known)
    )
    found, logits = prefill_all(model, prompts, torch.device("cpu"))
    assert torch.allclose(logits, torch.cat([after for _, after in alone]), atol=1e-5)
    for layers, (expected, _) in zip(found, alone, strict=True):
        for (key, value), (wanted_key, wanted_value) in zip(layers, expected, strict=True):
            assert torch.allclose(key, wanted_key, atol=1e-5)
            assert torch.allclose(value, wanted_value, atol=1e-5)
    assert read == [94, 1, 1, 92, 22], "the third is the beginning of the second, of which the last token is read again"

"""Log-probabilities, entropies and gradients of packed groups are those of stock TRL's rows."""

from typing import Any

import pytest
import torch
from trl.trainer import utils as fused
from trl.trainer.utils import add_fused_lm_head

from ehrmind.preflight.memory import TILE_SHARED
from ehrmind.rl.shared_prefix import logps
from ehrmind.rl.shared_prefix.attention import Layout, merge
from ehrmind.rl.shared_prefix.logps import groups_of, prepare, score
from tests.rl.shared_prefix.families import family, ragged_batch, stock

pytestmark = pytest.mark.torch
FAMILIES = ("llama", "smollm", "qwen2", "qwen3")


def headed(name: str, temperature: float = 1.0) -> Any:
    model = family(name)
    add_fused_lm_head(model, temperature=temperature, outputs=("log_probs", "entropy"))
    return model


def shared(model: Any, ids: torch.Tensor, mask: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    logps, entropies = [], []
    for group in groups_of(ids, mask, length):
        logp, entropy = score(model, group)
        room = (0, length - logp.shape[1])
        logps.append(torch.nn.functional.pad(logp, room))
        entropies.append(torch.nn.functional.pad(entropy, room))
    return torch.cat(logps), torch.cat(entropies)


def gradients(model: Any, loss: torch.Tensor) -> torch.Tensor:
    model.zero_grad()
    loss.backward()
    return torch.cat([weight.grad.flatten() for weight in model.parameters() if weight.grad is not None])


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("temperature", [1.0, 0.6])
def test_log_probs_entropies_and_gradients_are_the_stock_ones(name: str, temperature: float) -> None:
    model = headed(name, temperature)
    ids, mask, length = ragged_batch(groups=3, size=4)
    weights = torch.randn(ids.shape[0], length, generator=torch.Generator().manual_seed(2))
    logps, entropies = stock(model, ids, mask, length)
    expected = gradients(model, (weights * logps + 0.1 * entropies).sum())
    prepare(model)
    again, entropy = shared(model, ids, mask, length)
    torch.testing.assert_close(again, logps, atol=1e-4, rtol=0)
    torch.testing.assert_close(entropy, entropies, atol=1e-4, rtol=0)
    got = gradients(model, (weights * again + 0.1 * entropy).sum())
    assert float((got - expected).norm() / expected.norm()) < 1e-5


def test_in_double_precision_nothing_but_rounding_differs() -> None:
    """The models compute norms and rotary angles in float32 even then."""
    model = headed("qwen3").double()
    ids, mask, length = ragged_batch(groups=3, size=4)
    logps, _ = stock(model, ids, mask, length)
    expected = gradients(model, logps.square().sum())
    prepare(model)
    got = gradients(model, shared(model, ids, mask, length)[0].square().sum())
    assert float((got - expected).norm() / expected.norm()) < 1e-6


def test_the_masked_path_of_other_devices_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a GPU the branches attend through SDPA with the layout's mask; here the same code runs on the CPU."""
    model = headed("qwen3")
    ids, mask, length = ragged_batch()
    expected = stock(model, ids, mask, length)[0]
    prepare(model)
    monkeypatch.setattr(Layout, "attend", lambda self, layer, *rest: self.attend_masked(*rest))
    torch.testing.assert_close(shared(model, ids, mask, length)[0], expected, atol=1e-4, rtol=0)


def test_narrow_tiles_give_the_same_and_leave_trls_width(monkeypatch: pytest.MonkeyPatch) -> None:
    widths, apply = [], fused._ChunkedLogProbFunction.apply

    def noted(*args: Any) -> Any:
        widths.append(args[5])
        return apply(*args)

    before = fused._CHUNKED_LOGPROB_CHUNK_SIZE
    model = headed("llama")
    ids, mask, length = ragged_batch()
    expected = stock(model, ids, mask, length)[0]
    prepare(model)
    monkeypatch.setattr(fused._ChunkedLogProbFunction, "apply", noted)
    for width in (logps.TILE, 7):
        monkeypatch.setattr(logps, "TILE", width)
        torch.testing.assert_close(shared(model, ids, mask, length)[0], expected, atol=1e-4, rtol=0)
    assert set(widths) == {TILE_SHARED, 7}  # the estimate of memory knows the width
    assert before == fused._CHUNKED_LOGPROB_CHUNK_SIZE


def test_bfloat16_stays_within_its_rounding() -> None:
    model = headed("smollm").to(torch.bfloat16)
    ids, mask, length = ragged_batch()
    expected = stock(model, ids, mask, length)[0]
    prepare(model)
    got = shared(model, ids, mask, length)[0]
    assert float((got - expected).detach().float().abs().mean()) < 0.05


def test_autocast_computes_in_bfloat16_as_stock_does() -> None:
    model = headed("qwen3")
    ids, mask, length = ragged_batch()
    weights = torch.randn(ids.shape[0], length, generator=torch.Generator().manual_seed(2))
    with torch.autocast("cpu", torch.bfloat16):
        expected = stock(model, ids, mask, length)[0]
    wanted = gradients(model, (weights * expected).sum())
    prepare(model)
    with torch.autocast("cpu", torch.bfloat16):
        got = shared(model, ids, mask, length)[0]
    assert float((got - expected).detach().abs().mean()) < 0.05
    reached = gradients(model, (weights * got).sum())
    assert float((reached - wanted).norm() / wanted.norm()) < 0.05


def test_an_adapter_and_its_reference_share_too() -> None:
    from peft import LoraConfig, get_peft_model

    base = headed("llama")
    model = get_peft_model(base, LoraConfig(r=4, target_modules="all-linear", init_lora_weights=False)).eval()
    ids, mask, length = ragged_batch()
    expected = stock(model, ids, mask, length)[0]
    with model.disable_adapter():
        reference = stock(model, ids, mask, length)[0]
    wanted = gradients(model, expected.sum())
    prepare(base)
    got = shared(model, ids, mask, length)[0]
    torch.testing.assert_close(got, expected, atol=1e-4, rtol=0)
    assert float((gradients(model, got.sum()) - wanted).norm() / wanted.norm()) < 1e-5
    with model.disable_adapter():
        torch.testing.assert_close(shared(model, ids, mask, length)[0], reference, atol=1e-4, rtol=0)
    assert float((expected - reference).detach().abs().max()) > 0.1, "the adapter does something"


def test_it_composes_with_activation_checkpointing() -> None:
    model = headed("qwen2")
    ids, mask, length = ragged_batch()
    prepare(model)
    expected = gradients(model, shared(model, ids, mask, length)[0].sum())
    model.activation_checkpointing_enable({"use_reentrant": False})
    model.train()
    got = gradients(model, shared(model, ids, mask, length)[0].sum())
    torch.testing.assert_close(got, expected, atol=1e-5, rtol=1e-4)


def test_the_prompt_is_computed_once_and_not_repeated_in_memory() -> None:
    model = headed("smollm")
    prepare(model)
    ids, mask, length = ragged_batch(groups=1, size=4)
    seen: list[int] = []
    model.model.layers[0].mlp.register_forward_hook(lambda module, args, output: seen.append(args[0].shape[:2].numel()))
    shared(model, ids, mask, length)
    assert seen == [12 + 4 * length], "P - 1 shared tokens and G × R of the branches"


def test_a_prompt_of_one_token_has_no_prefix() -> None:
    model = headed("llama")
    ids = torch.tensor([[5, 7, 9], [5, 8, 3]])
    mask = torch.ones_like(ids)
    expected = stock(model, ids, mask, 2)[0]
    prepare(model)
    torch.testing.assert_close(shared(model, ids, mask, 2)[0], expected, atol=1e-4, rtol=0)


def test_groups_are_the_runs_of_equal_prompts() -> None:
    ids, mask, length = ragged_batch(groups=3, size=2)
    found = list(groups_of(ids, mask, length))
    assert [(group.start, group.stop) for group in found] == [(0, 2), (2, 4), (4, 6)]
    assert [len(group.prompt) for group in found] == [13, 9, 5]
    alone = next(groups_of(ids[1:2], mask[1:2], length))
    assert alone.completions.shape == (1, int(mask[1, -length:].sum())), "a group is cut to its own longest completion"


def test_attention_merges_exactly() -> None:
    torch.manual_seed(0)
    scores, values = torch.randn(4, 10), torch.randn(10, 3)
    parts = [
        (torch.softmax(s, -1) @ v, s.logsumexp(-1))
        for s, v in ((scores[:, :6], values[:6]), (scores[:, 6:], values[6:]))
    ]
    output, lse = merge(*parts[0], *parts[1])
    torch.testing.assert_close(output, torch.softmax(scores, -1) @ values)
    torch.testing.assert_close(lse, scores.logsumexp(-1))

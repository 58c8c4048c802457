"""Kernels that return the log-sum-exp: the one of this device in numbers, those of CUDA by their arguments and shapes."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from ehrmind.rl.shared_prefix import attention, kernels
from ehrmind.rl.shared_prefix.attention import Layout, over_keys, products
from ehrmind.rl.shared_prefix.kernels import CPU, EFFICIENT, FLASH, kernel_for

pytestmark = pytest.mark.torch
LAYOUT = Layout(prefix=37, branches=3, length=21)
CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")


def packed(device: str, dtype: torch.dtype, layout: Layout = LAYOUT, head: int = 64) -> tuple[Tensor, Tensor, Tensor]:
    """Queries of four heads, keys and values of two, that take a gradient."""
    size = layout.prefix + layout.branches * layout.length
    made = (torch.randn(1, heads, size, head, dtype=torch.float32) for heads in (4, 2, 2))
    query, key, value = (item.to(device, dtype).requires_grad_() for item in made)
    return query, key, value


def gradients(output: Tensor, inputs: tuple[Tensor, ...]) -> list[Tensor]:
    torch.manual_seed(1)
    weights = torch.randn(output.shape).to(output.device, output.dtype)
    return list(torch.autograd.grad(output, inputs, weights))


def test_the_kernel_is_chosen_by_device_format_and_head(monkeypatch: pytest.MonkeyPatch) -> None:
    class There:
        """A query on a GPU."""

        def __init__(self, dtype: torch.dtype, head: int, kind: str = "cuda") -> None:
            self.dtype, self.shape, self.device = dtype, (1, 4, 9, head), torch.device(kind)

    def chosen(*how: Any) -> Any:
        return kernel_for(There(*how))  # type: ignore[arg-type]

    monkeypatch.setattr(kernels, "_has_flash", lambda device: True)
    assert kernel_for(torch.zeros(1, 4, 9, 64)) is CPU
    assert chosen(torch.bfloat16, 128) is FLASH
    assert chosen(torch.float32, 128) is EFFICIENT
    assert chosen(torch.bfloat16, 512) is EFFICIENT
    assert chosen(torch.bfloat16, 100) is None, "which the kernels cannot read"
    assert chosen(torch.bfloat16, 128, "mps") is None
    monkeypatch.setattr(kernels, "_has_flash", lambda device: False)
    assert chosen(torch.float16, 64) is EFFICIENT


@pytest.mark.parametrize(("kernel", "dtype"), [(FLASH, torch.bfloat16), (EFFICIENT, torch.float32)])
@pytest.mark.parametrize("layout", [LAYOUT, Layout(prefix=0, branches=3, length=21)])
def test_cudas_kernels_take_what_they_are_given(
    kernel: Any, dtype: torch.dtype, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On tensors without numbers, which the kernels' own rules of shapes go through in both passes."""
    monkeypatch.setattr(attention, "kernel_for", lambda query: kernel)
    query, key, value = packed("meta", dtype, layout)
    output = layout.attend(0, query, key, value, 0.125)
    assert output.shape == (1, query.shape[2], 4, 64)
    assert output.dtype == dtype
    found = torch.autograd.grad(output, (query, key, value), torch.empty_like(output))
    assert [item.shape for item in found] == [query.shape, key.shape, value.shape]
    decoded, lse = over_keys(query[:, :, :5], key, value, 0.125)
    assert (decoded.shape, lse.shape, lse.dtype) == ((1, 4, 5, 64), (1, 4, 5), torch.float32)


def test_the_efficient_kernel_is_given_its_output_as_it_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In half precision its backward pass reads rows of all heads, whatever the strides say."""
    given: list[torch.Tensor] = []

    def backward(grad: Any, query: Any, key: Any, value: Any, bias: Any, output: Any, *rest: Any, **more: Any) -> Any:
        given.append(output)
        return query, key, value, None

    aten = SimpleNamespace(_scaled_dot_product_efficient_attention_backward=backward)
    monkeypatch.setattr(kernels, "_aten", aten)
    items = tuple(torch.randn(3, 4, 7, 8) for _ in range(3))
    EFFICIENT.backward(items[0], items, torch.randn(3, 4, 7, 8), torch.randn(3, 4, 7), (32, None, None), True, 1.0)
    assert given[0].stride()[:3] == (7 * 4 * 8, 8, 4 * 8)


def test_scores_of_the_masked_path_are_not_rounded_to_bfloat16() -> None:
    """Large scores, as of a few heads of real models: two sets of keys keep their weights."""
    torch.manual_seed(3)
    query, key, value = (torch.randn(1, 2, size, 64, dtype=torch.bfloat16) * 3 for size in (4, 300, 300))
    exact = (query.double() @ key.double().transpose(-1, -2) * 0.125).logsumexp(-1)
    assert float(exact.abs().max()) > 20
    for over in (over_keys, products):
        gap = (over(query, key, value, 0.125)[1].double() - exact).abs().max()
        assert float(gap) < 1e-3


@CUDA
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", [LAYOUT, Layout(0, 3, 21), Layout(130, 5, 64)])
def test_on_a_gpu_both_passes_are_those_of_the_masked_path(dtype: torch.dtype, layout: Layout) -> None:
    query, key, value = packed("cuda", dtype, layout)
    got = layout.attend(0, query, key, value, 0.125)
    expected = layout.attend_masked(query, key, value, 0.125)
    near = 1e-4 if dtype is torch.float32 else 0.03
    torch.testing.assert_close(got, expected, atol=near, rtol=near)
    pairs = zip(gradients(got, (query, key, value)), gradients(expected, (query, key, value)), strict=True)
    for mine, other in pairs:
        assert float((mine - other).norm() / other.norm()) < near

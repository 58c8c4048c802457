"""Learned positions of left-padded rows count from the first token; dropout drops nothing once it is off."""

import pytest

from tests.models.families import FAMILIES, model_of

pytestmark = pytest.mark.torch
GPT2 = next(family for family in FAMILIES if family.name == "gpt2")


def test_a_left_padded_row_is_read_as_without_padding() -> None:
    import torch

    from ehrmind.rl.positions import count_from_first_token

    model = model_of(GPT2)
    row = torch.tensor([[5, 9, 12, 44, 7, 33]])
    padded, mask = torch.cat([torch.zeros(1, 5).long(), row], 1), torch.tensor([[0] * 5 + [1] * 6])

    def gap() -> float:
        with torch.inference_mode():
            expected = model(row).logits
            found = model(input_ids=padded, attention_mask=mask).logits[:, 5:]
        return float((found - expected).abs().max())

    assert gap() > 0.1, "as TRL reads it"
    count_from_first_token(model)
    assert gap() < 1e-4
    with torch.inference_mode():
        ids = model.generate(input_ids=padded, attention_mask=mask, max_new_tokens=4, do_sample=False)[:, 11:]
        assert torch.equal(ids, model.generate(input_ids=row, max_new_tokens=4, do_sample=False)[:, 6:])


@pytest.mark.parametrize("name", ["gpt2", "llama", "falcon"])
def test_no_kind_of_dropout_is_left(name: str) -> None:
    import torch

    from ehrmind.models.dropout import turn_off

    model = model_of(next(family for family in FAMILIES if family.name == name))
    for module in model.modules():  # as a config with attention_dropout=0.1 would have it
        if isinstance(getattr(module, "attention_dropout", None), float):
            module.attention_dropout = 0.5
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.5
    for share in ("attention_dropout", "hidden_dropout"):  # Falcon reads them there
        if hasattr(model.config, share):
            setattr(model.config, share, 0.5)
    row = torch.tensor([[5, 9, 12, 44, 7, 33]])
    with torch.no_grad():
        expected = model.eval()(row).logits
        assert not torch.equal(model.train()(row).logits, expected)
        turn_off(model)
        assert torch.equal(model.train()(row).logits, expected)

"""Stands in for vLLM on its import path: the names and types that ehrmind.models.vllm_engine uses of vLLM 0.22 to 0.31.

It answers with transformers, from the folder that it is given: so that the weights which reach vLLM are looked at, too.
`started` and `asked` hold what it was told; `ruined` makes it write other tokens than the model, `bare` leave out the
end token at which it stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

started: list[dict[str, Any]] = []
asked: list["SamplingParams"] = []
ruined = False
bare = False


@dataclass
class SamplingParams:
    """Of vLLM's, what is used here; a keyword that vLLM does not have is refused by both."""

    n: int = 1
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    seed: int | None = None
    stop_token_ids: list[int] = field(default_factory=list)
    ignore_eos: bool = False
    max_tokens: int | None = 16
    detokenize: bool = True
    skip_special_tokens: bool = True


@dataclass
class CompletionOutput:
    """One completion."""

    index: int
    text: str
    token_ids: Sequence[int]
    finish_reason: str | None


@dataclass
class RequestOutput:
    """The completions of one prompt."""

    prompt_token_ids: list[int]
    outputs: list[CompletionOutput]


class LLM:
    """The offline engine."""

    def __init__(self, model: str, **settings: Any) -> None:
        from transformers import AutoModelForCausalLM

        known = {"tokenizer", "revision", "trust_remote_code", "dtype", "max_model_len", "max_num_seqs", "seed"}
        known |= {"gpu_memory_utilization", "enable_prefix_caching", "generation_config", "enforce_eager"}
        assert not settings.keys() - known, f"vLLM has no {settings.keys() - known}"
        started.append({"model": model, **settings})
        self._network = AutoModelForCausalLM.from_pretrained(model).eval()
        self._longest = settings["max_model_len"]

    def generate(
        self, prompts: Sequence[dict[str, list[int]]], sampling_params: Sequence[SamplingParams], use_tqdm: bool = True
    ) -> list[RequestOutput]:
        """As vLLM's: in the order of the prompts."""
        asked.extend(sampling_params)
        pairs = zip(prompts, sampling_params, strict=True)
        return [self._one(prompt["prompt_token_ids"], params) for prompt, params in pairs]

    def _one(self, prompt: list[int], params: SamplingParams) -> RequestOutput:
        import torch

        assert params.max_tokens is not None
        assert len(prompt) + params.max_tokens <= self._longest, "vLLM refuses what does not fit"
        ids, reason = list(prompt), "length"
        draws = torch.Generator().manual_seed(params.seed or 0)
        for _ in range(params.max_tokens):
            with torch.inference_mode():
                logits = self._network(input_ids=torch.tensor([ids])).logits[0, -1]
            if params.temperature:
                token = int(torch.multinomial((logits / params.temperature).softmax(-1), 1, generator=draws))
            else:
                token = int(logits.argmin() if ruined else logits.argmax())
            ids.append(token)
            if token in params.stop_token_ids:
                reason = "stop"
                break
        new = ids[len(prompt) :]
        if bare and reason == "stop":
            new = new[:-1]
        return RequestOutput(list(prompt), [CompletionOutput(0, "", tuple(new), reason)])

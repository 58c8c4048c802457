"""vLLM in this process, with the weights of a policy: it writes hundreds of completions at once on a GPU.

    with opened(policy, config.model, longest=2560, beside=run.texts) as engine:
        engine.write([Order([1, 523], temperature=0.0, top_p=1.0, seed=7, tokens=512), ...], ends=[2])
        -> [[91, 17, 2], ...]

What it writes is checked against the policy itself: of the first greedy completions nearly every token must be the
policy's likeliest, so that other weights, or a model that vLLM reads in another way, cannot pass for it. An adapter is
merged into a copy of its base first. vLLM's arithmetic differs in its last digits, and so may a greedy answer.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ehrmind.errors import RunError
from ehrmind.model import Dtype, Model
from ehrmind.models import merging
from ehrmind.models.dropout import evaluating
from ehrmind.models.load import Policy, precision_here

SEQUENCES = 512  # that it may hold at once
SHARE = 0.9  # of the memory that is free
AGREE = 0.9  # of the tokens: in bfloat16 a near tie may turn either way
HOTTEST = 2.0  # temperature that it takes
LOOKED_AT = 4  # greedy completions
COPY = ".merged-"  # the beginning of the name of a folder


@dataclass(frozen=True, slots=True)
class Order:
    """One completion to write; temperature 0 takes the likeliest token."""

    prompt: Sequence[int]
    temperature: float
    top_p: float
    seed: int
    tokens: int


@dataclass(slots=True)
class Engine:
    """A started vLLM."""

    llm: Any
    policy: Policy
    agrees: bool = False

    def write(self, orders: Sequence[Order], ends: Sequence[int]) -> list[list[int]]:
        """The tokens of each completion, with the end token where it came to one. Raises RunError."""
        from vllm import SamplingParams

        asked = [
            SamplingParams(
                temperature=order.temperature,
                top_p=order.top_p,
                seed=order.seed,
                max_tokens=order.tokens,
                stop_token_ids=list(ends),
                detokenize=False,
            )
            for order in orders
        ]
        prompts = [{"prompt_token_ids": list(order.prompt)} for order in orders]
        try:
            outputs = [output.outputs[0] for output in self.llm.generate(prompts, asked, use_tqdm=False)]
        except Exception as error:  # its process has died, or the memory is gone
            raise RunError(f"vLLM failed ({type(error).__name__})") from error
        written = [_ended(output, ends) for output in outputs]
        if not self.agrees:
            self._require_agreement(orders, written)
        return written

    def _require_agreement(self, orders: Sequence[Order], written: Sequence[list[int]]) -> None:
        pairs = [(order.prompt, ids) for order, ids in zip(orders, written, strict=True) if not order.temperature]
        share = agreement(self.policy.model, pairs[:LOOKED_AT])
        if not share >= AGREE:
            raise RunError(
                f"vLLM writes otherwise than the model: of the tokens of {len(pairs[:LOOKED_AT])} greedy completions "
                f"{100 * share:.0f} % are the model's likeliest, less than {100 * AGREE:.0f} %"
            )
        self.agrees = bool(pairs)


def agreement(model: Any, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> float:
    """The share of the written tokens that the model itself finds likeliest there; 1 where nothing is written."""
    right = total = 0
    device = model.get_input_embeddings().weight.device
    with torch.inference_mode(), evaluating(model):
        for prompt, ids in pairs:
            row = torch.tensor([[*prompt, *ids]], device=device)
            keep = {"logits_to_keep": len(ids) + 1} if model._supports_logits_to_keep() else {}
            likeliest = model(input_ids=row, use_cache=False, **keep).logits[0, -len(ids) - 1 : -1].argmax(-1)
            right += int((likeliest.cpu() == torch.tensor(list(ids))).sum())
            total += len(ids)
    return right / total if total else 1.0


@contextmanager
def opened(policy: Policy, model: Model, longest: int, beside: Path) -> Iterator[Engine]:
    """A vLLM of these weights, for sequences of at most `longest` tokens, in what memory is free beside the policy.

    A merged copy of an adapter lies in the folder `beside`, the run's: weights may repeat what they were trained on.
    What a killed run has left of one is removed.
    """
    for left in beside.glob(f"{COPY}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=COPY, dir=beside) as name:
        os.environ.setdefault("VLLM_WORKER_MULTIPROC_METHOD", "spawn")  # CUDA is in use here
        os.environ.setdefault("VLLM_LOGGING_LEVEL", "WARNING")
        os.environ.setdefault("VLLM_LOGGING_STREAM", "ext://sys.stderr")  # stdout is the results'
        os.environ.pop("TORCHELASTIC_USE_AGENT_STORE", None)  # of a launcher, for whose store it would wait
        import vllm

        engine = Engine(vllm.LLM(**settings(policy, model, longest, Path(name))), policy)
        try:
            yield engine
        finally:
            shut_down(engine)


def shut_down(holder: Any) -> None:
    """End the processes of `holder.llm`, which hold its memory: letting go of the object alone leaves them."""
    core: Any = getattr(getattr(holder.llm, "llm_engine", None), "engine_core", None)
    if hasattr(core, "shutdown"):
        core.shutdown()
    holder.llm = None
    _return_memory()


def _return_memory() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def settings(policy: Policy, model: Model, longest: int, folder: Path) -> dict[str, Any]:
    """What vLLM is started with; a copy with a merged adapter is written to `folder`."""
    source = policy.source
    if hasattr(policy.model, "peft_config"):
        network = merging.merged_copy(policy)
        merging.write(network, policy, folder, Dtype.float32)
        del network
        source = str(folder)
    hub = {} if Path(source).is_dir() else {"revision": model.revision}
    return {
        "model": source,
        **hub,
        "trust_remote_code": model.trust_remote_code,
        "dtype": precision_here(model, train=False).weights.value,
        "max_model_len": longest,
        "max_num_seqs": SEQUENCES,
        "gpu_memory_utilization": _share_of_memory(),
        "enable_prefix_caching": True,
        "generation_config": "vllm",  # the model's own would change how is sampled
        "seed": 0,
    }


def _share_of_memory() -> float:
    _return_memory()
    if not torch.cuda.is_available():
        return SHARE
    free, total = torch.cuda.mem_get_info()
    return float(round(SHARE * free / total, 3))


def _ended(output: Any, ends: Sequence[int]) -> list[int]:
    """The tokens; some versions leave out the end token at which they stop."""
    ids = list(output.token_ids)
    return [*ids, ends[0]] if output.finish_reason == "stop" and (not ids or ids[-1] not in ends) else ids

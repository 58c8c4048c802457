"""How much memory a run needs at its widest, from the model's shape: an estimate, by part.

    SFT of SmolLM2-135M, 2 rows of 417 tokens, float32 on a CPU
    ->  held {"program": 0.6 GB, "weights": 0.5 GB, "optimizer": 1.1 GB}    moments {"update": 2.8 GB}    peak 5.4 GB

What is held stays for the whole run; of the moments (rollout, update, evaluation) the widest counts. Of such a step
rl/longest_step.py measured 5.3 GB; of RLVR (2 prompts of 309 tokens, 6 completions of 176) 5.5 GB, 6.1 estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehrmind.config import Config, Model, Rollout
from ehrmind.distributed import sharded, world_size
from ehrmind.models.precision import BYTES, precision
from ehrmind.models.shapes import Shape
from ehrmind.preflight.hardware import Hardware
from ehrmind.stages.base import Stage, filled
from ehrmind.stages.rlvr import RLVR, SharedPrefix
from ehrmind.stages.sft import SFT

PROGRAM = 600 * 10**6  # bytes of libraries; on a GPU, of its context
# Of the fused LM head, which goes through the vocabulary in tiles (trl.kernels.chunked_logprob).
TILE_TOKENS, TILE_VOCABULARY = 4096, 32768
TILE_SHARED = 8192  # of the vocabulary, on a CPU with a shared prefix (rl/shared_prefix/logps.py)
TILE_TEMPORARIES = 30  # bytes a number of a tile, on a CPU, which has no fused kernel
KEPT = 1.08  # on a CPU malloc keeps what is freed; measured in models/machine.py


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest prompt and the longest whole sequence that training and evaluation meet, in tokens."""

    prompt: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes by part. Of the moments the widest is what counts."""

    held: Mapping[str, int]
    moments: Mapping[str, int]
    kept: float = 1.0

    @property
    def peak(self) -> int:
        """The most that is needed at once."""
        return round(self.kept * (sum(self.held.values()) + max(self.moments.values(), default=0)))


def memory(config: Config, stage: Stage, shape: Shape, longest: Longest, hardware: Hardware) -> Memory:
    """The estimate for one process of a run of this stage; FSDP and ZeRO-3 deal out what is held."""
    parts = _held(config.model, stage, shape, hardware)
    held = {"program": PROGRAM} | {name: size // shards() for name, size in parts.items()}
    moments = {"evaluation": _evaluation(config, shape, longest, hardware)}
    if isinstance(stage, RLVR):
        if config.model.rollout is Rollout.transformers:  # vLLM takes the share of memory that it is told to
            moments["rollout"] = _rollout(config.model, stage, shape, longest, hardware)
        written = (stage.micro_batch or filled(stage.group_size)) * filled(stage.completion_tokens)
        tokens = group_tokens(stage, longest.prompt)
        width = TILE_SHARED if shares(stage) and not hardware.cuda else TILE_VOCABULARY
        moments["update"] = _update(config.model, shape, tokens, written, hardware, width)
    elif isinstance(stage, SFT):
        tokens = filled(stage.micro_batch) * longest.sequence
        moments["update"] = _update(config.model, shape, tokens, tokens, hardware)
    return Memory(held, moments, 1.0 if hardware.cuda else KEPT)


def group_tokens(stage: RLVR, prompt: int) -> int:
    """Tokens of a micro-batch in an update, a group or a part of one: its prompt once, or with each completion."""
    group, written = stage.micro_batch or filled(stage.group_size), filled(stage.completion_tokens)
    return prompt + group * written if shares(stage) else group * (prompt + written)


def shards() -> int:
    """Over how many processes the weights are dealt out."""
    return world_size() if sharded() else 1


def shares(stage: RLVR) -> bool:
    """Whether the group's prompt is computed once."""
    return stage.shared_prefix is not SharedPrefix.off


def weight_bytes(model: Model, trained: bool, hardware: Hardware) -> int:
    """Bytes of a weight."""
    return BYTES[precision(model, trained, hardware.bfloat16).weights]


def arithmetic_bytes(model: Model, hardware: Hardware) -> int:
    """Bytes of a number in the matrix products of training."""
    return BYTES[precision(model, True, hardware.bfloat16).arithmetic]


def _held(model: Model, stage: Stage, shape: Shape, hardware: Hardware) -> dict[str, int]:
    """Weights, what the optimizer keeps of each trained one (two moments), and the reference model."""
    size = weight_bytes(model, stage.trains, hardware)
    parts = {"weights": shape.parameters * size}
    if stage.trains:
        parts["optimizer"] = 2 * _trained_bytes(model, shape, size)
    if stage.trains and model.lora.rank:
        parts["adapter"] = _trained_bytes(model, shape, size)
    if isinstance(stage, RLVR) and stage.kl and not model.lora.rank:
        parts["reference"] = shape.parameters * size
    return parts


def _trained_bytes(model: Model, shape: Shape, size: int) -> int:
    """Bytes of the trained weights; adapters are in float32."""
    return shape.adapter(model.lora.rank) * 4 if model.lora.rank else shape.parameters * size


def _update(
    model: Model, shape: Shape, tokens: int, scored: int, hardware: Hardware, width: int = TILE_VOCABULARY
) -> int:
    """A micro-batch forwards and backwards: gradients, activations, the LM head's tiles over the scored tokens."""
    size, number = weight_bytes(model, True, hardware), arithmetic_bytes(model, hardware)
    gradients = _trained_bytes(model, shape, size) // shards()
    copies = shape.parameters * 2 if number < size else 0  # autocast keeps the cast weights for the backward pass
    layer = activation_bytes(shape, number) + (adapter_bytes(shape, number) if model.lora.rank else 0)
    layers = layer + shape.layers * 4 * shape.hidden if hardware.cuda else shape.layers * layer  # with checkpointing
    tile = min(scored, TILE_TOKENS) * min(shape.vocabulary, width)
    head = tile * (number + (0 if hardware.cuda else TILE_TEMPORARIES)) + (
        0 if model.lora.rank else 4 * shape.embedding
    )
    return gradients + copies + tokens * layers + head


def activation_bytes(shape: Shape, number: int) -> int:
    """Bytes that one layer keeps of a token for its backward pass, with `number` bytes a number.

    Counted with autograd's hooks on saved tensors, in Llama and Qwen3, plain and with a shared prefix: within 3 %. In
    bfloat16 the residuals and norms stay in float32, and each projection keeps its own cast input.
    """
    attention = 3 * shape.query + 2 * shape.key
    norms = (4 + number) * (shape.query + shape.key) if shape.head_norms else 0
    return number * (4 * shape.intermediate + attention) + (28 - number) * shape.hidden + norms


def adapter_bytes(shape: Shape, number: int) -> int:
    """Bytes that the adapters of one layer add for a token: each linear layer's input after dropout, and its mask."""
    return (number + 1) * (5 * shape.hidden + shape.query + shape.intermediate)


def _rollout(model: Model, stage: RLVR, shape: Shape, longest: Longest, hardware: Hardware) -> int:
    """Keys and values of the completions that are sampled at once, and on a CPU the held weights."""
    group, written = filled(stage.group_size), filled(stage.completion_tokens)
    prompts = -(-filled(stage.prompts_per_step) // world_size())
    prompts = min(prompts, max(1, stage.rollout_batch // group))
    own = prompts * group * written
    prefixes = prompts * longest.prompt * (1 if shares(stage) else group)
    number = arithmetic_bytes(model, hardware)
    weights = 0 if hardware.cuda else shape.parameters * number  # rl/shared_prefix/weights.py
    return (own + prefixes) * _cache(shape, number) + _choosing(shape, prompts * group) + weights


def _evaluation(config: Config, shape: Shape, longest: Longest, hardware: Hardware) -> int:
    """Keys and values of one batch of completions, the prompt once for its greedy and its sampled ones."""
    settings = config.evaluation
    each = 1 + filled(settings.k)
    questions = max(1, settings.batch_size // each)
    tokens = questions * (longest.prompt + each * filled(settings.completion_tokens))
    number = weight_bytes(config.model, False, hardware)
    return tokens * _cache(shape, number) + _choosing(shape, questions * each)


def _cache(shape: Shape, number: int) -> int:
    """Bytes of a token's keys and values in all layers."""
    return shape.layers * 2 * shape.key * number


def _choosing(shape: Shape, sequences: int) -> int:
    """Logits of a decoding step, and of a nucleus the sorted probabilities with their places and running sums."""
    return sequences * shape.vocabulary * 32

"""Whether prompts and completions fit into the model's context, before a token is computed.

    the longest training row has 1910 tokens, and with completions of 1500 exceeds the model's context of 2048; use
    stage.prompt_tokens=548, in a chain stage.rlvr.* (longer rows are then left out and counted), or a model with ...

Past its context a model with learned positions ends in an IndexError, and one with rotary ones writes nonsense that is
scored as its answer.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ehrmind.errors import ConfigError


def context_of(model: Any) -> int | None:
    """How many tokens the model can see at once; None where its config names no limit."""
    config = model.config.get_text_config()
    named = (getattr(config, name, None) for name in ("max_position_embeddings", "n_positions", "max_seq_len"))
    limit = next((value for value in named if value), None)
    rope = getattr(config, "rope_parameters", None) or {}
    stretched = (rope.get("factor") or 0) * (rope.get("original_max_position_embeddings") or 0)  # by YaRN and its like
    return None if limit is None else max(int(limit), int(stretched))


def check_training(model: Any, stage: str, longest: int, written: int) -> None:
    """Refuse rows that exceed the context: the longest has `longest` tokens, and `written` are sampled after it.

    Raises ConfigError.
    """
    context = context_of(model)
    if context is None or longest + written <= context:
        return
    if written:
        long = f"has {longest} tokens, and with completions of {written} exceeds"
        lower = f"stage.prompt_tokens={context - written}" if context > written else "a lower stage.completion_tokens"
    else:
        long = f"has {longest} tokens with its gold completion, and exceeds"
        lower = f"stage.prompt_tokens and stage.completion_tokens of {context} or less together"
    raise ConfigError(
        f"the longest training row {long} the model's context of {context}; use {lower}, in a chain stage.{stage}.* "
        "(longer rows are then left out and counted), or a model with a longer context"
    )


def check_evaluation(model: Any, prompts: Iterable[Sequence[int]], needed: int) -> None:
    """Refuse an evaluation in which no prompt has room for an answer of `needed` tokens. Raises ConfigError."""
    context, shortest = context_of(model), min(map(len, prompts), default=0)
    if context is None or shortest + needed <= context:
        return
    raise ConfigError(
        f"no row can be evaluated: the shortest prompt has {shortest} tokens, an answer may have {needed} "
        f"(evaluation.completion_tokens), and the model's context is {context}; lower evaluation.completion_tokens, or "
        "use a model with a longer context"
    )

"""Who writes the completions of an evaluation: this process, or vLLM in it (evaluation.engine).

    with writing(config, policy, run.texts, prompts, tell) as write: complete(policy, prompts, ..., write=write)

`auto` takes vLLM on a GPU where it is installed, and goes on in this process where it does not start, dies, or writes
otherwise than the model; looks at validation rows while a model is trained never take it. The labels' probabilities are
read by the model of this process in either case.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from ehrmind.config import Config, Engine
from ehrmind.errors import RunError
from ehrmind.evaluation.generate import Made, Prompts, Wanted, Write, Written, read_labels_once
from ehrmind.evaluation.given import seed_of
from ehrmind.feasible import engine_here
from ehrmind.stages.base import filled
from ehrmind.tasks.base import Policy

HERE = "this process writes the completions that are left"


def version() -> str:
    """What eval.json says of vLLM."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"vllm {installed('vllm')}"
    except PackageNotFoundError:
        return "vllm"


@contextmanager
def writing(
    config: Config, policy: Any, texts: Path, prompts: Prompts, tell: Callable[[str], None]
) -> Iterator[Write | None]:
    """Have vLLM write these prompts' completions; None where this process does. `texts` is the run's folder of text.

    Where it does not start, or fails on the way, `tell` says why, and this process writes: from the batch on that it
    failed with, of which nothing is kept. Raises RunError where it was asked for by name.
    """
    if not prompts or engine_here(config.evaluation.engine, config.model) is not Engine.vllm:
        yield None
        return
    with ExitStack() as stack:
        engine = _started(config, policy, texts, prompts, stack, tell)
        if engine is None:
            yield None
            return

        def write(policy: Any, batch: Prompts, wanted: Wanted) -> Made | None:
            try:
                written = _written(engine, batch, wanted)
            except RunError as error:
                _require_not_named(config, str(error), error)
                with suppress(Exception):  # of an engine that is dead already; its memory is wanted here
                    stack.close()
                tell(f"{error}: {HERE}")
                return None
            return written, *read_labels_once(policy, batch, written, wanted)

        yield write


def _started(
    config: Config, policy: Any, texts: Path, prompts: Prompts, stack: ExitStack, tell: Callable[[str], None]
) -> Any:
    from ehrmind.models import vllm_engine

    if config.evaluation.k and config.evaluation.temperature > vllm_engine.HOTTEST:
        why = f"vLLM takes temperatures up to {vllm_engine.HOTTEST:g}"
        _require_not_named(config, f"{why}, and evaluation.temperature={config.evaluation.temperature:g}", None)
        tell(f"{why}: {HERE}")
        return None
    longest = max(map(len, prompts.values())) + filled(config.evaluation.completion_tokens)
    try:
        return stack.enter_context(vllm_engine.opened(policy, config.model, longest, texts))
    except Exception as error:  # of a library that knows other models than transformers does, and wants its own memory
        said = f": {' '.join(str(error).split())[:200]}" if config.task.data_policy is Policy.OPEN else ""
        why = f"vLLM does not start ({type(error).__name__}{said})"
        _require_not_named(config, why, error if said else None)
        tell(f"{why}: {HERE}")
        return None


def _require_not_named(config: Config, why: str, cause: Exception | None) -> None:
    """Raises RunError where vLLM alone was to write."""
    if config.evaluation.engine is Engine.vllm:
        raise RunError(
            f"{why}; with evaluation.engine=auto this process goes on, in a run of another name, which trains again"
        ) from cause


def _written(engine: Any, prompts: Mapping[str, Sequence[int]], wanted: Wanted) -> Written:
    """By row the greedy completion, then the samples, each with a seed of its own."""
    from ehrmind.models.vllm_engine import Order

    settings, count = wanted.settings, 1 + filled(wanted.settings.k)
    orders = [
        Order(
            prompt=prompt,
            temperature=settings.temperature if sample else 0.0,
            top_p=settings.top_p if sample else 1.0,
            seed=seed_of(wanted.seed, key, sample),
            tokens=filled(settings.completion_tokens),
        )
        for key, prompt in prompts.items()
        for sample in range(count)
    ]
    rows = engine.write(orders, wanted.ends)
    return {key: rows[count * at : count * (at + 1)] for at, key in enumerate(prompts)}

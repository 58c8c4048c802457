"""A trainer's rollouts: a few groups at a time, as many completions at once as `stage.rollout_batch` allows.

rolled_out(trainer, prompts=[[1, 5, 9], [1, 7]], keys=[0, 1], samples=8, sampling)  ->  16 completions
"""

from collections.abc import Sequence
from typing import Any

from trl.models import unwrap_model_for_generation

from ehrmind.rl.shared_prefix.rollout import rollout
from ehrmind.rl.shared_prefix.sampling import Sampling


def rolled_out(
    trainer: Any, prompts: Sequence[list[int]], keys: Sequence[int], samples: int, sampling: Sampling
) -> list[list[int]]:
    """The completions of these prompts, whose `keys` name them in the seeds of this generation."""
    generation = trainer._step // (trainer.args.steps_per_generation * trainer.num_iterations)
    completions: list[list[int]] = []
    with unwrap_model_for_generation(trainer.model_wrapped, trainer.accelerator) as model:
        training = model.training
        model.eval()
        at_once = trainer.prompts_at_once(samples)
        for start in range(0, len(prompts), at_once):
            part = slice(start, start + at_once)
            completions += rollout(
                *(model, prompts[part], samples, trainer.max_completion_length, sampling, trainer.eos_token_ids),
                seed=trainer.args.seed,
                step=generation,
                keys=keys[part],
            )
        model.train(training)
    return completions


def sampling_of(arguments: Any) -> Sampling | None:
    """TRL's settings as ours; None where they ask for more than temperature, top-k and top-p."""
    plain = arguments.min_p is None and arguments.repetition_penalty in (None, 1.0) and not arguments.generation_kwargs
    return Sampling(arguments.temperature, arguments.top_p, arguments.top_k or 0) if plain else None

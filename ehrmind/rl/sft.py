"""SFT over TRL: prompts and gold completions are tokenised here, by the one encoding that rollouts and evaluation use.

One row: input_ids [prompt ... | completion ... end], labels [-100 ... | completion ... end].
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import gcd
from pathlib import Path
from statistics import fmean
from typing import Any

from datasets import Dataset
from trl import SFTConfig, SFTTrainer

from ehrmind.console import say
from ehrmind.data import fit as fit_rows
from ehrmind.data import reasoned, thin
from ehrmind.distributed import deal
from ehrmind.errors import ConfigError
from ehrmind.evaluation.here import encoded
from ehrmind.files import read_json
from ehrmind.job import Checkpoint, Job
from ehrmind.models import lora
from ehrmind.models.load import Policy, policy_of
from ehrmind.preflight import summary
from ehrmind.preflight.summary import Lengths
from ehrmind.rl import fused_head
from ehrmind.rl.common import build, check_context, fit, machine_settings, make, report
from ehrmind.runs import AGAIN, note_changed, note_dropped
from ehrmind.stages.base import UPDATE, filled
from ehrmind.stages.distill import rationales_of
from ehrmind.stages.sft import SFT
from ehrmind.tasks import reasons
from ehrmind.tasks.base import Task
from ehrmind.tracking import trainer_settings
from ehrmind.types import Example

IGNORED = -100


def train(stage: SFT, job: Job) -> Checkpoint:
    """Fine-tune on the gold completions."""
    config = job.config
    policy = policy_of(job, job.start, train=True)
    rows, unexplained = taught(stage, job)
    chosen, left_out = thin(rows, stage.fraction, stage.per_category, config.seed)
    left_out += unexplained
    chosen, unreasoned = reasoned(config.task, chosen)
    left_out += unreasoned
    prompts, changed = encoded(policy.chat, config.task, chosen, "train")
    encodings = encode(policy, config.task, chosen, prompts)
    limit = filled(stage.prompt_tokens) + filled(stage.completion_tokens)
    batch = deal("stage.batch", filled(stage.batch))
    micro_batch = gcd(batch, filled(stage.micro_batch))
    sizes = {key: len(row["input_ids"]) for key, row in encodings.items()}
    kept, dropped = fit_rows(chosen, sizes, limit, "prompt and gold completion")
    note_dropped(job.run, left_out + dropped)
    note_changed(job.run, changed)
    check_context(job, policy, max(sizes[row.id] for row in kept), 0)
    if stage.match is not None:
        step_flops = UPDATE * policy.parameters * filled(stage.batch) * fmean(sizes[row.id] for row in kept)
        stage = replace(stage, steps=matched(stage.match, step_flops))
    summary.show(job, stage, policy, Lengths("prompt and gold completion", sizes, limit, left_out + dropped))
    settings = {
        **machine_settings(config.model, job.run, config.seed, stage.save),
        **trainer_settings(config.tracking, job.run),
        "num_train_epochs": stage.epochs,
        "max_steps": stage.steps or -1,
        "learning_rate": stage.lr,
        "lr_scheduler_type": stage.schedule,
        "warmup_steps": stage.warmup,
        "per_device_train_batch_size": micro_batch,
        "gradient_accumulation_steps": batch // micro_batch,
        "max_length": None,
        "dataset_kwargs": {"skip_prepare_dataset": True},
    }
    trainer = make(
        *(SFTTrainer, policy, job),
        args=build(SFTConfig, settings, stage.extra),
        train_dataset=Dataset.from_list([encodings[example.id] for example in kept]),
        peft_config=None if hasattr(policy.model, "peft_config") else lora.settings(config.model, policy.model),
        callbacks=[report(job)],
    )
    fused_head.check(trainer.model, prompts[kept[0].id], temperature=1.0)
    return fit(trainer, stage, policy, job, UPDATE)


def taught(stage: SFT, job: Job) -> tuple[Sequence[Example], Counter[str]]:
    """The rows that are learned from, and those left out by reason. Raises ConfigError, DataError."""
    rows, task = job.data.splits["train"], job.config.task
    if stage.learn_from is None:
        return rows, Counter()
    path = rationales_of(stage.learn_from)
    if not reasons.read(path)[0]:
        raise ConfigError(f"stage.learn_from={stage.learn_from} kept no rationale; sample more, or from a better model")
    kept, told = reasons.explained(task, rows, path, task.data_policy.value, True)
    say(f"{job.run.arm}: {reasons.sentence(told['counted'])}")
    return kept, Counter({reasons.DROPPED: told["counted"].get(reasons.DROPPED, 0)})


def matched(run: str, step_flops: float) -> int:
    """How many steps cost what the training of this run did. Raises ConfigError."""
    path = Path(run).expanduser() / "eval.json"
    if not path.exists():
        raise ConfigError(f"stage.match={run} is not the folder of a finished run; give one, or stage.steps")
    flops = (read_json(path, AGAIN)["cost"]["train"] or {}).get("flops", 0)
    if flops is None:
        raise ConfigError(
            f"stage.match={run} learned from samples whose FLOPs are not known (of a model behind a server), so that "
            "none can be matched; give another run, or stage.steps"
        )
    if not flops:
        raise ConfigError(
            f"stage.match={run} trained nothing that could be matched; give a trained run, or stage.steps"
        )
    return max(1, round(float(flops) / step_flops))


def encode(
    policy: Policy, task: Task, examples: Sequence[Example], prompts: Mapping[str, list[int]]
) -> dict[str, dict[str, Any]]:
    """Token ids and labels by row id; the loss is on the completion and its end token alone."""
    rows = {}
    for example in examples:
        prompt, completion = prompts[example.id], policy.encode_completion(task.gold(example))
        rows[example.id] = {"input_ids": prompt + completion, "labels": [IGNORED] * len(prompt) + completion}
    return rows

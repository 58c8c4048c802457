"""GRPO over TRL. The recipe's numbers become TRL's arguments; a micro-batch is one whole group, or a part of it.

Rows whose prompt exceeds `prompt_tokens` are left out and counted, never cut.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from datasets import Dataset
from trl import GRPOConfig

from ehrmind.config import Model, Rollout
from ehrmind.data import fit as fit_rows
from ehrmind.data import reasoned
from ehrmind.distributed import deal
from ehrmind.errors import ConfigError
from ehrmind.evaluation.generate import end_tokens
from ehrmind.evaluation.here import encoded
from ehrmind.files import read_json, read_jsonl
from ehrmind.job import Checkpoint, Job
from ehrmind.models import lora
from ehrmind.models.load import Policy, policy_of
from ehrmind.preflight import summary
from ehrmind.preflight.summary import Lengths
from ehrmind.privacy import leave_out_proxies, rollout_host, text_folder
from ehrmind.rl import fused_head, reference, weighing
from ehrmind.rl.callbacks import CutOff
from ehrmind.rl.common import build, check_context, fit, machine_settings, make, report
from ehrmind.rl.curriculum import easy_first, pass_rates
from ehrmind.rl.record import NAME, Limits, RolloutRecord
from ehrmind.rl.replay import Replay
from ehrmind.rl.rewards import reward_functions
from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
from ehrmind.runs import AGAIN, note_changed, note_dropped
from ehrmind.stages.base import FORWARD, filled
from ehrmind.stages.diagnose import diagnosed
from ehrmind.stages.losses import LOSSES
from ehrmind.stages.rlvr import RLVR
from ehrmind.tasks.base import Policy as DataPolicy
from ehrmind.tracking import trainer_settings
from ehrmind.types import Example


def train(stage: RLVR, job: Job) -> Checkpoint:
    """Run GRPO from the start checkpoint, which is also the reference model."""
    config = job.config
    if config.task.data_policy is DataPolicy.RESTRICTED and (host := rollout_host(config.model, stage.extra)):
        leave_out_proxies(host)
    policy = policy_of(job, job.start, train=True)
    rows, unhelpful = useful(job, stage.filter)
    prompts, changed = encoded(policy.chat, config.task, rows, "train")
    sizes = {key: len(ids) for key, ids in prompts.items()}
    kept, dropped = fit_rows(rows, sizes, filled(stage.prompt_tokens), "prompt")
    note_dropped(job.run, unhelpful + dropped)
    note_changed(job.run, changed)
    limit, golds = filled(stage.prompt_tokens), (policy.encode_completion(config.task.gold(row)) for row in kept)
    too_long = sum(len(gold) > filled(stage.completion_tokens) for gold in golds)
    require_rows(stage, len(kept))
    kept = ordered(stage, job, kept)
    check_context(job, policy, max(sizes[row.id] for row in kept), filled(stage.completion_tokens))
    summary.show(job, stage, policy, Lengths("prompt", sizes, limit, unhelpful + dropped, too_long))
    trainer = trainer_of(stage, job, policy, kept, prompts)
    weighing.check(trainer.args, filled(stage.dynamic_sampling))
    fused_head.check(trainer.model, prompts[kept[0].id], temperature=filled(stage.temperature))
    reference.check(trainer, prompts[kept[0].id], policy.source)
    return fit(trainer, stage, policy, job, FORWARD + stage.learning_flops)


def trainer_of(
    stage: RLVR, job: Job, policy: Policy, rows: list[Example], prompts: dict[str, list[int]]
) -> SharedPrefixTrainer:
    """The trainer of these rows, whose prompts are encoded."""
    config, examples = job.config, {row.id: row for row in rows}
    ends, adapted = end_tokens(policy), hasattr(policy.model, "peft_config")
    return make(
        *(SharedPrefixTrainer, policy, job),
        mode=stage.shared_prefix,
        rollout_batch=stage.rollout_batch,
        replay=replay_of(stage, job, policy, rows, prompts),
        dynamic=filled(stage.dynamic_sampling),
        record=record_of(stage, job, policy, examples, ends),
        reward_funcs=reward_functions(
            *(config.reward, config.task, examples, ends),
            text_of=lambda ids: policy.chat.text(ids, ends),
            stopping=filled(stage.stopping),
        ),
        args=build(GRPOConfig, arguments(stage, job, policy), stage.extra),
        train_dataset=Dataset.from_list(
            [{"prompt": policy.chat.messages(config.task.prompt(row)), "example_id": row.id} for row in rows]
        ),
        peft_config=None if adapted else lora.settings(config.model, policy.model, drops=False),
        callbacks=[report(job), CutOff(filled(stage.completion_tokens))],
    )


def ordered(stage: RLVR, job: Job, rows: list[Example]) -> list[Example]:
    """The rows as they are sampled for: by the curriculum, or as they are, for TRL to shuffle."""
    if not stage.curriculum or stage.filter is None:
        return rows
    rates = pass_rates(diagnosed(stage.filter).parent)
    prompts = filled(stage.prompts_per_step) * stage.steps_per_generation
    kept, dropped = easy_first(rows, rates, stage.generations, prompts, job.config.seed)
    note_dropped(job.run, dropped)
    return kept


def replay_of(
    stage: RLVR, job: Job, policy: Policy, rows: list[Example], prompts: dict[str, list[int]]
) -> Replay | None:
    """What replays the rows' golds, where they are to be: those that reason and fit, the others counted."""
    if not stage.sft_weight:
        return None
    taught, unreasoned = reasoned(job.config.task, rows)
    golds = {row.id: policy.encode_completion(job.config.task.gold(row)) for row in taught}
    short = {key: gold for key, gold in golds.items() if len(gold) <= filled(stage.completion_tokens)}
    long = Counter({f"train: gold over {stage.completion_tokens} tokens, so not replayed": len(golds) - len(short)})
    note_changed(job.run, unreasoned + long)
    if not short:
        raise ConfigError(
            f"stage.sft_weight={stage.sft_weight:g}: no gold completion of {len(rows)} rows fits into "
            f"stage.completion_tokens={stage.completion_tokens}; raise that, or use stage.sft_weight=0"
        )
    return Replay(stage.sft_weight, {tuple(prompts[key]): gold for key, gold in short.items()})


def record_of(
    stage: RLVR, job: Job, policy: Policy, examples: dict[str, Example], ends: Sequence[int]
) -> RolloutRecord | None:
    """What keeps the training's rollouts, where they are kept."""
    if not stage.keep_rollouts:
        return None
    return RolloutRecord(
        text_folder(job.run.folder, job.config.task.data_policy) / NAME,
        *(job.config.task, examples, list(job.config.reward)),
        *(lambda ids: policy.chat.text(ids, ends), ends),
        Limits(stage.keep_rollouts, stage.steps),
    )


def useful(job: Job, filter_run: str | None) -> tuple[list[Example], Counter[str]]:
    """The training rows that a diagnosis keeps, and the count of the others. Raises ConfigError."""
    rows = job.data.splits["train"]
    if filter_run is None:
        return rows, Counter()
    path = diagnosed(filter_run)
    if read_json(path.parent / "data.json", AGAIN).get("sha256") != job.run.data_sha256:
        raise ConfigError(f"stage.filter={filter_run} is a diagnosis of other data; diagnose with this run's task.*")
    keys = {row["id"] for row in read_jsonl(path)}
    kept = [row for row in rows if row.id in keys]
    if not kept:
        raise ConfigError(f"stage.filter={filter_run} keeps no row: none is sometimes right and sometimes wrong")
    return kept, +Counter({"train: always or never right before training": len(rows) - len(kept)})


def require_rows(stage: RLVR, rows: int) -> None:
    """Refuse a generation that takes more prompts than there are. Raises ConfigError."""
    asked = f"stage.prompts_per_step={stage.prompts_per_step}"
    if stage.steps_per_generation > 1:
        asked += f" stage.steps_per_generation={stage.steps_per_generation}"
    if rows < filled(stage.prompts_per_step) * stage.steps_per_generation:
        raise ConfigError(
            f"{asked}: only {rows} training rows are left, which fill no step; lower it, or leave out less"
        )


def arguments(stage: RLVR, job: Job, policy: Policy) -> dict[str, Any]:
    """The arguments of GRPOConfig for this stage. A group stays whole on one process."""
    micro_batch = stage.micro_batch or filled(stage.group_size)
    parts = deal("stage.prompts_per_step", filled(stage.prompts_per_step)) * filled(stage.group_size) // micro_batch
    return {
        **machine_settings(job.config.model, job.run, job.config.seed, stage.save),
        **trainer_settings(job.config.tracking, job.run),
        "max_steps": stage.steps,
        "learning_rate": stage.lr,
        "lr_scheduler_type": stage.schedule,
        "warmup_steps": stage.warmup,
        "per_device_train_batch_size": micro_batch,
        "gradient_accumulation_steps": parts,
        "steps_per_generation": parts * stage.steps_per_generation,
        "num_iterations": stage.num_iterations,
        "num_generations": stage.group_size,
        "max_completion_length": stage.completion_tokens,
        **({"shuffle_dataset": False} if stage.curriculum else {}),
        "temperature": stage.temperature,
        "top_p": stage.top_p,
        "top_k": 0,
        "loss_type": LOSSES[filled(stage.loss)].trl or stage.loss,
        "importance_sampling_level": filled(stage.ratio).value,
        "scale_rewards": filled(stage.scale_rewards).value,
        "beta": stage.kl,
        "epsilon": stage.clip_low,
        "epsilon_high": stage.clip_high,
        "entropy_coef": stage.entropy,
        "reward_weights": [term.weight for term in job.config.reward.values()],
        # The paper's objective has neither; TRL turns both on by default.
        "use_bias_correction_kl": False,
        "vllm_importance_sampling_correction": False,
        **rollouts(job.config.model),
        "model_init_kwargs": reference.loaded_as(stage, job.config.model, policy),
        "trust_remote_code": job.config.model.trust_remote_code,
        "chat_template_kwargs": policy.chat.kwargs,
    }


def rollouts(model: Model) -> dict[str, Any]:
    """TRL's settings for who writes the completions."""
    if model.rollout is Rollout.transformers:
        return {"use_vllm": False}
    return {"use_vllm": True, "vllm_mode": model.rollout.value.removeprefix("vllm_")}

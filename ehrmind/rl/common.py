"""What SFT and GRPO share: trainer settings of this machine, checked extras, saving the result."""

import contextlib
import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from transformers import PrinterCallback, TrainerCallback

from ehrmind import runs, stopping
from ehrmind.config import Model, Quantize
from ehrmind.console import say
from ehrmind.distributed import barrier, is_main, sharded, world_size
from ehrmind.errors import RunError
from ehrmind.evaluation.evaluate import held_out
from ehrmind.files import read_json
from ehrmind.job import Checkpoint, Job
from ehrmind.models import base, context, quantize
from ehrmind.models.load import Policy, precision_here
from ehrmind.models.machine import device, return_freed_memory
from ehrmind.rl import extras, private_names
from ehrmind.rl.callbacks import Report, ReturnMemory
from ehrmind.rl.faster_way import FASTER_WAY, FasterWay
from ehrmind.rl.longest_step import LongestStep
from ehrmind.rl.resume import Resume
from ehrmind.rl.save import save
from ehrmind.rl.selection import Select
from ehrmind.rl.validation import Validation
from ehrmind.rl.warmup import WarmUp
from ehrmind.rl.watching import Looks, Watch
from ehrmind.runs import Run
from ehrmind.stages.base import FORWARD, Saving, filled
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT

Arguments = TypeVar("Arguments")
Trainer = TypeVar("Trainer")
HELD_OUT = 64  # rows that are looked at before training

TRAINED = "stopped as asked; the training is done and its weights are saved, the evaluation is left"


def machine_settings(model: Model, run: Run, seed: int, saving: Saving) -> dict[str, Any]:
    """Trainer settings that follow from the device and the run, not from the recipe."""
    gpu = device() == "cuda"
    return {
        "output_dir": str(run.checkpoints),
        "seed": seed,
        "use_cpu": not gpu,
        "bf16": precision_here(model, train=True).autocast,
        "activation_checkpointing": gpu,
        "gradient_checkpointing": None,  # the old name, which TRL still turns on by default
        "dataloader_pin_memory": gpu,
        "report_to": "none",
        "disable_tqdm": True,
        "logging_steps": 1,
        "logging_nan_inf_filter": False,  # a loss that is no number is to be seen
        "save_strategy": "no",  # rl/resume.py says when
        "save_total_limit": saving.keep,
        "weight_decay": 0.01,
        "ddp_find_unused_parameters": False,
    }


def build(kind: type[Arguments], settings: Mapping[str, Any], extra: Mapping[str, Any]) -> Arguments:
    """TRL's arguments, with the user's extras over ours. Raises ConfigError for extras that they refuse."""
    extras.check(kind, extra)
    try:
        arguments: Arguments = on_one_gpu(kind(**{**settings, **extra}))
        return arguments
    except Exception as error:  # whatever it is: an extra may ask for a package, a file or a device that is not there
        if not extra:
            raise
        raise extras.refused(kind, extra, error) from error


def make(kind: type[Trainer], policy: Policy, job: Job, **given: Any) -> Trainer:
    """The trainer of a policy. Raises ConfigError for extras that its arguments let past and it refuses."""
    packed, extra = job.config.model.quantize is not Quantize.none, getattr(job.config.stage, "extra", {})
    before = quantize.trained(policy.model) if packed else {}
    try:
        trainer: Any = kind(**{"model": policy.model, "processing_class": policy.tokenizer, **given})
    except (ValueError, TypeError, ImportError, NotImplementedError) as error:
        if not extra:
            raise
        raise extras.refused(kind, extra, error) from error
    if packed:
        quantize.in_float32(trainer.model, before)
    return trainer  # type: ignore[no-any-return]


def on_one_gpu(arguments: Any) -> Any:
    """Keep the trainer from splitting each batch over all GPUs that it sees, in threads, where no launcher was used."""
    if arguments.n_gpu > 1:
        say(f"one of {arguments.n_gpu} GPUs is used; to use all of them: accelerate launch -m ehrmind ...")
        arguments._n_gpu = 1
    return arguments


def check_context(job: Job, policy: Policy, longest: int, written: int) -> None:
    """Refuse rows that exceed the model's context, in training and in the evaluation after it. Raises ConfigError."""
    config = job.config
    context.check_training(policy.model, config.stage.registered_name, longest, written)
    some = held_out(config, job.data)[:HELD_OUT]
    prompts = [policy.encode(config.task.prompt(row)) for row in some]
    context.check_evaluation(policy.model, prompts, filled(config.evaluation.completion_tokens))


def report(job: Job) -> Report:
    """What passes the steps of a training on."""
    return Report(job.trackers, job.advance)


def fit(trainer: Any, stage: SFT | RLVR, policy: Policy, job: Job, flops_per_token: float) -> Checkpoint:
    """Train, from `job.resume` where there is one, and save the weights as safetensors: the last, or the selected.

    FLOPs are `flops_per_token` × weights × tokens, less for those only sampled. Raises Stopped when asked to stop on
    the way, RunError when the data end before the steps do.
    """
    private_names.require(trainer)
    folder, weights = job.run.model, policy.parameters  # counted now: ZeRO-3 leaves none of them in sight
    select, looks = _looks(trainer, stage, policy, job)
    resume = Resume(trainer, stage.save, select, job.resume)
    trainer.add_callback(ReturnMemory())
    trainer.add_callback(WarmUp())
    if job.config.preflight and job.resume is None:
        trainer.add_callback(LongestStep(trainer, peak_memory_mb, reset_peak_memory))
    if isinstance(stage, RLVR):
        trainer.add_callback(FasterWay(trainer, job.run.folder / FASTER_WAY, reset_peak_memory))
    for callback in (*looks, resume):  # first the selection, whose result is saved
        trainer.add_callback(callback)
    trainer.remove_callback(PrinterCallback)  # the progress bar shows the numbers
    gc.collect()
    return_freed_memory()
    reset_peak_memory()
    # Asked to stop in the last step, it still saves the weights.
    with stopping.at_a_good_moment(resume.at_stake, TRAINED):
        trainer.train(resume_from_checkpoint=str(job.resume) if job.resume else None)
        seconds, done, asked = resume.seconds, trainer.state.global_step, trainer.state.max_steps
        _require_all(resume, done, asked)
        if select is None:
            shards = trainer.accelerator.get_state_dict(trainer.model_wrapped) if sharded() else None
            save(trainer.model, folder, shards)
        else:
            select.put(folder)
        if is_main():
            _save_beside(policy, folder)
        barrier()
        _close_vllm(trainer)
        tokens = float(max(trainer.state.num_input_tokens_seen, trainer._total_train_tokens))  # of GRPO, of SFT
        unlearned = trainer.sampler.not_learned_from if getattr(trainer, "sampler", None) else 0.0
        cost: dict[str, float] = {
            "tokens": tokens,
            "flops": weights * (flops_per_token * (tokens - unlearned) + FORWARD * unlearned),
            "seconds": round(seconds, 2),
            "steps": done,
            "peak_memory_mb": round(peak_memory_mb()),
        }
        if select is not None and select.best_step is not None and select.best is not None:
            cost |= {"selected_step": select.best_step, f"validation_{select.measure.name}": select.best}
        whole = {**cost, **_with_sampling(cost, stage)}
        runs.note_trained(job.run, whole)
    return Checkpoint(folder, whole)


def _close_vllm(trainer: Any) -> None:
    """Give back what a vLLM in this process holds, before an evaluation. Of several processes their group is in it."""
    colocated = getattr(getattr(trainer, "vllm_generation", None), "llm", None) is not None
    if colocated and world_size() == 1:
        from ehrmind.models.vllm_engine import shut_down

        with contextlib.suppress(Exception):  # the weights are saved, and the evaluation wants memory at most
            shut_down(trainer.vllm_generation)


def _with_sampling(cost: Mapping[str, float], stage: SFT | RLVR) -> dict[str, float | None]:
    """What is learned from samples costs these, too: of a run of stage=distill, its evaluation.

    Of a model behind a server FLOPs are not known, and tokens where it counts none: so are the sums, and what the
    training itself took stands beside, as trained_flops and trained_tokens.
    """
    run = stage.learn_from if isinstance(stage, SFT) else None
    if run is None:
        return {}
    sampled = read_json(Path(run).expanduser() / "eval.json", runs.AGAIN)["cost"]["evaluation"]
    names = ("tokens", "flops", "seconds")
    unknown = [name for name in names if sampled.get(name) is None]
    total = {name: None if name in unknown else cost[name] + sampled[name] for name in names}
    own = {f"trained_{name}": cost[name] for name in unknown}
    if unknown:
        say(f"! {' and '.join(unknown)} of the samples of {run} are not known, so that no sum with this training's is")
    return total | own | ({} if "tokens" in unknown else {"sampled_tokens": float(sampled["tokens"])})


def _looks(
    trainer: Any, stage: SFT | RLVR, policy: Policy, job: Job
) -> tuple[Select | None, Sequence[TrainerCallback]]:
    """What selects the weights, and the callback that looks at validation rows, where either is asked for."""
    if not (stage.select.every or stage.watch.every):
        return None, ()
    validation = Validation(job, policy)
    select = Select(validation, stage.select, job.run.checkpoints) if stage.select.every else None
    watch = Watch(validation, stage.watch) if stage.watch.every else None
    return select, [Looks(trainer, validation, [look for look in (select, watch) if look is not None])]


def _save_beside(policy: Policy, folder: Path) -> None:
    """The tokenizer, and of an adapter which weights it lies on."""
    policy.tokenizer.save_pretrained(folder)
    if policy.base:
        base.write(policy.base, folder)


def _require_all(resume: Resume, done: int, asked: int) -> None:
    if resume.stopped:
        raise stopping.Stopped(f"stopped as asked; step {done} of {asked} is saved")
    if done < asked:
        raise RunError(f"training ended after step {done} of {asked}: the data do not fill a batch")


def reset_peak_memory() -> None:
    """Start counting the peak anew, so that one run of a chain is not charged with the run before it."""
    if device() == "cuda":
        torch.cuda.reset_peak_memory_stats()
    else:
        with contextlib.suppress(OSError):  # only Linux has it
            Path("/proc/self/clear_refs").write_text("5")


def peak_memory_mb() -> float:
    """The most memory that the process held since the reset: on the GPU where there is one, resident otherwise."""
    if device() == "cuda":
        return float(torch.cuda.max_memory_allocated()) / 2**20
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""Stock TRL against the shared prefix, on the same prompts and weights: python -m benchmarks.grpo_step

Every measurement is a process of its own, stock and ours in turn, so that neither warms the other's memory; medians
over the repeats. Completions are forced to their full length, and both sides update on the same tokens:

    rollout   seconds to sample groups × group completions
    update    forward and backward of the policy with its entropy, and the optimizer's step
    step      rollout, log-probs of the reference model (the KL term), and update

What is measured is a process's first step, which touches its memory for the first time, or with `--warmup 1` the next.
`max_logprob_diff` and `grad_rel_diff` compare both paths in one process, in float32.
"""

import argparse
import contextlib
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIDES = ("stock", "ours")
PARTS = ("rollout", "update", "step")
KILLED_AT_MOST = 4


def main() -> None:
    """Measure and print."""
    options = _parse()
    if options.child:
        print(json.dumps(compare(options) if options.child == "compare" else measure(options, options.child)))
        return
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for repeat in range(options.repeats):
        for side in SIDES if repeat % 2 == 0 else SIDES[::-1]:
            runs[side].append(_in_a_process(side))
            print(f"repeat {repeat + 1} {side}: {_shown(runs[side][-1])}", file=sys.stderr)
    report = {**summary(runs), **_in_a_process("compare"), "options": vars(options)}
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    _print(report)


def summary(runs: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    """Medians of each side and their ratios."""
    middle = {side: {k: statistics.median(run[k] for run in runs[side]) for k in runs[side][0]} for side in SIDES}
    report: dict[str, Any] = {}
    for part in PARTS:
        stock, ours = middle["stock"][part], middle["ours"][part]
        report[part] = {"stock_s": round(stock, 3), "ours_s": round(ours, 3), "ratio": round(stock / ours, 2)}
    stock, ours = middle["stock"]["peak_mb"], middle["ours"]["peak_mb"]
    report["peak_memory"] = {"stock_mb": round(stock), "ours_mb": round(ours), "ratio": round(ours / stock, 2)}
    return report


def measure(options: argparse.Namespace, side: str) -> dict[str, float]:
    """Seconds of each part of the last step, and peak memory, of one side."""
    from ehrmind.rl.common import peak_memory_mb, reset_peak_memory

    trainer = build(options, side)
    trainer.create_optimizer()
    trainer.current_gradient_accumulation_steps = options.groups
    trainer.model.train()
    prompts = fixed_prompts(options, trainer.model.config.vocab_size)
    batches = fixed_batches(options, prompts, trainer)
    reset_peak_memory()
    steps = [one_step(options, trainer, prompts, batches, cold=index == 0) for index in range(1 + options.warmup)]
    return {**steps[-1], "peak_mb": peak_memory_mb()}


def one_step(
    options: argparse.Namespace, trainer: Any, prompts: list[list[int]], batches: list[dict[str, Any]], cold: bool
) -> dict[str, float]:
    """Seconds of each part. A `cold` step gives freed memory back between them: stock TRL needs it at 1,500 tokens."""
    from ehrmind.models.machine import return_freed_memory

    started = now()
    trainer._generate_single_turn([p for p in prompts for _ in range(options.group)], None, {}, options.group)
    if cold:
        return_freed_memory()
    rolled = now()
    for batch in batches:
        batch["ref_per_token_logps"] = reference(trainer, batch)
    if cold:
        return_freed_memory()
    referred = now()
    for batch in batches:
        trainer._compute_loss(trainer.model, batch).backward()
    trainer.optimizer.step()
    trainer.optimizer.zero_grad()
    updated = now()
    return {"rollout": rolled - started, "update": updated - referred, "step": updated - started}


def compare(options: argparse.Namespace) -> dict[str, float]:
    """The largest difference of a log-probability and the relative difference of the gradients, one group."""
    import torch
    from trl import GRPOTrainer

    trainer = build(options, "ours")
    vocabulary = trainer.model.config.vocab_size
    batch = fixed_batches(options, fixed_prompts(options, vocabulary), trainer)[0]
    ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], dim=1)
    mask = torch.ones_like(ids)
    weights = batch["advantages"][:, None]
    logps, gradients = [], []
    for method in (GRPOTrainer._get_per_token_logps_and_entropies, type(trainer)._get_per_token_logps_and_entropies):
        trainer.model.zero_grad()
        logp, _, _ = method(trainer, trainer.model, ids, mask, options.completion)
        (weights * logp).sum().backward()
        logps.append(logp.detach())
        gradients.append(torch.cat([p.grad.flatten() for p in trainer.model.parameters()]))
    difference = (gradients[1] - gradients[0]).norm() / gradients[0].norm()
    return {"max_logprob_diff": float((logps[1] - logps[0]).abs().max()), "grad_rel_diff": float(difference)}


def build(options: argparse.Namespace, side: str) -> Any:
    """TRL's trainer or ours, on the model in float32, with the reference model that the KL term needs."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from ehrmind.models.machine import keep_freed_memory

    if not options.return_freed:
        keep_freed_memory()  # for both sides alike
    disable_progress_bar()
    folder = model_folder(options.model)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    return trainer_on(model, tokenizer, options, side, beta=0.001)


def trainer_on(
    model: Any, tokenizer: Any, options: argparse.Namespace, side: str, beta: float, bf16: bool = False
) -> Any:
    """The trainer of a side, whose completions never end early."""
    import torch
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
    from ehrmind.stages.rlvr import SharedPrefix

    model.generation_config.eos_token_id = None
    arguments = GRPOConfig(
        output_dir=tempfile.mkdtemp(),
        per_device_train_batch_size=options.group,
        gradient_accumulation_steps=options.groups,
        num_generations=options.group,
        max_completion_length=options.completion,
        temperature=1.0,
        top_k=0,
        beta=beta,
        use_bias_correction_kl=False,
        entropy_coef=0.001,
        loss_type="bnpo",
        learning_rate=1e-6,
        bf16=bf16,
        activation_checkpointing=torch.cuda.is_available(),  # as a training does
        gradient_checkpointing=None,
        use_cpu=not torch.cuda.is_available(),
        report_to="none",
        save_strategy="no",
    )
    kind, more = (GRPOTrainer, {}) if side == "stock" else (SharedPrefixTrainer, {"mode": SharedPrefix.on})
    with contextlib.redirect_stdout(sys.stderr):
        trainer = kind(
            model=model,
            reward_funcs=[lambda completions, **columns: [0.0] * len(completions)],
            args=arguments,
            processing_class=tokenizer,
            train_dataset=Dataset.from_list([{"prompt": "x"}] * options.groups * options.group),
            **more,
        )
    trainer.eos_token_ids = []
    trainer.generation_config.eos_token_id = None
    return trainer


def model_folder(name: str) -> str:
    """The embedded model, or a folder or hub id."""
    if name != "smollm2_135m":
        return name
    from ehrmind.models.assets import embedded_model

    return str(embedded_model())


def fixed_prompts(options: argparse.Namespace, vocabulary: int) -> list[list[int]]:
    """Random tokens, the same for every process."""
    import torch

    generator = torch.Generator().manual_seed(0)
    return torch.randint(100, vocabulary - 100, (options.groups, options.prompt), generator=generator).tolist()


def fixed_batches(options: argparse.Namespace, prompts: list[list[int]], trainer: Any) -> list[dict[str, Any]]:
    """A micro-batch for each group, as TRL's rollout leaves it, the completions the same for both sides."""
    import torch

    generator, vocabulary = torch.Generator().manual_seed(1), trainer.model.config.vocab_size
    batches = []
    for prompt in prompts:
        completions = torch.randint(100, vocabulary - 100, (options.group, options.completion), generator=generator)
        advantages = torch.randn(options.group, generator=generator)
        ids = torch.tensor([prompt] * options.group)
        batch = {
            "prompt_ids": ids,
            "prompt_mask": torch.ones_like(ids),
            "completion_ids": completions,
            "completion_mask": torch.ones_like(completions),
            "advantages": advantages,
            "num_items_in_batch": torch.tensor(float(options.groups * completions.numel())),
        }
        batches.append({name: value.to(trainer.accelerator.device) for name, value in batch.items()})
    return batches


def reference(trainer: Any, batch: dict[str, Any]) -> Any:
    """The reference model's log-probabilities."""
    import torch

    ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], dim=1)
    length = batch["completion_ids"].shape[1]
    with torch.no_grad():
        return trainer._get_per_token_logps_and_entropies(trainer.ref_model, ids, torch.ones_like(ids), length)[0]


def now() -> float:
    """Seconds, when a GPU has done what it was given."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter()


def _in_a_process(child: str) -> dict[str, Any]:
    """What a child measured. One that was killed for want of memory is begun again, and said."""
    python = (sys.executable, "-W", "ignore::FutureWarning")
    command = [*python, "-m", "benchmarks.grpo_step", *sys.argv[1:], "--child", child]
    for _ in range(KILLED_AT_MOST):
        result = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
        if result.returncode != -signal.SIGKILL:
            break
        print(f"{child} was killed, probably for want of memory", file=sys.stderr)
    result.check_returncode()
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def _shown(run: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in run.items())


def _print(report: dict[str, Any]) -> None:
    for part in PARTS:
        row = report[part]
        print(f"{part:8} stock {row['stock_s']:8.2f} s   ours {row['ours_s']:8.2f} s   {row['ratio']:.2f} x")
    row = report["peak_memory"]
    print(f"memory   stock {row['stock_mb']:6} MB    ours {row['ours_mb']:6} MB    {row['ratio']:.2f} of stock")
    print(
        f"largest difference of a log-prob {report['max_logprob_diff']:.1e}, of gradients {report['grad_rel_diff']:.1e}"
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grpo_step", description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="smollm2_135m", help="smollm2_135m, a folder or a hub id")
    parser.add_argument("--prompt", type=int, default=800, help="tokens of a prompt")
    parser.add_argument("--group", type=int, default=8, help="completions of a prompt")
    parser.add_argument("--completion", type=int, default=100, help="tokens of a completion")
    parser.add_argument("--groups", type=int, default=1, help="prompts a step")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--warmup", type=int, default=0, help="steps of each process before the one measured")
    parser.add_argument("--return-freed", action="store_true", help="malloc's own settings: slower, less memory")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Groups that teach, a minute: dynamic sampling here against stock TRL: python -m benchmarks.useful_rlvr

    stock   10 groups with variance learned from, 16 looked at, in 5.2 min: 1.92 a minute
    ours    16 groups with variance learned from, 27 looked at, in 1.6 min: 10.00 a minute
    5.2 x

A group teaches where the rewards of its completions differ; from the others an update learns nothing, and takes as
long. Both sides start from the same weights (a light SFT, made once and kept in --runs), draw from the same prompts,
and have the same settings, rewards and batch. Each is a process of its own; the steps after `--warmup` are counted. The
settings of malloc are the same for both.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SIDES = ("stock", "ours")
TASK = (
    *("model=smollm2_135m", "task=medcalc", "task.questions=[extraction]", "task.distractors=0.6"),
    *("task.calculators=[2,9,15,19,23,27,28,29,40,43,45,51,65]", "task.unseen=[]"),
    "task.rows={train: 800, validation: 104, test: 104}",
)  # of experiments/medcalc_135m.yaml
SFT = (
    *("stage=sft", "stage.steps=8", "stage.lr=2e-4", "stage.batch=8", "stage.micro_batch=4", "stage.prompt_tokens=384"),
    *("stage.completion_tokens=80", "evaluation.limit=4", "evaluation.completion_tokens=80"),
)
RLVR = (
    *("stage=rlvr", "stage.recipe=modern", "stage.lr=2e-5", "stage.prompt_tokens=384", "stage.completion_tokens=72"),
)


def main() -> None:
    """Measure and print."""
    options, words = _parse()
    if options.child:
        print(json.dumps(measure(options, words)))
        return
    start = options.start or made_start(options, words)
    report: dict[str, Any] = {}
    for side in SIDES:
        report[side] = _in_a_process(options, side, start, words)
        print(f"{side}: {report[side]}", file=sys.stderr)
    stock, ours = (report[side]["per_minute"] for side in SIDES)
    report["ratio"] = round(ours / stock, 2) if stock else None
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    _print(report)


def made_start(options: argparse.Namespace, words: Sequence[str]) -> str:
    """The folder of the SFT run that both sides start from; a run that is done is not done again."""
    command = [sys.executable, "-m", "ehrmind", *TASK, *words, *SFT, f"runs_dir={options.runs}"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    folders = [path.parent for path in Path(options.runs).glob("*-sft-*/checkpoint.json")]
    return str(max(folders, key=lambda folder: (folder / "status.json").stat().st_mtime))


def measure(options: argparse.Namespace, words: Sequence[str]) -> dict[str, Any]:
    """Groups and minutes of one side, over the steps after the warm-up."""
    from transformers import TrainerCallback

    from ehrmind.models.machine import keep_freed_memory

    keep_freed_memory()
    trainer = build(options, words)
    steps: list[dict[str, float]] = []
    ends: list[float] = []

    class Watch(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *rest: Any, **more: Any) -> None:
            ends.append(time.perf_counter())

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **more: Any) -> None:
            if "reward" in (logs or {}):
                steps.append(dict(logs))

    trainer.add_callback(Watch())
    ends.append(time.perf_counter())
    trainer.train()
    counted, minutes = steps[options.warmup :], (ends[-1] - ends[options.warmup]) / 60
    useful = sum(taught(line, options.prompts) for line in counted)
    return {
        "useful": round(useful),
        "looked_at": round(sum(line.get("groups/looked_at", options.prompts) for line in counted)),
        "minutes": round(minutes, 3),
        "per_minute": round(useful / minutes, 3),
        "mean_length": round(sum(line["completions/mean_length"] for line in counted) / len(counted), 1),
    }


def taught(line: dict[str, float], prompts: int) -> float:
    """How many groups with variance a step has learned from, as its metrics tell."""
    return line.get("groups/learned_from", prompts * (1 - line["frac_reward_zero_std"]))


def build(options: argparse.Namespace, words: Sequence[str]) -> Any:
    """TRL's trainer or ours on the same policy, prompts, rewards and arguments."""
    import hydra
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    from ehrmind.compose import prepare
    from ehrmind.config import to_config
    from ehrmind.evaluation.generate import end_tokens
    from ehrmind.job import Job
    from ehrmind.models.load import policy_of
    from ehrmind.registry import files_root
    from ehrmind.rl.common import build as built
    from ehrmind.rl.grpo import arguments
    from ehrmind.rl.rewards import reward_functions
    from ehrmind.rl.shared_prefix.trainer import SharedPrefixTrainer
    from ehrmind.runs import Run
    from ehrmind.stages.rlvr import SharedPrefix

    sizes = (f"stage.steps={options.warmup + options.steps}", f"stage.prompts_per_step={options.prompts}")
    chosen = prepare([*TASK, *words, *RLVR, *sizes, f"stage.group_size={options.group}"])
    with hydra.initialize_config_dir(str(files_root() / "conf"), version_base="1.3"):
        config = to_config(hydra.compose("config", chosen))
    data, folder = config.task.load(), Path(options.runs) / f"scratch-{options.child}"
    job = Job(config, data, Run(folder, "rlvr", None, ""), Path(options.start) / "model", ())
    policy = policy_of(job, job.start, train=True)
    examples = {row.id: row for row in data.splits["train"]}
    ends = end_tokens(policy)
    ours = {"mode": SharedPrefix.on, "dynamic": options.dynamic} if options.child == "ours" else {}
    return (SharedPrefixTrainer if ours else GRPOTrainer)(
        model=policy.model,
        reward_funcs=reward_functions(
            *(config.reward, config.task, examples, ends), text_of=lambda ids: policy.chat.text(ids, ends)
        ),
        args=built(GRPOConfig, arguments(config.stage, job, policy), {}),
        processing_class=policy.tokenizer,
        train_dataset=Dataset.from_list(
            [
                {"prompt": policy.chat.messages(config.task.prompt(row)), "example_id": key}
                for key, row in examples.items()
            ]
        ),
        **ours,
    )


def _in_a_process(options: argparse.Namespace, side: str, start: str, words: Sequence[str]) -> dict[str, Any]:
    shared = [
        f"--{name}={getattr(options, name)}" for name in ("runs", "prompts", "group", "steps", "warmup", "dynamic")
    ]
    command = [sys.executable, "-m", "benchmarks.useful_rlvr", *shared, f"--child={side}", f"--start={start}", *words]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def _print(report: dict[str, Any]) -> None:
    for side in SIDES:
        row = report[side]
        print(
            f"{side:5} {row['useful']:4} groups with variance learned from, {row['looked_at']} looked at, in "
            f"{row['minutes']:.1f} min: {row['per_minute']:.2f} a minute"
        )
    print(f"{report['ratio']} x" if report["ratio"] else "stock TRL met no group with variance: nothing to compare")


def _parse() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.useful_rlvr", description=__doc__.splitlines()[0])
    parser.add_argument("--start", help="the folder of a finished SFT run; default: a light one is made")
    parser.add_argument("--runs", default="runs/useful_rlvr", help="where the SFT run is kept")
    parser.add_argument("--prompts", type=int, default=4, help="a step")
    parser.add_argument("--group", type=int, default=8, help="completions of a prompt")
    parser.add_argument("--steps", type=int, default=4, help="that are measured")
    parser.add_argument("--warmup", type=int, default=1, help="steps before them")
    parser.add_argument("--dynamic", type=float, default=3.0, help="stage.dynamic_sampling of ours")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--child", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", help="of the task and the model, as for python -m ehrmind: model=tiny")
    options = parser.parse_args()
    return options, options.words


if __name__ == "__main__":
    main()

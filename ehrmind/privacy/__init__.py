"""Restricted text stays with the one who may read it: where it lies, and what a restricted run may not be asked for.

    runs/medcalc-tiny-sft-3f9a1c02/     eval.json metrics.jsonl log.txt ...: numbers, ids, lengths
      private/  (mode 0700)             rows.jsonl completions.jsonl predictions.jsonl samples.jsonl rollouts.jsonl.zst,
                                        checkpoints/

    python -m ehrmind task.source=folder task.path=/data/notes task.restricted=true +stage.extra.push_to_hub=true
    -> ConfigError: stage.extra.push_to_hub would send text of restricted data, or weights that may hold it, ...

A task is restricted when its class says so (`restricted: bool = True`) or the user does (`task.restricted=true`);
nothing makes a restricted task open. What a run says, logs and raises is held back by `ehrmind.privacy.guard`.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ehrmind.errors import ConfigError
from ehrmind.model import Model, Rollout, is_this_machine
from ehrmind.stages.base import Stage
from ehrmind.tasks.base import Policy, Task

FOLDER = "private"
TRL_HOST = "0.0.0.0"  # noqa: S104  # where TRL looks for vLLM's server unless it is told
# Beginnings of the trainer's settings that write text or weights to a hub, a tracker or the terminal.
SENDING = ("push_to_hub", "hub_", "log_completions", "report_to", "trackio_")

# What the tiny model's tokenizer is built from where the task's own words may not lie in a cache of models.
PUBLIC_TEXT = """Patient note: A 64-year-old woman is admitted to the hospital with shortness of breath, chest pain and
fatigue for three days. She has a history of hypertension, diabetes mellitus and chronic kidney disease. On examination
the blood pressure is 138/82 mmHg, the heart rate 96 beats per minute, the temperature 37.2 degrees and the oxygen
saturation 94 %. Laboratory tests show sodium 138 mEq/L, potassium 4.1 mEq/L, chloride 102 mEq/L, bicarbonate 24 mEq/L,
creatinine 1.4 mg/dL, glucose 112 mg/dL, albumin 3.6 g/dL and a white blood cell count of 9800. He was discharged on
oral medication, and the patient is to return for a visit in two weeks.
Question: What is the patient's score? Write your reasoning between <think> and </think>, then the answer as JSON, like
this: <answer>{"answer": "a number without its unit"}</answer>
<think>
The formula is weight divided by height squared: 70 / (1.75 * 1.75) = 22.857 = 22.9.
</think>
<answer>{"answer": "22.9"}</answer>"""


def text_folder(run_folder: Path, policy: Policy) -> Path:
    """Where a run writes text of its task: its own folder, or for restricted data a part that its owner alone reads."""
    if policy is Policy.OPEN:
        return run_folder
    folder = run_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # whatever the mode it was left with
    return folder


def text_file(run_folder: Path, name: str) -> Path:
    """Where a finished run has written the text file of this name."""
    private = run_folder / FOLDER
    return (private if private.is_dir() else run_folder) / name


def check(task: Task, stage: Stage, model: Model) -> None:
    """Refuse what would carry text of a restricted task elsewhere, and checkpoints of any. Raises ConfigError."""
    if type(task).restricted and not task.restricted:
        raise ConfigError(
            f"task.restricted=false: the data of task={task.registered_name} are restricted; leave it out"
        )
    for path, extra in _extras(stage, "stage"):
        if "output_dir" in extra:
            raise ConfigError(
                f"{path}.extra.output_dir={extra['output_dir']} would put checkpoints where the run does not look for "
                "them, out of its private folder too; leave it out, runs_dir= says where runs are"
            )
        if task.data_policy is Policy.OPEN:
            continue
        for name, value in extra.items():
            if name.startswith(SENDING) and value not in (None, False, "none", []):
                raise ConfigError(
                    f"{path}.extra.{name} would send text of restricted data, or weights that may hold it, where "
                    f"others read it; leave it out (the data of task={task.registered_name} are restricted)"
                )
        host = rollout_host(model, extra)
        if host and not (is_this_machine(host) or model.trusted_server):
            raise ConfigError(
                f"{path}.extra: vLLM's server {host} is not this machine, and the data of task={task.registered_name} "
                "are restricted: every prompt would be sent there. Where you are allowed to, say "
                "model.trusted_server=true"
            )


def rollout_host(model: Model, extra: Mapping[str, Any]) -> str:
    """Where TRL sends the prompts of RLVR; empty where they stay in its processes."""
    if model.rollout is not Rollout.vllm_server:
        return ""
    named = urlsplit(str(extra.get("vllm_server_base_url") or "")).hostname
    return str(named or extra.get("vllm_server_host") or TRL_HOST)


def leave_out_proxies(host: str) -> None:
    """Reach a host without the proxies of the environment, which may keep what they are sent."""
    for name in ("no_proxy", "NO_PROXY"):
        known = os.environ.get(name, "")
        if host not in known.split(","):
            os.environ[name] = ",".join(filter(None, (known, host)))


def _extras(stage: Stage, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The trainer's further settings, of a stage or of the parts of a chain, with their keys."""
    for name, value in vars(stage).items():
        if name == "extra":
            yield path, value
        elif hasattr(value, "extra"):
            yield from _extras(value, f"{path}.{name}")

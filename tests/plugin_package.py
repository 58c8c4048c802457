"""A package elsewhere, as its author writes and installs it: a task, two rewards, a model, an experiment and a sweep."""

import subprocess
import sys
from pathlib import Path

from ehrmind.registry import files_root

ROOT = files_root()
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "ehr-triage"
version = "0.2.0"

[project.entry-points."ehrmind.plugins"]
triage = "ehr_triage"
"""
REWARDS = '''\
"""Rewards of the package: one for short completions, and one that is broken."""

from dataclasses import dataclass

from ehrmind.registry import register
from ehrmind.rewards.base import Reward
from ehrmind.types import Completion, Example, Parsed, Score


@register("reward", "brief")
@dataclass
class Brief(Reward):
    """Rewards short completions."""

    tokens: int = 200

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        return min(1.0, max(0.0, 2 - completion.tokens / self.tokens))


@register("reward", "rotten")
@dataclass
class Rotten(Reward):
    """Gives no number."""

    def __call__(self, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        return float("nan")
'''
EXPERIMENT = """\
# Triage on the tiny model.
defaults:
  - override /task: triage
  - override /model: nano
  - override /stage: evaluate
evaluation:
  k: 0
  limit: 4
"""
FILES = {
    "pyproject.toml": PROJECT,
    "ehr_triage/__init__.py": '"""Triage for EHRMind."""\n',
    "ehr_triage/rewards.py": REWARDS,
    "ehr_triage/conf/task/triage.yaml": "defaults:\n  - base_triage\n",
    "ehr_triage/conf/reward/brief.yaml": "defaults:\n  - base_brief@brief\n",
    "ehr_triage/conf/reward/rotten.yaml": "defaults:\n  - base_rotten@rotten\n",
    "ehr_triage/conf/model/nano.yaml": "defaults:\n  - tiny\n  - _self_\n\nname: nano\n",
    "ehr_triage/experiments/triage_demo.yaml": EXPERIMENT,
    "ehr_triage/sweeps/urgency.yaml": "# Two sizes of the data.\nhydra:\n  mode: MULTIRUN\n  sweeper:\n    params:\n"
    "      task.patients: 8,12\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """The source of a package, with the task of tests/triage.py where it is ehr-triage."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    if files is FILES:
        (folder / "ehr_triage" / "triage.py").write_text((ROOT / "tests" / "triage.py").read_text())
    return folder


def install(source: Path, site: Path) -> Path:
    """Install a package into a folder of its own, as pip does."""
    command = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *command, "--target", str(site), str(source)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return site

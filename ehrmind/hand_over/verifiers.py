"""For verifiers, and so prime-rl: a package with a taskset, whose rows are judged by our own judge.

    out/pyproject.toml
    out/ehrmind_medcalc/__init__.py       EHRMindTaskset
    out/ehrmind_medcalc/data/             task.json, rows.jsonl

    pip install out/ && vf-eval ehrmind-medcalc --no-push ...

verifiers loads an installed package by its name and takes the taskset that it exports. ehrmind is installed with it.
"""

from pathlib import Path

from ehrmind import __version__
from ehrmind.files import write_text

TASKSET = '''"""{title}, as a taskset of verifiers: the rows and the judge of ehrmind."""

from pathlib import Path
from typing import Literal

import verifiers.v1 as vf

from ehrmind.hand_over.judge import Judge

_JUDGE = Judge(Path(__file__).resolve().parent / "data")


class RowData(vf.TaskData):
    """A row: its id here is that of the row, its prompt and system prompt are the task's."""

    answer: str


class RowTask(vf.Task[RowData]):
    """What a completion earns."""

    @vf.reward(weight=1.0)
    async def reward(self, trace: vf.Trace) -> float:
        """The terms of the configuration, added up."""
        return _JUDGE.reward(str(self.data.id), trace.last_reply or "")["score"]

    @vf.metric
    async def accuracy(self, trace: vf.Trace) -> float:
        """1 where the answer is right."""
        return _JUDGE.reward(str(self.data.id), trace.last_reply or "")["acc"]

    async def validate(self, runtime: vf.Runtime) -> bool:
        """Whether the row's own gold is right."""
        return _JUDGE.reward(str(self.data.id), _JUDGE.gold(str(self.data.id)))["acc"] == 1.0


class RowsConfig(vf.TasksetConfig):
    """Which rows."""

    split: Literal["train", "validation", "test"] = "train"


class EHRMindTaskset(vf.Taskset[RowTask, RowsConfig]):
    """The rows of a split, in their order."""

    def load(self) -> list[RowTask]:
        """One task a row."""
        return [
            RowTask(
                RowData(id=row.id, name=row.id, prompt=row.user, system_prompt=row.system, answer=row.answer),
                self.config.task,
            )
            for row in _JUDGE.rows(self.config.split)
        ]


__all__ = ["EHRMindTaskset"]
'''

PROJECT = """[project]
name = "{package}"
version = "{version}"
description = "{title}, by ehrmind"
requires-python = ">=3.11"
dependencies = ["ehrmind", "verifiers>=0.4"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["{module}"]
"""


# vf-eval would otherwise start a sandbox with a shell in it, and publish the run.
USE = """    pip install {folder}
    vf-validate {package} --only-gold --runtime.type subprocess
    vf-eval {package} --no-push --env.agent.harness.id null --env.agent.runtime.type subprocess \\
      -m <model> --client.base-url http://127.0.0.1:8000/v1

Without --no-push verifiers uploads the run, with every prompt and completion, to Prime Intellect."""


def module_of(name: str) -> str:
    """The package of a task's rows: ehrmind_medcalc."""
    return f"ehrmind_{name}"


def write(name: str, title: str, folder: Path) -> str:
    """The package around the judge's files, which lie in its data/; returns how it is used."""
    module = module_of(name)
    package = module.replace("_", "-")
    quoted = title.replace("\\", "/").replace('"', "'")
    write_text(folder / module / "__init__.py", TASKSET.replace("{title}", quoted))
    write_text(
        folder / "pyproject.toml", PROJECT.format(package=package, module=module, version=__version__, title=quoted)
    )
    return USE.format(folder="{folder}", package=package)

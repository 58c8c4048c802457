"""For verifiers, and so prime-rl: a package with a taskset, whose rows are judged by our own judge.

    out/pyproject.toml
    out/ehrmind_medcalc/__init__.py       EHRMindTaskset
    out/ehrmind_medcalc/data/             task.json, rows.jsonl; of restricted data out/data/, which no wheel carries

    pip install out/ && vf-eval ehrmind-medcalc --no-push ...

Checked with verifiers 0.4.0, which loads an installed package by its name and takes the taskset that it exports. The
question is handed over as a message: as a text it would stand in the arguments of a process, for every user to read.
"""

from pathlib import Path

from ehrmind import __version__
from ehrmind.files import write_text
from ehrmind.hand_over.use import FOLDER, LIMITS, MISSING, NEEDS, SOURCE, Use

TASKSET = '''"""{title}, as a taskset of verifiers: the rows and the judge of ehrmind."""

from pathlib import Path
from typing import Literal

import verifiers.v1 as vf

try:
    from ehrmind.hand_over.judge import Judge
except ImportError as error:
    raise ImportError(f"{missing}") from error

_JUDGE = Judge({data})


def _judged(key: str, trace: vf.Trace) -> dict[str, float]:
    """What the last reply earns; a client may have taken its reasoning out of it."""
    said = trace.assistant_messages[-1] if trace.assistant_messages else vf.AssistantMessage()
    return _JUDGE.reward(key, said.content or "", not trace.is_truncated, said.reasoning_content or "")


class RowData(vf.TaskData):
    """A row: its id here is that of the row, its prompt and system prompt are the task's."""

    answer: str


class RowTask(vf.Task[RowData]):
    """What a completion earns."""

    @vf.reward(weight=1.0)
    async def reward(self, trace: vf.Trace) -> float:
        """The terms of the configuration, added up."""
        return _judged(str(self.data.id), trace)["score"]

    @vf.metric
    async def accuracy(self, trace: vf.Trace) -> float:
        """1 where the answer is right."""
        return _judged(str(self.data.id), trace)["acc"]

    async def validate(self, runtime: vf.Runtime) -> bool:
        """Whether the row's own answer is right."""
        return _JUDGE.reward(str(self.data.id), _JUDGE.claim(str(self.data.id)))["acc"] == 1.0


class RowsConfig(vf.TasksetConfig):
    """Which rows."""

    split: Literal["train", "validation", "test"] = "train"


class EHRMindTaskset(vf.Taskset[RowTask, RowsConfig]):
    """The rows of a split, in their order."""

    def load(self) -> list[RowTask]:
        """One task a row."""
        return [
            RowTask(
                RowData(
                    id=row.id,
                    name=row.id,
                    prompt=[vf.UserMessage(content=row.user)],
                    system_prompt=row.system,
                    answer=row.answer,
                ),
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
# and ehrmind itself, which is on no registry: pip install --no-deps {source}
dependencies = [{needs}]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["{module}"]
"""


# vf-eval would otherwise start a sandbox with a shell in it, and publish the run.
USE = """    pip install --no-deps '{source}' && pip install {folder}
    vf-validate {package} --only-gold --runtime.type subprocess -o {folder}/outputs
    vf-eval {package} --env.taskset.split test --no-push -o {folder}/outputs --run.dir answers \\
      --env.agent.harness.id null --env.agent.runtime.type subprocess \\
      -m '<model>' --client.base-url http://127.0.0.1:8000/v1 --sampling.temperature 0 --sampling.max-tokens {answer}
    {score}

Without --no-push verifiers uploads the run, with every prompt and completion, to Prime Intellect. Without
--env.taskset.split it asks the training rows. Its first run fetches uv, and what its harness needs. The last line makes
an arm of its answers.

For prime-rl: prompts have up to {prompt} tokens, answers {answer}. Reasoning that its client takes out of an answer is
judged with it, in its tags.

{limits}"""

PRIVATE = """\
The rows stay in data/ of this folder; what is installed reads them there and carries none of them. So do not move the
folder: hand over again. Start with `umask 077`: vf-eval writes every prompt and answer under -o, which is inside the
folder, as above."""


def place(name: str, restricted: bool) -> str:
    """Where the judge's files lie in the folder: in the package, or beside it where none may be copied."""
    return "data" if restricted else f"{module_of(name)}/data"


def module_of(name: str) -> str:
    """The package of a task's rows: ehrmind_medcalc."""
    return f"ehrmind_{name}"


def write(use: Use, title: str, folder: Path) -> str:
    """The package around the judge's files; returns how it is used."""
    module = module_of(use.name)
    package = module.replace("_", "-")
    quoted = title.replace("\\", "/").replace('"', "'")
    data = f"Path({str(use.folder / 'data')!r})" if use.restricted else 'Path(__file__).resolve().parent / "data"'
    code = TASKSET.replace("{title}", quoted).replace("{missing}", MISSING).replace("{data}", data)
    needs = ", ".join(f'"{need}"' for need in (*NEEDS, "verifiers>=0.4,<0.5"))
    project = PROJECT.format(
        package=package, module=module, version=__version__, title=quoted, needs=needs, source=SOURCE
    )
    (folder / module).mkdir(exist_ok=True)
    write_text(folder / module / "__init__.py", code)
    write_text(folder / "pyproject.toml", project)
    text = USE.format(
        folder=FOLDER,
        package=package,
        source=SOURCE,
        prompt=use.lengths.prompt,
        answer=use.lengths.answer,
        score=use.score(f"{FOLDER}/outputs/answers/traces.jsonl", "verifiers"),
        limits=LIMITS,
    )
    return f"{text}\n\n{PRIVATE.format(folder=FOLDER)}" if use.restricted else text

"""A task for another trainer: python -m ehrmind.hand_over --to verl|verifiers DIR task=medcalc [reward=...]

Takes the words of `python -m ehrmind`; of these the task and the reward count, and the model for its tokens: records
are fitted to the task's own prompt_tokens, and to a small model's where `model=` names it. What comes of it is judged
here again: `python -m ehrmind stage=score` makes an arm of another trainer's completions. Rows of restricted data are
handed over with --restricted alone: the folder then holds patients' text, and is its owner's.
"""

import argparse
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ehrmind.__main__ import answer
from ehrmind.compose import EXPERIMENTS, chosen, compose, prepare
from ehrmind.config import Config
from ehrmind.console import say
from ehrmind.data import check_paid
from ehrmind.errors import ConfigError, RunError
from ehrmind.files import is_full, writable, write_text
from ehrmind.hand_over import judge, verifiers, verl
from ehrmind.hand_over.lengths import NO_CAPS, counting, lengths, names_a_model
from ehrmind.hand_over.use import FOLDER, RESTRICTED, Use
from ehrmind.mistakes import refuse
from ehrmind.privacy.guard import guarded
from ehrmind.provenance import masked
from ehrmind.tasks.base import Policy, loaded
from ehrmind.tasks.leaks import check_leaks

KINDS = ("verl", "verifiers")
SWEEPS = ("--multirun", "-m", "hydra.mode=MULTIRUN")


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand over; returns the exit code. A user's mistake prints one message, no traceback."""
    parser = argparse.ArgumentParser(
        prog="python -m ehrmind.hand_over", description="A task for another trainer.", allow_abbrev=False
    )
    parser.add_argument("--to", choices=KINDS, required=True)
    parser.add_argument("out", metavar="DIR", help="a new folder")
    parser.add_argument("--restricted", action="store_true", help="write rows of restricted data, too")
    options, words = parser.parse_known_args(arguments)
    return answer(lambda: _hand_over(words, options.to, Path(options.out), options.restricted), words)


def _hand_over(words: Sequence[str], kind: str, out: Path, allowed: bool) -> None:
    """Raises UserError."""
    _refuse_sweep(words, out)
    caps = () if names_a_model(words) else NO_CAPS
    stage = () if chosen(words, "stage") or chosen(words, EXPERIMENTS) else ("stage=rlvr",)
    ready = prepare([*caps, *stage, *words])
    refuse(ready)
    config = compose(ready)
    config = replace(config, task=config.task.own_reasoning())  # several rationales would be several rows
    judge.refuse(config)
    restricted = config.task.data_policy is Policy.RESTRICTED
    if restricted and not allowed:
        raise ConfigError(
            f"the data of task={config.task.registered_name} are restricted, and {out} would hold their text; where "
            "that may be, say --restricted"
        )
    out = out.expanduser().resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out} is there already and holds files; give a new folder, or empty it")
    writable(out.parent, "DIR")
    partial = out.parent / f".{out.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with guarded(config.task.data_policy):
            count, told, use = _write(config, words, kind, partial, out)
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except OSError as error:
        if is_full(out.parent, error):
            raise RunError(f"the disk of {out.parent} is full; make room and start again") from error
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    say(f"{count} rows of {config.task.registered_name} for {kind}: {out}")
    if restricted:
        say(RESTRICTED)
    say(told)
    say(use.replace(FOLDER, str(out)))


def _refuse_sweep(words: Sequence[str], out: Path) -> None:
    """Refuse several configurations at once, and a word in the folder's place. Raises ConfigError."""
    if "=" in out.name:
        raise ConfigError(f"{out} stands where the new folder's name is wanted; give it first: --to verl DIR {out}")
    named = [word for word in words if word in SWEEPS or word.startswith("+sweeps=")]
    if named:
        raise ConfigError(
            f"{' '.join(named)}: one folder holds one configuration; leave it out, and hand over each variant of the "
            "task or the reward to a folder of its own"
        )


def _write(config: Config, words: Sequence[str], kind: str, folder: Path, out: Path) -> tuple[int, str, str]:
    """Everything that is handed over, for `out`; how many rows, how long they are, and how they are used."""
    name, restricted = config.task.registered_name, config.task.data_policy is Policy.RESTRICTED
    how = counting(config, words)
    config.task.count_with(how.count)
    data = loaded(config.task)
    check_leaks(data.splits, data.leaky)
    check_paid(config.reward, data.splits["train"])
    inside = folder if kind == "verl" else folder / verifiers.place(name, restricted)
    inside.mkdir(parents=True)
    if restricted:
        folder.chmod(0o700)
    rows = judge.write(config, data, inside)
    judge.check(inside, config.task)
    limits = lengths(config, rows, how)
    title = str(data.manifest["description"])
    use = Use(out, name, limits, _scored(words), restricted)
    text = verl.write(rows, use, folder) if kind == "verl" else verifiers.write(use, title, folder)
    told = limits.told[:1].upper() + limits.told[1:] + "."
    lines = [f"# {title}", f"Handed over by ehrmind for {kind}. {told}", *([RESTRICTED] if restricted else []), text]
    write_text(folder / "README.md", "\n\n".join(line.replace(FOLDER, ".") for line in lines) + "\n")
    return len(rows), told, text


def _scored(words: Sequence[str]) -> str:
    """The words of a run here that judges what comes of it: those of the task, and a model without limits."""
    left_out = ("stage=", "stage.", "reward=", "reward.", "+reward", "tracking")
    kept = [word for word in words if not word.startswith(left_out)]
    model = [] if names_a_model(words) else ["model=hub", "model.path=<model>", "model.name=<its name>"]
    return shlex.join(masked([*kept, *model]))


if __name__ == "__main__":
    sys.exit(main())

"""A task for another trainer: python -m ehrmind.hand_over --to verl|verifiers DIR task=medcalc [reward=...]

Takes the words of `python -m ehrmind`; of these the task and the reward count. What comes of it is judged here again:
`python -m ehrmind stage=score` makes an arm of another trainer's completions. Rows of restricted data are handed over
with --restricted alone: the folder then holds patients' text, and is its owner's.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ehrmind.__main__ import answer
from ehrmind.compose import compose, prepare
from ehrmind.config import Config
from ehrmind.console import say
from ehrmind.data import check_leaks
from ehrmind.errors import ConfigError, RunError
from ehrmind.files import is_full, writable, write_text
from ehrmind.hand_over import judge, verifiers, verl
from ehrmind.mistakes import refuse
from ehrmind.privacy.guard import guarded
from ehrmind.tasks.base import Policy, loaded

KINDS = ("verl", "verifiers")
RESTRICTED = "It holds text of restricted data: keep it where the data may be; do not publish it or pass it on."


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand over; returns the exit code. A user's mistake prints one message, no traceback."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.hand_over", description="A task for another trainer.")
    parser.add_argument("--to", choices=KINDS, required=True)
    parser.add_argument("out", metavar="DIR", help="a new folder")
    parser.add_argument("--restricted", action="store_true", help="write rows of restricted data, too")
    options, words = parser.parse_known_args(arguments)
    return answer(lambda: _hand_over(words, options.to, Path(options.out), options.restricted), words)


def _hand_over(words: Sequence[str], kind: str, out: Path, allowed: bool) -> None:
    """Raises UserError."""
    chosen = prepare(["stage=rlvr", *words])
    refuse(chosen)
    config = compose(chosen)
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
            count, use = _write(config, kind, partial, restricted)
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
    say(use.format(folder=out))
    if restricted:
        say(RESTRICTED)


def _write(config: Config, kind: str, folder: Path, restricted: bool) -> tuple[int, str]:
    """Everything that is handed over; how many rows, and how it is used."""
    name, data = config.task.registered_name, loaded(config.task)
    check_leaks(data.splits, data.leaky)
    inside = folder if kind == "verl" else folder / verifiers.module_of(name) / "data"
    inside.mkdir(parents=True)
    if restricted:
        folder.chmod(0o700)
    rows = judge.write(config, data, inside)
    judge.check(inside, rows)
    title = str(data.manifest["description"])
    use = verl.write(rows, name, folder) if kind == "verl" else verifiers.write(name, title, folder)
    lines = [f"# {title}", f"Handed over by ehrmind for {kind}.", *([RESTRICTED] if restricted else []), use]
    write_text(folder / "README.md", "\n\n".join(line.replace("{folder}", ".") for line in lines) + "\n")
    return len(rows), use


if __name__ == "__main__":
    sys.exit(main())

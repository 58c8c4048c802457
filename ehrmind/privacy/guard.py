"""A block that lets no text of restricted data out: by an exception, a log record, a warning, a hook, a file's mode.

    with guarded(task.data_policy, run.folder):
        reward(completions)           # raises KeyError("A 72-year-old man with ...")

    -> Withheld: KeyError at rewards/gated.py:21 in Gated.__call__; its message, which may quote a patient, is in
       runs/medcalc-tiny-rlvr-1a2b3c4d/private/traceback.txt

Libraries quote what they work on: TRL prints the row whose rewards are missing, SFT the end of a prompt, pandas and
jinja the value they fail at. So a message that is not ours is withheld whole, and its type and place are kept.
"""

import contextlib
import errno
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from ehrmind.distributed import is_main
from ehrmind.errors import UserError
from ehrmind.files import write_text
from ehrmind.privacy import text_folder
from ehrmind.tasks.base import Policy

PACKAGE = Path(__file__).parent.parent
WITHHELD = "message withheld (restricted data)"
TRACEBACK = "traceback.txt"


class Withheld(UserError):
    """A failure over restricted data: its type and its place, without its message."""


@contextmanager
def guarded(policy: Policy, run_folder: Path | None = None) -> Iterator[None]:
    """Hold back what the block says of restricted data; the full traceback goes to the run's private folder.

    Our own errors (UserError) pass: they name keys, files and rows, and quote none. So do the system's words for a full
    disk, without the file, whose name may be a text. Raises Withheld for all others.
    """
    if policy is Policy.OPEN:
        yield
        return
    with (
        _private_files(),
        _no_memory_dump(),
        _plain_records(),
        _replaced(warnings, "showwarning", _show_warning),
        _replaced(threading, "excepthook", _show_failure),
        _replaced(sys, "unraisablehook", _show_failure),
    ):
        os.environ["WANDB_ERROR_REPORTING"] = "false"  # W&B sends tracebacks of its own home, offline too
        try:
            yield
        except UserError:
            raise
        except Exception as error:
            kept = _keep(error, run_folder)
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OSError(error.errno, os.strerror(error.errno)) from None
            raise Withheld(f"{place(error)}; {kept}") from None


def place(error: BaseException) -> str:
    """The type and the place of an error, and the last line of ours on the way to it."""
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return type(error).__name__
    lines = [_line(frame.f_code.co_filename, number, frame.f_code.co_qualname) for frame, number in frames]
    ours = [line for line, (frame, _) in zip(lines, frames, strict=True) if _is_ours(frame.f_code.co_filename)]
    via = f", called from {ours[-1]}" if ours and ours[-1] != lines[-1] else ""
    return f"{type(error).__name__} at {lines[-1]}{via}"


def _line(file: str, number: int, function: str) -> str:
    return f"{'/'.join(Path(file).parts[-2:])}:{number} in {function}"


def _is_ours(file: str) -> bool:
    return PACKAGE in Path(file).parents


def _keep(error: Exception, run_folder: Path | None) -> str:
    """Write the traceback where only the data's reader finds it, and say where that is."""
    if run_folder is not None and is_main():
        with contextlib.suppress(OSError):
            path = text_folder(run_folder, Policy.RESTRICTED) / TRACEBACK
            write_text(path, "".join(traceback.format_exception(error)))
            return f"its message, which may quote a patient, is in {path}"
    return "its message may quote a patient and is withheld"


@contextmanager
def _private_files() -> Iterator[None]:
    """Files for their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _no_memory_dump() -> Iterator[None]:
    """A process that dies leaves no core file, which would hold everything."""
    try:
        import resource
    except ImportError:  # on Windows
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


@contextmanager
def _plain_records() -> Iterator[None]:
    """Log records of others without their messages, whichever handler they go to; of ours without tracebacks."""
    make = logging.getLogRecordFactory()

    def plain(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.name.partition(".")[0] != PACKAGE.name:
            record.msg, record.args = WITHHELD, ()
        record.exc_info = record.exc_text = record.stack_info = None
        return record

    logging.setLogRecordFactory(plain)
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _show_warning(message: object, category: type[Warning], file: str, line: int, *rest: Any) -> None:
    _say(f"{'/'.join(Path(file).parts[-2:])}:{line}: {category.__name__}: {WITHHELD}")


def _show_failure(failed: Any) -> None:
    """An exception that nobody can catch: of a thread, or of a finaliser."""
    error: BaseException = failed.exc_value or failed.exc_type()
    where: TracebackType | None = failed.exc_traceback
    _say(f"{place(error.with_traceback(where))}: {WITHHELD}")


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):  # at the end, stderr may be gone
        print(text, file=sys.stderr)

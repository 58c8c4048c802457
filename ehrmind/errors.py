"""Errors that are the user's to mend. They name the key, the value and the mend, and print without a traceback.

ConfigError("stage.lrr is not a field of RLVR; did you mean stage.lr?")
"""

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Something the user can mend."""


class ConfigError(UserError):
    """A mistake in the configuration."""


class DataError(UserError):
    """A mistake in a data file."""


class RecordError(UserError):
    """A file of a run's record that is missing, torn or edited."""


class RunError(UserError):
    """A run that cannot be done now: another process does it, or the disk is full."""


def did_you_mean(word: str, known: Iterable[str], prefix: str = "") -> str:
    """'; did you mean X?' for the nearest known word, or the list of them when none is near."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1) or difflib.get_close_matches(word.lower(), choices, n=1)
    if near:
        return f"; did you mean {prefix}{near[0]}?"
    return f"; choices: {', '.join(choices)}" if choices else ""


def require_choice(key: str, value: str, known: Iterable[str]) -> None:
    """Refuse a value that is not one of the known ones. Raises ConfigError."""
    choices = list(known)
    if value not in choices:
        raise ConfigError(f"{key}={value} is not a choice{did_you_mean(value, choices, prefix=f'{key}=')}")

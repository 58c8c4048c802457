"""One finding of the doctor.

Check("transformers", "5.20.0", State.FAIL, "pip install 'transformers<5.24,>=5.23'")
"""

from dataclasses import dataclass
from enum import Enum


class State(str, Enum):
    """`warn`: something will be slow or missing; `fail`: runs will break."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found, and the mend where it is not ok."""

    name: str
    found: str
    state: State = State.OK
    mend: str = ""

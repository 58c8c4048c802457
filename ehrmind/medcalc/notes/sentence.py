"""One statement of a note, and the part of the note it stands in.

Sentence("history", "She has known hypertension.", inputs=("hypertension",))
Sentence("labs", "creatinine", "124 µmol/L", inputs=("creatinine",))        one item of a panel
Sentence("course", "Two days later the creatinine was 97 µmol/L.", tag="time")   one that distracts
"""

from typing import NamedTuple

PANELS = ("vitals", "labs", "body")


class Sentence(NamedTuple):  # half the time of a frozen dataclass, and a note makes forty
    """`section`: history, story, exam, medication, family, social, results, plan, course, vitals, labs or body."""

    section: str
    text: str
    value: str = ""  # of a panel's item
    inputs: tuple[str, ...] = ()  # names of the inputs that it states
    spare: bool = False  # states an input, but may be left out where the note has no room
    tag: str = ""  # the difficulty that it brings: time, relatives, negation, side or units
    at: float | None = None  # where in its section, from 0 to 1; anywhere where it does not matter
    filler: bool = False  # what any patient's note could hold

    @property
    def words(self) -> int:
        """How many words it adds to a note."""
        return self.text.count(" ") + 1 + (self.value.count(" ") + 1 if self.value else 0)

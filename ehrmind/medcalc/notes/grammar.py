r"""A small grammar of paraphrases: one template stands for all the sentences that its brackets allow.

    forms("{He} [denies|has no] [fever|chills].")
    -> ("{He} denies fever.", "{He} denies chills.", "{He} has no fever.", "{He} has no chills.")

Alternatives stand in [a|b|], may be empty and may be nested. "{he}", "{He}", "{his}", "{His}" and "{him}" are filled in
by the patient's sex. A third of the forms of every set of templates is kept for test notes, so that a model cannot have
learned them by heart: training notes never use them, test notes use no others.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

MAX_FORMS = 2000  # of one template: more would be held in memory for nothing
KEPT_FOR_TEST = 3  # one of so many forms

PRONOUNS = {
    "male": {"{he}": "he", "{He}": "He", "{his}": "his", "{His}": "His", "{him}": "him"},
    "female": {"{he}": "she", "{He}": "She", "{his}": "her", "{His}": "Her", "{him}": "her"},
}
TELLING = re.compile(
    r"\b(?:den(?:y|ies|ied)|report(?:s|ed)?|says?|tells?|complains?|describes?|states?|admits?|recalls?|endorses?"
    r"|answers?|mentions?|feels?)\b",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^(?:PMH|Hx|FH|SH|Meds|Medications|Background|Comorbidities"
    r"|(?:The )?(?:[Pp]ast |[Mm]edical |[Ff]amily |[Ss]ocial )+[Hh]istory)\b.{0,12}?(?::| is| incl| comp)"
)
_SPACES = re.compile(r" +(?=[ .,;:])")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is written about and for which split, which decide the forms that may be used."""

    sex: str
    tells: bool  # whether the patient can tell, deny and report
    adult: bool
    headed: bool  # whether sentences stand under headings, which they need not repeat
    test: bool  # whether the note is one of the test split
    rng: random.Random

    def say(self, templates: tuple[str, ...]) -> str:
        """One of the forms at random, with the pronouns filled in."""
        return self.pick(wordings(templates, self.sex, self.test, self.tells, self.headed))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items at random, in a third of the time of rng.choice."""
        return items[int(self.rng.random() * len(items))]

    def chance(self, share: float) -> bool:
        """True in that share of calls."""
        return self.rng.random() < share


@lru_cache(maxsize=32768)
def wordings(
    templates: tuple[str, ...], sex: str, test: bool, tells: bool = True, headed: bool = False
) -> tuple[str, ...]:
    """The forms for test notes or for the others, with the pronouns filled in; all of them where there is only one.

    Of a patient who cannot tell, no form says that something is reported or denied; under a heading, none repeats it.
    """
    every = sorted({form for template in templates for form in forms(template)}, key=lambda form: crc32(form.encode()))
    kept = every[: max(1, len(every) // KEPT_FOR_TEST)]
    chosen = (kept if test else every[len(kept) :]) or every
    for wanted, unfit in ((not tells, TELLING), (headed, HEADING)):
        if wanted:
            chosen = _without(unfit, chosen) or _without(unfit, every) or chosen
    return tuple(fill(form, sex) for form in chosen)


def _without(unfit: re.Pattern[str], found: Sequence[str]) -> list[str]:
    return [form for form in found if not unfit.search(form)]


@lru_cache(maxsize=65536)
def forms(template: str) -> tuple[str, ...]:
    """All the sentences that a template stands for. Raises ValueError where its brackets do not match."""
    found, rest = _alternatives(template, 0)
    if rest != len(template):
        raise ValueError(f"brackets do not match in {template!r}")
    if len(found) > MAX_FORMS:
        raise ValueError(f"{len(found)} forms, more than {MAX_FORMS}, of {template!r}")
    return tuple(dict.fromkeys(_SPACES.sub("", form).strip() for form in found))


def fill(text: str, sex: str) -> str:
    """Put the patient's pronouns into a text."""
    for slot, word in PRONOUNS[sex].items():
        text = text.replace(slot, word)
    return text


def _alternatives(text: str, at: int, inside: bool = False) -> tuple[list[str], int]:
    """The forms of the text from `at` up to its end, or to the bracket that closes it, and where that is."""
    options: list[str] = []
    parts: list[Sequence[str]] = []
    plain = ""
    while at < len(text) and not (inside and text[at] == "]"):
        if text[at] == "[":
            inner, at = _alternatives(text, at + 1, inside=True)
            if at >= len(text):
                return options, -1
            parts += [[plain], inner]
            plain = ""
        elif text[at] == "]":
            return options, -1
        elif inside and text[at] == "|":
            options += map("".join, product(*parts, [plain]))
            parts, plain = [], ""
        else:
            plain += text[at]
        at += 1
    options += map("".join, product(*parts, [plain]))
    return options, at

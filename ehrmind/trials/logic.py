"""Three truth values, the label that they make, and the verdicts that a completion gives.

    Inclusion 2: hemoglobin 9.8 g/dL = 98 g/L, at least 90 g/L asked -> met
    verdicts_in("Inclusion 2: ... -> met")  ->  {"inclusion 2": "met"}

Kleene's strong logic (Introduction to Metamathematics, 1952, § 64): "and" is the least, "or" the greatest of the values
NO < MAYBE < YES, "not" turns them round. MAYBE is what the note does not settle. Nothing is taken as absent because it
is not mentioned, but where the note says so ("no other illness").
"""

from collections.abc import Iterable, Sequence

from ehrmind.trials.types import ELIGIBLE, EXCLUDED, MET, NOT_MET, NOT_RELEVANT, UNKNOWN, VERDICTS

NO, MAYBE, YES = range(3)
NAMES = (NOT_MET, UNKNOWN, MET)  # by truth value
ARROWS = ("->", "→")
KINDS = ("inclusion", "exclusion")
MOST_TEXT, MOST_LINE, MOST_NUMBER = 200_000, 2_000, 999  # of a completion: characters, characters a line, a criterion

_ENDINGS = " .*`_"  # that may stand around a verdict


def every(values: Iterable[int]) -> int:
    """The least of the values, their "and"; YES of none."""
    return min(values, default=YES)


def some(values: Iterable[int]) -> int:
    """The greatest of the values, their "or"; NO of none."""
    return max(values, default=NO)


def no(value: int) -> int:
    """The opposite; MAYBE's is MAYBE."""
    return YES - value


def at_least(count: int, values: Sequence[int]) -> int:
    """Whether at least so many hold: YES where so many surely do, NO where so many surely do not."""
    if count <= 0:
        return YES
    return sorted(values, reverse=True)[count - 1] if count <= len(values) else NO


def unless(value: int, exception: int) -> int:
    """The value, where the exception does not hold."""
    return min(value, YES - exception)


def label_of(target: int, inclusion: Iterable[int], exclusion: Iterable[int]) -> int:
    """TREC's label, from the truth of the condition under study and of each criterion.

    Not relevant, where the note does not show the condition: a note that does not speak of it is of another patient, so
    this one thing must be known. Excluded, where an inclusion is known not to hold, or an exclusion to hold. Else
    eligible: what the note is silent about does not exclude. Notes seldom list what a patient has not, and none says
    that consent was given; to ask for both would leave no patient eligible. This is our reading of TREC's definitions
    (1: has the condition and is excluded by a criterion; trec-cds.org/2021.html), not a rule that TREC states.
    """
    if target != YES:
        return NOT_RELEVANT
    return EXCLUDED if NO in inclusion or YES in exclusion else ELIGIBLE


def verdicts_in(text: str) -> dict[str, str]:
    """The verdict that a text gives of each criterion, by "inclusion 1", "exclusion 2".

    Reads lines of the form of the example above, in time linear in the text, of which it reads the first 200,000
    characters. Two different verdicts on one criterion are none; what is not of the form is passed over.
    """
    found: dict[str, str] = {}
    for line in text[:MOST_TEXT].splitlines():
        key, verdict = _read(line) if len(line) <= MOST_LINE else ("", "")
        if key:
            found[key] = verdict if found.get(key, verdict) == verdict else ""
    return {key: verdict for key, verdict in found.items() if verdict}


def verdict_line(kind: str, number: int, reason: str, verdict: str) -> str:
    """One criterion's line, as `verdicts_in` reads it."""
    return f"{kind.capitalize()} {number}: {reason} -> {verdict}"


def _read(line: str) -> tuple[str, str]:
    """The criterion and the verdict of a line; empty where it has none."""
    head, colon, rest = line.partition(":")
    arrow = max(ARROWS, key=rest.rfind)
    _, found, tail = rest.rpartition(arrow)
    verdict = tail.strip(_ENDINGS).lower()
    words = head.strip(" -*#`_").lower().split()
    if not colon or not found or verdict not in VERDICTS or len(words) != 2 or words[0] not in KINDS:
        return "", ""
    number = words[1]
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and 1 <= int(number) <= MOST_NUMBER):
        return "", ""
    return f"{words[0]} {int(number)}", verdict

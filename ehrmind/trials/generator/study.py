"""Draw a trial that excludes two of the four patients with its condition, and not the other two.

    draw_study(target, excluded, eligible, others, voice, settings)
    -> Study(target=Has("copd"), inclusion=(Asked(Bound("pressure", "<=", 140, "mmHg", window=7), False), ...),
             exclusion=(Asked(Bound("age", ">", 75, "years"), True), Asked(Takes("gabapentin", 14), True), ...))

There is a criterion about a fact of each of the four: one that excludes, or one that does not though it speaks of the
same sort of thing; and further ones about the patients of the other conditions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ehrmind.trials.generator.asked import FITTING, UNFITTING
from ehrmind.trials.generator.concepts import ABOVE
from ehrmind.trials.generator.criteria import Has, Is, Unstated, leaves, truth
from ehrmind.trials.generator.draw import Target
from ehrmind.trials.generator.patient import NEVER_SMOKED, SMOKER, Facts
from ehrmind.trials.generator.phrases import Voice
from ehrmind.trials.generator.propose import Asked, Subject, plan, propose
from ehrmind.trials.generator.settings import PairSettings
from ehrmind.trials.logic import MAYBE, NO, YES

DRAWS, TRIES = 240, 24  # of a criterion before the trial is begun anew, and of one sort before another is taken


class TooAlike(Exception):
    """No trial of this condition tells its four patients apart."""


@dataclass(frozen=True, slots=True)
class Study:
    """A trial's structure: the condition under study, which is one of the inclusions too, and the criteria."""

    target: Has
    inclusion: tuple[Asked, ...]
    exclusion: tuple[Asked, ...]


def draw_study(
    target: Target,
    excluded: Sequence[Subject],
    eligible: Sequence[Subject],
    others: Sequence[Subject],
    voice: Voice,
    settings: PairSettings,
) -> Study:
    """The trial. Raises TooAlike where none is found: in about one block of a thousand."""
    for _ in range(DRAWS):
        found = _criteria(target, excluded, eligible, others, voice, settings)
        if found is not None:
            break
    else:
        raise TooAlike(target.asked.id)
    voice.rng.shuffle(found)
    inclusion = [asked for asked in found if not asked.exclusion]
    inclusion.insert(
        0 if voice.chance(0.7) else int(voice.rng.random() * (len(inclusion) + 1)), Asked(target.asked, False)
    )
    return Study(target.asked, tuple(inclusion), tuple(asked for asked in found if asked.exclusion))


def decides(asked: Asked, facts: Facts) -> bool:
    """Whether the criterion excludes the patient."""
    return truth(asked.criterion, facts) == (YES if asked.exclusion else NO)


def _criteria(
    target: Target,
    excluded: Sequence[Subject],
    eligible: Sequence[Subject],
    others: Sequence[Subject],
    voice: Voice,
    settings: PairSettings,
) -> list[Asked] | None:
    """The criteria but for that of the condition; None where one that is needed is not found."""
    spared = [subject.facts for subject in eligible]
    topics = [target.asked.id, target.disease]
    found: list[Asked] = []

    def add(subject: Subject, fits: Callable[[Asked], bool]) -> bool:
        for at in range(DRAWS):
            if at % TRIES == 0:
                sort = plan(voice, settings)
            asked = propose(subject, sort, voice, settings)
            if (
                asked is not None
                and fits(asked)
                and _new(asked, topics)
                and not any(decides(asked, facts) for facts in spared)
            ):
                found.append(asked)
                topics.extend(_topics(asked))
                return True
        return False

    for subject in excluded:
        if not add(subject, lambda asked, facts=subject.facts: decides(asked, facts)):  # type: ignore[misc]
            return None
    for subject in eligible:
        if not add(subject, lambda asked, facts=subject.facts: truth(asked.criterion, facts) != MAYBE):  # type: ignore[misc]
            return None
    for _ in range(settings.criteria - len(found) - 2):
        add(voice.among(others), lambda asked: True)
    exclusion = voice.chance(0.5)
    found.append(Asked(Unstated(voice.among(UNFITTING if exclusion else FITTING)), exclusion))
    return found


def _topics(asked: Asked) -> list[str]:
    """What a criterion is about, so that no other one of the trial repeats or contradicts it."""
    names = [leaf.id for leaf in leaves(asked.criterion) if not isinstance(leaf, Is | Unstated)]
    states = {
        "smoking" if leaf.id in (SMOKER, NEVER_SMOKED) else "sex"
        for leaf in leaves(asked.criterion)
        if isinstance(leaf, Is)
    }
    return [*names, *states]  # type: ignore[list-item]


def _new(asked: Asked, topics: Sequence[str]) -> bool:
    mine = _topics(asked)
    return not any(_touch(one, other) for at, one in enumerate(mine) for other in (*topics, *mine[:at]))


def _touch(one: str, other: str) -> bool:
    return one == other or one in ABOVE.get(other, ()) or other in ABOVE.get(one, ())

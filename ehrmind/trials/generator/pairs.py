"""Blocks of twelve patients and twelve trials, as pairs with labels, verdicts and gold reasoning.

    generate_pairs(PairSettings(), seed=0, patients={"train": 240, "validation": 24, "test": 48})
    -> Generated(pairs=Pairs(...), verdicts={("generated-0-train-0", "generated-0-train-trial-3"): ("met", ...)}, ...)

Each patient is paired with the twelve trials of its block, and each trial with the twelve patients: eight not relevant,
two excluded, two eligible, which is near TREC 2021's 68, 17 and 16 %. Because every note and every trial has each label
equally often, neither tells anything without the other. A block is a function of (seed, split, number) alone: the first
hundred patients of two thousand are the hundred, and no patient and no trial stands in two splits.
"""

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ehrmind.errors import ConfigError
from ehrmind.trials.generator.asked import condition_name, write_criterion, write_target
from ehrmind.trials.generator.concepts import NAMES
from ehrmind.trials.generator.criteria import Has, truth
from ehrmind.trials.generator.draw import PATIENTS, TARGETS, draw_block
from ehrmind.trials.generator.note import write_note
from ehrmind.trials.generator.patient import facts_of
from ehrmind.trials.generator.phrases import Voice, phrases
from ehrmind.trials.generator.propose import Asked, Subject
from ehrmind.trials.generator.reasons import explain
from ehrmind.trials.generator.settings import PairSettings
from ehrmind.trials.generator.study import Study, TooAlike, draw_study
from ehrmind.trials.logic import NAMES as VERDICT_NAMES
from ehrmind.trials.logic import label_of
from ehrmind.trials.types import Judgement, Note, Pairs, Trial

SIZE = TARGETS * PATIENTS  # patients of a block, and trials
DRAWS = 100  # of a block: one is enough for all but one of a thousand
EXCLUDED = 2  # of the four patients that have a trial's condition
SPLITS = ("train", "validation", "test")
TITLES = phrases(
    "{d} in Patients With {x}|A Phase 2 Study of {d} for {x}|Safety and Efficacy of {d} in {x}"
    "|{d} Versus Placebo in {x}"
    "||Randomized Evaluation of {d} for the Treatment of {x}|{d} for Adults Living With {x}"
)
_SMALL = ("of", "the", "and", "in", "or", "with", "to", "for")
LETTERS = "ABDEKLMNRSTVXZ"


@dataclass(frozen=True, slots=True)
class Made:
    """A block: subjects, structured trials, and both in words; the note of a subject has its place."""

    subjects: tuple[Subject, ...]
    studies: tuple[Study, ...]
    notes: tuple[Note, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Generated:
    """The pairs; and by (note, trial) the verdicts, inclusions first, and the gold reasoning."""

    pairs: Pairs
    verdicts: Mapping[tuple[str, str], tuple[str, ...]]
    reasons: Mapping[tuple[str, str], str]


def generate_pairs(settings: PairSettings, seed: int, patients: Mapping[str, int]) -> Generated:
    """Pairs of so many patients in each split. Raises ConfigError for another split, or a number below 0."""
    notes: dict[str, Note] = {}
    trials: dict[str, Trial] = {}
    judgements: list[Judgement] = []
    verdicts: dict[tuple[str, str], tuple[str, ...]] = {}
    reasons: dict[tuple[str, str], str] = {}
    for split, count in patients.items():
        if split not in SPLITS or count < 0:
            raise ConfigError(f"patients={{{split}: {count}}}: name {', '.join(SPLITS)}, with a number from 0")
        for number in range(-(-count // SIZE)):
            made = make_block(settings, seed, split, number)
            trials |= {trial.id: trial for trial in made.trials}
            for at in range(min(SIZE, count - number * SIZE)):
                notes[made.notes[at].id] = made.notes[at]
                for place in range(SIZE):
                    key = (made.notes[at].id, made.trials[place].id)
                    label, verdicts[key], reasons[key] = judge(made.subjects[at], made.studies[place])
                    judgements.append(Judgement(*key, label, split))
    return Generated(Pairs(notes, trials, judgements), verdicts, reasons)


def make_block(settings: PairSettings, seed: int, split: str, number: int) -> Made:
    """Twelve patients and twelve trials, in a random order; drawn anew where patients are too alike for a trial."""
    source, name = f"trials/{seed}/{split}/{number}", f"generated-{seed}-{split}"
    for again in range(DRAWS):
        rng = random.Random(f"{source}/{again}" if again else source)
        with suppress(TooAlike):
            return _draw(settings, Voice(rng, test=split == "test"), name, number)
    raise RuntimeError(f"no block of {source} has patients who can be told apart; please report it")


def _draw(settings: PairSettings, voice: Voice, name: str, number: int) -> Made:
    """One try. Raises TooAlike."""
    block = draw_block(voice, settings)
    subjects = [Subject(patient, facts_of(patient)) for patient in block.patients]
    studies = []
    for at, target in enumerate(block.targets):
        own = subjects[at * PATIENTS : (at + 1) * PATIENTS]
        others = subjects[: at * PATIENTS] + subjects[(at + 1) * PATIENTS :]
        for first in range(PATIENTS):
            turned = own[first:] + own[:first]
            studies.append(draw_study(target, turned[:EXCLUDED], turned[EXCLUDED:], others, voice, settings))
    voice.rng.shuffle(subjects)
    voice.rng.shuffle(studies)
    notes = [
        Note(f"{name}-{number * SIZE + at}", write_note(subject.patient, voice, settings))
        for at, subject in enumerate(subjects)
    ]
    trials = [write_trial(f"{name}-trial-{number * SIZE + at}", study, voice) for at, study in enumerate(studies)]
    return Made(tuple(subjects), tuple(studies), tuple(notes), tuple(trials))


def judge(subject: Subject, study: Study) -> tuple[int, tuple[str, ...], str]:
    """The label of a pair, the verdict on each criterion, and the reasoning."""
    inclusion = [asked.criterion for asked in study.inclusion]
    exclusion = [asked.criterion for asked in study.exclusion]
    truths = ([truth(it, subject.facts) for it in inclusion], [truth(it, subject.facts) for it in exclusion])
    label = label_of(truth(study.target, subject.facts), *truths)
    verdicts = tuple(VERDICT_NAMES[value] for values in truths for value in values)
    return label, verdicts, explain(inclusion, exclusion, truths, label, subject.facts)


def write_trial(name: str, study: Study, voice: Voice) -> Trial:
    """The trial as text."""
    drug = f"{voice.among(LETTERS)}{voice.among(LETTERS)}-{100 + int(voice.rng.random() * 9900)}"
    condition = condition_name(study.target, voice)
    title = voice.say(TITLES).replace("{d}", drug).replace("{x}", _capitals(condition))
    return Trial(
        name,
        title,
        inclusion=_items(study.target, study.inclusion, voice),
        exclusion=_items(study.target, study.exclusion, voice),
        conditions=(NAMES[study.target.id].common[0],),
        drugs=(drug,),
    )


def _capitals(text: str) -> str:
    """Words with capitals as in a title."""
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in text.split(" "))


def _items(target: Has, asked: Sequence[Asked], voice: Voice) -> tuple[str, ...]:
    return tuple(
        write_target(target, voice) if item.criterion is target else write_criterion(item.criterion, voice)
        for item in asked
    )

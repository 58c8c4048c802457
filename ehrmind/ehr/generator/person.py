"""Who a generated patient is, before anything happens: traits, chronic conditions and their severity, and hazards.

    Person(subject=100012, sex="F", severity={"heart failure": 0.7, ...}, burden=0.9, hazards={"death": 0.06, ...})

Nothing of this is written down as such: the record shows conditions by their codes, and severity by what it does to
laboratory values, visits and drugs. `hidden` (how hard it is to send somebody home) shows nearly nowhere.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.conditions import CONDITIONS
from ehrmind.ehr.generator.items import ITEMS, STATES

DAY, YEAR = 1440, 525_960  # in minutes
FIRST_SUBJECT = 100_001
_2008 = 13_879 * DAY  # the 1st of January, as minutes from 1970
_TRAITS = ("frailty", "vascular", "metabolic", "social")
_RACES, _RACE_SHARES = (0, 1, 2, 3, 4), (0.01, 0.16, 0.08, 0.01, 0.74)
# The four diagnoses that are predicted: the share that has it already, and how many new ones a year are usual
PREVALENT = {"hypertension": -1.4, "hyperlipidemia": -1.6, "acutemi": None, "pancan": None}
YEARLY = {"hypertension": 0.17, "hyperlipidemia": 0.15, "acutemi": 0.014, "pancan": 0.0055}


@dataclass(frozen=True, slots=True)
class Person:
    """A person. Times are minutes from 1970; `axes` (S,) and `offsets` (I,) are by STATES and ITEMS."""

    subject: int
    sex: str
    race: int
    hispanic: bool
    born: int
    entry: int
    stop: int  # no new illness leads to an admission from here on
    traits: Mapping[str, float]
    severity: Mapping[str, float]
    codes: Mapping[str, str]
    prevalent: frozenset[str]
    burden: float  # of disease: about 0 on average, at most 2.5
    hidden: float
    hazards: Mapping[str, float]  # a year
    axes: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]
    split: str


def draw_person(seed: int, index: int) -> tuple[Person, np.random.Generator]:
    """The person, a function of (seed, index), and the generator of numbers for the rest of its record."""
    rng = np.random.default_rng([seed, index])
    split = ("train", "train", "train", "val", "test", "test")[int(rng.random() * 6)]
    age = float(np.clip(rng.normal(57, 17), 20, 92))
    entry = _2008 + int(rng.random() * 8 * YEAR)
    born = (entry - int(age * YEAR)) // DAY * DAY
    years = (age - 58) / 17
    traits = dict(zip(_TRAITS, rng.normal(size=len(_TRAITS)).tolist(), strict=True))
    traits["frailty"] += 0.3 * years
    severity, codes = _conditions(rng, years, traits)
    weights = {condition.name: condition.weight for condition in CONDITIONS}
    burden = min(sum(weights[name] * value for name, value in severity.items()) - 1.0, 2.5)
    own = dict(zip(YEARLY, rng.normal(size=len(YEARLY)).tolist(), strict=True))  # of each disease that is predicted
    prevalent = frozenset(
        name
        for name, base in PREVALENT.items()
        if base is not None and rng.random() < logistic(base + 0.7 * years + 0.9 * own[name])
    )
    hidden = float(rng.normal())
    person = Person(
        subject=FIRST_SUBJECT + index,
        sex="F" if rng.random() < 0.52 else "M",
        race=int(rng.choice(_RACES, p=_RACE_SHARES)),
        hispanic=bool(rng.random() < 0.15),
        born=born,
        entry=entry,
        stop=entry + int((2 + 5 * rng.random()) * YEAR),
        traits=traits,
        severity=severity,
        codes=codes,
        prevalent=prevalent,
        burden=burden,
        hidden=hidden,
        hazards=_hazards(years, traits, severity, burden, own, float(rng.normal())),
        axes=_axes(severity, own),
        offsets=rng.normal(size=len(ITEMS)),
        split=split,
    )
    return person, rng


def logistic(value: float) -> float:
    """The probability at these log-odds."""
    return 1 / (1 + math.exp(-value))


def _conditions(
    rng: np.random.Generator, years: float, traits: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, str]]:
    """The severity of each condition that somebody has, and the code it goes by."""
    severity, codes = {}, {}
    for condition, dice, grade in zip(
        CONDITIONS, rng.random(len(CONDITIONS)), rng.beta(1.3, 1.7, len(CONDITIONS)), strict=True
    ):
        odds = condition.base + condition.age * years + sum(w * traits[name] for name, w in condition.loads.items())
        if dice < logistic(odds):
            severity[condition.name] = 0.2 + 0.8 * float(grade)
            codes[condition.name] = f"SNOMED/{condition.codes[int(grade * len(condition.codes))][0]}"
    return severity, codes


def _hazards(
    years: float,
    traits: Mapping[str, float],
    severity: Mapping[str, float],
    burden: float,
    own: Mapping[str, float],
    luck: float,
) -> dict[str, float]:
    """How many a year, of what begins at a rate that does not change."""
    diabetes, coronary = severity.get("type 2 diabetes", 0.0), severity.get("coronary disease", 0.0)
    also = {
        "hypertension": 0.45 * years + 0.7 * severity.get("obesity", 0.0) + 0.7 * diabetes,
        "hyperlipidemia": 0.15 * years + 0.5 * severity.get("obesity", 0.0) + 0.5 * diabetes,
        "acutemi": 0.4 * years + 0.6 * traits["vascular"] + 1.6 * coronary + 0.5 * diabetes,
        "pancan": 0.3 * years,
    }
    found = {name: yearly * math.exp(1.3 * own[name] + also[name]) for name, yearly in YEARLY.items()}
    found["acutemi"] = min(found["acutemi"], 0.6)
    found["death"] = min(0.018 * math.exp(0.5 * traits["frailty"] + 0.6 * burden + 0.4 * years), 0.5)
    found["admission"] = 0.42 * math.exp(0.35 * traits["frailty"] + 0.3 * burden + 0.5 * luck)
    return found


def _axes(severity: Mapping[str, float], own: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """What chronic conditions, and what is yet to be diagnosed, do to each state: (S,)."""
    state: dict[str, Any] = dict.fromkeys(STATES, 0.0)
    for condition in CONDITIONS:
        for name, effect in condition.axes.items():
            state[name] += effect * severity.get(condition.name, 0.0)
    state |= {"pressure": own["hypertension"], "lipids": own["hyperlipidemia"], "wasting": own["pancan"]}
    return np.array([state[name] for name in STATES])

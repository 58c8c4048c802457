"""Conditions, drugs and procedures that generated pairs speak of, each with its names and what it is a kind of.

    CONDITIONS["nsclc"]  Condition("nsclc", names=("non-small cell lung cancer", ...), parents=("lung_cancer",),
                                   kind="cancer", ages=(45, 85), stages=("stage I", ..., "stage IV"), ...)
    ABOVE["nsclc"]       {"nsclc", "lung_cancer", "solid_tumour", "malignancy"}

The tables are conditions.csv, drugs.csv and procedures.csv beside this file. Names are facts of medicine in our own
words; a note says "apixaban" or "non-small cell lung cancer" where a criterion says "anticoagulants" or "solid tumor".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ehrmind.trials.generator.phrases import Phrases, phrases, read_table

MALIGNANCY = "malignancy"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, or with kind "group" a class of them.

    `kind`: "chronic", "cancer" and "event" can be the main disease, "common" only accompanies, "past" is over.
    `drugs` are taken for it; `test` is what confirms or excludes it.
    """

    id: str
    names: Phrases
    parents: tuple[str, ...]
    kind: str
    ages: tuple[int, int]
    sex: str
    drugs: tuple[str, ...]
    stages: tuple[str, ...]
    test: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug, or a class of drugs."""

    id: str
    names: Phrases
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure or a class of them; `needs` is the condition it is done for, `sex` and least `age` whom to."""

    id: str
    names: Phrases
    parents: tuple[str, ...]
    needs: str
    sex: str
    age: int


class Placed(Protocol):
    """What has a place under others."""

    @property
    def parents(self) -> tuple[str, ...]: ...


def _condition(row: Mapping[str, str]) -> Condition:
    low, _, high = (row["ages"] or "18-90").partition("-")
    stages = tuple(row["stages"].split("|")) if row["stages"] else ()
    parents, drugs = tuple(row["parents"].split()), tuple(row["drugs"].split())
    ages = (int(low), int(high))
    return Condition(
        row["id"], phrases(row["names"]), parents, row["kind"], ages, row["sex"], drugs, stages, row["test"]
    )


def _closures(places: Mapping[str, Placed]) -> dict[str, frozenset[str]]:
    """Of each concept itself and all that it is a kind of."""

    def above(name: str) -> set[str]:
        return {name}.union(*(above(parent) for parent in places[name].parents))

    return {name: frozenset(above(name)) for name in places}


CONDITIONS = {row["id"]: _condition(row) for row in read_table("conditions.csv")}
DRUGS = {
    row["id"]: Drug(row["id"], phrases(row["names"]), tuple(row["parents"].split())) for row in read_table("drugs.csv")
}
PROCEDURES = {
    row["id"]: Procedure(
        row["id"], phrases(row["names"]), tuple(row["parents"].split()), row["needs"], row["sex"], int(row["age"] or 0)
    )
    for row in read_table("procedures.csv")
}
NAMES = {key: item.names for table in (CONDITIONS, DRUGS, PROCEDURES) for key, item in table.items()}
ABOVE = {**_closures(CONDITIONS), **_closures(DRUGS), **_closures(PROCEDURES)}
_CLASSES = {up for table in (DRUGS, PROCEDURES) for name in table for up in ABOVE[name] - {name}}

COMMON = tuple(name for name, item in CONDITIONS.items() if item.kind == "common")
PAST = tuple(name for name, item in CONDITIONS.items() if item.kind == "past")
MAIN = tuple(name for name, item in CONDITIONS.items() if item.kind in ("chronic", "cancer", "event"))
SINGLE_DRUGS = tuple(name for name in DRUGS if name not in _CLASSES)
SINGLE_PROCEDURES = tuple(name for name in PROCEDURES if name not in _CLASSES)


def related(one: str, other: str) -> bool:
    """Whether the one is the other, or a kind of it, or the other way round."""
    return one in ABOVE[other] or other in ABOVE[one]

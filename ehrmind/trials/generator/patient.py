"""What a note states of a patient, and nothing else: a criterion about anything else is not settled.

    Patient(age=63, sex="female", problem=2,
            illnesses=(Illness("copd", PRESENT, days=1460, stage="GOLD grade 3"), Illness("pe", RULED_OUT),
                       Illness("asthma", FAMILY, relative="mother"), Illness("mi", PAST, days=730)),
            drugs=(Taken("tiotropium", "copd"), Taken("prednisone", "copd", stopped=42)),
            procedures=(Done("hip", days=240),), labs=(Lab("hemoglobin", 9.8, "98", "g/L", days=5),),
            states={"pregnant": 0, "smoker": 2}, only_illnesses=False, only_drugs=True)

Times are days before today. `facts_of` puts this where criteria look it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehrmind.trials.generator.concepts import ABOVE

PRESENT, PAST, RULED_OUT, FAMILY = "present", "past", "ruled out", "family"
PREGNANT, CHILDBEARING, SMOKER, NEVER_SMOKED = "pregnant", "childbearing", "smoker", "never smoked"
FEMALE, MALE = "female", "male"
STATES = (PREGNANT, CHILDBEARING, SMOKER, NEVER_SMOKED, FEMALE, MALE)


@dataclass(frozen=True, slots=True)
class Illness:
    """A condition the note speaks of; `days` since it began, or for what is over since it happened."""

    id: str
    status: str
    days: int = 0
    stage: str = ""
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A drug, what for, and where it was stopped, how many days ago."""

    id: str
    reason: str
    stopped: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A procedure, so many days ago."""

    id: str
    days: int


@dataclass(frozen=True, slots=True)
class Lab:
    """A value in the quantity's own unit, and as the note writes it."""

    id: str
    value: float
    number: str
    unit: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Patient:
    """All that one note states. `states` are truth values of STATES; `main` is the disease that the patient has."""

    age: int
    sex: str
    problem: int
    main: str
    illnesses: tuple[Illness, ...]
    drugs: tuple[Taken, ...]
    procedures: tuple[Done, ...]
    labs: tuple[Lab, ...]
    earlier: tuple[Lab, ...]
    states: Mapping[str, int]
    only_illnesses: bool = False
    only_drugs: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A patient's facts by the concept that they fall under; `denied` holds the conditions that were ruled out."""

    numbers: Mapping[str, Lab]
    illnesses: Mapping[str, list[Illness]]
    family: Mapping[str, str]
    denied: frozenset[str]
    drugs: Mapping[str, list[Taken]]
    procedures: Mapping[str, list[Done]]
    states: Mapping[str, int]
    only_illnesses: bool = False
    only_drugs: bool = False


def facts_of(patient: Patient) -> Facts:
    """The patient's facts, each under all that it is a kind of; of a repeated laboratory value the latest."""
    illnesses: dict[str, list[Illness]] = {}
    family: dict[str, str] = {}
    for item in patient.illnesses:
        if item.status in (PRESENT, PAST):
            for name in ABOVE[item.id]:
                illnesses.setdefault(name, []).append(item)
        elif item.status == FAMILY:
            family[item.id] = item.relative
    drugs: dict[str, list[Taken]] = {}
    for drug in patient.drugs:
        for name in ABOVE[drug.id]:
            drugs.setdefault(name, []).append(drug)
    procedures: dict[str, list[Done]] = {}
    for done in patient.procedures:
        for name in ABOVE[done.id]:
            procedures.setdefault(name, []).append(done)
    numbers = {lab.id: lab for lab in patient.labs}
    numbers["age"] = Lab("age", patient.age, str(patient.age), "years")
    denied = frozenset(item.id for item in patient.illnesses if item.status == RULED_OUT)
    return Facts(
        *(numbers, illnesses, family, denied, drugs, procedures, patient.states),
        *(patient.only_illnesses, patient.only_drugs),
    )

"""A patient's note, a trial's criteria, and whether the one may take part in the other.

    Note("trec-20211", "Patient is a 45-year-old man with a history of anaplastic astrocytoma ...")
    Trial("NCT01022905", "Vaccine Responses to Influenza A H1N1/09 Immunization in High-risk Patients",
          inclusion=("medically recommended influenza A(H1N1) immunization", "signed informed consent"),
          exclusion=("failure or refusal to provide sufficient blood for antibody determination",))
    Judgement("trec-20211", "NCT01022905", 0)

Labels are TREC's own: 0 has not the condition that is studied, 1 has it and is excluded by a criterion, 2 may take
part. The published code names 0 and 1 one way in its prompt and the other way in its reward (arXiv 2505.24105,
rl/inst.py and matching.py); here LABELS is the one table, read by the prompt, the gold, the scorer and the measures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LABELS = ("not relevant", "excluded", "eligible")
NOT_RELEVANT, EXCLUDED, ELIGIBLE = range(3)
MET, NOT_MET, UNKNOWN = "met", "not met", "not enough information"  # what can be said of one criterion
VERDICTS = (MET, NOT_MET, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Note:
    """What is written of a patient."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial's title and its criteria, one string each without bullet or number; a nested one begins with its
    parent's words.
    """

    id: str
    title: str = ""
    inclusion: tuple[str, ...] = ()
    exclusion: tuple[str, ...] = ()
    summary: str = ""
    conditions: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair. `split` is "train", "validation" or "test" where the source itself says so; else empty."""

    note: str
    trial: str
    label: int
    split: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a source holds. `dropped` counts judgements by the reason why they are not among `judgements`.

    `files` are the sha256 of what was read, by name; `counts` what else a card may say (trials without exclusions).
    """

    notes: Mapping[str, Note]
    trials: Mapping[str, Trial]
    judgements: Sequence[Judgement]
    dropped: Counter[str] = field(default_factory=Counter)
    files: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

"""Patient-trial matching: read a patient's note and a trial's criteria, and say whether the patient may take part.

One generated row::

    note        "63-year-old woman with stage IV non-small cell lung cancer ... Creatinine 0.9 mg/dL ... ECOG 1 ..."
    trial       Inclusion criteria: 1. Metastatic lung cancer 2. Serum creatinine below 133 µmol/L ...
                Exclusion criteria: 1. Anticoagulants within 4 weeks ...
    gold        <think>
                Inclusion 1: stage IV non-small cell lung cancer -> met
                ...
                </think>
                <answer>{"prediction": "eligible", "idx": 2}</answer>

After TREC Clinical Trials (Roberts et al. 2021, trec-cds.org), whose labels it keeps: see trials/types.py. Departs from
the paper (arXiv 2505.24105), whose test shares patients and rows with training (`split=paper` here): by default no
patient does, the headline is macro-F1, and a patient's trials are ranked by the probabilities of the labels.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

from ehrmind import parsing
from ehrmind.errors import ConfigError, require_choice
from ehrmind.evaluation.functionals import auroc_between, balanced_accuracy, brier, f1_of, kappa, macro_f1
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.evaluation.ranking import ndcg, precision_at
from ehrmind.fields import number, unhashed
from ehrmind.registry import register
from ehrmind.subgroups import subgroups
from ehrmind.tasks.base import SPLITS, Counts, Data, Policy, Sampling, Task, balanced
from ehrmind.tasks.wordings import worded
from ehrmind.trials.generator.settings import DIFFICULTIES, FEWEST, MOST, Length, PairSettings
from ehrmind.trials.rows import Overflow
from ehrmind.trials.splits import Splitting
from ehrmind.trials.types import LABELS, VERDICTS, Trial
from ehrmind.types import Completion, Example, Parsed, Probabilities, Prompt, Score, Status

OPEN_SOURCES = ("generated", "trec_2021", "trec_2022", "sigir")  # synthetic or published notes
SOURCES = (*OPEN_SOURCES, "folder")
TEST_ONLY = ("trec_2022", "sigir")
TERMS = {
    "generated": "apache-2.0",
    "trec_2021": "TREC topics, judgements of NIST, records of ClinicalTrials.gov",
    "trec_2022": "TREC topics, judgements of NIST, records of ClinicalTrials.gov",
    "sigir": "topics of TREC CDS, judgements of Koopman and Zuccon (SIGIR 2016), records of ClinicalTrials.gov",
}
TOKENS_A_WORD = 1.9  # of notes and criteria, with their numbers and abbreviations, by a tokenizer of 50,000 tokens
FORM_WORDS = 110  # of the instructions
ARTEFACTS = ("trial only", "note only", "note and trial", "overlap")  # of those in trials/artefacts.py
GAINS = {"not relevant": 0.0, "excluded": 1.0, "eligible": 2.0}
ELIGIBLE_ONLY = {"not relevant": 0.0, "excluded": 0.0, "eligible": 1.0}

SYSTEM = "You are a careful clinician who matches patients with clinical trials. Reason step by step, then answer."


class Difficulty(str, Enum):
    """Of generated pairs: see trials/generator/settings.py."""

    easy = "easy"
    medium = "medium"
    hard = "hard"


@register("task", "trial_matching")
@dataclass
class TrialMatching(Task):
    """Patient-trial matching. `source`: generated, trec_2021, trec_2022, sigir, or folder (with `path`)."""

    answer_keys: ClassVar[tuple[str, ...]] = ("prediction", "idx")

    prompt_tokens: int = 1500
    completion_tokens: int = 2048
    sft_batch: int = 32
    source: str = "generated"
    path: str | None = unhashed(None)
    split: Splitting = Splitting.patient
    sampling: Sampling = Sampling.balanced  # of the training rows; the others are as they are
    overflow: Overflow = Overflow.shorten
    words: int | None = number(
        None, at_least=1, why="leaves no room"
    )  # of note, title and criteria; null: what `prompt_tokens` leaves
    # of generated pairs
    patients: Counts = field(default_factory=lambda: Counts(240, 24, 48))  # each with twelve trials
    difficulty: Difficulty = Difficulty.medium
    length: Length | None = None  # of the notes; null: the difficulty's
    criteria: int | None = number(None, at_least=FEWEST, at_most=MOST)  # of a trial; null: the difficulty's

    def __post_init__(self) -> None:
        require_choice("task.source", self.source, SOURCES)
        if self.source == "generated" and self.path is not None:
            raise ConfigError(f"task.path={self.path} is not read by task.source=generated; set task.source=")
        if self.source != "generated" and self.path is None:
            raise ConfigError(
                f"task.source={self.source} needs task.path=, a folder of topics, judgements and trials, or ir_datasets"
            )
        if self.source in ("generated", *TEST_ONLY) and self.split is not Splitting.patient:
            why = "its patients and trials are drawn for each split" if self.source == "generated" else "it is all test"
            raise ConfigError(f"task.split={self.split.value} has no meaning for task.source={self.source}: {why}")
        self._settings()  # refuses numbers that are none
        self._own_splits = False  # of a folder that is read

    @property
    def data_policy(self) -> Policy:
        """RESTRICTED unless the source's notes are known to be nobody's; the user may restrict those too."""
        return super().data_policy if self.source in OPEN_SOURCES else Policy.RESTRICTED

    def fit_prompts(self, tokens: int) -> None:
        self.prompt_tokens = min(self.prompt_tokens, tokens)

    def describe(self) -> str:
        if self.source == "generated":
            return f"GENERATED pairs of patients and trials, seed {self.seed} (not TREC)"
        drawn = "in its own splits" if self._own_splits else f"split by {self.split.value.replace('_', ' ')}"
        return f"{self.source.replace('_', ' ').upper()}, {'all test' if self.source in TEST_ONLY else drawn}"

    def load(self) -> Data:
        from ehrmind.trials.rows import account, counts, rows_of, salt_of

        pairs, split, told = self._read()
        restricted = self.data_policy is Policy.RESTRICTED
        # A generated label follows from every criterion, and the gold reasons over each: none is left out.
        whole = self.source == "generated" and self.overflow is Overflow.shorten
        overflow = Overflow.drop if whole else self.overflow
        rows = rows_of(pairs, split, self._words(), overflow, told, salt_of(pairs) if restricted else b"")
        if self.sampling is Sampling.balanced:
            rows.splits["train"], left = balanced(rows.splits["train"], self.seed)
            rows.dropped.update(left)
        manifest = {
            "task": "trial_matching",
            "source": self.source,
            "description": self.describe(),
            "dataset": None,
            "licence": TERMS.get(self.source),
            "policy": self.data_policy.value,
            **account(pairs, split, rows),
        }
        if restricted:
            manifest["files"] = {}
        return Data(rows.splits, manifest, self.split is Splitting.paper, counts)

    def prompt(self, example: Example) -> Prompt:
        told = example.fields
        user = (
            f"A patient's note:\n{told['note']}\n\n"
            f"A clinical trial: {told['title'] or 'without a title'}\n"
            f"Inclusion criteria:\n{told['inclusion']}\n"
            f"Exclusion criteria:\n{told['exclusion']}\n\n"
            f"{self._form()}"
        )
        return worded(Prompt(SYSTEM, user), self.wording)

    def answer_json(self, answer: str) -> str:
        return json.dumps({"prediction": answer, "idx": LABELS.index(answer)})

    def gold(self, example: Example) -> str:
        reason = example.rationale or f"The patient is {example.answer} for this trial."
        return f"<think>\n{reason}\n</think>\n<answer>{self.answer_json(example.answer)}</answer>"

    def score(self, parsed: Parsed, example: Example) -> Score:
        try:
            said = " ".join(parsing.read_text(parsed.answer["prediction"]).casefold().split())
            place = parsing.read_integer(parsed.answer["idx"])
        except parsing.Unreadable as error:
            return Score(Status.INVALID, str(error))
        if said not in LABELS or not 0 <= place < len(LABELS):
            return Score(Status.INVALID, f"not one of {', '.join(LABELS)} with its number")
        if LABELS[place] != said:
            return Score(Status.INVALID, "prediction and idx say different things")
        right = said == example.answer
        return Score(Status.CORRECT if right else Status.WRONG, f"it was {example.answer}", said)

    def labels(self, example: Example) -> tuple[str, ...]:
        return LABELS

    def measures(self) -> tuple[Measure, ...]:
        rankings = (ndcg(GAINS), ndcg(ELIGIBLE_ONLY, of="eligible"), precision_at(GAINS))
        return (
            *(macro_f1(), *(f1_of(label, LABELS) for label in LABELS), balanced_accuracy(), kappa()),
            *(*rankings, precision_at(ELIGIBLE_ONLY, of="eligible"), auroc_between("eligible", "excluded")),
            *(brier(), *DEFAULT),
        )

    def slices(self, example: Example) -> Mapping[str, str]:
        own = {name: str(example.facts[name]) for name in ("criteria", "patients")}
        return {**own, **subgroups(example.fields["note"])}

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """The training rows' shares, and what can be told from words alone: of the trial, the note, or both."""
        from ehrmind.trials.artefacts import probabilities

        train, test = data.splits["train"], data.splits["test"]
        shares = {label: sum(row.answer == label for row in train) / max(len(train), 1) for label in LABELS}
        found = {"prevalence": [shares if train else dict.fromkeys(LABELS, 1 / len(LABELS))] * len(test)}
        pairs = [[_pair(row) for row in rows] for rows in (train, test)]
        for name in ARTEFACTS if all(shares.values()) else ():
            said = probabilities(name, *pairs).tolist()
            found[name] = [dict(zip(LABELS, row, strict=True)) for row in said]
        return {name: [self._likely(*pair) for pair in zip(test, said, strict=True)] for name, said in found.items()}

    def _likely(self, example: Example, said: Mapping[str, float]) -> Completion:
        return self.answered(example, max(said, key=lambda label: said[label]), Probabilities(dict(said), 1.0))

    def _form(self) -> str:
        names = ", ".join(f'{place} "{name}"' for place, name in enumerate(LABELS))
        verdicts = '", "'.join(VERDICTS)
        return (
            "May this patient take part in this trial? The answers are "
            f"{names}: not relevant where the patient has not the condition that is studied, excluded where a "
            "criterion keeps the patient out, else eligible.\n"
            "Reason between <think> and </think>, a line for each criterion: its kind and number, the finding, and -> "
            f'with a verdict ("{verdicts}"), such as "Inclusion 1: age 63 -> met". Then answer with '
            f"<answer>{self.answer_json(LABELS[0])}</answer>, with the name and the number of your answer."
        )

    def _settings(self) -> PairSettings:
        """What generated pairs are like. Raises ConfigError."""
        settings = DIFFICULTIES[self.difficulty.value]
        criteria = settings.criteria if self.criteria is None else self.criteria
        return replace(settings, length=self.length or settings.length, criteria=criteria)

    def _words(self) -> int:
        """How many words of note and criteria a prompt may have."""
        return self.words or max(1, int(self.prompt_tokens / TOKENS_A_WORD) - FORM_WORDS)

    def _read(self) -> Any:
        """The pairs, their splits, and what is known of generated ones. Raises DataError."""
        from ehrmind.trials.splits import given, named, split

        if self.source == "generated":
            from ehrmind.trials.generator import generate_pairs
            from ehrmind.trials.rows import Told

            made = generate_pairs(self._settings(), self.seed, {name: getattr(self.patients, name) for name in SPLITS})
            told = {key: Told(made.reasons[key], verdicts) for key, verdicts in made.verdicts.items()}
            return made.pairs, given(made.pairs.judgements), told
        from ehrmind.trials.sources import read

        assert self.path is not None
        pairs = read(self.source, Path(self.path).expanduser())
        if self.source in TEST_ONLY:
            return pairs, given(replace(one, split="test") for one in pairs.judgements), None
        self._own_splits = named(pairs.judgements)
        return pairs, split(self.split, pairs.judgements, self.seed), None


def _pair(row: Example) -> Any:
    """A row as the classifiers of words take it."""
    from ehrmind.trials.artefacts import Pair

    told = row.fields
    trial = Trial("", told["title"], tuple(told["inclusion"].split("\n")), tuple(told["exclusion"].split("\n")))
    return Pair(told["note"], trial, LABELS.index(row.answer))

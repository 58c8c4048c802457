"""One criterion of a trial and one patient: met, not met, or not enough information.

One generated row::

    note        "87 yo F with protein in the urine. Chronic renal insufficiency, stage 4, ..."
    criterion   "Inclusion criterion: Age not above 60 years"
    gold        <think>
                age 87 years, asked <= 60 years
                </think>
                <answer>{"verdict": "not met"}</answer>

`source=annotations` reads TrialGPT's 1,015 annotations by experts (Jin et al. 2024, 10.1038/s41467-024-53081-z), for
evaluation alone: GPT-4's own verdicts stand beside as a baseline (89.0 % of three labels, as published).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from ehrmind import parsing
from ehrmind.errors import ConfigError, require_choice
from ehrmind.evaluation.functionals import balanced_accuracy, brier, kappa, macro_f1
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.fields import unhashed
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Counts, Data, Sampling, Task, balanced
from ehrmind.tasks.wordings import worded
from ehrmind.trials.types import VERDICTS
from ehrmind.types import Completion, Example, Parsed, Probabilities, Prompt, Score, Status

SOURCES = ("generated", "annotations")
TERMS = {"generated": "apache-2.0", "annotations": "public domain (NCBI), notes of TREC CDS"}
SYSTEM = "You are a careful clinician who checks criteria of clinical trials. Reason step by step, then answer."


@register("task", "trial_criteria")
@dataclass
class TrialCriteria(Task):
    """Verdicts on single criteria. `source`: generated, or annotations (TrialGPT's, with `path`)."""

    answer_keys: ClassVar[tuple[str, ...]] = ("verdict",)

    prompt_tokens: int = 1500
    completion_tokens: int = 512
    source: str = "generated"
    path: str | None = unhashed(None)
    sampling: Sampling = Sampling.balanced  # of the training rows
    patients: Counts = field(default_factory=lambda: Counts(240, 24, 48))  # to generate, twelve criteria each

    def __post_init__(self) -> None:
        require_choice("task.source", self.source, SOURCES)
        if (self.source == "annotations") != (self.path is not None):
            needs = "needs task.path=, TrialGPT's file of annotations" if self.path is None else "reads no task.path="
            raise ConfigError(f"task.source={self.source} {needs}")

    def describe(self) -> str:
        if self.source == "annotations":
            return "TrialGPT's criterion annotations of SIGIR's patients, all test"
        return f"GENERATED criteria, seed {self.seed}"

    def load(self) -> Data:
        splits, dropped = self._annotated() if self.source == "annotations" else self._generated()
        if self.sampling is Sampling.balanced:
            splits["train"], left = balanced(splits["train"], self.seed)
            dropped |= left
        manifest = {
            "task": "trial_criteria",
            "source": self.source,
            "description": self.describe(),
            "dataset": "ncbi/TrialGPT-Criterion-Annotations" if self.source == "annotations" else None,
            "licence": TERMS[self.source],
            "policy": self.data_policy.value,
            "rows": {name: len(rows) for name, rows in splits.items()},
            "dropped": {why: count for why, count in dropped.items() if count},
        }
        return Data(splits, manifest)

    def prompt(self, example: Example) -> Prompt:
        told = example.fields
        choices = '", "'.join(VERDICTS)
        user = (
            f"A patient's note:\n{told['note']}\n\n"
            f"A clinical trial: {told['title'] or 'without a title'}\n"
            f"{told['kind'].capitalize()} criterion: {told['criterion']}\n\n"
            f'Is the criterion met by this patient? The verdicts are "{choices}"; an exclusion criterion is met by '
            "whom it excludes. Reason between <think> and </think>, then answer with "
            f"<answer>{self.answer_json(VERDICTS[0])}</answer>, with your verdict."
        )
        return worded(Prompt(SYSTEM, user), self.wording)

    def answer_json(self, answer: str) -> str:
        return json.dumps({"verdict": answer})

    def score(self, parsed: Parsed, example: Example) -> Score:
        try:
            said = " ".join(parsing.read_text(parsed.answer["verdict"]).casefold().split())
        except parsing.Unreadable as error:
            return Score(Status.INVALID, str(error))
        if said not in VERDICTS:
            return Score(Status.INVALID, f"not one of {', '.join(VERDICTS)}")
        right = said == example.answer
        return Score(Status.CORRECT if right else Status.WRONG, f"it is {example.answer}", said)

    def labels(self, example: Example) -> tuple[str, ...]:
        return VERDICTS

    def measures(self) -> tuple[Measure, ...]:
        accuracy, *others = DEFAULT
        return (accuracy, macro_f1(), balanced_accuracy(), kappa(), brier(), *others)

    def slices(self, example: Example) -> Mapping[str, str]:
        return {"kind": example.fields["kind"]}

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """The training rows' shares; of the annotations GPT-4's own verdicts."""
        train, test = data.splits["train"], data.splits["test"]
        if self.source == "annotations":
            return {"GPT-4 (published)": [self.answered(row, str(row.facts["gpt4"])) for row in test]}
        shares = {label: sum(row.answer == label for row in train) / max(len(train), 1) for label in VERDICTS}
        likeliest = max(VERDICTS, key=lambda label: shares[label])
        even = shares if train else dict.fromkeys(VERDICTS, 1 / len(VERDICTS))
        return {"prevalence": [self.answered(row, likeliest, Probabilities(even, 1.0)) for row in test]}

    def _annotated(self) -> tuple[dict[str, list[Example]], dict[str, int]]:
        from ehrmind.trials.sources.annotations import VERDICT, read_annotations

        assert self.path is not None
        found = read_annotations(Path(self.path).expanduser())
        rows = [
            Example(
                id=f"annotation-{one.id}",
                group=one.patient,
                category=one.verdict,
                fields={"note": one.note, "title": one.title, "kind": one.section, "criterion": one.criterion},
                answer=one.verdict,
                rationale=f"The criterion is {one.verdict}.",
                facts={"gpt4": VERDICT[one.gpt4], "expert": one.expert},
            )
            for one in found
            if one.criterion
        ]
        return {"train": [], "validation": [], "test": rows}, {"test: no criterion": len(found) - len(rows)}

    def _generated(self) -> tuple[dict[str, list[Example]], dict[str, int]]:
        """Of each pair one criterion, in turn."""
        from ehrmind.trials.generator import PairSettings, generate_pairs

        made = generate_pairs(PairSettings(), self.seed, {name: getattr(self.patients, name) for name in SPLITS})
        splits: dict[str, list[Example]] = {name: [] for name in SPLITS}
        for number, one in enumerate(made.pairs.judgements):
            note, trial = made.pairs.notes[one.note], made.pairs.trials[one.trial]
            verdicts, reasons = made.verdicts[one.note, one.trial], made.reasons[one.note, one.trial]
            place = number % len(verdicts)
            kind = "inclusion" if place < len(trial.inclusion) else "exclusion"
            splits[one.split].append(
                Example(
                    id=f"{one.note}/{one.trial}/{place + 1}",
                    group=one.note,
                    category=verdicts[place],
                    fields={
                        **{"note": note.text, "title": trial.title, "kind": kind},
                        "criterion": (*trial.inclusion, *trial.exclusion)[place],
                    },
                    answer=verdicts[place],
                    rationale=reasons.splitlines()[place].partition(": ")[2].rpartition(" -> ")[0],
                )
            )
        return splits, {}

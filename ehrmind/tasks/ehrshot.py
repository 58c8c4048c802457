"""EHRSHOT: read a whole record as it is known at a time, and say what will happen to the patient.

One generated row::

    record      "1. 71-year-old woman. ... Labs: 9. Creatinine 1.1 → 1.9 mg/dL over 2 days, high ..."
    question    "Will this patient stay in hospital for seven days or more?"
    gold        <think>
                Findings for: creatinine 1.1 → 1.9 mg/dL over 2 days, high [9]; ...
                Findings against: sodium 139 mmol/L, normal [12].
                Conclusion: long stay.
                </think>
                <answer>{"prediction": "long stay", "label": 1}</answer>

Departs from the paper (arXiv 2505.24105), which kept conditions and procedures (`task.events=[conditions,procedures]`
here) and counted right answers: a record has values, drugs and visits too, and the headline is AUROC, of the positive
answer's probability after the model's reasoning, with patients as clusters. Accuracy stands beside the majority's.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from ehrmind import parsing
from ehrmind.ehr.timeline_settings import EVENTS, Style, Timeline
from ehrmind.ehr.tokens import approximate
from ehrmind.errors import ConfigError, require_choice
from ehrmind.evaluation import functionals
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.fields import later, number, unhashed
from ehrmind.registry import register
from ehrmind.tasks.base import SPLITS, Answer, Data, Policy, Sampling, Task, balanced
from ehrmind.tasks.record_prompt import LEAST, Around, over_budget
from ehrmind.types import Completion, Example, Parsed, Probabilities, Prompt, Score, Status

SOURCES = ("generated", "ehrshot", "meds", "omop", "synthea")
OPEN_SOURCES = ("generated", "synthea")  # of which no patient is real
# Of the data; of other sources their owner knows.
TERMS = {"generated": "apache-2.0", "ehrshot": "Stanford data use agreement, redivis.com/datasets/53gc-8rhx41kgt"}


@register("task", "ehrshot")
@dataclass
class Ehrshot(Task):
    """Prediction from records. `source`: generated, ehrshot, meds, omop or synthea (OMOP of nobody), with `path`.

    `label` is a task of EHRSHOT (empty: guo_los), or names labels in `label_path` (MEDS's schema) with a `question`.
    """

    answer_keys: ClassVar[tuple[str, ...]] = ("prediction", "label")
    ceilings: ClassVar[tuple[str, ...]] = ("true risk",)

    prompt_tokens: int = 4000
    completion_tokens: int = 800
    group_size: int = 8
    source: str = "generated"
    path: str | None = unhashed(None)
    label: str = ""
    label_path: str | None = unhashed(None)
    question: str = ""  # of labels that are none of EHRSHOT's
    positive: str = "yes"
    negative: str = "no"
    # Of label_path: from which number on it is a yes, and the column where several hold labels.
    label_from: float | None = number(None, later=True)
    label_column: str = later("")
    names: str | None = unhashed(None)  # a folder with Athena's CONCEPT.csv, for codes without names
    # Of labels that are computed: codes of stays in hospital, of intensive care and of the outcome, in place of ours;
    # and diagnoses by their own code alone, where nothing says which codes lie below it.
    inpatient: list[str] = later([])
    icu: list[str] = later([])
    outcome: list[str] = later([])
    without_ontology: bool = later(False)
    patients: int = number(2000, at_least=1, why="generates nobody")  # to generate
    labels_per_patient: int | None = number(None, at_least=1)
    most_labels: int | None = number(None, at_least=1)
    sampling: Sampling = Sampling.natural
    # what the model is shown
    style: Style = Style.markdown
    events: list[str] = field(default_factory=list)  # empty: all types
    budget: int | None = number(None, at_least=LEAST, why="shows no record")  # tokens; null: what the prompt leaves

    def __post_init__(self) -> None:
        require_choice("task.source", self.source, SOURCES)
        if self.source == "generated" and self.path is not None:
            from ehrmind.ehr.sources.files import place, place_name

            at = place_name(place(self.path))
            raise ConfigError(f"task.path={at} is not read by task.source=generated; set task.source=")
        if self.source != "generated" and self.path is None:
            raise ConfigError(f"task.source={self.source} needs task.path=, the folder or file of the records")
        from ehrmind.ehr.labels import task_asked

        asked = task_asked(self.label, self.label_path is not None, self.question, self.positive, self.negative)
        self.label = asked.name
        for kind in self.events:
            require_choice("task.events", kind, EVENTS)
        self._found: Any = None
        self.count_with(approximate)

    @property
    def data_policy(self) -> Policy:
        """RESTRICTED unless the source is one of nobody's records; the user may restrict those too."""
        return super().data_policy if self.source in OPEN_SOURCES else Policy.RESTRICTED

    def fit_prompts(self, tokens: int) -> None:
        self.prompt_tokens = min(self.prompt_tokens, tokens)
        if self.budget is not None and self.budget >= self.prompt_tokens:
            raise over_budget(self.budget, self.prompt_tokens)

    def count_with(self, count: Callable[[str], int], whole: Callable[[Prompt], int] | None = None) -> None:
        self._count, self._whole = count, whole
        self._shown: Any = None

    @property
    def cut_records(self) -> int:
        """How many of the records shown until now had no room for a line; older values of a line are never shown."""
        return len(self._shown.cut) if self._shown else 0

    def describe(self) -> str:
        what = {
            "generated": f"GENERATED records of {self.patients:,} patients, seed {self.seed} (not EHRSHOT)",
            "ehrshot": "EHRSHOT",
            "meds": "a MEDS data set",
            "omop": "an OMOP CDM",
            "synthea": "Synthea's records in OMOP",
        }[self.source]
        asked = f" ({self._what.question})" if self.label_path else ""
        return f"{what}, {self.label}{asked}, {', '.join(self.events) or 'all types of events'}"

    def load(self) -> Data:
        from ehrmind.ehr.questions import load
        from ehrmind.ehr.rows import account, rows_of, weighed

        restricted = self.data_policy is Policy.RESTRICTED
        found = self._found = load(self._wanted())
        splits, dropped = rows_of(found, restricted)
        if self.sampling is Sampling.balanced:
            splits["train"], left = balanced(splits["train"], self.seed)
            dropped += left
        splits = weighed(splits)
        manifest = {
            "task": "ehrshot",
            "source": self.source,
            "description": self.describe(),
            "dataset": None,
            "licence": TERMS.get(self.source),
            "policy": self.data_policy.value,
            "dropped": dict(sorted((+dropped).items())),
            **account(found, splits, restricted),
        }
        return Data(splits, manifest, count=lambda rows: account(found, rows, restricted))

    def prompt(self, example: Example) -> Prompt:
        return self._around().prompt(self._render(example).text)

    def shown(self, example: Example) -> Mapping[str, Any]:
        form = (self._what.question, self.style.value, sorted(self.events), self.budget or self.prompt_tokens)
        return {**example.fields, "form": form}  # reasoning names the lines that are shown by their numbers

    def gold(self, example: Example) -> str:
        from ehrmind.ehr.rationale import rationale

        if example.rationale:  # of task.rationales
            return super().gold(example)
        text = rationale(self._render(example), self._what, example.answer == self._what.positive, example.id)
        return f"<think>\n{text}\n</think>\n<answer>{self.answer_json(example.answer)}</answer>"

    def claim(self, example: Example) -> str:
        """The answer alone: to read every record takes minutes, and the reasoning is made of its cleaned lines."""
        return self.answered(example, example.answer).text

    def answer_json(self, answer: str) -> str:
        return json.dumps({"prediction": answer, "label": int(answer == self._what.positive)}, ensure_ascii=False)

    def score(self, parsed: Parsed, example: Example) -> Score:
        try:
            said = parsing.read_text(parsed.answer["prediction"]).casefold()
            label = parsing.read_integer(parsed.answer["label"])
        except parsing.Unreadable as error:
            return Score(Status.INVALID, str(error))
        known = {name.casefold(): name for name in self.labels(example)}
        if said not in known or label not in (0, 1):
            return Score(Status.INVALID, f"not one of {', '.join(known.values())} with its label")
        if label != int(known[said] == self._what.positive):
            return Score(Status.INVALID, "prediction and label say different things")
        right = known[said] == example.answer
        return Score(Status.CORRECT if right else Status.WRONG, f"it was {example.answer}", known[said])

    def labels(self, example: Example) -> tuple[str, ...]:
        return (self._what.negative, self._what.positive)

    def measures(self) -> tuple[Measure, ...]:
        ranked = (functionals.auroc(), functionals.average_precision(), functionals.brier())
        calibrated = (functionals.calibration_error(), functionals.calibration_slope())
        return (*ranked, *calibrated, functionals.balanced_accuracy(), *DEFAULT)

    def slices(self, example: Example) -> Mapping[str, str]:
        return {"age": str(example.facts["age"])}

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        """The true risk of generated rows; prevalence, age, and count models of the training rows."""
        from ehrmind.ehr.baselines import risks, types_of
        from ehrmind.ehr.rows import moment_of

        positive, found = self._what.positive, self._found
        rows = {name: [(*moment_of(row), row.answer == positive) for row in data.splits[name]] for name in SPLITS}
        said = risks(found.index, found.ontology, rows, types_of(self.events))
        if found.truth:
            said |= {"true risk": [found.truth[subject, time] for subject, time, _ in rows["test"]]}
        test = data.splits["test"]
        return {name: [self._likely(*pair) for pair in zip(test, of, strict=True)] for name, of in said.items()}

    def export(self, answers: Sequence[Answer], folder: Path) -> None:
        from ehrmind.ehr.export import Predicted, write_predictions
        from ehrmind.ehr.rows import moment_of

        positive = self._what.positive
        rows = [
            Predicted(
                *moment_of(item.example),
                true=item.example.answer == positive,
                said=None if not item.score.value else item.score.value == positive,
                probability=item.probabilities.labels[positive] if item.probabilities else None,
            )
            for item in answers
        ]
        write_predictions(rows, folder / "predictions.parquet")

    def _likely(self, example: Example, risk: float) -> Completion:
        shares = dict(zip(self.labels(example), (1 - risk, risk), strict=True))
        return self.answered(example, self.labels(example)[int(risk >= 0.5)], Probabilities(shares, 1.0))

    @property
    def _what(self) -> Any:
        """The question and the names of its answers."""
        if self._found is not None:
            return self._found.what
        from ehrmind.ehr.questions import task_wanted

        return task_wanted(self._wanted())

    def _ask(self) -> str:
        negative, positive = self._what.negative, self._what.positive
        answers = " or ".join(f"<answer>{self.answer_json(name)}</answer>" for name in (negative, positive))
        return (
            f"\n\nQuestion: {self._what.question}\n\n"
            "Write your reasoning between <think> and </think>: findings for, findings against, conclusion. "
            f"Then answer with {answers}"
        )

    def _around(self) -> Around:
        """The words of the prompt around a record."""
        return Around(self._ask(), self.wording, self.prompt_tokens, self._count, self._whole)

    def _render(self, example: Example) -> Any:
        """The record as it is known at the example's time, in as many tokens as the prompt leaves."""
        from ehrmind.ehr.fitted import Shown, fitted
        from ehrmind.ehr.rows import moment_of

        def made() -> Any:
            subject, moment = moment_of(example)
            settings = Timeline(self.style, around.room(self.budget), list(self.events))
            return fitted(self._records.record(subject).until(moment), moment, settings, self._count, around.over)

        around, self._shown = self._around(), self._shown or Shown()
        return self._shown.of((example.fields["subject"], example.fields["time"]), made)

    @property
    def _records(self) -> Any:
        if self._found is None:
            self.load()
        return self._found.index

    def _wanted(self) -> Any:
        from ehrmind.ehr.labels import Reading
        from ehrmind.ehr.questions import Wanted
        from ehrmind.ehr.sources.files import place

        codes = {name: frozenset(own) for name in ("inpatient", "icu", "outcome") if (own := getattr(self, name))}
        return Wanted(
            source=self.source,
            label=self.label,
            path=place(self.path) if self.path else None,
            label_path=Path(self.label_path).expanduser() if self.label_path else None,
            names=Path(self.names).expanduser() if self.names else None,
            question=self.question,
            positive=self.positive,
            negative=self.negative,
            patients=self.patients,
            per_patient=self.labels_per_patient,
            in_all=self.most_labels,
            seed=self.seed,
            reading=Reading(self.label_from, column=self.label_column),
            settings={**codes, "without_ontology": self.without_ontology},
        )

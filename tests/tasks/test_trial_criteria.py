"""Verdicts on single criteria: the generated ones follow from the structure, the annotations are TrialGPT's."""

import csv
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError
from ehrmind.tasks.base import Counts
from ehrmind.tasks.trial_criteria import TrialCriteria
from ehrmind.trials.sources.annotations import COLUMNS
from ehrmind.trials.types import VERDICTS
from ehrmind.types import Status

EXPERTS = ("included", "not included", "excluded", "not excluded", "not enough information", "not applicable")


@pytest.fixture
def annotated(tmp_path: Path) -> TrialCriteria:
    path = tmp_path / "annotations.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number, label in enumerate((*EXPERTS, "included")):
            row = dict.fromkeys(COLUMNS, "x") | {"annotation_id": number, "patient_id": f"sigir-{number // 2}"}
            row |= {"criterion_type": "exclusion" if "excluded" in label else "inclusion", "expert_eligibility": label}
            row |= {"gpt4_eligibility": "included", "criterion_text": "" if number == 6 else f"criterion {number}"}
            writer.writerow(row)
    return TrialCriteria(source="annotations", path=str(path))


def test_six_labels_are_three_verdicts_and_all_rows_are_test(annotated: TrialCriteria) -> None:
    data = annotated.load()
    assert [len(data.splits[name]) for name in ("train", "validation", "test")] == [0, 0, 6]
    answers = [row.answer for row in data.splits["test"]]
    assert answers == ["met", "not met", "met", "not met", *["not enough information"] * 2]
    assert data.manifest["dropped"] == {"test: no criterion": 1}
    assert "Exclusion criterion: criterion 2" in annotated.prompt(data.splits["test"][2]).user


def test_gpt4_stands_beside_the_model_as_published(annotated: TrialCriteria) -> None:
    data = annotated.load()
    (answers,) = annotated.baselines(data).values()
    right = [annotated.judge(a.text, row)[1].correct for a, row in zip(answers, data.splits["test"], strict=True)]
    assert right == [True, False, True, False, False, False]


def test_generated_rows_have_every_verdict_and_a_reason() -> None:
    task = TrialCriteria(patients=Counts(24, 12, 24))
    data = task.load()
    assert {row.answer for row in data.splits["test"]} == set(VERDICTS)
    assert all(row.rationale and " -> " not in row.rationale for row in data.splits["test"])
    assert {row.fields["kind"] for row in data.splits["test"]} == {"inclusion", "exclusion"}


def test_what_is_no_verdict_cannot_be_read(annotated: TrialCriteria) -> None:
    row = annotated.load().splits["test"][0]
    for verdict, status in (("Met", Status.CORRECT), ("not  met", Status.WRONG), ("unmet", Status.INVALID)):
        text = f'<think>x</think><answer>{{"verdict": "{verdict}"}}</answer>'
        assert annotated.judge(text, row)[1].status is status
    assert annotated.judge('<think>x</think><answer>{"verdict": 1}</answer>', row)[1].status is Status.INVALID


@pytest.mark.parametrize("settings", [{"source": "annotations"}, {"path": "x"}, {"source": "other"}])
def test_mistakes_are_named(settings: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"task\.source="):
        TrialCriteria(**settings)  # type: ignore[arg-type]

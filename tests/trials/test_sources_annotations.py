"""TrialGPT's criterion annotations in the forms that a hub exports."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ehrmind.errors import DataError
from ehrmind.trials.sources.annotations import COLUMNS, VERDICT, read_annotations
from ehrmind.trials.types import VERDICTS

ROW: dict[str, Any] = {
    "annotation_id": 0,
    "patient_id": "sigir-20141",
    "note": "0. A 58-year-old\u2028woman presents with chest pain.\n1. She has hypertension.",
    "trial_id": "NCT01397994",
    "trial_title": "Nicorandil in angina",
    "criterion_type": "inclusion",
    "criterion_text": "Chronic stable angina",
    "gpt4_explanation": "There is no direct evidence.",
    "explanation_correctness": "Partially Correct",
    "gpt4_sentences": "[0, 1]",
    "expert_sentences": "[]",
    "gpt4_eligibility": "not included",
    "expert_eligibility": "not enough information",
    "training": True,
}
ROWS = [
    ROW,
    {
        **ROW,
        "annotation_id": 1,
        "criterion_type": "exclusion",
        "criterion_text": None,
        "expert_eligibility": "excluded",
        "training": False,
    },
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        path.write_text(json.dumps(rows))
    return path


@pytest.mark.parametrize("suffix", ["parquet", "CSV", "JSONL"])
def test_a_criterion_that_is_nan_is_none_and_a_suffix_may_be_large(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix.lower()}", [{**ROW, "criterion_text": "nan"}, ROW])
    (found, _) = read_annotations(path.rename(tmp_path / f"b.{suffix}").parent)
    assert found.criterion == ""


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl", "json"])
def test_forms(tmp_path: Path, suffix: str) -> None:
    first, second = read_annotations(write(tmp_path / f"data/train-00000-of-00001.{suffix}", ROWS))
    assert (first.id, first.patient, first.trial, first.section) == (0, "sigir-20141", "NCT01397994", "inclusion")
    assert first.note == ROW["note"]
    assert (first.expert, first.verdict, first.gpt4) == (
        "not enough information",
        "not enough information",
        "not included",
    )
    assert (first.gpt4_sentences, first.expert_sentences, first.training) == ((0, 1), (), True)
    assert (second.criterion, second.verdict, second.training) == ("", "met", False)
    assert read_annotations(tmp_path) == [first, second]


def test_six_labels_are_three() -> None:
    assert set(VERDICT.values()) == set(VERDICTS)
    assert [VERDICT[label] for label in ("included", "not included")] == ["met", "not met"]
    assert [VERDICT[label] for label in ("excluded", "not excluded")] == ["met", "not met"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"expert_eligibility": "exclude"}, "row 2: expert_eligibility holds none of included, not included, excluded"),
        ({"gpt4_eligibility": None}, "row 2: gpt4_eligibility holds none of included"),
        ({"criterion_type": "both"}, "row 2: criterion_type holds none of inclusion, exclusion"),
        ({"annotation_id": "x"}, "row 2: annotation_id is no whole number"),
    ],
)
def test_values_that_are_none(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_annotations(write(tmp_path / "a.jsonl", [ROW, {**ROW, **change}]))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds 0 files of annotations"):
        read_annotations(tmp_path)
    row = {name: ROW[name] for name in COLUMNS if name not in ("expert_eligibility", "training")}
    path = write(tmp_path / "a.csv", [row])
    with pytest.raises(DataError, match=r"lacks the columns expert_eligibility, training"):
        read_annotations(path)
    for name, text, message in (
        ("b.parquet", "x", "as parquet"),
        ("b.json", "{}", "no list"),
        ("b.jsonl", "", "no rows"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match=message):
            read_annotations(tmp_path / name)
    with pytest.raises(DataError, match="is no file of annotations"):
        read_annotations(tmp_path / "absent.csv")

"""The benchmark's rows: columns by any case, categories normalised, odd rows dropped by reason, shared notes out."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ehrmind.errors import DataError
from ehrmind.medcalc.published import COLUMNS, drop_shared_notes, read_folder
from ehrmind.tasks.medcalc import MedCalc

ROW = {
    "Row Number": "1",
    "Calculator ID": "39",
    "Calculator Name": "Anion Gap",
    "Category": "lab test",
    "Output Type": "decimal",
    "Note ID": "pmc-1",
    "Patient Note": "Sodium 140, chloride 104, bicarbonate 24.",
    "Question": "What is the anion gap?",
    "Ground Truth Answer": "12",
    "Lower Limit": "11.4",
    "Upper Limit": "12.6",
    "Ground Truth Explanation": "140 - 128 = 12",
}


def write_csv(path: Path, *rows: dict[str, str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_one(tmp_path: Path, **changed: str) -> tuple[list[object], dict[str, int]]:
    write_csv(tmp_path / "train.csv", {**ROW, **changed})
    rows = read_folder(tmp_path, "train")
    return list(rows.examples), dict(rows.dropped)


def test_a_row_becomes_an_example(tmp_path: Path) -> None:
    write_csv(tmp_path / "train_data.csv", ROW)
    example = read_folder(tmp_path, "train").examples[0]
    assert (example.category, example.answer, example.facts["calculator"]) == ("lab", "12", 39)
    assert example.rationale == "140 - 128 = 12"


def test_columns_are_found_in_any_case_and_parquet_reads_the_same(tmp_path: Path) -> None:
    lower = {name.lower(): value for name, value in ROW.items()}
    write_csv(tmp_path / "train.csv", lower)
    from_csv = read_folder(tmp_path, "train").examples
    (tmp_path / "train.csv").unlink()
    pq.write_table(
        pa.table({name: [value] for name, value in {**ROW, "Row Number": 1}.items()}), tmp_path / "train.parquet"
    )
    assert read_folder(tmp_path, "train").examples == from_csv


def test_missing_columns_are_named(tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", {"Row Number": "1", "Patient Note": "x"})
    with pytest.raises(DataError, match="lacks the columns Calculator ID, "):
        read_folder(tmp_path, "train")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Ground Truth Answer": "__import__('os').system('true')"}, "not a plain number"),
        ({"Ground Truth Answer": "20"}, "published answer is outside its own limits"),
        ({"Category": "astrology"}, "unknown category"),
        ({"Calculator ID": "999", "Output Type": "essay"}, "unknown output type"),
        ({"Patient Note": " "}, "note or question is empty"),
        ({"Calculator ID": ""}, "answer is empty"),
        ({"Calculator ID": "13", "Ground Truth Answer": "31/12/2020"}, "no such day in the calendar"),
    ],
)
def test_a_row_that_cannot_be_scored_is_dropped_by_its_reason(
    tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    assert read_one(tmp_path, **changed) == ([], {reason: 1})


def test_negative_limits_may_stand_in_either_order(tmp_path: Path) -> None:
    rows, dropped = read_one(tmp_path, **{"Ground Truth Answer": "-4", "Lower Limit": "-3.8", "Upper Limit": "-4.2"})
    assert len(rows) == 1
    assert not dropped


def test_an_answer_that_is_both_its_limits_gets_five_percent_and_is_counted(tmp_path: Path) -> None:
    exact = {"Ground Truth Answer": "12.345", "Lower Limit": "12.345", "Upper Limit": "12.345"}
    write_csv(tmp_path / "train.csv", {**ROW, **exact}, {**ROW, "Patient Note": "Another note.", "Row Number": "2"})
    write_csv(tmp_path / "test.csv", {**ROW, "Patient Note": "A test note."})
    task = MedCalc(source="folder", path=str(tmp_path))
    data = task.load()
    first, second = sorted((row for name in ("train", "validation") for row in data.splits[name]), key=lambda r: r.id)
    right = task.judge('<think></think><answer>{"answer": "12.3"}</answer>', first)[1]
    assert (right.correct, right.reason) == (True, "within 11.72775 to 12.96225")
    assert (second.facts["low"], second.facts["high"]) == ("11.4", "12.6"), "published limits stay"
    assert sum(data.manifest["changed"].values()) == 1
    assert next(iter(data.manifest["changed"])).endswith(": limits without width, widened")


def test_limits_of_an_unknown_calculator_and_of_zero(tmp_path: Path) -> None:
    both = {"Lower Limit": "100", "Upper Limit": "100.0", "Ground Truth Answer": "100"}
    rows, _ = read_one(tmp_path, **both, **{"Calculator ID": "999"})
    assert (rows[0].facts["low"], rows[0].facts["high"]) == ("95", "105")  # type: ignore[attr-defined]
    rows, _ = read_one(tmp_path, **{"Lower Limit": "0.0", "Upper Limit": "0", "Ground Truth Answer": "0"})
    assert "widened" not in rows[0].facts, "5 % of 0 are 0"  # type: ignore[attr-defined]


def test_weeks_and_days_come_typed_as_integer(tmp_path: Path) -> None:
    changed = {"Calculator ID": "69", "Output Type": "integer", "Ground Truth Answer": "('14 weeks', '1 days')"}
    write_csv(tmp_path / "train.csv", {**ROW, **changed})
    assert read_folder(tmp_path, "train").examples[0].answer == "14 weeks, 1 days"


def test_a_train_row_with_a_test_note_is_dropped_and_counted(tmp_path: Path) -> None:
    other = {**ROW, "Row Number": "2", "Patient Note": "Another note."}
    respaced = {**ROW, "Patient Note": "SODIUM  140, chloride 104, bicarbonate 24."}
    write_csv(tmp_path / "train.csv", ROW, other)
    write_csv(tmp_path / "test.csv", respaced)
    train, test = read_folder(tmp_path, "train"), read_folder(tmp_path, "test")
    drop_shared_notes(train, test)
    assert [row.id for row in train.examples] == ["train-2"]
    assert train.dropped == {"note is in the test set": 1}


@pytest.mark.parametrize("numbered", [False, True])
def test_a_copy_of_a_file_is_dropped_and_counted(tmp_path: Path, numbered: bool) -> None:
    rows = [{**ROW, "Row Number": str(n), "Patient Note": f"Patient {n}."} for n in range(3)]
    write_csv(tmp_path / "train.csv", *rows)
    names = {name: [row[name] for row in rows] for name in ROW}
    pq.write_table(pa.table(names), tmp_path / "train.parquet")
    found = read_folder(tmp_path, "train", numbered)
    assert len(found.examples) == 3
    assert found.dropped == {"row repeated": 3}


def test_a_row_number_of_different_rows_names_the_files_and_the_column(tmp_path: Path) -> None:
    other = {**ROW, "Patient Note": "Another note."}
    write_csv(tmp_path / "train_1.csv", ROW)
    write_csv(tmp_path / "train_2.csv", other)
    with pytest.raises(DataError, match="train-1 is of different rows, in train_1.csv and train_2.csv; .*Row Number"):
        read_folder(tmp_path, "train")
    assert [row.id for row in read_folder(tmp_path, "train", numbered=True).examples] == ["train-1", "train-2"]
    write_csv(tmp_path / "test.csv", ROW, other)
    with pytest.raises(DataError, match=r"different rows, in test.csv; give each row its own number"):
        read_folder(tmp_path, "test")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'"unclosed'])
def test_files_that_are_no_csv_are_refused_clearly(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "train.csv").write_bytes(content)
    with pytest.raises(DataError):
        read_folder(tmp_path, "train")


def test_a_broken_parquet_is_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "train.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(DataError, match="not readable as parquet"):
        read_folder(tmp_path, "train")


def test_a_folder_without_rows_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no train\*\.csv"):
        read_folder(tmp_path, "train")
    with pytest.raises(DataError, match="is not a folder"):
        read_folder(tmp_path / "nowhere", "train")


def test_the_task_reads_a_folder_and_counts_what_it_left_out(tmp_path: Path) -> None:
    rows = [{**ROW, "Row Number": str(n), "Patient Note": f"Patient {n}."} for n in range(40)]
    write_csv(tmp_path / "train.csv", *rows, {**ROW, "Row Number": "99", "Ground Truth Answer": "?"})
    write_csv(tmp_path / "test.csv", {**ROW, "Patient Note": "Patient 3."})
    data = MedCalc(source="v1.0", path=str(tmp_path)).load()
    assert data.manifest["dropped"] == {"train: not a plain number": 1, "train: note is in the test set": 1}
    assert len(data.splits["train"]) + len(data.splits["validation"]) == 39
    assert data.splits["validation"]
    assert set(data.manifest["files"]) == {"train.csv", "test.csv"}


def test_real_rows(real_medcalc: Path) -> None:
    data = MedCalc(source="v1.0", path=str(real_medcalc)).load()
    assert len(data.splits["test"]) == 524 - 1
    assert len(data.splits["train"]) + len(data.splits["validation"]) == 1090 - 40
    assert data.manifest["dropped"] == {
        "test: row repeated": 1,
        "train: row repeated": 1,
        "train: note is in the test set": 39,
    }
    assert sum(data.manifest["changed"].values()) == 72
    assert not any(name.startswith("test") for name in data.manifest["changed"])
    assert data.manifest["files_ignored"] == ["calculators.csv", "one_shot_verified.csv"]
    task = MedCalc(source="v1.0", path=str(real_medcalc))
    for rows in data.splits.values():
        assert all(task.judge(task.gold(row), row)[1].correct for row in rows)


def test_every_column_is_needed() -> None:
    assert set(COLUMNS) == set(ROW)

"""The benchmark's rows: columns by any case, categories normalised, odd rows dropped by reason, shared notes out."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ehrmind.data import account, check_rows
from ehrmind.errors import DataError
from ehrmind.medcalc.published import changed, drop_shared_notes, read_folder
from ehrmind.medcalc.tables import COLUMNS
from ehrmind.tasks.base import loaded
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
    with pytest.raises(DataError, match="lacks the columns Calculator ID or Calculator Name, Question, "):
        read_folder(tmp_path, "train")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Ground Truth Answer": "__import__('os').system('true')"}, "not a plain number"),
        ({"Ground Truth Answer": "20"}, "published answer is outside its own limits"),
        ({"Category": "astrology"}, "unknown category"),
        ({"Calculator ID": "999", "Output Type": "essay"}, "unknown output type"),
        ({"Patient Note": " "}, "note or question is empty"),
        ({"Calculator ID": "", "Calculator Name": "Bleeding Gap"}, "unknown calculator"),
        ({"Lower Limit": "nan"}, "limit is missing"),
        ({"Upper Limit": "1,200"}, "limit is unreadable: not a plain number"),
        ({"Ground Truth Answer": "1,200"}, "not a plain number"),
        ({"Ground Truth Answer": "N/A"}, "answer is empty"),
        ({"Patient Note": "nan"}, "note or question is empty"),
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
    drop_shared_notes(train, test, "test")
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


def spelled(row: dict[str, str], **names: str) -> dict[str, str]:
    """The row with columns in snake_case, or under the names given; one named "" is taken out."""
    found = {
        names.get(column.replace(" ", "_"), column.lower().replace(" ", "_")): value for column, value in row.items()
    }
    return {column: value for column, value in found.items() if column}


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"Row_Number": "Unique ID", "Note_ID": ""},
        {"Row_Number": "Unique ID", "Calculator_ID": "", "Category": "", "Output_Type": "", "Note_ID": ""},
    ],
)
@pytest.mark.parametrize("file", ["train.csv", "TRAIN_data.CSV", "data/train-00000-of-00001.csv", "dataset/train.csv"])
def test_columns_and_files_have_other_names(tmp_path: Path, names: dict[str, str], file: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    write_csv(path, spelled(ROW, **names))
    rows = read_folder(tmp_path, "train")
    (example,) = rows.examples
    assert (example.id, example.category, example.facts["calculator"]) == ("train-1", "lab", 39)
    assert list(rows.files) == [file]


def test_the_physicians_corrections_are_test_rows(tmp_path: Path) -> None:
    names = {"Row_Number": "Unique ID", "Ground_Truth_Explanation": "", "Note_ID": ""}
    names |= {"Calculator_ID": "", "Category": "", "Output_Type": ""}
    conception = {
        **ROW,
        "Row Number": "2",
        "Calculator Name": "Estimated of Conception",
        "Ground Truth Answer": "1/2/2020",
    }
    unknown = {**ROW, "Row Number": "3", "Ground Truth Answer": "N/A"}
    (tmp_path / "data").mkdir()
    rows = [spelled(row, **names) for row in (ROW, conception, unknown)]
    write_csv(tmp_path / "data" / "medcalc_v1_corrected.csv", *rows)
    task = MedCalc(source="folder", path=str(tmp_path))
    data = loaded(task)
    assert [(row.id, row.category, row.answer) for row in data.splits["test"]] == [
        ("test-1", "lab", "12"),
        ("test-2", "date", "1/2/2020"),
    ]
    assert data.manifest["dropped"] == {"test: answer is empty": 1}
    assert data.manifest["changed"] == {"test: no explanation": 2}
    check_rows(data, "test", trains=False)
    with pytest.raises(DataError, match="the train split has no rows"):
        check_rows(data, "test", trains=True)
    write_csv(tmp_path / "data" / "test.csv", ROW)
    with pytest.raises(DataError, match=r"medcalc_v1_corrected.csv and test.csv, which give .* other labels"):
        task.load()


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", {**ROW, "lower_limit": "1"})
    with pytest.raises(DataError, match="has the column Lower Limit twice, as Lower Limit and lower_limit"):
        read_folder(tmp_path, "train")


def test_an_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    (tmp_path / "dataset" / "train_data.csv.zip").touch()
    with pytest.raises(DataError, match=r"unpack train_data.csv.zip"):
        read_folder(tmp_path, "train")


@pytest.mark.parametrize("said", ["", "nan", " NaN ", "None", "<NA>"])
def test_an_explanation_that_is_none_is_counted_and_no_gold_text(tmp_path: Path, said: str) -> None:
    write_csv(tmp_path / "train.csv", {**ROW, "Ground Truth Explanation": said})
    rows = read_folder(tmp_path, "train").examples
    assert rows[0].rationale == ""
    assert changed(rows) == {"no explanation": 1}


TRIPLE = [("Sodium", 140.0), ("Chloride", 104.0), ("Bicarbonate", 24.0)]
PLAIN = repr({name: [value, "mEq/L"] for name, value in TRIPLE})
NUMPY = "{" + ", ".join(f"'{name}': [np.float64({value}), 'mEq/L']" for name, value in TRIPLE) + "}"
JSON = json.dumps({**{name: [value, "mEq/L"] for name, value in TRIPLE}, "Albumin": float("nan"), "x": None, "y": True})


@pytest.mark.parametrize("entities", [PLAIN, NUMPY, JSON])
def test_entities_are_read_however_a_library_wrote_them(tmp_path: Path, entities: str) -> None:
    write_csv(tmp_path / "train.csv", {**ROW, "Relevant Entities": entities})
    rows = read_folder(tmp_path, "train").examples
    assert rows[0].facts["worked"]
    assert not changed(rows)


def test_entities_of_a_parquet_struct_are_read(tmp_path: Path) -> None:
    held = [
        {name: [value, value] for name, value in TRIPLE} | {"sex": None},
        {"Sodium": None, "Chloride": None, "Bicarbonate": None, "sex": "Female"},
    ]
    rows = [{**ROW, "Relevant Entities": held[0]}, {**ROW, "Row Number": "2", "Relevant Entities": held[1]}]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    pq.write_table(pa.table(columns), tmp_path / "train.parquet")
    assert not changed(read_folder(tmp_path, "train").examples), "both are read"


@pytest.mark.parametrize("entities", ["sodium 140", "{'Sodium': Quantity(140)}", "[1, 2]", "{" * 9000])
def test_entities_that_are_unreadable_are_counted(tmp_path: Path, entities: str) -> None:
    write_csv(tmp_path / "train.csv", {**ROW, "Relevant Entities": entities})
    rows = read_folder(tmp_path, "train").examples
    assert rows[0].facts["worked"] == []
    assert changed(rows) == {"entities unreadable": 1}


def test_entities_that_no_patient_has_are_counted_and_not_worked_out(tmp_path: Path) -> None:
    entities = (
        PLAIN.replace("[140.0, 'mEq/L']", "[0.14, 'mEq/mL']"),
        PLAIN.replace("[140.0, 'mEq/L']", "[140, 'mEq/mL']"),
    )
    rows = [
        {**ROW, "Row Number": str(n), "Patient Note": f"Note {n}.", "Relevant Entities": e}
        for n, e in enumerate(entities)
    ]
    write_csv(tmp_path / "train.csv", *rows)
    right, impossible = read_folder(tmp_path, "train").examples
    assert right.facts["worked"]
    assert not impossible.facts["worked"]
    assert changed([right, impossible]) == {"entities that no patient has": 1}


@pytest.mark.parametrize("tag", ["<answer>", "</answer>", "<think>", "</think>"])
def test_an_explanation_that_holds_a_tag_makes_no_gold(tmp_path: Path, tag: str) -> None:
    broken = {**ROW, "Ground Truth Explanation": f"Give it between {tag} and so on."}
    rows = [{**ROW, "Row Number": str(n), "Patient Note": f"Patient {n}."} for n in range(20)]
    write_csv(tmp_path / "train.csv", *rows, {**broken, "Row Number": "99", "Patient Note": "Another."})
    write_csv(tmp_path / "test.csv", ROW, {**broken, "Row Number": "2", "Patient Note": "One more."})
    task = MedCalc(source="folder", path=str(tmp_path), seed=1)
    before, data = task.load(), loaded(task)
    assert sum(map(len, before.splits.values())) - sum(map(len, data.splits.values())) == 2
    assert sorted(data.manifest["dropped"].values()) == [1, 1]
    assert all(why.endswith(f": gold is malformed: {tag} repeated") for why in data.manifest["dropped"])
    assert data.manifest["rows"] == {name: len(rows) for name, rows in data.splits.items()}
    assert all(task.judge(task.gold(row), row)[1].correct for rows in data.splits.values() for row in rows)


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


def test_rows_of_validation_are_read_and_ignored_files_named(tmp_path: Path) -> None:
    for name, patients in (("train", range(40)), ("dev_data", (3, 90)), ("test", (90, 91)), ("developed", (7,))):
        rows = [{**ROW, "Row Number": str(n), "Patient Note": f"Patient {n}."} for n in patients]
        write_csv(tmp_path / f"{name}.csv", *rows)
    data = MedCalc(source="folder", path=str(tmp_path)).load()
    assert account(data.manifest) == (
        "train 39 · validation 1 · test 2 (left out: 1 train: note is in the validation set, "
        "1 validation: note is in the test set; files of no split: developed.csv)"
    )
    hidden = {**data.manifest, "policy": "restricted"}
    assert "files of no split: 1)" in account(hidden)
    with pytest.raises(DataError, match="files of no split: 1;"):
        check_rows(replace(data, splits={**data.splits, "test": []}, manifest=hidden), "test", trains=False)


def test_a_stray_file_hides_no_folder_with_rows(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "dev_results.csv").write_text("score\n1\n")
    for name, patient in (("train", 1), ("test", 2)):
        row = {**ROW, "Row Number": str(patient), "Patient Note": f"Patient {patient}."}
        write_csv(tmp_path / "data" / f"{name}_data.csv", row)
    assert MedCalc(source="folder", path=str(tmp_path)).load().splits["test"]


def test_rows_that_are_never_trained_on_say_by_which_field(tmp_path: Path) -> None:
    for split in ("train", "test"):
        write_csv(tmp_path / f"{split}.csv", {**ROW, "Patient Note": split})
    data = MedCalc(source="folder", path=str(tmp_path), unseen=[39]).load()
    with pytest.raises(
        DataError, match=r"left out: 1 train: calculator is not trained on \(task.unseen, .*unseen=\[\]"
    ):
        check_rows(data, "test", trains=True)


def test_real_rows(real_medcalc: Path) -> None:
    data = MedCalc(source="v1.0", path=str(real_medcalc)).load()
    assert len(data.splits["test"]) == 524 - 1
    assert len(data.splits["train"]) + len(data.splits["validation"]) == 1090 - 40
    assert data.manifest["dropped"] == {
        "test: row repeated": 1,
        "train: row repeated": 1,
        "train: note is in the test set": 39,
    }
    changed_rows = {name.partition(": ")[::2]: count for name, count in data.manifest["changed"].items()}
    assert sum(count for (_, why), count in changed_rows.items() if why.startswith("limits")) == 72
    assert not any(split == "test" and why.startswith("limits") for split, why in changed_rows)
    assert sum(count for (_, why), count in changed_rows.items() if why == "entities that no patient has") == 28
    assert data.manifest["files_ignored"] == ["calculators.csv", "one_shot_verified.csv"]
    task = MedCalc(source="v1.0", path=str(real_medcalc))
    for rows in data.splits.values():
        assert all(task.judge(task.gold(row), row)[1].correct for row in rows)
        marks = [task.marks(task.judge(task.gold(row), row)[0], row) for row in rows]
        assert all(set(mark.values()) == {1.0} for mark in marks), "by the benchmark's rule too"


def test_every_column_is_known() -> None:
    assert set(COLUMNS) == set(ROW)

"""MEDS datasets of several makers and versions."""

from pathlib import Path
from typing import Any

import pytest

from ehrmind.ehr.index import Index, open_index
from ehrmind.errors import DataError
from tests.ehr.source_files import all_lines, lines, meds_columns, write_parquet, zipped

ROWS = [
    (7, None, "GENDER//F", None, None),
    (7, "2139-01-01", "MEDS_BIRTH", None, None),
    (7, "2180-05-04T08:10", "LAB//51221//%", 30.1, "30.1"),
    (7, "2180-05-04T08:10", "LAB//RESULT//50931//mg/dL", None, "> 600"),
    (7, "2180-05-04T08:10", "LAB//SPECIMEN_COLLECTED//50931", None, None),
    (7, "2180-05-04T09:00", "LAB//220045//UNK", None, "88"),
    (9, "2180-05-04T09:00", "DIAGNOSIS//ICD//10//E119", None, None),
    (9, "2180-05-04T09:30", "SNOMED/38341003", None, None),
]
SEVEN = [
    "static||GENDER//F||||person|-1",
    "2139-01-01T23:59||MEDS_BIRTH||||person|-1",
    "2180-05-04T08:10||LAB//51221//%|30.1||%|measurement|-1",
    "2180-05-04T08:10||LAB//RESULT//50931//mg/dL||> 600|mg/dL|measurement|-1",
    "2180-05-04T08:10||LAB//SPECIMEN_COLLECTED//50931||||measurement|-1",
    "2180-05-04T09:00||LAB//220045//UNK|88|||measurement|-1",
]
NINE = ["2180-05-04T09:00||DIAGNOSIS//ICD//10//E119||||condition|-1", "2180-05-04T09:30||SNOMED/38341003||||other|-1"]


def opened(root: Path, tmp_path: Path, **options: Any) -> Index:
    return open_index("meds", root, cache=tmp_path / "cache", **options)


def test_a_dataset_in_nested_shards(tmp_path: Path) -> None:
    root = tmp_path / "d"
    extra = {**meds_columns(ROWS[:6]), "priority": ["x"] * 6, "hadm_id": [None, None, 5, 5, 5, None]}
    write_parquet(root / "data/train/0.parquet", extra)
    write_parquet(root / "data/held_out/deep/0.parquet", meds_columns(ROWS[6:]))
    write_parquet(root / "metadata/codes.parquet", {"code": ["SNOMED/38341003"], "parent_codes": [None]})
    index = opened(root, tmp_path)
    assert lines(index.record(7)) == [line if "08:10" not in line else f"{line[:-2]}5" for line in SEVEN]
    assert lines(index.record(9)) == NINE
    assert index.splits == {7: "train", 9: "test"}  # by the folders, for there is no subject_splits.parquet
    assert index.manifest["splits"]["from"] == "the folders of data/"
    assert not index.has_ends
    noted = index.manifest["tables"]["events"]["noted"]
    assert (noted["no time: static"], noted["type unknown"]) == (1, 1)


@pytest.mark.parametrize("form", ["file", "folder without data", "zip"])
def test_one_file(tmp_path: Path, form: str) -> None:
    path = write_parquet(tmp_path / "d/data/data.parquet", meds_columns(ROWS))
    roots = {"file": path, "folder without data": path.parent, "zip": tmp_path / "d.zip"}
    zipped(tmp_path / "d", tmp_path / "d.zip")
    index = opened(roots[form], tmp_path)
    assert all_lines(index) == {7: SEVEN, 9: NINE}
    assert index.splits == {}


def test_names_before_0_3_2(tmp_path: Path) -> None:
    columns = meds_columns(ROWS, ("patient_id", "timestamp", "numerical_value"))
    write_parquet(tmp_path / "d/data/0.parquet", columns)
    splits = {"patient_id": [7, 9], "split": ["tuning", "test"]}
    write_parquet(tmp_path / "d/metadata/patient_splits.parquet", splits)
    index = opened(tmp_path / "d", tmp_path)
    assert all_lines(index) == {7: SEVEN, 9: NINE}
    assert index.splits == {7: "validation", 9: "test"}


def test_shards_with_different_columns(tmp_path: Path) -> None:
    first = meds_columns(ROWS[:6])
    del first["text_value"]
    write_parquet(tmp_path / "d/data/0.parquet", first)
    write_parquet(tmp_path / "d/data/1.parquet", {**meds_columns(ROWS[6:]), "unit": ["u", None]})
    index = opened(tmp_path / "d", tmp_path)
    assert [line.split("|")[5] for line in lines(index.record(9))] == ["u", ""]
    assert [line.split("|")[4] for line in lines(index.record(7))] == [""] * 6


def test_an_export_of_omop_tells_its_tables_and_ends(tmp_path: Path) -> None:
    rows = [
        (7, "2015-06-28T09:10", "Visit/IP", None, None),
        (7, "2015-06-29", "SNOMED/38341003", None, None),
        (7, "2015-06-30", "SNOMED/3950001", None, None),
        (7, "2015-07-30", "SNOMED/419620001", None, None),
    ]
    more = {
        "table": ["visit", "condition", "condition", "death"],
        "visit_id": [31, 31, None, None],
        "end": [value and __import__("datetime").datetime(2015, 7, 3) for value in (1, None, None, None)],
    }
    write_parquet(tmp_path / "d/data/0.parquet", {**meds_columns(rows), **more})
    index = opened(tmp_path / "d", tmp_path)
    assert lines(index.record(7)) == [
        "2015-06-28T09:10|2015-07-03T23:59|Visit/IP||||visit|31",
        "2015-06-29T23:59||SNOMED/38341003||||condition|31",
        "2015-06-30T23:59||SNOMED/3950001||||condition|-1",  # a condition of that code is no birth of the patient
        "2015-07-30T23:59||MEDS_DEATH||||death|-1",
    ]
    assert index.has_ends
    assert set(index.manifest["tables"]) == {"visit", "condition", "death"}


def test_descriptions_are_names(tmp_path: Path) -> None:
    write_parquet(tmp_path / "d/data/0.parquet", meds_columns(ROWS))
    codes = {
        "code": ["SNOMED/38341003", "LAB//51221//%", "NOT/HERE"],
        "description": ["Hypertension", "", "x"],
        "parent_codes": [["a"], None, None],
    }
    write_parquet(tmp_path / "d/metadata/codes.parquet", codes)
    index = opened(tmp_path / "d", tmp_path)
    names = dict(zip(index.words.codes, index.words.names, strict=True))
    assert names["SNOMED/38341003"] == "Hypertension"
    assert names["LAB//51221//%"] == ""
    assert index.record(9).name(1) == "Hypertension"


def test_splits_under_other_names(tmp_path: Path) -> None:
    write_parquet(tmp_path / "d/data/0.parquet", meds_columns(ROWS))
    path = tmp_path / "d/metadata/subject_splits.parquet"
    write_parquet(path, {"subject_id": [7, 9, 11], "split": ["Validation", "held_in", "TEST"]})
    index = opened(tmp_path / "d", tmp_path)
    assert index.splits == {7: "validation"}
    assert index.manifest["splits"]["others"] == {"held_in": 1}
    assert (index.manifest["splits"]["without"], index.manifest["splits"]["absent"]) == (1, 1)


def test_values_that_are_none_and_rows_without_a_code_or_subject(tmp_path: Path) -> None:
    rows = [
        (7, "2015-06-28T09:10", "A/1", float("nan"), None),
        (7, "2015-06-28T09:10", "A/2", float("inf"), " "),
        (7, "2015-06-28T09:10", "A/3", None, "nan"),
        (7, "2015-06-28T09:10", "A/4", 1e-7, None),
        (7, "2015-06-28T09:10", None, 1.0, None),
        (7, "2015-06-28T09:10", "NaN", 1.0, None),
        (None, "2015-06-28T09:10", "A/3", 1.0, None),
    ]
    write_parquet(tmp_path / "d/data/0.parquet", meds_columns(rows))
    index = opened(tmp_path / "d", tmp_path)
    values = ["A/1|", "A/2|", "A/3|", "A/4|1e-07"]
    assert lines(index.record(7)) == [f"2015-06-28T09:10||{value}|||other|-1" for value in values]
    assert index.manifest["tables"]["events"]["dropped"] == {"no code": 2, "subject is not a whole number": 1}


def test_times_with_nanoseconds_and_zones(tmp_path: Path) -> None:
    import pyarrow as pa

    for number, kind in enumerate((pa.timestamp("ns"), pa.timestamp("us", tz="UTC"), pa.date32(), pa.string())):
        columns = meds_columns(ROWS[1:2])
        columns["time"] = pa.array(["2139-01-01"]) if kind == pa.string() else columns["time"].cast(kind)
        columns["subject_id"] = pa.array([number])
        write_parquet(tmp_path / f"{number}/data/0.parquet", columns)
        index = opened(tmp_path / str(number), tmp_path)
        assert lines(index.record(number)) == ["2139-01-01T23:59||MEDS_BIRTH||||person|-1"]


def test_what_is_no_such_dataset(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no data/\*\.parquet"):
        opened(tmp_path, tmp_path)
    write_parquet(tmp_path / "a/data/0.parquet", {"patient_id": [1], "events": [[1]]})
    with pytest.raises(DataError, match=r"MEDS before 0\.3"):
        opened(tmp_path / "a", tmp_path)
    write_parquet(tmp_path / "b/data/0.parquet", {"subject_id": [1], "time": [None], "concept": ["x"]})
    with pytest.raises(DataError, match=r"0\.parquet lacks the columns code; it has subject_id, time, concept"):
        opened(tmp_path / "b", tmp_path)
    write_parquet(tmp_path / "c/data/0.parquet", meds_columns(ROWS))
    (tmp_path / "c/data/1.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(DataError, match=r"data/0\.parquet … data/1\.parquet is not readable"):
        opened(tmp_path / "c", tmp_path)

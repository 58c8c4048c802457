"""EHRSHOT's CSV and MEDS releases as they come, with what goes wrong in them."""

import random
from pathlib import Path
from typing import Any

import pytest

from ehrmind.ehr.index import Index, open_index
from ehrmind.errors import ConfigError, DataError
from tests.ehr.source_files import (
    EHRSHOT,
    HEADER,
    SUFFIX,
    all_lines,
    lines,
    meds_columns,
    write_ehrshot,
    write_parquet,
    zipped,
)

LINES = [
    "1957-03-02T23:59||Gender/F||||person|-1",
    "1957-03-02T23:59||MEDS_BIRTH||||person|-1",
    "2015-06-28T09:10|2015-07-03T11:00|Visit/IP||||visit|31",
    f"2015-06-28T09:40||LOINC/2345-7||1e5|{SUFFIX}|measurement|31",
    "2015-06-28T09:40||LOINC/2951-2|133||mmol/L|measurement|31",
    "2015-06-28T09:40||LOINC/5778-6||Yellow||measurement|31",
    "2015-06-29T08:00|2015-07-09T23:59|RxNorm/314076||||drug|-1",
    "2015-06-29T23:59||SNOMED/38341003||||condition|31",
    "2020-01-05T23:59||MEDS_DEATH||||death|-1",
]


def opened(root: Path, tmp_path: Path, **options: Any) -> Index:
    return open_index("ehrshot", root, cache=tmp_path / "cache", **options)


def with_row(*row: str) -> list[tuple[str, ...]]:
    return [*EHRSHOT, row]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("spelling", ["splits", "splits_ehrshot"])
def test_the_csv_release(tmp_path: Path, spelling: str, numbered: bool) -> None:
    index = opened(write_ehrshot(tmp_path / "e", spelling=spelling, numbered=numbered), tmp_path)
    assert lines(index.record(7)) == LINES
    assert index.splits == {7: "train", 9: "test"}
    assert index.has_ends
    assert index.manifest["splits"]["from"] == "person_id_map.csv"


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    first = opened(write_ehrshot(tmp_path / "a"), tmp_path)
    rows = list(EHRSHOT)
    random.Random(3).shuffle(rows)
    second = opened(write_ehrshot(tmp_path / "b", rows), tmp_path)
    assert all_lines(first) == all_lines(second)
    path = tmp_path / "b/data/ehrshot.csv"
    path.write_text("\n".join(",".join(reversed(line.split(","))) for line in path.read_text().splitlines()) + "\n")
    third = opened(tmp_path / "b", tmp_path)
    assert all_lines(first) == all_lines(third)
    assert len({first.sha256, second.sha256, third.sha256}) == 3  # other files


def test_ties_are_broken_by_every_column(tmp_path: Path) -> None:
    same = ("7", "2015-06-28 09:40:00", "")
    rows = [
        (*same, "LOINC/1", "2", "g", "", "measurement"),
        (*same, "LOINC/1", "10", "g", "", "measurement"),
        (*same, "LOINC/1", "", "", "", "measurement"),
        (*same, "LOINC/1", "b", "", "", "measurement"),
        (*same, "LOINC/1", "a", "", "", "measurement"),
        (*same, "LOINC/1", "2", "a", "", "measurement"),
        (*same, "LOINC/1", "2", "a", "5", "measurement"),
        (*same, "LOINC/1", "2", "a", "9", "condition_occurrence"),
        (*same[:2], "2015-06-28 10:40:00", "LOINC/1", "2", "a", "5", "measurement"),
    ]
    index = opened(write_ehrshot(tmp_path / "e", reversed(rows)), tmp_path)  # type: ignore[arg-type]
    assert [str(end)[11:16] for end in index.record(7).ends][4:7] == ["", "", "10:40"]
    assert [line.split("|", 3)[3] for line in lines(index.record(7))] == [
        "|||measurement|-1",
        "|a||measurement|-1",
        "|b||measurement|-1",
        "2||a|condition|9",
        "2||a|measurement|-1",
        "2||a|measurement|5",
        "2||a|measurement|5",
        "2||g|measurement|-1",
        "10||g|measurement|-1",
    ]


def test_rows_that_are_left_out_are_counted_by_reason(tmp_path: Path) -> None:
    rows = [
        *EHRSHOT,
        ("x7", "2015-06-28 09:40:00", "", "LOINC/1", "", "", "", "measurement"),
        ("7.5", "2015-06-28 09:40:00", "", "LOINC/1", "", "", "", "measurement"),
        ("7", "28/06/2015", "", "LOINC/1", "", "", "", "measurement"),
        ("7", "", "", "LOINC/1", "", "", "", "measurement"),
        ("7", "2015-06-28 09:40:00", "", " ", "", "", "", "measurement"),
        ("7", "2015-06-28 09:40:00", "2015-06-28 09:30:00", "LOINC/1", "", "", "", "measurement"),
    ]
    facts = opened(write_ehrshot(tmp_path / "e", rows), tmp_path).manifest["tables"]["measurement"]
    assert facts["read"] == 9
    assert facts["kept"] == 4
    assert facts["dropped"] == {
        "subject is not a whole number": 2,
        "time is unreadable": 1,
        "no time": 1,
        "no code": 1,
    }
    assert facts["noted"] == {"end before start": 1}


def test_a_long_text_is_a_note_and_stays_out_unless_asked_for(tmp_path: Path) -> None:
    root = write_ehrshot(
        tmp_path / "e", with_row("7", "2016-01-01 10:00:00", "", "LOINC/1", "word " * 50, "", "", "measurement")
    )
    index = opened(root, tmp_path)
    assert lines(index.record(7))[-2] == "2016-01-01T10:00||LOINC/1||||measurement|-1"
    assert index.manifest["tables"]["measurement"]["noted"] == {
        "text of more than 200 characters taken as a note and left out": 1
    }
    assert "word word" in lines(opened(root, tmp_path, notes=True).record(7))[-2]


def test_an_unknown_table_is_other(tmp_path: Path) -> None:
    index = opened(
        write_ehrshot(tmp_path / "e", with_row("9", "2016-01-01 10:00:00", "", "A/1", "", "", "", "gene")), tmp_path
    )
    assert lines(index.record(9))[1].endswith("|A/1||||other|-1")
    assert index.manifest["tables"]["gene"]["kept"] == 1


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    path = root / "data/ehrshot.csv"
    path.write_text(path.read_text().replace("omop_table", "table", 1))
    with pytest.raises(DataError, match=r"ehrshot\.csv lacks the columns omop_table; it has .*visit_id, table"):
        opened(root, tmp_path)


def test_a_broken_line_is_named_and_not_quoted(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    with (root / "data/ehrshot.csv").open("a") as file:
        file.write('99,7,2015-06-28 09:40:00,,LOINC/SECRET,"133,mmol/L\n')
    with pytest.raises(DataError, match=r"ehrshot\.csv is not readable: line 13 has a quotation mark") as caught:
        opened(root, tmp_path)
    assert "SECRET" not in str(caught.value)
    (root / "data/ehrshot.csv").write_text(",".join(HEADER) + "\n0,7\n")
    with pytest.raises(DataError, match=r"line 2 has 2 columns where the first line has 9; mend it"):
        opened(root, tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    with (root / "data/ehrshot.csv").open("ab") as file:
        file.write(b"99,7,2015-06-28 09:40:00,,LOINC/\xff\xfe1,,,,measurement\r\n")
    with pytest.raises(DataError, match=r"ehrshot\.csv is not readable: line 13 is not UTF-8 text"):
        opened(root, tmp_path)


def test_lines_that_end_in_different_ways(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    with (root / "data/ehrshot.csv").open("ab") as file:
        file.write(b"99,7,2015-06-28 09:40:00,,LOINC/1,,,,measurement\n")
    with pytest.raises(DataError, match="its lines end in different ways"):
        opened(root, tmp_path)


def test_nothing_readable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no event that can be read \(no code: 1\)"):
        opened(
            write_ehrshot(tmp_path / "e", [("7", "2015-06-28 09:40:00", "", "", "", "", "", "measurement")]), tmp_path
        )
    with pytest.raises(DataError, match="no event that can be read"):
        opened(write_ehrshot(tmp_path / "f", []), tmp_path)


@pytest.mark.parametrize(
    ("path", "message"),
    [(None, "needs task.path="), (Path("nowhere"), "does not exist"), (Path(), "holds neither data/ehrshot.csv")],
)
def test_a_path_that_is_none(tmp_path: Path, path: Path | None, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=message):
        opened(path, tmp_path)  # type: ignore[arg-type]


def test_a_source_or_release_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"task\.source=ehrshott .*did you mean task\.source=ehrshot"):
        open_index("ehrshott", tmp_path, cache=tmp_path)
    with pytest.raises(ConfigError, match="release"):
        open_index("ehrshot", tmp_path, cache=tmp_path, release="fulll")


def test_splits_must_be_there_and_be_one_each(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    (root / "splits/person_id_map.csv").unlink()
    with pytest.raises(DataError, match=r"holds no splits/person_id_map\.csv"):
        opened(root, tmp_path)
    write_ehrshot(root, splits=[("train", "7"), ("val", "7")])
    with pytest.raises(DataError, match="a subject is in train and in validation"):
        opened(root, tmp_path)
    write_ehrshot(root, splits=[("train", "seven")])
    with pytest.raises(DataError, match="line 2: omop_person_id is not a whole number"):
        opened(root, tmp_path)


def test_subjects_of_other_splits_are_in_none(tmp_path: Path) -> None:
    splits = [("val", "7.0"), ("extra", "9"), ("train", "55")]
    index = opened(write_ehrshot(tmp_path / "e", splits=splits), tmp_path)
    assert index.splits == {7: "validation"}
    facts = index.manifest["splits"]
    assert (facts["others"], facts["without"], facts["absent"]) == ({"extra": 1}, 1, 1)


def meds_release(root: Path, name: str = "EHRSHOT") -> Path:
    rows = [
        (7, "1957-03-02", "SNOMED/3950001", None, None),
        (7, "2015-06-28T09:40", "LOINC/2951-2", 13.3, None),
        (9, "2016-01-01T10:00", "Visit/OP", None, None),
        (9, "2019-01-01T10:00", "Condition Type/OMOP4822053", None, None),
    ]
    tables = ["person", "measurement", "visit_occurrence", "death"]
    columns = {**meds_columns(rows), "unit": [None, "mmol/L", None, None], "omop_table": tables}
    write_parquet(root / "data/data.parquet", columns)
    write_parquet(root / "metadata/subject_splits.parquet", {"subject_id": [7, 9], "split": ["tuning", "held_out"]})
    codes = {"code": ["LOINC/2951-2"], "description": [""], "parent_codes": [None]}
    write_parquet(root / "metadata/codes.parquet", codes)
    (root / "metadata/dataset.json").write_text(f'{{"dataset_name": "{name}", "meds_version": "0.3.3"}}')
    write_parquet(root / "labels/guo_los/labels.parquet", {"subject_id": [7], "boolean_value": [True]})
    return root


@pytest.mark.parametrize("form", ["folder", "zip", "zip in a folder"])
def test_the_meds_release(tmp_path: Path, form: str) -> None:
    root = meds_release(tmp_path / "EHRSHOT_MEDS")
    if form != "folder":
        root = zipped(root, tmp_path / "EHRSHOT_MEDS.zip")
    index = opened(root.parent if form == "zip in a folder" else root, tmp_path)
    assert lines(index.record(7)) == [
        "1957-03-02T23:59||MEDS_BIRTH||||person|-1",
        "2015-06-28T09:40||LOINC/2951-2|13.3||mmol/L|measurement|-1",
    ]
    assert index.record(7).values[1] == 13.3  # and not 13.300000190734863
    assert lines(index.record(9))[-1] == "2019-01-01T10:00||MEDS_DEATH||||death|-1"
    assert index.splits == {7: "validation", 9: "test"}
    assert not index.has_ends
    assert any("no `end`" in remark for remark in index.manifest["remarks"])
    assert index.manifest["unnamed"]["codes"] == 1  # descriptions are empty; Visit/OP and birth are known here
    assert not list((tmp_path / "cache").rglob("unpacked"))


def test_another_meds_export_has_no_splits_but_those_of_the_map(tmp_path: Path) -> None:
    root = meds_release(tmp_path / "export", "starr")
    index = opened(root, tmp_path)
    assert index.splits == {}
    assert any("were not used" in remark for remark in index.manifest["remarks"])
    (root / "splits").mkdir()
    (root / "splits/person_id_map.csv").write_text("omop_person_id,split\n7,test\n9,train\n")
    assert opened(root, tmp_path).splits == {7: "test", 9: "train"}


def test_a_broken_archive(tmp_path: Path) -> None:
    path = tmp_path / "EHRSHOT_MEDS.zip"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(DataError, match=r"EHRSHOT_MEDS\.zip is not readable"):
        opened(path, tmp_path)


def test_a_full_release_must_have_the_published_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_ehrshot(tmp_path / "e")
    assert "not the full release" in opened(root, tmp_path).manifest["checks"][0]["what"]
    with pytest.raises(DataError, match=r"patients 2, published 6,739; events 11, published 41,661,637"):
        opened(root, tmp_path, release="full")
    counts = "ehrmind.ehr.published_counts"
    monkeypatch.setattr(f"{counts}.PATIENTS", 2)
    with pytest.raises(DataError, match=r"^(?!.*visits).*events 11, published .*release=other"):
        opened(root, tmp_path)
    monkeypatch.setattr(f"{counts}.EVENTS", 11)
    monkeypatch.setattr(f"{counts}.SPLITS", {"train": 1, "validation": 0, "test": 1})
    found = {item["what"]: item["ok"] for item in opened(root, tmp_path).manifest["checks"]}
    assert found.pop("visits") is False  # reported
    assert all(found.values())
    assert "not the full release" in opened(root, tmp_path, release="other").manifest["checks"][0]["what"]

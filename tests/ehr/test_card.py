"""The card counts what is odd in a source."""

from datetime import date
from pathlib import Path

import pytest

from ehrmind.ehr.card import facts_of, main
from ehrmind.ehr.index import arguments_of, open_index
from ehrmind.ehr.sources import build
from tests.ehr.source_files import EHRSHOT, meds_columns, write_ehrshot, write_parquet

ODD = (
    ("7", "2020-02-01 10:00:00", "", "LOINC/2951-2", "801", "", "", "measurement"),  # dead
    ("7", "2015-06-28 09:40:00", "", "LOINC/2951-2", "133.0", "mmol/L", "31.0", "measurement"),  # again
    ("7", "2015-06-28 09:40:00", "", "LOINC/2951-2", "133.0", "mEq/L", "31.0", "measurement"),
    (
        "7",
        "2015-06-29 00:00:00",
        "",
        "SNOMED/38341003",
        "",
        "",
        "31.0",
        "condition_occurrence",
    ),  # again, without a value
    ("9", "2100-01-01 10:00:00", "2099-01-01 10:00:00", "LOINC/1", "1", "", "", "measurement"),
    ("9", "1979-12-31 10:00:00", "", "LOINC/1", "x", "", "", "measurement"),
    ("9", "1980-01-01 10:00:00", "", "LOINC/1", "x", "", "", "measurement"),  # on the day of birth
    ("11", "2030-01-01 00:00:00", "", "SNOMED/3950001", "", "", "", "person"),
    ("12", "2010-01-01 10:00:00", "", "LOINC/1", "", "", "", "measurement"),
)


def test_what_is_odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "ROWS", 1)  # a row of the CSV is guessed at 70 bytes: many shards
    index = open_index("ehrshot", write_ehrshot(tmp_path / "e", [*EHRSHOT, *ODD]), cache=tmp_path / "cache")
    assert len(index.shards) > 2
    facts = facts_of(index, date(2026, 1, 1))
    assert facts["quality"] == {
        "exact duplicates": 2,
        "after the subject's death": 1,
        "before the day of birth": 1,
        "in the future": 2,
        "end before start": 1,
        "at 23:59, as dates without a time are": 7,
        "static, without a time": 0,
        "subjects without a birth": 1,
        "subjects born in the future": 1,
        "subjects with a death": 1,
        "subjects who die before they are born": 0,
    }
    assert facts["unit missing"] == {"codes": 2, "sum": 2, "top": {"LOINC/1": 1, "LOINC/2951-2": 1}}
    assert facts["several units"]["top"] == {"LOINC/2951-2": 2}
    assert facts["unnamed"]["top"]["LOINC/2951-2"] == 4
    found = facts["types"]["measurement"]
    assert (found["events"], found["subjects"], found["value"], found["bare"], found["text"]) == (10, 3, 5, 2, 4)
    assert str(found["first"])[:10] == "1979-12-31"
    assert str(found["last"])[:10] == "2100-01-01"


def test_units_that_are_written_into_codes_are_of_one_item(tmp_path: Path) -> None:
    codes = ("LAB//1//mg/dL", "LAB//1//MG/DL", "LAB//2//%", "LAB//3//UNK", "LAB//SPECIMEN_COLLECTED//1")
    rows = [(1, "2150-01-01T10:00", code, 1.0, None) for code in codes]
    write_parquet(tmp_path / "d/data/0.parquet", meds_columns(rows))
    facts = facts_of(open_index("meds", tmp_path / "d", cache=tmp_path / "cache"), date(2026, 1, 1))
    assert facts["several units"] == {"codes": 1, "sum": 2, "top": {"LAB//1": 2}}
    assert facts["unit missing"]["codes"] == 2


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_ehrshot(tmp_path / "e", [*EHRSHOT, *ODD])
    options = ["--source", "ehrshot", "--path", str(root), "--cache", str(tmp_path / "cache")]
    assert main(options) == 0
    shown = capsys.readouterr().out
    for expected in ("What was read", "Events by type", "exact duplicates", "LOINC/2951-2 4", "not the full release"):
        assert expected in shown
    assert main(["--source", "meds", "--path", str(tmp_path), "--cache", str(tmp_path / "cache")]) == 2
    assert "holds no data/*.parquet" in capsys.readouterr().err


def test_synthea_is_a_source_as_it_is_of_the_task() -> None:
    assert arguments_of("card", "", ["--source", "synthea", "--path", "cdm"]).source == "omop"

"""OMOP data models in each form they come in, with the traps of real exports."""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ehrmind.ehr.index import Index, open_index
from ehrmind.ehr.sources.columns import readable
from ehrmind.ehr.sources.files import place
from ehrmind.errors import ConfigError, DataError
from ehrmind.tasks.ehrshot import Ehrshot
from tests.ehr.source_files import OMOP, OMOP_LINES, lines, write_omop

FAR = -3210373572193940939  # as MIMIC's ids in OMOP


@pytest.fixture
def real_omop() -> Path:
    """Synthea's persons in OMOP 5.4, which the project does not carry."""
    folder = Path(os.environ.get("EHRMIND_REAL_OMOP", "absent"))
    if not folder.is_dir():
        pytest.skip("EHRMIND_REAL_OMOP does not name a folder of OMOP tables")
    return folder


def opened(root: Path | str, tmp_path: Path, **options: Any) -> Index:
    return open_index("omop", root, cache=tmp_path / "cache", **options)


@pytest.mark.parametrize("form", ["parquet", "csv", "duckdb", "attached"])
def test_every_form_reads_the_same(tmp_path: Path, form: str) -> None:
    path = write_omop(tmp_path / "cdm", form="duckdb" if form == "attached" else form)
    index = opened(place(f"duckdb:{path}") if form == "attached" else path, tmp_path)
    assert lines(index.record(12)) == OMOP_LINES
    assert lines(index.record(FAR)) == ["static||Gender/M||||person|-1", "1980-01-01T23:59||MEDS_BIRTH||||person|-1"]
    assert index.splits == {}
    assert index.has_ends
    tables = index.manifest["tables"]
    assert tables["drug_exposure"]["noted"]["… the source value stands for it"] == 1
    assert tables["condition_occurrence"]["noted"]["… the source concept stands for it"] == 1
    assert tables["measurement"]["noted"]["concept is not in the vocabulary: OMOP/<concept_id>"] == 1
    assert any(name.startswith("still a patient (32220)") for name in tables["visit_occurrence"]["noted"])
    assert tables["person"]["noted"]["birth without a month or a day: the first of it"] == 1
    remarks = " ".join(index.manifest["remarks"])
    assert "condition_era" in remarks
    assert "observation_period" in remarks
    assert "concept_ancestor" in remarks


@pytest.mark.parametrize(
    "address", ["none:dbname=cdm user=me password=hunter2", "none://me:hunter2@db/cdm", "None://me:hunter2@db/cdm"]
)
def test_the_address_of_a_database_is_kept_as_it_is_and_its_password_to_itself(address: str, tmp_path: Path) -> None:
    assert place(address) == address, "a path would lose a slash"
    with pytest.raises(DataError) as caught:
        opened(address, tmp_path)
    assert "task.path=none:***" in str(caught.value).lower()
    assert "hunter2" not in str(caught.value)
    with pytest.raises(DataError, match=r"connect to dbname=cdm password=\*\*\* or x://\*\*\*@db"), readable("cdm"):
        raise duckdb.IOException("connect to dbname=cdm password=hunter2 or x://me:hunter2@db")
    with pytest.raises(DataError) as caught, readable("cdm"):
        raise duckdb.IOException("connect to password = hunter2 or x://me:hun/ter2@db or x://me:hun@ter2@db")
    assert "ter2" not in str(caught.value)
    with pytest.raises(ConfigError) as refused:
        Ehrshot(path=address)
    assert "hunter2" not in str(refused.value)


def test_names_come_from_the_concepts(tmp_path: Path) -> None:
    words = opened(write_omop(tmp_path / "cdm"), tmp_path).words
    names = dict(zip(words.codes, words.names, strict=True))
    assert names["SNOMED/59621000"] == "Essential hypertension"
    assert names["Visit/IP"] == "Inpatient Visit"
    assert names["drug_exposure/43878008"] == ""  # a sore throat is no drug
    assert names["OMOP/999"] == ""


def test_notes_are_read_only_when_asked_for(tmp_path: Path) -> None:
    root = write_omop(tmp_path / "cdm")
    index = opened(root, tmp_path)
    assert "note" not in index.manifest["tables"]
    assert any("not read: note" in remark for remark in index.manifest["remarks"])
    found = [line for line in lines(opened(root, tmp_path, notes=True).record(12)) if line.endswith("|note|-1")]
    assert found == ["2015-06-28T23:59||note/no concept||" + ("seen " * 60).strip() + "||note|-1"]


def test_what_is_derived_over_the_record_is_not_read(tmp_path: Path) -> None:
    root = write_omop(tmp_path / "cdm")
    first = opened(root, tmp_path)
    for name in ("condition_era", "observation_period"):
        (root / f"{name}.parquet").write_bytes(b"not even parquet")
    assert opened(root, tmp_path).sha256 == first.sha256


def test_dates_in_eight_digits_and_numbers_stored_as_decimals(tmp_path: Path) -> None:
    visit = {
        **OMOP["visit_occurrence"][0],
        "person_id": 12.0,
        "visit_occurrence_id": "31.0",
        "visit_concept_id": "9201.0",
    }
    visit |= {"visit_start_date": 20150628, "visit_start_datetime": None, "visit_end_date": "20150703"}
    drug = {**OMOP["drug_exposure"][0], "drug_source_value": 43878008.0}
    tables = {"person": OMOP["person"], "visit_occurrence": [visit], "drug_exposure": [drug]}
    found = lines(opened(write_omop(tmp_path / "cdm", tables), tmp_path).record(12))
    assert "2015-06-28T23:59|2015-07-03T23:59|Visit/IP||||visit|31" in found
    assert "2015-06-29T23:59|2015-07-09T23:59|drug_exposure/43878008||||drug|-1" in found


def test_a_table_with_shifted_columns_is_left_out_and_counted(tmp_path: Path) -> None:
    device = {"device_exposure_id": None, "person_id": "2010-03-24", "device_concept_id": None}
    device |= {"device_exposure_start_date": 32812, "device_exposure_end_date": None}
    tables = {"person": OMOP["person"], "device_exposure": [device]}
    facts = opened(write_omop(tmp_path / "cdm", tables), tmp_path).manifest["tables"]["device_exposure"]
    assert facts == {"read": 1, "kept": 0, "dropped": {"subject is not a whole number": 1}, "noted": {}}


def test_a_visit_left_to_another_hospital_or_still_open(tmp_path: Path) -> None:
    base = OMOP["visit_occurrence"][0]
    visits = [
        {**base, "visit_occurrence_id": 1, "visit_type_concept_id": 0, "discharged_to_concept_id": 32220},
        {**base, "visit_occurrence_id": 2, "visit_type_concept_id": 0, "discharged_to_concept_id": 8863},
    ]
    tables = {"person": OMOP["person"], "visit_occurrence": visits}
    found = {line[-1]: line for line in lines(opened(write_omop(tmp_path / "a", tables), tmp_path).record(12))}
    assert (found["1"].split("|")[1], found["2"].split("|")[1]) == ("", "2015-07-03T23:59")


def test_without_a_vocabulary(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in OMOP.items() if name != "concept"}
    index = opened(write_omop(tmp_path / "cdm", tables), tmp_path)
    codes = set(index.words.codes)
    assert {"Visit/IP", "Gender/F", "OMOP/3019550", "condition_occurrence/E11.9"} <= codes
    assert any("no table `concept`" in remark for remark in index.manifest["remarks"])


def test_tables_in_several_files(tmp_path: Path) -> None:
    root = write_omop(tmp_path / "cdm")
    whole = opened(root, tmp_path)
    first = root / "measurement.parquet"
    (root / "measurement").mkdir()
    first.rename(root / "measurement/part-0.parquet")
    two = write_omop(tmp_path / "two", {"measurement": OMOP["measurement"][:1]})
    (two / "measurement.parquet").rename(root / "measurement/part-1.parquet")
    index = opened(root, tmp_path)
    assert len(index.record(12)) == len(whole.record(12)) + 1
    (root / "measurement.csv").write_text("person_id\n")
    with pytest.raises(DataError, match="measurement is there as parquet and as CSV"):
        opened(root, tmp_path)


def test_splits_beside_the_tables(tmp_path: Path) -> None:
    root = write_omop(tmp_path / "cdm")
    (root / "person_id_map.csv").write_text(f"split,omop_person_id\ntrain,12\ntest,{FAR}\n")
    assert opened(root, tmp_path).splits == {12: "train", FAR: "test"}


def test_what_is_no_data_model(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no table `person`"):
        opened(tmp_path, tmp_path)
    (tmp_path / "x.txt").write_text("")
    with pytest.raises(DataError, match="is no DuckDB file"):
        opened(tmp_path / "x.txt", tmp_path)
    (tmp_path / "x.duckdb").write_bytes(b"no database" * 999)
    with pytest.raises(DataError, match=r"x\.duckdb is not readable"):
        opened(tmp_path / "x.duckdb", tmp_path)
    write_omop(tmp_path / "a", {"person": [{"id": 1}]})
    with pytest.raises(DataError, match="table person lacks the columns person_id; it has id"):
        opened(tmp_path / "a", tmp_path)
    with pytest.raises(DataError, match=r"task.path=nosuchdb:\*\*\* is not readable"):
        opened(Path("nosuchdb:dbname=x"), tmp_path)


def test_synthea(real_omop: Path, tmp_path: Path) -> None:
    index = opened(real_omop, tmp_path)
    tables = index.manifest["tables"]
    assert len(index.subjects) == 1130
    assert tables["measurement"]["kept"] == 199_514
    assert tables["drug_exposure"]["noted"]["no standard concept (0)"] == 7_911
    assert tables["drug_exposure"]["noted"]["… the source value stands for it"] == 7_911
    assert tables["device_exposure"]["dropped"] == {"subject is not a whole number": 4_995}
    assert sum(tables[name]["kept"] for name in tables) == index.manifest["events"] == sum(index.rows())

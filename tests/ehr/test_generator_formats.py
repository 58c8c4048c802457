"""Generated records in three formats: each is what its format is, and the readers find the same events in all."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ehrmind.ehr.generator import TASKS, generate
from ehrmind.ehr.index import Index, open_index

PATIENTS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "records"
    generate(path, PATIENTS, 1)
    return path


@pytest.fixture(scope="module")
def indices(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Index]:
    cache = tmp_path_factory.mktemp("cache")
    names = folder / "ehrshot" / "athena_download"
    return {
        source: open_index(source, folder / source, cache=cache, names=names) for source in ("ehrshot", "meds", "omop")
    }


def test_ehrshots_layout(folder: Path) -> None:
    root = folder / "ehrshot"
    with (root / "data" / "ehrshot.csv").open(newline="") as file:
        header = next(csv.reader(file))
    assert header == ["", "patient_id", "start", "end", "code", "value", "unit", "visit_id", "omop_table"]
    with (root / "splits" / "person_id_map.csv").open(newline="") as file:
        splits = list(csv.DictReader(file))
    assert {row["split"] for row in splits} == {"train", "val", "test"}
    assert len(splits) == PATIENTS
    assert {path.name for path in (root / "benchmark").iterdir()} == {*TASKS, "all_labels.csv"}
    with (root / "benchmark" / "all_labels.csv").open(newline="") as file:
        assert {row["value"] for row in csv.DictReader(file)} == {"False"}
    concept = (root / "athena_download" / "CONCEPT.csv").read_text().splitlines()
    assert concept[0].split("\t")[:4] == ["concept_id", "concept_name", "domain_id", "vocabulary_id"]
    assert len({line.split("\t")[0] for line in concept}) == len(concept)


def test_meds(folder: Path) -> None:
    root = folder / "meds"
    seen: set[int] = set()
    for shard in sorted((root / "data").rglob("*.parquet")):
        table = pq.read_table(shard)
        assert table.schema.field("subject_id").type == pa.int64()
        assert table.schema.field("time").type == pa.timestamp("us")
        assert table.schema.field("numeric_value").type == pa.float32()
        assert table.schema.field("text_value").type == pa.large_string()
        subjects = table["subject_id"].to_numpy()
        assert (np.diff(subjects) >= 0).all()
        assert not seen.intersection(subjects.tolist())
        seen.update(subjects.tolist())
        times = table["time"].to_numpy()
        later = (np.diff(times.astype("int64")) >= 0) | np.isnat(times[:-1]) | (np.diff(subjects) > 0)
        assert later.all()
    assert len(seen) == PATIENTS
    codes = pq.read_table(root / "metadata" / "codes.parquet").to_pylist()
    assert {row["code"] for row in codes} >= {"MEDS_BIRTH", "MEDS_DEATH", "LOINC/2160-0"}
    parents = {row["code"]: row["parent_codes"] for row in codes}
    assert parents["SNOMED/401314000"] == ["SNOMED/57054005"]
    assert set(pq.read_table(root / "metadata" / "subject_splits.parquet")["split"].to_pylist()) == {
        *("train", "tuning", "held_out"),
    }
    assert json.loads((root / "metadata" / "dataset.json").read_text())["meds_version"].startswith("0.4")
    labels = pq.read_table(root / "labels" / "guo_los" / "labels.parquet")
    assert labels.schema.names[:3] == ["subject_id", "prediction_time", "boolean_value"]
    with (folder / "ehrshot" / "benchmark" / "guo_los" / "labeled_patients.csv").open(newline="") as file:
        values = [row["value"] == "True" for row in csv.DictReader(file)]
    assert labels["boolean_value"].to_pylist() == values


def test_omop(folder: Path) -> None:
    root = folder / "omop"
    tables = {path.stem: pq.read_table(path) for path in root.glob("*.parquet")}
    assert set(tables) >= {
        *("person", "visit_occurrence", "visit_detail", "condition_occurrence", "drug_exposure", "measurement"),
        *("observation", "procedure_occurrence", "death", "concept", "concept_ancestor"),
    }
    known = set(tables["concept"]["concept_id"].to_pylist())
    assert len(known) == tables["concept"].num_rows
    for name, table in tables.items():
        for column in (c for c in table.schema.names if c.endswith("_concept_id") and "type" not in c):
            assert set(table[column].to_pylist()) <= known, (name, column)
    assert tables["person"].num_rows == PATIENTS
    conditions = tables["condition_occurrence"]
    assert 0 < conditions["condition_start_datetime"].null_count < conditions.num_rows
    assert not conditions["condition_start_date"].null_count


def test_the_readers_find_the_same_events_in_each(indices: dict[str, Index], folder: Path) -> None:
    about = json.loads((folder / "generator.json").read_text())
    for index in indices.values():
        assert index.manifest["events"] == about["events"]
        assert index.splits == indices["ehrshot"].splits
        assert index.has_ends
        assert not any(table["dropped"] for table in index.manifest["tables"].values())
    for subject in indices["ehrshot"].subjects.tolist()[:8]:
        lines = {source: events_of(index, subject) for source, index in indices.items()}
        assert lines["ehrshot"] == lines["meds"]
        without = [line for line in lines["ehrshot"] if "CARE_SITE" not in line[1] and not line[4]]
        # in OMOP a unit is a concept, whatever its spelling, and intensive care is one as well
        assert without == [line for line in lines["omop"] if "OMOP4822460" not in line[1] and not line[4]]


def events_of(index: Index, subject: int) -> list[tuple[str, str, float | None, str, str, int]]:
    """Dated events as words, in order; of a person's traits the readers disagree whether they have a time."""
    record = index.record(subject)
    lines = []
    for at in range(len(record)):
        if record.types[at] == 0:
            continue
        value = None if np.isnan(record.values[at]) else round(float(record.values[at]), 4)
        times = f"{record.times[at]} {record.ends[at]}"
        lines.append((times, record.code(at), value, record.text(at), record.unit(at), int(record.visits[at])))
    return sorted(lines, key=str)


def test_every_code_has_a_name(indices: dict[str, Index]) -> None:
    for source, index in indices.items():
        assert all(index.words.names), (
            source,
            [c for c, n in zip(index.words.codes, index.words.names, strict=True) if not n],
        )

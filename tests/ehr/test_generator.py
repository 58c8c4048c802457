"""Generated patients: the same for the same seed, labels by their definitions, risks that come true, noise as it is."""

import csv
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ehrmind.ehr.generator import TASKS, draw_patient, generate, read_truth, write
from ehrmind.ehr.generator.codes import CODES, ancestors
from ehrmind.ehr.generator.course import Course, draw_course, readmission
from ehrmind.ehr.generator.items import ITEMS, STATES
from ehrmind.ehr.generator.labels import ROOTS, Labelled, label
from ehrmind.ehr.generator.person import draw_person
from ehrmind.ehr.generator.record import write_record
from ehrmind.ehr.generator.rows import CODE_LIST, PLACE, Rows
from ehrmind.ehr.generator.visits import draw_visits
from ehrmind.errors import ConfigError, DataError

PATIENTS, SEED = 120, 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "records"
    generate(path, PATIENTS, SEED, ("ehrshot",))
    return path


@pytest.fixture(scope="module")
def events(folder: Path) -> list[dict[str, str]]:
    with (folder / "ehrshot" / "data" / "ehrshot.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Course, list[Labelled]]]:
    """The labels of the default 2,000, which need no measurements."""
    found = []
    for index in range(2000):
        person, rng = draw_person(0, index)
        course = draw_course(person, rng)
        sheet = write_record(person, course, draw_visits(person, course, rng), rng)
        found.append((course, label(sheet.rows(), course)))
    return found


def same(first: Rows, second: Rows) -> bool:
    columns = [(getattr(first, name), getattr(second, name)) for name in Rows.__slots__]
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in columns)


def test_a_patient_is_a_function_of_seed_and_index() -> None:
    first = draw_patient(3, 7)
    draw_patient(3, 8)
    again = draw_patient(3, 7)
    assert same(first.rows, again.rows)
    assert first.labels == again.labels
    assert not same(first.rows, draw_patient(4, 7).rows)
    assert not same(first.rows, draw_patient(3, 6).rows)


def test_fewer_patients_are_the_first_of_more(tmp_path: Path, folder: Path, events: list[dict[str, str]]) -> None:
    generate(tmp_path / "few", 5, SEED, ("ehrshot",))
    with (tmp_path / "few" / "ehrshot" / "data" / "ehrshot.csv").open(newline="") as file:
        few = list(csv.DictReader(file))
    assert few == events[: len(few)]
    assert len({row["patient_id"] for row in few}) == 5


def test_labels_follow_from_the_written_events_by_ehrshots_definitions(
    folder: Path, events: list[dict[str, str]]
) -> None:
    derived = derive(events)
    for task in TASKS:
        with (folder / "ehrshot" / "benchmark" / task / "labeled_patients.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == ["patient_id", "prediction_time", "value", "label_type"]
        written = {(row["patient_id"], row["prediction_time"]): row["value"] for row in rows}
        assert written == derived[task], task
        assert rows == sorted(rows, key=lambda row: (int(row["patient_id"]), row["prediction_time"]))
        assert {row["label_type"] for row in rows} == {"boolean"}
        assert all(row["prediction_time"].endswith(" 23:59:00") for row in rows)
    assert Counter(derived["guo_los"].values())["True"] > 20
    assert Counter(derived["guo_readmission"].values())["True"] > 10


def derive(events: list[dict[str, str]]) -> dict[str, dict[tuple[str, str], str]]:
    """EHRSHOT's labels from its CSV, written apart from the generator's: times as datetimes, one loop a patient."""
    derived: dict[str, dict[tuple[str, str], str]] = {task: {} for task in TASKS}
    narrower = {task: {code for code in CODES if root in ancestors(code)} for task, root in ROOTS.items()}
    by_patient: dict[str, list[dict[str, str]]] = {}
    for row in events:
        by_patient.setdefault(row["patient_id"], []).append(row)
    for patient, rows in by_patient.items():
        last = max(datetime.fromisoformat(row["start"]) for row in rows)
        stays = sorted(
            (datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
            for row in rows
            if row["code"] == "Visit/IP" and row["omop_table"] == "visit_occurrence"
        )
        icu = [datetime.fromisoformat(row["start"]) for row in rows if row["omop_table"] == "visit_detail"]

        def put(task: str, time: datetime, value: bool, patient: str = patient) -> None:
            derived[task][patient, f"{time:%Y-%m-%d %H:%M:%S}"] = str(value)

        for start, end in stays:
            admitted, left = (day.replace(hour=23, minute=59, second=0) for day in (start, end))
            if start.date() != end.date():
                put("guo_los", admitted, end - start >= timedelta(days=7))
                if start.date() not in {time.date() for time in icu}:
                    put("guo_icu", admitted, any(admitted <= time <= end for time in icu))
            back = [s for s, _ in stays if left + timedelta(minutes=1) <= s <= left + timedelta(days=30)]
            if back or last >= left + timedelta(days=30):
                put("guo_readmission", left, bool(back))
            for task in ROOTS:
                made = [datetime.fromisoformat(row["start"]) for row in rows if row["code"] in narrower[task]]
                if not made or left <= min(made):
                    late = [t for t in made if left + timedelta(days=1) <= t <= left + timedelta(days=365)]
                    put(task, left, bool(late))
    return derived


def test_first_diagnoses_are_never_on_the_day_after_a_discharge(drawn: list[tuple[Course, list[Labelled]]]) -> None:
    """There the text of the definition and its code differ."""
    after, seen = 0, 0
    for course, _ in drawn:
        left = {stay.end // 1440 for stay in course.stays}
        days = [made // 1440 for name, made in course.diagnosed.items() if name != "acutemi"]
        after += sum(day - 1 in left for day in days)
        seen += sum(day - 2 in left for day in days)
    assert after == 0
    assert seen > 0


def test_first_diagnoses_have_an_hour(events: list[dict[str, str]]) -> None:
    """So that it does not matter how a reader takes a date without one."""
    narrower = {code for code in CODES if "SNOMED/59621000" in ancestors(code)}
    first: dict[str, str] = {}
    for row in events:
        if row["code"] in narrower:
            first[row["patient_id"]] = min(row["start"], first.get(row["patient_id"], row["start"]))
    entry = {row["patient_id"]: row["start"][:10] for row in events if row["visit_id"] == f"{row['patient_id']}001"}
    new = {patient: time for patient, time in first.items() if time[:10] != entry[patient]}
    assert len(new) > 10
    assert not any(time.endswith("00:00:00") for time in new.values())


def test_the_truth_has_a_risk_for_each_label(folder: Path) -> None:
    for task in TASKS:
        truth = read_truth(folder, task)
        with (folder / "ehrshot" / "benchmark" / task / "labeled_patients.csv").open(newline="") as file:
            keys = [(int(r["patient_id"]), datetime.fromisoformat(r["prediction_time"])) for r in csv.DictReader(file)]
        assert list(truth) == keys
        assert all(0 <= risk <= 1 for risk in truth.values())
    with pytest.raises(DataError, match="guo_sepsis"):
        read_truth(folder, "guo_sepsis")


def test_enough_patients_are_positive(drawn: list[tuple[Course, list[Labelled]]]) -> None:
    labels = [item for _, items in drawn for item in items]
    for task, low, high in (
        ("guo_los", 0.18, 0.32),
        ("guo_readmission", 0.10, 0.25),
        ("new_hypertension", 0.08, 0.22),
        ("new_hyperlipidemia", 0.08, 0.22),
    ):
        mine = [item for item in labels if item.task == task]
        assert len({item.subject for item in mine if item.value}) >= 100, task
        assert low < np.mean([item.value for item in mine]) < high, task
    for task in ("guo_icu", "new_acutemi", "new_pancan"):
        assert sum(item.value for item in labels if item.task == task) > 20, task


def test_risks_come_true(drawn: list[tuple[Course, list[Labelled]]]) -> None:
    """The first label of each patient, for later ones are not independent: in fifths, within 3.5 standard errors."""
    for task in TASKS:
        first = [mine[0] for _, items in drawn if (mine := [item for item in items if item.task == task])]
        value = np.array([item.value for item in first], dtype=float)
        risk = np.array([item.risk for item in first])
        fifth = np.searchsorted(np.quantile(risk, (0.2, 0.4, 0.6, 0.8)), risk)
        for rows in (*(fifth == number for number in range(5)), np.ones(len(first), dtype=bool)):
            error = np.sqrt((risk[rows] * (1 - risk[rows])).sum())
            assert abs((value - risk)[rows].sum()) < 3.5 * error + 0.5, (task, value[rows].mean(), risk[rows].mean())
        assert value[fifth == 4].mean() > 2 * value[fifth < 4].mean(), task


def test_a_readmission_is_what_comes_first() -> None:
    assert readmission(0.2, 1e-12, 0.0) == pytest.approx(0.2)
    assert readmission(0.0, 0.001, 0.0) == pytest.approx(0.6 * 0.0296, rel=0.02)  # a last stay, three of five deaths
    assert readmission(0.0, 1e-12, 0.001) == pytest.approx(1 - np.exp(-0.03), rel=1e-6)
    assert readmission(0.2, 0.001, 0.001) > 0.2


def test_severity_shows_in_values_at_admission() -> None:
    """Laboratory values on the first day tell a long stay; dated conditions are coarse."""
    found: dict[bool, dict[str, list[float]]] = {True: {}, False: {}}
    for index in range(250):
        patient = draw_patient(1, index)
        rows = patient.rows
        for stay in patient.course.stays:
            day = (rows.start >= (stay.emergency or stay.start)) & (rows.start // 1440 <= stay.start // 1440)
            for code in ("LOINC/1988-5", "LOINC/1751-7", "LOINC/2524-7"):
                values = rows.value[day & (rows.code == PLACE[code])]
                found[stay.end - stay.start >= 7 * 1440].setdefault(code, []).extend(values[:1].tolist())
    medians = {long: {code: np.median(values) for code, values in of.items()} for long, of in found.items()}
    assert medians[True]["LOINC/1988-5"] > 2 * medians[False]["LOINC/1988-5"]  # C reactive protein
    assert medians[True]["LOINC/1751-7"] < medians[False]["LOINC/1751-7"] - 0.2  # albumin
    assert medians[True]["LOINC/2524-7"] > medians[False]["LOINC/2524-7"]  # lactate


def test_the_noise_of_a_record(events: list[dict[str, str]]) -> None:
    measured = [row for row in events if row["omop_table"] == "measurement"]
    rows = Counter(tuple(value for name, value in row.items() if name) for row in measured)
    twice = sum(count - 1 for count in rows.values())
    assert 0.003 < twice / len(measured) < 0.05
    units = {unit for row in measured if row["code"] == "LOINC/2160-0" for unit in (row["unit"],)}
    assert units == {"mg/dL", "mg/dl", "mg/dL (See scan or EMR data for detail)"}
    hot = [float(row["value"]) for row in measured if row["code"] == "LOINC/8310-5" and row["unit"] == "[degF]"]
    assert 92 < np.median(hot) < 104
    assert {"Negative", "Positive"} <= {row["value"] for row in measured if row["code"] == "LOINC/5802-4"}
    pressures = [float(row["value"]) for row in measured if row["code"] == "LOINC/8478-0"]
    assert max(pressures) == 801
    assert sum(value > 200 for value in pressures) < len(pressures) * 0.005
    conditions = [row for row in events if row["omop_table"] == "condition_occurrence"]
    assert 0.7 < np.mean([row["start"].endswith("00:00:00") for row in conditions]) < 1
    left = {(row["visit_id"], row["end"][:10]) for row in events if row["code"] == "Visit/IP"}
    assert sum((row["visit_id"], row["start"][:10]) in left for row in conditions) > len(conditions) / 4
    assert not any(row["start"].endswith("00:00:00") for row in measured + [r for r in events if r["end"]])


def test_events_after_death_are_very_rare() -> None:
    died, after = 0, 0
    for index in range(1200):
        person, rng = draw_person(2, index)
        course = draw_course(person, rng)
        rows = write_record(person, course, draw_visits(person, course, rng), rng).rows()
        if course.died is not None:
            died += 1
            after += bool((rows.start > course.died).any())
    assert 60 < died < 400
    assert 1 <= after <= 0.05 * died


def test_codes_are_named_and_every_broader_one_is_known() -> None:
    assert 150 <= len(CODE_LIST) <= 300
    for code in CODES.values():
        assert code.name
        assert all(parent in CODES for parent in code.parents), code
        assert code.code not in {up for parent in code.parents for up in ancestors(parent)}
    assert ancestors("SNOMED/401314000")["SNOMED/57054005"] == 1
    assert "SNOMED/38341003" in ancestors("SNOMED/429457004")
    assert len({item.code for item in ITEMS}) == len(ITEMS)
    assert all(axis in STATES for item in ITEMS for axis in item.axes)
    assert all(item.low <= item.center <= item.high for item in ITEMS if item.code != "9269-2")


def test_the_folder_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(write, "_write_truth", fail)
        with pytest.raises(OSError, match="no space"):
            generate(tmp_path / "records", 3, formats=("ehrshot",))
    assert list(tmp_path.iterdir()) == []
    about = generate(tmp_path / "records", 3, formats=("ehrshot",))
    assert json.loads((tmp_path / "records" / "generator.json").read_text()) == about
    assert [path.name for path in tmp_path.iterdir()] == ["records"]


def test_writing_it_again_does_nothing_and_other_settings_are_refused(tmp_path: Path) -> None:
    about = generate(tmp_path / "records", 3, formats=("ehrshot",))
    time = (tmp_path / "records" / "ehrshot" / "data" / "ehrshot.csv").stat().st_mtime_ns
    assert generate(tmp_path / "records", 3, formats=("ehrshot",)) == about
    assert (tmp_path / "records" / "ehrshot" / "data" / "ehrshot.csv").stat().st_mtime_ns == time
    with pytest.raises(DataError, match="patients"):
        generate(tmp_path / "records", 4, formats=("ehrshot",))
    with pytest.raises(ConfigError, match="patients=0"):
        generate(tmp_path / "none", 0)
    with pytest.raises(ConfigError, match="fhir"):
        generate(tmp_path / "none", 3, formats=("fhir",))

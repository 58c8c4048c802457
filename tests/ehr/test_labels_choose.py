"""Caps and splits drawn by seed and subject, one label a moment, and the command that counts."""

import json
from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.ehr.labels import (
    Count,
    Label,
    Labels,
    by_split,
    cap,
    count,
    draw_splits,
    of_subjects,
    one_per_moment,
    splits_of,
)
from ehrmind.ehr.labels import __main__ as command
from ehrmind.ehr.labels.choose import CONTRADICTED, REPEATED, UNKNOWN_SUBJECT
from ehrmind.ehr.labels.forms import in_order
from ehrmind.errors import ConfigError
from tests.ehr.test_labels import BORN, LAST, Memory, lab, visit
from tests.ehr.test_labels_files import parquet_file

DAY = datetime(2015, 1, 1, 23, 59)


def labels_of(*counts: int, positive: int = 3) -> Labels:
    """So many labels of subjects 0, 1, ..., every third one positive."""
    rows = [
        Label(subject, DAY + timedelta(days=day), day % positive == 0, "guo_los")
        for subject, many in enumerate(counts)
        for day in range(many)
    ]
    return Labels("guo_los", tuple(rows), {"before": 2})


def test_a_cap_keeps_so_many_of_each_patient_and_counts_the_rest():
    kept = cap(labels_of(30, 2, 10), per_patient=5, seed=1)
    assert Counter(label.subject for label in kept.labels) == {0: 5, 1: 2, 2: 5}
    assert kept.excluded == {"before": 2, "over the cap of 5 a patient": 30}
    assert kept.labels == in_order(kept.labels)
    assert cap(labels_of(30, 2, 10), per_patient=5, seed=1) == kept
    assert cap(labels_of(30, 2, 10), per_patient=5, seed=2) != kept


def test_what_a_cap_keeps_of_a_patient_does_not_depend_on_other_patients():
    both = cap(labels_of(30, 20), per_patient=4).labels
    alone = cap(labels_of(30), per_patient=4).labels
    assert [label for label in both if label.subject == 0] == list(alone)


def test_a_larger_cap_keeps_what_a_smaller_one_does_and_both_caps_hold():
    small, large = cap(labels_of(30, 30), in_all=7), cap(labels_of(30, 30), in_all=20)
    assert set(small.labels) < set(large.labels)
    assert (len(small), small.excluded["over the cap of 7 in all"]) == (7, 53)
    both = cap(labels_of(30, 30, 30), per_patient=3, in_all=5)
    assert len(both) == 5
    assert max(Counter(label.subject for label in both.labels).values()) <= 3
    assert both.excluded == {"before": 2, "over the cap of 3 a patient": 81, "over the cap of 5 in all": 4}
    assert cap(labels_of(3)) == labels_of(3)


def test_a_cap_draws_whatever_the_answer_is():
    kept = cap(labels_of(*([60] * 40)), in_all=1200)
    assert abs(count(kept.labels).prevalence - 1 / 3) < 0.03


def test_labels_of_one_moment_are_drawn_apart():
    same = Labels("lab_anemia", tuple(Label(7, DAY, value, "lab_anemia") for value in (False, False, True)))
    assert len(cap(same, per_patient=2)) == 2
    assert {cap(same, per_patient=1, seed=seed).labels[0].value for seed in range(20)} == {False, True}


@pytest.mark.parametrize("limit", [0, -1])
def test_a_cap_below_one_is_refused(limit):
    with pytest.raises(ConfigError, match=rf"task.labels_per_patient={limit} leaves no labels"):
        cap(labels_of(3), per_patient=limit)
    with pytest.raises(ConfigError, match=rf"task.labels={limit} leaves no labels"):
        cap(labels_of(3), in_all=limit)


def test_one_label_a_moment_is_the_abnormal_one():
    rows = [(DAY, False), (DAY, True), (DAY, True), (DAY + timedelta(1), False), (DAY + timedelta(1), False)]
    labels = Labels("lab_anemia", tuple(Label(7, time, value, "lab_anemia") for time, value in rows), {REPEATED: 1})
    once = one_per_moment(labels)
    assert [(label.time, label.value) for label in once.labels] == [(DAY, True), (DAY + timedelta(1), False)]
    assert once.excluded == {REPEATED: 3, CONTRADICTED: 1}
    assert one_per_moment(once) == once


def test_labels_of_subjects_without_a_record_are_counted():
    kept = of_subjects(labels_of(2, 3), [1, 5])
    assert (len(kept), kept.excluded) == (3, {"before": 2, UNKNOWN_SUBJECT: 2})
    assert of_subjects(kept, [1]) == kept


def test_splits_are_drawn_by_patient_in_the_given_shares_and_the_sources_own_come_first():
    drawn = draw_splits(range(20_000), seed=3)
    shares = {split: number / 20_000 for split, number in Counter(drawn.values()).items()}
    assert shares == pytest.approx({"train": 0.70, "validation": 0.15, "test": 0.15}, abs=0.01)
    assert draw_splits([5, 17], seed=3) == {5: drawn[5], 17: drawn[17]}
    assert draw_splits(range(100), seed=4) != draw_splits(range(100), seed=3)
    assert splits_of([1, 2], {1: "test"}) == {1: "test"}
    assert splits_of([1, 2], {}, 3) == draw_splits([1, 2], 3)


@given(st.integers(0, 2**62), st.integers(0, 1000))
def test_every_subject_has_a_split(subject, seed):
    assert draw_splits([subject], seed)[subject] in ("train", "validation", "test")


def test_counts_by_split_show_those_in_none():
    found = by_split(labels_of(4, 2, 1).labels, {0: "train", 1: "test"})
    assert found == {
        "train": Count(4, 2, 1),
        "validation": Count(0, 0, 0),
        "test": Count(2, 1, 1),
        "no split": Count(1, 1, 1),
    }
    assert found["validation"].prevalence is None
    assert found["train"].prevalence == 0.5


# The command


@pytest.fixture
def index(monkeypatch, tmp_path):
    """An index in memory in place of one on the disk; the folder that its path names."""
    memory = Memory(
        {
            1: [BORN, visit("06-01 10:00", "06-15 10:00"), lab("06-02 10:00", 8.0), LAST],
            2: [BORN, visit("06-01 10:00", "06-02 10:00"), visit("07-01 10:00", None), LAST],
        }
    )
    memory.splits, memory.has_ends, memory.sha256, memory.folder = {1: "train"}, True, "0" * 64, tmp_path
    monkeypatch.setattr("ehrmind.ehr.index.open_index", lambda source, path, *, cache=None: memory)
    monkeypatch.setenv("COLUMNS", "250")
    return SimpleNamespace(memory=memory, path=str(tmp_path), folder=tmp_path)


def run(index, *arguments: str, source: str = "ehrshot") -> int:
    return command.main(["--source", source, "--path", index.path, *arguments])


def test_the_command_counts_every_task_and_says_why_one_has_no_labels(index, capsys):
    file = index.folder / "counts.json"
    assert run(index, "--json", str(file)) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "splits of the source" in text
    assert (
        "guo_los │ computed │ 2 │ 50.0 % │ 2 │ 1 (1) of 1 │ 0 (0) of 0 │ 0 (0) of 0 │ 1 (0) of 1 │ 23:59 on the day"
        in text
    )
    assert "left out 1 × stay without an end" in text
    assert "refused: new_celiac is SNOMED/396331005 or a code below it, and nothing here says which" in text
    assert "Will this patient stay in hospital for seven days or more? long stay / not a long stay" in text
    facts = {task["name"]: task for task in json.loads(file.read_text())}
    assert facts["guo_los"]["by_split"]["no split"] == {"labels": 1, "positives": 0, "patients": 1}
    assert facts["guo_los"]["prevalence"] == 0.5
    assert facts["lab_hyperkalemia"]["labels"] == 1
    assert "--icu" in facts["guo_icu"]["refused"]


def test_the_command_draws_splits_where_the_source_has_none(index, capsys):
    index.memory.splits = {}
    assert run(index, "--task", "guo_readmission") == 0
    out = capsys.readouterr().out
    assert "splits drawn by patient, 70/15/15" in out
    assert "guo_los" not in out


def test_a_task_that_was_asked_for_and_has_no_labels_is_an_error_without_a_traceback(index, capsys):
    assert run(index, "--task", "guo_icu") == 2
    error = capsys.readouterr().err
    assert error.startswith("ehrmind: guo_icu needs stays in intensive care")
    assert run(index, "--task", "chexpert") == 2
    assert "fourteen labels" in capsys.readouterr().err
    assert run(index, "--task", "new_celiac", "--without-ontology") == 2
    assert "none of SNOMED/396331005 is a code of this source" in capsys.readouterr().err
    assert run(index, "--outcome", "X") == 2
    assert "--outcome belongs to one task" in capsys.readouterr().err
    index.memory.has_ends = False
    assert run(index, "--task", "guo_los") == 2
    assert "does not tell when a stay ends" in capsys.readouterr().err


def test_shipped_labels_come_first_are_compared_with_the_published_and_lose_unknown_subjects(index, capsys):
    file = index.folder / "benchmark" / "guo_los" / "labeled_patients.csv"
    file.parent.mkdir(parents=True)
    file.write_text(
        "patient_id,prediction_time,value,label_type\n1,2015-06-01 23:59:00,False,boolean\n9,2015-06-01 23:59:00,True,boolean\n"
    )
    assert run(index, "--task", "guo_los") == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "guo_los │ shipped │ 1 │ 0.0 %" in text
    assert "left out 1 × subject is not in the records" in text
    assert "not the full EHRSHOT release (1 patients)" in text
    assert "no positive label: a model cannot be trained on it" in text
    assert run(index, "--task", "guo_los", "--computed", "--in-all", "1") == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "guo_los │ computed │ 1 │" in text
    assert "over the cap of 1 in all" in text


def test_a_label_file_is_counted(index, capsys):
    file = parquet_file(
        index.folder / "death.parquet", subject_id=[1, 2], prediction_time=[DAY, DAY], boolean_value=[True, False]
    )
    assert run(index, "--labels", str(file), source="meds") == 0
    assert "death │ file │ 2 │ 50.0 %" in " ".join(capsys.readouterr().out.split())
    assert run(index, "--labels", str(index.folder / "absent"), source="meds") == 2
    assert "task.label_path=" in capsys.readouterr().err

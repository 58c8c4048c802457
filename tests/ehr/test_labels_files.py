"""Label files: EHRSHOT's CSV and parquet, MEDS's label schema, the published counts, and errors that name the mend."""

import hashlib
from datetime import datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from ehrmind.ehr.labels import (
    PUBLISHED,
    TASKS,
    Label,
    Labels,
    Reading,
    check_published,
    find_labels,
    is_published,
    labelled,
    read_ehrshot_labels,
    read_meds_labels,
)
from ehrmind.ehr.labels.meds import UNLABELLED
from ehrmind.ehr.labels.published import SIZES
from ehrmind.errors import ConfigError, DataError

GOOD = """patient_id,prediction_time,value,label_type
115967096,2015-06-28 23:59:00,False,boolean
115967096,2015-07-03 23:59:00,True,boolean
115967101,2016-01-01 23:59:00,False,boolean
"""


def csv_file(folder: Path, text: str, task: str = "guo_los", where: str = "benchmark") -> Path:
    path = folder / where / task / "labeled_patients.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def parquet_file(path: Path, **columns) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


WANTED = (
    Label(115967096, datetime(2015, 6, 28, 23, 59), False, "guo_los"),
    Label(115967096, datetime(2015, 7, 3, 23, 59), True, "guo_los"),
    Label(115967101, datetime(2016, 1, 1, 23, 59), False, "guo_los"),
)


@pytest.mark.parametrize("where", ["benchmark", "benchmark_ehrshot", ".", "EHRSHOT_ASSETS/benchmark"])
def test_shipped_labels_are_found_in_either_spelling(tmp_path, where):
    path = csv_file(tmp_path, GOOD, where=where)
    found = read_ehrshot_labels(tmp_path, "guo_los")
    assert found.labels == WANTED
    assert found.files == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
    assert not found.excluded
    assert find_labels(tmp_path, "guo_icu") is None
    assert labelled(tmp_path) == ["guo_los"]


def test_columns_in_any_order_an_index_a_t_in_times_seconds_and_a_byte_order_mark_make_no_difference(tmp_path):
    csv_file(
        tmp_path,
        "\ufeff,label_type,value,prediction_time,patient_id\n"
        "2,boolean,false,2016-01-01T23:59:59,115967101\n"
        "0,boolean,False,2015-06-28T23:59,115967096.0\n"
        "1,boolean,TRUE,2015-07-03 23:59:59.000001,115967096\n",
    )
    assert read_ehrshot_labels(tmp_path, "guo_los").labels == WANTED


def test_grades_are_abnormal_from_mild_on_and_a_prediction_at_midnight_stays_there(tmp_path):
    rows = "".join(
        f"7,2015-06-0{day} 00:00:00,{grade},categorical\n" for day, grade in enumerate((0, 1, 2, 3), start=1)
    )
    csv_file(tmp_path, GOOD.splitlines()[0] + "\n" + rows, "lab_anemia")
    found = read_ehrshot_labels(tmp_path, "lab_anemia")
    assert [label.value for label in found.labels] == [False, True, True, True]
    assert found.labels[0].time == datetime(2015, 6, 1)


def test_rows_that_repeat_are_kept_as_published(tmp_path):
    csv_file(tmp_path, GOOD + GOOD.splitlines()[1] + "\n")
    assert len(read_ehrshot_labels(tmp_path, "guo_los")) == 4


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x7,2015-06-28 23:59:00,True,boolean", r"line 2: patient_id must be a whole number"),
        ("²,2015-06-28 23:59:00,True,boolean", r"patient_id must be"),
        (",2015-06-28 23:59:00,True,boolean", r"patient_id must be"),
        ("7,28/06/2015,True,boolean", r"prediction_time must be a time such as 2015-06-28 23:59"),
        ("7,,True,boolean", r"prediction_time must be"),
        ("7,2015-06-28T23:59:00+02:00,True,boolean", r"without a time zone"),
        ("7,2015-06-28 23:59:00,1,boolean", r"value must be True or False, for its label_type is boolean"),
        ("7,2015-06-28 23:59:00,2,categorical", r"value must be a whole number from 0 to 1"),
        ("7,2015-06-28 23:59:00,1.5,numerical", r"label_type must be boolean or categorical"),
        ("7,2015-06-28 23:59:00", r"value must be|label_type must be"),
    ],
)
def test_a_bad_cell_is_refused_with_file_line_column_value_and_mend(tmp_path, row, message):
    path = csv_file(tmp_path, GOOD.splitlines()[0] + "\n" + row + "\n")
    with pytest.raises(DataError, match=message) as caught:
        read_ehrshot_labels(tmp_path, "guo_los")
    assert str(path) in str(caught.value)


def test_files_that_are_not_label_files_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"holds no labels of guo_los.*tasks with labels there: none"):
        read_ehrshot_labels(tmp_path, "guo_los")
    with pytest.raises(DataError, match=r"holds no labels of guo_los"):
        read_ehrshot_labels(tmp_path / "absent", "guo_los")
    path = csv_file(tmp_path, "patient_id,prediction_time\n")
    with pytest.raises(DataError, match=r"lacks the columns value, label_type; it has patient_id, prediction_time"):
        read_ehrshot_labels(tmp_path, "guo_los")
    with pytest.raises(DataError, match=r"holds no labels of guo_icu.*there: guo_los"):
        read_ehrshot_labels(tmp_path, "guo_icu")
    path.write_text(GOOD.splitlines()[0])
    with pytest.raises(DataError, match=r"holds no labels; fetch it anew"):
        read_ehrshot_labels(tmp_path, "guo_los")
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"lacks the columns patient_id.*it has none"):
        read_ehrshot_labels(tmp_path, "guo_los")
    path.write_bytes(GOOD.encode() + b"\xff\xfe")
    with pytest.raises(DataError, match="not UTF-8"):
        read_ehrshot_labels(tmp_path, "guo_los")
    path.write_text(GOOD + "x" * 20_000_000)  # readers of other files allow more than csv does
    with pytest.raises(DataError, match="not readable as CSV: field larger"):
        read_ehrshot_labels(tmp_path, "guo_los")


def test_multilabel_and_unknown_tasks_are_refused(tmp_path):
    csv_file(tmp_path, GOOD, "chexpert")
    with pytest.raises(ConfigError, match="fourteen labels"):
        read_ehrshot_labels(tmp_path, "chexpert")
    with pytest.raises(ConfigError, match="fourteen labels"):
        read_meds_labels(tmp_path, "chexpert")
    with pytest.raises(ConfigError, match="did you mean"):
        read_ehrshot_labels(tmp_path, "guo_loss")


# MEDS

TIMES = [datetime(2015, 6, 28, 23, 59), datetime(2015, 7, 3, 23, 59), datetime(2016, 1, 1, 23, 59)]


def test_ehrshots_meds_release_gives_the_same_labels(tmp_path):
    parquet_file(
        tmp_path / "labels" / "guo_los" / "labels.parquet",
        subject_id=[115967096, 115967096, 115967101],
        prediction_time=pyarrow.array(TIMES, pyarrow.timestamp("us")),
        boolean_value=[False, True, False],
        integer_value=pyarrow.array([None] * 3, pyarrow.int64()),
        float_value=pyarrow.array([None] * 3, pyarrow.float32()),
        categorical_value=pyarrow.nulls(3),
    )
    found = read_ehrshot_labels(tmp_path, "guo_los")
    assert found.labels == WANTED
    assert list(found.files) == ["labels.parquet"]
    parquet_file(
        tmp_path / "labels" / "lab_anemia" / "labels.parquet",
        subject_id=[1, 2, 3],
        prediction_time=TIMES,
        boolean_value=pyarrow.nulls(3, pyarrow.bool_()),
        integer_value=[0, 1, 3],
    )
    assert [label.value for label in read_ehrshot_labels(tmp_path, "lab_anemia").labels] == [False, True, True]
    path = tmp_path / "labels" / "lab_anemia"
    assert [x.value for x in read_meds_labels(path, "lab_anemia", Reading(positive="yes")).labels] == [
        False,
        True,
        True,
    ]
    assert [x.value for x in read_meds_labels(path, "lab_anemia", Reading(threshold=2)).labels] == [False, False, True]


@pytest.mark.parametrize("kind", [pyarrow.timestamp("ns"), pyarrow.timestamp("s"), pyarrow.string()])
@pytest.mark.parametrize("subject", ["subject_id", "patient_id"])
def test_a_folder_of_shards_old_names_other_types_and_further_columns_read_as_well(tmp_path, kind, subject):
    times = pyarrow.array([str(time) for time in TIMES]) if kind == pyarrow.string() else pyarrow.array(TIMES, kind)
    for shard in (0, 1):
        rows = slice(shard * 2, shard * 2 + 2)
        parquet_file(
            tmp_path / "mortality" / ("train" if shard else "split=held_out") / f"{shard}.parquet",
            **{subject: [str(x) for x in (5, 6, 7)[rows]]},
            prediction_time=times[rows],
            boolean_value=[True, False, True][rows],
            index_timestamp=["a", "b", "c"][rows],
        )
    (tmp_path / "mortality" / "._junk.parquet").write_bytes(b"junk")
    for path in (tmp_path / "mortality", tmp_path):
        found = read_meds_labels(path, "mortality")
        assert [(label.subject, label.time, label.value) for label in found.labels] == [
            (5, TIMES[0], True),
            (6, TIMES[1], False),
            (7, TIMES[2], True),
        ]
        assert sorted(found.files) == ["split=held_out/0.parquet", "train/1.parquet"]


def test_seconds_of_other_peoples_prediction_times_are_kept(tmp_path):
    time = datetime(2130, 5, 1, 12, 0, 7, 250)
    path = parquet_file(tmp_path / "x.parquet", subject_id=[5], prediction_time=[time], boolean_value=[True])
    assert read_meds_labels(path, "mortality").labels == (Label(5, time, True, "mortality"),)


def test_rows_without_a_value_are_left_out_and_counted(tmp_path):
    path = parquet_file(
        tmp_path / "x.parquet", subject_id=[5, 6, 7], prediction_time=TIMES, boolean_value=[None, True, None]
    )
    found = read_meds_labels(path, "mortality")
    assert (len(found), found.excluded) == (1, {UNLABELLED: 2})


@pytest.mark.parametrize("reading", [None, Reading(threshold=0.5)])
def test_nan_is_no_value_and_never_a_no(tmp_path, reading):
    columns = {"subject_id": [5, 6, 7], "prediction_time": TIMES, "float_value": [1.0, float("nan"), 0.0]}
    found = read_meds_labels(parquet_file(tmp_path / "x.parquet", **columns), "mortality", reading)
    assert [(label.subject, label.value) for label in found.labels] == [(5, True), (7, False)]
    assert found.excluded == {UNLABELLED: 1}


def values(tmp_path, reading=None, **columns) -> list[bool]:
    path = parquet_file(tmp_path / "x.parquet", subject_id=[1, 2, 3], prediction_time=TIMES, **columns)
    return [label.value for label in read_meds_labels(path, "outcome", reading).labels]


def test_numbers_are_0_and_1_or_need_a_threshold_and_words_need_the_one_that_means_yes(tmp_path):
    assert values(tmp_path, integer_value=[0, 1, 0]) == [False, True, False]
    assert values(tmp_path, float_value=[0.0, 1.0, 0.0]) == [False, True, False]
    assert values(tmp_path, Reading(threshold=2.5), float_value=[0.5, 2.5, 9.0]) == [False, True, True]
    assert values(tmp_path, Reading(positive="dead"), categorical_value=["dead", "alive", "alive"]) == [
        True,
        False,
        False,
    ]
    with pytest.raises(DataError, match=r"row 1: integer_value is neither 0 nor 1; say by task.label_from="):
        values(tmp_path, integer_value=[0, 4, 0])
    assert values(tmp_path, Reading(positive="2"), categorical_value=[1, 2, 2]) == [False, True, True]
    with pytest.raises(DataError, match=r"task.label_from= is of numbers, and boolean_value holds none"):
        values(tmp_path, Reading(threshold=2.5), boolean_value=[True, False, False])
    for reading in (None, Reading(positive="yes")):
        with pytest.raises(DataError, match=r"2 different words, and task.positive=(yes)? is none of them") as caught:
            values(tmp_path, reading, categorical_value=["dead", "alive", "alive"])
        assert "alive" not in str(caught.value), "a word may be of a patient"


def test_labels_in_two_columns_need_a_choice(tmp_path):
    both = {"boolean_value": [True, None, None], "integer_value": [0, 1, 1]}
    with pytest.raises(
        DataError, match="labels are in boolean_value and in integer_value; say which is meant by task.l"
    ):
        values(tmp_path, **both)
    assert values(tmp_path, Reading(column="integer_value"), **both) == [False, True, True]
    with pytest.raises(DataError, match="task.label_column=float_value holds no labels; those that do: boolean_"):
        values(tmp_path, Reading(column="float_value"), **both)
    with pytest.raises(DataError, match="none of boolean_value, .* holds a label"):
        values(tmp_path, boolean_value=pyarrow.nulls(3, pyarrow.bool_()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject_id": ["a", "b", "c"]}, "subject_id is string, and not all of it are whole numbers; write int64"),
        ({"subject_id": pyarrow.array([1.5, 2, 3])}, "subject_id is double"),
        ({"subject_id": pyarrow.array([1, None, 3])}, "subject_id is empty in 1 rows; take these rows out"),
        ({"prediction_time": ["yesterday", "x", "y"]}, "prediction_time is string, and not all of it are times"),
        ({"prediction_time": pyarrow.array([None, *TIMES[1:]])}, "prediction_time is empty in 1 rows"),
        (
            {"prediction_time": pyarrow.array(TIMES, pyarrow.timestamp("us", "UTC"))},
            "time zone UTC; write it without one",
        ),
        ({"prediction_time": None}, "lacks the columns prediction_time; it has subject_id, boolean_value"),
        ({"subject_id": None}, "lacks the columns subject_id; it has prediction_time"),
        ({"boolean_value": None}, "lacks the columns one of boolean_value, integer_value"),
    ],
)
def test_a_bad_column_is_refused_with_file_column_and_mend(tmp_path, change, message):
    columns = {"subject_id": [1, 2, 3], "prediction_time": TIMES, "boolean_value": [True, False, True], **change}
    path = parquet_file(
        tmp_path / "x.parquet", **{name: column for name, column in columns.items() if column is not None}
    )
    with pytest.raises(DataError, match=message) as caught:
        read_meds_labels(path, "outcome")
    assert str(path) in str(caught.value)


def test_folders_and_files_that_hold_no_labels_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"task.label_path=.* does not exist"):
        read_meds_labels(tmp_path / "absent", "outcome")
    with pytest.raises(DataError, match=r"holds no \*\.parquet"):
        read_meds_labels(tmp_path, "outcome")
    (tmp_path / "x.parquet").write_bytes(b"not parquet")
    with pytest.raises(DataError, match="x.parquet is not readable as parquet"):
        read_meds_labels(tmp_path, "outcome")
    empty = pyarrow.array([], pyarrow.int64())
    parquet_file(tmp_path / "x.parquet", subject_id=empty, prediction_time=empty, boolean_value=empty)
    with pytest.raises(DataError, match="holds a label|holds no labels"):
        read_meds_labels(tmp_path, "outcome")


def test_a_folder_with_the_labels_of_several_tasks_is_refused_unless_it_has_the_asked_one(tmp_path):
    for task in ("death", "stay"):
        parquet_file(
            tmp_path / task / "labels.parquet",
            subject_id=[1],
            prediction_time=TIMES[:1],
            boolean_value=[task == "stay"],
        )
    with pytest.raises(DataError, match="holds labels of death, stay; give the folder of one of them"):
        read_meds_labels(tmp_path, "outcome")
    assert read_meds_labels(tmp_path, "stay").labels[0].value


# Published counts


def test_the_published_table_is_the_formats_file():
    assert set(PUBLISHED) == set(TASKS)
    totals = {
        "guo_los": (6995, 1767),
        "guo_readmission": (7003, 911),
        "guo_icu": (6491, 290),
        "lab_thrombocytopenia": (179618, 59718),
        "lab_hyperkalemia": (200170, 4769),
        "lab_hypoglycemia": (318164, 4721),
        "lab_hyponatremia": (212837, 60708),
        "lab_anemia": (184880, 127496),
        "new_hypertension": (3764, 516),
        "new_hyperlipidemia": (4442, 566),
        "new_pancan": (7011, 264),
        "new_celiac": (7129, 94),
        "new_lupus": (7038, 157),
        "new_acutemi": (6837, 464),
    }
    for task, counts in PUBLISHED.items():
        assert (sum(x.labels for x in counts.values()), sum(x.positives for x in counts.values())) == totals[task]
    assert sum(SIZES.values()) == 6739


def released() -> tuple[Labels, dict[int, str]]:
    """Labels and splits with the published counts of new_celiac."""
    splits, labels, subject = {}, [], 0
    for split, size in SIZES.items():
        expected = PUBLISHED["new_celiac"][split]
        for place in range(size):
            splits[subject + place] = split
        for place in range(expected.labels):
            owner = subject + place % expected.patients
            labels.append(
                Label(
                    owner, datetime(2015, 1, 1 + place // expected.patients), place < expected.positives, "new_celiac"
                )
            )
        subject += size
    return Labels("new_celiac", tuple(labels)), splits


def test_the_full_release_must_have_the_published_counts_and_another_is_only_compared():
    labels, splits = released()
    assert is_published(splits)
    assert check_published(labels, splits) == "new_celiac: labels, positives and patients are those published"
    flipped = Labels("new_celiac", (*labels.labels[:-1], Label(0, datetime(2020, 1, 1), True, "new_celiac")))
    with pytest.raises(
        DataError, match=r"train: 2,624 labels \(63 positive\) of 1,392 patients where 2,623 labels \(62 pos"
    ):
        check_published(flipped, splits)
    smaller = {subject: split for subject, split in splits.items() if subject}
    assert not is_published(smaller)
    assert "not the full EHRSHOT release (6,738 patients); train: 2,621 labels" in check_published(flipped, smaller)
    assert "no counts were published" in check_published(Labels("mortality", ()), splits)

"""EHRSHOT's definitions over small records, each edge by hand and all of them against a plain re-derivation."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.ehr.events import NAT, NONE, TYPES, Record, Words, end_of_day
from ehrmind.ehr.labels import TASKS, Label, Labels, Settings, compute, labs, settings_for, stays, task_of, task_of_file
from ehrmind.ehr.ontology import Ontology
from ehrmind.errors import ConfigError, DataError

MI, NSTEMI = "SNOMED/57054005", "SNOMED/401314000"
ICU = "CARE_SITE/7928450"


@dataclass(frozen=True)
class Event:
    time: datetime | None
    code: str
    type: str = "other"
    end: datetime | None = None
    value: float | None = None
    text: str = ""
    unit: str = ""


class Memory:
    """Records of a few subjects, as an index gives them."""

    def __init__(self, subjects: dict[int, Sequence[Event]], also: Sequence[str] = ()) -> None:
        events = [event for some in subjects.values() for event in some]

        def known(values):
            return tuple(dict.fromkeys(filter(None, values)))

        self.words = Words(
            known([*(e.code for e in events), *also]), (), known(e.text for e in events), known(e.unit for e in events)
        )
        self.subjects = np.array(sorted(subjects), dtype=np.int64)
        self._records = {subject: self._record(subject, some) for subject, some in subjects.items()}

    def record(self, subject: int) -> Record:
        return self._records[subject]

    def _record(self, subject: int, events: Sequence[Event]) -> Record:
        def times(values):
            return np.array([NAT if v is None else np.datetime64(v, "us") for v in values], dtype="datetime64[us]")

        def places(values, words):
            return np.array([words.index(v) if v else NONE for v in values], dtype=np.int32)

        ordered = sorted(
            events,
            key=lambda e: (
                e.time is not None,
                e.time or datetime.min,
                e.code,
                (e.value is None, e.value or 0),
                e.text,
                e.end or datetime.min,
            ),
        )
        return Record(
            subject,
            self.words,
            times(e.time for e in ordered),
            times(e.end for e in ordered),
            places((e.code for e in ordered), self.words.codes),
            np.array([np.nan if e.value is None else e.value for e in ordered], dtype=float),
            places((e.text for e in ordered), self.words.texts),
            places((e.unit for e in ordered), self.words.units),
            np.array([TYPES.index(e.type) for e in ordered], dtype=np.int8),
            np.full(len(ordered), NONE, dtype=np.int64),
        )


def at(text: str) -> datetime:
    """A moment; a date alone is stored as the end of the day."""
    return end_of_day(datetime.fromisoformat(f"2015-{text}" if text[:4] not in ("2014", "2016", "2017") else text))


def visit(start: str, end: str | None, code: str = "Visit/IP") -> Event:
    return Event(at(start), code, "visit", at(end) if end else None)


def icu(start: str, end: str | None, code: str = ICU) -> Event:
    return Event(at(start), code, "visit_detail", at(end) if end else None)


def sign(time: str, code: str = "SNOMED/1") -> Event:
    return Event(at(time), code, "condition")


BORN = Event(datetime(1950, 1, 1, 23, 59), "MEDS_BIRTH", "person")
STATIC = Event(None, "Gender/F", "person")
LAST = sign("2017-06-01 10:00")  # so that nothing is censored


ALONE = Settings(without_ontology=True)


def labelled(task: str, *events: Event, how: Settings = ALONE, ontology: Ontology | None = None) -> Labels:
    also = (ICU, MI) if task.startswith(("guo", "new")) else ()
    return compute(task, Memory({7: [STATIC, BORN, *events]}, also), how, ontology)


def plain(labels: Labels) -> list[tuple[str, bool]]:
    return [(label.time.strftime("%m-%d %H:%M:%S"), label.value) for label in labels.labels]


# Long stay


@pytest.mark.parametrize(
    ("start", "end", "long"),
    [
        ("06-01 10:00", "06-08 10:00", True),  # seven days to the minute
        ("06-01 10:00", "06-08 09:59", False),
        ("06-01 00:10", "06-02 00:05", False),  # less than a day, over midnight
        ("06-01", "06-08", True),  # dates only
        ("06-01", "06-07", False),
        ("06-01 10:00", "06-08", True),  # the end of a day without a time is 23:59
        ("06-01", "06-08 11:00", False),  # and so is a beginning: not yet seven days
    ],
)
def test_a_stay_is_long_from_seven_days_on_and_is_asked_at_the_end_of_the_first(start, end, long):
    found = labelled("guo_los", visit(start, end))
    assert plain(found) == [("06-01 23:59:00", long)]
    assert not found.excluded
    assert found.labels[0] == Label(7, datetime(2015, 6, 1, 23, 59), long, "guo_los")


def test_stays_of_one_day_without_duration_reversed_or_without_an_end_are_left_out_by_reason():
    found = labelled(
        "guo_los",
        visit("06-01 10:00", "06-01 23:00"),
        visit("06-02", "06-02"),  # dates only, on one day
        visit("06-03 09:00", "06-03 09:00"),
        visit("06-04", "06-04 11:00"),  # a beginning without a time, stored after the end
        visit("06-09 10:00", "06-07 10:00"),
        visit("06-20 10:00", None),
        visit("06-21 10:00", "06-23 10:00"),
    )
    assert plain(found) == [("06-21 23:59:00", False)]
    assert found.excluded == {stays.SAME_DAY: 1, stays.NO_DURATION: 3, stays.REVERSED: 1, stays.NO_END: 1}


def test_only_inpatient_visits_of_the_visit_table_are_stays():
    events = (
        visit("06-01 10:00", "06-20 10:00", "Visit/OP"),
        visit("06-01 10:00", "06-20 10:00", "Visit/ERIP"),
        dataclasses.replace(visit("06-03 10:00", "06-20 10:00"), type="visit_detail"),
        visit("06-05 10:00", "06-06 10:00"),
    )
    assert plain(labelled("guo_los", *events)) == [("06-05 23:59:00", False)]
    wider = labelled("guo_los", *events, how=settings_for("omop"))
    assert plain(wider) == [("06-01 23:59:00", True), ("06-05 23:59:00", False)]


@pytest.mark.parametrize("code", ["Visit/9201", "Visit/262", "OMOP/262", "HOSPITAL"])
def test_the_codes_of_stays_can_be_spelled_otherwise(code):
    how = Settings(inpatient=frozenset({"HOSPITAL"})) if code == "HOSPITAL" else settings_for("omop")
    assert len(labelled("guo_los", visit("06-01 10:00", "06-03 10:00", code), how=how)) == 1


def test_a_source_without_codes_of_stays_is_refused_and_told_what_it_has():
    with pytest.raises(DataError, match=r"task.outcome= .* guo_los is told from stays; leave it out"):
        labelled("guo_los", visit("06-01 10:00", "06-03 10:00"), how=Settings(outcome=frozenset({MI})))
    with pytest.raises(DataError, match=r"guo_los needs stays in hospital.*task.inpatient=.*Visit/XY"):
        labelled("guo_los", visit("06-01 10:00", "06-03 10:00", "Visit/XY"))


@pytest.mark.parametrize("task", ["guo_los", "guo_readmission", "guo_icu", "new_acutemi"])
def test_a_source_without_ends_is_refused_with_the_mend(task):
    with pytest.raises(DataError, match=r"does not tell when a stay ends; use labels that came with the data"):
        compute(task, Memory({7: [BORN, visit("06-01 10:00", "06-03")]}), has_ends=False)
    with pytest.raises(DataError, match=r"no stay in this source has an end; use labels"):
        labelled(task, visit("06-01 10:00", None), visit("07-01 10:00", None), LAST)


def test_laboratory_tasks_need_no_ends():
    memory = Memory({7: [BORN, lab("06-01 10:00", 4.0)]})
    assert len(compute("lab_hyperkalemia", memory, has_ends=False)) == 1


# Readmission


@pytest.mark.parametrize(
    ("again", "positive"),
    [
        ("06-06 00:01", True),  # a minute after the day of discharge
        ("07-05 23:59:59", True),  # 30 days after the end of the day of discharge
        ("07-05", True),  # a date on that day
        ("07-06 00:01", False),
    ],
)
def test_readmission_counts_within_thirty_days_of_the_end_of_the_day_of_discharge(again, positive):
    found = labelled("guo_readmission", visit("06-01 10:00", "06-05 11:00"), visit(again, "09-01 10:00"), LAST)
    assert plain(found) == [("06-05 23:59:00", positive), ("09-01 23:59:00", False)]


def test_an_admission_on_the_day_of_discharge_is_no_readmission_and_stays_as_ehrshot_has_it():
    events = visit("06-01 10:00", "06-05 11:00"), visit("06-05 18:00", "06-09 10:00"), LAST
    found = labelled("guo_readmission", *events)
    assert plain(found) == [("06-05 23:59:00", False), ("06-09 23:59:00", False)]
    assert found.remarks == {stays.KEPT_BACK_SAME_DAY: 1}
    strict = labelled("guo_readmission", *events, how=Settings(drop_same_day_readmission=True))
    assert plain(strict) == [("06-09 23:59:00", False)]
    assert strict.excluded == {stays.BACK_SAME_DAY: 1}
    assert not strict.remarks


def test_only_an_admission_on_the_very_day_of_discharge_is_one_on_the_same_day():
    found = labelled(
        "guo_readmission",
        visit("06-01 10:00", "06-05 11:00"),
        visit("06-06 10:00", "06-09 10:00"),
        LAST,
        how=Settings(drop_same_day_readmission=True),
    )
    assert plain(found) == [("06-05 23:59:00", True), ("06-09 23:59:00", False)]


def test_a_discharge_on_the_day_of_an_earlier_admission_is_left_out():
    found = labelled(
        "guo_readmission",
        visit("06-01 08:00", "06-01 10:00"),
        visit("06-01 12:00", "06-01 20:00"),  # discharged on the day that the first began
        visit("06-20 12:00", "06-22 20:00"),
        LAST,
    )
    assert plain(found) == [("06-01 23:59:00", True), ("06-22 23:59:00", False)]
    assert found.excluded == {stays.EARLIER_ADMISSION: 1}


def test_two_stays_with_one_day_of_discharge_are_asked_once():
    found = labelled("guo_readmission", visit("06-01 08:00", "06-05 10:00"), visit("06-03 08:00", "06-05 12:00"), LAST)
    assert plain(found) == [("06-05 23:59:00", False)]
    assert found.excluded == {stays.SAME_DISCHARGE: 1}


def test_a_negative_is_left_out_where_the_record_ends_within_the_horizon_and_a_positive_is_not():
    stay = visit("06-01 10:00", "06-05 11:00")
    censored = labelled("guo_readmission", stay, sign("07-05 23:59"))  # a second before 30 days after 23:59:59
    assert not plain(censored)
    assert censored.excluded == {stays.CENSORED: 1}
    assert plain(labelled("guo_readmission", stay, sign("07-05 23:59:59"))) == [("06-05 23:59:00", False)]
    again = labelled("guo_readmission", stay, visit("06-10 10:00", "06-12 10:00"))
    assert plain(again) == [("06-05 23:59:00", True)]
    assert again.excluded == {stays.CENSORED: 1}


def test_a_readmission_that_is_still_open_is_one():
    found = labelled("guo_readmission", visit("06-01 10:00", "06-05 11:00"), visit("06-20 10:00", None))
    assert plain(found) == [("06-05 23:59:00", True)]
    assert found.excluded == {stays.NO_END: 1}


# Intensive care


@pytest.mark.parametrize(
    ("moved", "left", "positive"),
    [
        ("06-02 00:00:01", "06-03 10:00", True),
        ("06-05 11:00", "06-05 12:00", True),  # at the moment of discharge
        ("06-05 11:01", "06-05 12:00", False),
        ("05-30 10:00", "06-02 10:00", False),  # before
        ("06-03", "06-04", True),  # dates
    ],
)
def test_intensive_care_counts_after_the_day_of_admission_and_until_discharge(moved, left, positive):
    found = labelled("guo_icu", visit("06-01 10:00", "06-05 11:00"), icu(moved, left))
    assert plain(found) == [("06-01 23:59:00", positive)]


def test_intensive_care_on_the_day_of_admission_leaves_the_stay_out_even_before_it_began():
    for moved in ("06-01 05:00", "06-01 15:00"):
        found = labelled("guo_icu", visit("06-01 10:00", "06-05 11:00"), icu(moved, "06-03 10:00"))
        assert not plain(found)
        assert found.excluded == {stays.ICU_SAME_DAY: 1}
    same_day = labelled("guo_icu", visit("06-01 10:00", "06-01 11:00"), icu("06-01 10:30", "06-01 10:40"))
    assert same_day.excluded == {stays.SAME_DAY: 1}


def test_intensive_care_without_a_duration_is_none_and_without_an_end_is_one():
    stay = visit("06-01 10:00", "06-05 11:00")
    point = labelled("guo_icu", stay, icu("06-02 10:00", "06-02 10:00"))
    assert plain(point) == [("06-01 23:59:00", False)]
    assert point.remarks == {stays.ICU_NO_DURATION: 1}
    still = labelled("guo_icu", stay, icu("06-02 10:00", None))
    assert plain(still) == [("06-01 23:59:00", True)]
    assert still.remarks == {stays.ICU_NO_END: 1}


def test_intensive_care_is_a_visit_detail_and_in_omop_concept_32037():
    stay = visit("06-01 10:00", "06-05 11:00")
    moved = icu("06-02 10:00", "06-03 10:00", "Visit/OMOP4822460")
    assert plain(labelled("guo_icu", stay, moved)) == [("06-01 23:59:00", True)]
    as_visit = dataclasses.replace(moved, type="visit")
    assert plain(labelled("guo_icu", stay, as_visit)) == [("06-01 23:59:00", False)]
    assert plain(labelled("guo_icu", stay, as_visit, how=settings_for("meds"))) == [("06-01 23:59:00", True)]


def test_a_source_without_codes_of_intensive_care_is_refused_instead_of_all_negative():
    with pytest.raises(DataError, match=r"guo_icu needs stays in intensive care.*every label would be a no.*task.icu="):
        compute("guo_icu", Memory({7: [BORN, visit("06-01 10:00", "06-05 11:00")]}))


# New diagnoses


@pytest.mark.parametrize(
    ("diagnosed", "found"),
    [
        ("06-06 23:59:59", True),  # a day after 23:59:59 of the day of discharge
        ("06-06 23:59", False),  # a second less than a day
        ("2016-06-04", True),
        ("2016-06-04 23:59:59", True),  # 365 days, a leap year's February between
        ("2016-06-05 00:00:01", False),
        ("06-05 23:59:59", False),  # exactly at the moment EHRSHOT asks: not yet known, and before the horizon
    ],
)
def test_a_first_diagnosis_counts_from_a_day_to_a_year_after_the_day_of_discharge(diagnosed, found):
    labels = labelled("new_acutemi", visit("06-01 10:00", "06-05 11:00"), sign(diagnosed, MI), LAST)
    assert plain(labels) == [("06-05 23:59:00", found)]


@pytest.mark.parametrize("diagnosed", ["2014-01-01 10:00", "06-05 10:00", "06-05"])
def test_a_discharge_after_the_first_diagnosis_is_left_out_one_stamped_on_that_day_included(diagnosed):
    labels = labelled(
        "new_acutemi", visit("06-01 10:00", "06-05 11:00"), sign(diagnosed, MI), sign("07-20 10:00", MI), LAST
    )
    assert not plain(labels)
    assert labels.excluded == {stays.KNOWN: 1}


def test_a_discharge_before_the_first_diagnosis_counts_and_one_after_it_does_not():
    labels = labelled(
        "new_acutemi",
        visit("06-01 10:00", "06-05 11:00"),
        visit("2016-07-01 10:00", "2016-07-05 11:00"),
        sign("2016-07-02 10:00", MI),
        LAST,
    )
    assert plain(labels) == [("06-05 23:59:00", False)]
    assert labels.excluded == {stays.KNOWN: 1}


def test_a_later_code_counts_where_the_first_came_within_a_day_of_discharge():
    events = visit("06-01 10:00", "06-05 11:00"), sign("06-06 10:00", MI), LAST
    assert plain(labelled("new_acutemi", *events)) == [("06-05 23:59:00", False)]
    later = labelled("new_acutemi", *events, sign("08-06 10:00", MI))
    assert plain(later) == [("06-05 23:59:00", True)]
    assert later.remarks == {stays.KEPT_FIRST_DAY: 1}


def test_a_censored_negative_stays_negative_and_is_counted():
    labels = labelled("new_acutemi", visit("06-01 10:00", "06-05 11:00"), sign("07-01 10:00"))
    assert plain(labels) == [("06-05 23:59:00", False)]
    assert labels.remarks == {stays.KEPT_CENSORED: 1}


def test_a_stay_of_one_day_is_asked_and_two_discharges_of_a_day_are_one():
    labels = labelled("new_acutemi", visit("06-01 10:00", "06-01 11:00"), visit("06-01 12:00", "06-01 13:00"), LAST)
    assert plain(labels) == [("06-01 23:59:00", False)]
    assert labels.excluded == {stays.SAME_DISCHARGE: 1}


def test_codes_below_count_where_there_is_an_ontology_and_the_code_itself_otherwise_and_it_is_said():
    events = visit("06-01 10:00", "06-05 11:00"), sign("07-05 11:00", NSTEMI), LAST
    alone = labelled("new_acutemi", *events)
    assert plain(alone) == [("06-05 23:59:00", False)]
    assert alone.notes == (f"only {MI}: nothing below (no ontology)",)
    above = Ontology("codes.parquet", {NSTEMI: ("SNOMED/x",), "SNOMED/x": (MI,)})
    whole = labelled("new_acutemi", *events, ontology=above)
    assert plain(whole) == [("06-05 23:59:00", True)]
    assert whole.notes == (f"3 codes: {MI} and those below by codes.parquet",)


def test_a_disease_that_no_code_of_the_source_can_mean_is_refused():
    with pytest.raises(DataError, match=r"new_celiac: none of SNOMED/396331005 is a code.*task.outcome=.*task.names="):
        labelled("new_celiac", visit("06-01 10:00", "06-05 11:00"))


def test_a_diagnosis_of_which_nobody_knows_what_lies_below_is_refused_unless_its_own_code_is_meant():
    events = visit("06-01 10:00", "06-05 11:00"), sign("07-05 11:00", NSTEMI), LAST
    with pytest.raises(DataError, match=rf"new_acutemi is {MI} or a code below it.*task.names=.*task.without_ontology"):
        labelled("new_acutemi", *events, how=Settings())
    own = labelled("new_acutemi", *events, how=Settings(outcome=frozenset({NSTEMI})))
    assert plain(own) == [("06-05 23:59:00", True)]


def test_a_diagnosis_without_a_time_is_none():
    labels = labelled("new_acutemi", visit("06-01 10:00", "06-05 11:00"), Event(None, MI, "condition"), LAST)
    assert plain(labels) == [("06-05 23:59:00", False)]


# Laboratory results


def lab(time: str, value: float | None, unit: str = "mmol/L", text: str = "", code: str = "LOINC/2823-3") -> Event:
    return Event(at(time), code, "measurement", value=value, unit=unit, text=text)


CODES = {
    "lab_thrombocytopenia": "LOINC/777-3",
    "lab_hyperkalemia": "LOINC/2823-3",
    "lab_hypoglycemia": "LOINC/14749-6",
    "lab_hyponatremia": "LOINC/2951-2",
    "lab_anemia": "LOINC/718-7",
}


@pytest.mark.parametrize(
    ("task", "unit", "grades"),
    [
        ("lab_thrombocytopenia", "K/uL", [(49.9, 3), (50, 2), (99.9, 2), (100, 1), (149.9, 1), (150, 0), (400, 0)]),
        ("lab_hyperkalemia", "mmol/L", [(5.5, 0), (5.51, 1), (6, 1), (6.01, 2), (7, 2), (7.1, 3)]),
        ("lab_hyperkalemia", "mEq/L", [(5.5, 0), (5.51, 1)]),
        ("lab_hyperkalemia", "mg/dL", [(99, 0), (99.1, 1), (126.1, 3)]),
        ("lab_hypoglycemia", "mmol/L", [(4, 0), (3.9, 1), (3.5, 1), (3.4, 2), (3, 2), (2.9, 3)]),
        (
            "lab_hypoglycemia",
            "mg/dL (See scan or EMR data for detail)",
            [(71, 0), (70.2, 0), (70.1, 1), (63, 1), (62, 2), (53, 3)],
        ),
        ("lab_hyponatremia", "", [(136, 0), (135, 1), (130, 1), (129, 2), (125, 2), (124, 3)]),
        ("lab_anemia", "g/L", [(120, 0), (119, 1), (110, 1), (109, 2), (70, 2), (69, 3)]),
        ("lab_anemia", "g/dL", [(12, 0), (11.9, 1), (11, 1), (10.9, 2), (7, 2), (6.9, 3)]),
        ("lab_anemia", "mg/dL", [(12000, 0), (11900, 1), (6900, 3)]),
    ],
)
def test_grades_follow_the_published_thresholds_and_conversions(task, unit, grades):
    for value, grade in grades:
        assert labs.graded(value, "", unit, labs.GRADES[task]) == grade, (value, unit)
        assert labs.graded(float("nan"), f" {value} ", unit, labs.GRADES[task]) == grade, (value, unit)
        found = labelled(task, lab("06-01 10:00", value, unit, code=CODES[task]))
        assert plain(found) == [("06-01 09:59:00", grade >= 1)]


@pytest.mark.parametrize(
    ("value", "text", "unit", "reason"),
    [
        (None, "", "mmol/L", labs.NO_VALUE),
        (None, ">10", "mmol/L", labs.NO_NUMBER),
        (None, "hemolysed", "mmol/L", labs.NO_NUMBER),
        (None, "nan", "mmol/L", labs.NO_NUMBER),
        (None, "1e99", "mmol/L", 3),
        (None, "9" * 400, "mmol/L", labs.NO_NUMBER),
        (float("inf"), "", "mmol/L", labs.NO_NUMBER),
        (8.0, "", "", labs.NO_UNIT),
        (8.0, "", "g/L", labs.UNKNOWN_UNIT),
        (8.0, "", "MMOL/L serum", 3),
        (None, "Normal", "", 0),
        (None, "ADEQUATE ", "", 0),
    ],
)
def test_results_that_cannot_be_graded_are_left_out_by_reason_and_words_for_normal_are_normal(
    value, text, unit, reason
):
    assert labs.graded(float("nan") if value is None else value, text, unit, labs.GRADES["lab_hyperkalemia"]) == reason
    found = labelled("lab_hyperkalemia", lab("06-01 10:00", value, unit, text))
    assert found.excluded == ({reason: 1} if isinstance(reason, str) else {})
    assert len(found) == isinstance(reason, int)


def test_results_at_the_first_event_are_left_out_and_several_of_a_minute_are_kept():
    memory = Memory(
        {
            3: [STATIC, lab("06-01 10:00", 8.0), lab("06-01 10:00", 4.0), lab("06-01 10:01", 4.0)],
            4: [BORN, lab("06-01 10:00:30", 8.0), lab("06-01 10:00:30", 4.0), lab("06-02", 4.0)],
        }
    )
    found = compute("lab_hyperkalemia", memory)
    assert [(label.subject, label.time.strftime("%d %H:%M:%S"), label.value) for label in found.labels] == [
        (3, "01 10:00:00", False),
        (4, "01 09:59:00", False),
        (4, "01 09:59:00", True),
        (4, "02 23:58:00", False),  # a result of a date alone
    ]
    assert found.excluded == {labs.FIRST_EVENT: 2}


def test_platelets_and_sodium_are_read_whatever_their_unit_and_it_is_counted():
    found = labelled(
        "lab_hyponatremia",
        *(
            lab(f"06-0{day} 10:00", 133, unit, code="LOINC/2951-2")
            for day, unit in enumerate(("", "mmol/L (See scan)", "", "Jane Roe"), start=1)
        ),
    )
    assert [label.value for label in found.labels] == [True] * 4
    assert found.remarks == {
        "without a unit, read as mmol/L": 2,
        "in mmol/L, read as mmol/L": 1,
        "in another unit, read as mmol/L": 1,
    }, "a unit that is none may be anything"
    assert not labelled("lab_hyperkalemia", lab("06-01 10:00", 4.0)).remarks


def test_platelets_of_other_sources_are_converted_and_left_out_in_a_unit_that_is_not_known():
    counts = [(133, "10*9/L"), (133, "K/uL"), (133_000, "/µL"), (133_000, "cells/mm3"), (133, ""), (133, "mg/dL")]
    counts += [(133, "Thousand/uL"), (133_000, "")]
    events = [lab(f"06-0{day} 10:00", *count, code="LOINC/777-3") for day, count in enumerate(counts, start=1)]
    found = labelled("lab_thrombocytopenia", *events, how=settings_for("omop"))
    assert [label.value for label in found.labels] == [True] * 6
    assert found.excluded == {labs.NO_UNIT: 1, labs.UNKNOWN_UNIT: 1}
    assert found.remarks == {"without a unit, read as 10⁹/L": 1}
    as_written = labelled("lab_thrombocytopenia", *events, how=settings_for("ehrshot"))
    assert [label.value for label in as_written.labels] == [True, True, False, False, True, True, True, False]


def test_labels_are_in_order_of_time_and_value_whatever_the_order_of_the_results():
    found = labelled("lab_anemia", *(lab("06-01 10:00", value, "g/dL", code="LOINC/718-7") for value in (9, 15)))
    assert [label.value for label in found.labels] == [False, True]


def test_group_codes_of_laboratory_tasks_take_what_is_below_them_or_known_members_without_an_ontology():
    own = lab("06-01 10:00", 9.0, "g/dL", code="LOINC/20509-6"), lab("06-02 10:00", 9.0, "g/dL", code="LOINC/9-9")
    alone = labelled("lab_anemia", *own)
    assert plain(alone) == [("06-01 09:59:00", True)]
    assert "stand for them" in alone.notes[0]
    whole = labelled("lab_anemia", *own, ontology=Ontology("athena", {"LOINC/9-9": ("LOINC/LP392452-1",)}))
    assert plain(whole) == [("06-02 09:59:00", True)]
    with pytest.raises(DataError, match="lab_anemia: none of"):
        labelled("lab_anemia", lab("06-01 10:00", 9.0))


# Tasks


def test_every_task_of_the_benchmark_is_there_with_two_names_and_the_papers_six_are_marked():
    assert len(TASKS) == 14
    for name, task in TASKS.items():
        assert task.name == name
        assert task.question.endswith("?")
        assert task.positive != task.negative
        assert all((task.positive, task.negative, task.prediction_time, task.horizon, task.description))
        assert (task.answer(True), task.answer(False)) == (task.positive, task.negative)
    papers = {name for name, task in TASKS.items() if task.paper}
    assert papers == {
        "guo_los",
        "guo_readmission",
        *(f"new_{x}" for x in ("hypertension", "hyperlipidemia", "pancan", "acutemi")),
    }
    with pytest.raises(TypeError):
        TASKS["guo_los"] = TASKS["guo_icu"]


def test_unknown_and_multilabel_tasks_are_refused_with_the_reason():
    with pytest.raises(ConfigError, match=r"task.label=guo_lso is not a task; did you mean task.label=guo_los\?"):
        task_of("guo_lso")
    with pytest.raises(ConfigError, match="fourteen labels a radiology report"):
        task_of("chexpert")


def test_the_task_of_a_label_file_needs_a_question_and_two_names():
    task = task_of_file("mortality", " Will this patient die? ", "death", "survival")
    assert (task.question, task.answer(False), task.kind) == ("Will this patient die?", "survival", "file")
    with pytest.raises(ConfigError, match=r"task.question= is empty"):
        task_of_file("mortality", " ")
    with pytest.raises(ConfigError, match="two different names"):
        task_of_file("mortality", "Will?", "yes", "yes")


# All of it against a plain re-derivation

MINUTES = st.integers(min_value=0, max_value=700 * 24 * 60)
START = datetime(2015, 1, 1, 0, 1)


@st.composite
def histories(draw, sizes=(1, 6)):
    """Stays, intensive care, diagnoses, results and other events of one subject; dates alone among them."""

    def moment(base=START, most=700 * 24 * 60):
        time = base + timedelta(minutes=draw(st.integers(0, most)))
        return time.replace(hour=23, minute=59) if draw(st.integers(0, 3)) == 0 else time

    events = [BORN]
    for _ in range(draw(st.integers(*sizes))):
        start = moment(START, 90 * 24 * 60)
        end = None if draw(st.integers(0, 8)) == 0 else moment(start, draw(st.sampled_from((600, 4000, 20000))))
        events.append(Event(start, draw(st.sampled_from(("Visit/IP", "Visit/IP", "Visit/OP"))), "visit", end))
        if draw(st.booleans()):
            moved = moment(start, 5000)
            events.append(Event(moved, ICU, "visit_detail", moved + timedelta(minutes=draw(st.integers(0, 9000)))))
    for _ in range(draw(st.integers(0, 2))):
        events.append(Event(moment(), MI, "condition"))
    for _ in range(draw(st.integers(0, 3))):
        value = draw(st.sampled_from((4.0, 5.5, 5.6, 6.5, 7.5)))
        events.append(Event(moment(), "LOINC/2823-3", "measurement", value=value, unit="mmol/L"))
    events.append(Event(moment(), "SNOMED/1", "condition"))
    return events


def expected(task: str, events: Sequence[Event]) -> list[tuple[datetime, bool]]:
    """The definitions of the formats file in plain words."""
    events = sorted(events, key=lambda e: (e.time, e.code, e.end or datetime.min))
    first, last = events[0].time, events[-1].time
    all_stays = [e for e in events if e.code == "Visit/IP" and (e.end is None or e.end > e.time)]
    closed = [e for e in all_stays if e.end]
    day, moment = (lambda t: (t.year, t.month, t.day)), (lambda t: t.replace(hour=23, minute=59, second=59))
    found = []
    if task == "guo_los":
        for e in closed:
            if day(e.time) != day(e.end):
                found.append((moment(e.time), (e.end - e.time).total_seconds() >= 7 * 86400))
    if task == "guo_icu":
        icus = [e.time for e in events if e.code == ICU and e.end > e.time]
        for e in closed:
            if day(e.time) != day(e.end) and day(e.time) not in [day(t) for t in icus]:
                found.append((moment(e.time), any(moment(e.time) <= t <= e.end for t in icus)))
    if task == "guo_readmission":
        days, asked = [], set()
        for e in closed:
            if day(e.end) not in days:
                asked.add(moment(e.end))
                days.append(day(e.time))
        for t in sorted(asked):
            again = any(60 <= (e.time - t).total_seconds() <= 30 * 86400 for e in all_stays)
            if again or (last - t).total_seconds() >= 30 * 86400:
                found.append((t, again))
    if task == "new_acutemi":
        times = [e.time for e in events if e.code == MI]
        for t in sorted({moment(e.end) for e in closed}):
            if not times or t <= min(times):
                found.append((t, any(86400 <= (x - t).total_seconds() <= 365 * 86400 for x in times)))
    if task == "lab_hyperkalemia":
        for e in events:
            if e.code == "LOINC/2823-3" and e.time != first:
                found.append((e.time - timedelta(minutes=1), e.value > 5.5))
    return sorted((t.replace(second=0), value) for t, value in found)


CHECKED = ("guo_los", "guo_icu", "guo_readmission", "new_acutemi", "lab_hyperkalemia")
ALSO = ("Visit/IP", ICU, MI, "LOINC/2823-3", "SNOMED/2")


@settings(max_examples=60, deadline=None)
@given(histories())
def test_every_definition_agrees_with_a_plain_re_derivation(events):
    memory = Memory({7: events}, ALSO)
    for task in CHECKED:
        wanted = expected(task, events)
        try:
            found = compute(task, memory, ALONE)
        except DataError as error:  # all stays are open
            assert "no stay in this source has an end" in str(error)
            assert not wanted
            continue
        assert [(label.time, label.value) for label in found.labels] == wanted, task


HORIZON = {"guo_readmission": timedelta(days=30), "new_acutemi": timedelta(days=365)}


@settings(max_examples=60, deadline=None)
@given(histories(), histories((0, 4)))
def test_what_is_planted_after_a_labels_horizon_does_not_change_it(events, planted):
    """A label's horizon ends with its stay, after 30 or 365 days, or with its result; what comes later changes nothing."""
    ends = {e.end.date(): e.end for e in events if e.code == "Visit/IP" and e.end}
    for task in CHECKED:
        try:
            before = compute(task, Memory({7: events}, ALSO), ALONE)
        except DataError:
            continue
        for label in before.labels:
            if task in HORIZON:
                over = label.time + HORIZON[task] + timedelta(minutes=2)
            elif task.startswith("lab"):
                over = label.time + timedelta(minutes=3)
            else:
                over = max((end for end in ends.values()), default=label.time) + timedelta(minutes=2)
            shift = over + timedelta(days=1) - START
            later = [
                dataclasses.replace(e, time=e.time + shift, end=e.end and e.end + shift)
                for e in planted
                if e is not BORN
            ]
            after = compute(task, Memory({7: [*events, *later]}, ALSO), ALONE)
            assert Counter(after.labels)[label] == Counter(before.labels)[label], (task, label)
            there = [old for old in before.labels if old.time <= label.time]
            assert set(there) <= set(after.labels)


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(("guo_los", "guo_icu", "new_acutemi", "lab_hyperkalemia")))
def test_a_prediction_time_needs_only_what_is_known_by_then_and_the_outcome(events, task):
    """Where nothing is censored, whether a patient is asked is settled by the record up to that time and the stay's end."""
    try:
        found = compute(task, Memory({7: events}, ALSO), ALONE)
    except DataError:
        return
    for label in found.labels:
        asked = label.time + timedelta(minutes=1)  # the result itself, or the end of that day
        known = [e for e in events if e.time <= asked] + [LAST]
        again = compute(task, Memory({7: known}, ALSO), ALONE)
        assert label.time in {other.time for other in again.labels}

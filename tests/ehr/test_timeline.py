"""What a timeline shows of a patient, section by section, and how its parts share the budget."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from ehrmind.ehr.events import TYPES, Record, Words, end_of_day
from ehrmind.ehr.timeline import Line, Rendered, Style, Timeline, build, render
from ehrmind.errors import ConfigError

NOW = datetime(2015, 6, 30, 23, 59)
Event = dict[str, Any]

NAMES = {
    "Gender/F": "FEMALE",
    "Gender/M": "MALE",
    "Race/2": "Asian",
    "Ethnicity/Not Hispanic": "Not Hispanic or Latino",
    "Visit/IP": "Inpatient Visit",
    "Visit/OP": "Outpatient Visit",
    "Visit/ER": "Emergency Room Visit",
    "CARE_SITE/1": "Medical ICU",
    "SNOMED/59621000": "Essential hypertension (disorder)",
    "SNOMED/44054006": "Type 2 diabetes mellitus",
    "SNOMED/233604007": "Pneumonia",
    "SNOMED/10509002": "Acute bronchitis",
    "CPT4/71046": "Chest X-ray, 2 views",
    "CPT4/99223": "Initial hospital care, high complexity",
    "RxNorm/314076": "lisinopril 10 MG Oral Tablet",
    "RxNorm/2193": "ceftriaxone",
    "RxNorm/723": "amoxicillin",
    "LOINC/2951-2": "Sodium [Moles/volume] in Serum or Plasma",
    "LOINC/2823-3": "Potassium [Moles/volume] in Serum or Plasma",
    "LOINC/2345-7": "Glucose [Mass/volume] in Serum or Plasma",
    "LOINC/718-7": "Hemoglobin [Mass/volume] in Blood",
    "LOINC/8478-0": "Mean blood pressure",
    "LOINC/8867-4": "Heart rate",
    "LOINC/8310-5": "Body temperature",
    "LOINC/5802-4": "Nitrite [Presence] in Urine by Test strip",
    "LOINC/72166-2": "Tobacco smoking status",
}


def event(code: str, kind: str, time: str | datetime | None, value: float | None = None, **more: Any) -> Event:
    """An event; `time` is ISO, a date alone is the end of that day, None is static. more: text, unit, end, visit."""
    return {"code": code, "type": kind, "time": _moment(time), "value": value, **more, "end": _moment(more.get("end"))}


def _moment(time: str | datetime | None) -> datetime | None:
    return end_of_day(datetime.fromisoformat(time)) if isinstance(time, str) else time


def record(events: Sequence[Event], names: Mapping[str, str] = NAMES, reverse_words: bool = False) -> Record:
    """A record as an index gives it: sorted by time (static first), then by every column."""

    def key(one: Event) -> tuple[Any, ...]:
        value = one.get("value")
        return (
            one["time"] is not None,
            one["time"] or NOW,
            one["code"],
            *(value is None, value or 0.0, one.get("text") or "", one.get("unit") or "", TYPES.index(one["type"])),
            *(one.get("visit", -1), one["end"] is None, one["end"] or NOW),
        )

    rows = sorted(events, key=key)
    codes, texts, units = (
        sorted({one.get(name) for one in rows} - {None, ""}, reverse=reverse_words) for name in ("code", "text", "unit")
    )

    def places(name: str, words: list[str]) -> Any:
        return np.array([words.index(one[name]) if one.get(name) else -1 for one in rows], dtype=np.int32)

    return Record(
        subject=1,
        words=Words(tuple(codes), tuple(names.get(code, "") for code in codes), tuple(texts), tuple(units)),
        times=np.array([one["time"] for one in rows], dtype="datetime64[us]"),
        ends=np.array([one["end"] for one in rows], dtype="datetime64[us]"),
        codes=places("code", codes),
        values=np.array([np.nan if one.get("value") is None else one["value"] for one in rows], dtype=float),
        texts=places("text", texts),
        units=places("unit", units),
        types=np.array([TYPES.index(one["type"]) for one in rows], dtype=np.int8),
        visits=np.array([one.get("visit", -1) for one in rows], dtype=np.int64),
    )


def words(text: str) -> int:
    """A tokenizer for tests: one token a word."""
    return len(text.split())


def shown(past: Sequence[Event], t: datetime = NOW, count: Callable[[str], int] = words, **settings: Any) -> Rendered:
    return build(record(past), t, Timeline(**{"budget": 5000, **settings}), count)


def texts(rendered: Rendered, part: str) -> list[str]:
    return [line.text for line in rendered.lines if line.part == part]


PERSON = [
    event("MEDS_BIRTH", "person", "1957-03-02"),
    event("Gender/F", "person", None),
    event("Race/2", "person", None),
    event("Ethnicity/Not Hispanic", "person", None),
]
STAY = [
    event("Visit/ER", "visit", "2015-06-28T06:10", end="2015-06-28T09:10"),
    event("Visit/IP", "visit", "2015-06-28T09:10", end="2015-07-04T11:00"),
    event("CARE_SITE/1", "visit_detail", "2015-06-29T10:00", end="2015-07-01T10:00"),
    event("SNOMED/233604007", "condition", "2015-06-28"),
    event("CPT4/99223", "procedure", "2015-06-28"),
    event("CPT4/71046", "procedure", "2015-06-28T07:00"),
    event("RxNorm/2193", "drug", "2015-06-28T09:40", end="2015-06-28T10:10"),
    event("RxNorm/2193", "drug", "2015-06-30T09:40", end="2015-06-30T10:10"),
]
HISTORY = [
    event("Visit/OP", "visit", "2010-02-01T10:00", end="2010-02-01T11:00"),
    event("Visit/OP", "visit", "2015-06-10T10:00", end="2015-06-10T11:00"),
    event("Visit/IP", "visit", "2014-01-10T10:00", end="2014-01-18T10:00"),
    *(event("SNOMED/59621000", "condition", f"{year}-05-01", end=f"{year}-05-01") for year in range(2006, 2015)),
    event("SNOMED/59621000", "condition", "2015-06-28"),
    event("SNOMED/10509002", "condition", "2011-04-01", end="2011-04-15"),
    event("SNOMED/44054006", "condition", "2009-04-01"),
    event("RxNorm/314076", "drug", "2012-05-01", end="2012-08-01"),
    event("RxNorm/314076", "drug", "2015-06-10", end="2015-09-10"),
    event("RxNorm/723", "drug", "2013-05-01", end="2013-05-11"),
]
LABS = [
    event("LOINC/2951-2", "measurement", "2015-06-27T22:00", 141, unit="mmol/L"),
    event("LOINC/2951-2", "measurement", "2015-06-29T06:00", 138, unit="mEq/L"),
    event("LOINC/2951-2", "measurement", "2015-06-30T21:59", 133, unit="mmol/l (See scan or EMR data for detail)"),
    event("LOINC/2823-3", "measurement", "2015-06-30T21:59", 4.1, unit="mmol/L"),
]
EVERYTHING = [*PERSON, *STAY, *HISTORY, *LABS]


def test_a_whole_timeline_reads_as_a_clinician_would_write_it() -> None:
    assert shown(EVERYTHING).text == (
        "## Patient\n"
        "1. 58-year-old woman, Asian, not Hispanic or Latino; record begins 9 years ago\n"
        "\n## Current visit\n"
        "2. Inpatient Visit, day 3, admitted 2 days ago through the emergency room; no discharge recorded\n"
        "3. Ward: Medical ICU, 1 day ago\n"
        "4. New problem: Pneumonia, 2 days ago, ongoing\n"
        "5. Procedure: Chest X-ray, 2 views, 2 days ago\n"
        "6. Procedure: Initial hospital care, high complexity, 2 days ago\n"
        "7. Drug: ceftriaxone, 2 times, 2 days to 14 hours ago\n"
        "\n## Problems\n"
        "8. Essential hypertension, 10 times, 9 years to 2 days ago, ongoing\n"
        "9. Type 2 diabetes mellitus, 6 years ago, ongoing\n"
        "10. Acute bronchitis, 4 years ago, lasted 2 weeks\n"
        "\n## Current drugs\n"
        "11. lisinopril 10 MG Oral Tablet, 2 times, 3 years to 3 weeks ago\n"
        "\n## Earlier drugs\n"
        "12. amoxicillin, 2 years ago, for 10 days\n"
        "\n## Labs\n"
        "13. Sodium 141 → 138 → 133 mmol/L over 3 days, 2 hours ago: low, falling\n"
        "14. Potassium 4.1 mmol/L, 2 hours ago: normal\n"
        "\n## Earlier visits\n"
        "15. Inpatient Visit: 1, 18 months ago\n"
        "16. Outpatient Visit: 2 (1 in the last 30 days, 1 in the last year), 5 years to 3 weeks ago\n"
        "17. Inpatient Visit of 8 days, ended 17 months ago"
    )


def test_lines_are_in_order_of_time_in_a_list() -> None:
    rendered = shown(EVERYTHING, style="list")
    first, *rest = rendered.text.splitlines()
    assert first == "1. 58-year-old woman, Asian, not Hispanic or Latino; record begins 9 years ago"
    assert rest[0] == "2. 6 years ago: Type 2 diabetes mellitus, ongoing"
    assert rest[-2] == "16. 2 hours ago: Sodium 141 → 138 → 133 mmol/L over 3 days: low, falling"
    assert any(
        line.endswith(" 3 years to 3 weeks ago: lisinopril 10 MG Oral Tablet, 2 times, current") for line in rest
    )


def test_problems_drugs_and_results_of_one_system_stand_together() -> None:
    text = shown(EVERYTHING, style="problem_oriented").text
    sections = dict(block.split("\n", 1) for block in text.split("\n\n"))
    assert list(sections)[:2] == ["## Patient", "## Current visit"]
    assert "Essential hypertension" in sections["## Heart and vessels"]
    assert "lisinopril 10 MG Oral Tablet, 2 times, 3 years to 3 weeks ago, current" in sections["## Heart and vessels"]
    assert "Sodium" in sections["## Kidneys, fluids and electrolytes"]
    assert "Type 2 diabetes mellitus" in sections["## Metabolism and hormones"]
    assert "Acute bronchitis" in sections["## Lungs"]


def test_what_belongs_to_no_system_stands_under_its_part() -> None:
    text = shown([*PERSON, event("SNOMED/1", "condition", "2015-06-01")], style="problem_oriented").text
    assert "## Other problems\n2. SNOMED/1, 4 weeks ago" in text


def test_lines_can_be_cited_by_the_number_before_them() -> None:
    rendered = shown(EVERYTHING)
    for line in rendered.lines:
        assert f"\n{line.id}. {line.text}\n" in f"\n{rendered.text}\n"
    assert [line.id for line in rendered.lines] == [str(n + 1) for n in range(len(rendered.lines))]
    plain = shown(EVERYTHING, numbered=False)
    assert "- Potassium 4.1 mmol/L, 2 hours ago: normal" in plain.text.splitlines()
    assert (
        "2 hours ago: Potassium 4.1 mmol/L: normal" in shown(EVERYTHING, numbered=False, style="list").text.splitlines()
    )


def line_of(rendered: Rendered, name: str) -> Line:
    return next(line for line in rendered.lines if line.facts.get("name") == name)


def test_facts_say_what_a_line_says() -> None:
    rendered = shown(EVERYTHING)
    sodium = line_of(rendered, "Sodium")
    assert (sodium.part, sodium.code) == ("labs", "LOINC/2951-2")
    assert sodium.facts["values"] == [141, 138, 133]
    assert (sodium.facts["flag"], sodium.facts["trend"], sodium.facts["unit"]) == ("low", "falling", "mmol/L")
    assert (sodium.facts["days"], sodium.facts["count"]) == ([3.08, 1.75, 0.08], 3)
    assert line_of(rendered, "lisinopril 10 MG Oral Tablet").facts["status"] == "current"
    assert line_of(rendered, "amoxicillin").facts["status"] == "earlier"
    assert line_of(rendered, "Essential hypertension").facts["chronic"] is True
    assert rendered.lines[0].facts["age"] == 58
    assert rendered.lines[0].facts["sex"] == "F"
    assert rendered.lines[1].facts == {
        "kind": "current_visit",
        "name": "Inpatient Visit",
        "visit": "inpatient",
        "days_ago": 2.62,
        "day": 3,
    }
    json.dumps([line.facts for line in rendered.lines], allow_nan=False)


def test_only_the_types_asked_for_are_shown_and_nothing_tells_of_the_others() -> None:
    rendered = shown(EVERYTHING, events=["conditions", "procedures"])
    assert {line.part for line in rendered.lines} == {"conditions", "procedures"}
    assert "New problem" not in rendered.text
    assert "Pneumonia, 2 days ago" in rendered.text
    assert "Not shown" not in rendered.text
    assert rendered.not_asked == {"person": 4, "visit": 5, "visit_detail": 1, "drug": 5, "measurement": 4}


def test_measurements_are_labs_and_vital_signs() -> None:
    events = [*LABS, event("LOINC/8867-4", "measurement", "2015-06-30T20:00", 88, unit="/min")]
    assert {line.part for line in shown(events, events=["measurements"]).lines} == {"labs", "vitals"}
    assert {line.part for line in shown(events, events=["vitals"]).lines} == {"vitals"}


def test_wrong_settings_are_refused_with_their_mend() -> None:
    with pytest.raises(ConfigError, match="did you mean conditions"):
        Timeline(events=["condition"])
    with pytest.raises(ConfigError, match="budget=0"):
        Timeline(budget=0)
    with pytest.raises(ConfigError, match="shares.labs"):
        Timeline(shares={"labs": 0.0})
    with pytest.raises(ValueError, match="table"):
        Timeline(style="table")  # type: ignore[arg-type]


# --- patient ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([event("MEDS_BIRTH", "person", "2015-01-01"), event("GENDER//M", "person", None)], "5-month-old boy"),
        ([event("MEDS_BIRTH", "person", "2006-01-01")], "9-year-old child"),
        ([event("Gender/M", "person", "1957-03-02")], "Man, age not known"),
        ([event("8532", "person", None)], "Woman, age not known"),
        ([event("Gender/M", "person", None), event("Gender/F", "person", None)], "Person, age not known"),
        ([event("MEDS_BIRTH", "person", "2031-01-01")], "Person, age not known"),
        ([], "Person, age not known"),
        ([event("RACE//WHITE", "person", None), event("LANGUAGE//ENGLISH", "person", None)], "Person, age not known, WHITE, language ENGLISH"),
    ],
)  # fmt: skip
def test_age_and_sex_are_told_as_far_as_they_are_known(events: list[Event], text: str) -> None:
    assert texts(shown(events), "demographics") == [text]


def test_a_death_that_is_past_is_told() -> None:
    assert "died 2 days ago" in shown([*PERSON, event("MEDS_DEATH", "death", "2015-06-28")]).text
    assert "died" not in shown([*PERSON, event("MEDS_DEATH", "death", "2015-07-28")]).text


# --- visits -------------------------------------------------------------------------------------------------------


def test_a_visit_that_ended_today_is_the_current_one() -> None:
    rendered = shown([*PERSON, event("Visit/IP", "visit", "2015-06-25T10:00", end="2015-06-30T12:00")])
    assert texts(rendered, "current_visit") == [
        "Inpatient Visit of 5 days, admitted 5 days ago, discharged 11 hours ago"
    ]
    assert texts(rendered, "visits") == []


def test_an_old_visit_without_an_end_is_not_the_current_one() -> None:
    rendered = shown([event("Visit/IP", "visit", "2014-06-25T10:00"), event("Visit/OP", "visit", "2015-06-29T10:00")])
    assert texts(rendered, "current_visit") == []
    assert "Inpatient Visit, end not known, 12 months ago" in texts(rendered, "visits")


def test_a_later_stay_closes_an_open_one() -> None:
    rendered = shown(
        [
            event("Visit/IP", "visit", "2015-06-10T10:00"),
            event("Visit/IP", "visit", "2015-06-20T10:00", end="2015-06-24T10:00"),
        ]
    )
    assert texts(rendered, "current_visit") == []


def test_of_two_open_stays_the_later_is_the_current_one() -> None:
    rendered = shown([event("Visit/IP", "visit", f"2015-06-{day}T10:00") for day in (10, 20)])
    assert texts(rendered, "current_visit") == ["Inpatient Visit, day 11, admitted 10 days ago; no discharge recorded"]


def test_a_discharge_that_is_an_event_ends_the_stay() -> None:
    events = [
        event("HOSPITAL_ADMISSION//URGENT//EMERGENCY ROOM", "visit", "2015-06-10T10:00"),
        event("HOSPITAL_DISCHARGE//HOME", "visit", "2015-06-14T10:00"),
    ]
    rendered = shown(events)
    assert texts(rendered, "current_visit") == []
    assert texts(rendered, "visits")[
        1
    ] == "HOSPITAL ADMISSION: URGENT, EMERGENCY ROOM of 4 days, ended 2 weeks ago".replace(
        "HOSPITAL ADMISSION", "Hospital admission"
    )
    assert texts(shown(events, t=datetime(2015, 6, 12)), "current_visit") == [
        "Hospital admission: URGENT, EMERGENCY ROOM, day 3, admitted 1 day ago; no discharge recorded"
    ]


def test_a_problem_known_before_the_visit_stays_among_the_problems() -> None:
    rendered = shown(EVERYTHING)
    assert not any("hypertension" in text for text in texts(rendered, "current_visit"))
    assert any("hypertension" in text for text in texts(rendered, "conditions"))


# --- drugs --------------------------------------------------------------------------------------------------------


def drug_status(events: Sequence[Event]) -> dict[str, str]:
    return {line.facts["name"]: line.facts["why"] for line in shown(events).lines if line.part == "drugs"}


def test_a_drug_is_current_until_its_end_where_ends_are_told() -> None:
    events = [
        event("open", "drug", "2010-01-01", end="2016-01-01"),
        event("over", "drug", "2015-06-01", end="2015-06-20"),
        event("given", "drug", "2015-06-30T20:00", end="2015-06-30T20:00"),
    ]
    assert drug_status(events) == {"open": "not ended", "given": "given within a day", "over": "ended"}


def test_a_drug_without_an_end_is_current_for_the_time_of_a_supply() -> None:
    events = [event("new", "drug", "2015-05-01"), event("old", "drug", "2015-01-01")]
    assert drug_status(events) == {"new": "begun within 90 days", "old": "begun long ago"}


def test_a_stop_ends_a_drug_and_a_new_start_begins_it_again() -> None:
    start, stop = "MEDICATION//START//Heparin", "MEDICATION//STOP//Heparin"
    events = [event(start, "drug", "2015-06-10T10:00"), event(stop, "drug", "2015-06-14T10:00")]
    assert drug_status(events) == {"Heparin": "stopped"}
    assert drug_status([*events, event(start, "drug", "2015-06-20T10:00")]) == {"Heparin": "begun within 90 days"}
    assert drug_status([event("MEDICATION//Heparin//Not Given", "drug", "2015-06-20T10:00")]) == {
        "Heparin (not given)": "begun within 90 days"
    }


# --- what comes first, what is left out ---------------------------------------------------------------------------


def test_exact_duplicates_are_shown_once_and_counted() -> None:
    rendered = shown([*LABS, *LABS, *HISTORY, *HISTORY])
    assert rendered.duplicates == len(LABS) + len(HISTORY)
    assert line_of(rendered, "Sodium").facts["values"] == [141, 138, 133]
    assert rendered.text == shown([*LABS, *HISTORY]).text


def test_a_problem_that_is_also_an_observation_is_said_once() -> None:
    events = [event("SNOMED/233604007", kind, "2015-06-01") for kind in ("condition", "observation")]
    rendered = shown(events)
    assert [line.part for line in rendered.lines] == ["demographics", "conditions"]
    assert rendered.duplicates == 1


def many_labs() -> list[Event]:
    """Two hundred tests, each charted by the hour, a known abnormal one of last year, and a rare one."""
    start = datetime(2015, 6, 30, 1)
    flow = [
        event(f"LOCAL/{number:03}", "measurement", start + timedelta(hours=hour), 5.0)
        for number in range(60)
        for hour in range(22)
    ]
    rare = [event("LOCAL/rare", "measurement", "2014-06-30T10:00", 7.0)]
    return [*flow, *rare, event("LOINC/718-7", "measurement", "2014-06-30T10:00", 8.1, unit="g/dL")]


def test_what_is_charted_by_the_hour_comes_last() -> None:
    order = [line.code for line in shown(many_labs()).lines if line.part == "labs"]
    assert order[:2] == ["LOINC/718-7", "LOCAL/rare"]
    tight = shown([*PERSON, *many_labs()], budget=60)
    assert "Hemoglobin" in tight.text


def test_what_is_left_out_is_counted_in_one_line_that_is_part_of_the_budget() -> None:
    rendered = shown([*EVERYTHING, *many_labs()], budget=150)
    last = rendered.text.splitlines()[-1]
    assert rendered.tokens == words(rendered.text) <= 150
    labs = 60 + 1 + 1 + 2  # flow, rare, hemoglobin, sodium and potassium
    hidden = labs - len(texts(rendered, "labs"))
    assert last.startswith("Not shown: ")
    assert f" {hidden} lab tests" in last
    assert rendered.left_out["labs"] == hidden
    assert rendered.parts["not_shown"] == words(last)
    assert sum(rendered.parts.values()) >= rendered.tokens


def test_older_results_of_a_test_that_is_shown_are_counted() -> None:
    events = [event("LOINC/2951-2", "measurement", f"2015-06-{day}", 140, unit="mmol/L") for day in range(10, 25)]
    rendered = shown(events)
    assert rendered.text.endswith("Not shown: 12 older measurements.")
    assert rendered.left_out == {"older": 12}


def test_every_line_is_shown_or_counted() -> None:
    events = [*EVERYTHING, *many_labs()]
    whole, tight = shown(events, budget=100000), shown(events, budget=120)
    assert set(whole.left_out) == {"older"}
    hidden = sum(number for name, number in tight.left_out.items() if name != "older")
    assert len(whole.lines) == len(tight.lines) + hidden


def test_each_part_gets_its_share_and_what_others_leave() -> None:
    conditions = [event(f"C/{number:03}", "condition", "2015-06-01") for number in range(100)]
    drugs = [event(f"D/{number:03}", "drug", "2015-06-01") for number in range(100)]
    both = shown([*conditions, *drugs], budget=400)
    assert both.parts["conditions"] / both.parts["drugs"] == pytest.approx(20 / 15, abs=0.25)
    alone = shown(conditions, budget=400)
    assert alone.parts["conditions"] > 350
    more = shown([*conditions, *drugs], budget=400, shares={"drugs": 40.0})
    assert more.parts["drugs"] / more.parts["conditions"] == pytest.approx(2, abs=0.4)


def test_recent_lines_have_room_first() -> None:
    events = [event(f"C/{number:03}", "condition", NOW - timedelta(days=10 * number)) for number in range(200)]
    rendered = shown(events, budget=100)
    days = [line.facts["days_ago"] for line in rendered.lines if line.part == "conditions"]
    assert days == [10.0 * number for number in range(len(days))]


def test_ties_are_in_the_order_of_the_codes_whatever_the_vocabulary() -> None:
    events = [event(f"C/{name}", "condition", "2015-06-01") for name in "badcfe"]
    texts_ = [build(record(events, reverse_words=way), NOW, Timeline(), words).text for way in (False, True)]
    assert texts_[0] == texts_[1]
    assert [line.code[-1] for line in shown(events).lines[1:]] == list("abcdef")


def test_routine_procedures_come_after_those_that_tell_something() -> None:
    events = [event("CPT4/99223", "procedure", "2015-06-20"), event("CPT4/71046", "procedure", "2014-01-01")]
    assert [line.code for line in shown(events).lines if line.part == "procedures"] == ["CPT4/71046", "CPT4/99223"]


def test_the_text_alone_is_that_of_the_structure() -> None:
    one = record(EVERYTHING)
    assert render(one, NOW, Timeline(budget=300), words) == build(one, NOW, Timeline(budget=300), words).text


@pytest.mark.parametrize("style", list(Style))
def test_an_empty_record_is_a_person_of_whom_nothing_is_known(style: Style) -> None:
    rendered = build(record([]), NOW, Timeline(style=style), words)
    assert [line.text for line in rendered.lines] == ["Person, age not known"]

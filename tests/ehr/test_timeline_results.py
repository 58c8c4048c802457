"""Results in a timeline: the last values, units reconciled or apart, flags, trends, and what cannot be."""

from typing import Any

import pytest

from tests.ehr.test_timeline import PERSON, Event, event, shown

GLUCOSE, SODIUM, PRESSURE = "LOINC/2345-7", "LOINC/2951-2", "LOINC/8478-0"


def results(code: str, *values: Any, unit: str = "", **more: Any) -> list[Event]:
    """A value a day, the last on the day before; a pair is a value with its unit, a text a result in words."""
    events = []
    for place, given in enumerate(values):
        value, own = given if isinstance(given, tuple) else (given, unit)
        day = f"2015-06-{30 - len(values) + place:02}T10:00"
        worded = {"text": value} if isinstance(value, str) else {}
        events.append(
            event(code, "measurement", day, None if worded else value, unit="" if worded else own, **worded, **more)
        )
    return events


def line(*events: Event, **settings: Any) -> str:
    rendered = shown(list(events), **settings)
    (text,) = [one.text for one in rendered.lines if one.part not in ("demographics", "current_visit")]
    return text


def facts(*events: Event, **settings: Any) -> Any:
    return next(one.facts for one in shown(list(events), **settings).lines if one.part != "demographics")


def test_the_last_three_values_stand_with_unit_span_flag_and_trend() -> None:
    text = line(*results(SODIUM, 144, 141, 138, 133, unit="mmol/L"))
    assert text == "Sodium 141 → 138 → 133 mmol/L over 2 days, 1 day ago: low, falling"
    assert line(*results(SODIUM, 144, 141, 138, 133, unit="mmol/L"), values=2) == (
        "Sodium 138 → 133 mmol/L over 1 day, 1 day ago: low, falling"
    )
    assert line(*results(SODIUM, 140, unit="mmol/L")) == "Sodium 140 mmol/L, 1 day ago: normal"


def test_spellings_of_one_unit_are_one_unit() -> None:
    text = line(*results(SODIUM, (141, "mEq/L"), (138, "meq/l"), (133, "mmol/L (See scan or EMR data for detail)")))
    assert text == "Sodium 141 → 138 → 133 mmol/L over 2 days, 1 day ago: low, falling"


def test_units_of_one_quantity_are_reconciled_by_exact_factors() -> None:
    text = line(*results(GLUCOSE, (5.5, "mmol/L"), (120, "mg/dL"), (99, "mg/dl")))
    assert text == "Glucose 99.1 → 120 → 99 mg/dL over 2 days, 1 day ago: normal"
    text = line(*results(GLUCOSE, (99, "mg/dL"), (7.5, "mmol/L")))
    assert text == "Glucose 5.5 → 7.5 mmol/L over 1 day, 1 day ago: high, rising"
    assert line(*results("LOINC/8310-5", (98.6, "[degF]"), (38.4, "Cel"))) == (
        "Temperature 37 → 38.4 °C over 1 day, 1 day ago: high, rising"
    )
    assert line(*results("LOINC/718-7", (121, "g/L"), (11.0, "g/dL")), *PERSON) == (
        "Hemoglobin 12.1 → 11 g/dL over 1 day, 1 day ago: low, falling"
    )


def test_a_value_whose_unit_does_not_convert_stands_apart() -> None:
    text = line(*results(GLUCOSE, (5.3, ""), (105, "mg/dL"), (98, "mg/dL")))
    assert text == "Glucose 105 → 98 mg/dL over 1 day, 1 day ago: normal, falling; also 5.3 without unit, 3 days ago"
    assert facts(*results(GLUCOSE, (5.3, ""), (98, "mg/dL")))["also"] == [5.3, "", 2.58]
    text = line(*results("LOCAL/x", (3, "furlong"), (4, "stone")))
    assert text == "LOCAL/x 4 stone, 1 day ago; also 3 furlong, 2 days ago"


def test_a_number_without_a_unit_is_not_judged() -> None:
    assert line(*results(SODIUM, 120)) == "Sodium 120, 1 day ago"
    assert line(*results("LOINC/6301-6", (2.5, "{INR}"))) == "INR 2.5, 1 day ago: high"


def test_the_unit_may_stand_in_the_code_or_the_name() -> None:
    assert line(*results("LAB//220052//mmHg", 60)) == "Mean arterial pressure 60 mmHg, 1 day ago: low"
    assert line(*results("Weight (Lbs)", 150)) == "Body weight 150 lb, 1 day ago"


def test_codes_of_one_quantity_are_one_series_and_the_same_result_stands_once() -> None:
    twice = [*results("LOINC/2947-0", 133, unit="mmol/L"), *results(SODIUM, 141, 133, unit="mmol/L")]
    assert line(*twice) == "Sodium 141 → 133 mmol/L over 1 day, 1 day ago: low, falling"


def test_an_implausible_value_is_marked_and_used_for_nothing() -> None:
    text = line(*results(PRESSURE, 78, 801, 74, unit="mmHg"))
    assert text == "Mean arterial pressure 78 → 801 (implausible) → 74 mmHg over 2 days, 1 day ago: normal"
    given = facts(*results(PRESSURE, 78, 801, 74, unit="mmHg"))
    assert (given["implausible"], given["trend"]) == ([801], "steady")
    text = line(*results(PRESSURE, 70, 78, 801, unit="mmHg"))
    assert text == "Mean arterial pressure 70 → 78 → 801 (implausible) mmHg over 2 days, 1 day ago"
    assert "(implausible)" in line(*results(PRESSURE, 801))
    assert "(implausible)" in line(*results("LOCAL/x", 9999999))


def test_flags_depend_on_sex_and_are_those_of_adults() -> None:
    given = results("LOINC/718-7", 13, unit="g/dL")
    woman, child = PERSON, [event("MEDS_BIRTH", "person", "2005-01-01"), event("Gender/F", "person", None)]
    man = [event("Gender/M", "person", None)]
    assert line(*given, *woman).endswith(": normal")
    assert line(*given, *man).endswith(": low")
    assert line(*given, *child).endswith("1 day ago")
    assert line(*given).endswith("1 day ago")


@pytest.mark.parametrize(
    ("code", "sign", "value", "said"),
    [
        ("LOINC/10839-9", "<", 0.01, "<0.01 ng/mL, 1 day ago: normal"),
        ("LOINC/10839-9", ">", 50, ">50 ng/mL, 1 day ago: high"),
        ("LOINC/10839-9", ">", 0.01, ">0.01 ng/mL, 1 day ago"),  # may be normal or high
        ("LOINC/30934-4", "<=", 5, "<=5 pg/mL, 1 day ago: normal"),
        ("LOINC/2571-8", "<", 200, "<200 mg/dL, 1 day ago"),
    ],
)
def test_a_bounded_result_is_flagged_only_where_the_bound_decides(
    code: str, sign: str, value: float, said: str
) -> None:
    unit = said.split()[1].strip(",")
    assert line(*results(code, value, unit=unit, text=sign)).endswith(said)


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ((136, 137, 136), "steady"),
        ((136, 140, 144), "rising"),
        ((144, 140, 136), "falling"),
        ((136, 144, 137), "mixed"),
        ((140,), ""),
    ],
)
def test_a_trend_is_told_where_values_move_one_way_and_enough(values: tuple[float, ...], trend: str) -> None:
    given = results(SODIUM, *values, unit="mmol/L")
    assert facts(*given)["trend"] == trend
    told = [word for word in ("rising", "falling", "steady", "mixed") if word in line(*given)]
    assert told == ([trend] if trend in ("rising", "falling") else [])


def test_a_trend_of_an_unknown_test_takes_a_tenth() -> None:
    assert facts(*results("LOCAL/x", 100, 109))["trend"] == "steady"
    assert facts(*results("LOCAL/x", 100, 111))["trend"] == "rising"
    assert facts(*results("LOCAL/x", 0, 0, 0))["trend"] in ("steady", "mixed")


def test_results_in_words_are_shown_when_they_change() -> None:
    nitrite = "LOINC/5802-4"
    assert line(*results(nitrite, "Negative", "Negative", "Positive")) == (
        "Nitrite in Urine: Negative → Positive over 1 day, 1 day ago"
    )
    rendered = shown(results(nitrite, *["Negative"] * 6))
    assert rendered.lines[-1].text == "Nitrite in Urine: Negative, 1 day ago"
    assert rendered.left_out == {}
    assert line(*results("LOCAL/x", 5, "hemolyzed")) == "LOCAL/x: hemolyzed, 1 day ago; also 5 without unit, 2 days ago"


def test_vital_signs_charted_often_have_their_range_of_the_day() -> None:
    values = [71, 118, 99, 88, 92, 90]
    events = [
        event("LOINC/8867-4", "measurement", f"2015-06-30T{15 + hour}:00", value, unit="/min")
        for hour, value in enumerate([*values, 700])
    ]
    assert line(*events[:-1]) == "Heart rate 88 → 92 → 90/min over 2 hours, 3 hours ago: normal, 71–118 in 24 hours"
    assert facts(*events)["range_24_hours"] == [71, 118]


def test_numbers_are_written_as_they_were_measured() -> None:
    float32 = 7.409999847412109
    assert line(*results("LOCAL/x", float32)) == "LOCAL/x 7.41, 1 day ago"
    assert line(*results("LOCAL/x", 1234567.0)) == "LOCAL/x 1234567, 1 day ago"
    assert line(*results("LOCAL/x", 0.0004)) == "LOCAL/x 0.0004, 1 day ago"


def test_a_test_without_a_result_is_told_as_done() -> None:
    assert line(*results("LOCAL/x", None, None)) == "LOCAL/x, 2 times, 2 to 1 day ago"


def test_abnormal_results_of_a_day_come_first_then_the_order_of_the_table() -> None:
    normal = [*results("LOINC/2823-3", 4.1, unit="mmol/L"), *results(SODIUM, 140, unit="mmol/L")]
    abnormal = results("LOINC/777-3", 40, unit="K/uL")
    rendered = shown([*normal, *abnormal, *results("LOCAL/x", 1)])
    assert [one.facts["name"] for one in rendered.lines[1:]] == ["Platelets", "Sodium", "Potassium", "LOCAL/x"]


def test_a_quantity_is_a_result_whatever_table_it_stood_in() -> None:
    events = [{**one, "type": "other"} for one in results(SODIUM, 133, unit="mmol/L")]
    assert [one.part for one in shown(events).lines] == ["demographics", "labs"]

"""Dates of pregnancy against the calendar form of Naegele's rule, ACOG, and medcalc (the benchmark's program)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.dates import CALCULATORS
from ehrmind.medcalc.entities import read_values
from ehrmind.medcalc.forms import show_date

EVERY = {item.id: item for item in CALCULATORS}
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
cycles = st.integers(20, 45)


def answer(number: int, **values: Any) -> str:
    return EVERY[number].solve(values).answer


def read(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


@pytest.mark.parametrize(
    ("number", "values", "expected"),
    [
        (13, {"last_period": date(2024, 1, 1), "cycle_length": 28}, "10/07/2024"),
        (13, {"last_period": date(2024, 1, 1), "cycle_length": 27}, "10/06/2024"),
        (13, {"last_period": date(2024, 1, 1), "cycle_length": 29}, "10/08/2024"),
        (13, {"last_period": date(2023, 12, 31), "cycle_length": 31}, "10/09/2024"),
        (13, {"last_period": date(2024, 1, 1)}, "10/07/2024"),
        (68, {"last_period": date(2024, 2, 15), "cycle_length": 28}, "02/29/2024"),
        (68, {"last_period": date(2023, 2, 15), "cycle_length": 28}, "03/01/2023"),
        (68, {"last_period": date(2024, 1, 1), "cycle_length": 35}, "01/22/2024"),
        (68, {"last_period": date(2024, 1, 1), "cycle_length": 21}, "01/08/2024"),
        (68, {"last_period": date(2024, 1, 1)}, "01/15/2024"),
        (69, {"last_period": date(2024, 1, 1), "today": date(2024, 4, 9)}, "14 weeks, 1 days"),
        (69, {"last_period": date(2024, 2, 26), "today": date(2024, 3, 4)}, "1 weeks, 0 days"),
        (69, {"last_period": date(2023, 2, 26), "today": date(2023, 3, 4)}, "0 weeks, 6 days"),
    ],
)
def test_worked_by_hand(number: int, values: dict[str, Any], expected: str) -> None:
    assert answer(number, **values) == expected


@given(last=days)
def test_due_date_is_near_the_calendar_rule(last: date) -> None:
    # Baskett and Nagele 2000: a year less three months plus seven days, which is 280 days give or take the months
    year, month = (last.year + 1, last.month - 3) if last.month > 3 else (last.year, last.month + 9)
    calendar = date(year, month, 1) + timedelta(days=last.day + 6)
    assert abs((read(answer(13, last_period=last, cycle_length=28)) - calendar).days) <= 3


@given(last=days, cycle=cycles)
def test_birth_is_due_266_days_after_conception(last: date, cycle: int) -> None:
    # ACOG Committee Opinion 700: 280 days from the last period, of which 14 come before conception
    values = {"last_period": last, "cycle_length": cycle}
    assert read(answer(13, **values)) - read(answer(68, **values)) == timedelta(days=266)


@given(last=days, cycle=cycles)
def test_a_longer_cycle_moves_both_dates_by_a_day(last: date, cycle: int) -> None:
    for number in (13, 68):
        one = read(answer(number, last_period=last, cycle_length=cycle))
        other = read(answer(number, last_period=last, cycle_length=cycle + 1))
        assert other - one == timedelta(days=1)


@given(last=days, passed=st.integers(0, 300))
def test_gestational_age_counts_every_day(last: date, passed: int) -> None:
    weeks, rest = answer(69, last_period=last, today=last + timedelta(days=passed)).split(", ")
    assert int(weeks.split()[0]) * 7 + int(rest.split()[0]) == passed
    assert 0 <= int(rest.split()[0]) <= 6


@pytest.mark.parametrize("last", [date(2006, 3, 31), date(2012, 2, 29), date(2019, 12, 31)])
@pytest.mark.parametrize("cycle", [20, 27, 28, 29, 34])
def test_due_date_against_the_benchmarks_program(last: date, cycle: int) -> None:
    # They differ below 28 days, where the program says that it subtracts and adds. We are right: Naegele's rule moves
    # the date forward with ovulation (Baskett and Nagele 2000).
    module = pytest.importorskip("medcalc.estimated_due_date")
    theirs = module.add_40_weeks_explanation({"menstrual_date": show_date(last), "cycle_length": cycle})["Answer"]
    values = {"last_period": last, "cycle_length": cycle}
    assert (answer(13, **values) == theirs) is (cycle >= 28)
    variant = EVERY[13].variants[0]
    assert variant.answer(values, {}) == (theirs if cycle < 28 else None)


@pytest.mark.parametrize("cycle", [22, 28, 33])
def test_conception_against_the_benchmarks_program(cycle: int) -> None:
    # They differ unless the cycle is 28 days, because the program ignores the cycle length of its own question. We are
    # right: ovulation comes 14 days before the next period (ACOG Committee Opinion 700).
    module = pytest.importorskip("medcalc.conception_date")
    theirs = module.add_2_weeks_explanation({"menstrual_date": "03/31/2006"})["Answer"]
    values = {"last_period": date(2006, 3, 31), "cycle_length": cycle}
    assert (answer(68, **values) == theirs) is (cycle == 28)
    assert EVERY[68].variants[0].answer(values, {}) == theirs == "04/14/2006"


def test_gestational_age_against_the_benchmarks_program() -> None:
    module = pytest.importorskip("medcalc.gestational_age")
    last = date(2011, 5, 31)
    for passed in (0, 6, 7, 57, 200, 280):
        today = last + timedelta(days=passed)
        theirs = module.compute_gestational_age_explanation(
            {"current_date": show_date(today), "menstrual_date": show_date(last)}
        )
        assert answer(69, last_period=last, today=today) == ", ".join(theirs["Answer"])


def test_variants_need_a_last_period() -> None:
    assert EVERY[13].variants[0].answer({"cycle_length": 24}, {}) is None
    assert EVERY[68].variants[0].answer({}, {}) is None


def test_reading_the_benchmarks_entities() -> None:
    entities = {"cycle length": 24, "Last menstrual date": "11/11/2013"}
    assert EVERY[13].solve(read_values(EVERY[13], entities)).answer == "08/14/2014"
    assert EVERY[68].solve(read_values(EVERY[68], entities)).answer == "11/21/2013"

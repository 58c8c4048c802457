"""Equations worked out again: what holds, what does not, what is none, and hostile text."""

import time

import pytest

from ehrmind.medcalc.equations import equations
from ehrmind.medcalc.expressions import Unreadable, read, tokens

HOLDS = [
    "MAP = (120 + 2 × 80) / 3 = 280 / 3 = 93.333 mmHg.",
    "BMI = 80 kg / (1.8 m)² = 24.7 kg/m²",
    "GFR = 142 x 0.9^-1.2 = 161 mL/min/1.73 m²",
    "CrCl = (140 - 88) × 56 / (72 × 1.8) = 22.469 mL/min.",
    "1,234 + 1 = 1,235",
    "93.3 = 280 / 3",
    "Due date = 09/28/2023 + 280 days = 07/04/2024.",
    "Days = 06/15/2020 − 01/29/2020 = 138",
    "138 = 19 × 7 + 5.",
    "√16 = 4",
    "∛27 = 3",
    "2 ** 3 = 8",
    "10 ÷ 4 = 2.5",
    "sqrt(9) · 2 = 6",
    "-4.605 × ln(49) = -17.922",
    "Risk = 100 × (1 - 0.9402^exp(1.401)) = 22.14 %.",
]
FAILS = [
    "138 - 123 = 14",
    "8 + 0.8 × (4 - 2) = 9.7 mg/dL",
    "Anion gap = 138 - (101 + 22) = 138 - 124 = 14",
    "09/28/2023 + 280 days = 07/05/2024",
    "280 / 3 = 93.4",
    "2^10 = 1000",
]
NOTHING = [
    "Anion gap = 15",
    "Gap = sodium - chloride",
    "5 - x = 3",
    "BMI - 5 = 3",  # the word may belong to the expression
    "10 / 0 = 1",
    "9^9^9^9 = 1",
    "ln(0) = 1",
    "((((((((((((((1 + 1)))))))))))))) = 2",
    "1 + = 2",
    "13/45/2020 + 1 = 2",
    "__import__('os').system('x') = 1",
]


@pytest.mark.parametrize("text", HOLDS)
def test_what_follows_holds(text: str) -> None:
    found = equations(text)
    assert found
    assert all(one.holds for one in found)


@pytest.mark.parametrize("text", FAILS)
def test_what_does_not_follow_is_noticed(text: str) -> None:
    found = equations(text)
    assert found
    assert not all(one.holds for one in found)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_arithmetic_counts_neither_way(text: str) -> None:
    assert equations(text) == []


def test_rounding_is_carried_from_what_was_worked_out_and_not_from_constants() -> None:
    assert all(one.holds for one in equations("Root = √0.75 = 0.87.\nQTc = 400 / 0.87 = 461.88."))
    assert not all(one.holds for one in equations("QTc = 400 / 0.87 = 461.88."))


def test_an_equation_tells_its_numbers_and_parts() -> None:
    (one,) = equations("Anion gap = 138 - (101 + 22) = 15")
    assert one.leaves == (138, 101, 22)
    assert one.parts == (123, 15)


@pytest.mark.parametrize(
    "text", ["1+" * 200, "(" * 300, "2^" * 40 + "2", "1" * 400, "-" * 300 + "1", "√" * 300 + "4", "1e9", "x", ""]
)
def test_large_and_deep_expressions_are_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(tokens(text))


@pytest.mark.parametrize(
    "text",
    ["1+" * 500_000, "(" * 10**6, "1=" * 500_000, "9^" * 500_000, "1 + 1 = 2\n" * 10**5, "√" * 10**6, "=" * 10**6],
)
def test_a_megabyte_costs_little(text: str) -> None:
    started = time.perf_counter()
    equations(text)
    assert time.perf_counter() - started < 0.5

"""Numbers in their places: the words before them, the unit behind them, and which time they are of."""

import pytest

from ehrmind.medcalc.mentions import mentions


def found(text: str) -> list[tuple[str, float, str]]:
    return [(" ".join(sorted(one.words)), one.value, one.unit) for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Na 138 mEq/L", [("na", 138, "meq/l")]),
        ("Na 138, Cl 101 mEq/L", [("na", 138, "meq/l"), ("cl", 101, "meq/l")]),
        ("sodium chloride 138 101", [("chloride sodium", 138, ""), ("", 101, "")]),
        ("BP 117/58 mmHg", [("bp", 117, "mmhg"), ("bp", 58, "mmhg")]),
        ("A 61-year-old man", [("a", 61, "years")]),
        ("Creatinine = 124 µmol/L = 1.403 mg/dL", [("creatinine", 124, "µmol/l"), ("creatinine", 1.403, "mg/dl")]),
        ("PaO2 58 mmHg, HCO3 22", [("pao2", 58, "mmhg"), ("hco3", 22, "")]),
        ("last period 01/02/2024", [("last period", 738887, "")]),
        ("on 13/45/2024", []),
        ("platelets 120 ×10⁹/L", [("platelets", 120, "×10⁹/l")]),
    ],
)
def test_a_number_belongs_to_the_words_before_it(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert found(text) == expected


def test_another_time_is_noticed() -> None:
    assert [one.elsewhen for one in mentions("Yesterday the creatinine was 2 mg/dL. Now it is 1 mg/dL.")] == [
        True,
        False,
    ]

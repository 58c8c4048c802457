"""Age and sex as notes state them."""

import pytest

from ehrmind.subgroups import subgroups


@pytest.mark.parametrize(
    ("note", "age", "sex"),
    [
        ("A 71-year-old woman is admitted for malaise. Her husband is well.", "65 and over", "female"),
        ("Seen today: 58M with chest pain.", "40 to 64", "male"),
        ("58 yo F, smoker.", "40 to 64", "female"),
        ("A 3-month-old boy was brought in.", "under 18", "male"),
        ("The patient, aged 39, is a man who works as a driver.", "18 to 39", "male"),
        ("He has smoked for 30 years. Age: 66.", "65 and over", "male"),
        ("In 30 years of practice … a 17 year old girl", "under 18", "female"),
        ("The patient reports fatigue.", "not stated", "not stated"),
        ("Sodium 140 mEq/L, 900 years ago", "not stated", "not stated"),
        ("", "not stated", "not stated"),
        ("Height 1.75 m, temperature 98.6 F, seen at 70 M road.", "not stated", "not stated"),
        ("A 45-year-old with a 12-year-old daughter; she is a nurse.", "40 to 64", "female"),
    ],
)
def test_what_a_note_tells(note: str, age: str, sex: str) -> None:
    assert subgroups(note) == {"age": age, "sex": sex}

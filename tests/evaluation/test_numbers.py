"""A number of the reasoning comes from the note, from arithmetic that is written out, or from nowhere."""

import pytest

from ehrmind.evaluation.numbers import MAX_NUMBERS, unsupported

NOTE = (
    "A 58-year-old man. Na 140 mEq/L, chloride 102, HCO3 24, FiO2 21%, saturation 0.95, platelets 250,000, "
    "glucose 5.46 mmol/L, height 186 cm, BP 121/76 mmHg. LMP: 05/24/2023. What is the anion gap?"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("102 + 24 = 126. Anion gap = 140 - 126 = 14.", ()),
        ("Sodium 150, so 150 - 102 - 24 = 24.", (150,)),
        ("Sodium = 150 mEq/L.", (150,)),  # an `=` that computes nothing
        ("HCO3 = 99, PaO2/FiO2 = 98, IL-6 = 97.", (99, 98, 97)),  # nor does a digit in a name
        ("Na = 140 Cl = 99", (99,)),
        ("Gap = 150 - 126 = 24", (150, 126)),  # operands behind an `=`
        ("Glucose / 18 = 405 / 18 = 22.5", (18, 405)),  # even where its left side computes
        ("10 kg × 44 mL/kg = 440 mL", (44,)),
        ("Gap = 140 - (102 + 24) = 140 - 126 = 14", ()),  # a step between sides that are equal
        ("Gap = 140 - (102 + 24) = 140 - 127 = 13", (127,)),  # and one between sides that are not
        ("GFR >= 90 and pH <= 70, so 3 == 33", (90, 70, 33)),
        ("Platelets 250000; sodium -140; oxygen 95 %; FiO2 0.21; glucose 5.5; 140.0", ()),  # commas, signs, %, rounding
        ("Glucose 5.4; oxygen 94 %; 300 %", (5.4, 94, 300)),
        ("Height = 186 cm = 1.86 m; BMI of 1.86", ()),
        ("$\\frac{280}{3} = \\boxed{93.3}$, 140 \\times 3 = 420, √140 ≈ 11.83", (280,)),
        ("280 / 3 = 93.333, so the MAP is 93", (280,)),  # a result may be rounded later
        ("280.05 / 3 = 93.35, about 93.4", (280.05,)),  # half a unit, to the binary fraction
        ("LMP May 24, 2023. 05/24/2023 + 266 days = 02/14/2024.", (266,)),
        ("LMP 05/25/2023, pressure 121/76.", (20230525,)),
        ("1. Age 58, +20, total 103.\n2. Stroke, +10, total 113.", (20,)),
        ("Points: 1, 2, 10, but 11", (11,)),
    ],
)
def test_a_number_comes_from_the_note_or_from_arithmetic(text: str, expected: tuple[float, ...]) -> None:
    assert unsupported(text, NOTE)[1] == expected


def test_numbers_are_counted_once() -> None:
    assert unsupported("140 - 102 - 24 = 14 and again 140, 14.0 in CURB-65 or PaO2", NOTE) == (4, ())


def test_at_most_so_many_numbers_are_read() -> None:
    text = " ".join(str(number) for number in range(1000, 1000 + 2 * MAX_NUMBERS))
    assert unsupported(text, NOTE)[0] == MAX_NUMBERS

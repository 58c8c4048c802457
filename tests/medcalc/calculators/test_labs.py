"""Corrected calcium, osmolality and anion gap; what all laboratory calculators promise; the benchmark's converter."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators import (
    labs,
    labs_gaps,
    labs_kidney,
    labs_lipids,
    labs_liver,
    labs_metabolic,
)
from ehrmind.medcalc.entities import read_values
from ehrmind.medcalc.forms import Calculator, Choice, Finding, Measure, show
from ehrmind.medcalc.variants import labs_units

MODULES = (labs, labs_gaps, labs_kidney, labs_lipids, labs_liver, labs_metabolic)
EVERY = {item.id: item for module in MODULES for item in module.CALCULATORS}


def answer(number: int, **values: Any) -> float:
    return float(EVERY[number].solve(values).answer)


def draw(calculator: Calculator, rng: random.Random) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    for item in calculator.inputs:
        if isinstance(item, Measure):
            drawn[item.name] = round(rng.uniform(item.low, item.high), item.decimals)
        elif isinstance(item, Choice):
            drawn[item.name] = rng.choice(list(item.options))
        else:
            drawn[item.name] = rng.random() < 0.5
    return drawn


def test_the_ids_of_the_laboratory_category() -> None:
    assert sorted(EVERY) == [2, 3, 7, 9, 19, 23, 26, 30, 31, 38, 39, 40, 44, 46, 63, 64, 65, 66, 67]
    assert {item.category for item in EVERY.values()} == {"lab"}


@pytest.mark.parametrize("number", sorted(EVERY))
def test_enough_draws_are_possible_and_end_in_their_answer(number: int) -> None:
    calculator, rng = EVERY[number], random.Random(number)
    drawn = [draw(calculator, rng) for _ in range(400)]
    possible = [values for values in drawn if calculator.possible(values)]
    assert len(possible) >= 40
    for values in possible:
        work = calculator.solve(values)
        assert work.answer in work.steps[-1].text
        assert all(step.name for step in work.steps if step.value is not None)
        assert "-0 " not in f"{work.text} "


@pytest.mark.parametrize("number", sorted(EVERY))
def test_sentences_hold_no_digit(number: int) -> None:
    for item in EVERY[number].inputs:
        if isinstance(item, Finding):
            assert min(len(item.present), len(item.absent)) >= 3
            assert item.implied
        sentences = [*item.present, *item.absent, *item.implied] if isinstance(item, Finding) else []
        sentences += [text for texts in item.options.values() for text in texts] if isinstance(item, Choice) else []
        assert not any(letter.isdigit() for text in sentences for letter in text)


# Payne et al. 1973 as MDCalc and medimetry (10.1136/bmj.4.5893.643) have it.
@pytest.mark.parametrize("calcium", [6.5, 8.6, 10.0, 12.4])
@pytest.mark.parametrize("albumin", [1.4, 2.9, 4.0, 5.1])
def test_corrected_calcium_against_other_implementations(calcium: float, albumin: float) -> None:
    ours = answer(7, calcium=calcium, albumin=albumin)
    medimetry = pytest.importorskip("medimetry.lytes")
    assert ours == pytest.approx(medimetry.calcium_correction(calcium, albumin), abs=0.006)
    medcalc = pytest.importorskip("medcalc.calcium_correction")
    theirs = medcalc.calculate_corrected_calcium_explanation(
        {"calcium": (calcium, "mg/dL"), "albumin": (albumin, "g/dL")}
    )
    assert ours == pytest.approx(theirs["Answer"], abs=0.002)


@pytest.mark.parametrize("sodium", [112, 140, 171])
@pytest.mark.parametrize("bun", [4, 33, 95])
@pytest.mark.parametrize("glucose", [60, 599])
def test_osmolality_against_the_benchmarks_code(sodium: float, bun: float, glucose: float) -> None:
    medcalc = pytest.importorskip("medcalc.sOsm")
    theirs = medcalc.compute_serum_osmolality_explanation(
        {"sodium": (sodium, "mEq/L"), "bun": (bun, "mg/dL"), "glucose": (glucose, "mg/dL")}
    )
    assert answer(30, sodium=sodium, bun=bun, glucose=glucose) == pytest.approx(theirs["Answer"], abs=0.002)


def test_anion_gap_against_the_benchmarks_code() -> None:
    medcalc = pytest.importorskip("medcalc.anion_gap")
    for sodium, chloride, bicarbonate in ((140, 104, 24), (133.5, 99, 8.2), (120, 90, 31)):
        quantities = {
            "sodium": (sodium, "mmol/L"),
            "chloride": (chloride, "mEq/L"),
            "bicarbonate": (bicarbonate, "mEq/L"),
        }
        theirs = medcalc.compute_anion_gap_explanation(quantities)["Answer"]
        ours = answer(39, sodium=sodium, chloride=chloride, bicarbonate=bicarbonate)
        assert ours == pytest.approx(theirs, abs=0.002)


def test_corrected_calcium_in_other_units() -> None:
    # 2.0 mmol/L × 40.078 g/mol = 8.0156 mg/dL, and twice as many mEq/L
    for calcium in ([2.0, "mmol/L"], [4.0, "mEq/L"], [8.0156, "mg/dL"]):
        for albumin in ([3.0, "g/dL"], [30.0, "g/L"]):
            values = read_values(EVERY[7], {"Calcium": calcium, "Albumin": albumin})
            assert float(EVERY[7].solve(values).answer) == pytest.approx(8.816, abs=0.001)


@given(st.floats(100, 180), st.floats(80, 120), st.floats(5, 35), st.floats(0.1, 5))
def test_the_anion_gap_follows_sodium_one_to_one(sodium: float, chloride: float, hco3: float, more: float) -> None:
    low = labs.anion_gap_steps({"sodium": sodium, "chloride": chloride, "bicarbonate": hco3})[1]
    high = labs.anion_gap_steps({"sodium": sodium + more, "chloride": chloride, "bicarbonate": hco3})[1]
    assert high - low == pytest.approx(more, abs=1e-6)


CONVERSIONS = [
    ("creatinine", 113.12, None, [(42.0, "µmol/L"), (183.0, "µmol/L"), (0.075, "mmol/L"), (2200.0, "µmol/L")], "mg/dL"),
    ("calcium", 40.08, 2, [(2.6, "mmol/L"), (7.0, "mEq/L"), (9.1, "mg/dL"), (91.0, "mg/L")], "mg/dL"),
    ("glucose", 180.16, None, [(5.5, "mmol/L"), (31.2, "mmol/L"), (1.2, "g/L"), (0.0031, "mol/L")], "mg/dL"),
    ("bun", 28.02, None, [(7.4, "mmol/L"), (30.0, "mmol/L")], "mg/dL"),
    ("sodium", 22.99, 1, [(141.0, "mmol/L"), (137.0, "mg/dL"), (14.1, "mmol/dL"), (0.14, "mol/L")], "mEq/L"),
    ("albumin", 66500.0, None, [(28.9, "g/L"), (3.6, "mg/dL"), (3.1, "g/dL")], "g/dL"),
]


@pytest.mark.parametrize(("name", "mass", "valence", "quantities", "unit"), CONVERSIONS)
def test_the_benchmarks_converter_is_reproduced(
    name: str, mass: float, valence: int | None, quantities: list[tuple[float, str]], unit: str
) -> None:
    medcalc = pytest.importorskip("medcalc.utils.unit_converter_new")
    for number, source in quantities:
        theirs = medcalc.conversion_explanation(number, name, mass, valence, source, unit)[1]
        assert labs_units.read(name, (number, source)) == pytest.approx(theirs, rel=1e-9), (number, source)


def test_the_benchmarks_converter_is_wrong_where_it_rounds() -> None:
    # 42 µmol/L × 113.12 g/mol = 0.475 mg/dL; the converter has 0.000042 mol = 0.005 g, hence 0.5 mg/dL
    values = read_values(EVERY[3], {"creatinine": [42.0, "µmol/L"]})
    assert values["creatinine"] == pytest.approx(0.475104)
    assert labs_units.read("creatinine", [42.0, "µmol/L"]) == 0.5


def test_the_converter_says_nothing_where_it_has_nothing_to_convert() -> None:
    assert labs_units.read_all(("calcium",), {"Calcium": [9.0, "mg/dL"]}) is None
    assert labs_units.read_all(("calcium",), {"Calcium": [9.0, "grains/pint"]}) is None
    assert labs_units.read_all(("calcium",), {}) is None


VARIANTS = [
    # calcium 2.4 mmol/L: 0.002 mol × 40.08 = 0.08 g, 8 mg/dL; + 0.8 × (4 - 3)
    (7, {"Calcium": [2.4, "mmol/L"], "Albumin": [3.0, "g/dL"]}, "8.8"),
    # glucose 6.4 mmol/L: 0.006 mol × 180.16 = 1.081 g, 108.1 mg/dL; 280 + 5 + 6.0056
    (
        30,
        {"Sodium": [140.0, "mEq/L"], "Blood Urea Nitrogen (BUN)": [14.0, "mg/dL"], "Glucose": [6.4, "mmol/L"]},
        "291.006",
    ),
    # sodium 322 mg/dL: 0.322 g / 22.99 = 0.014 mol, 14 mmol/dL, 140 mEq/L
    (39, {"Sodium": [322.0, "mg/dL"], "Chloride": [104.0, "mEq/L"], "Bicarbonate": [24.0, "mEq/L"]}, "12"),
]


@pytest.mark.parametrize(("number", "entities", "published"), VARIANTS)
def test_each_variant_by_an_invented_case(number: int, entities: dict[str, Any], published: str) -> None:
    (variant,) = EVERY[number].variants
    given = variant.answer({}, entities)
    assert isinstance(given, float)
    assert show(given) == published

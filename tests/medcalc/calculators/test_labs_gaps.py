"""Delta gaps and ratios against the benchmark's code and the textbook cases of their reading."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators import labs_gaps

EVERY = {item.id: item for item in labs_gaps.CALCULATORS}
IONS = list(product((118, 140, 171), (86, 104), (7.2, 20, 31)))


def answer(number: int, **values: Any) -> float:
    return float(EVERY[number].solve(values).answer)


def quantities(sodium: float, chloride: float, bicarbonate: float, albumin: float = 4.0) -> dict[str, Any]:
    return {
        "sodium": (sodium, "mEq/L"),
        "chloride": (chloride, "mmol/L"),
        "bicarbonate": (bicarbonate, "mEq/L"),
        "albumin": (albumin, "g/dL"),
    }


@pytest.mark.parametrize(("sodium", "chloride", "bicarbonate"), IONS)
def test_all_against_the_benchmarks_code(sodium: float, chloride: float, bicarbonate: float) -> None:
    plain = pytest.importorskip("medcalc.delta_gap")
    gap = pytest.importorskip("medcalc.albumin_corrected_anion")
    delta = pytest.importorskip("medcalc.albumin_corrected_delta_gap")
    ratio = pytest.importorskip("medcalc.albumin_delta_ratio")
    ions = {"sodium": sodium, "chloride": chloride, "bicarbonate": bicarbonate}
    given = quantities(**ions)
    assert answer(63, **ions) == pytest.approx(
        plain.compute_delta_gap_explanation(given)["Answer"], rel=0.01, abs=0.006
    )
    # the program keeps three digits of negative numbers, hence the 1 %
    # the plain ratio is not in the package; it is the corrected one at a normal albumin
    normal = ratio.compute_albumin_delta_ratio_explanation(given)["Answer"]
    assert answer(64, **ions) == pytest.approx(normal, rel=0.01, abs=0.006)
    for albumin in (1.4, 3.3, 5.2):
        given, values = quantities(**ions, albumin=albumin), ions | {"albumin": albumin}
        theirs = gap.compute_albumin_corrected_anion_explanation(given)["Answer"]
        assert answer(65, **values) == pytest.approx(theirs, rel=0.01, abs=0.006)
        theirs = delta.compute_albumin_corrected_delta_gap_explanation(given)["Answer"]
        assert answer(66, **values) == pytest.approx(theirs, rel=0.01, abs=0.006)
        theirs = ratio.compute_albumin_delta_ratio_explanation(given)["Answer"]
        assert answer(67, **values) == pytest.approx(theirs, rel=0.01, abs=0.006)


def test_a_pure_gap_acidosis_has_a_ratio_of_one() -> None:
    # Rastegar 2007 (10.1681/ASN.2006121408): each mEq/L of new anion replaces one of bicarbonate
    assert answer(64, sodium=140, chloride=104, bicarbonate=14) == 1
    assert answer(63, sodium=140, chloride=104, bicarbonate=14) == 10


def test_an_acidosis_without_a_gap_has_a_ratio_of_zero() -> None:
    assert answer(64, sodium=140, chloride=114, bicarbonate=14) == 0


def test_figges_correction() -> None:
    # Figge 1998 (10.1097/00003246-199811000-00019): 2.5 mEq/L for each g/dL of albumin that is missing
    ions = {"sodium": 140, "chloride": 104, "bicarbonate": 24}
    assert [answer(65, **ions, albumin=albumin) for albumin in (4.0, 3.0, 2.0, 5.0)] == [12, 14.5, 17, 9.5]
    assert answer(66, **ions, albumin=2.0) == 5


@pytest.mark.parametrize("number", [64, 67])
def test_the_ratio_at_and_beside_a_bicarbonate_of_24(number: int) -> None:
    values = {"sodium": 140, "chloride": 100, "albumin": 4.0}
    with pytest.raises(ValueError, match="24 mEq/L"):
        EVERY[number].solve(values | {"bicarbonate": 24})
    assert answer(number, **(values | {"bicarbonate": 23})) == 5
    assert answer(number, **(values | {"bicarbonate": 25})) == -3
    assert not EVERY[number].possible(values | {"bicarbonate": 24})


@given(st.integers(110, 180), st.integers(84, 118), st.integers(5, 40), st.integers(14, 50))
def test_the_parts_fit_together(sodium: int, chloride: int, bicarbonate: int, tenths: int) -> None:
    ions: dict[str, Any] = {"sodium": sodium, "chloride": chloride, "bicarbonate": bicarbonate}
    albumin = tenths / 10
    assert answer(66, **ions, albumin=albumin) == pytest.approx(answer(65, **ions, albumin=albumin) - 12)
    assert answer(66, **ions, albumin=4.0) == answer(63, **ions)
    if bicarbonate != 24:
        ratio = answer(66, **ions, albumin=albumin) / (24 - bicarbonate)
        assert answer(67, **ions, albumin=albumin) == pytest.approx(ratio, abs=0.0006)


# sodium 322 mg/dL: 0.322 g / 22.99 = 0.014 mol, 14 mmol/dL, 140 mEq/L (140.06 without rounding)
MILLIGRAMS = {
    "Sodium": [322.0, "mg/dL"],
    "Chloride": [100.0, "mmol/L"],
    "Bicarbonate": [14.0, "mEq/L"],
    "Albumin": [20.0, "g/L"],
}


@pytest.mark.parametrize(("number", "published"), [(63, 14), (64, 1.4), (65, 31), (66, 19), (67, 1.9)])
def test_each_variant_by_an_invented_case(number: int, published: float) -> None:
    (rounding,) = EVERY[number].variants
    assert rounding.kind == "rounding"
    assert rounding.answer({}, MILLIGRAMS) == pytest.approx(published)
    assert rounding.answer({}, {**MILLIGRAMS, "Bicarbonate": [14.0, "stone"]}) is None

"""CHA2DS2-VASc and CURB-65 against their published tables, medimetry, and the benchmark's own program."""

from itertools import product
from typing import Any

import pytest

from ehrmind.medcalc.calculators.risk import CALCULATORS
from ehrmind.medcalc.entities import read_values
from ehrmind.medcalc.forms import Finding

VASC, CURB = CALCULATORS
MAN: dict[str, Any] = {"age": 50, "sex": "male"}
WELL: dict[str, Any] = {"age": 64, "bun": 19, "respiratory_rate": 29, "systolic": 90, "diastolic": 61}

# Lip 2010, table 2: points of each factor; the highest score is 9.
LIP = {"heart_failure": 1, "hypertension": 1, "stroke": 2, "vascular_disease": 1, "diabetes": 1}


def program_vasc(values: dict[str, Any]) -> float:
    """The benchmark's program."""
    module = pytest.importorskip("medcalc.cha2ds2_vasc_score")
    named = {"chf": "heart_failure", "stroke": "stroke", **{name: name for name in LIP if name != "heart_failure"}}
    flags = {theirs: values.get(ours, False) for theirs, ours in named.items()}
    person = {"age": (values["age"], "years"), "sex": values["sex"].capitalize()}
    return module.generate_cha2ds2_vasc_explanation({**flags, **person})["Answer"]


def program_curb(values: dict[str, Any], bun: tuple[float, str]) -> float:
    """The benchmark's program."""
    module = pytest.importorskip("medcalc.curb_65")
    return module.curb_65_explanation(
        {
            "age": (values["age"], "years"),
            "sys_bp": (values["systolic"], "mm hg"),
            "dia_bp": (values["diastolic"], "mm hg"),
            "respiratory_rate": (values["respiratory_rate"], "breaths per minute"),
            "bun": bun,
            "confusion": values.get("confusion", False),
        }
    )["Answer"]


@pytest.mark.parametrize(("factor", "points"), LIP.items())
def test_vasc_points_of_each_factor(factor: str, points: int) -> None:
    assert VASC.work({**MAN, factor: True}).answer == str(points)


@pytest.mark.parametrize(
    ("age", "points"), [(18, 0), (64, 0), (64.9, 0), (65, 1), (66, 1), (74, 1), (74.9, 1), (75, 2), (76, 2)]
)
def test_vasc_age(age: float, points: int) -> None:
    assert VASC.work({**MAN, "age": age}).answer == str(points)
    assert VASC.work({"age": age, "sex": "female"}).answer == str(points + 1)


def test_vasc_highest_score_is_nine() -> None:
    assert VASC.work({"age": 75, "sex": "female", **dict.fromkeys(LIP, True)}).answer == "9"


def test_vasc_agrees_with_medimetry_and_the_benchmark_everywhere() -> None:
    medimetry = pytest.importorskip("medimetry")
    other = pytest.importorskip("medimetry.cardiovasc").chads_vasc_score
    for age, sex, *flags in product((64, 65, 74, 75), ("male", "female"), *[(False, True)] * 5):
        values = {"age": age, "sex": sex, **dict(zip(LIP, flags, strict=True))}
        gender = medimetry.Gender.FEMALE if sex == "female" else medimetry.Gender.MALE
        heart, hypertension, stroke, vascular, diabetes = flags
        expected = other(age, gender, heart, hypertension, stroke, diabetes, vascular)
        assert VASC.work(values).answer == str(expected) == str(program_vasc(values))


# Lim 2003: one point each for confusion, urea above 7 mmol/L, 30 breaths/min or more, systolic below 90 mmHg or
# diastolic of 60 or less, and 65 years or more.
@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 0),
        ({"confusion": True}, 1),
        ({"bun": 20}, 1),
        ({"bun": 19.6}, 0),
        ({"bun": 19.62}, 1),
        ({"respiratory_rate": 30}, 1),
        ({"respiratory_rate": 31}, 1),
        ({"systolic": 89}, 1),
        ({"systolic": 91}, 0),
        ({"diastolic": 60}, 1),
        ({"diastolic": 59}, 1),
        ({"systolic": 70, "diastolic": 40}, 1),
        ({"age": 65}, 1),
        ({"age": 66}, 1),
        ({"confusion": True, "bun": 40, "respiratory_rate": 40, "systolic": 80, "diastolic": 50, "age": 80}, 5),
    ],
)
def test_curb_at_and_beside_every_cut(change: dict[str, Any], points: int) -> None:
    assert CURB.work({**WELL, **change}).answer == str(points)


def _entities(bun: list[Any]) -> dict[str, Any]:
    return {
        "age": [64, "years"],
        "Systolic Blood Pressure": [90.0, "mm hg"],
        "Diastolic Blood Pressure": [61.0, "mm hg"],
        "respiratory rate": [29.0, "breaths per minute"],
        "Blood Urea Nitrogen (BUN)": bun,
    }


@pytest.mark.parametrize(("urea", "points"), [(6.9, 0), (7.0, 0), (7.1, 1)])
def test_curb_cuts_urea_where_lim_does_in_mmol(urea: float, points: int) -> None:
    entities = _entities([urea, "mmol/L"])
    assert CURB.solve(read_values(CURB, entities)).answer == str(points)


def test_curb_agrees_with_the_benchmark_on_whole_mg_per_dl() -> None:
    pressures = ((89, 61), (90, 61), (90, 60), (120, 70))
    for confusion, bun, rate, pressure, age in product((False, True), (18, 19, 20), (29, 30), pressures, (64, 65)):
        values = {"confusion": confusion, "bun": bun, "respiratory_rate": rate, "age": age}
        values |= {"systolic": pressure[0], "diastolic": pressure[1]}
        assert CURB.work(values).answer == str(program_curb(values, (bun, "mg/dL")))


def test_curb_variant_of_the_cut_at_19() -> None:
    # 19.4 mg/dL is 6.93 mmol/L, not above 7: Lim 2003 gives no point, the benchmark's program one.
    values = {**WELL, "bun": 19.4}
    assert CURB.work(values).answer == "0"
    assert program_curb(values, (19.4, "mg/dL")) == CURB.variants[0].answer(values, {}) == 1


@pytest.mark.parametrize("urea", [2.9, 6.4, 6.6, 7.0, 7.4, 10.9])
def test_curb_variant_of_the_rounded_conversion(urea: float) -> None:
    # 6.6 mmol/L becomes 0.007 mol, 19.6 mg/dL and so a point; it is 18.5 mg/dL.
    entities = _entities([urea, "mmol/L"])
    values = read_values(CURB, entities)
    assert CURB.variants[1].answer(values, entities) == program_curb(values, (urea, "mmol/L"))
    assert (CURB.variants[1].answer(values, entities) != CURB.variants[0].answer(values, entities)) is (urea == 6.6)


def test_more_findings_never_lower_a_score() -> None:
    for item, base in ((VASC, MAN), (CURB, WELL)):
        for finding in item.inputs:
            if isinstance(finding, Finding):
                assert float(item.work({**base, finding.name: True}).answer) >= float(item.work(base).answer)

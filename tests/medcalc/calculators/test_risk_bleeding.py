"""HAS-BLED and Glasgow-Blatchford against their tables and the benchmark's own program."""

from itertools import product
from typing import Any

import pytest

from ehrmind.medcalc.calculators.risk_bleeding import CALCULATORS
from ehrmind.medcalc.entities import read_values

HAS_BLED, GBS = CALCULATORS
SOBER: dict[str, Any] = {"age": 65, "alcohol": 7}
WELL: dict[str, Any] = {"sex": "male", "hemoglobin": 14.0, "bun": 12, "systolic": 120, "heart_rate": 80}

# Pisters 2010, table 2: one point for each.
HAS_BLED_PROGRAM = {
    "uncontrolled_hypertension": "hypertension",
    "renal_disease": "renal_disease_has_bled",
    "liver_disease": "liver_disease_has_bled",
    "stroke": "stroke",
    "bleeding": "prior_bleeding",
    "labile_inr": "labile_inr",
    "bleeding_drugs": "medications_for_bleeding",
}
# Blatchford 2000, table 4.
GBS_POINTS = {"melena": 1, "syncope": 2, "liver_disease": 2, "heart_failure": 2}


def program_gbs(values: dict[str, Any], bun: tuple[float, str]) -> float:
    """The benchmark's program."""
    module = pytest.importorskip("medcalc.glasgow_bleeding_score")
    return module.glasgow_bleeding_score_explanation(
        {
            "hemoglobin": (values["hemoglobin"], "g/dL"),
            "bun": bun,
            "sys_bp": (values["systolic"], "mm Hg"),
            "sex": values["sex"].capitalize(),
            "heart_rate": (values["heart_rate"], "beats per minute"),
            "melena_present": values.get("melena", False),
            "syncope": values.get("syncope", False),
            "hepatic_disease_history": values.get("liver_disease", False),
            "cardiac_failure": values.get("heart_failure", False),
        }
    )["Answer"]


@pytest.mark.parametrize("finding", HAS_BLED_PROGRAM)
def test_has_bled_gives_one_point_for_each(finding: str) -> None:
    assert HAS_BLED.work({**SOBER, finding: True}).answer == "1"


@pytest.mark.parametrize(
    ("change", "points"),
    [({"age": 64}, 0), ({}, 0), ({"age": 66}, 1), ({"alcohol": 8}, 1), ({"alcohol": 9}, 1), ({"alcohol": 0}, 0)],
)
def test_has_bled_age_and_alcohol(change: dict[str, Any], points: int) -> None:
    assert HAS_BLED.work({**SOBER, **change}).answer == str(points)


def test_has_bled_range_and_an_unknown_alcohol_intake() -> None:
    assert HAS_BLED.solve({"age": 50}).answer == "0"
    assert HAS_BLED.work({"age": 70, "alcohol": 10, **dict.fromkeys(HAS_BLED_PROGRAM, True)}).answer == "9"


def test_has_bled_agrees_with_the_benchmark_everywhere() -> None:
    module = pytest.importorskip("medcalc.has_bled_score")
    for age, alcohol, *flags in product((65, 66), (7, 8), *[(False, True)] * len(HAS_BLED_PROGRAM)):
        values = {"age": age, "alcohol": alcohol, **dict(zip(HAS_BLED_PROGRAM, flags, strict=True))}
        theirs = {HAS_BLED_PROGRAM[name]: values[name] for name in HAS_BLED_PROGRAM}
        theirs |= {"age": (age, "years"), "alcoholic_drinks": alcohol}
        answer = module.compute_has_bled_score_explanation(theirs)["Answer"]
        assert HAS_BLED.work(values).answer == str(answer)


@pytest.mark.parametrize(("finding", "points"), GBS_POINTS.items())
def test_gbs_points_of_each_finding(finding: str, points: int) -> None:
    assert GBS.work({**WELL, finding: True}).answer == str(points)


# Blatchford 2000, table 4: hemoglobin in g/L for men 120-129, 100-119 and below 100, for women 100-119 and below 100;
# systolic pressure 100-109, 90-99 and below 90 mmHg; pulse of 100 or more.
@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 0),
        ({"hemoglobin": 13.1}, 0),
        ({"hemoglobin": 13.0}, 0),
        ({"hemoglobin": 12.9}, 1),
        ({"hemoglobin": 12.0}, 1),
        ({"hemoglobin": 11.9}, 3),
        ({"hemoglobin": 10.0}, 3),
        ({"hemoglobin": 9.9}, 6),
        ({"sex": "female", "hemoglobin": 12.1}, 0),
        ({"sex": "female", "hemoglobin": 12.0}, 0),
        ({"sex": "female", "hemoglobin": 11.9}, 1),
        ({"sex": "female", "hemoglobin": 10.0}, 1),
        ({"sex": "female", "hemoglobin": 9.9}, 6),
        ({"systolic": 111}, 0),
        ({"systolic": 110}, 0),
        ({"systolic": 109}, 1),
        ({"systolic": 100}, 1),
        ({"systolic": 99}, 2),
        ({"systolic": 90}, 2),
        ({"systolic": 89}, 3),
        ({"heart_rate": 99}, 0),
        ({"heart_rate": 100}, 1),
        ({"heart_rate": 101}, 1),
        ({"bun": 18.1}, 0),
        ({"bun": 18.2}, 2),
        ({"bun": 22.3}, 2),
        ({"bun": 22.4}, 3),
        ({"bun": 27.9}, 3),
        ({"bun": 28}, 4),
        ({"bun": 69.9}, 4),
        ({"bun": 70}, 6),
        ({"bun": 71}, 6),
    ],
)
def test_gbs_at_and_beside_every_cut(change: dict[str, Any], points: int) -> None:
    assert GBS.work({**WELL, **change}).answer == str(points)


def _entities(**change: Any) -> dict[str, Any]:
    entities = {
        "sex": "Male",
        "Hemoglobin": [14.0, "g/dL"],
        "Blood Urea Nitrogen (BUN)": [12.0, "mg/dL"],
        "Systolic Blood Pressure": [120.0, "mm Hg"],
        "Heart Rate or Pulse": [80.0, "beats per minute"],
    }
    return entities | change


# Blatchford 2000 in its own units: urea 6.5-7.9 mmol/L 2, 8.0-9.9 3, 10.0-24.9 4, 25 and more 6; hemoglobin in g/L.
@pytest.mark.parametrize(
    ("urea", "points"), [(6.4, 0), (6.5, 2), (7.9, 2), (8.0, 3), (9.9, 3), (10.0, 4), (24.9, 4), (25.0, 6)]
)
def test_gbs_urea_in_mmol(urea: float, points: int) -> None:
    entities = _entities(**{"Blood Urea Nitrogen (BUN)": [urea, "mmol/L"]})
    assert GBS.solve(read_values(GBS, entities)).answer == str(points)


@pytest.mark.parametrize(("hemoglobin", "points"), [(130, 0), (129, 1), (120, 1), (119, 3), (100, 3), (99, 6)])
def test_gbs_hemoglobin_in_grams_per_liter(hemoglobin: int, points: int) -> None:
    entities = _entities(Hemoglobin=[hemoglobin, "g/L"])
    assert GBS.solve(read_values(GBS, entities)).answer == str(points)


def test_gbs_range() -> None:
    worst = {"hemoglobin": 8.0, "bun": 80, "systolic": 80, "heart_rate": 120, **dict.fromkeys(GBS_POINTS, True)}
    for sex in ("male", "female"):
        assert GBS.work({**worst, "sex": sex}).answer == "23"


def test_gbs_differs_from_the_benchmark_only_at_its_cuts() -> None:
    # Blatchford 2000 has 130 g/L (men) and 120 g/L (women) normal, gives 1 point from 120 g/L (men) and from 100 g/L
    # (women), and 6 points from 25 mmol/L = 70 mg/dL; the program has open and closed ends the wrong way there.
    levels, ureas = (8.0, 10.0, 10.1, 12.0, 12.5, 13.0, 13.1), (12, 18.2, 22.4, 28, 50, 70, 71)
    for number, (sex, level, urea) in enumerate(product(("male", "female"), levels, ureas)):
        values = {**WELL, "sex": sex, "hemoglobin": level, "bun": urea}
        values |= {"systolic": (89, 90, 100, 110)[number % 4], "heart_rate": (99, 100, 101)[number % 3]}
        values |= {name: bool(number >> place & 1) for place, name in enumerate(GBS_POINTS)}
        theirs = program_gbs(values, (urea, "mg/dL"))
        assert GBS.variants[0].answer(values, {}) == theirs
        at_cut = (sex, level) in {("male", 13), ("male", 12), ("female", 12), ("female", 10)} or urea == 70
        assert (float(GBS.work(values).answer) != theirs) is at_cut


def test_gbs_variant_of_the_cuts() -> None:
    values = {**WELL, "hemoglobin": 13.0}
    assert GBS.work(values).answer == "0"
    assert GBS.variants[0].answer(values, {}) == 1


@pytest.mark.parametrize(("urea", "ours", "theirs"), [(7.6, 2, 3), (6.4, 0, 0), (9.6, 3, 4), (20.0, 4, 4)])
def test_gbs_variants_of_the_rounded_conversion(urea: float, ours: int, theirs: int) -> None:
    # 7.6 mmol/L becomes 0.008 mol and 22.5 mg/dL; it is 21.3 mg/dL.
    entities = _entities(**{"Blood Urea Nitrogen (BUN)": [urea, "mmol/L"]})
    values = read_values(GBS, entities)
    assert GBS.work(values).answer == str(ours)
    assert GBS.variants[1].answer(values, entities) == theirs == program_gbs(values, (urea, "mmol/L"))
    values["hemoglobin"] = 13.0
    assert GBS.variants[2].answer(values, entities) == theirs + 1 == program_gbs(values, (urea, "mmol/L"))

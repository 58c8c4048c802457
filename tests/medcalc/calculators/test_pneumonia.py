"""The Pneumonia Severity Index against its published table and medcalc (the benchmark's program)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.pneumonia import CALCULATORS

(PSI,) = CALCULATORS
# A man of 50 with every measurement at the last value that gives no points.
LUNG: dict[str, Any] = {
    **{"age": 50, "sex": "male", "respiratory_rate": 29, "systolic": 90, "temperature": 39.9, "heart_rate": 124},
    **{"ph": 7.35, "bun": 29, "sodium": 130, "glucose": 249, "hematocrit": 30, "pao2": 60},
}
# Fine 1997 (10.1056/NEJM199701233360402), table 2 and its footnotes
FINE = {
    **{"nursing_home": 10, "neoplastic_disease": 30, "liver_disease": 20, "heart_failure": 10},
    **{"cerebrovascular_disease": 10, "renal_disease": 10, "altered_mental_status": 20, "pleural_effusion": 10},
}
PSI_CUTS = [
    *(("respiratory_rate", value, more) for value, more in ((29, 0), (30, 20), (31, 20))),
    *(("systolic", value, more) for value, more in ((91, 0), (90, 0), (89, 20))),
    *(
        ("temperature", value, more)
        for value, more in ((34.9, 15), (35.0, 0), (35.1, 0), (39.9, 0), (40.0, 15), (40.1, 15))
    ),
    *(("heart_rate", value, more) for value, more in ((124, 0), (125, 10), (126, 10))),
    *(("ph", value, more) for value, more in ((7.36, 0), (7.35, 0), (7.34, 30))),
    *(("bun", value, more) for value, more in ((29, 0), (30, 20), (31, 20))),
    *(("sodium", value, more) for value, more in ((131, 0), (130, 0), (129, 20))),
    *(("glucose", value, more) for value, more in ((249, 0), (250, 10), (251, 10))),
    *(("hematocrit", value, more) for value, more in ((31, 0), (30, 0), (29, 10))),
    *(("pao2", value, more) for value, more in ((61, 0), (60, 0), (59, 10))),
]


def points(values: dict[str, Any]) -> int:
    return int(PSI.solve(values).answer)


def program_psi(values: dict[str, Any]) -> int:
    module = pytest.importorskip("medcalc.psi_score")
    names = {"chf": "heart_failure", "cerebrovascular_disease": "cerebrovascular_disease"}
    names |= {"nursing_home_resident": "nursing_home", "pleural_effusion": "pleural_effusion"}
    names |= {name: name for name in ("neoplastic_disease", "liver_disease", "renal_disease", "altered_mental_status")}
    units = {"bun": "mg/dL", "sodium": "mmol/L", "glucose": "mg/dL"}
    return int(
        module.psi_score_explanation(
            {
                **{theirs: values.get(ours, False) for theirs, ours in names.items()},
                **{name: (values[name], unit) for name, unit in units.items()},
                "age": (values["age"], "years"),
                "sex": values["sex"].capitalize(),
                "heart_rate": (values["heart_rate"], "beats per minute"),
                "temperature": (values["temperature"], "degrees celsius"),
                "pH": values["ph"],
                "respiratory_rate": (values["respiratory_rate"], "breaths per minute"),
                "sys_bp": (values["systolic"], "mm Hg"),
                "hemocratit": (values["hematocrit"], "%"),
                "partial_pressure_oxygen": (values["pao2"], "mm Hg"),
            }
        )["Answer"]
    )


@pytest.mark.parametrize(("name", "value", "more"), PSI_CUTS)
def test_psi_at_and_beside_every_cut(name: str, value: float, more: int) -> None:
    values = LUNG | {name: value}
    assert points(values) == 50 + more
    assert program_psi(values) == 50 + more


@pytest.mark.parametrize(("name", "more"), FINE.items())
def test_psi_points_of_each_finding(name: str, more: int) -> None:
    values = LUNG | {name: True}
    assert points(values) == 50 + more == program_psi(values)


def test_psi_age_and_sex() -> None:
    assert points({"age": 83, "sex": "male"}) == 83
    assert points({"age": 83, "sex": "female"}) == 73
    worst = {"temperature": 34, "ph": 7.2, "bun": 90, "sodium": 120, "glucose": 400, "hematocrit": 20, "pao2": 45}
    worst |= {"respiratory_rate": 40, "systolic": 80, "heart_rate": 140, **dict.fromkeys(FINE, True)}
    assert points({"age": 80, "sex": "male", **worst}) == 80 + 120 + 165


@given(st.sets(st.sampled_from(sorted(FINE))), st.integers(18, 99), st.sampled_from(["male", "female"]))
def test_psi_findings_add_up(present: set[str], age: int, sex: str) -> None:
    values = {"age": age, "sex": sex, **dict.fromkeys(present, True)}
    assert points(values) == age - 10 * (sex == "female") + sum(FINE[name] for name in present)


def test_psi_celsius_taken_for_fahrenheit_by_an_invented_case() -> None:
    variant = PSI.variants[0]
    values = LUNG | {"temperature": 38.0, "renal_disease": True}
    assert points(values) == 60
    assert variant.answer(values, {"Temperature": [38.0, "degrees celsisus"]}) == 75
    assert variant.answer(values | {"sex": "female"}, {"Temperature": [38.0, "degrees celsisus"]}) == 65
    # 102 °C would be 38.9 °F: no points
    assert variant.answer(values, {"Temperature": [102.0, "degrees celsisus"]}) == 60
    assert variant.answer(values, {"Temperature": [38.0, "degrees celsius"]}) is None
    assert variant.answer(values, {"Temperature": [100.4, "degrees fahrenheit"]}) is None

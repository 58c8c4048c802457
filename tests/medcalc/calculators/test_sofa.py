"""SOFA against the table of Vincent 1996 and the benchmark's program."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehrmind.medcalc.calculators.sofa import CALCULATORS
from ehrmind.medcalc.entities import read_values, unused
from ehrmind.medcalc.variants.sofa import VARIANTS, program

SOFA = CALCULATORS[0]
# Vincent 1996 (10.1007/BF01709751), table 3: values beside and at every cut, and their points. The table leaves 12.0
# and 5.0 mg/dL open ("> 12.0", "> 5.0" beside "6.0-11.9", "3.5-4.9"); they count 4.
ROWS: list[tuple[dict[str, Any], int]] = [
    *(({"pao2": pao2, "fio2": 25}, points) for pao2, points in ((100, 0), (99, 1), (75, 1), (74, 2), (49, 2), (24, 2))),
    *(
        ({"pao2": pao2, "fio2": 50, "respiratory_support": True}, points)
        for pao2, points in ((200, 0), (199, 1), (150, 1), (149, 2), (100, 2), (99, 3), (50, 3), (49, 4))
    ),
    *(
        ({"platelets": n}, points)
        for n, points in ((150, 0), (149, 1), (100, 1), (99, 2), (50, 2), (49, 3), (20, 3), (19, 4))
    ),
    *(
        ({"bilirubin": n}, points)
        for n, points in ((1.1, 0), (1.2, 1), (1.9, 1), (2.0, 2), (5.9, 2), (6.0, 3), (11.9, 3))
    ),
    ({"bilirubin": 12.0}, 4),
    ({"bilirubin": 12.1}, 4),
    *(({"systolic": n, "diastolic": n}, points) for n, points in ((69, 1), (70, 0), (71, 0))),
    ({"hypotension": True}, 1),
    *(({"dopamine": (n, 1)}, points) for n, points in ((0, 0), (2, 2), (5, 2), (5.1, 3), (15, 3), (15.1, 4))),
    ({"dobutamine": (2.5, 1)}, 2),
    ({"dobutamine": (20, 1)}, 2),
    *(
        ({drug: (n, 1)}, points)
        for drug in ("epinephrine", "norepinephrine")
        for n, points in ((0.02, 3), (0.1, 3), (0.11, 4))
    ),
    *(
        ({"gcs": n}, points)
        for n, points in ((15, 0), (14, 1), (13, 1), (12, 2), (10, 2), (9, 3), (6, 3), (5, 4), (3, 4))
    ),
    *(
        ({"creatinine": n}, points)
        for n, points in ((1.1, 0), (1.2, 1), (1.9, 1), (2.0, 2), (3.4, 2), (3.5, 3), (4.9, 3))
    ),
    ({"creatinine": 5.0}, 4),
    ({"creatinine": 5.1}, 4),
    *(({"urine_output": n}, points) for n, points in ((500, 0), (499, 3), (200, 3), (199, 4))),
]


def points(**values: Any) -> int:
    return int(SOFA.solve(values).answer)


@pytest.mark.parametrize(("values", "expected"), ROWS)
def test_at_and_beside_every_cut(values: dict[str, Any], expected: int) -> None:
    assert points(**values) == expected


def test_each_organ_takes_its_highest_level() -> None:
    assert points(systolic=80, diastolic=50, dobutamine=(5, 1), norepinephrine=(0.3, 1)) == 4
    assert points(creatinine=2.4, urine_output=150) == 4
    assert points(creatinine=5.4, urine_output=450) == 4
    assert points(creatinine=1.7, urine_output=900) == 1


def test_what_is_not_stated_is_normal() -> None:
    assert SOFA.required == ()
    assert points() == 0
    assert points(pao2=60) == 2, "on room air"
    assert points(fio2=80, systolic=60) == 0


def test_the_highest_score() -> None:
    worst = {"pao2": 60, "fio2": 100, "respiratory_support": True, "platelets": 10, "bilirubin": 14, "gcs": 3}
    assert points(**worst, epinephrine=(0.2, 1), urine_output=100) == 24


def test_the_steps_say_what_was_measured() -> None:
    text = SOFA.solve({"pao2": 84, "fio2": 35, "dopamine": (6, 1)}).text
    assert "PaO2/FiO2 = 84 / 0.35 = 240 mmHg." in text
    assert "Circulation: dopamine 6 mcg/kg/min, above 5: +3." in text
    assert "Not stated (0): coagulation, liver, nervous system, kidneys." in text


def test_the_benchmarks_entities() -> None:
    entities = {
        **{"norEPINEPHrine": [0.15, "mc/kg/min"], "DOPamine": [3.0, "mcg/kg/min"], "DOBUTamine": [6, "mcg/kg/min"]},
        **{"EPINEPHrine": [0.01, "mcg/kg/min"], "FiO2": [80.0, "%"], "PaO2": [96.0, "mm Hg"], "Hypotension": False},
        **{"On mechanical ventilation": False, "Continous positive airway pressure": True, "Glasgow Coma Score": 7.0},
        **{"Platelet count": [61000.0, "µL"], "Bilirubin": [51.3, "µmol/L"], "creatinine": [133.0, "µmol/L"]},
        **{"Urine Output": [180, "mL/day"], "Systolic Blood Pressure": [104, "mm Hg"]},
        "Diastolic Blood Pressure": [64, "mm Hg"],
        "Continuous veno-venous hemodialysis for ≥24 hours in the past week": True,
    }
    assert unused(SOFA, entities) == ["Continuous veno-venous hemodialysis for ≥24 hours in the past week"]
    # respiration 3, circulation 4, nervous system 3, liver 2, platelets 2, kidneys 4
    assert points(**read_values(SOFA, entities)) == 18


def benchmark(entities: dict[str, Any]) -> float:
    """The benchmark's program, as the package `medcalc` distributes it."""
    module = pytest.importorskip("medcalc.sofa")
    names = {
        **{"PaO2": "partial_pressure_oxygen", "FiO2": "fio2", "On mechanical ventilation": "mechanical_ventilation"},
        **{"Continous positive airway pressure": "cpap", "Systolic Blood Pressure": "sys_bp", "DOPamine": "dopamine"},
        **{"Diastolic Blood Pressure": "dia_bp", "DOBUTamine": "dobutamine", "EPINEPHrine": "epinephrine"},
        **{"norEPINEPHrine": "norepinephrine", "Glasgow Coma Score": "gcs", "Bilirubin": "bilirubin"},
        **{"Platelet count": "platelet_count", "Urine Output": "urine_output", "creatinine": "creatinine"},
    }
    return float(module.compute_sofa_explanation({names[key]: value for key, value in entities.items()})["Answer"])


def amounts(unit: str, *numbers: float) -> st.SearchStrategy[Any]:
    return st.sampled_from([[number, unit] for number in numbers])


DRUGS = {
    "DOPamine": amounts("mcg/kg/min", 0, 2, 5, 6, 16),
    "DOBUTamine": amounts("mcg/kg/min", 0, 3),
    "EPINEPHrine": amounts("mcg/kg/min", 0, 0.1, 0.2),
    "norEPINEPHrine": amounts("mcg/kg/min", 0.08, 0.3),
}
KIDNEYS = {
    "creatinine": st.one_of(amounts("mg/dL", 0.8, 1.2, 2, 3.5, 5), amounts("µmol/L", 84.5, 103, 146, 480)),
    "Urine Output": amounts("mL/day", 100, 499, 900),
}
PATIENTS = {
    "PaO2": amounts("mm Hg", 40, 90, 180),
    "Bilirubin": amounts("mg/dL", 1.1, 1.2, 2, 6, 12),
    "Platelet count": amounts("µL", 19000, 20000, 50000, 100000, 150000),
}
MAYBE = {
    "Systolic Blood Pressure": amounts("mm Hg", 70, 120),
    "Diastolic Blood Pressure": amounts("mm Hg", 50, 80),
    "Glasgow Coma Score": st.integers(3, 15),
}
SUPPORT = {
    "On mechanical ventilation": st.booleans(),
    "Continous positive airway pressure": st.booleans(),
}


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        PATIENTS | {"FiO2": amounts("%", 21, 50, 100)},
        optional=MAYBE | SUPPORT | DRUGS | {"creatinine": KIDNEYS["creatinine"]},
    ),
    KIDNEYS["Urine Output"],
    st.booleans(),
)
def test_the_variant_is_the_benchmarks_program(entities: dict[str, Any], urine: Any, stated: bool) -> None:
    if stated or "creatinine" not in entities:  # without either it fails
        entities["Urine Output"] = urine
    assert program(read_values(SOFA, entities), entities) == benchmark(entities)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        PATIENTS
        | SUPPORT
        | {"FiO2": amounts("%", 21, 100), "creatinine": amounts("mg/dL", 0.8, 1.2, 2, 3.5, 5)}
        | {"Glasgow Coma Score": st.integers(3, 15), "DOPamine": amounts("mcg/kg/min", 2, 5, 6, 15)}
    ).filter(
        lambda entities: entities["On mechanical ventilation"] or not entities["Continous positive airway pressure"]
    )
)
def test_given_the_fraction_of_oxygen_the_benchmark_agrees_with_us(entities: dict[str, Any]) -> None:
    # and dopamine alone, creatinine alone, and no positive pressure without a ventilator
    fraction = {**entities, "FiO2": [entities["FiO2"][0] / 100, ""]}
    assert points(**read_values(SOFA, entities)) == benchmark(fraction)


VALUES: dict[str, Any] = {"pao2": 300, "fio2": 50, "bilirubin": 1.0, "platelets": 200, "gcs": 15, "dopamine": (4, 1)}


@pytest.mark.parametrize(
    ("change", "entities", "ours", "theirs"),
    [
        ({}, {}, 2, 4),  # 300 mmHg on half oxygen is 600, 0 points; it divides by 50
        ({"respiratory_support": True}, {"On mechanical ventilation": True}, 2, 6),
        ({"respiratory_support": True}, {"Continous positive airway pressure": True}, 2, 2),
        ({"dopamine": None}, {}, 0, 4),  # dopamine not given is "at most 5"
        ({"norepinephrine": (0.3, 1)}, {}, 4, 4),  # 2 for dopamine comes first
        ({"dopamine": (16, 1)}, {}, 4, 5),  # never 4
        ({"creatinine": 6.0, "urine_output": 900}, {}, 6, 4),  # both stated: no points
        ({"urine_output": 100}, {}, 6, 7),  # "below 500" comes before "below 200"
        ({"creatinine": 1.17}, {"creatinine": [103, "µmol/L"]}, 2, 5),  # it rounds 1.17 to 1.2 mg/dL
        ({"systolic": 80, "diastolic": 50, "dopamine": (8, 1)}, {}, 3, 3),  # 1 for the pressure comes first
    ],
)
def test_each_defect_of_the_benchmark(change: dict[str, Any], entities: dict[str, Any], ours: int, theirs: int) -> None:
    values = {**VALUES, **change}
    assert points(**values) == ours
    assert program(values, entities) == theirs
    assert VARIANTS[43][0].answer({}, entities) is None

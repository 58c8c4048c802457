"""The calculators beyond the benchmark's, against numbers worked out by hand from their sources."""

from typing import Any

import pytest

from ehrmind.medcalc.calculators import EXTENDED

CALM = {"respiratory_rate": 16, "oxygen_saturation": 98, "systolic": 124, "heart_rate": 72, "temperature": 37.0}
NEWS: dict[str, Any] = {**CALM, "consciousness": "alert"}
PESI: dict[str, Any] = {**CALM, "age": 60, "sex": "female"}
MELD: dict[str, Any] = {
    **{"sex": "male", "creatinine": 1.0, "bilirubin": 1.0, "inr": 1.0, "sodium": 137, "albumin": 3.5},
    **{"dialysis_twice": False, "cvvhd": False},
}
RANSON = {"age": 55, "white_cells": 16.0, "glucose": 200, "ldh": 350, "ast": 250}
BISAP = {"age": 60, "bun": 25, "temperature": 37.0, "heart_rate": 90, "respiratory_rate": 20, "white_cells": 8.0}
AIMS = {"albumin": 3.0, "inr": 1.5, "systolic": 91, "age": 64}
ROCKALL: dict[str, Any] = {"age": 59, "systolic": 120, "heart_rate": 80, "comorbidity": "none"}
ABCD: dict[str, Any] = {
    **{"age": 59, "systolic": 139, "diastolic": 89, "duration": 9},
    "deficit": "neither weakness nor speech disturbance",
}
APGAR = {
    **{"appearance": "pink all over", "newborn_pulse": "at least one hundred", "grimace": "cry, cough or sneeze"},
    **{"activity": "active motion", "newborn_respiration": "good, crying"},
}
BRADEN = {
    **{"sensory_perception": "no impairment", "skin_moisture": "rarely moist", "activity_level": "walks frequently"},
    **{"bed_mobility": "no limitation", "nutrition": "excellent", "friction_and_shear": "no apparent problem"},
}
SEVERE = "renal failure, liver failure or disseminated malignancy"
MAJOR = "heart failure, ischemic heart disease or other major comorbidity"

# id, a patient, what is changed of him, and the points: at and beside every cut of the source's table.
POINTS: list[tuple[int, dict[str, Any], dict[str, Any], int]] = [
    (101, CALM, {}, 0),
    (101, CALM, {"respiratory_rate": 21}, 0),
    (101, CALM, {"respiratory_rate": 22}, 1),
    (101, CALM, {"systolic": 101}, 0),
    (101, CALM, {"systolic": 100}, 1),
    (101, CALM, {"altered_mental_status": True, "systolic": 88, "respiratory_rate": 30}, 3),
    (102, NEWS, {}, 0),
    *(
        (102, NEWS, {"respiratory_rate": v}, p)
        for v, p in ((8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (25, 3))
    ),
    *((102, NEWS, {"oxygen_saturation": v}, p) for v, p in ((91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0))),
    *((102, NEWS, {"systolic": v}, p) for v, p in ((90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0))),
    (102, NEWS, {"systolic": 220}, 3),
    *((102, NEWS, {"heart_rate": v}, p) for v, p in ((40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1))),
    *((102, NEWS, {"heart_rate": v}, p) for v, p in ((111, 2), (130, 2), (131, 3))),
    *(
        (102, NEWS, {"temperature": v}, p)
        for v, p in ((35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1))
    ),
    *((102, NEWS, {"temperature": v}, p) for v, p in ((39.0, 1), (39.1, 2))),
    (102, NEWS, {"supplemental_oxygen": True}, 2),
    *((102, NEWS, {"consciousness": v}, 3) for v in ("newly confused", "responds to voice", "unresponsive")),
    (105, PESI, {}, 60),
    (105, PESI, {"sex": "male"}, 70),
    (105, PESI, {"neoplastic_disease": True, "heart_failure": True, "copd": True}, 110),
    (105, PESI, {"heart_rate": 109}, 60),
    (105, PESI, {"heart_rate": 110}, 80),
    (105, PESI, {"systolic": 100}, 60),
    (105, PESI, {"systolic": 99}, 90),
    (105, PESI, {"respiratory_rate": 29}, 60),
    (105, PESI, {"respiratory_rate": 30}, 80),
    (105, PESI, {"temperature": 36.0}, 60),
    (105, PESI, {"temperature": 35.9}, 80),
    (105, PESI, {"altered_mental_status": True}, 120),
    (105, PESI, {"oxygen_saturation": 90}, 60),
    (105, PESI, {"oxygen_saturation": 89}, 80),
    (106, PESI, {}, 0),
    (106, PESI, {"age": 80}, 0),
    (106, PESI, {"age": 81}, 1),
    (106, PESI, {"heart_failure": True, "copd": True}, 1),
    (106, PESI, {"neoplastic_disease": True, "heart_rate": 110, "systolic": 99, "oxygen_saturation": 89}, 4),
    (107, {"age": 69, "bmi": 29.9}, {}, 0),
    (107, {"age": 70, "bmi": 30.0}, {}, 2),
    *(
        (107, {"age": 50, "bmi": 22.0}, {name: True}, points)
        for name, points in (
            *(("active_cancer", 3), ("earlier_clot", 3), ("immobilization", 3), ("thrombophilia", 3)),
            *(("surgery_or_trauma", 2), ("heart_failure", 1), ("respiratory_failure", 1), ("acute_infarction", 1)),
            *(("acute_stroke", 1), ("acute_infection", 1), ("connective_tissue_disease", 1), ("hormone_use", 1)),
        )
    ),
    (107, {"age": 50, "bmi": 22.0}, {"acute_infection": True, "connective_tissue_disease": True}, 1),
    (108, {"age": 64}, {}, 0),
    (108, {"age": 65}, {}, 1),
    (108, {"age": 50}, {"hypertension": True, "smoking": True}, 0),
    (108, {"age": 50}, {"hypertension": True, "smoking": True, "diabetes": True}, 1),
    (108, {"age": 50}, {"family_history": True, "hypercholesterolemia": True, "diabetes": True, "smoking": True}, 1),
    *(
        (108, {"age": 50}, {name: True}, 1)
        for name in ("coronary_stenosis", "aspirin_week", "severe_angina", "st_deviation", "cardiac_markers")
    ),
    (109, {"age": 65}, {}, 0),
    (109, {"age": 66}, {"cardiovascular_history": True, "no_prodrome": True, "abnormal_ecg": True}, 4),
    (110, ABCD, {}, 0),
    (110, ABCD, {"age": 60}, 1),
    (110, ABCD, {"systolic": 140}, 1),
    (110, ABCD, {"diastolic": 90}, 1),
    (110, ABCD, {"systolic": 140, "diastolic": 90}, 1),
    (110, ABCD, {"deficit": "speech disturbance without weakness"}, 1),
    (110, ABCD, {"deficit": "unilateral weakness"}, 2),
    *((110, ABCD, {"duration": v}, p) for v, p in ((10, 1), (59, 1), (60, 2))),
    (110, ABCD, {"diabetes": True}, 1),
    (111, {"age": 74}, {}, 0),
    (111, {"age": 75}, {}, 1),
    (111, {"age": 75}, {"heart_failure": True, "hypertension": True, "diabetes": True, "stroke": True}, 6),
    (112, RANSON, {}, 0),
    *((112, RANSON, {n: v}, 1) for n, v in (("age", 56), ("white_cells", 16.1), ("glucose", 201), ("ldh", 351))),
    (112, RANSON, {"ast": 251}, 1),
    (112, RANSON, {"glucose": 200.9, "glucose [mmol/L]": 11.1}, 0),
    (113, BISAP, {}, 0),
    (113, BISAP, {"bun": 26}, 1),
    (113, BISAP, {"age": 61}, 1),
    (113, BISAP, {"altered_mental_status": True, "pleural_effusion": True}, 2),
    (113, BISAP, {"heart_rate": 91}, 0),  # one SIRS criterion
    (113, BISAP, {"heart_rate": 91, "temperature": 38.1}, 1),
    (113, BISAP, {"paco2": 31, "bands": 11}, 1),
    (114, AIMS, {}, 0),
    *((114, AIMS, {n: v}, 1) for n, v in (("albumin", 2.9), ("inr", 1.6), ("systolic", 90), ("age", 65))),
    (114, AIMS, {"altered_mental_status": True}, 1),
    (115, ROCKALL, {}, 0),
    *((115, ROCKALL, {"age": v}, p) for v, p in ((60, 1), (79, 1), (80, 2))),
    (115, ROCKALL, {"heart_rate": 99}, 0),
    (115, ROCKALL, {"heart_rate": 100}, 1),
    (115, ROCKALL, {"systolic": 99}, 2),
    (115, ROCKALL, {"systolic": 99, "heart_rate": 130}, 2),
    (115, ROCKALL, {"comorbidity": MAJOR}, 2),
    (115, ROCKALL, {"comorbidity": SEVERE, "age": 85, "systolic": 80}, 7),
    (116, APGAR, {}, 10),
    (116, APGAR, {"appearance": "pink body, blue hands and feet", "grimace": "grimace"}, 8),
    (116, APGAR, {"newborn_pulse": "below one hundred", "newborn_respiration": "absent", "activity": "limp"}, 5),
    (117, BRADEN, {}, 23),
    (117, BRADEN, {"nutrition": "very poor"}, 20),
    (117, BRADEN, {"skin_moisture": "very moist", "activity_level": "chairfast", "friction_and_shear": "problem"}, 17),
    # Kim 2021: 1.33 + 4.56 ln 3 + 0.82 × 7 - 0.24 × 7 ln 3 + 9.09 ln 2 + 11.14 ln 2 + 1.85 - 1.83 ln 2 + 6
    #         = 1.33 + 5.010 + 5.74 - 1.846 + 6.301 + 7.722 + 1.85 - 1.268 + 6 = 30.838
    (
        *(121, MELD),
        {"sex": "female", "bilirubin": 3.0, "sodium": 130, "inr": 2.0, "creatinine": 2.0, "albumin": 2.5},
        31,
    ),
    (121, MELD, {}, 6),
    (121, MELD, {"sex": "female"}, 7),
    (121, MELD, {"creatinine": 3.0}, 18),  # 11.14 × 1.0986 + 6 = 18.24
    (121, MELD, {"creatinine": 4.5}, 18),
    (121, MELD, {"creatinine": 1.5, "cvvhd": True}, 18),
    (121, MELD, {"albumin": 1.5}, 10),  # 1.85 × 2 + 6 = 9.7
    (121, MELD, {"albumin": 1.1}, 10),
    (121, MELD, {"sodium": 120}, 16),  # 0.82 × 12 + 6 = 15.84
    (121, MELD, {"bilirubin": 30.0, "inr": 5.0, "creatinine": 4.0}, 40),
]


@pytest.mark.parametrize(("number", "patient", "change", "points"), POINTS)
def test_points_at_and_beside_every_cut(
    number: int, patient: dict[str, Any], change: dict[str, Any], points: int
) -> None:
    assert EXTENDED[number].solve({**patient, **change}).answer == str(points)


KFRE = {"sex": "male", "age": 60, "egfr": 30, "acr": 300}
# id, values, the answer by hand
DECIMALS: list[tuple[int, dict[str, Any], float]] = [
    (103, {"heart_rate": 120, "systolic": 80}, 1.5),
    (104, {"weight": 70.0, "burned_surface": 30}, 8400),
    (118, {"mcv": 65, "red_cells": 5.0}, 13),
    (119, {"reticulocytes": 9.0, "hematocrit": 25}, 5),
    (120, {"reticulocytes": 9.0, "hematocrit": 25}, 2.5),  # 5 / 2
    (120, {"reticulocytes": 9.0, "hematocrit": 15}, 1.2),  # 3 / 2.5
    (120, {"reticulocytes": 9.0, "hematocrit": 16}, 1.6),  # 3.2 / 2
    (120, {"reticulocytes": 9.0, "hematocrit": 26}, 5.2 / 1.5),
    (120, {"reticulocytes": 9.0, "hematocrit": 35}, 7 / 1.5),
    (120, {"reticulocytes": 9.0, "hematocrit": 36}, 7.2),
    (122, {"prothrombin_time": 20.0, "control_time": 12.0, "bilirubin": 10.0}, 46.8),
    (123, {"albumin": 3.0, "ascites_albumin": 1.2}, 1.8),
    (124, {"alt": 400, "alp": 240}, 5),
    (125, {"ast": 80, "platelets": 100}, 2),
    (126, KFRE, 24.563),  # L = 0.22802 + 0.10751 + 0.68029 + 0.25562; as the package kfre 0.1.18 has it
    (127, {"urine_urea": 400, "creatinine": 2.0, "bun": 40, "urine_creatinine": 100}, 20),
    (128, {"urine_potassium": 60, "potassium": 3.0, "urine_osmolality": 600, "osmolality": 300}, 10),
    (129, {"urine_sodium": 40, "urine_potassium": 30, "urine_chloride": 50}, 20),
    (130, {"fio2": 21, "paco2": 40, "pao2": 80}, 19.73),
    (130, {"fio2": 100, "paco2": 40, "pao2": 100}, 563),
    (131, {"bicarbonate": 12}, 26),
    (132, {"phenytoin": 8.0, "albumin": 2.0}, 16),
    # 200 / 0.948 - 50 / 0.971 - (150 / 8.56 + 150 × 150 / 2140 - 150² / 16100) - 9.44
    # = 210.9705 - 51.4933 - (17.5234 + 10.5140 - 1.3975) - 9.44 = 123.3973
    (133, {"total_cholesterol": 200, "hdl": 50, "triglycerides": 150}, 123.397),
]


@pytest.mark.parametrize(("number", "values", "answer"), DECIMALS)
def test_decimals_by_hand(number: int, values: dict[str, Any], answer: float) -> None:
    assert float(EXTENDED[number].solve(values).answer) == pytest.approx(answer, abs=6e-4)


def test_every_extended_calculator_is_worked_by_hand() -> None:
    assert {number for number, *_ in (*POINTS, *DECIMALS)} == set(EXTENDED)


def test_what_a_missing_input_means() -> None:
    from ehrmind.medcalc.forms import MissingInput

    assert EXTENDED[113].solve({**BISAP, "paco2": None}).answer == "0"
    with pytest.raises(MissingInput, match="consciousness"):
        EXTENDED[102].solve(CALM)
    with pytest.raises(MissingInput, match="nutrition"):
        EXTENDED[117].solve({name: value for name, value in BRADEN.items() if name != "nutrition"})

"""What the notes of the extended calculators need besides the others': oxygen, consciousness, cells, whose pulse it is."""

import random
import re

import pytest

from ehrmind.medcalc.calculators import EVERY
from ehrmind.medcalc.diseases import DISEASES
from ehrmind.medcalc.measures import HEMOGLOBIN
from ehrmind.medcalc.notes import Length, NoteSettings, Style, write_case
from ehrmind.medcalc.notes.contradictions import contradictions
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.notes.physiology import measured
from ehrmind.medcalc.notes.write import Case

NEWS2, APGAR, KIDNEY_FAILURE, MADDREY, PESI, ROCKALL = 102, 116, 126, 122, 105, 115
MEDIUM = NoteSettings(Length.medium)


def cases(calculator: int, count: int = 40) -> list[Case]:
    return [write_case(EVERY[calculator], 4, "train", index, MEDIUM) for index in range(count)]


def broken(calculator: int, note: str, **values: object) -> list[str]:
    """The rules that a note of such a patient breaks."""
    case = write_case(EVERY[calculator], 0, "train", 0)
    return contradictions(EVERY[calculator], Case(note, "", {**case.values, **values}, case.work), Style.case_report)


def test_a_saturation_under_oxygen_is_not_one_on_room_air() -> None:
    for calculator in (NEWS2, PESI):
        assert not [
            case.note for case in cases(calculator) if re.search(r"SpO2 \(room air\)|on RA|on room air \d", case.note)
        ]
    others = [case.note for case in cases(39)]
    assert any(re.search(r"SpO2 \(room air\)|on RA", note) for note in others)


def test_oxygen_and_consciousness_are_read_by_the_rules() -> None:
    assert broken(NEWS2, "SpO2 on room air 95%.", supplemental_oxygen=True)
    assert not broken(NEWS2, "SpO2 on room air 95%.", supplemental_oxygen=False)
    assert broken(NEWS2, "She denies chest pain.", sex="female", consciousness="responds to pain")
    assert not broken(NEWS2, "She denies chest pain.", sex="female", consciousness="alert")


@pytest.mark.parametrize(("name", "clear"), [("consciousness", "alert"), ("sensory_perception", "no impairment")])
def test_who_is_not_clear_does_not_tell(name: str, clear: str) -> None:
    calculator = NEWS2 if name == "consciousness" else 117
    rng = random.Random(1)
    seen = set()
    for _ in range(300):
        patient = draw_patient(EVERY[calculator], NoteSettings(), rng)
        seen.add(patient.tells)
        assert patient.values[name] == clear or not patient.tells
    assert seen == {True, False}


def test_the_controls_time_is_not_the_patients() -> None:
    note = "Labs: control prothrombin time 12.1 s, prothrombin time {} s."
    assert not broken(MADDREY, note.format("24.3"))
    assert broken(MADDREY, note.format("24.3") + " Prothrombin time 19.2 s.")


def test_no_creatinine_stands_beside_an_estimated_filtration() -> None:
    assert not [case.note for case in cases(KIDNEY_FAILURE) if re.search(r"creatinine:? \d", case.note)]


def test_the_mothers_pulse_is_not_taken_for_the_newborns() -> None:
    said = r"\b(?:HR|pulse|P|heart rate):? \d"
    assert not [case.note for case in cases(APGAR) if re.search(said, case.note)]
    assert [case.note for case in cases(39) if re.search(said, case.note)]


def test_laboratory_values_do_not_deny_a_comorbidity() -> None:
    """A failing liver or kidney does not stand beside normal bilirubin and creatinine."""
    assert not [case.note for case in cases(ROCKALL) if re.search(r"bilirubin|creatinine|albumin", case.note)]


def test_hemoglobin_follows_the_red_cells() -> None:
    """A third of the hematocrit, which is cells × volume: 70 fL × 5 ×10¹²/L make 35 %."""
    disease = next(item for item in DISEASES if 118 in item.asks)
    drawn = [measured(HEMOGLOBIN, disease, 0.5, {"mcv": 70, "red_cells": 5.0}, random.Random(i)) for i in range(50)]
    assert all(11 <= value <= 11.7 for value in drawn)

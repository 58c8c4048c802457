"""General remarks keep away from what the disease itself speaks of."""

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.diseases import DISEASES
from ehrmind.medcalc.notes import Length, NoteSettings, Style, write_case
from ehrmind.medcalc.notes.topics import speaks_of

BY_NAME = {disease.name: disease for disease in DISEASES}


def test_a_disease_speaks_of_what_stands_in_its_text() -> None:
    cellulitis = BY_NAME["cellulitis of the lower leg"]
    assert speaks_of(cellulitis, "rash|redness")
    assert speaks_of(cellulitis, "fissure")  # a word may go on: fissures
    assert not speaks_of(cellulitis, "pupil")
    assert not speaks_of(cellulitis, "edness")  # a word begins there


def test_no_general_remark_denies_the_disease() -> None:
    """A red leg has no intact skin, and who waits for a carpal tunnel release has the syndrome only once."""
    denied = {
        "cellulitis of the lower leg": ("skin is intact", "skin intact", "no new rash", "no rash was noticed"),
        "acute pyelonephritis": ("costovertebral angle tenderness", "spine is not tender"),
        "carpal tunnel syndrome before release": ("and carpal tunnel syndrome", "treated for carpal tunnel syndrome"),
    }
    seen = dict.fromkeys(denied, 0)
    settings = NoteSettings(Length.medium, Style.mixed)
    for calculator in (CALCULATORS[5], CALCULATORS[17]):
        for index in range(300):
            case = write_case(calculator, 2, "train", index, settings)
            if case.disease in denied:
                seen[case.disease] += 1
                assert not any(text in case.note.lower() for text in denied[case.disease]), case.note
    assert min(seen.values()) >= 5

"""A clinic is no ward and a check-up no disease; what was measured long ago was measured on a healthier body."""

import random
import re

from ehrmind.medcalc.calculators import EVERY
from ehrmind.medcalc.diseases import DISEASES
from ehrmind.medcalc.notes import Length, NoteSettings, Style, write_case
from ehrmind.medcalc.notes.contradictions import HOSPITAL, contradictions
from ehrmind.medcalc.notes.distractors import IN_WEEKS, LATELY, LONG_AGO, WAY
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.narrative import narrative

REPORT = NoteSettings(style=Style.case_report, length=Length.medium, distractors=0.8)


def test_a_clinic_has_no_admission_and_no_discharge() -> None:
    for number in (3, 6, 44, 11):
        for index in range(25):
            case = write_case(EVERY[number], 2, ("train", "test")[index % 2], index, REPORT)
            setting = next(disease.setting for disease in DISEASES if disease.name == case.disease)
            assert setting != "clinic" or not HOSPITAL.search(case.note), case.note


def test_the_rule_finds_a_clinic_with_admissions() -> None:
    case = write_case(EVERY[6], 2, "train", 0, REPORT)
    bad = type(case)(
        f"{case.note} Admission labs: K 4 mEq/L.", case.question, case.values, case.work, disease="obesity"
    )
    assert any("a clinic with admissions" in found for found in contradictions(EVERY[6], bad, Style.case_report))


def test_a_check_up_is_not_diagnosed() -> None:
    voice = Voice("female", tells=True, adult=True, headed=False, test=False, rng=random.Random(0))
    for name in ("sports medical check", "evaluation of a living kidney donor", "spontaneous birth at term"):
        disease = next(disease for disease in DISEASES if disease.name == name)
        said = "\n".join(text for line in narrative(EVERY[60], disease, False, voice) for text in line.templates)
        assert name in said
        assert not re.search(rf"(?:consistent with|treating {{him}} for|fits?|diagnosis[^.\n]*)\]? {name}", said)


def test_long_ago_was_nearer_to_health_than_yesterday() -> None:
    assert WAY[LONG_AGO][1] < WAY[LATELY][0]
    assert WAY[IN_WEEKS][1] <= 0.5
    rates = []
    for index in range(60):
        note = write_case(EVERY[45], 4, "train", index, REPORT).note
        rates += re.findall(
            r"(?:check-up last year|routine visit|months earlier) the respiratory rate \w+ (?:been )?(\d+)", note
        )
    assert len(rates) > 3
    assert max(map(int, rates)) < 24

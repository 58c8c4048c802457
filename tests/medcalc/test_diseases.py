"""The diseases behind the notes: they reach every branch of every calculator, together as in a body, in plain words."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from ehrmind.medcalc import measures
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.calculators import EVERY as BY_ID
from ehrmind.medcalc.diseases import DISEASES, Disease, asking
from ehrmind.medcalc.forms import Calculator, Choice, Dose, Finding, Measure
from ehrmind.medcalc.notes import NoteSettings
from ehrmind.medcalc.notes.grammar import TELLING, forms
from ehrmind.medcalc.notes.lines import read_line
from ehrmind.medcalc.notes.narrative import PLACES
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.notes.physiology import USUAL
from ehrmind.medcalc.shortcuts import reached_by_shortcut

DRAWS = 3000
MANY_CUTS = 40  # more draws for each so many, of which a share is on one cut
EVERY = list(BY_ID.values())
NEEDS = {"alert", "adult", "woman", "man", "late"}
each = pytest.mark.parametrize("calculator", EVERY, ids=lambda item: str(item.id))
each_disease = pytest.mark.parametrize("disease", DISEASES, ids=lambda item: item.name.replace(" ", "-"))


def inputs_by_name() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for calculator in EVERY:
        for item in calculator.inputs:
            found[item.name].append(item)
    return found


INPUTS = inputs_by_name()


def drawn(calculator: Calculator, draws: int = DRAWS) -> list[Mapping[str, Any]]:
    rng = random.Random(calculator.id)
    return [draw_patient(calculator, NoteSettings(), rng).values for _ in range(draws)]


@pytest.mark.simulation
@each
def test_patients_reach_every_branch_and_boundary(calculator: Calculator) -> None:
    patients = drawn(calculator, DRAWS * (1 + sum(map(len, calculator.cuts.values())) // MANY_CUTS))
    for item in calculator.inputs:
        seen = Counter(values.get(item.name) for values in patients)
        if isinstance(item, Finding):
            assert min(seen[True], seen[False]) >= 5, f"{item.name} is hardly ever both: {seen}"
        elif isinstance(item, Choice):
            assert set(item.options) <= set(seen), f"{item.name} is never {set(item.options) - set(seen)}"
        elif isinstance(item, Dose):
            assert len(seen) > 3, f"{item.name} is hardly ever taken"
        elif isinstance(item, Measure):
            for cut in calculator.cuts.get(item.name, ()):
                if item.low < cut < item.high:
                    sides = Counter((value > cut) - (value < cut) for value in seen.elements())
                    exact = round(cut, item.decimals) == cut
                    for side in (-1, 0, 1) if exact else (-1, 1):
                        near = cut + side * 10.0**-item.decimals
                        assert sides[side] or refused(calculator, patients, item, near), f"{item.name} {cut}: {sides}"


def refused(calculator: Calculator, patients: list[Mapping[str, Any]], item: Measure, value: float) -> bool:
    """Whether no patient can have the value: `possible` excludes it, or a shortcut would be right by it."""
    moved = [{**values, item.name: value} for values in patients[:300]]
    return not any(calculator.possible(values) and not reached_by_shortcut(calculator, values) for values in moved)


@each
def test_a_question_is_brought_by_several_diseases(calculator: Calculator) -> None:
    assert len(asking(calculator.id)[0]) >= 2


@each_disease
def test_a_disease_names_what_exists(disease: Disease) -> None:
    own = {item.name for item in vars(measures).values() if isinstance(item, Measure)}
    own |= {item.name for item in measures.BYSTANDERS}
    assert set(disease.asks) <= set(BY_ID)
    for name, course in disease.measures.items():
        assert name in USUAL or name in own or name in INPUTS, name
        assert len(course) in (2, 3)
        assert len(course) == 2 or 0 < course[2] < 1
    for name in disease.findings:
        assert any(isinstance(item, Finding) for item in INPUTS[name]), name
    for name, options in disease.choices.items():
        assert any(isinstance(item, Choice) and set(options) <= set(item.options) for item in INPUTS[name]), name
    for name in disease.words:
        assert disease.findings.get(name) in (0.0, 1.0) or len(disease.choices.get(name, ())) == 1, name
    for name in disease.doses:
        assert any(isinstance(item, Dose) for item in INPUTS[name]), name
    youngest, usual, oldest = disease.age
    assert 0 <= youngest <= usual <= oldest <= 105
    assert disease.setting in ("clinic", "emergency", "ward", "intensive care")


@each_disease
def test_a_disease_is_told_in_plain_sentences(disease: Disease) -> None:
    for place in PLACES:
        templates = getattr(disease, place)
        assert templates, place
        for template in templates:
            line = read_line(place, template)
            assert set(line.needs) <= NEEDS, template
            assert ("late" in line.needs) is (place == "course"), template
            assert all(name in INPUTS for name in line.blocks), template
            for form in forms(line.templates[0]):
                assert form.endswith("."), form
                assert re.match(r"[A-Z{]", form), form
                assert not re.search(r"\d|  |\.\.|[@!\[\]|]", form), form
                assert not re.search(r"\b(he|she|his|hers?|him)\b", form, re.IGNORECASE) or "{" in form, form
                assert "alert" in line.needs or not TELLING.search(form), form
    for complaint in disease.complaints:
        for form in forms(complaint):
            assert not re.search(r"\d|\.$", form), form


def test_a_severe_case_is_ill_in_all_its_values() -> None:
    """A low pressure comes with a fast pulse and fast breathing."""
    patients = drawn(CALCULATORS[29], 1500)
    low = [values for values in patients if values["systolic"] < 95]
    high = [values for values in patients if values["systolic"] > 125]

    def mean(rows: list[Mapping[str, Any]], name: str) -> float:
        return sum(values[name] for values in rows) / len(rows)

    assert mean(low, "heart_rate") > mean(high, "heart_rate") + 15
    assert mean(low, "respiratory_rate") > mean(high, "respiratory_rate") + 5
    assert mean(low, "bun") > mean(high, "bun") + 8

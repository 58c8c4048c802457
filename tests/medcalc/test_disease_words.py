"""A disease's own words for an input: only where it always answers that input alike, so that they are always true."""

import re

import pytest

from ehrmind.medcalc.calculators import EVERY
from ehrmind.medcalc.diseases import DISEASES, Disease
from ehrmind.medcalc.forms import Choice, Finding
from ehrmind.medcalc.notes.grammar import TELLING, forms

TOLD = [disease for disease in DISEASES if disease.words]


@pytest.mark.parametrize("disease", TOLD, ids=lambda item: item.name.replace(" ", "-"))
def test_own_words_are_of_what_never_varies(disease: Disease) -> None:
    asked = {item.name: item for number in disease.asks for item in EVERY[number].inputs}
    for name, templates in disease.words.items():
        item = asked[name]
        if isinstance(item, Finding):
            assert disease.findings[name] in (0.0, 1.0), f"{name} varies"
        else:
            assert isinstance(item, Choice)
            assert len(disease.choices[name]) == 1, f"{name} varies"
        for form in (form for template in templates for form in forms(template)):
            assert form.endswith("."), form
            assert not re.search(r"\d", form), form
            assert not TELLING.search(form), form


def test_operations_are_said_in_their_own_words() -> None:
    """Nobody with gallstones is booked for a bypass: the general words name operations at random."""
    for disease in DISEASES:
        always = [name for name in ("high_risk_surgery", "surgery") if name in disease.findings | disease.choices]
        if disease.setting == "clinic" and disease.asks == (17, 36):
            assert set(always) <= set(disease.words), disease.name

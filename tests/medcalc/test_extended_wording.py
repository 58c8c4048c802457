"""What the findings and choices of the extended calculators say: many forms, no digit, presence and absence apart."""

import re

import pytest

from ehrmind.medcalc.calculators import CALCULATORS, EXTENDED
from ehrmind.medcalc.forms import Choice, Finding
from ehrmind.medcalc.notes.grammar import fill, forms

OLD = {id(item) for calculator in CALCULATORS.values() for item in calculator.inputs}
NEW = {item.name: item for c in EXTENDED.values() for item in c.inputs if id(item) not in OLD}
FINDINGS = [item for item in NEW.values() if isinstance(item, Finding)]
CHOICES = [item for item in NEW.values() if isinstance(item, Choice) and item.name != "sex"]
DENIES = re.compile(r"\b(no|not|never|neither|nor|without|free of|absent|only one)\b", re.I)
# What is abnormal is told by what it is, not by a denial: room air, a normal tracing, warning signs.
BY_CONTRAST = ("supplemental_oxygen", "no_prodrome", "abnormal_ecg")


def written(templates: tuple[str, ...]) -> set[str]:
    return {form for template in templates for form in forms(template)}


def test_there_are_some() -> None:
    assert len(FINDINGS) >= 10
    assert len(CHOICES) >= 10


@pytest.mark.parametrize("item", FINDINGS, ids=lambda item: item.name)
def test_a_finding_has_many_forms(item: Finding) -> None:
    assert len(item.present) >= 2
    assert len(item.absent) >= 2
    assert len(written(item.present)) >= 8
    assert len(written(item.absent)) >= 8
    assert len(item.implied) >= 4
    assert item.names
    assert item.label
    assert all(0 < share <= 0.5 for share in item.prevalence)
    assert not written(item.present) & written(item.absent)


@pytest.mark.parametrize("item", [f for f in FINDINGS if f.name not in BY_CONTRAST], ids=lambda item: item.name)
def test_absence_denies_and_presence_does_not(item: Finding) -> None:
    assert all(DENIES.search(text) for text in written(item.absent))
    assert not any(DENIES.search(text) for text in written(item.present))


@pytest.mark.parametrize("item", CHOICES, ids=lambda item: item.name)
def test_each_option_has_its_own_forms(item: Choice) -> None:
    seen: set[str] = set()
    for option, templates in item.options.items():
        said = written(templates)
        assert len(templates) >= 2, option
        assert len(said) >= 3, option
        assert not said & seen, option
        seen |= said


@pytest.mark.parametrize("item", [*FINDINGS, *CHOICES], ids=lambda item: item.name)
def test_every_form_is_a_sentence_without_digits(item: Finding | Choice) -> None:
    texts = (
        (*item.present, *item.absent, *item.implied)
        if isinstance(item, Finding)
        else tuple(text for said in item.options.values() for text in said)
    )
    for text in written(texts):
        assert not re.search(r"\d", text), text
        assert re.fullmatch(r"[A-Z].*\.", fill(text, "female")), text
        assert "{" not in fill(text, "male"), text

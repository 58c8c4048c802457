"""The filler of a note: nothing in it is a slip of the template, and nothing contradicts the disease."""

import random

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.diseases import DISEASES, Disease
from ehrmind.medcalc.notes.background import background
from ehrmind.medcalc.notes.chronic import COMORBIDITIES
from ehrmind.medcalc.notes.grammar import Voice, forms

ANION_GAP = CALCULATORS[39]


def remarks(disease: Disease, sex: str = "female") -> str:
    voice = Voice(sex, tells=True, adult=True, headed=False, test=False, rng=random.Random(0))
    return " ".join(
        form for line in background(ANION_GAP, disease, voice) for text in line.templates for form in forms(text)
    )


def of(name: str) -> Disease:
    return next(disease for disease in DISEASES if disease.name == name)


@pytest.mark.parametrize(
    ("name", "unsaid"),
    [
        ("diarrhea with hyperchloremic acidosis", ("Bowel habit", "Stool habit", "No recent travel")),
        ("protein-energy malnutrition", ("weight change", "Weight has been stable", "Stool habit")),
        ("systemic lupus erythematosus", ("No new rash", "no rash", "No joint swelling")),
        ("diabetes insipidus", ("No recent travel", "Visual fields are full", "Sleep is unchanged")),
    ],
)
def test_a_remark_does_not_deny_what_the_disease_is(name: str, unsaid: tuple[str, ...]) -> None:
    said = remarks(of(name))
    assert said
    assert not [words for words in unsaid if words in said]


def test_a_remark_stands_where_the_disease_is_silent_of_it() -> None:
    assert "Bowel habit is unchanged" in remarks(of("diabetes insipidus"))
    assert "No recent travel" in remarks(of("protein-energy malnutrition"))


def test_every_condition_of_a_remark_is_read() -> None:
    assert not [disease.name for disease in DISEASES if {"@", "!"} & set(remarks(disease))]


@pytest.mark.parametrize(("name", "unsaid"), [("hypothyroidism", "Thyroid not palpable"), ("rosacea", "no rash")])
def test_a_remark_does_not_deny_a_condition_beside_the_disease(name: str, unsaid: str) -> None:
    voice = Voice("female", tells=True, adult=True, headed=False, test=False, rng=random.Random(0))
    beside = [item for item in COMORBIDITIES if name in item.names]
    alone, together = (
        [line.templates[0] for line in background(ANION_GAP, of("iron deficiency anemia"), voice, items)]
        for items in ((), beside)
    )
    assert any(unsaid in text for text in alone)
    assert not any(unsaid in text for text in together)

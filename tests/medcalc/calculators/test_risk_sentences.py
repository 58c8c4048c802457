"""What the risk scores' findings say: whole sentences without digits that notes can fill in."""

import re

import pytest

from ehrmind.medcalc.calculators import risk, risk_bleeding, risk_clots, risk_heart
from ehrmind.medcalc.findings import DIABETES
from ehrmind.medcalc.forms import Calculator, Choice, Finding

CALCULATORS = [item for module in (risk, risk_clots, risk_heart, risk_bleeding) for item in module.CALCULATORS]
IDS = [str(item.id) for item in CALCULATORS]
# What says that something is not there; an absent sentence has it, a present one has not.
DENIES = re.compile(r"\b(no|not|never|neither|nor|denies|absent|negative|nonsmoker|less likely|more likely)\b", re.I)
AS_LIKELY = ("other_than_dvt", "pe_likeliest")  # these compare two diagnoses


def test_the_ids() -> None:
    assert IDS == ["4", "45", "8", "16", "17", "18", "25", "27"]


@pytest.mark.parametrize("calculator", CALCULATORS, ids=IDS)
def test_sentences(calculator: Calculator) -> None:
    seen: set[str] = set()
    for item in calculator.inputs:
        texts: tuple[str, ...] = ()
        if isinstance(item, Finding):
            assert len(item.present) >= 3
            assert len(item.absent) >= 3
            assert item.implied
            texts = item.present + item.absent + item.implied
        elif isinstance(item, Choice) and item.name != "sex":
            assert all(len(said) >= 2 for said in item.options.values())
            texts = tuple(text for said in item.options.values() for text in said)
        for text in texts:
            assert item is DIABETES or not re.search(r"\d", text)
            assert set(re.findall(r"\{(\w+)\}", text)) <= {"he", "He", "his", "His", "him"}
            assert re.fullmatch(r"[A-Z{].*\.", text)
        assert not seen.intersection(texts), "two criteria of one score share a sentence"
        seen.update(texts)


@pytest.mark.parametrize("calculator", CALCULATORS, ids=IDS)
def test_absent_sentences_deny_and_present_ones_do_not(calculator: Calculator) -> None:
    for item in calculator.inputs:
        if isinstance(item, Finding) and item.name not in (*AS_LIKELY, "confusion", "collateral_veins"):
            assert all(DENIES.search(text) for text in item.absent)
            assert not any(DENIES.search(text) for text in item.present)


@pytest.mark.parametrize("calculator", CALCULATORS, ids=IDS)
def test_a_score_describes_itself(calculator: Calculator) -> None:
    assert calculator.missing_rule
    assert calculator.formula.endswith(".")
    assert calculator.question.endswith(("?", "."))
    assert re.search(r"\b(19|20)\d\d\b", calculator.question), "the question names the version"
    assert all(
        variant.reason and variant.kind in ("formula", "code", "unit", "entity") for variant in calculator.variants
    )

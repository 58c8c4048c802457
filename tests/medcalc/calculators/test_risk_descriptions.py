"""What the risk scores say of themselves."""

import re

import pytest

from ehrmind.medcalc.calculators import risk, risk_bleeding, risk_clots, risk_heart
from ehrmind.medcalc.forms import Calculator

CALCULATORS = [item for module in (risk, risk_clots, risk_heart, risk_bleeding) for item in module.CALCULATORS]
IDS = [str(item.id) for item in CALCULATORS]


def test_the_ids() -> None:
    assert IDS == ["4", "45", "8", "16", "17", "18", "25", "27"]


@pytest.mark.parametrize("calculator", CALCULATORS, ids=IDS)
def test_a_score_describes_itself(calculator: Calculator) -> None:
    assert calculator.missing_rule
    assert calculator.formula.endswith(".")
    assert re.search(r"\b(19|20)\d\d\b", calculator.question), "the question names the version"
    assert all(
        variant.reason and variant.kind in ("formula", "code", "unit", "entity") for variant in calculator.variants
    )

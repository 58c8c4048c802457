"""The decision curve, by hand."""

import pytest

from ehrmind.report.decision import _benefit


def test_the_net_benefit_is_cases_less_the_others_at_the_odds() -> None:
    cases = [(0.9, True, "a"), (0.8, False, "b"), (0.3, True, "c"), (0.1, False, "d")]
    assert _benefit(cases, 0.5)[:2] == (0.5, pytest.approx((1 - 1) / 4))
    assert _benefit(cases, 0.2)[1] == pytest.approx((2 - 1 * 0.25) / 4)
    assert _benefit([(1.0, positive, group) for _, positive, group in cases], 0.2)[1] == pytest.approx(
        (2 - 2 * 0.25) / 4
    )
    _, value, low, high = _benefit(cases * 3, 0.2)
    assert low is not None
    assert high is not None
    assert low < value < high

"""How published dates of pregnancy differ from ours.

VARIANTS[13][0].answer({"last_period": date(2024, 1, 1), "cycle_length": 26}, {})  ->  "10/09/2024", ours 10/05/2024
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ehrmind.medcalc.forms import Values, Variant, show_date

USUAL_CYCLE = 28


def _always_later(values: Values, entities: Mapping[str, Any]) -> str | None:
    if values.get("last_period") is None or values.get("cycle_length", USUAL_CYCLE) >= USUAL_CYCLE:
        return None
    return show_date(values["last_period"] + timedelta(days=280 + USUAL_CYCLE - int(values["cycle_length"])))


def _two_weeks(values: Values, entities: Mapping[str, Any]) -> str | None:
    if values.get("last_period") is None:
        return None
    return show_date(values["last_period"] + timedelta(days=14))


VARIANTS: dict[int, tuple[Variant, ...]] = {
    13: (
        Variant(
            "code",
            "for a cycle shorter than 28 days the benchmark's program says that it subtracts the missing days, and "
            "adds them; by Naegele's rule a shorter cycle brings the due date forward (Baskett and Nagele 2000).",
            _always_later,
        ),
    ),
    68: (
        Variant(
            "formula",
            "the benchmark adds 14 days to the last period whatever the cycle length that its question names; "
            "ovulation is 14 days before the next period, day 14 of a 28-day cycle only (ACOG Committee Opinion 700, "
            "2017).",
            _two_weeks,
        ),
    ),
}

"""Measures in words: with the unit that each has, their interval, and a dash where there is no value.

shown({"value": 0.375, "low": 0.229, "high": 0.547, "unit": "%"}) -> "37.5 % [23, 55]"
shown({"value": 0.731, "low": 0.684, "high": 0.774, "unit": ""})  -> "0.731 [0.68, 0.77]"
shown({"value": 0.61, ..., "random": 0.544, "ceiling": 1.0})      -> "0.610 [0.55, 0.66] (random 0.54, at most 1)"
"""

from collections.abc import Iterable, Mapping
from typing import Any

NONE = "–"
BESIDE = 3  # measures in a table of arms, besides the headline; of more there is a table of their own


def shown(found: Mapping[str, Any] | None) -> str:
    """A value with its interval, and of a ranking with its bounds. What says no unit is a share."""
    if not found or found["value"] is None:
        return NONE
    text = value_of(found, 1)
    if found.get("low") is None:
        return text + bounds(found)
    if found.get("unit", "%") == "%":
        return f"{text} [{100 * found['low']:.0f}, {100 * found['high']:.0f}]{bounds(found)}"
    return f"{text} [{found['low']:.2f}, {found['high']:.2f}]{bounds(found)}"


def bounds(found: Mapping[str, Any] | None) -> str:
    """What a random order and the best one come to, " (random 0.54, at most 1)"; of what is no ranking nothing."""
    if not found or found["value"] is None or "random" not in found or "ceiling" not in found:
        return ""
    percent = found.get("unit", "%") == "%"
    random, ceiling = (
        f"{100 * found[key]:.0f} %" if percent else f"{found[key]:.2f}".rstrip("0").rstrip(".")
        for key in ("random", "ceiling")
    )
    return f" (random {random}, at most {ceiling})"


def of_queries(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """How many queries measures leave out: ['nDCG@10, P@10: 13 of 60 queries skipped (none is "eligible")']."""
    labels: dict[str, list[str]] = {}
    for item in found:
        for reason, count in item.get("skipped", {}).items():
            labels.setdefault(f"{count} of {item['queries']} queries skipped ({reason})", []).append(item["label"])
    return [f"{', '.join(dict.fromkeys(names))}: {text}" for text, names in labels.items()]


def value_of(found: Mapping[str, Any] | None, decimals: int = 0) -> str:
    """The value alone: of shares with so many decimals, of others with three."""
    if not found or found["value"] is None:
        return NONE
    if found.get("unit", "%") == "%":
        return f"{100 * found['value']:.{decimals}f} %"
    return f"{found['value']:.3f}"


def difference(found: Mapping[str, Any], unit: str = "%") -> str:
    """A difference with its sign: "+26.6 [+16, +38]" in percentage points, "+0.031 [-0.01, +0.07]" of others."""
    if found["value"] is None:
        return NONE
    percent = unit == "%"
    text = f"{100 * found['value']:+.1f}" if percent else f"{found['value']:+.3f}"
    if found.get("low") is None:
        return text
    low, high = (f"{100 * found[end]:+.0f}" if percent else f"{found[end]:+.2f}" for end in ("low", "high"))
    return f"{text} [{low}, {high}]"

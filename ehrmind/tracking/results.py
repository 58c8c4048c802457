"""What trackers are told of a finished run: the numbers of eval.json under names that stay the same.

    eval/accuracy  eval/accuracy_low  eval/accuracy_high     each measure of the greedy answers
    eval/mean_of_k/accuracy  eval/pass_at_k  eval/majority_of_k  eval/k       of the k samples, where they were drawn
    eval/by/category/lab                                     the headline in each slice
    cost/train/tokens_per_second  cost/train/peak_memory_mb  cost/evaluation/flops  ...

Slices are named by what the data hold, and of restricted data nothing of that leaves: there the last are left out.
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.tasks.base import Policy

Numbers = dict[str, float | None]  # None where there is nothing to count
COSTS = ("tokens", "flops", "seconds", "steps", "peak_memory_mb")


def numbers_of(result: Mapping[str, Any], policy: Policy) -> Numbers:
    """The numbers of an evaluation as eval.json holds it."""
    found: Numbers = {"eval/n": result["n"]}
    for name, measure in result["metrics"].items():
        found |= _with_ends(f"eval/{name}", measure)
    found |= _sampled(result.get("sampled") or {}, result["headline"])
    if policy is Policy.OPEN:
        for dimension, values in result["by"].items():
            found |= {f"eval/by/{dimension}/{value}": part["value"] for value, part in values.items()}
    for phase, spent in result["cost"].items():
        found |= _cost(f"cost/{phase}", spent or {})
    return found


def _sampled(section: Mapping[str, Any], headline: str) -> Numbers:
    """What the k samples come to; nothing where there are none."""
    if not section:
        return {}
    parts = {
        f"mean_of_k/{headline}": section["metrics"].get(headline),
        "pass_at_k": section["pass"].get(str(section["k"])),
        "majority_of_k": section.get("majority"),
    }
    ends = {name: value for part, found in parts.items() if found for name, value in _with_ends(part, found).items()}
    return {"eval/k": section["k"], **{f"eval/{name}": value for name, value in ends.items()}}


def _cost(name: str, spent: Mapping[str, float | None]) -> Numbers:
    """What a phase took, and at which speed."""
    found: Numbers = {f"{name}/{item}": spent[item] for item in COSTS if item in spent}
    tokens, seconds = spent.get("tokens"), spent.get("seconds")
    if seconds and tokens is not None:
        found[f"{name}/tokens_per_second"] = tokens / seconds
    return found


def _with_ends(name: str, found: Mapping[str, Any]) -> Numbers:
    """A value and the ends of its 95 % interval."""
    return {name: found["value"], f"{name}_low": found.get("low"), f"{name}_high": found.get("high")}

"""Rows for the stages: which to evaluate, and what is left out before training, counted by reason.

split, dropped = fit(examples, lengths, limit=1024)   ->  the rows that fit, {"prompt over 1024 tokens": 12}
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ehrmind.errors import DataError
from ehrmind.rewards.base import Reward
from ehrmind.tasks.base import Data, Policy, Task
from ehrmind.types import Example


def check_rows(data: Data, evaluated: str, trains: bool) -> None:
    """Refuse to evaluate a split without rows, or to train without any, and say what was left out. Raises DataError."""
    left_out = reasons(data.manifest["dropped"])
    if ignored := _ignored(data.manifest):
        left_out += f"; {ignored}"
    if not data.splits[evaluated]:
        full = ", ".join(name for name, rows in data.splits.items() if rows) or "no split"
        raise DataError(
            f"evaluation.split={evaluated} has no rows ({full} has){left_out}; raise task.rows.{evaluated}, where the "
            "task makes its rows, or evaluate another split"
        )
    if trains and not data.splits["train"]:
        raise DataError(
            f"the train split has no rows{left_out}; raise task.rows.train, where the task makes its rows, "
            "or use stage=evaluate, which trains nothing"
        )


def check_paid(terms: Mapping[str, Reward], rows: Sequence[Example]) -> None:
    """Refuse a reward term that goes by a fact which no training row has. Raises DataError."""
    for name, term in terms.items():
        if term.fact and all(row.facts.get(term.fact) in (None, "", (), [], {}) for row in rows):
            raise DataError(
                f"reward={name} goes by what a row tells under facts[{term.fact!r}], and none of the {len(rows)} "
                f"training rows tells it, so that the term has nothing to go by; leave {name} out of reward=, or use "
                "data that do"
            )


def account(manifest: Mapping[str, Any]) -> str:
    """The rows of each split, and what was left out or changed, in one line:
    "train 400 · test 64 (left out: 3 row repeated; files of no split: notes.csv)".
    """
    counts = " · ".join(f"{name} {count}" for name, count in manifest["rows"].items())
    told = [
        f"{what}: " + ", ".join(f"{count} {reason}" for reason, count in manifest[key].items())
        for what, key in (("left out", "dropped"), ("changed", "changed"))
        if manifest.get(key)
    ]
    told += filter(None, [_ignored(manifest)])
    return counts + (f" ({'; '.join(told)})" if told else "")


def _ignored(manifest: Mapping[str, Any]) -> str:
    """The files of no split, of restricted data only how many: a file's name may be a patient's."""
    files = manifest.get("files_ignored") or ()
    named = manifest.get("policy") != Policy.RESTRICTED.value
    return f"files of no split: {', '.join(files) if named else len(files)}" if files else ""


def reasons(dropped: Mapping[str, int]) -> str:
    """What was left out, for a message: "; left out: 12 train: limit is missing, 3 test: row repeated", or nothing."""
    listed = ", ".join(f"{count} {why}" for why, count in dropped.items() if count)
    return f"; left out: {listed}" if listed else ""


def check_answers(rows: Sequence[Example], labels: Callable[[Example], tuple[str, ...]]) -> None:
    """Refuse to train on rows that are asked one question of several answers and have one answer. Raises DataError."""
    sets, answers = {labels(row) for row in rows}, {row.answer for row in rows}
    if len(sets) == 1 and len(answers) == 1 and len(next(iter(sets))) > 1:
        raise DataError(
            f"every one of the {len(rows)} training rows has the answer {answers.pop()!r} (of "
            f"{', '.join(next(iter(sets)))}), from which nothing is learned but to say it; use other data or another "
            "question, or stage=evaluate"
        )


def choose(
    examples: Sequence[Example],
    limit: int | None,
    stratum: Callable[[Example], object],
    unit: Callable[[Example], str] = lambda row: row.id,
) -> list[Example]:
    """At most `limit` rows, of each stratum its share of them, so that what they say is an estimate of what all say.

    Rows of one `unit` (a patient whose trials are ranked) come together or not at all. Units stand in the order of
    their strata, within one in that of their hashed names, and are taken at equal distances (systematic sampling:
    Madow and Madow 1944, 10.1214/aoms/1177731312): each as likely as any other, and a function of the rows alone.
    """
    if limit is None or limit >= len(examples):
        return list(examples)
    units: dict[str, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda row: row.id):
        units[unit(example)].append(example)
    ordered = sorted(
        units.items(), key=lambda item: (str(stratum(item[1][0])), hashlib.sha256(item[0].encode()).digest())
    )
    count = max(1, limit * len(units) // len(examples))
    places = [(2 * turn + 1) * len(units) // (2 * count) for turn in range(count)]
    chosen = [ordered[place] for place in places]
    while len(chosen) > 1 and sum(len(rows) for _, rows in chosen) > limit:
        chosen.remove(max(chosen, key=lambda item: hashlib.sha256(f"left out/{item[0]}".encode()).digest()))
    return [row for _, rows in chosen for row in rows][:limit]


def thin(
    examples: Sequence[Example], fraction: float, per_category: int | None, seed: int
) -> tuple[list[Example], Counter[str]]:
    """A share of the rows of each category, at most `per_category` of each, and the count of the others.

    Every category keeps at least one row. Smaller fractions are parts of larger ones, so that a curve over fractions
    adds rows and never swaps them.
    """
    by_category: dict[str, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda row: hashlib.sha256(f"{seed}/{row.id}".encode()).digest()):
        by_category[example.category].append(example)
    chosen: set[str] = set()
    for rows in by_category.values():
        count = math.ceil(fraction * len(rows))
        chosen.update(row.id for row in rows[: count if per_category is None else min(count, per_category)])
    kept = [row for row in examples if row.id in chosen]
    return kept, +Counter({"train: outside the fraction": len(examples) - len(kept)})


def reasoned(task: Task, examples: Sequence[Example]) -> tuple[list[Example], Counter[str]]:
    """The rows whose gold reasons before it answers, and the count of the others, which teach not to reason.

    Raises DataError when none is left.
    """
    kept = [row for row in examples if task.judge(task.gold(row), row)[0].think]
    if not kept:
        raise DataError(
            f"none of the {len(examples)} training rows has gold reasoning to learn from (an explanation); use "
            "stage=rlvr, which needs answers alone, or data with explanations"
        )
    return kept, +Counter({"train: no gold reasoning, so that SFT leaves it out": len(examples) - len(kept)})


def fit(
    examples: Iterable[Example], sizes: Mapping[str, int], limit: int, what: str
) -> tuple[list[Example], Counter[str]]:
    """The rows of at most `limit` tokens, and the count of the others. Raises DataError when none is left."""
    rows = list(examples)
    kept = [row for row in rows if sizes[row.id] <= limit]
    if not kept:
        shortest = min(sizes.values(), default=0)
        raise DataError(f"no training row fits: every {what} is over {limit} tokens (the shortest has {shortest})")
    dropped = Counter({f"train: {what} over {limit} tokens": len(rows) - len(kept)})
    return kept, +dropped

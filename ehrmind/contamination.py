"""Has the model, or its training data, seen the test rows? python -m ehrmind.contamination runs/<run>

    overlap      of a test row's runs of 8 words, how many stand in a training row: 11.4 % [10, 13], 0 rows over half
    likelihood   by how much a row is likelier than its paraphrases, nats a token:
                 test 0.041 [0.036, 0.046], train 0.040 [0.035, 0.045], test less train 0.001 [-0.006, 0.008]

A model that has learned rows by heart finds their own words likelier than other words that mean the same. How much
likelier words are than our paraphrases of them also depends on the paraphrases; so the test rows stand beside training
rows of the same kind, paraphrased by the same table. For the model as it is, a test split that is known by heart shows
in the difference; for a trained one the training rows should lead.

Departs from published tests in that nothing of the benchmark's order or of canonical strings is needed; it sees
verbatim memory alone, and calls nothing clean.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ehrmind.__main__ import answer
from ehrmind.console import say
from ehrmind.data import choose
from ehrmind.errors import ConfigError
from ehrmind.evaluation.jackknife import Estimate, interval, of_values
from ehrmind.evaluation.shown import shown
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.paraphrase import paraphrases
from ehrmind.privacy.guard import guarded
from ehrmind.recorded import Recorded, open_run
from ehrmind.types import Example

WORDS = 8  # of a run
PARAPHRASES = 4
HALF = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns the exit code. A user's mistake prints one message, no traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(words)
    return answer(lambda: _measure(options), words)


def _measure(options: argparse.Namespace) -> None:
    found = open_run(options.run, with_weights=not options.overlap_only)
    with guarded(found.config.task.data_policy, found.folder):
        data = found.data()
        rows = {name: data.splits[name] for name in ("train", "test")}
        report: dict[str, Any] = {"run": found.folder.name, "overlap": overlap(rows["train"], rows["test"])}
        say(_said_of_overlap(report["overlap"]))
        if not options.overlap_only:
            some = {name: choose(members, options.rows, lambda row: row.category) for name, members in rows.items()}
            report["likelihood"] = likelihood(found, some)
            say(_said_of_likelihood(report["likelihood"]))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


def overlap(train: Sequence[Example], test: Sequence[Example], words: int = WORDS) -> dict[str, Any]:
    """The share of each test row's runs of words that stand in a training row, averaged; and the rows over a half."""
    known = {run for row in train for run in runs_of(text_of(row), words)}
    shares = {row.id: _share(runs_of(text_of(row), words), known) for row in test}
    if not shares:
        raise ConfigError("the run's task has no test rows to look at")
    over = sorted(key for key, share in shares.items() if share > HALF)
    groups = {row.id: row.group for row in test}
    return clustered_mean(list(shares.values()), [groups[key] for key in shares]) | {"words": words, "over_half": over}


def _share(runs: Sequence[tuple[str, ...]], known: set[tuple[str, ...]]) -> float:
    return sum(run in known for run in runs) / len(runs) if runs else 0.0


def runs_of(text: str, words: int) -> list[tuple[str, ...]]:
    """Every run of so many words of a text, in lower case."""
    split = text.lower().split()
    return [tuple(split[at : at + words]) for at in range(len(split) - words + 1)]


def text_of(row: Example) -> str:
    """What a row says of its patient: all of its fields. Raises ConfigError where they are keys into records."""
    if "note" not in row.fields:
        raise ConfigError("the rows of this task are made of records and hold no text of their own to look for")
    return "\n".join(row.fields.values())


def likelihood(found: Recorded, rows: Mapping[str, Sequence[Example]]) -> dict[str, Any]:
    """By split how much likelier rows are than their paraphrases, in nats a token, and the difference of the splits."""
    policy = found.policy(found.data() if found.needs_data else None)
    made: dict[str, Estimate] = {}
    result: dict[str, Any] = {}
    for name, members in rows.items():
        known = [(row, gap) for row in members if (gap := _gap(policy, row)) is not None]
        if len(known) < 2:
            raise ConfigError(f"{len(known)} of {len(members)} {name} rows hold phrases that can be said otherwise")
        made[name] = of_values([gap for _, gap in known], [row.group for row, _ in known], within=None)
        result[name] = interval(made[name]) | {"skipped": len(members) - len(known)}
    result["difference"] = _apart(made["test"], made["train"])
    return result


def _gap(policy: Any, row: Example) -> float | None:
    """A row's mean log-probability a token, less that of its paraphrases; None where it has none."""
    text = text_of(row)
    others = paraphrases(text, row.id, PARAPHRASES)
    if not others:
        return None
    return _log_probability(policy, text) - sum(_log_probability(policy, other) for other in others) / len(others)


def _log_probability(policy: Any, text: str) -> float:
    """The mean over the tokens of a text, as it stands: no chat is around it."""
    import torch

    from ehrmind.models.dropout import evaluating

    ids = policy.tokenizer(text, add_special_tokens=True, return_tensors="pt")["input_ids"].to(policy.model.device)
    with torch.inference_mode(), evaluating(policy.model):
        logits = policy.model(input_ids=ids, use_cache=False).logits[0, :-1].float()
    return float(-torch.nn.functional.cross_entropy(logits, ids[0, 1:]))


def _apart(first: Estimate, second: Estimate) -> dict[str, Any]:
    """The difference of two splits' means, which share no row: Welch's interval (1947, 10.1093/biomet/34.1-2.28)."""
    from ehrmind.evaluation.intervals import around, student

    parts = (first.variance, second.variance)
    total, value = sum(parts), first.value - second.value
    if not total:
        return {"value": value, "low": None, "high": None}
    degrees = total**2 / sum(v**2 / max(one.effective - 1, 1e-3) for v, one in zip(parts, (first, second), strict=True))
    low, high = around(value, total, student(degrees))
    return {"value": value, "low": low, "high": high, "method": "Welch"}


def _said_of_overlap(found: dict[str, Any]) -> str:
    return (
        f"overlap: {shown(found)} of a test row's runs of {found['words']} words stand in a training row; "
        f"{len(found['over_half'])} of {found['n']} rows are over half"
    )


def _said_of_likelihood(found: dict[str, Any]) -> str:
    told = {name: _told(part) for name, part in found.items()}
    return (
        f"likelihood: nats a token by which rows are likelier than their paraphrases: test {told['test']}, train "
        f"{told['train']}, test less train {told['difference']}; "
        f"without a paraphrase: {found['test']['skipped']} test, {found['train']['skipped']} train"
    )


def _told(part: dict[str, Any]) -> str:
    ends = "" if part["low"] is None else f" [{part['low']:.4f}, {part['high']:.4f}]"
    return f"{part['value']:.4f}{ends}"


def _parser() -> argparse.ArgumentParser:
    what = "Has the model, or its training data, seen the test rows?"
    parser = argparse.ArgumentParser(prog="python -m ehrmind.contamination", description=what)
    parser.add_argument("run", help="the folder of a finished run; of the base model: a run of stage=evaluate")
    parser.add_argument("--rows", type=int, default=100, help="of each split that the model reads (default: 100)")
    parser.add_argument("--overlap-only", action="store_true", help="ask no model, and need no weights")
    parser.add_argument("--json", metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())

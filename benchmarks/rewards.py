"""Rewards a second on one core: parse, score and gate completions of about 1,000 characters.

python -m benchmarks.rewards [--json FILE]
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import Counts
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.types import Completion, Example

LENGTH = 1000
REPEATS = 7


def completions(task: MedCalc, examples: list[Example]) -> list[tuple[Example, Completion]]:
    """Right, wrong and malformed completions in turn, each padded to LENGTH characters of reasoning."""
    rows = []
    for index, example in enumerate(examples):
        gold = task.gold(example)
        if index % 3 == 1:
            gold = gold.replace(task.answer_json(example.answer), '{"answer": "-1"}')
        elif index % 3 == 2:
            gold = gold.replace("</answer>", "")
        text = gold.replace("<think>", "<think>" + "so 12 < 14 and " * ((LENGTH - len(gold)) // 15), 1)
        rows.append((example, Completion(text, 300, True)))
    return rows


def measure() -> dict[str, float]:
    """Rewards a second, the median and the best of the repeats."""
    task, reward = MedCalc(rows=Counts(2000, 0, 1)), Gated()
    rows = completions(task, task.load().splits["train"])
    rates = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        for example, completion in rows:
            reward(*task.judge(completion.text, example), completion, example)
        rates.append(len(rows) / (time.perf_counter() - started))
    return {
        "characters": statistics.mean(len(completion.text) for _, completion in rows),
        "rewards_per_second": statistics.median(rates),
        "best": max(rates),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = measure()
    print(f"{result['rewards_per_second']:,.0f} rewards a second ({result['characters']:.0f} characters each)")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

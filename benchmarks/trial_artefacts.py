"""What tells a pair's label without reading it: python -m benchmarks.trial_artefacts [--path FOLDER]

    generated medium    trial only 0.33  note only 0.33  note and trial 0.34  ...  overlap 0.41   (limit 0.45)
    trec_2021           trial only 0.45  ...
    speed               9,400 pairs/s on one core (target 5,000)

Macro-F1 of each artefact baseline. Generated pairs: balanced rows, other patients, trials and phrasings in the test;
exits with 1 where one is above the limit. Real pairs, where a folder is given: a fifth of the patients is the test,
whose rows are as they are.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ehrmind.trials.artefacts import ARTEFACTS, Pair, macro_f1, probabilities
from ehrmind.trials.generator import DIFFICULTIES, PairSettings, generate_pairs
from ehrmind.trials.types import LABELS, Pairs

LIMIT, TARGET = 0.45, 5000
TEST_SHARE = 0.2


def main() -> int:
    """Measure and print."""
    options = _parse()
    report: dict[str, Mapping[str, float]] = {}
    for name in options.difficulties:
        train, test = generated(DIFFICULTIES[name], options)
        report[f"generated {name}"] = measure(train, test)
        print(_line(f"generated {name}", report[f"generated {name}"], len(train), len(test)), flush=True)
    failed = [f"{row}: {name}" for row, found in report.items() for name, value in found.items() if value > LIMIT]
    if options.path:
        train, test = real(options.source, Path(options.path), options.seed)
        report[options.source] = measure(train, test)
        print(_line(options.source, report[options.source], len(train), len(test)))
    rate = speed(options.seed, options.repeats)
    print(f"{'speed':20} {rate:,.0f} pairs/s on one core (target {TARGET:,})")
    if options.json:
        Path(options.json).write_text(json.dumps({"macro_f1": report, "pairs_per_second": rate}, indent=1) + "\n")
    for name in failed:
        print(f"above {LIMIT}: {name}", file=sys.stderr)
    return int(bool(failed))


def measure(train: Sequence[Pair], test: Sequence[Pair]) -> dict[str, float]:
    """The macro-F1 of each artefact baseline."""
    labels = [pair.label for pair in test]
    return {name: macro_f1(labels, probabilities(name, train, test).argmax(axis=1)) for name in ARTEFACTS}


def generated(settings: PairSettings, options: argparse.Namespace) -> tuple[list[Pair], list[Pair]]:
    """Balanced training and test pairs."""
    made = generate_pairs(settings, options.seed, {"train": options.train, "test": options.test}).pairs
    return (
        balanced(_pairs(made, "train"), options.seed),
        balanced(_pairs(made, "test"), options.seed),
    )


def real(source: str, path: Path, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Balanced training pairs, and all pairs of a fifth of the patients."""
    from ehrmind.trials.sources import read

    pairs = read(source, path)
    notes = sorted({judgement.note for judgement in pairs.judgements})
    random.Random(f"artefacts/{seed}").shuffle(notes)
    held = set(notes[: round(len(notes) * TEST_SHARE)])
    train = [
        Pair(pairs.notes[it.note].text, pairs.trials[it.trial], it.label)
        for it in pairs.judgements
        if it.note not in held
    ]
    test = [
        Pair(pairs.notes[it.note].text, pairs.trials[it.trial], it.label) for it in pairs.judgements if it.note in held
    ]
    return balanced(train, seed), test


def balanced(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """As many pairs of each label as the rarest has."""
    by_label = [[pair for pair in pairs if pair.label == label] for label in range(len(LABELS))]
    fewest = min(map(len, by_label))
    rng = random.Random(f"balance/{seed}")
    return [pair for group in by_label for pair in rng.sample(group, fewest)]


def speed(seed: int, repeats: int) -> float:
    """Pairs a second on one core: the median."""
    generate_pairs(PairSettings(), seed, {"train": 12})  # imports, caches
    rates = []
    for repeat in range(repeats):
        started = time.perf_counter()
        made = generate_pairs(PairSettings(), seed + 1 + repeat, {"train": 360})
        rates.append(len(made.pairs.judgements) / (time.perf_counter() - started))
    return statistics.median(rates)


def _pairs(made: Pairs, split: str) -> list[Pair]:
    return [
        Pair(made.notes[it.note].text, made.trials[it.trial], it.label) for it in made.judgements if it.split == split
    ]


def _line(name: str, found: Mapping[str, float], train: int, test: int) -> str:
    values = "  ".join(f"{key} {value:.3f}" for key, value in found.items())
    return f"{name:20} {values}  ({train:,} training rows, {test:,} test rows)"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trial_artefacts", description=__doc__.splitlines()[0])
    parser.add_argument("--path", metavar="FOLDER", help="a folder of real pairs")
    parser.add_argument("--source", default="trec_2021", help="how the folder is laid out")
    parser.add_argument("--train", type=int, default=1200, help="generated training patients")
    parser.add_argument("--test", type=int, default=600, help="generated test patients")
    parser.add_argument("--difficulties", nargs="+", default=list(DIFFICULTIES), choices=list(DIFFICULTIES))
    parser.add_argument("--repeats", type=int, default=5, help="of the timing")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Generated cases a second on one core, by length: python -m benchmarks.medcalc_generate

Each length is timed `--repeats` times over every calculator in turn, interleaved; medians are shown. Rich notes mix
styles and units and hold distractors; `short` is the task's default.
"""

import argparse
import json
import statistics
import time
from itertools import cycle, islice

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units, write_case

SETTINGS = {
    "short": NoteSettings(),
    "medium": NoteSettings(Length.medium),
    "long": NoteSettings(Length.long),
    "medium, rich": NoteSettings(Length.medium, Style.mixed, Units.mixed, distractors=0.5, inferred=0.3),
}


def cases_per_second(settings: NoteSettings, count: int, seed: int) -> float:
    """How many cases are written in a second."""
    started = time.perf_counter()
    for index, calculator in enumerate(islice(cycle(CALCULATORS.values()), count)):
        write_case(calculator, seed, "train", index, settings)
    return count / (time.perf_counter() - started)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2200, help="cases a repeat")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    for settings in SETTINGS.values():
        cases_per_second(settings, 55, seed=-1)  # imports, caches
    rates: dict[str, list[float]] = {name: [] for name in SETTINGS}
    for repeat in range(options.repeats):
        for name, settings in SETTINGS.items():
            rates[name].append(cases_per_second(settings, options.count, seed=repeat))
    medians = {name: round(statistics.median(values)) for name, values in rates.items()}
    if options.json:
        print(json.dumps(medians))
        return
    for name, rate in medians.items():
        print(f"{name:14} {rate:6} cases/s")


if __name__ == "__main__":
    main()

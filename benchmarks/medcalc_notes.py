"""What gives generated notes away, and what they cost: python -m benchmarks.medcalc_notes [--count 200] [--json FILE]

    contradictions      0 of 11,000 notes           sex, age, consciousness, pressures, findings, time, grammar
    overlap             1.2 % of the sentences of test notes stand in training notes      (at most 20 %)
    filler              6.1 % of words in the mean, 24.6 % in the worst note              (at most 25 %)
    distinct forms      ...
    shortcuts           0 of 16,500 patients        whose answer a wrong way would reach
    bag of words        accuracy of a model that counts words, beside the most common answer
    speed               notes a CPU second by length (target 2,000 of medium length)

Exits with 1 where a limit is broken. Times are CPU seconds of one process, so that a busy machine matters less.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator, Kind
from ehrmind.medcalc.notes import Case, Length, NoteSettings, Style, Units, write_case
from ehrmind.medcalc.notes.contradictions import contradictions
from ehrmind.medcalc.notes.patient import draw_patient
from ehrmind.medcalc.shortcuts import reached_by_shortcut

MOST_OVERLAP, MOST_FILLER, TARGET = 0.20, 0.25, 2000
STYLES = [style for style in Style if style is not Style.mixed]
RICH = NoteSettings(Length.medium, Style.mixed, Units.mixed, inferred=0.3)
LENGTHS = {length.value: NoteSettings(length) for length in Length}
EVERY = tuple(CALCULATORS.values())

_SENTENCE = re.compile(r"(?<=[.;])\s+|\n(?:- )?")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")


def main() -> int:
    """Measure, print, and tell whether every limit holds."""
    options = _parse()
    train = [write_case(item, options.seed, "train", i, RICH) for item in EVERY for i in range(options.train)]
    test = [write_case(item, options.seed, "test", i, RICH) for item in EVERY for i in range(options.test)]
    report: dict[str, Any] = {}
    report["contradictions"], report["notes"] = _contradictions(options.count, options.seed)
    report["overlap"] = overlap(train, test)
    shares = [case.filler for case in (*train, *test)]
    report["filler"] = {"mean": statistics.mean(shares), "most": max(shares)}
    report["variety"] = variety([case.note for case in train])
    report["shortcuts"], report["patients"] = _shortcuts(options.draws, options.seed)
    report["bag_of_words"], report["most_common"] = bag_of_words(options.seed, options.words)
    report["notes_per_second"] = {name: speed(settings, options) for name, settings in LENGTHS.items()}
    print("\n".join(_lines(report)))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    broken = [
        *(["contradictions"] if report["contradictions"] else []),
        *(["overlap"] if report["overlap"] > MOST_OVERLAP else []),
        *(["filler"] if max(shares) > MOST_FILLER else []),
        *(["shortcuts"] if report["shortcuts"] else []),
    ]
    for name in broken:
        print(f"limit broken: {name}", file=sys.stderr)
    return int(bool(broken))


def told(calculator: Calculator, seed: int, index: int) -> tuple[Case, Style]:
    """A case of any style, length and units, with and without distractors, clues and an input left out."""
    style = STYLES[index % len(STYLES)]
    settings = NoteSettings(
        list(Length)[index // 3 % 3 if index % 3 == 0 else 0],
        style,
        list(Units)[index % 3],
        distractors=0.5 * (index % 2),
        inferred=0.4 * (index % 5 < 2),
        unanswerable=0.1,
    )
    return write_case(calculator, seed, ("train", "test")[index % 2], index, settings), style


def _contradictions(count: int, seed: int) -> tuple[int, int]:
    """How many notes contradict themselves, of how many; each is printed with its words."""
    found = 0
    for calculator in EVERY:
        for index in range(count):
            case, style = told(calculator, seed, index)
            broken = contradictions(calculator, case, style)
            found += bool(broken)
            for text in broken:
                print(f"calculator {calculator.id}, seed {seed}, index {index}: {text}", file=sys.stderr)
    return found, count * len(EVERY)


def overlap(train: Sequence[Case], test: Sequence[Case]) -> float:
    """The share of the test notes' sentences, of three words and more, that stand in a training note."""
    seen = {sentence for case in train for sentence in _sentences(case.note)}
    told_in_test = [sentence for case in test for sentence in _sentences(case.note)]
    return sum(sentence in seen for sentence in told_in_test) / len(told_in_test)


def variety(notes: Sequence[str]) -> dict[str, float]:
    """Distinct n-grams as a share of all, the compressed size, and notes that differ in more than their numbers."""
    words = [_NUMBER.sub("#", note.lower()).split() for note in notes]
    found: dict[str, float] = {}
    for n in (1, 2, 3, 4):
        grams = Counter(tuple(text[at : at + n]) for text in words for at in range(len(text) - n + 1))
        found[f"distinct {n}-grams"] = len(grams) / grams.total()
    joined = "\n".join(notes).encode()
    found["compressed to"] = len(zlib.compress(joined, 9)) / len(joined)
    found["distinct but for numbers"] = len({_NUMBER.sub("#", note) for note in notes}) / len(notes)
    return found


def _shortcuts(draws: int, seed: int) -> tuple[int, int]:
    """How many drawn patients a well-known wrong way would answer rightly, of how many."""
    reached = 0
    for calculator in EVERY:
        rng = random.Random(f"{seed}/{calculator.id}")
        for _ in range(draws):
            reached += bool(reached_by_shortcut(calculator, draw_patient(calculator, RICH, rng).values))
    return reached, draws * len(EVERY)


def bag_of_words(seed: int, rows: int) -> tuple[float, float]:
    """Mean accuracy over the integer scores of naive Bayes over words, and of the most common training answer."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB

    right, common = [], []
    for calculator in EVERY:
        if calculator.kind is not Kind.INTEGER:
            continue
        train, test = ([write_case(calculator, seed, name, i) for i in range(rows)] for name in ("train", "test"))
        counts = CountVectorizer(preprocessor=_letters)
        model = MultinomialNB().fit(
            counts.fit_transform([case.note for case in train]), [case.answer for case in train]
        )
        said = model.predict(counts.transform([case.note for case in test]))
        gold = [case.answer for case in test]
        top = Counter(case.answer for case in train).most_common(1)[0][0]
        right.append(statistics.mean(a == b for a, b in zip(said, gold, strict=True)))
        common.append(statistics.mean(answer == top for answer in gold))
    return statistics.mean(right), statistics.mean(common)


def _letters(note: str) -> str:
    """The words of a note without its numbers."""
    return re.sub(r"[\d_]", " ", note.lower())


def speed(settings: NoteSettings, options: argparse.Namespace) -> float:
    """Notes a CPU second over every calculator in turn, the best of some repeats after one to fill the caches."""
    rates = []
    for repeat in range(options.repeats + 1):
        started = time.process_time()
        for index, calculator in enumerate(islice(cycle(EVERY), options.timed)):
            write_case(calculator, options.seed + repeat, "train", index, settings)
        rates.append(options.timed / (time.process_time() - started))
    return float(statistics.median(rates[1:]))


def _sentences(note: str) -> Iterator[str]:
    return (text.strip() for text in _SENTENCE.split(note) if text.count(" ") > 1)


def _lines(report: dict[str, Any]) -> Iterator[str]:
    filler, found, rates = report["filler"], report["variety"], report["notes_per_second"]
    yield f"contradictions    {report['contradictions']} of {report['notes']:,} notes"
    yield f"overlap           {report['overlap']:.1%} of the sentences of test notes (at most {MOST_OVERLAP:.0%})"
    yield f"filler            {filler['mean']:.1%} of words, {filler['most']:.1%} at most (limit {MOST_FILLER:.0%})"
    for name, value in found.items():
        yield f"variety           {value:.1%} {name}"
    yield f"shortcuts         {report['shortcuts']} of {report['patients']:,} patients"
    yield f"bag of words      {report['bag_of_words']:.1%} of integer scores, most common {report['most_common']:.1%}"
    for name, value in rates.items():
        yield f"speed             {value:6,.0f} {name} notes a CPU second" + (
            f" ({TARGET:,})" if name == "medium" else ""
        )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="notes a calculator that are read for contradictions")
    parser.add_argument("--train", type=int, default=40, help="training notes a calculator, for overlap and variety")
    parser.add_argument("--test", type=int, default=10, help="test notes a calculator")
    parser.add_argument("--draws", type=int, default=300, help="patients a calculator, for shortcuts")
    parser.add_argument("--words", type=int, default=200, help="notes a score and split, for the bag of words")
    parser.add_argument("--timed", type=int, default=1100, help="notes a repeat")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", help="write the numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

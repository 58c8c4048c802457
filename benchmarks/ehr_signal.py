"""What the generated records know of their labels: python -m benchmarks.ehr_signal

    label             arm                        ceiling  logistic  boosting  age   prevalence
    guo_los           all events                 0.87     0.78      0.77      0.55  0.50
    guo_los           conditions and procedures  0.87     0.68      ...

On the test patients of generated records that are written in EHRSHOT's layout and read back by the reader: AUROC with
95 % intervals over patients. The ceiling is the risk by which each label was drawn. Then each target as it was met:

    count models        logistic regression on all events from 0.65 to 0.85
    ceiling             at least 0.05 above it
    laboratory values   with them at least 0.05 more than conditions and procedures alone, for long stay
    positives           at least 100 patients of the default 2,000 with a long stay, a readmission, a new diagnosis
    speed               count features of 3,882 labels in at most 10 s, on records of 2,600 events in the median
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ARMS = {
    "all events": None,
    "conditions, procedures, measurements": ("person", "condition", "procedure", "measurement"),
    "conditions and procedures": ("person", "condition", "procedure"),
}
LABELS = ("guo_los", "guo_readmission", "new_hypertension")
MODELS = ("ceiling", "logistic", "boosting", "age", "prevalence")
LOW, HIGH, GAP, GAIN, POSITIVE = 0.65, 0.85, 0.05, 0.05, 100
COUNTED, SECONDS, EVENTS = 3882, 10, 2600


def main() -> None:
    """Generate, measure and print."""
    options = _parse()
    with tempfile.TemporaryDirectory() as work:
        report = measure(options, Path(work))
    report["speed"] = speed()
    checks = targets(report)
    for check in checks:
        print(f"{'PASS' if check['passed'] else 'FAIL'}  {check['target']}: {check['measured']}")
    if options.json:
        Path(options.json).write_text(json.dumps(report | {"targets": checks}, indent=1) + "\n", encoding="utf-8")


def measure(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """The table: an AUROC of each label, arm and model; with the counts of positives and the seconds it took."""
    from ehrmind.ehr.generator import generate
    from ehrmind.ehr.index import open_index
    from ehrmind.ehr.ontology import open_ontology

    started = time.perf_counter()
    about = generate(work / "generated", options.patients, options.seed, ("ehrshot",))
    written = time.perf_counter()
    folder = work / "generated" / "ehrshot"
    athena = folder / "athena_download"
    index = open_index("ehrshot", folder, cache=work / "cache", names=athena)
    parents = open_ontology("ehrshot", folder, index.words.codes, athena).parents
    seconds = {"generate": written - started, "index": time.perf_counter() - written}
    report: dict[str, Any] = {"options": vars(options), "about": about, "seconds": seconds, "rows": []}
    print(f"{options.patients:,} patients, {about['events']:,} events; generated in {seconds['generate']:.1f} s")
    print(f"{'label':17} {'arm':37} " + " ".join(f"{name:>18}" for name in MODELS))
    for task in options.labels:
        rows = read_rows(work / "generated", task, index.splits)
        for arm, types in ARMS.items():
            line = {"task": task, "arm": arm} | _one(index, parents, rows, types, seconds)
            report["rows"].append(line)
            print(f"{task:17} {arm:37} " + " ".join(f"{_shown(line[name]):>18}" for name in MODELS), flush=True)
    print("seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))
    return report


def read_rows(folder: Path, task: str, splits: dict[int, str]) -> dict[str, Any]:
    """The labels of a task as the files have them: keys, values and true risks by row, and which split each is in."""
    import csv

    from ehrmind.ehr.generator import read_truth

    truth = read_truth(folder, task)
    path = folder / "ehrshot" / "benchmark" / task / "labeled_patients.csv"
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    keys = [(int(line["patient_id"]), datetime.fromisoformat(line["prediction_time"])) for line in lines]
    names = np.array([splits[subject] for subject, _ in keys])
    return {
        "keys": keys,
        "values": np.array([line["value"] == "True" for line in lines]),
        "risks": np.array([truth[key] for key in keys]),
        **{name: np.flatnonzero(names == name) for name in ("train", "validation", "test")},
    }


def _one(index: Any, parents: Any, rows: dict[str, Any], types: Any, seconds: dict[str, float]) -> dict[str, Any]:
    """Every model's AUROC on the test rows, in one arm."""
    from ehrmind.ehr import count_models, counts
    from ehrmind.ehr.events import TYPES

    keys, values = rows["keys"], rows["values"]
    train, valid, test = (rows[name] for name in ("train", "validation", "test"))
    started = time.perf_counter()
    types = types or TYPES
    tenths = counts.value_tenths(index, [keys[at] for at in train], types=types)
    x = counts.features(index, keys, parents=parents, types=types, tenths=tenths).matrix
    age = counts.ages(index, keys)
    featured = time.perf_counter()
    known = (x[train], values[train], x[valid], values[valid], x[test])
    found = {
        "ceiling": rows["risks"][test],
        "logistic": count_models.logistic(*known),
        "boosting": count_models.boosting(*known),
        "age": count_models.by_age(age[train], values[train], age[test]),
        "prevalence": count_models.prevalence(values[train], len(test)),
    }
    seconds["features"] = seconds.get("features", 0.0) + featured - started
    seconds["models"] = seconds.get("models", 0.0) + time.perf_counter() - featured
    subjects = [keys[at][0] for at in test]
    table = {name: auroc(values[test], said, subjects) for name, said in found.items()}
    positive = {keys[at][0] for at in np.flatnonzero(values)}
    return table | {"columns": x.shape[1], "train": len(train), "test": len(test), "positive_patients": len(positive)}


def auroc(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.float64], subjects: Sequence[int]) -> dict[str, Any]:
    """AUROC with its 95 % interval over patients."""
    from ehrmind.evaluation.functionals import auroc as measure_of
    from ehrmind.evaluation.jackknife import result
    from ehrmind.evaluation.measures import Judged

    rows = [
        Judged(
            id=str(at),
            group=str(subject),
            gold="yes" if positive else "no",
            labels=("no", "yes"),
            status="scored",
            answer="",
            finished=True,
            probabilities={"no": 1 - float(p), "yes": float(p)},
        )
        for at, (positive, p, subject) in enumerate(zip(truth, said, subjects, strict=True))
    ]
    return result(measure_of(), rows)


def speed() -> dict[str, float]:
    """Seconds for the count features of 3,882 labels, on records in memory whose sizes are EHRSHOT's."""
    from ehrmind.ehr import counts
    from ehrmind.ehr.events import NAT, Record, Words

    rng, codes = np.random.default_rng(0), 20_000
    words = Words(tuple(f"V/{at}" for at in range(codes)), ("",) * codes, ("Negative", "Positive"), ("mg/dL", "mmol/L"))
    often = 1 / np.arange(1, codes + 1)
    parents = {f"V/{at}": (f"G/{at // 10}",) for at in range(codes)}
    parents |= {f"G/{at}": (f"H/{at // 20}",) for at in range(codes // 10)}

    def record(subject: int) -> Record:
        size = int(min(np.exp(rng.normal(np.log(EVENTS), 1.3)), 60_000))
        code = rng.choice(codes, size, p=often / often.sum()).astype(np.int32)
        value = np.where(code < 400, rng.normal(size=size), np.nan)
        return Record(
            subject=subject,
            words=words,
            times=np.datetime64("2010-01-01", "us")
            + np.sort(rng.integers(0, 10**14 * 3, size)).view("timedelta64[us]"),
            ends=np.full(size, NAT),
            codes=code,
            values=value,
            texts=np.where(rng.random(size) < 0.1, 1, -1).astype(np.int32),
            units=np.where(np.isfinite(value), rng.integers(0, 2, size), -1).astype(np.int32),
            types=np.full(size, 6, dtype=np.int8),
            visits=np.full(size, -1),
        )

    records = InMemory(words, {subject: record(subject) for subject in range(COUNTED // 3)})
    days = rng.integers(500, 3400, COUNTED).tolist()
    rows = [(at // 3, datetime(2010, 1, 1) + timedelta(days=day)) for at, day in enumerate(days)]
    started = time.perf_counter()
    tenths = counts.value_tenths(records, rows[: COUNTED // 3])
    found = counts.features(records, rows, parents=parents, tenths=tenths).matrix
    seconds = time.perf_counter() - started
    median = float(np.median([len(item) for item in records.all.values()]))
    return {"seconds": seconds, "labels": found.shape[0], "columns": found.shape[1], "median_events": median}


@dataclass(frozen=True)
class InMemory:
    """Records that are not on the disk (events.Records)."""

    words: Any
    all: dict[int, Any]

    @property
    def subjects(self) -> npt.NDArray[np.int64]:
        """Every subject."""
        return np.array(sorted(self.all), dtype=np.int64)

    def record(self, subject: int) -> Any:
        """One subject's events."""
        return self.all[subject]


def targets(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Each target, what was measured, and whether it was met."""
    lines = {(row["task"], row["arm"]): row for row in report["rows"]}
    checks = []

    def check(target: str, measured: str, passed: bool) -> None:
        checks.append({"target": target, "measured": measured, "passed": bool(passed)})

    for task in report["options"]["labels"]:
        line = lines[task, "all events"]
        simple, ceiling = (line[name]["value"] or 0.0 for name in ("logistic", "ceiling"))
        check(f"{task}: logistic regression {LOW}-{HIGH}", f"{simple:.3f}", LOW <= simple <= HIGH)
        check(f"{task}: ceiling at least {GAP} above it", f"{ceiling - simple:+.3f}", ceiling - simple >= GAP)
        count, needed = line["positive_patients"], POSITIVE * report["options"]["patients"] / 2000
        check(f"{task}: at least {needed:.0f} patients with a positive", f"{count}", count >= needed)
    if "guo_los" in report["options"]["labels"]:
        few = lines["guo_los", "conditions and procedures"]
        for arm in ("conditions, procedures, measurements", "all events"):
            gain = (lines["guo_los", arm]["logistic"]["value"] or 0.0) - (few["logistic"]["value"] or 0.0)
            check(f"guo_los: {arm}, at least {GAIN} over conditions and procedures", f"{gain:+.3f}", gain >= GAIN)
    took = report["speed"]
    target = f"count features of {COUNTED:,} labels in {SECONDS} s"
    measured = f"{took['seconds']:.1f} s, {took['median_events']:,.0f} events in the median"
    check(target, measured, took["seconds"] <= SECONDS)
    return checks


def _shown(found: dict[str, Any]) -> str:
    if found["value"] is None:
        return "-"
    ends = f" {found['low']:.2f}-{found['high']:.2f}" if found["low"] is not None else ""
    return f"{found['value']:.3f}{ends}"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ehr_signal", description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--labels", nargs="+", default=list(LABELS))
    parser.add_argument("--json", metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()

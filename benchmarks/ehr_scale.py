"""Time and memory from a CSV file in EHRSHOT's layout to the records (and prompts) of 7,003 prediction times.

    python -m benchmarks.ehr_scale --events 41700000 --json scale.json
    python -m benchmarks.ehr_scale --events 500000 --double

The file is made first, in another process (`ehr_scale_file`). What is measured runs in a process of its own, and its
memory is that of the whole tree of processes, sampled: anonymous and shared pages, without mapped files, which are the
page cache's. `--double` measures half the events too, and the growth of the peak; `--no-prompts` stops at the records.
"""

import argparse
import csv
import json
import multiprocessing
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ehr_scale_file import PATIENTS, write


def work(folder: Path, cache: Path, prompts: bool, pipe: Any) -> None:
    """What is measured: the index, then what is known at each prediction time, then its prompt."""
    from ehrmind.ehr.index import open_index

    found: dict[str, Any] = {}
    pipe.send("index")
    started = time.perf_counter()
    index = open_index("ehrshot", folder, cache=cache, release="other")
    found["index_seconds"] = time.perf_counter() - started
    found["events"], found["subjects"] = index.manifest["events"], index.manifest["subjects"]
    with (folder / "benchmark/guo_readmission/labeled_patients.csv").open(newline="") as file:
        labels = [
            (int(row["patient_id"]), datetime.fromisoformat(row["prediction_time"])) for row in csv.DictReader(file)
        ]
    pipe.send("records")
    started, spent, seen = time.perf_counter(), [], 0
    for subject, moment in labels:
        before = time.process_time()
        seen += len(index.record(subject).until(moment))
        spent.append(time.process_time() - before)
    found |= _spent("records", spent, started) | {"events_seen": seen, "labels": len(labels)}
    if prompts:
        pipe.send("prompts")
        found |= _prompts(index, labels)
    pipe.send("again")
    started = time.perf_counter()
    open_index("ehrshot", folder, cache=cache, release="other")
    found["open_again_seconds"] = time.perf_counter() - started
    pipe.send(found)


def _prompts(index: Any, labels: list[tuple[int, datetime]]) -> dict[str, float]:
    """The prompts of all prediction times, where there is something that writes them."""
    try:
        from ehrmind.ehr.timeline import Timeline, render
    except ImportError:
        return {}
    settings, started, spent = Timeline(), time.perf_counter(), []
    for subject, moment in labels:
        before = time.process_time()
        render(index.record(subject).until(moment), moment, settings, _tokens)
        spent.append(time.process_time() - before)
    return _spent("prompts", spent, started)


def _spent(name: str, seconds: list[float], started: float) -> dict[str, float]:
    return {
        f"{name}_seconds": time.perf_counter() - started,
        f"{name}_cpu_ms_median": float(np.median(seconds)) * 1e3,
        f"{name}_cpu_ms_p99": float(np.quantile(seconds, 0.99)) * 1e3,
    }


def resident(pid: int) -> int:
    """RssAnon and RssShmem of a process and those it started: not pages of mapped files (Linux). 0 once it is gone."""
    import psutil

    try:
        parent = psutil.Process(pid)
        texts = [Path(f"/proc/{item.pid}/status").read_text() for item in (parent, *parent.children(recursive=True))]
    except (psutil.Error, OSError):
        return 0
    words = (line.split() for text in texts for line in text.splitlines() if line.startswith(("RssAnon:", "RssShmem:")))
    return sum(int(number) for _, number, _ in words) * 1024


def measure(events: int, patients: int, folder: Path, prompts: bool = True) -> dict[str, Any]:
    """Write the file, then measure in a fresh process; the figures."""
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    writer = context.Process(target=write, args=(folder, events, patients))
    writer.start()
    writer.join()
    if writer.exitcode:
        raise SystemExit("the file could not be written")
    size = (folder / "data/ehrshot.csv").stat().st_size
    facts: dict[str, Any] = {"write_seconds": time.perf_counter() - started, "csv_bytes": size}
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(folder, folder / "cache", prompts, theirs))
    started = time.perf_counter()
    worker.start()
    theirs.close()
    peaks: dict[str, int] = {}
    phase = ["start"]
    sampler = threading.Thread(target=_sample, args=(worker, phase, peaks))
    sampler.start()
    try:
        while isinstance(message := ours.recv(), str):
            phase[0] = message
        facts |= message
    except EOFError:
        raise SystemExit("what is measured has failed") from None
    finally:
        worker.join()
        sampler.join()
    facts["wall_seconds"] = time.perf_counter() - started
    facts["peak_bytes"] = {**peaks, "all": max(peaks.values())}
    facts["index_bytes"] = sum(path.stat().st_size for path in (folder / "cache").rglob("*") if path.is_file())
    return facts


def _sample(worker: Any, phase: list[str], peaks: dict[str, int]) -> None:
    while worker.is_alive():
        peaks[phase[0]] = max(peaks.get(phase[0], 0), resident(worker.pid))
        time.sleep(0.02)


def show(facts: dict[str, Any]) -> None:
    """The figures of one size, in words."""
    peaks, gb = facts["peak_bytes"], 1e9
    print(f"{facts['events']:,} events of {facts['subjects']:,} patients, {facts['csv_bytes'] / gb:.2f} GB of CSV")
    again = f"opened again in {facts['open_again_seconds']:.2f} s"
    print(f"  index {facts['index_seconds']:.1f} s ({facts['index_bytes'] / gb:.2f} GB), {again}")
    for name in ("records", "prompts"):
        if f"{name}_seconds" in facts:
            one, most = (facts[f"{name}_cpu_ms_{part}"] for part in ("median", "p99"))
            spent = f"{facts[f'{name}_seconds']:.1f} s; CPU of one {one:.2f} ms (99 %: {most:.2f})"
            print(f"  {facts['labels']:,} {name} {spent}")
    phases = ", ".join(f"{name} {peak / gb:.2f}" for name, peak in peaks.items() if name != "all")
    print(f"  in all {facts['wall_seconds']:.1f} s; peak {peaks['all'] / gb:.2f} GB without page cache ({phases})")


def _tokens(text: str) -> int:
    """About a model's, for next to nothing; one function for all records, so that a line is counted once."""
    return len(text) // 4 + 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument(
        "--double", action="store_true", help="measure half the events first, and the growth of the peak"
    )
    parser.add_argument("--no-prompts", dest="prompts", action="store_false", help="stop at the records")
    parser.add_argument("--folder", type=Path, help="where the file and the index lie meanwhile; they are deleted")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    wanted = (options.events // 2, options.events) if options.double else (options.events,)
    found = []
    for events in wanted:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            found.append(measure(events, options.patients, Path(folder), options.prompts))
        show(found[-1])
    report: dict[str, Any] = {"sizes": found}
    if options.double:
        small, large = (facts["peak_bytes"]["all"] for facts in found)
        report["growth"] = large / small - 1
        print(f"peak memory {report['growth']:+.1%} as the events double")
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""Time and memory of a folder in TREC's own layout: 26,000 trials and 35,832 judgements of 75 patients.

    python -m benchmarks.trials_scale --json trials.json
    python -m benchmarks.trials_scale --trials 200 --judgements 300

The folder is made first, in another process: topics, qrels, and ClinicalTrials.gov's XML in five zips, whose criteria
have a median length of 1,800 characters, up to 15,000, as those of TREC 2021; 6,500 more trials are judged by no one.
What is measured runs in a process of its own; its memory is the highest that the system has seen (ru_maxrss, Linux).
"""

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

TRIALS, JUDGEMENTS, PATIENTS, ZIPS = 26_000, 35_832, 75, 5
SECONDS, BYTES = 60.0, 2e9  # the figures to keep
MEDIAN, SHORTEST, LONGEST = 1_800, 60, 15_000  # characters of a trial's criteria
UNJUDGED = 0.25  # more trials, beside those that are judged
WORDS = (
    *("history of", "patients with", "treatment", "within", "months", "prior to", "years", "age", "disease", "therapy"),
    *("clinical", "known", "active", "severe", "blood", "renal", "hepatic", "function", "serum", "pregnancy", "women"),
    *(
        "consent",
        "written",
        "informed",
        "diagnosis",
        "confirmed",
        "infection",
        "chronic",
        "use",
        "any",
        "≥",
        "<",
        "2.5",
    ),
)
LOCATION = (
    "  <location>\n    <facility>\n      <name>Hospital {0}</name>\n      <address>\n        <city>City {0}</city>\n"
    "        <country>Country</country>\n      </address>\n    </facility>\n    <status>Completed</status>\n"
    "  </location>\n"
)


def write(folder: Path, trials: int, judgements: int, seed: int = 0) -> None:
    """The folder: each trial is judged for one patient at least, and the rest at random."""
    names = [f"NCT{number:08d}" for number in range(1, int(trials * (1 + UNJUDGED)) + 1)]
    for part in range(ZIPS):
        inside = f"ClinicalTrials.2021-04-27.part{part + 1}"
        with zipfile.ZipFile(folder / f"{inside}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in names[part::ZIPS]:
                rng = random.Random(f"{seed}/{name}")
                archive.writestr(f"{inside}/{name[:7]}xxxx/{name}.xml", study(name, rng))
    rng = random.Random(f"{seed}/judgements")
    topics = [f'<topic number="{i}">\n{_words(rng, 130)}\n</topic>' for i in range(1, PATIENTS + 1)]
    (folder / "topics2021.xml").write_text("<topics>\n" + "\n".join(topics) + "\n</topics>\n", encoding="utf-8")
    judged = rng.sample(names, trials)
    pairs = {(1 + i % PATIENTS, name): None for i, name in enumerate(judged)}
    while len(pairs) < judgements:
        pairs[rng.randint(1, PATIENTS), rng.choice(judged)] = None
    labels = rng.choices((0, 1, 2), (24_243, 6_019, 5_570), k=len(pairs))
    lines = (f"{note} 0 {name} {label}\n" for (note, name), label in zip(sorted(pairs), labels, strict=True))
    (folder / "qrels2021.txt").write_text("".join(lines))


def study(name: str, rng: random.Random) -> str:
    """A record with criteria of a log-normal length, one in six of them nested, and the places where it was done."""
    left = min(LONGEST, max(SHORTEST, round(rng.lognormvariate(0, 0.75) * MEDIAN)))
    lines = ["        Inclusion Criteria:\n"]
    exclusion = left * 0.45
    while left > 0:
        if exclusion and left < exclusion:
            lines.append("        Exclusion Criteria:\n")
            exclusion = 0
        text = _words(rng, rng.randint(4, 28))
        lines.append(f"{' ' * (15 if rng.random() < 1 / 6 and len(lines) > 1 else 10)}-  {text}\n")
        left -= len(text)
    places = "".join(LOCATION.format(i) for i in range(rng.randint(1, 60)))
    return (
        f"<clinical_study>\n  <id_info>\n    <nct_id>{name}</nct_id>\n  </id_info>\n"
        f"  <brief_title>{_words(rng, 10)}</brief_title>\n  <condition>{_words(rng, 2)}</condition>\n"
        f"  <brief_summary>\n    <textblock>{_words(rng, 80)}</textblock>\n  </brief_summary>\n"
        f"  <eligibility>\n    <criteria>\n      <textblock>\n{chr(10).join(lines)}      </textblock>\n"
        f"    </criteria>\n  </eligibility>\n{places}</clinical_study>\n"
    )


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count)).replace("<", "&lt;")


def work(folder: Path, pipe: Any) -> None:
    """What is measured: one folder, read."""
    from ehrmind.trials.sources import read

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    pairs = read("trec_2021", folder)
    seconds = time.perf_counter() - started
    lengths = sorted(sum(map(len, trial.inclusion + trial.exclusion)) for trial in pairs.trials.values())
    pipe.send(
        {
            "seconds": seconds,
            "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "bytes_before": before * 1024,
            "trials": len(pairs.trials),
            "judgements": len(pairs.judgements),
            "patients": len(pairs.notes),
            "criteria": sum(len(trial.inclusion) + len(trial.exclusion) for trial in pairs.trials.values()),
            "characters_median": lengths[len(lengths) // 2],
            "characters_most": lengths[-1],
            "dropped": dict(pairs.dropped),
        }
    )


def measure(trials: int, judgements: int, folder: Path) -> dict[str, Any]:
    """Write the folder, then read it in a fresh process; the figures."""
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    writer = context.Process(target=write, args=(folder, trials, judgements))
    writer.start()
    writer.join()
    if writer.exitcode:
        raise SystemExit("the folder could not be written")
    written = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.iterdir())
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=work, args=(folder, theirs))
    reader.start()
    theirs.close()
    try:
        facts: dict[str, Any] = ours.recv()
    except EOFError:
        raise SystemExit("what is measured has failed") from None
    finally:
        reader.join()
    kept = facts["seconds"] <= SECONDS and facts["peak_bytes"] <= BYTES
    return {"write_seconds": written, "folder_bytes": size, **facts, "kept": kept}


def show(facts: dict[str, Any]) -> None:
    """The figures in words."""
    lengths = f"median {facts['characters_median']:,} characters a trial, at most {facts['characters_most']:,}"
    print(f"{facts['trials']:,} trials with {facts['criteria']:,} criteria ({lengths})")
    size = f"{facts['folder_bytes'] / 1e6:,.0f} MB of files"
    print(f"{facts['judgements']:,} judgements of {facts['patients']} patients, {size}")
    spent = f"{facts['seconds']:.1f} s (at most {SECONDS:.0f})"
    peak = f"{facts['peak_bytes'] / 1e9:.2f} GB (at most {BYTES / 1e9:.0f})"
    print(f"  read in {spent}, peak {peak}: {'kept' if facts['kept'] else 'NOT kept'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--judgements", type=int, default=JUDGEMENTS)
    parser.add_argument("--folder", type=Path, help="where the files lie meanwhile; they are deleted")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        facts = measure(options.trials, options.judgements, Path(folder))
    show(facts)
    if options.json:
        options.json.write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()

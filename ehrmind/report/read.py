"""Read run folders, and nothing else: what a report knows of each run, whatever state it is in.

    runs/medcalc-tiny-sft-3f9a1c02/  ->  RunRecord(id="medcalc-tiny-sft-3f9a1c02", arm="sft", state="done", seed=0, ...)

Folders are found below the given paths, each run once. A file that cannot be read, or that a done run lacks, leaves its
part empty and a line in `problems`; so does a predictions.jsonl that eval.json was not computed from, or whose rows are
not all in rows.jsonl.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ehrmind.errors import DataError, RecordError
from ehrmind.privacy import text_file
from ehrmind.runs import MADE_BY, read_config

DEPTH = 4  # folders below a given path, for sweeps of sweeps


@dataclass(frozen=True, slots=True, eq=False)  # a run is itself: what is computed of it is kept by it
class RunRecord:
    """One run folder. `evaluation` is eval.json; `predictions` are greedy, `samples` the k sampled completions.

    `baselines` are the lines of baselines.jsonl by name.
    """

    id: str
    folder: Path
    arm: str
    state: str
    error: str
    parent: str | None
    config: Mapping[str, Any]
    data: Mapping[str, Any]
    evaluation: Mapping[str, Any] | None
    diagnosis: Mapping[str, Any] | None = None
    metrics: Sequence[Mapping[str, Any]] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    predictions: Sequence[Mapping[str, Any]] = ()
    samples: Sequence[Mapping[str, Any]] = ()
    baselines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)  # hashes of the code, by what they are of
    training: tuple[str, int] = ("", 0)  # the run at the root of what it starts from, and its seed

    @property
    def counted(self) -> bool:
        """Whether its tokens are tokens, and not words in their place (evaluation.given)."""
        return (self.evaluation or {}).get("mean_tokens", 0) is not None

    @property
    def file(self) -> str:
        """The hash of the file that its completions are from; empty where they were made here."""
        return str((self.config.get("run") or {}).get("completions") or "")

    @property
    def trained_elsewhere(self) -> bool:
        """Whether its model was behind an address, or its completions in a file: what trained it is not known here."""
        return self.stage == "score" or (self.config.get("model") or {}).get("origin") == "server"

    @property
    def seed(self) -> int:
        """Of the run."""
        return int(self.config.get("seed") or 0)

    @property
    def task(self) -> str:
        """Its registered name."""
        return str((self.config.get("task") or {}).get("name", "?"))

    @property
    def stage(self) -> str:
        """Its registered name."""
        return str((self.config.get("stage") or {}).get("name", "?"))

    @property
    def model(self) -> str:
        """Its configured name."""
        return str((self.config.get("model") or {}).get("name", "?"))

    @property
    def experiment(self) -> tuple[str, str, str, str]:
        """What runs must share to stand in one table: task, model, the hash of the evaluated split, its name."""
        split = str((self.evaluation or {}).get("split", ""))
        return self.task, self.model, self.hash_of(split), split

    def hash_of(self, split: str) -> str:
        """The hash of a split's rows; of all splits together where data.json says no more."""
        return str((self.data.get("split_sha256") or {}).get(split) or self.data.get("sha256", ""))


def read_runs(paths: Iterable[Path]) -> list[RunRecord]:
    """Every run below these paths once, by id. Raises DataError for a path that is not there or holds no run."""
    folders: dict[Path, Path] = {}
    for path in paths:
        if not path.is_dir():
            raise DataError(f"{path} is not a folder; give run folders, or the folder that holds them")
        below = {folder.resolve(): folder for folder in _run_folders(path, DEPTH)}
        if not below:
            raise DataError(f"{path} holds no run (no folder with a status.json)")
        folders |= below
    found: dict[str, RunRecord] = {}
    for run in map(read_run, folders.values()):
        found[run.id] = _one_of(found[run.id], run) if run.id in found else run
    return sorted(_with_hashes(found.values()), key=lambda run: run.id)


def _with_hashes(runs: Iterable[RunRecord]) -> Iterator[RunRecord]:
    """The runs; one that was made before each split had its own hash has those of a later run on the same data."""
    runs = list(runs)
    known = {run.data.get("sha256"): run.data["split_sha256"] for run in runs if "split_sha256" in run.data}
    for run in runs:
        hashes = known.get(run.data.get("sha256"))
        yield replace(run, data={"split_sha256": hashes, **run.data}) if hashes else run


def read_run(folder: Path) -> RunRecord:
    """One run folder."""
    problems: list[str] = []
    status = _json(folder / "status.json", problems, True) or {}
    done = status.get("state") == "done"
    evaluation = _json(folder / "eval.json", problems, done)
    predictions = _lines(text_file(folder, "predictions.jsonl"), problems, done)
    lines = _lines(text_file(folder, "rows.jsonl"), problems, done)
    rows = {row["id"]: row for row in lines if "id" in row}
    odd = [*_disagreements(evaluation or {}, predictions), *_without_rows(predictions, rows)]
    if odd:  # which of them is right is not known: the run is shown, and counted nowhere
        problems, evaluation, predictions = [*problems, *odd], None, []
    return RunRecord(
        id=folder.name,
        folder=folder,
        arm=str(status.get("arm", "?")),
        state=str(status.get("state", "unknown")),
        error=str(status.get("error") or ""),
        parent=status.get("parent"),
        config=_config(folder, problems),
        data=_json(folder / "data.json", problems, done) or {},
        evaluation=evaluation,
        diagnosis=_json(folder / "diagnosis.json", problems),
        metrics=_lines(folder / "metrics.jsonl", problems),
        rows=rows,
        predictions=predictions,
        samples=_lines(text_file(folder, "samples.jsonl"), problems),
        baselines=_by_name(_lines(text_file(folder, "baselines.jsonl"), problems)),
        problems=tuple(problems),
        made_by=_json(folder / MADE_BY, problems) or {},
    )


def _disagreements(evaluation: Mapping[str, Any], predictions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What shows that predictions.jsonl is not what eval.json was computed from: tables read one, tests the other."""
    twice = sum(count > 1 for count in Counter(row.get("id") for row in predictions).values())
    if twice:
        yield f"predictions.jsonl holds {twice} rows more than once; evaluate the run again"
    counted, stated = Counter(row.get("status") for row in predictions), evaluation.get("statuses")
    if predictions and stated is not None and counted != Counter(stated):
        yield (
            f"predictions.jsonl has {dict(counted)} and eval.json {dict(stated)}: "
            "the tables and the tests would be of different rows; evaluate the run again"
        )


def _without_rows(predictions: Sequence[Mapping[str, Any]], rows: Mapping[str, Any]) -> Iterator[str]:
    """What shows that the patients or notes of some answers are not known, by which every interval is computed."""
    count = sum(row.get("id") not in rows for row in predictions)
    if count:
        yield f"rows.jsonl lacks the rows of {count} predictions; evaluate the run again"


def _by_name(lines: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        found.setdefault(str(line.get("baseline", "")), []).append(line)
    return found


def _one_of(first: RunRecord, second: RunRecord) -> RunRecord:
    """Of two folders of one run the one that is done, else the first; that there is another is noted."""
    kept, other = (second, first) if second.state == "done" != first.state else (first, second)
    note = f"is also in {other.folder} ({other.state}), which is left out; {kept.folder} is read"
    return replace(kept, problems=(*kept.problems, note))


def _run_folders(path: Path, depth: int) -> Iterator[Path]:
    if (path / "status.json").exists():
        yield path
    elif depth:
        for child in sorted(path.iterdir()):
            if child.is_dir() and not child.is_symlink():
                yield from _run_folders(child, depth - 1)


def _content(path: Path, problems: list[str], needed: bool) -> bytes:
    """The file's bytes; none where it cannot be read, or is missing or empty, which is noted where it is needed."""
    try:
        content = path.read_bytes()
        if needed and not content:
            problems.append(f"{path.name} is empty")
        return content
    except FileNotFoundError:
        if needed:
            problems.append(f"{path.name} is missing")
    except PermissionError:  # the private folder of another's run
        problems.append(f"{path.parent.name}/{path.name} is not yours to read")
    except OSError as error:
        problems.append(f"{path.name} cannot be read: {error}")
    return b""


def _json(path: Path, problems: list[str], needed: bool = False) -> dict[str, Any] | None:
    """The file's object; None where it is missing or torn."""
    content = _content(path, problems, needed)
    return _object(path, problems, content) if content else None


def _config(folder: Path, problems: list[str]) -> dict[str, Any]:
    """The run's settings; none where they are missing, torn or edited, which is noted."""
    try:
        return read_config(folder)
    except RecordError as error:
        problems.append(str(error).replace(f"{folder}/", "").partition("; ")[0])
        return {}


def _object(path: Path, problems: list[str], content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError as error:
        problems.append(f"{path.name} cannot be read: {' '.join(str(error).split())}")
        return None
    if not isinstance(found, dict):
        problems.append(f"{path.name} holds no object")
        return None
    return found


def _lines(path: Path, problems: list[str], needed: bool = False) -> list[dict[str, Any]]:
    """The lines of a file; those that are torn are left out and counted."""
    rows, torn = [], 0
    for line in filter(None, _content(path, problems, needed).split(b"\n")):  # text holds other line separators
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if isinstance(row, dict):
            rows.append(row)
        else:
            torn += 1
    if torn:
        problems.append(f"{path.name}: {torn} lines cannot be read")
    return rows

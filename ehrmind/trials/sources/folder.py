"""Notes, trials and judgements of a folder, in any of the layouts, put together and checked pair by pair.

read_folder("trec_2021", Path("trials/trec_2021")).dropped   ->  Counter({"trial without criteria": 3})
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from ehrmind.errors import DataError
from ehrmind.trials.sources.files import sha256_of
from ehrmind.trials.sources.judgements import Row, read_notes, read_rows
from ehrmind.trials.sources.layout import Layout, find_layout
from ehrmind.trials.sources.trials import read_records, read_table
from ehrmind.trials.types import LABELS, Judgement, Note, Pairs, Trial

OTHER_LABEL, NO_NOTE, NO_TRIAL = "label is not 0, 1 or 2", "patient unknown", "trial unknown"
NO_CRITERIA, TWO_LABELS, REPEATED = "trial without criteria", "pair judged differently", "pair repeated"
MARKS = "[**"  # of de-identification, in notes that were taken from MIMIC
PREFIXES = {"trec_2021": "trec-2021", "trec_2022": "trec-2022", "sigir": "sigir-"}


def read_folder(source: str, root: Path) -> Pairs:
    """The pairs in the folder `root`. Raises DataError."""
    layout = find_layout(source, root)
    notes, rows = read_notes(layout.notes, layout.year), read_rows(layout.judgements, layout.year)
    _check_names(source, notes, layout)
    wanted = {row.trial for row in rows}
    found = read_table(layout.table, wanted) if layout.table else read_records(layout.records, wanted)
    files = {path: sha256_of(path) for path in (layout.notes, *layout.judgements)} | found.files
    named = {layout.name(path): value for path, value in files.items()}
    return put_together(notes, found.trials, rows, named, found.counts)


def put_together(
    notes: Mapping[str, Note],
    trials: Mapping[str, Trial],
    rows: Iterable[Row],
    files: Mapping[str, str],
    counts: Mapping[str, int],
) -> Pairs:
    """The pairs in the order of their judgements, those left out by reason, and what a card may say."""
    judgements, dropped = _checked(rows, notes, trials)
    kept = {one.trial: trials[one.trial] for one in judgements}
    facts = {
        "trials without exclusions": sum(not trial.exclusion for trial in kept.values()),
        "trials without inclusions": sum(not trial.inclusion for trial in kept.values()),
        "trials without a title": sum(not trial.title for trial in kept.values()),
        "notes with de-identification marks": sum(MARKS in note.text for note in notes.values()),
        "notes without a judgement": len(notes.keys() - {one.note for one in judgements}),
    }
    counted = {name: number for name, number in (facts | dict(counts)).items() if number}
    return Pairs(notes, kept, judgements, dropped, files, counted)


def _checked(
    rows: Iterable[Row], notes: Mapping[str, Note], trials: Mapping[str, Trial]
) -> tuple[list[Judgement], Counter[str]]:
    dropped: Counter[str] = Counter()
    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if reason := _reason(row, notes, trials):
            dropped[reason] += 1
        else:
            pairs[row.note, row.trial].append(row)
    judgements = []
    for same in pairs.values():
        if len({row.label for row in same}) > 1:
            dropped[TWO_LABELS] += len(same)
            continue
        dropped[REPEATED] += len(same) - 1
        judgements.append(Judgement(same[0].note, same[0].trial, same[0].label, same[0].split))
    return judgements, +dropped


def _reason(row: Row, notes: Mapping[str, Note], trials: Mapping[str, Trial]) -> str:
    """Why a judgement cannot be used, if it cannot."""
    if not 0 <= row.label < len(LABELS):
        return OTHER_LABEL
    if row.note not in notes:
        return NO_NOTE
    trial = trials.get(row.trial)
    if trial is None:
        return NO_TRIAL
    return "" if trial.inclusion or trial.exclusion else NO_CRITERIA


def _check_names(source: str, notes: Mapping[str, Note], layout: Layout) -> None:
    """Refuse another collection than the one that is asked for."""
    expected = PREFIXES.get(source, "")
    other = next((name for name in notes if not name.startswith(expected)), None)
    if other is not None:
        raise DataError(
            f"{layout.notes} names a patient {other}, who is not of task.source={source} ({expected}...); "
            "give that collection's folder, or set task.source"
        )

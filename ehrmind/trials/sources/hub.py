"""TREC's pairs through ir_datasets, which downloads them (1.6 GB of trials) into its own folder.

pip install ir_datasets
task.source=trec_2021 (without task.path, or with task.path=ir_datasets)

As of 0.6.3 it has no judgements of 2022, and its conditions are always empty.
"""

import hashlib
import importlib
from typing import Any

from ehrmind.errors import ConfigError, DataError
from ehrmind.trials.criteria import split_criteria
from ehrmind.trials.sources.folder import put_together
from ehrmind.trials.sources.judgements import Row, note_id
from ehrmind.trials.sources.layout import YEARS
from ehrmind.trials.types import Note, Pairs, Trial

HUB = "ir_datasets"


def read_hub(source: str) -> Pairs:
    """The pairs of trec_2021 or trec_2022. Raises ConfigError where they cannot be had so, DataError."""
    if source not in YEARS:
        raise ConfigError(f"task.source={source} needs task.path=, the folder with the notes, judgements and trials")
    name, year = f"clinicaltrials/2021/trec-ct-{YEARS[source]}", YEARS[source]
    dataset = _dataset(source, name)
    if not dataset.has_qrels():
        raise ConfigError(
            f"task.source={source}: ir_datasets has no judgements for {name}; download topics{year}.xml, "
            f"qrels{year}.txt and the trials from TREC, and give their folder as task.path="
        )
    try:
        notes = [Note(note_id(one.query_id, year), one.text.strip()) for one in dataset.queries_iter()]
        rows = [Row(note_id(one.query_id, year), one.doc_id, int(one.relevance)) for one in dataset.qrels_iter()]
        documents = dataset.docs_store().get_many({row.trial for row in rows})
    except Exception as error:  # every failure to download means the same to the user
        raise DataError(
            f"task.source={source}: ir_datasets could not load {name} ({type(error).__name__}); "
            "download the files from TREC and give their folder as task.path="
        ) from error
    trials = {key: _trial(one) for key, one in documents.items()}
    return put_together({note.id: note for note in notes}, trials, rows, {name: _hash(notes, trials, rows)}, {})


def _dataset(source: str, name: str) -> Any:
    try:
        return importlib.import_module(HUB).load(name)
    except ImportError:
        raise ConfigError(
            f"task.source={source} without task.path= is read through ir_datasets, which is not installed; "
            "run: pip install ir_datasets, or give the folder of the files as task.path="
        ) from None


def _trial(document: Any) -> Trial:
    inclusion, exclusion = split_criteria(document.eligibility or "")
    title, summary, condition = (
        " ".join((text or "").split()) for text in (document.title, document.summary, document.condition)
    )
    return Trial(document.doc_id, title, inclusion, exclusion, summary, (condition,) if condition else ())


def _hash(notes: list[Note], trials: dict[str, Trial], rows: list[Row]) -> str:
    """Of what was read: where its files lie is ir_datasets' own affair."""
    digest = hashlib.sha256()
    for one in (*notes, *(trials[key] for key in sorted(trials)), *rows):
        digest.update(repr(one).encode())
    return digest.hexdigest()

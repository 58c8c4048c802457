"""Readers of patients' notes, trials and judgements: TrialGPT's files, TREC's own, ClinicalTrials.gov's, ir_datasets.

    pairs = read("trec_2021", Path("trials/trec_2021"))
    pairs.judgements[0]   ->  Judgement("trec-20211", "NCT00093613", 1)
    pairs.dropped         ->  Counter({"trial unknown": 12})

The layout is recognised in the folder, part by part (ehrmind/trials/sources/folder.py).
"""

from pathlib import Path

from ehrmind.trials.sources.folder import read_folder
from ehrmind.trials.sources.hub import HUB, read_hub
from ehrmind.trials.sources.layout import YEARS
from ehrmind.trials.types import Pairs

SOURCES = (*YEARS, "sigir", "folder")


def read(source: str, path: Path | None) -> Pairs:
    """The pairs of `source` (trec_2021, trec_2022, sigir, folder) in a folder; without one, from ir_datasets.

    The numbers of labels are the source's. SIGIR's experts meant 0 would not refer, 1 might, 2 would refer the patient
    (Koopman and Zuccon 2016, doi:10.1145/2911451.2914672): only 2 is near to TREC's. Raises DataError, ConfigError.
    """
    if path is None or str(path) == HUB:
        return read_hub(source)
    return read_folder(source, path)

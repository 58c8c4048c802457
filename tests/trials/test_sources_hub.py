"""Pairs through ir_datasets, by a stand-in with its interface (0.6.3)."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.trials.sources import read
from ehrmind.trials.types import Judgement, Trial
from tests.trials.source_files import JUDGEMENTS, NOTES, TRIALS, eligibility


class Doc(NamedTuple):
    doc_id: str
    title: str
    condition: str
    summary: str
    detailed_description: str
    eligibility: str


class Dataset:
    def __init__(self, name: str) -> None:
        self.name = name

    def has_qrels(self) -> bool:
        return self.name.endswith("2021")

    def queries_iter(self) -> Iterator[Any]:
        return (SimpleNamespace(query_id=number, text=f"\n{text}\n") for number, text in NOTES)

    def qrels_iter(self) -> Iterator[Any]:
        return (SimpleNamespace(query_id=n, doc_id=t, relevance=label, iteration="0") for n, t, label in JUDGEMENTS)

    def docs_store(self) -> Any:
        docs = {one[0]: Doc(one[0], one[1], "", "\n Of it. ", "", eligibility(*one[2:])) for one in TRIALS}
        return SimpleNamespace(get_many=lambda names: {name: docs[name] for name in names})


def test_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_datasets", SimpleNamespace(load=Dataset))
    pairs = read("trec_2021", None)
    assert pairs.judgements[0] == Judgement("trec-20212", "NCT00000002", 1)
    assert pairs.trials["NCT00000002"] == Trial("NCT00000002", "", ("Malignant glioma",), (), "Of it.")
    assert read("trec_2021", Path("ir_datasets")) == pairs
    assert list(pairs.files) == ["clinicaltrials/2021/trec-ct-2021"]


def test_what_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_datasets", None)
    with pytest.raises(ConfigError, match="run: pip install ir_datasets"):
        read("trec_2021", None)
    monkeypatch.setitem(sys.modules, "ir_datasets", SimpleNamespace(load=Dataset))
    with pytest.raises(
        ConfigError, match="no judgements for clinicaltrials/2021/trec-ct-2022; download topics2022.xml"
    ):
        read("trec_2022", None)
    for source in ("sigir", "folder"):
        with pytest.raises(ConfigError, match="needs task.path="):
            read(source, None)


def test_a_failed_download(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Dataset) -> Any:
        raise OSError("no network")

    monkeypatch.setattr(Dataset, "docs_store", fail)
    monkeypatch.setitem(sys.modules, "ir_datasets", SimpleNamespace(load=Dataset))
    with pytest.raises(DataError, match=r"could not load clinicaltrials/2021/trec-ct-2021 \(OSError\)"):
        read("trec_2021", None)

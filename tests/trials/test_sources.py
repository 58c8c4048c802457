"""Every layout gives the same pairs; what cannot be used is counted; what cannot be read is named with its mend."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from ehrmind.errors import DataError
from ehrmind.trials.sources import read
from ehrmind.trials.sources.files import entries
from ehrmind.trials.types import Judgement, Note, Pairs, Trial
from tests.trials.source_files import (
    JUDGEMENTS,
    NOTES,
    TRIALS,
    study_json,
    study_xml,
    write_qrels,
    write_queries,
    write_table,
    write_topics,
    write_trec,
    write_trialgpt,
    write_tsv,
    write_zip,
)

EXPECTED = [
    Judgement("trec-20212", "NCT00000002", 1),
    Judgement("trec-20211", "NCT00000001", 2),
    Judgement("trec-20211", "NCT00000002", 0),
]
ANGINA = Trial(
    "NCT00000001",
    "Nicorandil in angina",
    ("Chronic stable angina", "Age > 18 years"),
    ("Pregnancy", "LVEF < 30 %"),
    "Of NCT00000001.",
    ("angina", "chest pain"),
    ("nicorandil",),
)
GLIOMA = Trial("NCT00000002", "", ("Malignant glioma",), (), "Of NCT00000002.", ("glioma",))


def check(pairs: Pairs) -> None:
    assert pairs.notes == {f"trec-2021{number}": Note(f"trec-2021{number}", text) for number, text in NOTES}
    assert pairs.trials == {"NCT00000001": ANGINA, "NCT00000002": GLIOMA}
    assert pairs.judgements == EXPECTED  # in the order of the file
    assert pairs.dropped == {}
    assert pairs.counts == {
        "trials without exclusions": 1,
        "trials without a title": 1,
        "notes with de-identification marks": 1,
    }


@pytest.mark.parametrize("table", ["trial_info.json", "trial_info.json.gz", "corpus.jsonl", "corpus.jsonl.gz"])
def test_trialgpt(tmp_path: Path, table: str) -> None:
    pairs = read("trec_2021", write_trialgpt(tmp_path, table))
    check(pairs)
    assert set(pairs.files) == {"queries.jsonl", "qrels/test.tsv", table}
    assert all(len(value) == 64 for value in pairs.files.values())


def test_a_field_that_changes_its_section(tmp_path: Path) -> None:
    write_trialgpt(tmp_path, "trial_info.json")
    record = {
        "inclusion_criteria": "Inclusion\n\n - Adults\n\n Exclusion\n\n - Pregnancy",
        "exclusion_criteria": "- HIV-1\n\n Inclusion Criteria - Step 2\n\n - Consent",
    }
    (tmp_path / "trial_info.json").write_text(json.dumps({"NCT00000001": record}))
    trial = read("trec_2021", tmp_path).trials["NCT00000001"]
    assert (trial.inclusion, trial.exclusion) == (("Adults", "Step 2: Consent"), ("Pregnancy", "HIV-1"))


def test_trialgpt_as_its_repository_lies(tmp_path: Path) -> None:
    write_queries(tmp_path / "trec_2021/queries.jsonl")
    write_tsv(tmp_path / "trec_2021/qrels/test.tsv")
    write_table(tmp_path / "trial_info.json")
    check(read("trec_2021", tmp_path))
    check(read("trec_2021", tmp_path / "trec_2021"))
    check(read("folder", tmp_path / "trec_2021"))


@pytest.mark.parametrize("form", ["zips", "xml", "json", "page"])
def test_trecs_own(tmp_path: Path, form: str) -> None:
    check(read("trec_2021", write_trec(tmp_path, form)))


def test_topics_with_a_table_and_queries_with_records(tmp_path: Path) -> None:
    write_topics(tmp_path / "a/topics2021.xml")
    write_qrels(tmp_path / "a/qrels2021.txt")
    write_table(tmp_path / "a/corpus.jsonl")
    check(read("trec_2021", tmp_path / "a"))
    (tmp_path / "b").mkdir()
    write_trec(tmp_path / "b", "zips")
    (tmp_path / "b/topics2021.xml").unlink()
    write_queries(tmp_path / "b/queries.jsonl")
    check(read("trec_2021", tmp_path / "b"))


def test_two_years_beside_each_other(tmp_path: Path) -> None:
    write_trec(tmp_path, "zips")
    write_topics(tmp_path / "topics2022.xml", [("1", "Another patient.")])
    write_qrels(tmp_path / "qrels2022.txt", [("1", "NCT00000001", 2)])
    assert read("trec_2021", tmp_path).judgements == EXPECTED
    assert read("trec_2022", tmp_path).judgements == [Judgement("trec-20221", "NCT00000001", 2)]
    with pytest.raises(DataError, match=r"topics2021.xml, topics2022.xml: which is task.source=folder\? Choose"):
        read("folder", tmp_path)


def test_only_members_that_are_judged_are_opened(tmp_path: Path) -> None:
    write_trec(tmp_path, "zips")
    write_zip(tmp_path / "other.zip", {"x/NCT00000009.xml": "not XML", "../../NCT00000001.xml": study_xml(TRIALS[1])})
    pairs = read("trec_2021", tmp_path)
    assert pairs.trials == {"NCT00000001": ANGINA, "NCT00000002": GLIOMA}
    assert pairs.counts["trials found twice"] == 1
    assert not list(tmp_path.parent.glob("NCT*"))


def test_what_is_dropped_is_counted_by_reason(tmp_path: Path) -> None:
    write_trialgpt(tmp_path)
    rows = [
        *JUDGEMENTS,
        ("2", "NCT00000002", 1),  # as before
        *(("2", "NCT00000001", 0), ("2", "NCT00000001", 1), ("2", "NCT00000001", 1)),
        *(("1", "NCT00000003", 2), ("1", "NCT00000004", 1), ("9", "NCT00000001", 1)),
        *(("1", "NCT00000001", 3), ("1", "NCT00000001", -1)),
    ]
    write_tsv(tmp_path / "qrels/test.tsv", rows)
    pairs = read("trec_2021", tmp_path)
    assert pairs.judgements == EXPECTED
    assert pairs.dropped == Counter(
        {
            "pair repeated": 1,
            "pair judged differently": 3,
            "trial without criteria": 1,
            "trial unknown": 1,
            "patient unknown": 1,
            "label is not 0, 1 or 2": 2,
        }
    )
    assert len(pairs.judgements) + pairs.dropped.total() == len(rows)
    assert set(pairs.trials) == {"NCT00000001", "NCT00000002"}


def test_splits_are_the_files_where_there_are_several(tmp_path: Path) -> None:
    write_trialgpt(tmp_path)
    assert {one.split for one in read("folder", tmp_path).judgements} == {""}  # test.tsv alone holds them all
    write_tsv(tmp_path / "qrels/train.tsv", [("2", "NCT00000001", 0)])
    write_tsv(tmp_path / "qrels/dev.tsv", [("1", "NCT00000001", 2)])
    found = read("folder", tmp_path)
    assert Counter(one.split for one in found.judgements) == {"test": 2, "train": 1, "validation": 1}
    assert found.dropped == {"pair repeated": 1}
    write_tsv(tmp_path / "qrels/more.tsv", [("2", "NCT00000001", 0)])
    with pytest.raises(DataError, match=r"more\.tsv is of no split, and dev\.tsv beside it is; call each file"):
        read("folder", tmp_path)


def test_another_collection_is_refused(tmp_path: Path) -> None:
    write_trialgpt(tmp_path)
    with pytest.raises(DataError, match=r"patient trec-20211, who is not of task.source=trec_2022 \(trec-2022"):
        read("trec_2022", tmp_path)
    with pytest.raises(DataError, match="not of task.source=sigir"):
        read("sigir", tmp_path)


def test_sigir_keeps_its_numbers(tmp_path: Path) -> None:
    pairs = read("sigir", write_trialgpt(tmp_path, prefix="sigir-2014"))
    assert [(one.note, one.label) for one in pairs.judgements] == [
        ("sigir-20142", 1),
        ("sigir-20141", 2),
        ("sigir-20141", 0),
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("queries.jsonl", '{"_id": "trec-20211"}\n', "line 1 has no name or no text"),
        ("queries.jsonl", '{"_id": "trec-20211", "text": "nan"}\n', "line 1 has no name or no text"),
        (
            "queries.jsonl",
            '{"_id": "trec-20211", "text": "a"}\n{"_id": "trec-20211", "text": "b"}\n',
            "line 2 gives another text",
        ),
        ("queries.jsonl", "[1]\n", "line 1 is no JSON object"),
        ("queries.jsonl", "{\n", "line 1 is not readable as JSON"),
        ("queries.jsonl", "[" * 100_000, "line 1 is not readable as JSON"),
        ("queries.jsonl", "\n", "holds no patients"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "no judgements"),
        ("qrels/test.tsv", "trec-20211\tNCT00000001\tyes\n", "line 1: the last column holds no label"),
        ("qrels/test.tsv", "trec-20211 NCT00000001 1\n1 2\n", "line 2 has 2 columns"),
        ("trial_info.json", '{"NCT00000001": {"a": 1}', r"not readable as one JSON object \(at character 24\)"),
        ("trial_info.json", "[]", "not readable as one JSON object"),
        ("trial_info.json", '{"NCT00000001": ' + "[" * 100_000, "not readable as one JSON object"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, text: str, message: str) -> None:
    write_trialgpt(tmp_path, "trial_info.json")
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=message):
        read("trec_2021", tmp_path)


def test_files_that_are_no_archives_or_no_text(tmp_path: Path) -> None:
    write_trialgpt(tmp_path, "trial_info.json.gz")
    (tmp_path / "trial_info.json.gz").write_bytes(gzip.compress(b"{}" * 1000)[:-12])
    with pytest.raises(DataError, match=r"trial_info.json.gz is not readable \((EOFError|error|BadGzipFile)\)"):
        read("trec_2021", tmp_path)
    (tmp_path / "trial_info.json.gz").write_bytes(gzip.compress(b'{"\xff": 1}'))
    with pytest.raises(DataError, match="not UTF-8"):
        read("trec_2021", tmp_path)
    (tmp_path / "trial_info.json.gz").unlink()
    (tmp_path / "trials.zip").write_bytes(b"PK no")
    with pytest.raises(DataError, match="not readable as a zip archive"):
        read("trec_2021", tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, encoding: str) -> None:
    """Entities can only be declared in one, and so cannot expand."""
    write_trec(tmp_path, "xml")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    path = tmp_path / "trials/NCT0000xxxx/NCT00000001.xml"
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    path.write_bytes((head + bomb + study_xml(TRIALS[0])).encode(encoding))
    with pytest.raises(DataError, match="declares a document type"):
        read("trec_2021", tmp_path)
    path.write_bytes((head + study_xml(TRIALS[0])).encode(encoding))
    check(read("trec_2021", tmp_path))
    path.write_text("<clinical_study>&b;</clinical_study>")
    with pytest.raises(DataError, match=r"not readable as XML \(undefined entity"):
        read("trec_2021", tmp_path)


def test_members_that_unpack_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_trec(tmp_path, "zips")
    monkeypatch.setattr("ehrmind.trials.sources.trials.LARGEST_RECORD", 100)
    with pytest.raises(DataError, match="a member has .* bytes, too many for a trial"):
        read("trec_2021", tmp_path)
    write_zip(tmp_path / "encrypted.zip", {"NCT00000001.xml": "x"})
    data = bytearray((tmp_path / "encrypted.zip").read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "encrypted.zip").write_bytes(data)
    for path in tmp_path.glob("Clinical*.zip"):
        path.unlink()
    with pytest.raises(DataError, match="not readable as a zip archive"):
        read("trec_2021", tmp_path)


def test_fields_of_other_types_are_empty(tmp_path: Path) -> None:
    write_trec(tmp_path, "json")
    record = study_json(TRIALS[0])
    protocol = record["protocolSection"]
    protocol["conditionsModule"] = ["angina"]
    protocol["descriptionModule"] = {"briefSummary": None}
    protocol["armsInterventionsModule"] = {"interventions": [3, {"name": "x"}]}
    (tmp_path / "trials/NCT0000xxxx/NCT00000001.json").write_text("\ufeff" + json.dumps([record, 7, {}]))
    (tmp_path / "ids.json").write_text("[1, 2]")
    pairs = read("trec_2021", tmp_path)
    trial = pairs.trials["NCT00000001"]
    assert (trial.summary, trial.conditions, trial.drugs, trial.inclusion) == ("", (), ("x",), ANGINA.inclusion)
    assert pairs.counts["files without a trial"] == 1


def test_what_a_folder_lacks_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a folder"):
        read("folder", tmp_path / "absent")
    with pytest.raises(DataError, match=r"holds no notes \(queries.jsonl"):
        read("folder", tmp_path)
    write_queries(tmp_path / "queries.jsonl")
    with pytest.raises(DataError, match=r"holds no judgements \(qrels/test.tsv"):
        read("folder", tmp_path)
    write_tsv(tmp_path / "qrels/test.tsv")
    with pytest.raises(DataError, match="holds no trials: trial_info.json"):
        read("folder", tmp_path)


def test_many_single_files_have_one_hash(tmp_path: Path) -> None:
    write_trec(tmp_path, "xml")
    rows = [("1", f"NCT{number:08d}", 1) for number in range(1, 40)]
    for _, name, _ in rows:
        (tmp_path / f"trials/NCT0000xxxx/{name}.xml").write_text(study_xml((name, "", ("Adults",), ())))
    write_qrels(tmp_path / "qrels2021.txt", rows)
    before = read("trec_2021", tmp_path)
    assert len(before.judgements) == 39
    assert "trials/NCT0000xxxx/NCT00000001.xml and 38 more" in before.files
    (tmp_path / "trials/NCT0000xxxx/NCT00000020.xml").write_text(study_xml((rows[19][1], "", ("Men",), ())))
    assert read("trec_2021", tmp_path).files != before.files


def test_entries_are_those_of_json() -> None:
    for value in ({}, {"a": 1}, {"a": [1, {"b": "}"}], "c\n": {"d": None}}):
        assert dict(entries(json.dumps(value, indent=1), "x")) == value
    for text in ("", "{", '{"a"}', '{"a": 1 "b": 2}', "{1: 2}", '{"a": 1'):
        with pytest.raises(DataError):
            list(entries(text, "x"))


def test_real_pairs() -> None:
    folder = Path(os.environ.get("EHRMIND_REAL_TRIALS") or "absent")
    if not folder.is_dir():
        pytest.skip("EHRMIND_REAL_TRIALS does not name a folder in TrialGPT's layout")
    pairs = read("trec_2021", folder)
    assert len(pairs.judgements) > 100
    assert len(pairs.judgements) > 10 * pairs.dropped.total()
    assert {one.label for one in pairs.judgements} == {0, 1, 2}
    assert pairs.counts["trials without exclusions"] < 0.1 * len(pairs.trials)

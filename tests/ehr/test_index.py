"""The index: mapped and not read, named for its content, built once, gone on with where it was stopped."""

import json
import multiprocessing
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import ehr_scale_file
from ehrmind.ehr import index as index_module
from ehrmind.ehr.events import Records
from ehrmind.ehr.index import Index, main, open_index
from ehrmind.ehr.sources import build, content, shards, stage
from tests.ehr.source_files import (
    EHRSHOT,
    OMOP,
    all_lines,
    lines,
    meds_columns,
    write_ehrshot,
    write_omop,
    write_parquet,
)


def opened(root: Path, tmp_path: Path, source: str = "ehrshot", **options: Any) -> Index:
    return open_index(source, root, cache=tmp_path / "cache", **options)


def many(subjects: int) -> list[tuple[str, ...]]:
    """Rows of many subjects, the last of them first."""
    days = range(1, 20)
    return [
        (str(1000 + i), f"2015-06-{day:02d} 10:00:00", "", f"LOINC/{day % 5}", str(day), "g", "", "measurement")
        for i in reversed(range(subjects))
        for day in days
    ]


def test_it_is_what_the_others_expect(tmp_path: Path) -> None:
    index: Records = opened(write_ehrshot(tmp_path / "e"), tmp_path)
    assert index.subjects.tolist() == [7, 9]
    record = index.record(7)
    assert record.subject == 7
    assert record.words is index.words
    assert record.times.dtype == record.ends.dtype == np.dtype("datetime64[us]")
    kinds = [getattr(record, name).dtype.name for name in ("codes", "texts", "units", "types", "visits", "values")]
    assert kinds == ["int32", "int32", "int32", "int8", "int64", "float64"]
    with pytest.raises(KeyError):
        index.record(8)
    with pytest.raises(KeyError):
        index.record(10**12)


def test_a_record_is_a_slice_of_a_mapped_file(tmp_path: Path) -> None:
    record = opened(write_ehrshot(tmp_path / "e"), tmp_path).record(7)
    for name in ("times", "codes", "values", "visits"):
        array = getattr(record, name)
        assert not array.flags.owndata
        assert not array.flags.writeable


def test_shards_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_ehrshot(tmp_path / "e", many(60), splits=[("train", "1000")])
    whole = opened(root, tmp_path)
    monkeypatch.setattr(build, "ROWS", 300)
    parts = open_index("ehrshot", root, cache=tmp_path / "other")
    assert len(list(parts.folder.glob("shard-*.arrow"))) > 3
    assert parts.subjects.tolist() == list(range(1000, 1060))
    assert all_lines(parts) == all_lines(whole)
    assert parts.sha256 == whole.sha256
    assert parts.splits == {1000: "train"}


def test_the_same_content_is_the_same_index(tmp_path: Path) -> None:
    first = opened(write_ehrshot(tmp_path / "a"), tmp_path)
    second = opened(write_ehrshot(tmp_path / "elsewhere"), tmp_path)
    assert (first.sha256, first.folder) == (second.sha256, second.folder)
    assert second.manifest["name"] == "elsewhere"
    rows = [*EHRSHOT[:2], (*EHRSHOT[2][:4], "134.0", *EHRSHOT[2][5:]), *EHRSHOT[3:]]
    assert opened(write_ehrshot(tmp_path / "a", rows), tmp_path).sha256 != first.sha256
    assert opened(write_ehrshot(tmp_path / "a", splits=[("test", "7")]), tmp_path).splits == {7: "test"}


def test_opening_it_again_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_ehrshot(tmp_path / "e")
    first = opened(root, tmp_path)
    monkeypatch.setattr(index_module.build, "build", lambda *_: pytest.fail("built anew"))
    second = opened(root, tmp_path)
    assert all_lines(first) == all_lines(second)
    assert {path.name for path in second.folder.parent.iterdir()} >= {second.folder.name}
    assert not list(second.folder.parent.glob("*.building"))
    assert second.folder.stat().st_mode & 0o077 == 0  # restricted data: for its owner only


def test_a_build_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_ehrshot(tmp_path / "e", many(60))
    whole = open_index("ehrshot", root, cache=tmp_path / "other")
    monkeypatch.setattr(build, "ROWS", 200)
    written: list[int] = []
    write_arrow, staged = shards.write_arrow, stage._query

    def stop(path: Path, table: Any) -> None:
        if path.name.startswith("shard-"):
            if len(written) == 2:
                raise KeyboardInterrupt
            written.append(int(path.stem[-5:]))
        write_arrow(path, table)

    monkeypatch.setattr(shards, "write_arrow", stop)
    with pytest.raises(KeyboardInterrupt):
        opened(root, tmp_path)
    home = tmp_path / "cache/ehr"
    assert len(list(home.glob("*.building"))) == 1
    assert not [path for path in home.iterdir() if path.is_dir() and path.suffix != ".building"]

    def go_on(path: Path, table: Any) -> None:
        assert int(path.stem[-5:]) not in written[:2] if path.name.startswith("shard-") else True
        write_arrow(path, table)

    monkeypatch.setattr(shards, "write_arrow", go_on)
    monkeypatch.setattr(stage, "_query", lambda *_: pytest.fail("staged anew"))
    index = opened(root, tmp_path)
    assert all_lines(index) == all_lines(whole)
    assert not list(home.glob("*.building"))
    monkeypatch.setattr(stage, "_query", staged)


def test_a_stage_that_was_cut_short_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_ehrshot(tmp_path / "e")
    monkeypatch.setattr(stage, "_counts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        opened(root, tmp_path)
    assert list((tmp_path / "cache/ehr").glob("*.building/staged/.ehrshot/*/*.parquet"))
    monkeypatch.undo()
    assert len(opened(root, tmp_path).record(7)) == 9


def _open(root: Path, cache: Path, queue: Any) -> None:
    queue.put(open_index("ehrshot", root, cache=cache).sha256)


@pytest.mark.heavy
def test_two_processes_want_it_at_once(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e", many(200))
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    processes = [context.Process(target=_open, args=(root, tmp_path / "cache", queue)) for _ in range(2)]
    for process in processes:
        process.start()
    found = {queue.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert len(found) == 1


def test_a_file_is_hashed_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, memo = tmp_path / "a", tmp_path / "memo.json"
    path.write_text("one")
    first = content.hash_files({"a": path}, memo)
    assert not memo.exists()  # changed in the last seconds: its time may not tell the next change
    monkeypatch.setattr(content, "RACY", -1.0)
    assert content.hash_files({"a": path}, memo) == first
    assert len(json.loads(memo.read_text())) == 1
    monkeypatch.setattr(content.hashlib, "file_digest", lambda *_: pytest.fail("read again"))
    assert content.hash_files({"a": path}, memo) == first
    monkeypatch.undo()
    path.write_text("other")
    assert content.hash_files({"a": path}, memo) != first


NOW = datetime(2015, 6, 29, 12)


def ehrshot_at(tmp_path: Path, past: bool) -> Index:
    def known(row: tuple[str, ...]) -> tuple[str, ...]:
        late = row[2] > NOW.isoformat(sep=" ") if row[2] else False
        return (*row[:2], "" if past and late else row[2], *row[3:])

    planted = ("7", "2015-06-29 12:00:01", "2015-06-30 00:00:00", "SNOMED/1", "9", "kg", "31", "measurement")
    rows = [known(row) for row in (*EHRSHOT, planted) if not past or _moment(row[1]) <= NOW]
    return opened(write_ehrshot(tmp_path / f"e{past}", rows), tmp_path)


def meds_at(tmp_path: Path, past: bool) -> Index:
    times = ("2015-06-28T09:10", "2015-06-29T12:00:00", "2015-06-29", "2015-06-29T12:00:01", None)
    rows = [(7, time, f"A/{i}", 1.0 * i, None) for i, time in enumerate(times)]
    kept = [row for row in rows if not past or row[1] is None or _moment(row[1].replace("T", " ")) <= NOW]
    ends = [datetime(2015, 7, 3) if not past else None for _ in kept]
    path = tmp_path / f"m{past}/data/0.parquet"
    import pyarrow as pa

    write_parquet(path, {**meds_columns(kept), "end": pa.array(ends, pa.timestamp("us"))})
    return opened(path, tmp_path, "meds")


def omop_at(tmp_path: Path, past: bool) -> Index:
    tables: dict[str, Any] = {}
    for name, rows in OMOP.items():
        tables[name] = [dict(row) for row in rows if not past or _starts(row) is None or _starts(row) <= NOW]
        for row in tables[name]:
            for column in [column for column in row if "_end_date" in column]:
                row[column] = None if past else row[column]
    return opened(
        write_omop(tmp_path / f"o{past}", {name: rows for name, rows in tables.items() if rows}), tmp_path, "omop"
    )


def _starts(row: Any) -> Any:
    """When a row of OMOP begins, by the rule of the project: a date alone is the end of that day."""
    stems = [name.removesuffix("_date") for name in row if name.endswith("_date") and "_end_" not in name]
    for stem in stems:
        text = row.get(f"{stem}_datetime") or row[f"{stem}_date"]
        return _moment(text) if text and row.get("vocabulary_id", "none") == "none" else None
    return None


def _moment(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time.replace(hour=23, minute=59) if time.time() == datetime.min.time() else time


@pytest.mark.parametrize("make", [ehrshot_at, meds_at, omop_at])
def test_what_is_known_does_not_change_when_the_future_is_deleted(tmp_path: Path, make: Any) -> None:
    whole, past = make(tmp_path, False), make(tmp_path, True)
    subject = int(whole.subjects[np.argmax(whole.rows())])
    known = lines(whole.record(subject).until(NOW))
    assert known == lines(past.record(subject))
    assert 1 < len(known) < len(whole.record(subject))


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_ehrshot(tmp_path / "e")
    options = ["--source", "ehrshot", "--path", str(root), "--cache", str(tmp_path / "cache")]
    assert main(options) == 0
    shown = capsys.readouterr().out
    for expected in (
        "train 1, validation 0, test 1 (from person_id_map.csv)",
        "measurement",
        "5 of 10 codes, 5 events",
    ):
        assert expected in shown
    assert main([*options[:3], str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("ehrmind: task.path=")


def test_the_benchmarks_file_is_read_as_it_was_made(tmp_path: Path) -> None:
    ehr_scale_file.write(tmp_path / "e", 5_000, 40)
    index = opened(tmp_path / "e", tmp_path, release="other")
    assert index.manifest["events"] == 5_000
    assert not any(table["dropped"] for table in index.manifest["tables"].values())
    assert index.rows().tolist() == ehr_scale_file.sizes(5_000, 40).tolist()
    large = ehr_scale_file.sizes(41_700_000, 6_739)
    assert large.sum() == 41_700_000
    assert 1_800 < np.median(large) < 3_400  # EHRSHOT's is 2,592

"""Text planted in restricted data is in no byte that a chain writes outside its private folders, nor in what it says.

A password of the command line, and the name that the machine gives to whoever asks, are in none at all.

The words are looked for as text, in UTF-16, in base64 and hexadecimal, as JSON escapes them, as token ids, and inside
archives, databases and W&B's files; numbers also as eight bytes. Inside the private folders they must be found.
"""

import base64
import gzip
import json
import os
import re
import sqlite3
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehrmind import zstd
from ehrmind.medcalc.tables import COLUMNS
from ehrmind.privacy import FOLDER
from tests.medcalc.test_published import ROW, write_csv
from tests.privacy.canary import ANSWER, HOST, LOW, NOTE, NOTE_ID, QUESTION, RATIONALE, ROW_ID, SECRET

pytestmark = [pytest.mark.torch, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
WORDS = (NOTE, QUESTION, RATIONALE, ROW_ID, NOTE_ID, ANSWER, LOW)


def hospital(folder: Path) -> Path:
    """Rows in MedCalc-Bench's columns, with a planted word in each that holds text."""
    folder.mkdir()
    for split, count in (("train", 24), ("test", 8)):
        rows = []
        for number in range(count):
            planted = {
                "Row Number": f"{number} {ROW_ID}",
                "Note ID": NOTE_ID,
                "Patient Note": f"{split} {number}: Mrs É. {NOTE} has sodium 140, chloride 104, bicarbonate 24.",
                "Question": f"What is the anion gap of {QUESTION}?",
                "Ground Truth Explanation": f"140 - {number} by {RATIONALE} = 12",
            }
            answer = {"Ground Truth Answer": ANSWER, "Lower Limit": LOW, "Upper Limit": "90"}
            if number % 2:  # a score: its answers are from a closed set
                score = dict.fromkeys(answer, str(number % 4))
                answer = {"Calculator ID": "45", "Category": "severity", "Output Type": "integer", **score}
            rows.append({**ROW, **planted, **answer})
        write_csv(folder / f"{split}.csv", *rows)
    assert set(rows[0]) == set(COLUMNS)
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds all that the process wrote: its home, its caches, its temporary files, what it said."""
    root = tmp_path_factory.mktemp("root")
    data = hospital(tmp_path_factory.mktemp("data") / "hospital")
    places = {
        name: str(root / name.lower())
        for name in ("HOME", "TMPDIR", "HF_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR")
    }
    loud = dict.fromkeys(
        ("TRANSFORMERS_VERBOSITY", "DATASETS_VERBOSITY", "ACCELERATE_LOG_LEVEL", "WANDB_DEBUG"), "debug"
    )
    quiet = {"HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    for place in (*places.values(), root / "work"):
        Path(place).mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "OMP_NUM_THREADS", "LANG")}
    with (root / "stdout").open("wb") as out, (root / "stderr").open("wb") as err:
        subprocess.run(
            [sys.executable, "-m", "tests.privacy.canary", str(root), str(data)],
            env={**kept, **places, **loud, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "always", **quiet},
            cwd=root / "work",
            stdout=out,
            stderr=err,
            check=True,
        )
    return root


def forms(word: str) -> Iterator[bytes]:
    """A word as it may stand in a file."""
    text = word.encode()
    yield from (text, text.upper(), word.encode("utf-16-le"), text.hex().encode())
    for shift in range(3):  # the places of its first byte in base64's groups of three
        coded = base64.b64encode(b"\0" * shift + text)
        yield coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]
    if "." in word:
        yield from (struct.pack("<d", float(word)), struct.pack("<f", float(word)))


def token_forms(runs: Path) -> Iterator[bytes]:
    """The planted words as the run's tokenizer writes them: integers of 8 and 4 bytes, and a list in JSON."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(next(runs.rglob("model/tokenizer.json"))))
    for word in (NOTE, QUESTION, RATIONALE):
        ids = tokenizer.encode(f" {word}").ids
        assert len(ids) > 3, "the tokenizer has not learned the word"
        yield from (struct.pack(f"<{len(ids)}{kind}", *ids) for kind in "qi")
        yield json.dumps(ids)[1:-1].encode()


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and what is packed inside it."""
    raw = path.read_bytes()
    yield raw
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"\x28\xb5\x2f\xfd"):
        yield json.dumps(zstd.read(path)).encode()
    elif raw.startswith(b"SQLite format 3"):
        with sqlite3.connect(path) as database:
            yield "\n".join(database.iterdump()).encode()
    elif raw.startswith(b"PAR1"):
        import pyarrow.parquet

        yield json.dumps(pyarrow.parquet.read_table(path).to_pylist(), default=str).encode()
    elif path.suffix == ".wandb":
        from tests.tracking.wandb_file import chunks

        yield b"\n".join(chunks(raw))


def hits(root: Path, private: bool) -> dict[str, set[bytes]]:
    """The files inside or outside the private folders that hold a planted word, and in which forms."""
    wanted = {form for word in WORDS for form in forms(word)} | set(token_forms(root / "runs"))
    found = {}
    for path in root.rglob("*"):
        if path.is_file() and (FOLDER in path.relative_to(root).parts) is private:
            held = {form for content in contents(path) for form in wanted if form in content}
            if held:
                found[str(path.relative_to(root))] = held
    return found


def test_the_chain_failed_once_and_then_ended(root: Path) -> None:
    said = (root / "stdout").read_text() + (root / "stderr").read_text()
    assert "exit codes: 2 0 0" in said
    failed = [json.loads(path.read_text()) for path in (root / "failed").glob("*/status.json")]
    errors = [status["error"] for status in failed if status["state"] == "failed"]
    assert len(errors) == 1
    assert "ValueError at privacy/canary.py:" in errors[0]
    assert "ValueError at privacy/canary.py:" in (root / "stderr").read_text()
    states = [json.loads(path.read_text()) for path in (root / "runs").glob("*/status.json")]
    assert [status["state"] for status in states] == ["done"] * 3
    assert sorted(status["attempt"] for status in states) == [1, 1, 2]


def test_every_logger_had_its_say(root: Path) -> None:
    """Or the search below would prove nothing."""
    log = "".join(path.read_text() for path in (root / "runs").glob("*/log.txt"))
    for name in ("trl.trainer", "py.warnings"):
        assert f"{name}: message withheld (restricted data)" in log
    said = (root / "stderr").read_text()
    for name in ("transformers", "datasets"):  # which have handlers of their own
        assert "message withheld (restricted data)" in log + said, name
    assert "FileNotFoundError" in said
    assert list((root / "runs").rglob("*.wandb"))


def test_no_byte_outside_the_private_folders_holds_a_planted_word(root: Path) -> None:
    assert hits(root, private=False) == {}


def test_no_file_holds_a_password_of_the_command_line_or_the_name_of_the_machine(root: Path) -> None:
    """Private ones neither; what Hydra says of the configuration when it is asked to be verbose is for the console."""
    wanted = {form for word in (SECRET, HOST) for form in forms(word)}
    files = [path for name in ("runs", "failed", "report") for path in (root / name).rglob("*") if path.is_file()]
    assert any(path.suffix == ".wandb" for path in files)
    assert any("private" in path.parts and path.suffix == ".pt" for path in files)
    assert [path for path in files for content in contents(path) for form in wanted if form in content] == []


def test_nothing_is_written_elsewhere_and_nobody_is_called(root: Path) -> None:
    seen = json.loads((root / "seen.json").read_text())
    assert seen["files"] == []
    assert set(seen["hosts"]) <= {"localhost", "127.0.0.1", "::1"}


def test_the_words_are_in_the_private_folders(root: Path) -> None:
    """Questions, completions and judgements of every run; and of the failed one its traceback and token ids."""
    found = hits(root, private=True)
    names = {Path(path).name for path in found}
    assert {"rows.jsonl", "completions.jsonl", "predictions.jsonl", "samples.jsonl", "traceback.txt"} <= names
    assert "rollouts.jsonl.zst" in names
    held = set().union(*found.values())
    assert {word.encode() for word in (NOTE, QUESTION, RATIONALE, ANSWER)} <= held
    buffered = next(held for path, held in found.items() if path.endswith("progress-0.pt"))
    assert set(token_forms(root / "runs")) & buffered, "the search for token ids finds none where they are"


def test_private_folders_and_their_files_are_the_owners(root: Path) -> None:
    folders = list(root.glob(f"runs/*/{FOLDER}"))
    assert len(folders) == 3
    for folder in folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_the_report_and_the_cards_are_there_and_show_ids_scores_and_lengths(root: Path) -> None:
    page = (root / "report" / "report.html").read_text()
    assert re.search(r'"id":"test-\d"', page)
    assert (root / "report" / "tables" / "arms.csv").exists()
    cards = list((root / "runs").glob("*/model/README.md"))
    assert len(cards) == 2
    for card in cards:
        assert "Do not publish or pass on these weights" in card.read_text()

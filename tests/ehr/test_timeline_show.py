"""The command that shows a timeline and the tokens of its parts."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ehrmind.ehr import show
from ehrmind.ehr.events import Record, Words
from ehrmind.ehr.timeline import Timeline
from ehrmind.errors import DataError
from tests.ehr.test_timeline import EVERYTHING, NOW, record


class Few:
    """Records in memory."""

    def __init__(self, records: dict[int, Record]) -> None:
        self.records = records

    @property
    def words(self) -> Words:
        return next(iter(self.records.values())).words

    @property
    def subjects(self) -> npt.NDArray[np.int64]:
        return np.array(sorted(self.records), dtype=np.int64)

    def record(self, subject: int) -> Record:
        return self.records[subject]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The index is three records in memory; what was opened is noted."""
    calls: list[tuple[Any, ...]] = []

    def open_index(source: str, path: Path, **options: Any) -> Few:
        calls.append((source, path, options))
        return Few({12: record(EVERYTHING), 13: record([])})

    monkeypatch.setattr("ehrmind.ehr.index.open_index", open_index)
    return calls


def run(*arguments: str) -> int:
    return show.main(["--source", "omop", "--path", "cdm", *arguments])


def test_it_shows_the_timeline_and_the_tokens_of_each_part(opened: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--patient", "12", "--time", "2015-06-30T23:59:00", "--budget", "300") == 0
    text, account = capsys.readouterr().out.split("-- tokens\n")
    assert text.startswith("## Patient\n1. 58-year-old woman, Asian")
    rows = dict(line.rsplit("  ", 1) for line in account.splitlines())
    rows = {name.strip(): value.strip() for name, value in rows.items()}
    assert int(rows["labs"]) > 10
    assert rows["in all, of the whole text"] == f"{show.estimate(text.rstrip()):,} of 300"
    assert rows["events until then, of the record"] == f"{len(EVERYTHING)} of {len(EVERYTHING)}"
    assert opened[0][:2] == ("omop", Path("cdm"))


def test_it_takes_style_and_types_of_events(opened: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--patient", "12", "--time", "2015-06-30", "--events", "conditions, procedures", "--style", "list") == 0
    out = capsys.readouterr().out
    assert "Sodium" not in out
    assert "2 days ago: Pneumonia" in out
    assert "events of types not asked for" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--patient", "99", "--time", "2015-06-30"), "--patient=99 is not in this source (2 patients, 12 to 13)"),
        (("--patient", "12", "--time", "yesterday"), "--time=yesterday is no time"),
        (("--patient", "12", "--time", "2015-06-30T10:00+02:00"), "no time zones"),
        (("--patient", "12", "--time", "2015-06-30", "--events", "lab"), "did you mean labs?"),
        (("--patient", "12", "--time", "2015-06-30", "--budget", "0"), "budget=0"),
        (("--patient", "12", "--time", "2015-06-30", "--model", "nowhere"), "holds no tokenizer.json"),
    ],
)
def test_mistakes_are_named_without_a_traceback(
    opened: Any, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_tokens_are_those_of_the_model_that_is_named(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert show.counter(tmp_path)("one two three") == 3
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(DataError, match="is no tokenizer"):
        show.counter(tmp_path)


def test_nothing_fits_into_a_budget_of_one_token() -> None:
    text = show.show(Few({12: record(EVERYTHING)}), 12, NOW, Timeline(budget=1), show.estimate)
    assert text.startswith("(nothing fits into the budget)")


@pytest.fixture(scope="module")
def real() -> Path:
    """A folder of real OMOP data; the tests that use it are skipped where there is none."""
    folder = os.environ.get("EHRMIND_REAL_OMOP")
    if not folder:
        pytest.skip("EHRMIND_REAL_OMOP does not name a folder of OMOP data")
    return Path(folder)


def test_it_reads_real_omop_data(real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--patient", "12", "--time", "2015-06-30T23:59:00", "--budget", "1500", "--cache", str(tmp_path)]
    assert show.main(["--source", "omop", "--path", str(real), *arguments]) == 0
    out = capsys.readouterr().out
    assert "## Problems" in out
    assert show.estimate(out.split("\n\n-- tokens")[0]) <= 1500
    assert str(datetime.now().year) not in out

"""The second opinion: ours and the published answers, counted against corrected ones."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from ehrmind.errors import DataError
from ehrmind.medcalc import audit, compare, tables
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.compare import Answers

GAP = "{'Sodium': [140.0, 'mEq/L'], 'Chloride': [104.0, 'mEq/L'], 'Bicarbonate': [24.0, 'mEq/L']}"
COMA = (
    "{'Best eye response': 'eyes open spontaneously', 'Best verbal response': 'confused', "
    "'Best motor response': 'obeys commands'}"
)


def row(number: str, calculator: int, answer: str, entities: str) -> dict[str, str]:
    known = CALCULATORS[calculator]
    return {
        **dict.fromkeys(tables.COLUMNS, ""),
        "Row Number": number,
        "Calculator ID": str(calculator),
        "Category": known.category,
        "Output Type": known.kind.value,
        "Patient Note": f"Note {number}.",
        "Question": known.question,
        "Ground Truth Answer": answer,
        "Lower Limit": answer,
        "Upper Limit": answer,
        tables.ENTITIES: entities,
    }


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def opinion(path: Path, **answers: str) -> Path:
    return write(path, [{"Unique ID": key[1:], "Ground Truth Answer": value} for key, value in answers.items()])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Ours: 12, 12, 14, none (implausible), 12, 14."""
    return write(
        tmp_path / "rows.csv",
        [
            row("1", 39, "12.0", GAP),
            row("2", 39, "20.0", GAP),
            row("3", 21, "18", COMA),
            row("4", 39, "1376.0", GAP.replace("140.0", "1400.0")),
            row("5", 39, "12.0", GAP),
            row("6", 21, "18", COMA),
        ],
    )


def test_ours_and_the_published_answers_are_counted_against_the_corrected(rows: Path, tmp_path: Path) -> None:
    corrected = opinion(tmp_path / "c.csv", r1="12.3", r2="12", r3="14", r4="12", r5="N/A", r6="18", r99="3")
    found = audit.audit(rows, corrected)["compare"]
    assert (found["comparable"], found["ours"], found["published"]) == (4, 3, 2)
    assert found["by_calculator"] == {
        "21": {"name": "Glasgow Coma Score (GCS)", "comparable": 2, "ours": 1, "published": 1},
        "39": {"name": "Anion Gap", "comparable": 2, "ours": 2, "published": 1},
    }
    assert found["not_ours"] == {"rows": 1, "published": 0}
    assert (found["without_answer"], found["unmatched"], found["unreadable"]) == (1, 1, 0)
    assert found["differences"] == [
        {"row": "6", "calculator": 21, "ours": "14", "published": "18", "corrected": "18"},
    ]


def test_the_command_line_prints_the_three_way_table(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    corrected, out = opinion(tmp_path / "c.csv", r1="12.3", r2="12", r3="14"), tmp_path / "audit.json"
    assert audit.main([str(rows), "--compare", str(corrected), "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Agreement with the corrected answers" in said
    assert "3 (100 %)" in said
    assert "1 (33.3 %)" in said
    assert json.loads(out.read_text())["compare"]["comparable"] == 3
    assert "compare" not in audit.audit(rows)


@pytest.mark.parametrize(
    ("calculator", "ours", "corrected", "agrees"),
    [
        (39, "12", {"Ground Truth Answer": "12.5"}, True),  # 5 %
        (39, "12", {"Ground Truth Answer": "12.7"}, False),
        (39, "12", {"Ground Truth Answer": "12.5", "Lower Limit": "12.4", "Upper Limit": "12.6"}, False),
        (39, "-2", {"Ground Truth Answer": "-2", "Lower Limit": "-1.9", "Upper Limit": "-2.1"}, True),
        (39, "-2", {"Ground Truth Answer": "-2", "Lower Limit": "-2", "Upper Limit": "-2"}, True),
        (21, "14", {"Ground Truth Answer": "14.0"}, True),
        (21, "14", {"Ground Truth Answer": "13"}, False),
        (13, "01/09/2007", {"Ground Truth Answer": "1/9/2007"}, True),
        (69, "14 weeks, 1 days", {"Ground Truth Answer": "99"}, True),
        (69, "14 weeks, 1 days", {"Ground Truth Answer": "('14 weeks', '1 days')"}, True),
        (69, "14 weeks, 1 days", {"Ground Truth Answer": "98"}, False),
    ],
)
def test_answers_agree_by_their_type(calculator: int, ours: str, corrected: dict[str, str], agrees: bool) -> None:
    wanted = {"Lower Limit": "", "Upper Limit": "", **corrected}
    found = compare.compare([Answers("1", calculator, "0", ours)], {"1": wanted})
    assert json.dumps([found["comparable"], found["ours"]]) == f"[1, {int(agrees)}]", "counts, not true and false"
    assert len(found["differences"]) == int(not agrees)


@pytest.mark.parametrize(
    ("answer", "place"), [("N/A", "without_answer"), ("", "without_answer"), ("soon", "unreadable")]
)
def test_what_does_not_compare_is_counted(answer: str, place: str) -> None:
    wanted = {"Ground Truth Answer": answer, "Lower Limit": "", "Upper Limit": ""}
    found = compare.compare([Answers("1", 39, "12", "12"), Answers("2", -1, "12", None)], {"1": wanted})
    assert found["comparable"] == 0
    assert found[place] == 1


def test_a_second_opinion_that_is_none_is_refused(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice: list[dict[str, Any]] = [{"Unique ID": "1", "Ground Truth Answer": "12"}] * 2
    for path, why in (
        (tmp_path / "nowhere.csv", "does not exist"),
        (write(tmp_path / "columns.csv", [{"a": "1"}]), "lacks the columns Row Number, Ground Truth Answer"),
        (write(tmp_path / "twice.csv", twice), "has the row 1 twice"),
    ):
        with pytest.raises(DataError, match=why):
            audit.audit(rows, path)
        assert audit.main([str(rows), "--compare", str(path)]) == 2
        assert why in capsys.readouterr().err

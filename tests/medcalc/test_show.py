"""The command that shows one case."""

import re

import pytest

from ehrmind.medcalc import show


def test_it_shows_note_question_solution_answer_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert show.main(["Child-Pugh", "--seed", "3", "--index", "7"]) == 0
    out = capsys.readouterr().out
    for title in ("note", "question", "worked solution", "answer", "source"):
        assert f"─ {title} ─" in out
    assert "Pugh" in out
    assert show.main(["15", "--seed", "3", "--index", "7"]) == 0
    assert capsys.readouterr().out == out


def test_settings_reach_the_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        show.main(["39", "--style", "admission", "--length", "medium", "--units", "other", "--distractors", "0.5"]) == 0
    )
    out = capsys.readouterr().out
    assert re.search("ADMISSION|H&P|HISTORY AND PHYSICAL", out)
    assert "mmol/L" in out


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("Child-Pug Score", "did you mean Child-Pugh"),
        ("QTc", "is in 5 names: 11 QTc Bazett"),
        ("xyz", "is no calculator"),
    ],
)
def test_a_name_that_is_not_one_calculator_is_refused(
    wanted: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = show.main([wanted])
    error = capsys.readouterr().err
    assert code == 2
    assert message in error


def test_without_a_name_every_calculator_is_listed_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert show.main([]) == 0
    assert "55 calculators" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--distractors", "2"], "'2' is no share; use 0 to 1"),
        (["--index", "-3"], "'-3' is no case's number; use one from 0 on"),
        (["--split", "dev"], "invalid choice: 'dev'"),
    ],
)
def test_an_option_out_of_its_range_is_refused(
    option: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        show.main(["10", *option])
    assert message in capsys.readouterr().err

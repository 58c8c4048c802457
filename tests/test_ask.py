"""One question to a run's model: the answer of the evaluation again, what is refused, and what restricted runs show."""

import json
import sys
from pathlib import Path

import pytest

from ehrmind.ask import main, visible
from ehrmind.files import read_jsonl
from ehrmind.recorded import open_run
from tests.used_runs import trained

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("private"), "task.restricted=true", "model.lora.rank=2")


def test_a_row_is_answered_and_judged_as_in_the_evaluation(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (evaluated,) = [row for row in read_jsonl(run / "predictions.jsonl", "") if row["id"] == "generated-0-test-2"]
    assert main([str(run), "--row", "test:2"]) == 0
    said = capsys.readouterr().out
    assert evaluated["text"].strip()
    assert visible(evaluated["text"]) in said
    flat = " ".join(said.split())
    assert f"length {evaluated['tokens']} tokens, cut off at the limit" in flat
    assert f"score {evaluated['status']}: {evaluated['reason']}" in flat
    assert "Patient note:" in said
    assert main([str(run), "--row", "generated-0-test-2"]) == 0
    assert capsys.readouterr().out == said


def test_a_note_of_ones_own_is_asked_in_the_form_of_the_task(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A man of 60 years with sodium 140, chloride 100 and bicarbonate 24 mEq/L.")
    assert main([str(run), "--note", str(note), "--question", "What is the anion gap?"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "sodium 140, chloride 100" in said
    assert "Question: What is the anion gap? Write your reasoning between <think> and </think>" in said
    assert "format not kept" in said
    assert "score" not in said.partition("read ─")[2], "there is no gold"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing is asked; give --row test:0, or both --note FILE and --question"),
        (("--note", "x"), "nothing is asked"),
        (("--row", "test:0", "--question", "x"), "--row test:0 is a question with its note; leave out"),
        (("--row", "test:4"), "--row test:4: the split test has 4 rows, from test:0 on"),
        (("--row", "tests:1"), "--row tests:1 is neither a split and a number (train, validation, test)"),
        (("--note", "/no/file", "--question", "x"), "--note /no/file: No such file or directory; give a text file"),
    ],
)
def test_a_mistake_is_one_line(
    run: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(run), *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith("ehrmind: ")
    assert message in said
    assert said.count("\n") == 1


def test_other_folders_and_damaged_weights_are_refused(
    tmp_path: Path, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    assert main([str(tmp_path), "--row", "test:0"]) == 2
    assert "is not the folder of a run" in capsys.readouterr().err
    copy = tmp_path / run.name
    shutil.copytree(run, copy)
    weights = copy / "model" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-3] ^= 1
    weights.write_bytes(content)
    assert main([str(copy), "--row", "test:0"]) == 2
    assert "model/model.safetensors is not what was saved" in capsys.readouterr().err


def test_restricted_text_is_shown_to_a_terminal_that_asks_alone(
    restricted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = open_run(str(restricted)).data().splits["test"][0]
    (evaluated,) = [
        line for line in read_jsonl(restricted / "private" / "predictions.jsonl", "") if line["id"] == row.id
    ]
    texts = [row.fields["note"][:40], evaluated["text"][:20]]
    assert main([str(restricted), "--row", "test:0"]) == 0
    withheld = capsys.readouterr().out
    assert not [text for text in texts if visible(text) in withheld]
    assert f"gold    {row.answer}" not in withheld
    assert "--show-restricted writes it to this terminal" in " ".join(withheld.split())
    assert f"{evaluated['tokens']} tokens" in withheld
    assert main([str(restricted), "--row", "test:0", "--show-restricted"]) == 2
    assert "the output is no terminal, and restricted text goes nowhere else" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main([str(restricted), "--row", "test:0", "--show-restricted"]) == 0
    shown = capsys.readouterr().out
    assert all(visible(text) in shown for text in texts)


def test_a_run_on_restricted_data_stays_restricted_whatever_its_settings_say(restricted: Path, tmp_path: Path) -> None:
    import shutil

    import yaml

    copy = tmp_path / restricted.name
    shutil.copytree(restricted, copy)
    config = yaml.safe_load((copy / "config.yaml").read_text())
    config["task"]["restricted"] = False
    (copy / "made_by.json").unlink()
    (copy / "config.yaml").write_text(yaml.safe_dump(config))
    assert json.loads((copy / "data.json").read_text())["policy"] == "restricted"
    assert open_run(str(copy)).restricted


def test_what_steers_a_terminal_is_written_as_its_code() -> None:
    assert visible("a\n\tb é 血") == "a\n\tb é 血"
    assert visible("\x1b[2J\r\x07\u202e") == "\\x1b[2J\\r\\x07\\u202e"


def test_pieces_of_a_character_wait_for_the_whole_of_it() -> None:
    import torch

    from ehrmind.models.streaming import Told

    spoken: list[str] = []
    told = Told(lambda ids: bytes(ids).decode(errors="replace"), spoken.append)
    told.put(torch.tensor([[1, 2, 3]]))
    for byte in "aé!".encode():
        told.put(torch.tensor([byte]))
    told.end()
    assert "".join(spoken) == "aé!"
    assert spoken[0] == "a"
    assert "\ufffd" not in "".join(spoken)


def test_a_mixture_is_built_again_with_its_parts(tmp_path: Path) -> None:
    from ehrmind import registry
    from ehrmind.naming import plain
    from ehrmind.recorded import component
    from tests.test_config import compose

    registry.discover()
    task = compose("model=tiny", "task=mixed", "stage=evaluate").task
    again = component("task", plain(task))
    assert plain(again) == plain(task)
    assert type(again) is type(task)

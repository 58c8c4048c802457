"""Runs whose completions come from a server or a file: the same record, no weights, gone on with after a failure."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from math import log
from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.config import Config
from ehrmind.errors import ConfigError, DataError, RunError
from ehrmind.evaluation import from_file
from ehrmind.evaluation.evaluate import held_out
from ehrmind.evaluation.given import REFUSED
from ehrmind.evaluation.served import Ask
from ehrmind.evaluation.served import _unless_none_is_answered as unless_none_is_answered
from ehrmind.evaluation.votes import with_probabilities
from ehrmind.experiment import run_plan
from ehrmind.models import server as servers
from ehrmind.models.server import Refused
from ehrmind.recorded import open_run
from ehrmind.report.arms import experiments
from ehrmind.report.doubts import doubts
from ehrmind.report.read import read_runs
from ehrmind.tasks.base import Task
from ehrmind.types import Completion, Example
from tests.stub_server import NAME, stub
from tests.test_config import compose

SMALL = (
    "task.rows={train: 12, validation: 4, test: 12}",
    "task.calculators=[39,21]",
    "evaluation.completion_tokens=64",
)
TRIALS = ("task=trial_matching", "task.patients={train: 4, validation: 2, test: 4}", "evaluation.limit=6")
WRONG = '<think>I guess.</think><answer>{"answer": "77777"}</answer>'

Answer = Callable[[dict[str, Any]], str]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_wait", lambda error, turn: 0.01)


def rows_of(config: Config) -> list[Example]:
    return held_out(config, config.task.load())


def knowing(config: Config, wrong: str = "") -> Answer:
    """Gold to every question but those that hold `wrong`."""
    task = config.task
    gold = {task.prompt(row).user: task.gold(row) for rows in task.load().splits.values() for row in rows}

    def answer(body: dict[str, Any]) -> str:
        question = body["messages"][-1]["content"]
        return WRONG if wrong and wrong in question else gold[question]

    return answer


def composed(folder: Path, url: str, *words: str) -> Config:
    there = ("model=server", f"model.path={NAME}", f"model.url={url}", "model.at_once=4")
    return compose(*there, "stage=evaluate", f"runs_dir={folder}", *words)


def only(folder: Path) -> Path:
    (found,) = [path for path in folder.iterdir() if path.is_dir()]
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_evaluation_of_a_server_leaves_the_record_of_any_other(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    right = knowing(config)

    def slowly(body: dict[str, Any]) -> str:
        time.sleep(0.05)  # so that requests meet
        return right(body)

    with stub(slowly) as server:
        (result,) = run_plan(composed(tmp_path, server.url, *SMALL, "evaluation.k=2"), [])
        assert len(server.asked) == 12 * 3
        assert 1 < server.most <= 4
        greedy = [body for body in server.asked if body["temperature"] == 0]
        assert len(greedy) == 12
        assert len({body["seed"] for body in server.asked}) == 36
    assert result["metrics"]["accuracy"]["value"] == 1.0
    assert result["cost"]["evaluation"]["tokens"] == 36 * (7 + 11), "what it writes, and what it reads each time"
    assert result["cost"]["train"] is None, "of its training nothing is known"
    assert result["server"]["id"] == NAME
    assert "secret" not in json.dumps(result)
    folder = only(tmp_path)
    assert runs.read_status(folder)["state"] == "done"
    assert len(lines(folder / "samples.jsonl")) == 24
    with pytest.raises(ConfigError, match="asked a model behind an address and has no weights here"):
        open_run(str(folder))


def test_a_server_that_breaks_on_the_way_is_gone_on_with(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    with stub(knowing(config)) as server:
        words = (*SMALL, "model.at_once=1", "evaluation.k=0")
        right, server.answer = server.answer, lambda body: broken(server, right, body)
        server.declines = ("seed",)
        with pytest.raises(RunError, match="every row whose answers had all come is kept"):
            run_plan(composed(tmp_path, server.url, *words), [])
        kept = len(lines(only(tmp_path) / "completions.jsonl"))
        assert 0 < kept < 12
        server.answer, server.faults, server.declines, server.lists = right, {}, (), False
        for fault in ({"filters": "e"}, {"faults": {"long": 99}}):
            vars(server).update(fault)
            with pytest.raises(RunError, match="none of the rows that are left, nor one that it answered before"):
                run_plan(composed(tmp_path, server.url, *words), [])
            assert len(lines(only(tmp_path) / "completions.jsonl")) == kept, "and no row counts as failed"
            vars(server).update(filters="", faults={})
        before = len(server.asked)
        (result,) = run_plan(composed(tmp_path, server.url, *words), [])
        again = {body["messages"][-1]["content"] for body in server.asked[before:]}
        assert len(again) == 12 - kept, "no row that was answered is asked again"
        assert (result["n"], result["server"]["id"], result["server"]["declined"]) == (12, NAME, ["seed"])
        status = only(tmp_path) / "status.json"
        status.write_text(status.read_text().replace('"done"', '"interrupted"'))
        before = len(server.asked)
        (judged,) = run_plan(composed(tmp_path, server.url, *words), [])
        assert len(server.asked) == before
        assert judged["server"] == result["server"], "as it was when it was asked"


def test_rows_that_are_refused_count_as_failed_where_one_of_before_is_answered_still() -> None:
    refused = [(Ask(f"row-{at}", 0), Refused("filtered")) for at in range(3)]

    def silent() -> None:
        raise RunError("nor one that it answered before")

    for at_once in (2, 8):  # fewer than are left, and more
        found = list(unless_none_is_answered(iter(refused), at_once, lambda: None))
        assert [(ask.row, item.ending) for ask, item in found] == [(f"row-{at}", REFUSED) for at in range(3)]
        for still, expected in ((silent, RunError), (None, Refused)):
            with pytest.raises(expected):
                list(unless_none_is_answered(iter(refused), at_once, still))


def broken(server: Any, right: Answer, body: dict[str, Any]) -> str:
    """After five answers the server fails for good."""
    if len(server.asked) >= 5:
        server.faults["500"] = 99
    return right(body)


def test_a_prompt_that_is_too_long_counts_as_failed(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    with stub(knowing(config)) as server:
        server.faults["long"] = 3
        (result,) = run_plan(composed(tmp_path, server.url, *SMALL, "evaluation.k=0"), [])
    assert result["metrics"]["accuracy"]["value"] == pytest.approx(9 / 12)
    assert result["statuses"]["malformed"] == 3


def test_a_prompt_that_the_server_refuses_counts_as_failed_once_it_answers_others(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    with stub(knowing(config)) as server:
        server.filters = config.task.prompt(rows_of(config)[0]).user
        words = (*SMALL, "evaluation.k=4", "model.at_once=4")  # as many as the first row has completions
        (result,) = run_plan(composed(tmp_path, server.url, *words), [])
    assert result["metrics"]["accuracy"]["value"] == pytest.approx(11 / 12)
    assert result["reasons"] == {"refused by the server": 1}
    assert result["server"]["endings"] == {"refused by the server": 5}
    assert "was filtered" in (only(tmp_path) / "log.txt").read_text()


def test_where_every_prompt_is_refused_there_is_no_result(tmp_path: Path) -> None:
    with stub(lambda body: "x") as server:
        server.filters = "e"
        with pytest.raises(RunError, match="refuses the request"):
            run_plan(composed(tmp_path, server.url, *SMALL, "evaluation.k=0"), [])
        assert len(server.asked) < 12, "not all of them are asked in vain"


def test_where_no_prompt_has_room_there_is_no_result(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    words = (*SMALL, "evaluation.k=0")
    with stub(knowing(config)) as server:
        server.faults["long"] = 12
        with pytest.raises(ConfigError, match=r"no prompt leaves room for evaluation\.completion_tokens=64"):
            run_plan(composed(tmp_path, server.url, *words), [])
        (result,) = run_plan(composed(tmp_path, server.url, *words), [])
    assert result["metrics"]["accuracy"]["value"] == 1.0, "asked again, with a longer context"


def test_parameters_that_a_server_declines_are_left_out_and_said(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *TRIALS)
    with stub(knowing(config), read=as_tokens) as server:
        server.declines = ("top_logprobs", "seed")
        words = (*TRIALS, "evaluation.k=2")
        (result,) = run_plan(composed(tmp_path, server.url, *words), [])
    assert result["server"]["declined"] == ["logprobs", "seed", "top_logprobs"]
    assert result["server"]["probabilities"] == "shares of votes"


def test_solved_rows_stand_in_the_users_text(tmp_path: Path) -> None:
    """A server's template may leave out what earlier answers reason."""
    with stub(lambda body: WRONG) as server:
        words = (*SMALL, "task.shots=2", "evaluation.limit=2", "evaluation.k=0")
        (result,) = run_plan(composed(tmp_path, server.url, *words), [])
    assert result["server"]["shots"] == "in the user's text"
    config = compose("model=tiny", "stage=evaluate", *SMALL)
    golds = {row.id: config.task.gold(row) for row in config.task.load().splits["train"]}
    for body in server.asked:
        assert [turn["role"] for turn in body["messages"]] == ["system", "user"]
        assert all(golds[key] in body["messages"][1]["content"] for key in result["shots"])


def test_a_model_behind_an_address_is_diagnosed(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    train = config.task.load().splits["train"]
    never = train[0].fields["note"][:60]
    with stub(knowing(config, wrong=never)) as server:
        words = ("model=server", f"model.path={NAME}", f"model.url={server.url}", "stage=diagnose")
        run_plan(compose(*words, *SMALL, "evaluation.split=train", "evaluation.k=2", f"runs_dir={tmp_path}"), [])
    found = json.loads((only(tmp_path) / "diagnosis.json").read_text())
    assert (found["k"], found["n"], found["rows"][train[0].id]) == (2, 12, 0)
    assert found["missing"]["value"] == pytest.approx(1 / 12)
    assert lines(only(tmp_path) / "filtered.jsonl") == [], "none is right now and then"


def test_another_address_is_another_run(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    for _ in range(2):
        with stub(knowing(config)) as server:
            run_plan(composed(tmp_path, server.url, *SMALL, "evaluation.k=0"), [])
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_a_mixture_is_asked_for_the_labels_of_the_rows_that_have_some(tmp_path: Path) -> None:
    parts = (
        *("task=mixed", "task.parts.medcalc.rows={train: 4, validation: 2, test: 4}"),
        *("task.parts.trial_matching.patients={train: 2, validation: 1, test: 2}", "task.parts.ehrshot.patients=12"),
        *("evaluation.limit=8", "evaluation.k=2", "evaluation.completion_tokens=64"),
    )
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *parts)
    with stub(knowing(config), read=as_tokens) as server:
        (result,) = run_plan(composed(tmp_path, server.url, *parts), [])
    assert result["n"] == len(rows_of(config)) > 0


def test_an_interrupted_evaluation_does_not_wait_for_the_server(tmp_path: Path) -> None:
    """Ctrl-C ends the process, though answers are under way."""
    with stub(lambda body: "x") as server:
        server.faults["stall"] = 99
        words = ["model=server", f"model.path={NAME}", f"model.url={server.url}", "stage=evaluate", *SMALL]
        command = [sys.executable, "-m", "ehrmind", *words, f"runs_dir={tmp_path}"]
        heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # started in the background it would be ignored
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heard) as process:
            try:
                deadline = time.monotonic() + 60
                while not server.asked and time.monotonic() < deadline:
                    time.sleep(0.1)
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=20)
            finally:
                process.kill()
    assert process.returncode != 0
    assert runs.read_status(only(tmp_path))["state"] == "interrupted"


def as_tokens(text: str) -> list[dict[str, Any]]:
    """A token a character, each certain, but for the label's first: the other labels have a tenth each."""
    found = []
    start = text.rfind('"prediction": "') + len('"prediction": "')
    for at, letter in enumerate(text):
        others = {"n": 0.1, "e": 0.1} if at == start else {}
        tops = {letter: 0.8 if at == start else 1.0} | {name: share for name, share in others.items() if name != letter}
        listed = [{"token": name, "logprob": log(share), "bytes": None} for name, share in tops.items()]
        found.append({"token": letter, "logprob": log(tops[letter]), "bytes": None, "top_logprobs": listed})
    return found


def test_probabilities_are_read_from_log_probabilities_or_else_from_votes(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *TRIALS)
    with stub(knowing(config), read=as_tokens) as server:
        (result,) = run_plan(composed(tmp_path / "read", server.url, *TRIALS), [])
    assert result["server"]["probabilities"] == "log-probabilities of the answer"
    told = [row["probabilities"] for row in lines(only(tmp_path / "read") / "predictions.jsonl")]
    assert all(max(item["labels"].values()) > 0.7 for item in told)
    with stub(knowing(config)) as server:
        for k in (0, 1):  # one vote is 0 or 1
            with pytest.raises(RunError, match="gives no log-probabilities.*evaluation.k=12"):
                run_plan(composed(tmp_path / "none", server.url, *TRIALS, f"evaluation.k={k}"), [])
        server.usage = None
        (result,) = run_plan(composed(tmp_path / "votes", server.url, *TRIALS, "evaluation.k=2"), [])
    assert result["server"]["probabilities"] == "shares of votes"
    assert result["mean_tokens"] is result["cost"]["evaluation"]["tokens"] is None, "words are no tokens"
    assert result["server"]["tokens"].startswith("words")
    assert result["sampled"]["temperature"] == 0.6


def test_probabilities_that_the_labels_number_has_settled_are_not_read(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *TRIALS)
    rows = rows_of(config)
    gold = [Completion(turned(config.task.gold(row)), 9, True) for row in rows]
    written = {row.id: [item] * 3 for row, item in zip(rows, gold, strict=True)}
    with pytest.raises(RunError, match="no answer names its label first.*evaluation.k=12"):
        with_probabilities(config.task, rows, written, reads=True, k=1)
    assert with_probabilities(config.task, rows, written, reads=True, k=2)[1] == {"probabilities": "shares of votes"}
    written[rows[0].id] = [replace(gold[0], probabilities=config.task.certain(rows[0], rows[0].answer))]
    _, told = with_probabilities(config.task, rows, written, reads=True, k=2)
    assert told == {"probabilities": "log-probabilities of the answer", "unread": len(rows) - 1}


def turned(text: str) -> str:
    """The label's number before its name."""
    return re.sub(r'\{("prediction": "[^"]*"), ("idx": \d+)\}', r"{\2, \1}", text)


def test_a_server_needs_no_torch(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    with stub(knowing(config)) as server:
        words = ["model=server", f"model.path={NAME}", f"model.url={server.url}", "stage=evaluate", *SMALL]
        code = (
            "import sys; from ehrmind.__main__ import main; code = main(sys.argv[1:]); "
            "assert 'torch' not in sys.modules; sys.exit(code)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *words, f"runs_dir={tmp_path / 'cli'}"],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "100.0 %" in done.stdout


def scored(folder: Path, file: Path, *words: str) -> list[dict[str, Any]]:
    chosen = ("stage=score", f"stage.completions={file}", "stage.label=verl", f"runs_dir={folder}", "model=tiny")
    return run_plan(compose(*chosen, *SMALL, *words), [])


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("name", ["prompt", "gold", "gts"])
def test_answers_to_other_questions_under_the_same_ids_are_refused(tmp_path: Path, name: str) -> None:
    """Generated rows of other settings have the same ids."""
    other = compose(*SMALL, "model=tiny", "stage=evaluate", "task.questions=[extraction]")
    asked = other.task
    rows = [
        {"id": row.id, "completion": asked.gold(row), name: asked.prompt(row).user if name == "prompt" else row.answer}
        for row in rows_of(other)
    ]
    with pytest.raises(DataError, match=r"lines answer another question, or have another gold, .*use|judge them with"):
        scored(tmp_path / "runs", written(tmp_path / "other.jsonl", rows))
    (result,) = scored(tmp_path / "runs", written(tmp_path / "own.jsonl", rows), "task.questions=[extraction]")
    assert result["metrics"]["accuracy"]["value"] == 1.0
    assert result["completions"]["by_id_alone"] == 0


def test_answers_under_a_fitting_gold_were_asked_for_in_the_same_way(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    task = compose(*SMALL, "model=tiny", "stage=evaluate", "task.open_book=true").task
    config = compose(*SMALL, "model=tiny", "stage=evaluate")
    rows = rows_of(config)
    open_book = [
        {"id": row.id, "completion": task.gold(row), "gold": row.answer, "prompt": task.prompt(row).user}
        for row in rows
    ]
    with pytest.raises(DataError, match="none of the 12 prompts beside a gold holds its question as it is asked here"):
        read(config, written(tmp_path / "other.jsonl", open_book))
    mine = [
        line | {"prompt": f"user\n{config.task.prompt(row).user} "} for line, row in zip(open_book, rows, strict=True)
    ]
    found = read(config, written(tmp_path / "cut.jsonl", [open_book[0], *mine[1:]]))
    assert found.facts["completions"]["asked_otherwise"] == 1
    assert "1 of 12 prompts do not hold the question as it is asked here" in caplog.text
    assert "asked_otherwise" not in read(config, written(tmp_path / "own.jsonl", mine)).facts["completions"]


def test_completions_of_others_are_an_arm(tmp_path: Path) -> None:
    config = compose(*SMALL, "model=tiny", "stage=evaluate")
    task, rows = config.task, rows_of(config)
    by_id = [{"id": row.id, "completion": task.gold(row) if at % 2 else WRONG} for at, row in enumerate(rows)]
    (result,) = scored(tmp_path / "runs", written(tmp_path / "ids.jsonl", by_id))
    assert (result["arm"], result["cost"]["train"]) == ("verl", None)
    assert result["metrics"]["accuracy"]["value"] == 0.5
    as_chat = [
        {
            "prompt": [{"role": "system", "content": "x"}, {"role": "user", "content": task.prompt(row).user}],
            "completion": [{"role": "assistant", "content": task.gold(row)}],
        }
        for row in rows
    ]
    (result,) = scored(tmp_path / "runs", written(tmp_path / "chat.jsonl", as_chat))
    assert result["metrics"]["accuracy"]["value"] == 1.0
    assert len(list((tmp_path / "runs").glob("*-verl-*"))) == 2, "another file is another run"
    bare = [{"id": row.id, "completion": task.gold(row).removeprefix("<think>")} for row in rows]
    (result,) = scored(tmp_path / "runs", written(tmp_path / "bare.jsonl", bare))
    assert result["metrics"]["format"]["value"] == 0.0, "a text is judged as it stands, as in a run here"
    (again,) = scored(tmp_path / "runs", tmp_path / "bare.jsonl", "seed=7")
    assert len(list((tmp_path / "runs").glob("*-verl-*"))) == 4, "of another training"
    assert again["metrics"] == result["metrics"]
    samples = [{"id": row.id, "completions": [WRONG, task.gold(row), WRONG]} for row in rows]
    (result,) = scored(tmp_path / "runs", written(tmp_path / "samples.jsonl", samples), "evaluation.k=2")
    assert result["sampled"]["pass"]["2"]["value"] == 1.0
    assert result["sampled"]["temperature"] is result["sampled"]["top_p"] is None, "of another's samples unknown"
    assert result["metrics"]["finished"]["value"] is result["mean_tokens"] is None, "nobody said"
    assert result["metrics"]["finished"]["reason"] == "nobody says which answers came to their end"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows[1:], "1 of 12 rows do not have the 1 completions"),
        (lambda rows: [*rows, rows[0]], "1 of 12 rows do not have the 1 completions"),
        (lambda rows: [{"completion": "x"}, *rows], ':1 has neither "id" nor "prompt"'),
        (lambda rows: [{"id": rows[0]["id"]}, *rows[1:]], ':1 has no "completion"'),
        (lambda rows: [["x"], *rows], ":1 is no JSON object"),
        *(
            (lambda rows, value=value: [rows[0] | {"tokens": value}, *rows[1:]], ':1: "tokens" must be a whole number')
            for value in ("many", float("nan"), [[1]], True, 1.5, -1, 10**400)
        ),
        *(
            (lambda rows, value=value: [rows[0] | {"finished": value}, *rows[1:]], ':1: "finished" must be true')
            for value in ("false", "length", 1, {})
        ),
    ],
)
def test_a_file_that_does_not_answer_every_row_is_refused(tmp_path: Path, change: Any, expected: str) -> None:
    config = compose(*SMALL, "model=tiny", "stage=evaluate")
    rows = [{"id": row.id, "completion": WRONG} for row in rows_of(config)]
    with pytest.raises(DataError, match=expected) as told:
        read(config, written(tmp_path / "file.jsonl", change(rows)))
    assert "guess" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"id": "x", "completion": "caf\xe9"}', ":1 is not in UTF-8"),
        (b'{"id": "x", "completion": ' + b"[" * 10**5, ":1 is no JSON"),
        (b'{"id": "x", "tokens": ' + b"1" * 10**5 + b"}", ":1 is no JSON"),
        (b'{"id": "x", "completion": "caf', ":1 is no JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_not_quoted(tmp_path: Path, line: bytes, expected: str) -> None:
    path = tmp_path / "file.jsonl"
    path.write_bytes(line)
    with pytest.raises(DataError, match=expected) as told:
        read(compose(*SMALL, "model=tiny", "stage=evaluate"), path)
    assert "caf" not in str(told.value)


def test_what_a_file_says_of_its_completions_is_taken_as_it_says(tmp_path: Path) -> None:
    config = compose(*SMALL, "model=tiny", "stage=evaluate", "evaluation.k=1")
    ids = [row.id for row in rows_of(config)]
    rows = [{"id": key, "completions": ["a b", "c"], "tokens": [88.0, 64], "finished": [True, False]} for key in ids]
    found = read(config, written(tmp_path / "file.jsonl", rows))
    assert found.written[ids[0]] == [Completion("a b", 88, True), Completion("c", 64, False)]
    assert found.counted
    assert found.cost["tokens"] == 12 * (88 + 64)
    rows[1] = {"id": ids[1], "completions": ["a b", "c"], "tokens": [88, None]}
    found = read(config, written(tmp_path / "file.jsonl", rows))
    assert found.written[ids[1]] == [Completion("a b", 88, None), Completion("c", 1, None)]
    assert not found.counted
    assert found.cost["tokens"] is None


def read(config: Config, path: Path) -> Any:
    return from_file.writer(config, path)(rows_of(config), False, lambda count: None)


def test_one_file_under_several_seeds_is_one_training(tmp_path: Path) -> None:
    config = compose(*SMALL, "model=tiny", "stage=evaluate")
    rows = [{"id": row.id, "completion": config.task.gold(row)} for row in rows_of(config)]
    file = written(tmp_path / "file.jsonl", rows)
    for seed in range(3):
        scored(tmp_path / "runs", file, f"seed={seed}")
    found = read_runs([tmp_path / "runs"])
    ((arm,),) = (experiment.arms for experiment in experiments(found))
    assert (len(arm.runs), len(arm.trainings)) == (3, 1)
    assert "are one training, and count as one" in " ".join(doubts(found))
    with pytest.raises(ConfigError, match="judged the completions of a file and has no weights here"):
        open_run(str(found[0].folder))


@pytest.mark.parametrize("word", ["evaluation.probes=[edit]", "evaluation.engine=transformers"])
def test_what_a_file_cannot_do_is_refused(tmp_path: Path, word: str) -> None:
    file = written(tmp_path / "file.jsonl", [])
    with pytest.raises(ConfigError, match=rf"{word.partition('=')[0]}=.*stage=score loads none; leave it out"):
        compose("model=tiny", "stage=score", f"stage.completions={file}", word)


def test_a_label_that_would_name_another_tasks_weights_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", [])
    with pytest.raises(ConfigError, match=r"stage.label=best_of_4 holds _of_.*best\.of\.4"):
        compose("model=tiny", "stage=score", f"stage.completions={file}", "stage.label=best_of_4")


def test_samples_of_a_server_become_the_reasoning_of_training_rows(tmp_path: Path) -> None:
    config = composed(tmp_path, "http://127.0.0.1:1/v1", *SMALL)
    train = config.task.load().splits["train"]
    with stub(knowing(config, wrong=train[0].fields["note"][:60])) as server:
        words = ("model=server", f"model.path={NAME}", f"model.url={server.url}", "stage=distill", "stage.k=2")
        run_plan(compose(*words, *SMALL, f"runs_dir={tmp_path}"), [])
    path = only(tmp_path) / "rationales.jsonl"
    (told, *found) = lines(path)
    assert told["provenance"]["kept"]["value"] == pytest.approx(11 / 12)
    assert told["provenance"]["left_out"]["wrong"] == 3
    assert train[0].id not in {line["id"] for line in found}
    assert len(found) == 11, "three alike are one"
    task = taught(path)
    assert task.manifest["rationales"]["provenance"][0]["model"] == "server"
    assert task.manifest["rationales"]["counted"] == {"train: explained by a rationale": 11, "train: no rationale": 1}
    assert task.manifest["dropped"]["train: no rationale"] == 1
    assert len(task.splits["train"]) == 11
    assert "\n".join(found[0]["rationale"].split("\n")) in {row.rationale for row in task.splits["train"]}


def taught(path: Path) -> Any:
    from ehrmind.tasks.base import loaded

    task: Task = compose(*SMALL, "model=tiny", "stage=sft", f"task.rationales={path}", "task.unexplained=drop").task
    return loaded(task)


@pytest.mark.torch
@pytest.mark.slow
def test_beside_a_real_server_the_greedy_answers_are_those_of_the_model_here(tmp_path: Path) -> None:
    """`transformers serve` with the tiny model, and the same folder loaded here."""
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    from ehrmind.models.tiny import tiny_model

    config = compose(*SMALL, "model=tiny", "stage=evaluate")
    folder = tiny_model([config.task.prompt(row).user for row in rows_of(config)], tmp_path / "model")
    words = (*SMALL, "stage=evaluate", "evaluation.k=1", "evaluation.limit=8", "evaluation.completion_tokens=16")
    run_plan(compose(*words, "model=hub", f"model.path={folder}", f"runs_dir={tmp_path / 'here'}"), [])
    with serving(folder) as url:
        there = ("model=server", f"model.path={folder}", f"model.url={url}", "model.at_once=2")
        (result,) = run_plan(compose(*words, *there, f"runs_dir={tmp_path / 'there'}"), [])
    assert result["n"] == 8
    mine, others = (lines(only(tmp_path / name) / "predictions.jsonl") for name in ("here", "there"))
    assert [row["text"] for row in others] == [row["text"] for row in mine]
    assert result["server"]["declined"] == ["min_p", "repetition_penalty", "top_k"], "transformers reads none of them"
    assert result["cost"]["evaluation"]["tokens"] > 8 * 2 * 16


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A real server of this folder's model on loopback, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from transformers.cli.transformers import main; main()"
    command = [sys.executable, "-c", code, "serve", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with (folder.parent / "server.txt").open("w") as log:
        process = subprocess.Popen([*command, "--device", "cpu"], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 120
            while not answers(port):
                assert process.poll() is None, (folder.parent / "server.txt").read_text()[-2000:]
                assert time.monotonic() < deadline
                time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0

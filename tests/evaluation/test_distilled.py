"""Which samples are kept as rationales, and what is written of them."""

from pathlib import Path
from typing import Any

import pytest

from ehrmind import runs
from ehrmind.config import Config
from ehrmind.evaluation import distilled
from ehrmind.evaluation.evaluate import judge
from ehrmind.evaluation.metrics import Question
from ehrmind.files import read_jsonl
from ehrmind.tasks.base import loaded
from ehrmind.tasks.reasons import PROVENANCE, hash_of
from ehrmind.types import Completion, Example
from tests.test_config import compose

SMALL = ("stage=distill", "task.rows={train: 12, validation: 2, test: 2}", "task.calculators=[2]")  # of decimals


def sampled(config: Config, answer: str) -> tuple[Example, list[Question]]:
    """A row, and a sample of it with this between its answer tags; {near} is within the tolerance."""
    row = loaded(config.task).splits["train"][0]
    near = f"{float(row.answer) * 1.003:.1f}"
    text = f"<think>\nThe steps lead to {near}.\n</think>\n<answer>{answer.replace('{near}', near)}</answer>"
    return row, judge(config.task, [row], {row.id: [Completion(text, 9, True)]}, {row.id: {}})


def written(folder: Path, config: Config, questions: list[Question]) -> list[dict[str, Any]]:
    run = runs.identify(config, "distill", None, "data")
    run.folder.mkdir(parents=True)
    stage: Any = config.stage
    distilled.record(config, stage, run, questions)
    return read_jsonl(run.folder / "rationales.jsonl")


def test_a_line_has_its_row_and_its_own_answer(tmp_path: Path) -> None:
    config = compose(*SMALL, "model=tiny", f"runs_dir={tmp_path}")
    row, questions = sampled(config, '{"answer": "{near}"}')
    told, line = written(tmp_path, config, questions)
    near = f"{float(row.answer) * 1.003:.1f}"
    assert near != row.answer
    assert line == {
        "id": row.id,
        "row": hash_of(config.task, row),
        "rationale": f"The steps lead to {near}.",
        "answer": near,
        "tokens": 9,
    }
    assert set(told["provenance"]) == set(PROVENANCE), "what data.json takes of restricted data"
    assert (told["provenance"]["rows"], told["provenance"]["samples"]) == (1, 1)


@pytest.mark.parametrize("scoring", ["strict", "benchmark"])
def test_what_is_malformed_is_not_kept_though_it_may_be_right(tmp_path: Path, scoring: str) -> None:
    config = compose(*SMALL, "model=tiny", f"runs_dir={tmp_path}", f"task.scoring={scoring}")
    _, questions = sampled(config, 'It is {"answer": "{near}"}')
    assert questions[0].greedy.score.correct == (scoring == "benchmark")
    (told,) = written(tmp_path, config, questions)
    assert told["provenance"]["left_out"] == {"malformed": 1}


def test_of_a_server_that_samples_in_its_own_way_no_temperature_is_told(tmp_path: Path) -> None:
    server = ("model=server", "model.path=m", "model.url=http://127.0.0.1:1/v1", "model.own_sampling=true")
    config = compose(*SMALL, *server, f"runs_dir={tmp_path}")
    told, *_ = written(tmp_path, config, sampled(config, '{"answer": "{near}"}')[1])
    assert (told["provenance"]["temperature"], told["provenance"]["top_p"]) == (None, None)


def samples_of(config: Config, *texts: str, ended: bool = True) -> Question:
    """A row whose completions reason in these words and are right; a text begins with its number of tokens."""
    row = loaded(config.task).splits["train"][0]
    made = []
    for text in texts:
        tokens, _, think = text.partition(" ")
        answer = f'<think>{think}</think><answer>{{"answer": "{row.answer}"}}</answer>'
        made.append(Completion(answer, int(tokens), ended))
    (question,) = judge(config.task, [row], {row.id: made}, {row.id: {}})
    return question


def kept(*texts: str, stage: tuple[str, ...] = (), ended: bool = True) -> tuple[list[str], dict[str, int]]:
    config = compose(*SMALL, "model=tiny", *stage)
    settings: Any = config.stage
    found, why = distilled.chosen(config.task, samples_of(config, *texts, ended=ended), settings)
    return [item.parsed.think for item in found], dict(why)


def test_the_shortest_come_first_and_what_is_left_out_is_counted() -> None:
    texts = ("30 We add 2 to 3.", "10 Let me see: 2 + 3.", "20 We add  4 to 5.", "40 We add 2\nto 3.")
    assert kept(*texts) == (["Let me see: 2 + 3."], {"repeats another": 1, "more than are wanted": 2})
    three, why = kept(*texts, stage=("stage.keep=3",))
    assert three == ["Let me see: 2 + 3.", "We add  4 to 5.", "We add 2 to 3."]
    assert why == {"repeats another": 1}
    assert kept(*texts, ended=False) == ([], {"not ended": 4})


def test_of_diverse_ones_numbers_alone_are_no_other_way() -> None:
    texts = ("30 We add 2 to 3.", "10 Let me see: 2 + 3.", "20 We add  4 to 5.")
    found, why = kept(*texts, stage=("stage.keep=3", "stage.choice=diverse"))
    assert found == ["Let me see: 2 + 3.", "We add  4 to 5."], "of each way the shortest"
    assert why == {"repeats another": 1}


def test_the_share_that_is_kept_is_told_by_slice(tmp_path: Path) -> None:
    words = ("stage=distill", "task.rows={train: 12, validation: 2, test: 2}", "task.calculators=[39,21,4]")
    config = compose(*words, "task.unseen=[]", "model=tiny", f"runs_dir={tmp_path}")
    rows = loaded(config.task).splits["train"]
    first = rows[0].category
    wrong = '<think>I guess.</think><answer>{"answer": "77777"}</answer>'
    text = {row.id: config.task.gold(row) if row.category == first else wrong for row in rows}
    questions = judge(
        config.task, rows, {key: [Completion(made, 9, True)] for key, made in text.items()}, {key: {} for key in text}
    )
    told, *_ = written(tmp_path, config, questions)
    parts = told["provenance"]["by"]["category"]
    assert {name: part["kept"] for name, part in parts.items()} == {name: float(name == first) for name in parts}
    assert sum(part["rows"] for part in parts.values()) == 12
    assert len(parts) > 1

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

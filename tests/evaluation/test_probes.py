"""Does the reasoning carry the answer: what is cut, what is changed, and what is made of the answers."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ehrmind.evaluation import probes
from ehrmind.evaluation.evaluate import judge
from ehrmind.evaluation.metrics import line_of
from ehrmind.evaluation.probes import cuts, edited, probe
from ehrmind.types import Completion, Prompt
from tests.test_config import compose

NOTE = (
    "Patient note:\nNa 140 mEq/L, Cl 102 mEq/L, HCO3 24 mEq/L. On 03/04/2020 Na was 133. BP 120/80.\n\nQuestion: gap?"
)


def test_the_first_half_and_nothing_of_it_are_kept() -> None:
    half, none = cuts("Na 140.\nCl 102.\nGap = 14.\nDone.")
    assert half.opening == "<think>\nNa 140.\nCl 102.\n</think>\n<answer>"
    assert none.opening == "<think>\n\n</think>\n<answer>"
    assert cuts("one two three four")[0].opening == "<think>\none two\n</think>\n<answer>"


def test_a_quoted_number_of_the_note_is_changed_once() -> None:
    made = edited(Prompt("s", NOTE), "Na 140, Cl 102: 140 - 102 - 24 = 14.", "row-1")
    assert made is not None
    assert made.old == "140"
    assert made.new not in NOTE
    assert 0.55 < float(made.new) / 140 < 1.45
    assert made.prompt.user == NOTE.replace("140", made.new)
    assert edited(Prompt("s", NOTE), "Na 140, Cl 102: 140 - 102 - 24 = 14.", "row-1") == made


@pytest.mark.parametrize("think", ["", "the gap is 14", "blood pressure 120/80", "seen on 03/04/2020"])
def test_what_quotes_no_number_of_its_own_is_not_changed(think: str) -> None:
    assert edited(Prompt("s", NOTE), think, "row-1") is None


def test_decimals_stay_decimals() -> None:
    made = edited(Prompt("s", "Creatinine 1.35 mg/dL."), "Creatinine 1.35.", "k")
    assert made is not None
    assert len(made.new.partition(".")[2]) == 2


def test_the_measures_are_shares_of_what_could_be_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that reads the note follows every change, and answers the same from half of its reasoning alone."""
    config = compose(
        *("task=medcalc", "model=tiny", "stage=evaluate", "task.rows={train: 20, validation: 2, test: 12}"),
        *("task.calculators=[39]", "task.unseen=[]", "evaluation.probes=[edit,truncate]"),
    )
    task, rows = config.task, config.task.load().splits["test"]
    written = {row.id: [Completion(task.gold(row), 9, True)] for row in rows}
    questions = judge(task, rows, written, {row.id: line_of(task, row) for row in rows})

    gold = {row.id: row.answer for row in rows}

    def answers(config: Any, policy: Any, prompts: Any) -> dict[Any, str]:
        if any(isinstance(key, tuple) for key in prompts):  # (row, cut)
            said = {(key, cut): gold[key] if cut.share == "half" else "99" for key, cut in prompts}
            return {key: f'{{"answer": "{answer}"}}</answer>' for key, answer in said.items()}
        return dict(prompts)

    def reads(prompt: Prompt) -> str:
        """Stands for a prompt's tokens, and is what the model writes: all numbers of the note, and another answer."""
        numbers = " ".join(probes._NUMBER.findall(prompt.user))
        return f'<think>{numbers}</think><answer>{{"answer": "7777"}}</answer>'

    monkeypatch.setattr(probes, "_written", answers)
    policy = SimpleNamespace(chat=SimpleNamespace(encode=reads, prefill=""), encode_completion=list)
    found, lines = probe(config, policy, questions)
    assert found["truncate"]["answer_stays_with_half"]["value"] == 1
    assert found["truncate"]["answer_stays_with_none"]["value"] == 0
    assert found["edit"]["reasoning_follows"]["value"] == 1
    assert found["edit"]["answer_moves"]["value"] == 1
    assert {line["id"] for line in lines} == {row.id for row in rows}


@pytest.mark.torch
def test_a_real_evaluation_probes_and_keeps_the_texts(tmp_path: Path) -> None:
    import json

    from ehrmind.experiment import run_plan
    from tests.stages.test_end_to_end import SMALL, folders

    words = (*SMALL, "stage=evaluate", "evaluation.probes=[truncate,edit]", f"runs_dir={tmp_path}")
    run_plan(compose(*words), [])
    folder = folders(tmp_path)["base"]
    assert json.loads((folder / "eval.json").read_text())["probes"] == {}, "random weights write nothing well formed"
    assert (folder / "probes.jsonl").exists()

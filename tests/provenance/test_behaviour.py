"""An edit of a prompt, a gold, a scorer or a reward is seen; a rewrite that changes nothing is not."""

import functools
from typing import Any

import pytest

from ehrmind.config import Config
from ehrmind.medcalc import scoring
from ehrmind.provenance.behaviour import ROWS, behaviour, standard
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import Data
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tasks.trial_matching import TrialMatching
from ehrmind.types import Completion, Example, Parsed, Prompt, Score
from tests.test_config import compose

ROWS_MADE = "task.rows={train: 16, validation: 0, test: 16}"


@functools.cache
def made(*overrides: str) -> tuple[Config, Data]:
    config = compose("model=tiny", *overrides)
    return config, config.task.load()


def changed(before: dict[str, str]) -> list[str]:
    now = behaviour(*made(*RLVR))
    return [name for name in now if now[name] != before[name]]


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return behaviour(*made(*RLVR))


RLVR = ("stage=rlvr", "task=medcalc", ROWS_MADE, "reward=[gated,process]")


def test_what_is_hashed_follows_what_a_run_uses() -> None:
    asked = ("prompts", "golds", "scores")
    both = {f"{what} of {split}" for what in asked for split in ("test", "train")}
    assert behaviour(*made(*RLVR)).keys() == both | {"reward gated", "reward process"}
    assert behaviour(*made("stage=sft", "task=medcalc", ROWS_MADE)).keys() == both, "no reward"
    base = behaviour(*made("stage=evaluate", "task=medcalc", ROWS_MADE))
    assert base.keys() == {f"{what} of test" for what in asked}
    assert base.items() <= behaviour(*made(*RLVR)).items(), "arms of one table can be compared"


def test_an_edited_prompt_is_seen(before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ask = MedCalc.prompt

    def told(self: MedCalc, example: Example) -> Prompt:
        prompt = ask(self, example)
        return Prompt(prompt.system + " Be brief.", prompt.user)

    monkeypatch.setattr(MedCalc, "prompt", told)
    assert changed(before) == ["prompts of test", "prompts of train"]
    monkeypatch.setattr(MedCalc, "prompt", lambda self, example: ask(self, example))
    assert changed(before) == [], "written otherwise, the same prompt"


def test_an_edited_gold_is_seen(before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    gold = MedCalc.gold
    monkeypatch.setattr(MedCalc, "gold", lambda self, row: gold(self, row).replace("<think>", "<think>Well, "))
    assert {"golds of test", "golds of train"} <= set(changed(before))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("-", "", 1),  # no sign
        lambda text: text[:4],  # digits after the fourth
        lambda text: text.removesuffix(" mg"),  # a unit is read over
    ],
    ids=["sign", "digits", "unit"],
)
def test_an_edited_scorer_is_seen(before: dict[str, str], monkeypatch: pytest.MonkeyPatch, edit: Any) -> None:
    read = scoring.parsing.read_text
    monkeypatch.setattr(scoring.parsing, "read_text", lambda value: edit(read(value)))
    assert "scores of test" in changed(before)


def test_a_wider_tolerance_is_seen(before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    score = MedCalc.score

    def widened(self: MedCalc, parsed: Parsed, example: Example) -> Score:
        facts = dict(example.facts)
        if "low" in facts and facts.get("low") and facts["low"] != facts.get("high"):
            facts["low"] = str(float(facts["low"]) * (0.98 if float(facts["low"]) > 0 else 1.02))
        return score(
            self, parsed, Example(**{name: getattr(example, name) for name in example.__slots__} | {"facts": facts})
        )

    monkeypatch.setattr(MedCalc, "score", widened)
    assert "scores of test" in changed(before)


@pytest.mark.parametrize(
    "edited",
    [
        lambda *judged: -3.0 if not judged[0].well_formed else float(judged[1].correct),
        lambda *judged: GATED(*judged) + 0.01 * judged[1].correct,
        lambda *judged: GATED(*judged) - (judged[2].tokens > 700),
        lambda *judged: GATED(*judged) - (len(judged[0].think) > 3000),
        lambda *judged: GATED(*judged) - (not judged[2].finished),
        lambda *judged: float("nan"),
    ],
    ids=["malformed", "bonus", "tokens", "characters", "unfinished", "nan"],
)
def test_an_edited_reward_is_seen_and_no_other(
    before: dict[str, str], monkeypatch: pytest.MonkeyPatch, edited: Any
) -> None:
    monkeypatch.setattr(Gated, "__call__", lambda self, *judged: edited(*judged))
    assert changed(before) == ["reward gated"]


GATED = Gated()


def test_a_rewritten_reward_is_the_same(before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:

    def told(self: Gated, parsed: Parsed, score: Score, completion: Completion, example: Example) -> float:
        if score.correct:
            return self.correct + self.format_bonus
        return self.wrong if parsed.well_formed else self.malformed

    monkeypatch.setattr(Gated, "__call__", told)
    assert changed(before) == []


def test_every_label_and_answers_near_the_right_one_are_scored() -> None:
    config, data = made("stage=evaluate", "task=trial_matching")
    rows = data.splits["test"][:ROWS]
    said = {config.task.judge(text, rows[0])[1].value for text in standard(config.task, rows, rows[0])}
    assert said >= set(config.task.labels(rows[0])), TrialMatching
    config, data = made("stage=evaluate", "task=medcalc", ROWS_MADE)
    rows = data.splits["test"]
    right = [[config.task.judge(text, row)[1].correct for text in standard(config.task, rows, row)] for row in rows]
    assert all(verdicts[0] for verdicts in right)
    assert any(3 < sum(verdicts) < len(verdicts) - 8 for verdicts in right), "inside and outside of a tolerance"

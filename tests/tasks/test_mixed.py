"""A mixture of tasks: every row is prompted, scored and measured by its own task, and the weights decide who trains."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.jackknife import result
from ehrmind.evaluation.measures import Judged
from ehrmind.tasks.base import Answer, Counts, Data, Policy, Task
from ehrmind.tasks.leaks import check_leaks
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tasks.mixed import Mixed
from ehrmind.tasks.trial_matching import TrialMatching
from ehrmind.types import Completion, Example, Score, Status
from tests.test_config import compose


def medcalc(**settings: object) -> MedCalc:
    return MedCalc(**{"rows": Counts(60, 5, 20), **settings})  # type: ignore[arg-type]


def trials() -> TrialMatching:
    return TrialMatching(patients=Counts(6, 2, 3))


def mixed(**settings: object) -> Mixed:
    parts: dict[str, Task] = {"medcalc": medcalc(), "trial_matching": trials()}
    return Mixed(**{"parts": parts, **settings})  # type: ignore[arg-type]


@pytest.mark.parametrize(("weights", "share"), [({}, 0.5), ({"medcalc": 3}, 0.75), ({"trial_matching": 0}, 1.0)])
def test_the_weights_are_the_shares_of_the_training_rows_and_none_is_repeated(
    weights: dict[str, float], share: float
) -> None:
    data = mixed(weights=weights).load()
    counts = Counter(row.facts["part"] for row in data.splits["train"])
    assert counts["medcalc"] / counts.total() == pytest.approx(share, abs=0.02)
    ids = [row.id for rows in data.splits.values() for row in rows]
    assert len(set(ids)) == len(ids)
    check_leaks(data.splits)
    left = sum(count for why, count in data.manifest["dropped"].items() if why.endswith("over the part's weight"))
    alone = sum(len(part.load().splits["train"]) for part in (medcalc(), trials()))
    assert counts.total() + left == alone
    assert Counter(row.facts["part"] for row in data.splits["test"])["medcalc"] == 20, "test rows are all there"


def test_each_row_is_its_own_tasks() -> None:
    task = mixed()
    data = task.load()
    own = {name: {row.id: row for row in part.load().splits["test"]} for name, part in task.parts.items()}
    for row in data.splits["test"]:
        name, _, key = row.id.partition(":")
        part, before = task.parts[name], own[name][key]
        assert task.prompt(row) == part.prompt(before)
        assert task.gold(row) == part.gold(before)
        assert task.labels(row) == part.labels(before)
        assert task.judge(task.gold(row), row) == part.judge(part.gold(before), before)
        assert task.judge(task.gold(row), row)[1].correct
        for label in task.labels(row):
            assert task.answer_json(label) == part.answer_json(label)
        assert task.slices(row)["task"] == name


def test_measures_are_each_tasks_over_its_own_rows() -> None:
    task = mixed()
    data = task.load()
    names = [measure.name for measure in task.measures()]
    assert names[:3] == ["accuracy", "format", "finished"]
    assert {"medcalc_accuracy", "trial_matching_macro_f1", "trial_matching_ndcg_10"} <= set(names)
    rows = [
        Judged(row.id, row.group, row.answer, task.labels(row), status, row.answer, True, part=row.facts["part"])
        for row in data.splits["test"]
        for status in ("correct" if row.facts["part"] == "medcalc" else "wrong",)
    ]
    found = {measure.name: result(measure, rows) for measure in task.measures()}
    assert found["medcalc_accuracy"]["value"] == 1.0
    assert found["medcalc_accuracy"]["n"] == 20
    assert found["trial_matching_accuracy"]["value"] == 0.0
    assert found["accuracy"]["value"] == pytest.approx(20 / len(rows))
    assert found["trial_matching_macro_f1"]["label"] == "trial_matching: macro-F1"


class Bare(MedCalc):
    """A task without baselines, that writes a file."""

    def baselines(self, data: Data) -> dict[str, Sequence[Completion]]:
        return {}

    def claim(self, example: Example) -> str:
        return self.gold(example).replace("<think>", "<think>claimed ")

    def export(self, answers: Sequence[Answer], folder: Path) -> None:
        (folder / "answers.txt").write_text(" ".join(answer.example.id for answer in answers))


class Torn(MedCalc):
    """A task that tests its training rows."""

    def load(self) -> Data:
        data = super().load()
        return replace(data, splits={**data.splits, "test": data.splits["train"][:2]})


def bare(seed: int = 0) -> Bare:
    return Bare(rows=Counts(4, 1, 2), calculators=[39], seed=seed)


def test_baselines_are_each_tasks_first_and_none_where_a_part_has_none() -> None:
    task = mixed()
    data = task.load()
    (answers,) = task.baselines(data).values()
    assert len(answers) == len(data.splits["test"])
    for row, answer in zip(data.splits["test"], answers, strict=True):
        assert task.judge(answer.text, row)[0].well_formed
    lacking = mixed(parts={"bare": bare(), "trials": trials()})
    assert lacking.baselines(lacking.load()) == {}


def test_parts_claim_for_themselves_and_write_beside_each_other(tmp_path: Path) -> None:
    task = mixed(parts={"a": bare(), "b": bare(seed=1), "c": medcalc(calculators=[39])})
    rows = task.load().splits["test"]
    task.export([Answer(row, Score(Status.CORRECT, ""), None) for row in rows], tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.txt")) == [
        "parts/a/answers.txt",
        "parts/b/answers.txt",
    ]
    own = [task._rows[row.id].id for row in rows if row.facts["part"] == "b"]
    assert (tmp_path / "parts/b/answers.txt").read_text().split() == own
    assert "claimed" in task.claim(rows[0])


def test_a_part_that_says_it_leaks_does_not_open_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    said = replace(trials().load(), leaky=True)
    monkeypatch.setattr(TrialMatching, "load", lambda self: said)
    assert mixed().load().leaky
    with pytest.raises(DataError, match="are of one group; give all rows of a patient"):
        mixed(parts={"torn": Torn(rows=Counts(4, 1, 2)), "trials": trials()}).load()


def test_an_answer_that_two_parts_have_is_refused_with_what_can_be_done() -> None:
    parts = {"first": medcalc(calculators=[4]), "second": medcalc(calculators=[4], seed=1)}
    with pytest.raises(ConfigError, match=r"task\.parts\.first and task\.parts\.second both have .*; take one of the"):
        mixed(parts=parts).load()


def test_a_part_that_is_restricted_restricts_all() -> None:
    assert mixed().data_policy is Policy.OPEN
    assert mixed(parts={"medcalc": medcalc(restricted=True), "trials": trials()}).data_policy is Policy.RESTRICTED


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"weights": {"medcalk": 1}}, r"task\.weights\.medcalk is of no part; the parts are medcalc, trial_matching"),
        ({"weights": {"medcalc": 0, "trial_matching": 0}}, r"task\.weights are all 0"),
        ({"parts": {"inner": Mixed()}}, r"task\.parts\.inner is a mixture itself"),
        (
            {"parts": {"medcalc": medcalc(shots=3)}},
            r"task\.parts\.medcalc\.shots=3 is read of no part; set task\.shots=",
        ),
    ],
)
def test_mistakes_are_named(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        mixed(**settings)


def test_it_composes_with_every_task_and_its_settings() -> None:
    config = compose(
        "task=mixed", "model=tiny", "stage=evaluate", "task.weights.ehrshot=2", "task.parts.ehrshot.patients=9"
    )
    assert isinstance(config.task, Mixed)
    assert sorted(config.task.parts) == ["ehrshot", "medcalc", "trial_matching"]
    assert config.task._weight("ehrshot") == 2
    assert max(part.prompt_tokens for part in config.task.parts.values()) == config.task.prompt_tokens == 2048


def test_what_is_set_for_the_mixture_or_a_part_is_kept() -> None:
    task = mixed(prompt_tokens=900, seed=4, parts={"medcalc": medcalc(seed=3), "trials": trials()})
    assert task.prompt_tokens == 900
    assert task.completion_tokens == 2048, "the largest of the parts"
    assert task.parts["medcalc"].seed == 3


def test_a_report_knows_the_measures_of_every_part() -> None:
    from types import SimpleNamespace

    from ehrmind.naming import plain
    from ehrmind.report.arms import measures_of
    from tests.test_config import compose

    config = compose("task=mixed", "model=tiny", "stage=evaluate")
    found = measures_of(SimpleNamespace(config=plain(config)))  # type: ignore[arg-type]
    assert [measure.name for measure in found] == [measure.name for measure in config.task.measures()]
    assert {"ehrshot_auroc", "medcalc_accuracy", "trial_matching_macro_f1"} <= {measure.name for measure in found}

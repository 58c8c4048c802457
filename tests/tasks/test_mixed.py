"""A mixture of tasks: every row is prompted, scored and measured by its own task, and the weights decide who trains."""

from collections import Counter
from pathlib import Path

import pytest

from ehrmind.data import check_leaks
from ehrmind.errors import ConfigError
from ehrmind.evaluation.jackknife import result
from ehrmind.evaluation.measures import Judged
from ehrmind.tasks.base import Counts, Policy, Task
from ehrmind.tasks.medcalc import MedCalc
from ehrmind.tasks.mixed import Mixed
from ehrmind.tasks.trial_matching import TrialMatching
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


def test_baselines_are_each_tasks_first(tmp_path: Path) -> None:
    task = mixed()
    data = task.load()
    (answers,) = task.baselines(data).values()
    assert len(answers) == len(data.splits["test"])
    for row, answer in zip(data.splits["test"], answers, strict=True):
        assert task.judge(answer.text, row)[0].well_formed
    task.export([], tmp_path)


def test_a_part_that_is_restricted_restricts_all() -> None:
    assert mixed().data_policy is Policy.OPEN
    assert mixed(parts={"medcalc": medcalc(restricted=True), "trials": trials()}).data_policy is Policy.RESTRICTED


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"weights": {"medcalk": 1}}, r"task\.weights\.medcalk is of no part; the parts are medcalc, trial_matching"),
        ({"weights": {"medcalc": 0, "trial_matching": 0}}, r"task\.weights are all 0"),
        ({"parts": {"inner": Mixed()}}, r"task\.parts\.inner is a mixture itself"),
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

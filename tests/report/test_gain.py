"""What RLVR gained against pass@k of what it started from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.report.arms import Experiment, experiments
from ehrmind.report.build import build
from ehrmind.report.gain import Fit, Point, Prediction, before, held, predictions, regress
from ehrmind.report.read import RunRecord, read_runs
from tests.report.records import only as in_memory
from tests.report.records import record
from tests.report.scripted import arms, write_run

pytestmark = pytest.mark.heavy


def only(folder: Path) -> Experiment:
    (experiment,) = experiments(read_runs([folder]))
    return experiment


def test_the_arm_is_compared_with_what_it_started_from(tmp_path: Path) -> None:
    made = arms(tmp_path)
    (found,) = predictions(only(tmp_path))
    assert (found.arm, found.start, found.dimension, found.k, found.elsewhere) == (
        "sft_rlvr",
        "sft",
        "category",
        4,
        False,
    )
    before, after = (json.loads((made[arm].folder / "eval.json").read_text()) for arm in ("sft", "sft_rlvr"))
    for point in found.points:
        assert point.passed == before["sampled"]["by"]["category"][point.name]["pass"]["4"]["value"]
        greedy = [item["by"]["category"][point.name] for item in (before, after)]
        assert point.gain == pytest.approx(greedy[1]["value"] - greedy[0]["value"])
        assert point.n == greedy[0]["n"]
    assert "a sketch" in found.words
    assert "same rows" in found.words
    (section,) = [part for part in build(read_runs([tmp_path])).page.sections if part.id.endswith("before")]
    assert found.words in section.text


def test_rlvr_alone_is_compared_with_the_base_model(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.2, "evaluation.k=4")
    write_run(tmp_path, "rlvr", 0.4, "evaluation.k=4")
    assert [(found.arm, found.start) for found in predictions(only(tmp_path))] == [("rlvr", "base")]


def test_a_diagnosis_on_other_rows_comes_before_the_same_rows(tmp_path: Path) -> None:
    sft = arms(tmp_path)["sft"]
    write_run(tmp_path, "diagnose", 0.9, "evaluation.k=5")  # of the base model
    experiment = only(tmp_path)
    start = experiment.arm("sft")
    assert start is not None
    assert before(experiment, start, "category")[:2] == (4, "test")
    write_run(tmp_path, "diagnose", 1.0, "evaluation.k=6", parent=sft)
    k, split, passed = before(only(tmp_path), start, "category")
    assert (k, split, set(passed.values())) == (6, "validation", {1.0})


def test_pass_at_k_is_of_validation_rows_sampled_in_one_way() -> None:
    def looked(name: str, right: int, split: str, temperature: float = 0.6) -> RunRecord:
        run = record(name, "diagnose", right=right, split=split, samples=4, parent="sft")
        run.config["evaluation"]["temperature"] = temperature  # type: ignore[index]
        return replace(run, diagnosis={"k": 4})

    def passed(*diagnoses: RunRecord) -> tuple[str, set[float]]:
        found = before(replace(experiment, diagnoses=diagnoses), experiment.arms[0], "category")
        return found[1], set(found[2].values())

    experiment = in_memory(record("sft", samples=4))
    train, other = looked("a", 40, "train"), looked("b", 0, "validation")
    assert passed(train) == ("train", {1.0})
    assert passed(train, other) == ("validation", {0.0})
    assert passed(other, looked("c", 40, "validation", 1.0)) == ("validation", {0.0}), "at the start's temperature"
    point = Point("lab", 0.5, 0.1, 9)
    said = Prediction("rlvr", "sft", "category", 4, True, (point,) * 3, regress([point]), None, learned=True)
    assert "too few" in said.words
    fit = Fit(0.1, 0.0, 0.2, 0.0, 0.5, None, None)
    assert "pass@4 is of training rows, which sft may have learned." in replace(said, fit=fit).words


def test_a_diagnosis_of_the_rows_of_the_gain_is_none_of_other_rows(tmp_path: Path) -> None:
    words = ("evaluation.split=validation", "evaluation.k=4")
    sft = write_run(tmp_path, "sft", 0.4, *words)
    write_run(tmp_path, "sft_rlvr", 0.6, *words, parent=sft)
    write_run(tmp_path, "diagnose", 1.0, *words, parent=sft)
    (found,) = predictions(only(tmp_path))
    assert not found.elsewhere
    assert max(point.passed for point in found.points) < 1, "of its own samples"


def test_the_base_is_the_one_that_was_asked_alike(tmp_path: Path) -> None:
    for book in ("true", "false"):
        words = (f"task.open_book={book}", "evaluation.k=4")
        write_run(tmp_path, "base", 0.5 if book == "true" else 0.1, *words)
        write_run(tmp_path, "rlvr", 0.6, *words)
    found = {item.arm: item for item in predictions(only(tmp_path))}
    gains = {arm: sum(point.gain * point.n for point in item.points) / 60 for arm, item in found.items()}
    assert gains["rlvr · open_book=True"] < gains["rlvr · open_book=False"]
    assert {item.start for item in found.values()} == {"base · open_book=True", "base · open_book=False"}


def test_gains_are_of_the_rows_that_both_have(tmp_path: Path) -> None:
    sft = write_run(tmp_path, "sft", 0.4, "evaluation.k=4", "evaluation.limit=20")
    write_run(tmp_path, "sft_rlvr", 0.6, "evaluation.k=4", parent=sft)
    (found,) = predictions(only(tmp_path))
    assert sum(point.n for point in found.points) == 20


def test_without_samples_nothing_is_drawn(tmp_path: Path) -> None:
    sft = write_run(tmp_path, "sft", 0.4)
    write_run(tmp_path, "sft_rlvr", 0.6, parent=sft)
    assert predictions(only(tmp_path)) == []
    assert not [name for name in build(read_runs([tmp_path])).plots if name.startswith("gain")]


def test_a_regression_is_the_textbook_one() -> None:
    xs, ys = (0.0, 0.25, 0.5, 0.75, 1.0), (0.1, 0.3, 0.2, 0.6, 0.7)
    fit = regress([Point(str(x), x, y, 9) for x, y in zip(xs, ys, strict=True)])
    assert fit is not None
    # By hand: Sxy = 0.375, Sxx = 0.625, Syy = 0.268; the residual variance is (0.268 - 0.6 * 0.375) / 3 = 0.01433.
    assert fit.slope == pytest.approx(0.375 / 0.625)
    assert fit.r**2 == pytest.approx(0.375**2 / (0.625 * 0.268))
    half = 3.182446 * (0.0143333 / 0.625) ** 0.5
    assert (fit.low, fit.high) == pytest.approx((0.6 - half, 0.6 + half), rel=1e-4)
    assert fit.r_low is not None
    assert fit.r_high is not None
    assert fit.r_low < fit.r < fit.r_high
    assert regress([Point("a", 0.1, 0.2, 9), Point("b", 0.3, 0.2, 9)]) is None
    assert regress([Point(name, 0.5, 0.1, 9) for name in "abc"]) is None


def test_rows_weigh_and_the_sign_is_kept() -> None:
    """A slice of two rows counts as much as one of one row twice; what lifts all to one level falls with pass@k."""
    once = [Point("a", 0.1, 0.5, 4), Point("b", 0.4, 0.4, 2), Point("c", 0.9, 0.0, 2)]
    twice = [Point("a", 0.1, 0.5, 2), Point("a", 0.1, 0.5, 2), *once[1:]]
    one, two = regress(once), regress(twice)
    assert one is not None
    assert two is not None
    assert (one.slope, one.intercept, one.r) == pytest.approx((two.slope, two.intercept, two.r))
    assert one.slope < 0 > one.r


def test_the_level_before_is_held_fixed() -> None:
    """A gain that is only room to the top owes nothing to pass@k, which rises with the level; one that is pass@k does."""
    levels, noise = (0.2, 0.4, 0.5, 0.7, 0.9, 0.3), (0.01, -0.02, 0.0, 0.02, -0.01, 0.0)
    tops = (0.5, 0.6, 0.9, 0.8, 1.0, 0.7)
    room = [Point(str(x), top, 0.9 - x + e, 9, before=x) for x, top, e in zip(levels, tops, noise, strict=True)]
    line, alone = regress(room), held(room)
    assert line is not None
    assert line.slope < -0.5
    assert alone is not None
    assert alone[1] < 0 < alone[2]
    found = [Point(str(x), top, top - x + e, 9, before=x) for x, top, e in zip(levels, tops, noise, strict=True)]
    slope = held(found)
    assert slope is not None
    assert slope[1] < 1 < slope[2]
    assert slope[1] > 0.5
    assert held(found[:4]) is None


def test_each_gain_has_the_interval_of_its_rows(tmp_path: Path) -> None:
    arms(tmp_path)
    experiment = only(tmp_path)
    (found,) = predictions(experiment)
    for point in found.points:
        assert point.low is not None
        assert point.high is not None
        assert point.low < point.gain < point.high
    assert not experiment.headline.part

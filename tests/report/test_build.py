"""From run folders to numbers: what counts as a seed, a variant, a comparison; what a report says of broken runs."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.measures import ACCURACY
from ehrmind.evaluation.shown import difference
from ehrmind.report import plots
from ehrmind.report.__main__ import distance, main
from ehrmind.report.arms import experiments
from ehrmind.report.build import build
from ehrmind.report.carried import carried_table
from ehrmind.report.compare import CROSSED, best_baseline, by_slice, compare, family, measured
from ehrmind.report.confusion import confusions
from ehrmind.report.doubts import doubts
from ehrmind.report.gain import before
from ehrmind.report.learning import curves
from ehrmind.report.other_models import other_models_tables
from ehrmind.report.read import RunRecord, read_runs
from ehrmind.report.results import arms_table, comparisons_table
from ehrmind.report.sampled import sampled
from ehrmind.report.summary import cost_table, format_notes, outcomes_table, total_cost
from ehrmind.report.thinking import curve_of, reasoning
from ehrmind.report.verdict import verdict
from ehrmind.runs import Run
from tests.report.scripted import arms, lines, write_run

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Run]]:
    folder = tmp_path_factory.mktemp("runs")
    return folder, arms(folder)


@pytest.fixture(scope="module")
def written(three: tuple[Path, dict[str, Run]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the three."""
    folder = tmp_path_factory.mktemp("report")
    assert main([str(three[0]), "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def drawn() -> None:
    """Wanted by tests that look at drawings."""


@pytest.fixture(autouse=True)
def undrawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes most of the time: figures are made, and not drawn."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(plots, "_file", lambda *args, **how: b"<svg/>")


def right(run: Run) -> dict[str, bool]:
    return {row["id"]: row["status"] == "correct" for row in lines(run.folder / "predictions.jsonl")}


def test_arms_stand_in_order_and_their_numbers_are_those_of_the_predictions(
    three: tuple[Path, dict[str, Run]],
) -> None:
    (experiment,) = experiments(read_runs([three[0]]))
    assert [arm.label for arm in experiment.arms] == ["base", "sft", "sft_rlvr"]
    for arm in experiment.arms:
        own = right(three[1][arm.name])
        assert measured(arm, ACCURACY)["value"] == sum(own.values()) / len(own)
    base, _, best = (measured(arm, ACCURACY)["value"] for arm in experiment.arms)
    assert base < best


def test_a_comparison_is_paired_and_exact(three: tuple[Path, dict[str, Run]]) -> None:
    (experiment,) = experiments(read_runs([three[0]]))
    first, second = right(three[1]["base"]), right(three[1]["sft_rlvr"])
    only_first = sum(first[key] and not second[key] for key in first)
    only_second = sum(second[key] and not first[key] for key in first)
    found = compare(experiment.arms[0], experiment.arms[2], ACCURACY)
    assert found is not None
    assert found.difference["value"] == pytest.approx((only_second - only_first) / len(first))
    assert found.test == "Bonett and Price, at the effective n, training held fixed"
    assert (found.p < 0.05) is not (found.difference["low"] <= 0 <= found.difference["high"])
    assert found.stars == "", "one training each"
    every = family(experiment)
    best = best_baseline(experiment)
    assert best is not None
    assert best.label in ("(majority)", "(random)"), "the oracle is none to be beaten"
    assert [item.second for item in every if item.first == best.label] == ["base", "sft", "sft_rlvr"]
    pairs = [(item.first, item.second) for item in every]
    assert pairs[:3] == [("base", "sft"), ("base", "sft_rlvr"), ("sft", "sft_rlvr")]
    assert all(item.adjusted >= item.p for item in every)
    assert max(item.adjusted / item.p for item in every) == pytest.approx(len(pairs)) == 6


def test_runs_that_differ_in_the_seed_alone_are_one_arm(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        write_run(tmp_path, "sft", 0.5, seed=seed)
    (experiment,) = experiments(read_runs([tmp_path]))
    (arm,) = experiment.arms
    assert (arm.label, len(arm.runs)) == ("sft", 3)
    assert measured(arm, ACCURACY)["seeds"] == 3


def test_seeds_of_a_chain_are_one_arm_and_other_settings_another(tmp_path: Path) -> None:
    for fraction in ("1.0", "0.1"):
        for seed in (0, 1):
            sft = write_run(tmp_path, "sft", 0.4, f"stage.fraction={fraction}", seed=seed)
            write_run(tmp_path, "sft_rlvr", 0.6, seed=seed, parent=sft)
    (experiment,) = experiments(read_runs([tmp_path]))
    assert {(arm.label, len(arm.runs)) for arm in experiment.arms} == {
        ("sft · fraction=1.0", 2),
        ("sft · fraction=0.1", 2),
        ("sft_rlvr · parent fraction=1.0", 2),
        ("sft_rlvr · parent fraction=0.1", 2),
    }


def labels(folder: Path) -> dict[str, int]:
    """The seeds of each arm of the one experiment."""
    (experiment,) = experiments(read_runs([folder]))
    return {arm.label: len(arm.runs) for arm in experiment.arms}


def said(runs: list[RunRecord]) -> str:
    return "\n".join(build(runs).page.warnings)


def test_seeds_that_scatter_are_no_evidence(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.1)
    for seed, share in enumerate((0.35, 0.6, 0.95)):
        write_run(tmp_path, "sft", 0.35, seed=seed)
        write_run(tmp_path, "rlvr", share, seed=seed)
    (experiment,) = experiments(read_runs([tmp_path]))
    base, sft, rlvr = experiment.arms
    crossed, from_base = compare(sft, rlvr, ACCURACY), compare(base, rlvr, ACCURACY)
    assert crossed is not None
    assert from_base is not None
    assert crossed.test == from_base.test == CROSSED  # one run of the untrained model serves for every seed
    assert crossed.p > 0.05
    assert crossed.difference["low"] < 0 < crossed.difference["value"]
    assert by_slice(rlvr, "category", ACCURACY)["lab"]["seeds"] == 3
    unmatched = compare(replace(sft, runs=sft.runs[1:]), rlvr, ACCURACY)
    assert unmatched is not None
    assert unmatched.test == "Bonett and Price, at the effective n, training held fixed"
    assert unmatched.p < 0.001
    assert unmatched.stars == ""
    assert "Crossed:" in comparisons_table([crossed]).caption
    assert "held fixed" not in comparisons_table([crossed]).caption
    assert "held fixed" in comparisons_table([crossed, unmatched]).caption


def test_two_seeds_are_no_evidence_of_a_recipe(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        write_run(tmp_path, "sft", 0.3, seed=seed)
        write_run(tmp_path, "rlvr", 0.9, seed=seed)
    (experiment,) = experiments(read_runs([tmp_path]))
    sft, rlvr = experiment.arms
    three = compare(sft, rlvr, ACCURACY)
    two = compare(replace(sft, runs=sft.runs[:2]), replace(rlvr, runs=rlvr.runs[:2]), ACCURACY)
    assert three is not None
    assert two is not None
    assert (three.test, two.test.endswith("held fixed")) == (CROSSED, True)
    assert replace(three, adjusted=0.005).stars == "**"
    assert replace(two, adjusted=0.005).stars == ""
    fewer = replace(experiment, arms=(sft, replace(rlvr, runs=rlvr.runs[:2])))
    assert "Of two trainings (rlvr) intervals are over the rows alone" in arms_table(fewer, []).caption
    assert "Of two trainings" not in arms_table(experiment, []).caption


def test_a_server_that_sampled_in_its_own_way_is_warned_of(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.4)
    (found,) = read_runs([tmp_path])
    model = {**found.config["model"], "own_sampling": True}
    (doubt,) = [text for text in doubts([replace(found, config={**found.config, "model": model})]) if "sampled" in text]
    assert run.id in doubt
    assert "what is called greedy is one sample" in doubt


def test_runs_of_rlvr_from_one_run_of_sft_are_one_training(tmp_path: Path) -> None:
    sft = write_run(tmp_path, "sft", 0.3)
    for seed in (0, 1, 2):
        write_run(tmp_path, "sft_rlvr", 0.6 + seed / 10, seed=seed, parent=sft)
    (experiment,) = experiments(read_runs([tmp_path]))
    start, arm = experiment.arms
    assert len(arm.runs) == 3
    assert [(*training, len(runs)) for training, runs in arm.trainings.items()] == [(sft.id, 0, 3)]
    found = compare(start, arm, ACCURACY)
    assert found is not None
    assert found.test.endswith("training held fixed")
    assert "3 runs of one training" in measured(arm, ACCURACY)["method"]
    assert arms_table(experiment, family(experiment)).rows[1][1] == "3 of 1 training"


def test_two_runs_of_rlvr_from_each_of_three_of_sft_are_three_trainings(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        sft = write_run(tmp_path, "sft", 0.3 + seed / 50, seed=seed)
        for other in (7, 8):
            write_run(tmp_path, "sft_rlvr", 0.8, seed=other + 2 * seed, parent=sft)
    (experiment,) = experiments(read_runs([tmp_path]))
    start, arm = experiment.arms
    found = compare(start, arm, ACCURACY)
    assert found is not None
    assert (found.test, found.difference["seeds"]) == (CROSSED, 3)
    assert measured(arm, ACCURACY)["seeds"] == 3


def test_runs_that_differ_in_the_number_of_samples_are_one(tmp_path: Path) -> None:
    """The same sweep again, with samples: its SFT runs stand for the earlier ones, of which RLVR had started, too."""
    for k in (0, 4):
        for seed in (0, 1, 2):
            sft = write_run(tmp_path, "sft", 0.3, f"evaluation.k={k}", seed=seed)
            write_run(tmp_path, "sft_rlvr", 0.9, f"evaluation.k={k}", seed=seed, parent=sft)
    (experiment,) = experiments(read_runs([tmp_path]))
    assert [(arm.label, len(arm.runs), len(arm.trainings)) for arm in experiment.arms] == [
        ("sft", 3, 3),
        ("sft_rlvr", 3, 3),
    ]
    assert all(run.samples for arm in experiment.arms for run in arm.runs)
    (found,) = [item for item in family(experiment) if item.first == "sft"]
    assert found.test == CROSSED
    assert any(sentence.startswith("sft_rlvr leads sft in accuracy: ") for sentence in verdict(experiment))


def test_a_report_without_any_value_is_a_report(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.5)
    (run.folder / "predictions.jsonl").unlink()
    (run.folder / "baselines.jsonl").unlink()
    report = build(read_runs([tmp_path]))
    assert "forest" not in report.plots
    assert report.page.warnings


def test_an_arm_is_named_by_the_checkpoint_that_it_starts_from(tmp_path: Path) -> None:
    base = write_run(tmp_path, "base", 0.2)
    sft = write_run(tmp_path, "sft", 0.4)
    rlvr = write_run(tmp_path, "rlvr", 0.6, parent=sft)
    write_run(tmp_path, "base", 0.6, "evaluation.k=4", parent=rlvr)
    write_run(tmp_path, "diagnose", 0.6, "evaluation.k=4", parent=sft)
    assert set(labels(tmp_path)) == {"base", "sft", "rlvr from sft", "evaluate from rlvr from sft"}
    (experiment,) = experiments(read_runs([tmp_path]))
    untrained = experiment.arm("base")
    assert untrained is not None
    assert [run.id for run in untrained.runs] == [base.id]
    assert before(experiment, untrained, "category") == (0, "test", {})  # samples of checkpoints alone
    titles = {table.title for table in build(read_runs([tmp_path])).tables}
    assert f"After {sft.id}: tiny, 30 validation questions, 4 samples each" in titles


def test_settings_of_every_ancestor_part_arms(tmp_path: Path) -> None:
    for wrong in ("0.0", "-1.0"):
        first = write_run(tmp_path, "rlvr", 0.4, f"reward.gated.wrong={wrong}")
        second = write_run(tmp_path, "sft", 0.5, parent=first)
        write_run(tmp_path, "sft_rlvr", 0.6, parent=second)
    assert {label for label in labels(tmp_path) if "rlvr from" in label} == {
        "sft_rlvr from rlvr · parent parent wrong=0.0",
        "sft_rlvr from rlvr · parent parent wrong=-1.0",
    }


def test_a_setting_of_a_whole_chain_is_said_once(tmp_path: Path) -> None:
    for value in ("true", "false"):
        sft = write_run(tmp_path, "sft", 0.4, f"task.open_book={value}")
        write_run(tmp_path, "sft_rlvr", 0.6, f"task.open_book={value}", parent=sft)
    assert {label for label in labels(tmp_path) if label.startswith("sft_rlvr")} == {
        "sft_rlvr · open_book=True",
        "sft_rlvr · open_book=False",
    }


def test_settings_that_name_no_run_part_no_arms(tmp_path: Path) -> None:
    write_run(tmp_path / "a", "sft", 0.4)
    unnamed = ("reward=correct", "preflight=false", "stage.save.steps=5", "tracking.project=other")
    write_run(tmp_path / "b", "sft", 0.4, *unnamed, seed=1)
    assert labels(tmp_path) == {"sft": 2}


def test_a_filter_of_the_training_rows_parts_arms(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "filtered.jsonl").touch()
        write_run(tmp_path / "runs", "rlvr", 0.4, f"stage.filter={tmp_path / name}")
    assert labels(tmp_path / "runs") == {"rlvr · filter=first": 1, "rlvr · filter=second": 1}


def test_other_data_are_another_experiment(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.4)
    write_run(tmp_path, "base", 0.4, "task.seed=1")
    report = build(read_runs([tmp_path]))
    ids = [section.id for section in report.page.sections]
    assert len(ids) == len(set(ids))
    titles = {f"medcalc · tiny · test split · data seed={seed}" for seed in (0, 1)}
    assert {item.title for item in experiments(read_runs([tmp_path]))} == titles
    side_by_side, *others, _ = report.page.sections
    assert {section.title.partition(": ")[2] for section in others} == titles
    (overview,) = side_by_side.tables
    assert overview.columns == ("data", "n", "base", "best baseline")
    assert [row[0] for row in overview.rows] == ["seed=0", "seed=1"]
    assert {table.title for table in report.tables if table.id.endswith("-arms")} == {f"Arms: {t}" for t in titles}
    assert {answer.arm for answer in report.page.answers} == {f"{title} · base" for title in titles}


def test_training_on_one_category_is_one_matrix(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.1)
    for category in ("lab", "risk"):
        right = {name: 0.9 if name == category else 0.2 for name in ("lab", "physical", "risk", "severity")}
        for seed in (0, 1):
            write_run(tmp_path, "sft", right, f"task.train_categories=[{category}]", seed=seed)
    report = build(read_runs([tmp_path]))
    (table,) = (table for table in report.tables if table.id == "carried")
    assert table.columns[:6] == ("arm", "trained on", "lab", "physical", "risk", "severity")
    assert [row[:2] for row in table.rows] == [("base", "–"), ("sft", "lab"), ("sft", "risk")]
    marked = [[name for name, cell in zip(table.columns, row, strict=True) if cell.endswith("†")] for row in table.rows]
    assert marked == [[], ["lab"], ["risk"]]
    lab = table.rows[1]
    assert float(lab[2].split()[0]) > 60 > float(lab[4].split()[0])
    assert (lab[6], table.rows[0][-1]) == (lab[2].removesuffix("†"), "–")
    assert lab[-1].startswith("+"), "what carries over, in points"
    (experiment,) = experiments(read_runs([tmp_path]))
    best = best_baseline(experiment)
    assert best is not None
    assert best.runs[0].id.startswith(experiment.arms[0].runs[0].id), "rules of the rows that the base could be given"


def test_versions_of_the_labels_are_rows_and_arms_are_columns(tmp_path: Path) -> None:
    for seed in (0, 1):
        sft = write_run(tmp_path, "sft", 0.5, f"task.seed={seed}")
        write_run(tmp_path, "sft_rlvr", 0.9, f"task.seed={seed}", parent=sft)
    (table,) = build(read_runs([tmp_path])).page.sections[0].tables
    assert table.title == "medcalc by data: greedy accuracy"
    assert table.columns == ("data", "n", "sft", "sft_rlvr", "best baseline")
    assert [row[:2] for row in table.rows] == [("seed=0", "60"), ("seed=1", "60")]
    assert all(float(row[3].split()[0]) > float(row[2].split()[0]) for row in table.rows)


def test_an_older_run_stands_beside_new_ones_on_the_same_data(tmp_path: Path) -> None:
    manifest = write_run(tmp_path, "base", 0.4).folder / "data.json"
    write_run(tmp_path, "sft", 0.5)
    told = json.loads(manifest.read_text())
    del told["split_sha256"]
    manifest.write_text(json.dumps(told))
    assert labels(tmp_path) == {"base": 1, "sft": 1}


def test_a_greedy_evaluation_has_the_seed_of_its_weights(tmp_path: Path) -> None:
    for seed in (0, 1):
        sft = write_run(tmp_path, "sft", 0.5, "task.train_categories=[lab]", seed=seed)
        write_run(tmp_path, "base", 0.6, parent=sft)  # typed without a seed, and without what was trained on
    write_run(tmp_path, "sft", 0.5)
    (experiment,) = experiments(read_runs([tmp_path]))
    evaluated = next(arm for arm in experiment.arms if arm.name == "evaluate from sft")
    assert [run.seed for run in evaluated.runs] == [0, 1]
    table = carried_table(experiment)
    assert table is not None
    assert [row[:2] for row in table.rows] == [("sft", "all"), ("sft", "lab"), ("evaluate from sft", "lab")]


def test_data_that_no_setting_tells_apart_are_named_by_their_hash(tmp_path: Path) -> None:
    write_run(tmp_path, "base", 0.4)
    manifest = write_run(tmp_path, "sft", 0.4).folder / "data.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "split_sha256": {"test": "0123456789abcdef"}}))
    assert "data 01234567" in {item.title.rpartition(" · ")[2] for item in experiments(read_runs([tmp_path]))}


def test_the_cost_says_what_is_only_sampled(three: tuple[Path, dict[str, Run]]) -> None:
    runs = read_runs([three[0]])
    (experiment,) = experiments(runs)
    assert "2 of tokens that were only sampled" in cost_table(experiment, {run.id: run for run in runs}).caption


def test_what_was_trained_elsewhere_did_not_cost_nothing(
    three: tuple[Path, dict[str, Run]],
) -> None:
    """Its training is not known: a dash in the table, and no point at 0 FLOPs."""
    runs = {run.id: run for run in read_runs([three[0]])}
    base, file = runs[three[1]["base"].id], runs[three[1]["sft"].id]
    told = {**(file.evaluation or {}), "arm": "verl"}
    file = replace(file, id="verl", arm="verl", config={**file.config, "stage": {"name": "score"}}, evaluation=told)
    both = [base, file, runs[three[1]["sft"].id]]
    (experiment,) = experiments(both)
    rows = {row[0]: row[1:] for row in cost_table(experiment, {run.id: run for run in both}).rows}
    assert rows["verl"][:4] == ("–",) * 4
    assert rows["base"][:2] == ("0", "0")
    assert rows["sft"][0] == "1,000"
    assert "–" not in {row[4] for row in rows.values()}, "tokens of the evaluation"
    named = build(both).plots["cost-headline"].figure.axes[0].texts
    assert {text.get_text() for text in named} == {"base", "sft"}


def test_another_model_stands_beside_the_trained_arms_on_the_same_rows(three: tuple[Path, dict[str, Run]]) -> None:
    runs = read_runs([three[0]])
    base = next(run for run in runs if run.id == three[1]["base"].id)
    assert not other_models_tables(experiments(runs))
    server = {**base.config["model"], "name": "gpt", "origin": "server"}
    other = replace(base, id="gpt", config={**base.config, "model": server})
    shown = replace(other, id="gpt-2", config={**other.config, "task": {**base.config["task"], "shots": 2}})
    (table,) = other_models_tables(experiments([*runs, other, shown]))
    assert table.columns[4:] == ("sft less it", "sft_rlvr less it")
    assert [row[:3] for row in table.rows] == [
        ("gpt: base · shots=0", "–", "60"),
        ("gpt: base · shots=2", "shots", "60"),
    ]
    own = next(item for item in experiments(runs))
    pair = compare(own.arms[0], own.arms[1], ACCURACY)
    assert pair is not None
    assert {row[4] for row in table.rows} == {difference(pair.difference)}


def test_the_cost_of_a_chain_is_counted_whole(three: tuple[Path, dict[str, Run]]) -> None:
    found = {run.id: run for run in read_runs([three[0]])}
    assert total_cost(found[three[1]["sft_rlvr"].id], found)["flops"] == 12e6
    assert total_cost(found[three[1]["base"].id], found)["flops"] == 0


def test_a_cost_of_which_a_part_is_not_known_is_not_known(tmp_path: Path) -> None:
    write_run(tmp_path, "sft", 0.4)
    (run,) = read_runs([tmp_path])
    assert run.evaluation is not None
    run.evaluation["cost"]["train"]["flops"] = None
    found = {"child": replace(run, id="child", parent=run.id), run.id: run}
    assert total_cost(found["child"], found)["flops"] is None
    assert total_cost(found["child"], found)["tokens"] == 2000
    (experiment,) = experiments([run])
    assert cost_table(experiment, found).rows[0][1:3] == ("1,000", "–")


def test_confusion_counts_every_closed_question_once_among_its_own_labels(three: tuple[Path, dict[str, Run]]) -> None:
    (experiment,) = experiments(read_runs([three[0]]))
    found = confusions(experiment.arms[2])
    rows = lines(three[1]["sft_rlvr"].folder / "rows.jsonl")
    closed = [row for row in rows if row["labels"]]
    sets = {tuple(row["labels"]) for row in closed}
    assert {item.labels for item in found} == sets, "all labels, in their order"
    assert {"CURB-65 Score for Pneumonia Severity"} <= {item.name for item in found}
    assert sum(item.answers for item in found) == len(closed) > 0
    hits = sum(right(three[1]["sft_rlvr"])[row["id"]] for row in closed)
    assert sum(item.counts[at][at] for item in found for at in range(len(item.labels))) == hits


def test_a_long_set_of_labels_shows_the_frequent_ones(tmp_path: Path) -> None:
    run = write_run(tmp_path, "sft", 0.5)
    path, many = run.folder / "rows.jsonl", [str(number) for number in range(40)]
    rows = [row | {"labels": many} for row in lines(path)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (experiment,) = experiments(read_runs([tmp_path]))
    (found,) = confusions(experiment.arms[0])
    assert found.answers == len(rows)
    assert len(found.labels) <= 11
    assert found.labels[-1] == "other"


def test_arms_are_as_good_where_the_interval_lies_within_the_margin(tmp_path: Path) -> None:
    arms(tmp_path)
    runs = read_runs([tmp_path])
    (plain,), (wide,), (narrow,) = (
        [table for table in build(runs, margin).tables if table.id == "comparisons"] for margin in (None, 95, 0.1)
    )
    assert plain.columns[-1] == "test"
    assert (wide.columns[-1], narrow.columns[-1]) == ("within ±95", "within ±0.1")
    assert {row[-1] for row in wide.rows} == {"yes"}
    assert {row[-1] for row in narrow.rows} == {"not shown"}
    assert distance(3) == 3
    with pytest.raises(ConfigError, match="--margin -1 is no distance; use points such as 3"):
        distance(-1)


def test_failures_of_the_format_are_told_from_failures_of_knowledge(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.0)
    rows = lines(run.folder / "rows.jsonl")
    shutil.rmtree(run.folder)
    loose = {row["id"]: f"The answer is {row['gold'] if at % 2 else 99999}" for at, row in enumerate(rows)}
    write_run(tmp_path, "base", 0.0, texts=loose)
    write_run(tmp_path, "sft", 0.5)
    (experiment,) = experiments(read_runs([tmp_path]))
    (note,) = format_notes(experiment)
    assert note.startswith(f"base: all {len(rows)} failures are of the format. Read leniently, 50.0 % [")
    assert measured(experiment.arms[0], ACCURACY)["value"] == 0
    assert note in "".join(section.text for section in build(read_runs([tmp_path])).page.sections)


def test_broken_runs_are_shown_and_counted_nowhere(tmp_path: Path) -> None:
    made = arms(tmp_path)
    status = made["sft"].folder / "status.json"
    status.write_text(json.dumps({**json.loads(status.read_text()), "state": "failed", "error": "OutOfMemory: 8 GB"}))
    with (made["base"].folder / "predictions.jsonl").open("a") as file:
        file.write('{"id": "torn')
    report = build(read_runs([tmp_path]))
    said = "\n".join(report.page.warnings)
    assert "failed (OutOfMemory: 8 GB)" in said
    assert "predictions.jsonl: 1 lines cannot be read" in said
    table = next(table for table in report.tables if table.id == "arms")
    assert [row[0] for row in table.rows][:2] == ["base", "sft_rlvr"]
    assert {answer.arm for answer in report.page.answers} == {"base", "sft_rlvr"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], "predictions.jsonl has"),
        (lambda lines: [lines[0], *lines], "holds 1 rows more than once"),
        (lambda lines: [line.replace('"correct"', '"wrong"') for line in lines], "predictions.jsonl has"),
    ],
)
def test_predictions_that_eval_was_not_computed_from_are_a_warning(
    tmp_path: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    path = write_run(tmp_path, "base", 0.4).folder / "predictions.jsonl"
    assert not any("predictions" in warning for warning in build(read_runs([tmp_path])).page.warnings)
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")
    report = build(read_runs([tmp_path]))
    assert any(said in warning for warning in report.page.warnings)
    assert report.page.answers == (), "shown, and counted nowhere"


def test_a_torn_eval_is_a_warning(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.4)
    (run.folder / "eval.json").write_text('{"metrics":')
    report = build(read_runs([tmp_path]))
    assert any("eval.json cannot be read" in warning for warning in report.page.warnings)
    assert report.page.answers == ()


def test_stars_are_against_the_first_base(tmp_path: Path) -> None:
    write_run(tmp_path, "sft", 0.9)
    (experiment,) = experiments(read_runs([tmp_path]))
    best = best_baseline(experiment)
    assert best is not None
    assert f"against the best baseline in the column “less {best.label}”: * <" in arms_table(experiment, ()).caption
    for k in (0, 4):
        write_run(tmp_path, "base", 0.1, f"evaluation.k={k}")
    (experiment,) = experiments(read_runs([tmp_path]))
    table = arms_table(experiment, family(experiment))
    assert [row[0] for row in table.rows[:2]] == ["base", "sft"], "the number of samples parts no arms"
    (base, _) = experiment.arms
    assert [len(run.samples) > 0 for run in base.runs] == [True]
    assert not any("*" in cell for cell in table.rows[1][3:5]), "one training"
    for seed in (1, 2):
        write_run(tmp_path, "sft", 0.9, seed=seed)
    (experiment,) = experiments(read_runs([tmp_path]))
    table = arms_table(experiment, family(experiment))
    assert table.rows[1][3].endswith("***")
    assert table.columns[4] == f"less {best.label}"
    assert table.rows[1][4].endswith("***")
    assert table.rows[0][4].startswith("-"), "the untrained model is worse than the most common answer"
    assert f"against {table.rows[0][0]}, and against the best baseline" in table.caption


def test_each_seed_is_watched_by_itself(tmp_path: Path) -> None:
    first = write_run(tmp_path, "sft", 0.5)
    ids = [row["id"] for row in lines(first.folder / "rows.jsonl")]
    bare = dict.fromkeys(ids[:5], '<answer>{"answer": 1}</answer>')
    shutil.rmtree(first.folder)
    for seed in range(5):
        write_run(tmp_path, "sft", 0.5, seed=seed, texts=bare)
    (experiment,) = experiments(read_runs([tmp_path]))
    _, notes = reasoning(experiment)
    assert not [note for note in notes if "without reasoning" in note]  # 5 of 60, and not 25 of 300
    assert any(note.startswith("sft · seed 4: ") for note in notes)


def test_the_held_out_curve_follows_the_training_curve_with_its_interval(tmp_path: Path) -> None:
    run = arms(tmp_path)["sft_rlvr"]
    steps: list[dict[str, float]] = [{"step": 0}, *({"step": step, "reward": step / 10} for step in range(1, 5))]
    for line in steps[::2]:
        line |= {"held_out/accuracy": 0.25 + line["step"] / 16, "held_out/accuracy_low": 0.05, "held_out/n": 64.0}
        line |= {"held_out/accuracy_high": 0.6}
    (run.folder / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in steps))
    (experiment,) = experiments(read_runs([tmp_path]))
    found = {curve.id: curve for curve in curves(experiment) if curve.id.startswith("learning-rlvr")}
    assert list(found) == [f"learning-rlvr-{name}" for name in ("reward", "held_out-accuracy")]
    assert found["learning-rlvr-held_out-accuracy"].title == "RLVR: held-out accuracy"
    (points,) = found["learning-rlvr-held_out-accuracy"].series.values()
    assert points == [(0.0, 0.25, 0.05, 0.6), (2.0, 0.375, 0.05, 0.6), (4.0, 0.5, 0.05, 0.6)]
    assert "learning-rlvr-held_out-accuracy" in build(read_runs([tmp_path])).plots


def test_pass_at_k_of_several_seeds_is_their_mean_with_an_interval_over_them(tmp_path: Path) -> None:
    runs = [
        write_run(tmp_path, "sft", share, "evaluation.k=4", seed=seed) for seed, share in enumerate((0.3, 0.5, 0.7))
    ]
    found = [json.loads((run.folder / "eval.json").read_text())["sampled"]["pass"] for run in runs]
    (experiment,) = experiments(read_runs([tmp_path]))
    for k, value, low, high in curve_of(experiment.arms[0]):
        assert value == pytest.approx(sum(part[str(k)]["value"] for part in found) / 3)
        assert low is not None
        assert high is not None
        assert low < min(part[str(k)]["value"] for part in found) < max(part[str(k)]["value"] for part in found) < high
    vote = sampled(experiment.arms[0], "majority")
    assert vote is not None
    assert vote["low"] < vote["value"] < vote["high"]


def test_rare_reasons_are_counted_together(tmp_path: Path) -> None:
    file = write_run(tmp_path, "base", 0.4).folder / "eval.json"
    reasons = {f"reason {n}": n for n in range(1, 9)}
    file.write_text(json.dumps({**json.loads(file.read_text()), "reasons": reasons}))
    (experiment,) = experiments(read_runs([tmp_path]))
    assert outcomes_table(experiment).rows[-2:] == (("– reason 3", "3"), ("– other reasons", "3"))


def test_completions_that_cannot_be_read_are_not_looked_at(tmp_path: Path) -> None:
    made = arms(tmp_path)
    (made["sft"].folder / "predictions.jsonl").unlink()
    report = build(read_runs([tmp_path]))
    assert f"{made['sft'].id}: predictions.jsonl is missing" in report.page.warnings
    (thinking,) = (section for section in report.page.sections if section.id == "thinking")
    assert "sft: not looked at" in thinking.text
    row = next(row for table in report.tables if table.id == "arms" for row in table.rows if row[0] == "sft")
    assert (row[3], row[-1]) == ("–", "–")
    for run in made.values():
        (run.folder / "predictions.jsonl").write_text("")
    thinking = next(section for section in build(read_runs([tmp_path])).page.sections if section.id == "thinking")
    assert "suspicious" not in thinking.text


@pytest.mark.parametrize(("text", "problem"), [("", "is empty"), ("task: [", "is torn"), ("- 1", "holds no object")])
def test_a_broken_config_is_a_warning(tmp_path: Path, text: str, problem: str) -> None:
    file = write_run(tmp_path, "base", 0.4).folder / "config.yaml"
    file.write_text(text)
    assert f"config.yaml {problem}" in said(read_runs([tmp_path]))
    file.write_text("task:\nseed:")  # cut where it still is yaml
    assert "config.yaml was edited since the run was made" in said(read_runs([tmp_path]))


def test_a_run_in_two_folders_counts_once(tmp_path: Path) -> None:
    run = write_run(tmp_path / "b", "diagnose", 0.4, "evaluation.k=4")
    copy = tmp_path / "a" / run.id
    shutil.copytree(run.folder, copy)
    (copy / "status.json").write_text(json.dumps({**json.loads((copy / "status.json").read_text()), "state": "failed"}))
    (found,) = read_runs([tmp_path, tmp_path / "a"])
    assert found.folder == run.folder
    assert f"{run.id}: is also in {copy} (failed)" in said([found])


def test_text_of_restricted_data_stays_in_the_run_folder(tmp_path: Path) -> None:
    run = write_run(tmp_path / "runs", "base", 0.4, policy="restricted")
    note = lines(run.folder / "rows.jsonl")[0]["prompt"]
    assert main([str(tmp_path / "runs"), "--out", str(tmp_path / "out")]) == 0
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert note[20:60].encode() not in written
    assert b"77777" not in written
    assert b"gold_completion" in written


def test_line_separators_in_model_text_do_not_tear_a_line(tmp_path: Path) -> None:
    run = write_run(tmp_path, "base", 0.4)
    key = lines(run.folder / "rows.jsonl")[0]["id"]
    other = write_run(tmp_path, "base", 0.4, "task.seed=0", texts={key: "a\u2028b\x85c\x1dd"}, seed=3)
    (record,) = read_runs([other.folder])
    assert record.problems == ()
    assert len(record.predictions) == len(record.rows)


def test_everything_is_written(written: Path) -> None:
    names = {str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()}
    assert {
        "report.html",
        "tables.md",
        "tables/arms.csv",
        "tables/arms.tex",
        "plots/passk.svg",
        "plots/gain-category.png",
        "plots/forest-1column.pdf",
        "plots/forest-2column.pdf",
        "captions.md",
    } <= names
    page = (written / "report.html").read_text()
    assert "arXiv 2603.02222" in page
    assert "currentColor" in page
    assert "#010203" not in page


def test_a_pdf_has_its_width_and_its_text_as_text(written: Path) -> None:
    for name, width in (("1column", 3.35), ("2column", 6.9)):
        content = (written / "plots" / f"forest-{name}.pdf").read_bytes()
        (box,) = re.findall(rb"/MediaBox \[ ?0 0 ([0-9.]+) ", content)
        assert float(box) == pytest.approx(width * 72, rel=0.01)
        assert b"/FontFile2" in content


@pytest.mark.usefixtures("drawn")
def test_the_same_runs_give_the_same_files_but_for_the_chosen_columns_in_latex(
    three: tuple[Path, dict[str, Run]], written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(three[0]), "--out", str(tmp_path), "--columns", "arm,accuracy"]) == 0
    assert "3 runs" in capsys.readouterr().out
    assert "seeds" not in (tmp_path / "tables" / "arms.tex").read_text()
    assert "seeds" in (written / "tables" / "arms.tex").read_text()
    files = sorted(path.relative_to(written) for path in written.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    other = {str(name) for name in files if (written / name).read_bytes() != (tmp_path / name).read_bytes()}
    assert "tables/arms.tex" in other
    assert all(name.endswith(".tex") for name in other)


def test_a_column_that_no_table_has_is_refused(three: tuple[Path, dict[str, Run]], tmp_path: Path) -> None:
    assert main([str(three[0]), "--out", str(tmp_path / "report"), "--columns", "arm,mood"]) == 2


def test_what_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DataError, match="not a folder"):
        read_runs([tmp_path / "nowhere"])
    assert main([str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err

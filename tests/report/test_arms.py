"""What counts as a seed, an arm and a comparison: of records alone, which no run has to make."""

from dataclasses import replace
from typing import Any

import pytest

from ehrmind.errors import ConfigError
from ehrmind.evaluation.functionals import macro_f1
from ehrmind.evaluation.measures import ACCURACY, Measure, mark, of_part
from ehrmind.report.arms import Arm, experiments
from ehrmind.report.budget import votes, within
from ehrmind.report.compare import CROSSED, HELD_FIXED, compare, family, measured
from ehrmind.report.doubts import doubts
from ehrmind.report.overview import overview_tables
from ehrmind.report.read import RunRecord
from ehrmind.report.results import arms_table, comparisons_table, contrasts_table
from ehrmind.report.rollouts import rollouts
from ehrmind.report.sampled import sampled
from ehrmind.report.verdict import verdict
from tests.report.records import only, record, ruled, trained

BASE = record("base", "base", right=4)


def rlvr(seed: int, parent: str, right: int = 30) -> RunRecord:
    return record(f"rlvr-{seed}", "sft_rlvr", seed, right + seed, parent)


def test_runs_of_one_start_are_one_training_whether_or_not_it_is_here() -> None:
    runs = [BASE, *(rlvr(seed, "sft") for seed in range(3))]
    for present in (runs, [*runs, record("sft")]):
        arm = only(*present).arms[-1]
        assert [(training, len(members)) for training, members in arm.trainings.items()] == [(("sft", 0), 3)]
        assert arms_table(only(*present), family(only(*present))).rows[-1][1] == "3 of 1 training"
        assert not any(item.stars for item in family(only(*present)))
    assert "sft_rlvr: 3 runs go back to sft, which is not among these: they are one training" in doubts(runs)
    assert not any("go back to" in doubt for doubt in doubts([*runs, record("sft")]))


def test_starts_of_each_seed_that_are_not_here_are_one_arm_without_stars() -> None:
    runs = [ruled(BASE, 2), *(rlvr(seed, f"sft-{seed}") for seed in range(3))]
    experiment = only(*runs)
    (_, arm) = experiment.arms
    assert (arm.label, measured(arm, ACCURACY)["seeds"]) == ("sft_rlvr", 3)
    items = {item.first: item for item in family(experiment) if item.second == "sft_rlvr"}
    assert items.keys() == {"base", "(counts)"}
    assert all(item.test.endswith(HELD_FIXED) and not item.stars for item in items.values())
    (doubt,) = [text for text in doubts(runs) if "go back to" in text]
    assert doubt.startswith("sft_rlvr: 3 runs go back to 3 runs that are not among these: their seeds cannot be told")
    held = (
        "Of sft_rlvr three trainings or more are compared, but not seed by seed: another seed may turn out otherwise."
    )
    assert verdict(experiment)[-1] == held
    two = [replace(run, config={**run.config, "seed": 0}) for run in runs[1:]]
    assert [len(arm.runs) for arm in only(*two).arms] == [1, 1, 1], "of one seed they are no seeds of an arm"


def test_each_arm_is_measured_against_the_base_that_was_asked_alike() -> None:
    runs = []
    for wording, right in ((0, 30), (1, 35)):
        asked = {"task": {"wording": wording}, "prompt": f"In words {wording}: how much?"}
        runs += [record(f"base-{wording}", "base", right=4, **asked), *trained(right=right, **asked)]
    experiment = only(*runs)
    table = arms_table(experiment, family(experiment))
    stars = {row[0]: row[3].endswith("***") for row in table.rows}
    assert stars == {f"{arm} · wording={n}": arm == "sft" for arm in ("base", "sft") for n in (0, 1)}
    assert "against the untrained model asked in the same way" in table.caption
    other = [replace(run, id=f"{run.id}-other", data={"sha256": "cd"}) for run in runs]
    (overview,) = overview_tables(experiments([*runs, *other]))
    assert [sum("***" in cell for cell in row) for row in overview.rows] == [2, 2]
    marked = replace(experiment, measures=(ACCURACY, macro_f1()))
    pairs = contrasts_table(marked)
    assert pairs is not None
    assert [row[0] for row in pairs.rows] == [f"sft · wording={n} − base · wording={n}" for n in (0, 1)]


def test_an_untrained_model_of_fewer_seeds_stands_beside_every_seed() -> None:
    two = [BASE, record("again", "base", 1, right=4)]
    base, sft = only(*two, *trained()).arms
    found = compare(base, sft, ACCURACY)
    assert found is not None
    assert found.test == CROSSED


PROBED = {"truncate": {"answer_stays_with_half": {"value": 0.5, "low": 0.4, "high": 0.6, "n": 9}}}


def test_a_probed_run_stands_for_others_and_one_that_cannot_be_read_for_none() -> None:
    plain, probed, many = record("a"), record("b", probes=PROBED), record("c", samples=4)
    assert [run.id for run in only(plain, probed).arms[0].runs] == ["b"]
    assert [run.id for run in only(plain, probed, many).arms[0].runs] == ["c"], "it alone has samples"
    both = record("d", samples=2, probes=PROBED)
    assert [run.id for run in only(plain, probed, many, both).arms[0].runs] == ["d"]
    assert [run.id for run in only(plain, many).arms[0].runs] == ["c"]
    (told,) = [text for text in doubts([plain, probed, many]) if "stands in the tables" in text]
    assert told.endswith("one stands in the tables: c for a, c for b")
    damaged = replace(many, evaluation=None, predictions=[], problems=("eval.json is missing",))
    assert [run.id for run in only(plain, damaged).arms[0].runs] == ["a"]
    assert not any("stands in the tables" in text for text in doubts([plain, BASE]))


def figures(k: int, value: float) -> dict[str, Any]:
    found = {"value": value, "low": None, "high": None, "n": 40}
    return {"sampled": {"k": k, "majority": found, "pass": {str(k): found}, "metrics": {"accuracy": found}}}


def test_figures_of_k_samples_are_of_runs_with_so_many() -> None:
    """Of the third seed, where every answer is wrong, there are other samples."""
    runs = [record(f"sft-{n}", "sft", n, 40, samples=12, **figures(12, 1.0)) for n in range(2)]
    runs.append(record("sft-2", "sft", 2, 0, samples=4, **figures(4, 0.0)))
    experiment = only(*runs)
    found = sampled(experiment.arms[0], "majority", k=12)
    assert found is not None
    assert (found["value"], found["runs"]) == (1.0, 2)
    table = arms_table(experiment, [])
    cells = dict(zip(table.columns, table.rows[0], strict=True))
    for name in ("mean of 12", "pass@12", "majority of 12"):
        assert cells[name].startswith("100.0 %")
        assert cells[name].endswith(" (2 of 3 seeds)")


def test_rules_of_other_events_are_said_to_be_of_one_arm() -> None:
    def caption(*rights: int) -> str:
        asked = (record(name, "base", right=4, task={"events": [name]}) for name in ("drugs", "labs"))
        return arms_table(only(*(ruled(run, right) for run, right in zip(asked, rights, strict=True))), []).caption

    assert "(counts) as for base · events=[drugs]; for other settings they differ" in caption(20, 30)
    assert "other settings" not in caption(20, 20), "the rules do not read events"


def test_a_part_of_a_mixture_is_compared_though_the_other_has_no_mark() -> None:
    def mixed(run: RunRecord) -> RunRecord:
        parts = {key: {**row, "part": row["category"]} for key, row in run.rows.items()}
        lines = [
            {**line, "marks": {"benchmark": line["status"] == "correct"}}
            if parts[line["id"]]["part"] == "lab"
            else line
            for line in run.predictions
        ]
        return replace(run, rows=parts, predictions=lines)

    base, sft = only(mixed(BASE), mixed(record("sft", right=30))).arms
    whole = compare(base, sft, of_part(ACCURACY, "lab"))
    found = compare(base, sft, of_part(Measure("benchmark", "rule", mark("benchmark")), "lab"))
    assert whole is not None
    assert found is not None
    assert (found.n, found.difference) == (20, whole.difference)


def test_a_margin_is_in_each_measures_own_unit() -> None:
    base, sft = (Arm(run.arm, run.arm, (run,)) for run in (BASE, record("sft", right=5)))
    near = compare(base, sft, ACCURACY)
    assert near is not None
    near = replace(near, difference={"value": 0.0, "low": -0.01, "high": 0.02})
    table = comparisons_table([near], ACCURACY, 3)
    assert (table.columns[-1], table.rows[0][-1]) == ("within ±3", "yes")
    assert comparisons_table([near], ACCURACY, 1).rows[0][-1] == "not shown"
    shares = replace(ACCURACY, unit="")
    assert comparisons_table([near], shares, 0.03).rows[0][-1] == "yes"
    with pytest.raises(ConfigError, match=r"--margin 3 holds every difference in accuracy; use 0.03, say"):
        comparisons_table([near], shares, 3)
    with pytest.raises(ConfigError, match=r"--margin 100 holds every difference in accuracy; use points such as 3"):
        comparisons_table([near], ACCURACY, 100)


def test_curves_over_seeds_have_the_intervals_of_the_tables() -> None:
    (arm,) = (experiment := only(*trained(right=20, samples=2))).arms
    found = measured(arm, ACCURACY)
    _, *ends = within(experiment)[arm.label][-1]
    assert ends == pytest.approx([found["value"], found["low"], found["high"]])
    tokens, *voted = votes(experiment)[arm.label][-1]
    assert voted == pytest.approx(ends), "the samples are as the greedy answers are"
    assert tokens == 2 * (10 + 19.5)


def test_a_row_that_is_asked_in_other_words_is_a_question_of_its_own() -> None:
    plain, other = record("a", prompt="How much?"), record("b", seed=1, prompt="Say how much.")
    shown, answers = rollouts([only(plain, other)])
    assert len(shown) == 80
    assert {(answer.run, shown[answer.row].prompt) for answer in answers} == {
        ("a", "How much?"),
        ("b", "Say how much."),
    }
    assert len(rollouts([only(plain, record("b", seed=1))])[0]) == 40

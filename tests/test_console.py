"""What a person reads: a narrow table that keeps its numbers, and progress without a terminal."""

import io
from typing import Any

import pytest
from rich.console import Console

from ehrmind import console
from ehrmind.evaluation.functionals import auroc, average_precision, brier, calibration_error, calibration_slope
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.evaluation.ranking import ndcg, precision_at
from ehrmind.evaluation.shown import of_queries, shown, value_of
from ehrmind.evaluation.statistics import clustered_mean, proportion


def measured(share: dict[str, Any], *measures: Measure) -> dict[str, Any]:
    return {measure.name: share | measure.facts for measure in measures or DEFAULT}


def result(arm: str, hits: int) -> dict[str, Any]:
    metrics = measured(proportion(hits, 64))
    return {
        "arm": arm,
        "n": 64,
        "metrics": metrics,
        "mean_tokens": 88.0,
        "baselines": {"majority": {"metrics": measured(proportion(7, 64))}},
        "cost": {"train": {"seconds": 312.0}, "evaluation": {"seconds": 61.0}},
    }


def test_what_was_trained_elsewhere_has_no_seconds_of_training() -> None:
    there = {**result("verl", 3), "cost": {"train": None, "evaluation": {"seconds": 61.0}}}
    assert [*console.results_table([there], "medcalc").columns[-2].cells] == ["–", ""]


@pytest.mark.parametrize("width", [72, 80, 200])
def test_the_table_keeps_every_interval(width: int) -> None:
    out = io.StringIO()
    table = console.results_table([result("base", 0), result("sft_rlvr", 24)], "medcalc")
    Console(file=out, width=width).print(table)
    for text in ("0.0 % [0, 6]", "37.5 % [27, 50]", "10.9 % [5, 21]", "sft_rlvr", "majority"):
        assert text in out.getvalue()


def test_a_share_without_an_interval_or_rows_is_shown_as_what_it_is() -> None:
    one_note = clustered_mean([1, 0], ["note", "note"])
    assert shown(one_note) == "50.0 %"
    assert shown(clustered_mean([], [])) == "–"
    assert printed({**result("base", 0), "metrics": measured(proportion(0, 0))})


def test_another_measure_has_its_own_unit_and_a_missing_one_its_reason() -> None:
    area = {"value": 0.7314, "low": 0.684, "high": 0.774, "n": 90}
    nothing = {"value": None, "low": None, "high": None, "n": 90, "reason": "too few: 3 patients"}
    found = measured(area, auroc()) | measured(nothing, brier())
    text = printed({**result("base", 0), "metrics": found, "baselines": {}})
    for part in ("AUROC", "0.731 [0.68, 0.77]", "Brier", "no Brier: too few: 3 patients"):
        assert part in text


GAINS = {"no": 0.0, "yes": 1.0}
SKIPPED = {"queries": 60, "skipped": {'none is "yes"': 13}}
RANKING = {"value": 0.61, "low": 0.55, "high": 0.664, "n": 47, "random": 0.544, "ceiling": 1.0} | SKIPPED


def test_a_ranking_has_its_bounds_beside_it() -> None:
    assert shown(RANKING | {"unit": ""}) == "0.610 [0.55, 0.66] (random 0.54, at most 1)"
    assert shown(RANKING | {"unit": "%", "low": None, "ceiling": 0.5}) == "61.0 % (random 54 %, at most 50 %)"
    assert shown(RANKING | {"value": None}) == "–"
    few = {"value": 0.1, "low": 0.05, "high": 0.15, "n": 47, "random": 0.09, "ceiling": 0.218} | SKIPPED
    found = (
        measured(RANKING, ndcg(GAINS)) | measured(few, precision_at(GAINS)) | measured(proportion(5, 60), DEFAULT[0])
    )
    assert of_queries(found.values()) == ['nDCG@10, P@10: 13 of 60 queries skipped (none is "yes")']
    text = printed({**result("base", 0), "metrics": found, "baselines": {}})
    for part in ("[0.55, 0.66] (random 0.54, at most 1)", "0.100 (random 0.09, at most 0.22)", "13 of 60 queries"):
        assert part in text


def test_where_measures_have_tables_of_their_own_the_bounds_are_rows() -> None:
    found = (
        measured(proportion(5, 60))
        | measured(RANKING, ndcg(GAINS))
        | measured({**RANKING, "ceiling": 0.218}, precision_at(GAINS))
    )
    out = io.StringIO()
    for table in console.measures_tables([{**result("base", 0), "metrics": found, "baselines": {}}], 200):
        Console(file=out, width=200).print(table)
    rows = {line.split("│")[1].strip(): line.split() for line in out.getvalue().splitlines() if "│" in line}
    assert [cell for cell in rows["random order"] if cell != "│"] == [
        "random",
        "order",
        "–",
        "–",
        "–",
        "0.544",
        "0.544",
    ]
    assert [cell for cell in rows["at most"] if cell != "│"] == ["at", "most", "–", "–", "–", "1.000", "0.218"]


@pytest.mark.parametrize(("width", "tables"), [(60, 3), (80, 2), (200, 1)])
def test_many_measures_stand_in_as_many_tables_as_no_number_is_cut_in(width: int, tables: int) -> None:
    measures = (auroc(), average_precision(), brier(), calibration_error(), calibration_slope(), *DEFAULT)
    found = {
        measure.name: {"value": 0.1111 * (at + 1), "low": None, "high": None, "n": 90} | measure.facts
        for at, measure in enumerate(measures)
    }
    given = result("base", 0) | {"metrics": found, "baselines": {"gradient boosting": {"metrics": found}}}
    made = console.measures_tables([given], width)
    assert len(made) == tables
    out = io.StringIO()
    for table in made:
        Console(file=out, width=width).print(table)
    lines = out.getvalue().splitlines()
    assert "…" not in out.getvalue()
    assert max(map(len, lines)) <= width
    for arm in ("base", "gradient boosting"):
        row = " ".join(line for line in lines if f"│ {arm} " in line)
        assert all(value_of(item, 1) in row for item in found.values())


def printed(found: dict[str, Any]) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(console.results_table([found], "task"))
    return out.getvalue()


def test_progress_without_a_terminal_is_a_few_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with console.bar("sft: train") as bar:
        for step in range(100):
            bar.step({"loss": 1.5, "learning_rate": 1e-4}, total=100)
            assert step < 100
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "sft: train 100/100 loss 1.5"


def test_into_a_file_no_column_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_results([result("sft_rlvr_of_trial_matching_criteria", 24)], "medcalc")
    heading = next(line for line in capsys.readouterr().out.splitlines() if "arm" in line)
    for name in ("in format", "finished", "tokens", "train s", "eval s"):
        assert f" {name} " in heading

"""What a person reads: a narrow table that keeps its numbers, and progress without a terminal."""

import io
from typing import Any

import pytest
from rich.console import Console

from ehrmind import console
from ehrmind.evaluation.functionals import auroc, average_precision, brier, calibration_error, calibration_slope
from ehrmind.evaluation.measures import DEFAULT, Measure
from ehrmind.evaluation.shown import shown, value_of
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

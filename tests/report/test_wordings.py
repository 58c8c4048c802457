"""The spread over wordings, beside the seeds'."""

from pathlib import Path

import pytest

from ehrmind.report.arms import experiments
from ehrmind.report.compare import measured
from ehrmind.report.read import read_runs
from ehrmind.report.wordings import wordings_table
from tests.report.scripted import write_run

pytestmark = pytest.mark.heavy


def test_arms_that_differ_in_the_wording_are_one_row(tmp_path: Path) -> None:
    for wording, right in enumerate((0.3, 0.5, 0.7)):
        for seed in (0, 1):
            write_run(tmp_path, "sft", right, f"task.wording={wording}", seed=seed)
    write_run(tmp_path, "base", 0.1)
    (experiment,) = experiments(read_runs([tmp_path]))
    table = wordings_table(experiment)
    assert table is not None
    ((label, count, mean, spread, ends, seeds),) = table.rows
    values = [measured(arm, experiment.headline)["value"] for arm in experiment.arms if arm.name == "sft"]
    assert (label, count, mean) == ("sft", "3", f"{100 * sum(values) / 3:.1f} %")
    assert float(spread) > 10
    assert ends == f"{100 * min(values):.1f} % to {100 * max(values):.1f} %"
    assert seeds != "–"


def test_one_wording_has_no_table(tmp_path: Path) -> None:
    write_run(tmp_path, "sft", 0.5)
    (experiment,) = experiments(read_runs([tmp_path]))
    assert wordings_table(experiment) is None


def test_other_settings_are_no_wordings(tmp_path: Path) -> None:
    for fraction in ("1.0", "0.1"):
        sft = write_run(tmp_path, "sft", 0.4, f"stage.fraction={fraction}")
        write_run(tmp_path, "sft_rlvr", 0.6, parent=sft)
    (experiment,) = experiments(read_runs([tmp_path]))
    assert len(experiment.arms) == 4
    assert wordings_table(experiment) is None

"""--resolve: the filled configuration as YAML and the plan as comments, without a run and without torch."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ehrmind.__main__ import main
from ehrmind.runs import Run
from ehrmind.sweep.resolved import lines
from tests.sweep.test_plan import put

SMALL = ("model=tiny", "task.rows={train: 24, validation: 4, test: 13}", "evaluation.limit=6")


def test_every_open_number_is_filled_and_nothing_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "stage=rlvr", f"runs_dir={tmp_path / 'runs'}", "--resolve"]) == 0
    out = capsys.readouterr().out
    found = yaml.safe_load(out)
    assert (found["stage"]["lr"], found["stage"]["group_size"], found["stage"]["completion_tokens"]) == (1e-6, 4, 64)
    open_still = {name for name, value in found["stage"].items() if value is None}
    assert open_still == {"init_from", "filter", "micro_batch"}, "no run, no diagnosis, no part of a group"
    assert (found["evaluation"]["split"], found["evaluation"]["k"]) == ("test", 0)
    assert re.search(r"# plan: 1 run, \d+\.\d\d h\n# 1\. rlvr  to do  \d", out)
    assert "/runs/medcalc-tiny-rlvr-" in out
    assert not (tmp_path / "runs").exists()


def test_the_plan_shows_what_is_done_and_the_runs_of_a_sweep_once(tmp_path: Path) -> None:
    words = [*SMALL, "+sweeps=arms", f"runs_dir={tmp_path}"]
    before = list(lines(words))
    folder = Path(next(line.split()[-1] for line in before if " base  " in line))
    put(Run(folder, "base", None, "0"), "done")
    shown = [line for line in lines(words) if line.startswith("#")]
    assert [line.split()[2] for line in shown[1:5]] == ["base", "sft", "rlvr", "sft_rlvr"]
    assert ["done before" in line for line in shown[1:5]] == [True, False, False, False]
    assert len(list(yaml.safe_load_all("\n".join(before)))) == 4


def test_a_name_that_depends_on_unread_data_is_not_told(tmp_path: Path) -> None:
    words = [*SMALL, "task=trial_matching", "task.source=folder", f"task.path={tmp_path / 'none'}", "stage=evaluate"]
    found = list(lines([word for word in words if "task.rows" not in word]))
    assert any("its name is not known: the data cannot be read here" in line for line in found)
    assert any(line.startswith("# ! ") and str(tmp_path / "none") in line for line in found)


def test_secrets_are_masked(tmp_path: Path) -> None:
    words = [*SMALL, "stage=sft", "+stage.extra.hub_token=hf_abc", f"runs_dir={tmp_path}"]
    assert "hf_abc" not in "\n".join(lines(words))


@pytest.mark.heavy
def test_torch_is_not_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from ehrmind.__main__ import main; code = main(sys.argv[1:]); "
        "sys.exit(code or [name for name in ('torch', 'transformers', 'trl') if name in sys.modules] or 0)"
    )
    command = [sys.executable, "-c", code, *SMALL, f"runs_dir={tmp_path}", "--resolve"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr

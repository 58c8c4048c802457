"""A package elsewhere is installed, and everything knows what it brings: help, composition, sweeps, records, the report."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ehrmind import plugins
from ehrmind.errors import ConfigError
from ehrmind.registry import files_root
from tests.plugin_package import FILES, install, write

pytestmark = pytest.mark.heavy

ROOT = files_root()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugin")
    return install(write(folder / "source", FILES), folder / "site")


def python(site: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT))), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=240, check=False, env=environment
    )


@pytest.mark.parametrize(
    ("arguments", "expected", "code"),
    [
        (["ehrmind", "--help"], "medcalc, mixed, triage, trial_criteria", 0),
        (["ehrmind", "task=triag"], "task=triag is not a choice; did you mean task=triage?", 2),
        (["ehrmind", "task=triage", "task.patient=3"], "task.patient is not a field of Triage; did you mean task.patients?", 2),
        (["ehrmind", "+experiments=triage_dem"], "did you mean +experiments=triage_demo?", 2),
        (["ehrmind", "+experiments=triage_demo", "stage=rlvr", "reward=[gated,brief]", "--cfg", "job"], "tokens: 200", 0),
        (["ehrmind.sweep", "plan", "+experiments=triage_demo", "+sweeps=urgency"], "task.patients=12", 0),
        (["ehrmind.doctor"], "ehr-triage 0.2.0", None),
        (["ehrmind.check", "task=triage"], "the manifest accounts    ok", 0),
        (["ehrmind.tracking.dashboard"], "eval/ndcg_10_low", 0),
    ],
)  # fmt: skip
def test_what_it_brings_is_known(
    site: Path, tmp_path: Path, arguments: list[str], expected: str, code: int | None
) -> None:
    done = python(site, tmp_path, *arguments)
    assert expected in " ".join((done.stdout + done.stderr).split()) or expected in done.stdout
    assert "Traceback" not in done.stderr
    assert code is None or done.returncode == code, done.stderr


@pytest.mark.parametrize("words", [["--config-dir", "mine"], ["--config-dir=mine"], ["-cd", "./mine"]])
def test_a_folder_of_yaml_is_told_to_other_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    folders, rest = plugins.split(["seed=1", *words, "model=tiny"])
    assert (folders, rest) == ([tmp_path / "mine"], ["seed=1", "model=tiny"])
    monkeypatch.setattr(plugins, "_folders", [])
    plugins.use(folders)
    assert plugins.arguments() == ["--config-dir", str(tmp_path / "mine")]


@pytest.mark.parametrize("words", [["--config-dir"], ["-cd", "nowhere"], ["-cn", "x"], ["hydra.searchpath=[file://x]"]])
def test_a_configuration_from_where_no_job_would_look_is_refused(words: list[str]) -> None:
    with pytest.raises(ConfigError, match="is not a folder; give one|replaces where the configuration is from"):
        plugins.split(words)


BROKEN = {"ehr_odd/__init__.py": "", "pyproject.toml": FILES["pyproject.toml"].replace("triage", "odd")}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"ehr_odd/task.py": "import nowhere"}, "cannot be imported (ModuleNotFoundError: No module named 'nowhere'); mend it"),
        ({"ehr_odd/conf/tasks/x.yaml": ""}, "conf/tasks is of no group; did you mean task?"),
        ({"ehr_odd/conf/task/medcalc.yaml": ""}, "task=medcalc is there twice, as "),
        ({"ehr_odd/experiments/quickstart.yaml": ""}, "experiments=quickstart is there twice, as "),
        ({"ehr_odd/t.py": FILES["ehr_triage/rewards.py"].replace('"brief"', '"gated"')}, "reward=gated is registered by ehrmind.rewards.gated and by ehr_odd.t; give"),
    ],
)  # fmt: skip
def test_one_that_cannot_be_used_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    source = write(tmp_path / "source", {**BROKEN, **files})
    facts = tmp_path / "site" / "ehr_odd-0.2.0.dist-info"  # what pip writes, without its two seconds
    write(facts, {"METADATA": "Metadata-Version: 2.1\nName: ehr-odd\nVersion: 0.2.0\n"})
    write(facts, {"entry_points.txt": "[ehrmind.plugins]\nodd = ehr_odd\n"})
    (source / "ehr_odd").rename(tmp_path / "site" / "ehr_odd")
    done = python(tmp_path / "site", tmp_path, "ehrmind", "--cfg", "job")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "ehrmind" in done.stderr


@pytest.mark.torch
@pytest.mark.slow
def test_a_sweep_and_its_report_know_it_and_the_record_names_it(site: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "model"
    mine.mkdir(parents=True)
    (mine / "atto.yaml").write_text("defaults:\n  - nano\n  - _self_\n\nname: atto\n")
    words = ("+experiments=triage_demo", "+sweeps=urgency", "model=atto", "--config-dir", "mine")
    done = python(site, tmp_path, "ehrmind", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    runs = sorted((tmp_path / "runs").glob("triage-atto-evaluate-*"))
    assert [yaml.safe_load((run / "config.yaml").read_text())["task"]["name"] for run in runs] == ["triage", "triage"]
    facts = [json.loads((run / "environment.json").read_text()) for run in runs]
    assert [fact["plugins"] for fact in facts] == [{"triage": "ehr-triage 0.2.0"}] * 2
    assert all(fact["command"][:3] == ["ehrmind", "--config-dir", str(tmp_path / "mine")] for fact in facts)
    status = python(site, tmp_path, "ehrmind.sweep", "status", *words)
    assert "2 of 2 runs are done" in status.stdout, status.stderr
    report = python(site, tmp_path, "ehrmind.report", "runs")
    assert report.returncode == 0, report.stderr
    assert "AUROC" in (tmp_path / "report" / "tables.md").read_text(), "the measures of its task"


@pytest.mark.torch
@pytest.mark.slow
def test_its_reward_that_gives_no_number_ends_the_run_by_name(site: Path, tmp_path: Path) -> None:
    words = ("task=triage", "model=nano", "stage=rlvr", "stage.steps=1", "reward=[gated,rotten]", "preflight=false")
    done = python(site, tmp_path, "ehrmind", *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "the reward rotten gave nan for row train-" in done.stderr
    (run,) = (tmp_path / "runs").glob("triage-nano-rlvr-*")
    assert json.loads((run / "status.json").read_text())["state"] == "failed"


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("how", ["torchrun", "submitit"])
def test_it_is_known_to_every_launcher(site: Path, tmp_path: Path, how: str) -> None:
    words = ["task=triage", "task.patients=4", "model=nano", "stage=evaluate", "evaluation.limit=2", "evaluation.k=0"]
    if how == "torchrun":
        launched = ("torch.distributed.run", "--nproc_per_node", "1", "--standalone", "-m", "ehrmind", *words)
    else:
        pytest.importorskip("submitit")
        launched = ("ehrmind", *words, "hydra.mode=MULTIRUN", "hydra/launcher=submitit_local")
    done = python(site, tmp_path, *launched)
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = (tmp_path / "runs").glob("triage-nano-evaluate-*")
    assert json.loads((run / "status.json").read_text())["state"] == "done"

"""The plan: distinct runs under the names that they will have, their states, and the command line around it."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from ehrmind import runs
from ehrmind.errors import DataError
from ehrmind.files import write_json
from ehrmind.naming import hash_examples
from ehrmind.planned import Planned
from ehrmind.runs import Run, identify
from ehrmind.sweep import tables
from ehrmind.sweep.__main__ import main
from ehrmind.sweep.plan import Sweep, _load, plan, record
from tests.sweep.test_jobs import jobs
from tests.test_config import compose

pytestmark = pytest.mark.heavy

SMALL = ("model=tiny", "task.rows={train: 24, validation: 4, test: 13}", "task.calculators=[39,21]")
CELL = ("+experiments=medcalc_cpu", *SMALL, "task.unseen=[]")


def planned(folder: Path, *arguments: str) -> Sweep:
    return plan(jobs(*CELL, f"runs_dir={folder}", *arguments))


def put(run: Run, state: str, **more: object) -> None:
    run.folder.mkdir(parents=True)
    write_json(run.folder / "status.json", {"state": state, "attempt": 1, "arm": run.arm, **more})
    for name in ("data.json", "eval.json", "config.yaml"):
        write_json(run.folder / name, {key: {} for key in ("run", "task", "model", "stage")})


def test_arms_share_their_sft(tmp_path: Path) -> None:
    sweep = planned(tmp_path, "+sweeps=arms,seeds", "seed=0,1")
    assert len(sweep.jobs) == 8
    assert [(item.step.arm, item.jobs) for item in sweep.runs if item.config.seed == 1] == [
        ("sft", (4, 8)), ("rlvr", (6,)), ("sft_rlvr", (8,)),
    ]  # fmt: skip
    last = sweep.of(sweep.jobs[-1])
    assert [item.step.arm for item in last] == ["sft", "sft_rlvr"]
    assert last[1].run.parent == last[0].run.id


@pytest.mark.parametrize(("axis", "jobs_of_base"), [("seeds", (1, 2, 3)), ("single_category", (1, 2, 3, 4))])
def test_the_greedy_base_is_evaluated_once(tmp_path: Path, axis: str, jobs_of_base: tuple[int, ...]) -> None:
    sweep = planned(tmp_path, f"+sweeps={axis}", "task.calculators=[10,21,26,45]")
    (base,) = (item for item in sweep.runs if item.step.arm == "base")
    assert (base.jobs, base.config.seed) == (jobs_of_base, 0)
    assert len({item.run.id for item in sweep.runs if item.step.arm == "sft"}) == len(jobs_of_base)


@pytest.mark.parametrize("arm", ["base", "sft", "rlvr"])
def test_an_arm_is_the_run_of_its_stage(tmp_path: Path, arm: str) -> None:
    stage = {"base": "evaluate"}.get(arm, arm)
    there = "stage." if arm == "base" else f"stage.{arm}."
    settings = {"sft": ["steps=2", "lr=1e-3"], "rlvr": ["steps=2", "group_size=4"], "base": []}[arm]
    alone = compose(*SMALL, "task.unseen=[]", f"stage={stage}", *(f"stage.{item}" for item in settings))
    expected = identify(alone, arm, None, hash_examples(alone.task.load().splits)).id
    chain = plan(jobs(*SMALL, "task.unseen=[]", f"stage.arm={arm}", *(f"{there}{item}" for item in settings)))
    assert [item.run.id for item in chain.runs] == [expected]


def test_the_planned_names_are_those_of_real_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind import experiment

    made: list[str] = []

    def do(item: Planned, *rest: object) -> None:
        made.append(item.run.id)
        put(item.run, "done")
        item.run.model.mkdir()

    monkeypatch.setattr(experiment, "_do", do)
    monkeypatch.setattr(experiment, "show_results", lambda *arguments: None)
    sweep = planned(tmp_path, "+sweeps=arms")
    for job in sweep.jobs:
        experiment.run_plan(job.config, job.overrides)
    assert made == [item.run.id for item in sweep.runs]
    assert {item.state for item in sweep.runs} == {"done"}


def test_a_sweep_is_named_by_its_content(tmp_path: Path) -> None:
    first = planned(tmp_path, "+sweeps=arms").folder
    assert first.parent == tmp_path / ".sweeps"
    assert first.name.startswith("medcalc_cpu-arms-")
    assert planned(tmp_path, "+sweeps=arms", "stage.arm=sft_rlvr,rlvr,sft,base", "tracking=wandb").folder == first
    assert planned(tmp_path, "+sweeps=arms", "stage.sft.lr=1").folder != first


def test_the_record_says_what_each_job_is(tmp_path: Path) -> None:
    sweep = planned(tmp_path, "+sweeps=arms")
    record(sweep)
    written = json.loads((sweep.folder / "sweep.json").read_text())
    assert written["name"] == sweep.folder.name
    assert written["jobs"][3]["label"] == "stage.arm=sft_rlvr"
    assert written["jobs"][3]["runs"] == [item.run.id for item in sweep.of(sweep.jobs[3])]


def test_states_come_from_the_run_folders(tmp_path: Path) -> None:
    base, sft, rlvr, both = planned(tmp_path, "+sweeps=arms").runs
    put(base.run, "done")
    put(sft.run, "running")
    put(rlvr.run, "failed", error="DataError: no row\nmore")
    assert [item.state for item in (base, sft, rlvr, both)] == ["done", "died", "failed", "missing"]
    with FileLock(sft.run.folder / runs.LOCK):
        assert sft.state == "running"
    assert sft.state == "died"


def test_data_is_read_once_for_one_configuration_of_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ehrmind.tasks.medcalc import MedCalc

    load, calls = MedCalc.load, []
    monkeypatch.setattr(MedCalc, "load", lambda self: calls.append(self.seed) or load(self))  # type: ignore[func-returns-value]
    planned(tmp_path, "seed=0,1", "task.seed=0,1")
    assert calls == [0, 1]


def test_data_that_cannot_be_read_names_the_job(tmp_path: Path) -> None:
    found = jobs(*SMALL, "task.source=folder", f"task.path={tmp_path}/a,{tmp_path}/b")
    with pytest.raises(DataError, match=r"job 1 \(task.path=.*/a\): "):
        plan(found)


def test_generated_rows_stand_in_for_data_that_is_not_here_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = (*CELL, "task.source=folder", f"task.path={tmp_path}/absent", f"runs_dir={tmp_path}")
    assert main(["plan", *absent]) == 0
    out = capsys.readouterr().out
    assert "absent" in out
    assert "Generated rows stand in here" in out
    assert main(["status", *absent]) == 2
    assert "Generated" not in capsys.readouterr().err


def test_what_generated_rows_stand_in_for_is_costed_by_their_own_prompts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EHRMIND_CACHE", str(tmp_path))
    absent = ("task=ehrshot", "task.source=ehrshot", f"task.path={tmp_path}/EHRSHOT_ASSETS", "task.patients=40")
    own = (f"task.label_path={tmp_path}/labels.parquet", "task.question=Who?", "task.label_column=answer")
    for words in (own, ("task.inpatient=[Visit/IP]", "task.without_ontology=true")):
        assert main(["plan", *absent, *words, "model=tiny", "stage=evaluate", f"runs_dir={tmp_path / 'runs'}"]) == 0
        assert "Generated rows stand in here" in capsys.readouterr().out


def test_rows_from_which_nothing_can_be_had_are_refused_as_at_a_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for split in ("train", "test"):
        lines = ["note,question,answer,lower limit,upper limit,calculator", f"{split},Q?,1,0,2,My own score"]
        (tmp_path / f"{split}.csv").write_text("\n".join(lines))
    words = ("model=tiny", "task.source=folder", f"task.path={tmp_path}", "stage=evaluate", f"runs_dir={tmp_path}")
    assert main(["plan", *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith("ehrmind: evaluation.split=test has no rows"), "without a job's number: there is one"
    assert "1 test: unknown calculator" in said


def test_a_reward_that_no_row_can_earn_is_refused_where_it_trains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("reward=[gated,criteria]", f"runs_dir={tmp_path}")
    with pytest.raises(DataError, match=r"reward=criteria goes by .* facts\['verdicts'\], and none of the 24 training"):
        plan(jobs(*CELL, *words, "stage.arm=rlvr"))
    assert main(["plan", *CELL, *words, "stage.arm=sft"]) == 0
    assert "rows of medcalc: train 24 · validation 4 · test 13" in capsys.readouterr().out


@dataclass
class Notes:
    """A task without `source` and `path`."""

    folder: str = "/data/notes"

    def load(self) -> None:
        raise DataError(f"{self.folder} lacks notes.csv")


def test_a_task_without_sources_says_itself_what_it_lacks() -> None:
    with pytest.raises(DataError, match="lacks notes.csv"):
        _load(Notes(), {}, stand_in=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("failing", ["ehrmind.tasks.medcalc.MedCalc.load", "ehrmind.preflight.cost.estimate"])
def test_a_plan_over_restricted_data_quotes_no_row(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise KeyError("Mrs Fenwick")

    monkeypatch.setattr(failing, fail)
    assert main(["plan", *CELL, "task.restricted=true", f"runs_dir={tmp_path}"]) == 2
    said = capsys.readouterr()
    assert "KeyError at sweep/test_plan.py" in said.err
    assert "Fenwick" not in said.out + said.err


def test_a_secret_of_the_command_line_is_in_no_file_of_a_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehrmind.__main__ import main as start
    from ehrmind.sweep import process

    monkeypatch.setattr(sys, "argv", ["ehrmind"])
    monkeypatch.setattr(process, "command", lambda job, sweep: [sys.executable, "-c", ""])
    words = [*CELL, f"runs_dir={tmp_path}", "stage.arm=rlvr", "+stage.rlvr.extra.hub_token=hf_abc,hf_abd", "-m"]
    assert main(["plan", *words]) == 0
    assert start(words) == 0
    files = [path for path in (tmp_path / ".sweeps").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"sweep.json", "job-1.log", "job-2.log"}
    assert not [path for path in files if "hf_" in path.read_text()]
    assert "hf_" not in "".join(capsys.readouterr())


class TestCommandLine:
    """python -m ehrmind.sweep"""

    def ask(self, word: str, folder: Path, *arguments: str) -> int:
        return main([word, *CELL, f"runs_dir={folder}", *arguments])

    def test_plan_shows_runs_and_cost_and_does_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.ask("plan", tmp_path, "+sweeps=arms") == 0
        out = capsys.readouterr().out
        rows = [line.split() for line in out.splitlines()]
        sft = planned(tmp_path, "+sweeps=arms").runs[1].run.id[-8:]
        assert ["4", "stage.arm=sft_rlvr", sft, "sft", "->"] in [row[:5] for row in rows]
        assert [row[1:5] + row[5:7] for row in rows if row[:2] == [sft, "sft"]] == [
            ["sft", "0", "tiny", "2,", "4", "missing"]
        ]
        assert "left to do" in out
        assert not list(tmp_path.iterdir())

    def test_the_sum_of_what_is_left_leaves_out_what_is_done(self, tmp_path: Path) -> None:
        from ehrmind.preflight.cost import estimate

        sweep = planned(tmp_path, "+sweeps=arms")
        costs = [estimate(item.config, item.step, item.data) for item in sweep.runs]
        put(sweep.runs[0].run, "done")
        tokens = list(tables.plan_table(sweep, costs).columns[7].cells)
        assert tokens[-2:] == [tables._amount(sum(cost.tokens for cost in part)) for part in (costs, costs[1:])]

    def test_what_the_device_cannot_hold_is_marked_with_the_mend(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        large = ("model=llama3_8b", "plan_for=a100_40", "evaluation.batch_size=1", "stage.arm=rlvr")
        assert self.ask("plan", tmp_path, *large) == 0
        out = " ".join(capsys.readouterr().out.split())
        name = planned(tmp_path, *large).runs[0].run.id[-8:]
        assert re.search(rf"{name} rlvr .* ! \d+\.\d GB", out)
        assert re.search(rf"! {name}: an estimated [\d.]+ GB, and the device has 40\.0 GB\. Mend: lower stage", out)
        assert self.ask("plan", tmp_path, "plan_for=h200", "stage.arm=rlvr") == 0
        assert "Mend" not in capsys.readouterr().out

    def test_a_design_is_not_told_of_measures_that_are_no_share_of_rows(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ("+experiments=ehrshot_cpu", "model=tiny", "task.patients=60", f"runs_dir={tmp_path}")
        assert main(["plan", "-m", *words, "stage.arm=base,sft"]) == 0
        out = capsys.readouterr().out
        assert re.search(r"ehrshot · tiny: .* is not computed for AUROC: of a share of right rows alone ", out)
        assert main(["plan", *words, "stage.arm=base"]) == 0
        assert "not computed" not in capsys.readouterr().out

    def test_status_with_no_run_and_with_some(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.ask("status", tmp_path, "+sweeps=arms") == 0
        assert "0 of 4 runs are done" in capsys.readouterr().out
        base, sft, rlvr, _ = planned(tmp_path, "+sweeps=arms").runs
        when = {"started": "2026-01-01T10:00:00+00:00", "ended": "2026-01-01T10:01:12+00:00"}
        put(base.run, "done", **when)
        put(sft.run, "interrupted", **when)
        put(rlvr.run, "failed", error="DataError: no [row]\nsecret")
        (sft.run.folder / "metrics.jsonl").write_text('{"step": 1}\n{"step": 7}\n')
        assert self.ask("status", tmp_path, "+sweeps=arms") == 0
        out = capsys.readouterr().out
        lines = {line.split()[1]: line.split() for line in out.splitlines() if "tiny" in line}
        assert lines["base"][-3:] == ["done", "1", "0:01:12"]
        assert lines["sft"][-4:] == ["interrupted", "1", "7", "0:01:12"]
        assert lines["rlvr"][-5:] == ["failed", "1", "DataError:", "no", "[row]"]
        assert lines["sft_rlvr"][-1] == "missing"
        assert "1 of 4 runs are done" in out

    def test_a_report_needs_a_run(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.ask("report", tmp_path, "+sweeps=arms") == 2
        assert "no run of medcalc_cpu-arms-" in capsys.readouterr().err

    def test_a_report_is_of_exactly_these_runs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from ehrmind.report import __main__ as report

        told: list[list[str]] = []
        monkeypatch.setattr(report, "main", told.append)
        base, _, rlvr, _ = planned(tmp_path, "+sweeps=arms").runs
        put(base.run, "done")
        put(rlvr.run, "failed")
        (tmp_path / "medcalc-other").mkdir()
        write_json(tmp_path / "medcalc-other" / "status.json", {"state": "done"})
        assert self.ask("report", tmp_path, "+sweeps=arms") == 0
        assert told[0][:2] == [str(base.run.folder), str(rlvr.run.folder)]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["plna", "seed=0,1"], "did you mean plan?"),
            (["plan", "+sweeps=arm"], "+sweeps=arm is not a choice; did you mean +sweeps=arms?"),
            (["plan", "stage.sft.lrr=1"], "did you mean stage.sft.lr?"),
            (["plan", "seed=0,1"], "seed=0,1 is several values: seed=[0,1] is a list"),
            (
                ["status", "-m", "seed=0,1", "task.calculators=[1]"],
                "job 1 (seed=0): task.calculators=[1] are no calculators",
            ),
        ],
    )
    def test_mistakes_are_answered_in_words(self, words: list[str], message: str) -> None:
        result = subprocess.run(
            [sys.executable, "-m", "ehrmind.sweep", *words], capture_output=True, text=True, timeout=60, check=False
        )
        assert message in result.stderr
        assert "Traceback" not in result.stderr
        assert result.returncode == 2

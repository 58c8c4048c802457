"""A task with measures of its own is one file and one yaml: everything else asks it which they are."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ehrmind.evaluation.shown import shown
from ehrmind.files import read_jsonl
from ehrmind.registry import files_root
from tests.tracking.wandb_file import records

pytestmark = pytest.mark.torch

ROOT = files_root()
PROBABILISTIC = ("auroc", "brier", "calibration_error", "calibration_slope", "ndcg_10", "p_10")
NAMES = (*PROBABILISTIC, "macro_f1", "kappa", "off", "never", "accuracy", "format", "finished")
SMALL = (
    *("task=triage", "model=tiny", "stage=sft_rlvr", "stage.sft.steps=4", "stage.sft.lr=3e-3", "stage.rlvr.steps=1"),
    *("stage.sft.select.every=2", "stage.evaluate_base=false", "evaluation.k=2"),
    *(
        "task.patients=24",
        "model.caps.completion_tokens=48",
        "tracking=wandb",
        "tracking.mode=offline",
        "preflight=false",
    ),
)


def python(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "WANDB_MODE": "offline", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=200, check=False, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy of the project with the two files, after a chain and a report; and what the chain printed."""
    folder = tmp_path_factory.mktemp("triage")
    for name in ("ehrmind", "conf", "experiments", "sweeps"):
        subprocess.run(["cp", "-rp", str(ROOT / name), str(folder)], check=True)
    (folder / "ehrmind" / "tasks" / "triage.py").write_text((ROOT / "tests" / "triage.py").read_text())
    (folder / "conf" / "task" / "triage.yaml").write_text("defaults:\n  - base_triage\n")
    printed = python(folder, "ehrmind", *SMALL)
    python(folder, "ehrmind.sweep", "report", *SMALL)
    return folder, printed


def run_of(done: tuple[Path, str], arm: str) -> Path:
    (found,) = (done[0] / "runs").glob(f"triage-tiny-{arm}-*")
    return found


def evaluation(done: tuple[Path, str], arm: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run_of(done, arm) / "eval.json").read_text())
    return found


@pytest.mark.parametrize("arm", ["sft", "sft_rlvr"])
def test_every_measure_stands_in_the_evaluation(done: tuple[Path, str], arm: str) -> None:
    found = evaluation(done, arm)
    assert tuple(found["metrics"]) == NAMES
    assert found["headline"] == "auroc"
    for name, measure in found["metrics"].items():
        keys = {"value", "low", "high", "n", "clusters", "method", "label", "unit", "direction"}
        assert keys <= set(measure), name
        assert (measure["value"] is None) == ("reason" in measure), name
        patients = measure["clusters"] + sum(measure.get("skipped", {}).values())
        assert patients == 24, "two rows are of one patient, and a patient is one query"
    assert found["metrics"]["never"]["reason"] == "nothing defines it"
    assert 0 <= found["metrics"]["auroc"]["value"] <= 1
    for name in ("ndcg_10", "p_10"):
        ranking = found["metrics"][name]
        assert (ranking["queries"], ranking["skipped"]) == (24, {'none is "high"': 6}), "of these no row is urgent"
        assert 0 < ranking["random"] <= ranking["ceiling"] <= 1
        assert len(found["skipped_queries"][name]['none is "high"']) == 6
    assert found["by"]["category"]["fever"]["label"] == "AUROC"
    assert tuple(found["sampled"]["metrics"]) == NAMES
    assert tuple(found["sampled"]["vote"]) == PROBABILISTIC


def test_every_completion_has_probabilities_that_are_written_down(done: tuple[Path, str]) -> None:
    run = run_of(done, "sft")
    rows = read_jsonl(run / "predictions.jsonl")
    for row in (*rows, *read_jsonl(run / "samples.jsonl")):
        said = row["probabilities"]
        assert list(said["labels"]) == ["low", "middle", "high"]
        assert sum(said["labels"].values()) == pytest.approx(1)
        assert 0 < said["mass"] <= 1
    found = evaluation(done, "sft")
    gold = {row["id"]: row["gold"] for row in read_jsonl(run / "rows.jsonl")}
    by_hand = [
        sum((p - (label == gold[row["id"]])) ** 2 for label, p in row["probabilities"]["labels"].items())
        for row in rows
    ]
    assert found["metrics"]["brier"]["value"] == pytest.approx(sum(by_hand) / len(by_hand))
    assert found["probabilities"]["n"] == len(rows)
    assert found["probabilities"]["forced"] == sum(row["probabilities"]["forced"] for row in rows)
    assert [
        c["probabilities"] is not None for line in read_jsonl(run / "completions.jsonl") for c in line["completions"]
    ]


def test_baselines_are_rows_and_the_model_without_reasoning_is_one(done: tuple[Path, str]) -> None:
    found = evaluation(done, "sft")["baselines"]
    assert {name: (told["ceiling"], told["of_model"]) for name, told in found.items()} == {
        "oracle": (True, False),
        "coin": (False, False),
        "direct": (False, True),
    }
    assert found["oracle"]["metrics"]["auroc"]["value"] == 1
    assert found["coin"]["metrics"]["auroc"]["value"] == 0.5
    assert found["coin"]["metrics"]["brier"]["value"] == pytest.approx(2 / 3)
    rows = read_jsonl(run_of(done, "sft") / "baselines.jsonl")
    assert {row["baseline"] for row in rows} == set(found)
    assert len(rows) == 3 * 48
    assert all(row["probabilities"]["mass"] > 0 for row in rows)


def test_the_headline_selects_the_weights(done: tuple[Path, str]) -> None:
    run = run_of(done, "sft")
    looks = [line for line in read_jsonl(run / "metrics.jsonl") if "validation/auroc" in line]
    assert [line["step"] for line in looks] == [2, 4]
    best = max(looks, key=lambda line: line["validation/auroc"])
    cost = evaluation(done, "sft")["cost"]["train"]
    assert (cost["selected_step"], cost["validation_auroc"]) == (best["step"], best["validation/auroc"])


def test_the_terminal_the_card_and_the_tracker_have_them(done: tuple[Path, str]) -> None:
    folder, printed = done
    skips = 'nDCG@10, graded P@10: 6 of 24 queries skipped (none is "high")'
    for text in ("AUROC", "nDCG@10", "macro-F1", "direct", "random order", skips, "no never: nothing defines it"):
        assert text in printed
    card = (run_of(done, "sft") / "model" / "README.md").read_text()
    assert "metric_name" in card or "greedy AUROC" in card
    assert "| nDCG@10 |" in card
    (file,) = run_of(done, "sft_rlvr").glob("wandb/offline-run-*/*.wandb")
    summary = {
        item.key or ".".join(item.nested_key): json.loads(item.value_json)
        for record in records(file)
        for item in record.summary.update
    }
    for name in NAMES:
        assert summary.get(f"eval/{name}") == evaluation(done, "sft_rlvr")["metrics"][name]["value"], name
    panels = json.loads(python(folder, "ehrmind.tracking.dashboard"))["sections"]
    shown = {name for section in panels for panel in section["panels"] for name in panel["metrics"]}
    assert {"eval/ndcg_10_low", "train/validation/auroc"} <= shown


def test_the_report_of_the_sweep_has_tables_and_plots_of_them(done: tuple[Path, str]) -> None:
    (report,) = (done[0] / "runs" / ".sweeps").glob("*/report")
    tables = (report / "tables.md").read_text()
    for text in (
        "Greedy AUROC with 95 % intervals",
        "less (coin)",
        "nDCG@10 ↑",
        "graded P@10: 6 of 24 queries skipped",
        "(random ",
        "Brier ↓",
        "(direct, sft)",
        "levels off ↓",
    ):
        assert text in tables, text
    assert "Paired differences in greedy AUROC" in tables
    assert "| sft − (direct, sft) " in tables, "whether reasoning helps"
    assert "No never: nothing defines it." in tables
    assert {"reliability.svg", "cost-headline.svg"} <= {path.name for path in (report / "plots").iterdir()}
    assert "greedy AUROC" in (report / "plots" / "cost-headline.svg").read_text()
    arms = (report / "tables" / "arms.csv").read_text().splitlines()
    assert arms[0] == "arm,seeds,n,AUROC,less (coin),mean of 2,pass@2,majority of 2,beyond guessing,tokens"


def test_the_report_comes_to_the_numbers_of_the_evaluation(done: tuple[Path, str]) -> None:
    (report,) = (done[0] / "runs" / ".sweeps").glob("*/report")
    rows = list(csv.reader((report / "tables" / "measures.csv").read_text().splitlines()))
    for arm in ("sft", "sft_rlvr"):
        column = rows[0].index(arm)
        for row, found in zip(rows[1:], evaluation(done, arm)["metrics"].values(), strict=True):
            assert row[column].removeprefix("'") == shown(found), row[0]
    for name, found in evaluation(done, "sft")["baselines"].items():
        column = rows[0].index("(direct, sft)" if name == "direct" else f"({name})")
        assert [row[column] for row in rows[1:]] == [shown(measure) for measure in found["metrics"].values()]

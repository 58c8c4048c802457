"""Real records are restricted: of a whole run nothing that was planted in them, and no patient's number, leaves private/."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ehrmind.ehr import generator
from ehrmind.files import read_jsonl
from ehrmind.registry import files_root

pytestmark = pytest.mark.torch

WORD = "kanarienvogel"  # a name of a code, and a text value
SMALL = (
    *("task=ehrshot", "task.source=ehrshot", "task.label=guo_los", "task.prompt_tokens=700", "model=tiny"),
    *("stage=sft_rlvr", "stage.evaluate_base=false", "stage.sft.steps=1", "stage.rlvr.steps=1", "evaluation.limit=6"),
    *("model.caps.completion_tokens=16", "evaluation.k=2", "tracking=wandb"),
    *("tracking.mode=offline", "tracking.table_rows=4", "preflight=false"),
)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain over records in which a word is planted, and its report."""
    root = tmp_path_factory.mktemp("records")
    generator.generate(root / "made", 40, seed=5, formats=("ehrshot",))
    events = root / "made" / "ehrshot" / "data" / "ehrshot.csv"
    events.write_text(re.sub(r",(?:Never|Former) smoker,", f",{WORD},", events.read_text()))
    concepts = root / "made" / "ehrshot" / "athena_download" / "CONCEPT.csv"
    concepts.write_text(concepts.read_text().replace("\tInpatient Visit", f"\t{WORD} Inpatient Visit"))
    assert WORD in events.read_text()
    assert WORD in concepts.read_text()
    environment = {**os.environ, "EHRMIND_CACHE": str(root / "cache"), "WANDB_MODE": "offline", "HF_HUB_OFFLINE": "1"}
    for command in (
        ["ehrmind", *SMALL, f"task.path={root / 'made' / 'ehrshot'}", f"runs_dir={root / 'runs'}"],
        ["ehrmind.report", str(root / "runs"), "--out", str(root / "report")],
    ):
        result = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=files_root(),
            env=environment,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        (root / f"printed-{command[0]}.txt").write_text(result.stdout + result.stderr)
    return root


def outside(root: Path) -> list[Path]:
    """Every file but those of the private folders, the source and the cache."""
    files = [path for name in ("runs", "report") for path in (root / name).rglob("*") if path.is_file()]
    return [path for path in files if "private" not in path.parts] + list(root.glob("printed-*.txt"))


def test_no_file_outside_the_private_folders_holds_a_word_or_a_patient(done: Path) -> None:
    rows = [
        row for path in (done / "runs").rglob("private/predictions.parquet") for row in pq.read_table(path).to_pylist()
    ]
    subjects = {str(row["subject_id"]).encode() for row in rows}
    assert subjects
    assert len(outside(done)) > 20
    for path in outside(done):
        content = path.read_bytes()
        assert WORD.encode() not in content, path
        if path.suffix not in (".safetensors", ".wandb", ".png", ".svg"):
            assert not [one for one in subjects if re.search(rb"(?<![0-9.])" + one + rb"(?![0-9.])", content)], path


def test_the_word_is_where_it_may_be(done: Path) -> None:
    (folder, *_) = sorted((done / "runs").glob("ehrshot-tiny-sft-*/private"))
    assert WORD in "".join(row["prompt"] for row in read_jsonl(folder / "rows.jsonl"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert json.loads((folder.parent / "data.json").read_text())["policy"] == "restricted"


def test_the_predictions_are_those_that_were_made(done: Path) -> None:
    (folder, *_) = sorted((done / "runs").glob("ehrshot-tiny-sft-*/private"))
    table = pq.read_table(folder / "predictions.parquet")
    names = (
        "subject_id",
        "prediction_time",
        "boolean_value",
        "predicted_boolean_value",
        "predicted_boolean_probability",
    )
    assert tuple(table.column_names) == names
    rows = read_jsonl(folder / "predictions.jsonl")
    said = [row["probabilities"]["labels"]["long stay"] for row in rows]
    assert table["predicted_boolean_probability"].to_pylist() == said
    assert table["boolean_value"].to_pylist() == [row["gold"] == "long stay" for row in rows]


def test_another_measure_of_the_same_file_is_the_same(done: Path) -> None:
    (folder, *_) = sorted((done / "runs").glob("ehrshot-tiny-sft-*/private"))
    table = pq.read_table(folder / "predictions.parquet").to_pylist()
    brier = sum((row["predicted_boolean_probability"] - row["boolean_value"]) ** 2 for row in table) / len(table)
    found = json.loads((folder.parent / "eval.json").read_text())["metrics"]
    assert found["brier"]["value"] == pytest.approx(brier)
    assert found["auroc"]["value"] is None, "six rows are too few to rank"
    assert "reason" in found["auroc"]

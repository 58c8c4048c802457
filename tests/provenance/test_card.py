"""The model card: its metadata is the hub's, its numbers are the run's, and of restricted data it tells no name."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import ModelCard

from ehrmind import files
from ehrmind.provenance import card
from ehrmind.provenance.licences import Terms, base_id, base_licence
from ehrmind.runs import Run
from tests.report.scripted import write_run

ENVIRONMENT = {
    "ehrmind": "0.1.0",
    "python": "3.11.2",
    "packages": {"torch": "2.13.0", "vllm": None},
    "plugins": {"triage": "ehr-triage 0.2.0"},
    "commit": "f3f50f0",
    "uncommitted": {"sha256": "9f0c"},
    "created": "2026-01-01T00:00:00+00:00",
}


def made(tmp_path: Path, *overrides: str, arm: str = "sft_rlvr", **data: Any) -> Run:
    """A finished run with (no) weights, and `data` over its data.json."""
    parent = Run(tmp_path / "medcalc-tiny-sft-11111111", "sft", None, "") if arm == "sft_rlvr" else None
    run = write_run(tmp_path, arm, {"lab": 0.8, "physical": 0.3}, *overrides, parent=parent)
    if arm != "base":
        run.model.mkdir(exist_ok=True)
    manifest = json.loads((run.folder / "data.json").read_text())
    files.write_json(run.folder / "data.json", {**manifest, **data})
    files.write_json(run.folder / "environment.json", ENVIRONMENT)
    return run


def written(run: Run) -> str:
    path = card.write(run.folder)
    assert path == run.model / "README.md"
    return path.read_text()


def test_the_card_holds_the_runs_numbers(tmp_path: Path) -> None:
    run = made(tmp_path, "evaluation.k=4", "evaluation.limit=30")
    text = written(run)
    result = json.loads((run.folder / "eval.json").read_text())
    accuracy = result["metrics"]["accuracy"]
    value = f"{100 * accuracy['value']:.1f} % [{100 * accuracy['low']:.0f}, {100 * accuracy['high']:.0f}]"
    assert f"| accuracy | {value} | 30 | {accuracy['method']} |" in text
    for name in ("pass@4", "accuracy, 4 samples", "baseline: majority", "baseline: oracle"):
        assert f"| {name} |" in text
    for category in result["by"]["category"]:
        assert f"| {category} |" in text
    data = json.loads((run.folder / "data.json").read_text())
    assert f"| sha256 of the rows | {data['sha256']} |" in text
    assert f"| rows: train | {data['rows']['train']} |" in text
    assert "trained by arm `sft_rlvr`, from run `medcalc-tiny-sft-11111111`" in text
    for setting in ("recipe | paper", "lr | 1e-06", "group_size | 4", "reward.gated.malformed | -2.0", "seed | 0"):
        assert f"| {setting} |" in text
    for cost in ("tokens | 1,000", "flops | 6,000,000", "seconds | 2"):
        assert f"| {cost} |" in text
    assert "commit f3f50f0 with uncommitted changes" in text
    assert "torch 2.13.0" in text
    assert "| plugins | ehr-triage 0.2.0 |" in text
    assert "vllm" not in text
    for limit in ("not for decisions about patients", "on 30 rows", "generated from templates", "random weights"):
        assert limit in text


def test_its_metadata_is_read_by_the_hubs_own_reader(tmp_path: Path) -> None:
    run = made(tmp_path, source="v1.2", dataset="ncbi/MedCalc-Bench-v1.2", licence="cc-by-sa-4.0")
    written(run)
    data = ModelCard.load(run.model / "README.md").data
    assert data.datasets == "ncbi/MedCalc-Bench-v1.2"
    assert (data.license, data.license_name) == ("other", "see-below")
    assert set(data.tags) == {"ehrmind", "medcalc", "sft_rlvr"}
    (measured,) = data.eval_results
    assert measured.metric_value == json.loads((run.folder / "eval.json").read_text())["metrics"]["accuracy"]["value"]
    assert "| training data | cc-by-sa-4.0 |" in (run.model / "README.md").read_text()


def test_an_adapter_is_called_one(tmp_path: Path) -> None:
    run = made(tmp_path, "model.lora.rank=4", arm="sft")
    assert "A low-rank adapter of" in written(run)
    data = ModelCard.load(run.model / "README.md").data
    assert (data.library_name, data.license) == ("peft", "apache-2.0")
    assert "| model.lora.rank | 4 |" in (run.model / "README.md").read_text()
    assert "reward.gated" not in (run.model / "README.md").read_text(), "SFT has no reward"


def test_of_restricted_data_the_card_names_neither_file_nor_folder(tmp_path: Path) -> None:
    told = {"policy": "restricted", "source": "folder", "licence": None}
    run = made(tmp_path, **told, files={"train-Mrs-Smith.csv": "ab12"}, description="files in /data/smith")
    text = written(run)
    assert "mith" not in text
    assert "ab12" not in text
    assert "Do not publish or pass on these weights" in text
    assert "| training data | restricted: the data's owner decides" in text
    assert ModelCard.load(run.model / "README.md").data.license == "other"


def test_secrets_are_masked_and_cells_cannot_break_the_table(tmp_path: Path) -> None:
    run = made(tmp_path)
    config = yaml.safe_load((run.folder / "config.yaml").read_text())
    config["stage"]["extra"] = {"hub_token": "hf_abc", "run_name": "a|b"}
    (run.folder / "config.yaml").write_text(yaml.safe_dump(config))
    text = written(run)
    assert "hf_abc" not in text
    assert r"| extra.run_name | a\|b |" in text


def test_a_run_without_weights_gets_no_card(tmp_path: Path) -> None:
    assert card.write(made(tmp_path, arm="base").folder) is None


@pytest.mark.parametrize(
    ("model", "known", "licence"),
    [
        ({"origin": "embedded", "path": None}, "HuggingFaceTB/SmolLM2-135M-Instruct", "apache-2.0"),
        ({"origin": "random", "path": None}, None, "apache-2.0"),
        ({"origin": "hub", "path": "Qwen/Qwen2.5-3B"}, "Qwen/Qwen2.5-3B", "qwen-research"),
        ({"origin": "hub", "path": "Qwen/Qwen2.5-7B"}, "Qwen/Qwen2.5-7B", "apache-2.0"),
        ({"origin": "hub", "path": "meta-llama/Meta-Llama-3-8B"}, "meta-llama/Meta-Llama-3-8B", "llama3"),
        ({"origin": "hub", "path": "org/name"}, "org/name", None),
        ({"origin": "hub", "path": "/data/models/mine"}, None, None),
        ({"origin": "hub", "path": "./models/mine"}, None, None),
    ],
)
def test_the_base_model_is_named_with_its_licence(
    model: dict[str, Any], known: str | None, licence: str | None
) -> None:
    assert base_id(model) == known
    assert base_licence(model) == licence


def test_a_folder_is_not_taken_for_a_model_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mine = {"origin": "hub", "path": "models/mine"}
    assert base_id(mine) == "models/mine"
    Path("models/mine").mkdir(parents=True)
    assert base_id(mine) is None


@pytest.mark.parametrize(
    ("terms", "tag"),
    [
        (Terms("llama3", "apache-2.0", False), "llama3"),
        (Terms("apache-2.0", "cc-by-sa-4.0", False), "other"),
        (Terms("apache-2.0", None, False), "other"),
        (Terms(None, "apache-2.0", False), "other"),
        (Terms("qwen-research", "apache-2.0", False), "other"),
        (Terms("apache-2.0", "apache-2.0", True), "other"),
    ],
)
def test_the_licence_tag_promises_no_more_than_all_parts_allow(terms: Terms, tag: str) -> None:
    assert terms.tag == tag

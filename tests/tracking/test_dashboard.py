"""The workspace: a specification that is the same every time, and what the real client sends when it is saved."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ehrmind.evaluation.measures import DEFAULT
from ehrmind.tracking import dashboard
from ehrmind.tracking.panels import VERSION, of_tasks, sections, specification
from tests.tracking.wandb_server import serve

NAMES = [name for section in sections(of_tasks()) for panel in section.panels for name in panel.metrics]


def test_the_specification_is_plain_and_the_same_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    written = []
    for _ in range(2):
        assert dashboard.main([]) == 0
        written.append(capsys.readouterr().out)
    assert written[0] == written[1]
    assert json.loads(written[0])["name"] == f"EHRMind v{VERSION}"
    assert [section["name"] for section in json.loads(written[0])["sections"]] == [
        part.name for part in sections(of_tasks())
    ]


def test_a_change_of_the_panels_is_a_new_version() -> None:
    import hashlib

    digest = hashlib.sha256(json.dumps(specification([DEFAULT])["sections"]).encode()).hexdigest()[:8]
    assert (VERSION, digest) == (5, "be859bcd"), "raise VERSION with the panels, and write both here"


def test_saving_without_a_key_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert dashboard.main(["--save"]) == 2
    assert "no key for W&B" in capsys.readouterr().err


@pytest.mark.heavy
def test_the_saved_view_holds_every_panel(tmp_path: Path) -> None:
    pytest.importorskip("wandb_workspaces")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WANDB")}
    with serve() as server:
        result = subprocess.run(
            [sys.executable, "-m", "ehrmind.tracking.dashboard", "--save", "--project", "p"],
            env={**environment, "HOME": str(tmp_path), "WANDB_BASE_URL": server.url, "WANDB_API_KEY": "k" * 40},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 0, result.stderr
    (view,) = server.views
    assert (view["entityName"], view["projectName"], view["displayName"]) == ("lab", "p", f"EHRMind v{VERSION}")
    assert f"{server.url}/lab/p?nw=" in result.stdout
    spec = json.loads(view["spec"])["section"]
    panels = [panel["config"] for section in spec["panelBankConfig"]["sections"] for panel in section["panels"]]
    assert [name for panel in panels for name in panel["metrics"]] == NAMES
    patterns = [panel["metricRegex"] for panel in panels if "metricRegex" in panel]
    assert patterns == ["train/rewards/.*/mean", "train/rewards/.*/group_variance"]
    assert {panel["xAxis"] for panel in panels if "xAxis" in panel} == {"train/step"}
    assert spec["runSets"][0]["grouping"] == [{"section": "config", "name": "variant.value"}]

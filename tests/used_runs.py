"""Small finished runs to be asked and exported, made once a module."""

from pathlib import Path

from ehrmind import runs
from ehrmind.experiment import run_plan
from tests.test_config import compose

SMALL = (
    *("model=tiny", "task.rows={train: 12, validation: 2, test: 4}", "evaluation.limit=4", "evaluation.k=0"),
    *("model.caps.completion_tokens=24", "task.calculators=[39,21]", "stage.lr=1e-2", "preflight=false"),
)


def trained(folder: Path, *overrides: str) -> Path:
    """The folder of a run of some steps of SFT."""
    before = set(folder.iterdir()) if folder.exists() else set()
    run_plan(compose(*SMALL, "stage=sft", "stage.steps=3", f"runs_dir={folder}", *overrides), [])
    (made,) = (path for path in set(folder.iterdir()) - before if (path / runs.CONFIG).exists())
    return made

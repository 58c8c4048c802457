"""The wheel carries its configuration: it works from an empty folder, without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ehrmind.registry import files_root

pytestmark = pytest.mark.heavy

ROOT = files_root()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and laid out as an installer does."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    site = out / "site"
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["+experiments=quickstart", "--cfg", "job"], "name: tiny"),
        (["--help"], "Usage: python -m ehrmind"),
        (["+sweeps=arms", "--cfg", "hydra"], "MULTIRUN"),
        (["stage=rlvr", "+stage.lrr=1"], "did you mean stage.lr?"),
    ],
)
def test_it_composes_in_an_empty_folder(unpacked: Path, tmp_path: Path, arguments: list[str], expected: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import ehrmind; "
        f"assert ehrmind.__file__.startswith({str(unpacked)!r}), ehrmind.__file__; "
        "from ehrmind.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert expected in result.stdout + result.stderr


def test_it_holds_the_package_and_the_three_folders_and_nothing_else(unpacked: Path) -> None:
    assert {path.name.split("-")[0] for path in unpacked.iterdir()} == {"ehrmind"}
    files = unpacked / "ehrmind" / "_files"
    for group in ("conf", "experiments", "sweeps"):
        ours = {
            path.relative_to(ROOT / group) for path in (ROOT / group).rglob("*.yaml") if "results" not in path.parts
        }
        assert {path.relative_to(files / group) for path in (files / group).rglob("*") if path.is_file()} >= ours
    assert not (files / "experiments" / "results").exists()

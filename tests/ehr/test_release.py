"""What lies around the events of a release, whichever way it is named."""

from pathlib import Path

import pytest

from ehrmind.ehr.labels import find_labels
from ehrmind.ehr.release import ancestors, home_of, vocabulary
from tests.ehr.source_files import zipped

CSV = "EHRSHOT_ASSETS/data/ehrshot.csv"
LABELS = "benchmark/guo_los/labeled_patients.csv"


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.mark.parametrize("given", [".", "EHRSHOT_ASSETS", CSV])
def test_a_csv_release(given: str, tmp_path: Path) -> None:
    root = touch(tmp_path, CSV, f"EHRSHOT_ASSETS/{LABELS}", "EHRSHOT_ASSETS/athena_download/CONCEPT.csv")
    home = home_of("ehrshot", root / given, tmp_path)
    assert isinstance(home, Path)
    assert find_labels(home, "guo_los") == root / "EHRSHOT_ASSETS" / LABELS
    names = vocabulary(root / given)
    assert names == root / "EHRSHOT_ASSETS" / "athena_download"
    assert ancestors(names) is None, "names, and nothing above them"
    touch(root, "EHRSHOT_ASSETS/athena_download/CONCEPT_ANCESTOR.csv")
    assert ancestors(names) == names


@pytest.mark.parametrize("given", [".", "EHRSHOT_MEDS.zip"])
@pytest.mark.parametrize("top", ["EHRSHOT_MEDS/", ""])
def test_an_archive_brings_its_labels(given: str, top: str, tmp_path: Path) -> None:
    inside = touch(tmp_path / "in", f"{top}data/data.parquet", f"{top}labels/guo_los/labels.parquet")
    root, work = tmp_path / "given", tmp_path / "work"
    root.mkdir()
    work.mkdir()
    zipped(inside, root / "EHRSHOT_MEDS.zip")
    home = home_of("ehrshot", root / given, work)
    assert isinstance(home, Path)
    assert find_labels(home, "guo_los") is not None
    assert not list(work.rglob("data.parquet")), "events are in the index"
    touch(root, "labels/guo_icu/labels.parquet")
    assert home_of("ehrshot", root / given, work) == root, "unpacked by somebody"

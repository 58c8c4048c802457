"""What lies around the events of a source: shipped labels, vocabularies, parents of codes.

    home_of("ehrshot", Path("EHRSHOT_ASSETS/data/ehrshot.csv"), index.folder)    Path("EHRSHOT_ASSETS")
    home_of("ehrshot", Path("EHRSHOT_MEDS.zip"), index.folder)                   <index>/beside, with labels/
    vocabulary(Path("."))                                                        Path("EHRSHOT_ASSETS/athena_download")

So the same is found whichever way a release is named: its folder, the folder around it, its file, its archive.
"""

from pathlib import Path, PurePosixPath

from ehrmind.ehr.labels.shipped import FOLDERS
from ehrmind.ehr.sources import ehrshot
from ehrmind.ehr.sources.files import around, unpack
from ehrmind.ehr.sources.omop import tables_of

ASSETS = "EHRSHOT_ASSETS"
VOCABULARY = "athena_download"


def home_of(source: str, path: Path | str | None, work: Path) -> Path | str | None:
    """The folder around the events; of an archive without unpacked labels beside it, what `work` keeps of its own.

    Of OMOP, whose tables lie together, the place itself. Raises DataError.
    """
    if source not in ("ehrshot", "meds") or not isinstance(path, Path):
        return path
    home, archive = around(path), path if path.suffix == ".zip" else None
    if source == "ehrshot" and path.is_dir():
        archive = ehrshot.archive_of(path)
    if archive is None or any((home / name).is_dir() for name in ("labels", *FOLDERS)):
        return home
    from filelock import FileLock

    with FileLock(work / ".beside.lock"):
        return unpack(archive, work / "beside", _beside)


def vocabulary(path: Path | str | None) -> Path | None:
    """Athena's tables in a source's own folder, as in EHRSHOT's release; None where there are none."""
    if not isinstance(path, Path):
        return None
    folders = [home / VOCABULARY for home in (around(path), around(path) / ASSETS)]
    return next((folder for folder in folders if (folder / "CONCEPT.csv").is_file()), None)


def ancestors(names: Path | None) -> Path | None:
    """The vocabulary again where it tells what lies above a code: CONCEPT.csv alone gives names and no more."""
    if names is None:
        return None
    folder = names if names.is_dir() else names.parent
    return folder if "concept_ancestor" in tables_of(folder) else None


def _beside(name: PurePosixPath) -> bool:
    return "labels" in name.parts or name.name == "codes.parquet"

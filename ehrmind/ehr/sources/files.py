"""Where a source's files are: folders, single files, zip archives and their headers.

find_first(root, ("splits/person_id_map.csv", "splits_ehrshot/person_id_map.csv"))  ->  the one that is there, or None
header(Path("ehrshot.csv"))  ->  (["", "patient_id", "start", ...], ",")
place("postgresql://me:pw@db/cdm")  ->  the same text, whose slashes a path would change; place("cdm/")  ->  Path("cdm")
"""

import csv
import gzip
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from ehrmind.errors import DataError

DATABASE = re.compile(r"(?i)([a-z_]{2,}):")  # postgres:dbname=cdm; one letter is a drive
CSV = (".csv", ".csv.gz", ".tsv", ".tsv.gz")


def place(text: str) -> Path | str:
    """Where a source lies: a path, or the address of a database as it is written."""
    path = Path(text).expanduser()
    return text if DATABASE.match(text) and not path.exists() else path


def place_name(at: Path | str) -> str:
    """How messages and manifests call it: an address, which may hold a password, by its kind alone."""
    match = DATABASE.match(at) if isinstance(at, str) else None
    return f"{match[1]}:***" if match else str(at)


def need(path: Path | str | None, source: str, what: str) -> Path:
    """The path, which must be there. Raises DataError."""
    if path is None:
        raise DataError(f"task.source={source} needs task.path=, {what}")
    if isinstance(path, str):
        raise DataError(f"task.path={place_name(path)} is a database, which task.source=omop alone reads; give {what}")
    if not path.exists():
        raise DataError(f"task.path={path} does not exist; give {what}")
    return path.resolve()


def around(path: Path) -> Path:
    """The folder of a dataset of which a folder or one file is given: of data/ehrshot.csv the one that holds data/."""
    folder = path if path.is_dir() else path.parent
    if folder.resolve().name != "data" or (path.is_dir() and not _is_release(folder.resolve().parent)):
        return folder
    return folder.resolve().parent


def _is_release(folder: Path) -> bool:
    """Whether what stands beside data/ is of a dataset, labels or splits, and data/ not a dataset of that name."""
    return any(path.is_dir() and path.name.startswith(("labels", "benchmark", "splits")) for path in folder.iterdir())


def find_first(root: Path, names: Iterable[str]) -> Path | None:
    """The first of these files that lies under the root."""
    return next((root / name for name in names if (root / name).is_file()), None)


def below(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """All files of these suffixes in a folder and the folders in it, by name; hidden ones are none."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(tuple(suffixes)))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def header(path: Path) -> tuple[list[str], str]:
    """The column names of a CSV file and its delimiter, a comma or a tab. Raises DataError."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            line = file.readline(1 << 20).decode("utf-8-sig", errors="replace").rstrip("\r\n")
    except (OSError, EOFError) as error:
        raise DataError(f"{path} is not readable as CSV ({type(error).__name__}); fetch it anew") from None
    delimiter = "\t" if "\t" in line else ","
    names = next(csv.reader([line], delimiter=delimiter), [])
    if not names:
        raise DataError(f"{path} is empty; a first line with the names of the columns is expected")
    return names, delimiter


def lacking(path: Path, names: Iterable[str], wanted: Iterable[str]) -> None:
    """Refuse a file without these columns. Raises DataError."""
    there = {name.strip().lower() for name in names}
    missing = [name for name in wanted if name not in there]
    if missing:
        raise DataError(
            f"{path} lacks the columns {', '.join(missing)}; it has {', '.join(map(str, names)) or 'none'}; "
            "rename them, or give the right file"
        )


def members(path: Path) -> list[str]:
    """The files of a zip archive. Raises DataError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [item.filename for item in archive.infolist() if not item.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{path} is not readable as a zip archive ({type(error).__name__}); fetch it anew") from None


def unpack(path: Path, folder: Path, wanted: Callable[[PurePosixPath], bool]) -> Path:
    """Unpack the wanted files of an archive into a folder, once; the folder that holds them. Raises DataError."""
    if not folder.is_dir():
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            with zipfile.ZipFile(path) as archive:
                for item in archive.infolist():
                    if not item.is_dir() and wanted(PurePosixPath(item.filename)):
                        archive.extract(item, partial)  # which keeps names such as ../x inside
        except (zipfile.BadZipFile, EOFError) as error:
            raise DataError(f"{path} is not readable ({type(error).__name__}); fetch it anew") from None
        partial.rename(folder)
    inner = [item for item in folder.iterdir() if not item.name.startswith(("__", "."))]
    return inner[0] if len(inner) == 1 and inner[0].is_dir() and inner[0].name != "data" else folder

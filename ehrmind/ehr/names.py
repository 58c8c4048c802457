"""What a code is called: by the source itself, by Athena's vocabularies, by ICD-10-CM's own tables; else by its code.

    LOINC/2951-2                "Sodium [Moles/volume] in Serum or Plasma"     concept, codes.parquet or CONCEPT.csv
    ICD10CM/E11.9               "Type 2 diabetes mellitus without complications"      the package simple-icd-10-cm
    DIAGNOSIS//ICD//10//E119    the same
    drug_exposure/43878008      ""   nobody knows: it is shown as it is, and counted

CONCEPT.csv is what https://athena.ohdsi.org sends (tab-separated, a code under its vocabulary). The source's own names
come first, for they are what its makers meant.
"""

# ruff: noqa: S608 (the SQL is our own: paths and names in it are quoted)

import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ehrmind.ehr.events import BIRTH, DEATH
from ehrmind.ehr.sources.columns import Table, csv, readable
from ehrmind.ehr.sources.content import digest, hash_files
from ehrmind.ehr.sources.files import header, lacking
from ehrmind.ehr.sources.shards import read_arrow, write_arrow
from ehrmind.ehr.sources.stage import connected
from ehrmind.errors import DataError

KNOWN = {
    BIRTH: "Birth",
    DEATH: "Death",
    "Gender/M": "Male",
    "Gender/F": "Female",
    "Race/1": "American Indian or Alaska Native",
    "Race/2": "Asian",
    "Race/3": "Black or African American",
    "Race/4": "Native Hawaiian or Other Pacific Islander",
    "Race/5": "White",
    "Ethnicity/Hispanic": "Hispanic or Latino",
    "Ethnicity/Not Hispanic": "Not Hispanic or Latino",
    "Visit/IP": "Inpatient visit",
    "Visit/OP": "Outpatient visit",
    "Visit/ER": "Emergency room visit",
    "Visit/ERIP": "Emergency room and inpatient visit",
}
ICD = re.compile(r"(?:ICD-?10-?CM/{1,2}|DIAGNOSIS//ICD//10//)([A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?)", re.IGNORECASE)
SOURCES = ("source", "athena", "icd-10-cm", "built in")


def name_codes(folder: Path, codes: Sequence[str], athena: Path | None, work: Path, memory: str) -> list[str]:
    """A name for each code, "" where there is none; kept in the index's folder for the next time. Raises DataError."""
    concepts = _concepts(athena) if athena else None
    facts = {"athena": hash_files({"CONCEPT.csv": concepts}, work / "hashes.json") if concepts else None}
    wanted = any(ICD.fullmatch(code) for code in codes)
    key = digest({**facts, "icd": _icd_version() if wanted else ""})[:16]
    path = folder / f"names-{key}.arrow"
    if not path.is_file():
        _write(path, _all_names(folder, codes, concepts, work, memory))
    found: list[str] = read_arrow(path)["name"].to_pylist()
    return found


def _all_names(folder: Path, codes: Sequence[str], concepts: Path | None, work: Path, memory: str) -> list[str]:
    own = folder / "names.arrow"
    table = read_arrow(own) if own.is_file() else None
    found = dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True)) if table is not None else {}
    missing = [code for code in codes if code not in found]
    if concepts and missing:
        found |= _athena(concepts, missing, work, memory)
    found |= _icd([code for code in codes if code not in found])
    return [found.get(code) or KNOWN.get(code, "") for code in codes]


def unnamed(codes: Sequence[str], names: Sequence[str], events: Mapping[str, int]) -> dict[str, Any]:
    """How many codes have no name, how many events they are, and why ICD-10-CM codes are among them."""
    missing = [code for code, name in zip(codes, names, strict=True) if not name]
    facts: dict[str, Any] = {
        "codes": len(missing),
        "of": len(codes),
        "events": sum(events.get(code, 0) for code in missing),
    }
    icd = sum(ICD.fullmatch(code) is not None for code in missing)
    if icd and not _icd_version():
        facts["remark"] = f"{icd:,} are of ICD-10-CM: pip install simple-icd-10-cm names them"
    return facts


def _concepts(athena: Path) -> Path:
    """CONCEPT.csv of a folder of Athena's, or the file itself. Raises DataError."""
    if athena.is_file():
        return athena
    found = [path for path in athena.iterdir() if path.name.upper() == "CONCEPT.CSV"] if athena.is_dir() else []
    if not found:
        raise DataError(f"task.names={athena} holds no CONCEPT.csv; give a folder as https://athena.ohdsi.org sends it")
    return found[0]


def _athena(path: Path, codes: Sequence[str], work: Path, memory: str) -> dict[str, str]:
    """The names of these codes; "LOINC//2951-2" is looked up as "LOINC/2951-2"."""
    import pyarrow as pa

    names, delimiter = header(path)
    lacking(path, names, ("concept_name", "vocabulary_id", "concept_code"))
    table = Table(csv([path], names, delimiter), {name.strip().lower(): (name, "VARCHAR") for name in names})
    with connected(work, memory) as connection, readable(str(path)):
        connection.register("wanted", pa.table({"code": pa.array(codes, pa.string())}))
        rows = connection.execute(
            "SELECT w.code, min(c.name) FROM wanted AS w JOIN (SELECT "
            f"{table.text('vocabulary_id')} || '/' || {table.text('concept_code')} AS code, "
            f"{table.text('concept_name')} AS name FROM {table.relation}) AS c "
            "ON c.code = replace(w.code, '//', '/') GROUP BY w.code"
        ).fetchall()
    return {code: name for code, name in rows if name}


def _icd(codes: Sequence[str]) -> dict[str, str]:
    """The names of the ICD-10-CM codes among these, where the package that knows them is installed."""
    pairs = [(code, match[1].upper()) for code in codes if (match := ICD.fullmatch(code))]
    if not pairs or not _icd_version():
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of how it reads its own tables
        import simple_icd_10_cm as icd  # type: ignore[import-not-found]

    return {code: str(icd.get_description(short)) for code, short in pairs if icd.is_valid_item(short)}


def _icd_version() -> str:
    """The version of simple-icd-10-cm; empty where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("simple-icd-10-cm")
    except PackageNotFoundError:
        return ""


def _write(path: Path, names: Sequence[str]) -> None:
    import pyarrow as pa

    write_arrow(path, pa.table({"name": pa.array(names, pa.string())}))

"""Names of codes from Athena, from ICD-10-CM, from the source; the code where nobody knows one."""

import sys
import types
from pathlib import Path

import pytest

from ehrmind.ehr import names
from ehrmind.ehr.index import open_index
from ehrmind.errors import DataError
from tests.ehr.source_files import meds_columns, write_ehrshot, write_parquet

CONCEPTS = (
    "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\n"
    '3019550\tSodium [Moles/volume] in "Serum" or Plasma\tMeasurement\tLOINC\tLab Test\tS\t2951-2\n'
    "320128\tEssential hypertension\tCondition\tSNOMED\tDisorder\tS\t38341003\n"
    "1\tinpatient by another name\tVisit\tVisit\tVisit\tS\tIP\n"
)


def athena(folder: Path, text: str = CONCEPTS, name: str = "CONCEPT.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder


def named(path: Path, tmp_path: Path, source: str = "ehrshot", athena_folder: Path | None = None) -> dict[str, str]:
    index = open_index(source, path, cache=tmp_path / "cache", names=athena_folder)
    return dict(zip(index.words.codes, index.words.names, strict=True))


def test_a_folder_of_athenas(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    bare = open_index("ehrshot", root, cache=tmp_path / "cache")
    assert bare.manifest["unnamed"] == {"codes": 5, "of": 10, "events": 5}
    folder = athena(tmp_path / "a")
    index = open_index("ehrshot", root, cache=tmp_path / "cache", names=folder)
    assert index.folder == bare.folder  # nothing is indexed anew
    assert index.sha256 != bare.sha256  # but prompts differ
    assert index.manifest["unnamed"] == {"codes": 3, "of": 10, "events": 3}
    found = dict(zip(index.words.codes, index.words.names, strict=True))
    assert found["LOINC/2951-2"] == 'Sodium [Moles/volume] in "Serum" or Plasma'
    assert found["SNOMED/38341003"] == "Essential hypertension"
    assert found["Visit/IP"] == "inpatient by another name"  # Athena's, where it has one
    assert found["Visit/OP"] == "Outpatient visit"
    assert found["RxNorm/314076"] == ""
    again = athena(tmp_path / "b", CONCEPTS.replace("Essential", "Primary"), "concept.csv")
    assert named(root, tmp_path, athena_folder=again)["SNOMED/38341003"] == "Primary hypertension"


def test_a_folder_that_is_not_athenas(tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "e")
    with pytest.raises(DataError, match=r"task\.names=.*holds no CONCEPT\.csv"):
        named(root, tmp_path, athena_folder=tmp_path)
    with pytest.raises(DataError, match=r"CONCEPT\.csv lacks the columns concept_name, vocabulary_id, concept_code"):
        named(root, tmp_path, athena_folder=athena(tmp_path / "a", "id\tname\n1\tx\n"))


def test_the_sources_own_names_come_first(tmp_path: Path) -> None:
    write_parquet(
        tmp_path / "d/data/0.parquet",
        meds_columns([(1, None, "LOINC//2951-2", None, None), (1, None, "LOINC/2951-2", None, None)]),
    )
    write_parquet(tmp_path / "d/metadata/codes.parquet", {"code": ["LOINC/2951-2"], "description": ["Na"]})
    found = named(tmp_path / "d", tmp_path, "meds", athena(tmp_path / "a"))
    assert found["LOINC/2951-2"] == "Na"
    assert found["LOINC//2951-2"].startswith("Sodium")


ICD_ROWS = [
    (1, None, "ICD10CM/E11.9", None, None),
    (1, None, "DIAGNOSIS//ICD//10//E119", None, None),
    (1, None, "DIAGNOSIS//ICD//9//25000", None, None),
    (1, None, "ICD10CM/E99", None, None),
]


def test_icd_10_cm_where_its_package_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parquet(tmp_path / "d/data/0.parquet", meds_columns(ICD_ROWS))
    monkeypatch.setattr(names, "_icd_version", lambda: "")
    index = open_index("meds", tmp_path / "d", cache=tmp_path / "cache")
    assert index.manifest["unnamed"]["remark"] == "3 are of ICD-10-CM: pip install simple-icd-10-cm names them"
    package = types.ModuleType("simple_icd_10_cm")
    package.is_valid_item = lambda code: code.replace(".", "") == "E119"  # type: ignore[attr-defined]
    package.get_description = lambda code: "Type 2 diabetes mellitus"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simple_icd_10_cm", package)
    monkeypatch.setattr(names, "_icd_version", lambda: "1.5.0")
    found = named(tmp_path / "d", tmp_path, "meds")
    assert found["ICD10CM/E11.9"] == found["DIAGNOSIS//ICD//10//E119"] == "Type 2 diabetes mellitus"
    assert found["DIAGNOSIS//ICD//9//25000"] == found["ICD10CM/E99"] == ""


def test_the_real_package_knows_codes_with_and_without_a_dot() -> None:
    if not names._icd_version():
        pytest.skip("simple-icd-10-cm is not installed")
    found = names._icd(["ICD10CM/E11.9", "DIAGNOSIS//ICD//10//E119", "ICD10CM/E99.9"])
    assert found == dict.fromkeys(list(found)[:2], "Type 2 diabetes mellitus without complications")

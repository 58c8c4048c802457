"""OMOP's concepts of the codes that are used, and which lies above which; also as the files that Athena sends.

    2000000061  Creatinine [Mass/volume] in Serum or Plasma  Measurement  LOINC  Lab Test  S  2160-0

Persons and visits have OMOP's own numbers, which every reader relies on. All other concepts have numbers above two
thousand million, which OMOP leaves to local ones: their vocabulary, code and name are right, and that is what is read.
"""

from pathlib import Path
from typing import Any

from ehrmind.ehr.generator.arrow import write_csv
from ehrmind.ehr.generator.codes import CODES, EMERGENCY, FEMALE, INPATIENT, MALE, OUTPATIENT, RACES, ancestors
from ehrmind.ehr.generator.items import ITEMS
from ehrmind.ehr.generator.rows import CODE_LIST

LOCAL, UNIT_LOCAL = 2_000_000_001, 2_000_100_001
INTENSIVE = 32037
KNOWN = {
    INPATIENT: 9201,
    OUTPATIENT: 9202,
    EMERGENCY: 9203,
    MALE: 8507,
    FEMALE: 8532,
    **dict(zip(RACES, (8657, 8515, 8516, 8557, 8527), strict=True)),
    "Ethnicity/Hispanic": 38003563,
    "Ethnicity/Not Hispanic": 38003564,
}
IDS = {code: KNOWN.get(code, LOCAL + at) for at, code in enumerate(CODE_LIST)}
UCUM = tuple(dict.fromkeys(unit for item in ITEMS for unit in (item.unit, *((item.other[0],) if item.other else ()))))
UNIT_IDS = {unit: UNIT_LOCAL + at for at, unit in enumerate(UCUM)}
# Results in words that are concepts themselves: number, code, name
ANSWERS = {
    "Negative": (2_000_200_001, "260385009", "Negative"),
    "Positive": (2_000_200_002, "10828004", "Positive"),
    "Detected": (2_000_200_003, "260373001", "Detected"),
    "Not detected": (2_000_200_004, "260415000", "Not detected"),
}
_DOMAINS = {
    "person": ("Observation", "Clinical Finding"),
    "death": ("Observation", "Death"),
    "visit_occurrence": ("Visit", "Visit"),
    "visit_detail": ("Visit", "Visit"),
    "condition_occurrence": ("Condition", "Disorder"),
    "procedure_occurrence": ("Procedure", "Procedure"),
    "drug_exposure": ("Drug", "Ingredient"),
    "measurement": ("Measurement", "Lab Test"),
    "observation": ("Observation", "Clinical Finding"),
}
_COLUMNS = (
    *("concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "standard_concept"),
    *("concept_code", "valid_start_date", "valid_end_date", "invalid_reason"),
)


def concepts() -> dict[str, list[Any]]:
    """The table `concept`."""
    lines: list[tuple[Any, ...]] = [(0, "No matching concept", "Metadata", "None", "Undefined", None, "No matching")]
    for code in CODES.values():
        domain, kind = _DOMAINS[code.table]
        if code.vocabulary in ("Gender", "Race", "Ethnicity"):
            domain = kind = code.vocabulary
        standard = "C" if code.vocabulary == "ATC" else "S"
        lines.append((IDS[code.code], code.name, domain, code.vocabulary, kind, standard, code.own))
    lines.append((INTENSIVE, "Intensive Care", "Visit", "Visit", "Visit", "S", "OMOP4822460"))
    lines += [(number, unit, "Unit", "UCUM", "Unit", "S", unit) for unit, number in UNIT_IDS.items()]
    lines += [
        (number, name, "Meas Value", "SNOMED", "Qualifier Value", "S", code) for number, code, name in ANSWERS.values()
    ]
    filled = [(*line, "1970-01-01", "2099-12-31", None) for line in lines]
    return {name: [line[at] for line in filled] for at, name in enumerate(_COLUMNS)}


def concept_ancestors() -> dict[str, list[int]]:
    """The table `concept_ancestor`; a concept is its own ancestor at no distance."""
    lines = [
        (IDS[above], IDS[code], steps, steps) for code in CODE_LIST for above, steps in sorted(ancestors(code).items())
    ]
    names = ("ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation", "max_levels_of_separation")
    return {name: [line[at] for line in lines] for at, name in enumerate(names)}


def write_athena(folder: Path) -> None:
    """CONCEPT.csv and CONCEPT_ANCESTOR.csv, separated by tabs."""
    write_csv(folder / "CONCEPT.csv", dict(concepts()), "\t")
    write_csv(folder / "CONCEPT_ANCESTOR.csv", dict(concept_ancestors()), "\t")

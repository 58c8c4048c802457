"""The codes that generated records use, with the names, units and broader codes of their code systems.

    Code("SNOMED/59621000", "Essential hypertension", "condition", parents=("SNOMED/38341003",))
    Code("LOINC/2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "measurement")
    CODES["RxNorm/4603"].name      "furosemide"

Facts of SNOMED CT, RxNorm, ATC, CPT4 (in our own words), OMOP's Visit vocabulary, and LOINC (loinc.org, copyright
Regenstrief Institute; used under its licence, without change). CARE_SITE/… are two of the intensive care units that
EHRSHOT's ICU task is defined by.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ehrmind.ehr.generator.conditions import COMPLAINTS, CONDITIONS, GROUPS, OTHER_DIAGNOSES
from ehrmind.ehr.generator.drugs import CLASSES, DRUGS
from ehrmind.ehr.generator.items import ITEMS, TEXT_ITEMS

BIRTH, DEATH = "SNOMED/3950001", "Condition Type/OMOP4822053"  # as EHRSHOT's CSV has them
MALE, FEMALE = "Gender/M", "Gender/F"
RACES = ("Race/1", "Race/2", "Race/3", "Race/4", "Race/5")
ETHNICITIES = ("Ethnicity/Hispanic", "Ethnicity/Not Hispanic")
INPATIENT, OUTPATIENT, EMERGENCY = "Visit/IP", "Visit/OP", "Visit/ER"
ICUS = ("CARE_SITE/7928450", "CARE_SITE/7928759")

# table -> (code, name)
_PLAIN = {
    "person": (
        (BIRTH, "Birth"),
        (MALE, "MALE"),
        (FEMALE, "FEMALE"),
        ("Race/1", "American Indian or Alaska Native"),
        ("Race/2", "Asian"),
        ("Race/3", "Black or African American"),
        ("Race/4", "Native Hawaiian or Other Pacific Islander"),
        ("Race/5", "White"),
        ("Ethnicity/Hispanic", "Hispanic or Latino"),
        ("Ethnicity/Not Hispanic", "Not Hispanic or Latino"),
    ),
    "death": ((DEATH, "Death"),),
    "visit_occurrence": (
        (INPATIENT, "Inpatient Visit"),
        (OUTPATIENT, "Outpatient Visit"),
        (EMERGENCY, "Emergency Room Visit"),
    ),
    "visit_detail": ((ICUS[0], "Medical ICU"), (ICUS[1], "Surgical ICU")),
    "procedure_occurrence": (
        ("CPT4/99213", "Office visit, established patient, low complexity"),
        ("CPT4/99214", "Office visit, established patient, moderate complexity"),
        ("CPT4/99284", "Emergency department visit, moderate complexity"),
        ("CPT4/99285", "Emergency department visit, high complexity"),
        ("CPT4/99223", "Initial hospital care, high complexity"),
        ("CPT4/99232", "Subsequent hospital care, moderate complexity"),
        ("CPT4/99238", "Hospital discharge day management"),
        ("CPT4/99291", "Critical care, first hour"),
        ("CPT4/36415", "Venipuncture"),
        ("CPT4/71046", "Chest X-ray, 2 views"),
        ("CPT4/93010", "Electrocardiogram, interpretation and report"),
        ("CPT4/93306", "Transthoracic echocardiography, complete"),
        ("CPT4/70450", "CT of head without contrast"),
        ("CPT4/70551", "MRI of brain without contrast"),
        ("CPT4/71275", "CT angiography of chest"),
        ("CPT4/74177", "CT of abdomen and pelvis with contrast"),
        ("CPT4/76700", "Ultrasound of abdomen, complete"),
        ("CPT4/43239", "Upper gastrointestinal endoscopy with biopsy"),
        ("CPT4/45378", "Colonoscopy, diagnostic"),
        ("CPT4/36556", "Insertion of central venous catheter"),
        ("CPT4/31500", "Endotracheal intubation, emergency"),
        ("CPT4/90935", "Hemodialysis with one evaluation"),
        ("CPT4/36430", "Transfusion of blood components"),
        ("CPT4/97161", "Physical therapy evaluation, low complexity"),
        ("CPT4/97163", "Physical therapy evaluation, high complexity"),
        ("CPT4/93458", "Left heart catheterization with coronary angiography"),
        ("CPT4/92928", "Coronary stent placement, single vessel"),
        ("CPT4/27130", "Total hip arthroplasty"),
        ("CPT4/27447", "Total knee arthroplasty"),
        ("CPT4/27236", "Open treatment of femoral neck fracture"),
        ("CPT4/47562", "Laparoscopic cholecystectomy"),
        ("CPT4/49083", "Abdominal paracentesis with imaging guidance"),
        ("CPT4/94010", "Spirometry"),
        ("CPT4/90686", "Influenza vaccine, quadrivalent"),
        ("CPT4/96413", "Chemotherapy infusion, up to one hour"),
    ),
    "observation": (
        ("LOINC/72166-2", "Tobacco smoking status"),
        ("SNOMED/105529008", "Lives alone"),
        ("SNOMED/32911000", "Homeless"),
        ("SNOMED/281399006", "Did not attend"),
    ),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code, its name in its code system, EHRSHOT's `omop_table` for it, and the broader codes it is a kind of."""

    code: str
    name: str
    table: str
    parents: tuple[str, ...] = ()

    @property
    def vocabulary(self) -> str:
        """What stands before the first slash."""
        return self.code.split("/", 1)[0]

    @property
    def own(self) -> str:
        """The code within its vocabulary."""
        return self.code.split("/", 1)[1]


def _all() -> Iterator[Code]:
    for table, plain in _PLAIN.items():
        yield from (Code(code, name, table) for code, name in plain)
    for condition in CONDITIONS:
        for code, name in condition.codes:
            yield Code(
                f"SNOMED/{code}", name, "condition_occurrence", tuple(f"SNOMED/{up}" for up in condition.parents)
            )
    for code, name, parents in (*COMPLAINTS, *OTHER_DIAGNOSES, *GROUPS):
        yield Code(f"SNOMED/{code}", name, "condition_occurrence", tuple(f"SNOMED/{up}" for up in parents))
    for drug in DRUGS:
        yield Code(f"RxNorm/{drug.code}", drug.name, "drug_exposure", tuple(f"ATC/{up}" for up in drug.classes))
    for code, name, _ in CLASSES:
        yield Code(f"ATC/{code}", name, "drug_exposure", (f"ATC/{code[0]}",) if len(code) > 1 else ())
    for item in ITEMS:
        yield Code(f"LOINC/{item.code}", item.name, "measurement", tuple(f"LOINC/{up}" for up in item.parents))
    for text in TEXT_ITEMS:
        yield Code(f"LOINC/{text.code}", text.name, "measurement")
    # The groups that EHRSHOT's laboratory tasks are defined by
    yield Code("LOINC/LP392452-1", "Hemoglobin", "measurement")
    yield Code("LOINC/LP393218-5", "Platelets", "measurement")


CODES: dict[str, Code] = {}
for _code in _all():
    CODES.setdefault(_code.code, _code)


def ancestors(code: str) -> dict[str, int]:
    """Every broader code, with the fewest steps to it; the code itself with 0."""
    found, edge, steps = {code: 0}, [code], 0
    while edge:
        steps += 1
        edge = [up for name in edge for up in CODES[name].parents if up not in found]
        found |= dict.fromkeys(edge, steps)
    return found

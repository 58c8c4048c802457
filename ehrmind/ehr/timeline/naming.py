"""What a code is called in a timeline, which events belong together, and what kind of visit or result it is.

    naming("LOINC/2951-2", "Sodium [Moles/volume] in Serum or Plasma")      label Sodium, of the quantity Sodium
    naming("RxNorm/314076", "lisinopril 10 MG Oral Tablet")                  label lisinopril 10 MG Oral Tablet
    naming("MEDICATION//STOP//Heparin", "")                                  label Heparin, mark stop
    naming("SNOMED/38341003", "")                                            label SNOMED/38341003: nobody knows more

Codes of one quantity (blood and serum sodium, MIMIC's items) are one series, and so are a drug's start, dose and stop.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ehrmind.ehr.labels.settings import INTENSIVE_CARE
from ehrmind.ehr.ranges import Quantity, is_unit, quantity_of, spelled
from ehrmind.ehr.timeline.clean import clean

INPATIENT, EMERGENCY, OUTPATIENT = "inpatient", "emergency", "outpatient"

SPECIMEN = "SPECIMEN_COLLECTED//"  # of MIMIC: that blood was drawn, and no result
_TAGS = re.compile(
    r" \((?:disorder|finding|procedure|situation|observable entity|regime/therapy|event|qualifier value|substance"
    r"|product|morphologic abnormality|context-dependent category|physical object)\)$"
)
_PROPERTY = re.compile(r" \[[^\]]*\]")  # of a LOINC name: [Mass/volume]
_SPECIMEN = re.compile(r" in (?:Serum or Plasma|Serum, Plasma or Blood|Serum|Plasma|Platelet poor plasma)\b")
_METHOD = re.compile(
    r" by (?:Automated count|Manual count|Automated test strip|Test strip|Immunoassay|Coagulation assay|calculation"
    r"|Light microscopy|NAA with probe detection|High sensitivity method|Automated)\b.*$"
)
_PACK = re.compile(r"\{.*\} Pack(?: \[(.+)\])?$", re.DOTALL)
_INPATIENT = re.compile(r"^visit/+(?:ip|erip)\b|inpatient|hospital_admission|^admission\b", re.IGNORECASE)
_EMERGENCY = re.compile(r"^visit/+er\b|emergency|ed_registration", re.IGNORECASE)
_DISCHARGE = re.compile(r"^(?:hospital_discharge|discharge|ed_out|icu_discharge)\b", re.IGNORECASE)
_INTENSIVE = re.compile(r"intensive care|\b[a-z]*icu\b|icu_admission|coronary care unit", re.IGNORECASE)
_VITAL = re.compile(
    r"blood pressure|heart rate|pulse|respiratory rate|temperature|oxygen saturation|spo2|body (?:weight|height)"
    r"|\bbmi\b",
    re.IGNORECASE,
)
_NURSING = re.compile(
    r"braden|richmond|\brass\b|pain (?:level|present|severity|score|assessment)|specimen.?collected|\balarm\b"
    r"|lockout|fall risk|morse|dressing|incision|oral care|turn(?:ed)?\b|position\b|\bsite\b|restraint",
    re.IGNORECASE,
)
_ROUTINE = re.compile(r"^CPT4/+(?:99[2-4]\d\d|36415)$")  # who saw the patient, and that blood was drawn
_ICD = re.compile(r"^(?:DIAGNOSIS|PROCEDURE)//ICD//(9|10)//(.+)$", re.IGNORECASE)
_REFUSED = re.compile(r"not given|hold|refused|not applied|not started", re.IGNORECASE)
_STOPPED = re.compile(r"stop", re.IGNORECASE)
_IN_BRACKETS = re.compile(r".*\(([^()]+)\)$")


@dataclass(frozen=True, slots=True, eq=False)
class Naming:
    """`key` is shared by the codes that are one series; `mark` is "", "stop" (of a drug) or "discharge"."""

    label: str
    key: str
    quantity: Quantity | None = None
    mark: str = ""
    visit: str = OUTPATIENT
    intensive: bool = False
    vital: bool = False
    routine: bool = False  # what nurses chart by the hour, and what is billed for every visit: shown last
    named: bool = True
    unit: str = ""  # that the code tells, for values without one


@lru_cache(maxsize=131072)
def naming(code: str, name: str) -> Naming:
    """How a code is called, by the name that its source gives it (may be empty)."""
    quantity = quantity_of(code, name)
    drug = _drug(code)
    if drug is not None:
        return drug
    label = quantity.name if quantity else _label(code, name)
    if SPECIMEN in code:
        bare = code.replace(SPECIMEN, "")
        label = f"Specimen for {naming(bare, name).label}"
    both = f"{code} {name}"
    return Naming(
        label=label,
        key=f"={quantity.name}" if quantity else code,
        quantity=quantity,
        mark="discharge" if _DISCHARGE.search(code) else "",
        visit=INPATIENT if _INPATIENT.search(both) else EMERGENCY if _EMERGENCY.search(both) else OUTPATIENT,
        intensive=code in INTENSIVE_CARE or _INTENSIVE.search(both) is not None,
        vital=quantity.kind == "vital" if quantity else _VITAL.search(both) is not None,
        routine=_NURSING.search(both) is not None or _ROUTINE.search(code) is not None,
        named=quantity is not None or label != clean(code),
        unit=_unit(code, name),
    )


def _drug(code: str) -> Naming | None:
    """MIMIC's drugs: MEDICATION//START//Heparin, MEDICATION//Heparin//Administered."""
    parts = code.split("//")
    if parts[0].upper() != "MEDICATION" or len(parts) < 2:
        return None
    action, name = parts[1], parts[-1]
    if action.upper() not in ("START", "STOP"):
        name, action = parts[1], parts[2] if len(parts) > 2 else ""
    label = clean(name)
    if _REFUSED.search(action):
        return Naming(f"{label} (not given)", f"{label} (not given)")
    return Naming(label, f"={label.casefold()}", mark="stop" if _STOPPED.search(action) else "")


def _label(code: str, name: str) -> str:
    if not name.strip():
        return "Intensive care unit" if code in INTENSIVE_CARE else _unnamed(code)
    pack = _PACK.match(name)
    if pack:
        return clean(f"{pack[1]} pack" if pack[1] else name)
    short = _TAGS.sub("", name)
    if code.startswith("LOINC/") or _PROPERTY.search(short):
        short = _METHOD.sub("", _SPECIMEN.sub("", _PROPERTY.sub("", short)))
    return clean(short) or clean(code)


def _unnamed(code: str) -> str:
    """SNOMED/38341003 as it is; HOSPITAL_ADMISSION//EW EMER.//EMERGENCY ROOM in words."""
    icd = _ICD.match(code)
    if icd:
        return clean(f"ICD-{icd[1]} {icd[2]}")
    parts = [part for part in code.split("//") if part not in ("", "UNK")]
    if len(parts) < 2:
        return clean(code)
    if parts[0] in ("ICU_ADMISSION", "TRANSFER_TO"):
        return clean(parts[-1])
    head = parts[0].replace("_", " ")
    return clean(f"{head.capitalize() if len(head) > 4 else head}: {', '.join(parts[1:])}")


def _unit(code: str, name: str) -> str:
    """The unit at the end of a code or in the brackets of a name: LAB//226531//kg, Weight (Lbs)."""
    last = code.rsplit("//", 1)[-1] if "//" in code else ""
    if last and is_unit(last):
        return spelled(last)
    match = _IN_BRACKETS.match(name or code)
    return spelled(match[1]) if match and is_unit(match[1]) else ""

"""Which codes of a source are a stay in hospital and one in intensive care, and which are the outcome.

    settings_for("ehrshot").inpatient   {"Visit/IP", ...}                  as EHRSHOT
    settings_for("omop").inpatient      {"Visit/IP", "Visit/ERIP", ...}    stays that began in the emergency room too

EHRSHOT counts Visit/IP alone. At most other hospitals a stay that began in the emergency room has a code of its own
(Visit/ERIP, concept 262), without which long stays and readmissions would be missed: EHRSHOT's authors count it in
their tasks on MIMIC-IV, and so do we for MEDS and OMOP.
"""

from dataclasses import dataclass, field

from ehrmind.errors import require_choice

# A concept that is not in the source's vocabulary has its number for a code.
INPATIENT = frozenset({"Visit/IP", "Visit/9201", "OMOP/9201"})
EMERGENCY_AND_INPATIENT = frozenset({"Visit/ERIP", "Visit/262", "OMOP/262"})
# The care sites of EHRSHOT with "ICU" in their name (its labelers/omop.py names these codes); OMOP's concept 32037.
_CARE_SITES = (
    *(7928195, 7928227, 7928450, 7928457, 7928619, 7928650, 7928675, 7928759, 7928810, 7928852, 7929149, 7929179),
    *(7929351, 7929727, 7930176, 7930225, 7930385, 7930600, 7930670, 7930681, 7930857, 7930924, 7930934, 7931186),
    7931420,
)
INTENSIVE_CARE = frozenset(
    {*(f"CARE_SITE/{site}" for site in _CARE_SITES), "Visit/OMOP4822460", "Visit/32037", "OMOP/32037"}
)
SOURCES = ("ehrshot", "meds", "omop")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a source's codes are read. The defaults are EHRSHOT's.

    `inpatient` and `icu` are codes, `inpatient_types` and `icu_types` the types of event (events.TYPES) that these
    must have. `outcome`, where it is not empty, stands for the codes that define a diagnosis or a laboratory result.
    `without_ontology` takes a diagnosis by its own code where nothing says which codes lie below it.
    `platelets_as_written` reads a platelet count as 10⁹/L in whatever unit it is, as EHRSHOT does; else it is
    converted, and left out where its unit is none that is known.
    `drop_same_day_readmission` leaves out discharges after which the patient came back on the same day; EHRSHOT means
    to, but keeps them as negatives (see stays.readmission).
    """

    inpatient: frozenset[str] = INPATIENT
    inpatient_types: tuple[str, ...] = ("visit",)
    icu: frozenset[str] = INTENSIVE_CARE
    icu_types: tuple[str, ...] = ("visit_detail",)
    outcome: frozenset[str] = field(default_factory=frozenset)
    without_ontology: bool = False
    platelets_as_written: bool = True
    drop_same_day_readmission: bool = False


def settings_for(source: str) -> Settings:
    """The settings for a source: "ehrshot", "meds" or "omop". Raises ConfigError."""
    require_choice("task.source", source, SOURCES)
    if source == "ehrshot":
        return Settings()
    return Settings(
        inpatient=INPATIENT | EMERGENCY_AND_INPATIENT,
        inpatient_types=("visit", "other"),  # MEDS need not tell the table
        icu_types=("visit_detail", "visit", "other"),
        platelets_as_written=False,
    )

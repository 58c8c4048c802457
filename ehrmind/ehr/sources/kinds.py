"""What kind of event a row is: by the OMOP table it came from, or where that is not told, by the beginning of its code.

    omop_table=condition_occurrence -> condition     LAB//51221//% -> measurement     ICD10CM/E11.9 -> condition

The beginnings are the vocabularies of OMOP (Athena) and the event names of MIMIC-IV's MEDS extraction
(github.com/Medical-Event-Data-Standard/MIMIC_IV_MEDS, event_configs.yaml), which also writes the unit of a result into
its code: LAB//51221//%, SUBJECT_FLUID_OUTPUT//226559//mL. SNOMED has codes of every kind, so that a SNOMED code without
a table is `other`.
"""

from ehrmind.ehr.sources.source import kind_of

TABLES = {
    "person": ("person",),
    "visit": ("visit_occurrence", "visit"),
    "visit_detail": ("visit_detail",),
    "condition": ("condition_occurrence", "condition"),
    "procedure": ("procedure_occurrence", "procedure"),
    "drug": ("drug_exposure", "drug"),
    "measurement": ("measurement",),
    "observation": ("observation",),
    "device": ("device_exposure", "device"),
    "note": ("note", "note_nlp"),
    "death": ("death",),
}
BEGINNINGS = {
    "person": (
        *("MEDS_BIRTH", "GENDER", "SEX", "RACE", "ETHNICITY", "LANGUAGE", "MARITAL_STATUS", "MARITAL STATUS"),
        "INSURANCE",
    ),
    "death": ("MEDS_DEATH",),
    "visit": (
        *("VISIT", "ENCOUNTER", "ADMISSION", "DISCHARGE", "HOSPITAL_ADMISSION", "HOSPITAL_DISCHARGE"),
        *("ED_REGISTRATION", "ED_OUT"),
    ),
    "visit_detail": ("ICU_ADMISSION", "ICU_DISCHARGE", "TRANSFER_TO", "CARE_SITE"),
    "condition": ("DIAGNOSIS", "CONDITION", "DRG", "ICD10CM", "ICD9CM", "ICD10", "ICDO3"),
    "procedure": ("PROCEDURE", "PROCEDURE_START", "PROCEDURE_END", "CPT4", "HCPCS", "ICD10PCS", "ICD9PROC"),
    "drug": (
        *("DRUG", "MEDICATION", "INFUSION_START", "INFUSION_END", "RXNORM", "RXNORM EXTENSION", "NDC", "ATC", "CVX"),
    ),
    "measurement": (
        *("LAB", "LOINC", "MEASUREMENT", "VITAL", "VITALS", "SUBJECT_FLUID_OUTPUT", "SUBJECT_WEIGHT_AT_INFUSION"),
        *("BLOOD PRESSURE", "BMI (KG/M2)", "WEIGHT (LBS)", "HEIGHT (INCHES)", "EGFR"),
    ),
    "note": ("NOTE",),
}


def by_table(column: str) -> str:
    """SQL: the place of the type of an OMOP table's name."""
    return kind_of(f"lower({column})", TABLES)


def by_code(code: str) -> str:
    """SQL: the place of the type that the beginning of a code tells."""
    return kind_of(f"upper(split_part({code}, '/', 1))", BEGINNINGS)


def unit_in(code: str) -> str:
    """SQL: the unit that the last part of a result's code names; NULL where it names none."""
    last = f"split_part({code}, '//', -1)"
    return (
        f"CASE WHEN (starts_with({code}, 'LAB//') OR starts_with({code}, 'SUBJECT_FLUID_OUTPUT//')) "
        f"AND split_part({code}, '//', 3) <> '' AND split_part({code}, '//', 2) <> 'SPECIMEN_COLLECTED' "
        f"AND {last} NOT IN ('UNK', '') THEN {last} END"
    )

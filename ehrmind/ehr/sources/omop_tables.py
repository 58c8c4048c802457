"""The tables of the OMOP common data model that hold events: which columns are their code, time, end and value.

    Clinical("condition_occurrence", "condition", "condition_concept_id", "condition_start", "condition_end")

Names are those of CDM 5.3 and 5.4 (https://ohdsi.github.io/CommonDataModel/); where they differ, both are read. Never
read: condition_era, drug_era, dose_era, observation_period and episode, which are derived over the whole record and so
know the future; `note`, unless asked for.
"""

from dataclasses import dataclass

NEVER = ("condition_era", "drug_era", "dose_era", "observation_period", "episode", "episode_event", "cohort")
VOCABULARY = (
    *("concept", "concept_ancestor", "concept_relationship", "concept_synonym", "concept_class", "vocabulary"),
    *("domain", "relationship", "drug_strength", "source_to_concept_map", "cdm_source", "metadata"),
)
STILL_PATIENT = 32220  # the end of such a visit is the day of the extract


@dataclass(frozen=True, slots=True)
class Clinical:
    """One table. `start` and `end` are beginnings of names: with _datetime and _date behind them."""

    table: str
    kind: str
    concept: str
    start: str
    end: str = ""
    source: bool = True  # whether its source value says what happened; a visit's is often an identifier
    domain: str = ""  # of the source concepts that may stand for a missing one; any where empty

    @property
    def stem(self) -> str:
        """What its source columns begin with: measurement of measurement_concept_id."""
        return self.concept.removesuffix("_concept_id")


TABLES = (
    Clinical("visit_occurrence", "visit", "visit_concept_id", "visit_start", "visit_end", source=False),
    Clinical(
        *("visit_detail", "visit_detail", "visit_detail_concept_id", "visit_detail_start", "visit_detail_end"),
        source=False,
    ),
    Clinical("condition_occurrence", "condition", "condition_concept_id", "condition_start", "condition_end"),
    Clinical("procedure_occurrence", "procedure", "procedure_concept_id", "procedure", "procedure_end"),
    # Synthea's export names the reason of a drug as its source concept: a condition is no drug.
    Clinical(
        *("drug_exposure", "drug", "drug_concept_id", "drug_exposure_start", "drug_exposure_end"),
        domain="Drug",
    ),
    Clinical("measurement", "measurement", "measurement_concept_id", "measurement"),
    Clinical("observation", "observation", "observation_concept_id", "observation"),
    Clinical(
        *("device_exposure", "device", "device_concept_id", "device_exposure_start", "device_exposure_end"),
    ),
)
NOTE = Clinical("note", "note", "note_class_concept_id", "note", source=False)
READ = ("person", "death", *(item.table for item in TABLES))
CONCEPT_COLUMNS = (  # that point to a concept, in any of these tables
    *(item.concept for item in (*TABLES, NOTE)),
    *(f"{item.stem}_source_concept_id" for item in TABLES),
    *("value_as_concept_id", "unit_concept_id", "gender_concept_id", "race_concept_id", "ethnicity_concept_id"),
)
# Concepts that every reader of visits and persons relies on, also where the vocabulary is missing (Athena).
KNOWN = (
    (9201, "Visit", "IP", "Inpatient Visit"),
    (9202, "Visit", "OP", "Outpatient Visit"),
    (9203, "Visit", "ER", "Emergency Room Visit"),
    (262, "Visit", "ERIP", "Emergency Room and Inpatient Visit"),
    (8507, "Gender", "M", "MALE"),
    (8532, "Gender", "F", "FEMALE"),
    (8657, "Race", "1", "American Indian or Alaska Native"),
    (8515, "Race", "2", "Asian"),
    (8516, "Race", "3", "Black or African American"),
    (8557, "Race", "4", "Native Hawaiian or Other Pacific Islander"),
    (8527, "Race", "5", "White"),
    (38003563, "Ethnicity", "Hispanic", "Hispanic or Latino"),
    (38003564, "Ethnicity", "Not Hispanic", "Not Hispanic or Latino"),
)
OPERATORS = {4171756: "<", 4171754: "<=", 4172704: ">", 4171755: ">="}

"""The SELECTs of OMOP's tables: events of condition_occurrence and its like, births and deaths.

drug_exposure: concept 0, source concept 28060 (a condition), source value 43878008  ->  drug_exposure/43878008
measurement: value_as_number 0.01, operator_concept_id 4171756                       ->  value 0.01, text "<"
"""

from collections.abc import Iterable

from ehrmind.ehr.events import BIRTH, DEATH, TYPES
from ehrmind.ehr.sources.columns import Table
from ehrmind.ehr.sources.omop_tables import OPERATORS, STILL_PATIENT, Clinical
from ehrmind.ehr.sources.source import Part, quoted, select

NO_CONCEPT = "no standard concept (0)"
BY_SOURCE, BY_VALUE = "… the source concept stands for it", "… the source value stands for it"
UNKNOWN = "concept is not in the vocabulary: OMOP/<concept_id>"
STILL = f"still a patient ({STILL_PATIENT}): the end is the day of the extract and left out"
YEAR_ONLY = "birth without a month or a day: the first of it"
_NOTHING = {"number": "NULL::DOUBLE", "text": "NULL::VARCHAR", "unit": "NULL::VARCHAR", "finish": "NULL::BIGINT"}


def clinical(item: Clinical, table: Table, notes: bool) -> Part:
    """The events of one table."""
    concept, source = table.whole(item.concept), table.whole(f"{item.stem}_source_concept_id")
    starts: tuple[str, ...] = _both(item.start)
    ends: tuple[str, ...] = _both(item.end) if item.end else ()
    if item.kind == "visit_detail":  # as CDM 5.2 called them
        starts, ends = (*starts, *_both("visit_start")), (*ends, *_both("visit_end"))
    still = _still(table, item) if item.kind in ("visit", "visit_detail") else "false"
    columns = {
        "origin": quoted(item.table),
        "subject": table.whole("person_id"),
        "moment": _coalesce(table.moment(name) for name in starts),
        "given": " OR ".join(f"{table.text(name)} IS NOT NULL" for name in starts),
        "code": _code(item, table, concept, source),
        "number": table.number("value_as_number"),
        "text": table.text("note_text") if item.kind == "note" else _text(table),
        "unit": f"coalesce(u._bare, {table.text('unit_source_value')})",
        "kind": f"{TYPES.index(item.kind)}::TINYINT",
        "visit": f"nullif({table.whole('visit_occurrence_id')}, 0)",
        "finish": f"CASE WHEN NOT {still} THEN {_coalesce(table.moment(name) for name in ends)} END",
        "concept": f"coalesce({concept}, 0)",
        "known": "c._id IS NOT NULL",
        "by_source": f"{_source_fits(item)}",
        "still": still,
    }
    marks = {
        NO_CONCEPT: "concept = 0",
        BY_SOURCE: "concept = 0 AND by_source",
        BY_VALUE: "concept = 0 AND NOT by_source AND code IS NOT NULL",
        UNKNOWN: "concept <> 0 AND NOT known",
        STILL: "still",
    }
    query, names = select(_joined(table, concept, source), columns, marks, notes=notes)
    return Part(item.table, f"the table {item.table}", query, names)


def person(table: Table) -> Part:
    """Births, and what is known of a person without a time: gender, race, ethnicity."""
    date = (
        f"printf('%04d-%02d-%02d', {table.whole('year_of_birth')}, coalesce({table.whole('month_of_birth')}, 1), "
        f"coalesce({table.whole('day_of_birth')}, 1))"
    )
    exact = f"{table.moment('birth_datetime')} IS NOT NULL"
    birth = {
        "origin": "'person'",
        "subject": table.whole("person_id"),
        "moment": f"coalesce({table.moment('birth_datetime')}, micros(moment_of({date})))",
        "given": f"{table.text('birth_datetime')} IS NOT NULL OR {table.whole('year_of_birth')} IS NOT NULL",
        "code": quoted(BIRTH),
        **_NOTHING,
        "kind": f"{TYPES.index('person')}::TINYINT",
        "visit": "NULL::BIGINT",
        "rough": f"NOT {exact} AND ({table.whole('month_of_birth')} IS NULL OR {table.whole('day_of_birth')} IS NULL)",
        "concept": "1",
    }
    marks = {YEAR_ONLY: "rough", NO_CONCEPT: "concept = 0"}
    query, names = select(table.relation, birth, marks)
    queries = [query]
    for name in ("gender", "race", "ethnicity"):
        concept, value = table.whole(f"{name}_concept_id"), table.text(f"{name}_source_value")
        known = f"{name.capitalize()}/"
        trait = {
            **birth,
            "origin": f"'person ({name})'",
            "moment": "NULL::BIGINT",
            "given": "false",
            "code": f"coalesce(c._code, {quoted(known)} || {value})",
            "rough": "false",
            "concept": f"coalesce({concept}, 0)",
        }
        relation = f"{table.relation} AS t LEFT JOIN concepts AS c ON c._id = {concept}"
        relation += f" WHERE c._code IS NOT NULL OR {value} IS NOT NULL"
        queries.append(select(relation, trait, marks, static=True)[0])
    return Part("person", "the table person", " UNION ALL ".join(queries), names)


def death(table: Table) -> Part:
    """Deaths. Their cause is not read: it is known after the end of the record."""
    columns = {
        "origin": "'death'",
        "subject": table.whole("person_id"),
        "moment": f"coalesce({table.moment('death_datetime')}, {table.moment('death_date')})",
        "given": f"{table.text('death_datetime')} IS NOT NULL OR {table.text('death_date')} IS NOT NULL",
        "code": quoted(DEATH),
        **_NOTHING,
        "kind": f"{TYPES.index('death')}::TINYINT",
        "visit": "NULL::BIGINT",
    }
    query, names = select(table.relation, columns, {})
    return Part("death", "the table death", query, names)


def _both(stem: str) -> tuple[str, str]:
    return f"{stem}_datetime", f"{stem}_date"


def _coalesce(expressions: Iterable[str]) -> str:
    return f"coalesce({', '.join(expressions) or 'NULL::BIGINT'})"


def _source_fits(item: Clinical) -> str:
    """SQL: whether the source concept may stand for a missing one."""
    return f"(s._code IS NOT NULL{f' AND s._domain = {quoted(item.domain)}' if item.domain else ''})"


def _code(item: Clinical, table: Table, concept: str, source: str) -> str:
    prefix = quoted(f"{item.table}/")
    found = [
        "c._code",
        f"CASE WHEN {concept} <> 0 THEN 'OMOP/' || {concept} END",
        f"CASE WHEN {_source_fits(item)} THEN s._code END",
    ]
    if item.source:
        found.append(f"{prefix} || {table.text(f'{item.stem}_source_value')}")
        found.append(f"CASE WHEN {source} <> 0 THEN {prefix} || {source} END")
    else:
        found.append(f"{prefix} || 'no concept'")
    return f"coalesce({', '.join(found)})"


def _text(table: Table) -> str:
    """A value in words: its concept's name, its string, what the source wrote, or how it is bounded."""
    value = table.whole("value_as_concept_id")
    operator = table.whole("operator_concept_id")
    bounds = " ".join(f"WHEN {number} THEN {quoted(sign)}" for number, sign in OPERATORS.items())
    written = f"CASE WHEN {table.number('value_as_number')} IS NULL THEN {table.text('value_source_value')} END"
    unknown = f"CASE WHEN {value} <> 0 AND {table.number('value_as_number')} IS NULL THEN 'OMOP/' || {value} END"
    return f"coalesce(v._name, {table.text('value_as_string')}, {written}, {unknown}, CASE {operator} {bounds} END)"


def _still(table: Table, item: Clinical) -> str:
    stem = item.stem
    names = (
        *(item.concept, f"{stem}_type_concept_id", "visit_type_concept_id"),
        *("discharged_to_concept_id", "discharge_to_concept_id"),
    )
    return "(" + " OR ".join(f"coalesce({table.whole(name)}, 0) = {STILL_PATIENT}" for name in names) + ")"


def _joined(table: Table, concept: str, source: str) -> str:
    pairs = {
        "c": concept,
        "s": source,
        "v": table.whole("value_as_concept_id"),
        "u": table.whole("unit_concept_id"),
    }
    joins = " ".join(f"LEFT JOIN concepts AS {name} ON {name}._id = {sql}" for name, sql in pairs.items())
    return f"{table.relation} AS t {joins}"

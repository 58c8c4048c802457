"""Which codes lie above and below a code, from what a source or a vocabulary says of it.

    ontology = open_ontology("omop", Path("cdm/"), codes=words.codes)
    ontology.ancestors("SNOMED/401314000")     {"SNOMED/57054005", "SNOMED/22298006", ...}
    ontology.descendants("SNOMED/57054005")    {"SNOMED/401314000", ...}
    ontology.source                            "concept_ancestor"

Read from MEDS's metadata/codes.parquet (`parent_codes`), from OMOP's `concept_ancestor` with `concept`, or from an
Athena folder (CONCEPT.csv, CONCEPT_ANCESTOR.csv, and the "Maps to" of CONCEPT_RELATIONSHIP.csv, which leads from a code
that is not standard, such as ICD10CM/I10, to one with ancestors). Where there is none the ontology is empty and says
so. Departs from the vocabulary's own tables in that only the codes of the source are kept, with all that is above them:
a whole vocabulary has a hundred million pairs.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ehrmind.errors import DataError

NOTHING = "no ontology"
RELEASES = ("EHRSHOT_MEDS", "EHRSHOT_ASSETS")  # of which the folder around may be given
_COLUMNS = {
    "concept": ("concept_id", "vocabulary_id", "concept_code"),
    "concept_ancestor": ("ancestor_concept_id", "descendant_concept_id"),
    "concept_relationship": ("concept_id_1", "concept_id_2", "relationship_id"),
}


@dataclass(frozen=True, slots=True)
class Ontology:
    """Codes and the codes right above them. `source` says where they are from, or that there are none; whose it does
    not say, so that a record of restricted data may hold it.

    `parents` may hold a code's further ancestors as well; a circle does no harm.
    """

    source: str = NOTHING
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _children: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str, list[str]] = {}
        for code, above in self.parents.items():
            for parent in above:
                children.setdefault(parent, []).append(code)
        object.__setattr__(self, "parents", MappingProxyType(dict(self.parents)))
        object.__setattr__(self, "_children", {code: tuple(below) for code, below in children.items()})

    def ancestors(self, code: str) -> frozenset[str]:
        """All codes above a code, itself not; none for a code that nobody knows."""
        return _walk(self.parents, code)

    def descendants(self, code: str) -> frozenset[str]:
        """All codes below a code, itself not."""
        return _walk(self._children, code)

    def joined(self, other: "Ontology") -> "Ontology":
        """Both together; the one that is not empty where the other is."""
        if not other.parents:
            return self
        if not self.parents:
            return other
        parents = dict(self.parents)
        for code, above in other.parents.items():
            parents[code] = tuple(dict.fromkeys((*parents.get(code, ()), *above)))
        return Ontology(f"{self.source} and {other.source}", parents)


def open_ontology(source: str, path: Path | str | None, codes: Iterable[str], athena: Path | None = None) -> Ontology:
    """What a source ("ehrshot", "meds", "omop") says of its codes, with what an Athena folder does where one is given.

    `codes` are the codes of the source. Raises DataError for files that cannot be read, and for an Athena folder
    without the two tables; a source that says nothing gives an empty ontology.
    """
    own = Ontology()
    if path is not None and source == "omop":
        own = read_vocabulary(path, codes)
    elif isinstance(path, Path):
        folders = (path / "metadata", path, *(path / name / "metadata" for name in RELEASES))
        places = [folder / "codes.parquet" for folder in folders]
        file = next(filter(Path.is_file, places), None)
        own = read_codes(file) if file else Ontology(f"{NOTHING}: no metadata/codes.parquet")
    if athena is None:
        return own
    above = {parent for parents in own.parents.values() for parent in parents}
    return own.joined(read_vocabulary(athena, {*codes, *above}, needed=True))


def read_codes(file: Path) -> Ontology:
    """MEDS's codes.parquet: `code`, and `parent_codes` that is a list, one code, or of type NULL. Raises DataError."""
    import pyarrow
    import pyarrow.parquet

    try:
        names = pyarrow.parquet.read_schema(file).names
        table = pyarrow.parquet.read_table(file, columns=[name for name in ("code", "parent_codes") if name in names])
    except (OSError, pyarrow.ArrowException) as error:
        raise DataError(f"{file} is not readable as parquet ({type(error).__name__}); write it anew") from None
    if "code" not in names:
        raise DataError(f"{file} lacks the column code; it has {', '.join(names) or 'none'}; MEDS names it so")
    if "parent_codes" not in names:
        return Ontology(f"{NOTHING}: {file.name} has no column parent_codes")
    parents = {}
    for row in table.to_pylist():
        above = _parents(row["parent_codes"], row["code"], file)
        if row["code"] is not None and above:
            parents[str(row["code"])] = above
    return Ontology(
        f"parent_codes of {file.name}" if parents else f"{NOTHING}: parent_codes of {file.name} are empty", parents
    )


def _parents(value: Any, code: str, file: Path) -> tuple[str, ...]:
    """The parents of one row."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise DataError(f"{file}: parent_codes of {code} is no list; MEDS wants a list of codes") from None
    above = [value] if isinstance(value, str) else value or []
    if not isinstance(above, list) or not all(isinstance(item, str) for item in above if item is not None):
        raise DataError(f"{file}: parent_codes of {code} is no list of codes, which MEDS wants")
    return tuple(dict.fromkeys(item.strip() for item in above if item and item.strip() and item.strip() != code))


def _walk(edges: Mapping[str, tuple[str, ...]], code: str) -> frozenset[str]:
    """All that can be reached from a code, itself not."""
    found: set[str] = set()
    open_codes = [code]
    while open_codes:
        new = [other for other in edges.get(open_codes.pop(), ()) if other not in found]
        found.update(new)
        open_codes.extend(new)
    return frozenset(found - {code})


def read_vocabulary(path: Path | str, codes: Iterable[str], needed: bool = False) -> Ontology:
    """The ancestors of `codes` by OMOP's vocabulary: parquet or CSV files (Athena's too), or what DuckDB can attach (a
    file, or an address).

    One that lacks `concept_ancestor` or `concept` gives an empty ontology, unless it is `needed`. Raises DataError.
    """
    from ehrmind.ehr.sources.stage import connected

    if isinstance(path, Path) and not path.exists():
        raise DataError(
            f"{path} does not exist; give a folder with CONCEPT.csv and CONCEPT_ANCESTOR.csv, or a DuckDB file"
        )
    with tempfile.TemporaryDirectory() as work, connected(Path(work)) as connection:
        tables = _tables(connection, path)
        missing = [name for name in ("concept", "concept_ancestor") if name not in tables]
        if missing and needed:
            raise DataError(
                f"{path} holds no table {' and no '.join(missing)}; download the vocabularies from athena.ohdsi.org "
                "(they come with CONCEPT.csv and CONCEPT_ANCESTOR.csv)"
            )
        if missing:
            return Ontology(f"{NOTHING}: no table {' and no '.join(missing)}")
        pairs = _pairs(connection, tables, codes, path)
    parents: dict[str, list[str]] = {}
    for code, above in pairs:
        parents.setdefault(code, []).append(above)
    if not parents:
        return Ontology(f"{NOTHING}: concept_ancestor has nothing above the codes of this source")
    whose = "Athena's " if needed else ""
    return Ontology(f"{whose}concept_ancestor", {code: tuple(above) for code, above in parents.items()})


def _tables(connection: Any, path: Path | str) -> dict[str, Any]:
    """The three tables that are there, with their columns. Raises DataError."""
    from ehrmind.ehr.sources.columns import csv, parquet, readable, table_of
    from ehrmind.ehr.sources.files import header, place_name
    from ehrmind.ehr.sources.omop import tables_of
    from ehrmind.ehr.sources.source import quoted

    relations, where = {}, place_name(path)
    if isinstance(path, Path) and path.is_dir():
        for name, files in tables_of(path).items():
            if name in _COLUMNS:
                relations[name] = parquet(files) if files[0].suffix == ".parquet" else csv(files, *header(files[0]))
    else:
        with readable(where):
            connection.execute(f"ATTACH {quoted(path)} AS vocabulary (READ_ONLY)")
            listed = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'vocabulary'"
            for schema, name in sorted(connection.execute(listed).fetchall()):
                if name.lower() in _COLUMNS:
                    relations.setdefault(name.lower(), f'vocabulary."{schema}"."{name}"')
    tables = {}
    for name, relation in relations.items():
        with readable(f"{where} ({name})"):
            tables[name] = table_of(connection, relation)
        lacking = [column for column in _COLUMNS[name] if not tables[name].has(column)]
        if lacking:
            raise DataError(
                f"{where}: the table {name} lacks the columns {', '.join(lacking)}; export it as OMOP names them"
            )
    return tables


def _pairs(connection: Any, tables: Mapping[str, Any], codes: Iterable[str], path: Path | str) -> list[tuple[str, str]]:
    """Each of the codes with each code above it, in order."""
    import pyarrow

    from ehrmind.ehr.sources.columns import readable
    from ehrmind.ehr.sources.files import place_name

    concept, ancestor, related = (tables.get(name) for name in _COLUMNS)
    assert concept
    assert ancestor
    mapped = ""
    if related:
        mapped = (
            f"UNION SELECT own.code, {related.whole('concept_id_2')} FROM own JOIN {related.relation} "  # noqa: S608
            f"ON {related.whole('concept_id_1')} = own.id WHERE {related.text('relationship_id')} = 'Maps to'"
        )
    connection.register("wanted", pyarrow.table({"code": pyarrow.array(sorted(set(codes)), pyarrow.string())}))
    query = f"""
        WITH concepts AS (
            SELECT {concept.whole("concept_id")} AS id,
                {concept.text("vocabulary_id")} || '/' || {concept.text("concept_code")} AS code
            FROM {concept.relation}),
        own AS (SELECT concepts.code, id FROM concepts JOIN wanted ON concepts.code = wanted.code),
        starts AS (SELECT code, id FROM own {mapped}),
        above AS (
            SELECT starts.code, {ancestor.whole("ancestor_concept_id")} AS id FROM starts
            JOIN {ancestor.relation} ON {ancestor.whole("descendant_concept_id")} = starts.id
            UNION SELECT code, id FROM starts)
        SELECT DISTINCT above.code, concepts.code FROM above JOIN concepts ON concepts.id = above.id
        WHERE concepts.code IS NOT NULL AND concepts.code <> above.code ORDER BY ALL"""  # noqa: S608
    with readable(f"{place_name(path)} (concept_ancestor)"):
        found: list[tuple[str, str]] = connection.execute(query).fetchall()
    return found

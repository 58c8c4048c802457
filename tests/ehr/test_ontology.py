"""Ancestors and descendants from MEDS's parent_codes, OMOP's tables and an Athena folder; nothing is said to be nothing."""

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.ehr.ontology import Ontology, open_ontology, read_codes, read_vocabulary
from ehrmind.errors import DataError

MI, NSTEMI, HEART, ROOT = "SNOMED/57054005", "SNOMED/401314000", "SNOMED/56265001", "SNOMED/138875005"
CONCEPTS = [
    (312327, "Acute myocardial infarction", "SNOMED", "57054005"),
    (4270024, "Acute non-ST segment elevation myocardial infarction", "SNOMED", "401314000"),
    (321588, 'Heart disease, "so called"', "SNOMED", "56265001"),
    (35207702, "Acute myocardial infarction, unspecified", "ICD10CM", "I21.9"),
    (9201, "Inpatient Visit", "Visit", "IP"),
]
ANCESTORS = [
    *((number, number) for number in (312327, 4270024, 321588)),
    *((312327, 4270024), (321588, 4270024), (321588, 312327)),
]
RELATED = [(35207702, 312327, "Maps to"), (35207702, 9201, "Is a"), (312327, 312327, "Maps to")]


def codes_file(folder, parents, codes=(MI, NSTEMI, HEART)):
    path = folder / "metadata" / "codes.parquet"
    path.parent.mkdir(exist_ok=True)
    columns = {"code": list(codes), "description": pyarrow.nulls(len(codes))}
    pyarrow.parquet.write_table(
        pyarrow.table(columns if parents is None else {**columns, "parent_codes": parents}), path
    )
    return path


def test_a_walk_goes_all_the_way_up_and_down_and_a_circle_ends():
    ontology = Ontology(
        "here", {NSTEMI: (MI,), MI: (HEART, "SNOMED/1"), HEART: (ROOT,), ROOT: (NSTEMI,), "a": ("a", "b")}
    )
    assert ontology.ancestors(NSTEMI) == {MI, HEART, "SNOMED/1", ROOT}
    assert ontology.descendants(MI) == {NSTEMI, ROOT, HEART}
    assert ontology.descendants("SNOMED/1") == {MI, NSTEMI, ROOT, HEART}
    assert ontology.ancestors("a") == {"b"}
    assert ontology.ancestors("unknown") == ontology.descendants("unknown") == frozenset()
    with pytest.raises(TypeError):
        ontology.parents["x"] = ("y",)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3), max_size=10))
def test_what_is_above_a_code_has_it_below(edges):
    ontology = Ontology("x", {str(code): tuple(map(str, above)) for code, above in edges.items()})
    codes = [str(code) for code in range(10)]
    for code in codes:
        assert code not in ontology.ancestors(code)
        assert ontology.ancestors(code) == {other for other in codes if code in ontology.descendants(other)}


@pytest.mark.parametrize(
    "parents",
    [
        [[HEART], [MI], None],
        pyarrow.array([[HEART, HEART, ""], [MI, NSTEMI, None], []], pyarrow.large_list(pyarrow.string())),
        pyarrow.array([HEART, f" {MI}", None]),
        pyarrow.array([f'["{HEART}"]', f'["{MI}"]', ""]),
    ],
)
def test_parent_codes_are_lists_or_one_code(tmp_path, parents):
    ontology = read_codes(codes_file(tmp_path, parents))
    assert ontology.ancestors(NSTEMI) == {MI, HEART}
    assert ontology.source == "parent_codes of codes.parquet"
    assert open_ontology("meds", tmp_path, []).parents == ontology.parents


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        (pyarrow.nulls(3), "no ontology: parent_codes of codes.parquet are empty"),
        ([[], None, []], "no ontology: parent_codes of codes.parquet are empty"),
        (None, "no ontology: codes.parquet has no column parent_codes"),
    ],
)
def test_parent_codes_that_are_null_or_absent_are_said_to_be(tmp_path, parents, said):
    ontology = open_ontology("meds", (codes_file(tmp_path, parents)).parent.parent, [])
    assert (ontology.source, dict(ontology.parents)) == (said, {})
    assert ontology.ancestors(MI) == frozenset()


def test_a_source_without_codes_says_so_and_bad_files_are_refused(tmp_path):
    assert open_ontology("ehrshot", tmp_path, []).source == "no ontology: no metadata/codes.parquet"
    assert open_ontology("ehrshot", None, []).source == "no ontology"
    path = codes_file(tmp_path, [[HEART], [1], None] and ["[not json", None, None])
    with pytest.raises(DataError, match=rf"codes.parquet: parent_codes of {MI} is no list"):
        read_codes(path)
    codes_file(tmp_path, [1, 2, 3])
    with pytest.raises(DataError, match=rf"parent_codes of {MI} is no list of codes"):
        read_codes(path)
    pyarrow.parquet.write_table(pyarrow.table({"concept": ["x"]}), path)
    with pytest.raises(DataError, match="lacks the column code; it has concept"):
        read_codes(path)
    path.write_bytes(b"PAR1")
    with pytest.raises(DataError, match="not readable as parquet"):
        read_codes(path)


def tables(connection=None):
    connection = connection or duckdb.connect()
    connection.execute(
        "CREATE TABLE concept (concept_id BIGINT, concept_name VARCHAR, vocabulary_id VARCHAR, concept_code VARCHAR)"
    )
    connection.execute("CREATE TABLE concept_ancestor (ancestor_concept_id BIGINT, descendant_concept_id BIGINT)")
    connection.execute(
        "CREATE TABLE concept_relationship (concept_id_1 BIGINT, concept_id_2 BIGINT, relationship_id VARCHAR)"
    )
    connection.executemany("INSERT INTO concept VALUES (?, ?, ?, ?)", CONCEPTS)
    connection.executemany("INSERT INTO concept_ancestor VALUES (?, ?)", ANCESTORS)
    connection.executemany("INSERT INTO concept_relationship VALUES (?, ?, ?)", RELATED)
    return connection


@pytest.fixture(params=["parquet", "csv", "athena", "duckdb"])
def vocabulary(request, tmp_path):
    """The vocabulary in one of its forms."""
    names = ("concept", "concept_ancestor", "concept_relationship")
    if request.param == "duckdb":
        path = tmp_path / "cdm.duckdb"
        tables(duckdb.connect(str(path))).close()
        return path
    connection = tables()
    for name in names:
        if request.param == "athena":
            file, how = tmp_path / f"{name.upper()}.csv", "FORMAT csv, HEADER, DELIMITER '\t', QUOTE ''"
        else:
            file, how = tmp_path / f"{name}.{request.param}", f"FORMAT {request.param}"
        connection.execute(f"COPY {name} TO '{file}' ({how})")
    return tmp_path


def test_a_vocabulary_gives_what_is_above_the_codes_of_the_source(vocabulary):
    ontology = read_vocabulary(vocabulary, [NSTEMI, HEART, "LOINC/unknown", "Visit/IP"])
    assert {code: set(above) for code, above in ontology.parents.items()} == {NSTEMI: {MI, HEART}}
    assert ontology.descendants(MI) == {NSTEMI}
    assert ontology.source == "concept_ancestor", "and not whose"
    assert open_ontology("omop", vocabulary, [NSTEMI, HEART]) == ontology


def test_a_code_that_is_not_standard_is_led_up_by_what_it_maps_to(vocabulary):
    ontology = read_vocabulary(vocabulary, ["ICD10CM/I21.9"])
    assert ontology.ancestors("ICD10CM/I21.9") == {MI, HEART}


def test_athena_goes_on_where_the_parents_of_meds_end(vocabulary, tmp_path):
    codes_file(tmp_path, [["ICD10CM/I21.9"]], ["DIAGNOSIS//ICD//10//I219"])
    ontology = open_ontology("meds", tmp_path, ["DIAGNOSIS//ICD//10//I219"], vocabulary)
    assert ontology.ancestors("DIAGNOSIS//ICD//10//I219") == {"ICD10CM/I21.9", MI, HEART}
    assert ontology.source == "parent_codes of codes.parquet and Athena's concept_ancestor"
    assert open_ontology("ehrshot", None, [NSTEMI], vocabulary).ancestors(NSTEMI) == {MI, HEART}


def test_absent_tables_are_said_and_refused_where_they_were_asked_for(tmp_path):
    tables().execute(f"COPY concept TO '{tmp_path}/concept.parquet'")
    assert open_ontology("omop", tmp_path, [MI]).source == "no ontology: no table concept_ancestor"
    with pytest.raises(
        DataError, match=r"holds no table concept_ancestor; download the vocabularies from athena.ohdsi.org"
    ):
        open_ontology("ehrshot", None, [MI], tmp_path)
    with pytest.raises(DataError, match="does not exist; give a folder with CONCEPT.csv"):
        open_ontology("ehrshot", None, [MI], tmp_path / "absent")


def test_codes_that_the_vocabulary_does_not_know_and_bad_tables_are_named(vocabulary, tmp_path):
    assert "has nothing above the codes of this source" in read_vocabulary(vocabulary, ["X/1"]).source
    if vocabulary.is_dir():
        file = next(path for path in vocabulary.iterdir() if path.stem.lower() == "concept_ancestor")
        file.unlink()
        (vocabulary / "concept_ancestor.csv").write_text("ancestor,descendant\n1,2\n")
        with pytest.raises(
            DataError, match="the table concept_ancestor lacks the columns ancestor_concept_id, descendant"
        ):
            read_vocabulary(vocabulary, [MI])
    else:
        (tmp_path / "bad.duckdb").write_bytes(b"x" * 5000)
        with pytest.raises(DataError, match="bad.duckdb is not readable"):
            read_vocabulary(tmp_path / "bad.duckdb", [MI])

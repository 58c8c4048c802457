"""Labels computed from the generated records' files, in each of the three formats, are those that the files come with."""

import pytest

from ehrmind.ehr import generator
from ehrmind.ehr.index import open_index
from ehrmind.ehr.labels import compute, count, read_ehrshot_labels, settings_for
from ehrmind.ehr.ontology import open_ontology

PATIENTS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("records") / "generated"
    generator.generate(path, PATIENTS, seed=5, formats=("ehrshot", "meds", "omop"))
    return path


@pytest.mark.parametrize("kind", ["ehrshot", "meds", "omop"])
def test_computed_labels_are_the_shipped_ones(folder, tmp_path, kind):
    index = open_index(kind, folder / kind, cache=tmp_path)
    # EHRSHOT's CSV has no hierarchy; that of the same records in OMOP has
    ontology = open_ontology(kind, folder / kind, index.words.codes, folder / "omop")
    checked = set()
    for task in generator.TASKS:
        shipped = read_ehrshot_labels(folder / "ehrshot", task)
        if task.startswith("new_") and not count(shipped.labels).positives:
            continue  # a disease that none of so few patients has is refused
        computed = compute(task, index, settings_for(kind), ontology, has_ends=index.has_ends)
        assert computed.labels == shipped.labels, task
        checked.add(task)
    assert checked >= {"guo_los", "guo_readmission", "guo_icu", "new_hypertension", "new_acutemi"}

"""Count features and the models on them: windows, broader codes, values, nothing from the future, the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from ehrmind.ehr import baselines, count_models, counts
from ehrmind.ehr.events import NAT, NONE, TYPES, Record, Words
from ehrmind.ehr.ontology import Ontology
from ehrmind.errors import DataError

NOW = datetime(2020, 6, 1, 23, 59)
PARENTS = {"SNOMED/59621000": ("SNOMED/38341003",), "SNOMED/38341003": ("SNOMED/49601007",)}


@dataclass(frozen=True)
class Few:
    """Records in memory."""

    words: Words
    records: dict[int, Record]

    @property
    def subjects(self) -> Any:
        return np.array(sorted(self.records))

    def record(self, subject: int) -> Record:
        return self.records[subject]


Event = tuple[Any, ...]  # time or None, code, value, unit, text, type


def few(people: dict[int, Sequence[Event]]) -> Few:
    lines = {
        subject: [(*e, *(None, "", "", "measurement")[len(e) - 2 :]) for e in es] for subject, es in people.items()
    }
    every = [line for of in lines.values() for line in of]
    codes, units, texts = (tuple(dict.fromkeys(line[at] for line in every if line[at])) for at in (1, 3, 4))
    words = Words(codes, ("",) * len(codes), texts, units)
    return Few(words, {subject: _record(subject, words, of) for subject, of in lines.items()})


def _record(subject: int, words: Words, lines: list[Event]) -> Record:
    lines = sorted(lines, key=lambda line: (line[0] is not None, line[0] or NOW))
    place = {
        kind: {word: at for at, word in enumerate(known)}
        for kind, known in zip("cut", (words.codes, words.units, words.texts), strict=True)
    }
    return Record(
        subject=subject,
        words=words,
        times=np.array(
            [NAT if line[0] is None else np.datetime64(line[0], "us") for line in lines], dtype="datetime64[us]"
        ),
        ends=np.full(len(lines), NAT),
        codes=np.array([place["c"][line[1]] for line in lines], dtype=np.int32),
        values=np.array([np.nan if line[2] is None else line[2] for line in lines], dtype=float),
        texts=np.array([place["t"].get(line[4], NONE) for line in lines], dtype=np.int32),
        units=np.array([place["u"].get(line[3], NONE) for line in lines], dtype=np.int32),
        types=np.array([TYPES.index(line[5]) for line in lines], dtype=np.int8),
        visits=np.full(len(lines), NONE),
    )


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def row(found: counts.Features, at: int = 0) -> dict[str, float]:
    line = found.matrix[at].toarray()[0]
    return {name: float(value) for name, value in zip(found.names, line, strict=True) if value and name != "age"}


def test_counts_by_window_with_broader_codes() -> None:
    records = few(
        {
            1: [
                (ago(0.5), "SNOMED/59621000"),
                (ago(40), "SNOMED/59621000"),
                (ago(41), "SNOMED/38341003"),
                (ago(400), "X/1"),
                (None, "Gender/F"),
            ]
        }
    )
    assert row(counts.features(records, [(1, NOW)], parents=PARENTS)) == {
        "SNOMED/59621000 · 0-1 d": 1,
        "SNOMED/38341003 · 0-1 d": 1,
        "SNOMED/49601007 · 0-1 d": 1,
        "SNOMED/59621000 · 30-365 d": 1,
        "SNOMED/38341003 · 30-365 d": 2,
        "SNOMED/49601007 · 30-365 d": 2,
        "X/1 · older": 1,
        "Gender/F · older": 1,
    }
    assert "SNOMED/38341003 · 0-1 d" not in row(counts.features(records, [(1, NOW)]))


def test_the_bounds_of_windows() -> None:
    """The moment itself counts; a window holds what is younger than its days, and not what is as old."""
    records = few({1: [(NOW, "A/1"), (NOW + timedelta(seconds=1), "A/1"), *((ago(d), "A/1") for d in counts.WINDOWS)]})
    assert row(counts.features(records, [(1, NOW)])) == {f"A/1 · {name}": 1 for name in counts.WINDOW_NAMES}


def test_a_circle_of_codes_ends() -> None:
    records = few({1: [(ago(0.1), "A/1")]})
    found = counts.features(records, [(1, NOW)], parents={"A/1": ("A/2",), "A/2": ("A/1",)})
    assert row(found) == {"A/1 · 0-1 d": 1, "A/2 · 0-1 d": 1}


def labs(count: int, unit: str, values: Sequence[float]) -> list[Event]:
    return [(ago(100 + at), "LOINC/2345-7", values[at % len(values)], unit) for at in range(count)]


def test_values_count_by_tenths_of_the_training_rows_and_unit() -> None:
    people = {
        1: [*labs(100, "mg/dL", range(100)), *labs(40, "mmol/L", (5.0, 6.0))],
        2: [
            (ago(3), "LOINC/2345-7", 95.0, "mg/dl"),
            (ago(0.2), "LOINC/2345-7", 5.5, "mmol/L"),
            (ago(2), "X/1", 1.0, "g"),
        ],
    }
    records = few(people)
    tenths = counts.value_tenths(records, [(1, NOW)])
    found = row(counts.features(records, [(2, NOW)], tenths=tenths))
    assert found == {
        "LOINC/2345-7 · 0-1 d": 1,
        "LOINC/2345-7 · 1-7 d": 1,
        "X/1 · 1-7 d": 1,
        "LOINC/2345-7 mg/dl [90, inf) · 1-7 d": 1,  # of either spelling
        "LOINC/2345-7 mg/dl [90, inf) · latest": 1,
        "LOINC/2345-7 mmol/l [-inf, 6) · 0-1 d": 1,
        "LOINC/2345-7 mmol/l [-inf, 6) · latest": 1,
    }


def test_the_latest_value_is_the_last_one_known() -> None:
    people = {
        1: labs(100, "mg/dL", range(100)),
        2: [
            (ago(3), "LOINC/2345-7", 5.0, "mg/dL"),
            (ago(2), "LOINC/2345-7", 95.0, "mg/dL"),
            (ago(-1), "LOINC/2345-7", 45.0, "mg/dL"),
        ],
    }
    records = few(people)
    tenths = counts.value_tenths(records, [(1, NOW)])
    assert [name for name in row(counts.features(records, [(2, NOW)], tenths=tenths)) if "latest" in name] == [
        "LOINC/2345-7 mg/dl [90, inf) · latest"
    ]


def test_texts_count_by_their_words() -> None:
    records = few(
        {1: [(ago(0.1), "LOINC/5802-4", None, "", "Positive"), (ago(0.2), "LOINC/5802-4", None, "", "Negative")]}
    )
    tenths = counts.value_tenths(records, [(1, NOW)])
    found = row(counts.features(records, [(1, NOW)], tenths=tenths))
    assert found["LOINC/5802-4 = Positive · 0-1 d"] == found["LOINC/5802-4 = Negative · 0-1 d"] == 1


def test_only_the_types_that_are_asked_for() -> None:
    records = few({1: [(ago(0.1), "A/1", 1.0, "g", "", "measurement"), (ago(0.1), "B/1", None, "", "", "condition")]})
    assert row(counts.features(records, [(1, NOW)], types=("condition",))) == {"B/1 · 0-1 d": 1}


def many(future: bool) -> Few:
    rng = np.random.default_rng(0)
    people: dict[int, list[Event]] = {}
    for subject in range(12):
        events = [
            (None, "Gender/F", None, "", "", "person"),
            (datetime(1950, 1, 1 + subject), "MEDS_BIRTH", None, "", "", "person"),
        ]
        for _ in range(80):
            number = int(rng.integers(0, 8))
            time = ago(float(rng.uniform(0, 900)))
            events.append((time, f"L/{number}", float(rng.normal()), "g", "", "measurement"))
        if future:
            for number in range(10):
                events.append((NOW + timedelta(minutes=1 + number), f"L/{number}", 99.0, "g", "Planted", "measurement"))
        people[subject] = events
    return few(people)


def test_nothing_of_the_future_counts() -> None:
    rows = [(subject, NOW) for subject in range(12)]
    found = []
    for future in (False, True):
        records = many(future)
        tenths = counts.value_tenths(records, rows[:6])
        features = counts.features(records, rows, tenths=tenths, parents={"L/9": ("L/all",)})
        assert not any("Planted" in name or "L/9" in name or "L/all" in name for name in features.names)
        found.append([row(features, at) for at in range(len(rows))])
    assert found[0] == found[1]


def test_ages_and_the_order_of_rows() -> None:
    records = many(False)
    rows = [(3, NOW), (1, NOW), (3, ago(365.25)), (2, NOW)]
    age = counts.ages(records, rows)
    assert age[0] == pytest.approx(70.4, abs=0.1)
    assert age[0] - age[2] == pytest.approx(1.0)
    features = counts.features(records, rows)
    alone = [counts.features(records, [item]) for item in rows]
    assert [row(features, at) for at in range(4)] == [row(one) for one in alone]
    assert features.matrix[:, -1].toarray()[:, 0] == pytest.approx(age / 100)


def test_a_subject_without_a_birth_has_the_mean_age() -> None:
    records = few({1: [(datetime(1980, 6, 1), "MEDS_BIRTH")], 2: [(ago(1), "A/1")]})
    age = counts.ages(records, [(1, NOW), (2, NOW)])
    assert age[0] == age[1] == pytest.approx(40, abs=0.1)
    assert counts.ages(few({2: [(ago(1), "A/1")]}), [(2, NOW)]).tolist() == [0.0]


def test_a_record_that_begins_later_has_no_counts() -> None:
    records = few({1: [(ago(-5), "A/1", 1.0, "g", "Positive")]})
    tenths = counts.value_tenths(records, [(1, NOW)])
    features = counts.features(records, [(1, NOW)], tenths=tenths, parents=PARENTS)
    assert features.names == ("age",)
    assert counts.features(records, [], tenths=tenths).matrix.shape == (0, 1)


def rows_of(count: int, seed: int) -> tuple[Any, Any]:
    """Counts of which two tell the label."""
    rng = np.random.default_rng(seed)
    x = rng.poisson(0.7, (count, 30)).astype(np.float32)
    odds = 1.5 * np.minimum(x[:, 3], 3) - 1.2 * np.minimum(x[:, 7], 3) - 0.5
    return sparse.csr_matrix(np.hstack([x, np.zeros((count, 2))])), rng.random(count) < 1 / (1 + np.exp(-odds))


@pytest.mark.parametrize("model", [count_models.logistic, count_models.boosting])
def test_models_find_the_signal_and_are_the_same_each_time(model: Any) -> None:
    from sklearn.metrics import roc_auc_score

    (train_x, train), (valid_x, valid), (x, truth) = rows_of(600, 0), rows_of(200, 1), rows_of(400, 2)
    said = model(train_x, train, valid_x, valid, x)
    assert said.shape == (400,)
    assert ((said >= 0) & (said <= 1)).all()
    assert roc_auc_score(truth, said) > 0.75
    assert abs(said.mean() - truth.mean()) < 0.08
    assert np.array_equal(said, model(train_x, train, valid_x, valid, x))
    assert said[:50] == pytest.approx(model(train_x, train, valid_x, valid, x[:50]))  # other rows say nothing
    with pytest.raises(DataError, match="no positive label"):
        model(train_x, np.zeros(600), valid_x, valid, x)


def test_trees_see_the_columns_of_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one column for each, it is the one that is not empty in the most training rows."""
    monkeypatch.setattr(count_models, "COLUMNS", 1)
    rng = np.random.default_rng(0)
    truth = rng.random(300) < 0.5
    often, seldom = np.where(truth, 2.0, 1.0), np.where(rng.random(300) < 0.3, 1.0, 0.0)
    x = sparse.csr_matrix(np.stack([seldom, often], axis=1))
    said = count_models.boosting(x, truth, x, truth, x)
    assert ((said > 0.5) == truth).all()


def test_age_and_prevalence() -> None:
    rng = np.random.default_rng(0)
    age = rng.uniform(20, 90, 500)
    truth = rng.random(500) < 1 / (1 + np.exp(-(age - 60) / 8))
    said = count_models.by_age(age, truth, [30, 50, 70, 85])
    assert (np.diff(said) > 0).all()
    assert count_models.prevalence([1, 0, 0, 0], 3).tolist() == [0.25] * 3
    with pytest.raises(DataError, match="no training rows"):
        count_models.prevalence([], 3)
    with pytest.raises(DataError, match="no negative label"):
        count_models.by_age([40, 50], [1, 1], [60])


def test_risks_are_kept_by_what_the_ontology_holds_and_not_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted: list[Ontology] = []

    def fit(index: Any, ontology: Ontology, *_: Any) -> dict[str, list[float]]:
        fitted.append(ontology)
        return {"age": [0.5]}

    monkeypatch.setattr(baselines, "_fit", fit)
    index: Any = SimpleNamespace(folder=tmp_path)
    rows: Any = {"train": [], "validation": [], "test": []}
    every: list[dict[str, tuple[str, ...]]] = [{}, {"a": ("b",)}, {"a": ("b",)}, {"a": ("c",)}]
    for parents in every:
        assert baselines.risks(index, Ontology("concept_ancestor", parents), rows) == {"age": [0.5]}
    assert len(fitted) == 3

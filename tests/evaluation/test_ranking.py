"""Rankings against trec_eval, scikit-learn, every order of what is tied, and counting by hand."""

import csv
import itertools
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from ehrmind.evaluation.functionals import auroc_between
from ehrmind.evaluation.jackknife import estimate, result, withheld
from ehrmind.evaluation.measures import FEWEST, Judged, Measure, QueryMean, beside, of_rows, skipped
from ehrmind.evaluation.ranking import by_place, ndcg, precision_at
from ehrmind.evaluation.seeds import over_seeds

LABELS = ("not relevant", "excluded", "eligible")
GRADED = {"not relevant": 0.0, "excluded": 1.0, "eligible": 2.0}
ELIGIBLE = {"not relevant": 0.0, "excluded": 0.0, "eligible": 1.0}
MEASURES = (
    *(ndcg(GRADED), ndcg(ELIGIBLE, of="eligible")),
    *(precision_at(GRADED), precision_at(ELIGIBLE, of="eligible")),
)
AUROC = auroc_between("eligible", "excluded")
REAL = os.environ.get("EHRMIND_REAL_TRIALS", "")


def row(name: str, patient: str, gold: int, said: Sequence[float]) -> Judged:
    shares = dict(zip(LABELS, said, strict=True))
    answer = max(LABELS, key=lambda label: shares[label])
    status = "correct" if answer == LABELS[gold] else "wrong"
    return Judged(name, patient, LABELS[gold], LABELS, status, answer, True, shares, patient)


def query(golds: Sequence[int], scores: Sequence[float], patient: str = "p") -> list[Judged]:
    """Rows of one patient, each eligible with this probability or else not relevant: both gains rank them alike."""
    pairs = zip(golds, scores, strict=True)
    return [row(f"{patient}-{n}", patient, gold, (1 - score, 0.0, score)) for n, (gold, score) in enumerate(pairs)]


def patients(count: int, seed: int, fewest: int = 2, most: int = 25) -> list[Judged]:
    """Patients with as many trials each, in an order without ties; about a third of the trials are of each label."""
    rng = np.random.default_rng(seed)
    found = []
    for n in range(count):
        size = int(rng.integers(fewest, most + 1))
        golds = rng.integers(3, size=size).tolist()
        found += query(golds, [(place + 1) / (size + 1) for place in rng.permutation(size).tolist()], f"p{n}")
    return found


def uncertain(rng: np.random.Generator, gold: int) -> list[float]:
    """Probabilities that know something of the answer."""
    odds = rng.normal(size=3)
    odds[gold] += 1
    said = np.exp(odds) / np.exp(odds).sum()
    return [float(share) for share in said]


def test_ties_are_the_average_over_every_order_of_the_tied_rows() -> None:
    golds, scores = (2, 0, 1, 2, 0), (0.5, 0.9, 0.5, 0.5, 0.1)
    orders = [
        [golds[1], *(golds[n] for n in middle), golds[4]] for middle in itertools.permutations((0, 2, 3))
    ]  # only the three in the middle are tied
    for gains, of in ((GRADED, ""), (ELIGIBLE, "eligible")):
        values = [float(gains[label]) for label in LABELS]
        best = sorted((values[gold] for gold in golds), reverse=True)
        for k in (1, 2, 3, 10):
            by_hand = fmean(dcg([values[gold] for gold in order][:k]) / dcg(best[:k]) for order in orders)
            assert of_rows(ndcg(gains, k, of), query(golds, scores)) == pytest.approx(by_hand)
            by_hand = fmean(sum(values[gold] for gold in order[:k]) / (k * max(values)) for order in orders)
            assert of_rows(precision_at(gains, k, of), query(golds, scores)) == pytest.approx(by_hand)


def dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(n + 2) for n, gain in enumerate(gains))


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from([0.1, 0.5, 0.9])), min_size=2, max_size=5))
def test_a_random_order_and_the_best_one_are_those_of_all_orders(rows: list[tuple[int, float]]) -> None:
    golds, scores = zip(*rows, strict=True)
    found = query(golds, scores)
    for measure in (ndcg(GRADED, 3), precision_at(GRADED, 3), precision_at(ELIGIBLE, 3)):
        told = result(measure, found)
        if 2 not in golds:
            assert (told["value"], told["reason"]) == (None, "every query is skipped")
            continue
        places = [n / len(golds) for n in range(len(golds))]
        every = [of_rows(measure, query(golds, order)) for order in itertools.permutations(places)]
        assert told["random"] == pytest.approx(fmean(every))
        assert told["ceiling"] == pytest.approx(max(every))
        assert min(every) - 1e-12 <= told["value"] <= told["ceiling"] + 1e-12
        assert of_rows(measure, query(golds, [0.3] * len(golds))) == pytest.approx(told["random"])


def test_ndcg_is_scikit_learns_of_rows_that_are_tied_too() -> None:
    rng = np.random.default_rng(3)
    for n in range(50):
        golds = [2, *rng.integers(3, size=14).tolist()]
        scores = [part / 10 for part in rng.integers(1, 6, size=15).tolist()]
        expected = ndcg_score([golds], [scores], k=10)
        assert of_rows(MEASURES[0], query(golds, scores, f"p{n}")) == pytest.approx(expected)


@pytest.fixture(scope="module")
def ir_measures() -> ModuleType:
    return cast(ModuleType, pytest.importorskip("ir_measures"))


@pytest.mark.parametrize("seed", range(3))
def test_without_ties_the_figures_are_those_of_trec_eval(ir_measures: ModuleType, seed: int) -> None:
    """Through ir-measures; patients of two trials and of 25, so that k is more and less than there are."""
    every = patients(40, seed)
    left = {name for names in skipped(MEASURES[0], every).values() for name in names}
    found = [r for r in every if r.query not in left]
    scored = [ir_measures.ScoredDoc(r.query, r.id, r.probabilities["eligible"]) for r in found]
    graded = [ir_measures.Qrel(r.query, r.id, LABELS.index(r.gold)) for r in found]
    eligible = [ir_measures.Qrel(r.query, r.id, int(r.gold == "eligible")) for r in found]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], graded, scored)[ir_measures.nDCG @ 10]
    assert of_rows(MEASURES[0], found) == pytest.approx(theirs)
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], eligible, scored)[ir_measures.nDCG @ 10]
    assert of_rows(MEASURES[1], found) == pytest.approx(theirs)
    at = [ir_measures.P(rel=level) @ 10 for level in (1, 2)]
    theirs = ir_measures.calc_aggregate(at, graded, scored)
    assert of_rows(MEASURES[2], found) == pytest.approx(fmean(theirs[measure] for measure in at))
    assert of_rows(MEASURES[3], found) == pytest.approx(theirs[at[1]])


def test_precision_divides_by_k_where_there_are_fewer_rows() -> None:
    found = query((2, 2, 1), (0.9, 0.8, 0.7))
    assert of_rows(precision_at(ELIGIBLE), found) == pytest.approx(2 / 10)
    assert of_rows(precision_at(GRADED), found) == pytest.approx((2 + 2 + 1) / (2 * 10))
    told = result(precision_at(ELIGIBLE), found)
    assert (told["ceiling"], told["random"]) == (pytest.approx(0.2), pytest.approx(0.2))


def test_the_score_is_the_gain_that_is_expected() -> None:
    hopeful = row("a", "p", 2, (0.5, 0.0, 0.5))  # expects 1.0, eligible with 0.5
    doubtful = row("b", "p", 0, (0.0, 0.7, 0.3))  # expects 1.3, eligible with 0.3
    assert of_rows(precision_at(GRADED, 1), [hopeful, doubtful]) == 0
    assert of_rows(precision_at(ELIGIBLE, 1), [hopeful, doubtful]) == 1


def test_noise_of_rounding_decides_no_order() -> None:
    found = [row("a", "p", 2, (0.1 + 0.2, 0.0, 0.7)), row("b", "p", 0, (0.3, 0.0, 0.7 - 1e-15))]
    assert of_rows(precision_at(GRADED, 1), found) == pytest.approx(0.5)
    assert by_place((0.7, 0.7 - 1e-15, 0.1), (2, 0, 1)) == [1, 1, 1]


def test_patients_without_the_highest_gain_are_skipped_counted_and_named() -> None:
    found = [
        *query((2, 1, 0), (0.9, 0.5, 0.1), "ann"),
        *query((1, 1, 0), (0.9, 0.5, 0.1), "bob"),
        *query((0, 0), (0.9, 0.5), "cy"),
        *query((2,), (0.9,), "dan"),
        *query((2, 0), (0.1, 0.9), "eve"),
    ]
    for measure in MEASURES:
        told = result(measure, found)
        assert (told["n"], told["clusters"], told["queries"]) == (2, 2, 5)
        assert told["skipped"] == {'none is "eligible"': 2, "of one row alone": 1}
        assert skipped(measure, found) == {'none is "eligible"': ["bob", "cy"], "of one row alone": ["dan"]}
        assert told["random"] <= told["ceiling"]
        assert beside(measure, [replace(r, probabilities={}) for r in found]) == beside(measure, found)
    assert result(MEASURES[3], found)["ceiling"] == pytest.approx(0.1)
    assert withheld(MEASURES[0], found[3:8]) == "every query is skipped"
    assert withheld(MEASURES[0], found) == ""


def test_a_patient_without_probabilities_is_not_skipped() -> None:
    found = [*query((2, 0), (0.9, 0.1), "ann"), *query((2, 0), (0.9, 0.1), "bob")]
    found[3] = replace(found[3], probabilities={})
    told = result(MEASURES[0], found)
    assert (told["value"], told["reason"]) == (None, "the answers have no probabilities")
    assert (told["skipped"], told["ceiling"]) == ({}, 1)
    strange = [replace(r, gold="perhaps") if r.id == "ann-1" else r for r in found[:2]]
    assert result(MEASURES[0], strange)["reason"] == '"perhaps" has no gain'


@pytest.mark.parametrize("gains", [{"no": -1.0, "yes": 1.0}, {"no": 0.0, "yes": 0.0}])
def test_gains_that_rank_nothing_are_refused(gains: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="none below 0, and one above it"):
        ndcg(gains)


def test_each_measure_has_a_name_and_a_label() -> None:
    assert [m.name for m in MEASURES] == ["ndcg_10", "ndcg_10_eligible", "p_10", "p_10_eligible"]
    assert [m.label for m in MEASURES] == ["nDCG@10", "nDCG@10 (eligible)", "graded P@10", "P@10 (eligible)"]
    assert (AUROC.name, AUROC.label) == ("auroc_eligible_excluded", "AUROC (eligible against excluded)")


def test_a_few_judged_rows_make_a_random_order_good() -> None:
    few, many = patients(60, 0, most=12), patients(60, 0, fewest=100, most=120)
    small, large = (result(MEASURES[0], found) for found in (few, many))
    assert small["random"] > large["random"] + 0.2
    assert small["ceiling"] == large["ceiling"] == 1
    assert result(MEASURES[3], few)["ceiling"] < 0.5 < result(MEASURES[3], many)["ceiling"]
    assert (small["low"], small["high"]) != (None, None)


def mixed(count: int, seed: int) -> list[Judged]:
    rng = np.random.default_rng(seed)
    golds = rng.integers(3, size=count)
    return [row(str(n), f"p{n // 4}", int(gold), uncertain(rng, int(gold))) for n, gold in enumerate(golds)]


def test_auroc_between_two_labels_reads_their_rows_alone() -> None:
    found = mixed(400, 0)
    two = [r for r in found if r.gold != "not relevant"]
    said = [r.probabilities["eligible"] / (r.probabilities["eligible"] + r.probabilities["excluded"]) for r in two]
    expected = roc_auc_score([r.gold == "eligible" for r in two], said)
    told = result(AUROC, found)
    assert told["value"] == pytest.approx(expected)
    assert (told["n"], told["clusters"]) == (len(two), len({r.group for r in two}))
    assert told["low"] < expected < told["high"]
    heavy = [replace(r, weight=3.0) if r.id in {"1", "2", "3"} else r for r in found]
    copies = [*found, *(r for r in found if r.id in {"1", "2", "3"} for _ in range(2))]
    assert of_rows(AUROC, heavy) == pytest.approx(of_rows(AUROC, copies))
    nothing = [replace(r, probabilities=dict(zip(LABELS, (1.0, 0.0, 0.0), strict=True))) for r in found]
    assert of_rows(AUROC, nothing) == 0.5
    doubted = [nothing[n] if r is two[0] else r for n, r in enumerate(found)]
    assert of_rows(AUROC, doubted) == pytest.approx(
        roc_auc_score([r.gold == "eligible" for r in two], [0.5, *said[1:]])
    )
    names = estimate(AUROC, found).names
    assert names == estimate(AUROC, found[::-1]).names


@pytest.mark.parametrize(("missing", "other"), [("eligible", "excluded"), ("excluded", "eligible")])
def test_auroc_is_undefined_where_one_of_the_two_is_missing(missing: str, other: str) -> None:
    found = [r for r in mixed(400, 0) if r.gold != missing]
    assert {r.gold for r in found} == {"not relevant", other}
    assert (result(AUROC, found)["value"], result(AUROC, found)["reason"]) == (None, f'no row is "{missing}"')
    assert withheld(AUROC, [replace(r, probabilities={}) for r in found]) == f'no row is "{missing}"'
    few = [*found, *[r for r in mixed(400, 1) if r.gold == missing][:3]]
    assert f"and {FEWEST} are needed" in result(AUROC, few)["reason"]


def test_seeds_are_averaged_over_the_same_patients() -> None:
    first = patients(30, 0)
    second = [replace(r, probabilities=dict(zip(LABELS, (0.4, 0.3, 0.3), strict=True))) for r in first]
    for measure in MEASURES:
        found = over_seeds([estimate(measure, first), estimate(measure, second)])
        assert found["value"] == pytest.approx((of_rows(measure, first) + of_rows(measure, second)) / 2)
        assert of_rows(measure, second) == pytest.approx(beside(measure, first)["random"])


def expected_of(measure: Measure, found: list[Judged]) -> tuple[float, float]:
    told = beside(measure, found)
    return told["random"], told["ceiling"]


@pytest.mark.skipif(not REAL, reason="EHRMIND_REAL_TRIALS names no folder")
def test_the_bounds_of_real_patients() -> None:
    """TREC CT 2021, 60 patients and 797 judgements: 13 patients have no eligible trial, 7 no trial of any gain."""
    pairs = defaultdict(list)
    with (Path(REAL) / "trec_2021" / "qrels" / "test.tsv").open() as file:
        for line in csv.DictReader(file, delimiter="\t"):
            pairs[line["query-id"]].append(int(line["score"]))
    if (len(pairs), sum(map(len, pairs.values()))) != (60, 797):
        pytest.skip("other judgements than the 797 that the figures are of")
    found = [r for patient, golds in pairs.items() for r in query(golds, [0.0] * len(golds), patient)]
    assert result(MEASURES[0], found)["skipped"] == {'none is "eligible"': 13}
    assert expected_of(MEASURES[0], found) == pytest.approx((0.5356, 1), abs=1e-4)
    assert expected_of(MEASURES[1], found) == pytest.approx((0.4438, 1), abs=1e-4)
    assert expected_of(MEASURES[2], found)[1] == pytest.approx(0.3904, abs=1e-4)
    assert expected_of(MEASURES[3], found)[1] == pytest.approx(0.2787, abs=1e-4)
    how = MEASURES[3].how
    assert isinstance(how, QueryMean)
    every = replace(MEASURES[3], how=replace(how, skips=lambda rows: ""))
    assert expected_of(every, found)[1] == pytest.approx(0.2183, abs=1e-4)

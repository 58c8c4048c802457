"""Measures against scikit-learn and counting by hand; what is undefined is null with its reason."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from ehrmind.evaluation import jackknife
from ehrmind.evaluation.functionals import (
    auroc,
    average_precision,
    balanced_accuracy,
    brier,
    calibration_error,
    calibration_slope,
    f1_of,
    kappa,
    macro_f1,
)
from ehrmind.evaluation.jackknife import estimate, less, result, withheld
from ehrmind.evaluation.measures import ACCURACY, DEFAULT, Judged, Measure, RowMean, Undefined, of_rows
from ehrmind.evaluation.ranking import ndcg
from ehrmind.evaluation.statistics import of_difference

YES_NO = ("no", "yes")
THREE = ("low", "middle", "high")
EVERY = (
    *DEFAULT,
    *(auroc(), average_precision(), brier(), balanced_accuracy(), macro_f1(), kappa(), kappa("quadratic")),
    f1_of("yes", YES_NO),
    *(calibration_error(), calibration_slope(), ndcg(dict.fromkeys(THREE, 1.0) | {"no": 0, "yes": 1})),
)


def rows(count: int, labels: tuple[str, ...], seed: int = 0, per_patient: int = 2) -> list[Judged]:
    """Rows whose probabilities know something of the answer; the answer given is the likeliest."""
    rng = np.random.default_rng(seed)
    made = []
    for n in range(count):
        gold = int(rng.integers(len(labels)))
        odds = rng.normal(size=len(labels))
        odds[gold] += 1.0
        said = np.exp(odds) / np.exp(odds).sum()
        answer = labels[int(said.argmax())]
        status = "correct" if answer == labels[gold] else "wrong"
        patient = f"p{n // per_patient}"
        shares = dict(zip(labels, said.tolist(), strict=True))
        made.append(Judged(str(n), patient, labels[gold], labels, status, answer, True, shares, patient))
    return made


def columns(found: list[Judged]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold places, probabilities (N, L), given places."""
    place = {label: n for n, label in enumerate(found[0].labels)}
    said = np.array([[row.probabilities[label] for label in row.labels] for row in found])
    return np.array([place[row.gold] for row in found]), said, np.array([place.get(row.answer, -1) for row in found])


@pytest.mark.parametrize("seed", range(8))
def test_short_formulas_give_what_scikit_learn_does(seed: int) -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(seed)
    gold, answer, weight = rng.integers(0, 3, 40), rng.integers(-1, 3, 40), rng.random(40) + 0.1
    said, present = rng.dirichlet([1, 1, 1], 40).round(1), np.unique(gold)  # many scores tie
    over = {"labels": present, "average": "macro", "sample_weight": weight, "zero_division": 0}
    of_answers = {
        balanced_accuracy(): sklearn_metrics.recall_score(gold, answer, **over),
        macro_f1(): sklearn_metrics.f1_score(gold, answer, **over),
        kappa("quadratic"): sklearn_metrics.cohen_kappa_score(
            gold, answer, labels=np.union1d(present, answer), weights="quadratic", sample_weight=weight
        ),
    }
    for measure, expected in of_answers.items():
        assert measure.how.value(gold, answer, weight) == pytest.approx(expected)  # type: ignore[union-attr,call-arg]
    one = [(gold == label, said[:, label]) for label in present]
    for measure, reference in (
        (auroc(), sklearn_metrics.roc_auc_score),
        (average_precision(), sklearn_metrics.average_precision_score),
    ):
        expected = np.mean([reference(true, score, sample_weight=weight) for true, score in one])
        assert measure.how.value(gold, said, weight) == pytest.approx(expected)  # type: ignore[union-attr,call-arg]
    positive = said[:, 1].clip(0.05, 0.95)
    fit = LogisticRegression(C=np.inf, tol=1e-8).fit(np.log(positive / (1 - positive))[:, None], gold == 1, weight)
    slope = calibration_slope().how.value((gold == 1).astype(int), np.stack([1 - positive, positive], 1), weight)  # type: ignore[union-attr,call-arg]
    assert slope == pytest.approx(fit.coef_[0, 0], rel=1e-3)


def test_of_two_labels_the_last_is_the_positive_one() -> None:
    found = rows(120, YES_NO)
    gold, said, given = columns(found)
    positive = said[:, 1]
    assert of_rows(auroc(), found) == pytest.approx(sklearn_metrics.roc_auc_score(gold, positive))
    assert of_rows(average_precision(), found) == pytest.approx(sklearn_metrics.average_precision_score(gold, positive))
    assert of_rows(brier(), found) == pytest.approx(sklearn_metrics.brier_score_loss(gold, positive))
    expected = sklearn_metrics.balanced_accuracy_score(gold, given)
    assert of_rows(balanced_accuracy(), found) == pytest.approx(expected)
    assert of_rows(macro_f1(), found) == pytest.approx(sklearn_metrics.f1_score(gold, given, average="macro"))
    assert of_rows(kappa(), found) == pytest.approx(sklearn_metrics.cohen_kappa_score(gold, given))


def test_of_three_labels_each_stands_against_the_others() -> None:
    found = rows(150, THREE)
    gold, said, given = columns(found)
    expected = sklearn_metrics.roc_auc_score(gold, said, multi_class="ovr", average="macro")
    assert of_rows(auroc(), found) == pytest.approx(expected)
    assert of_rows(brier(), found) == pytest.approx(((said - np.eye(3)[gold]) ** 2).sum(axis=1).mean())
    expected = sklearn_metrics.cohen_kappa_score(gold, given, weights="quadratic")
    assert of_rows(kappa("quadratic"), found) == pytest.approx(expected)


def test_an_answer_that_cannot_be_read_is_wrong_for_its_label() -> None:
    found = rows(60, YES_NO)
    broken = [replace(row, answer="", status="malformed") if n % 3 == 0 else row for n, row in enumerate(found)]
    hits = {label: np.mean([row.answer == row.gold for row in broken if row.gold == label]) for label in YES_NO}
    assert of_rows(balanced_accuracy(), broken) == pytest.approx(np.mean(list(hits.values())))
    assert of_rows(macro_f1(), broken) < of_rows(macro_f1(), found)
    assert of_rows(kappa(), broken) < of_rows(kappa(), found)


def answered(*pairs: tuple[str, str], times: int = 1) -> list[Judged]:
    """Rows of these right and given answers, each of its own patient; one that is no label was not readable."""
    return [
        Judged(str(n), str(n), gold, THREE, "correct" if gold == given else "wrong", given, True)
        for n, (gold, given) in enumerate(pairs * times)
    ]


def test_of_three_labels_an_unreadable_answer_counts_as_wrong_and_is_not_dropped() -> None:
    found = answered(
        *(("low", "low"), ("low", "low"), ("low", ""), ("low", "high")),
        *(("middle", "middle"), ("middle", ""), ("middle", "low")),
        *(("high", "high"), ("high", ""), ("high", "no label at all")),
    )
    recalls = {"low": 2 / 4, "middle": 1 / 3, "high": 1 / 3}
    precisions = {"low": 2 / 3, "middle": 1 / 1, "high": 1 / 2}
    f1 = {label: 2 * precisions[label] * recalls[label] / (precisions[label] + recalls[label]) for label in THREE}
    assert of_rows(balanced_accuracy(), found) == pytest.approx(np.mean(list(recalls.values())))
    assert of_rows(macro_f1(), found) == pytest.approx(np.mean(list(f1.values())))
    for label in THREE:
        assert of_rows(f1_of(label, THREE), found) == pytest.approx(f1[label])
    chance = (4 * 3 + 3 * 1 + 3 * 2) / 100  # what cannot be read agrees with nothing, by chance neither
    assert of_rows(kappa(), found) == pytest.approx((0.4 - chance) / (1 - chance))
    readable = [row for row in found if row.answer in THREE]
    for measure in (balanced_accuracy(), macro_f1(), kappa(), f1_of("high", THREE)):
        told = result(measure, found)
        assert told["n"] == len(found)
        assert told["value"] < of_rows(measure, readable)


def test_of_three_labels_none_that_is_never_given_is_forgotten() -> None:
    always = answered(("low", "low"), ("middle", "low"), ("high", "low"), times=5)
    assert of_rows(macro_f1(), always) == pytest.approx((2 * (1 / 3) / (1 / 3 + 1)) / 3)
    assert of_rows(balanced_accuracy(), always) == pytest.approx(1 / 3)
    assert of_rows(kappa(), always) == pytest.approx(0)
    assert of_rows(f1_of("high", THREE), always) == 0
    nothing = answered(("low", ""), ("middle", ""), ("high", ""), times=5)
    for measure in (macro_f1(), balanced_accuracy(), kappa()):
        told = result(measure, nothing)
        assert (told["value"], told["n"]) == (0, 15)
    gone = answered(("low", "low"), ("middle", "high"), times=5)
    assert of_rows(macro_f1(), gone) == pytest.approx(1 / 2), "a label that no row has counts in no mean"
    assert result(f1_of("high", THREE), gone)["reason"] == 'no row is "high"'


def test_calibration_is_of_the_outcome_and_not_of_the_order() -> None:
    rng = np.random.default_rng(0)
    true = rng.random(4000)
    said = true.tolist()
    found = [
        Judged(str(n), str(n), YES_NO[int(rng.random() < p)], YES_NO, "wrong", "no", True, {"no": 1 - p, "yes": p})
        for n, p in enumerate(said)
    ]
    assert of_rows(calibration_error(), found) < 0.03
    assert of_rows(calibration_slope(), found) == pytest.approx(1, abs=0.1)
    sure = [replace(row, probabilities=_twice(row)) for row in found]
    assert of_rows(calibration_slope(), sure) == pytest.approx(of_rows(calibration_slope(), found) / 2, abs=0.01)
    assert of_rows(calibration_error(), sure) > 0.05
    tied = [replace(row, probabilities={"no": 0.7, "yes": 0.3}) for row in found[:100]]
    share = np.mean([row.gold == "yes" for row in tied])
    assert of_rows(calibration_error(), tied) == pytest.approx(abs(0.3 - share))
    assert of_rows(calibration_error(), tied[::-1]) == pytest.approx(of_rows(calibration_error(), tied))


def _twice(row: Judged) -> dict[str, float]:
    """The log-odds doubled."""
    no, yes = (row.probabilities[label] ** 2 for label in YES_NO)
    return {"no": no / (no + yes), "yes": yes / (no + yes)}


def test_ndcg_by_hand() -> None:
    said = (0.1, 0.7, 0.2)
    gold = ("yes", "no", "yes")
    found = [
        Judged(str(n), "p", g, YES_NO, "wrong", "no", True, {"no": 1 - p, "yes": p}, "p")
        for n, (g, p) in enumerate(zip(gold, said, strict=True))
    ]
    discounts = [1 / np.log2(place + 2) for place in range(3)]
    expected = (discounts[1] + discounts[2]) / (discounts[0] + discounts[1])
    measure = ndcg({"no": 0.0, "yes": 1.0})
    assert of_rows(measure, found) == pytest.approx(expected)
    nothing = [replace(row, gold="no", query="q", group="q") for row in found]
    both = result(measure, [*found, *nothing])
    assert (both["value"], both["n"], both["queries"]) == (pytest.approx(expected), 1, 2)
    assert both["skipped"] == {'none is "yes"': 1}


@pytest.mark.parametrize("measure", EVERY, ids=lambda measure: measure.name)
def test_without_a_row_no_measure_has_a_number(measure: Measure) -> None:
    found = result(measure, [])
    assert (found["value"], found["reason"]) == (None, "no rows")
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("measure", EVERY, ids=lambda measure: measure.name)
def test_the_order_of_the_rows_decides_nothing(measure: Measure) -> None:
    found = rows(60, YES_NO)
    mixed = [found[n] for n in np.random.default_rng(1).permutation(60)]
    first, second = result(measure, found), result(measure, mixed)
    assert first["value"] == pytest.approx(second["value"], abs=1e-9)
    assert first["low"] == pytest.approx(second["low"], abs=1e-6)
    assert first["method"] == second["method"]


@pytest.mark.parametrize("measure", EVERY[:-1], ids=lambda measure: measure.name)
def test_a_weight_is_as_many_rows(measure: Measure) -> None:
    found = rows(80, YES_NO, per_patient=1)
    weighted = [replace(row, weight=1 + n % 2) for n, row in enumerate(found)]
    doubled = [copy for n, row in enumerate(found) for copy in [row] * (1 + n % 2)]
    if measure.name == "calibration_error":  # bins of equal weight fall otherwise among rows that are whole
        assert of_rows(measure, weighted) == pytest.approx(of_rows(measure, doubled), abs=0.05)
    else:
        assert of_rows(measure, weighted) == pytest.approx(of_rows(measure, doubled), rel=1e-4)


def test_a_ranking_of_few_positives_is_withheld() -> None:
    few = [replace(row, gold="yes" if n < 18 else "no") for n, row in enumerate(rows(80, YES_NO))]
    assert withheld(auroc(), few) == 'too few: 9 patients or notes with "yes", and 10 are needed'
    found = result(auroc(), few)
    assert (found["value"], found["low"], found["n"]) == (None, None, 80)
    assert "too few" in found["reason"]
    assert result(brier(), few)["value"] is not None
    enough = [replace(row, gold="yes" if n < 20 else "no") for n, row in enumerate(rows(80, YES_NO))]
    assert withheld(auroc(), enough) == ""
    inverse = [replace(row, gold="no" if n < 18 else "yes") for n, row in enumerate(rows(80, YES_NO))]
    assert "another answer" in withheld(auroc(), inverse)
    assert withheld(ACCURACY, few) == ""


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"gold": "yes"}, "all rows have the same right answer"),
        ({"probabilities": {}}, "the answers have no probabilities"),
        ({"labels": ()}, "the rows' answers come from different sets"),
        ({"gold": "perhaps"}, "a right answer is none of the labels"),
    ],
)
def test_what_is_undefined_says_why(broken: dict[str, object], reason: str) -> None:
    found = result(auroc(), [replace(row, **broken) for row in rows(60, YES_NO)])  # type: ignore[arg-type]
    assert (found["value"], found["reason"]) == (None, reason)


def test_one_row_without_probabilities_leaves_no_number_of_the_others() -> None:
    found = rows(60, YES_NO)
    found[7] = replace(found[7], probabilities={})
    for measure in (auroc(), brier(), calibration_slope()):
        assert result(measure, found)["value"] is None


def test_a_label_of_one_patient_alone_leaves_a_value_without_an_interval() -> None:
    found = [replace(row, gold="yes" if row.group == "p3" else "no") for row in rows(40, YES_NO)]
    told = result(balanced_accuracy(), found)
    assert told["value"] is not None
    assert (told["low"], told["method"]) == (None, "undefined without one of the clusters")


def test_the_cells_of_a_functional_are_its_values_without_each_patient() -> None:
    found = rows(60, YES_NO)
    got = estimate(auroc(), found)
    without = np.array([of_rows(auroc(), [row for row in found if row.group != name]) for name in got.names])
    assert got.value == pytest.approx(of_rows(auroc(), found))
    assert got.cells == pytest.approx(got.value + 29 * (without.mean() - without))
    assert got.variance == pytest.approx(29 / 30 * ((without - without.mean()) ** 2).sum())


def test_many_patients_are_left_out_in_groups_that_their_names_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(600, YES_NO)
    exact = estimate(auroc(), found)
    monkeypatch.setattr(jackknife, "DELETED", 60)
    grouped, other = estimate(auroc(), found), estimate(auroc(), found[::-1])
    assert (len(exact.cells), len(grouped.cells), grouped.clusters) == (200, 60, 300)
    assert grouped.variance == pytest.approx(exact.variance, rel=0.5)
    assert grouped.names == other.names
    assert grouped.cells == pytest.approx(other.cells)


def test_a_difference_of_functionals_is_paired() -> None:
    first = rows(80, YES_NO)
    better = [replace(row, probabilities=_surer(row)) for row in first]
    change = of_difference(less(estimate(auroc(), better), estimate(auroc(), first)))
    apart = [result(auroc(), arm) for arm in (first, better)]
    assert change["value"] == pytest.approx(apart[1]["value"] - apart[0]["value"])
    assert change["high"] - change["low"] < min(arm["high"] - arm["low"] for arm in apart)
    assert change["p"] < 0.01
    assert of_difference(less(estimate(auroc(), first), estimate(auroc(), first)))["p"] == 1.0
    with pytest.raises(ValueError, match="clusters differ"):
        less(estimate(auroc(), first), estimate(auroc(), first[:70]))


def _surer(row: Judged) -> dict[str, float]:
    said = {label: p + 0.05 * (label == row.gold) for label, p in row.probabilities.items()}
    return {label: p / 1.05 for label, p in said.items()}


def test_what_is_better_has_a_direction() -> None:
    assert auroc().better(0.8, 0.7)
    assert brier().better(0.1, 0.2)
    assert calibration_slope().better(1.1, 0.5)
    assert not calibration_slope().better(1.5, 0.9)


def test_a_mean_of_a_task_reads_the_scores_number() -> None:
    def off(row: Judged) -> float:
        if row.number is None:
            raise Undefined("no distance")
        return row.number

    measure = Measure("off", "off", RowMean(off), "years", within=None)
    found = [replace(row, number=float(n % 4)) for n, row in enumerate(rows(40, YES_NO))]
    assert result(measure, found)["value"] == 1.5
    assert result(measure, [*found, replace(found[0], number=None)])["reason"] == "no distance"


def test_every_shipped_measure_has_a_name_of_its_own() -> None:
    for first, second in itertools.combinations((m for m in EVERY if m != kappa("quadratic")), 2):
        assert first.name != second.name or first.name == "kappa"

"""Patient-trial matching: one table of names, splits without leaks, answers that must agree with themselves."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.order import in_common
from ehrmind.planned import loaded
from ehrmind.tasks.base import UNBALANCED, Counts, Data, Policy, Sampling
from ehrmind.tasks.leaks import check_leaks
from ehrmind.tasks.trial_matching import TrialMatching
from ehrmind.trials.rows import Overflow
from ehrmind.trials.splits import Splitting
from ehrmind.trials.types import LABELS
from ehrmind.types import Status
from tests.test_config import compose
from tests.trials.source_files import write_trialgpt, write_tsv

SIZES = Counts(24, 12, 24)


@pytest.fixture(scope="module")
def made() -> tuple[TrialMatching, Data]:
    task = TrialMatching(patients=SIZES)
    return task, task.load()


def test_training_rows_are_balanced_and_the_others_are_as_they_are(made: tuple[TrialMatching, Data]) -> None:
    _, data = made
    counts = {name: Counter(row.answer for row in rows) for name, rows in data.splits.items()}
    assert len(set(counts["train"].values())) == 1
    assert counts["test"]["not relevant"] > 2 * counts["test"]["eligible"] > 0
    natural = TrialMatching(patients=SIZES, sampling=Sampling.natural).load()
    assert data.manifest["dropped"][UNBALANCED] == len(natural.splits["train"]) - len(data.splits["train"])
    assert [row.id for row in natural.splits["test"]] == [row.id for row in data.splits["test"]]


def test_gold_reasons_over_every_criterion_that_is_shown(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    for row in data.splits["test"]:
        shown = sum(text.count("\n") + 1 for name in ("inclusion", "exclusion") if (text := row.fields[name]) != "none")
        assert len(row.facts["verdicts"]) == shown, "a criterion, a verdict"
        assert task.gold(row).count(" -> ") == shown


def test_a_patients_prompts_begin_with_the_note(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    first, second = (task.prompt(row).user for row in data.splits["test"][:2])
    note = data.splits["test"][0].fields["note"]
    assert data.splits["test"][0].group == data.splits["test"][1].group
    assert in_common(first, second) > len(note), "so that the note is read once"


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ({"prediction": "eligible", "idx": 2}, Status.CORRECT, "it was eligible"),
        ({"prediction": " Eligible ", "idx": 2}, Status.CORRECT, "it was eligible"),
        ({"prediction": "excluded", "idx": 1}, Status.WRONG, "it was eligible"),
        ({"prediction": "eligible", "idx": 1}, Status.INVALID, "prediction and idx say different things"),
        ({"prediction": "irrelevant", "idx": 0}, Status.INVALID, "not one of"),
        ({"prediction": "eligible", "idx": 3}, Status.INVALID, "not one of"),
        ({"prediction": "eligible", "idx": "two"}, Status.INVALID, ""),
        ({"prediction": ["eligible"], "idx": 2}, Status.INVALID, ""),
    ],
)
def test_name_and_number_must_agree(
    made: tuple[TrialMatching, Data], answer: object, status: Status, reason: str
) -> None:
    task, data = made
    row = next(row for row in data.splits["test"] if row.answer == "eligible")
    _, score = task.judge(f"<think>x</think><answer>{json.dumps(answer)}</answer>", row)
    assert score.status is status
    assert reason in score.reason


def test_the_names_are_trecs_in_prompt_and_score_and_measures(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    user = task.prompt(data.splits["test"][0]).user
    assert '0 "not relevant", 1 "excluded", 2 "eligible"' in user
    assert [json.loads(task.answer_json(label))["idx"] for label in LABELS] == [0, 1, 2]
    names = [measure.name for measure in task.measures()]
    assert names[0] == "macro_f1"
    rankings = {"ndcg_10", "ndcg_10_eligible", "p_10", "p_10_eligible", "auroc_eligible_excluded", "kappa"}
    assert rankings | {f"f1_{label}".replace(" ", "_") for label in LABELS} <= set(names)


def test_baselines_know_the_training_rows_alone(made: tuple[TrialMatching, Data]) -> None:
    task, data = made
    found = task.baselines(data)
    assert next(iter(found)) == "prevalence"
    for answers in found.values():
        assert len(answers) == len(data.splits["test"])
        for row, answer in zip(data.splits["test"], answers, strict=True):
            assert answer.probabilities is not None
            assert sum(answer.probabilities.labels.values()) == pytest.approx(1)
            assert task.judge(answer.text, row)[0].well_formed


def test_long_pairs_of_generated_patients_are_dropped_whole(made: tuple[TrialMatching, Data]) -> None:
    words = sorted(len(" ".join(row.fields.values()).split()) for row in made[1].splits["test"])
    data = TrialMatching(patients=SIZES, words=words[len(words) // 2]).load()
    assert data.manifest["changed"] == {}
    assert any(why.startswith("test: over ") for why in data.manifest["dropped"])
    with pytest.raises(DataError, match=r"task\.overflow=shorten or drop"):
        TrialMatching(patients=SIZES, words=words[0] // 2, overflow=Overflow.error).load()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": "trec"}, r"task\.source=trec is not"),
        ({"source": "trec_2021"}, r"task\.source=trec_2021 needs task\.path="),
        ({"path": "x"}, r"task\.path=x is not read by task\.source=generated"),
        ({"split": Splitting.paper}, r"task\.split=paper has no meaning for task\.source=generated"),
        ({"source": "sigir", "path": "x", "split": Splitting.paper}, r"task\.split=paper has no meaning .* all test"),
        ({"criteria": 2}, r"criteria is 2; take 6"),
    ],
)
def test_mistakes_are_named(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        TrialMatching(**settings)  # type: ignore[arg-type]


def test_a_folder_of_somebodys_notes_is_restricted_and_its_ids_are_hashes(tmp_path: Path) -> None:
    write_trialgpt(tmp_path)
    task = TrialMatching(source="folder", path=str(tmp_path))
    data = task.load()
    assert task.data_policy is Policy.RESTRICTED
    assert data.manifest["files"] == {}
    assert all("trec" not in row.id and "NCT" not in row.id for rows in data.splits.values() for row in rows)
    assert TrialMatching(source="trec_2021", path=str(tmp_path)).data_policy is Policy.OPEN
    write_trialgpt(tmp_path / "later", prefix="trec-2022")
    later = TrialMatching(source="trec_2022", path=str(tmp_path / "later")).load()
    assert [len(later.splits[name]) > 0 for name in ("train", "validation", "test")] == [False, False, True]


def test_rows_that_a_folder_tests_are_never_trained_on(tmp_path: Path) -> None:
    write_trialgpt(tmp_path)
    write_tsv(tmp_path / "qrels/test.tsv", [("1", "NCT00000001", 2), ("1", "NCT00000002", 0)])
    write_tsv(tmp_path / "qrels/train.tsv", [("2", "NCT00000001", 1), ("2", "NCT00000002", 2)])
    task = TrialMatching(source="folder", path=str(tmp_path))
    data = task.load()
    tested = {row.fields["note"] for row in data.splits["test"]}
    assert len(tested) == 1
    assert "chest pain" in tested.pop()
    assert [len(data.splits[name]) for name in ("train", "validation", "test")] == [2, 0, 2]
    assert data.manifest["description"] == "FOLDER, in its own splits"


def test_a_reward_by_weights_that_no_row_has_is_refused() -> None:
    words = ("task=trial_matching", "task.patients.train=6", "task.patients.validation=1", "task.patients.test=1")
    config = compose(*words, "model=tiny", "stage=rlvr", "stage.scale_rewards=none", "reward=balanced")
    with pytest.raises(DataError, match=r"reward=balanced goes by .* facts\['class_weight'\]"):
        loaded(config, True)
    assert loaded(config, False).splits["train"]


REAL = Path(os.environ.get("EHRMIND_REAL_TRIALS", "absent"))


@pytest.mark.skipif(not REAL.is_dir(), reason="EHRMIND_REAL_TRIALS does not name a folder of TREC pairs")
@pytest.mark.parametrize("how", list(Splitting))
def test_gold_scores_one_on_every_real_pair_and_every_pair_is_accounted_for(how: Splitting) -> None:
    task = TrialMatching(source="trec_2021", path=str(REAL), split=how, sampling=Sampling.natural)
    data = task.load()
    check_leaks(data.splits, data.leaky)
    rows = [row for members in data.splits.values() for row in members]
    assert all(task.judge(task.gold(row), row)[1].correct for row in rows)
    left = sum(data.manifest["dropped"].values())
    judged = len((REAL / "qrels/test.tsv").read_text().splitlines()) - 1
    assert len(rows) + left == judged + (data.manifest["leaked"] if how is Splitting.paper else 0)

"""Prediction from records: nothing of the future, restricted unless nobody's, reasoning that a timeline bears out."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ehrmind.data import check_answers
from ehrmind.ehr import fitted, generator
from ehrmind.ehr.questions import COMPUTED
from ehrmind.ehr.rows import moment_of, rows_of
from ehrmind.ehr.timeline import Timeline
from ehrmind.ehr.tokens import approximate
from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation.measures import ACCURACY
from ehrmind.experiment import _remarked
from ehrmind.rewards.balanced import Balanced
from ehrmind.rewards.gated import Gated
from ehrmind.tasks.base import UNBALANCED, Data, Policy, Sampling
from ehrmind.tasks.ehrshot import Ehrshot
from ehrmind.types import Completion, Example, Prompt, Status
from tests.ehr.source_files import write_ehrshot

PATIENTS = 40
LATER = pd.Timestamp("2100-01-01 10:00:00")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An own place for indexes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EHRMIND_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same forty patients in three formats."""
    folder = tmp_path_factory.mktemp("records") / "made"
    generator.generate(folder, PATIENTS, seed=3)
    return folder


@pytest.fixture(scope="module")
def made() -> tuple[Ehrshot, Data]:
    task = Ehrshot(patients=PATIENTS, prompt_tokens=1500)
    return task, task.load()


def of(source: str, records: Path, **more: Any) -> Ehrshot:
    names = records / "ehrshot" / "athena_download"
    return Ehrshot(source=source, path=str(records / source), names=str(names), prompt_tokens=1500, **more)


def cut_csv(folder: Path, subject: int, time: datetime) -> None:
    file = folder / "data" / "ehrshot.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    own = frame["patient_id"] == str(subject)
    later = own & (pd.to_datetime(frame["start"]) > time)
    ends = pd.to_datetime(frame["end"].replace("", None))
    frame.loc[own & (ends > time), "end"] = ""
    frame[~later].to_csv(file, index=False)


def cut_meds(folder: Path, subject: int, time: datetime) -> None:
    for file in (folder / "data").rglob("*.parquet"):
        frame = pd.read_parquet(file)
        own = frame["subject_id"] == subject
        if "end" in frame:
            frame.loc[own & (frame["end"] > time), "end"] = pd.NaT
        frame[~(own & (frame["time"] > time))].to_parquet(file, index=False)


STARTS = {
    "visit_occurrence": "visit_start", "visit_detail": "visit_detail_start", "condition_occurrence": "condition_start",
    "drug_exposure": "drug_exposure_start", "measurement": "measurement", "observation": "observation",
    "procedure_occurrence": "procedure", "death": "death",
}  # fmt: skip


def cut_omop(folder: Path, subject: int, time: datetime) -> None:
    for table, start in STARTS.items():
        file = folder / f"{table}.parquet"
        frame = pd.read_parquet(file)
        began = pd.to_datetime(frame[f"{start}_datetime"]).fillna(pd.to_datetime(frame[f"{start}_date"]))
        own = frame["person_id"] == subject
        stop = start.replace("start", "end")
        if stop != start and f"{stop}_datetime" in frame:
            over = own & (pd.to_datetime(frame[f"{stop}_datetime"]) > time)
            over |= own & (pd.to_datetime(frame[f"{stop}_date"]) > pd.Timestamp(time).normalize())
            frame.loc[over, [f"{stop}_datetime", f"{stop}_date"]] = None
        frame[~(own & (began > time))].to_parquet(file, index=False)


@pytest.mark.parametrize(("source", "cut"), [("ehrshot", cut_csv), ("meds", cut_meds), ("omop", cut_omop)])
def test_a_prompt_is_the_same_without_the_future(
    source: str, cut: Callable[[Path, int, datetime], None], records: Path, tmp_path: Path
) -> None:
    whole = of(source, records, label="guo_los", label_path=str(records / "meds" / "labels" / "guo_los"))
    rows = [row for part in whole.load().splits.values() for row in part]
    shutil.copytree(records / source, tmp_path / source)
    chosen = {row.fields["subject"]: row for row in rows}  # the last of a patient
    chosen = dict(list(chosen.items())[::6])
    assert len(chosen) >= 3
    for row in chosen.values():
        cut(tmp_path / source, int(row.fields["subject"]), datetime.fromisoformat(row.fields["time"]))
    blind = of(source, records, label="guo_los", label_path=str(records / "meds" / "labels" / "guo_los"))
    blind.path = str(tmp_path / source)
    blind.load()
    shorter = 0
    for row in chosen.values():
        assert blind.prompt(row) == whole.prompt(row)
        subject = int(row.fields["subject"])
        shorter += len(blind._records.record(subject)) < len(whole._records.record(subject))
    assert shorter, "there was a future to cut"


def test_a_prompt_has_no_more_tokens_than_it_may(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    task.count_with(lambda text: len(re.findall(r"\w+|[^\w\s]|\s", text)))
    for row in data.splits["test"]:
        prompt = task.prompt(row)
        assert task._count(prompt.system) + task._count(prompt.user) <= task.prompt_tokens
    with pytest.raises(ConfigError, match="task.prompt_tokens=150 leaves"):
        Ehrshot(patients=PATIENTS, prompt_tokens=150).prompt(data.splits["test"][0])


@pytest.mark.timeout(60)
def test_fitting_ends_where_nothing_fits() -> None:
    task = Ehrshot(patients=8)
    (row, *_) = task.load().splits["test"]
    subject, moment = moment_of(row)
    record = task._records.record(subject).until(moment)
    shown = fitted.fitted(record, moment, Timeline(task.style, 200, []), lambda text: len(text.split()), lambda text: 9)
    assert shown.tokens < 200


@pytest.mark.parametrize("taken", [60, 180])
def test_the_template_of_the_model_counts_and_a_prompt_that_fits_is_as_it_was(
    made: tuple[Ehrshot, Data], taken: int
) -> None:
    rows = made[1].splits["test"]

    def asked(whole: Callable[[Prompt], int] | None) -> list[Prompt]:
        task = Ehrshot(patients=PATIENTS, prompt_tokens=640, wording=3)
        task.count_with(approximate, whole)
        return [task.prompt(row) for row in rows]

    def in_template(prompt: Prompt) -> int:
        return approximate(prompt.system) + approximate(prompt.user) + taken

    before, after = asked(None), asked(in_template)
    assert any(in_template(prompt) > 640 for prompt in before), "a constant is not enough"
    assert all(in_template(prompt) <= 640 for prompt in after)
    assert before == asked(lambda prompt: in_template(prompt) - taken)
    for budget, message in ((400, r"task.budget=400 is more .* of which the question takes \d{3}"), (None, "leaves -")):
        tight = Ehrshot(patients=PATIENTS, prompt_tokens=640, budget=budget)
        tight.count_with(approximate, lambda prompt: in_template(prompt) + 500)
        with pytest.raises(ConfigError, match=message):
            tight.prompt(rows[0])


def test_records_that_are_kept_are_few_and_cuts_are_counted_of_all(
    made: tuple[Ehrshot, Data], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitted, "MOST", 3)
    task = Ehrshot(patients=PATIENTS, prompt_tokens=500)
    rows = made[1].splits["test"]
    golds = [task.gold(row) for row in rows]
    assert len(task._shown._kept) == 3 < len(rows)
    assert [task.gold(row) for row in rows] == golds
    assert task.cut_records == len(rows)


def test_the_budget_and_the_types_of_events_are_obeyed(made: tuple[Ehrshot, Data]) -> None:
    row = made[1].splits["test"][0]
    paper = Ehrshot(patients=PATIENTS, events=["conditions", "procedures"], budget=300)
    text = paper.prompt(row).user.split("\n\nQuestion:")[0]
    assert "Labs" not in text
    assert "Drugs" not in text
    assert paper._count(text) < 340
    with pytest.raises(ConfigError, match="did you mean task.events=conditions"):
        Ehrshot(events=["condition"])


def test_a_budget_that_would_be_cut_is_refused(made: tuple[Ehrshot, Data]) -> None:
    with pytest.raises(ConfigError, match="task.budget=900 is more than a prompt of 900 tokens holds; raise"):
        Ehrshot(budget=900).fit_prompts(900)
    tight = Ehrshot(patients=PATIENTS, budget=590, prompt_tokens=600)
    tight.fit_prompts(10_000)
    with pytest.raises(
        ConfigError, match=r"task.budget=590 .* 600 tokens holds, of which the question takes \d+; raise"
    ):
        tight.prompt(made[1].splits["test"][0])


def test_the_reasoning_says_what_the_timeline_shows_and_no_more(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    for row in (*data.splits["test"], *data.splits["train"]):
        shown = dict(re.findall(r"^(\d+)\. (.*)$", task.prompt(row).user, re.MULTILINE))
        think = task.gold(row).split("</think>")[0]
        cited = re.findall(r"(?:: |; )([^;]*?) \[(\d+)\]", think)
        for said, number in cited:
            assert said.removeprefix("Findings for: ").removeprefix("Findings against: ") in shown[number]
        numbers = set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"\[\d+\]", "", think)))
        assert numbers <= set(re.findall(r"\d+(?:\.\d+)?", " ".join(shown.values())))
        assert think.rstrip().endswith(f": {row.answer}.")


@pytest.mark.parametrize(
    ("prediction", "label", "status"),
    [
        ("long stay", 1, Status.CORRECT),
        (" Long Stay ", "1", Status.CORRECT),
        ("not a long stay", 0, Status.WRONG),
        ("long stay", 0, Status.INVALID),
        ("not a long stay", 1, Status.INVALID),
        ("stay", 1, Status.INVALID),
        ("long stay", 2, Status.INVALID),
        (1, 1, Status.INVALID),
        (None, 1, Status.INVALID),
        ("long stay", "yes", Status.INVALID),
        ("long stay", True, Status.INVALID),
        ("long stay" * 900, 1, Status.INVALID),
    ],
)
def test_a_prediction_and_its_label_must_say_the_same(
    made: tuple[Ehrshot, Data], prediction: object, label: object, status: Status
) -> None:
    task, data = made
    row = next(row for part in data.splits.values() for row in part if row.answer == "long stay")
    text = f"<think></think><answer>{json.dumps({'prediction': prediction, 'label': label})}</answer>"
    if isinstance(prediction, str) and len(prediction) > 2000:
        status = Status.MALFORMED
    assert task.judge(text, row)[1].status is status


def test_real_records_are_restricted_and_their_rows_have_no_names(records: Path) -> None:
    task = of("ehrshot", records)
    assert task.data_policy is Policy.RESTRICTED
    data = task.load()
    subjects = set(map(str, task._records.subjects.tolist()))
    for row in (row for part in data.splits.values() for row in part):
        assert not any(subject in row.id or subject in row.group for subject in subjects)
    assert not any(subject in json.dumps(data.manifest) for subject in subjects)
    assert Ehrshot().data_policy is Policy.OPEN
    assert Ehrshot(restricted=True).data_policy is Policy.RESTRICTED
    again = of("ehrshot", records).load()
    assert again.splits == data.splits, "the same ids every time"
    assert of("omop", records).data_policy is of("meds", records).data_policy is Policy.RESTRICTED


def test_labels_may_be_computed_and_are_those_that_are_shipped(records: Path) -> None:
    shipped, computed = of("ehrshot", records), of("omop", records)
    found = [
        {
            (row.fields["subject"], row.fields["time"], row.answer)
            for part in task.load().splits.values()
            for row in part
        }
        for task in (shipped, computed)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_training_rows_may_be_balanced_and_others_never(made: tuple[Ehrshot, Data]) -> None:
    natural = made[1]
    balanced = Ehrshot(patients=PATIENTS, sampling=Sampling.balanced).load()
    answers = [row.answer for row in balanced.splits["train"]]
    assert answers.count("long stay") == answers.count("not a long stay") > 0
    assert balanced.manifest["dropped"][UNBALANCED] == len(natural.splits["train"]) - len(answers)
    for split in ("validation", "test"):
        assert [row.id for row in balanced.splits[split]] == [row.id for row in natural.splits[split]]


def test_answers_of_balanced_rows_weigh_the_same(made: tuple[Ehrshot, Data]) -> None:
    rows = Ehrshot(patients=PATIENTS, sampling=Sampling.balanced).load().splits
    assert {row.facts["class_weight"] for part in rows.values() for row in part} == {1.0}
    weights = {row.facts["class_weight"] for part in made[1].splits.values() for row in part}
    assert len(weights) == 2
    assert min(weights) < 1 < max(weights)


def test_a_rare_right_answer_earns_more(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    train = data.splits["train"]
    earned = {"long stay": 0.0, "not a long stay": 0.0}
    for row in train:
        for answer in earned:
            given = task.answered(row, answer)
            parsed, score = task.judge(given.text, row)
            earned[answer] += Balanced(format_bonus=0.0)(parsed, score, given, row)
    assert earned["long stay"] == pytest.approx(earned["not a long stay"]) == pytest.approx(len(train) / 2)
    other = Example("a", "a", "a", {}, "1")
    parsed, score = task.judge(task.gold(train[0]), train[0])
    done = Completion("", 1, True)
    assert Balanced()(parsed, score, done, other) == Gated()(parsed, score, done, other) == 1.1


def test_labels_that_are_seconds_apart_are_rows_of_their_own(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    found = task._found
    first = found.labels.labels[0]
    times = [first.time.replace(second=second) for second in (0, 27, 58)]
    labels = replace(found.labels, labels=tuple(replace(first, time=time) for time in times))
    rows = [row for part in rows_of(replace(found, labels=labels), True)[0].values() for row in part]
    assert [moment_of(row)[1] for row in rows] == times
    assert len({row.id for row in rows}) == 3
    assert all(len(row.fields["time"]) == len("2013-03-19T23:59") for row in data.splits["test"])


@pytest.mark.parametrize("given", [".", "data/ehrshot.csv"])
def test_a_release_is_the_same_by_its_folder_and_by_its_file(given: str, tmp_path: Path) -> None:
    root = write_ehrshot(tmp_path / "EHRSHOT_ASSETS")
    shipped = root / "benchmark" / "guo_los" / "labeled_patients.csv"
    shipped.parent.mkdir(parents=True)
    rows = ("7,2015-06-28 23:59:00,True,boolean", "9,2016-01-01 23:59:00,False,boolean")
    shipped.write_text("\n".join(("patient_id,prediction_time,value,label_type", *rows)) + "\n")
    data = Ehrshot(source="ehrshot", path=str(root / given)).load()
    assert data.manifest["positives"] == {"train": 1, "validation": 0, "test": 0}
    assert not any(COMPUTED in note for note in data.manifest["remarks"])
    assert any(
        re.fullmatch(r"\d of \d+ codes \(\d+\.\d% of the events\) have no name .*", note)
        for note in data.manifest["remarks"]
    )
    with pytest.raises(ConfigError, match="task.outcome= is of labels that are computed"):
        Ehrshot(source="ehrshot", path=str(root / given), outcome=["SNOMED/1"]).load()


def test_computed_labels_say_so_and_what_they_miss_without_an_ontology_is_refused(
    records: Path, tmp_path: Path
) -> None:
    for file in (records / "omop").glob("*.parquet"):
        if file.stem != "concept_ancestor":
            (tmp_path / file.name).symlink_to(file)
    lone = {"source": "omop", "path": str(tmp_path), "label": "new_hypertension"}
    with pytest.raises(DataError, match=r"new_hypertension is .* task\.without_ontology=true"):
        Ehrshot(**lone).load()
    header = _remarked(Ehrshot(**lone, without_ontology=True).load().manifest)["remarks"]
    only = "only SNOMED/59621000: nothing below (no ontology: no table concept_ancestor)"
    assert header.startswith(f"new_hypertension: {COMPUTED}; {only}")


def test_rows_of_one_answer_train_nothing(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    negative = [row for row in data.splits["train"] if row.answer == "not a long stay"]
    with pytest.raises(DataError, match="has the answer 'not a long stay'"):
        check_answers(negative, task.labels)
    check_answers(data.splits["train"], task.labels)


def test_baselines_are_probabilities_and_the_truth_is_a_ceiling(made: tuple[Ehrshot, Data]) -> None:
    task, data = made
    found = task.baselines(data)
    assert list(found) == ["prevalence", "age", "logistic regression", "gradient boosting", "true risk"]
    assert task.ceilings == ("true risk",)
    for name, answers in found.items():
        risks = [given.probabilities.labels["long stay"] for given in answers if given.probabilities]
        assert len(risks) == len(data.splits["test"])
        assert all(0 <= risk <= 1 for risk in risks), name
    assert task.baselines(data) == found, "kept beside the index"
    prevalence = np.mean([row.answer == "long stay" for row in data.splits["train"]])
    said = found["prevalence"][0].probabilities
    assert said is not None
    assert said.labels["long stay"] == pytest.approx(prevalence, abs=1e-6)


def test_the_headline_is_no_accuracy_and_majority_stands_beside_it(made: tuple[Ehrshot, Data]) -> None:
    measures = made[0].measures()
    assert measures[0].name == "auroc"
    assert ACCURACY in measures
    assert "prevalence" in made[0].baselines(made[1])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": "mimic"}, "task.source=mimic"),
        ({"source": "meds"}, "task.source=meds needs task.path="),
        ({"path": "x"}, "task.path=x is not read"),
        ({"label": "guo_lso"}, "did you mean task.label=guo_los"),
        ({"label": "chexpert"}, "fourteen labels"),
        ({"question": "Will it?"}, "task.question=Will it? is of labels of one's own, and task.label_path= names none"),
        ({"label": "guo_icu", "negative": "no ICU"}, "task.negative=no ICU is of labels of one's own"),
        ({"label_path": "x"}, "task.label_path= holds labels, and nothing says what they ask: write task.question="),
        ({"label_path": "x", "label": "mortality"}, "task.question= is empty: the labels of mortality do not say what"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        Ehrshot(**settings)


def test_labels_of_ones_own_are_asked_their_own_question() -> None:
    assert Ehrshot().label == "guo_los"
    own = Ehrshot(label_path="x", question="Will this patient die?", positive="death")
    assert (own.label, own.labels(Example("a", "a", "a", {}, "no"))) == ("own", ("no", "death"))
    assert "own (Will this patient die?)" in own.describe()
    assert Ehrshot(label_path="x", label="guo_los").labels(Example("a", "a", "a", {}, "no"))[1] == "long stay"

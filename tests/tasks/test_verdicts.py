"""A verdict before any reason is told from a first step, also where the step happens to equal the answer."""

import time
from collections.abc import Callable

import pytest

from ehrmind.tasks.base import loaded
from ehrmind.tasks.reasons import fault
from ehrmind.tasks.verdicts import Verdicts, come_first, is_value
from tests.test_config import compose


def within(low: float, high: float) -> Callable[[str], bool]:
    return lambda value: "/" not in value and " " not in value and low <= float(value) <= high


GAP = Verdicts(right=within(13.3, 14.7), asked="What is the patient's anion gap in mEq/L?", given="Na 140, Cl 102")
BMI = Verdicts(right=within(21.7, 24), asked="Compute the patient's body mass index (BMI) in kg/m².", given="Wt 70")
CALCIUM = Verdicts(right=within(11.1, 12.3), asked="Find the corrected calcium in mg/dL.", given="calcium 11.9 mg/dL")
DATE = Verdicts(right=lambda value: value == "08/31/2023", asked="Find the expected date of delivery.")
WEEKS = Verdicts(right=lambda value: value == "14 weeks and 1 day", asked="How old is the pregnancy?")
TRIAL = Verdicts(words=("not relevant", "excluded", "eligible"))
STAY = Verdicts(words=("not a long stay", "long stay"))
YES = Verdicts(words=("no", "yes"))
MET = Verdicts(words=("met", "not met", "not enough information"))


def score(points: int) -> Verdicts:
    asked = "Find the patient's Glasgow Coma Score."
    return Verdicts(("not enough information",), within(points, points), asked)


@pytest.mark.parametrize(
    ("verdicts", "texts"),
    [
        (GAP, ("The anion gap is 14 mEq/L. Na 140.", "Anion gap = 14. Na 140.", "The anion gap equals 14.\nNa 140.")),
        (GAP, ("The anion gap is 14.0. Na 140.", "AG = 14.", "14 mEq/L. Na 140.", "14. Na 140.", "So it is about 14.")),
        (GAP, ("The anion gap is 14, since Na ...", "Anion gap: 14 mEq/L", "Answer = 3, since ...", "Final answer: 3")),
        (BMI, ("The BMI is 22.9. Weight 70.", "The BMI is approximately 22.857 kg/m2. Weight 70.")),
        (DATE, ("The due date is 08/31/2023. LMP ...",)),
        (WEEKS, ("The gestational age is 14 weeks and 1 day. LMP ...",)),
        (TRIAL, ("Eligible.", "Not relevant: other disease.\nAge 4.", "1. Eligible.", "Eligible because she is 71.")),
        (TRIAL, ("She is not eligible. Age 70.", "The patient is eligible because she is 63.", "She isn't eligible.")),
        (TRIAL, ("The patient should be excluded from this trial.", "This patient is eligible for the trial. 1. Met")),
        (TRIAL, ("The trial is not relevant to this patient.", "I think that the 63-year-old woman is excluded.")),
        (STAY, ("This patient will have a long stay. Creatinine ...", "She is expected to have a long stay.")),
        (STAY, ("This patient will not have a long stay.", "I predict a long stay.")),
        (YES, ("I predict yes because BP 150.", "Yes, she will.", "So the answer is yes.", "No, since she is 17.")),
        (MET, ("The criterion is met.", "There is not enough information.", "Met: age 63.")),
        (score(4), ("The score is 4.", "The Glasgow Coma Score is 4.", "GCS = 4.")),
    ],
)
def test_the_verdict(verdicts: Verdicts, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert come_first(text, verdicts), text


@pytest.mark.parametrize(
    ("verdicts", "texts"),
    [
        (GAP, ("140 - 126 = 14.", "Anion gap = 140 - 126 = 14.", "The delta gap is 14.", "14 days ago Na was 140.")),
        (GAP, ("1. Sodium 140 mEq/L.", "The answer needs the sodium.", "The answer is found by subtracting both.")),
        (GAP, ("The patient is 14 years old.", "The label issued by the laboratory says 12.", "The anion gap is 20.")),
        (CALCIUM, ("The serum calcium is 11.9 mg/dL.", "Calcium is 11.9 mg/dL, albumin 4.2.")),
        (TRIAL, ("Patients with asthma are excluded from this trial. She ...", "The trial takes eligible patients.")),
        (TRIAL, ("This trial takes patients who are not eligible for surgery.", "Inclusion 1: age 63 -> met")),
        (YES, ("No history of diabetes is told.", "There is no diabetes.", "2. No history of stroke.")),
        (MET, ("The age limit is met.",)),
        (score(4), ("The eye response score is 4. Verbal response 5.", "Total = 4.")),
        (score(1), ("1: congestive heart failure yes.", "There is hypertension, so the points so far are 1.")),
        (score(2), ("The number of positive criteria among age and confusion is 2.", "The score is 3.")),
    ],
)
def test_a_step(verdicts: Verdicts, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert not come_first(text, verdicts), text


@pytest.mark.parametrize(
    "words",
    [
        ("task=medcalc", "task.rows={train: 55, validation: 0, test: 2}"),
        ("task=medcalc", "task.rows={train: 30, validation: 0, test: 2}", "task.reasoning=brief"),
        ("task=medcalc", "task.rows={train: 20, validation: 0, test: 2}", "task.questions=[extraction]"),
        ("task=trial_matching", "task.patients={train: 6, validation: 1, test: 1}"),
        ("task=trial_criteria", "task.patients={train: 6, validation: 1, test: 1}"),
        ("task=ehrshot", "task.patients=12"),
    ],
)
def test_the_gold_of_every_task_reasons_first(words: tuple[str, ...]) -> None:
    task = compose("model=tiny", "stage=sft", *words).task
    for row in loaded(task).splits["train"]:
        assert fault(task.judge(task.gold(row), row)[0].think, task.verdicts(row)) == "", row.id


def test_the_limits_are_those_of_the_judge() -> None:
    task = compose("model=tiny", "stage=sft", "task.rows={train: 12, validation: 0, test: 2}").task
    rows = loaded(task).splits["train"]
    row = next(row for row in rows if row.facts["kind"] == "decimal" and "." in row.answer)
    near, far = (f"{float(row.answer) * factor:.4f}" for factor in (1.003, 1.2))
    assert come_first(f"The result is {near}. Weight 70.", task.verdicts(row))
    assert not come_first(f"The result is {far}. Weight 70.", task.verdicts(row))
    assert [is_value(text) for text in ("14.0", "-3", "1,200", "08/31/2023", "excluded")] == [True] * 4 + [False]


def test_text_without_an_end_costs_nothing() -> None:
    started = time.perf_counter()
    for text in ("a " * 50_000, "14 " + "a" * 100_000, "the " * 80 + "= 14 " + "b " * 1000, "is " * 30_000):
        come_first(text, GAP)
        come_first(text, TRIAL)
    assert time.perf_counter() - started < 1

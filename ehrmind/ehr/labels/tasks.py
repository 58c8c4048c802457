"""The tasks of EHRSHOT: what each asks, the names of its two answers, and what defines its outcome.

    TASKS["guo_los"].question       Will this patient stay in hospital for seven days or more?
    TASKS["guo_los"].answer(True)   long stay

Wornow et al., "EHRSHOT: An EHR Benchmark for Few-Shot Evaluation of Foundation Models" (arXiv 2307.02028); the first
three after Guo et al. 2023 (doi 10.1038/s41598-023-30820-8). The EHRMind paper (arXiv 2505.24105) used six of them.
Departs from EHRSHOT in `chexpert`, which has fourteen labels a report and no question with two answers: it is refused.
LOINC codes are facts of LOINC (loinc.org, copyright Regenstrief Institute), SNOMED codes of SNOMED CT.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ehrmind.ehr.labels.forms import LabelTask
from ehrmind.errors import ConfigError, did_you_mean

MULTILABEL = {"chexpert": "chexpert has fourteen labels a radiology report and no question with two answers"}
ADMISSION, DISCHARGE = "23:59 on the day of admission", "23:59 on the day of discharge"
YES, NO = "yes", "no"  # of labels whose answers have no names
USUAL, OWN = "guo_los", "own"  # the label that is asked where none is named, and that of a file
BEFORE_RESULT = "one minute before the result"
SAME_DAY = "stays that begin and end on one day are left out"

_STAYS = (
    LabelTask(
        name="guo_los",
        kind="stay",
        question="Will this patient stay in hospital for seven days or more?",
        positive="long stay",
        negative="not a long stay",
        prediction_time=ADMISSION,
        horizon="the stay in hospital",
        description=f"from admission to discharge at least 7 days; {SAME_DAY}",
        paper=True,
    ),
    LabelTask(
        name="guo_readmission",
        kind="readmission",
        question="Will this patient be admitted to hospital again within 30 days of discharge?",
        positive="readmission",
        negative="no readmission",
        prediction_time=DISCHARGE,
        horizon="1 minute to 30 days",
        description="an inpatient stay begins within the horizon; without one, a record that ends earlier is left out",
        paper=True,
    ),
    LabelTask(
        name="guo_icu",
        kind="icu",
        question="Will this patient be moved to intensive care before discharge?",
        positive="intensive care",
        negative="no intensive care",
        prediction_time=ADMISSION,
        horizon="the stay in hospital",
        description=f"a stay in intensive care begins after the day of admission; {SAME_DAY}, and so are stays "
        "with intensive care on the day of admission",
    ),
)
# name, disease, code, whether it is the paper's
_DIAGNOSES = (
    ("new_hypertension", "essential hypertension", "SNOMED/59621000", True),
    ("new_hyperlipidemia", "hyperlipidemia", "SNOMED/55822004", True),
    ("new_pancan", "pancreatic cancer", "SNOMED/372003004", True),
    ("new_celiac", "celiac disease", "SNOMED/396331005", False),
    ("new_lupus", "lupus", "SNOMED/55464009", False),
    ("new_acutemi", "acute myocardial infarction", "SNOMED/57054005", True),
)
# name, question, positive, what is abnormal, roots, members
_LABS = (
    (
        "lab_thrombocytopenia",
        "Will this patient's next platelet count be low (below 150 × 10⁹/L)?",
        "thrombocytopenia",
        "platelets below 150 × 10⁹/L",
        ("LOINC/LP393218-5", "LOINC/LG32892-8", "LOINC/777-3"),
        ("LOINC/26515-7", "LOINC/778-1"),
    ),
    (
        "lab_hyperkalemia",
        "Will this patient's next potassium be high (above 5.5 mmol/L)?",
        "hyperkalemia",
        "potassium above 5.5 mmol/L",
        ("LOINC/LG7931-1", "LOINC/LP386618-5", "LOINC/LG10990-6", "LOINC/6298-4", "LOINC/2823-3"),
        (),
    ),
    (
        "lab_hypoglycemia",
        "Will this patient's next glucose be low (3.9 mmol/L or less)?",
        "hypoglycemia",
        "glucose 3.9 mmol/L or less",
        ("SNOMED/33747003", "LOINC/LP416145-3", "LOINC/14749-6"),
        ("LOINC/2345-7", "LOINC/2339-0", "LOINC/41653-7"),
    ),
    (
        "lab_hyponatremia",
        "Will this patient's next sodium be low (135 mmol/L or less)?",
        "hyponatremia",
        "sodium 135 mmol/L or less",
        ("LOINC/LG11363-5", "LOINC/2951-2", "LOINC/2947-0"),
        (),
    ),
    (
        "lab_anemia",
        "Will this patient's next hemoglobin be low (below 120 g/L)?",
        "anemia",
        "hemoglobin below 120 g/L",
        ("LOINC/LP392452-1",),
        ("LOINC/718-7", "LOINC/20509-6", "LOINC/30313-1", "LOINC/30350-3"),
    ),
)


def _all() -> Iterator[LabelTask]:
    yield from _STAYS
    for name, disease, code, paper in _DIAGNOSES:
        yield LabelTask(
            name=name,
            kind="diagnosis",
            question=f"Will this patient be newly diagnosed with {disease} within a year of discharge?",
            positive=disease,
            negative=f"no {disease}",
            prediction_time=DISCHARGE,
            horizon="1 to 365 days",
            description=f"{code} or a code below it within the horizon; discharges after the first such code are left "
            "out; a record that ends within the year counts as negative",
            roots=(code,),
            paper=paper,
        )
    for name, question, positive, abnormal, roots, members in _LABS:
        yield LabelTask(
            name=name,
            kind="lab",
            question=question,
            positive=positive,
            negative=f"no {positive}",
            prediction_time=BEFORE_RESULT,
            horizon="the next result",
            description=f"{abnormal}; results at the time of the record's first event, and those that are no number in "
            "a known unit, are left out",
            roots=roots,
            members=members,
        )


TASKS: Mapping[str, LabelTask] = MappingProxyType({task.name: task for task in _all()})


def task_asked(label: str, of_file: bool, question: str = "", positive: str = YES, negative: str = NO) -> LabelTask:
    """What is asked by these settings of a task; an empty `label` is the usual one, and of a file of labels none.

    Raises ConfigError where nobody says what the labels of a file ask, and for a question that is not asked.
    """
    if of_file:
        if not label and not question:
            raise ConfigError(
                "task.label_path= holds labels, and nothing says what they ask: write task.question=, with "
                "task.positive= and task.negative= where the answers are not yes and no; or name one of EHRSHOT's by "
                "task.label="
            )
        own = question or label not in TASKS
        return task_of_file(label or OWN, question, positive, negative) if own else task_of(label)
    task = task_of(label or USUAL)
    typed = (("question", question, ""), ("positive", positive, YES), ("negative", negative, NO))
    for name, value, usual in typed:
        if value != usual:
            raise ConfigError(
                f"task.{name}={value} is of labels of one's own, and task.label_path= names none: task.label="
                f"{task.name} asks {task.question!r}; give the file of labels, or leave task.{name} out"
            )
    return task


def task_of(name: str) -> LabelTask:
    """The task of this name. Raises ConfigError, with the reason for one that has no two answers."""
    if name in MULTILABEL:
        raise ConfigError(f"task.label={name}: {MULTILABEL[name]}; choose one of {', '.join(TASKS)}")
    if name not in TASKS:
        raise ConfigError(f"task.label={name} is not a task{did_you_mean(name, TASKS, prefix='task.label=')}")
    return TASKS[name]


def task_of_file(name: str, question: str, positive: str = YES, negative: str = NO) -> LabelTask:
    """A task of somebody's label file, which does not say what it asks. Raises ConfigError."""
    if not question.strip():
        raise ConfigError(
            f"task.question= is empty: the labels of {name} do not say what they ask; write the question, such as "
            '"Will this patient die within 30 days of admission?"'
        )
    if not positive.strip() or not negative.strip() or positive == negative:
        raise ConfigError(f"task.positive={positive} and task.negative={negative} must be two different names")
    return LabelTask(
        name=name,
        kind="file",
        question=question.strip(),
        positive=positive,
        negative=negative,
        prediction_time="as in the label file",
        horizon="as in the label file",
        description="labels of a file in MEDS's label schema",
    )

"""Labels: what is asked of a record and at which time, as shipped, from a file, or computed by EHRSHOT's definitions.

    labels = compute("guo_los", records, settings_for("omop"))
    labels = read_ehrshot_labels(Path("EHRSHOT_ASSETS"), "guo_los")
    labels = read_meds_labels(Path("labels/mortality"), "mortality")
    labels = cap(of_subjects(labels, records.subjects), per_patient=10, in_all=2000, seed=0)

`python -m ehrmind.ehr.labels --source omop --path cdm/` counts them.
"""

from ehrmind.ehr.labels.choose import cap, draw_splits, of_subjects, one_per_moment, splits_of
from ehrmind.ehr.labels.compute import compute, outcome_codes
from ehrmind.ehr.labels.counting import Count, by_split, count
from ehrmind.ehr.labels.forms import Label, Labels, LabelTask
from ehrmind.ehr.labels.meds import Reading, read_meds_labels
from ehrmind.ehr.labels.published import PUBLISHED, check_published, is_published
from ehrmind.ehr.labels.settings import Settings, settings_for
from ehrmind.ehr.labels.shipped import find_labels, labelled, read_ehrshot_labels
from ehrmind.ehr.labels.tasks import TASKS, task_asked, task_of, task_of_file

__all__ = [
    "PUBLISHED",
    "TASKS",
    "Count",
    "Label",
    "LabelTask",
    "Labels",
    "Reading",
    "Settings",
    "by_split",
    "cap",
    "check_published",
    "compute",
    "count",
    "draw_splits",
    "find_labels",
    "is_published",
    "labelled",
    "of_subjects",
    "one_per_moment",
    "outcome_codes",
    "read_ehrshot_labels",
    "read_meds_labels",
    "settings_for",
    "splits_of",
    "task_asked",
    "task_of",
    "task_of_file",
]

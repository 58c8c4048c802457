"""Generated longitudinal records with known risks, in EHRSHOT's layout, MEDS and OMOP: `generate` is the door.

    generate(Path("generated"), patients=2000, seed=0)
    generated/ehrshot/   generated/meds/   generated/omop/   generated/truth/guo_los.csv   generated/generator.json

A patient is a function of (seed, index) alone: the first hundred of two thousand are the hundred.
"""

from ehrmind.ehr.generator.labels import ROOTS, TASKS, Labelled
from ehrmind.ehr.generator.write import FORMATS, PATIENTS, VERSION, draw_patient, generate, read_truth

__all__ = [
    "FORMATS",
    "PATIENTS",
    "ROOTS",
    "TASKS",
    "VERSION",
    "Labelled",
    "draw_patient",
    "generate",
    "read_truth",
]

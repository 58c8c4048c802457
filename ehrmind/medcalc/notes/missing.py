"""Notes that leave out an input without which there is no answer, and what their solution says.

"The calculation needs sodium, chloride, bicarbonate. The note does not give the chloride."
"""

import dataclasses
import random

from ehrmind.medcalc.forms import Calculator, Choice, Finding, Input, Measure, Step, Work
from ehrmind.medcalc.notes.patient import Patient
from ehrmind.medcalc.points import lower_first
from ehrmind.medcalc.scoring import NOT_ENOUGH
from ehrmind.medcalc.withheld import withholdable


def leave_out(calculator: Calculator, patient: Patient, rng: random.Random) -> Patient:
    """The patient with one decisive input withheld; as it is, where no input is decisive."""
    names = withholdable(calculator, patient.values)
    if not names:
        return patient
    withheld = rng.choice(names)
    by_bmi = None if withheld == "weight" else patient.by_bmi
    born, seen = (None, None) if withheld == "age" else (patient.born, patient.seen)
    return dataclasses.replace(patient, withheld=withheld, by_bmi=by_bmi, born=born, seen=seen)


def nothing_to_work_with(calculator: Calculator, patient: Patient) -> Work | None:
    """Why there is no answer; None where nothing is withheld."""
    if not patient.withheld:
        return None
    needed = [item for item in calculator.inputs if _needed(calculator, item)]
    missing = next(item for item in needed if item.name == patient.withheld)
    labels = ", ".join(map(_label, needed))
    says = "state, as present or absent," if isinstance(missing, Finding) else "give the"
    text = f"The calculation needs {labels}. The note does not {says} {_label(missing)}."
    return Work((Step(text),), NOT_ENOUGH)


def _label(item: Input) -> str:
    """As it stands within a sentence: "eye opening", but "ECG"."""
    label = str(item.label)  # type: ignore[union-attr]
    return lower_first(label) if isinstance(item, Choice) else label


def _needed(calculator: Calculator, item: Input) -> bool:
    if isinstance(item, Finding):
        return not item.may_be_silent
    return isinstance(item, (Measure, Choice)) and item.name in calculator.required

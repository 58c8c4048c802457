"""Laboratory tasks: how abnormal a result is, asked one minute before it, by EHRSHOT's thresholds and conversions.

    LOINC/2823-3  2015-06-28 09:40  5.7 mmol/L     ->  lab_hyperkalemia  2015-06-28 09:39  mild      True
    LOINC/777-3   2015-06-28 09:40  "Adequate"     ->  lab_thrombocytopenia     09:39      normal    False
    LOINC/2823-3  2015-06-28 09:40  5.7 (no unit)  ->  none: counted as "no unit"

Thresholds after EHRSHOT's labellers (ehrshot/labelers/ehrshot.py), and its oddities: platelets and sodium are read
whatever their unit, and potassium in mg/dL is divided by 18, which is glucose's factor. Departs from it in that a value
that is not finite is left out, where EHRSHOT calls a "nan" normal; and in that other sources than EHRSHOT, which has
one unit of platelets, have theirs converted: 133000 /µL is 133, as 10⁹/L, and not normal. Without a unit 133 is
read so, too, and 133000 left out.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from ehrmind.ehr.events import Record
from ehrmind.ehr.labels.forms import Tally
from ehrmind.ehr.labels.moments import of
from ehrmind.ehr.labels.stays import Asked, Find
from ehrmind.ehr.ranges import Quantity, is_unit, quantity_of, spelled

NORMAL, MILD, MODERATE, SEVERE = range(4)
NORMAL_WORDS = ("normal", "adequate")
LEAD = timedelta(minutes=1)

FIRST_EVENT = "result at the time of the record's first event"
NO_VALUE = "result without a value"
NO_NUMBER = "result that is no number"
NO_UNIT = "result without a unit"
UNKNOWN_UNIT = "result in a unit that is not known for it"

_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grades:
    """Three limits, mild to severe, and what a value in a unit is multiplied and divided by to compare with them.

    `low` says whether small values are abnormal; `inclusive` whether the mild limit itself is. Units are compared by
    how they begin, in small letters. A `quantity` of the table of ranges, in whose unit the limits are, converts by its
    own units instead. Where there is neither, none is looked at, and all are read as `unit`.
    """

    limits: tuple[float, float, float]
    low: bool
    inclusive: bool = False
    units: tuple[tuple[str, float, float], ...] = ()
    unit: str = ""
    quantity: Quantity | None = None

    def grade(self, value: float) -> int:
        """0 normal, 1 mild, 2 moderate, 3 severe; `value` in the limits' unit."""
        mild, moderate, severe = self.limits
        if value == mild:
            return MILD if self.inclusive else NORMAL
        beyond = [value < limit if self.low else value > limit for limit in (mild, moderate, severe)]
        return sum(beyond)

    def converted(self, value: float, unit: str) -> float | None:
        """The value in the limits' unit; None for a unit that is not known."""
        if self.quantity and unit:
            return self.quantity.convert(value, spelled(unit))
        if self.quantity:  # many sources name no unit; what is possible in the usual one is in it
            return value if self.quantity.is_possible(value, self.quantity.unit) else None
        if not self.units:
            return value
        return next((value * up / down for start, up, down in self.units if unit.lower().startswith(start)), None)


_SAME = 1.0, 1.0
GRADES: Mapping[str, Grades] = {
    "lab_thrombocytopenia": Grades((150, 100, 50), low=True, unit="10⁹/L"),
    "lab_hyperkalemia": Grades(  # mmol/L
        (5.5, 6, 7), low=False, units=(("mmol/l", *_SAME), ("meq/l", *_SAME), ("mg/dl", 1, 18))
    ),
    "lab_hypoglycemia": Grades(  # mmol/L
        (3.9, 3.5, 3), low=True, inclusive=True, units=(("mg/dl", 1, 18), ("mmol/l", *_SAME))
    ),
    "lab_hyponatremia": Grades((135, 130, 125), low=True, inclusive=True, unit="mmol/L"),
    "lab_anemia": Grades(  # g/L
        (120, 110, 70), low=True, units=(("g/dl", 10, 1), ("mg/dl", 1, 100), ("g/l", *_SAME))
    ),
}


def grades_of(task: str, as_written: bool) -> Grades:
    """The grades of a task; with `as_written` platelets are read as 10⁹/L whatever their unit."""
    if task != "lab_thrombocytopenia" or as_written:
        return GRADES[task]
    return replace(GRADES[task], quantity=quantity_of("LOINC/777-3"))  # its 10^3/uL is 10⁹/L


def laboratory(record: Record, find: Find, tally: Tally, grades: Grades) -> Asked:
    """Whether a result is abnormal, mildly or more, asked one minute before it."""
    dated = record.times[~np.isnat(record.times)]
    for at in np.flatnonzero(find.outcome[record.codes] & ~np.isnat(record.times)).tolist():
        if record.times[at] == dated[0]:
            tally.excluded[FIRST_EVENT] += 1
            continue
        unit = record.unit(at)
        grade = graded(float(record.values[at]), record.text(at), unit, grades)
        if isinstance(grade, str):
            tally.excluded[grade] += 1
        else:
            if grades.unit and not (grades.quantity and unit.strip()):
                tally.remarks[f"{_named(unit)}, read as {grades.unit}"] += 1
            yield of(record.times[at]) - LEAD, grade > NORMAL


def _named(unit: str) -> str:
    """A unit that is known, by its name; any other is a cell of the records, which are not quoted."""
    known = spelled(unit)
    return f"in {known}" if known and is_unit(known) else "in another unit" if unit.strip() else "without a unit"


def graded(value: float, text: str, unit: str, grades: Grades) -> int | str:
    """0 normal, 1 mild, 2 moderate, 3 severe, or why a result cannot be graded. NaN is no number."""
    word = text.strip()
    if word.lower() in NORMAL_WORDS:
        return NORMAL
    if math.isnan(value):
        if not word:
            return NO_VALUE
        if not _NUMBER.fullmatch(word):
            return NO_NUMBER
        value = float(word)
    if not math.isfinite(value):
        return NO_NUMBER
    converted = grades.converted(value, unit.strip())
    if converted is None:
        return UNKNOWN_UNIT if unit.strip() else NO_UNIT
    return grades.grade(converted)

"""Everything of a patient but the measurements: who it is, visits, diagnoses, drugs, procedures, death.

    sheet.add("SNOMED/59621000", time, visit=…)             the first time: with its hour
    sheet.add("SNOMED/44054006", discharge, visit=…, day=True)   a known condition, stamped at discharge, date only

What is written at a time depends on nothing that comes later, but for the `end` of drugs and visits: no reader may know
that before.
"""

import numpy as np

from ehrmind.ehr.generator import codes
from ehrmind.ehr.generator.conditions import CONDITIONS, MINOR
from ehrmind.ehr.generator.course import Course, Stay
from ehrmind.ehr.generator.person import DAY, Person
from ehrmind.ehr.generator.rows import Sheet
from ehrmind.ehr.generator.visits import Visit

# How each predicted disease is recorded (mostly by the code itself), and what is taken for it
DISEASES = {
    "hypertension": (("59621000", "59621000", "1201005", "429457004"), ("17767", "29046", "52175", "5487")),
    "hyperlipidemia": (("55822004", "55822004", "13644009", "302870006"), ("83367", "36567")),
    "acutemi": (("57054005", "401314000", "401303003"), ("1191", "32968", "6918", "83367")),
    "pancan": (("372003004",), ("12574", "26225")),
}
_BY_NAME = {condition.name: condition for condition in CONDITIONS}


def write_record(person: Person, course: Course, visits: list[Visit], rng: np.random.Generator) -> Sheet:
    """The sparse events of one person."""
    sheet = Sheet(person.subject)
    _person(sheet, person)
    variants = {name: f"SNOMED/{rng.choice(known)}" for name, (known, _) in DISEASES.items()}
    for number, visit in enumerate(visits):
        sheet.add(visit.kind, visit.start, visit.end, visit.id)
        if visit.kind == codes.OUTPATIENT:
            _outpatient(sheet, person, course, visit, variants, rng, first=number == 0)
        elif visit.kind == codes.EMERGENCY:
            _emergency(sheet, visit, rng)
        else:
            _stay(sheet, person, course, visit, variants, rng)
    if course.died is not None:
        sheet.add(codes.DEATH, course.died)
        if rng.random() < 0.02:  # a bill that comes late
            sheet.add("CPT4/36415", course.died + int(rng.integers(1, 3)) * DAY, day=True)
    return sheet


def known_before(person: Person, course: Course, time: int) -> list[str]:
    """Which of the predicted diseases were diagnosed before that day: a date alone must not come before the hour."""
    day = time // DAY * DAY
    return [name for name in DISEASES if name in person.prevalent or course.diagnosed.get(name, day) < day]


def _person(sheet: Sheet, person: Person) -> None:
    sheet.add(codes.BIRTH, person.born, day=True)
    sheet.add(codes.FEMALE if person.sex == "F" else codes.MALE, person.born, day=True)
    sheet.add(codes.RACES[person.race], person.born, day=True)
    sheet.add(codes.ETHNICITIES[0 if person.hispanic else 1], person.born, day=True)


def _outpatient(
    sheet: Sheet,
    person: Person,
    course: Course,
    visit: Visit,
    variants: dict[str, str],
    rng: np.random.Generator,
    *,
    first: bool,
) -> None:
    sheet.add("CPT4/99214" if rng.random() < 0.4 else "CPT4/99213", visit.start, visit=visit.id, day=True)
    if visit.diagnosis:
        sheet.add(variants[visit.diagnosis], visit.start + 20, visit=visit.id)
    for name, code in person.codes.items():
        if rng.random() < (0.75 if first else 0.3):
            sheet.add(code, visit.start, visit=visit.id, day=True)
            _prescribe(sheet, _BY_NAME[name].drugs, visit, rng)
    for name in known_before(person, course, visit.start):
        if first or rng.random() < 0.35:
            sheet.add(variants[name], visit.start, visit=visit.id, day=True)
        _prescribe(sheet, DISEASES[name][1], visit, rng)
    if rng.random() < 0.12:
        sheet.add(f"SNOMED/{rng.choice(MINOR)}", visit.start, visit=visit.id, day=True)
    if rng.random() < 0.15:
        sheet.add("CPT4/90686", visit.start, visit=visit.id, day=True)
    if rng.random() < 0.3:
        sheet.add("CPT4/36415", visit.start, visit=visit.id, day=True)
    if first or rng.random() < 0.1:
        smoking = "Never smoker" if person.traits["vascular"] < 0.3 else "Current every day smoker"
        sheet.add("LOINC/72166-2", visit.start, visit=visit.id, text=smoking)
    _social(sheet, person, visit, rng)


def _social(sheet: Sheet, person: Person, visit: Visit, rng: np.random.Generator) -> None:
    if person.traits["social"] > 0.3 and rng.random() < 0.3:
        sheet.add("SNOMED/281399006", visit.start - 7 * DAY, day=True)
    if person.traits["social"] > 0.8 and rng.random() < 0.4:
        sheet.add("SNOMED/105529008", visit.start, visit=visit.id)
    if person.traits["social"] > 2.0 and rng.random() < 0.5:
        sheet.add("SNOMED/32911000", visit.start, visit=visit.id)


def _prescribe(sheet: Sheet, drugs: tuple[str, ...], visit: Visit, rng: np.random.Generator) -> None:
    if drugs and rng.random() < 0.8:
        drug = drugs[int(len(drugs) * rng.random() ** 2)]
        sheet.add(f"RxNorm/{drug}", visit.start + 25, visit.start + 25 + 90 * DAY, visit.id)


def _emergency(sheet: Sheet, visit: Visit, rng: np.random.Generator) -> None:
    stay = visit.stay
    assert stay is not None, "an emergency room visit leads to a stay"
    sheet.add(
        "CPT4/99285" if 0.6 * stay.acuity + rng.normal() > 0.5 else "CPT4/99284", visit.start, visit=visit.id, day=True
    )
    for complaint in stay.reason.complaints:
        if rng.random() < 0.6:
            sheet.add(f"SNOMED/{complaint}", visit.start + 10, visit=visit.id)
    if rng.random() < 0.5:
        sheet.add("RxNorm/161", visit.start + 45, visit.start + 45 + DAY, visit.id)


def _stay(
    sheet: Sheet,
    person: Person,
    course: Course,
    visit: Visit,
    variants: dict[str, str],
    rng: np.random.Generator,
) -> None:
    stay = visit.stay
    assert stay is not None, "an inpatient visit is a stay"
    sheet.add("CPT4/99223", stay.start, visit=visit.id, day=True)
    _treat(sheet, stay, visit, rng)
    for day in range(stay.start // DAY + 1, stay.end // DAY):
        sheet.add("CPT4/99232", day * DAY, visit=visit.id, day=True)
    if stay.icu is not None:
        sheet.add(codes.ICUS[int(rng.random() < 0.4)], stay.icu[0], stay.icu[1], visit.id)
        sheet.add("CPT4/99291", stay.icu[0], visit=visit.id, day=True)
        sheet.add("RxNorm/7512", stay.icu[0] + 30, stay.icu[1], visit.id)
        if stay.acuity + rng.normal() > 2.0:
            sheet.add("CPT4/31500", stay.icu[0] + 50, visit=visit.id)
            sheet.add("RxNorm/8782", stay.icu[0] + 40, stay.icu[1], visit.id)
    for name, time in course.diagnosed.items():
        if stay.start <= time <= stay.end:
            sheet.add(variants[name], time, visit=visit.id)
    sheet.add(f"SNOMED/{stay.reason.diagnosis}", stay.end, visit=visit.id, day=True)
    for code in person.codes.values():
        if rng.random() < 0.7:
            sheet.add(code, stay.end, visit=visit.id, day=True)
    for name in known_before(person, course, stay.end):
        if name != "acutemi" and rng.random() < 0.7:
            sheet.add(variants[name], stay.end, visit=visit.id, day=True)
    if not stay.died:
        sheet.add("CPT4/99238", stay.end, visit=visit.id, day=True)


def _treat(sheet: Sheet, stay: Stay, visit: Visit, rng: np.random.Generator) -> None:
    """Drugs from the first hours to the end of the stay; procedures on the first days that there are."""
    for drug in ("67108", "82003", "40790", *stay.reason.drugs):
        if rng.random() < (0.75 if drug in stay.reason.drugs else 0.4):
            begun = stay.start + int(rng.integers(30, 300))
            sheet.add(f"RxNorm/{drug}", min(begun, stay.end), stay.end, visit.id)
    for procedure in stay.reason.procedures:
        time = stay.start + int(rng.integers(60, 30 * 60))
        if rng.random() < 0.7 and time < stay.end:
            sheet.add(f"CPT4/{procedure}", time, visit=visit.id, day=bool(rng.random() < 0.5))

"""Chains: calculations that go on from a calculator's result to a decision or a reading.

    corrected calcium -> reading    "Corrected calcium = 7.2 + 0.8 × (4 - 2.1) = ... = 8.72 mg/dL.
                                     Corrected calcium 8.72 is below 8.8: hypocalcemia."          ->  "hypocalcemia"

A chain asks of the notes of its first calculator. Its question states every rule, so that there is one right answer; a
patient so near a cut that rounding would decide is not asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.calculators.sofa import INFUSIONS, circulation
from ehrmind.medcalc.forms import EXACT, Calculator, Citation, Kind, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.points import TOTAL

NEAR = 0.03  # relative: nearer to a cut than this nobody is asked


@dataclass(frozen=True, slots=True)
class Chain:
    """A question that goes on from a calculator. `finish` gives None for a patient who is too near a cut.

    `labels`: the closed set of answers of Kind.LABEL, or the points of Kind.INTEGER.
    """

    name: str
    start: Calculator
    question: str
    kind: Kind
    finish: Callable[[Values], Work | None]
    citation: Citation
    labels: tuple[str, ...] = ()
    tolerance: Tolerance = EXACT
    inputs: tuple[str, ...] = ()  # of the first calculator's, those that it needs; empty: all


def value_of(work: Work, name: str) -> float:
    """The value of a step of a worked solution."""
    return next(float(step.value) for step in work.steps if step.name == name and step.value is not None)


def near(value: float, *cuts: float) -> bool:
    """Whether a value is so near a cut that rounding on the way could decide."""
    return any(abs(value - cut) < NEAR * cut for cut in cuts)


def then(work: Work, text: str, answer: str) -> Work:
    """A solution that goes on with one more line to another answer."""
    return Work((*work.steps, Step(text)), answer)


def enoxaparin(values: Values) -> Work | None:
    """The enoxaparin of a day in mg: 1 mg/kg twice, or once where the creatinine clearance is below 30 mL/min."""
    work = CALCULATORS[2].solve(values)
    clearance = value_of(work, "creatinine clearance")
    if near(clearance, 30):
        return None
    times = 1 if clearance < 30 else 2
    rule = f"CrCl is {'below 30: once' if times == 1 else '30 or more: twice'} a day."
    dose = values["weight"] * times
    last = Step(f"Dose = 1 × {show(values['weight'])} × {times} = {show(dose)} mg a day.", "dose", dose)
    return Work((*work.steps, Step(rule), last), show(dose))


GAPS = ("mixed with normal-gap acidosis", "pure high-gap acidosis", "mixed with metabolic alkalosis")


def acidosis(values: Values) -> Work | None:
    """What the delta ratio says of a high anion gap; nobody is asked whose gap is not high or bicarbonate not low."""
    work = CALCULATORS[64].solve(values)
    gap, ratio = value_of(work, "anion gap"), value_of(work, "delta ratio")
    if gap <= 12 or values["bicarbonate"] > 22 or near(ratio, 1, 2):
        return None
    place = 0 if ratio < 1 else 1 if ratio <= 2 else 2
    side = ("below 1", "1 to 2", "above 2")[place]
    return then(work, f"Delta ratio {show(ratio)} is {side}: {GAPS[place]}.", GAPS[place])


CALCIUM = ("hypocalcemia", "normal calcium", "hypercalcemia")


def calcium(values: Values) -> Work | None:
    """The reading of the corrected calcium: low below 8.8 mg/dL, high above 10.4 mg/dL."""
    work = CALCULATORS[7].solve(values)
    corrected = value_of(work, "corrected calcium")
    if near(corrected, 8.8, 10.4):
        return None
    place = 0 if corrected < 8.8 else 1 if corrected <= 10.4 else 2
    side = ("below 8.8", "8.8 to 10.4", "above 10.4")[place]
    return then(work, f"Corrected calcium {show(corrected)} is {side}: {CALCIUM[place]}.", CALCIUM[place])


CLASSES = ("class A", "class B", "class C")


def child_class(values: Values) -> Work:
    """The Child-Pugh class: A up to 6 points, B up to 9, C from 10."""
    work = CALCULATORS[15].solve(values)
    points = value_of(work, TOTAL)
    place = 0 if points <= 6 else 1 if points <= 9 else 2
    side = ("5 to 6", "7 to 9", "10 to 15")[place]
    return then(work, f"{show(points)} points are {side}: {CLASSES[place]}.", CLASSES[place])


CHAINS = (
    Chain(
        name="Enoxaparin dose",
        start=CALCULATORS[2],
        question=(
            "A deep vein thrombosis is to be treated with enoxaparin: 1 mg per kg of actual weight every 12 hours, or "
            "once a day where the creatinine clearance is below 30 mL/min. Take the clearance by the Cockcroft-Gault "
            "equation, with the actual weight if the BMI is below 18.5, the lower of ideal (Devine) and actual weight "
            "if it is normal, and ideal + 0.4 × (actual - ideal) from a BMI of 25. How many mg a day are that?"
        ),
        kind=Kind.DECIMAL,
        finish=enoxaparin,
        citation=Citation("Sanofi, Lovenox, US prescribing information", 2022, "Dosage and Administration"),
        tolerance=Tolerance(absolute=0.5),
    ),
    Chain(
        name="Reading of the delta ratio",
        start=CALCULATORS[64],
        question=(
            "What does the delta ratio, (anion gap - 12) / (24 - bicarbonate), say of the patient's acidosis? "
            f'Answer "{GAPS[0]}" below 1, "{GAPS[1]}" from 1 to 2 and "{GAPS[2]}" above 2. Leave potassium out.'
        ),
        kind=Kind.LABEL,
        finish=acidosis,
        citation=Citation("Rastegar", 2007, "10.1681/ASN.2006121408"),
        labels=GAPS,
    ),
    Chain(
        name="Reading of the corrected calcium",
        start=CALCULATORS[7],
        question=(
            "Is the patient's calcium, corrected for albumin (0.8 mg/dL for each g/dL below 4), low (below 8.8 mg/dL), "
            f'normal or high (above 10.4 mg/dL)? Answer "{CALCIUM[0]}", "{CALCIUM[1]}" or "{CALCIUM[2]}".'
        ),
        kind=Kind.LABEL,
        finish=calcium,
        citation=Citation("MSD Manual, Professional Version, Hypercalcemia and Hypocalcemia", 2023, "msdmanuals.com"),
        labels=CALCIUM,
    ),
    Chain(
        name="Child-Pugh class",
        start=CALCULATORS[15],
        question=(
            "What is the patient's Child-Pugh class (Pugh 1973): class A (5 to 6 points), class B (7 to 9) or class C "
            "(10 to 15)? Score the coagulation by the INR (below 1.7, 1.7 to 2.3, above 2.3)."
        ),
        kind=Kind.LABEL,
        finish=child_class,
        citation=Citation("Pugh et al.", 1973, "10.1002/bjs.1800600817"),
        labels=CLASSES,
    ),
    Chain(
        name="SOFA circulation",
        start=CALCULATORS[43],
        question=(
            "How many points, 0 to 4, does the SOFA score (Vincent 1996) give for the patient's circulation? It counts "
            "the mean arterial pressure, (systolic + 2 × diastolic) / 3, and infusions."
        ),
        kind=Kind.INTEGER,
        finish=circulation,
        citation=Citation("Vincent et al.", 1996, "10.1007/BF01709751"),
        labels=tuple(map(str, range(5))),
        inputs=("systolic", "diastolic", "hypotension", *(drug.name for drug in INFUSIONS)),
    ),
)

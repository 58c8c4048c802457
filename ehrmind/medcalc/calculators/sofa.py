"""SOFA (Vincent 1996): six organ systems, each with the points of its highest level.

PaO2 66 on 60 % oxygen on a ventilator (+3), norepinephrine 0.2 (+4), platelets 120 (+1), bilirubin 2.4 (+2), GCS 14
(+1), creatinine 3.6 (+3): 14 points. Dialysis is no criterion of 1996; MedCalc-Bench's entity for it is not read.

Vincent gives bilirubin and creatinine in mg/dL and in µmol/L, and the two do not convert into each other exactly: 109
µmol/L is 1.23 mg/dL, yet below 110. A value in µmol/L is judged by the bands in µmol/L.
"""

from dataclasses import dataclass

from ehrmind.medcalc.calculators.apache import MEAN_PRESSURE, ROOM_AIR, with_mean_pressure
from ehrmind.medcalc.conditions import (
    NOT_STATED,
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    Below,
    ByUnit,
    Has,
    holds,
    inputs_of,
    readings,
)
from ehrmind.medcalc.findings.drugs import INFUSION_FORM
from ehrmind.medcalc.findings.intensive import HYPOTENSION, SUPPORT
from ehrmind.medcalc.forms import Calculator, Citation, Dose, Input, Kind, Measure, Step, Values, Work, show
from ehrmind.medcalc.measures import BILIRUBIN, CREATININE, DIASTOLIC, FIO2, GCS, PAO2, PLATELETS, SYSTOLIC
from ehrmind.medcalc.points import evidence, plus, total_of
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Criterion, cuts_of
from ehrmind.medcalc.variants.sofa import VARIANTS

URINE_OUTPUT = Measure(
    *("urine_output", "mL/day", 60, 2400),
    says=("urine output", "24-hour urine output"),
    entities=("Urine Output",),
    usual=(1000, 2000),
)


def _infusion(drug: str, entity: str, amounts: tuple[float, ...]) -> Dose:
    """A continuous infusion, which has no times a day."""
    return Dose(drug, drug, "mcg/kg/min", amounts, per_day=(1,), form=INFUSION_FORM, entities=(entity, ""))


INFUSIONS = (
    _infusion("dopamine", "DOPamine", (2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 18)),
    _infusion("dobutamine", "DOBUTamine", (2, 2.5, 4, 5, 7.5, 10, 12)),
    _infusion("epinephrine", "EPINEPHrine", (0.02, 0.04, 0.05, 0.08, 0.1, 0.12, 0.2)),
    _infusion("norepinephrine", "norEPINEPHrine", (0.03, 0.05, 0.08, 0.1, 0.12, 0.2, 0.3)),
)

# Worked out from the inputs
RATE = "_rate"  # of an infusion
RATIO = Measure("oxygenation_ratio", "mmHg", 40, 860, says=("PaO2/FiO2",))
DOPAMINE, DOBUTAMINE, EPINEPHRINE, NOREPINEPHRINE = (
    Measure(f"{drug.name}{RATE}", drug.unit, 0, max(drug.amounts), says=(drug.drug,)) for drug in INFUSIONS
)


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ system and its levels, the gravest first: the first that holds gives the points."""

    name: str
    levels: tuple[Criterion, ...]

    @property
    def inputs(self) -> dict[str, Input]:
        """What its levels look at, by name."""
        return {item.name: item for level in self.levels for item in inputs_of(level.condition)}

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the calculator's inputs among them."""
        return tuple(name.removesuffix(RATE) for name in self.inputs)

    def measured(self, values: Values) -> str:
        """The values that its levels look at: "dopamine 4, mean arterial pressure 82"; "" for none."""
        read = {item.short: said for level in self.levels for item, said in readings(level.condition, values)}
        return ", ".join(f"{label} {said}" for label, said in read.items() if said != NOT_STATED)


def _below(measure: Measure, what: str, *cuts: float) -> tuple[Criterion, ...]:
    """A level for each cut, the lowest first: 4 points below the first of four."""
    points = range(len(cuts), 0, -1)
    return tuple(Criterion(f"{what} below {show(c)}", p, Below(measure, c)) for p, c in zip(points, cuts, strict=True))


def _from(measure: Measure, cut: float, other: float) -> ByUnit:
    """The measure is at least the cut, or the other cut in its other unit."""
    return ByUnit(AtLeast(measure, cut), AtLeast(measure, other))


HIGHEST_BILIRUBIN = ByUnit(AtLeast(BILIRUBIN, 12), Above(BILIRUBIN, 204))
HIGHEST_CREATININE = ByUnit(AtLeast(CREATININE, 5), Above(CREATININE, 440))
ORGANS = (
    Organ(
        "Respiration",
        (
            Criterion("PaO2/FiO2 below 100 mmHg with respiratory support", 4, AllOf((Below(RATIO, 100), Has(SUPPORT)))),
            Criterion("PaO2/FiO2 below 200 mmHg with respiratory support", 3, AllOf((Below(RATIO, 200), Has(SUPPORT)))),
            Criterion("PaO2/FiO2 below 300 mmHg", 2, Below(RATIO, 300)),
            Criterion("PaO2/FiO2 below 400 mmHg", 1, Below(RATIO, 400)),
        ),
    ),
    Organ("Coagulation", _below(PLATELETS, "platelets in 10⁹/L", 20, 50, 100, 150)),
    Organ(
        "Liver",
        (
            Criterion("bilirubin from 12 mg/dL (above 204 µmol/L)", 4, HIGHEST_BILIRUBIN),
            Criterion("bilirubin from 6 mg/dL (102 µmol/L)", 3, _from(BILIRUBIN, 6, 102)),
            Criterion("bilirubin from 2 mg/dL (33 µmol/L)", 2, _from(BILIRUBIN, 2, 33)),
            Criterion("bilirubin from 1.2 mg/dL (20 µmol/L)", 1, _from(BILIRUBIN, 1.2, 20)),
        ),
    ),
    Organ(
        "Circulation",
        (
            Criterion(
                *("dopamine above 15, epinephrine above 0.1 or norepinephrine above 0.1 mcg/kg/min", 4),
                AnyOf((Above(DOPAMINE, 15), Above(EPINEPHRINE, 0.1), Above(NOREPINEPHRINE, 0.1))),
            ),
            Criterion(
                *("dopamine above 5 mcg/kg/min, or epinephrine or norepinephrine up to 0.1 mcg/kg/min", 3),
                AnyOf((Above(DOPAMINE, 5), Above(EPINEPHRINE, 0), Above(NOREPINEPHRINE, 0))),
            ),
            Criterion(
                *("dopamine up to 5 mcg/kg/min or dobutamine at any rate", 2),
                AnyOf((Above(DOPAMINE, 0), Above(DOBUTAMINE, 0))),
            ),
            Criterion(
                *("mean arterial pressure below 70 mmHg or hypotension", 1),
                AnyOf((Below(MEAN_PRESSURE, 70), Has(HYPOTENSION))),
            ),
        ),
    ),
    Organ("Nervous system", _below(GCS, "Glasgow Coma Scale", 6, 10, 13, 15)),
    Organ(
        "Kidneys",
        (
            Criterion(
                *("creatinine from 5 mg/dL (above 440 µmol/L) or urine output below 200 mL/day", 4),
                AnyOf((HIGHEST_CREATININE, Below(URINE_OUTPUT, 200))),
            ),
            Criterion(
                *("creatinine from 3.5 mg/dL (300 µmol/L) or urine output below 500 mL/day", 3),
                AnyOf((_from(CREATININE, 3.5, 300), Below(URINE_OUTPUT, 500))),
            ),
            Criterion("creatinine from 2 mg/dL (171 µmol/L)", 2, _from(CREATININE, 2, 171)),
            Criterion("creatinine from 1.2 mg/dL (110 µmol/L)", 1, _from(CREATININE, 1.2, 110)),
        ),
    ),
)
CIRCULATION = next(organ for organ in ORGANS if organ.name == "Circulation")


def _worked_out(values: Values) -> tuple[tuple[Step, ...], dict[str, float]]:
    """The mean arterial pressure and the oxygenation ratio, with the steps to them."""
    steps, found = with_mean_pressure(values)
    if values.get("pao2") is not None:
        tension, fraction = values["pao2"], (values.get("fio2") or ROOM_AIR) / 100
        found[RATIO.name] = ratio = tension / fraction
        text = f"PaO2/FiO2 = {show(tension)} / {show(fraction)} = {show(ratio)} mmHg."
        steps += (Step(text, "PaO2/FiO2", ratio),)
    return steps, found


def organ_steps(values: Values, organs: tuple[Organ, ...]) -> tuple[tuple[Step, ...], list[float]]:
    """For each organ system the first level that holds, and the points of those that have one."""
    rates = {f"{drug.name}{RATE}": values[drug.name][0] for drug in INFUSIONS if values.get(drug.name)}
    stated = {**values, **rates}
    levels = {organ: next((one for one in organ.levels if holds(one.condition, stated)), None) for organ in organs}
    steps: tuple[Step, ...] = ()
    for organ, level in levels.items():
        if level:
            head, _, _ = evidence(level, stated)
            steps += (Step(f"{organ.name}: {head}: {plus(level.points)}.", organ.name, level.points, organ.reads),)
    normal = [organ for organ, level in levels.items() if level is None]
    silent = [organ.name.lower() for organ in normal if not organ.measured(stated)]
    told = [f"{organ.name.lower()} ({organ.measured(stated)})" for organ in normal if organ.measured(stated)]
    reads = tuple(name for organ in normal for name in organ.reads)
    lines = (("Normal (0)", told), ("Not stated (0)", silent))
    steps += tuple(Step(f"{head}: {', '.join(names)}.", reads=reads) for head, names in lines if names)
    return steps, [level.points for level in levels.values() if level]


def sofa(values: Values) -> Work:
    """For each organ system the points of the first level that holds; what is not stated counts as normal."""
    steps, found = _worked_out(values)
    told, points = organ_steps({**values, **found}, ORGANS)
    return Work((*steps, *told, total_of(points)), show(sum(points)))


def circulation(values: Values) -> Work:
    """The points of the circulation alone."""
    steps, found = with_mean_pressure(values)
    told, points = organ_steps({**values, **found}, (CIRCULATION,))
    answer = sum(points)
    return Work((*steps, *told, Step(f"Circulation = {show(answer)} points.", "circulation", answer)), show(answer))


def _describe() -> str:
    """The levels as open-book text."""
    organs = (
        f"{organ.name}: {', '.join(f'{level.label} +{show(level.points)}' for level in organ.levels)}"
        for organ in ORGANS
    )
    return f"For each organ system the points of the first level that applies, else 0. {'; '.join(organs)}."


def _possible(values: Values) -> bool:
    """At most two infusions, hypotension where the pressure is low, no more oxygen in the blood than in the lungs."""
    systolic, diastolic = values["systolic"], values["diastolic"]
    return (
        20 <= systolic - diastolic <= 90
        and values["hypotension"] == ((systolic + 2 * diastolic) / 3 < 70)
        and values["pao2"] <= 7.13 * values["fio2"] - 20
        and sum(bool(values.get(drug.name)) for drug in INFUSIONS) <= 2
    )


FORMULA = (
    "PaO2/FiO2 takes FiO2 as a fraction; mean arterial pressure = (systolic + 2 × diastolic) / 3; infusions count in "
    f"mcg/kg/min. {_describe()}"
)

INPUTS = (
    *(PAO2, FIO2, SUPPORT, PLATELETS, BILIRUBIN, SYSTOLIC, DIASTOLIC, HYPOTENSION, *INFUSIONS, GCS),
    *(CREATININE, URINE_OUTPUT),
)

CALCULATORS = (
    Calculator(
        id=43,
        name="Sequential Organ Failure Assessment (SOFA) Score",
        category="risk",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's Sequential Organ Failure Assessment (SOFA) score (Vincent 1996) in points",
            " Count 3 or 4 points for respiration only with respiratory support, and 4 points for bilirubin from "
            "12 mg/dL and creatinine from 5 mg/dL; take the highest level of each organ system. Judge a value "
            "in µmol/L "
            "by the score's own bands in µmol/L.",
        ),
        inputs=INPUTS,
        cuts=cuts_of(tuple(level for organ in ORGANS for level in organ.levels), INPUTS),
        work=sofa,
        points=tuple(range(25)),
        formula=FORMULA,
        citation=Citation("Vincent et al.", 1996, "10.1007/BF01709751"),
        possible=_possible,
        optional=(
            *("pao2", "fio2", "platelets", "bilirubin", "systolic", "diastolic", "gcs", "creatinine", "urine_output"),
        ),
        missing_rule="What the note does not state counts as normal (0 points); FiO2 not stated is room air.",
        variants=VARIANTS[43],
    ),
)

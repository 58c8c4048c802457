"""What a criterion asks of a patient: comparisons of a measure, the presence of a finding, and their combinations.

    AnyOf((Below(SYSTOLIC, 90), AtMost(DIASTOLIC, 60)))   holds for {"systolic": 130, "diastolic": 58}

An input that is not stated makes its condition false: absent is not present.
"""

from dataclasses import dataclass

from ehrmind.medcalc.forms import Choice, Finding, Input, Measure, Values, show

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """measure >= cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value >= self.cut


@dataclass(frozen=True, slots=True)
class AtMost:
    """measure <= cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value <= self.cut


@dataclass(frozen=True, slots=True)
class Above:
    """measure > cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value > self.cut


@dataclass(frozen=True, slots=True)
class Below:
    """measure < cut"""

    measure: Measure
    cut: float

    def holds(self, value: float) -> bool:
        return value < self.cut


@dataclass(frozen=True, slots=True)
class Between:
    """low <= measure <= high"""

    measure: Measure
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Has:
    """The finding is present."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Is:
    """The choice is this option."""

    choice: Choice
    option: str


Comparison = AtLeast | AtMost | Above | Below | Between


@dataclass(frozen=True, slots=True)
class ByUnit:
    """The source gives a cut for either unit, which are not the same number: each value is judged by its own.

    ByUnit(AtLeast(CREATININE, 1.2), AtLeast(CREATININE, 110)): of 109 µmol/L, 1.23 mg/dL, the second is asked.
    """

    usual: Comparison
    other: Comparison  # in the measure's other unit

    @property
    def measure(self) -> Measure:
        """What both compare."""
        return self.usual.measure

    def in_other(self, values: Values) -> bool:
        """Whether the value is written in the other unit."""
        return values.get(self.measure.other_name) is not None


Simple = Comparison | Has | Is | ByUnit


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple["Condition", ...]


Condition = Simple | AnyOf | AllOf


def holds(condition: Condition, values: Values) -> bool:
    """Whether the condition holds for these values."""
    if isinstance(condition, AnyOf):
        return any(holds(part, values) for part in condition.conditions)
    if isinstance(condition, AllOf):
        return all(holds(part, values) for part in condition.conditions)
    if isinstance(condition, Has):
        return bool(values.get(condition.finding.name))
    if isinstance(condition, Is):
        return chosen(condition.choice, values) == condition.option
    if isinstance(condition, ByUnit):
        if condition.in_other(values):
            return condition.other.holds(values[condition.measure.other_name])
        condition = condition.usual
    value = values.get(condition.measure.name)
    return value is not None and condition.holds(value)


def chosen(choice: Choice, values: Values) -> str:
    """The option of a choice; the first one when nothing is stated."""
    return str(values.get(choice.name, next(iter(choice.options))))


def readings(condition: Condition, values: Values) -> tuple[tuple[Measure, str], ...]:
    """Each measure that a condition looks at and what it reads: ((CREATININE, "109 µmol/L"), (URINE, "not stated"))."""
    if isinstance(condition, (AnyOf, AllOf)):
        return tuple(pair for part in condition.conditions for pair in readings(part, values))
    if isinstance(condition, (Has, Is)):
        return ()
    measure = condition.measure
    if isinstance(condition, ByUnit) and condition.in_other(values):
        return ((measure, f"{show(values[measure.other_name])} {measure.other_unit}"),)
    value = values.get(measure.name)
    return ((measure, NOT_STATED if value is None else show(value)),)


def cuts_in(condition: Condition) -> tuple[tuple[str, float], ...]:
    """Each measure's name with where the condition turns: (("systolic", 90), ("creatinine [µmol/L]", 110))."""
    if isinstance(condition, (AnyOf, AllOf)):
        return tuple(pair for part in condition.conditions for pair in cuts_in(part))
    if isinstance(condition, (Has, Is)):
        return ()
    if isinstance(condition, ByUnit):
        other = tuple((condition.measure.other_name, cut) for _, cut in cuts_in(condition.other))
        return cuts_in(condition.usual) + other
    ends = (condition.low, condition.high) if isinstance(condition, Between) else (condition.cut,)
    return tuple((condition.measure.name, end) for end in ends)


def inputs_of(condition: Condition) -> tuple[Input, ...]:
    """The inputs that a condition looks at, in order."""
    if isinstance(condition, (AnyOf, AllOf)):
        return tuple(item for part in condition.conditions for item in inputs_of(part))
    if isinstance(condition, Has):
        return (condition.finding,)
    return (condition.choice,) if isinstance(condition, Is) else (condition.measure,)

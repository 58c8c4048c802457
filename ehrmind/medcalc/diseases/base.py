"""A disease that brings a question: whom it strikes, what it does to values, and what a clinician writes of it.

PNEUMONIA = Disease(
    "community-acquired pneumonia", asks=(45, 29), age=(18, 71, 96), setting="emergency",
    complaints=("[a productive cough|cough and fever]",),
    measures={"respiratory_rate": (18, 38), "systolic": (138, 78), "glucose": (104, 330, 0.2)},
    findings={"confusion": (0.03, 0.7), "pleural_effusion": 0.15},
    choices={},
    story=("The sputum is [rusty|green].", "@alert {He} has [pain|a stabbing pain] on deep breaths."), ...)

`measures` are what a mild and a grave case show, in the measure's own unit, and the share of patients in whom the
disease touches it (1 unless given): one severity moves them together, so that a low pressure comes with a fast pulse.
`words` say a finding or a choice that the disease always has in its own words: the very operation that is planned.
`findings` are chances, of a mild and of a grave case where there are two; `choices` are options from mild to grave.

Narrative sentences are templates of notes.grammar. They hold no digit. They may begin with conditions: "@alert" (the
patient can tell it), "@adult", "@woman", "@man", "@late" (known only after admission), and "!ascites" (left out
where that input is asked for). A sentence that names an input of the calculator is left out without being told, unless
the disease always has that finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Chance = float | tuple[float, float]
Course = tuple[float, float] | tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Disease:
    """One way to be ill. Ages are the youngest, the usual and the oldest, in years."""

    name: str  # as an assessment has it
    asks: tuple[int, ...]  # ids of the calculators whose question it brings
    age: tuple[float, float, float]
    complaints: tuple[str, ...]  # noun phrases: "[worsening|progressive] breathlessness"
    story: tuple[str, ...]  # the present illness
    exam: tuple[str, ...]
    results: tuple[str, ...]  # imaging, tracings and tests, in words
    plan: tuple[str, ...]  # of the day of the visit
    course: tuple[str, ...]  # of the days after it
    measures: Mapping[str, Course] = field(default_factory=dict)
    findings: Mapping[str, Chance] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doses: Mapping[str, float] = field(default_factory=dict)  # drug -> chance that it is taken
    setting: str = "ward"  # where the patient is seen: clinic, emergency, ward or intensive care
    female: float = 0.5  # share of women
    weight: float = 1.0  # how often, among the diseases that ask the same

    def chance(self, finding: str, severity: float) -> float | None:
        """How likely the finding is at this severity, from 0 to 1; None where the disease says nothing of it."""
        said = self.findings.get(finding)
        if isinstance(said, tuple):
            return said[0] + (said[1] - said[0]) * severity
        return said

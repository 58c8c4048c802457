"""What a model reads of a patient at a time: a record until t as text within a budget of tokens.

from ehrmind.ehr.timeline import Timeline, build, render

text = render(record, t, Timeline(budget=1500), count)      # count: Callable[[str], int], the model's own tokens
timeline = build(record, t, Timeline(style="problem_oriented"), count)      # with its lines, to cite and to check
"""

from ehrmind.ehr.timeline.clean import clean
from ehrmind.ehr.timeline.lines import Line
from ehrmind.ehr.timeline.rendering import Count, Rendered, build, render
from ehrmind.ehr.timeline_settings import EVENTS, PARTS, SHARES, Style, Timeline

__all__ = [
    "EVENTS",
    "PARTS",
    "SHARES",
    "Count",
    "Line",
    "Rendered",
    "Style",
    "Timeline",
    "build",
    "clean",
    "render",
]

"""The Braden scale: the risk of pressure injuries, from six subscales; lower is worse.

Sensory 3, moisture 4, activity 2, mobility 2, nutrition 3, friction 2: 16 points.
"""

from ehrmind.medcalc.findings.braden import ACTIVITY, FRICTION, MOBILITY, SENSORY, SUBSCALES
from ehrmind.medcalc.forms import Citation, Values
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Options, score


def _possible(values: Values) -> bool:
    """Who walks often can turn in bed and feels; who lies without moving does not walk."""
    walks = list(ACTIVITY.options).index(values[ACTIVITY.name])
    turns = list(MOBILITY.options).index(values[MOBILITY.name])
    feels = list(SENSORY.options).index(values[SENSORY.name])
    slides = values[FRICTION.name] == "problem"
    return abs(walks - turns) <= 1 and feels >= walks - 1 and not (slides and turns == 3)


CALCULATORS = (
    score(
        id=117,
        name="Braden Scale for Pressure Injury Risk",
        category="risk",
        question=asks(
            "the patient's score on the Braden scale (Bergstrom 1987, 6 to 23 points; the lower, the greater the risk)",
        ),
        citation=Citation("Bergstrom et al.", 1987, "Nurs Res 36:205-210, PMID 3299278"),
        missing_rule="There is no total when a subscale is not stated.",
        criteria=tuple(
            Options(scale.label, scale, {option: points for points, option in enumerate(scale.options, start=1)})
            for scale in SUBSCALES
        ),
        possible=_possible,
    ),
)

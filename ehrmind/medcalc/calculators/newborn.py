"""The Apgar score of a newborn; the note is the mother's.

Pink body and blue hands, pulse above 100, grimace, active motion, strong cry: 1 + 2 + 1 + 2 + 2 = 8 points.
"""

from ehrmind.medcalc.calculators.dates import MOTHER_AGE, PREGNANT
from ehrmind.medcalc.findings.newborn import SIGNS
from ehrmind.medcalc.forms import Citation, Values
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Options, score


def _coherent(values: Values) -> bool:
    """Heart, reflexes, tone and breath fail together, give or take one step; nobody without a pulse is pink."""
    ranks = [list(sign.options).index(values[sign.name]) for sign in SIGNS]
    color, pulse, *_ = ranks
    return max(ranks[1:]) - min(ranks[1:]) <= 1 and (pulse > 0 or color == 0)


CALCULATORS = (
    score(
        id=116,
        name="Apgar Score",
        category="diagnosis",
        question=asks(
            "the Apgar score (Apgar 1953, 0 to 10) of the patient's newborn, one minute after birth",
        ),
        citation=Citation("Apgar", 1953, "Curr Res Anesth Analg 32:260-267, PMID 13083014"),
        inputs=(PREGNANT, MOTHER_AGE, *SIGNS),
        optional=("age",),
        missing_rule="There is no total when a sign is not stated.",
        possible=_coherent,
        criteria=tuple(Options(sign.label, sign, dict(zip(sign.options, (0, 1, 2), strict=True))) for sign in SIGNS),
    ),
)

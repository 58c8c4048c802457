"""Severity scores: Glasgow Coma Score, Child-Pugh, Centor (McIsaac).

{"eye_opening": "to pain", "verbal_response": "confused", "motor_response": "withdraws from pain"}  ->  GCS 10
"""

from ehrmind.medcalc.conditions import Above, Below, Between, Has
from ehrmind.medcalc.findings.coma import ASCITES, ENCEPHALOPATHY, EYES, MOTOR, VERBAL
from ehrmind.medcalc.findings.throat import COUGH, NECK_NODES, TONSILS
from ehrmind.medcalc.forms import Choice, Citation, Measure, Values
from ehrmind.medcalc.measures import ALBUMIN, BILIRUBIN, INR, TEMPERATURE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, score
from ehrmind.medcalc.variants.severity import VARIANTS

ANY_AGE = Measure("age", "years", 3, 80, place="age", entities=("age",))


def _descending(choice: Choice) -> dict[str, float]:
    """Points from the number of options down to 1, in the order of the options."""
    return dict(zip(choice.options, range(len(choice.options), 0, -1), strict=True))


def _ascending(choice: Choice) -> dict[str, float]:
    """Points from 1 upwards, in the order of the options."""
    return {option: points for points, option in enumerate(choice.options, start=1)}


def _coherent(values: Values) -> bool:
    """Eyes, voice and limbs are impaired alike, give or take half of their scales."""
    shares = [
        list(choice.options).index(values[choice.name]) / (len(choice.options) - 1) for choice in (EYES, VERBAL, MOTOR)
    ]
    return max(shares) - min(shares) <= 0.5


CALCULATORS = (
    score(
        id=15,
        name="Child-Pugh Score for Cirrhosis Mortality",
        category="severity",
        points=tuple(range(5, 16)),
        question=asks(
            "the patient's Child-Pugh score (Pugh 1973, 5 to 15 points)",
            " Score the coagulation by the INR (below 1.7, 1.7 to 2.3, above 2.3).",
        ),
        citation=Citation("Pugh et al.", 1973, "10.1002/bjs.1800600817"),
        missing_rule="Ascites or encephalopathy that is not stated counts as absent (1 point).",
        criteria=(
            Criterion("Bilirubin below 2 mg/dL", 1, Below(BILIRUBIN, 2)),
            Criterion("Bilirubin 2 to 3 mg/dL", 2, Between(BILIRUBIN, 2, 3)),
            Criterion("Bilirubin above 3 mg/dL", 3, Above(BILIRUBIN, 3)),
            Criterion("Albumin above 3.5 g/dL", 1, Above(ALBUMIN, 3.5)),
            Criterion("Albumin 2.8 to 3.5 g/dL", 2, Between(ALBUMIN, 2.8, 3.5)),
            Criterion("Albumin below 2.8 g/dL", 3, Below(ALBUMIN, 2.8)),
            Criterion("INR below 1.7", 1, Below(INR, 1.7)),
            Criterion("INR 1.7 to 2.3", 2, Between(INR, 1.7, 2.3)),
            Criterion("INR above 2.3", 3, Above(INR, 2.3)),
            Options("Ascites", ASCITES, _ascending(ASCITES)),
            Options("Encephalopathy", ENCEPHALOPATHY, _ascending(ENCEPHALOPATHY)),
        ),
        variants=VARIANTS[15],
    ),
    score(
        id=20,
        name="Centor Score (Modified/McIsaac) for Strep Pharyngitis",
        category="severity",
        question=asks(
            "the patient's Centor score as modified by McIsaac in 1998 (age 3 to 14 years +1, 45 years or more -1)",
            " A criterion that the note does not state gives 0 points.",
        ),
        citation=Citation("McIsaac et al.", 1998, "CMAJ 158:75-83, PMID 9475915"),
        missing_rule="A criterion that is not stated gives 0 points.",
        criteria=(
            Bands("Age (3 to 14: +1, 15 to 44: 0, from 45: -1)", ANY_AGE, ((0, 0), (3, 1), (15, 0), (45, -1))),
            Criterion("Temperature above 38 °C", 1, Above(TEMPERATURE, 38)),
            Criterion("Tonsillar exudate or swelling", 1, Has(TONSILS)),
            Criterion("Tender or swollen anterior cervical nodes", 1, Has(NECK_NODES)),
            Options("Cough", COUGH, {"not stated": 0, "present": 0, "absent": 1}),
        ),
        variants=VARIANTS[20],
    ),
    score(
        id=21,
        name="Glasgow Coma Score (GCS)",
        category="severity",
        question=asks("the patient's Glasgow Coma [Score|Scale total] (3 to 15, best eye, verbal and motor response)"),
        citation=Citation("Teasdale et al.", 2014, "10.1016/S1474-4422(14)70120-6"),
        missing_rule="There is no total when a component is not testable or not stated.",
        criteria=(
            Options("Eye opening", EYES, _descending(EYES)),
            Options("Verbal response", VERBAL, _descending(VERBAL)),
            Options("Motor response", MOTOR, _descending(MOTOR)),
        ),
        possible=_coherent,
        variants=VARIANTS[21],
    ),
)

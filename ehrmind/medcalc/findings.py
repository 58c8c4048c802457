"""The findings that calculators share, each with the sentences that state, deny or imply it.

    DIABETES = history("diabetes", "diabetes mellitus", "diabetes", implied=("{He} injects insulin ...",), ...)

Sentences are whole; "{he}", "{He}", "{his}", "{His}" and "{him}" are filled in by the note. No sentence holds a digit,
so that none can give away an answer by chance.
"""

from ehrmind.medcalc.forms import Finding


def history(
    name: str,
    *phrases: str,
    implied: tuple[str, ...] = (),
    noun: str = "",
    entities: tuple[str, ...] = (),
) -> Finding:
    """A finding of the past history, in the usual sentences around each phrase."""
    known = ("{{He}} has a history of {}.", "{{He}} has known {}.", "Past medical history is notable for {}.")
    denied = ("{{He}} has no history of {}.", "{{He}} denies a history of {}.", "There is no known {}.")
    return Finding(
        name,
        tuple(text.format(phrase) for phrase in phrases for text in known),
        tuple(text.format(phrase) for phrase in phrases for text in denied),
        label=phrases[0],
        implied=implied,
        noun=noun,
        entities=entities,
    )


HEART_FAILURE = history(
    *("heart_failure", "congestive heart failure", "heart failure"),
    implied=("An earlier echocardiogram showed a severely reduced ejection fraction, with dyspnea and ankle edema.",),
    noun="heart failure",
    entities=("Congestive Heart Faliure",),
)
HYPERTENSION = history(
    *("hypertension", "hypertension", "high blood pressure"),
    implied=("{He} has taken amlodipine for years to keep {his} blood pressure down.",),
    noun="hypertension",
    entities=("Hypertension history",),
)
DIABETES = history(
    *("diabetes", "diabetes mellitus", "diabetes"),
    implied=("{He} takes metformin for {his} blood sugar.",),
    noun="diabetes",
    entities=("Diabetes history",),
)
STROKE = history(
    *("stroke", "stroke", "transient ischemic attack"),
    implied=("{He} recovered from a cerebral infarction some years ago.",),
    entities=("Stroke", "Transient Ischemic Attacks History", "Thromboembolism history"),
)
VASCULAR_DISEASE = history(
    *("vascular_disease", "peripheral artery disease", "myocardial infarction"),
    implied=("{His} femoral artery was stented for claudication.",),
    entities=("Vascular disease history",),
)
CONFUSION = Finding(
    "confusion",
    ("{He} is confused.", "{He} is disoriented to time and place.", "{He} is newly confused."),
    ("{He} is fully oriented.", "{He} is alert and not confused.", "Mental status is normal."),
    label="confusion",
    implied=("{He} does not recognise {his} family and cannot say where {he} is.",),
    entities=("Confusion",),
)

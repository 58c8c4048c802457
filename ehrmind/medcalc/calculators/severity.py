"""Severity scores."""

from ehrmind.medcalc.forms import Choice, Citation
from ehrmind.medcalc.scores import Options, score

EYES = Choice(
    "eye_opening",
    {
        "spontaneous": ("{He} opens {his} eyes spontaneously.",),
        "to speech": ("{He} opens {his} eyes to speech.", "{He} opens {his} eyes when spoken to."),
        "to pain": ("{He} opens {his} eyes only to pain.",),
        "none": ("{He} does not open {his} eyes.",),
    },
    label="Eye opening",
    entities=("Best eye response",),
    benchmark={
        "eyes open spontaneously": "spontaneous",
        "eye opening to verbal command": "to speech",
        "eye opening to pain": "to pain",
        "no eye opening": "none",
    },
)
VERBAL = Choice(
    "verbal_response",
    {
        "oriented": ("{He} is oriented and talks normally.", "Speech is oriented."),
        "confused": ("{He} gives confused answers.", "Speech is confused."),
        "inappropriate words": ("{He} utters inappropriate words.",),
        "incomprehensible sounds": ("{He} makes incomprehensible sounds.",),
        "none": ("{He} makes no sound.", "There is no verbal response."),
    },
    label="Verbal response",
    entities=("Best verbal response",),
    benchmark={"no verbal response": "none"},
)
MOTOR = Choice(
    "motor_response",
    {
        "obeys commands": ("{He} obeys commands.", "{He} follows commands."),
        "localizes pain": ("{He} localizes pain.",),
        "withdraws from pain": ("{He} withdraws from pain.",),
        "abnormal flexion": ("{He} shows abnormal flexion to pain.",),
        "extension": ("{He} shows extension to pain.",),
        "none": ("There is no motor response.",),
    },
    label="Motor response",
    entities=("Best motor response",),
    benchmark={
        "withdrawal from pain": "withdraws from pain",
        "flexion to pain": "abnormal flexion",
        "extension to pain": "extension",
        "no motor response": "none",
    },
)


def _descending(choice: Choice) -> dict[str, float]:
    """Points from the number of options down to 1, in the order of the options."""
    return dict(zip(choice.options, range(len(choice.options), 0, -1), strict=True))


CALCULATORS = (
    score(
        id=21,
        name="Glasgow Coma Score (GCS)",
        category="severity",
        question="What is the patient's Glasgow Coma Score?",
        citation=Citation("Teasdale and Jennett", 1974, "10.1016/S0140-6736(74)91639-0"),
        criteria=(
            Options("Eye opening", EYES, _descending(EYES)),
            Options("Verbal response", VERBAL, _descending(VERBAL)),
            Options("Motor response", MOTOR, _descending(MOTOR)),
        ),
    ),
)

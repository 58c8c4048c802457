"""What notes say of the inputs that are not numbers: findings and choices, each with its sentences.

    HEMOPTYSIS.present   ("{He} [has|reports|describes|has had] hemoptysis.", ...)
    HEMOPTYSIS.implied   ("{His} sputum [was|has been] streaked with [bright red|fresh] blood.", ...)

A sentence says exactly the finding, with its time window and side: not more, which another criterion could count, and
not less. It holds no digit, so that none can give away an answer by chance, and nothing of the patient's sex or age.
"""

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.findings.shared import (
    CONFUSION,
    DIABETES,
    HEART_FAILURE,
    HYPERTENSION,
    STROKE,
    VASCULAR_DISEASE,
)

__all__ = [
    "CONFUSION",
    "DIABETES",
    "HEART_FAILURE",
    "HYPERTENSION",
    "STROKE",
    "VASCULAR_DISEASE",
    "event",
    "history",
]

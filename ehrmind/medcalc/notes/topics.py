"""What a disease's own text speaks of: a general remark on the same would contradict or repeat it.

speaks_of(CELLULITIS, "skin|rash|redness")  ->  True      so that "Skin intact, no rash." is not said of it
"""

import re

from ehrmind.medcalc.diseases import Disease

_TEXTS: dict[str, str] = {}  # diseases are not hashable
_SPOKEN: dict[tuple[str, str], bool] = {}


def speaks_of(disease: Disease, topic: str) -> bool:
    """Whether a regular expression begins a word in any sentence that the disease can bring."""
    key = (disease.name, topic)
    if key not in _SPOKEN:
        _SPOKEN[key] = re.search(rf"\b(?:{topic})", _text(disease)) is not None
    return _SPOKEN[key]


def _text(disease: Disease) -> str:
    if disease.name not in _TEXTS:
        own = tuple(template for templates in disease.words.values() for template in templates)
        told = (disease.story, disease.exam, disease.results, disease.plan, disease.course, disease.complaints, own)
        _TEXTS[disease.name] = "\n".join((disease.name, *(template for part in told for template in part))).lower()
    return _TEXTS[disease.name]

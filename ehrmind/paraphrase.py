"""A note in other words that mean the same, by a table: "presents with" for "comes in with", both ways.

    paraphrases("A 54-year-old man presents with fever. There is no history of asthma.", key="row-7", count=2)
    -> ["A 54-year-old man comes in with fever. There is no past asthma.", ...]

Numbers, units, names and the order of sentences stay. Which phrases change is a function of the key. A text that holds
none of the phrases has no paraphrase.
"""

import hashlib
import re
from itertools import count as turns

PAIRS = (
    *(("presents with", "comes in with"), ("is admitted for", "is admitted because of"), ("shows", "reveals")),
    *(("history of", "past"), ("is brought in", "arrives"), ("complains of", "reports"), ("denies", "does not report")),
    *(("blood pressure", "arterial pressure"), ("heart rate", "pulse"), ("respiratory rate", "breathing rate")),
    *(("on admission", "at admission"), ("on examination", "when examined"), ("laboratory tests", "blood tests")),
    *(("was found to have", "turned out to have"), ("currently", "at present"), ("approximately", "about")),
    *(
        ("however", "yet"),
        ("prior to", "before"),
        ("due to", "because of"),
        ("following", "after"),
        ("several", "some"),
    ),
    *(("without", "with no"), ("woman", "lady"), ("man", "gentleman"), ("developed", "came to have")),
    *(("underwent", "had"), ("demonstrated", "showed"), ("remained", "stayed"), ("began", "started")),
    *(("received", "was given"), ("physician", "doctor"), ("normal", "unremarkable"), ("elevated", "raised")),
    *(
        ("revealed", "brought to light"),
        ("significant", "notable"),
        ("initially", "at first"),
        ("subsequently", "later"),
    ),
)
_OTHER = {phrase: other for one, two in PAIRS for phrase, other in ((one, two), (two, one))}
_PHRASE = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_OTHER, key=len, reverse=True)))})\b", re.IGNORECASE)


def paraphrases(text: str, key: str, count: int) -> list[str]:
    """So many different paraphrases, or as many as there are; each changes about half of the phrases."""
    places = len(_PHRASE.findall(text))
    wanted = min(count, 2**places - 1)
    found: dict[str, None] = {}
    for turn in turns():
        if len(found) >= wanted or turn > 20 * count:
            return list(found)
        other = _changed(text, f"{key}/{turn}")
        if other != text:
            found[other] = None
    return list(found)


def _changed(text: str, key: str) -> str:
    bits = int.from_bytes(hashlib.sha256(f"paraphrase/{key}".encode()).digest(), "big")
    numbers = turns()

    def other(match: re.Match[str]) -> str:
        if not bits >> (next(numbers) % 256) & 1:
            return match[0]
        new = _OTHER[match[0].lower()]
        return new[:1].upper() + new[1:] if match[0][:1].isupper() else new

    return _PHRASE.sub(other, text)

"""A patient's age and sex, as a note states them: for results by subgroup, and for nothing that is scored.

    subgroups("A 71-year-old woman is admitted for malaise.")   ->  {"age": "65 and over", "sex": "female"}
    subgroups("Seen today: 58M with chest pain.")               ->  {"age": "40 to 64", "sex": "male"}
    subgroups("The patient reports fatigue.")                   ->  {"age": "not stated", "sex": "not stated"}

The first age that a note states is its patient's; the sex is that of the word beside it, else the first word that tells
one. Notes that tell neither are a group of their own, so that no row is lost from a breakdown.
"""

import re
from collections.abc import Mapping

BANDS = ((18, "under 18"), (40, "18 to 39"), (65, "40 to 64"), (131, "65 and over"))
UNKNOWN = "not stated"
OPENING = 1500  # characters in which a note introduces its patient

_AGE = re.compile(
    r"(?<![\d.])\b(?P<years>\d{1,3})(?:[ -]?(?:years?|yrs?|y)[ -]?/?(?:old|o)\b|(?P<letter>(?-i:[MF]))\b)|"
    r"\b(?:aged|age:?)\s+(?P<told>\d{1,3})\b|\b\d{1,2}[ -](?:day|week|month)s?[ -]old\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*,?\s*([MF])\b")
SEXES = {
    "female": re.compile(r"\b(?:wom[ae]n|females?|girl|lady|she|her|mrs|ms)\b", re.IGNORECASE),
    "male": re.compile(r"\b(?:m[ae]n|males?|boy|gentleman|he|his|mr)\b", re.IGNORECASE),
}


def subgroups(note: str) -> Mapping[str, str]:
    """The slices of a note's patient."""
    opening = note[:OPENING]
    ages = (match for match in _AGE.finditer(opening) if (_years(match) or 0) < BANDS[-1][0])
    found = next(ages, None)
    return {"age": UNKNOWN if found is None else _band(found), "sex": _sex(opening, found)}


def _years(match: re.Match[str]) -> int | None:
    """None of an age in days, weeks or months."""
    told = match["years"] or match["told"]
    return int(told) if told else None


def _band(match: re.Match[str]) -> str:
    years = _years(match) or 0
    return next(name for end, name in BANDS if years < end)


def _sex(opening: str, age: re.Match[str] | None) -> str:
    beside = age and (age["letter"] or ((found := _BESIDE.match(opening, age.end())) and found[1]))
    if beside:
        return "female" if beside.upper() == "F" else "male"
    for text in (opening[age.end() : age.end() + 40] if age else "", opening):
        places = {name: found.start() for name, words in SEXES.items() if (found := words.search(text))}
        if places:
            return min(places, key=places.__getitem__)
    return UNKNOWN

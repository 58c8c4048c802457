"""Headers of eligibility texts: which section begins, and for whom.

    "Key Exclusion Criteria:"                          ->  Header("exclusion")
    "Exclusion Criteria: pregnancy"                    ->  Header("exclusion", rest="pregnancy")
    "Inclusion Criteria for Cohorts A and B:"          ->  Header("inclusion", group="for Cohorts A and B")
    "Patients with any of these will be excluded:"     ->  Header("exclusion")
    "Eligibility Criteria:"                            ->  Header("")
    "Does not meet the inclusion criteria"             ->  None

Registrants write them in every spelling; what is not sure to be one is a criterion.
"""

import re
from dataclasses import dataclass

INCLUSION, EXCLUSION = "inclusion", "exclusion"
LONGEST = 160  # characters

_MARKS = r"^[\W_]{0,6}(?:\d{1,2}[.):]?\s+|[A-Za-z][.)]\s+)?"
_LEAD = r"(?P<lead>(?:[\w/-]{1,20}\s+){0,3}?)"
_SECTION = r"(?P<section>(?:non[- ]?)?(?:in|ex)clusion(?:ary)?s?(?:\s*(?:/|and|&|or)\s*(?:in|ex)clusion)?)"
_WITH_CRITERIA = re.compile(
    rf"{_MARKS}{_LEAD}{_SECTION}\s+criteri(?:a|on|as|um)\b\**"
    r"\s*(?P<tail>[^:.]{0,80}?)\s*(?P<colon>:|$|\b(?:are|were|includes?|comprises?)\b:?)[*_\s]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"{_MARKS}(?P<lead>(?:key|main|major)\s+)?{_SECTION}\s*(?P<colon>:|$)\s*(?P<rest>.*)$", re.IGNORECASE
)
_CRITERIA_FOR = re.compile(
    rf"{_MARKS}(?:\w+\s+)?criteria\s+(?:for|of)\s+(?:study\s+|patient\s+)?{_SECTION}\s*(?P<colon>:|$)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    rf"{_MARKS}(?:[\w/-]+\s+){{0,2}}(?:eligibility|selection|entry|enrol?lment)\s+criteria\b[^.]{{0,40}}?:?\W*$"
    r"|^\W*criteria\s*:?\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"for [^.:]{1,60}:$"
)  # "Inclusion criteria for all subjects:", of which TrialGPT's files keep the end
_EXCLUDED = re.compile(
    r"[^.]*\b(?:will|are|is|must|should)\s+(?:be\s+)?(?:excluded|ineligible|not\s+eligible)"
    r"(?:\s+(?:if|when|with|for|from\s+(?:the|this|participa\w+|enrol\w+|study|trial))\b[^.]*)?:$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:no|not|meets?|satisf\w+|fulfil\w*|other|further|see|per|these|those|with|has|have)\b", re.IGNORECASE
)
_TAIL = re.compile(r"\(|[-–—]|for\b|in\b|at\b|of\b|assessed\b|related\b|only\b", re.IGNORECASE)
_STRICT = re.compile(
    r"(?:(?:Key|Main|Major) )?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION) (?:[Cc]riteria|CRITERIA) ?:$"
)
_GROUP = re.compile(
    r"\b(?:cohort|part|phase|step|group|arm|stage|control|volunteer|donor|recipient|infant|mother|neonate|child|adult|"
    r"caregiver|extension|visit|patient|subject|participant|women|men)(?:s|ren)?\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(r"[()*]|\b(?:additional|key|main|major|the|following|apply|specific)\b|^\W+|\W+$", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?:as follows|the following|any of the following)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """`section` is empty where it stays; `rest` is what follows on the same line."""

    section: str
    group: str = ""
    rest: str = ""


def read_header(line: str, begins: bool) -> Header | None:
    """The header that a line is, or None. Amid a paragraph (`begins` is false) only the plain form is one."""
    folded = line[: 2 * LONGEST].lower()
    if not line.endswith(":") and "criteri" not in folded and "clusion" not in folded:  # nearly all lines
        return None
    if not begins:
        return _header(line) if _STRICT.match(line) else None
    if (header := _header(line)) or len(line) > LONGEST:
        return header
    if _NEUTRAL.match(line) or _CUT.match(line):
        return Header("")
    return Header(EXCLUSION) if line[:1].isalpha() and _EXCLUDED.match(line) else None


def _header(line: str) -> Header | None:
    start = line[: 2 * LONGEST]
    match = _WITH_CRITERIA.match(start)
    if match and not _SAID.search(match["lead"]) and _closed(match):
        group = _group(f"{match['lead']}{match['tail']}")
    elif match := _ALONE.match(start) or _CRITERIA_FOR.match(start):
        group = ""
    else:
        return None
    rest = line[match.start("rest") :].strip()
    return Header(_section(match["section"]), group, "" if _FOLLOWS.match(rest) else rest)


def _group(words: str) -> str:
    """Whom the words around "inclusion criteria" name, if anyone in particular."""
    if not _GROUP.search(words) or re.search(r"\ball\b", words, re.IGNORECASE):
        return ""
    return " ".join(_GENERIC.sub(" ", words).split())


def _closed(match: re.Match[str]) -> bool:
    """Whether the words after "criteria" belong to a header: before a colon, or of a header's kind."""
    return bool(match["colon"]) or not match["tail"] or bool(_TAIL.match(match["tail"]))


def _section(words: str) -> str:
    """Of "inclusion", "Non-inclusion", "exclusionary"; empty of "inclusion/exclusion"."""
    words = words.lower()
    if "inclusion" in words and "exclusion" in words:
        return ""
    return INCLUSION if words.startswith("in") else EXCLUSION

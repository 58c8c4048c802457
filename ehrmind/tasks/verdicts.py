"""Whether reasoning gives its verdict before any reason: whoever learns from it learns to answer first.

    Verdicts(words=("not relevant", "excluded", "eligible"))
        "She is not eligible. Age 70 ..."                   the verdict
        "Patients with asthma are excluded. She ..."        a step: of others than this patient
    Verdicts(right=within(13.3, 14.7), asked="What is the patient's anion gap in mEq/L?")
        "The anion gap is 14 mEq/L. Sodium 140 ..."         the verdict
        "Anion gap = 140 - 126 = 14."                       a step: it computes
        "The delta gap is 14. ..."                          a step, which happens to equal the answer

The first sentence alone is read: it announces an answer, is nothing but one, or says of what is asked that it is one.
Of words any of the closed set is an answer; of numbers, also of a closed set such as a score, the row's own alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONGEST = 300  # letters of a sentence that are read: what a model wrote may have no end
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_ENUMERATOR = re.compile(r"(?:\(?(\d{1,2})[.):]|[-*•])\s+")  # "1. Sodium ...": the number is no answer
_ANNOUNCED = re.compile(
    r"\W*(?:the |my )?(?:final |correct )?(?:answer|prediction|verdict|conclusion|label)\W*(?:is\b|:|=)"
    r"(?!\s*(?:based|found|obtained|computed|calculated|derived|determined|given|asked|what|whether|the sum)\b)"
)
_OPENING = re.compile(
    r"\W*(?:(?:so|thus|hence|therefore|clearly|overall)\b\W*)?"
    r"(?:(?:i|we)\s+(?:\w+\s+)?(?:predict|say|answer|conclude|think|believe|expect|choose)\b\W*(?:that\s+)?)?"
)
_BECAUSE = r"(?:because|since|as|due|given)\b"
_ADVERBS = r"(?:(?:likely|probably|therefore|thus|hence|clearly|also|still)\s+)*"
_PLACE = r"(?:for|from|in|to)\s+(?:(?:this|the|that|a|any)\s+)?(?:\w+\s+)?(?:trial|study|patient|criterion)\b"
# What may stand behind a word that is the verdict, and before it: "... is not" excluded "from this trial".
_AFTER = rf"(?:\W*$|\s*[,;:–—]|\s+-\s|\s+{_BECAUSE}|\s+{_PLACE})"
_VERB = (
    r"(?:(?:is|are|was)(?:n['’]t)?|(?:will|would|should|must|can|cannot|won['’]t)\s+(?:not\s+)?(?:be|have|need)|has|seems|"
    rf"appears)\s+{_ADVERBS}(?:(?:expected|predicted|going|likely)\s+to\s+(?:be|have)\s+|to\s+be\s+)?"
)
_VALUE = (
    r"(?P<value>\d{1,3} weeks?(?:, ?| and |, and )\d{1,3} days?|\d{1,2}/\d{1,2}/\d{4}|"
    r"[+\-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+\-]?\d+)?)"
)
_PART = rf"(?!(?:and|or|plus|minus|times|{_BECAUSE}))(?:[^\W\d]|[%°×])\S{{0,24}}"
_NUMBER = (
    rf"(?:about\s+|approximately\s+|roughly\s+|[~≈]\s*)?{_VALUE}(?:\s*{_PART}(?:\s+{_PART}){{0,2}})?"
    rf"(?:\W*$|,?\s+{_BECAUSE})"
)
_ONLY_VALUE = re.compile(_NUMBER)
_EQUALS = r"(?:\s(?:is|was|equals?|would be|will be|comes to|comes out (?:at|to))\s|\s*[=≈:]\s*)"
_OF_QUANTITY = re.compile(rf"(?P<subject>[^=≈:<>]{{1,80}}?){_EQUALS}\s*{_NUMBER}")
_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")

_FILLING = frozenset(_WORD.findall("the a an it this that our my his her their its s of for in at by estimated final"))
_PRONOUNS = ("it", "this", "that")
_WHO = frozenset(
    _WORD.findall("patient woman man person girl boy infant child candidate male female year old she he they")
)
_WHAT = frozenset(("trial", "study", "criterion", "case", "there"))
# Not "total": of a score without points it is all that there is to say.
_RESULT = frozenset(("score", "value", "result", "estimate"))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How the answer to a row is called.

    `words` are those of its closed set; `right` says whether a number or date is its answer, `asked` is the question,
    and `given` the text in which the values stand that are read and not computed.
    """

    words: tuple[str, ...] = ()
    right: Callable[[str], bool] = lambda value: False
    asked: str = ""
    given: str = ""


def is_value(text: str) -> bool:
    """Whether an answer is a number, a date, or weeks and days; else it is a word."""
    return re.fullmatch(_VALUE, text.strip().lower()) is not None


def same(said: str, answer: str) -> bool:
    """Whether an answer is this one of a closed set, in other letters or digits."""
    try:
        return float(said) == float(answer)
    except ValueError:
        return said.casefold() == answer.casefold()


def come_first(text: str, verdicts: Verdicts) -> bool:
    """Whether the first sentence is the verdict."""
    sentence = _first_sentence(text.strip().lower(), verdicts)
    rest = sentence[_matched(_OPENING, sentence) :]
    if _ANNOUNCED.match(rest):
        return True
    return any(_says(rest, name.lower(), verdicts) for name in verdicts.words) or _equals(rest, verdicts)


def _first_sentence(text: str, verdicts: Verdicts) -> str:
    """Without the number of a list's first item, unless it is more likely the answer."""
    item = _ENUMERATOR.match(text)
    if item and (item[1] in (None, "1") or not verdicts.right(item[1])):
        text = text[item.end() :]
    return _SENTENCE.split(text, maxsplit=1)[0][:LONGEST].strip()


def _matched(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _says(sentence: str, name: str, verdicts: Verdicts) -> bool:
    """Such as "Eligible.", "Excluded: ...", "She is not eligible.", "This patient will have a long stay."."""
    words = r"[\W_]+".join(re.escape(word) for word in re.findall(r"[^\W_]+", name))
    if not words:
        return False
    said = rf"(?:not\s+)?(?:an?\s+)?{words}{_AFTER}"
    if re.match(rf"\W*{said}", sentence):
        return True
    found = re.match(rf"(?P<subject>[^=:,;<>]{{1,60}}?)\s+{_VERB}{said}", sentence)
    return found is not None and set(_telling(found["subject"])) <= {*_WHO, *_WHAT, *_words(verdicts.asked)}


def _equals(sentence: str, verdicts: Verdicts) -> bool:
    """Such as "14 mEq/L.", "The anion gap is 14.", "It is 14, since ..."."""
    if found := _ONLY_VALUE.match(sentence):
        return verdicts.right(_plain(found["value"]))
    found = _OF_QUANTITY.match(sentence)
    if not found or not verdicts.right(_plain(found["value"])):
        return False
    named = [word for word in _telling(found["subject"]) if word not in _WHO]
    if not named or set(named) <= _RESULT:  # "It", "The score"; not "The patient is 63 years old."
        return bool(named) or found["subject"].strip() in _PRONOUNS
    by_name = _is_asked(named, verdicts.asked) or not _is_number(found["value"])  # no other date is like it
    return by_name and not _is_in(found["value"], verdicts.given)


def _is_asked(named: Sequence[str], question: str) -> bool:
    """Whether a quantity is the question's: its words, or their initials."""
    words = _words(question)
    initials = "".join(word[0] for word in words)
    return all(word in (*words, *_RESULT) or (len(word) > 1 and word in initials) for word in named)


def _telling(subject: str) -> list[str]:
    """The words of a subject that say what it is; a pronoun alone says so."""
    return [word for word in _words(subject) if word not in _FILLING and not word.isdecimal()]


def _words(text: str) -> list[str]:
    return [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.lower())]


def _is_in(value: str, text: str) -> bool:
    """Whether the text holds this value: then it is read, and not computed."""
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\d|\.\d)", text) is not None


def _is_number(value: str) -> bool:
    return "/" not in value and " " not in value


def _plain(value: str) -> str:
    """A value without what groups its thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", value)

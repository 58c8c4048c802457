"""Eligibility text as it is registered, split into its inclusion and its exclusion criteria.

    Inclusion Criteria:                          inclusion  "Age of at least 18 years at the time of consent"
                                                            "Any of the following: stroke within 6 months"
      -  Age of at least 18 years                           "Any of the following: TIA within 3 months"
         at the time of consent                  exclusion  "Pregnancy"
      -  Any of the following:
           a. stroke within 6 months
           b. TIA within 3 months

    Key Exclusion Criteria

      *  Pregnancy

A criterion begins at a blank line or a bullet. A nested one begins with its parent's words: by deeper indentation or,
where the indentation is lost (TrialGPT's files), by what the bullets say: a numbered list that starts again under a
line that ends with a colon, letters or dashes under numbers. Dashes under a dash without indentation are siblings: the
line with the colon then stands by itself before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ehrmind.trials.headers import EXCLUSION, INCLUSION, read_header

SHORTEST = 5  # characters of a line without a bullet; less is the rest of a header ("Key", ":")
SLACK = 1  # columns: the first line of a text has often lost its indentation
LONGEST_PARENT, MOST_PARENTS = 200, 3  # characters of a parent's words, and parents, so that the output stays linear
DEEPEST = 8  # levels; what is deeper stands beside the last

_ESCAPED = re.compile(r"\\([^\w\s])")  # ClinicalTrials.gov's JSON: "age \> 18"
_EXPORTED = re.compile(r"~(?![\d\s])")  # its CSV: "~" for the end of a line
_INLINE = re.compile(r"(?<=\S)[ \t]+(?=(?:(?:Key|Main|Major) )?(?:Exclusion|EXCLUSION) [Cc](?:riteria|RITERIA) ?:)")
_BULLET = re.compile(
    r"(?P<dash>[-–—*•·▪◦●‣○])(?P<space>\s+|(?=[A-Za-z≥≤<>]))"
    r"|(?P<open>\(?)(?P<mark>\d{1,2}|[A-Za-z]|[ivxIVX]{2,5})(?P<close>[.):]|-(?=\s?[A-Z]))(?:\s+|(?=[A-Z]))"
    r"|(?P<o>o)\s+(?=[A-Z0-9])"
)
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_ROMAN = {numeral: i for i, numeral in enumerate(_NUMERALS, start=1)}


@dataclass(frozen=True, slots=True)
class Bullet:
    """`kind` is how the bullet is written ("-", "1.", "(a)", "i)"), `place` its number; both empty without one."""

    kind: str = ""
    place: int = 0
    width: int = 0

    @property
    def nests(self) -> bool:
        """Whether it stands under a number without further sign."""
        return bool(self.kind) and "1" not in self.kind


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with its bullet, and the column where it begins."""

    section: str
    group: str  # of patients that a header names: "Healthy controls"
    column: int
    bullet: Bullet
    text: str

    @property
    def announces(self) -> bool:
        return self.text.endswith(":")


def split_criteria(text: str, section: str = INCLUSION) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The inclusion and the exclusion criteria of a text, which begins in `section` and may change it by headers."""
    found: dict[str, list[str]] = {INCLUSION: [], EXCLUSION: []}
    for item, parents, opened in _nested(list(_items(_lines(text), section))):
        if len(item.text) + item.bullet.width < SHORTEST or (
            opened and item.announces and len(item.text) <= LONGEST_PARENT
        ):
            continue
        if any(letter.isalnum() for letter in item.text):
            found[item.section].append("".join(f"{words}: " for words in parents) + item.text)
    return tuple(found[INCLUSION]), tuple(found[EXCLUSION])


def _lines(text: str) -> list[str]:
    text = _ESCAPED.sub(r"\1", text.replace("\r\n", "\n").replace("\xa0", " "))
    if "\n" not in text.strip():
        text = _EXPORTED.sub("\n\n", text)
    return _INLINE.sub("\n\n", text).expandtabs(4).split("\n")


def _items(lines: list[str], section: str) -> Iterator[Item]:
    """The paragraphs in order; soft line breaks are joined, headers change the section and are not among them."""
    paragraph: list[str] = []
    group, column, bullet = "", 0, Bullet()
    places: dict[str, int] = {}  # the last number of each kind of bullet
    for line in (*lines, ""):
        words = line.strip()
        header = read_header(words, begins=not paragraph)
        rest = header.rest if header else words
        starts = _bullet(rest, places, paragraph)
        if paragraph and rest and not header and not starts.kind:
            paragraph.append(rest)
            continue
        if paragraph:
            yield Item(section, group, column, bullet, " ".join(paragraph).strip())
        if header:
            section, group, places = header.section or section, header.group, {}
        column, bullet, paragraph = len(line) - len(line.lstrip()), starts, []
        if rest:
            places[bullet.kind] = bullet.place
            paragraph = [rest[bullet.width :].strip()]


def _bullet(words: str, places: dict[str, int], before: list[str]) -> Bullet:
    """The bullet of a line that follows these lines of its paragraph. "C. difficile" and "(Visit / 1) or" have none."""
    match = _BULLET.match(words)
    if not match:
        return Bullet()
    width = match.end()
    if dash := match["dash"] or match["o"]:
        loose = match["space"] == "" or words[width : width + 1].isdigit()  # "-Known", "3 - 12 months"
        return Bullet(dash, 0, width) if not (before and loose) else Bullet()
    ended = not before or before[-1][-1:] in ":;."
    for sign, place in _readings(match["mark"]):
        kind = f"{match['open']}{sign}{match['close']}"
        next_one = place > 1 and place == places.get(kind, -1) + 1
        if next_one or (ended and place == 1) or (not before and sign == "1"):
            return Bullet(kind, place, width)
    return Bullet()


def _readings(mark: str) -> list[tuple[str, int]]:
    """What a mark may be: "i" is the ninth letter or the first numeral."""
    if mark.isdecimal():
        return [("1", int(mark))]
    sign = "A" if mark.isupper() else "a"
    letter = [(sign, ord(mark.lower()) - ord("a") + 1)] if len(mark) == 1 else []
    numeral = _ROMAN.get(mark.lower())
    return letter + ([("I" if mark.isupper() else "i", numeral)] if numeral else [])


def _nested(items: list[Item]) -> Iterator[tuple[Item, list[str], bool]]:
    """Each item, its parents' words from the outermost, and whether it has children."""
    stack: list[Item] = []
    for i, item in enumerate(items):
        if stack and (stack[-1].section, stack[-1].group) != (item.section, item.group):
            stack = []
        _close(stack, item)
        parents = [item.group] * bool(item.group) + [_shortened(parent.text) for parent in stack[-MOST_PARENTS:]]
        stack.append(item)
        yield item, parents, i + 1 < len(items) and _is_parent(stack, items[i + 1])


def _is_parent(stack: list[Item], following: Item) -> bool:
    rest = list(stack)
    _close(rest, following)
    same_place = (stack[-1].section, stack[-1].group) == (following.section, following.group)
    return same_place and len(rest) == len(stack)


def _close(stack: list[Item], item: Item) -> None:
    """Take from the open items those that are not around this one."""
    while stack and stack[-1].column > item.column + SLACK:
        stack.pop()
    level = next((i for i, opened in enumerate(stack) if opened.column >= item.column - SLACK), len(stack))
    for i in range(level, len(stack)):  # the outermost first: it is nearer to the truth where both go on
        if _follows(stack[i].bullet, item.bullet):
            del stack[i:]
            break
    else:
        if level < len(stack) and not _opens(stack[-1], item):
            del stack[level:]
    del stack[DEEPEST:]
    if stack and not stack[-1].bullet.kind and not stack[-1].announces:  # a paragraph is no parent of what is below it
        stack.pop()


def _follows(old: Bullet, new: Bullet) -> bool:
    return old.kind == new.kind and (new.place == 0 or new.place == old.place + 1)


def _opens(parent: Item, item: Item) -> bool:
    """Whether an item at its parent's column is below it."""
    if parent.announces:
        return bool(item.bullet.kind) and (item.bullet.kind != parent.bullet.kind or item.bullet.place == 1)
    return "1" in parent.bullet.kind and item.bullet.nests


def _shortened(text: str) -> str:
    words = text.rstrip(" :;,.")
    return words if len(words) <= LONGEST_PARENT else words[:LONGEST_PARENT].rsplit(" ", 1)[0] + " …"

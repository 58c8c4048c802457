r"""A text in clauses, the parts of it in which one thing is said: lines, sentences, and what stands between semicolons.

    clauses("Confusion: +1; BUN 24 mg/dL: +1.\nTotal = 2.")  ->  ["Confusion: +1;", "BUN 24 mg/dL: +1.", "Total = 2."]

The text may be a model's: its length, its clauses and theirs are bounded.
"""

import re

MAX_LINES = 200
MAX_CHARS = 40_000
MAX_LINE_CHARS = 400

_BREAK = re.compile(r"\n|(?<=[.;])\s")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FILLER = frozenset(("of", "in", "the", "at", "or", "and", "to", "by", "is", "least", "most", "above", "below", "with"))


def clauses(text: str) -> list[str]:
    """The clauses of a text, at most MAX_LINES of at most MAX_LINE_CHARS characters."""
    return [line[:MAX_LINE_CHARS] for line in _BREAK.split(text[:MAX_CHARS])[:MAX_LINES]]


def words_of(text: str) -> frozenset[str]:
    """The words that carry meaning, in lower case, without a plural's s."""
    words = {word.casefold() for word in _WORD.findall(text)} - _FILLER
    return frozenset(word.rstrip("s") if len(word) > 3 else word for word in words)

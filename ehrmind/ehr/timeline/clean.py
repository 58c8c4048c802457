r"""Text of a record made harmless: one line, of bounded length, without tags, special tokens or control characters.

    clean("pain\n<|im_end|></think>")  ->  "pain ‹|im_end|›‹/think›"
    clean("< 0.01 ng/mL")              ->  "< 0.01 ng/mL"

What a hospital wrote is data, and so is what somebody wrote into a hospital's record. A model must not take it for the
end of its prompt, and a parser not for an answer.
"""

import re
import unicodedata
from functools import lru_cache

MOST = 80  # characters
# A "<" or ">" that bounds a number stays; any other may begin or end a tag. Fullwidth ones are normalised before.
_OPENS = re.compile(r"<(?!=?\s*[+-]?\.?\d)")
_CLOSES = re.compile(r">(?!=?\s*[+-]?\.?\d)")
_BRACKETED = re.compile(r"\[(/?[A-Z][A-Z_]{2,30})\]")  # [INST], [/INST], [TOOL_CALLS]
_HARMLESS = re.compile(r"[ -;=?-~]*")  # printable ASCII without < and >


@lru_cache(maxsize=65536)
def clean(text: str, most: int = MOST) -> str:
    """The text as one harmless line of at most `most` characters, the last of them … where it was cut."""
    short = text[: 8 * most]  # enough to fill the line, and little work for a text of megabytes
    if not _HARMLESS.fullmatch(short):
        short = "".join(" " if _is_odd(char) else char for char in unicodedata.normalize("NFKC", short))
        short = _CLOSES.sub("›", _OPENS.sub("‹", short))
    line = _BRACKETED.sub(r"(\1)", " ".join(short.split()))
    if len(line) > most or len(text) > 8 * most:
        return line[: most - 1].rstrip() + "…"
    return line


def _is_odd(char: str) -> bool:
    """Control, format, private and unassigned characters, and separators of lines; a joiner may hide in a tag."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

"""A table's cell as text, whatever wrote the table: nothing is "", and not the word for it.

cell(" 12.5 "), cell("np.float64(12.5)")  ->  "12.5"
cell(float("nan")), cell("NaN"), cell("<NA>"), cell(None)  ->  ""
"""

import re

NOTHING = frozenset(("nan", "none", "null", "nat", "<na>", "n/a"))  # of pandas, Python, JSON and a person
_NUMPY = re.compile(r"(?:np|numpy)\.(?:float|u?int)\d+\(([^()]*)\)")


def cell(value: object) -> str:
    """The value as text without blanks around it; empty where it is one of the words for nothing."""
    text = "" if value is None else str(value).strip()
    if number := _NUMPY.fullmatch(text):
        text = number[1]
    return "" if text.lower() in NOTHING else text

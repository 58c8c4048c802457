"""A table's cell as text, whatever wrote the table: nothing is "", and not the word for it.

cell(" 12.5 ")  ->  "12.5"        cell(float("nan")), cell("NaN"), cell("<NA>"), cell(None)  ->  ""
"""

NOTHING = frozenset(("nan", "none", "null", "nat", "<na>", "n/a"))  # of pandas, Python, JSON and a person


def cell(value: object) -> str:
    """The value as text without blanks around it; empty where it is one of the words for nothing."""
    text = "" if value is None else str(value).strip()
    return "" if text.lower() in NOTHING else text

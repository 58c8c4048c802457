"""Rows that would be trained on and tested: a patient or a note on two sides.

check_leaks({"train": [Example(id="a1", group="MRN 4711")], "test": [Example(id="b7", group="MRN 4711")]})
->  DataError: row a1 of train and row b7 of test are of one group; give all rows of a patient or a note to one split
"""

from collections.abc import Mapping, Sequence

from ehrmind.errors import DataError
from ehrmind.types import Example


def check_leaks(splits: Mapping[str, Sequence[Example]], leaky: bool = False) -> None:
    """Refuse data whose splits share a patient or note, unless they are known to, or that repeats an id.

    Raises DataError.
    """
    owner: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for name, rows in splits.items():
        for row in rows:
            split, other = owner.setdefault(row.group, (name, row.id))
            if split != name and not leaky:
                raise DataError(
                    f"row {other} of {split} and row {row.id} of {name} are of one group; "
                    "give all rows of a patient or a note to one split"
                )
            if row.id in seen:
                raise DataError(f"row id {row.id} is not unique; give each row an id of its own")
            seen.add(row.id)

"""A table's cells: nothing is nothing, whoever wrote it."""

import pytest

from ehrmind.cells import cell


@pytest.mark.parametrize(
    "value", [None, "", " ", float("nan"), "nan", "NaN", " None", "null", "<NA>", "N/A", "np.float64(nan)"]
)
def test_words_for_nothing_are_empty(value: object) -> None:
    assert cell(value) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(12, "12"), (" 12.5 ", "12.5"), (0, "0"), (False, "False"), ("np.int64(-3)", "-3"), ("numpy.float32(1e-5)", "1e-5")],
        *[("none of these", "none of these"), ("np.float64(1) or 2", "np.float64(1) or 2"), ("{'a': None}", "{'a': None}")],
    ],
)  # fmt: skip
def test_others_are_text(value: object, text: str) -> None:
    assert cell(value) == text

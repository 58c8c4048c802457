"""Tables in three formats, each read back by the rules of its format."""

import csv
import io
import re

import pytest

from ehrmind.report import tables
from ehrmind.report.tables import Table, visible

HOSTILE = (
    "sft_rlvr", "50 % [23, 55]", "a|b", "a\\|b", "*bold* _x_ `code`", "<b>", "&amp;", "~0 ± 1 → 2 ≥ 3 § 4", "$5 and $6",
    "{x}^2 # \\end{tabular}", "first\nsecond", '"quoted", twice', "=1+1", "-0.3 [-0.5, 0.1]", "-1+cmd|' /C calc'!A0",
    "+3.1 % [-1, +7]", "-2e-5", "-", "-1-1", "[link](https://a.b) ![image](c)", "\ud800\x00\u202e", "é", "漢",
)  # fmt: skip
TABLE = Table(
    "cells", "Hostile cells", ("cell", "n"), tuple((cell, "1") for cell in HOSTILE), "One & only.", frozenset({1})
)


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="table t: 1 cells for 2 columns"):
        Table("t", "T", ("a", "b"), (("1",),))


def test_what_cannot_be_seen_is_named() -> None:
    assert visible("a\x00b\u202ec\ud800\r\nd\te — é 漢") == "a[U+0000]b[U+202E]c[U+D800]\nd\te — é 漢"


def test_markdown_is_a_small_readable_table() -> None:
    table = Table(
        "t", "Accuracy", ("arm", "accuracy"), (("base", "9.5 %"), ("sft_rlvr", "37.5 %")), "By arm.", frozenset({1})
    )
    assert tables.markdown(table) == (
        "### Accuracy\n\n"
        "| arm      | accuracy |\n"
        "| -------- | -------: |\n"
        "| base     |    9.5 % |\n"
        "| sft_rlvr |   37.5 % |\n\n"
        "By arm.\n"
    )  # fmt: skip


def read_markdown(text: str) -> list[list[str]]:
    """Cells by the rules of CommonMark: a backslash before punctuation is dropped, a bare | ends the cell."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert not re.search(r"(?<!\\)([<&](?!br>)|\]\()", text)
    rows = []
    for line in lines:
        cells, escaped = [""], False
        for char in line[2:-2]:
            if char == "|" and not escaped:
                cells.append("")
                continue
            cells[-1] += char
            escaped = char == "\\" and not escaped
        rows.append([re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.strip().replace("<br>", "\n")) for cell in cells])
    return rows


def test_markdown_reads_back() -> None:
    header, _, *body = read_markdown(tables.markdown(TABLE))
    assert header == ["cell", "n"]
    assert [row[0] for row in body] == [visible(cell) for cell in HOSTILE]


def test_a_signed_number_with_stars_is_a_number() -> None:
    cells = ("+26.6 [+16, +38]***", "-1.6 [-9, +6]", "+1*2", "+1***")
    rows = csv.reader(io.StringIO(tables.csv(Table("t", "t", ("cell",), tuple((cell,) for cell in cells)))))
    assert [row[0] for row in rows][1:] == [*cells[:2], "'+1*2", "'+1***"]


def test_csv_reads_back_and_holds_no_formula() -> None:
    header, *body = csv.reader(io.StringIO(tables.csv(TABLE)))
    assert header == ["cell", "n"]
    formulas = {"=1+1", "-1-1", "-1+cmd|' /C calc'!A0"}
    assert [row[0] for row in body] == [("'" if cell in formulas else "") + visible(cell) for cell in HOSTILE]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("sft_rlvr", r"sft\_rlvr"),
        ("37.5 % [23, 55]", r"37.5 \% [23, 55]"),
        ("R&D #1 $5", r"R\&D \#1 \$5"),
        ("a ± b → c ≥ d", r"a $\pm$ b $\rightarrow$ c $\geq$ d"),
        ("§ 4", r"\S{} 4"),
        ("p < 0.05", "p $<$ 0.05"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("x^2 ~ y", r"x\textasciicircum{}2 \textasciitilde{} y"),
        ("first\nsecond", "first second"),
        ("[23, 55]", "{}[23, 55]"),
        ("* best", "{}* best"),
        ("Müller", "Müller"),
        ("漢\ud800", "{}[U+6F22][U+D800]"),
    ],
)
def test_latex_escapes(cell: str, expected: str) -> None:
    line = tables.latex(Table("t", "T", ("a",), ((cell,),))).splitlines()[8]
    assert line == f"    {expected} \\\\"


def test_latex_is_a_booktabs_table() -> None:
    text = tables.latex(Table("by_arm", "Accuracy", ("arm", "n"), (("base", "9"),), "100 % is all.", frozenset({1})))
    assert re.findall(r"\\(?:begin|end|toprule|midrule|bottomrule)(?:\{\w+\})?", text) == [
        r"\begin{table}", r"\begin{tabular}", r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}", r"\end{table}",
    ]  # fmt: skip
    assert r"\begin{tabular}{lr}" in text
    assert r"\caption{Accuracy. 100 \% is all.}" in text
    assert r"\label{tab:by-arm}" in text


def test_latex_aligns_numbers_on_the_decimal_point() -> None:
    rows = (("base", "3.1 % [2, 6]", "9"), ("sft", "74.1 %", "10"), ("none", "–", "–"))
    text = tables.latex(Table("arms", "Arms", ("arm", "accuracy", "n"), rows, "", frozenset({1, 2})))
    assert r"\begin{tabular}{lr@{}lr}" in text
    assert r"    arm & \multicolumn{2}{c}{accuracy} & n \\" in text
    assert r"    base & 3 & .1 \% [2, 6] & 9 \\" in text
    assert r"    sft & 74 & .1 \% & 10 \\" in text
    assert r"    none &  & -- & -- \\" in text


def test_columns_are_chosen_by_name() -> None:
    table = Table("arms", "Arms", ("arm", "n", "accuracy"), (("base", "9", "3.1 %"),), "", frozenset({1, 2}))
    chosen = table.of(["accuracy", "arm"])
    assert (chosen.columns, chosen.rows, chosen.numeric) == (("accuracy", "arm"), (("3.1 %", "base"),), frozenset({0}))
    assert table.of([]) is table


def test_latex_groups_are_balanced_whatever_the_cells_hold() -> None:
    text = re.sub(r"\\[{}]", "", tables.latex(TABLE))
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"\\\\$", text, re.MULTILINE)) == 1 + len(HOSTILE)
    assert all(line.count(" & ") == 1 for line in text.splitlines() if line.endswith(r"\\"))

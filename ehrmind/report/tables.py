r"""One table, written for a README, a spreadsheet and a paper.

    Table("arms", "Accuracy by arm", ("arm", "accuracy"), (("sft_rlvr", "37.5 % [23, 55]"),), numeric=frozenset({1}))

    markdown    | sft_rlvr | 37.5 % [23, 55] |
    csv         sft_rlvr,"37.5 % [23, 55]"
    latex       sft\_rlvr & 37.5 \% [23, 55] \\

Cells are text: reasons quote models, so each format escapes what it would otherwise obey. What cannot be seen or
written, such as a right-to-left override or half a surrogate pair, is named in its place: "[U+202E]".
"""

import csv as csv_format
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Table:
    """A titled grid of strings; `numeric` holds the indices of the right-aligned columns.

    Raises ValueError when a row has more or fewer cells than there are columns.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}: {len(row)} cells for {len(self.columns)} columns in {row}")

    def of(self, columns: Sequence[str]) -> "Table":
        """The table with these columns alone, in their order; the same one where none is named."""
        if not columns:
            return self
        places = [self.columns.index(name) for name in columns]
        numeric = frozenset(at for at, place in enumerate(places) if place in self.numeric)
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return replace(self, columns=tuple(columns), rows=rows, numeric=numeric)


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with its controls, bidirectional overrides and lone surrogates named: a NUL becomes "[U+0000]"."""
    return _INVISIBLE.sub(lambda match: _named(match[0]), text.replace("\r\n", "\n").replace("\r", "\n"))


def _named(char: str) -> str:
    return f"[U+{ord(char):04X}]"


def markdown(table: Table) -> str:
    """The table in GitHub's Markdown (github.github.com/gfm, Tables), its title above and its caption below."""
    lines = [[_markdown(cell) for cell in line] for line in (table.columns, *table.rows)]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * (width - 1) + ":" if i in table.numeric else "-" * width for i, width in enumerate(widths)]
    body = [_padded(line, widths, table.numeric) for line in (lines[0], rule, *lines[1:])]
    caption = ["", _markdown(table.caption)] if table.caption else []
    return "\n".join([f"### {_markdown(table.title)}", "", *body, *caption, ""])


def _padded(cells: Sequence[str], widths: Sequence[int], numeric: frozenset[int]) -> str:
    padded = [
        cell.rjust(width) if i in numeric else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


# Left alone: the underscore inside a word, sft_rlvr, and the brackets of [23, 55], which are no link before a ( or [.
_MARKDOWN = re.compile(r"[\\`*<>&|~$]|\](?=[(\[])|(?<![^\W_])_|_(?![^\W_])")


def _markdown(text: str) -> str:
    return "<br>".join(_MARKDOWN.sub(r"\\\g<0>", visible(text)).splitlines())


def csv(table: Table) -> str:
    """The table as comma-separated values (RFC 4180, with line feeds), without title and caption."""
    out = io.StringIO()
    csv_format.writer(out, lineterminator="\n").writerows(
        [_csv(cell) for cell in line] for line in (table.columns, *table.rows)
    )
    return out.getvalue()


_FORMULA = re.compile(r"[=+\-@\t]")
_SIGNED_NUMBER = re.compile(r"-|[+-][\d.,]+(e[+-]?\d+)?( ?%)?( ± [\d.,]+)?( [\[(][\d.,%+ –−-]*[\])]\*{0,3})?")


def _csv(text: str) -> str:
    """The cell; one that a spreadsheet would run as a formula gets the apostrophe that makes it text."""
    text = visible(text)
    return f"'{text}" if _FORMULA.match(text) and not _SIGNED_NUMBER.fullmatch(text) else text


def latex(table: Table) -> str:
    """The table for a paper, its numbers aligned on the decimal point; it needs the package booktabs and no other."""
    split = {at for at in table.numeric if any(_DECIMAL.match(row[at]) for row in table.rows)}
    kinds = ("r@{}l" if at in split else "r" if at in table.numeric else "l" for at in range(len(table.columns)))
    layout = "".join(kinds)
    head = [_spanning(name) if at in split else _latex(name) for at, name in enumerate(table.columns)]
    body = [[_halves(cell) if at in split else _latex(cell) for at, cell in enumerate(row)] for row in table.rows]
    caption = f"{_latex(table.title)}{'' if table.title.endswith(('.', '?')) else '.'} {_latex(table.caption)}".strip()
    return "\n".join(
        [
            r"\begin{table}",
            r"  \centering",
            rf"  \caption{{{caption}}}",
            rf"  \label{{tab:{re.sub(r'[^A-Za-z0-9:-]', '-', table.id)}}}",
            rf"  \begin{{tabular}}{{{layout}}}",
            r"    \toprule",
            _latex_row(head),
            r"    \midrule",
            *map(_latex_row, body),
            r"    \bottomrule",
            r"  \end{tabular}",
            r"\end{table}",
            "",
        ]
    )


_DECIMAL = re.compile(r"([+\-−]?\d+)(\.\d.*)", re.DOTALL)


def _spanning(name: str) -> str:
    return rf"\multicolumn{{2}}{{c}}{{{_latex(name)}}}"


def _halves(cell: str) -> str:
    """The cell in two: what stands before its decimal point, and the rest. What has no number is on the right."""
    found = _DECIMAL.match(cell) or re.match(r"([+\-−]?\d+)(?!\d)(.*)", cell, re.DOTALL)
    return f"{_latex(found[1])} & {_latex(found[2])}" if found else f" & {_latex(cell)}"


def _latex_row(cells: Sequence[str]) -> str:
    line = " & ".join(cells)
    # After \\ or \midrule, a bracket or star is an argument.
    return f"    {'{}' if line.startswith(('[', '*')) else ''}{line} \\\\"


_LATEX = {
    **{char: f"\\{char}" for char in "{}%$#&_"},
    **{"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"},
    **{
        "<": "$<$",
        ">": "$>$",
        "|": "$|$",
        '"': "''",
        "\n": " ",
        "\t": " ",
        "\xa0": "~",
        "\u202f": r"\,",
        "\u2009": r"\,",
    },
    **{"±": r"$\pm$", "×": r"$\times$", "·": r"$\cdot$", "−": "$-$", "–": "--", "—": "---", "…": r"\ldots{}"},
    "†": r"\dag{}",
    **{"≥": r"$\geq$", "≤": r"$\leq$", "≈": r"$\approx$", "≠": r"$\neq$", "∞": r"$\infty$", "√": r"$\surd$"},
    **{"→": r"$\rightarrow$", "←": r"$\leftarrow$", "↑": r"$\uparrow$", "↓": r"$\downarrow$", "§": r"\S{}"},
    **{"°": r"$^\circ$", "²": "$^2$", "³": "$^3$", "µ": r"$\mu$", "μ": r"$\mu$", "Δ": r"$\Delta$", "σ": r"$\sigma$"},
    **{"α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "ρ": r"$\rho$", "‘": "`", "’": "'", "“": "``", "”": "''"},
}
_LATEX_SPECIAL = re.compile(r"[^A-Za-z0-9 .,:;!?'`()\[\]*+/=@-]")


def _latex(text: str) -> str:
    return _LATEX_SPECIAL.sub(lambda match: _latex_char(match[0]), visible(text))


def _latex_char(char: str) -> str:
    """Its command; Latin letters with accents stay, and what LaTeX has no glyph for is named and not lost."""
    plain = "À" <= char <= "ž" and char.isalpha()
    return _LATEX.get(char) or (char if plain else _named(char))

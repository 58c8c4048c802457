"""One HTML file that holds a report: its tables, its figures and every rollout, and needs no network.

    Row("test-7", "lab", {"calculator": "Anion Gap"}, "A 54-year-old man ... the anion gap?", "14", "<think>...")
    Answer("sft_rlvr", "medcalc-smollm2-sft_rlvr-1a2b3c4d", row=0, sample=None, status="correct", reason="",
           answer="14", tokens=31, finished=True, text='<think>140 - 102 ...</think><answer>{"answer": "14"}</answer>')

Texts come from models and notes, and a browser is an interpreter: the markup is autoescaped, the rollouts are inert
JSON that the script writes as text nodes, and the Content-Security-Policy lets that one script run and nothing load.
"""

import base64
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ehrmind.report.tables import Table, visible

STATUSES = ("correct", "wrong", "invalid", "malformed")
RESERVED = ("rollouts", "page-")
FILES = Path(__file__).parent
SHARD = 4000  # answers whose texts stand together
LARGE = 20_000_000  # characters of text, from which a page has it compressed
PACKED = "application/gzip;base64"
REPEATED = ("arm", "run", "status", "reason")
SINGLE = ("row", "sample", "answer", "tokens", "finished", "step", "earned")
SCRIPTS = ("diff.js", "answers.js", "page.js")  # one script of the page, whose start is at the end


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot as inline SVG, whose text and axes are drawn in `currentColor`, so that it can be read on a dark page."""

    id: str
    title: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report; blank lines part the paragraphs of its text."""

    id: str
    title: str
    text: str
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An evaluated question. The texts of restricted data are empty."""

    id: str
    category: str
    slices: Mapping[str, str]
    prompt: str
    gold: str
    gold_completion: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A judged completion of question `rows[row]`; `sample` is None for the greedy one.

    One that was written in training has its `step`, and what it earned: `earned="gated 1.1, advantage +0.71"`. `tokens`
    is None where nobody counted them.
    """

    arm: str
    run: str
    row: int
    sample: int | None
    status: str
    reason: str
    answer: str
    tokens: int | None
    finished: bool
    text: str
    step: int | None = None
    earned: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A report. Raises ValueError for an answer to no row, an unknown status, or an id that names two parts."""

    title: str
    subtitle: str
    warnings: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    rows: tuple[Row, ...] = field(default=(), repr=False)
    answers: tuple[Answer, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for answer in self.answers:
            if not 0 <= answer.row < len(self.rows):
                raise ValueError(f"an answer of run {answer.run} is to row {answer.row} of {len(self.rows)}")
            if answer.status not in STATUSES:
                raise ValueError(f"an answer of run {answer.run} has status {answer.status!r}, not one of {STATUSES}")
        names = Counter(section.id for section in self.sections)
        for section in self.sections:
            names.update(part.id for part in section.tables)
            names.update(part.id for part in section.figures)
        for name, count in names.items():
            if count > 1 or name.startswith(RESERVED):
                raise ValueError(f"the id {name!r} names {count} parts; the page's own begin with {RESERVED}")


def render(page: Page) -> str:
    """The file's text, which can always be encoded as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = lambda text: Markup(_svg(text))  # noqa: S704 - our own plots
    script = "".join((FILES / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return environment.get_template("page.html.j2").render(
        page=page,
        policy=_policy(script),
        style=Markup((FILES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        data=Markup(_json({"rows": [asdict(row) for row in page.rows], **_columns(page.answers)})),  # noqa: S704 - escaped
        shards=[(kind, Markup(text)) for kind, text in _shards(page.answers)],  # noqa: S704 - escaped, or base64
    )


def _policy(script: str) -> str:
    """Nothing may load and nothing may run, except this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _svg(text: str) -> str:
    """The element without the XML declaration and doctype that matplotlib writes before it."""
    return visible(text[text.index("<svg") :])


def _columns(answers: Sequence[Answer]) -> dict[str, Any]:
    """The answers without their texts, a list for each field; of what repeats the place in `names`."""
    names: dict[str, dict[str, int]] = {field: {} for field in REPEATED}
    columns: dict[str, list[Any]] = {
        field: [names[field].setdefault(getattr(answer, field), len(names[field])) for answer in answers]
        for field in REPEATED
    }
    columns |= {field: [getattr(answer, field) for answer in answers] for field in SINGLE}
    columns["size"] = [len(answer.text) for answer in answers]
    return {"answers": columns, "names": {field: list(known) for field, known in names.items()}, "shard": SHARD}


def _shards(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """The texts of so many answers at a time, and how they are written: of a large page compressed."""
    large = sum(len(answer.text) for answer in answers) > LARGE
    for first in range(0, len(answers), SHARD):
        texts = [answer.text for answer in answers[first : first + SHARD]]
        if large:
            packed = gzip.compress(json.dumps(_seen(texts), ensure_ascii=False).encode(), mtime=0)
            yield PACKED, base64.b64encode(packed).decode()
        else:
            yield "application/json", _json(texts)


def _json(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or opens a comment.

    Non-ASCII characters, U+2028 and U+2029 among them, are escaped by json itself.
    """
    text = json.dumps(_seen(data), allow_nan=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _seen(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(key): _seen(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_seen(item) for item in value]
    return value

"""The page as a file: what its parser finds in it, whatever the texts hold."""

import base64
import dataclasses
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ehrmind.report import page as page_module
from ehrmind.report.page import FILES, PACKED, SCRIPTS, Answer, Figure, Page, Row, Section, render
from ehrmind.report.tables import Table, visible

from .sample import HOSTILE, hostile, make_page, restricted


class Outline(HTMLParser):
    """The elements, with their attributes and the text right inside them, as a browser's tokenizer sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.comments: list[str] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.elements[-1][2].append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, "".join(text)) for name, attributes, text in self.elements if name == tag]


def data_of(html: str) -> Any:
    """The page's rows, and its answers put together again from their columns and texts."""
    scripts = {str(attributes.get("id")): (attributes, text) for attributes, text in Outline(html).all("script")}
    data = json.loads(scripts["rollouts-data"][1])
    columns, names = data["answers"], data["names"]
    texts: list[str] = []
    for number in range(sum(name.startswith("rollouts-texts-") for name in scripts)):
        attributes, text = scripts[f"rollouts-texts-{number}"]
        packed = attributes["type"] == PACKED
        texts += json.loads(gzip.decompress(base64.b64decode(text)) if packed else text)
    answers = [
        {name: names[name][values[at]] if name in names else values[at] for name, values in columns.items()}
        | {"text": text}
        for at, text in enumerate(texts)
    ]
    assert [bool(answer.pop("size")) for answer in answers] == [bool(text) for text in texts]
    return {"rows": data["rows"], "answers": answers}


@pytest.fixture(scope="module")
def page() -> Page:
    return make_page()


@pytest.fixture(scope="module")
def html(page: Page) -> str:
    return render(page)


def test_it_holds_every_section_table_and_figure(html: str) -> None:
    outline = Outline(html)
    assert [text for _, text in outline.all("h1")] == ["Medical calculation"]
    assert [text for _, text in outline.all("h2")] == ["2 warnings", "Accuracy", "Paired differences", "Rollouts"]
    assert [text.strip() for _, text in outline.all("li")][:2] == list(make_page(1, 0).warnings)
    numbers = [text for attributes, text in outline.all("td") if attributes.get("class") == "number"]
    assert numbers[:2] == ["40", "15.0 % [6, 24]"]
    assert "no <answer>; truncated" in [text for _, text in outline.all("td")]
    assert [text for attributes, text in outline.all("th") if attributes.get("scope") == "row"][:3] == [
        "base",
        "sft",
        "sft_rlvr",
    ]
    assert len(outline.all("svg")) == 1
    assert "<?xml" not in html
    assert {f"#{name}" for name in ("accuracy", "pairs", "rollouts")} < {
        attributes["href"] for attributes, _ in outline.all("a")
    }


def test_every_rollout_is_in_the_data(page: Page, html: str) -> None:
    data = data_of(html)
    assert data["rows"] == [dataclasses.asdict(row) for row in page.rows]
    assert data["answers"] == [dataclasses.asdict(answer) for answer in page.answers]


def test_ids_are_unique_and_labels_point_at_them(html: str) -> None:
    outline = Outline(html)
    ids = [attributes["id"] for _, attributes, _ in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {attributes["aria-labelledby"] for _, attributes, _ in outline.elements if "aria-labelledby" in attributes}
    assert labels <= set(ids)


def test_nothing_may_load_and_one_script_may_run(html: str) -> None:
    outline = Outline(html)
    scripts = [text for attributes, text in outline.all("script") if "type" not in attributes]
    assert len(scripts) == 1
    policy = next(attributes["content"] for attributes, _ in outline.all("meta") if attributes.get("http-equiv")) or ""
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'; ")
    assert html.index("Content-Security-Policy") < min(html.index("<style"), html.index("<script"))
    sources = [attributes.get("src") or attributes.get("href") or "" for _, attributes, _ in outline.elements]
    assert {source for source in sources if source and not source.startswith("#")} == {"data:,"}
    assert not re.search(r"@import|url\(", "".join((FILES / "page.css").read_text()))


def test_the_script_writes_no_markup() -> None:
    script = "".join((FILES / name).read_text() for name in SCRIPTS)
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser|srcdoc", script
    )
    assert not re.findall(r"fetch\(|XMLHttp|import\(|WebSocket|https?:", script)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_nothing_to_the_page(text: str) -> None:
    quiet, loud = Outline(render(hostile("quiet"))), Outline(render(hostile(text)))
    assert [tag for tag, _, _ in loud.elements] == [tag for tag, _, _ in quiet.elements]
    assert [set(attributes) for _, attributes, _ in loud.elements] == [
        set(attributes) for _, attributes, _ in quiet.elements
    ]
    assert loud.comments == quiet.comments == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    html = render(hostile(text))
    outline, shown = Outline(html), visible(text)
    assert next(text for _, text in outline.all("h1")) == shown
    assert next(text for _, text in outline.all("td")) == shown
    assert next(text for attributes, text in outline.all("p") if attributes.get("class") == "subtitle") == shown
    data = data_of(html)
    assert data["answers"][0]["text"] == data["rows"][0]["prompt"] == data["rows"][0]["slices"][shown] == shown
    html.encode("utf-8")


def test_the_data_element_holds_no_character_of_markup() -> None:
    html = render(hostile("".join(HOSTILE)))
    for name in ("rollouts-data", "rollouts-texts-0"):
        raw = html.split(f'id="{name}">')[1].split("</script>")[0]
        assert not re.search("[<>&\u2028\u2029\x00]", raw)


def test_the_texts_of_a_large_page_are_compressed_and_lose_nothing(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render(page)
    monkeypatch.setattr(page_module, "LARGE", 0)
    monkeypatch.setattr(page_module, "SHARD", 100)
    packed = render(page)
    assert packed.count(PACKED) == -(-len(page.answers) // 100)
    assert data_of(packed) == data_of(plain)
    assert data_of(packed)["answers"][7]["text"] == page.answers[7].text
    assert render(page) == packed
    loud = render(hostile("".join(HOSTILE)))
    assert not re.search("[<>&]", loud.split('id="rollouts-texts-0">')[1].split("</script>")[0])


def test_restricted_pages_hold_no_text(page: Page) -> None:
    html = render(restricted(page))
    assert "year-old" not in html
    assert len(data_of(html)["answers"]) == len(page.answers)


def test_a_page_without_rollouts_says_so() -> None:
    html = render(Page("T", "", sections=(Section("a", "A", ""),)))
    assert "No rollouts were recorded." in html
    assert "<script>" not in html


ROW = Row("1", "lab", {}, "", "1", "")
ANSWER = Answer("base", "r", 0, None, "correct", "", "1", 3, True, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"row": 1}, "an answer of run r is to row 1 of 1"),
        ({"row": -1}, "an answer of run r is to row -1 of 1"),
        ({"status": "right"}, "an answer of run r has status 'right'"),
    ],
)
def test_answers_that_fit_nothing_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Page("T", "", rows=(ROW,), answers=(dataclasses.replace(ANSWER, **change),))


def test_ids_that_name_two_parts_are_refused() -> None:
    table, figure = Table("x", "T", ("a",), ()), Figure("x", "F", "<svg></svg>", "")
    with pytest.raises(ValueError, match="the id 'x' names 2 parts"):
        Page("T", "", sections=(Section("s", "S", "", (table,), (figure,)),))
    with pytest.raises(ValueError, match="'rollouts-list'"):
        Page("T", "", sections=(Section("rollouts-list", "S", ""),))

"""The page in a browser: it finds, opens, compares and diffs answers by mouse and by key, and hostile texts stay texts."""

import dataclasses
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ehrmind.report.page import Answer, Page, Row, render
from ehrmind.report.tables import visible

from .sample import HOSTILE, hostile, make_page, restricted

pytestmark = pytest.mark.browser
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Open = Callable[..., Any]
# Notes when the list is first painted, in milliseconds from the start of the navigation.
LISTED = """
const look = () => document.querySelector("#rollouts-list li") ? requestAnimationFrame(() => { window.listed = performance.now(); })
  : requestAnimationFrame(look);
requestAnimationFrame(look);
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    if not found:
        pytest.skip("no Chromium on the path")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found[0], args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page() -> Page:
    return make_page()


@pytest.fixture
def open_page(chromium: Any, page: Page, tmp_path: Path) -> Iterator[Open]:
    """Opens a page in a tab of its own, and afterwards refuses what no page may do: an error, or a request."""
    file = tmp_path / "report.html"
    unexpected: list[str] = []
    contexts = []

    def open_it(
        shown: Page = page,
        fragment: str = "",
        size: dict[str, int] = DESKTOP,
        complaints: list[str] = unexpected,
        **settings: Any,
    ) -> Any:
        file.write_text(render(shown), encoding="utf-8")
        contexts.append(chromium.new_context(viewport=size, **settings))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(5000)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("request", lambda sent: complaints.append(sent.url) if sent.url.split("#")[0] != file.as_uri() else None)
        tab.add_init_script(LISTED)
        tab.goto(f"{file.as_uri()}{fragment}")
        return tab

    yield open_it
    for context in contexts:
        context.close()
    assert not unexpected


def wait(tab: Any, expression: str) -> Any:
    """Playwright's own wait_for_function evaluates a string in the page, which the policy forbids."""
    for _ in range(100):
        if value := tab.evaluate(expression):
            return value
        tab.wait_for_timeout(50)
    raise AssertionError(f"not within five seconds: {expression}")


def texts(tab: Any, selector: str) -> list[str]:
    return tab.locator(selector).all_inner_texts()


def count(tab: Any) -> int:
    return int(tab.locator("#rollouts-count").inner_text().split()[0])


def opened(tab: Any) -> list[str]:
    return texts(tab, "#rollouts-question:visible")


def filter_by(tab: Any, name: str, value: str) -> None:
    tab.get_by_role("combobox", name=name, exact=True).select_option(value)


def test_filters_narrow_the_list(open_page: Open, page: Page) -> None:
    tab = open_page()
    assert count(tab) == len(page.answers) == 360
    filter_by(tab, "Arm", "sft")
    assert count(tab) == 120
    filter_by(tab, "Outcome", "wrong")
    filter_by(tab, "Category", "lab")
    filter_by(tab, "Sample", "greedy")
    wanted = [
        page.rows[answer.row].id
        for answer in page.answers
        if (answer.arm, answer.status, page.rows[answer.row].category, answer.sample) == ("sft", "wrong", "lab", None)
    ]
    assert texts(tab, "#rollouts-list .name") == wanted != []
    assert set(texts(tab, "#rollouts-list .outcome")) == {"✗ wrong"}
    tab.get_by_role("button", name="Clear").click()
    assert count(tab) == 360


def test_the_list_turns_its_pages(open_page: Open) -> None:
    tab = open_page()
    assert len(texts(tab, "#rollouts-list li")) == 100
    tab.get_by_role("button", name="Next").click()
    assert tab.locator("#rollouts-page").inner_text() == "101 – 200 of 360"
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.dataset.at") == "100"
    tab.keyboard.press("k")
    assert tab.evaluate("document.activeElement.dataset.at") == "99"
    assert tab.locator("#rollouts-page").inner_text() == "1 – 100 of 360"


def test_search_looks_into_questions_and_answers_and_marks_what_it_finds(open_page: Open, page: Page) -> None:
    tab = open_page()
    row = page.rows[4]
    tab.get_by_label("Search").fill(row.id.upper())
    assert set(texts(tab, "#rollouts-list .name")) == {row.id}
    tab.get_by_label("Search").fill("About That")
    said = [answer for answer in page.answers if "about that" in answer.text]
    assert count(tab) == len(said) > 0
    tab.locator("#rollouts-list button").first.click()
    assert set(texts(tab, "#rollouts-answers mark")) == {"about that"}
    tab.get_by_label("Search").fill("(systolic + 2")
    assert count(tab) > 0
    tab.get_by_label("Search").fill("no such words")
    assert count(tab) == 0


def test_an_answer_is_read_beside_its_question(open_page: Open, page: Page) -> None:
    tab = open_page()
    index = next(index for index, answer in enumerate(page.answers[:100]) if answer.status == "malformed")
    answer, row = page.answers[index], page.rows[page.answers[index].row]
    tab.locator("#rollouts-list button").nth(index).click()
    assert opened(tab) == [row.id]
    assert not tab.get_by_text("The data of this task is restricted").is_visible()
    assert tab.locator("#rollouts-prompt").inner_text() == row.prompt
    facts = texts(tab, "#rollouts-facts dd")
    assert facts == [row.category, *row.slices.values(), row.gold]
    assert texts(tab, "#rollouts-answers dd") == ["–", "512 tokens, cut off at the limit", "no <answer>"]
    assert tab.locator("#rollouts-answers .text").text_content() == answer.text
    tab.get_by_text("Gold reasoning").click()
    assert tab.locator("#rollouts-gold").inner_text().strip() == row.gold_completion.strip()
    assert tab.locator("#rollouts-list [aria-current=true]").count() == 1


def test_arms_are_compared_side_by_side_on_a_desk_and_stacked_on_a_phone(open_page: Open, page: Page) -> None:
    for size, columns in ((DESKTOP, 3), (PHONE, 1)):
        tab = open_page(size=size)
        tab.locator("#rollouts-list button").nth(1).click()
        tab.get_by_role("button", name="Compare arms").click()
        assert texts(tab, "#rollouts-answers h4 > span:first-child") == ["base", "sft", "sft_rlvr"]
        same = [answer.text for answer in page.answers if (answer.row, answer.sample) == (0, 0)]
        assert tab.locator("#rollouts-answers .text").all_text_contents() == same
        boxes = [item.bounding_box() for item in tab.locator("#rollouts-answers .answer").all()]
        assert len({box["x"] for box in boxes}) == columns
        tab.get_by_label("Answer of sft_rlvr").select_option(index=2)
        other = next(answer for answer in page.answers if (answer.arm, answer.row, answer.sample) == ("sft_rlvr", 0, 1))
        assert tab.locator("#rollouts-answers .text").nth(2).text_content() == other.text


WORDS = Row("q", "lab", {}, "A question?", "1", "")


def two(before: str, after: str) -> Page:
    answers = [
        Answer(arm, arm, 0, None, "wrong", "", "", 9, True, text) for arm, text in (("old", before), ("new", after))
    ]
    return Page("Two answers", "", rows=(WORDS,), answers=tuple(answers))


def diff(tab: Any) -> list[str]:
    """Its pieces, as "-gone", "+new" and the plain rest."""
    return tab.evaluate(
        "[...document.querySelector('#rollouts-answers .text').childNodes].map("
        "(node) => ({DEL: '-', INS: '+'}[node.tagName] ?? '') + node.textContent)"
    )


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("the gap is 14 now", "the gap is 12.5 now", ["the gap is ", "-14 ", "+12.5 ", "now"]),
        ("a b c", "b c d", ["-a ", "b c ", "+d"]),  # the space after a word does not count
        ("at 14.5%", "at 14.7%", ["at ", "-14.5", "+14.7", "%"]),
        ("one two", "one  two\n", ["one  two\n"]),
        ("", "new", ["+new"]),
        ("  x", "x", ["-  ", "x"]),
    ],
)
def test_the_diff_is_by_words(open_page: Open, before: str, after: str, pieces: list[str]) -> None:
    tab = open_page(two(before, after), fragment="#open=new%2Fq%2Fgreedy&view=diff")
    assert diff(tab) == pieces


def test_the_diff_says_when_it_is_capped(open_page: Open) -> None:
    short, long = "word " * 3000, "word " * 3001
    tab = open_page(two(short, short), fragment="#open=new%2Fq%2Fgreedy&view=diff")
    assert "only the first 3000 words" not in tab.locator("#rollouts-answers").inner_text()
    assert diff(tab) == [short]
    tab = open_page(two(short, long), fragment="#open=new%2Fq%2Fgreedy&view=diff")
    assert "only the first 3000 words of each are compared and shown" in tab.locator("#rollouts-answers").inner_text()
    assert diff(tab) == [short]


def test_the_diff_chooses_its_other_side(open_page: Open, page: Page) -> None:
    tab = open_page()
    filter_by(tab, "Arm", "sft_rlvr")
    tab.locator("#rollouts-list button").first.click()
    tab.get_by_role("button", name="Diff").click()
    assert (
        tab.get_by_role("combobox", name="From", exact=True)
        .locator("option:checked")
        .inner_text()
        .startswith("base · greedy")
    )
    assert tab.get_by_role("combobox", name="From", exact=True).locator("option").count() == 8
    tab.get_by_role("combobox", name="From", exact=True).select_option(index=4)
    tab.keyboard.press("Escape")
    tab.keyboard.press("Shift+Tab")
    gone = next(answer for answer in page.answers if (answer.arm, answer.row, answer.sample) == ("sft", 0, 0)).text
    assert "".join(piece.lstrip("-") for piece in diff(tab) if not piece.startswith("+")).split() == gone.split()


def test_the_keyboard_does_it_all(open_page: Open, page: Page) -> None:
    tab = open_page()
    press = tab.keyboard.press
    press("j")
    press("j")
    assert opened(tab) == []
    press("Enter")
    assert opened(tab) == [page.rows[page.answers[1].row].id]
    for key, at in (("j", 2), ("ArrowDown", 3), ("k", 2), ("ArrowUp", 1), ("k", 0), ("k", 0)):
        press(key)
        assert tab.evaluate("state.open") == at
    press("c")
    assert tab.locator("#rollouts-compare").get_attribute("aria-pressed") == "true"
    press("d")
    assert tab.locator("#rollouts-compare").get_attribute("aria-pressed") == "false"
    assert tab.locator("#rollouts-answers del, #rollouts-answers ins").count() > 0
    press("d")
    assert tab.locator("#rollouts-diff").get_attribute("aria-pressed") == "false"
    press("?")
    assert tab.locator("#rollouts-keys").is_visible()
    press("j")
    press("Escape")
    assert not tab.locator("#rollouts-keys").is_visible()
    assert tab.evaluate("state.open") == 0
    press("?")
    press("Enter")  # its button has the focus
    assert not tab.locator("#rollouts-keys").is_visible()
    press("Escape")
    assert opened(tab) == []
    press("/")
    press("Enter")
    assert tab.evaluate("document.activeElement.dataset.at") == "0"
    press("/")
    tab.keyboard.type("jcd?/")
    assert tab.get_by_label("Search").input_value() == "jcd?/"
    assert count(tab) == 0


def test_the_address_keeps_the_selection(open_page: Open, page: Page) -> None:
    tab = open_page()
    filter_by(tab, "Arm", "sft")
    tab.get_by_label("Search").fill("pressure")
    tab.locator("#rollouts-list button").nth(3).click()
    tab.get_by_role("button", name="Compare arms").click()
    tab.get_by_label("Answer of base").select_option(index=2)
    wait(tab, "location.hash.includes('pick=')")
    seen = (opened(tab), count(tab), tab.locator("#rollouts-answers .text").all_text_contents())
    again = open_page(fragment=tab.evaluate("location.hash"))
    assert (opened(again), count(again), again.locator("#rollouts-answers .text").all_text_contents()) == seen
    assert again.get_by_label("Search").input_value() == "pressure"
    again.get_by_role("link", name="Paired differences").click()
    assert opened(again) == seen[0]
    again.evaluate("location.hash = 'open=nobody&arm=none&view=none'")
    wait(again, "state.open === null")
    assert count(again) == 360


READ_ALL = """(place) => {
  const texts = () => [...document.querySelectorAll("#rollouts-answers .text")].map((text) => text.textContent);
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  document.querySelectorAll("#rollouts-list button")[place].click();
  const read = [document.getElementById("rollouts-prompt").textContent, ...texts()];
  press("c");
  const compared = texts();
  press("d");
  const diffed = texts();
  press("d");
  return [read, compared, diffed];
}"""


def test_hostile_texts_do_nothing_and_are_shown(open_page: Open) -> None:
    tab = open_page(hostile(*HOSTILE))
    assert tab.locator("h1").text_content() == visible("".join(HOSTILE))
    assert tab.locator("td").all_text_contents() == [visible(text) for text in HOSTILE]
    assert tab.locator("#rollouts-list .name").all_text_contents()[::2] == [visible(text) for text in HOSTILE]
    for place, text in enumerate(map(visible, HOSTILE)):
        read, compared, diffed = tab.evaluate(READ_ALL, 2 * place)
        assert read == [text, text]
        assert compared == [text, f"{text} again"]
        assert diffed == [f"{text} again"]
    tab.get_by_label("Search").fill(HOSTILE[1])
    tab.locator("#rollouts-list button").first.click()
    assert texts(tab, "#rollouts-prompt mark") == [HOSTILE[1]]
    assert tab.locator("img, iframe, [onload], [onerror], [onfocus], [onmouseover]").count() == 0
    assert tab.locator("script:not([type])").count() == 1
    assert tab.locator("script").count() == 3, "the rows and the texts are data"
    assert tab.evaluate("window.pwned") is None


def test_the_policy_stops_a_script_that_got_in(open_page: Open, page: Page) -> None:
    """The second wall: were the escaping to fail, the browser would still refuse."""
    section = dataclasses.replace(page.sections[0], figures=(dataclasses.replace(page.sections[0].figures[0], svg=
        "<svg><script>window.pwned = 1</script></svg><img src=x onerror='window.pwned = 1'>"),))  # fmt: skip
    refused: list[str] = []
    tab = open_page(dataclasses.replace(page, sections=(section,)), complaints=refused)
    assert tab.locator("img").count() == 1
    assert tab.evaluate("window.pwned") is None
    assert {directive for text in refused for directive in re.findall("['\"](script-src|img-src)", text)} == {
        "script-src",
        "img-src",
    }


def test_restricted_data_is_said_to_be_so(open_page: Open, page: Page) -> None:
    tab = open_page(restricted(page))
    tab.locator("#rollouts-list button").first.click()
    assert tab.get_by_text("The data of this task is restricted").is_visible()
    assert not tab.locator("#rollouts-texts").is_visible()
    assert tab.locator("#rollouts-diff").is_disabled()
    tab.keyboard.press("d")
    tab.keyboard.press("c")
    assert tab.locator("#rollouts-answers .text").count() == 0
    assert len(texts(tab, "#rollouts-answers h4")) == 3


def contrast(tab: Any, selector: str) -> float:
    """WCAG 2.2's contrast ratio between an element's text and the page."""
    rgb = tab.evaluate(
        "(selector) => [getComputedStyle(document.querySelector(selector)).color, "
        "getComputedStyle(document.documentElement).backgroundColor].map((colour) => colour.match(/\\d+/g).map(Number))",
        selector,
    )
    linear = [
        [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]] for colour in rgb
    ]
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in linear)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_can_be_read(open_page: Open, scheme: str) -> None:
    tab = open_page(color_scheme=scheme)
    paper = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 60) == (scheme == "dark")
    for selector in (
        "h1",
        "main p",
        ".subtitle",
        ".caption",
        "td",
        ".contents a",
        "#rollouts-list .more",
        "#rollouts-list .outcome",
    ):
        assert contrast(tab, selector) >= 4.5
    for status in ("correct", "wrong", "invalid"):
        assert contrast(tab, f".outcome.{status} i") >= 3


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_sticks_out(open_page: Open, page: Page, size: dict[str, int]) -> None:
    long = dataclasses.replace(page.rows[0], id="x" * 300, prompt="y" * 3000, slices={"calculator": "z" * 200})
    tab = open_page(dataclasses.replace(page, subtitle="s" * 300, rows=(long, *page.rows[1:])), size=size)
    tab.locator("#rollouts-list button").first.click()
    for key in ("", "c", "d"):
        if key:
            tab.keyboard.press(key)
        assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_print_leaves_the_tools_out(open_page: Open) -> None:
    tab = open_page()
    tab.emulate_media(media="print")
    assert not any(tab.locator(selector).is_visible() for selector in ("#rollouts-filters", ".contents", ".finder"))
    assert tab.get_by_role("heading", name="Accuracy", exact=True).is_visible()


TIME_SEARCH = """(text) => {
  const started = performance.now();
  document.getElementById("rollouts-q").value = text;
  document.getElementById("rollouts-filters").dispatchEvent(new Event("input"));
  return performance.now() - started;
}"""


def test_ten_thousand_rollouts_open_within_two_seconds_and_filter_at_once(open_page: Open) -> None:
    page = make_page(rows=1112)
    answers = tuple(dataclasses.replace(answer, text=answer.text.ljust(1000, ".")) for answer in page.answers)
    assert len(answers) >= 10_000
    tab = open_page(dataclasses.replace(page, answers=answers))
    assert wait(tab, "window.listed") < 2000
    assert tab.evaluate(TIME_SEARCH, "the units") < 500  # the first search makes the texts lower case
    assert tab.evaluate(TIME_SEARCH, "the units.") < 200
    assert 0 < count(tab) < len(answers)

"""How large a report may grow: python -m benchmarks.report_scale --answers 160000

    160,000 answers of 1,047 questions, 4 arms, 3 seeds: 23.4 MB, written in 6.1 s
    listed after 1.4 s, an answer's text 0.3 s after it was opened, the first search 2.1 s, the next 0.2 s

A page of made-up questions and answers as the report writes it, opened in headless Chromium (Debian's `chromium`) by
Playwright. It ends with 1 where the list takes more than --limit seconds, or an answer's text is not there.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ehrmind.report.page import Answer, Page, Row, render

ARMS, SEEDS = ("base", "sft", "rlvr", "sft_rlvr"), 3
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
TEXT = "sodium chloride anion gap patient pressure = 140 − 102 24 is mEq/L so the note says at presentation"
WORDS = TEXT.split()
LISTED = """
const note = () => { window.listed = performance.now(); };
const look = () => requestAnimationFrame(document.querySelector("#rollouts-list li") ? note : look);
requestAnimationFrame(look);
"""


def main() -> int:
    """Measure and print; 1 where the page is too slow or holds nothing."""
    options = _parse()
    page = made(options.answers, options.questions, options.words)
    began = time.perf_counter()
    text = render(page)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(text, encoding="utf-8")
        written = time.perf_counter() - began
        found = {
            "answers": options.answers,
            "megabytes": round(path.stat().st_size / 1e6, 1),
            "written_s": round(written, 2),
        }
        found |= opened(path, page)
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=1) + "\\n")
    print(
        f"{options.answers:,} answers of {options.questions:,} questions, {len(ARMS)} arms, {SEEDS} seeds: "
        f"{found['megabytes']} MB, written in {found['written_s']} s"
    )
    print(
        f"listed after {found['listed_s']} s, an answer's text {found['text_s']} s after it was opened, the first "
        f"search {found['first_search_s']} s, the next {found['next_search_s']} s"
    )
    return 0 if found["listed_s"] <= options.limit and found["whole"] else 1


def made(answers: int, questions: int, words: int) -> Page:
    """A page of so many answers, each of so many words."""
    rng = random.Random(0)
    notes = [" ".join(rng.choices(WORDS, k=250)) for _ in range(questions)]
    rows = tuple(
        Row(f"test-{n}", ("lab", "risk")[n % 2], {"calculator": f"c{n % 55}"}, note, "14", "")
        for n, note in enumerate(notes)
    )
    each = -(-answers // (questions * len(ARMS) * SEEDS))
    kinds = [(arm, seed, sample) for arm in ARMS for seed in range(SEEDS) for sample in range(each)]
    found = [
        Answer(
            *(f"{arm} · seed {seed}", f"medcalc-{arm}-{seed}", row, sample - 1 if sample else None),
            *(rng.choice(("correct", "wrong")), f"outside {row} to {row + 1}", str(rng.randint(0, 99)), words, True),
            " ".join(rng.choices(WORDS, k=words)),
        )
        for arm, seed, sample in kinds
        for row in range(questions)
    ]
    return Page("Scale", "made up", rows=rows, answers=tuple(found[:answers]))


def opened(path: Path, page: Page) -> dict[str, Any]:
    """The page in a browser: when the list is there, when a text is, and how long searches take."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("no Chromium on the path: apt install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        tab = browser.new_page()
        tab.set_default_timeout(60_000)
        tab.add_init_script(LISTED)
        tab.goto(path.as_uri())
        listed = _until(tab, "window.listed") / 1000
        at = len(page.answers) - 1
        began = time.perf_counter()
        tab.evaluate(f"openAnswer({at}, false)")
        text = _until(tab, 'document.querySelector("#rollouts-answers .text")?.textContent')
        shown = time.perf_counter() - began
        searches = [_search(tab, query) for query in ("presentation so", "presentation so the")]
        browser.close()
    return {
        "listed_s": round(listed, 2),
        "text_s": round(shown, 2),
        "first_search_s": round(searches[0], 2),
        "next_search_s": round(searches[1], 2),
        "whole": text == page.answers[at].text,
    }


def _search(tab: Any, query: str) -> float:
    began = time.perf_counter()
    tab.evaluate(
        "(query) => { $('q').value = query; $('count').textContent = '';"
        " $('filters').dispatchEvent(new Event('input')); }",
        query,
    )
    _until(tab, "/ of /.test(document.getElementById('rollouts-count').textContent)")
    return time.perf_counter() - began


def _until(tab: Any, expression: str) -> Any:
    for _ in range(6000):
        if value := tab.evaluate(expression):
            return value
        time.sleep(0.01)
    sys.exit(f"not within a minute: {expression}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.report_scale", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--answers", type=int, default=160_000)
    parser.add_argument("--questions", type=int, default=1047)
    parser.add_argument("--words", type=int, default=60, help="of an answer")
    parser.add_argument("--limit", type=float, default=3.0, help="seconds until the list has to be there")
    parser.add_argument("--json", metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

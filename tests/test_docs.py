"""The pages as a site and as files: links lead somewhere, every page is listed, tables end where they end."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import ehrmind
from ehrmind.contract import gold_is_right, prompts_ask
from ehrmind.evaluation.metrics import Record
from ehrmind.parsing import parse
from ehrmind.registry import COMPONENTS
from ehrmind.tasks.base import Counts, loaded
from ehrmind.types import Completion, Example, Probabilities, Score, Status

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "experiments" / "LOG.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere_and_tables_end(page: Path) -> None:
    text = page.read_text()
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []
    lines = text.splitlines()
    pairs = itertools.pairwise(lines)
    assert [after for row, after in pairs if row.startswith("|") and after and not after.startswith("|")] == []


def test_the_site_lists_every_page_and_begins_with_one() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]
    listed = [name for entry in nav for name in entry.values()]
    assert listed[0] == "index.md"
    assert sorted(listed) == sorted(path.name for path in ROOT.glob("docs/*.md"))


def test_the_citation_is_of_this_version() -> None:
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == ehrmind.__version__


def test_every_column_of_the_predictions_is_explained() -> None:
    row = Example("a", "a", "a", {}, "1")
    given = Completion("", 1, True, Probabilities({}, 1.0), ending="content_filter")
    written = Record(row, given, parse("", ()), Score(Status.WRONG, "", number=1.0), {"strict": 1.0}).row()
    page = (ROOT / "docs/runs.md").read_text()
    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)))
    assert not set(written) - set(told)


def test_the_prompt_of_ones_own_is_asked_and_keeps_the_contract() -> None:
    page = (ROOT / "docs/plugins.md").read_text().partition("## A prompt of your own")[2]
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], names)  # noqa: S102  # what stands on the page
    try:
        task = names["Nephrology"](rows=Counts(2, 0, 1), calculators=[39], unseen=[])
        data = loaded(task)
        assert task.prompt(data.splits["test"][0]).system.startswith("You are a nephrologist")
        assert list(prompts_ask(task, data)) == list(gold_is_right(task, data)) == []
    finally:
        COMPONENTS.pop(("task", "medcalc_nephrology"))

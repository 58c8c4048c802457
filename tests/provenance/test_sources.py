"""The code of a user's package is known by what it says, as far as a run's components import it."""

import ast
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehrmind.config import Config
from ehrmind.provenance.sources import normalised, sources
from ehrmind.rewards.base import Reward
from tests.test_config import compose

REWARD = """
from dataclasses import dataclass
from ehrmind.rewards.base import Reward
from {package}units import scale

@dataclass
class Mine(Reward):
    def __call__(self, parsed, score, completion, example):
        from {package}late import bonus
        return scale * score.correct + bonus
"""
FILES = {"units": "import json\nscale = 2.0\n", "late": "bonus = 0.1\n", "other": "unused = 1\n"}


def written(folder: Path, package: str, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    prefix = f"{package}." if package else ""
    for name, text in ({"terms": REWARD.format(package=prefix)} | FILES | files).items():
        (folder / f"{name}.py").write_text(text)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `mine_of_test`, importable; it is forgotten at the end."""
    folder = tmp_path / "mine_of_test"
    written(folder, "mine_of_test")
    (folder / "__init__.py").write_text("from mine_of_test import other\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    forget("mine_of_test")


def forget(*tops: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in tops]:
        del sys.modules[name]


def config(module: str, stage: str = "rlvr") -> Config:
    """A run that is paid by the package's reward."""
    term: Reward = __import__(module, fromlist=["Mine"]).Mine()
    return dataclasses.replace(compose("model=tiny", f"stage={stage}"), reward={"mine": term})


def test_the_framework_has_none() -> None:
    for task in ("medcalc", "ehrshot", "trial_matching", "mixed"):
        assert sources(compose("model=tiny", f"task={task}", "stage=rlvr")) == {}


def test_the_module_and_what_it_imports_of_its_package(package: Path) -> None:
    names = sources(config("mine_of_test.terms")).keys()
    assert names == {"module mine_of_test.terms", "module mine_of_test.units", "module mine_of_test.late"}
    assert sources(config("mine_of_test.terms", "sft")) == {}, "where no reward is paid"


@pytest.mark.parametrize(
    ("name", "text", "seen"),
    [
        ("units", '"""Scales."""\n\nimport json  # a remark\n\nscale = (2.0)\n', False),
        ("units", "import json\nscale = 2.5\n", True),
        ("late", "bonus = 0.2\n", True),
        ("other", "unused = 2\n", False),
    ],
)
def test_an_edit_is_seen_and_a_remark_is_not(package: Path, name: str, text: str, seen: bool) -> None:
    before = sources(config("mine_of_test.terms"))
    (package / f"{name}.py").write_text(text)
    now = sources(config("mine_of_test.terms"))
    changed = [key for key in before if before[key] != now[key]]
    assert changed == ([f"module mine_of_test.{name}"] if seen else [])


def test_loose_modules_of_one_folder_belong_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "")
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert sources(config("terms")).keys() == {"module terms", "module units", "module late"}
    finally:
        forget("terms", "units", "late")


def test_relative_imports_are_followed(package: Path) -> None:
    (package / "terms.py").write_text(
        REWARD.format(package=".").replace("from .late", "from . import late\n        from .late")
    )
    (package / "units.py").write_text("from .deep.down import scale\n")
    (package / "deep").mkdir()
    (package / "deep" / "__init__.py").write_text("")
    (package / "deep" / "down.py").write_text("from ..other import unused as scale\n")
    names = {name.removeprefix("module mine_of_test.") for name in sources(config("mine_of_test.terms"))}
    assert names == {"terms", "units", "late", "deep.down", "other"}


def test_docstrings_are_no_code_and_strings_are() -> None:
    same = [
        'def f():\n    "told"\n    return 1',
        "def f():\n    return 1  # so",
        'def f():\n\n    """x"""\n    return (1)',
    ]
    assert len({normalised(ast.parse(text)) for text in same}) == 1
    assert normalised(ast.parse("x = 'a'")) != normalised(ast.parse("x = 'b'"))

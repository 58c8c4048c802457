"""The two parts of `make test`: what the quick one leaves out by file stands in the other as a whole."""

import ast
import re
from pathlib import Path

from ehrmind.registry import files_root

TESTS = files_root() / "tests"


def marked_as_a_whole(path: Path) -> bool:
    """Whether the module itself, and not a text in it, assigns `pytestmark`."""
    body = ast.parse(path.read_text()).body
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in targets)


def test_every_file_that_the_quick_part_leaves_out_is_marked_as_a_whole() -> None:
    (pattern,) = re.findall(r"grep -lrE .* '(.*)' tests", (TESTS.parent / "Makefile").read_text())
    left_out = [path for path in TESTS.rglob("test_*.py") if re.search(pattern, path.read_text())]
    assert len(left_out) > 10
    assert [path.name for path in left_out if not marked_as_a_whole(path)] == []

"""The code of a user's own package that a run is made by, as hashes: comments, docstrings and layout do not count.

    sources(config)  ->  {"module mine.tasks.sepsis": "9f0c…", "module mine.units": "…"}

Hashed are the modules of the task, its parts, the stage and the rewards it uses, and what these import from the same
package, or, of a loose module, from the same folder. Modules of this framework are not: what they do is compared
(ehrmind.provenance.behaviour), so that a rewrite of them leaves finished runs as they are.
"""

import ast
import dataclasses
import hashlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ehrmind.config import Config

FRAMEWORK = __name__.partition(".")[0]
_INSTALLED = ("site-packages", "dist-packages")
_Documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def sources(config: Config) -> dict[str, str]:
    """The hash of each module of the user's that the configuration's components come from or import."""
    parts = (config.task, config.stage, config.reward if config.stage.uses_reward else {})
    own = {kind.__module__ for part in parts for kind in _kinds(part) if kind.__module__.partition(".")[0] != FRAMEWORK}
    found: dict[str, str] = {}
    while own:
        name = own.pop()
        path = _file(name)
        if path is not None:
            tree = ast.parse(path.read_bytes())
            found[f"module {name}"] = normalised(tree)
            own |= {other for other in _imports(tree, name, path) if f"module {other}" not in found}
    return dict(sorted(found.items()))


def normalised(tree: ast.Module) -> str:
    """The hash of what the code says, without what only people read."""
    for node in ast.walk(tree):
        if isinstance(node, _Documented) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:16]


def _kinds(value: Any) -> Iterator[type]:
    """The classes of a component and of all that it holds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield type(value)
        for field in dataclasses.fields(value):
            yield from _kinds(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _kinds(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _kinds(item)


def _imports(tree: ast.Module, name: str, path: Path) -> Iterator[str]:
    """The user's own modules that a module imports, also late, in a function."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        named: list[str] = []
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            inner = [f"{base}.{alias.name}" for alias in node.names]
            named = [item if _file(item) else base for item in inner]
        yield from (item for item in named if _is_own(item, name, path))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """What follows `from`, without the dots."""
    if not node.level:
        return str(node.module)
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def _is_own(other: str, name: str, path: Path) -> bool:
    """Whether a module is of the same package, or of the folder of a module that lies in none."""
    if other.partition(".")[0] == name.partition(".")[0]:
        return True
    beside = path.parents[name.count(".") + (path.name == "__init__.py")]
    found = None if {*_INSTALLED}.intersection(path.parts) else _file(other)
    return found is not None and beside in found.parents and not {*_INSTALLED}.intersection(found.parts)


def _file(name: str) -> Path | None:
    """The source of a module; None where there is none, or nothing of that name."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if module is None:
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return None
        file = spec.origin if spec and spec.has_location else None
    return Path(file) if file and file.endswith(".py") and Path(file).is_file() else None

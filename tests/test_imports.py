"""Imports point only up the list and never in a circle, and heavy libraries stay inside functions except under rl/ and models/."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

import ehrmind

PACKAGE = Path(ehrmind.__file__).parent
# From the bottom of the dependency graph to its top: a module may import those before it, and its own group.
ORDER = (
    *(
        "types",
        "errors",
        "distributed",
        "stopping",
        "fields",
        "ids",
        "cells",
        "files",
        "zstd",
        "checkpoints",
        "weights",
    ),
    *("parsing", "subgroups", "paraphrase", "hub", "plugins", "registry", "models.identity", "models.folder"),
    *(
        "evaluation.measures",
        "evaluation.marks",
        "evaluation.functionals",
        "evaluation.ranking",
        "evaluation.shown",
        "ehr",
    ),
    *(
        "preflight.hardware",
        "preflight.headroom",
        "tasks.verdicts",
        "tasks.reasons",
        "tasks.base",
        "rewards.base",
        "stages.base",
        "model",
        "privacy",
    ),
    *("sweep.settings", "values", "config", "compose", "medcalc", "trials", "tasks", "trials.show", "rewards"),
    *("data", "contract", "stages", "models.precision", "models.quantize", "naming", "privacy.guard", "provenance"),
    *("mistakes", "runs", "parents", "stale", "variants", "tracking", "job", "models", "feasible", "evaluation"),
    *("console", "planned", "recorded", "preflight", "rl", "experiment", "report", "doctor", "sweep", "__main__"),
    *("ask", "export", "hand_over", "contamination", "check", "fetch", "sweep.__main__"),
)
HEAVY = (
    *("torch", "transformers", "trl", "peft", "datasets", "tokenizers", "accelerate"),
    *("wandb", "wandb_workspaces", "mlflow", "trackio"),
)
MAY_BE_HEAVY = ("rl.", "models.")
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


OWN = {name_of(path) for path in MODULES}


def place(module: str) -> int:
    """The position of the longest entry of ORDER that names the module or a package around it."""
    entries = [entry for entry in ORDER if module == entry or module.startswith(f"{entry}.")]
    assert entries, f"{module} has no place in ORDER"
    return ORDER.index(max(entries, key=len))


def imported(node: ast.stmt) -> list[str]:
    """The modules that a statement names: of `from ehrmind.medcalc import units` the module and not its package."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return []
    inner = [f"{node.module}.{alias.name}" for alias in node.names]
    own = [name for name in inner if name.removeprefix("ehrmind.") in OWN]
    return own if len(own) == len(inner) else [node.module, *own]


def for_the_type_checker(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).removeprefix("typing.") == "TYPE_CHECKING"


def module_level_imports(path: Path, typed: bool = True) -> list[str]:
    """Modules imported when this one is, and those under `if TYPE_CHECKING:`; function bodies are passed over."""
    body = ast.parse(path.read_text()).body
    nested = [
        inner
        for node in body
        if typed and isinstance(node, ast.If) and for_the_type_checker(node)
        for inner in node.body
    ]
    return [name for node in (*body, *nested) for name in imported(node)]


def all_imports(path: Path) -> list[str]:
    """Those inside functions too."""
    return [
        name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.stmt) for name in imported(node)
    ]


def own(names: Iterable[str]) -> set[str]:
    """The package's own modules among these."""
    inner = (name.removeprefix("ehrmind.") for name in names if name.startswith("ehrmind."))
    return {name for name in inner if name in OWN}


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Chains of imports that come back to where they began; one for each module from which one is found."""
    found: list[list[str]] = []
    done: set[str] = set()

    def follow(chain: list[str]) -> None:
        for target in sorted(graph.get(chain[-1], ())):
            if target in chain:
                found.append([*chain[chain.index(target) :], target])
            elif target not in done:
                follow([*chain, target])
        done.add(chain[-1])

    for module in sorted(graph):
        if module not in done:
            follow([module])
    return found


def test_imports_point_up() -> None:
    for path in MODULES:
        module = name_of(path)
        for inner in own(module_level_imports(path)) if module != "__init__" else ():
            assert place(inner) <= place(module), f"{module} imports {inner}, which comes after it"


def test_nothing_imports_itself_by_a_detour() -> None:
    graph = {name_of(path): own(all_imports(path)) - {name_of(path)} for path in MODULES}
    assert circles(graph) == []


def test_a_circle_is_noticed_wherever_the_import_stands(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ehrmind.runs import Run\n"
        "def late():\n    from ehrmind.medcalc import units\n"
    )
    assert own(module_level_imports(file)) == {"runs"}
    assert own(module_level_imports(file, typed=False)) == set()
    assert own(all_imports(file)) == {"runs", "medcalc.units"}
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]


def test_heavy_libraries_are_imported_late() -> None:
    for path in MODULES:
        heavy = [name for name in module_level_imports(path, typed=False) if name.split(".")[0] in HEAVY]
        assert not heavy or name_of(path).startswith(MAY_BE_HEAVY), f"{name_of(path)} imports {heavy} at once"


def test_modules_are_small_and_say_what_they_are() -> None:
    for path in MODULES:
        text = path.read_text()
        tree = ast.parse(text)
        assert ast.get_docstring(tree), f"{path} has no docstring"
        assert len(text.splitlines()) <= 300, f"{path} is longer than 300 lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{path}: {node.name} is longer than 50 lines"


def test_a_module_out_of_order_is_noticed() -> None:
    assert place("types") < place("tasks.base") < place("tasks.medcalc") < place("rl.grpo")

"""Imports point only up the list, and heavy libraries stay inside functions except under rl/ and models/."""

import ast
from pathlib import Path

import ehrmind

PACKAGE = Path(ehrmind.__file__).parent
# From the bottom of the dependency graph to its top: a module may import those before it, and its own group.
ORDER = (
    *("types", "errors", "stopping", "distributed", "fields", "files", "checkpoints", "parsing", "registry"),
    *("preflight.hardware", "preflight.headroom", "tasks.base", "privacy", "rewards.base", "stages.base"),
    *("sweep.settings", "config", "compose", "medcalc", "tasks", "rewards", "data", "stages", "feasible"),
    *("privacy.guard", "provenance", "runs", "tracking", "models", "evaluation", "console", "preflight"),
    *("rl", "experiment", "report", "doctor", "sweep", "__main__", "sweep.__main__"),
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


def place(module: str) -> int:
    """The position of the longest entry of ORDER that names the module or a package around it."""
    entries = [entry for entry in ORDER if module == entry or module.startswith(f"{entry}.")]
    assert entries, f"{module} has no place in ORDER"
    return ORDER.index(max(entries, key=len))


def module_level_imports(path: Path) -> list[str]:
    """Modules imported when this one is; `if TYPE_CHECKING:` and function bodies are passed over."""
    found: list[str] = []
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def test_imports_point_up() -> None:
    own = {name_of(other) for other in MODULES}
    for path in MODULES:
        module = name_of(path)
        for target in module_level_imports(path) if module != "__init__" else ():
            inner = target.removeprefix("ehrmind.")
            if target.startswith("ehrmind.") and inner in own:
                assert place(inner) <= place(module), f"{module} imports {inner}, which comes after it"


def test_heavy_libraries_are_imported_late() -> None:
    for path in MODULES:
        heavy = [name for name in module_level_imports(path) if name.split(".")[0] in HEAVY]
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

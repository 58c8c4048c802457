"""Arithmetic inside "str(...)", as the published scorer of MedCalc-Bench repairs and evaluates it; without `eval`.

    evaluate("round((140 * (3.15 - 136) / 1400) * 72.36")  ->  -961     the missing bracket is put there
    evaluate("10 * 2^2 kg")                                ->  40       ^ is a power; kg, g, mmol/L and such are cut out

The text is parsed as a Python expression and walked: numbers, + - * / // % **, comparisons, and the functions that the
published code hands to `eval`. Size, depth, exponents and results are bounded. A name that it does not know makes the
answer "N/A" there, and Unreadable here; so do the many functions of numpy that no answer has been seen to use.
"""

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from ehrmind.parsing import Unreadable

MAX_CHARS = 500
MAX_NODES = 200
MAX_EXPONENT = 64
LARGEST = 1e30

REPAIRS = (  # in the published order: "g" goes last but one, so that "log" has become "lo" and is no function
    *(("^", "**"), ("is odd", "% 2 == 1"), ("is even", "% 2 == 0"), ("sqrt", "math.sqrt"), (".math", "")),
    *((word, "") for word in ("weight", "height", "mg/dl", "g/dl", "mmol/L", "kg", "g", "mEq/L")),
)
OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def evaluate(text: str) -> float:
    """The value of an expression out of str(...). Raises Unreadable."""
    expression = _repaired(text)
    try:
        with warnings.catch_warnings(action="ignore"):  # "5and 3" is one
            tree = ast.parse(expression.strip(), mode="eval")
        if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
            raise Unreadable("expression too large")
        return float(_value(tree.body))
    except Unreadable:
        raise
    except (ValueError, TypeError, SyntaxError, ArithmeticError, MemoryError, RecursionError):
        raise Unreadable("the published code cannot evaluate the expression") from None


def _repaired(text: str) -> str:
    """Units cut out, a comment left off, brackets evened."""
    if len(text) > MAX_CHARS:
        raise Unreadable("expression too large")
    for old, new in REPAIRS:
        text = text.replace(old, new)
    text = text.split("#")[0]
    missing = text.count("(") - text.count(")")
    return "(" * -missing + text + ")" * missing


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return _bounded(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else +value
    if isinstance(node, ast.BinOp):
        return _operated(node.op, _value(node.left), _value(node.right))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _operated(node.ops[0], _value(node.left), _value(node.comparators[0]))
    if isinstance(node, ast.Call) and not node.keywords:
        return _called(ast.unparse(node.func), [_value(argument) for argument in node.args])
    if isinstance(node, ast.Attribute):
        return _constant(ast.unparse(node))
    raise Unreadable("the published code cannot evaluate the expression, or ours does not")


def _operated(kind: ast.operator | ast.cmpop, left: float, right: float) -> float:
    if isinstance(kind, ast.Pow):
        return _power(left, right)
    if type(kind) not in OPERATORS:
        raise Unreadable("an operator that is no arithmetic")
    return _bounded(OPERATORS[type(kind)](left, right))


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT:
        raise Unreadable("exponent out of range")
    return _bounded(base**exponent)


def _called(name: str, arguments: list[float]) -> float:
    if name not in FUNCTIONS:
        raise Unreadable("a function that is not among the published ones")
    return _bounded(FUNCTIONS[name](*arguments))


def _constant(name: str) -> float:
    value = {"pi": math.pi, "e": math.e}.get(name.partition(".")[2])
    if value is None or name.partition(".")[0] not in MODULES:
        raise Unreadable("a name that is not among the published ones")
    return value


def _bounded(value: Any) -> float:
    """A finite number within bounds; a complex one, as of a root of a negative number, is none."""
    if not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        raise Unreadable("number out of range")
    return value


def _round(value: float, digits: float = 0) -> float:
    return round(value, int(digits)) if digits else round(value)


MODULES = ("math", "np", "numpy")
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "round": _round,
    "abs": abs,
    "min": min,
    "int": int,
    "float": float,
    "pow": _power,
    **{f"{module}.{name}": getattr(math, name) for module in MODULES for name in ("sqrt", "exp", "floor", "ceil")},
    "math.pow": _power,
}

"""Which refusals the code of a route can raise: read off the sources of the functions that it calls, one after another.

It follows names and module attributes, not methods of values and not what a rule decides behind the door: those are
found at run time (`undeclared` in server/core/http.py), which every test over HTTP listens to.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

_OURS = {"server", "media", "sync", "grid", "mobile_contract"}
_CODES = {"ProblemCode", "Code"}


class Seen(NamedTuple):
    """What one function raises by name, what it calls, and whether it raises a code that it is given."""

    codes: frozenset[str]
    calls: frozenset[FunctionType]
    passes_on: bool


def refusals_in(*functions: Callable[..., Any]) -> Seen:
    """All that some functions raise, directly or through what they call. Codes are names of members."""
    todo, done = [one for one in functions if isinstance(one, FunctionType)], set[FunctionType]()
    codes, passes_on = set[str](), False
    while todo:
        one = todo.pop()
        if one in done:
            continue
        done.add(one)
        seen = _look(one)
        codes |= seen.codes
        passes_on |= seen.passes_on
        todo += seen.calls
    return Seen(frozenset(codes), frozenset(done), passes_on)


@cache
def _look(function: FunctionType) -> Seen:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return Seen(frozenset(), frozenset(), passes_on=False)
    raised = [
        {name for part in ast.walk(node.args[0]) if (name := _code_in(part))}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem" and node.args
    ]
    calls = frozenset(found for node in ast.walk(tree) for found in _functions(_meant(node, function.__globals__)))
    return Seen(frozenset[str]().union(*raised), calls, any(not codes for codes in raised))


def _code_in(node: ast.AST) -> str:
    """The member that `ProblemCode.X` names; "" for all else."""
    told = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _CODES
    return node.attr if isinstance(node, ast.Attribute) and told else ""


def _meant(node: ast.AST, names: dict[str, Any]) -> Any:
    """What a name, or an attribute of a module or a class, stands for."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        base = names.get(node.value.id)
        return getattr(base, node.attr, None) if isinstance(base, ModuleType | type) else None
    return None


def _functions(meant: Any) -> Iterator[FunctionType]:
    """The functions of ours that something is, or that a class of ours has."""
    if isinstance(meant, type):
        if meant.__module__.split(".")[0] in _OURS:
            for value in vars(meant).values():
                yield from _functions(getattr(value, "__func__", value) if not isinstance(value, type) else None)
        return
    told = inspect.unwrap(meant) if callable(meant) else meant
    told = told.__func__ if isinstance(told, MethodType) else told
    if isinstance(told, FunctionType) and told.__module__.split(".")[0] in _OURS:
        yield told

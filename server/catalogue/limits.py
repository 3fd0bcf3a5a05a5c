"""Which limit a filing condition has for a place and a department. Pure; it reckons no date."""

from typing import NamedTuple

from server.core.decisions import ConditionNode


class Limit(NamedTuple):
    """How long, in which unit, and the path of the organisation whose override it is ("" for none)."""

    value: int
    unit: str
    by: str = ""


def limit_of(condition: ConditionNode, grid_path: str, department_path: str) -> Limit:
    """The limit for a case in a grid that is given to a department.

    A department's own override comes first; then, of those of the organisations above the grid, the nearest.
    """
    own = [one for one in condition.overrides if one[0] == department_path]
    above = [one for one in condition.overrides if lies_below(grid_path, one[0])]
    for found in (own, above):
        if found:
            path, value, unit = max(found, key=lambda one: len(one[0]))
            return Limit(value, unit, path)
    return Limit(condition.limit_value, condition.limit_unit)


def lies_below(path: str, above: str) -> bool:
    """Whether a path is another one or leads on from it."""
    return f"{path}/".startswith(f"{above}/")

"""How alike two reports are, and why. Pure: it reads no case.

Distance, window and weights are data with an id and a date (`data/likeness.json`).
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from grid.cells import cell_area_m2, neighbours
from grid.geometry import Position
from server.cases.guards import distance_m

_SHORTEST_PART = 0.8
"""Of a regular hexagon's edge: cells are somewhat squashed, and each ring must be counted with its narrowest."""

_FAMILY_PARTS = 3


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """What of a score each reason is worth; of `same_class`, `same_family`, `class_unknown` one counts."""

    same_class: float
    same_family: float
    class_unknown: float
    near: float
    recent: float


class Likeness(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as alike from an instant on.

    `public` are the beginnings of keys of classes whose cases a reporter may be told of, `private` of those among them
    that may not.
    """

    id: str
    valid_from: datetime
    near_m: float
    window_days: int
    most: int
    weights: Weights
    public: tuple[str, ...]
    private: tuple[str, ...] = ()

    def is_public(self, class_code: str | None) -> bool:
        """Whether cases of a class are of public places, so that their being there tells of nobody."""
        code = class_code or ""
        return _begins(code, self.public) and not _begins(code, self.private)


class Matter(NamedTuple):
    """What is compared: where, what of, which component, and when it was reported."""

    id: str
    place: Position | None
    class_code: str | None
    component: str | None
    at: datetime


class Alike(NamedTuple):
    """A case that may be the same matter, how likely, and why."""

    id: str
    score: float
    reasons: dict[str, str]


def in_force(rules: Iterable[Likeness], at: datetime) -> Likeness:
    """The rules of an instant: the latest that have begun. Raises LookupError where none has."""
    begun = [one for one in rules if one.valid_from <= at]
    if not begun:
        raise LookupError("no rules of likeness are in force")
    return max(begun, key=lambda one: one.valid_from)


def compare(matter: Matter, other: Matter, rules: Likeness) -> Alike | None:
    """How alike two matters are; None where they are not.

    The same component always is. Else both have a place, no more than `near_m` apart, within `window_days` of each
    other, and classes of one family (domain.md 3.2), or no class so far.
    """
    if matter.id == other.id:
        return None
    hours = abs(matter.at - other.at) / timedelta(hours=1)
    reasons = {"hours_apart": f"{hours:.0f}"}
    apart = _apart(matter, other)
    if apart is not None:
        reasons["distance_m"] = f"{apart:.0f}"
    if matter.component is not None and matter.component == other.component:
        return Alike(other.id, 1.0, {"same_component": matter.component, **reasons})
    shared = _shared_class(matter.class_code, other.class_code)
    recent = 1 - hours / (24 * rules.window_days)
    if apart is None or apart > rules.near_m or recent < 0 or shared is None:
        return None
    name, what = shared
    weights = rules.weights
    near = 1 - apart / rules.near_m
    score = getattr(weights, name) + weights.near * near + weights.recent * recent
    return Alike(other.id, round(min(score, 1.0), 3), {name: what, **reasons})


def rank(matter: Matter, others: Iterable[Matter], rules: Likeness) -> list[Alike]:
    """Those that are alike, the most likely first; of equals the smallest id."""
    found = (compare(matter, other, rules) for other in others)
    return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.id))


def cells_near(cell: int, near_m: float) -> tuple[int, ...]:
    """The cells that hold every place within a distance of any place in a cell: rings around it, sorted."""
    edge_m = math.sqrt(2 * cell_area_m2(cell) / (3 * math.sqrt(3))) * _SHORTEST_PART
    return tuple(sorted((cell, *neighbours(cell, math.ceil(near_m / (1.5 * edge_m))))))


def family_of(class_code: str) -> str:
    """Scheme, kind and major."""
    return "-".join(class_code.split("-")[:_FAMILY_PARTS])


def _shared_class(one: str | None, other: str | None) -> tuple[str, str] | None:
    if not one or not other:
        return "class_unknown", one or other or ""
    if one == other:
        return "same_class", one
    return ("same_family", family_of(one)) if family_of(one) == family_of(other) else None


def _apart(one: Matter, other: Matter) -> float | None:
    return None if one.place is None or other.place is None else distance_m(*one.place, *other.place)


def _begins(code: str, keys: Iterable[str]) -> bool:
    return any(f"{code}-".startswith(f"{key}-") for key in keys)

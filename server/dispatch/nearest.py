"""Who is to be sent to look: on duty, near, and not yet with too much to do. Pure: the facts are given."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from grid.cells import cell_centre
from grid.geometry import Position
from server.cases.guards import distance_m

STEP_M = 50
"""Ways are told in such steps: a cell is about 130 m wide, and more would pretend to know where in it somebody was."""

TASK_M = 400
"""What somebody has to do already counts like so long a way. (Synthetic: none is published; five minutes' walk.)"""

UNKNOWN_OWN_M = 600
"""The way of somebody on the case's own grid of whom nobody knows where they are: about half of a grid's side."""

UNKNOWN_M = 2_000
"""The way of anybody else of whom nobody knows where they are."""


class Barred(StrEnum):
    """Why somebody must not be sent: whoever did a thing does not check it, and whoever told it does not verify it."""

    HANDLER = "handler"
    SELF_HANDLER = "self_handler"
    REPORTER = "reporter"


class Candidate(NamedTuple):
    """Somebody who could be sent. `rostered`: by the roster, not only by their assignment; `cell` is where they were
    last, `seen_at` when.
    """

    user: str
    rostered: bool
    own_grid: bool
    open_tasks: int = 0
    cell: int | None = None
    seen_at: datetime | None = None


class Ranked(NamedTuple):
    """A candidate with the way to the place, if it is known, and what they are ranked by, both in metres."""

    candidate: Candidate
    distance_m: int | None
    score_m: int


def nearest(
    candidates: Iterable[Candidate], point: Position | None, barred: Mapping[str, Barred]
) -> tuple[list[Ranked], list[tuple[str, Barred]]]:
    """The candidates, the best first, and those of them who must not be sent.

    Where anybody is on duty by the roster, only those are asked. They are ranked by the way from the cell of their last
    visit or report, TASK_M more for each open task; then the case's own grid, then who was seen last, then the id.
    """
    those = sorted(candidates, key=lambda one: one.user)
    free = [one for one in those if one.user not in barred]
    on_duty = [one for one in free if one.rostered] or free
    ranked = sorted((_ranked(one, point) for one in on_duty), key=_order)
    return ranked, [(one.user, barred[one.user]) for one in those if one.user in barred]


def _ranked(one: Candidate, point: Position | None) -> Ranked:
    way = None
    if point is not None and one.cell is not None:
        way = STEP_M * round(distance_m(*point, *cell_centre(one.cell)) / STEP_M)
    guess = UNKNOWN_OWN_M if one.own_grid else UNKNOWN_M
    return Ranked(one, way, (guess if way is None else way) + TASK_M * one.open_tasks)


def _order(ranked: Ranked) -> tuple[int, bool, float, str]:
    one = ranked.candidate
    seen = 0.0 if one.seen_at is None else -one.seen_at.timestamp()
    return ranked.score_m, not one.own_grid, seen, one.user

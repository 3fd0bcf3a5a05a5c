"""Whether a matter has been reported already: what an office is told, and what a reporter may be. It merges none."""

from collections.abc import Sequence
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from grid.cells import point_cell
from grid.geometry import Position
from mobile_contract.case_duplicates import AlreadyReported, CaseDuplicates, DuplicateSuggestion
from mobile_contract.cases import CaseListItem, CaseState
from mobile_contract.problems import ProblemCode
from server.accounts.scope import OfficeScope, directory_of, scope_of
from server.cases import nearby, queries
from server.cases.entities import Case
from server.cases.likeness import Likeness, Matter, cells_near, in_force, rank
from server.cases.service import item_of
from server.cases.words import ALL_WHO_WORK, OPEN, TERMINAL
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem

_DATA = Path(__file__).parent / "data" / "likeness.json"
_SHANGHAI = timezone(timedelta(hours=8))
_COLLECTED = frozenset({CaseState.REPORTED, CaseState.VERIFYING, CaseState.PENDING_FILING})
_MOST_PAST = 20
_STEP_M = 10


class Pointing(NamedTuple):
    """The cases of somebody's area that point at a component: those that still run, and the latest of the others."""

    open: tuple[CaseListItem, ...]
    past: tuple[CaseListItem, ...]


class WrongLikeness(ValueError):
    """A district's file of rules of likeness that cannot be read; the text says why."""


@cache
def likeness_of(own: Path | None) -> tuple[Likeness, ...]:
    """The rules of a district's own file, then those that come with this release, whenever they are in force.

    Of two that began at once the district's holds. Raises WrongLikeness and OSError.
    """
    return (*(() if own is None else _read_likeness(own)), *_read_likeness(_DATA))


def _read_likeness(file: Path) -> tuple[Likeness, ...]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[Likeness, ...])
    except msgspec.DecodeError as error:
        raise WrongLikeness(f"{file.name}: {error}") from error


async def read_duplicates(door: Door, actor: Actor, case: str, known: Sequence[Likeness]) -> CaseDuplicates:
    """Open cases that may be the same matter as one. The look leaves an entry. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[CaseDuplicates, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found = await queries.find_in_area(scope, tx, door, case)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        told = await suggest(scope, tx, door, found, known)
        return told, [case, *(one.case.id for one in told.suggestions)]

    return await door.witnessed(Reading(actor, f"case:{case}", "duplicates", case), work)


async def suggest(scope: OfficeScope, tx: ReadTx, door: Door, case: Case, known: Sequence[Likeness]) -> CaseDuplicates:
    """Open cases that may be the same matter: in full those of the area, of the others only how many there are."""
    rules = in_force(known, scope.at)
    matter = Matter(case.id, _place(case), case.class_code, case.component, case.reported_at)
    near = await nearby.list_open_near(
        tx, door.district, _cells(matter.place, rules), matter.component, matter.at - timedelta(days=rules.window_days)
    )
    alike = rank(matter, (other for other, _ in near), rules)
    mine = await nearby.list_in_area(scope, tx, door, [one.id for one in alike])
    shown = [one for one in alike if one.id in mine]
    return CaseDuplicates(
        suggestions=tuple(
            DuplicateSuggestion(item_of(mine[one.id]), one.score, one.reasons) for one in shown[: rules.most]
        ),
        elsewhere=len(alike) - len(shown),
    )


async def already_reported(
    tx: ReadTx, door: Door, case: Case, known: Sequence[Likeness]
) -> tuple[AlreadyReported, ...]:
    """What was known already of a matter that somebody has just reported, the most likely first.

    Of classes of public places alone, and without anything personal: no words, no reporter, no number, the place only
    to ten metres, and the day of the report. What was reported later is not told: a receipt says the same when it is
    asked for again.
    """
    rules = in_force(known, case.reported_at)
    matter = Matter(case.id, _place(case), case.class_code, case.component, case.reported_at)
    since = case.reported_at - timedelta(days=rules.window_days)
    near = await nearby.list_open_near(tx, door.district, _cells(matter.place, rules), matter.component, since)
    by_id = {
        other.id: (other, state)
        for other, state in near
        if other.at < case.reported_at and rules.is_public(other.class_code)
    }
    alike = rank(matter, (other for other, _ in by_id.values()), rules)
    directory = await directory_of(tx, door)
    found: list[AlreadyReported] = []
    for one in alike[: rules.most]:
        other, state = by_id[one.id]
        node = directory.case_class(other.class_code or "")
        distance = one.reasons.get("distance_m")
        shown = AlreadyReported(
            class_code=other.class_code or "",
            class_name="" if node is None else node.name,
            within_m=round(rules.near_m) if distance is None else (int(distance) // _STEP_M + 1) * _STEP_M,
            reported_on=other.at.astimezone(_SHANGHAI).date().isoformat(),
            in_hand=state not in _COLLECTED,
        )
        found.append(shown)
    return tuple(found)


async def list_pointing(scope: OfficeScope, tx: ReadTx, door: Door, component: str) -> Pointing:
    """The cases of somebody's area that point at a component, the latest report first."""
    found = await nearby.list_pointing(scope, tx, door, component)
    open_ones = [case for case in found if case.state in OPEN]
    past = [case for case in found if case.state in TERMINAL]
    return Pointing(tuple(map(item_of, open_ones)), tuple(map(item_of, past[:_MOST_PAST])))


def _place(case: Case) -> Position | None:
    return None if case.lon is None or case.lat is None else (case.lon, case.lat)


def _cells(place: Position | None, rules: Likeness) -> tuple[int, ...]:
    return () if place is None else cells_near(point_cell(*place), rules.near_m)

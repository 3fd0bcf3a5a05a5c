"""What an import made or changed is taken back, unless somebody else has changed it since. Pure; it deletes nothing.

A row that is taken back is empty: it tells nothing of anybody, claims no number and is on no phone. The journal keeps
what was said, as of everything.
"""

from typing import Any

from msgspec.structs import replace

from mobile_contract.imports import TakeBack, TakeBackMove
from mobile_contract.merges import Register
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life, ResidencyStatus
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced, changed
from server.residents.entities import Dwelling, Household, Person, Residency
from server.residents.retiring import ROWS
from sync.judge import edits_of

_OPEN = frozenset({ResidencyStatus.DRAFT, ResidencyStatus.EFFECTIVE, ResidencyStatus.ENDED})


def _needs(command: TakeBack) -> Needs:
    if command.register is None:
        kind, _ = _edited(command)
        yield Need(kind, command.entity)
        return
    yield Need(ROWS[command.register], command.entity)
    match command.register:
        case Register.BUILDING:
            yield NeedChildren(Dwelling, "building", command.entity)
        case Register.DWELLING:
            yield NeedChildren(Household, "dwelling", command.entity)
            yield NeedChildren(Residency, "dwelling", command.entity)
        case Register.HOUSEHOLD:
            yield NeedChildren(Residency, "dwelling", command.within or command.entity)
        case Register.PERSON:
            yield NeedChildren(Residency, "person", command.entity)


@decides(TakeBack, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_needs, as_named=True)
def take_back(command: TakeBack, loaded: Loaded, ctx: Context) -> Decision:
    """Take back a row, or edits of one. Refuses CHANGED_SINCE for what is not as the import left it."""
    if command.register is None:
        return _edits_back(command, loaded, ctx)
    row = loaded.find(ROWS[command.register], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is Life.TAKEN_BACK:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    if row.version != command.version or _lives_by(command, loaded):
        return refuse(ProblemCode.CHANGED_SINCE)
    match row:
        case Person():
            stays = loaded.children(Residency, "person", row.id)
            return put(_emptied(row), *(_void(stay) for stay in stays))
        case Household():
            return put(advanced(row, life=Life.TAKEN_BACK, number="", head=None, note=None))
        case _:
            return put(advanced(row, life=Life.TAKEN_BACK))


def _lives_by(command: TakeBack, loaded: Loaded) -> bool:
    """Whether something is there that would lose its place, or says more of it than the import did."""
    match command.register:
        case Register.BUILDING:
            return any(one.life is not Life.TAKEN_BACK for one in loaded.children(Dwelling, "building", command.entity))
        case Register.DWELLING:
            homes = loaded.children(Household, "dwelling", command.entity)
            stays = loaded.children(Residency, "dwelling", command.entity)
            return any(one.life is not Life.TAKEN_BACK for one in homes) or any(one.status in _OPEN for one in stays)
        case Register.HOUSEHOLD:
            stays = loaded.children(Residency, "dwelling", command.within or command.entity)
            return any(one.household == command.entity and one.status in _OPEN for one in stays)
        case _:
            stays = loaded.children(Residency, "person", command.entity)
            return [(one.id, one.version) for one in stays] != [(command.residency, 1)]


def _emptied(person: Person) -> Person:
    """A row that is nobody's any more, where it lay: late work about it reaches whoever has the grid."""
    return Person(
        id=person.id,
        version=person.version + 1,
        stamps=person.stamps,
        dwelling=None,
        grid=person.grid,
        name="",
        life=Life.TAKEN_BACK,
    )


def _void(stay: Residency) -> Residency:
    return advanced(stay, status=ResidencyStatus.VOID, grid=None, household=None, origin=None, inflow_reason=None)


def _edited(command: TakeBack) -> tuple[type[Entity], dict[str, tuple[Any, Any]]]:
    """Of which kind the row is whose edits are taken back, and the edits."""
    of_kind = ((Person, command.person), (Dwelling, command.dwelling), (Household, command.household))
    for kind, edits in of_kind:
        if edits is not None:
            return kind, edits_of(edits)
    return Residency, {} if command.stay is None else edits_of(command.stay)


def _edits_back(command: TakeBack, loaded: Loaded, ctx: Context) -> Decision:
    kind, edits = _edited(command)
    row = loaded.find(kind, command.entity)
    if row is None:
        return wait_for(command.entity)
    if not edits:
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    kept = edited_since(row, command)
    back = {name: before for name, (_, before) in edits.items() if name not in kept}
    facts = {"fields": ",".join(kept)} if kept else {}
    if not back:
        return refuse(ProblemCode.CHANGED_SINCE, **facts)
    return replace(put(changed(row, ctx.observed_ms, **back)), facts=facts)


def edited_since(row: Entity, command: TakeBack) -> list[str]:
    """The fields of these edits that are not as the import left them, or that somebody has written anew."""
    return sorted(
        name
        for name, (left, _) in _edited(command)[1].items()
        if row.stamps.get(name, (1, 0))[0] > command.version or getattr(row, name) != left
    )


def _needs_of_move(command: TakeBackMove) -> Needs:
    yield Need(Person, command.entity)
    yield NeedChildren(Residency, "person", command.entity)
    if command.back_to is not None:
        yield Need(Dwelling, command.back_to)


@decides(
    TakeBackMove,
    posts=SYSTEM_ONLY,
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=_needs_of_move,
    as_named=True,
)
def take_back_move(command: TakeBackMove, loaded: Loaded, ctx: Context) -> Decision:
    """Take back a move. Refuses CHANGED_SINCE where the person, or a stay of that move, is not as it was left."""
    person = loaded.find(Person, command.entity)
    if person is None:
        return wait_for(command.entity)
    stays = {stay.id: stay for stay in loaded.children(Residency, "person", person.id)}
    begun, before = stays.get(command.residency), stays.get(command.goes_on or "")
    if begun is None or begun.status is ResidencyStatus.VOID:
        return Decision(verdict=Verdict.MERGED, version=person.version)
    moved_at, _ = person.stamps.get("dwelling", (1, 0))
    as_left = moved_at == command.version and person.dwelling == begun.dwelling and begun.version == 1
    if not as_left or person.life is not Life.ACTIVE or (before is None) != (command.goes_on is None):
        return refuse(ProblemCode.CHANGED_SINCE)
    if before is None:
        return put(changed(person, ctx.observed_ms, dwelling=None), _void(begun))
    home = loaded.find(Dwelling, command.back_to)
    if home is None or home.id != before.dwelling or before.status is not ResidencyStatus.ENDED:
        return refuse(ProblemCode.CHANGED_SINCE)
    others = [stay for stay in stays.values() if stay not in (begun, before) and stay.grid not in (home.grid, None)]
    return put(
        changed(person, ctx.observed_ms, dwelling=home.id, grid=home.grid),
        _void(begun),
        advanced(before, grid=home.grid, status=ResidencyStatus.EFFECTIVE, until_on=None),
        *(advanced(stay, grid=home.grid) for stay in others),
    )


HANDLERS: tuple[Handler, ...] = (take_back, take_back_move)

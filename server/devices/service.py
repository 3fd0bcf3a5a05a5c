"""How the phones of somebody's area are, as their offices see it: names are read, so each look is on the record."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.devices import DeviceGrid, DevicePage, DeviceView, HeldScope
from mobile_contract.problems import ProblemCode
from server.accounts.installs import OFFICES
from server.accounts.phones import Held, PhoneRow, find_phone, list_held, list_people, list_phones
from server.accounts.scope import directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.loading import head_of
from server.core.problems import Problem
from server.devices import queries
from server.devices.rules import Standing, safe_to, troubles
from server.directory import DistrictDirectory
from server.granted import Lost, list_lost
from server.sync.wipes import Given, list_given

LOOKERS = OFFICES | {Post.SEC_ADMIN}
"""Who may promise a phone, or shut one out."""

KEPT = timedelta(days=30)
"""So long an area knows the phones of those who have left it: what they did there may still be on its way."""

PURPOSE = "devices"

Flush = Callable[[], Awaitable[None]]


class _Known(NamedTuple):
    """What the views of some phones are made from."""

    directory: DistrictDirectory
    held: dict[str, list[Held]]
    given: dict[str, list[Given]]
    lost: dict[tuple[str, int], Lost]
    names: dict[int, tuple[str, str]]
    durable_pos: int
    epoch_began_at: datetime | None


async def list_devices(door: Door, flush: Flush, actor: Actor, after: str | None, limit: int) -> DevicePage:
    """A page of the phones of somebody's area, those that are shut out among them; the whole district's for the
    server itself. Refuses NOT_ALLOWED to whoever looks after no phones.
    """
    at = clock.now()
    await flush()

    async def work(tx: Tx) -> tuple[DevicePage, Sequence[str]]:
        people = await _people_of(tx, door, actor, at)
        phones, last = await list_phones(tx, door.district, people, after, limit)
        views = await _views(tx, door, phones, at)
        return DevicePage(devices=tuple(views), next=last), sorted({phone.user for phone in phones})

    return await door.witnessed(Reading(actor, PURPOSE, "devices", actor.user), work)


async def read_device(door: Door, flush: Flush, actor: Actor, install: str) -> DeviceView:
    """One phone. Refuses NOT_FOUND for one that is not there or not of their area."""
    at = clock.now()
    await flush()

    async def work(tx: Tx) -> tuple[DeviceView, Sequence[str]]:
        people = await _people_of(tx, door, actor, at)
        phone = await find_phone(tx, door.district, install)
        if phone is None or (people is not None and phone.user not in people):
            raise Problem(ProblemCode.NOT_FOUND)
        [view] = await _views(tx, door, [phone], at)
        return view, [phone.user]

    return await door.witnessed(Reading(actor, PURPOSE, "device", install), work)


async def _people_of(tx: ReadTx, door: Door, actor: Actor, at: datetime) -> set[str] | None:
    """Whose phones somebody looks after; None for everybody's."""
    if actor.system:
        return None
    scope = await scope_of(tx, door, actor, LOOKERS, at)
    if not scope.people:
        raise Problem(ProblemCode.NOT_ALLOWED)
    return None if scope.gridless else await list_people(tx, door.district, scope.grids, scope.paths, at - KEPT)


async def _views(tx: ReadTx, door: Door, phones: Sequence[PhoneRow], at: datetime) -> list[DeviceView]:
    known = await _known(tx, door, phones, at)
    return [_view(phone, known, at) for phone in phones]


async def _known(tx: ReadTx, door: Door, phones: Sequence[PhoneRow], at: datetime) -> _Known:
    district = door.district
    users = sorted({phone.user for phone in phones})
    held: dict[str, list[Held]] = defaultdict(list)
    for one in await list_held(tx, district, users, at):
        held[one.user].append(one)
    given: dict[str, list[Given]] = defaultdict(list)
    for scope in await list_given(tx, district, [phone.install for phone in phones]):
        given[scope.install].append(scope)
    scopes = {scope.scope for those in given.values() for scope in those}
    return _Known(
        directory=await directory_of(tx, door),
        held=held,
        given=given,
        lost=await list_lost(tx, district, users, at),
        names=await queries.list_scopes(tx, district, scopes),
        durable_pos=(await head_of(tx, district)).durable_pos,
        epoch_began_at=await queries.epoch_began_at(tx, district),
    )


def _view(phone: PhoneRow, known: _Known, at: datetime) -> DeviceView:
    said = phone.said
    held = known.held.get(phone.user, [])
    scopes = tuple(_scope(phone, given, known) for given in known.given.get(phone.install, []))
    standing = Standing(
        heard_at=said.at if said else None,
        contract=said.contract if said else 0,
        queue=said.queue if said else None,
        received_seq=phone.received_seq,
        acked_pos=phone.acked_pos,
        durable_pos=known.durable_pos,
        epoch_began_at=known.epoch_began_at,
        revoked_at=phone.revoked_at,
    )
    return DeviceView(
        install=phone.install,
        user=phone.user,
        name=phone.name,
        platform=phone.platform,
        enrolled_at=phone.enrolled_at,
        revoked_at=phone.revoked_at,
        posts=tuple(sorted({one.post for one in held})),
        grids=tuple(_grid(grid, known.directory) for grid in sorted({one.grid for one in held if one.grid})),
        heard_at=standing.heard_at,
        contract=standing.contract,
        queue=standing.queue,
        received_seq=phone.received_seq,
        scopes=scopes,
        trouble=troubles(standing, (scope.ended_at for scope in scopes), at),
        safe_to=safe_to(standing, at),
    )


def _scope(phone: PhoneRow, given: Given, known: _Known) -> HeldScope:
    kind, ref = known.names.get(given.scope, ("", ""))
    lost = known.lost.get((phone.user, given.scope))
    if lost is not None:
        kind, ref = lost.scope.kind, lost.scope.ref
    return HeldScope(id=given.scope, kind=kind, ref=ref, given_at=given.at, ended_at=lost.ended_at if lost else None)


def _grid(grid: str, directory: DistrictDirectory) -> DeviceGrid:
    node = directory.grid(grid)
    return DeviceGrid(id=grid, code=node.code if node else "", name=node.name if node else "")

"""What a phone is given: its scopes, whole commits, exits, digests; never a row of anybody else."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import bindparam, select, update

from mobile_contract.base import Clock
from mobile_contract.kinds import NUMBERS
from mobile_contract.residents import ChangePerson, MoveIn, PersonEdits, PersonRecord
from mobile_contract.sync import EXIT, PUT, BootReply, BootRequest, PullReply, PullRequest, Row
from mobile_contract.visits import RecordVisit
from server.core import clock, tables
from server.core.database import Tx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.statements import Row as DbRow
from server.core.statements import Statement
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.sync import service
from server.sync.cursor import Cursor, written
from server.visits.entities import Visit
from sync.digest import hex62, total
from tests.support.scene import WEST, APhone, Scene, by_system, make_scene, middle, settle

NOW = Clock(wall=0, boot="b", mono=0)
REGISTER = (Building, Dwelling, Household, Person, Residency, Visit)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def pull(door: Door, phone: APhone, cursor: str = "", limit: int = 500) -> PullReply:
    asked = PullRequest(install=phone.actor.install, now=NOW, cursor=cursor, limit=limit)
    return await door.database.read(lambda tx: service.pull(tx, door, phone.actor, asked, clock.now()))


async def boot(door: Door, phone: APhone, scope: int, cursor: str, limit: int = 2) -> tuple[list[Row], str]:
    """All rows of a scope in chunks, and the cursor that holds it."""
    rows: list[Row] = []
    after: str | None = ""
    joined = ""
    while after is not None:
        asked = BootRequest(install=phone.actor.install, scope=scope, after=after, cursor=cursor, limit=limit)
        reply = await chunk(door, phone, asked)
        rows += reply.rows
        after, joined = reply.after, reply.cursor
    return rows, joined


async def chunk(door: Door, phone: APhone, asked: BootRequest) -> BootReply:
    return await door.database.read(lambda tx: service.boot(tx, door, phone.actor, asked, clock.now()))


async def boot_all(door: Door, phone: APhone) -> tuple[dict[tuple[int, int, str], Row], str]:
    """Join with a fresh phone: every scope booted, by (scope, kind, id)."""
    fresh = await pull(door, phone)
    cursor = fresh.cursor
    held: dict[tuple[int, int, str], Row] = {}
    for scope in fresh.boot:
        rows, cursor = await boot(door, phone, scope.id, cursor)
        held |= {(row.scope, row.kind, row.id): row for row in rows}
    return held, cursor


def applied(held: dict[tuple[int, int, str], Row], reply: PullReply) -> None:
    for row in reply.rows:
        if row.op == PUT:
            held[row.scope, row.kind, row.id] = row
        else:
            held.pop((row.scope, row.kind, row.id), None)


async def register_of(door: Door, grid: str) -> set[tuple[str, str, int]]:
    """What a grid's register is, by SELECT and not by the feed."""
    found: set[tuple[str, str, int]] = set()
    for entity in REGISTER:
        kind = door.kinds.of(entity).kind
        statement = Statement(
            select(kind.table.c.id, kind.table.c.version).where(
                kind.table.c.district_id == bindparam("district"), kind.table.c.grid == bindparam("grid")
            )
        )
        rows = await rows_of(door, statement, grid)
        found |= {(kind.name, str(row[0]), int(row[1])) for row in rows}
    return found


async def rows_of(door: Door, statement: Statement, grid: str) -> list[DbRow]:
    return await door.database.read(lambda tx: tx.fetch(statement, district=door.district, grid=grid))


def held_register(held: dict[tuple[int, int, str], Row], grid: str) -> set[tuple[str, str, int]]:
    names = {NUMBERS[door_kind]: door_kind for door_kind in NUMBERS}
    register = {"building", "dwelling", "household", "person", "residency", "visit"}
    return {
        (names[kind], row.id, row.version)
        for (scope, kind, _), row in held.items()
        if scope == scope_id(grid_scope(grid)) and names[kind] in register
    }


async def test_a_fresh_phone_boots_its_grid_and_holds_what_the_register_holds(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    held, _ = await boot_all(door, phone)
    assert held_register(held, scene.west) == await register_of(door, scene.west)
    assert {row.op for row in held.values()} == {PUT}


async def test_a_phone_is_never_given_a_scope_that_it_was_not_granted(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    fresh = await pull(door, phone)
    assert {info.ref for info in fresh.boot if info.kind == "grid"} == {scene.west}
    with pytest.raises(Problem):
        await boot(door, phone, scope_id(grid_scope(scene.east)), fresh.cursor)
    with pytest.raises(Problem):
        await boot(door, phone, 12345, fresh.cursor)


async def test_what_changed_comes_once_and_then_nothing_more(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    _, cursor = await boot_all(door, phone)
    await phone.push(
        door, ChangePerson(**phone.facts(scene.person), set=PersonEdits(phone=("13900000000", "13912345678")))
    )
    changed = await pull(door, phone, cursor)
    person = next(row for row in changed.rows if row.id == scene.person)
    assert msgspec.json.decode(person.record, type=PersonRecord).phone == "13912345678"
    assert (changed.more, changed.answers) == (False, cursor)
    again = await pull(door, phone, changed.cursor)
    assert (again.rows, again.boot, again.drop, again.cursor) == ([], [], [], changed.cursor)


async def test_the_identity_number_reaches_a_phone_masked_only(door: Door, scene: Scene) -> None:
    held, _ = await boot_all(door, scene.phone("worker_west"))
    everything = b"".join(bytes(row.record) for row in held.values())
    assert b"DEMO-0001" not in everything


async def test_a_household_that_moves_leaves_one_grid_and_enters_the_other_in_one_commit(
    door: Door, scene: Scene
) -> None:
    west, east = scene.phone("worker_west"), scene.phone("worker_east")
    (held_west, cursor_west), (held_east, cursor_east) = await boot_all(door, west), await boot_all(door, east)
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [move])
    left, entered = await pull(door, west, cursor_west), await pull(door, east, cursor_east)
    assert {row.op for row in left.rows if row.id in {scene.person, scene.residency}} == {EXIT}
    assert all(bytes(row.record) == b"null" for row in left.rows if row.op == EXIT)
    applied(held_west, left)
    applied(held_east, entered)
    assert held_register(held_west, scene.west) == await register_of(door, scene.west)
    assert held_register(held_east, scene.east) == await register_of(door, scene.east)


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_a_page_never_splits_a_commit_and_all_pages_together_bring_everything(
    door: Door, scene: Scene, limit: int
) -> None:
    phone = scene.phone("worker_west")
    held, cursor = await boot_all(door, phone)
    for _ in range(4):
        visits = [
            RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, point=middle(WEST))
            for _ in range(3)
        ]
        await phone.push(door, *visits)
    more = True
    while more:
        page = await pull(door, phone, cursor, limit)
        visits_in_page = [row for row in page.rows if row.kind == NUMBERS["visit"]]
        assert len(visits_in_page) % 3 == 0
        applied(held, page)
        cursor, more = page.cursor, page.more
    assert held_register(held, scene.west) == await register_of(door, scene.west)


async def test_the_digests_of_a_complete_pull_are_those_of_the_rows_that_the_phone_holds(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    held, cursor = await boot_all(door, phone)
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.other_dwelling)
    await settle(door, [move])
    reply = await pull(door, phone, cursor)
    applied(held, reply)
    for scope, digest in reply.digests.items():
        mine = [(row.kind, row.id, row.version) for key, row in held.items() if key[0] == int(scope)]
        count, a, b = total(mine)
        assert (digest.count, digest.sum_a, digest.sum_b) == (count, hex62(a), hex62(b))


async def test_a_boot_that_began_before_a_change_is_made_whole_by_the_next_pull(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    fresh = await pull(door, phone)
    grid = next(info for info in fresh.boot if info.kind == "grid")
    rows, cursor = await boot(door, phone, grid.id, fresh.cursor, limit=2000)
    await settle(door, [MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.other_dwelling)])
    held = {(row.scope, row.kind, row.id): row for row in rows}
    applied(held, await pull(door, phone, cursor))
    assert held_register(held, scene.west) == await register_of(door, scene.west)


@pytest.mark.parametrize("cursor", ["rubbish", "AAAA", "é", "k6Nmb28="])
async def test_a_cursor_that_is_none_is_refused_and_nothing_is_guessed(door: Door, scene: Scene, cursor: str) -> None:
    with pytest.raises(Problem) as refusal:
        await pull(door, scene.phone("worker_west"), cursor)
    assert refusal.value.status == 400


async def test_a_cursor_of_another_epoch_is_reset(door: Door, scene: Scene) -> None:
    reply = await pull(door, scene.phone("worker_west"), written(Cursor("elsewhere", 3, ())))
    assert (reply.reset, reply.rows) == ("epoch", [])


def test_every_kind_that_phones_hold_has_the_number_of_the_contract(door: Any) -> None:
    kinds = [codec.kind for codec in door.kinds.codecs.values()]
    told = {kind.name: kind.number for kind in kinds if kind.number is not None}
    apart = {kind.apart.number for kind in kinds if kind.apart is not None}
    assert {name: NUMBERS[name] for name in told} == told
    assert sorted([*told.values(), *apart]) == sorted(NUMBERS.values())


_GROWN = Statement(
    update(tables.scopes)
    .where(tables.scopes.c.district_id == bindparam("district"), tables.scopes.c.id == bindparam("grown"))
    .values(count=bindparam("rows"))
)


async def test_a_scope_that_is_too_big_for_a_phone_is_announced_with_its_size(door: Door, scene: Scene) -> None:
    phone, west = scene.phone("worker_west"), scope_id(grid_scope(scene.west))
    for rows, too_big in ((50_000, False), (50_001, True)):

        async def grow(tx: Tx, rows: int = rows) -> None:
            await tx.execute(_GROWN, district=door.district, grown=west, rows=rows)

        await door.database.write(grow)
        told = {info.id: info for info in (await pull(door, phone)).boot}
        assert (told[west].count, told[west].too_big, told[west].size_bytes > 0) == (rows, too_big, too_big)
        assert not any(info.too_big for number, info in told.items() if number != west)

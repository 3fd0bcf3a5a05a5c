"""Digests asked for: sums, lists and rows of one moment, of granted scopes alone; and sums that were wrong here."""

import msgspec
import pytest
from sqlalchemy import bindparam, update

from mobile_contract.kinds import NUMBERS
from mobile_contract.residents import ChangePerson, MoveIn, PersonEdits, PersonRecord
from mobile_contract.sync import ERASE, EXIT, PUT, SAME, Differing
from server.core import tables as t
from server.core.database import Tx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from server.core.journal import READ_KIND, Entry, list_entries, verify
from server.core.loading import head_of
from server.core.problems import Problem
from server.core.statements import Statement
from server.sync.cursor import Cursor, read, written
from server.sync.digests import RECOUNT_KIND
from sync.digest import bucket, bucket_sums
from tests.server.sync.asking import ask, boot_all, boot_chunk, pull, versions, west_of
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

PERSON = NUMBERS["person"]
_MISCOUNT = Statement(
    update(t.scopes)
    .where(t.scopes.c.district_id == bindparam("district"), t.scopes.c.id == bindparam("scope"))
    .values(count=t.scopes.c.count + 1, sum_a=t.scopes.c.sum_a + 5)
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def edit(door: Door, phone: APhone, scene: Scene) -> None:
    edits = PersonEdits(phone=("13900000000", "13912345678"))
    await phone.push(door, ChangePerson(**phone.facts(scene.person), set=edits))


async def entries_of(door: Door, kind: str) -> list[Entry]:
    head = await door.database.read(lambda tx: head_of(tx, door.district))
    entries = await door.database.read(lambda tx: list_entries(tx, door.district, 0, head.pos))
    return [entry for entry in entries if entry.kind == kind]


async def test_sums_are_those_of_the_rows_that_a_boot_brings(door: Door, scene: Scene) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    held, cursor = await boot_all(door, phone)

    reply = await ask(door, phone, grid, cursor)

    assert (reply.answers, reply.moved, reply.ids, reply.rows) == (cursor, False, {}, [])
    assert tuple(reply.sums) == bucket_sums(versions(held[grid]))


async def test_a_bucket_lists_its_rows(door: Door, scene: Scene) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    held, cursor = await boot_all(door, phone)
    number = bucket(scene.person)

    reply = await ask(door, phone, grid, cursor, buckets=(number, (number + 1) % 256))

    mine = [row for row in versions(held[grid]) if bucket(row[1]) == number]
    assert reply.ids[str(number)] == sorted(mine)
    assert (PERSON, scene.person, 1) in reply.ids[str(number)]
    assert set(reply.ids) == {str(number), str((number + 1) % 256)}


async def test_rows_that_differ_come_as_the_scope_has_them_and_who_read_them_is_in_the_journal(
    door: Door, scene: Scene
) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    await settle(door, [MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)])
    _, cursor = await boot_all(door, phone)
    stranger, reads = new_id(), len(await entries_of(door, READ_KIND))

    reply = await ask(
        door, phone, grid, cursor,
        differs=(
            Differing(NUMBERS["household"], scene.household, 0),
            Differing(PERSON, scene.person, 1),
            Differing(PERSON, stranger, 4),
        ),
    )  # fmt: skip

    told = {(row.kind, row.id): (row.op, bytes(row.record)) for row in reply.rows}
    assert told.pop((NUMBERS["household"], scene.household))[0] == PUT
    assert told == {(PERSON, scene.person): (EXIT, b"null"), (PERSON, stranger): (EXIT, b"null")}
    entries = await entries_of(door, READ_KIND)
    assert (len(entries), entries[-1].entity) == (reads + 1, phone.actor.install)


async def test_a_row_that_a_phone_lacks_comes_whole(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    _, cursor = await boot_all(door, phone)

    reply = await ask(door, phone, west_of(scene), cursor, differs=(Differing(PERSON, scene.person, 0),))

    [row] = reply.rows
    assert (row.op, row.version) == (PUT, 1)
    assert msgspec.json.decode(row.record, type=PersonRecord).name == "演示张三"


async def test_a_row_that_was_erased_is_told_as_erased(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    await door.erase(scene.office("office"), scene.person, "right")
    _, cursor = await boot_all(door, phone)

    reply = await ask(door, phone, west_of(scene), cursor, differs=(Differing(PERSON, scene.person, 1),))

    assert [(row.op, bytes(row.record)) for row in reply.rows] == [(ERASE, b"null")]


async def test_a_scope_that_changed_since_the_cursor_is_pulled_first_and_another_one_does_not_matter(
    door: Door, scene: Scene
) -> None:
    phone, east = scene.phone("worker_west"), scene.phone("worker_east")
    _, cursor = await boot_all(door, phone)
    _, cursor_east = await boot_all(door, east)
    await edit(door, phone, scene)

    for more in ({}, {"buckets": (1,)}, {"differs": (Differing(PERSON, scene.person, 1),)}):
        reply = await ask(door, phone, west_of(scene), cursor, **more)
        assert (reply.moved, reply.sums, reply.ids, reply.rows) == (True, [], {}, [])
    assert not (await ask(door, east, scope_id(grid_scope(scene.east)), cursor_east)).moved
    page = await pull(door, phone, cursor)
    assert not (await ask(door, phone, west_of(scene), page.cursor)).moved


async def test_nobody_is_told_of_a_scope_that_is_not_theirs(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    _, cursor = await boot_all(door, phone)
    east = scope_id(grid_scope(scene.east))
    forged = read(cursor)
    assert forged is not None
    for scope in (east, 17):
        for more in ({}, {"buckets": (1,)}, {"differs": (Differing(PERSON, scene.person, 1),)}):
            with pytest.raises(Problem) as refusal:
                await ask(door, phone, scope, written(msgspec.structs.replace(forged, scopes=(east, 17))), **more)
            assert refusal.value.status == 404


async def test_another_epoch_is_a_reset_and_no_cursor_is_as_if_all_had_moved(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")

    assert (await ask(door, phone, west_of(scene), written(Cursor("elsewhere", 3, ())))).reset == "epoch"
    assert (await ask(door, phone, west_of(scene), "")).moved


async def test_sums_that_were_kept_wrong_are_put_right_and_the_journal_says_so(door: Door, scene: Scene) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    held, cursor = await boot_all(door, phone)

    async def miscount(tx: Tx) -> None:
        await tx.execute(_MISCOUNT, district=door.district, scope=grid)

    right = (await pull(door, phone, cursor)).digests[str(grid)]
    await door.database.write(miscount)
    wrong = (await pull(door, phone, cursor)).digests[str(grid)]
    reply = await ask(door, phone, grid, cursor)

    assert wrong != right
    assert tuple(reply.sums) == bucket_sums(versions(held[grid]))
    assert (await pull(door, phone, cursor)).digests[str(grid)] == right
    assert len(await entries_of(door, RECOUNT_KIND)) == 1
    await ask(door, phone, grid, cursor)
    assert len(await entries_of(door, RECOUNT_KIND)) == 1
    assert (await verify(door.database, door.district, door.seal)).faults == ()


async def test_a_boot_that_says_what_the_phone_has_gets_records_of_unlike_buckets_alone(
    door: Door, scene: Scene
) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    held, cursor = await boot_all(door, phone)
    await edit(door, phone, scene)

    have = bucket_sums(versions(held[grid]))
    reply = await boot_chunk(door, phone, grid, cursor, have=have, limit=2000)

    full = {row.id for row in reply.rows if row.op == PUT}
    same = [row for row in reply.rows if row.op == SAME]
    assert scene.person in full
    assert {bucket(identity) for identity in full} == {bucket(scene.person)}
    assert len(same) == len(held[grid]) - len(full) > 0
    assert all(bytes(row.record) == b"null" and row.version == held[grid][row.kind, row.id] for row in same)
    assert reply.after is None


async def test_chunks_of_a_boot_that_has_something_bring_every_row_once(door: Door, scene: Scene) -> None:
    phone, grid = scene.phone("worker_west"), west_of(scene)
    held, cursor = await boot_all(door, phone)
    have = bucket_sums(versions(held[grid])[:3])
    rows: list[tuple[int, str]] = []
    after: str | None = ""
    while after is not None:
        reply = await boot_chunk(door, phone, grid, cursor, have=have, limit=2, after=after)
        rows += [(row.kind, row.id) for row in reply.rows]
        after = reply.after

    assert rows == sorted(held[grid])

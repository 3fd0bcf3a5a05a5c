"""What phones were given and wiped: each proof on record once, and those that are missing listed."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.accounts import AssignWorker, EndAssignment
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id, self_scope, sensitive_scope
from server.core.ids import new_id
from server.core.journal import list_entries, verify
from server.core.loading import head_of
from server.core.statements import Row, Statement
from server.sync import tables
from server.sync.wipes import WIPE_KIND, UnprovedWipe, list_unproved_wipes
from tests.server.sync.asking import boot_all, prove, west_of
from tests.support.scene import Scene, by_system, make_scene, settle

_PROOFS = Statement(
    select(*(tables.wipe_proofs.c[name] for name in ("install", "scope", "user_id", "wall", "count"))).where(
        tables.wipe_proofs.c.district_id == bindparam("district")
    )
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def assign(door: Door, scene: Scene) -> str:
    """Put the worker of the east on the western grid too; the assignment's id."""
    assignment = new_id()
    await settle(door, [AssignWorker(**by_system(assignment), user=scene.users["worker_east"], grid=scene.west)])
    return assignment


async def end(door: Door, assignment: str) -> None:
    await settle(door, [EndAssignment(**by_system(assignment))])


async def unproved(door: Door, days: float = 0) -> list[UnprovedWipe]:
    before = clock.now() - timedelta(days=days)
    return await door.database.read(lambda tx: list_unproved_wipes(tx, door.district, before))


async def proofs_of(door: Door) -> list[Row]:
    return await door.database.read(lambda tx: tx.fetch(_PROOFS, district=door.district))


async def journalled(door: Door) -> list[str]:
    async def read(tx: ReadTx) -> list[str]:
        entries = await list_entries(tx, door.district, 0, (await head_of(tx, door.district)).pos)
        return [entry.entity for entry in entries if entry.kind == WIPE_KIND]

    return await door.database.read(read)


async def test_a_proof_is_kept_with_a_journal_entry_and_a_second_one_of_the_same_changes_nothing(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    await boot_all(door, phone)

    first = await prove(door, phone, west_of(scene))
    again = await prove(door, phone, west_of(scene))

    assert await proofs_of(door) == [(phone.actor.install, west_of(scene), phone.actor.user, 1, 3)]
    assert await journalled(door) == [phone.actor.install]
    assert again.stamp == first.stamp
    assert (await verify(door.database, door.district, door.seal)).faults == ()


async def test_a_scope_that_came_back_and_went_again_has_a_new_proof(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    await boot_all(door, phone)
    await prove(door, phone, west_of(scene))
    await boot_all(door, phone)

    await prove(door, phone, west_of(scene), wall=2, count=4)

    assert [(row[3], row[4]) for row in await proofs_of(door)] == [(2, 4)]
    assert len(await journalled(door)) == 2


async def test_a_scope_that_was_lost_without_a_proof_is_listed_until_the_proof_comes(door: Door, scene: Scene) -> None:
    assignment = await assign(door, scene)
    phone = scene.phone("worker_east")
    await boot_all(door, phone)
    assert await unproved(door) == []
    await end(door, assignment)

    missing = await unproved(door)
    assert {one.scope for one in missing} == {grid_scope(scene.west), sensitive_scope(scene.west)}
    assert {(one.install, one.user) for one in missing} == {(phone.actor.install, phone.actor.user)}
    assert await unproved(door, days=7) == []
    await prove(door, phone, west_of(scene))
    assert [one.scope for one in await unproved(door)] == [sensitive_scope(scene.west)]
    await prove(door, phone, scope_id(sensitive_scope(scene.west)))

    assert await unproved(door) == []


async def test_a_scope_that_is_held_again_is_not_missed(door: Door, scene: Scene) -> None:
    assignment = await assign(door, scene)
    await boot_all(door, scene.phone("worker_east"))
    await end(door, assignment)
    await assign(door, scene)

    assert await unproved(door) == []


async def test_a_phone_that_never_had_a_scope_owes_no_proof_and_its_own_scope_is_never_owed(
    door: Door, scene: Scene
) -> None:
    assignment = await assign(door, scene)
    await end(door, assignment)
    phone = scene.phone("worker_east")
    await boot_all(door, phone)

    assert await unproved(door) == []
    await prove(door, phone, scope_id(self_scope(phone.actor.user)))
    assert await unproved(door) == []

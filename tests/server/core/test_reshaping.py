"""A record whose shape has grown is told to phones again, once, without being changed."""

import msgspec
import pytest
from sqlalchemy import bindparam, delete, select, update

from mobile_contract.cases import CaseRecord, ReportMatter
from mobile_contract.kinds import CASE
from server.core import feed, reshaping
from server.core import tables as t
from server.core.database import Tx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.statements import Statement
from tests.support.scene import WEST, Scene, by_system, make_scene, middle, settle

_FIRST_CHUNK = (0, "00000000-0000-0000-0000-000000000000")
_POSITIONS = Statement(
    select(t.feed.c.entity, t.feed.c.pos, t.feed.c.version).where(
        t.feed.c.district_id == bindparam("district"), t.feed.c.kind == CASE
    )
)
_EMPTIED = Statement(
    update(t.feed)
    .where(t.feed.c.district_id == bindparam("district"), t.feed.c.kind == CASE)
    .values(record=bindparam("old"))
)
_UNNOTED = Statement(
    delete(t.consumers).where(
        t.consumers.c.district_id == bindparam("district"), t.consumers.c.name.startswith(reshaping.NOTED)
    )
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def told(door: Door) -> dict[str, tuple[int, int]]:
    rows = await door.database.read(lambda tx: tx.fetch(_POSITIONS, district=door.district))
    return {entity: (pos, version) for entity, pos, version in rows}


async def test_what_an_older_release_wrote_is_told_again_once_and_digests_stay(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [new_id() for _ in range(5)]
    await settle(door, [ReportMatter(**by_system(case), title="hole", point=middle(WEST)) for case in cases])
    west, before = scope_id(grid_scope(scene.west)), await told(door)
    sums = await door.database.read(lambda tx: feed.list_sums(tx, door.district, [west]))

    async def spoil(tx: Tx) -> None:
        await tx.execute(_EMPTIED, district=door.district, old=b"what an older release wrote")
        await tx.execute(_UNNOTED, district=door.district)

    await door.database.write(spoil)
    monkeypatch.setattr(reshaping, "COMMIT_ROWS", 2)

    assert await reshaping.tell_again(door) >= len(cases)
    after = await told(door)
    head = (await door.database.read(lambda tx: head_of(tx, door.district))).pos
    assert await reshaping.tell_again(door) == 0

    assert (await door.database.read(lambda tx: head_of(tx, door.district))).pos == head
    assert {case: version for case, (_, version) in after.items()} == {c: version for c, (_, version) in before.items()}
    assert all(after[case][0] > max(pos for pos, _ in before.values()) for case in cases)
    assert await door.database.read(lambda tx: feed.list_sums(tx, door.district, [west])) == sums
    rows = await door.database.read(lambda tx: feed.read_chunk(tx, door.district, door.seal, west, _FIRST_CHUNK, 500))
    titles = [msgspec.json.decode(row.record, type=CaseRecord).title for row in rows if row.kind == CASE]
    assert titles == ["hole"] * len(cases)


@pytest.mark.usefixtures("scene")
async def test_a_district_of_this_release_is_told_nothing_twice(door: Door) -> None:
    await settle(door, [ReportMatter(**by_system(new_id()), title="hole", point=middle(WEST))])
    before = await told(door)

    assert await reshaping.tell_again(door) == 0

    assert await told(door) == before

"""The checker itself: a district in which one thing was changed behind the door's back is told of, and no other."""

from pathlib import Path

import pytest

from server.core.door import Door
from tests.faults.batches import visits
from tests.faults.invariants import faults_of
from tests.support.databases import Templates, make_door, migrated, opened
from tests.support.scene import make_scene

CHANGES = {
    "a receipt is gone": "DELETE FROM receipts WHERE id = (SELECT min(id) FROM receipts)",
    "a receipt says otherwise": "UPDATE receipts SET verdict = 'refused' WHERE id = (SELECT min(id) FROM receipts)",
    "a row moved on unseen": "UPDATE visits SET version = version + 1 WHERE id = (SELECT min(id) FROM visits)",
    "a row is gone": "DELETE FROM visits WHERE id = (SELECT min(id) FROM visits)",
    "a feed row is gone": "DELETE FROM feed WHERE entity = (SELECT min(id) FROM visits)",
    "a digest is off": "UPDATE scopes SET sum_a = sum_a + 1 WHERE id = (SELECT min(id) FROM scopes WHERE count > 0)",
    "a commit is gone": "DELETE FROM journal WHERE pos = (SELECT max(pos) FROM journal)",
    "an entry is gone": "DELETE FROM journal_entries WHERE pos = (SELECT max(pos) FROM journal_entries) AND n = 0",
    "an effect came twice": (
        "INSERT INTO journal_entries SELECT district_id, pos, n + 100, kind, entity, version, actor, install, "
        "observed_at, subject, digest, salt, body FROM journal_entries WHERE pos = (SELECT max(pos) FROM journal)"
    ),
}


async def a_district(door: Door) -> None:
    scene = await make_scene(door)
    await (phone := scene.phone("worker_west")).push(door, *visits(phone, scene, 3))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_what_was_changed_behind_the_door_is_told(templates: Templates, scratch: Path, change: str) -> None:
    async with migrated(templates, None, scratch) as url, opened(url) as database:
        door = await make_door(database)
        await a_district(door)
        assert await faults_of(door) == []
        await database.script([change])
        assert await faults_of(door) != []

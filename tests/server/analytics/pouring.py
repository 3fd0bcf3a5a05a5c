"""Pasts of cases in a scene's two grids, written over what they were at an earlier instant."""

from collections.abc import Iterable
from datetime import datetime

from ops.seed.history import History, Site, Team, begin_days
from ops.seed.pasts import Past
from ops.seed.pouring import sealed
from server.analytics import rows
from server.analytics.keeping import NAME, refresh
from server.core import tables as core
from server.core.database import Tx
from server.core.door import Door
from server.core.statements import bulk
from server.directory import published_calendar
from tests.support.scene import CLASS, EAST, WEST, Scene, middle

_KEYS = bulk(core.subject_keys)


def a_history(scene: Scene, until: datetime, *, seed: int = 1, days: int = 40, per_day: int = 2) -> History:
    """Some weeks of the scene's district that end at an instant."""
    office, department = scene.users["office"], scene.department
    places = ((scene.west, WEST, "worker_west"), (scene.east, EAST, "worker_east"))
    sites = [
        Site(grid, grid, middle(at).lon, middle(at).lat, scene.users[worker], office) for grid, at, worker in places
    ]
    other = scene.community  # any organisation that is there serves as a second department
    teams = [Team(one, scene.users["dept"], (scene.users["handler"],)) for one in (department, other)]
    return History(seed, begin_days(until, days), per_day, sites, teams, [CLASS], published_calendar())


async def write_over(door: Door, pasts: Iterable[Past]) -> list[str]:
    """Put the rows of cases in place of those that were there; the cases."""
    known = list(pasts)
    keys, found = sealed(door, known)

    async def work(tx: Tx) -> None:
        await tx.upsert(_KEYS, keys)
        for table, those in found:
            await tx.upsert(table, those)

    await door.database.write(work)
    return [past.case.id for past in known]


async def count_again(door: Door, cases: list[str]) -> int:
    """What the consumer does for commits on these cases."""

    async def work(tx: Tx) -> int:
        await rows.hold_cursor(tx, door.district, NAME)
        return await refresh(tx, door.district, cases)

    return await door.database.write(work)

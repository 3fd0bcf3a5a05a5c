"""What tests of a database that is set back share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ops.postgres import Postgres
from server.core.database import open_database
from server.core.ledger import MemoryLedger
from server.core.seal import new_master
from tests.server.sync.setbacks import District
from tests.support import databases
from tests.support.scene import make_scene


@pytest.fixture
async def district(engine: Postgres | None, database_url: str, tmp_path: Path) -> AsyncIterator[District]:
    door = await databases.make_door(await open_database(database_url), master=new_master())
    door.ledger = MemoryLedger()
    made = District(database_url, engine, tmp_path, door)
    try:
        made.scene = await make_scene(door)
        yield made
    finally:
        await made.door.database.close()

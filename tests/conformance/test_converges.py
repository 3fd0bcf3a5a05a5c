"""The law of the feed, for every kind of command: an old phone that pulls what changed is a fresh phone."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import bindparam, func, or_, select

from mobile_contract.base import Command
from mobile_contract.commands import AnyCommand
from ops.postgres import Postgres
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.statements import Statement
from tests.conformance import (
    scenes_of_care,
    scenes_of_cases,
    scenes_of_forms,
    scenes_of_hazards,
    scenes_of_imports,
    scenes_of_notices,
    scenes_of_offices,
    scenes_of_patrols,
    scenes_of_premises,
    scenes_of_registers,
    scenes_of_tasks,
    scenes_of_the_register,
    scenes_of_the_renewal,
    scenes_of_visits,
    scenes_of_warnings,
)
from tests.conformance.scenes import Scene
from tests.server.cases.acts import Acts, staffed
from tests.server.dispatch.town import a_town
from tests.server.inbox.hands import converges, hands_of
from tests.support import databases
from tests.support.databases import Templates, copy_of, make_postgres, put_copy_back

_MODULES = (
    scenes_of_care,
    scenes_of_cases,
    scenes_of_forms,
    scenes_of_hazards,
    scenes_of_imports,
    scenes_of_notices,
    scenes_of_offices,
    scenes_of_patrols,
    scenes_of_premises,
    scenes_of_registers,
    scenes_of_tasks,
    scenes_of_the_register,
    scenes_of_the_renewal,
    scenes_of_visits,
    scenes_of_warnings,
)
SCENES: Mapping[type[Command], Scene] = {kind: scene for one in _MODULES for kind, scene in one.SCENES.items()}
KINDS: tuple[type[Command], ...] = get_args(AnyCommand)
PHONES = ("worker_west", "worker_east", "handler", "stranger")
_DONE = Statement(
    select(func.count())
    .select_from(t.receipts)
    .where(
        t.receipts.c.district_id == bindparam("district"),
        t.receipts.c.kind == bindparam("kind"),
        or_(t.receipts.c.verdict == bindparam("done"), t.receipts.c.verdict == bindparam("merged")),
    )
)


@dataclass
class Ready:
    """A staffed town in a database that nobody has open, and a copy of it to begin with each time."""

    acts: Acts
    url: str
    copied: Any
    engine: Postgres | None

    async def fresh(self) -> str:
        """The URL of one more copy. A PostgreSQL drops none: that would wait for its disk each time."""
        if self.engine is not None:
            return await make_postgres(self.engine, template=self.copied)
        await put_copy_back(self.copied, self.url, None)
        return self.url


def tag_of(kind: type[Command]) -> str:
    return str(kind.__struct_config__.tag)


async def _founded(url: str, engine: Postgres | None, folder: Path) -> Ready:
    async with databases.opened(url) as database, a_town(await databases.make_door(database)) as town:
        acts = await staffed(town)
    return Ready(acts, url, await copy_of(url, engine, folder), engine)


@pytest.fixture(scope="module")
async def on_sqlite(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ready]:
    folder = tmp_path_factory.mktemp("converges")
    async with databases.migrated(templates, None, folder) as url:
        yield await _founded(url, None, folder)


@pytest.fixture(scope="module")
async def on_postgres(
    templates: Templates, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ready]:
    folder = tmp_path_factory.mktemp("converges")
    async with databases.migrated(templates, postgres, folder) as url:
        yield await _founded(url, postgres, folder)


async def times_done(door: Door, kind: type[Command]) -> int:
    told = {"district": door.district, "kind": tag_of(kind), "done": "applied", "merged": "merged"}
    rows = await door.database.read(lambda tx: tx.fetch(_DONE, **told))
    return int(rows[0][0])


async def holds_for(ready: Ready, kind: type[Command]) -> None:
    """Phones are old, the command is applied, they pull, and are as fresh ones."""
    async with databases.opened(await ready.fresh()) as database:
        door = replace(ready.acts.town.door, database=database)
        acts = replace(ready.acts, town=replace(ready.acts.town, door=door))
        with clock.told_by(lambda: acts.town.at):
            act = await SCENES[kind](acts)
            hands = hands_of(door, acts.town.scene, *PHONES)
            for hand in hands:
                await hand.sync()
            before = await times_done(door, kind)

            await act()

            assert await times_done(door, kind) > before, f"{tag_of(kind)} was not applied in its scene"
            await converges(door, *hands)


def test_every_kind_of_command_has_a_scene_in_which_it_is_applied() -> None:
    assert [tag_of(kind) for kind in KINDS if kind not in SCENES] == []
    assert [tag_of(kind) for kind in SCENES if kind not in KINDS] == []


@pytest.mark.parametrize("kind", KINDS, ids=tag_of)
async def test_an_old_phone_that_pulls_what_a_command_changed_is_a_fresh_phone(
    on_sqlite: Ready, kind: type[Command]
) -> None:
    await holds_for(on_sqlite, kind)


@pytest.mark.parametrize("kind", KINDS[::3], ids=tag_of)
async def test_an_old_phone_is_a_fresh_phone_on_postgresql_too(on_postgres: Ready, kind: type[Command]) -> None:
    await holds_for(on_postgres, kind)

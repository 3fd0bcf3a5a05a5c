"""The district's door, for a command that asks or orders something."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from ops.commands.opening import opened, refuse_old_schema
from ops.commands.settings_file import load_settings
from server.app import make_door
from server.core.door import Door
from server.core.seal import Seal
from server.settings import Settings, read_master

T = TypeVar("T")


@asynccontextmanager
async def door_of(settings: Settings) -> AsyncGenerator[Door, None]:
    """A district's door, over a database of this release's schema."""
    seal = Seal.from_master(read_master(settings))
    async with opened(settings.database) as database:
        await refuse_old_schema(database)
        yield make_door(database, settings.district, seal)


def with_door(district: Path | Settings, work: Callable[[Door], Awaitable[T]]) -> T:
    """Do some work at the door of the district whose folder, or whose settings, are given."""

    async def run() -> T:
        settings = district if isinstance(district, Settings) else load_settings(district)
        async with door_of(settings) as door:
            return await work(door)

    return asyncio.run(run())

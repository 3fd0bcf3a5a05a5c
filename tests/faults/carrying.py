"""`python -m tests.faults.carrying URL REZONING`: the job that moves a grid's rows, a few a commit."""

import asyncio
import os
import sys

from server.app import make_door
from server.core.crashing import arm
from server.core.seal import Seal
from server.rezoning import service
from tests.support.databases import opened
from tests.support.scene import DISTRICT

FEW = 7
"""Rows in a commit: with so few every grid is a large one."""
MASTER = bytes(range(32))


async def carry_on(url: str, rezoning: str) -> None:
    """Go on to the end."""
    async with opened(url) as database:
        door = make_door(database, DISTRICT, Seal.from_master(MASTER))
        while await service.step(door, rezoning, FEW):
            pass


if __name__ == "__main__":
    arm(os.environ)
    asyncio.run(carry_on(*sys.argv[1:]))

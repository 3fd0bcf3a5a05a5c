"""Jobs beside the consumers: done from time to time, again after a failure, and ended with the process."""

import asyncio

from server.core.consumers import Job, Workers
from server.core.database import DatabaseFault
from server.core.door import Door


async def test_a_job_is_done_once_when_the_journal_is_read_to_its_end(door: Door) -> None:
    done: list[int] = []

    async def run(given: Door) -> None:
        done.append(given.district)

    await Workers(door, (), (Job("once", 3600, run),)).catch_up()

    assert done == [door.district]


async def test_a_job_is_repeated_until_the_workers_stop(door: Door) -> None:
    enough = asyncio.Event()
    count = 0

    async def run(_: Door) -> None:
        nonlocal count
        count += 1
        if count == 3:
            enough.set()

    workers = Workers(door, (), (Job("often", 0, run), Job("seldom", 3600, run)))
    running = asyncio.create_task(workers.run())
    await enough.wait()
    workers.stop()
    await asyncio.wait_for(running, timeout=5)

    assert count >= 3


async def test_a_job_that_fails_stops_neither_itself_nor_the_others(door: Door) -> None:
    faults = [DatabaseFault("busy", transient=True), ValueError("a bug")]
    both = asyncio.Event()

    async def fail(_: Door) -> None:
        fault = faults.pop()
        if not faults:
            both.set()
        raise fault

    workers = Workers(door, (), (Job("busy", 0, fail), Job("broken", 0, fail)))
    running = asyncio.create_task(workers.run())
    await both.wait()
    workers.stop()

    await asyncio.wait_for(running, timeout=5)

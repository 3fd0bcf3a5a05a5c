"""Meters let through what they should and no more, also of many at once, on both databases."""

import asyncio
from datetime import timedelta

from server.core.door import Door
from server.intake import metering
from server.intake.metering import TRIES, Meter, Passed
from tests.support.judging import NOW

SECOND = timedelta(seconds=1)
METER = Meter("m", 10_000, 3)


async def ask(door: Door, after_s: float = 0, *meters: Meter) -> Passed:
    """One more, so long after the first."""
    at = NOW + after_s * SECOND
    return await door.database.write(lambda tx: metering.pass_through(tx, door.district, meters or (METER,), at))


async def attempt(door: Door, after_s: float = 0, what: str = "w") -> int:
    """One more try, so long after the first: how long it still rests."""
    at = NOW + after_s * SECOND
    return await door.database.write(lambda tx: metering.begin_try(tx, door.district, what, at))


async def test_so_many_get_through_at_once_and_then_one_at_a_time(door: Door) -> None:
    assert [(await ask(door)).wait_ms for _ in range(4)] == [0, 0, 0, 10_000]
    assert (await ask(door, 9.999)).wait_ms == 1
    assert (await ask(door, 10)).wait_ms == 0
    assert (await ask(door, 10)).wait_ms == 10_000
    assert [(await ask(door, 1000)).wait_ms for _ in range(4)] == [0, 0, 0, 10_000]


async def test_whoever_is_refused_does_not_wait_the_longer_for_asking(door: Door) -> None:
    waits = [(await ask(door)).wait_ms for _ in range(20)]
    assert waits[3:] == [10_000] * 17


async def test_of_a_crowd_at_the_same_moment_no_more_get_through(door: Door) -> None:
    passed = await asyncio.gather(*(ask(door) for _ in range(20)))
    assert sum(one.wait_ms == 0 for one in passed) == 3


async def test_the_tightest_of_several_meters_decides(door: Door) -> None:
    tight = Meter("t", 60_000, 1)
    assert await ask(door, 0, METER, tight) == Passed(0, 0)
    assert (await ask(door, 0, METER, tight)).wait_ms == 60_000
    assert (await ask(door, 0)).left == 0


async def test_five_tries_then_rest_and_longer_each_time(door: Door) -> None:
    assert [await attempt(door) for _ in range(TRIES)] == [0] * TRIES
    assert await attempt(door, 1) == (15 * 60 - 1) * 1000
    assert [await attempt(door, 15 * 60) for _ in range(TRIES)] == [0] * TRIES
    assert await attempt(door, 15 * 60) == 30 * 60 * 1000
    assert await attempt(door, 0, "other") == 0


async def test_of_many_tries_at_the_same_moment_five_are_made(door: Door) -> None:
    rests = await asyncio.gather(*(attempt(door) for _ in range(20)))
    assert rests.count(0) == TRIES


async def test_what_was_right_begins_anew_and_what_was_long_ago_is_forgotten(door: Door) -> None:
    for _ in range(TRIES - 1):
        await attempt(door)
    await door.database.write(lambda tx: metering.forgive(tx, door.district, "w"))
    assert [await attempt(door) for _ in range(TRIES)] == [0] * TRIES
    days = 3 * 86_400
    assert [await attempt(door, days) for _ in range(TRIES)] == [0] * TRIES
    assert await attempt(door, days) > 0


async def test_a_name_says_nothing_of_whose_it_is_and_is_another_tomorrow(door: Door) -> None:
    names = [metering.named(door.seal, "address", "10.0.0.7", NOW + n * timedelta(days=1)) for n in range(2)]
    assert len({*names, metering.named(door.seal, "phone", "10.0.0.7", NOW)}) == 3
    assert not [name for name in names if "10.0.0.7" in name]

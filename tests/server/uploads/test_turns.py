"""Of two requests for one upload within one server the older ends first, and soon."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from mobile_contract.problems import ProblemCode
from server.core.door import Door
from server.core.ids import new_id
from server.core.problems import Problem
from server.uploads.pace import HURRIED_S, LAST_S
from server.uploads.turns import let_end, turn_of

USER, UPLOAD = new_id(), new_id()


async def frozen() -> AsyncIterator[bytes]:
    yield b"before the line broke"
    await asyncio.Event().wait()


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield bytes(1_000)
        await asyncio.sleep(HURRIED_S / 20)


class Writing:
    """A request that writes what comes, until it is ended."""

    def __init__(self, door: Door, body: AsyncIterator[bytes]) -> None:
        self.came, self.began = b"", asyncio.Event()
        self.task = asyncio.create_task(self._write(door, body))

    async def _write(self, door: Door, body: AsyncIterator[bytes]) -> None:
        async with turn_of(door, USER, UPLOAD) as pace:
            async for chunk in pace.keep(body):
                self.came += chunk
                self.began.set()


@pytest.mark.parametrize(("body", "at_most_s"), [(frozen, HURRIED_S), (endless, LAST_S)])
async def test_whoever_asks_lets_the_older_request_end_and_does_not_wait_long(
    door: Door, body: Callable[[], AsyncIterator[bytes]], at_most_s: float
) -> None:
    loop = asyncio.get_running_loop()
    older = Writing(door, body())
    await older.began.wait()
    began = loop.time()
    await let_end(door, USER, UPLOAD)
    assert older.task.done()
    assert loop.time() - began < at_most_s + 5
    with pytest.raises(Problem) as ended:
        await older.task
    assert ended.value.code is ProblemCode.TOO_SLOW
    assert older.came.startswith((b"before the line broke", bytes(1_000)))


async def test_strangers_and_other_uploads_wait_for_nobody(door: Door) -> None:
    older = Writing(door, frozen())
    await older.began.wait()
    await let_end(door, new_id(), UPLOAD)
    await let_end(door, USER, new_id())
    async with turn_of(door, new_id(), UPLOAD):
        assert not older.task.done()
    older.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await older.task


async def test_several_take_turns_and_none_is_left_waiting(door: Door) -> None:
    writes = [Writing(door, frozen()) for _ in range(3)]
    told = await asyncio.gather(*(one.task for one in writes), let_end(door, USER, UPLOAD), return_exceptions=True)
    assert [isinstance(one, Problem) for one in told] == [True, True, True, False]
    assert all(one.came for one in writes)
    await let_end(door, USER, UPLOAD)

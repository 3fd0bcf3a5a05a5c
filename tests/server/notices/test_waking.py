"""From a commit to the channel, as servers do it: by themselves, soon, and whatever another channel's provider does."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pytest

from mobile_contract.notices import PushKind
from push.channels import ChannelKind
from server.core import clock
from server.core.consumers import Workers
from server.core.door import Door
from server.core.ids import new_id
from server.notices.planning import notices_consumer
from server.notices.sending import sending_jobs
from tests.server.notices.world import a_phone, report
from tests.support.recording import RecordingChannel
from tests.support.scene import Scene, make_scene

SOON_S = 5.0
"""On a machine that has much else to do; in quiet it is a fifth of a second."""


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@asynccontextmanager
async def at_work(door: Door, channels: Sequence[RecordingChannel]) -> AsyncGenerator[None]:
    """The consumer and the jobs of a server, for as long as the block runs."""
    consumer = notices_consumer(kind for channel in channels for kind in channel.kinds)
    workers = Workers(door, [consumer], sending_jobs(channels, live=True))
    working = asyncio.create_task(workers.run())
    try:
        yield
    finally:
        for channel in channels:
            if channel.gate is not None:
                channel.gate.set()
        workers.stop()
        await working


async def came(channel: RecordingChannel, count: int) -> float:
    """How many seconds it took until the channel was given so many messages."""
    began = clock.ticks()
    async with asyncio.timeout(SOON_S):
        while len(channel.given) < count:  # noqa: ASYNC110 - the channel is somebody else's
            await asyncio.sleep(0.005)
    return clock.ticks() - began


async def test_each_case_wakes_soon_although_another_provider_hangs(door: Door, scene: Scene) -> None:
    hanging = RecordingChannel(frozenset({ChannelKind.FCM_FID}), gate=asyncio.Event())
    working = RecordingChannel(frozenset({ChannelKind.APNS}))
    await a_phone(door, scene, "worker_west", "hangs", PushKind.FCM_FID)
    await a_phone(door, scene, "worker_west", "works")

    async with at_work(door, [hanging, working]):
        waits: list[float] = []
        for number in range(1, 11):
            await report(door, new_id())
            waits.append(await came(working, number))
        assert len(hanging.given) == 1

    assert max(waits) < SOON_S
    print(f"commit to channel: median {sorted(waits)[5]:.3f} s, most {max(waits):.3f} s")  # noqa: T201 - a figure, with -s

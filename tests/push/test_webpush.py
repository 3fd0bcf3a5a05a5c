"""Web Push: what the service can read, what only the browser can, and subscriptions that are none."""

import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from push.channels import Outcome, Urgency
from push.webpush import VapidKey, WebPushChannel
from tests.push.messages import CALM, NOW, key_pem, message
from tests.push.peers import Fate
from tests.push.push_service import SUBJECT, BrowserWorld, browser_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[BrowserWorld]:
    async with browser_world(tmp_path) as made:
        yield made


@pytest.fixture
async def channel(world: BrowserWorld) -> AsyncGenerator[WebPushChannel]:
    one = world.channel(CALM)
    yield one
    await one.close()


async def test_only_the_browser_can_read_what_is_shown(world: BrowserWorld, channel: WebPushChannel) -> None:
    until = NOW + timedelta(minutes=90)
    await channel.send(
        [message(1, world.to(Fate.ACCEPTED, 1), title="暴雨红色预警", text="请留在室内", until=until, collapse="rain")]
    )
    [seen] = world.peer.seen
    words = {"title": "暴雨红色预警", "text": "请留在室内", "lang": "zh-CN"}
    assert world.peer.shown == [{"t": "case.assigned", "n": "about-1", **words}]
    assert b"about-1" not in seen.body
    assert "暴雨".encode() not in seen.body
    assert (seen.headers["ttl"], seen.headers["urgency"]) == ("5400", "high")


async def test_a_wake_up_has_no_words(world: BrowserWorld, channel: WebPushChannel) -> None:
    await channel.send([message(2, world.to(Fate.ACCEPTED, 2), urgency=Urgency.LOW)])
    assert world.peer.shown == [{"t": "case.assigned", "n": "about-2"}]
    assert (world.peer.seen[0].headers["ttl"], world.peer.seen[0].headers["urgency"]) == ("86400", "low")


async def test_a_repeat_replaces_itself_and_one_topic_its_earlier_message(
    world: BrowserWorld, channel: WebPushChannel
) -> None:
    first, second = message(1, world.to(Fate.ACCEPTED, 1)), message(2, world.to(Fate.ACCEPTED, 2))
    joined = [message(number, world.to(Fate.ACCEPTED, number), collapse="rain") for number in (3, 4)]
    for one in (first, first, second, *joined):
        await channel.send([one])
    topics = [seen.headers["topic"] for seen in world.peer.seen]
    assert topics[0] == topics[1] != topics[2]
    assert topics[3] == topics[4] not in topics[:3]
    assert all(len(topic) == 32 for topic in topics)


async def test_two_messages_are_never_encrypted_alike(world: BrowserWorld, channel: WebPushChannel) -> None:
    same = message(1, world.to(Fate.ACCEPTED, 1))
    await channel.send([same, same])
    first, second = world.peer.seen
    assert first.body != second.body
    assert first.headers["authorization"] == second.headers["authorization"]


@pytest.mark.parametrize(
    "to",
    ["", "{}", "no json", '{"endpoint": 1}', '{"endpoint": "https://x.test/", "keys": {"p256dh": "", "auth": ""}}',
     '{"endpoint": "https://x.test/", "keys": {"p256dh": "*", "auth": "*"}}', '{"endpoint": "\\ud800"}'],
)  # fmt: skip
async def test_what_is_no_subscription_is_gone_and_never_leaves(
    world: BrowserWorld, channel: WebPushChannel, to: str
) -> None:
    [answer] = await channel.send([message(1, to)])
    assert (answer.outcome, world.peer.seen) == (Outcome.GONE, [])


@pytest.mark.parametrize("fault", ["off the curve", "short secret"])
async def test_keys_that_are_none_are_gone(world: BrowserWorld, channel: WebPushChannel, fault: str) -> None:
    endpoint = json.loads(world.to(Fate.ACCEPTED, 1))["endpoint"]
    bad = world.subscription(endpoint, b"\x04" + b"\x01" * 64) if fault == "off the curve" else None
    [answer] = await channel.send([message(1, bad or world.subscription(endpoint, secret=b"short"))])
    assert (answer.outcome, world.peer.seen) == (Outcome.GONE, [])


@pytest.mark.parametrize("endpoint", ["https://169.254.169.254/x", "https://127.0.0.2/x", "http://provider.test/x"])
async def test_a_subscription_that_points_inside_is_refused(
    world: BrowserWorld, channel: WebPushChannel, endpoint: str
) -> None:
    [answer] = await channel.send([message(1, world.subscription(endpoint))])
    assert answer.outcome is Outcome.REFUSED


async def test_words_that_do_not_fit_never_leave(world: BrowserWorld, channel: WebPushChannel) -> None:
    [fits, too_long] = [message(number, world.to(Fate.ACCEPTED, number), text="x" * (3900 + 100 * number))
                        for number in (0, 1)]  # fmt: skip
    answers = await channel.send([fits, too_long])
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED, Outcome.REFUSED]
    assert len(world.peer.seen[0].body) <= 4096


def test_a_signature_serves_one_service_for_six_hours() -> None:
    hours = [0]
    key = VapidKey(key_pem("vapid"), SUBJECT, lambda: NOW + timedelta(hours=hours[0]))
    first, other = key.authorization("https://a.test/1"), key.authorization("https://b.test/1")
    hours[0] = 5
    kept = key.authorization("https://a.test/2")
    hours[0] = 6
    renewed = key.authorization("https://a.test/2")
    assert first == kept
    assert len({first, other, renewed}) == 3


def test_what_is_no_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="VAPID"):
        VapidKey("no key", SUBJECT, lambda: NOW)
    with pytest.raises(ValueError, match="VAPID"):
        VapidKey(key_pem("vapid"), "somebody", lambda: NOW)

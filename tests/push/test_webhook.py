"""Webhooks: what is sent is signed and well formed, and no address leads inside."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from push.addresses import Network, points_inside
from push.channels import ChannelKind, Outcome
from push.pool import Reach
from push.webhook import Codes, Form, WebhookChannel
from tests.push.gateway import SECRET, GatewayWorld, gateway_world, template
from tests.push.https_peer import LOOPBACK, NAME
from tests.push.messages import CALM, NOW, message

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2002:7f00:1::", "2001::1", "2001:db8::1", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "", "localhost",
]  # fmt: skip
OUTSIDE_ADDRESSES = ["1.1.1.1", "114.114.114.114", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:1.1.1.1"]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[GatewayWorld]:
    async with gateway_world(tmp_path) as made:
        yield made


class Rebinding:
    """A name server that answers what it is told to, in turn, and counts who asks."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str) -> Sequence[str]:
        del host
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


class Trap:
    """A listener inside, which nobody may reach."""

    def __init__(self) -> None:
        self.touched, self.port = 0, 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._touch, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _touch(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.touched += 1
        writer.close()


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known(address: str) -> None:
    assert points_inside(address)


@pytest.mark.parametrize("address", OUTSIDE_ADDRESSES)
def test_an_address_outside_is_known(address: str) -> None:
    assert not points_inside(address)


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_outside(address: object) -> None:
    known = ip_address(str(address))
    known = getattr(known, "ipv4_mapped", None) or known
    if known.is_private or known.is_loopback or known.is_link_local or known.is_multicast or known.is_reserved:
        assert points_inside(str(known))


def test_a_network_is_opened_by_name_but_for_the_metadata_of_clouds() -> None:
    everything: tuple[Network, ...] = (ip_network("0.0.0.0/0"),)
    assert not points_inside("10.1.2.3", everything)
    assert points_inside("169.254.169.254", everything)
    assert points_inside("::ffff:100.100.100.200", everything)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost",
     "127.0.0.1.", "ⓛocalhost", "①27.0.0.1", "0"],
)  # fmt: skip
async def test_an_address_that_points_inside_is_never_connected_to(host: str) -> None:
    async with Trap() as trap:
        channel = WebhookChannel(ChannelKind.CHAT, template(1, url="{to}", codes=None), lambda: NOW)
        [answer] = await channel.send([message(1, f"https://{host}:{trap.port}/hook")])
        await channel.close()
    assert answer.outcome is Outcome.REFUSED
    assert trap.touched == 0


@pytest.mark.parametrize(
    "url",
    ["http://{}:{}/x", "ftp://{}:{}/x", "https://user:pass@{}:{}/x", "file:///etc/passwd", "https:///x", "",
     "https://{}:99999/x", "https://{}:{}/x\r\nHost: y", "https://[::1/x"],
)  # fmt: skip
async def test_only_an_https_address_is_an_address(world: GatewayWorld, url: str) -> None:
    channel = world.by(template(1, url="{to}", codes=None))
    [answer] = await channel.send([message(1, url.format(NAME, world.peer.port))])
    await channel.close()
    assert answer.outcome is Outcome.REFUSED
    assert not world.peer.seen


async def test_one_address_inside_among_many_refuses_the_name() -> None:
    async with Trap() as trap:
        names = Rebinding(["1.1.1.1", "127.0.0.1"])
        channel = WebhookChannel(
            ChannelKind.CHAT, template(1, url="{to}", codes=None), lambda: NOW, reach=Reach(resolve=names)
        )
        [answer] = await channel.send([message(1, f"https://rebound.test:{trap.port}/")])
        await channel.close()
    assert (answer.outcome, answer.told, trap.touched) == (Outcome.REFUSED, "the address points inside", 0)


async def test_a_name_is_resolved_once_and_that_very_address_is_connected_to(world: GatewayWorld) -> None:
    names = Rebinding(["127.0.0.1"], ["127.0.0.2"])
    reach = Reach(allowed=LOOPBACK, tls=world.peer.trust.client(), resolve=names)
    channel = WebhookChannel(ChannelKind.SMS, template(world.peer.port), lambda: NOW, reach=reach)
    [first] = await channel.send([message(1, "accepted-1")])
    [kept] = await channel.send([message(2, "accepted-2")])
    assert (first.outcome, kept.outcome, names.asked) == (Outcome.ACCEPTED, Outcome.ACCEPTED, 1)
    await channel.close()
    [rebound] = await channel.send([message(3, "accepted-3")])
    await channel.close()
    assert (rebound.outcome, names.asked) == (Outcome.OURS, 2)
    assert world.peer.seen[0].headers["host"] == f"{NAME}:{world.peer.port}"


async def test_a_name_that_nobody_knows_is_passing(world: GatewayWorld) -> None:
    channel = world.by(template(world.peer.port, url="https://unknown.test/"))
    assert [one.outcome for one in await channel.send([message(1, "x"), message(2, "y")])] == [Outcome.PASSING] * 2
    await channel.close()


async def test_a_redirect_is_not_followed(world: GatewayWorld) -> None:
    inside = {"location": "https://127.0.0.1/latest/meta-data"}
    world.peer.other_words = lambda: web.Response(status=302, headers=inside)
    channel = world.channel(CALM)
    [answer] = await channel.send([message(1, "accepted-1")])
    await channel.close()
    assert (answer.outcome, answer.told, len(world.peer.seen)) == (Outcome.REFUSED, "302", 1)


async def test_an_answer_without_end_is_none(world: GatewayWorld) -> None:
    world.peer.other_words = lambda: web.Response(body=b"x" * 1_000_000)
    channel = world.channel(CALM)
    [answer] = await channel.send([message(1, "accepted-1")])
    await channel.close()
    assert (answer.outcome, answer.told) == (Outcome.PASSING, "an answer without end")


async def test_a_peer_of_another_authority_is_told_nothing(world: GatewayWorld) -> None:
    reach = Reach(allowed=LOOPBACK, resolve=Rebinding(["127.0.0.1"]))
    channel = WebhookChannel(ChannelKind.SMS, template(world.peer.port), lambda: NOW, reach=reach)
    [answer] = await channel.send([message(1, "accepted-1")])
    await channel.close()
    assert answer.outcome is Outcome.OURS
    assert not world.peer.seen


async def test_a_request_is_signed_as_standard_webhooks_say(world: GatewayWorld) -> None:
    channel = world.channel(CALM)
    await channel.send([message(5, "accepted-5")])
    await channel.close()
    seen = world.peer.seen[0]
    signed = f"{message(5, '').id}.{int(NOW.timestamp())}.".encode() + seen.body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert seen.headers["webhook-signature"] == f"v1,{expected}"
    assert seen.headers["content-type"] == "application/json"


async def test_what_is_filled_in_never_becomes_structure_or_path(world: GatewayWorld) -> None:
    nasty = 'x", "admin": true, "y": "{text}{{'
    channel = world.channel(CALM)
    await channel.send([message(1, "accepted-1/../../x?y#z", text=nasty, title="水")])
    await channel.close()
    seen = world.peer.seen[0]
    body = json.loads(seen.body)
    assert body["content"]["text"] == "水" + nasty
    assert set(body) == {"phone", "content"}
    assert seen.path == "/send/accepted-1%2F..%2F..%2Fx%3Fy%23z"


async def test_a_form_is_encoded(world: GatewayWorld) -> None:
    one = template(world.peer.port, form=Form.FIELDS, body={"mobile": "{to}", "words": "{text}&x=1"})
    channel = world.by(one)
    [answer] = await channel.send([message(1, "accepted-1", text="涨水&注意")])
    await channel.close()
    assert answer.outcome is Outcome.ACCEPTED
    assert parse_qs(world.peer.seen[0].body.decode()) == {"mobile": ["accepted-1"], "words": ["涨水&注意&x=1"]}


async def test_a_code_that_the_template_does_not_know_is_passing(world: GatewayWorld) -> None:
    for field, outcomes in (("code", {"1": Outcome.ACCEPTED}), ("missing", {"0": Outcome.ACCEPTED})):
        channel = world.by(template(world.peer.port, codes=Codes(field=field, outcomes=outcomes)))
        [answer] = await channel.send([message(1, "accepted-1")])
        await channel.close()
        assert answer.outcome is Outcome.PASSING
        assert "words of the gateway" not in answer.told


@pytest.mark.parametrize(
    "facts",
    [
        {"url": "http://gateway.test/"}, {"url": "https://{to}/x"}, {"url": "https://x.test/{person}"}, {"url": "{to"},
        {"secret": "whsec_short"}, {"secret": "A" * 32}, {"secret": "whsec_***"}, {"body": {"a": ["{resident}"]}},
        {"form": Form.FIELDS, "body": {"a": 1}},
    ],
)  # fmt: skip
def test_a_template_that_cannot_work_is_refused_before_anything_is_sent(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"webhook|template") as refusal:
        template(443, **facts)
    assert str(facts.get("secret", "no secret")) not in str(refusal.value)

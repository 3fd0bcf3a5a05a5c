"""E-mail: what is written, connections that are kept, and whose fault a refusal is."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from push.channels import Outcome
from push.email import EmailChannel, Relay, Security
from tests.push.mail_server import SENDER, MailWorld, mail_world
from tests.push.messages import CALM, NOW, message
from tests.push.peers import HOST, Fate, Trust


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[MailWorld]:
    async with mail_world(tmp_path) as made:
        yield made


@pytest.fixture
async def channel(world: MailWorld) -> AsyncGenerator[EmailChannel]:
    one = world.channel(CALM)
    yield one
    await one.close()


async def test_an_email_says_the_words_of_its_template_and_where_to_look(
    world: MailWorld, channel: EmailChannel
) -> None:
    await channel.send([message(3, world.to(Fate.ACCEPTED, 3), title="暴雨\r\nBcc: x@y.test", text="请留在室内")])
    [mail] = world.server.mails
    assert (mail["Subject"], mail["From"], mail["To"]) == ("暴雨 Bcc: x@y.test", SENDER, "accepted-3@people.test")
    assert (mail["Auto-Submitted"], mail["Content-Language"], mail["Bcc"]) == ("auto-generated", "zh-CN", None)
    assert mail["Message-ID"] == f"<{message(3, '').id}@district.test>"
    assert mail.get_content().split() == ["请留在室内", "https://district.test/n/about-3"]


async def test_connections_are_kept(world: MailWorld, channel: EmailChannel) -> None:
    for number in range(5):
        [answer] = await channel.send([message(number, world.to(Fate.ACCEPTED, number))])
        assert answer.outcome is Outcome.ACCEPTED
    assert world.server.connections == 1


async def test_a_kept_connection_that_was_closed_meanwhile_costs_nothing(
    world: MailWorld, channel: EmailChannel
) -> None:
    for number in range(3):
        [answer] = await channel.send([message(number, world.to(Fate.ACCEPTED, number))])
        assert answer.outcome is Outcome.ACCEPTED
        world.server.hang_up()
    assert (world.server.connections, len(world.server.mails)) == (3, 3)


async def test_a_connection_serves_a_hundred_and_is_replaced(world: MailWorld, channel: EmailChannel) -> None:
    for number in range(101):
        await channel.send([message(number, world.to(Fate.ACCEPTED, number))])
    assert (world.server.connections, len(world.server.mails)) == (2, 101)


async def test_a_refusal_leaves_nothing_behind_in_the_connection(world: MailWorld, channel: EmailChannel) -> None:
    for number, fate in enumerate([Fate.GONE, Fate.ACCEPTED, Fate.SLOWER, Fate.ACCEPTED]):
        await channel.send([message(number, world.to(fate, number))])
    assert [mail["To"] for mail in world.server.mails] == ["accepted-1@people.test", "accepted-3@people.test"]
    assert world.server.connections == 1


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("554 5.7.1 looks like spam", Outcome.REFUSED), ("552 5.3.4 too big", Outcome.REFUSED),
        ("452 4.3.1 disk full", Outcome.PASSING), ("451 4.7.1 too many today", Outcome.SLOWER),
        ("550 5.1.1 said too late", Outcome.REFUSED),
    ],
)  # fmt: skip
async def test_what_is_refused_after_it_was_read(
    world: MailWorld, channel: EmailChannel, reply: str, outcome: Outcome
) -> None:
    world.server.data_reply = reply
    [answer] = await channel.send([message(1, world.to(Fate.ACCEPTED, 1))])
    assert (answer.outcome, answer.told) == (outcome, reply[:9])


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nRCPT TO:<c@d>", "a@b,c@d", "张@people.test", "a b@c", "<a@b>"])
async def test_what_is_no_address_never_leaves(world: MailWorld, channel: EmailChannel, to: str) -> None:
    [answer] = await channel.send([message(1, to)])
    assert (answer.outcome, world.server.connections) == (Outcome.REFUSED, 0)


async def test_a_relay_that_cannot_be_trusted_gets_no_password(world: MailWorld, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stranger = Trust(tmp_path / "other")
    channel = world.by(world.relay()._replace(tls=stranger.client()))
    answers = await channel.send([message(number, world.to(Fate.ACCEPTED, number)) for number in range(9)])
    await channel.close()
    assert {answer.outcome for answer in answers} == {Outcome.OURS}
    assert world.server.logins == 0


async def test_a_relay_without_encryption_is_our_fault_and_gets_no_password(world: MailWorld) -> None:
    await world.stop()
    await world.server.start(Security.NONE)
    channel = world.channel(CALM)
    answers = await channel.send([message(number, world.to(Fate.ACCEPTED, number)) for number in range(3)])
    await channel.close()
    assert {answer.outcome for answer in answers} == {Outcome.OURS}
    assert (world.server.logins, world.server.mails) == (0, [])


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_a_relay_may_want_encryption_at_once_or_none(world: MailWorld, security: Security) -> None:
    await world.stop()
    await world.server.start(security)
    channel = world.by(world.relay()._replace(security=security, username="", password=""))
    [answer] = await channel.send([message(1, world.to(Fate.ACCEPTED, 1))])
    await channel.close()
    assert answer.outcome is Outcome.ACCEPTED


def test_a_sender_that_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="sender"):
        EmailChannel(Relay(HOST, 25, "no address"), lambda: NOW)

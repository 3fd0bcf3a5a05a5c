"""The scene's district with phones that have tokens, and what its outbox holds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from mobile_contract.accounts import IssueEnrolment, RedeemEnrolment
from mobile_contract.base import Command
from mobile_contract.cases import ReportMatter
from mobile_contract.notices import PushKind, RegisterPushToken
from mobile_contract.receipts import Receipt
from push.channels import ChannelKind
from server.core import clock
from server.core.consumers import step
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.statements import Statement
from server.notices.planning import notices_consumer
from server.notices.tables import notice_messages as t
from sync.notices import push_token_id
from tests.support.scene import WEST, Scene, by_system, middle, settle

ALL = frozenset(ChannelKind)


class Kept(NamedTuple):
    """A row of the outbox."""

    id: str
    person: str
    channel: str
    place: str
    cls: str
    status: str
    tries: int
    dead_at: Any
    told: str
    due_at: Any


_ALL_MESSAGES = Statement(
    select(
        t.c.id, t.c.person, t.c.channel, t.c.place, t.c.cls, t.c.status, t.c.tries, t.c.dead_at, t.c.told, t.c.due_at
    )
    .where(t.c.district_id == bindparam("district"))
    .order_by(t.c.planned_at, t.c.cause, t.c.id)
)


async def enrol(door: Door, scene: Scene, login: str) -> Actor:
    """A new phone of a user."""
    promise, install, user = new_id(), new_id(), scene.users[login]
    until = clock.now() + timedelta(hours=1)
    code = f"{int(promise.replace('-', ''), 16):064x}"
    await settle(door, [IssueEnrolment(**by_system(promise), user=user, code_hash=code, expires_at=until)])
    await settle(door, [RedeemEnrolment(**by_system(promise), install=install, secret_hash="0" * 64)])
    return Actor(user=user, install=install)


def registration(phone: Actor, token: str, channel: PushKind = PushKind.APNS, **more: Any) -> RegisterPushToken:
    """The command of a phone that got this token."""
    entity = push_token_id(channel, token)
    return RegisterPushToken(**by_system(entity, **more), install=phone.install, channel=channel, token=token)


async def sends(door: Door, actor: Actor, *commands: Command) -> list[Receipt]:
    """Commands of somebody at their phone, whatever becomes of them."""
    return (await door.issue(commands, actor)).receipts


async def a_phone(door: Door, scene: Scene, login: str, token: str, channel: PushKind = PushKind.APNS) -> Actor:
    """A phone that is woken by this token."""
    phone = await enrol(door, scene, login)
    await settle(door, [registration(phone, token, channel)], phone)
    return phone


async def report(door: Door, *ids: str, actor: Actor | None = None) -> None:
    """Cases in the west grid."""
    told: Sequence[Command] = [ReportMatter(**by_system(one), title="井盖破损", point=middle(WEST)) for one in ids]
    await settle(door, list(told), actor)


async def planned(door: Door, channels: frozenset[ChannelKind] = ALL) -> list[Kept]:
    """The outbox after all is planned."""
    consumer = notices_consumer(channels)
    while await step(door, consumer):
        pass
    return await outbox(door)


async def outbox(door: Door) -> list[Kept]:
    """All that the outbox holds."""
    return [Kept(*row) for row in await door.database.fetch(_ALL_MESSAGES, district=door.district)]

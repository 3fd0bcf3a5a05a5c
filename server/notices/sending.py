"""Hands messages of the outbox to their channels: claimed in one commit, sent outside of any, recorded in another.

Who dies in between leaves a lease that ends: then the message is sent again under the same id, which providers and
phones take for the same. Each channel has a job of its own, so that one whose provider is slow delays no other.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from mobile_contract.notices import RemovePushToken, TokenEnd
from push.channels import Answer, Channel, ChannelKind, Message, Outcome
from push.retry import Breaker, Status, Tried, after, heard, may_send
from push.simulated import SimulatedChannel, is_simulated
from server.accounts.entities import Install, User
from server.accounts.service import made_now
from server.core import clock
from server.core.consumers import Job
from server.core.crashing import crashpoint
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import list_by
from server.intake.entities import Reporter
from server.notices import queries
from server.notices.books import PUSH, Said, book
from server.notices.entities import PushToken
from server.notices.hygiene import issue
from server.notices.planning import is_let_in
from server.notices.queries import Outgoing, Record

log = structlog.get_logger()

EVERY_S = 0.1
FORGET_EVERY_S = 3600.0
KEPT = timedelta(days=60)
"""How long the record of a delivery is kept (safety.md 6.7)."""

_TOLD_MOST = 200
_SIMULATED = SimulatedChannel()
_SILENT = Said("", "")
_NOBODY = Answer(Outcome.GONE, "nobody is reached there any more")
_LATE = Answer(Outcome.PASSING, "its time was over before it could be sent")
_HUNG = Answer(Outcome.PASSING, "no answer in time")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages are claimed at once, how long for, and how long their channel has to answer (seconds)."""

    at_once: int = 500
    lease_s: float = 60.0
    answer_s: float = 45.0


class _Address(NamedTuple):
    to: str
    token: str = ""
    """The id of the token that this is, where it is one."""


@dataclass(slots=True)
class Sender:
    """Sends what is due on one channel. `live` false: nothing reaches a provider, all recipients are simulated.

    What it knows of its provider is its own: another server finds out for itself.
    """

    name: str
    channel: Channel
    live: bool = True
    pace: Pace = Pace()
    dice: Callable[[], float] = random.random
    breaker: Breaker = field(default_factory=Breaker)

    def job(self) -> Job:
        """The job, ten times a second: where nothing is due it costs one query."""
        return Job(f"notices by {self.name}", EVERY_S, self.send_due)

    async def send_due(self, door: Door) -> int:
        """Send all that is due, so many at once; how many messages got an answer of whatever kind."""
        sent = 0
        while page := await self._send_page(door):
            sent += page
        return sent

    async def _send_page(self, door: Door) -> int:
        at, kinds = clock.now(), sorted(self.channel.kinds)
        most = may_send(self.breaker, at, self.pace.at_once)
        if not most or not await door.database.read(lambda tx: queries.is_any_due(tx, door.district, kinds, at)):
            return 0
        holder, until = new_id(), at + timedelta(seconds=self.pace.lease_s)
        claimed = await door.database.write(lambda tx: queries.claim(tx, door.district, kinds, at, until, holder, most))
        crashpoint("notices.claimed")
        if not claimed:
            return 0
        addresses = await door.database.read(lambda tx: _addresses(tx, door, claimed, at))
        answers = await self._answers(claimed, addresses, at)
        crashpoint("notices.sent")
        await _let_go(door, claimed, addresses, answers, at)
        crashpoint("notices.tokens-let-go")
        records = [self._record(one, answers[one.id]) for one in claimed]
        kept = await door.database.write(lambda tx: queries.record(tx, door.district, holder, records))
        crashpoint("notices.recorded")
        if kept < len(claimed):
            log.warning("messages were sent after their lease had ended", channel=self.name, late=len(claimed) - kept)
        return len(claimed)

    async def _answers(
        self, claimed: Sequence[Outgoing], addresses: Mapping[str, _Address], at: datetime
    ) -> Mapping[str, Answer]:
        """What became of each message, by its id. What is late, or has nobody to go to, reaches no channel."""
        answers = {one.id: _LATE if one.until_at < at else _NOBODY for one in claimed}
        going = [one for one in claimed if one.until_at >= at and one.id in addresses]
        messages = [_message(one, addresses[one.id].to) for one in going]
        simulated = [one for one in messages if not self.live or is_simulated(one.to)]
        real = [one for one in messages if self.live and not is_simulated(one.to)]
        if simulated:
            answers |= _by_id(simulated, await _SIMULATED.send(simulated))
        if real:
            answers |= _by_id(real, await self._hand_over(real))
        return answers

    async def _hand_over(self, messages: Sequence[Message]) -> Sequence[Answer]:
        """The channel's answers, in order. One that hangs, or breaks its promise, has taken nothing that we know of."""
        told: Sequence[Answer]
        try:
            async with asyncio.timeout(self.pace.answer_s):
                told = await self.channel.send(messages)
        except TimeoutError:
            told = [_HUNG] * len(messages)
        except Exception:  # the boundary of one channel: it is logged, and its messages are tried again
            log.exception("a channel failed", channel=self.name)
            told = [Answer(Outcome.OURS, "the channel failed")] * len(messages)
        self.breaker = heard(self.breaker, told, clock.now())
        return told

    def _record(self, one: Outgoing, answer: Answer) -> Record:
        now = clock.now()
        told = after(answer, Tried(one.tries, one.planned_at, one.until_at), now, self.dice())
        if told.status is not Status.DELIVERED:
            log.info("a message was not delivered", channel=self.name, cls=one.cls, status=told.status)
        ended_at = now if told.again_at is None else None
        return Record(
            one.id, told.status, told.again_at, answer.told[:_TOLD_MOST], ended_at, now if told.dead else None
        )


def _by_id(messages: Sequence[Message], answers: Sequence[Answer]) -> Mapping[str, Answer]:
    return {message.id: answer for message, answer in zip(messages, answers, strict=True)}


def _message(one: Outgoing, to: str) -> Message:
    said = book().said(one.cls, one.template, one.language) if one.template else _SILENT
    return Message(
        id=one.id,
        to=to,
        cls=one.cls,
        about=one.about,
        title=said.title,
        text=said.text,
        language=one.language,
        collapse=one.collapse,
        urgency=one.urgency,
        until=one.until_at,
    )


async def _addresses(tx: ReadTx, door: Door, claimed: Sequence[Outgoing], at: datetime) -> Mapping[str, _Address]:
    """Where each message goes as things stand now, by its id: to nobody whose install or account was closed since."""
    pushed = [one for one in claimed if one.place.kind in PUSH]
    tokens = await _tokens(tx, door, {one.place.place for one in pushed}, at)
    found: dict[str, _Address] = {}
    for one in pushed:
        token = tokens.get((one.place.place, one.place.kind))
        if token is not None and token.user_id == one.person:
            found[one.id] = _Address(token.token, token.id)
    texted = [one for one in claimed if one.place.kind is ChannelKind.SMS]
    if texted:
        residents = {one.id: one for one in await list_by(tx, door, Reporter, "id", (one.person for one in texted))}
        numbers = {one.id: residents[one.person].phone for one in texted if one.person in residents}
        found |= {one: _Address(number) for one, number in numbers.items() if number}
    return found


async def _tokens(
    tx: ReadTx, door: Door, installs: Iterable[str], at: datetime
) -> Mapping[tuple[str, ChannelKind], PushToken]:
    known = [one for one in await list_by(tx, door, PushToken, "install", installs) if one.removed_at is None]
    let_in = {one.id for one in await list_by(tx, door, Install, "id", installs) if is_let_in(one, at)}
    users = await list_by(tx, door, User, "id", (one.user_id for one in known))
    open_ = {one.id for one in users if not one.closed}
    return {
        (one.install, ChannelKind(one.channel)): one
        for one in sorted(known, key=lambda one: one.registered_at)
        if one.install in let_in and one.user_id in open_
    }


async def _let_go(
    door: Door,
    claimed: Sequence[Outgoing],
    addresses: Mapping[str, _Address],
    answers: Mapping[str, Answer],
    at: datetime,
) -> None:
    """Remove the tokens that their provider knows no more, unless they were registered since."""
    gone = {
        addresses[one.id].token: answers[one.id].gone_since or at
        for one in claimed
        if answers[one.id].outcome is Outcome.GONE and one.id in addresses and addresses[one.id].token
    }
    commands = [
        RemovePushToken(**made_now(token), why=TokenEnd.GONE, gone_since=since) for token, since in sorted(gone.items())
    ]
    await issue(door, commands)


def sending_jobs(channels: Iterable[Channel], *, live: bool) -> tuple[Job, ...]:
    """A job a channel, and one that forgets. Without a live key nothing reaches a provider."""
    senders = (Sender("+".join(sorted(one.kinds)), one, live) for one in channels)
    return (*(one.job() for one in senders), Job("notices forgotten", FORGET_EVERY_S, forget))


async def forget(door: Door) -> None:
    """Forget the records of deliveries that ended long ago."""
    before = clock.now() - KEPT
    await door.database.write(lambda tx: queries.forget(tx, door.district, before))

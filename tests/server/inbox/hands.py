"""Phones with the reference client, against a real door without HTTP; and the law that an old one is a fresh one."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from mobile_contract import kinds
from mobile_contract.base import CONTRACT, Clock, Command, Record
from mobile_contract.inbox import ConflictRecord, OwnConflictRecord, SettleConflict
from mobile_contract.receipts import Receipt
from mobile_contract.sync import PushRequest
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.intake import JSON
from server.sync import service
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.showing import view
from tests.support.scene import Scene


class Hand:
    """A person with a phone."""

    def __init__(self, door: Door, user: str) -> None:
        self.door = door
        self.actor = Actor(user=user, install=new_id())
        self.store = MemoryStore()
        self.phone = Phone(self.store)
        self.phone.join(self.actor.install, user)
        self.mono = 1_000

    def now(self) -> Clock:
        self.mono += 1_000
        return Clock(wall=clock.millis(clock.now()), boot="b", mono=self.mono)

    def write(self, shape: type[Command], entity: str, root: str | None = None, **facts: Any) -> Command:
        """Write a command, offline."""
        now = self.now()
        common: dict[str, Any] = {"id": new_id(), "seq": 0, "entity": entity, "made": now, "contract": CONTRACT}
        told: dict[str, Any] = common | {"root": root or entity} | facts
        return self.phone.enqueue([shape(**told)], now)[0]

    def settle(self, conflict: ConflictRecord, choice: str, **facts: Any) -> Command:
        """Decide a conflict as the screen shows it now: with what its row shows, own unsent work included."""
        shown = view(self.store).find(kinds.NUMBERS.get(conflict.of_kind, 0), conflict.entity)
        row = self.store.base.find((kinds.NUMBERS.get(conflict.of_kind, 0), conflict.entity))
        was = getattr(shown, conflict.field, None) if conflict.field else None
        base = 0 if row is None else row.version
        told = {"was": was, "base": base, "choice": choice} | facts
        return self.write(SettleConflict, conflict.id, conflict.root, **msgspec.to_builtins(told))

    async def push(self) -> None:
        """Send what waits."""
        while (body := self.phone.next_push(self.now())) is not None:
            first, *lines = body.rstrip(b"\n").split(b"\n")
            envelope = msgspec.json.decode(first, type=PushRequest)
            self.phone.apply_push(await service.push(self.door, self.actor, envelope, lines, JSON), self.now())

    async def pull(self) -> None:
        """Fetch what changed and boot what is new; digests must agree."""
        while True:
            reply = await service.pull_in_step(self.door, self.actor, self.phone.next_pull(self.now()), clock.now())
            pulled = self.phone.apply_pull(reply, self.now())
            assert pulled.mismatched == ()
            booted = False
            while (asked := self.phone.next_boot()) is not None:
                chunk = await service.boot_witnessed(self.door, self.actor, asked, clock.now())
                assert self.phone.apply_boot(asked, chunk, self.now())
                booted = True
            if not pulled.more and not booted:
                return

    async def sync(self) -> "Hand":
        """A whole round."""
        await self.push()
        await self.pull()
        return self

    def receipt(self, command: Command) -> Receipt:
        """What this phone says became of a command."""
        (entry,) = [one for one in self.store.answered.rows() if one.id == command.id]
        return msgspec.json.decode(entry.receipt, type=Receipt)

    def conflicts(self) -> list[ConflictRecord]:
        """The conflicts that this phone shows whole."""
        return [one for one in view(self.store).of_kind(kinds.CONFLICT) if isinstance(one, ConflictRecord)]

    def own_conflicts(self) -> list[OwnConflictRecord]:
        """The conflicts that this phone shows as its person's own."""
        return [one for one in view(self.store).of_kind(kinds.OWN_CONFLICT) if isinstance(one, OwnConflictRecord)]

    def shown(self, kind: int, identity: str) -> Record:
        """A record as the screen shows it."""
        found = view(self.store).find(kind, identity)
        assert found is not None
        return found


def held(hand: Hand) -> Mapping[tuple[int, str], tuple[int, bytes]]:
    """All rows of a phone."""
    return {(row.kind, row.id): (row.version, row.record) for row in hand.store.base.rows()}


async def converges(door: Door, *hands: Hand) -> None:
    """Old phone + feed = fresh phone, for each of these people."""
    for hand in hands:
        await hand.sync()
        fresh = await Hand(door, hand.actor.user).sync()
        assert held(hand) == held(fresh)


def hands_of(door: Door, scene: Scene, *logins: str) -> list[Hand]:
    """A phone for each of these people."""
    return [Hand(door, scene.users[login]) for login in logins]


async def all_at_once(*hands: Hand) -> None:
    """Everybody syncs at the same moment."""
    await asyncio.gather(*(hand.sync() for hand in hands))

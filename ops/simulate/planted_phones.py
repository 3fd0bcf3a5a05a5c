"""Phones with a bug each, for `ops.simulate.planted`: they break one of the laws of sync.md 16."""

from msgspec.structs import replace

from mobile_contract.base import Clock
from mobile_contract.sync import PullReply, PushReply
from ops.simulate.port import Build
from sync.phone import Phone, Pulled, Pushed


class _WipeFirst(Phone):
    """What was written in a scope goes with the scope."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        if reply.answers == self.store.state().cursor:
            with self.store.commit():
                gone = {member.id for scope in reply.drop for member in self.store.members.of_scope(scope)}
                for entry in self.store.queue.rows():
                    if gone & {entry.entity, entry.lane}:
                        self.store.queue.drop(entry.seq)
        return super().apply_pull(reply, now)


class _CursorFirst(Phone):
    """The cursor is one transaction, the rows are the next."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        state = self.store.state()
        if reply.answers != state.cursor or reply.reset:
            return super().apply_pull(reply, now)
        with self.store.commit():
            self.store.put_state(replace(state, cursor=reply.cursor))
        return super().apply_pull(replace(reply, answers=reply.cursor), now)


class _StaleReply(Phone):
    """Whatever page arrives is taken."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        return super().apply_pull(replace(reply, answers=self.store.state().cursor), now)


class _SentDropped(Phone):
    """What has its receipt is forgotten."""

    def apply_push(self, reply: PushReply, now: Clock) -> Pushed:
        pushed = super().apply_push(reply, now)
        with self.store.commit():
            for entry in self.store.sent.rows():
                self.store.sent.drop(entry.seq)
        return pushed


class _EraseKeepsQueue(Phone):
    """A subject is erased, and what was written about it stays."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        before = self.store.queue.rows()
        pulled = super().apply_pull(reply, now)
        with self.store.commit():
            for entry in before:
                self.store.queue.put(entry)
        return pulled


class _BootGoesOn(Phone):
    """A boot goes on from its old cursor, though that names a scope which has been dropped meanwhile."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        before = self.store.booting.rows()
        pulled = super().apply_pull(reply, now)
        with self.store.commit():
            for boot in before:
                if boot.start is not None and self.store.booting.find(boot.scope) is not None:
                    self.store.booting.put(boot)
        return pulled


BOOT_GOES_ON = Build(phone=_BootGoesOn)
WIPE_FIRST = Build(phone=_WipeFirst)
CURSOR_FIRST = Build(phone=_CursorFirst)
STALE_REPLY = Build(phone=_StaleReply)
SENT_DROPPED = Build(phone=_SentDropped)
ERASE_KEEPS_QUEUE = Build(phone=_EraseKeepsQueue)

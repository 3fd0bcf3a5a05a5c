"""Phones with a bug each, for `ops.simulate.planted`: they break one of the laws of sync.md 16."""

from collections.abc import Iterable

from msgspec.structs import astuple, replace

from mobile_contract.base import Clock
from mobile_contract.sync import PUT, BootReply, BootRequest, PullReply, PushReply, Row, Seen, Stamp
from ops.simulate.port import Build
from sync.phone import Phone, Pulled, Pushed
from sync.ports import PhotoFile


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
        state = self.store.state()
        stamp = Stamp(*astuple(state.seen)) if state.seen else reply.stamp
        return super().apply_pull(replace(reply, answers=state.cursor, stamp=stamp), now)


class _SentDropped(Phone):
    """What has its receipt is forgotten."""

    def apply_push(self, reply: PushReply, now: Clock) -> Pushed:
        pushed = super().apply_push(reply, now)
        with self.store.commit():
            for entry in self.store.sent.rows():
                self.store.sent.drop(entry.seq)
        return pushed


class _FileDroppedEarly(Phone):
    """A photo's file goes once its bytes have arrived, whether a backup has them or not."""

    def spare_photos(self) -> list[PhotoFile]:
        return [photo for photo in self.store.photos.rows() if photo.done]


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


class _CursorOnly(Phone):
    """Only a page brings a stamp."""

    def apply_push(self, reply: PushReply, now: Clock) -> Pushed:
        before = self.store.state().seen
        pushed = super().apply_push(reply, now)
        self._put_back(before)
        return pushed

    def apply_boot(self, request: BootRequest, reply: BootReply, now: Clock) -> bool:
        before = self.store.state().seen
        taken = super().apply_boot(request, reply, now)
        self._put_back(before)
        return taken

    def _put_back(self, before: Seen | None) -> None:
        state = self.store.state()
        if before is not None and state.seen is not None and before.epoch == state.seen.epoch:
            with self.store.commit():
                self.store.put_state(replace(state, seen=before))


class _NoVersionGuard(Phone):
    """A row with a lower version would take the place of the one that is held; none ever comes so far."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        if reply.answers == self.store.state().cursor:
            self._let_fall(reply.rows)
        return super().apply_pull(reply, now)

    def apply_boot(self, request: BootRequest, reply: BootReply, now: Clock) -> bool:
        boot = self.store.booting.find(request.scope)
        if boot is not None and (boot.start, boot.after) == (request.cursor, request.after):
            self._let_fall(reply.rows)
        return super().apply_boot(request, reply, now)

    def _let_fall(self, rows: Iterable[Row]) -> None:
        with self.store.commit():
            for row in rows:
                held = self.store.base.find((row.kind, row.id))
                if held is not None and row.op == PUT and row.version < held.version:
                    self.store.base.put(replace(held, version=0))


class _ResetForgets(Phone):
    """Who loads everything anew knows nothing any more."""

    def start_over(self) -> None:
        super().start_over()
        with self.store.commit():
            self.store.put_state(replace(self.store.state(), seen=None))


BELT = "a reply below the highest stamp, or to another question, is not taken, and no other has a lower version"
"""Why NO_VERSION_GUARD breaks nothing."""

CURSOR_ONLY = Build(phone=_CursorOnly)
RESET_FORGETS = Build(phone=_ResetForgets)
BOOT_GOES_ON = Build(phone=_BootGoesOn)
WIPE_FIRST = Build(phone=_WipeFirst)
CURSOR_FIRST = Build(phone=_CursorFirst)
STALE_REPLY = Build(phone=_StaleReply)
SENT_DROPPED = Build(phone=_SentDropped)
NO_VERSION_GUARD = Build(phone=_NoVersionGuard)
FILE_DROPPED_EARLY = Build(phone=_FileDroppedEarly)
ERASE_KEEPS_QUEUE = Build(phone=_EraseKeepsQueue)

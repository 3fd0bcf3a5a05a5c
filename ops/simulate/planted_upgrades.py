"""Upgrades with a bug each, of an app or of the server, for `ops.simulate.planted` (sync.md 14)."""

from collections.abc import Sequence

from msgspec.structs import replace

from mobile_contract import versions
from mobile_contract.base import CONTRACT, Clock
from mobile_contract.sync import PullRequest, PushReply, PushRequest
from ops.simulate.port import Build, RealServer
from server.core.decisions import Actor
from sync import boots
from sync.phone import Phone


class _HaveHidesFields(Phone):
    """A new app tells the server that it has the rows which an older one took without their new fields."""

    def next_pull(self, now: Clock) -> PullRequest:
        state = self.store.state()
        was_older = boots.is_of_another_app(state)
        request = super().next_pull(now)
        if was_older and state.seen is not None:
            with self.store.commit():
                self.store.put_state(replace(self.store.state(), rows_of=f"{state.seen.epoch}|{CONTRACT}"))
        return request


class _NoBackfill(Phone):
    """A new app goes on where an older one ended."""

    def next_pull(self, now: Clock) -> PullRequest:
        state = self.store.state()
        if boots.is_of_another_app(state):
            with self.store.commit():
                self.store.put_state(replace(state, rows_of="", rows_due=""))
        return super().next_pull(now)


class _NoConverters(RealServer):
    """The server understands nothing but its own contract."""

    async def receive(self, actor: Actor, envelope: PushRequest, raws: Sequence[bytes]) -> PushReply:
        known, versions.CONVERTERS = versions.CONVERTERS, {}
        try:
            return await super().receive(actor, envelope, raws)
        finally:
            versions.CONVERTERS = known


HAVE_HIDES_FIELDS = Build(phone=_HaveHidesFields)
NO_BACKFILL = Build(phone=_NoBackfill)
NO_CONVERTERS = Build(server=_NoConverters)

"""Bugs on purpose: each breaks one rule of the protocol at a seam. A simulator that does not find it is worth nothing.

No line of the running system knows of them: they are subclasses of its parts, and wrappers round them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import Clock
from mobile_contract.residents import ChangeDwelling, ChangeHousehold, ChangePerson, ChangeResidency, MoveIn
from mobile_contract.sync import EXIT, BootReply, BootRequest, PullReply, PullRequest, PushReply, PushRequest
from ops.simulate import planted_door, planted_merges, planted_phones, planted_upgrades
from ops.simulate.planted_door import Unbounded
from ops.simulate.port import Build, Handlers, RealServer
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor, Decision, Handler
from server.core.entities import Entity
from server.core.renewal import in_step
from server.residents.entities import Residency
from server.sync import service
from server.sync.cursor import read, written
from sync.simulation.ports import Refused

_CHANGES = (ChangePerson, ChangeHousehold, ChangeDwelling, ChangeResidency)


class Planted(Struct, frozen=True):
    """A bug: its name, what it breaks, the build that has it, and within how many seeds it must be found.

    `first` is where to begin: a rare one is looked for where it is known to be.

    `belt`: why it breaks nothing as long as the rest is whole, and so is found by nobody.
    """

    name: str
    says: str
    build: Build
    seeds: int
    belt: str = ""
    first: int = 1

    def range_from(self, first: int, seeds: int | None) -> range:
        """The seeds to look for it in, if it is to be this first one, or this many."""
        begin = max(first, self.first) if seeds is None else first
        return range(begin, begin + (seeds or self.seeds))


# --- rules ------------------------------------------------------------------------------------------------------------


def _changed(handlers: Handlers, decide: Callable[[Handler], Any], *kinds: type[Any]) -> Handlers:
    return {**handlers, **{kind: replace(handlers[kind], decide=decide(handlers[kind])) for kind in kinds}}


def _blind(handlers: Handlers) -> Handlers:
    """Fields are applied whatever their author saw."""

    def blindly(handler: Handler) -> Any:
        def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
            return handler.decide(replace(command, base=2**53), loaded, replace(ctx, base_holds=True))

        return decide

    return _changed(handlers, blindly, *_CHANGES)


def _row_lww(handlers: Handlers) -> Handlers:
    """A change writes the whole row, as its author saw it: what others wrote meanwhile goes back."""
    seen: dict[tuple[str, int], Entity] = {}

    def remembering(handler: Handler) -> Any:
        def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
            decision = handler.decide(command, loaded, ctx)
            puts = tuple(_as_seen(entity, command) for entity in decision.puts)
            seen.update({(entity.id, entity.version): entity for entity in puts})
            return msgspec.structs.replace(decision, puts=puts)

        return decide

    def _as_seen(entity: Entity, command: Any) -> Entity:
        base = seen.get((entity.id, getattr(command, "base", 0)))
        if entity.id != command.entity or base is None or type(command) not in _CHANGES:
            return entity
        names = [name for name in command.set.__struct_fields__ if getattr(command.set, name) is msgspec.UNSET]
        return replace(entity, **{name: getattr(base, name) for name in names})

    return _changed(handlers, remembering, *_CHANGES, MoveIn)


def _orphan_child(handlers: Handlers) -> Handlers:
    """A person moves to another grid, and the history of their stays does not."""

    def leaving(handler: Handler) -> Any:
        def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
            decision = handler.decide(command, loaded, ctx)
            return replace(decision, puts=tuple(_stays(entity, loaded) for entity in decision.puts))

        return decide

    def _stays(entity: Entity, loaded: Any) -> Entity:
        if not isinstance(entity, Residency) or entity.version == 1:
            return entity
        return replace(entity, grid=loaded.find(Residency, entity.id).grid)

    return _changed(handlers, leaving, MoveIn)


def _base_any_epoch(handlers: Handlers) -> Handlers:
    """What a person saw in an epoch that is over counts as seen."""

    def trusting(handler: Handler) -> Any:
        def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
            return handler.decide(command, loaded, replace(ctx, base_holds=bool(command.epoch)))

        return decide

    return _changed(handlers, trusting, *_CHANGES)


# --- the server's answers ---------------------------------------------------------------------------------------------


class _NoExit(RealServer):
    """Nobody is told that a row has left a scope."""

    def pull(self, user: str, request: PullRequest) -> PullReply:
        reply = super().pull(user, request)
        return replace(reply, rows=[row for row in reply.rows if row.op != EXIT])


class _BatchAbort(RealServer):
    """One command that cannot be read, and the whole push is an error."""

    async def receive(self, actor: Actor, envelope: PushRequest, raws: Sequence[bytes]) -> PushReply:
        for raw in raws:
            try:
                msgspec.json.decode(raw)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise Refused(500, "internal") from error
        return await super().receive(actor, envelope, raws)


class _BootLateCursor(RealServer):
    """The cursor of a boot is taken at its end: what changed meanwhile is never pulled."""

    def boot(self, user: str, request: BootRequest) -> BootReply:
        reply = super().boot(user, request)
        cursor = read(reply.cursor)
        if cursor is None:
            return reply
        late = self.pull(user, PullRequest(install=request.install, now=Clock(wall=0, boot="", mono=0)))
        return replace(reply, cursor=written(replace(cursor, pos=late.stamp.pos)))


class _NoEpoch(RealServer):
    """No stamp is looked at."""

    async def receive(self, actor: Actor, envelope: PushRequest, raws: Sequence[bytes]) -> PushReply:
        return await super().receive(actor, replace(envelope, seen=None), raws)

    def pull(self, user: str, request: PullRequest) -> PullReply:
        return super().pull(user, replace(request, seen=None))

    def boot(self, user: str, request: BootRequest) -> BootReply:
        return super().boot(user, replace(request, seen=None))


class _GcBlind(RealServer):
    """A cursor below the horizon is as good as any."""

    def pull(self, user: str, request: PullRequest) -> PullReply:
        actor, at = Actor(user, request.install), clock.now()

        async def page(tx: ReadTx) -> PullReply:
            return await service.pull(Unbounded(tx), self.door, actor, request, at)

        return self._answered(in_step(self.door, actor.install, lambda: self.database.read(page)))


class _TrustWall(RealServer):
    """The phone's wall clock is taken for the time."""

    async def receive(self, actor: Actor, envelope: PushRequest, raws: Sequence[bytes]) -> PushReply:
        now = Clock(wall=self.time.ms, boot="", mono=0)
        return await super().receive(actor, replace(envelope, now=now), raws)


PLANTED: tuple[Planted, ...] = (
    Planted("no_dedupe", "ids are not remembered", planted_door.NO_DEDUPE, 10),
    Planted("row_lww", "a change writes the whole row", Build(handlers=_row_lww), 20),
    Planted("blind", "review fields are applied unseen", Build(handlers=_blind), 20),
    Planted("no_exit", "no exit rows", Build(server=_NoExit), 10),
    Planted("orphan_child", "children do not move", Build(handlers=_orphan_child), 10),
    Planted("batch_abort", "one error ends the batch", Build(server=_BatchAbort), 10),
    Planted("wipe_first", "a scope is wiped before what was written in it is sent", planted_phones.WIPE_FIRST, 20),
    Planted("late_refuse", "late work is refused", planted_door.LATE_REFUSE, 20),
    Planted("cursor_first", "the cursor is saved before the rows", planted_phones.CURSOR_FIRST, 20),
    Planted("boot_late_cursor", "the cursor of a boot is taken last", Build(server=_BootLateCursor), 10),
    Planted("boot_goes_on", "a boot outlives the loss of a scope in its cursor", planted_phones.BOOT_GOES_ON, 20),
    Planted("stale_reply", "a stale page is taken", planted_phones.STALE_REPLY, 30),
    Planted("sent_dropped", "what is answered is forgotten at once", planted_phones.SENT_DROPPED, 10),
    Planted("no_bump", "a commit of verdicts alone takes no position", planted_door.NO_BUMP, 20),
    Planted("no_epoch", "no stamp is looked at", Build(server=_NoEpoch), 20),
    Planted("cursor_only", "push and boot replies carry no stamp", planted_phones.CURSOR_ONLY, 20, first=151),
    Planted("reset_forgets", "loading anew forgets the stamp", planted_phones.RESET_FORGETS, 60),
    Planted("base_any_epoch", "a base is trusted across epochs", Build(handlers=_base_any_epoch), 60),
    Planted("weak_tag", "the tag does not depend on content", planted_door.WEAK_TAG, 20, first=61),
    Planted("gc_blind", "the horizon is ignored", Build(server=_GcBlind), 40),
    Planted("trust_wall", "the phone's wall clock is believed", Build(server=_TrustWall), 10),
    Planted("no_rekey", "a clone is not noticed", planted_door.NO_REKEY, 20),
    Planted("twin_parked", "a concurrent twin is taken for poison", planted_door.TWIN_PARKED, 30),
    Planted("transient_parked", "a passing fault is taken for poison", planted_door.TRANSIENT_PARKED, 20),
    Planted("redirect_lost", "what is said of a loser is done on the loser", planted_merges.REDIRECT_LOST, 60),
    Planted("merge_moves_all", "a merge takes what nobody named", planted_merges.MERGE_MOVES_ALL, 20),
    Planted("merge_forgets", "an unmerge brings nothing back", planted_merges.MERGE_FORGETS, 20),
    Planted("last_claims", "whoever comes last has the number, and nobody is told", planted_merges.LAST_CLAIMS, 30),
    Planted("file_dropped_early", "a file goes before a backup has its bytes", planted_phones.FILE_DROPPED_EARLY, 100),
    Planted("no_floor", "observed times ignore the order of the numbers", planted_door.NO_FLOOR, 60),
    Planted("floor_by_arrival", "what came last counts as written before", planted_door.FLOOR_BY_ARRIVAL, 100),
    Planted("no_version_guard", "a lower version overwrites", planted_phones.NO_VERSION_GUARD, 20, planted_phones.BELT),
    Planted("have_hides_fields", "a new app has what an older one left out", planted_upgrades.HAVE_HIDES_FIELDS, 40),
    Planted("no_backfill", "a new app goes on from the old cursor", planted_upgrades.NO_BACKFILL, 20),
    Planted("no_converters", "commands of older contracts are not understood", planted_upgrades.NO_CONVERTERS, 10),
    Planted("erase_keeps_queue", "an erasure leaves the queue alone", planted_phones.ERASE_KEEPS_QUEUE, 60),
)

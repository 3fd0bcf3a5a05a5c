"""The real server under the simulator: the door and the sync service, called without HTTP. It judges nothing itself."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from mobile_contract.base import Command
from mobile_contract.cases import CommentCase
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    WipeProof,
    WipeReply,
)
from ops.simulate import territory
from ops.simulate.faulty import ChokingTx, FaultyDatabase, WrapTx
from ops.simulate.oracle import Oracle
from ops.simulate.spoiling import compact, miscount
from ops.simulate.town import DISTRICT
from server.accounts.queries import load_holdings
from server.core import clock
from server.core.columns import metadata
from server.core.database import Database, DatabaseFault
from server.core.decisions import Actor, Handler
from server.core.door import Door
from server.core.intake import JSON
from server.core.kinds import Kinds
from server.core.ledger import MemoryLedger
from server.core.loading import head_of
from server.core.problems import Problem
from server.core.reading import find_entity
from server.core.renewal import Drilled, erase_again, publish_durable
from server.core.seal import Seal
from server.core.statements import Statement
from server.directory import load_directory
from server.features import all_handlers, all_kinds
from server.sync import digests, service, wipes
from server.sync.cursor import read
from sync.phone import Phone
from sync.ports import PhotoFile
from sync.simulation.devices import MakePhone
from sync.simulation.poison import BURNING_WORDS
from sync.simulation.ports import (
    Assignment,
    CaseFacts,
    Fields,
    Glance,
    MergeFacts,
    Refused,
    Rezone,
    Stay,
    Truth,
    VirtualTime,
)

T = TypeVar("T")

Handlers = Mapping[type[Command], Handler]
Run = Callable[[Coroutine[Any, Any, Any]], Any]

MASTER = bytes(32)
"""The simulated district's key. Nonces, salts and data keys stay random: they change no outcome and no trace."""

_ERASE_TRIES = 5


@dataclass(frozen=True)
class Build:
    """What a run is made of: the real parts, or one of them with a bug planted in it."""

    phone: MakePhone = Phone
    door: type[Door] = Door
    handlers: Callable[[Handlers], Handlers] = lambda handlers: handlers
    tx: WrapTx = ChokingTx
    server: "type[RealServer] | None" = None


REAL = Build()


class Copy(Protocol):
    """One seed's own copy of the town."""

    @property
    def database(self) -> Database:
        """It, opened."""
        ...

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """See a coroutine to its end."""
        ...

    def reopen(self) -> None:
        """As the end of a process and the start of another would."""
        ...

    def snapshot(self) -> Any:
        """A copy of it as it is now."""
        ...

    def set_back(self, snapshot: Any) -> None:
        """Put a snapshot in its place, behind everybody's back, and open that."""
        ...

    def drop(self) -> None:
        """It is not needed any more, nor are its snapshots."""
        ...


class RealServer:
    """One district's server over a copy of the town."""

    def __init__(self, time: VirtualTime, workers: Sequence[str], copy: Copy, build: Build) -> None:
        self.time = time
        self.workers = workers
        self.build = build
        self.copy = copy
        self.run: Run = copy.run
        self.narrow = 0
        self.ledger = MemoryLedger()
        self.photos: frozenset[str] = frozenset()
        self.backups: list[tuple[Any, frozenset[str]]] = []
        self._begin()

    def _begin(self) -> None:
        kinds, handlers = composed()
        self.database = FaultyDatabase(self.copy.database, self.build.tx)
        seal = Seal.from_master(MASTER)
        handlers = self.build.handlers(handlers)
        parts = (kinds, handlers, seal, load_directory, load_holdings, self.ledger)
        self.door = self.build.door(self.database, DISTRICT, *parts)
        self.run(erase_again(self.door))

    # --- what phones ask -------------------------------------------------------------------------

    def push(self, user: str, body: bytes) -> PushReply:
        """See Server; the body is taken apart as the route does."""
        first, *lines = body.split(b"\n")
        envelope = msgspec.json.decode(first, type=PushRequest)
        raws = [line for line in lines if line.strip()]
        if self.narrow and len(raws) > 2:
            self.narrow -= 1
            raise Refused(413, "too_large", max_batch=2)
        return self._answered(self.receive(Actor(user, envelope.install), envelope, raws))

    async def receive(self, actor: Actor, envelope: PushRequest, raws: Sequence[bytes]) -> PushReply:
        """Judge a batch."""
        return await service.push(self.door, actor, envelope, raws, JSON)

    def pull(self, user: str, request: PullRequest) -> PullReply:
        """See Server."""
        actor, at = Actor(user, request.install), clock.now()
        return self._answered(service.pull_in_step(self.door, actor, request, at))

    def boot(self, user: str, request: BootRequest) -> BootReply:
        """See Server."""
        return self._answered(service.boot_witnessed(self.door, Actor(user, request.install), request, clock.now()))

    def digest(self, user: str, request: DigestRequest) -> DigestReply:
        """See Server."""
        return self._answered(digests.answer(self.door, Actor(user, request.install), request, clock.now()))

    def wipe(self, user: str, proof: WipeProof) -> WipeReply:
        """See Server."""
        return self._answered(wipes.record(self.door, Actor(user, proof.install), proof))

    def take_photo(self, user: str, photo: PhotoFile) -> None:  # noqa: ARG002 - as the port has it
        """See Server. The store of blobs is a set here; its own laws are tested in tests/media."""
        self.photos |= {photo.sha256}

    def lacks(self, photo: str) -> bool:
        """See Server."""
        return photo not in self.photos

    def _answered(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            done: T = self.run(work)
        except Problem as problem:
            raise Refused(problem.status, str(problem.code)) from problem
        except DatabaseFault as fault:
            raise Refused(503, "overloaded") from fault
        return done

    # --- what offices do -------------------------------------------------------------------------

    def order(self, user: str, command: Command) -> Receipt:
        """See Server. What HTTP would tell as 503 is a `retry` here."""
        try:
            receipts: list[Receipt] = self.run(self.door.issue([command], Actor(user, user))).receipts
        except DatabaseFault:
            return Receipt(id=command.id, verdict=Verdict.RETRY)
        return receipts[0]

    def erase(self, user: str, subject: str) -> None:
        """See Server: whoever erases tries again until it is done."""
        for _ in range(_ERASE_TRIES):
            try:
                self.run(self.door.erase(Actor(user, user), subject, "simulated"))
            except DatabaseFault:
                continue
            return

    def rezone(self, user: str, order: Rezone, most_rows: int) -> Receipt:
        """See Server. What HTTP would tell as 503 is a `retry` here."""
        try:
            receipt: Receipt = self.run(territory.rezone(self.door, Actor(user, user), order, most_rows))
        except DatabaseFault:
            return Receipt(id=order.id, verdict=Verdict.RETRY)
        return receipt

    def carry_on(self, rezoning: str, most_rows: int) -> bool:
        """See Server."""
        try:
            moved: bool = self.run(territory.carry_on(self.door, rezoning, most_rows))
        except DatabaseFault:
            return False
        return moved

    def named(self, cursor: str) -> frozenset[int]:
        """See Server."""
        told = read(cursor)
        return frozenset() if told is None else frozenset(told.scopes)

    def glance(self) -> Glance:
        """See Server."""
        return Glance(
            cases=tuple(
                CaseFacts(*row) for row in self._columns("cases", "id", "state", "generation", "handler", "checker")
            ),
            persons=tuple(row[0] for row in self._columns("persons", "id", "merged_into") if row[1] is None),
            stays=tuple(Stay(*row) for row in self._columns("residencies", "id", "person")),
            merges=tuple(
                MergeFacts(*row[:3]) for row in self._columns("merges", "id", "winner", "loser", "undone") if not row[3]
            ),
            households=tuple(row[0] for row in self._columns("households", "id")),
            assignments=tuple(
                Assignment(*row[:3])
                for row in self._columns("grid_grants", "id", "user_id", "grid", "until_at")
                if row[3] is None
            ),
            grids=tuple(territory.grid_facts(row) for row in self._rows("grids") if row["status"] == "published"),
            conflicts=tuple(row[0] for row in self._columns("conflicts", "id", "state") if row[1] == "open"),
            rezonings=tuple(row[0] for row in self._columns("rezonings", "id", "status") if row[1] == "moving"),
        )

    def look(self, kind: int, identity: str) -> tuple[int, Fields] | None:
        """See Server."""
        codec = self.door.kinds.by_number[kind]
        entity = self.run(self.database.read(lambda tx: find_entity(tx, self.door, codec.kind.entity, identity)))
        make = codec.kind.record
        if entity is None or make is None:
            return None
        return entity.version, msgspec.to_builtins(make(entity))

    # --- what goes wrong, and what is true -------------------------------------------------------

    def restart(self) -> None:
        """See Server."""
        self._begun_again(self.copy.reopen)

    def back_up(self, *, drilled: bool) -> None:
        """See Server. After a drill older backups are no longer those to restore from."""
        head = self.run(self.database.read(lambda tx: head_of(tx, DISTRICT)))
        taken = self._begun_again(self.copy.snapshot)
        if drilled:
            try:
                self.run(publish_durable(self.door, Drilled(head.epoch, head.pos, head.link)))
                self.backups.clear()
            except DatabaseFault:
                pass  # the trial failed; the backup is one all the same
        self.backups.append((taken, self.photos))

    def set_back(self, which: int) -> bool:
        """See Server."""
        if not self.backups:
            return False
        snapshot, self.photos = self.backups[which % len(self.backups)]
        self._begun_again(lambda: self.copy.set_back(snapshot))
        return True

    def _begun_again(self, act: Callable[[], T]) -> T:
        """Do what closes the database, and begin on what it opens then; faults that wait go on waiting."""
        faults = self.database.faults
        done = act()
        self._begin()
        self.database.faults = faults
        return done

    def compact(self, percent: int) -> int:
        """See Server."""
        pos: int = self.run(compact(self.door, self.copy.database, percent))
        return pos

    def miscount(self, which: int) -> int:
        """See Server."""
        scope: int = self.run(miscount(self.copy.database, DISTRICT, which))
        return scope

    def trouble(self, fault: str, times: int) -> None:
        """See Server."""
        if fault == "narrow":
            self.narrow = times
        else:
            self.database.faults = [fault] * times

    def truth(self) -> Truth:
        """See Server."""
        return Oracle(self._rows, MASTER, self.time.ms).truth(self.workers)

    def _rows(self, table: str) -> list[dict[str, Any]]:
        names = [column.name for column in metadata.tables[table].columns]
        return [dict(zip(names, row, strict=True)) for row in self._columns(table, *names)]

    def _columns(self, table: str, *names: str) -> list[tuple[Any, ...]]:
        statement = _select(table, names)
        rows: list[tuple[Any, ...]] = self.run(self.database.read(lambda tx: tx.fetch(statement)))
        return rows


@cache
def _select(table: str, names: tuple[str, ...]) -> Statement:
    told = metadata.tables[table]
    return Statement(select(*(told.c[name] for name in names)).order_by(*told.primary_key.columns))


@cache
def composed() -> tuple[Kinds, Handlers]:
    """The running system's kinds and rules; the rule of a comment raises on certain words, as a bug would."""
    handlers = dict(all_handlers())
    comment = handlers[CommentCase]

    def burning(command: Any, loaded: Any, ctx: Any) -> Any:
        if command.opinion == BURNING_WORDS:
            raise ZeroDivisionError("simulated: a bug in a rule")
        return comment.decide(command, loaded, ctx)

    handlers[CommentCase] = replace(comment, decide=burning)
    return all_kinds(), handlers

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
from mobile_contract.sync import BootReply, BootRequest, PullReply, PullRequest, PushReply, PushRequest
from ops.simulate.faulty import ChokingTx, FaultyDatabase, WrapTx
from ops.simulate.oracle import Oracle
from ops.simulate.town import DISTRICT
from server.accounts.queries import load_holdings
from server.core import clock
from server.core.columns import metadata
from server.core.database import Database, DatabaseFault
from server.core.decisions import Actor, Handler
from server.core.door import Door
from server.core.intake import JSON
from server.core.kinds import Kinds
from server.core.problems import Problem
from server.core.reading import find_entity
from server.core.seal import Seal
from server.core.statements import Statement
from server.directory import load_directory
from server.features import all_handlers, all_kinds
from server.sync import service
from sync.phone import Phone
from sync.simulation.devices import MakePhone
from sync.simulation.poison import BURNING_WORDS
from sync.simulation.ports import Assignment, CaseFacts, Fields, Glance, Refused, Truth, VirtualTime

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

    def drop(self) -> None:
        """It is not needed any more."""
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
        self._begin()

    def _begin(self) -> None:
        kinds, handlers = composed()
        self.database = FaultyDatabase(self.copy.database, self.build.tx)
        seal = Seal.from_master(MASTER)
        handlers = self.build.handlers(handlers)
        self.door = self.build.door(self.database, DISTRICT, kinds, handlers, seal, load_directory, load_holdings)

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
        return self._answered(self.database.read(lambda tx: service.pull(tx, self.door, actor, request, at)))

    def boot(self, user: str, request: BootRequest) -> BootReply:
        """See Server."""
        return self._answered(service.boot_witnessed(self.door, Actor(user, request.install), request, clock.now()))

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

    def glance(self) -> Glance:
        """See Server."""
        return Glance(
            cases=tuple(
                CaseFacts(*row) for row in self._columns("cases", "id", "state", "generation", "handler", "checker")
            ),
            persons=tuple(row[0] for row in self._columns("persons", "id")),
            households=tuple(row[0] for row in self._columns("households", "id")),
            assignments=tuple(
                Assignment(*row[:3])
                for row in self._columns("grid_grants", "id", "user_id", "grid", "until_at")
                if row[3] is None
            ),
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
        faults = self.database.faults
        self.copy.reopen()
        self._begin()
        self.database.faults = faults

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
    columns = metadata.tables[table].c
    return Statement(select(*(columns[name] for name in names)).order_by(columns[names[0]]))


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

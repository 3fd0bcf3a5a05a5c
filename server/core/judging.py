"""Decide a batch in memory, each command after the one before it. Pure but for a log line: no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec.structs import replace

from mobile_contract.base import Clock, Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.core.authority import Holding, may, posts_now
from server.core.clock import from_millis, millis
from server.core.decisions import (
    Area,
    ConflictDraft,
    Context,
    Decision,
    Directory,
    Handler,
    MissingSubject,
    refuse,
    wait_for,
)
from server.core.entities import Entity, Need
from server.core.ids import new_id
from server.core.intake import Sent
from server.core.keyring import Keyring
from server.core.seal import DISTRICT_SUBJECT
from server.core.working import WorkingSet
from sync.observed import Quality, observe
from sync.scopes import Authority

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Judged:
    """A command, what was decided, its receipt (without `pos`), and the ids of the conflicts it opened.

    `subject` is whose key seals what it says.
    """

    sent: Sent
    decision: Decision
    receipt: Receipt
    conflict_ids: tuple[str, ...]
    observed_at: datetime
    clock_quality: str
    subject: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What a batch is judged with."""

    handlers: Mapping[type, Handler]
    working: WorkingSet
    keyring: Keyring
    directory: Directory
    holdings: Mapping[str, Sequence[Holding]]
    now: datetime
    epoch: str
    shown: frozenset[tuple[str, str]] = frozenset()
    """Users and what was once shown to them, of those who have no say where it lies now."""


def judge_all(bench: Bench, batch: Sequence[Sent], given: Mapping[str, Decision]) -> list[Judged]:
    """Judge each command and put its rows into the working set. `given` are decisions that were made beforehand.

    One that waits for what a later one of the batch makes is judged after that one: child before parent is no fault.
    """
    judged: list[Judged] = []
    waiting: list[Judged] = []
    left = list(batch)
    made: set[str] = set()
    while left:
        for sent in left:
            one = _judged(bench, sent, given)
            (waiting if one.decision.verdict is Verdict.HELD else judged).append(one)
            made |= {entity.id for entity in one.decision.puts}
        left = [one.sent for one in waiting if not made.isdisjoint(one.decision.missing)]
        waiting = [one for one in waiting if made.isdisjoint(one.decision.missing)]
        made.clear()
    return judged + waiting


def _judged(bench: Bench, sent: Sent, given: Mapping[str, Decision]) -> Judged:
    decision = given[sent.id] if sent.id in given else _decide(bench, sent)
    decision = _with_ids_of_their_own(bench, decision)
    bench.working.put(decision.puts)
    ids = tuple(new_id() for _ in decision.conflicts)
    receipt, subject = _receipt(sent, decision, ids), _subject(bench, sent, decision)
    return Judged(sent, decision, receipt, ids, _at(sent, bench), sent.clock_quality, subject)


def _with_ids_of_their_own(bench: Bench, decision: Decision) -> Decision:
    """Whoever has a key has their id for themself, whatever the kind: two under one key would be erased as one."""
    for entity in decision.puts:
        if bench.working.holds(entity):
            continue
        if bench.keyring.known(entity.id):
            return refuse(ProblemCode.ID_TAKEN, entity=entity.id)
        if bench.working.kinds.of(type(entity)).kind.subject(entity) == entity.id:
            bench.keyring.key(entity.id)
    return decision


def _subject(bench: Bench, sent: Sent, decision: Decision) -> str:
    """Whose key seals a command: its root's if the rows that it is about bear that out, else theirs.

    A root that nothing bears out is not believed: under a stranger's key the record would go when the stranger goes.
    """
    if sent.command is None:
        return DISTRICT_SUBJECT
    rows: Iterable[Entity] = decision.puts or _rows_of(bench, sent.command)
    subjects = [bench.working.kinds.of(type(row)).kind.subject(row) for row in rows]
    if sent.command.root in subjects:
        return sent.command.root
    return next((subject for subject in subjects if subject != DISTRICT_SUBJECT), DISTRICT_SUBJECT)


def _rows_of(bench: Bench, command: Command) -> Iterator[Entity]:
    for need in bench.handlers[type(command)].needs(command):
        row = bench.working.find(need.entity, need.id) if isinstance(need, Need) else None
        if row is not None:
            yield row


def observe_all(batch: Sequence[Sent], clock: Clock | None, now: datetime, previous_ms: int | None) -> list[Sent]:
    """When each command of one install really happened, in seq order (sync.md 3)."""
    timed: list[Sent] = []
    for sent in batch:
        if sent.observed_at is not None:
            timed.append(sent)
        elif sent.command is None or clock is None:
            timed.append(replace(sent, observed_at=now, clock_quality=Quality.EXACT.value))
        else:
            told, quality = observe(sent.command.made, clock, server_now_ms=millis(now), previous_ms=previous_ms)
            previous_ms = told
            timed.append(replace(sent, observed_at=from_millis(told), clock_quality=quality.value))
    return timed


def _at(sent: Sent, bench: Bench) -> datetime:
    return sent.observed_at or bench.now


def parked(why: str) -> Decision:
    """A fault of ours: the command's bytes are kept, and somebody looks at them."""
    return Decision(verdict=Verdict.PARKED, why=ProblemCode.INTERNAL, facts={"detail": why[:500]})


def _decide(bench: Bench, sent: Sent) -> Decision:
    command = sent.command
    if command is None:
        return Decision(verdict=Verdict.PARKED, why=ProblemCode.MALFORMED_COMMAND, facts={"detail": sent.error[:500]})
    if bench.keyring.erased(command.root) or bench.keyring.erased(command.entity):
        return Decision(verdict=Verdict.GONE)
    try:
        return _allowed(bench, sent, command, bench.handlers[type(command)])
    except MissingSubject as missing:
        return wait_for(missing.missing)
    except Exception as error:  # the boundary of one command: whatever a rule raises parks its own command alone
        log.exception("rule failed", command=sent.id, kind=sent.kind)
        return parked(type(error).__name__)


def named_in(command: Command, handler: Handler) -> set[str]:
    """The ids of the rows that a command is about; its lane is no such row, and bears nothing out."""
    return {command.entity, *(need.id for need in handler.needs(command) if isinstance(need, Need))}


def _was_shown(bench: Bench, user: str, command: Command, handler: Handler, at: datetime) -> bool:
    """What moved away from somebody is work that came late, never theft: they saw it when they wrote (sync.md 9).

    Only for what their post does at all: nobody's late work is an order that was never theirs to give. And each row
    that lies where they never had a say must have been shown: what is their own vouches for nothing beside it.
    """
    holdings = bench.holdings.get(user, ())
    if not any(held.post in handler.posts for held in holdings):
        return False
    grids = ((row.id, getattr(row, "grid", None)) for row in _rows_of(bench, command))
    foreign = [
        identity
        for identity, grid in grids
        if grid and may(user, holdings, handler.posts, Area(grid=grid), bench.directory, at) is Authority.NEVER
    ]
    return bool(foreign) and all((user, identity) in bench.shown for identity in foreign)


def _allowed(bench: Bench, sent: Sent, command: Command, handler: Handler) -> Decision:
    at = _at(sent, bench)
    holdings = bench.holdings.get(sent.actor.user, ())
    if not sent.actor.system:
        area = handler.area(command, bench.working, bench.directory)
        authority = may(sent.actor.user, holdings, handler.posts, area, bench.directory, at)
        if authority is Authority.NEVER and not _was_shown(bench, sent.actor.user, command, handler, at):
            return refuse(ProblemCode.NOT_ALLOWED)
        if authority is not Authority.CURRENT:
            late = ConflictDraft(ProblemCode.LATE_SCOPE, kind=sent.kind, entity=command.entity, mine=sent.raw)
            return Decision(verdict=Verdict.CONFLICT, why=ProblemCode.LATE_SCOPE, conflicts=(late,))
    context = Context(
        actor=sent.actor,
        posts=posts_now(holdings, at),
        now=at if sent.actor.system else bench.now,
        observed_at=at,
        observed_ms=millis(at),
        clock_quality=sent.clock_quality,
        base_holds=bool(command.epoch) and command.epoch == bench.epoch,
        directory=bench.directory,
    )
    return handler.decide(command, bench.working, context)


def _receipt(sent: Sent, decision: Decision, conflict_ids: tuple[str, ...]) -> Receipt:
    return Receipt(
        id=sent.id,
        verdict=decision.verdict,
        version=decision.version,
        conflict=conflict_ids[0] if conflict_ids else "",
        missing=decision.missing,
        why=decision.why,
        facts=decision.facts,
        fields=decision.fields,
    )

"""Decide a batch in memory, each command after the one before it. Pure but for a log line: no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as judged_as
from datetime import datetime
from hashlib import blake2b

import structlog
from msgspec.structs import replace

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.core.authority import Holding, may, posts_now
from server.core.clock import millis
from server.core.decisions import (
    Actor,
    Answer,
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
from server.core.entities import Conflict, Entity, Need, grid_scope, scope_id
from server.core.ids import uuid7
from server.core.intake import ONLINE, Sent, has_waited, read
from server.core.keyring import Keyring
from server.core.redirects import done_on, redirected
from server.core.seal import DISTRICT_SUBJECT
from server.core.working import WorkingSet
from sync.scopes import Authority

log = structlog.get_logger()


Shown = Mapping[tuple[str, str], frozenset[int]]
"""Users and what was once shown to them, of those who have no say where it lies now: through which scopes."""

NOTHING_SHOWN: Shown = {}

_WAITING = frozenset({Verdict.HELD, Verdict.PARKED})


@dataclass(frozen=True, slots=True)
class Judged:
    """A command, what was decided, its receipt (without `pos`), and the ids of the conflicts it opened.

    `subject` is whose key seals what it says; `beside` are the rows that the door itself keeps of it (`core.inbox`).
    """

    sent: Sent
    decision: Decision
    receipt: Receipt
    conflict_ids: tuple[str, ...]
    observed_at: datetime
    clock_quality: str
    subject: str
    beside: tuple[Entity, ...] = ()

    @property
    def is_another_answer(self) -> bool:
        """Whether a command that was answered before has another receipt now."""
        stays = Verdict.PARKED if self.sent.parked else Verdict.HELD
        return self.sent.released and self.receipt.verdict is not stays

    @property
    def waits_on(self) -> bool:
        """Whether a command that waited was judged once more, and waits still."""
        return self.sent.released and not self.is_another_answer


@dataclass(frozen=True, slots=True)
class Bench:
    """What a batch is judged with; `made` is by row who made it in this very batch."""

    handlers: Mapping[type, Handler]
    working: WorkingSet
    keyring: Keyring
    directory: Directory
    holdings: Mapping[str, Sequence[Holding]]
    now: datetime
    epoch: str
    shown: Shown = field(default_factory=dict[tuple[str, str], frozenset[int]])
    made: dict[str, str] = field(default_factory=dict[str, str])


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
            for one in _judged(bench, sent, given):
                (waiting if one.decision.verdict is Verdict.HELD else judged).append(one)
                made |= {entity.id for entity in one.decision.puts}
        left = [one.sent for one in waiting if not made.isdisjoint(one.decision.missing)]
        waiting = [one for one in waiting if made.isdisjoint(one.decision.missing)]
        made.clear()
    return judged + waiting


def _judged(bench: Bench, sent: Sent, given: Mapping[str, Decision]) -> list[Judged]:
    """The command, and after it the earlier ones that it gives another answer to."""
    one = _carried_out(bench, sent, given[sent.id] if sent.id in given else _decide(bench, sent))
    return [one, *(_answered(bench, it) for it in one.decision.answers)]


def _answered(bench: Bench, answer: Answer) -> Judged:
    """A command that is answered anew; where it does nothing by that, sealed as its conflict is.

    The rows that it is about need not be among those of the batch, and others that it names are: under their key it
    would outlive whom it is about.
    """
    judged = _carried_out(bench, _as_it_came(answer.conflict), answer.decision)
    return judged if answer.decision.puts else judged_as(judged, subject=answer.conflict.subject)


def _carried_out(bench: Bench, sent: Sent, decision: Decision) -> Judged:
    decision = _with_ids_of_their_own(bench, decision)
    bench.made.update({row.id: sent.actor.user for row in decision.puts if not bench.working.holds(row)})
    bench.working.put(decision.puts)
    ids: tuple[str, ...] = ()
    for draft in decision.conflicts:
        ids = (*ids, conflict_id(sent.id, draft, len(ids)))
    receipt, subject = receipt_of(sent, decision, ids), _subject(bench, sent, decision)
    return Judged(sent, decision, receipt, ids, _at(sent, bench), sent.clock_quality, subject)


def _as_it_came(conflict: Conflict) -> Sent:
    """The command that opened a conflict, as the door had it when it was judged first."""
    sent = read(conflict.raw, conflict.encoding, Actor(conflict.author, conflict.install))
    return replace(
        sent,
        id=conflict.command,
        observed_at=conflict.observed_at,
        clock_quality=conflict.clock_quality,
        released=True,
    )


def conflict_id(command: str, draft: ConflictDraft, place: int) -> str:
    """The id of a conflict, from what opened it: whoever has it judged again, after a restore say, finds the same."""
    told = f"{command}|{draft.reason}|{draft.entity}|{draft.field}|{place}"
    return uuid7(int(command.replace("-", "")[:12], 16), blake2b(told.encode(), digest_size=10).digest())


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
    What came late and was not done is about whom its author named, be that the loser of a merge: it goes with them.
    Whoever is not there yet has no key; under their home's it would go with the home, and outlive them
    (`core.journal` blanks it with them). What cannot be read is taken at its author's word, for it waits in any case.
    """
    if sent.command is None:
        return next(filter(bench.keyring.opens, sent.about), DISTRICT_SUBJECT)
    late = decision.why is ProblemCode.LATE_SCOPE
    meant = sent.command if late else _meant(bench, sent.command)
    rows: Sequence[Entity] = decision.puts or [*_rows_of(bench, meant)]
    waits = late or decision.verdict in _WAITING
    if waits and meant.entity == meant.root and all(row.id != meant.root for row in rows):
        return DISTRICT_SUBJECT
    subjects = [bench.working.kinds.of(type(row)).kind.subject(row) for row in rows]
    if meant.root in subjects:
        return meant.root
    return next((subject for subject in subjects if subject != DISTRICT_SUBJECT), DISTRICT_SUBJECT)


def _rows_of(bench: Bench, command: Command) -> Iterator[Entity]:
    for need in bench.handlers[type(command)].needs(command):
        if isinstance(need, Need) and (need.entity, need.id) in bench.working.original:
            row = bench.working.find(need.entity, need.id)
            if row is not None:
                yield row


def _at(sent: Sent, bench: Bench) -> datetime:
    return sent.observed_at or bench.now


def parked(why: str) -> Decision:
    """A fault of ours: the command's bytes are kept, and somebody looks at them."""
    return Decision(verdict=Verdict.PARKED, why=ProblemCode.INTERNAL, facts={"detail": why[:500]})


def _meant(bench: Bench, command: Command) -> Command:
    """The command as said of the winners of merges, as far as they are known by now."""
    moved = bench.working.moved
    return redirected(command, bench.handlers[type(command)], moved) if moved else command


def _decide(bench: Bench, sent: Sent) -> Decision:
    if sent.command is None:
        if any(map(bench.keyring.erased, sent.about)):
            return Decision(verdict=Verdict.GONE)
        return Decision(verdict=Verdict.PARKED, why=ProblemCode.MALFORMED_COMMAND, facts={"detail": sent.error[:500]})
    command, handler = _meant(bench, sent.command), bench.handlers[type(sent.command)]
    if any(map(bench.keyring.erased, (command.root, command.entity, sent.command.root, sent.command.entity))):
        return Decision(verdict=Verdict.GONE)
    try:
        if command is sent.command:
            return _allowed(bench, sent, command, handler)
        if not bench.working.declares(handler.needs(command)):
            return parked("the winner is not loaded")  # the door loads it, and has the batch judged once more
        winner = command.root if command.entity == sent.command.entity else command.entity
        return done_on(_allowed(bench, sent, command, handler), winner)
    except MissingSubject as missing:
        return _came_late(sent, command, _worked_in(bench, sent)) if sent.late else wait_for(missing.missing)
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
    return bool(foreign) and all(
        (user, identity) in bench.shown or bench.made.get(identity) == user for identity in foreign
    )


def _was_theirs(bench: Bench, user: str, command: Command, handler: Handler, area: Area, at: datetime) -> bool:
    """What lay in their grid when they did it, and came into another with its ground: no split takes work away.

    Each row must have been shown to them through a grid that has become part of where the row lies now, and whose
    holder they were then; what they made themselves they saw.
    """
    holdings, directory = bench.holdings.get(user, ()), bench.directory
    lying = [(row.id, getattr(row, "grid", None)) for row in _rows_of(bench, command)]

    def held(there: Area, rows: list[str]) -> bool:
        scope = scope_id(grid_scope(there.grid or ""))
        shown = all(scope in bench.shown.get((user, row), ()) or bench.made.get(row) == user for row in rows)
        return shown and may(user, holdings, handler.posts, there, directory, at) is Authority.CURRENT

    def reaches(part: Area) -> bool:
        if may(user, holdings, handler.posts, part, directory, at) is Authority.CURRENT:
            return True
        rows = [row for row, grid in lying if grid == part.grid]
        before = directory.once_part_of(part.grid, at) if part.grid and rows else ()
        return any(held(Area(grid=grid, posts=part.posts), rows) for grid in before)

    return all(map(reaches, area.every or (area,)))


def _was_there(bench: Bench, user: str, command: Command, handler: Handler, at: datetime) -> bool:
    """What was said to lie in a grid that a restore has taken away: this database cannot know who looked after it.

    Only for what their post does at all, and of what was written in an epoch that is over (`core.strangers`).
    """
    area, directory = handler.area(command, bench.working, bench.directory), bench.directory
    grids = [part.grid for part in area.every or (area,) if part.grid]
    lost = bool(grids) and all(
        directory.grid(grid) is None and directory.home_of(grid, None, at) is None for grid in grids
    )
    forgotten = not bench.shown.get((user, command.entity), frozenset({0}))  # named, and through no scope
    return lost and forgotten and any(held.post in handler.posts for held in bench.holdings.get(user, ()))


def _was_honest(bench: Bench, sent: Sent, command: Command, handler: Handler, at: datetime) -> bool:
    """Whether somebody without a say here wrote in good faith: it was theirs once, or what was merged into it is."""
    user, own = sent.actor.user, sent.command
    if _was_shown(bench, user, command, handler, at) or _was_there(bench, user, command, handler, at):
        return True
    if own is None or own is command:
        return False
    area = handler.area(own, bench.working, bench.directory)
    authority = may(user, bench.holdings.get(user, ()), handler.posts, area, bench.directory, at)
    return authority is not Authority.NEVER or _was_shown(bench, user, own, handler, at)


def _allowed(bench: Bench, sent: Sent, command: Command, handler: Handler) -> Decision:
    at = _at(sent, bench)
    holdings = bench.holdings.get(sent.actor.user, ())
    if not sent.actor.system:
        area = handler.area(command, bench.working, bench.directory)
        authority = may(sent.actor.user, holdings, handler.posts, area, bench.directory, at)
        if authority is not Authority.CURRENT and _was_theirs(bench, sent.actor.user, command, handler, area, at):
            authority = Authority.CURRENT
        if authority is Authority.NEVER and not _was_honest(bench, sent, command, handler, at):
            return refuse(ProblemCode.NOT_ALLOWED)
        if sent.late or authority is not Authority.CURRENT or _has_lost(bench, sent, handler, holdings, area):
            return _came_late(sent, command, _grid_of(area, bench.directory, at))
    if handler.online and has_waited(sent, bench.now - at, bench.epoch):
        return refuse(ProblemCode.ONLINE_ONLY, most_s=int(ONLINE.total_seconds()))
    context = Context(
        actor=sent.actor,
        posts=posts_now(holdings, at),
        now=at if sent.actor.system else bench.now,
        observed_at=at,
        observed_ms=millis(at),
        clock_quality=sent.clock_quality,
        base_holds=bool(command.epoch) and command.epoch == bench.epoch,
        directory=bench.directory,
        epoch=bench.epoch,
    )
    return handler.decide(command, bench.working, context)


def _has_lost(bench: Bench, sent: Sent, handler: Handler, holdings: Sequence[Holding], area: Area) -> bool:
    """Whether an order that is given online was theirs to give once, and is no more: nobody orders from the past.

    What a restore took back may be told again at any age (`has_waited`); a phone's word for that epoch is no post.
    """
    if not handler.online or sent.released:
        return False
    here = may(sent.actor.user, holdings, handler.posts, area, bench.directory, bench.now)
    return here is not Authority.CURRENT


def _worked_in(bench: Bench, sent: Sent) -> str | None:
    """The grid that an author had last, when they wrote it: who has it now knows most of what is about nothing here."""
    held = [one for one in bench.holdings.get(sent.actor.user, ()) if one.grid and one.from_at <= _at(sent, bench)]
    grid = max(held, key=lambda one: (one.from_at, one.grid or "")).grid if held else None
    return grid if grid is None or bench.directory.grid(grid) is not None else None


def _came_late(sent: Sent, command: Command, grid: str | None) -> Decision:
    """Nothing of it is done, and all of it is put before a person (sync.md 9)."""
    late = ConflictDraft(ProblemCode.LATE_SCOPE, kind=sent.kind, entity=command.entity, grid=grid)
    return Decision(verdict=Verdict.CONFLICT, why=ProblemCode.LATE_SCOPE, conflicts=(late,))


def _grid_of(area: Area, directory: Directory, at: datetime) -> str | None:
    if area.point is not None:
        found = directory.grid_at(*area.point, at)
        return None if found is None else directory.home_of(found.grid, area.point, at)
    told = next((part.grid for part in area.every or (area,) if part.grid), None)
    if told is None or directory.grid(told) is not None:
        return told
    return directory.home_of(told, None, at)  # it was split or merged meanwhile: whoever has its ground now decides


def receipt_of(sent: Sent, decision: Decision, conflict_ids: tuple[str, ...]) -> Receipt:
    """What the author of a command is told of a decision; its `pos` is not known yet."""
    return Receipt(
        id=sent.id,
        verdict=decision.verdict,
        version=decision.version,
        conflict=conflict_ids[0] if conflict_ids else decision.conflict,
        missing=decision.missing,
        why=decision.why,
        facts=decision.facts,
        fields=decision.fields,
        to=decision.to,
        choice=decision.choice,
    )

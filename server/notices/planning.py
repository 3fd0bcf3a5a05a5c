"""Plans messages from the journal: who hears of a case, on which channel. It sends nothing.

The commit that keeps the messages moves the cursor up to which is planned: so what happens is planned once, whoever
plans it, whatever crashes, and however the journal's pages are cut.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from push.channels import ChannelKind
from push.plan import Audience, Event, Place, Quiet, Recipient, Snapshot, concerned, plan
from server.accounts.entities import GridGrant, Install, User
from server.cases.adjusted import CaseLink
from server.cases.entities import Case, CaseEvent
from server.core import clock
from server.core.consumers import Consumer
from server.core.crashing import crashpoint
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.journal import Entry
from server.core.reading import list_by
from server.intake.entities import Reporter
from server.notices import queries
from server.notices.books import book, channels_of
from server.notices.entities import NoticeChoice, NoticeWays, PushToken

NAME = "notices"
IDLE_S = 0.1
"""How long a commit may go unplanned at most where nothing else is done: a wake-up is to come within half a second."""

RESIDENTS_QUIET = Quiet(22 * 60, 7 * 60)
"""When a resident gets no text message: they told a number, and no hours."""


class _Facts(NamedTuple):
    """What was read before planning: everything but what waits."""

    events: tuple[Event, ...]
    snapshot: Snapshot


def notices_consumer(channels: Iterable[ChannelKind]) -> Consumer:
    """Follows what becomes of cases, and plans what is told of it on these channels; the inbox is always there."""
    there = frozenset(channels) | {ChannelKind.INBOX}

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        await plan_all(door, entries, there)

    return Consumer(NAME, book().kinds, handle, IDLE_S)


async def plan_all(door: Door, entries: Sequence[Entry], channels: frozenset[ChannelKind]) -> int:
    """Plan the messages of some entries of the journal; how many. What was planned before is left out."""
    at = clock.now()
    facts = await door.database.read(lambda tx: _read(tx, door, entries, channels, at))
    through = entries[-1].pos

    async def work(tx: Tx) -> int:
        planned = await queries.hold_planned(tx, door.district)
        if planned >= through:
            return 0
        events = [one for one in facts.events if one.pos > planned]
        snapshot = await _with_waiting(tx, door, facts.snapshot)
        made = plan(book().rules, events, snapshot)
        await queries.keep_planned(tx, door.district, made.messages, made.replaces, at)
        await queries.move_planned(tx, door.district, through)
        return len(made.messages)

    made = await door.database.write(work)
    crashpoint("notices.planned")
    return made


async def _with_waiting(tx: ReadTx, door: Door, snapshot: Snapshot) -> Snapshot:
    places = sorted({place.place for one in snapshot.recipients.values() for place in one.places})
    waiting = await queries.list_waiting(tx, door.district, places)
    return Snapshot(
        at=snapshot.at,
        workers=snapshot.workers,
        recipients=snapshot.recipients,
        channels=snapshot.channels,
        waiting=waiting,
    )


async def _read(
    tx: ReadTx, door: Door, entries: Sequence[Entry], channels: frozenset[ChannelKind], at: datetime
) -> _Facts:
    """Events and recipients, in a fixed number of queries however many entries there are."""
    happened = await list_by(tx, door, CaseEvent, "id", (entry.entity for entry in entries if entry.version))
    done = {one.id: one for one in happened if one.applied and not one.absorbed}
    case_ids = {one.case_id for one in done.values()}
    cases = {one.id: one for one in await list_by(tx, door, Case, "id", case_ids)}
    residents = await _residents(tx, door, cases)
    events = tuple(_events(entries, done, cases, residents))
    workers = await _workers(tx, door, {one.grid for one in events if one.grid}, at)
    people = _people(events, workers, channels, at)
    told = {one.id: one for some in residents.values() for one in some}
    recipients = {one: _resident(told[one]) for one in people & told.keys()}
    recipients |= await _staff(tx, door, people - told.keys(), at)
    return _Facts(events, Snapshot(at=at, workers=workers, recipients=recipients, channels=channels))


async def _residents(tx: ReadTx, door: Door, cases: Mapping[str, Case]) -> Mapping[str, list[Reporter]]:
    """Who reported each case from outside: also those whose own reports were merged into it."""
    merged = await list_by(tx, door, CaseLink, "into_case", cases)
    leads = {one: one for one in cases} | {one.case_id: one.into_case for one in merged if one.undone_at is None}
    found: dict[str, list[Reporter]] = defaultdict(list)
    for one in await list_by(tx, door, Reporter, "case_id", leads):
        found[leads[one.case_id]].append(one)
    return found


def _events(
    entries: Sequence[Entry],
    done: Mapping[str, CaseEvent],
    cases: Mapping[str, Case],
    residents: Mapping[str, Sequence[Reporter]],
) -> Iterable[Event]:
    for entry in entries:
        event = done.get(entry.entity)
        case = None if event is None else cases.get(event.case_id)
        if event is None or case is None:
            continue
        reporters = {case.reporter, *(one.id for one in residents.get(case.id, ()))}
        sent = {one for one in (event.handler, event.checker) if one is not None and one == event.about}
        people = [*((Audience.REPORTER, one) for one in reporters), *((Audience.SENT, one) for one in sent)]
        yield Event(
            pos=entry.pos,
            n=entry.n,
            kind=event.command,
            about=event.case_id,
            grid=case.grid,
            people=tuple(sorted(people)),
            actor=event.actor,
            state=event.to_state or "",
        )


async def _workers(tx: ReadTx, door: Door, grids: Iterable[str], at: datetime) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for grant in await list_by(tx, door, GridGrant, "grid", grids):
        if grant.from_at <= at and (grant.until_at is None or at < grant.until_at):
            found[grant.grid].add(grant.user_id)
    return {grid: tuple(sorted(people)) for grid, people in found.items()}


def _people(
    events: Iterable[Event], workers: Mapping[str, tuple[str, ...]], channels: frozenset[ChannelKind], at: datetime
) -> set[str]:
    """Whom any rule concerns: nothing is read of anybody else."""
    nobody = Snapshot(at=at, workers=workers, recipients={}, channels=channels)
    rules = book().rules
    told = ((rule, event) for event in events for rule in rules if rule.is_about(event))
    return {person for rule, event in told for person in concerned(rule, event, nobody)}


def _resident(one: Reporter) -> Recipient:
    places = (Place(ChannelKind.SMS, one.id),) if one.phone else ()
    return Recipient(person=one.id, places=places, quiet=RESIDENTS_QUIET)


async def _staff(tx: ReadTx, door: Door, people: Iterable[str], at: datetime) -> dict[str, Recipient]:
    """Users, as they want to hear: only those whose account is open, on installs that are let in."""
    users = [one.id for one in await list_by(tx, door, User, "id", people) if not one.closed]
    tokens = [one for one in await list_by(tx, door, PushToken, "user_id", users) if one.removed_at is None]
    installs = await list_by(tx, door, Install, "id", (one.install for one in tokens))
    let_in = {one.id for one in installs if is_let_in(one, at)}
    places: dict[str, list[Place]] = {one: [Place(ChannelKind.INBOX, one)] for one in users}
    for token in tokens:
        if token.install in let_in:
            places[token.user_id].append(Place(ChannelKind(token.channel), token.install))
    ways = {one.user_id: one for one in await list_by(tx, door, NoticeWays, "user_id", users)}
    muted: dict[str, dict[str, frozenset[ChannelKind]]] = defaultdict(dict)
    for choice in await list_by(tx, door, NoticeChoice, "user_id", users):
        muted[choice.user_id][choice.cls] = channels_of(choice.muted)
    return {one: _recipient(one, places[one], ways.get(one), muted.get(one, {})) for one in users}


def _recipient(
    user: str, places: Sequence[Place], ways: NoticeWays | None, muted: Mapping[str, frozenset[ChannelKind]]
) -> Recipient:
    known = Recipient(person=user, places=tuple(places), muted=muted)
    if ways is None:
        return known
    quiet = None if ways.quiet is None else Quiet(ways.quiet.from_minute, ways.quiet.until_minute)
    return Recipient(person=user, places=tuple(places), muted=muted, language=ways.language, quiet=quiet)


def is_let_in(install: Install, at: datetime) -> bool:
    """Whether an install may still be told anything: it was not shut out, and its session has not ended."""
    return install.revoked_at is None and (install.until_at is None or at < install.until_at)

"""The one door: every change passes here. Load set-wise, allow, decide purely, write in bulk, head last.

Phones, offices, jobs and imports call `Door.submit`; nothing else writes. One batch is one transaction and one position
of the journal. When the bulk write fails, each command is tried alone, and the one that the database chokes on is
parked alone, with its bytes (sync.md 5).
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec
import structlog
from msgspec import Struct
from msgspec.structs import replace as with_facts

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import Seen, Stamp
from server.core import clock, inbox
from server.core.authority import Holding
from server.core.bringing import bring, declare_answers
from server.core.claims import take_claims
from server.core.crashing import crashpoint
from server.core.database import Database, DatabaseFault, ReadTx, Tx
from server.core.decisions import Actor, Decision, Directory, Handler, refuse
from server.core.departed import list_of_erased
from server.core.epochs import head_for
from server.core.erasure import erase, list_partings, with_merged
from server.core.installs import UNKNOWN, past_of
from server.core.intake import Sent, Submission, made_here, numbered_once
from server.core.journal import READ_KIND, blank_waiting
from server.core.judging import NOTHING_SHOWN, Bench, Shown, judge_all, parked
from server.core.keyring import Keyring
from server.core.kinds import Kinds
from server.core.ledger import ERASED, Ledger
from server.core.loading import Head, Known, head_of, known_receipts, known_seqs, load_held, load_keys, load_rows
from server.core.observing import observe_all
from server.core.poison import alert_to_poison, alert_to_strangers, is_parked
from server.core.redirects import MovedOn, hops, names_any
from server.core.seal import DISTRICT_SUBJECT, Seal, tag_of
from server.core.strangers import shown_to_strangers
from server.core.working import WorkingSet
from server.core.writing import Writer

T = TypeVar("T")

log = structlog.get_logger()

SYSTEM_USER = "00000000-0000-7000-8000-000000000001"
SYSTEM = Actor(user=SYSTEM_USER, install=SYSTEM_USER, system=True)
"""The server itself: consumers, jobs and imports issue commands as this actor."""

_TWIN_TRIES = 5
_RETRY_AFTER_S = 5


class Versioned(Directory, Protocol):
    """A directory that knows which version of the district's slow facts it holds."""

    @property
    def version(self) -> int:
        """Compared with `heads.directory`; another number means it must be read again."""
        ...


LoadDirectory = Callable[[ReadTx, int, int], Awaitable[Versioned]]
LoadHoldings = Callable[[ReadTx, int, Sequence[str]], Awaitable[Mapping[str, Sequence[Holding]]]]


class Reading(Struct, frozen=True):
    """Who reads what is personal, what for, and which area or subject it is about."""

    actor: Actor
    purpose: str
    what: str
    about: str


class Outcome(Struct, frozen=True):
    """Receipts in the order of the commands, and the head after them."""

    receipts: list[Receipt]
    head: Head
    rekey: bool = False
    retry_after_s: int = 0
    outdated: bool = False
    """The stamp that came along is of an epoch that is over: nothing was judged."""


class Last(Struct, frozen=True):
    """What an earlier try of a batch told: what of it is decided, whether it still releases, whom it is about.

    `moved` are losers of merges with their winners; `come` are ids that held commands wait for in vain.
    """

    given: Mapping[str, Decision] = {}
    releases: bool = True
    moved: Mapping[str, str] = {}
    come: Collection[str] = ()


FIRST = Last()


@dataclass(slots=True)
class Door:
    """One district's door. `load_directory` and `load_holdings` are the features' reads, given from above."""

    database: Database
    district: int
    kinds: Kinds
    handlers: Mapping[type[Command], Handler]
    seal: Seal
    load_directory: LoadDirectory
    load_holdings: LoadHoldings
    ledger: Ledger | None = None
    _directory: Versioned | None = None

    async def submit(self, submission: Submission) -> Outcome:
        """Judge a batch and keep what came of it. What commands say never raises; `retry` is for faults of ours."""
        submission = replace(submission, sent=numbered_once(submission.sent))
        try:
            return await self._together(submission)
        except DatabaseFault as fault:
            log.warning("batch failed", why=str(fault), commands=len(submission.sent), transient=fault.transient)
            if fault.transient:
                return await self._later(submission)
        return await self._one_by_one(submission)

    async def issue(self, commands: Iterable[Command], actor: Actor = SYSTEM) -> Outcome:
        """Submit commands that the server itself makes."""
        return await self.submit(Submission(actor, [made_here(command, actor) for command in commands]))

    async def witnessed(self, read: Reading, work: Callable[[Tx], Awaitable[tuple[T, Sequence[str]]]]) -> T:
        """Read what is personal, and leave in the same commit who read whose records, and why (I9 of safety.md).

        `work` returns what it found and the ids of the persons whose records it opened.
        """

        async def unit(tx: Tx) -> T:
            found, ids = await work(tx)
            writer = await self.writer(tx)
            body = msgspec.msgpack.encode((read.purpose, read.what, sorted(ids)))
            await writer.note(READ_KIND, read.about, read.actor, body)
            return found

        return await self.database.write(unit)

    async def erase(self, actor: Actor, subject: str, why: str) -> Head:
        """Erase a subject for ever (`server.core.erasure`); who may ask for it is the caller's to know.

        What was merged into it goes with it; what it was merged into is parted from it before. The ledger knows of it
        first: whatever happens then, no backup brings the subject back.
        """
        for parting in await self.database.read(lambda tx: list_partings(tx, self.kinds, self.district, subject)):
            await self.issue([parting])
        subjects = await self.database.read(lambda tx: with_merged(tx, self.kinds, self.district, subject))
        if self.ledger is not None:
            for one in subjects:
                await self.ledger.add(ERASED, one)
        done = await erase(self.database, self.writer, actor, subjects, why)
        self.seal.forget_keys()
        if done is None:
            return await self.erase(actor, subject, why)
        await self.let_go()
        return done

    async def writer(self, tx: Tx) -> Writer:
        """What writes entries that are no commands, with the district's key at hand."""
        keyring = Keyring(self.seal, self.district)
        await load_keys(tx, self.district, keyring, ())
        return Writer(tx, self.district, self.kinds, self.seal, keyring, clock.now())

    async def replay(self, sent: Sent) -> Receipt:
        """Judge once more what was parked, as its author's and as of its observed time; its receipt is another one.

        What the database chokes on again stays parked. Raises DatabaseFault for a passing fault of ours.
        """

        async def unit(tx: Tx, last: Last) -> Receipt:
            if not await is_parked(tx, self.district, sent.id):  # somebody else has just replayed it
                return (await known_receipts(tx, self.district, [sent.id]))[sent.id].receipt
            return (await self._again(tx, [sent], last))[sent.id, sent.body_hash]

        try:
            return await self._in_order(unit, FIRST)
        except DatabaseFault as fault:
            if fault.transient:
                raise
            decision = parked(type(fault).__name__)
        return await self._in_order(unit, Last({sent.id: decision}, releases=False))

    async def let_go(self) -> None:
        """Answer `gone` to what waits about somebody who was erased, and forget its bytes."""

        async def unit(tx: Tx, last: Last) -> None:
            keyring = Keyring(self.seal, self.district)
            await load_keys(tx, self.district, keyring, ())
            waiting = await list_of_erased(tx, self.district, keyring)
            if waiting:
                said = [(one.entity, one.actor.install) for one in waiting if one.about]
                await blank_waiting(tx, self.district, said)
                gone = {one.id: Decision(verdict=Verdict.GONE) for one in waiting}
                await self._again(tx, waiting, Last(gone, releases=False, moved=last.moved))

        await self._in_order(unit, FIRST)

    async def release(self, come: Collection[str]) -> None:
        """Judge the held commands that wait for rows which are there by now."""
        await self._in_order(lambda tx, last: self._again(tx, (), last), Last(come=come))

    async def _again(self, tx: Tx, waiting: Sequence[Sent], last: Last) -> dict[tuple[str, bytes], Receipt]:
        head = await head_of(tx, self.district)
        return (await self._judge(tx, Submission(SYSTEM, waiting), waiting, head, clock.now(), last))[1]

    async def _in_order(self, unit: Callable[[Tx, Last], Awaitable[T]], last: Last) -> T:
        """Run a unit that judges. Where it turns out to be about other rows, it begins anew and locks all in order."""
        try:
            return await self.database.write(lambda tx: unit(tx, last))
        except MovedOn as told:
            known = with_facts(last, moved=told.moved)
        return await self._in_order(unit, known)

    async def _together(self, submission: Submission, last: Last = FIRST) -> Outcome:
        for tries in range(1, _TWIN_TRIES + 1):
            try:
                return await self._in_order(lambda tx, last: self._pass(tx, submission, last), last)
            except DatabaseFault as fault:
                repeatable = fault.twin or (fault.transient and not fault.full and tries == 1)
                if not repeatable or tries == _TWIN_TRIES:
                    raise
        raise AssertionError("unreachable: the loop returns or raises")

    async def _one_by_one(self, submission: Submission) -> Outcome:
        outcomes: list[Outcome] = []
        for place, sent in enumerate(submission.sent):
            try:
                outcomes.append(await self._alone(replace(submission, sent=[sent])))
            except DatabaseFault as fault:
                if not fault.transient:
                    raise
                outcomes.append(await self._later(replace(submission, sent=submission.sent[place:])))
                break  # what comes after it comes after it
        receipts = [receipt for outcome in outcomes for receipt in outcome.receipts]
        rekey = any(outcome.rekey for outcome in outcomes)
        outdated = any(outcome.outdated for outcome in outcomes)
        retry_after_s = max(outcome.retry_after_s for outcome in outcomes)
        return Outcome(receipts, outcomes[-1].head, rekey, retry_after_s, outdated)

    async def _alone(self, alone: Submission) -> Outcome:
        """One command; where the database still chokes, without those that wait for it; where even then, its end.

        What is there already under the same name is no fault of ours: `id_taken`. All else is parked.
        """
        try:
            return await self._together(alone)
        except DatabaseFault as fault:
            if fault.transient:
                raise
        try:
            return await self._together(alone, Last(releases=False))
        except DatabaseFault as fault:
            if fault.transient:
                raise
            log.warning("command failed", command=alone.sent[0].id, kind=alone.sent[0].kind, why=str(fault))
            decision = refuse(ProblemCode.ID_TAKEN) if fault.twin else parked(type(fault).__name__)
        return await self._together(alone, Last({alone.sent[0].id: decision}, releases=False))

    async def _later(self, submission: Submission) -> Outcome:
        head = await self.database.read(lambda tx: head_of(tx, self.district))
        receipts = [Receipt(id=sent.id, verdict=Verdict.RETRY, why=ProblemCode.OVERLOADED) for sent in submission.sent]
        return Outcome(receipts, head, retry_after_s=_RETRY_AFTER_S)

    async def _pass(self, tx: Tx, submission: Submission, last: Last) -> Outcome:
        """One batch in one transaction: the numbered steps of sync.md 5."""
        now = clock.now()
        head, outdated = await head_for(tx, self, submission.seen)
        if outdated:
            return Outcome([], head, outdated=True)
        known = await known_receipts(tx, self.district, [sent.id for sent in submission.sent])
        crashpoint("door.receipts-read")
        fresh, answered = _sort_out(submission.sent, known)
        if await self._cloned(tx, submission, fresh):
            log.warning("security: two phones of one install", install=submission.actor.install)
            return Outcome([], head, rekey=True)
        if fresh:
            head, made = await self._judge(tx, submission, fresh, head, now, last)
            answered |= made
        return Outcome([answered[sent.id, sent.body_hash] for sent in submission.sent], head)

    async def _cloned(self, tx: Tx, submission: Submission, fresh: Sequence[Sent]) -> bool:
        numbered = {sent.seq: sent.id for sent in fresh if sent.seq is not None}
        taken = await known_seqs(tx, self.district, submission.actor.install, sorted(numbered))
        return any(numbered[seq] != command for seq, command in taken.items())

    async def _judge(
        self,
        tx: Tx,
        submission: Submission,
        fresh: Sequence[Sent],
        head: Head,
        now: datetime,
        last: Last,
        shown: Shown = NOTHING_SHOWN,
    ) -> tuple[Head, dict[tuple[str, bytes], Receipt]]:
        directory = await self.directory(tx, head)
        keyring = Keyring(self.seal, self.district)
        past = await past_of(tx, self.district, submission.actor.install, fresh) if submission.queue else UNKNOWN
        batch = observe_all(fresh, submission.clock, now, past)
        working = WorkingSet(self.kinds)
        await self._declare(tx, keyring, working, batch, last.moved)
        if last.releases:
            batch += await self._released(tx, keyring, working, last)
            if not batch:
                return head, {}
        declare_answers(working, (sent for sent in batch if sent.released))
        users = sorted({sent.actor.user for sent in batch if not sent.actor.system})
        holdings = await self.load_holdings(tx, self.district, users)
        commands = [sent.command for sent in batch if sent.command is not None]
        subjects = {DISTRICT_SUBJECT, *users, *(sent.root for sent in batch), *(sent.entity for sent in batch)}
        await load_rows(tx, self.district, working, keyring, subjects)
        bench = Bench(self.handlers, working, keyring, directory, holdings, now, head.epoch, shown)
        found = working.once_moved  # what is there already, and what the batch itself merges
        judged = judge_all(bench, batch, last.given) if found.keys() <= last.moved.keys() else []
        if found.keys() - last.moved.keys() and (not judged or names_any(commands, self.handlers, found)):
            raise MovedOn(found)  # seldom: what was said of losers is judged with their winners at hand
        if not shown:
            shown = await shown_to_strangers(tx, self.district, self.kinds, self.handlers, judged, holdings)
            if shown:  # seldom: nothing is written yet, so the batch is judged once more, knowing this
                return await self._judge(tx, submission, fresh, head, now, last, shown)
        judged = await inbox.follow(tx, self.district, bench, judged)
        judged = inbox.keep(bench, await take_claims(tx, self.district, self.seal, bench, judged))
        alert_to_strangers(judged)
        await alert_to_poison(tx, self.district, judged)
        crashpoint("door.judged")
        writer = Writer(tx, self.district, self.kinds, self.seal, keyring, now)
        after = await writer.write(submission, judged, working)
        own = [one for one in judged if one.sent.parked or not one.sent.released]
        return after, {(one.sent.id, one.sent.body_hash): with_facts(one.receipt, pos=after.pos) for one in own}

    async def _declare(
        self, tx: Tx, keyring: Keyring, working: WorkingSet, batch: Iterable[Sent], moved: Mapping[str, str]
    ) -> None:
        asking = [(sent.command, self.handlers[type(sent.command)]) for sent in batch if sent.command is not None]
        for command, handler in asking:
            working.declare(handler.needs(command))
        for command, handler in asking if moved else ():
            for following in hops(command, handler, moved):
                working.declare(handler.needs(following))
        await bring(tx, self.district, working, keyring, asking)

    async def _released(self, tx: Tx, keyring: Keyring, working: WorkingSet, last: Last) -> list[Sent]:
        """Held commands that wait for a row that this batch may make, and those that wait for one of theirs."""
        released: dict[str, Sent] = {}
        asked: set[str] = set()
        while waited_for := {*last.come, *(identity for _, identity in working.original)} - asked:
            asked |= waited_for
            found = await load_held(tx, self.district, keyring, sorted(waited_for))
            new = [sent for sent in found if sent.id not in released and sent.command is not None]
            released |= {sent.id: sent for sent in new}
            await self._declare(tx, keyring, working, new, last.moved)
        return list(released.values())

    async def directory(self, tx: ReadTx, head: Head) -> Versioned:
        """The district's slow facts, read again only after a command changed them."""
        if self._directory is None or self._directory.version != head.directory:
            self._directory = await self.load_directory(tx, self.district, head.directory)
        return self._directory

    def tag(self, _pos: int, link: bytes, /) -> str:
        """What a stamp says of the journal's content: another history of the same length has another tag."""
        return tag_of(link)

    def stamp(self, head: Head, seen: Seen | None) -> Stamp:
        """The signed witness of a head, for whoever asked with this one."""
        tag = self.tag(head.pos, head.link)
        mac = self.seal.stamp_mac(self.district, head.epoch, head.pos, tag)
        return Stamp(epoch=head.epoch, pos=head.pos, tag=tag, mac=mac, holds=0 if seen is None else seen.pos)


def _sort_out(sent: Sequence[Sent], known: Mapping[str, Known]) -> tuple[list[Sent], dict[tuple[str, bytes], Receipt]]:
    """Known commands get the receipt that they got; one id with two bodies is refused; the rest is fresh."""
    fresh: dict[str, Sent] = {}
    answered: dict[tuple[str, bytes], Receipt] = {}
    for one in sent:
        before = known.get(one.id)
        body = before.body_hash if before is not None else fresh.setdefault(one.id, one).body_hash
        if body != one.body_hash:
            log.warning("security: one id, two contents", command=one.id, install=one.actor.install)
            answered[one.id, one.body_hash] = Receipt(id=one.id, verdict=Verdict.REFUSED, why=ProblemCode.ID_REUSE)
        elif before is not None:
            answered[one.id, one.body_hash] = before.receipt
    return list(fresh.values()), answered

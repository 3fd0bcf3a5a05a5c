"""The journal: append-only, hash-chained over salted digests. Reads, verifies, erases bodies; the door appends."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Text, bindparam, cast, func, or_, select, update

from mobile_contract.receipts import Receipt, Verdict
from server.core import tables as t
from server.core.columns import among, micros
from server.core.database import Database, ReadTx, Tx
from server.core.keyring import Keyring, SubjectErased
from server.core.loading import Head, head_of, load_keys
from server.core.seal import DISTRICT_SUBJECT, Seal, SealBroken, chain_link, salted_digest
from server.core.statements import Statement
from server.core.writing import entry_place, leaf

GENESIS = bytes(32)
"""The link before the first commit."""

ERASE_KIND = "erase_subject"
READ_KIND = "read"
_PAGE = 50

_COMMITS = Statement(
    select(*(t.journal.c[name] for name in ("pos", "at", "entries", "link")))
    .where(t.journal.c.district_id == bindparam("district"), t.journal.c.pos > bindparam("after"))
    .order_by(t.journal.c.pos)
    .limit(bindparam("page"))
)
_ENTRY_COLUMNS = (
    "pos", "n", "kind", "entity", "version", "actor", "install", "observed_at", "subject", "digest", "salt", "body",
)  # fmt: skip
_ENTRIES = Statement(
    select(*(t.journal_entries.c[name] for name in _ENTRY_COLUMNS))
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.pos > bindparam("after"),
        t.journal_entries.c.pos <= bindparam("through"),
    )
    .order_by(t.journal_entries.c.pos, t.journal_entries.c.n)
)
_OF_KINDS = Statement(
    select(*(t.journal_entries.c[name] for name in _ENTRY_COLUMNS))
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.pos > bindparam("after"),
        t.journal_entries.c.pos <= bindparam("through"),
        among(t.journal_entries.c.kind, "kinds"),
    )
    .order_by(t.journal_entries.c.pos, t.journal_entries.c.n)
)
_BY_INSTALL = Statement(
    select(*(t.journal_entries.c[name] for name in _ENTRY_COLUMNS))
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.pos > bindparam("after"),
        t.journal_entries.c.pos <= bindparam("through"),
        t.journal_entries.c.install == bindparam("install"),
    )
    .order_by(t.journal_entries.c.pos, t.journal_entries.c.n)
)
_OF_ENTITY = Statement(
    select(*(t.journal_entries.c[name] for name in _ENTRY_COLUMNS))
    .where(t.journal_entries.c.district_id == bindparam("district"), among(t.journal_entries.c.entity, "entities"))
    .order_by(t.journal_entries.c.pos, t.journal_entries.c.n)
)
_NOTES = (READ_KIND, ERASE_KIND)
"""Kinds of entries that were never a command, and stay when whom they are about goes."""

_BLANK = Statement(
    update(t.journal_entries)
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.subject == bindparam("gone"),
    )
    .values(salt=None, body=None)
)
_its = t.journal_entries.alias("its")
_THEIRS = select(_its.c.entity).where(
    _its.c.district_id == bindparam("district"),
    _its.c.subject == bindparam("gone"),
    _its.c.version > 0,
    func.length(_its.c.body) > 0,  # a row that a command of theirs touched beside its own need not be theirs
)
_BLANK_WAITED = Statement(
    update(t.journal_entries)
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        or_(t.journal_entries.c.entity == bindparam("gone"), t.journal_entries.c.entity.in_(_THEIRS)),
        t.journal_entries.c.version == 0,
        t.journal_entries.c.subject == DISTRICT_SUBJECT,
        t.journal_entries.c.kind != READ_KIND,
        t.journal_entries.c.kind != ERASE_KIND,
    )
    .values(salt=None, body=None)
)

_SAID = cast(t.journal_entries.c.entity, Text) + "|" + cast(t.journal_entries.c.install, Text)
"""Of which row, and by which install: what another said of the same row stays."""
_BLANK_WAITING = Statement(
    update(t.journal_entries)
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        among(t.journal_entries.c.entity, "entities"),
        among(_SAID, "said"),
        t.journal_entries.c.version == 0,
        t.journal_entries.c.subject == DISTRICT_SUBJECT,
        t.journal_entries.c.kind != READ_KIND,
        t.journal_entries.c.kind != ERASE_KIND,
    )
    .values(salt=None, body=None)
)


class Entry(msgspec.Struct, frozen=True):
    """One entry as it is kept: `digest` stands for it for ever; `salt` and the sealed `body` can be erased."""

    pos: int
    n: int
    kind: str
    entity: str
    version: int
    actor: str
    install: str
    observed_at: datetime
    subject: str
    digest: bytes
    salt: bytes | None
    body: bytes | None


class Opened(msgspec.Struct, frozen=True):
    """An entry's body: the command's exact bytes and the receipt that they got."""

    encoding: str
    raw: bytes
    receipt: Receipt


class Fault(msgspec.Struct, frozen=True):
    """Where the journal is not what it was."""

    pos: int
    n: int | None
    why: str


class Verification(msgspec.Struct, frozen=True):
    """What a verification found: `faults` empty means that nothing was changed, removed, inserted or reordered."""

    commits: int
    entries: int
    erased: int
    head_pos: int
    head_tag: str
    faults: tuple[Fault, ...]


class _Blanks(NamedTuple):
    """Blanked entries that nothing has explained yet: by whose they were, and by the row that they waited about.

    What had to wait goes with whom it is about, or with whoever that belongs to (`blank_bodies`), or when it is let go
    with whom it was said of (`blank_waiting`). `rows` tells which rows are whose.
    """

    theirs: dict[str, Fault]
    waited: dict[str, Fault]
    rows: dict[str, set[str]]

    def add(self, entry: Entry) -> None:
        fault = Fault(entry.pos, entry.n, "erased, and no erasure says so")
        if entry.subject == DISTRICT_SUBJECT and entry.version == 0 and entry.kind not in _NOTES:
            self.waited.setdefault(entry.entity, fault)
            return
        self.theirs.setdefault(entry.subject, fault)
        if entry.version:
            self.rows.setdefault(entry.subject, set()).add(entry.entity)

    def explain(self, erased: str) -> None:
        self.theirs.pop(erased, None)
        for whose in (erased, *self.rows.pop(erased, ())):
            self.waited.pop(whose, None)

    def explain_waited(self, entry: Entry, plain: bytes) -> None:
        """An entry with an answer: one of `gone` tells that what waited about a row was let go."""
        if entry.entity in self.waited and entry.kind not in _NOTES and _BODY.decode(plain)[2].verdict is Verdict.GONE:
            self.waited.pop(entry.entity)

    @property
    def unexplained(self) -> list[Fault]:
        """What nothing has explained, in the journal's order."""
        return sorted((*self.theirs.values(), *self.waited.values()), key=lambda one: (one.pos, one.n or 0))


_BODY = msgspec.msgpack.Decoder(tuple[str, bytes, Receipt])


def open_body(entry: Entry, keyring: Keyring) -> Opened | None:
    """What an entry says; None when it was erased or never had a body of its own. Raises SealBroken."""
    plain = _plain(entry, keyring)
    return Opened(*_BODY.decode(plain)) if plain else None


def _plain(entry: Entry, keyring: Keyring) -> bytes:
    """The body; nothing for one that was erased, and for one that was written without: that is not sealed."""
    if not entry.body:
        return b""
    return keyring.key(entry.subject).open(entry.body, entry_place(entry.kind, entry.entity))


async def list_entries(tx: ReadTx, district: int, after: int, through: int) -> list[Entry]:
    """Entries of the commits after one position, through another, in order."""
    rows = await tx.fetch(_ENTRIES, district=district, after=after, through=through)
    return [Entry(*row) for row in rows]


async def list_entries_of_kinds(
    tx: ReadTx, district: int, after: int, through: int, kinds: Sequence[str]
) -> list[Entry]:
    """As `list_entries`, of some kinds alone: what a consumer follows."""
    rows = await tx.fetch(_OF_KINDS, district=district, after=after, through=through, kinds=list(kinds))
    return [Entry(*row) for row in rows]


async def list_entries_of(tx: ReadTx, district: int, entities: Sequence[str]) -> list[Entry]:
    """The history of some entities: who changed them, when, by which command."""
    return [Entry(*row) for row in await tx.fetch(_OF_ENTITY, district=district, entities=list(entities))]


async def list_entries_by(tx: ReadTx, district: int, install: str, after: int, through: int) -> list[Entry]:
    """What one install said in the commits after one position, through another, in order."""
    rows = await tx.fetch(_BY_INSTALL, district=district, install=install, after=after, through=through)
    return [Entry(*row) for row in rows]


def _unheard(_commits: int) -> None:
    """Nobody wants to know how far it is."""


async def verify(
    database: Database, district: int, seal: Seal, progress: Callable[[int], None] = _unheard
) -> Verification:
    """Recompute every digest and every link, from the first commit to the head (I9 of safety.md).

    The district may go on working meanwhile. `progress` hears the number of commits that are done.
    """
    faults: list[Fault] = []
    counts = {"commits": 0, "entries": 0, "erased": 0}
    blanks = _Blanks({}, {}, {})
    previous, after, head_pos = GENESIS, 0, 0
    async for commits, entries, keyring, head in _pages(database, district, seal):
        by_pos: dict[int, list[Entry]] = {}
        for entry in entries:
            by_pos.setdefault(entry.pos, []).append(entry)
            _check_entry(entry, keyring, faults, blanks, counts)
        for pos, at, number, link in commits:
            mine = by_pos.pop(pos, [])
            if pos != after + 1:
                faults.append(Fault(pos, None, f"position {after + 1} is missing"))
            if number != len(mine) or [entry.n for entry in mine] != list(range(number)):
                faults.append(Fault(pos, None, f"{number} entries were written, {len(mine)} are there"))
            if chain_link(previous, pos, micros(at), [entry.digest for entry in mine]) != link:
                faults.append(Fault(pos, None, "the link does not fit what it links"))
            previous, after = link, pos
            counts["commits"] += 1
        faults.extend(Fault(pos, None, "entries without a commit") for pos in by_pos)
        progress(counts["commits"])
        head_pos = after if head is None else head.pos
        if head is not None and (head.pos, head.link) != (after, previous):
            faults.append(Fault(head.pos, None, "the head does not end the journal"))
    faults.extend(blanks.unexplained)
    tag = previous[:8].hex()
    return Verification(counts["commits"], counts["entries"], counts["erased"], head_pos, tag, tuple(faults))


def _check_entry(entry: Entry, keyring: Keyring, faults: list[Fault], blanks: _Blanks, counts: dict[str, int]) -> None:
    counts["entries"] += 1
    if entry.kind == ERASE_KIND:
        blanks.explain(entry.entity)
    if entry.salt is None or entry.body is None:
        counts["erased"] += 1
        blanks.add(entry)
        return
    try:
        plain = _plain(entry, keyring)
    except (SealBroken, SubjectErased) as error:
        faults.append(Fault(entry.pos, entry.n, f"the body does not open: {error}"))
        return
    told = leaf(
        entry.kind, entry.entity, entry.version, entry.actor, entry.install, micros(entry.observed_at),
        entry.subject, plain,
    )  # fmt: skip
    if salted_digest(entry.salt, told) != entry.digest:
        faults.append(Fault(entry.pos, entry.n, "the entry does not fit its digest"))
    elif plain:
        blanks.explain_waited(entry, plain)


async def _pages(
    database: Database, district: int, seal: Seal
) -> AsyncIterator[tuple[list[Any], list[Entry], Keyring, Head | None]]:
    """Pages of the journal; the last one has the head of its own view, which the journal must end at."""
    after = 0
    while True:
        start = after

        async def page(tx: ReadTx, start: int = start) -> tuple[list[Any], list[Entry], Keyring, Head | None]:
            commits = await tx.fetch(_COMMITS, district=district, after=start, page=_PAGE)
            last = len(commits) < _PAGE
            entries = await list_entries(tx, district, start, 2**53 if last else commits[-1][0])
            keyring = Keyring(seal, district)
            await load_keys(tx, district, keyring, {entry.subject for entry in entries})
            return commits, entries, keyring, await head_of(tx, district) if last else None

        commits, entries, keyring, head = await database.read(page)
        yield commits, entries, keyring, head
        if head is not None:
            return
        after = commits[-1][0]


async def blank_bodies(tx: Tx, district: int, subject: str) -> None:
    """Erase salts and bodies of a subject's entries: their digests stay, and the chain still verifies.

    What was said of it, or of what is its own, before there was a key, because it came late or had to wait, goes too:
    it is let in later under that key, and its first entry would outlive it. Who read it stays.
    """
    await tx.execute(_BLANK_WAITED, district=district, gone=subject)
    await tx.execute(_BLANK, district=district, gone=subject)


async def blank_waiting(tx: Tx, district: int, said: Sequence[tuple[str, str]]) -> None:
    """Erase the salts and bodies of what waited about rows that are not there, each by (row, install): it was said of
    somebody who was erased, and is let go. The entry that tells so explains it.
    """
    if said:
        entities = sorted({entity for entity, _ in said})
        pairs = sorted({f"{entity}|{install}" for entity, install in said})
        await tx.execute(_BLANK_WAITING, district=district, entities=entities, said=pairs)

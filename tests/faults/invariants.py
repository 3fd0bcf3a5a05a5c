"""What must hold of a district after any fault: one effect, one receipt, a whole chain, true sums. It reads tables."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from mobile_contract.receipts import Verdict
from mobile_contract.sync import PUT
from server.core import tables as t
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import ScopeRef, scope_id
from server.core.journal import ERASE_KIND, READ_KIND, Entry, list_entries, open_body, verify
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.renewal import DRILL_KIND, EPOCH_KIND
from server.core.statements import Row, Statement
from server.sync.digests import RECOUNT_KIND
from server.sync.wipes import WIPE_KIND
from server.uploads.tables import photos
from sync.digest import total

Members = dict[int, list[tuple[int, str, int]]]
"""What lies in each scope: kind, id and version."""

_EVER = 2**53
_NOTES = frozenset({READ_KIND, ERASE_KIND, RECOUNT_KIND, WIPE_KIND, EPOCH_KIND, DRILL_KIND})
"""Entries that are no commands."""


def _all_of(table: Any, names: Sequence[str]) -> Statement:
    return Statement(select(*(table.c[name] for name in names)).where(table.c.district_id == bindparam("district")))


_RECEIPTS = _all_of(t.receipts, ("id", "verdict", "root"))
_ERASED = Statement(
    select(t.subject_keys.c.subject).where(
        t.subject_keys.c.district_id == bindparam("district"), t.subject_keys.c.erased_at.is_not(None)
    )
)
_SCOPES = _all_of(t.scopes, ("id", "count", "sum_a", "sum_b"))
_FEED = _all_of(t.feed, ("scope", "kind", "entity", "op", "version"))

_PHOTOS = Statement(
    select(photos.c.id, photos.c.arrived_at).where(
        photos.c.district_id == bindparam("district"), photos.c.sha256 == bindparam("named")
    )
)


async def faults_of(door: Door) -> list[str]:
    """What does not hold, in words; empty when all does. The district may not be written to meanwhile."""
    verified = await verify(door.database, door.district, door.seal)
    faults = [f"journal: {fault.pos} {fault.why}" for fault in verified.faults]

    async def read(tx: ReadTx) -> list[str]:
        entries = await list_entries(tx, door.district, 0, _EVER)
        keyring = Keyring(door.seal, door.district)
        await load_keys(tx, door.district, keyring, {entry.subject for entry in entries})
        receipts = await tx.fetch(_RECEIPTS, district=door.district)
        erased = {row[0] for row in await tx.fetch(_ERASED, district=door.district)}
        rows, versions = await _by_scope(tx, door, keyring)
        return [
            *_faults_of_receipts(receipts, _judged(entries, keyring), erased),
            *_faults_of_versions(entries, versions),
            *_faults_of_digests(rows, await tx.fetch(_SCOPES, district=door.district), "rows"),
            *_faults_of_digests(
                _shown(await tx.fetch(_FEED, district=door.district)),
                await tx.fetch(_SCOPES, district=door.district),
                "feed",
            ),
        ]

    return faults + await door.database.read(read)


async def receipts_in(door: Door) -> dict[str, str]:
    """The verdict of every command that has a receipt."""
    rows = await door.database.read(lambda tx: tx.fetch(_RECEIPTS, district=door.district))
    return {row[0]: row[1] for row in rows}


async def unarrived(door: Door, sha256: str) -> list[str]:
    """Photos of these bytes that the register does not tell of as arrived."""
    rows = await door.database.read(lambda tx: tx.fetch(_PHOTOS, district=door.district, named=sha256))
    assert rows, "no photo names these bytes"
    return [row[0] for row in rows if row[1] is None]


def _judged(entries: Sequence[Entry], keyring: Keyring) -> dict[str, list[Verdict]]:
    """The verdicts that the journal tells of each command, in order."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for entry in entries:
        opened = None if entry.kind in _NOTES else open_body(entry, keyring)
        if opened is not None:
            found[opened.receipt.id].append(opened.receipt.verdict)
    return found


_PASSING = frozenset({Verdict.HELD, Verdict.PARKED, Verdict.CONFLICT})
"""Verdicts that another may follow."""


def _faults_of_receipts(receipts: Sequence[Row], judged: dict[str, list[Verdict]], erased: set[str]) -> list[str]:
    """Each command is judged once, and once more what was held, parked or a conflict: nothing is done twice.

    What was said of a subject that is erased the journal does not tell any more.
    """
    told: dict[str, str] = {row[0]: row[1] for row in receipts if row[0] in judged or row[2] not in erased}
    faults = [f"{command} has no receipt" for command in judged.keys() - told.keys()]
    for command, last in told.items():
        verdicts = judged.get(command, [])
        if not verdicts or verdicts[-1] != last or any(verdict not in _PASSING for verdict in verdicts[:-1]):
            faults.append(f"{command} has receipt {last}, and the journal tells {verdicts}")
    return faults


def _faults_of_versions(entries: Sequence[Entry], versions: dict[str, int]) -> list[str]:
    """The journal tells of each version of an entity once, and of the last one that its row has."""
    written: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.version:
            written[entry.entity].append(entry.version)
    faults = [f"{one} was written as {found}" for one, found in written.items() if found != [*range(1, len(found) + 1)]]
    return faults + [f"{one} is at {at}" for one, at in versions.items() if written[one][-1:] != [at]]


async def _by_scope(tx: ReadTx, door: Door, keyring: Keyring) -> tuple[Members, dict[str, int]]:
    """What every row of the register says of its scopes, and its version."""
    members: Members = defaultdict(list)
    versions: dict[str, int] = {}
    for codec in door.kinds.codecs.values():
        rows = await tx.fetch(_all_of(codec.kind.table, codec.names), district=door.district)
        await load_keys(tx, door.district, keyring, {codec.subject_of(row) for row in rows})
        for row in rows:
            entity = codec.from_row(row, keyring.key(codec.subject_of(row)))
            versions[entity.id] = entity.version
            scopes: tuple[ScopeRef, ...] = codec.kind.scopes(entity) if codec.kind.record is not None else ()
            for scope in scopes:
                members[scope_id(scope)].append((codec.kind.number or 0, entity.id, entity.version))
            if codec.kind.apart is not None:
                for scope in codec.kind.apart.scopes(entity):
                    members[scope_id(scope)].append((codec.kind.apart.number, entity.id, entity.version))
    return members, versions


def _shown(feed: Sequence[Row]) -> Members:
    members: Members = defaultdict(list)
    for scope, kind, entity, op, version in feed:
        if op == PUT:
            members[scope].append((kind, entity, version))
    return members


def _faults_of_digests(members: Members, scopes: Sequence[Row], what: str) -> list[str]:
    told = {row[0]: (row[1], row[2], row[3]) for row in scopes}
    twice = [one for rows in members.values() for one, number in Counter(rows).items() if number > 1]
    faults = [f"{what}: {one} is there twice" for one in twice]
    for scope in told.keys() | members.keys():
        found = total(members.get(scope, []))
        if told.get(scope, (0, 0, 0)) != found:
            faults.append(f"{what}: scope {scope} tells {told.get(scope)}, and holds {found}")
    return faults

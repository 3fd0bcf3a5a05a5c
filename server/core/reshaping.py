"""Rows whose record's shape a release has changed, told to phones again: a job, some rows a commit, once a release.

The feed keeps records encoded, so what a later release adds to one is not in it until the row is written again. Nothing
of the row itself changes: the same version says more (sync.md 14), and a phone that held it takes the fuller record.
"""

from collections.abc import Sequence

import msgspec
import structlog
from sqlalchemy import bindparam, select

from mobile_contract.kinds import BUILDING, CASE, CASE_EVENT, DWELLING, HOUSEHOLD, NAMES, PERSON, PHOTO, RESIDENCY
from mobile_contract.sync import PUT
from server.core import tables as t
from server.core.columns import Uuid
from server.core.consumers import Job
from server.core.database import ReadTx, Tx
from server.core.door import SYSTEM, Door
from server.core.loading import head_of, hold_head, load_keys
from server.core.reading import list_by
from server.core.seal import DISTRICT_SUBJECT
from server.core.statements import Statement, bulk

RESHAPED: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("0004", (CASE, CASE_EVENT, PHOTO)),
    ("0005", (BUILDING, DWELLING, HOUSEHOLD, PERSON, RESIDENCY)),
)
"""By the latest migration that came with a new shape of them: the kinds whose records have more than before."""

NOTED = "reshaped:"
"""How the names begin under which it is noted, beside the cursors of consumers, how far this has come."""

RESHAPE_KIND = "reshape"
"""The journal's entries of this job: no command, about the district."""

_DONE = ":done"
EVERY_S = 3600.0
COMMIT_ROWS = 500
FIRST = "00000000-0000-0000-0000-000000000000"

log = structlog.get_logger()

_POSITIONS = bulk(t.consumers)
_POSITION = Statement(
    select(t.consumers.c.pos).where(
        t.consumers.c.district_id == bindparam("district"), t.consumers.c.name == bindparam("name")
    )
)
_OLD = Statement(
    select(t.feed.c.entity)
    .distinct()
    .where(
        t.feed.c.district_id == bindparam("district"),
        t.feed.c.kind == bindparam("kind"),
        t.feed.c.op == PUT,
        t.feed.c.pos <= bindparam("through"),
        t.feed.c.entity > bindparam("after", type_=Uuid()),
    )
    .order_by(t.feed.c.entity)
    .limit(bindparam("rows"))
)


def reshaping_job() -> Job:
    """The job that tells phones again what a release has more to say of; once that is done it reads one row a kind."""
    return Job("reshaping", EVERY_S, tell_again)


async def tell_again(door: Door) -> int:
    """Tell everything again whose shape has changed since it was written: how many rows. A crash loses one page."""
    return sum([await _kind(door, name, kind) for name, kind in _names()])


async def nothing_is_old(tx: Tx, district: int) -> None:
    """Note of a district that begins with this release that all of its records will have the shapes of this release."""
    await tx.upsert(_POSITIONS, [(district, f"{name}{_DONE}", 0) for name, _ in _names()])


def _names() -> list[tuple[str, int]]:
    """Under which name it is noted how far each kind has come."""
    return [(f"{NOTED}{release}:{kind}", kind) for release, kinds in RESHAPED for kind in kinds]


async def _kind(door: Door, name: str, kind: int) -> int:
    """Everything of a kind up to where the head was when this began; then it is noted as done, for ever."""
    done = f"{name}{_DONE}"
    if await door.database.read(lambda tx: _position(tx, door.district, done)) is not None:
        return 0
    through = await door.database.write(lambda tx: _begun(tx, door.district, name))
    told, after = 0, FIRST
    while page := await door.database.write(lambda tx: _page(tx, door, kind, through, after)):  # noqa: B023 - run at once
        told, after = told + len(page), page[-1]
    await door.database.write(lambda tx: tx.upsert(_POSITIONS, [(door.district, done, through)]))
    if told:
        log.info("records told again", kind=NAMES[kind], rows=told)
    return told


async def _begun(tx: Tx, district: int, name: str) -> int:
    """Up to which position rows are old: noted once, so that a job that died goes on with those that are left."""
    through = await _position(tx, district, name)
    if through is None:
        through = (await head_of(tx, district)).pos
        await tx.upsert(_POSITIONS, [(district, name, through)])
    return through


async def _position(tx: ReadTx, district: int, name: str) -> int | None:
    rows = await tx.fetch(_POSITION, district=district, name=name)
    return rows[0][0] if rows else None


async def _page(tx: Tx, door: Door, kind: int, through: int, after: str) -> Sequence[str]:
    """Some rows, in one commit. The head is held first: whoever changes one of them meanwhile is told after this."""
    await hold_head(tx, door.district)
    rows = await tx.fetch(_OLD, district=door.district, kind=kind, through=through, after=after, rows=COMMIT_ROWS)
    ids = [row[0] for row in rows]
    if ids:
        codec = door.kinds.by_number[kind]
        found = await list_by(tx, door, codec.kind.entity, "id", ids)
        writer = await door.writer(tx)
        await load_keys(tx, door.district, writer.keyring, {codec.kind.subject(one) for one in found})
        body = msgspec.msgpack.encode((kind, len(found)))
        await writer.note(RESHAPE_KIND, DISTRICT_SUBJECT, SYSTEM, body, writer.told_again(codec, found))
    return ids

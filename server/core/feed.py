"""What phones read: pages of changes by scope and position, boots of one scope, digests. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Select, and_, bindparam, func, select, tuple_

from mobile_contract.sync import BOOT_ROWS, PUT, SAME, Digest, Row
from server.core import tables as t
from server.core.columns import Uuid, among
from server.core.database import ReadTx
from server.core.keyring import Keyring
from server.core.seal import Seal
from server.core.statements import Row as DbRow
from server.core.statements import Statement
from server.core.writing import feed_place
from sync.digest import bucket, hex62

_NULL = msgspec.Raw(b"null")
_FIELDS = ("scope", "kind", "entity", "pos", "op", "version", "subject", "record")


def _rows() -> Select[tuple[object, ...]]:
    keys = t.subject_keys
    return (
        select(*(t.feed.c[name] for name in _FIELDS), keys.c.wrapped)
        .select_from(
            t.feed.outerjoin(keys, and_(keys.c.district_id == t.feed.c.district_id, keys.c.subject == t.feed.c.subject))
        )
        .where(t.feed.c.district_id == bindparam("district"))
    )


_CHANGED = Statement(
    _rows()
    .where(among(t.feed.c.scope, "scopes"), t.feed.c.pos > bindparam("after"))
    .order_by(t.feed.c.pos, t.feed.c.scope, t.feed.c.kind, t.feed.c.entity)
    .limit(bindparam("page"))
)
_ALSO_AT = Statement(
    _rows()
    .where(among(t.feed.c.scope, "scopes"), t.feed.c.pos == bindparam("at"))
    .order_by(t.feed.c.scope, t.feed.c.kind, t.feed.c.entity)
)
_CHUNK = Statement(
    _rows()
    .where(
        t.feed.c.scope == bindparam("scope"),
        t.feed.c.op == PUT,
        tuple_(t.feed.c.kind, t.feed.c.entity)
        > tuple_(bindparam("after_kind"), bindparam("after_entity", type_=Uuid())),
    )
    .order_by(t.feed.c.kind, t.feed.c.entity)
    .limit(bindparam("page"))
)
_SIZES = Statement(
    select(t.feed.c.scope, func.sum(func.length(t.feed.c.record)))
    .where(t.feed.c.district_id == bindparam("district"), among(t.feed.c.scope, "scopes"), t.feed.c.op == PUT)
    .group_by(t.feed.c.scope)
)
HORIZON = "horizon"
"""Up to which position exits and erasures have left the feed: a name among the readers of the journal."""

_horizon = (
    select(t.consumers.c.pos)
    .where(t.consumers.c.district_id == bindparam("district"), t.consumers.c.name == HORIZON)
    .scalar_subquery()
)
_HORIZON = Statement(select(func.coalesce(_horizon, 0)))
_SUMS = Statement(
    select(*(t.scopes.c[name] for name in ("id", "count", "sum_a", "sum_b")), func.coalesce(_horizon, 0)).where(
        t.scopes.c.district_id == bindparam("district"), among(t.scopes.c.id, "scopes")
    )
)
_VERSIONS = Statement(
    select(t.feed.c.kind, t.feed.c.entity, t.feed.c.version)
    .where(t.feed.c.district_id == bindparam("district"), t.feed.c.scope == bindparam("scope"), t.feed.c.op == PUT)
    .order_by(t.feed.c.kind, t.feed.c.entity)
)
_MOVED = Statement(
    select(t.feed.c.pos)
    .where(
        t.feed.c.district_id == bindparam("district"),
        t.feed.c.scope == bindparam("scope"),
        t.feed.c.pos > bindparam("after"),
    )
    .limit(1)
)
_NAMED = Statement(
    _rows()
    .where(t.feed.c.scope == bindparam("scope"), among(t.feed.c.entity, "ids"))
    .order_by(t.feed.c.kind, t.feed.c.entity)
)


_EMPTY = Digest(0, hex62(0), hex62(0))


class Page(msgspec.Struct, frozen=True):
    """Rows that end at a position's boundary: a commit is never split over two pages."""

    rows: list[Row]
    pos: int
    more: bool


class Held(msgspec.Struct, frozen=True):
    """What a scope holds, and the district's horizon at that moment."""

    digest: Digest
    horizon: int


async def read_page(
    tx: ReadTx, district: int, seal: Seal, scopes: Sequence[int], after: int, head_pos: int, limit: int
) -> Page:
    """The newest state of what changed in these scopes after a position, about `limit` rows, whole commits."""
    if not scopes or after >= head_pos:
        return Page([], head_pos, more=False)
    found = await tx.fetch(_CHANGED, district=district, scopes=list(scopes), after=after, page=limit + 1)
    if len(found) <= limit:
        return Page(_opened(found, seal, district), head_pos, more=False)
    last = found[-1][3]
    whole = [row for row in found if row[3] < last]
    if whole:
        return Page(_opened(whole, seal, district), whole[-1][3], more=True)
    # One commit alone exceeds the page: it is sent whole, for its rows belong together.
    whole = await tx.fetch(_ALSO_AT, district=district, scopes=list(scopes), at=last)
    return Page(_opened(whole, seal, district), last, more=last < head_pos)


async def read_chunk(
    tx: ReadTx, district: int, seal: Seal, scope: int, after: tuple[int, str], limit: int
) -> list[Row]:
    """The next rows of one scope by (kind, id), for a phone that boots it."""
    return _opened(await _chunk(tx, district, scope, after, limit), seal, district)


async def read_lean_chunk(
    tx: ReadTx, district: int, seal: Seal, scope: int, after: tuple[int, str], limit: int, agreed: Collection[int]
) -> tuple[list[Row], bool]:
    """As `read_chunk`, for a phone that has the rows of agreed buckets: they come as SAME, without their records.

    At most BOOT_ROWS come with records. The second answer is whether it is the last chunk.
    """
    found = await _chunk(tx, district, scope, after, limit)
    told: list[DbRow] = []
    records = 0
    for row in found:
        is_same = bucket(row[2]) in agreed
        records += not is_same
        if records > BOOT_ROWS:
            break
        told.append((*row[:4], SAME, *row[5:7], None, None) if is_same else row)
    return _opened(told, seal, district), len(told) == len(found) < limit


async def _chunk(tx: ReadTx, district: int, scope: int, after: tuple[int, str], limit: int) -> list[DbRow]:
    after_kind, after_entity = after
    return await tx.fetch(
        _CHUNK, district=district, scope=scope, after_kind=after_kind, after_entity=after_entity, page=limit
    )


async def list_sums(tx: ReadTx, district: int, scopes: Sequence[int]) -> dict[int, Held]:
    """Count and sums of scopes that hold, or ever held, anything."""
    return sums_of(await tx.fetch(_SUMS, district=district, scopes=list(scopes)))


def sums_of(rows: Iterable[DbRow]) -> dict[int, Held]:
    """Count and sums by scope, of rows (scope, count, sum, sum, horizon)."""
    return {scope: Held(Digest(count, hex62(a), hex62(b)), horizon) for scope, count, a, b, horizon in rows}


def digest_in(sums: Mapping[int, Held], scope: int) -> Digest:
    """What a scope holds by its sums; one that never held anything has none, and phones must be told that too."""
    return sums[scope].digest if scope in sums else _EMPTY


async def list_versions(tx: ReadTx, district: int, scope: int) -> list[tuple[int, str, int]]:
    """(kind, id, version) of all that a scope holds: what its digest is to be over."""
    return [(row[0], row[1], row[2]) for row in await tx.fetch(_VERSIONS, district=district, scope=scope)]


async def list_named(tx: ReadTx, district: int, seal: Seal, scope: int, ids: Sequence[str]) -> list[Row]:
    """What the feed of a scope says of some ids, whatever their kinds: nothing of what was never in it."""
    return _opened(await tx.fetch(_NAMED, district=district, scope=scope, ids=list(ids)), seal, district)


async def has_moved(tx: ReadTx, district: int, scope: int, after: int) -> bool:
    """Whether a scope has changed since a position, or may have: an exit above it may have left the feed already."""
    return bool(await tx.fetch(_MOVED, district=district, scope=scope, after=after)) or after < await horizon_of(
        tx, district
    )


async def list_sizes(tx: ReadTx, district: int, scopes: Iterable[int]) -> dict[int, int]:
    """How many bytes the records of these scopes are, as they are kept: every row of them is looked at."""
    wanted = sorted(scopes)
    rows = await tx.fetch(_SIZES, district=district, scopes=wanted) if wanted else []
    return {scope: int(size_bytes or 0) for scope, size_bytes in rows}


async def horizon_of(tx: ReadTx, district: int) -> int:
    """The position up to which exits and erasures have left the feed."""
    rows = await tx.fetch(_HORIZON, district=district)
    pos: int = rows[0][0]
    return pos


def _opened(found: Sequence[DbRow], seal: Seal, district: int) -> list[Row]:
    keyring = Keyring(seal, district)
    rows: list[Row] = []
    for scope, kind, entity, _pos, op, version, subject, record, wrapped in found:
        told = _NULL
        if record is not None:
            if not keyring.known(subject):
                keyring.load([(subject, wrapped)])
            told = msgspec.Raw(keyring.key(subject).open(record, feed_place(kind, entity)))
        rows.append(Row(scope, kind, entity, op, version, told))
    return rows

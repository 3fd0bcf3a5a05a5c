"""What phones read: pages of changes by scope and position, boots of one scope, digests. Writes nothing."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Select, and_, bindparam, select, tuple_

from mobile_contract.sync import PUT, Digest, Row
from server.core import tables as t
from server.core.columns import Uuid, among
from server.core.database import ReadTx
from server.core.keyring import Keyring
from server.core.seal import Seal
from server.core.statements import Row as DbRow
from server.core.statements import Statement
from server.core.writing import feed_place
from sync.digest import hex62

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
_SUMS = Statement(
    select(*(t.scopes.c[name] for name in ("id", "kind", "ref", "count", "sum_a", "sum_b"))).where(
        t.scopes.c.district_id == bindparam("district"), among(t.scopes.c.id, "scopes")
    )
)


class Page(msgspec.Struct, frozen=True):
    """Rows that end at a position's boundary: a commit is never split over two pages."""

    rows: list[Row]
    pos: int
    more: bool


class Held(msgspec.Struct, frozen=True):
    """What a scope holds."""

    id: int
    kind: str
    ref: str
    digest: Digest


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
    found = await tx.fetch(
        _CHUNK, district=district, scope=scope, after_kind=after[0], after_entity=after[1], page=limit
    )
    return _opened(found, seal, district)


async def list_sums(tx: ReadTx, district: int, scopes: Sequence[int]) -> dict[int, Held]:
    """Count and sums of scopes that hold, or ever held, anything."""
    rows = await tx.fetch(_SUMS, district=district, scopes=list(scopes))
    return {row[0]: Held(row[0], row[1], row[2], Digest(row[3], hex62(row[4]), hex62(row[5]))) for row in rows}


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

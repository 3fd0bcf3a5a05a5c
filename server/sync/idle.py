"""The pull that brings nothing, in one statement: what a district's phones ask most of the time.

One statement is a consistent view by itself, so no transaction is begun for it. Whatever is not quite as the phone's
cursor and stamp have it is left to `service.pull`, which sees it again in a view of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, cast, null, select, union_all

from mobile_contract.sync import PullReply, PullRequest, Seen
from mobile_contract.versions import may_pull
from server.core import feed
from server.core import tables as t
from server.core.columns import among
from server.core.decisions import Actor
from server.core.door import Door
from server.core.loading import Head
from server.core.seal import same
from server.core.statements import Row, Statement
from server.granted import HELD, refs_of
from server.sync.asked import cursor_of
from server.sync.cursor import Cursor
from sync.scopes import plan

_OF_HEAD = [t.heads.c[name] for name in Head.__struct_fields__]
_OF_GRANTS = list(HELD.selected_columns)
_OF_SUMS = [t.scopes.c[name] for name in ("id", "count", "sum_a", "sum_b")]
_GRANTS, _SUMS = len(_OF_HEAD), len(_OF_HEAD) + len(_OF_GRANTS)
_NUMBERS = range(-(2**63), 2**63)
"""Of scopes, as the databases hold them: a cursor that somebody made up may say another."""


def _none(columns: Iterable[ColumnElement[Any]]) -> list[Any]:
    return [cast(null(), column.type) for column in columns]


_held = HELD.subquery()
_STANDING = Statement(
    union_all(
        select(*_OF_HEAD, *_none(_OF_GRANTS), *_none(_OF_SUMS)).where(t.heads.c.district_id == bindparam("district")),
        select(*_none(_OF_HEAD), *_held.c, *_none(_OF_SUMS)),
        select(*_none(_OF_HEAD), *_none(_OF_GRANTS), *_OF_SUMS).where(
            t.scopes.c.district_id == bindparam("district"), among(t.scopes.c.id, "scopes")
        ),
    )
)
"""The head, what a user holds, and the sums of some scopes: each row has the columns of one of them."""


async def pull_idle(door: Door, actor: Actor, request: PullRequest, at: datetime) -> PullReply | None:
    """The answer to a phone that has all, exactly as `service.pull` gives it; None where there may be more to say.

    Refuses MALFORMED for a wrong cursor.
    """
    cursor, seen = cursor_of(request.cursor), request.seen
    if cursor is None or seen is None or not may_pull(request.contract):
        return None
    if any(scope not in _NUMBERS for scope in cursor.scopes):
        return None
    rows = await door.database.fetch(
        _STANDING, district=door.district, user=actor.user, at=at, scopes=list(cursor.scopes)
    )
    head, grants, sums = _sorted_out(rows)
    if head is None or not _is_at(door, head, cursor, seen):
        return None
    keep, boot, drop = plan(frozenset(cursor.scopes), frozenset(refs_of(actor.user, grants)))
    if boot or drop or keep != cursor.scopes:
        return None
    held = feed.sums_of(sums)
    return PullReply(
        answers=request.cursor,
        cursor=request.cursor,
        stamp=door.stamp(head, seen),
        durable=head.durable_pos,
        more=False,
        rows=[],
        digests={str(scope): feed.digest_in(held, scope) for scope in keep},
    )


def _sorted_out(rows: Sequence[Row]) -> tuple[Head | None, list[Row], list[Row]]:
    head: Head | None = None
    grants: list[Row] = []
    sums: list[Row] = []
    for row in rows:
        if row[_SUMS] is not None:
            sums.append((*row[_SUMS:], 0))
        elif row[0] is None:
            grants.append(row[_GRANTS:_SUMS])
        else:
            head = Head(*row[:_GRANTS])
    return head, grants, sums


def _is_at(door: Door, head: Head, cursor: Cursor, seen: Seen) -> bool:
    """Whether a phone has read up to this head, and holds this head's own stamp."""
    at = (head.epoch, head.pos)
    return (
        (cursor.epoch, cursor.pos) == at
        and (seen.epoch, seen.pos) == at
        and seen.tag == door.tag(head.pos, head.link)
        and same(door.seal.stamp_mac(door.district, seen.epoch, seen.pos, seen.tag), seen.mac)
    )

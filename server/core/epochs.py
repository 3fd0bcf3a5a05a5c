"""Whether this database is the one that a phone knew: its stamp against head and journal (sync.md 13). Writes nothing.

A stamp is a witness: what bears a good mac was once this district's head. Where it lies above the head, or names
another content than the journal has there, commits are lost, and everybody who was told of them must be told so.
"""

from collections.abc import Iterable
from typing import Protocol

import structlog
from sqlalchemy import and_, bindparam, select

from mobile_contract.sync import Seen
from server.core import tables as t
from server.core.database import ReadTx
from server.core.ids import made_at_ms, new_id
from server.core.journal import GENESIS
from server.core.loading import Head
from server.core.seal import Seal, same
from server.core.statements import Statement

log = structlog.get_logger()

_HEAD_AT = Statement(
    select(*(t.heads.c[name] for name in Head.__struct_fields__), t.journal.c.link)
    .select_from(
        t.heads.outerjoin(
            t.journal, and_(t.journal.c.district_id == t.heads.c.district_id, t.journal.c.pos == bindparam("at"))
        )
    )
    .where(t.heads.c.district_id == bindparam("district"))
)
_PAST = Statement(
    select(t.past_epochs.c.epoch).where(
        t.past_epochs.c.district_id == bindparam("district"), t.past_epochs.c.epoch == bindparam("epoch")
    )
)


class LossProved(Exception):
    """A phone holds a stamp of a commit that is not here any more: the database was set back in silence."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(f"position {seen.pos} of epoch {seen.epoch} is not here")
        self.seen = seen


class Witnesses(Protocol):
    """Whose stamps they are: the door of a district."""

    @property
    def district(self) -> int:
        """Its number."""
        ...

    @property
    def seal(self) -> Seal:
        """Who makes the macs."""
        ...

    def tag(self, pos: int, link: bytes, /) -> str:
        """What a stamp says of the journal's content."""
        ...


async def head_for(tx: ReadTx, door: Witnesses, seen: Seen | None) -> tuple[Head, bool]:
    """The head, and whether a stamp belongs to an epoch that is over. Raises LossProved, and LookupError.

    One statement, as for the head alone. A stamp whose mac is not ours proves nothing: it is logged, and ignored.
    """
    rows = await tx.fetch(_HEAD_AT, district=door.district, at=-1 if seen is None else seen.pos)
    if not rows:
        raise LookupError(f"no district {door.district} in this database; `hexward init` makes one")
    head, link = Head(*rows[0][:-1]), rows[0][-1]
    if seen is None:
        return head, False
    if not same(door.seal.stamp_mac(door.district, seen.epoch, seen.pos, seen.tag), seen.mac):
        log.warning("a stamp that is not ours", epoch=seen.epoch, pos=seen.pos)
        return head, False
    if seen.epoch != head.epoch:
        if await tx.fetch(_PAST, district=door.district, epoch=seen.epoch):
            return head, True
        raise LossProved(seen)
    here = GENESIS if seen.pos == 0 else link
    if here is None or door.tag(seen.pos, here) != seen.tag:
        raise LossProved(seen)
    return head, False


def fresh_epoch(over: Iterable[str] = ()) -> str:
    """A new epoch: positions before and after it are not comparable.

    It sorts after those that are over, whatever the clock says: a phone knows by that which of two epochs is the later.
    """
    fresh, last = new_id(), max(over, default="")
    return fresh if fresh > last else new_id(made_at_ms(last) + 1)

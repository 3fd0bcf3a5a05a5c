"""Phones and whose they are, with what each said of itself and what was received from it. It shuts none out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select

from mobile_contract.accounts import Post
from mobile_contract.sync import QueueState
from server.accounts.tables import grid_grants, installs, memberships, users
from server.core import tables as core
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.statements import Row, Statement

FIRST = "00000000-0000-0000-0000-000000000000"


class Said(NamedTuple):
    """What a phone said of itself at its last contact, and with which contract."""

    at: datetime
    contract: int
    queue: QueueState


class PhoneRow(NamedTuple):
    """An install that is no office's session. `received_seq` is the highest number that has a receipt, 0 for none;
    `acked_pos` the commit of the last receipts that it was given.
    """

    install: str
    user: str
    name: str
    platform: str
    enrolled_at: datetime
    revoked_at: datetime | None
    received_seq: int
    acked_pos: int | None
    said: Said | None


class Held(NamedTuple):
    """A post that somebody holds on a grid, or at an organisation."""

    user: str
    post: Post
    grid: str | None


_at = bindparam("at", type_=UtcInstant)
_said = core.install_contacts
_SAID = ("at", "contract", "queue_length", "last_seq", "oldest_s", "photos", "last_error", "free_bytes")
_RECEIVED = (
    select(func.max(core.receipts.c.seq))
    .where(core.receipts.c.district_id == installs.c.district_id, core.receipts.c.install == installs.c.id)
    .scalar_subquery()
)


def _phones() -> Select[tuple[object, ...]]:
    return (
        select(
            installs.c.id, installs.c.user_id, users.c.name, installs.c.platform, installs.c.enrolled_at,
            installs.c.revoked_at, func.coalesce(_RECEIVED, 0), _said.c.acked_pos, *(_said.c[name] for name in _SAID),
        )
        .select_from(
            installs.join(
                users, and_(users.c.district_id == installs.c.district_id, users.c.id == installs.c.user_id)
            ).outerjoin(_said, and_(_said.c.district_id == installs.c.district_id, _said.c.install == installs.c.id))
        )
        .where(installs.c.district_id == bindparam("district"), installs.c.until_at.is_(None))
    )  # fmt: skip


def _page(*conditions: object) -> Statement:
    told: Select[tuple[object, ...]] = _phones().where(installs.c.id > bindparam("after", type_=installs.c.id.type))
    for condition in conditions:
        told = told.where(condition)  # type: ignore[arg-type]  # pyright and mypy name SQLAlchemy's conditions unlike
    return Statement(told.order_by(installs.c.id).limit(bindparam("page")))


_EVERYBODYS = _page()
_SOME_PEOPLES = _page(among(installs.c.user_id, "users"))
_ONE = Statement(_phones().where(installs.c.id == bindparam("install")))
_ON_GRIDS = Statement(
    select(grid_grants.c.user_id).where(
        grid_grants.c.district_id == bindparam("district"),
        among(grid_grants.c.grid, "grids"),
        or_(grid_grants.c.until_at.is_(None), grid_grants.c.until_at > _at),
    )
)
_AT_ORGS = Statement(
    select(memberships.c.user_id, memberships.c.path).where(
        memberships.c.district_id == bindparam("district"),
        or_(memberships.c.until_at.is_(None), memberships.c.until_at > _at),
    )
)
_GRID_POSTS = Statement(
    select(grid_grants.c.user_id, grid_grants.c.post, grid_grants.c.grid)
    .where(
        grid_grants.c.district_id == bindparam("district"),
        among(grid_grants.c.user_id, "users"),
        grid_grants.c.from_at <= _at,
        or_(grid_grants.c.until_at.is_(None), grid_grants.c.until_at > _at),
    )
    .order_by(grid_grants.c.id)
)
_ORG_POSTS = Statement(
    select(memberships.c.user_id, memberships.c.post)
    .where(
        memberships.c.district_id == bindparam("district"),
        among(memberships.c.user_id, "users"),
        memberships.c.from_at <= _at,
        or_(memberships.c.until_at.is_(None), memberships.c.until_at > _at),
    )
    .order_by(memberships.c.id)
)
_SHUT_OUT = Statement(
    select(installs.c.id)
    .select_from(
        installs.join(users, and_(users.c.district_id == installs.c.district_id, users.c.id == installs.c.user_id))
    )
    .where(
        installs.c.district_id == bindparam("district"),
        among(installs.c.id, "ids"),
        or_(installs.c.revoked_at.is_not(None), users.c.closed),
    )
)


async def list_phones(
    tx: ReadTx, district: int, people: Iterable[str] | None, after: str | None, limit: int
) -> tuple[list[PhoneRow], str | None]:
    """A page of the phones of some people (None: everybody's) by install, and after which the next one begins."""
    asked = {"after": after or FIRST, "page": limit + 1}
    if people is None:
        rows = await tx.fetch(_EVERYBODYS, district=district, **asked)
    else:
        rows = await tx.fetch(_SOME_PEOPLES, district=district, users=sorted(set(people)), **asked)
    phones = [_phone(row) for row in rows[:limit]]
    return phones, phones[-1].install if len(rows) > limit else None


async def find_phone(tx: ReadTx, district: int, install: str) -> PhoneRow | None:
    """A phone, shut out or not; None for what is none."""
    rows = await tx.fetch(_ONE, district=district, install=install)
    return _phone(rows[0]) if rows else None


async def list_people(
    tx: ReadTx, district: int, grids: Sequence[str], paths: Sequence[str], since: datetime
) -> set[str]:
    """Who has had a post since an instant on one of these grids, or at or below one of these organisations."""
    on_grids = await tx.fetch(_ON_GRIDS, district=district, grids=list(grids), at=since)
    at_orgs = await tx.fetch(_AT_ORGS, district=district, at=since) if paths else []
    below = tuple(f"{path}/" for path in paths)
    return {user for (user,) in on_grids} | {user for user, path in at_orgs if f"{path}/".startswith(below)}


async def list_held(tx: ReadTx, district: int, people: Iterable[str], at: datetime) -> list[Held]:
    """The posts that some people hold at an instant: at organisations, then on grids."""
    asked = {"users": sorted(set(people)), "at": at}
    at_orgs = await tx.fetch(_ORG_POSTS, district=district, **asked)
    on_grids = await tx.fetch(_GRID_POSTS, district=district, **asked)
    return [*(Held(user, Post(post), None) for user, post in at_orgs), *(_on_grid(row) for row in on_grids)]


async def list_shut_out(tx: ReadTx, district: int, ids: Sequence[str]) -> set[str]:
    """Which of these installs may sync no more."""
    return {install for (install,) in await tx.fetch(_SHUT_OUT, district=district, ids=list(ids))}


def _on_grid(row: Row) -> Held:
    user, post, grid = row
    return Held(user, Post(post), grid)


def _phone(row: Row) -> PhoneRow:
    who, (at, contract, length, last_seq, oldest_s, photos, last_error, free_bytes) = row[:8], row[8:]
    if at is None:
        return PhoneRow._make((*who, None))
    queue = QueueState(
        length=length, last_seq=last_seq, oldest_s=oldest_s, photos=photos, last_error=last_error, free_bytes=free_bytes
    )
    return PhoneRow._make((*who, Said(at, contract, queue)))

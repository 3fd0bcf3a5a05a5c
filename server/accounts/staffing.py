"""Who works on which grids, with which phones, and what those said of their queues. It assigns nobody."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from mobile_contract.accounts import Post
from server.accounts.tables import grid_grants, installs, logins, users
from server.core import tables as core
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.statements import Statement


class OnGrid(NamedTuple):
    """An assignment in force."""

    assignment: str
    user: str
    grid: str
    post: Post


class APhone(NamedTuple):
    """A phone that was not shut out; `heard_at` is None for one that never pushed."""

    install: str
    user: str
    name: str
    unsent: int
    heard_at: datetime | None


_at = bindparam("at", type_=UtcInstant)
_ON_GRIDS = Statement(
    select(*(grid_grants.c[name] for name in ("id", "user_id", "grid", "post")))
    .where(
        grid_grants.c.district_id == bindparam("district"),
        among(grid_grants.c.grid, "grids"),
        grid_grants.c.from_at <= _at,
        or_(grid_grants.c.until_at.is_(None), grid_grants.c.until_at > _at),
    )
    .order_by(grid_grants.c.id)
)
_LOGINS = Statement(select(logins.c.login, logins.c.user_id).where(logins.c.district_id == bindparam("district")))
_contacts = core.install_contacts
_PHONES = Statement(
    select(installs.c.id, installs.c.user_id, users.c.name, _contacts.c.queue_length, _contacts.c.at)
    .select_from(
        installs.join(
            users, and_(users.c.district_id == installs.c.district_id, users.c.id == installs.c.user_id)
        ).outerjoin(
            _contacts, and_(_contacts.c.district_id == installs.c.district_id, _contacts.c.install == installs.c.id)
        )
    )
    .where(
        installs.c.district_id == bindparam("district"),
        among(installs.c.user_id, "users"),
        installs.c.revoked_at.is_(None),
        installs.c.until_at.is_(None),
    )
    .order_by(installs.c.id)
)


async def list_logins(tx: ReadTx, district: int) -> dict[str, str]:
    """Whose each login is, by its name in small letters."""
    rows = await tx.fetch(_LOGINS, district=district)
    return {str(login).lower(): user for login, user in rows}


async def list_on_grids(tx: ReadTx, district: int, grids: Iterable[str], at: datetime) -> list[OnGrid]:
    """The assignments of some grids at an instant."""
    rows = await tx.fetch(_ON_GRIDS, district=district, grids=sorted(set(grids)), at=at)
    return [OnGrid(assignment, user, grid, Post(post)) for assignment, user, grid, post in rows]


async def list_phones(tx: ReadTx, district: int, people: Iterable[str]) -> list[APhone]:
    """The phones of some people, sessions of offices left out."""
    rows = await tx.fetch(_PHONES, district=district, users=sorted(set(people)))
    return [APhone(install, user, name, unsent or 0, at) for install, user, name, unsent, at in rows]

"""Reads of accounts: who an install is, what a user holds, whose login it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, func, select

from mobile_contract.accounts import Post
from server.accounts import tables as t
from server.core.authority import Holding
from server.core.columns import among
from server.core.database import Fetches, ReadTx
from server.core.statements import Statement


class InstallRow(Struct, frozen=True):
    """What authentication needs to know of an install."""

    id: str
    user_id: str
    secret_hash: str
    until_at: datetime | None
    revoked_at: datetime | None
    user_closed: bool


class LoginRow(Struct, frozen=True):
    """What a login needs to know of a user."""

    user_id: str
    name: str
    password_hash: str
    closed: bool


class EnrolmentRow(Struct, frozen=True):
    """An enrolment by its code."""

    id: str
    user_id: str


class MembershipRow(Struct, frozen=True):
    """A post with its organisation's name."""

    post: Post
    org: str
    org_name: str


_INSTALL = Statement(
    select(
        t.installs.c.id, t.installs.c.user_id, t.installs.c.secret_hash, t.installs.c.until_at, t.installs.c.revoked_at,
        t.users.c.closed,
    )
    .select_from(
        t.installs.join(
            t.users, (t.users.c.district_id == t.installs.c.district_id) & (t.users.c.id == t.installs.c.user_id)
        )
    )
    .where(t.installs.c.district_id == bindparam("district"), t.installs.c.id == bindparam("install"))
)  # fmt: skip
_LET_IN = Statement(
    select(t.installs.c.id)
    .where(
        t.installs.c.district_id == bindparam("district"),
        among(t.installs.c.id, "installs"),
        t.installs.c.revoked_at.is_(None),
    )
    .order_by(t.installs.c.id)
)
_MEMBERSHIPS = Statement(
    select(*(t.memberships.c[name] for name in ("user_id", "post", "from_at", "until_at", "path"))).where(
        t.memberships.c.district_id == bindparam("district"), among(t.memberships.c.user_id, "users")
    )
)
_GRANTS = Statement(
    select(*(t.grid_grants.c[name] for name in ("user_id", "post", "from_at", "until_at", "grid"))).where(
        t.grid_grants.c.district_id == bindparam("district"), among(t.grid_grants.c.user_id, "users")
    )
)
_LOGIN = Statement(
    select(t.users.c.id, t.users.c.name, t.users.c.password_hash, t.users.c.closed)
    .select_from(
        t.logins.join(t.users, (t.users.c.district_id == t.logins.c.district_id) & (t.users.c.id == t.logins.c.user_id))
    )
    .where(t.logins.c.district_id == bindparam("district"), func.lower(t.logins.c.login) == bindparam("login"))
)
_USER = Statement(
    select(t.users.c.id, t.users.c.name, t.users.c.password_hash, t.users.c.closed).where(
        t.users.c.district_id == bindparam("district"), t.users.c.id == bindparam("user")
    )
)
_ENROLMENT = Statement(
    select(t.enrolments.c.id, t.enrolments.c.user_id).where(
        t.enrolments.c.district_id == bindparam("district"), t.enrolments.c.code_hash == bindparam("code_hash")
    )
)
_POSTS_OF = Statement(
    select(t.memberships.c.post, t.memberships.c.org, t.orgs.c.name, t.memberships.c.from_at, t.memberships.c.until_at)
    .select_from(
        t.memberships.join(
            t.orgs, (t.orgs.c.district_id == t.memberships.c.district_id) & (t.orgs.c.id == t.memberships.c.org)
        )
    )
    .where(t.memberships.c.district_id == bindparam("district"), t.memberships.c.user_id == bindparam("user"))
    .order_by(t.memberships.c.id)
)


async def find_install(tx: Fetches, district: int, install: str) -> InstallRow | None:
    """An install, or None."""
    rows = await tx.fetch(_INSTALL, district=district, install=install)
    return InstallRow(*rows[0]) if rows else None


async def list_let_in(tx: ReadTx, district: int, installs: Sequence[str]) -> list[str]:
    """Those of some installs that are there and not shut out, sorted."""
    return [row[0] for row in await tx.fetch(_LET_IN, district=district, installs=list(installs))]


async def load_holdings(tx: ReadTx, district: int, users: Sequence[str]) -> Mapping[str, Sequence[Holding]]:
    """Every post that these users hold or held, at organisations and on grids."""
    held: dict[str, list[Holding]] = defaultdict(list)
    for user, post, from_at, until_at, path in await tx.fetch(_MEMBERSHIPS, district=district, users=list(users)):
        held[user].append(Holding(Post(post), from_at, until_at, path=path))
    for user, post, from_at, until_at, grid in await tx.fetch(_GRANTS, district=district, users=list(users)):
        held[user].append(Holding(Post(post), from_at, until_at, grid=grid))
    return held


async def list_grids_of(tx: ReadTx, district: int, user: str, at: datetime) -> list[str]:
    """The grids whose scope a user has at an instant, sorted."""
    rows = await tx.fetch(_GRANTS, district=district, users=[user])
    return sorted(
        {grid for _, _, from_at, until_at, grid in rows if from_at <= at and (until_at is None or at < until_at)}
    )


async def find_login(tx: ReadTx, district: int, login: str) -> LoginRow | None:
    """Whose login it is, or None."""
    rows = await tx.fetch(_LOGIN, district=district, login=login.lower())
    return LoginRow(*rows[0]) if rows else None


async def find_user(tx: ReadTx, district: int, user: str) -> LoginRow | None:
    """A user, or None."""
    rows = await tx.fetch(_USER, district=district, user=user)
    return LoginRow(*rows[0]) if rows else None


async def find_enrolment(tx: ReadTx, district: int, code_hash: str) -> EnrolmentRow | None:
    """The enrolment that a code stands for, used or not, or None."""
    rows = await tx.fetch(_ENROLMENT, district=district, code_hash=code_hash)
    return EnrolmentRow(*rows[0]) if rows else None


async def list_memberships(tx: ReadTx, district: int, user: str, at: datetime) -> list[MembershipRow]:
    """The posts that a user holds at organisations at an instant."""
    rows = await tx.fetch(_POSTS_OF, district=district, user=user)
    return [
        MembershipRow(Post(post), org, name)
        for post, org, name, from_at, until_at in rows
        if from_at <= at and (until_at is None or at < until_at)
    ]

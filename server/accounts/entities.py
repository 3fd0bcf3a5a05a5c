"""Organisations, users, posts, grants and installs as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.accounts import OrgLevel, Post
from server.core.entities import Entity


class Org(Entity, frozen=True, kw_only=True):
    """An organisation; `path` is its codes from the district down, joined by `/`."""

    code: str
    name: str
    level: OrgLevel
    parent: str | None
    path: str


class User(Entity, frozen=True, kw_only=True):
    """A person who works with the system."""

    login: str
    name: str
    password_hash: str
    closed: bool = False


class Login(Entity, frozen=True, kw_only=True):
    """Who has a login name; its id is derived from the name."""

    login: str
    user_id: str


class Membership(Entity, frozen=True, kw_only=True):
    """A post of a user at an organisation, from an instant until another."""

    user_id: str
    org: str
    path: str
    post: Post
    from_at: datetime
    until_at: datetime | None


class GridGrant(Entity, frozen=True, kw_only=True):
    """A post of a user on a grid: the grant of the grid's scope."""

    user_id: str
    grid: str
    post: Post
    from_at: datetime
    until_at: datetime | None
    why: str


class Enrolment(Entity, frozen=True, kw_only=True):
    """A promise of one installation to a user, good once and until it expires."""

    user_id: str
    code_hash: str
    expires_at: datetime
    issued_by: str
    used_at: datetime | None = None
    install: str | None = None
    refused: int = 0


class Install(Entity, frozen=True, kw_only=True):
    """One installation of one user: a phone, or an office's browser session (`until_at` then says how long)."""

    user_id: str
    secret_hash: str
    platform: str
    enrolled_at: datetime
    until_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_why: str = ""
    former: str | None = None
    """The install with whose certificate it rejoined: the first of its line."""

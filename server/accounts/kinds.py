"""How organisations, people and phones are kept. No phone holds them."""

from server.accounts import tables
from server.accounts.entities import Enrolment, GridGrant, Install, Login, Membership, Org, User
from server.core.kinds import Kind

KINDS = (
    Kind("org", Org, tables.orgs, slow=True, children=("parent",)),
    Kind("user", User, tables.users),
    Kind("login", Login, tables.logins),
    Kind("membership", Membership, tables.memberships, children=("user_id",)),
    Kind("grid_grant", GridGrant, tables.grid_grants, children=("user_id", "grid")),
    Kind("enrolment", Enrolment, tables.enrolments),
    Kind("install", Install, tables.installs, children=("former",)),
)

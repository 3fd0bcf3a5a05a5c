"""A small office with one worker on one grid, for tests of account rules."""

from datetime import timedelta
from typing import Any

from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.territory import LayerKind
from server.accounts import kinds as account_kinds
from server.accounts.entities import Enrolment, GridGrant, Install, Membership, Org, User
from server.accounts.rules import HANDLERS
from server.core.decisions import Area, Decision, GridNode, Handler
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.territory import kinds as territory_kinds
from server.territory.entities import PUBLISHED, Grid
from tests.support.judging import NOW, ADirectory, a_context, an_id, judge

KINDS = Kinds((*account_kinds.KINDS, *territory_kinds.KINDS))
HOUR = timedelta(hours=1)
DISTRICT, STREET, USER, ADMIN, GRID = an_id(201), an_id(202), an_id(203), an_id(204), an_id(205)
MEMBERSHIP, ASSIGNMENT, ENROLMENT, INSTALL, NEW = an_id(206), an_id(207), an_id(208), an_id(209), an_id(210)
HASH = "ab" * 32
SQUARE = ((((118.7, 31.9), (118.8, 31.9), (118.8, 32.0), (118.7, 31.9)),),)


def an_org(org: str = DISTRICT, path: str = "320114", **more: Any) -> Org:
    facts: dict[str, Any] = {
        "code": path.rsplit("/", maxsplit=1)[-1],
        "name": "雨花台区",
        "level": OrgLevel.DISTRICT,
        "parent": None,
    }
    return Org(id=org, path=path, **(facts | more))


def a_user(user: str = USER, **more: Any) -> User:
    facts: dict[str, Any] = {"login": "wang", "name": "王芳", "password_hash": ""}
    return User(id=user, **(facts | more))


def a_grid(status: str = PUBLISHED) -> Grid:
    return Grid(
        id=GRID,
        code="g1",
        name="一号网格",
        layer=LayerKind.COMMUNITY,
        org=STREET,
        path="320114/001/g1",
        shape=NEW,
        geometry=SQUARE,
        since_at=NOW - HOUR,
        status=status,
    )


def a_membership(**more: Any) -> Membership:
    facts: dict[str, Any] = {"org": STREET, "post": Post.COMMITTEE, "from_at": NOW - HOUR, "until_at": None}
    return Membership(id=MEMBERSHIP, user_id=USER, path="320114/001", **(facts | more))


def an_assignment(**more: Any) -> GridGrant:
    facts: dict[str, Any] = {"grid": GRID, "post": Post.GRID_WORKER, "from_at": NOW - HOUR, "until_at": None}
    return GridGrant(id=ASSIGNMENT, user_id=USER, why="assigned", **(facts | more))


def an_enrolment(**more: Any) -> Enrolment:
    facts: dict[str, Any] = {"code_hash": HASH, "expires_at": NOW + HOUR, "issued_by": ADMIN}
    return Enrolment(id=ENROLMENT, user_id=USER, **(facts | more))


def an_install(**more: Any) -> Install:
    facts: dict[str, Any] = {"secret_hash": HASH, "platform": "android", "enrolled_at": NOW - HOUR}
    return Install(id=INSTALL, user_id=USER, **(facts | more))


def a_directory() -> ADirectory:
    return ADirectory(
        grids={GRID: GridNode(GRID, "g1", "一号网格", STREET, "320114/001/g1")},
        orgs={DISTRICT: "320114", STREET: "320114/001"},
    )


def handler_of(command: Command) -> Handler:
    return next(handler for handler in HANDLERS if handler.command is type(command))


def decided(command: Command, *rows: Entity) -> Decision:
    """What the administrator's command comes to, given these rows."""
    return judge(handler_of(command), command, rows, KINDS, a_context(user=ADMIN, directory=a_directory()))


def area_of(command: Command, *rows: Entity) -> Area:
    """Where a command acts, given these rows."""
    working = WorkingSet(KINDS)
    working.declare(handler_of(command).needs(command))
    working.load(rows)
    return handler_of(command).area(command, working, a_directory())


def is_refused(decision: Decision, why: ProblemCode) -> bool:
    """Whether it is refused for this reason, and leaves nothing behind."""
    return (decision.verdict, decision.why, decision.puts) == (Verdict.REFUSED, why, ())

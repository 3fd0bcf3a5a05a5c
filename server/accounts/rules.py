"""Who belongs where and works on which grid. Pure: no database, no clock, no passwords."""

from mobile_contract.accounts import (
    AssignWorker,
    CreateOrg,
    CreateUser,
    EndAssignment,
    EndMembership,
    GrantMembership,
    OrgLevel,
    Post,
    SwapWorkers,
)
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from server.accounts import installs
from server.accounts.entities import GridGrant, Login, Membership, Org, User
from server.core.decisions import (
    DISTRICT_WIDE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced, named_id
from server.territory.entities import PUBLISHED, Grid

ADMINS = frozenset({Post.SYS_ADMIN, Post.SEC_ADMIN})
GRID_POSTS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.GRID_ADVISER})
"""The posts that an assignment may give: whoever has one sees the grid's register."""

_ARGON2ID = "$argon2id$"


def login_id(login: str) -> str:
    """The id of a login: names that differ in capitals alone are one name."""
    return named_id(f"login:{login.lower()}")


# --- where a command acts ---------------------------------------------------------------------------------------------


def _district_wide(_command: Command, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


def _org_area(org: str, loaded: Loaded, directory: Directory) -> Area:
    """An organisation that this very batch made is in no directory yet: then only the whole district's holders may."""
    if directory.org_path(org) is not None:
        return Area(org=org)
    if loaded.find(Org, org) is None:
        raise MissingSubject(org)
    return DISTRICT_WIDE


def _grid_area(grid: str, directory: Directory) -> Area:
    """A grid that is not in force is below no organisation, so only the whole district's holders reach it."""
    return DISTRICT_WIDE if directory.grid(grid) is None else Area(grid=grid)


def _below_parent(command: CreateOrg, loaded: Loaded, directory: Directory) -> Area:
    return DISTRICT_WIDE if command.parent is None else _org_area(command.parent, loaded, directory)


def _membership_area(command: EndMembership, loaded: Loaded, directory: Directory) -> Area:
    held = loaded.find(Membership, command.entity)
    if held is None:
        raise MissingSubject(command.entity)
    return Area(org=held.org) if directory.org_path(held.org) is not None else DISTRICT_WIDE


def _assignment_area(assignment: str, loaded: Loaded, directory: Directory) -> Area:
    held = loaded.find(GridGrant, assignment)
    if held is None:
        raise MissingSubject(assignment)
    return _grid_area(held.grid, directory)


def _needs_of_org(command: CreateOrg) -> Needs:
    yield Need(Org, command.entity)
    if command.parent is not None:
        yield Need(Org, command.parent)
        yield NeedChildren(Org, "parent", command.parent)


# --- organisations and people -----------------------------------------------------------------------------------------


@decides(
    CreateOrg,
    posts={Post.SYS_ADMIN},
    area=_below_parent,
    needs=_needs_of_org,
)
def create_org(command: CreateOrg, loaded: Loaded, ctx: Context) -> Decision:
    """Add an organisation. The first is the district itself: its code is the district's division code."""
    if loaded.find(Org, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    parent = loaded.find(Org, command.parent)
    if command.parent is not None and parent is None:
        return wait_for(command.parent)
    if (parent is None) != (command.level is OrgLevel.DISTRICT):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="level")
    if parent is None and command.code != str(ctx.directory.district):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="code")
    if parent is not None and any(org.code == command.code for org in loaded.children(Org, "parent", parent.id)):
        return refuse(ProblemCode.ID_TAKEN, code=command.code)
    path = command.code if parent is None else f"{parent.path}/{command.code}"
    return put(
        Org(
            id=command.entity,
            code=command.code,
            name=command.name,
            level=command.level,
            parent=command.parent,
            path=path,
        )
    )


@decides(
    CreateUser,
    posts={Post.SYS_ADMIN, Post.SUPERVISOR},
    area=_district_wide,
    needs=lambda c: [Need(User, c.entity), Need(Login, login_id(c.login))],
)
def create_user(command: CreateUser, loaded: Loaded, _ctx: Context) -> Decision:
    """Add a person. One login names one person, whoever came first."""
    if loaded.find(User, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    if loaded.find(Login, login_id(command.login)) is not None:
        return refuse(ProblemCode.ID_TAKEN, login=command.login)
    if command.password_hash and not command.password_hash.startswith(_ARGON2ID):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="password_hash")
    return put(
        User(id=command.entity, login=command.login, name=command.name, password_hash=command.password_hash),
        Login(id=login_id(command.login), login=command.login, user_id=command.entity),
    )


@decides(
    GrantMembership,
    posts=ADMINS,
    area=lambda c, loaded, directory: _org_area(c.org, loaded, directory),
    needs=lambda c: [Need(Membership, c.entity), Need(User, c.user), Need(Org, c.org)],
)
def grant_membership(command: GrantMembership, loaded: Loaded, ctx: Context) -> Decision:
    """Give a post. Nobody gives one to themself, and nobody becomes the system (three admins: domain.md 11, no. 54)."""
    if loaded.find(Membership, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    org = loaded.find(Org, command.org)
    if loaded.find(User, command.user) is None or org is None:
        return wait_for(*_absent(loaded, command))
    if command.post is Post.SYSTEM or command.user == ctx.actor.user:
        return refuse(ProblemCode.NOT_ALLOWED, post=command.post.value)
    from_at = command.from_at or ctx.now
    if command.until_at is not None and command.until_at <= from_at:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_at")
    return put(
        Membership(
            id=command.entity,
            user_id=command.user,
            org=org.id,
            path=org.path,
            post=command.post,
            from_at=from_at,
            until_at=command.until_at,
        )
    )


def _absent(loaded: Loaded, command: GrantMembership) -> list[str]:
    there = {command.user: loaded.find(User, command.user), command.org: loaded.find(Org, command.org)}
    return sorted(entity for entity, row in there.items() if row is None)


@decides(EndMembership, posts=ADMINS, area=_membership_area, needs=lambda c: [Need(Membership, c.entity)])
def end_membership(command: EndMembership, loaded: Loaded, ctx: Context) -> Decision:
    """End a post, or cancel one that has not begun."""
    return _ended(loaded.find(Membership, command.entity), command, ctx)


# --- workers on grids -------------------------------------------------------------------------------------------------


@decides(
    AssignWorker,
    posts=installs.OFFICES,
    area=lambda c, _loaded, directory: _grid_area(c.grid, directory),
    needs=lambda c: [Need(GridGrant, c.entity), Need(User, c.user), Need(Grid, c.grid)],
)
def assign_worker(command: AssignWorker, loaded: Loaded, ctx: Context) -> Decision:
    """Put a user on a grid in force, in a post of the grid and no other."""
    if loaded.find(GridGrant, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    grid = loaded.find(Grid, command.grid)
    if grid is None or grid.status != PUBLISHED:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    if loaded.find(User, command.user) is None:
        return wait_for(command.user)
    if command.post not in GRID_POSTS:
        return refuse(ProblemCode.NOT_ALLOWED, post=command.post.value)
    return put(
        GridGrant(
            id=command.entity,
            user_id=command.user,
            grid=grid.id,
            post=command.post,
            from_at=command.from_at or ctx.now,
            until_at=None,
            why="assigned",
        )
    )


@decides(
    EndAssignment,
    posts=installs.OFFICES,
    area=lambda c, loaded, directory: _assignment_area(c.entity, loaded, directory),
    needs=lambda c: [Need(GridGrant, c.entity)],
)
def end_assignment(command: EndAssignment, loaded: Loaded, ctx: Context) -> Decision:
    """Take a user off a grid, or cancel an assignment that has not begun."""
    return _ended(loaded.find(GridGrant, command.entity), command, ctx)


def _needs_of_swap(command: SwapWorkers) -> Needs:
    yield Need(GridGrant, command.ends)
    yield Need(GridGrant, command.entity)
    yield Need(User, command.user)


@decides(
    SwapWorkers,
    posts=installs.OFFICES,
    area=lambda c, loaded, directory: _assignment_area(c.ends, loaded, directory),
    needs=_needs_of_swap,
)
def swap_workers(command: SwapWorkers, loaded: Loaded, ctx: Context) -> Decision:
    """Two grants change and no row of the grid does: one phone drops the scope, another boots it (sync.md 9).

    Nobody takes over from themself, and an assignment that has ended by then is nothing to take over.
    """
    held, at = loaded.find(GridGrant, command.ends), command.at or ctx.now
    if held is None:
        return wait_for(command.ends)
    if loaded.find(GridGrant, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    if loaded.find(User, command.user) is None:
        return wait_for(command.user)
    if ctx.directory.grid(held.grid) is None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=held.grid)
    if command.post not in GRID_POSTS:
        return refuse(ProblemCode.NOT_ALLOWED, post=command.post.value)
    if command.user == held.user_id:
        return refuse(ProblemCode.SAME_PERSON)
    if held.until_at is not None and held.until_at <= at:
        return refuse(ProblemCode.ALREADY_ENDED, until_at=held.until_at.isoformat())
    begun = GridGrant(
        id=command.entity,
        user_id=command.user,
        grid=held.grid,
        post=command.post,
        from_at=at,
        until_at=None,
        why="took over",
    )
    return put(begun, advanced(held, until_at=at))


def _ended(held: Membership | GridGrant | None, command: EndMembership | EndAssignment, ctx: Context) -> Decision:
    """An end before the beginning is kept as it is: such an interval holds no instant."""
    at = command.at or ctx.now
    if held is None:
        return wait_for(command.entity)
    if held.until_at is not None and held.until_at <= at:
        return refuse(ProblemCode.ALREADY_ENDED, until_at=held.until_at.isoformat())
    return put(advanced(held, until_at=at))


HANDLERS: tuple[Handler, ...] = (
    create_org,
    create_user,
    grant_membership,
    end_membership,
    assign_worker,
    end_assignment,
    swap_workers,
    *installs.HANDLERS,
)

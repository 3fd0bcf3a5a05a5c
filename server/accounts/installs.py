"""Phones and office sessions: promised, made, shut out. Pure: no database, no clock; it compares no secret."""

from datetime import timedelta

from mobile_contract.accounts import (
    EndSession,
    IssueEnrolment,
    Post,
    RedeemEnrolment,
    RejoinInstall,
    RevokeInstall,
    StartSession,
)
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Enrolment, GridGrant, Install, Membership, User
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced

OFFICES = frozenset({Post.COMMITTEE, Post.SUPERVISOR, Post.SYS_ADMIN})
LONGEST_ENROLMENT = timedelta(days=1)


def _district_wide(_command: Command, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


def _holdings(user: str) -> Needs:
    return (NeedChildren(Membership, "user_id", user), NeedChildren(GridGrant, "user_id", user))


def _where_they_work(command: IssueEnrolment, loaded: Loaded, directory: Directory) -> Area:
    """Whoever makes a phone of a user must reach every place where that user has a post, or will have one.

    Otherwise a committee could enrol a phone as the district's administrator. A user without a post is the district's.
    A post is over if it ended before the command can have been made: its rule lets no promise last longer than a day.
    A grid that is not in force is below no organisation: what was done there is the whole district's.
    """
    earliest = command.expires_at - LONGEST_ENROLMENT

    def lasts(held: Membership | GridGrant) -> bool:
        return held.until_at is None or held.until_at > earliest

    orgs = {held.org for held in loaded.children(Membership, "user_id", command.user) if lasts(held)}
    grids = {held.grid for held in loaded.children(GridGrant, "user_id", command.user) if lasts(held)}
    there = (DISTRICT_WIDE if directory.grid(grid) is None else Area(grid=grid) for grid in sorted(grids))
    places = (*(Area(org=org) for org in sorted(orgs)), *there)
    return Area(every=places) if places else DISTRICT_WIDE


@decides(
    IssueEnrolment,
    posts=OFFICES,
    area=_where_they_work,
    needs=lambda c: [Need(Enrolment, c.entity), Need(User, c.user), *_holdings(c.user)],
)
def issue_enrolment(command: IssueEnrolment, loaded: Loaded, ctx: Context) -> Decision:
    """Promise one installation, for at most a day."""
    if loaded.find(Enrolment, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    if loaded.find(User, command.user) is None:
        return wait_for(command.user)
    if not ctx.now < command.expires_at <= ctx.now + LONGEST_ENROLMENT:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="expires_at")
    return put(
        Enrolment(
            id=command.entity,
            user_id=command.user,
            code_hash=command.code_hash,
            expires_at=command.expires_at,
            issued_by=ctx.actor.user,
        )
    )


@decides(
    RedeemEnrolment,
    posts=SYSTEM_ONLY,
    area=_district_wide,
    needs=lambda c: [Need(Enrolment, c.entity), Need(Install, c.install)],
)
def redeem_enrolment(command: RedeemEnrolment, loaded: Loaded, ctx: Context) -> Decision:
    """Make the promised installation. A second or late use is refused, and counted on the enrolment."""
    promise = loaded.find(Enrolment, command.entity)
    if promise is None:
        return refuse(ProblemCode.WRONG_ENROLMENT)
    if promise.used_at is not None or promise.expires_at <= ctx.now:
        counted = advanced(promise, refused=promise.refused + 1)
        return Decision(
            puts=(counted,), verdict=Verdict.REFUSED, version=counted.version, why=ProblemCode.WRONG_ENROLMENT
        )
    if loaded.find(Install, command.install) is not None:
        return refuse(ProblemCode.ID_TAKEN, install=command.install)
    return put(
        advanced(promise, used_at=ctx.now, install=command.install),
        Install(
            id=command.install,
            user_id=promise.user_id,
            secret_hash=command.secret_hash,
            platform=command.platform,
            enrolled_at=ctx.now,
        ),
    )


@decides(
    RejoinInstall,
    posts=SYSTEM_ONLY,
    area=_district_wide,
    needs=lambda c: [Need(Install, c.entity), Need(Install, c.former), Need(User, c.user)],
)
def rejoin_install(command: RejoinInstall, loaded: Loaded, ctx: Context) -> Decision:
    """Let a phone in again by its certificate: its lost installation, or another one in a cloned one's line.

    Whoever was shut out, or whose account is closed, stays out.
    """
    former, user = loaded.find(Install, command.former), loaded.find(User, command.user)
    if loaded.find(Install, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, install=command.entity)
    if user is None or user.closed or (former is not None and former.user_id != user.id):
        return refuse(ProblemCode.WRONG_ENROLMENT)
    if former is not None and former.revoked_at is not None:
        return refuse(ProblemCode.INSTALL_REVOKED)
    first = command.former if former is None or former.former is None else former.former
    return put(
        Install(
            id=command.entity,
            user_id=command.user,
            secret_hash=command.secret_hash,
            platform=command.platform,
            enrolled_at=ctx.now,
            former=None if first == command.entity else first,
        )
    )


@decides(
    RevokeInstall,
    posts=OFFICES | {Post.SEC_ADMIN},
    area=_district_wide,
    needs=lambda c: [Need(Install, c.entity), NeedChildren(Install, "former", c.entity)],
)
def revoke_install(command: RevokeInstall, loaded: Loaded, ctx: Context) -> Decision:
    """Shut an installation out from now on, and what rejoined in its line; what they sent before stays."""
    decision = _revoked(loaded.find(Install, command.entity), command.entity, command.reason, ctx)
    if not decision.puts:
        return decision
    line = [one for one in loaded.children(Install, "former", command.entity) if one.revoked_at is None]
    also = (advanced(one, revoked_at=ctx.now, revoked_why=command.reason) for one in line)
    return put(*decision.puts, *also)


@decides(
    StartSession,
    posts=SYSTEM_ONLY,
    area=_district_wide,
    needs=lambda c: [Need(Install, c.entity), Need(User, c.user)],
)
def start_session(command: StartSession, loaded: Loaded, ctx: Context) -> Decision:
    """Open an office's session; a closed account is told apart from no other wrong login."""
    if loaded.find(Install, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    user = loaded.find(User, command.user)
    if user is None or user.closed:
        return refuse(ProblemCode.WRONG_LOGIN)
    if command.until_at <= ctx.now:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_at")
    return put(
        Install(
            id=command.entity,
            user_id=user.id,
            secret_hash=command.secret_hash,
            platform=command.platform,
            enrolled_at=ctx.now,
            until_at=command.until_at,
        )
    )


@decides(EndSession, posts=SYSTEM_ONLY, area=_district_wide, needs=lambda c: [Need(Install, c.entity)])
def end_session(command: EndSession, loaded: Loaded, ctx: Context) -> Decision:
    """Sign out of a session. A phone has no session: it is revoked, by somebody and for a reason."""
    install = loaded.find(Install, command.entity)
    if install is not None and install.until_at is None:
        return refuse(ProblemCode.NOT_FOUND)
    return _revoked(install, command.entity, "signed out", ctx)


def _revoked(install: Install | None, entity: str, reason: str, ctx: Context) -> Decision:
    if install is None:
        return wait_for(entity)
    if install.revoked_at is not None:
        return refuse(ProblemCode.ALREADY_ENDED, revoked_at=install.revoked_at.isoformat())
    return put(advanced(install, revoked_at=ctx.now, revoked_why=reason))


HANDLERS: tuple[Handler, ...] = (
    issue_enrolment,
    redeem_enrolment,
    rejoin_install,
    revoke_install,
    start_session,
    end_session,
)

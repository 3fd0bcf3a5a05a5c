"""Accounts for other features and for HTTP: who is asking, logging in, joining with a phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mobile_contract.accounts import (
    EndSession,
    Enrolled,
    EnrolmentIssued,
    EnrolRequest,
    IssueEnrolment,
    LoginRequest,
    Me,
    MembershipView,
    NewEnrolment,
    Post,
    RedeemEnrolment,
    RejoinInstall,
    RejoinRequest,
    RevokeInstall,
    StartSession,
)
from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.accounts import certificates, queries
from server.accounts.certificates import Certificate
from server.accounts.passwords import Passwords
from server.core import clock
from server.core.consumers import Consumer
from server.core.database import Fetches, ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import is_id, new_id
from server.core.journal import Entry
from server.core.ledger import REVOKED, Line
from server.core.loading import head_of
from server.core.problems import Problem
from server.core.seal import new_code, new_secret, same, secret_hash


class Known(NamedTuple):
    """Whose token it is, and whether it is an office's session or a phone's."""

    actor: Actor
    is_session: bool


async def authenticate(tx: Fetches, district: int, token: str, at: datetime) -> Known | None:
    """Who a token is; None for a token that is not good. Refuses INSTALL_REVOKED.

    A session is what a login began: it has an end, and no phone has one. What a phone calls itself says nothing.
    """
    install_id, _, secret = token.partition(".")
    install = await queries.find_install(tx, district, install_id) if is_id(install_id) else None
    if install is None or not same(install.secret_hash, secret_hash(secret)):
        return None
    if install.revoked_at is not None or install.user_closed:
        raise Problem(ProblemCode.INSTALL_REVOKED)
    if install.until_at is not None and at >= install.until_at:
        return None
    return Known(Actor(user=install.user_id, install=install.id), install.until_at is not None)


async def let_in(tx: ReadTx, district: int, install: str, user: str) -> bool | None:
    """Whether a user's install is let in still; None where the district knows neither, or not that they belong."""
    known = await queries.find_install(tx, district, install)
    if known is not None:
        return (known.revoked_at is None and not known.user_closed) if known.user_id == user else None
    person = await queries.find_user(tx, district, user)
    return None if person is None else not person.closed


async def list_grids_of(tx: ReadTx, district: int, user: str, at: datetime) -> Sequence[str]:
    """The grids whose scope a user has at an instant."""
    return await queries.list_grids_of(tx, district, user, at)


async def holds_any(tx: ReadTx, district: int, user: str, posts: frozenset[Post], at: datetime) -> tuple[str, ...]:
    """The paths of the organisations where a user holds one of these posts at an instant."""
    holdings = (await queries.load_holdings(tx, district, [user])).get(user, ())
    return tuple(
        sorted(
            held.path
            for held in holdings
            if held.path and held.post in posts and held.from_at <= at and (held.until_at is None or at < held.until_at)
        )
    )


async def login(door: Door, passwords: Passwords, asked: LoginRequest, hours: int) -> tuple[str, Actor, datetime]:
    """Check a password and begin a session: token, who, and until when. Refuses WRONG_LOGIN, whatever was wrong."""
    row = await door.database.read(lambda tx: queries.find_login(tx, door.district, asked.login))
    good = await passwords.verify(row.password_hash if row else "", asked.password)
    if row is None or not good or row.closed:
        raise Problem(ProblemCode.WRONG_LOGIN)
    install, secret, until = new_id(), new_secret(), clock.now() + timedelta(hours=hours)
    command = StartSession(**made_now(install), user=row.user_id, secret_hash=secret_hash(secret), until_at=until)
    _done(await _issue_one(door, command), ProblemCode.WRONG_LOGIN)
    return f"{install}.{secret}", Actor(user=row.user_id, install=install), until


async def logout(door: Door, actor: Actor) -> None:
    """End a session. Ending one that has ended already is no fault."""
    await _issue_one(door, EndSession(**made_now(actor.install)))


async def issue_enrolment(door: Door, actor: Actor, asked: NewEnrolment, origin: str) -> EnrolmentIssued:
    """Promise an installation to a user; the code is shown once. Refuses what the command's rule refuses."""
    code, until = new_code(), clock.now() + timedelta(minutes=asked.minutes)
    command = IssueEnrolment(
        **made_now(new_id()), user=asked.user, code_hash=door.seal.code_hash(plain(code)), expires_at=until
    )
    _done(await _issue_one(door, command, actor), ProblemCode.NOT_ALLOWED)
    return EnrolmentIssued(code=code, expires_at=until, install_link=f"{origin}/join#{code}")


async def enrol(door: Door, asked: EnrolRequest) -> Enrolled:
    """Bind an install to the user that the code was promised to. Refuses WRONG_ENROLMENT, whatever was wrong.

    Who asks again, because the reply was lost, is answered again.
    """
    code_hash = door.seal.code_hash(plain(asked.code))

    async def read(tx: ReadTx) -> tuple[queries.EnrolmentRow | None, queries.InstallRow | None]:
        found = await queries.find_enrolment(tx, door.district, code_hash)
        return found, None if found is None else await queries.find_install(tx, door.district, asked.install)

    found, there = await door.database.read(read)
    if found is None:
        raise Problem(ProblemCode.WRONG_ENROLMENT)
    if there is not None and _is_the_same(there, asked, found.user_id):
        return await _welcomed(door, Certificate(asked.install, found.user_id, asked.secret_hash, asked.public_key))
    command = RedeemEnrolment(
        **made_now(found.id), install=asked.install, secret_hash=asked.secret_hash, platform=asked.platform
    )
    _done(await _issue_one(door, command), ProblemCode.WRONG_ENROLMENT)
    return await _welcomed(door, Certificate(asked.install, found.user_id, asked.secret_hash, asked.public_key))


def _is_the_same(there: queries.InstallRow, asked: EnrolRequest, user: str) -> bool:
    is_phone = there.until_at is None and there.revoked_at is None and not there.user_closed
    return is_phone and there.user_id == user and same(there.secret_hash, asked.secret_hash)


async def rejoin(door: Door, asked: RejoinRequest) -> Enrolled:
    """Let a phone in again by its certificate (safety.md 6.3). Asking twice is answered twice, and done once.

    Refuses INSTALL_REVOKED for one that was shut out, be it after the backup that this database came from; and
    WRONG_ENROLMENT, whatever else was wrong.
    """
    shown = certificates.read(door.seal, door.district, asked.certificate)
    if shown is None or not shown.shown_with(asked.secret):
        raise Problem(ProblemCode.WRONG_ENROLMENT)
    lines = [] if door.ledger is None else await door.ledger.lines()
    if Line(REVOKED, shown.install) in lines:
        raise Problem(ProblemCode.INSTALL_REVOKED)
    there = await door.database.read(lambda tx: queries.find_install(tx, door.district, asked.install))
    if there is None:
        command = RejoinInstall(
            **made_now(asked.install), user=shown.user, secret_hash=asked.secret_hash, former=shown.install,
            platform=asked.platform,
        )  # fmt: skip
        receipt = await _issue_one(door, command)
        if receipt.why == ProblemCode.INSTALL_REVOKED:
            raise Problem(ProblemCode.INSTALL_REVOKED)
        _done(receipt, ProblemCode.WRONG_ENROLMENT)
    elif (there.user_id, there.secret_hash) != (shown.user, asked.secret_hash) or there.until_at is not None:
        raise Problem(ProblemCode.WRONG_ENROLMENT)
    elif there.revoked_at is not None or there.user_closed:
        raise Problem(ProblemCode.INSTALL_REVOKED)
    return await _welcomed(door, Certificate(asked.install, shown.user, asked.secret_hash, asked.public_key))


async def shut_out_again(door: Door) -> int:
    """Shut out the phones that the ledger knows to be shut out and a restored database does not: how many."""
    lines = [] if door.ledger is None else await door.ledger.lines()
    told = [line.id for line in lines if line.what == REVOKED]
    if not told:
        return 0
    inside = await door.database.read(lambda tx: queries.list_let_in(tx, door.district, told))
    if inside:
        await door.issue([RevokeInstall(**made_now(install), reason="the ledger") for install in inside])
    return len(inside)


def ledger_consumer() -> Consumer:
    """Tells the ledger who was shut out: what a backup of before must not let in again."""
    return Consumer("ledger", ("revoke_install",), _tell_ledger)


async def _tell_ledger(door: Door, entries: Sequence[Entry]) -> None:
    for entry in entries:
        if door.ledger is not None and entry.version > 0:  # what a refused one was about keeps its version
            await door.ledger.add(REVOKED, entry.entity)


async def _welcomed(door: Door, certificate: Certificate) -> Enrolled:
    at = clock.now()

    async def welcome(tx: ReadTx) -> Enrolled:
        user = await queries.find_user(tx, door.district, certificate.user)
        head = await head_of(tx, door.district)
        grids = await queries.list_grids_of(tx, door.district, certificate.user, at)
        return Enrolled(
            install=certificate.install,
            user=certificate.user,
            name=user.name if user else "",
            district=door.district,
            district_name=head.name,
            grids=tuple(grids),
            certificate=certificates.written(door.seal, door.district, certificate),
            outbox_key=door.seal.outbox_key.hex(),
            lease=door.seal.lease(door.district, certificate.user),
        )

    return await door.database.read(welcome)


async def me(tx: ReadTx, door: Door, actor: Actor, csrf: str, at: datetime) -> Me:
    """Who is signed in, with their posts; on a phone, what it keeps for its lease and for a rescue file."""
    install = await queries.find_install(tx, door.district, actor.install)
    on_phone = install is not None and install.until_at is None
    user = await queries.find_user(tx, door.district, actor.user)
    posts = await queries.list_memberships(tx, door.district, actor.user, at)
    grids = await queries.list_grids_of(tx, door.district, actor.user, at)
    return Me(
        user=actor.user,
        name=user.name if user else "",
        memberships=tuple(MembershipView(post=row.post, org=row.org, org_name=row.org_name) for row in posts),
        grids=tuple(grids),
        csrf=csrf,
        outbox_key=door.seal.outbox_key.hex() if on_phone else "",
        lease=door.seal.lease(door.district, actor.user) if on_phone else "",
    )


def plain(code: str) -> str:
    """An enrolment code as it is compared: capitals, without what people put between."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def made_now(entity: str) -> dict[str, Any]:
    """The facts that a command of the server's own carries."""
    wall = clock.millis(clock.now())
    made = Clock(wall=wall, boot="server", mono=wall)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": CONTRACT}


async def _issue_one(door: Door, command: Command, actor: Actor | None = None) -> Receipt:
    outcome = await (door.issue([command]) if actor is None else door.issue([command], actor))
    return outcome.receipts[0]


def _done(receipt: Receipt, otherwise: ProblemCode) -> None:
    if receipt.verdict is Verdict.RETRY:
        raise Problem(ProblemCode.OVERLOADED)
    if receipt.verdict not in {Verdict.APPLIED, Verdict.MERGED}:
        raise Problem(otherwise)

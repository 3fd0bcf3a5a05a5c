"""Organisations, people with posts, and phones: the commands that set them up, and their words."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Id, Instant, Key, Line, Request, Sha256, Short, Wire, require_usual


class OrgLevel(StrEnum):
    """Where an organisation stands in the tree (domain.md 2.1)."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    DEPARTMENT = "department"


class Post(StrEnum):
    """The posts of the field (domain.md 1); a membership gives one person one post at one organisation."""

    GRID_WORKER = "grid_worker"
    GRID_CHIEF = "grid_chief"
    GRID_ADVISER = "grid_adviser"
    ACCEPTOR = "acceptor"
    SHIFT_LEADER = "shift_leader"
    DISPATCHER = "dispatcher"
    DEPARTMENT = "department"
    HANDLER = "handler"
    COMMITTEE = "committee"
    SUPERVISOR = "supervisor"
    SYS_ADMIN = "sys_admin"
    SEC_ADMIN = "sec_admin"
    AUDIT_ADMIN = "audit_admin"
    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    SYSTEM = "system"


class CreateOrg(Command, frozen=True, kw_only=True, tag="create_org"):
    """Add an organisation below `parent`; `entity` is its id. Only the first one of a district has no parent."""

    code: Code
    name: Line
    level: OrgLevel
    parent: Id | None = None


class CreateUser(Command, frozen=True, kw_only=True, tag="create_user"):
    """Add a person who works with the system; `entity` is the user's id. `password_hash` is argon2id."""

    login: Key
    name: Line
    password_hash: Line = ""


class GrantMembership(Command, frozen=True, kw_only=True, tag="grant_membership"):
    """Give a user a post at an organisation from an instant on; `entity` is the membership's id."""

    user: Id
    org: Id
    post: Post
    from_at: Instant | None = None
    until_at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.from_at, self.until_at)


class EndMembership(Command, frozen=True, kw_only=True, tag="end_membership"):
    """End a membership; what its holder did before stays as it is."""

    at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.at)


class AssignWorker(Command, frozen=True, kw_only=True, tag="assign_worker"):
    """Put a user on a grid: the grid's scope is granted from now on; `entity` is the assignment's id."""

    user: Id
    grid: Id
    post: Post = Post.GRID_WORKER
    from_at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.from_at)


class EndAssignment(Command, frozen=True, kw_only=True, tag="end_assignment"):
    """Take a user off a grid; late work done before `at` still counts."""

    at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.at)


class SwapWorkers(Command, frozen=True, kw_only=True, tag="swap_workers"):
    """One user leaves a grid and another takes it over at an instant; `entity` is the new assignment's id.

    `ends` is the assignment that ends then. What was done before still counts for whoever did it. `preview` is the
    digest of the preview that was agreed to, where there was one.
    """

    ends: Id
    user: Id
    post: Post = Post.GRID_WORKER
    at: Instant | None = None
    preview: Annotated[str, Meta(max_length=8_000, pattern="^[A-Za-z0-9_=.-]*$(?!\\n)")] = ""

    def __post_init__(self) -> None:
        require_usual(self.at)


class IssueEnrolment(Command, frozen=True, kw_only=True, tag="issue_enrolment"):
    """Promise one installation to a user: whoever shows the code whose hash this is, once and in time, becomes it."""

    user: Id
    code_hash: Sha256
    expires_at: Instant

    def __post_init__(self) -> None:
        require_usual(self.expires_at)


class RedeemEnrolment(Command, frozen=True, kw_only=True, tag="redeem_enrolment"):
    """Bind an install to the enrolment `entity`; a second use is refused and recorded."""

    install: Id
    secret_hash: Sha256
    platform: Short = ""


class RejoinInstall(Command, frozen=True, kw_only=True, tag="rejoin_install"):
    """Bind the install `entity` to a user who showed the certificate of `former`. The server's alone."""

    user: Id
    secret_hash: Sha256
    former: Id
    platform: Short = ""


class RevokeInstall(Command, frozen=True, kw_only=True, tag="revoke_install"):
    """Shut a phone out at once; `entity` is the install. What rejoined with its certificate is shut out with it."""

    reason: Line


class StartSession(Command, frozen=True, kw_only=True, tag="start_session"):
    """Open an office's session after a login: `entity` is its install, good until `until_at`. The server's alone."""

    user: Id
    secret_hash: Sha256
    until_at: Instant
    platform: Short = "browser"


class EndSession(Command, frozen=True, kw_only=True, tag="end_session"):
    """Sign out: the session `entity` is good no longer. The server's alone."""


PublicKey = Annotated[
    str, Meta(pattern="^([0-9a-f]{64})?$(?!\\n)", description="a key's public half, in hex, or nothing")
]


class EnrolRequest(Request, frozen=True):
    """`POST /v1/enrol`: the code as typed or scanned, the install id and the SHA-256 of a secret made on the phone.

    `public_key` is the half of a key (Ed25519) with which the phone signs what it hands to others to carry.
    """

    code: Annotated[str, Meta(min_length=4, max_length=64)]
    install: Id
    secret_hash: Sha256
    platform: Short = ""
    public_key: PublicKey = ""


class Enrolled(Wire, frozen=True):
    """What a phone learns when it has joined; its bearer token is `<install>.<secret>`, which it made itself."""

    install: str
    user: str
    name: str
    district: int
    district_name: str
    grids: tuple[str, ...] = ()
    certificate: str = ""
    """Kept by the phone; with its secret it lets the phone in again where its install is lost or was cloned."""
    outbox_key: str = ""
    """The district's public key (X25519, hex) to which a rescue file is sealed."""
    lease: str = ""
    """A key (32 bytes, hex) that records are wrapped with on the phone, and which it keeps for seven days (17.4)."""


class RejoinRequest(Request, frozen=True):
    """`POST /v1/rejoin`: a phone whose install the server has lost in a restore, or found cloned, joins without a code.

    It shows the certificate of its enrolment and the secret that belongs to it. `install` and `secret_hash` are those
    to be from now on: its own again after a restore, new ones after a `rekey`.
    """

    certificate: Annotated[str, Meta(min_length=1, max_length=600)]
    secret: Annotated[str, Meta(min_length=1, max_length=200)]
    install: Id
    secret_hash: Sha256
    platform: Short = ""
    public_key: PublicKey = ""


class LoginRequest(Request, frozen=True):
    """`POST /v1/login` for offices: the answer sets a session cookie."""

    login: Short
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class MembershipView(Wire, frozen=True):
    """A post as its holder sees it."""

    post: Post
    org: str
    org_name: str


class Me(Wire, frozen=True):
    """Who is signed in. `outbox_key` and `lease` are for phones, as in `Enrolled`."""

    user: str
    name: str
    memberships: tuple[MembershipView, ...] = ()
    grids: tuple[str, ...] = ()
    csrf: str = ""
    outbox_key: str = ""
    lease: str = ""


class EnrolmentIssued(Wire, frozen=True):
    """A code to show once: as text, and as a link for a QR code."""

    code: str
    expires_at: Instant
    install_link: str = ""


class NewEnrolment(Request, frozen=True):
    """`POST /v1/enrolments`: for whom the code is, and for how many minutes it is good."""

    user: Id
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 10

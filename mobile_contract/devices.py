"""How phones are, for whoever looks after them, and what may be done to one without losing work. Shapes alone."""

from enum import StrEnum

from mobile_contract.accounts import Post
from mobile_contract.base import Instant, Wire
from mobile_contract.sync import QueueState


class Doubt(StrEnum):
    """Why something is not safe to do to a phone now (product.md, L12). Words for people follow the code."""

    NEVER_HEARD = "never_heard"
    """It has not said anything yet."""
    SILENT = "silent"
    """What it said is too old: since then somebody may have written on it."""
    BEFORE_RESTORE = "before_restore"
    """It was last heard before the server was set back; what it keeps may have to be sent again."""
    UNSENT = "unsent"
    """Work waits on it."""
    UNRECEIVED = "unreceived"
    """It has numbered commands that have no receipt here."""
    PHOTOS = "photos"
    """Photos wait on it."""
    NOT_DURABLE = "not_durable"
    """Of what it sent something is in no backup that was restored on trial: its copy may be needed."""


class Trouble(StrEnum):
    """What somebody should look at."""

    SHUT_OUT = "shut_out"
    """It was revoked."""
    NEVER_HEARD = "never_heard"
    """It has joined and never come."""
    SILENT = "silent"
    """No word for a day."""
    STUCK = "stuck"
    """Work has waited on it for an hour and more, though it comes."""
    FAILING = "failing"
    """Its last attempt failed; `queue.last_error` says how."""
    TOO_OLD = "too_old"
    """Its app is too old to fetch anything; it can still send."""
    LITTLE_ROOM = "little_room"
    """Its storage is nearly full."""
    UNPROVED_WIPE = "unproved_wipe"
    """It was to let go of a scope, and has not proved it."""


class Safe(Wire, frozen=True):
    """Whether it is safe, and if not, why."""

    safe: bool
    why: tuple[Doubt, ...] = ()


class SafeTo(Wire, frozen=True):
    """What may be done without losing work, as of the last contact: shut the phone or its user out, give its grids to
    somebody else, erase it, install another app on it.
    """

    deactivate: Safe
    move: Safe
    wipe: Safe
    upgrade: Safe


class DeviceGrid(Wire, frozen=True):
    """A grid that its user works on."""

    id: str
    code: str
    name: str


class HeldScope(Wire, frozen=True):
    """A scope that it was given and has not proved gone; `ended_at` is when its user lost it, None where they have it
    still.
    """

    id: int
    kind: str
    ref: str
    given_at: Instant
    ended_at: Instant | None = None


class DeviceView(Wire, frozen=True, kw_only=True):
    """A phone. `queue` is what it said at `heard_at`; `received_seq` the highest of its numbers that has a receipt."""

    install: str
    user: str
    name: str
    platform: str
    enrolled_at: Instant
    revoked_at: Instant | None = None
    posts: tuple[Post, ...] = ()
    grids: tuple[DeviceGrid, ...] = ()
    heard_at: Instant | None = None
    contract: int = 0
    queue: QueueState | None = None
    received_seq: int = 0
    scopes: tuple[HeldScope, ...] = ()
    trouble: tuple[Trouble, ...] = ()
    safe_to: SafeTo


class DevicePage(Wire, frozen=True):
    """Phones by install; `next` is the `after` of the next page, None on the last one."""

    devices: tuple[DeviceView, ...]
    next: str | None = None

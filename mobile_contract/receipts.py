"""The stored, final answer to one command. The verdicts are a closed set; nothing means "accepted, unknown"."""

from enum import StrEnum

from msgspec import field

from mobile_contract.base import Wire


class Verdict(StrEnum):
    """What became of a command (sync.md 15). All but `retry` leave the phone's queue; `retry` is never stored."""

    APPLIED = "applied"
    MERGED = "merged"
    CONFLICT = "conflict"
    HELD = "held"
    REDIRECTED = "redirected"
    PARKED = "parked"
    REFUSED = "refused"
    GONE = "gone"
    RETRY = "retry"


class FieldOutcome(StrEnum):
    """What became of one named field of a change."""

    APPLIED = "applied"
    KEPT = "kept"
    REFUSED = "refused"


class Receipt(Wire, frozen=True):
    """The answer to the command `id`; `pos` is its commit's place in the journal, `why` a ProblemCode.

    `choice` is how a person settled the conflict that the command had opened (`inbox.Choice`).
    """

    id: str
    verdict: Verdict
    pos: int = 0
    version: int = 0
    conflict: str = ""
    to: str = ""
    missing: tuple[str, ...] = ()
    why: str = ""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    fields: dict[str, str] = field(default_factory=dict[str, str])
    choice: str = ""

"""Cycles, items and answers of the weekly renewal as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.renewal import RenewalState, RenewalTarget
from server.core.entities import Entity
from server.core.seal import DISTRICT_SUBJECT

NOBODY = DISTRICT_SUBJECT
"""The subject of what is about a dwelling: of no person and no household."""


class RenewalCycle(Entity, frozen=True, kw_only=True):
    """One grid's week. `listed` says that its worklist is whole.

    `expected` and `done` are the figures as of the cut; they are frozen when it is closed, and mean nothing before.
    """

    grid: str
    week: str
    opened_at: datetime
    found: int = 0
    carried: int = 0
    listed: bool = False
    closed_at: datetime | None = None
    expected: int = 0
    done: int = 0


class RenewalItem(Entity, frozen=True, kw_only=True):
    """What a cycle found; it lives until it is answered. `subject` is whose erasure takes it away.

    `answer` is the one that stands: the latest observed that was not withdrawn. `done_at` is when the first of those
    that are not withdrawn came in, and decides into which week's figures the item goes.
    """

    grid: str
    cycle: str
    week: str
    source: str
    target_kind: RenewalTarget
    target: str
    dwelling: str
    household: str | None
    subject: str
    state: RenewalState = RenewalState.PENDING
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    done_at: datetime | None = None
    late: bool = False


class ItemAnswer(Entity, frozen=True, kw_only=True):
    """One answer; all of them stay. `ended` are the stays that it ended, `edit` is the command that carried a change.

    `late`: the week in which it was observed was over when it came in.
    """

    item: str
    subject: str
    state: RenewalState
    answered_by: str
    answered_at: datetime
    received_at: datetime
    late: bool = False
    edit: str | None = None
    until_on: str | None = None
    ended: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None

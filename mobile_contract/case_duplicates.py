"""Cases that may be the same matter: what an office is told of them, and what a reporter may be told."""

from mobile_contract.base import Wire
from mobile_contract.cases import CaseListItem


class DuplicateSuggestion(Wire, frozen=True):
    """An open case that may be the same matter: how likely, from 0 to 1, and why.

    Reasons by name: `same_component`, `same_class`, `same_family`, `class_unknown` (what they share, or lack),
    `distance_m`, `hours_apart`.
    """

    case: CaseListItem
    score: float
    reasons: dict[str, str]


class CaseDuplicates(Wire, frozen=True):
    """`GET /v1/cases/{id}/duplicates`: the most likely first. `elsewhere` counts those outside of the asker's area."""

    suggestions: tuple[DuplicateSuggestion, ...]
    elsewhere: int = 0


class AlreadyReported(Wire, frozen=True):
    """What somebody who reports is told of a matter that is known already: nothing of who reported it, nor in which
    words; its place no closer than `within_m` of their own.
    """

    class_code: str
    class_name: str
    within_m: int
    reported_on: str
    in_hand: bool

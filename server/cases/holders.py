"""Who holds a case on their phone, from when until when. Pure; what a phone is given of it is the feed's matter."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from server.cases.entities import CaseGrant
from server.core.entities import advanced, named_id

KEPT = timedelta(days=90)
"""How long a closed case stays with whoever worked on it (domain.md 2.3)."""


def grant_id(case: str, user: str) -> str:
    """The id of a person's grant of a case."""
    return named_id(f"case_grant:{case}:{user}")


def held_by(people: Iterable[str | None], case: str, grants: Sequence[CaseGrant], at: datetime) -> list[CaseGrant]:
    """What of the grants of a case changes when these people alone work on it from an instant on."""
    wanted = {grant_id(case, person): person for person in people if person}
    known = {grant.id: grant for grant in grants}
    begun = [
        CaseGrant(id=identity, case_id=case, user_id=person, from_at=at, until_at=None)
        for identity, person in sorted(wanted.items())
        if identity not in known
    ]
    again = [
        advanced(grant, from_at=at, until_at=None)
        for grant in grants
        if grant.id in wanted and grant.until_at is not None
    ]
    ended = [advanced(grant, until_at=at) for grant in grants if grant.id not in wanted and grant.until_at is None]
    return [*begun, *again, *ended]


def until_forgotten(grants: Iterable[CaseGrant], closed_at: datetime) -> list[CaseGrant]:
    """The grants of a case that is closed: they end when it is kept no longer."""
    return [advanced(grant, until_at=closed_at + KEPT) for grant in grants if grant.until_at is None]

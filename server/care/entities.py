"""Service tags and help records as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.residents import ResidencyStatus
from server.core.entities import Entity


class ServiceTag(Entity, frozen=True, kw_only=True):
    """Why a person is looked after, how closely, and since when; it carries the person's present grid.

    `same_as` and `came_by` are as of a tenancy: the tag that one which was told twice is one with, and the merges by
    which it came to its person.
    """

    person: str
    grid: str | None
    tag_kind: str
    care_level: str = "general"
    status: ResidencyStatus = ResidencyStatus.EFFECTIVE
    from_on: str | None = None
    until_on: str | None = None
    basis: str = ""
    note: str | None = None
    same_as: str | None = None
    came_by: tuple[str, ...] = ()


class Help(Entity, frozen=True, kw_only=True):
    """What a person needed and what was done; it carries the person's present grid."""

    person: str
    grid: str | None
    recorded_by: str
    helped_on: str | None = None
    needed: str = ""
    given: str = ""
    carer: str = ""
    health: str = ""
    income: str = ""
    main_family: str = ""
    difficulties: str = ""
    voided_at: datetime | None = None
    came_by: tuple[str, ...] = ()

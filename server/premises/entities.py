"""Premises as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.residents import Life, ResidencyStatus
from server.core.entities import Entity


class Organisation(Entity, frozen=True, kw_only=True):
    """An organisation. Where it is: its building's place or its own, WGS-84, and the grid that looks after it.

    Who answers for it is personal and lies under its own key: these people need not be in the register.
    """

    grid: str
    name: str
    credit_code: str | None = None
    organisation_type: str = "99"
    industry: str | None = None
    legal_person: str = ""
    legal_phone: str | None = None
    safety_officers: tuple[str, ...] = ()
    building: str | None = None
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    under_residential: bool = False
    note: str | None = None
    life: Life = Life.ACTIVE


class Site(Entity, frozen=True, kw_only=True):
    """A site; `building` is the one that it goes with, else it goes by its own place."""

    grid: str
    name: str
    site_kind: str
    organisation: str | None = None
    building: str | None = None
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    fire_class: str = "general"
    order_class: str | None = None
    under_residential: bool = False
    area_m2: float = 0.0
    people: int = 0
    safety_officer: str = ""
    safety_phone: str | None = None
    note: str | None = None
    life: Life = Life.ACTIVE


class RentedHouse(Entity, frozen=True, kw_only=True):
    """A dwelling, or a part of one, that is let; it carries the dwelling's grid.

    The owner need not be in the register: what is known of them lies under the house's own key, the number apart.
    """

    dwelling: str
    grid: str
    house_no: str = ""
    purpose: str = "living"
    lease_no: str = ""
    lessor_type: str = "person"
    owner_name: str = ""
    owner_phone: str | None = None
    owner_id_no: str | None = None
    danger_type: str | None = None
    danger_level: str | None = None
    management_class: str = "green"
    note: str | None = None
    life: Life = Life.ACTIVE


class Tenancy(Entity, frozen=True, kw_only=True):
    """A person rents in a house: it carries the house's dwelling and grid, and goes with the person when erased.

    `same_as` is the tenancy that one which was told twice is one with: nobody sees it. `came_by` are the merges by
    which it came to its person, the last one last: undone in that order, it goes back the way it came.
    """

    person: str
    house: str
    dwelling: str
    grid: str
    status: ResidencyStatus = ResidencyStatus.EFFECTIVE
    from_on: str | None = None
    until_on: str | None = None
    verified_at: datetime | None = None
    verified_by: str | None = None
    verify_due: str | None = None
    same_as: str | None = None
    came_by: tuple[str, ...] = ()

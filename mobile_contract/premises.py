"""Premises: organisations, sites, rented houses and who rents there, and the commands that change them (domain.md 2.1).

What kind of site, how it is watched and how a house is let are codes of tables that a district may change: data, never
a list in here. An organisation is known by its unified social credit code (GB 32100); one that has none yet goes by its
name. Whoever rents is a person of the register, and a tenancy is their own: it goes with them when they are erased.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta

from mobile_contract.base import (
    Code,
    Command,
    Count,
    Day,
    Id,
    Instant,
    Line,
    PhoneNumber,
    Point,
    Record,
    Request,
    Text,
    Wire,
)
from mobile_contract.policies import LWW, MACHINE, MAX, REVIEW, SERVER, SET, Maybe
from mobile_contract.residents import Area, IdNumber, Life, PersonView, ResidencyStatus

CreditCode = Annotated[str, Meta(pattern="^[0-9A-Za-z]{18}$(?!\\n)", description="unified social credit code")]
Officers = Annotated[tuple[Line, ...], Meta(max_length=20)]
"""Who answers for safety: each a name, and how they are reached."""


class Premises(StrEnum):
    """What premises are."""

    SITE = "site"
    ORGANISATION = "organisation"
    RENTED_HOUSE = "rented_house"


class RegisterOrganisation(Command, frozen=True, kw_only=True, tag="register_organisation"):
    """An organisation comes into the register. It lies in the grid of its building, else in `grid`, else at its point.

    A second one under the same code is accepted and flagged, never refused.
    """

    name: Line
    credit_code: CreditCode | None = None
    organisation_type: Code = "99"
    industry: Code | None = None
    legal_person: Line = ""
    legal_phone: PhoneNumber | None = None
    safety_officers: Officers = ()
    building: Id | None = None
    grid: Id | None = None
    point: Point | None = None
    address: Line = ""
    under_residential: bool = False


class OrganisationEdits(Request, frozen=True):
    """What an organisation's record may be changed in; each field tells what was seen and what is meant now."""

    name: Maybe[Line] = UNSET
    credit_code: Maybe[CreditCode] = UNSET
    organisation_type: Maybe[Code] = UNSET
    industry: Maybe[Code] = UNSET
    legal_person: Maybe[Line] = UNSET
    legal_phone: Maybe[PhoneNumber] = UNSET
    address: Maybe[Line] = UNSET
    under_residential: Maybe[bool] = UNSET
    note: Maybe[Text] = UNSET


class ChangeOrganisation(Command, frozen=True, kw_only=True, tag="change_organisation"):
    """Change fields of an organisation; safety officers are added and taken away one by one."""

    set: OrganisationEdits = OrganisationEdits()
    add_officers: Officers = ()
    remove_officers: Officers = ()


class RegisterSite(Command, frozen=True, kw_only=True, tag="register_site"):
    """A site comes into the register: a small shop, a workshop, whatever is inspected (九小, 三小场所).

    It lies in the grid of its building, else in `grid`, else at its point. `organisation` is whose it is.
    """

    name: Line
    site_kind: Code
    organisation: Id | None = None
    building: Id | None = None
    grid: Id | None = None
    point: Point | None = None
    address: Line = ""
    fire_class: Code = "general"
    order_class: Code | None = None
    under_residential: bool = False
    area_m2: Area = 0.0
    people: Count = 0
    safety_officer: Line = ""
    safety_phone: PhoneNumber | None = None


class SiteEdits(Request, frozen=True):
    """What a site's record may be changed in."""

    name: Maybe[Line] = UNSET
    site_kind: Maybe[Code] = UNSET
    organisation: Maybe[Id] = UNSET
    address: Maybe[Line] = UNSET
    fire_class: Maybe[Code] = UNSET
    order_class: Maybe[Code] = UNSET
    under_residential: Maybe[bool] = UNSET
    area_m2: Maybe[Area] = UNSET
    people: Maybe[Count] = UNSET
    safety_officer: Maybe[Line] = UNSET
    safety_phone: Maybe[PhoneNumber] = UNSET
    note: Maybe[Text] = UNSET


class ChangeSite(Command, frozen=True, kw_only=True, tag="change_site"):
    """Change fields of a site."""

    set: SiteEdits = SiteEdits()


class MoveSite(Command, frozen=True, kw_only=True, tag="move_site"):
    """A site is elsewhere now: in a building, in a grid, or at a point, as for `RegisterSite`.

    Of two who tell it, whoever observed it last is believed. From grid to grid it takes the right to both.
    """

    building: Id | None = None
    grid: Id | None = None
    point: Point | None = None


class RegisterRentedHouse(Command, frozen=True, kw_only=True, tag="register_rented_house"):
    """A dwelling, or a part of it that `house_no` names, is let. The same one twice is accepted and flagged.

    How the dwelling is used is a fact of the dwelling, and stays what it is.
    """

    dwelling: Id
    house_no: Line = ""
    purpose: Code = "living"
    lease_no: Line = ""
    lessor_type: Code = "person"
    owner_name: Line = ""
    owner_phone: PhoneNumber | None = None
    owner_id_no: IdNumber | None = None
    danger_type: Code | None = None
    danger_level: Code | None = None
    management_class: Code = "green"


class RentedHouseEdits(Request, frozen=True):
    """What a rented house's record may be changed in."""

    house_no: Maybe[Line] = UNSET
    purpose: Maybe[Code] = UNSET
    lease_no: Maybe[Line] = UNSET
    lessor_type: Maybe[Code] = UNSET
    owner_name: Maybe[Line] = UNSET
    owner_phone: Maybe[PhoneNumber] = UNSET
    danger_type: Maybe[Code] = UNSET
    danger_level: Maybe[Code] = UNSET
    management_class: Maybe[Code] = UNSET
    note: Maybe[Text] = UNSET


class ChangeRentedHouse(Command, frozen=True, kw_only=True, tag="change_rented_house"):
    """Change fields of a rented house."""

    set: RentedHouseEdits = RentedHouseEdits()


class AddTenant(Command, frozen=True, kw_only=True, tag="add_tenant"):
    """A person rents in a house: `entity` is the tenancy, `root` and `person` who it is.

    `until_on` is until when it is agreed. `verified`: whoever tells it has seen the person and the papers. A second
    telling of a tenancy that is in force becomes one with it, under either id.
    """

    person: Id
    house: Id
    from_on: Day | None = None
    until_on: Day | None = None
    verified: bool = False


class EndTenant(Command, frozen=True, kw_only=True, tag="end_tenant"):
    """A tenancy is over; `root` is the person."""

    until_on: Day
    reason: Line = ""


class VerifyTenant(Command, frozen=True, kw_only=True, tag="verify_tenant"):
    """Somebody has seen that the person still rents in `house`; `root` is the person.

    `verify_due` is by when to look again; without, the class that the house is managed in tells it.
    """

    house: Id
    verify_due: Day | None = None


class ClosePremises(Command, frozen=True, kw_only=True, tag="close_premises"):
    """Premises are of use no more: shut, moved away, let no longer. Tenancies end with the house."""

    premises: Premises
    reason: Line = ""


class ReopenPremises(Command, frozen=True, kw_only=True, tag="reopen_premises"):
    """Closed premises are of use again. Tenancies that ended stay ended."""

    premises: Premises
    reason: Line = ""


class OrganisationRecord(Record, frozen=True, kw_only=True, tag="organisation"):
    """An organisation as phones of its grid hold it; its place is WGS-84."""

    grid: Annotated[str, SERVER]
    name: Annotated[str, REVIEW]
    credit_code: Annotated[str | None, REVIEW] = None
    organisation_type: Annotated[str, REVIEW] = "99"
    industry: Annotated[str | None, LWW] = None
    legal_person: Annotated[str, REVIEW] = ""
    legal_phone: Annotated[str | None, REVIEW] = None
    safety_officers: Annotated[tuple[str, ...], SET] = ()
    building: Annotated[str | None, SERVER] = None
    lon: Annotated[float | None, SERVER] = None
    lat: Annotated[float | None, SERVER] = None
    address: Annotated[str, LWW] = ""
    under_residential: Annotated[bool, REVIEW] = False
    note: Annotated[str | None, LWW] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE


class SiteRecord(Record, frozen=True, kw_only=True, tag="site"):
    """A site as phones of its grid hold it; its place is WGS-84."""

    grid: Annotated[str, SERVER]
    name: Annotated[str, REVIEW]
    site_kind: Annotated[str, REVIEW]
    organisation: Annotated[str | None, REVIEW] = None
    building: Annotated[str | None, SERVER] = None
    lon: Annotated[float | None, SERVER] = None
    lat: Annotated[float | None, SERVER] = None
    address: Annotated[str, LWW] = ""
    fire_class: Annotated[str, REVIEW] = "general"
    order_class: Annotated[str | None, REVIEW] = None
    under_residential: Annotated[bool, REVIEW] = False
    area_m2: Annotated[float, LWW] = 0.0
    people: Annotated[int, LWW] = 0
    safety_officer: Annotated[str, REVIEW] = ""
    safety_phone: Annotated[str | None, REVIEW] = None
    note: Annotated[str | None, LWW] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE


class RentedHouseRecord(Record, frozen=True, kw_only=True, tag="rented_house"):
    """A rented house as phones of its grid hold it: the owner's identity number masked."""

    dwelling: Annotated[str, SERVER]
    house_no: Annotated[str, REVIEW] = ""
    purpose: Annotated[str, REVIEW] = "living"
    lease_no: Annotated[str, REVIEW] = ""
    lessor_type: Annotated[str, REVIEW] = "person"
    owner_name: Annotated[str, REVIEW] = ""
    owner_phone: Annotated[str | None, REVIEW] = None
    owner_id_masked: Annotated[str | None, SERVER] = None
    danger_type: Annotated[str | None, REVIEW] = None
    danger_level: Annotated[str | None, REVIEW] = None
    management_class: Annotated[str, REVIEW] = "green"
    note: Annotated[str | None, LWW] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE


class TenancyRecord(Record, frozen=True, kw_only=True, tag="tenancy"):
    """Who rents in a house, as phones of the house's grid hold it: of the person no more than the id."""

    person: Annotated[str, SERVER]
    house: Annotated[str, SERVER]
    status: Annotated[ResidencyStatus, MACHINE]
    from_on: Annotated[str | None, SERVER] = None
    until_on: Annotated[str | None, MACHINE] = None
    verified_at: Annotated[Instant | None, MAX] = None
    verified_by: Annotated[str | None, SERVER] = None
    verify_due: Annotated[str | None, SERVER] = None


class PremisesView(Wire, frozen=True):
    """Premises in a list; whoever answers for them is masked.

    `category` is the code of a site's kind, an organisation's type or a house's management class; `tenants` are those
    of a house who rent there now, `overdue` those of them who are to be verified: never seen, due, or to be gone.
    """

    id: str
    of: Premises
    name: str
    category: str
    version: int
    life: Life = Life.ACTIVE
    contact: str = ""
    phone: str | None = None
    building: str | None = None
    dwelling: str | None = None
    organisation: str | None = None
    tenants: int = 0
    overdue: int = 0


class PremisesPage(Wire, frozen=True):
    """`GET /v1/premises`: premises of one grid by id; `next`, if any, is what to ask for `after`."""

    premises: tuple[PremisesView, ...]
    next: str | None = None


class TenantView(Wire, frozen=True):
    """A tenancy, and whoever rents, masked; not told where they are registered outside of the reader's area."""

    tenancy: TenancyRecord
    version: int
    person: PersonView | None = None


class PremisesDetail(Wire, frozen=True):
    """`GET /v1/premises/{id}`: one of the three records, names, phones and numbers in it masked.

    A house has its `tenants`, those of now first; an organisation the `sites` of the reader's area that are its own.
    """

    version: int
    site: SiteRecord | None = None
    organisation: OrganisationRecord | None = None
    rented_house: RentedHouseRecord | None = None
    tenants: tuple[TenantView, ...] = ()
    sites: tuple[PremisesView, ...] = ()


class CodeItem(Wire, frozen=True):
    """A code, what it is called, and what follows from it; `verify_days` is after how long tenants are seen again."""

    code: str
    name: str
    name_en: str
    group: str = ""
    verify_days: int | None = None


class PremisesCodes(Wire, frozen=True):
    """A code table of premises: `GET /v1/premises/codes` gives them all by name."""

    scheme: str
    valid_from: str
    codes: tuple[CodeItem, ...]

"""The register: buildings, dwellings, households, persons and residencies, and the commands that change them."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from mobile_contract.base import Code, Command, Day, Id, Instant, Line, PhoneNumber, Point, Record, Request, Text
from mobile_contract.policies import LWW, MACHINE, MAX, REVIEW, SERVER, SET, Maybe


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class IdType(StrEnum):
    """What kind of number identifies a person."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"


class DwellingUse(StrEnum):
    """How a dwelling is used (domain.md 2.1)."""

    SELF = "self"
    RENTED = "rented"
    VACANT = "vacant"
    BUSINESS = "business"


class ResidencyKind(StrEnum):
    """Registered here, living here without registration, or here for a while."""

    PERMANENT = "permanent"
    FLOATING = "floating"
    TEMPORARY = "temporary"


class Life(StrEnum):
    """Register rows are never deleted by phones. What was merged, or taken back with its import, is on no phone."""

    ACTIVE = "active"
    RETIRED = "retired"
    MERGED = "merged"
    TAKEN_BACK = "taken_back"


class ResidencyStatus(StrEnum):
    """draft 10 -> effective 12 -> ended or void 22 (domain.md 2.1, 3.6)."""

    DRAFT = "10"
    EFFECTIVE = "12"
    ENDED = "ended"
    VOID = "22"


Labels = Annotated[tuple[Code, ...], Meta(max_length=30)]
IdNumber = Annotated[str, Meta(min_length=4, max_length=32, pattern="^[0-9A-Za-z()-]+$(?!\n)")]
Area = Annotated[float, Meta(ge=0, le=1_000_000)]
Floors = Annotated[int, Meta(ge=0, le=300)]
Units = Annotated[int, Meta(ge=0, le=10_000)]
MorePhones = Annotated[tuple[PhoneNumber, ...], Meta(max_length=10)]
Number = IdNumber | UnsetType | None
"""A number that phones hold masked: a change that does not name it leaves it, None takes it away."""


class AddBuilding(Command, frozen=True, kw_only=True, tag="add_building"):
    """Add a building; it belongs to a grid by key, not by cell (domain.md 8.2).

    `nature` and `building_type` are codes; `head` is the person of the register who speaks for it (楼长). Whom its
    property company names to be called is sealed.
    """

    grid: Id
    name: Line
    number: Line = ""
    estate: Line = ""
    floors: Floors = 0
    point: Point | None = None
    nature: Code | None = None
    building_type: Code | None = None
    floors_below: Floors = 0
    units: Units = 0
    planned_households: Units = 0
    area_m2: Area = 0.0
    property_company: Line = ""
    property_contact: Line = ""
    property_phone: PhoneNumber | None = None
    head: Id | None = None
    has_danger: bool = False
    gis_id: Line = ""


class AddDwelling(Command, frozen=True, kw_only=True, tag="add_dwelling"):
    """Add a dwelling to a building."""

    building: Id
    unit: Line = ""
    floor: Annotated[int, Meta(ge=-10, le=300)] = 0
    room: Line
    use: DwellingUse = DwellingUse.SELF
    area_m2: Area = 0.0
    dwelling_type: Code | None = None
    owner_name: Line = ""
    owner_id_no: IdNumber | None = None
    owner_phone: PhoneNumber | None = None


class AddHousehold(Command, frozen=True, kw_only=True, tag="add_household"):
    """Add a household that lives in a dwelling."""

    dwelling: Id
    number: Line = ""
    head: Id | None = None


class RegisterPerson(Command, frozen=True, kw_only=True, tag="register_person"):
    """Add a person to the register, living in a dwelling: `residency` becomes the id of that first stay.

    A second registration of one identity number is accepted and flagged, never refused (sync.md 12). Where a person is
    registered (户籍地) and where they live when that is elsewhere (现住地) are a division's code and an address. From
    `ethnicity` to `education` are facts that a district collects only if it has said so; else they are refused.
    """

    residency: Id
    dwelling: Id
    household: Id | None = None
    name: Line
    sex: Sex = Sex.UNKNOWN
    birth_on: Day | None = None
    id_type: IdType = IdType.RESIDENT_ID
    id_no: IdNumber | None = None
    phone: PhoneNumber | None = None
    former_name: Line = ""
    registered_division: Code | None = None
    registered_address: Line = ""
    workplace: Line = ""
    care_labels: Labels = ()
    residency_kind: ResidencyKind = ResidencyKind.PERMANENT
    relation: Code = "99"
    hukou_consistent: bool = True
    inflow_reason: Code | None = None
    inflow_on: Day | None = None
    origin: Code | None = None
    cert_until: Day | None = None
    from_on: Day | None = None
    more_phones: MorePhones = ()
    residence_division: Code | None = None
    residence_address: Line = ""
    ethnicity: Code | None = None
    marriage: Code | None = None
    native_place: Code | None = None
    occupation: Code | None = None
    education: Code | None = None
    housing_kind: Code | None = None
    cert_type: Code | None = None
    cert_no: IdNumber | None = None
    cert_on: Day | None = None


class MoveIn(Command, frozen=True, kw_only=True, tag="move_in"):
    """A person of the register moves into a dwelling: the old stay ends, `residency` begins. History goes along."""

    residency: Id
    dwelling: Id
    household: Id | None = None
    residency_kind: ResidencyKind = ResidencyKind.FLOATING
    relation: Code = "99"
    hukou_consistent: bool = False
    inflow_reason: Code | None = None
    inflow_on: Day | None = None
    origin: Code | None = None
    cert_until: Day | None = None
    from_on: Day | None = None
    housing_kind: Code | None = None
    cert_type: Code | None = None
    cert_no: IdNumber | None = None
    cert_on: Day | None = None


class EndResidency(Command, frozen=True, kw_only=True, tag="end_residency"):
    """A person moved out; `entity` is the residency, `root` the person."""

    until_on: Day
    reason: Line = ""


class PersonEdits(Request, frozen=True):
    """What a person's record may be changed in; each field tells what was seen and what is meant now."""

    name: Maybe[Line] = UNSET
    sex: Maybe[Sex] = UNSET
    birth_on: Maybe[Day] = UNSET
    phone: Maybe[PhoneNumber] = UNSET
    former_name: Maybe[Line] = UNSET
    registered_division: Maybe[Code] = UNSET
    registered_address: Maybe[Line] = UNSET
    workplace: Maybe[Line] = UNSET
    more_phones: Maybe[MorePhones] = UNSET
    residence_division: Maybe[Code] = UNSET
    residence_address: Maybe[Line] = UNSET
    ethnicity: Maybe[Code] = UNSET
    marriage: Maybe[Code] = UNSET
    native_place: Maybe[Code] = UNSET
    occupation: Maybe[Code] = UNSET
    education: Maybe[Code] = UNSET
    preferred_contact: Maybe[Line] = UNSET
    note: Maybe[Text] = UNSET


class ChangePerson(Command, frozen=True, kw_only=True, tag="change_person"):
    """Change fields of a person; labels are added and taken away one by one."""

    set: PersonEdits = PersonEdits()
    add_labels: Labels = ()
    remove_labels: Labels = ()


class DwellingEdits(Request, frozen=True):
    """What a dwelling's record may be changed in."""

    unit: Maybe[Line] = UNSET
    room: Maybe[Line] = UNSET
    use: Maybe[DwellingUse] = UNSET
    area_m2: Maybe[Area] = UNSET
    dwelling_type: Maybe[Code] = UNSET
    owner_name: Maybe[Line] = UNSET
    owner_phone: Maybe[PhoneNumber] = UNSET
    note: Maybe[Text] = UNSET


class ChangeDwelling(Command, frozen=True, kw_only=True, tag="change_dwelling"):
    """Change fields of a dwelling, and its owner's number, which phones hold masked: what was observed last stands."""

    set: DwellingEdits = DwellingEdits()
    owner_id_no: Number = UNSET


class HouseholdEdits(Request, frozen=True):
    """What a household's record may be changed in."""

    number: Maybe[Line] = UNSET
    head: Maybe[Id] = UNSET
    note: Maybe[Text] = UNSET


class ChangeHousehold(Command, frozen=True, kw_only=True, tag="change_household"):
    """Change fields of a household."""

    set: HouseholdEdits = HouseholdEdits()


class ResidencyEdits(Request, frozen=True):
    """What a stay's record may be changed in."""

    residency_kind: Maybe[ResidencyKind] = UNSET
    relation: Maybe[Code] = UNSET
    inflow_reason: Maybe[Code] = UNSET
    cert_until: Maybe[Day] = UNSET
    hukou_consistent: Maybe[bool] = UNSET
    housing_kind: Maybe[Code] = UNSET
    cert_type: Maybe[Code] = UNSET
    cert_on: Maybe[Day] = UNSET


class ChangeResidency(Command, frozen=True, kw_only=True, tag="change_residency"):
    """Change fields of a stay, and its certificate's number, which phones hold masked; `root` is the person."""

    set: ResidencyEdits = ResidencyEdits()
    cert_no: Number = UNSET


class BuildingRecord(Record, frozen=True, kw_only=True, tag="building"):
    """A building as phones hold it."""

    grid: Annotated[str, SERVER]
    name: Annotated[str, REVIEW]
    number: Annotated[str, REVIEW] = ""
    estate: Annotated[str, LWW] = ""
    floors: Annotated[int, LWW] = 0
    lon: Annotated[float | None, SERVER] = None
    lat: Annotated[float | None, SERVER] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE
    nature: Annotated[str | None, LWW] = None
    building_type: Annotated[str | None, LWW] = None
    floors_below: Annotated[int, LWW] = 0
    units: Annotated[int, LWW] = 0
    planned_households: Annotated[int, LWW] = 0
    area_m2: Annotated[float, LWW] = 0.0
    property_company: Annotated[str, LWW] = ""
    property_contact: Annotated[str, LWW] = ""
    property_phone: Annotated[str | None, LWW] = None
    head: Annotated[str | None, REVIEW] = None
    has_danger: Annotated[bool, LWW] = False
    gis_id: Annotated[str, REVIEW] = ""
    effective_on: Annotated[str | None, MACHINE] = None
    expired_on: Annotated[str | None, MACHINE] = None


class DwellingRecord(Record, frozen=True, kw_only=True, tag="dwelling"):
    """A dwelling as phones hold it."""

    building: Annotated[str, SERVER]
    unit: Annotated[str, REVIEW] = ""
    floor: Annotated[int, SERVER] = 0
    room: Annotated[str, REVIEW] = ""
    use: Annotated[DwellingUse, REVIEW] = DwellingUse.SELF
    area_m2: Annotated[float, LWW] = 0.0
    note: Annotated[str | None, LWW] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE
    dwelling_type: Annotated[str | None, LWW] = None
    owner_name: Annotated[str, REVIEW] = ""
    owner_phone: Annotated[str | None, REVIEW] = None
    owner_id_masked: Annotated[str | None, SERVER] = None
    effective_on: Annotated[str | None, MACHINE] = None
    expired_on: Annotated[str | None, MACHINE] = None


class HouseholdRecord(Record, frozen=True, kw_only=True, tag="household"):
    """A household as phones hold it."""

    dwelling: Annotated[str, SERVER]
    number: Annotated[str, REVIEW] = ""
    head: Annotated[str | None, REVIEW] = None
    note: Annotated[str | None, LWW] = None
    last_visited_at: Annotated[Instant | None, MAX] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE
    effective_on: Annotated[str | None, MACHINE] = None
    expired_on: Annotated[str | None, MACHINE] = None


class PersonRecord(Record, frozen=True, kw_only=True, tag="person"):
    """A person as phones hold it: the identity number masked, sealed and gated facts not there at all."""

    dwelling: Annotated[str | None, SERVER]
    name: Annotated[str, REVIEW]
    sex: Annotated[Sex, REVIEW] = Sex.UNKNOWN
    birth_on: Annotated[str | None, REVIEW] = None
    id_type: Annotated[IdType, SERVER] = IdType.RESIDENT_ID
    id_masked: Annotated[str | None, SERVER] = None
    phone: Annotated[str | None, REVIEW] = None
    former_name: Annotated[str, LWW] = ""
    registered_division: Annotated[str | None, LWW] = None
    registered_address: Annotated[str, LWW] = ""
    workplace: Annotated[str, LWW] = ""
    preferred_contact: Annotated[str | None, LWW] = None
    note: Annotated[str | None, LWW] = None
    life: Annotated[Life, MACHINE] = Life.ACTIVE
    more_phones: Annotated[tuple[str, ...], SET] = ()
    residence_division: Annotated[str | None, LWW] = None
    residence_address: Annotated[str, LWW] = ""
    ethnicity: Annotated[str | None, LWW] = None
    marriage: Annotated[str | None, LWW] = None
    native_place: Annotated[str | None, LWW] = None
    occupation: Annotated[str | None, LWW] = None
    education: Annotated[str | None, LWW] = None
    effective_on: Annotated[str | None, MACHINE] = None
    expired_on: Annotated[str | None, MACHINE] = None


class CareRecord(Record, frozen=True, kw_only=True, tag="care"):
    """What is sensitive of a person (health, need, age alone), under the person's id and version; in no grid's scope.

    Whoever has no labels has no such record.
    """

    care_labels: Annotated[tuple[str, ...], SET] = ()


class ResidencyRecord(Record, frozen=True, kw_only=True, tag="residency"):
    """A stay as phones hold it."""

    person: Annotated[str, SERVER]
    dwelling: Annotated[str, SERVER]
    household: Annotated[str | None, SERVER]
    residency_kind: Annotated[ResidencyKind, REVIEW]
    status: Annotated[ResidencyStatus, MACHINE]
    relation: Annotated[str, REVIEW] = "99"
    hukou_consistent: Annotated[bool, REVIEW] = True
    inflow_reason: Annotated[str | None, LWW] = None
    inflow_on: Annotated[str | None, SERVER] = None
    origin: Annotated[str | None, SERVER] = None
    cert_until: Annotated[str | None, REVIEW] = None
    from_on: Annotated[str | None, SERVER] = None
    until_on: Annotated[str | None, MACHINE] = None
    housing_kind: Annotated[str | None, LWW] = None
    cert_type: Annotated[str | None, LWW] = None
    cert_masked: Annotated[str | None, SERVER] = None
    cert_on: Annotated[str | None, LWW] = None
    verified_at: Annotated[Instant | None, MACHINE] = None
    verified_by: Annotated[str | None, MACHINE] = None
    verify_due: Annotated[str | None, MACHINE] = None

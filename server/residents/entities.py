"""The register's rows as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.codes import CodeShape
from mobile_contract.pairs import PairState
from mobile_contract.residents import (
    DwellingUse,
    IdType,
    Life,
    PersonEdits,
    ResidencyKind,
    ResidencyStatus,
    Sex,
)
from server.core.entities import Entity
from sync.identifiers import masked_id


class Building(Entity, frozen=True, kw_only=True):
    """A building; `grid` is given, never computed (domain.md 8.2). Its point is WGS-84.

    `leaving` is the grid that some of its dwellings have still to leave while a split or a merge moves them.
    """

    grid: str
    name: str
    number: str = ""
    estate: str = ""
    floors: int = 0
    lon: float | None = None
    lat: float | None = None
    cell: int | None = None
    life: Life = Life.ACTIVE
    leaving: str | None = None
    nature: str | None = None
    building_type: str | None = None
    floors_below: int = 0
    units: int = 0
    planned_households: int = 0
    area_m2: float = 0.0
    property_company: str = ""
    property_contact: str = ""
    property_phone: str | None = None
    head: str | None = None
    has_danger: bool = False
    gis_id: str = ""
    effective_on: str | None = None
    expired_on: str | None = None


class Dwelling(Entity, frozen=True, kw_only=True):
    """A dwelling; it carries its building's grid and point. Its owner need not be of the register."""

    building: str
    grid: str
    lon: float | None = None
    lat: float | None = None
    unit: str = ""
    floor: int = 0
    room: str = ""
    use: DwellingUse = DwellingUse.SELF
    area_m2: float = 0.0
    note: str | None = None
    life: Life = Life.ACTIVE
    dwelling_type: str | None = None
    owner_name: str = ""
    owner_id_no: str | None = None
    owner_phone: str | None = None
    effective_on: str | None = None
    expired_on: str | None = None

    @property
    def owner_id_masked(self) -> str | None:
        """What phones hold of the owner's number."""
        return masked_id(self.owner_id_no)


class Household(Entity, frozen=True, kw_only=True):
    """A household; it carries its dwelling's grid and point: a visit asks how near it was (domain.md 7)."""

    dwelling: str
    grid: str
    lon: float | None = None
    lat: float | None = None
    number: str = ""
    head: str | None = None
    note: str | None = None
    last_visited_at: datetime | None = None
    life: Life = Life.ACTIVE
    effective_on: str | None = None
    expired_on: str | None = None


class Person(Entity, frozen=True, kw_only=True):
    """A person, apart from where they live; `dwelling` and `grid` are those of the present stay.

    `id_no` is sensitive (P3) and sealed apart; the other facts about the person are personal (P2). Whoever was merged
    into another keeps what they have, on no phone: `merged_into` is who they are now.
    """

    dwelling: str | None
    grid: str | None
    name: str
    sex: Sex = Sex.UNKNOWN
    birth_on: str | None = None
    id_type: IdType = IdType.RESIDENT_ID
    id_no: str | None = None
    phone: str | None = None
    former_name: str = ""
    registered_division: str | None = None
    registered_address: str = ""
    workplace: str = ""
    preferred_contact: str | None = None
    note: str | None = None
    care_labels: tuple[str, ...] = ()
    life: Life = Life.ACTIVE
    merged_into: str | None = None
    more_phones: tuple[str, ...] = ()
    residence_division: str | None = None
    residence_address: str = ""
    ethnicity: str | None = None
    marriage: str | None = None
    native_place: str | None = None
    occupation: str | None = None
    education: str | None = None
    effective_on: str | None = None
    expired_on: str | None = None

    @property
    def id_masked(self) -> str | None:
        """What phones hold of the identity number."""
        return masked_id(self.id_no)


class Residency(Entity, frozen=True, kw_only=True):
    """A stay of a person in a dwelling. It carries the person's present grid, so that history moves along.

    `left_by` is the merge in which it stayed behind with the loser: nobody sees it until that is undone.
    """

    person: str
    dwelling: str
    household: str | None
    grid: str | None
    residency_kind: ResidencyKind
    status: ResidencyStatus = ResidencyStatus.EFFECTIVE
    relation: str = "99"
    hukou_consistent: bool = True
    inflow_reason: str | None = None
    inflow_on: str | None = None
    origin: str | None = None
    cert_until: str | None = None
    from_on: str | None = None
    until_on: str | None = None
    left_by: str | None = None
    housing_kind: str | None = None
    cert_type: str | None = None
    cert_no: str | None = None
    cert_on: str | None = None
    verified_at: datetime | None = None
    verified_by: str | None = None
    verify_due: str | None = None

    @property
    def cert_masked(self) -> str | None:
        """What phones hold of the certificate's number."""
        return masked_id(self.cert_no)


class Merge(Entity, frozen=True, kw_only=True):
    """Two persons who were found to be one: what it takes to make them two again.

    `undo` are the fields that the winner got, each from what it has since to what it had before; `labels` those that it
    did not have; `had_id` its own identity number, where it took the loser's. `moved` are the loser's stays that went
    along, `merged_ms` the observed time.
    """

    winner: str
    loser: str
    moved: tuple[str, ...] = ()
    loser_life: Life = Life.ACTIVE
    merged_ms: int = 0
    undone: bool = False
    undo: PersonEdits = PersonEdits()
    labels: tuple[str, ...] = ()
    had_id: tuple[IdType, str | None] | None = None


class Pair(Entity, frozen=True, kw_only=True):
    """Two persons who might be one, and what a committee said of it; without a word there is no row.

    `one` is the smaller id. It goes when `one` is erased; when the other is, what is left names nobody. Why they said
    so is in the journal alone.
    """

    one: str
    other: str
    state: PairState
    until_on: str | None = None
    decided_by: str
    decided_at: datetime


class RegisterSwitches(Entity, frozen=True, kw_only=True):
    """How the district keeps its register; there is one row, and none where it has laid down nothing."""

    collects: tuple[str, ...] = ()
    reveals_a_day: int


class OwnCodes(Entity, frozen=True, kw_only=True):
    """A district's own table of codes; without any it has gone back to the one of the package."""

    scheme: str
    title: str
    codes: tuple[CodeShape, ...] = ()

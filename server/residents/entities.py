"""The register's rows as the rules see them. Pure."""

from datetime import datetime

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


class Dwelling(Entity, frozen=True, kw_only=True):
    """A dwelling; it carries its building's grid and point."""

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

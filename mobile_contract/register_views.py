"""What an office reads of the register: pages of persons, one with where each fact comes from, one household."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from mobile_contract.base import Instant, Line, Request, Wire
from mobile_contract.residents import (
    BuildingRecord,
    DwellingRecord,
    HouseholdRecord,
    PersonRecord,
    ResidencyKind,
    ResidencyRecord,
    Sex,
)
from mobile_contract.visits import VisitRecord


class PersonView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as an office sees it in a list: name, phone and identity number masked."""

    id: str
    name: str
    sex: Sex
    birth_year: str | None
    phone: str | None
    id_no: str | None
    dwelling: str | None
    version: int


class PersonPage(Wire, frozen=True):
    """`GET /v1/persons`: persons of one grid in the order of their ids; `next`, if any, is what to ask for `after`."""

    persons: tuple[PersonView, ...]
    next: str | None = None


class FieldProvenance(Wire, frozen=True):
    """Where a field's present value comes from: who wrote it, when they saw it, by which command, as which version.

    `age_days` is how many days of the district ago they saw it, whole ones.
    """

    by: str
    by_name: str
    observed_at: Instant
    command: str
    version: int
    age_days: int


class PersonDetail(Wire, frozen=True):
    """`GET /v1/persons/{id}`: one person, the identity number masked.

    `provenance` is by the name of a field of `person`; a field whose history is not known has none.
    """

    person: PersonRecord
    version: int
    provenance: dict[str, FieldProvenance]
    care_labels: tuple[str, ...] = ()
    residencies: tuple[ResidencyRecord, ...] = ()


class HouseholdMember(Wire, frozen=True):
    """Somebody who lives in a household, masked, and what they are to its head (GB/T 4761)."""

    person: PersonView
    residency: str
    residency_kind: ResidencyKind
    relation: str


class HouseholdView(Wire, frozen=True):
    """`GET /v1/households/{id}`: a household where it lives, with its members and its latest visits, newest first."""

    household: HouseholdRecord
    version: int
    building: BuildingRecord
    dwelling: DwellingRecord
    members: tuple[HouseholdMember, ...] = ()
    visits: tuple[VisitRecord, ...] = ()


class RevealField(StrEnum):
    """What is masked or sealed of a person, and may be shown whole for a reason."""

    ID_NO = "id_no"
    PHONE = "phone"
    MORE_PHONES = "more_phones"


class RevealRequest(Request, frozen=True):
    """`POST /v1/persons/{id}/reveal`: one field, for a purpose, and in words for what: both stay in the journal."""

    field: RevealField
    purpose: Annotated[str, Meta(max_length=64)]
    reason: Annotated[Line, Meta(min_length=1)]


class Revealed(Wire, frozen=True):
    """The answer: what the field says (none where nothing is known), and how many more may be shown today."""

    field: RevealField
    values: tuple[str, ...]
    left: int


class SearchHit(Wire, frozen=True):
    """A person who was found, masked; the code of their grid, and what their building is called. `rank` 0 fits best."""

    person: PersonView
    grid: str
    building: str
    rank: int


class SearchPage(Wire, frozen=True):
    """`GET /v1/persons/search`: who was found, the best fit first; `next`, if any, is what to ask for `after`.

    `more` says that so many fit that some were not looked at: ask for more of the name, the number or the home.
    """

    hits: tuple[SearchHit, ...]
    next: str | None = None
    more: bool = False

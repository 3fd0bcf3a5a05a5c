"""What is on the phone, as rows for a person: lists, one record with what belongs to it, ids said short. Reads only."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from mobile_contract import cases, hazards, kinds, media, residents, visits
from mobile_contract.base import Record
from mobile_contract.danger_machine import ENDED
from sync.overlay import Overlay
from sync.photo_rounds import pending_of
from sync.ports import PhoneStore
from sync.showing import view

Row = dict[str, Any]
R = TypeVar("R", bound=Record)

SHORT = 8
"""How many digits from the end name a record in lists; any unambiguous end or beginning is understood."""
LEAST = 4


class NotFound(LookupError):
    """No record on this phone has that name."""


class Ambiguous(LookupError):
    """More than one record has that name; `candidates` are their full ids."""

    def __init__(self, told: str, candidates: list[str]) -> None:
        super().__init__(told)
        self.candidates = candidates


class Catalog:
    """A phone's records as they are shown, with the own unsent work on top."""

    def __init__(self, store: PhoneStore) -> None:
        self.overlay: Overlay = view(store)
        self._store = store

    def resolve(self, told: str, *among: int) -> tuple[int, Record]:
        """The record that a full id, an end or beginning of one, or a case number names. NotFound, Ambiguous."""
        wanted = told.lower().replace("-", "")
        found: dict[str, tuple[int, Record]] = {}
        for kind in among or tuple(kinds.KINDS):
            for record in self.overlay.of_kind(kind):
                if told in {record.id, getattr(record, "case_no", None)}:
                    return kind, record
                digits = record.id.replace("-", "")
                if len(wanted) >= LEAST and (digits.endswith(wanted) or digits.startswith(wanted)):
                    found[record.id] = (kind, record)
        if not found:
            raise NotFound(told)
        if len(found) > 1:
            raise Ambiguous(told, sorted(found))
        return next(iter(found.values()))

    def unsent(self, kind: int, record: Record) -> bool:
        """Whether the record shows own work that the server has not sent back yet."""
        return (kind, record.id) in self.overlay.changed

    def version(self, kind: int, record: Record) -> int:
        """The version that the server last sent; 0 of what only this phone knows."""
        row = self._store.base.find((kind, record.id))
        return 0 if row is None else row.version

    def homes(self) -> list[Row]:
        """Households with their dwelling, and dwellings without a household."""
        stays = self._effective_stays()
        rows: list[Row] = []
        lived_in: set[str] = set()
        for household in self._all(kinds.HOUSEHOLD, residents.HouseholdRecord):
            lived_in.add(household.dwelling)
            people = {stay.person for stay in stays if stay.household == household.id}
            rows.append(
                self._row(
                    kinds.HOUSEHOLD,
                    household,
                    home=self.address(household.dwelling),
                    number=household.number,
                    people=len(people),
                    last_visited_at=household.last_visited_at,
                )
            )
        for dwelling in self._all(kinds.DWELLING, residents.DwellingRecord):
            if dwelling.id not in lived_in:
                people = {stay.person for stay in stays if stay.dwelling == dwelling.id}
                address = self.address(dwelling.id)
                rows.append(self._row(kinds.DWELLING, dwelling, home=address, number="", people=len(people)))
        return sorted(rows, key=lambda row: (row["home"], row["id"]))

    def people(self) -> list[Row]:
        """Persons with where they live."""
        cares = {care.id: care.care_labels for care in self._all(kinds.CARE, residents.CareRecord)}
        rows = [
            self._row(
                kinds.PERSON,
                person,
                name=person.name,
                sex=person.sex.name.lower(),
                birth_on=person.birth_on,
                phone=person.phone,
                home=self.address(person.dwelling),
                labels=" ".join(cares.get(person.id, ())),
            )
            for person in self._all(kinds.PERSON, residents.PersonRecord)
        ]
        return sorted(rows, key=lambda row: (row["name"], row["id"]))

    def cases(self) -> list[Row]:
        """Cases, the next due first."""
        rows = [
            self._row(
                kinds.CASE,
                case,
                case_no=case.case_no,
                state=case.state.value,
                title=case.title,
                due_at=case.due_at,
                urgent=case.urgent,
                address=case.address,
            )
            for case in self._all(kinds.CASE, cases.CaseRecord)
        ]
        return sorted(rows, key=lambda row: (row["due_at"] is None, str(row["due_at"]), row["id"]))

    def visits(self) -> list[Row]:
        """Visits, the latest first."""
        rows = [
            self._row(
                kinds.VISIT,
                visit,
                visited_at=visit.visited_at,
                home=self._home_of(visit.household),
                channel=visit.channel.value,
                outcome=visit.outcome.value,
                note=visit.note,
            )
            for visit in self._all(kinds.VISIT, visits.VisitRecord)
        ]
        return sorted(rows, key=lambda row: row["visited_at"], reverse=True)

    def dangers(self) -> list[Row]:
        """Dangers that have not ended, the next deadline first."""
        rows = [
            self._row(
                kinds.DANGER,
                danger,
                state=danger.state.value,
                due_on=danger.due_on,
                level=danger.level,
                text=danger.text,
                place=self.place(danger.subject_kind, danger.subject),
                note=danger.note,
            )
            for danger in self._all(kinds.DANGER, hazards.DangerRecord)
            if danger.state not in ENDED
        ]
        return sorted(rows, key=lambda row: (row["due_on"] is None, str(row["due_on"]), row["id"]))

    def templates(self, at: datetime) -> list[hazards.CheckTemplateRecord]:
        """The check lists that are in force by the phone's clock, by site type."""
        found = self._all(kinds.CHECK_TEMPLATE, hazards.CheckTemplateRecord)
        now = (one for one in found if one.valid_from <= at and (one.valid_until is None or at < one.valid_until))
        return sorted(now, key=lambda one: (one.site_type, one.scheme, one.id))

    def place(self, kind: hazards.HazardSubject, subject: str) -> str:
        """What is inspected, in one line."""
        if kind is hazards.HazardSubject.DWELLING:
            return self.address(subject)
        found = self.overlay.find(kinds.NUMBERS[kind.value], subject)
        if kind is hazards.HazardSubject.RENTED_HOUSE:
            return " ".join(
                filter(None, (self.address(getattr(found, "dwelling", None)), getattr(found, "house_no", "")))
            )
        return str(getattr(found, "name", ""))

    def card(self, kind: int, record: Record) -> Row:
        """One record with all its fields, and what belongs to it."""
        related: dict[str, list[Row]] = {}
        for name, child_kind, belongs in _CHILDREN.get(kind, ()):
            children = [child for child in self.overlay.of_kind(child_kind) if belongs(child) == record.id]
            related[name] = [self._row(child_kind, child, **_fields(child)) for child in children]
        row = self._row(kind, record, version=self.version(kind, record), **_fields(record))
        photos = [one for one in self._all(kinds.PHOTO, media.PhotoRecord) if one.subject == record.id]
        return row | {"related": related, "photos": pending_of(photos)._asdict() if photos else None}

    def address(self, dwelling: str | None) -> str:
        """A dwelling's address in one line."""
        found = None if dwelling is None else self.overlay.find(kinds.DWELLING, dwelling)
        if not isinstance(found, residents.DwellingRecord):
            return ""
        building = self.overlay.find(kinds.BUILDING, found.building)
        house = building.name if isinstance(building, residents.BuildingRecord) else ""
        return " ".join(part for part in (house, found.unit, found.room) if part)

    def _home_of(self, household: str) -> str:
        found = self.overlay.find(kinds.HOUSEHOLD, household)
        return self.address(found.dwelling) if isinstance(found, residents.HouseholdRecord) else ""

    def _effective_stays(self) -> list[residents.ResidencyRecord]:
        stays = self._all(kinds.RESIDENCY, residents.ResidencyRecord)
        return [stay for stay in stays if stay.status is residents.ResidencyStatus.EFFECTIVE]

    def _all(self, kind: int, shape: type[R]) -> list[R]:
        return [record for record in self.overlay.of_kind(kind) if isinstance(record, shape)]

    def _row(self, kind: int, record: Record, **facts: object) -> Row:
        named = {"id": record.id, "short": record.id[-SHORT:], "kind": kinds.NAMES[kind]}
        return {**named, **facts, "unsent": self.unsent(kind, record)}


def search(rows: Iterable[Row], words: str) -> list[Row]:
    """The rows in which every word occurs somewhere, whatever its case."""
    wanted = words.lower().split()
    return [row for row in rows if all(word in _text_of(row) for word in wanted)]


def _text_of(row: Row) -> str:
    return " ".join(str(value).lower() for value in row.values() if value is not None)


def _fields(record: Record) -> Row:
    told = msgspec.structs.asdict(record)
    told.pop("id")
    if "kind" in told:
        told["class_kind"] = told.pop("kind")
    return told


def _named(field: str) -> Callable[[Record], object]:
    return lambda record: getattr(record, field, None)


_CHILDREN: dict[int, tuple[tuple[str, int, Callable[[Record], object]], ...]] = {
    kinds.BUILDING: (
        ("dwellings", kinds.DWELLING, _named("building")),
        ("sites", kinds.SITE, _named("building")),
        ("organisations", kinds.ORGANISATION, _named("building")),
    ),
    kinds.DWELLING: (
        ("households", kinds.HOUSEHOLD, _named("dwelling")),
        ("people", kinds.PERSON, _named("dwelling")),
        ("inspections", kinds.INSPECTION, _named("subject")),
        ("dangers", kinds.DANGER, _named("subject")),
        ("rented_houses", kinds.RENTED_HOUSE, _named("dwelling")),
    ),
    kinds.HOUSEHOLD: (
        ("stays", kinds.RESIDENCY, _named("household")),
        ("visits", kinds.VISIT, _named("household")),
    ),
    kinds.PERSON: (
        ("stays", kinds.RESIDENCY, _named("person")),
        ("tenancies", kinds.TENANCY, _named("person")),
        ("service_tags", kinds.SERVICE_TAG, _named("person")),
        ("helps", kinds.HELP, _named("person")),
    ),
    kinds.ORGANISATION: (("sites", kinds.SITE, _named("organisation")),),
    kinds.RENTED_HOUSE: (
        ("tenancies", kinds.TENANCY, _named("house")),
        ("inspections", kinds.INSPECTION, _named("subject")),
        ("dangers", kinds.DANGER, _named("subject")),
    ),
    kinds.SITE: (("inspections", kinds.INSPECTION, _named("subject")), ("dangers", kinds.DANGER, _named("subject"))),
    kinds.INSPECTION: (("dangers", kinds.DANGER, _named("inspection")), ("photos", kinds.PHOTO, _named("subject"))),
    kinds.DANGER: (("photos", kinds.PHOTO, _named("subject")),),
    kinds.VISIT: (("photos", kinds.PHOTO, _named("subject")),),
    kinds.CASE: (("events", kinds.CASE_EVENT, _named("case")), ("photos", kinds.PHOTO, _named("subject"))),
}

"""What a phone shows: base rows with the own commands on top that have not come back yet. Pure; judges nothing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from mobile_contract import (
    buildings,
    care,
    case_steps,
    cases,
    hazards,
    inbox,
    kinds,
    media,
    merges,
    premises,
    residents,
    visits,
)
from mobile_contract.base import Clock, Command, Datum, Point, Record
from sync import premises as shown_premises
from sync.inbox import show_settled
from sync.inspecting import show_inspection, show_step
from sync.judge import edits_of, merge_set

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: frozenset[str] = frozenset()

Key = tuple[int, str]


class Own(NamedTuple):
    """An own command to replay; `skip` are fields of it that the server has judged and not applied."""

    command: Command
    skip: frozenset[str] = _NOTHING


class Source(Protocol):
    """Where base records come from."""

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        """The record as the server sent it, decoded; None also for a shape that this build cannot read."""
        ...

    def of_kind(self, kind: int) -> Iterable[Record]:
        """All records of a kind."""
        ...


class Overlay:
    """The records that own commands change or make, by (kind, id): all that is shown otherwise is base."""

    def __init__(self, source: Source, author: str = "") -> None:
        self.changed: dict[Key, Record] = {}
        self.author = author
        self._source = source

    def replay(self, own: Iterable[Own]) -> "Overlay":
        """Put commands on top in their order (law 4 of sync.md 16). One that has no effect to show is skipped."""
        for entry in own:
            shows = _SHOWS.get(type(entry.command))
            if shows is not None:
                shows(self, entry.command, entry.skip)
            elif isinstance(entry.command, cases.CaseCommand):
                _move_case(self, entry.command)
            elif isinstance(entry.command, hazards.DangerCommand):
                show_step(self, entry.command, _instant(entry.command.made))
        return self

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        """A record as it is shown."""
        return self.changed.get((kind, id)) or self._source.find(kind, id)

    def of_kind(self, kind: int) -> list[Record]:
        """All records of a kind as they are shown, by id."""
        shown = {record.id: record for record in self._source.of_kind(kind)}
        shown |= {row_id: record for (row_kind, row_id), record in self.changed.items() if row_kind == kind}
        return [shown[row_id] for row_id in sorted(shown)]

    def show(self, record: Record) -> None:
        """Show this in place of the base."""
        self.changed[kinds.NUMBERS[str(type(record).__struct_config__.tag)], record.id] = record


def _add_building(view: Overlay, command: residents.AddBuilding, _: frozenset[str]) -> None:
    lon, lat = _place(command.point)
    view.show(
        residents.BuildingRecord(id=command.entity, lon=lon, lat=lat, **_alike(residents.BuildingRecord, command))
    )


def _add_dwelling(view: Overlay, command: residents.AddDwelling, _: frozenset[str]) -> None:
    view.show(residents.DwellingRecord(id=command.entity, **_alike(residents.DwellingRecord, command)))


def _add_household(view: Overlay, command: residents.AddHousehold, _: frozenset[str]) -> None:
    view.show(
        residents.HouseholdRecord(
            id=command.entity, dwelling=command.dwelling, number=command.number, head=command.head
        )
    )


def _register(view: Overlay, command: residents.RegisterPerson, _: frozenset[str]) -> None:
    view.show(residents.PersonRecord(id=command.entity, **_alike(residents.PersonRecord, command)))
    if command.care_labels:
        view.show(residents.CareRecord(id=command.entity, care_labels=merge_set((), command.care_labels, ())))
    _begin_stay(view, command)


def _move_in(view: Overlay, command: residents.MoveIn, _: frozenset[str]) -> None:
    for stay in view.of_kind(kinds.RESIDENCY):
        if isinstance(stay, residents.ResidencyRecord) and stay.person == command.entity and stay.until_on is None:
            view.show(replace(stay, status=residents.ResidencyStatus.ENDED, until_on=command.from_on))
    person = view.find(kinds.PERSON, command.entity)
    if person is not None:
        view.show(replace(person, dwelling=command.dwelling))
    _begin_stay(view, command)


def _begin_stay(view: Overlay, command: residents.RegisterPerson | residents.MoveIn) -> None:
    view.show(
        residents.ResidencyRecord(
            id=command.residency,
            person=command.entity,
            status=residents.ResidencyStatus.EFFECTIVE,
            **_alike(residents.ResidencyRecord, command),
        )
    )


def _end_stay(view: Overlay, command: residents.EndResidency, _: frozenset[str]) -> None:
    stay = view.find(kinds.RESIDENCY, command.entity)
    if stay is not None:
        view.show(replace(stay, status=residents.ResidencyStatus.ENDED, until_on=command.until_on))


def _change(kind: int) -> Callable[[Overlay, Any, frozenset[str]], None]:
    def change(view: Overlay, command: Any, skip: frozenset[str]) -> None:
        record = view.find(kind, command.entity)
        if record is None:
            return
        values = {name: new for name, (_, new) in edits_of(command.set).items() if name not in skip}
        if isinstance(command, residents.ChangePerson) and (command.add_labels or command.remove_labels):
            _label(view, command)
        empties = _empties(type(record))
        values = {name: empties[name] if new is None else new for name, new in values.items() if name in empties}
        view.show(replace(record, **values))

    return change


def _label(view: Overlay, command: residents.ChangePerson) -> None:
    care = view.find(kinds.CARE, command.entity)
    labels = care.care_labels if isinstance(care, residents.CareRecord) else ()
    labels = merge_set(labels, command.add_labels, command.remove_labels)
    view.show(residents.CareRecord(id=command.entity, care_labels=labels))


def _live(life: residents.Life) -> Callable[[Overlay, Any, frozenset[str]], None]:
    def live(view: Overlay, command: merges.RetireRecord | merges.RestoreRecord, _: frozenset[str]) -> None:
        record = view.find(kinds.NUMBERS[command.register.value], command.entity)
        if record is not None:
            view.show(replace(record, life=life))

    return live


def _settle(view: Overlay, command: inbox.SettleConflict, _: frozenset[str]) -> None:
    show_settled(view, command, _instant(command.made))


def _visit(view: Overlay, command: visits.RecordVisit, _: frozenset[str]) -> None:
    visited_at = _instant(command.made)
    view.show(
        visits.VisitRecord(
            id=command.entity,
            household=command.household,
            worker=view.author,
            channel=command.channel,
            outcome=command.outcome,
            visited_at=visited_at,
            persons=command.persons,
            minutes=command.minutes,
            needs_told=command.needs_told,
            note=command.note,
        )
    )
    household = view.find(kinds.HOUSEHOLD, command.household)
    if isinstance(household, residents.HouseholdRecord):
        last = household.last_visited_at
        view.show(replace(household, last_visited_at=visited_at if last is None else max(last, visited_at)))


def _report(view: Overlay, command: cases.ReportMatter, _: frozenset[str]) -> None:
    lon, lat = _place(command.point)
    view.show(
        cases.CaseRecord(
            id=command.entity,
            state=cases.CaseState.REPORTED,
            title=command.title,
            reported_at=_instant(command.made),
            description=command.description,
            class_code=command.class_code,
            address=command.address,
            lon=lon,
            lat=lat,
            grid=command.claimed_grid,
            urgent=command.urgent,
            source=command.source,
        )
    )


def _move_case(view: Overlay, command: cases.CaseCommand) -> None:
    case = view.find(kinds.CASE, command.entity)
    if not isinstance(case, cases.CaseRecord):
        return
    after = _state_after(command, case.state)
    values: dict[str, Any] = {"state": after}
    if isinstance(command, cases.FileCase):
        values["class_code"] = command.class_code
    elif isinstance(command, cases.DispatchCase):
        values["department"] = command.department
    elif isinstance(command, cases.AssignCase):
        values["handler"] = command.handler
    elif isinstance(command, cases.SendCheck):
        values["checker"] = command.checker
    elif isinstance(command, cases.CloseCase):
        values["closed_at"] = _instant(command.made)
    view.show(replace(case, **values))
    view.show(
        cases.CaseEventRecord(
            id=command.id,
            case=command.entity,
            command=str(type(command).__struct_config__.tag),
            from_state=case.state,
            to_state=after,
            actor=view.author,
            at=_instant(command.made),
            opinion=command.opinion,
        )
    )


def _state_after(command: cases.CaseCommand, now: cases.CaseState) -> cases.CaseState:
    if isinstance(command, cases.SubmitCheck):
        passed = command.result is cases.CheckResult.PASSED
        return cases.CaseState.PENDING_CLOSE if passed else cases.CaseState.PENDING_CHECK
    return _AFTER.get(type(command), now)


def _inspection(view: Overlay, command: hazards.RecordInspection, _: frozenset[str]) -> None:
    show_inspection(view, command, _instant(command.made))


def _photo(view: Overlay, command: media.AttachPhoto, _: frozenset[str]) -> None:
    view.show(
        media.PhotoRecord(
            id=command.entity,
            subject_kind=command.subject_kind,
            subject=command.subject,
            phase=command.phase,
            sha256=command.sha256,
            size_bytes=command.size_bytes,
            media_type=command.media_type,
            caption=command.caption,
        )
    )


def _hidden(view: Overlay, command: media.HideInPhoto, _: frozenset[str]) -> None:
    photo = view.find(kinds.PHOTO, command.entity)
    if isinstance(photo, media.PhotoRecord):
        kept = tuple(area for area in photo.hidden if area not in command.show or area in command.hide)
        added = tuple(area for area in dict.fromkeys(command.hide) if area not in kept)
        view.show(replace(photo, hidden=kept + added))


def _instant(made: Clock) -> datetime:
    """The phone's own clock, within the years that a date can have: a hint until the server's time is back."""
    try:
        return _EPOCH + timedelta(milliseconds=made.wall)
    except OverflowError:
        return _EPOCH


def _place(point: Point | None) -> tuple[float | None, float | None]:
    """Longitude and latitude where the datum is the records' own; elsewhere the server converts."""
    if point is None or point.datum is not Datum.WGS84:
        return None, None
    return point.lon, point.lat


@cache
def _shared(record: type[Struct], command: type[Struct]) -> tuple[str, ...]:
    told = set(command.__struct_fields__) - {"id"}
    return tuple(name for name in record.__struct_fields__ if name in told)


def _alike(record: type[Struct], command: Command) -> dict[str, Any]:
    """What a record has straight from the command that makes it: fields of one name; sets are sorted."""
    told = {name: getattr(command, name) for name in _shared(record, type(command))}
    return {name: _in_order(value) for name, value in told.items()}


def _in_order(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    members = cast("tuple[str, ...]", value)
    return merge_set((), members, ())


@cache
def _empties(record: type[Struct]) -> Mapping[str, Any]:
    """What "empty" is in each field: its default, or the empty text where a value must be."""
    return {field.name: "" if field.default is NODEFAULT else field.default for field in fields(record)}


def _change_organisation(view: Overlay, command: premises.ChangeOrganisation, skip: frozenset[str]) -> None:
    _change(kinds.ORGANISATION)(view, command, skip)
    shown_premises.show_officers(view, command)


_AFTER: dict[type[cases.CaseCommand], cases.CaseState] = {
    cases.AcceptCase: cases.CaseState.PENDING_FILING,
    cases.RefuseCase: cases.CaseState.REFUSED,
    cases.FileCase: cases.CaseState.PENDING_DISPATCH,
    cases.NotFileCase: cases.CaseState.NOT_FILED,
    cases.DispatchCase: cases.CaseState.PENDING_HANDLE,
    cases.AssignCase: cases.CaseState.HANDLING,
    cases.FinishHandling: cases.CaseState.PENDING_CONFIRM,
    cases.ConfirmHandling: cases.CaseState.PENDING_CHECK,
    cases.ReworkHandling: cases.CaseState.HANDLING,
    cases.SendCheck: cases.CaseState.CHECKING,
    cases.CloseCase: cases.CaseState.CLOSED,
    case_steps.SelfHandle: cases.CaseState.SELF_AUDIT,
    case_steps.SubmitVerify: cases.CaseState.REPORTED,
    case_steps.ReturnToDepartment: cases.CaseState.PENDING_HANDLE,
}
"""Where the author means to bring a case (domain.md 3.2). What became of it only the receipt says."""

_SHOWS: dict[type[Command], Callable[[Overlay, Any, frozenset[str]], None]] = {
    residents.AddBuilding: _add_building,
    residents.AddDwelling: _add_dwelling,
    residents.AddHousehold: _add_household,
    residents.RegisterPerson: _register,
    residents.MoveIn: _move_in,
    residents.EndResidency: _end_stay,
    buildings.ChangeBuilding: _change(kinds.BUILDING),
    residents.ChangePerson: _change(kinds.PERSON),
    residents.ChangeDwelling: _change(kinds.DWELLING),
    residents.ChangeHousehold: _change(kinds.HOUSEHOLD),
    residents.ChangeResidency: _change(kinds.RESIDENCY),
    merges.RetireRecord: _live(residents.Life.RETIRED),
    merges.RestoreRecord: _live(residents.Life.ACTIVE),
    visits.RecordVisit: _visit,
    cases.ReportMatter: _report,
    media.AttachPhoto: _photo,
    media.HideInPhoto: _hidden,
    hazards.RecordInspection: _inspection,
    inbox.SettleConflict: _settle,
    premises.ChangeSite: _change(kinds.SITE),
    premises.ChangeOrganisation: _change_organisation,
    premises.ChangeRentedHouse: _change(kinds.RENTED_HOUSE),
    care.ChangeServiceTag: _change(kinds.SERVICE_TAG),
    care.ChangeHelp: _change(kinds.HELP),
    **shown_premises.SHOWS,
}

"""What a person typed, as commands: visits, edits, reports and steps of a case. Stores and sends nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from mobile_contract import buildings, care, cases, kinds, media, premises, residents, visits
from mobile_contract.base import CONTRACT, Clock, Command, Record
from mobile_contract.commands import AnyCommand
from ops.phone.catalog import Catalog
from ops.phone.device import new_id
from ops.phone.photos import take_in
from sync.ports import PhotoFile

C = TypeVar("C", bound=Command)


class WrongInput(ValueError):
    """What was typed is no command of the contract; the text says what is wrong, and with which value."""


class Written(NamedTuple):
    """Drafts that belong together, in their order, and the photos that go with them."""

    drafts: list[Command]
    photos: list[PhotoFile]


STEPS: dict[str, type[cases.CaseCommand]] = {
    str(step.__struct_config__.tag): step for step in AnyCommand.__args__ if issubclass(step, cases.CaseCommand)
}
"""What may be done with a case, by name."""

_CHANGES: dict[int, type[Command]] = {
    kinds.BUILDING: buildings.ChangeBuilding,
    kinds.PERSON: residents.ChangePerson,
    kinds.DWELLING: residents.ChangeDwelling,
    kinds.HOUSEHOLD: residents.ChangeHousehold,
    kinds.RESIDENCY: residents.ChangeResidency,
    kinds.SITE: premises.ChangeSite,
    kinds.ORGANISATION: premises.ChangeOrganisation,
    kinds.RENTED_HOUSE: premises.ChangeRentedHouse,
    kinds.SERVICE_TAG: care.ChangeServiceTag,
    kinds.HELP: care.ChangeHelp,
}
_EDITS: dict[int, type[msgspec.Struct]] = {
    kinds.BUILDING: buildings.BuildingEdits,
    kinds.PERSON: residents.PersonEdits,
    kinds.DWELLING: residents.DwellingEdits,
    kinds.HOUSEHOLD: residents.HouseholdEdits,
    kinds.RESIDENCY: residents.ResidencyEdits,
    kinds.SITE: premises.SiteEdits,
    kinds.ORGANISATION: premises.OrganisationEdits,
    kinds.RENTED_HOUSE: premises.RentedHouseEdits,
    kinds.SERVICE_TAG: care.ServiceTagEdits,
    kinds.HELP: care.HelpEdits,
}
CHANGEABLE = tuple(_CHANGES)
_OF_A_PERSON = frozenset({kinds.RESIDENCY, kinds.SERVICE_TAG, kinds.HELP})
"""Kinds whose records are said of their person."""
_PHASES = {
    "finish_handling": media.PhotoPhase.HANDLE,
    "self_handle": media.PhotoPhase.HANDLE,
    "submit_check": media.PhotoPhase.CHECK,
}


def visit(household: str, facts: Mapping[str, Any], now: Clock) -> Written:
    """A visit to a household, by its id."""
    told = {"household": household, **facts}
    return Written([drafted(visits.RecordVisit, now, root=household, **told)], [])


def change(
    catalog: Catalog,
    kind: int,
    record: Record,
    fields: Mapping[str, str],
    labels: Mapping[str, Sequence[str]],
    now: Clock,
) -> Written:
    """A change of fields: `was` is what is shown, own unsent edits included (law 8). An empty value empties a field."""
    known = _EDITS[kind].__struct_fields__
    wrong = sorted(set(fields) - set(known))
    if wrong:
        raise WrongInput(f"{kinds.NAMES[kind]} has no field {wrong[0]} to edit; it has {', '.join(known)}")
    if labels and kind != kinds.PERSON:
        raise WrongInput(f"{kinds.NAMES[kind]} has no labels")
    edits = {name: (_empty(getattr(record, name)), _empty(value)) for name, value in fields.items()}
    root = str(getattr(record, "person", record.id)) if kind in _OF_A_PERSON else record.id
    base = catalog.version(kind, record)
    draft = drafted(_CHANGES[kind], now, entity=record.id, root=root, base=base, set=edits, **labels)
    return Written([draft], [])


def report(facts: Mapping[str, Any], photos: Sequence[Path], folder: Path, now: Clock) -> Written:
    """A report of a matter with its photos: the case first, then what names the photos."""
    case = drafted(cases.ReportMatter, now, photos=len(photos), **facts)
    pictures = taken(case.entity, media.PhotoPhase.REPORT, photos, folder, now)
    return Written([case, *pictures.drafts], pictures.photos)


def step(  # what is done, with which facts and photos
    catalog: Catalog,
    case: cases.CaseRecord,
    name: str,
    facts: Mapping[str, Any],
    photos: Sequence[Path],
    folder: Path,
    now: Clock,
) -> Written:
    """A step of a case: its photos go first, for a step may ask for them."""
    pictures = taken(case.id, _PHASES.get(name, media.PhotoPhase.VERIFY), photos, folder, now)
    draft = drafted(
        STEPS[name],
        now,
        entity=case.id,
        root=case.id,
        base=catalog.version(kinds.CASE, case),
        saw=case.state,
        generation=case.generation,
        **facts,
    )
    return Written([*pictures.drafts, draft], pictures.photos)


def place(lon: float | None, lat: float | None, datum: str, accuracy_m: float) -> dict[str, Any]:
    """A point as facts of a draft, or none. A point without its datum is refused, never guessed."""
    if lon is None and lat is None:
        return {}
    if lon is None or lat is None or not datum:
        raise WrongInput("a place needs --lon, --lat and --datum together")
    return {"point": {"lon": lon, "lat": lat, "datum": datum, "accuracy_m": accuracy_m}}


def taken(
    subject: str,
    phase: media.PhotoPhase,
    photos: Sequence[Path],
    folder: Path,
    now: Clock,
    *,
    kind: media.PhotoSubject = media.PhotoSubject.CASE,
    root: str = "",
) -> Written:
    """Photos of a subject, a case unless it is said; in its own lane, or in that of `root`."""
    written = Written([], [])
    for source in photos:
        command = new_id()
        photo = take_in(source, folder, command=command, subject=subject)
        draft = drafted(
            media.AttachPhoto,
            now,
            id=command,
            root=root or subject,
            subject_kind=kind,
            subject=subject,
            phase=phase,
            sha256=photo.sha256,
            size_bytes=photo.size_bytes,
            media_type=photo.media_type,
        )
        written.drafts.append(draft)
        written.photos.append(photo)
    return written


def drafted(shape: type[C], now: Clock, **facts: Any) -> C:
    """A command with everything but its place in the queue. Raises WrongInput where the contract says no."""
    entity = facts.setdefault("entity", new_id())
    told = {"id": new_id(), "seq": 0, "root": entity, "made": now, "contract": CONTRACT} | facts
    told["kind"] = shape.__struct_config__.tag
    try:
        return msgspec.convert(msgspec.to_builtins(told), shape, strict=False)
    except msgspec.ValidationError as error:
        raise WrongInput(str(error)) from error


def _empty(value: object) -> object:
    return None if value == "" else value

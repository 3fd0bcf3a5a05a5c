"""What a phone shows of own work on premises and care that has not come back yet. Pure; it judges nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from msgspec.structs import replace

from mobile_contract import care, kinds, premises, residents
from mobile_contract.base import Command, Datum, Record
from mobile_contract.premises import Premises
from mobile_contract.residents import Life, ResidencyStatus
from sync.judge import merge_set


class View(Protocol):
    """The records as they are shown."""

    @property
    def author(self) -> str:
        """Whose phone it is."""
        ...

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        """A record as it is shown."""
        ...

    def of_kind(self, kind: int) -> Iterable[Record]:
        """All records of a kind as they are shown."""
        ...

    def show(self, record: Record) -> None:
        """Show this in place of the base."""
        ...


Show = Callable[[Any, Any, frozenset[str]], None]

_NUMBER = {
    Premises.SITE: kinds.SITE,
    Premises.ORGANISATION: kinds.ORGANISATION,
    Premises.RENTED_HOUSE: kinds.RENTED_HOUSE,
}


def _told(record: type[Record], command: Command) -> dict[str, Any]:
    """What a command says of a record under the record's own names."""
    names = (set(record.__struct_fields__) & set(command.__struct_fields__)) - {"id"}
    return {name: getattr(command, name) for name in names} | {"id": command.entity}


def _where(view: View, command: premises.RegisterSite | premises.RegisterOrganisation | premises.MoveSite) -> Any:
    """The building's grid and place, or what the command says where the datum is the records' own."""
    building = None if command.building is None else view.find(kinds.BUILDING, command.building)
    there = building if isinstance(building, residents.BuildingRecord) else None
    lon, lat = (None, None) if there is None else (there.lon, there.lat)
    if command.point is not None:
        own = command.point.datum is Datum.WGS84
        lon, lat = (command.point.lon, command.point.lat) if own else (None, None)
    grid = (command.grid or "") if there is None else there.grid
    return {"grid": grid, "building": command.building, "lon": lon, "lat": lat}


def _register_site(view: View, command: premises.RegisterSite, _: frozenset[str]) -> None:
    view.show(premises.SiteRecord(**_told(premises.SiteRecord, command) | _where(view, command)))


def _register_organisation(view: View, command: premises.RegisterOrganisation, _: frozenset[str]) -> None:
    told = _told(premises.OrganisationRecord, command) | _where(view, command)
    told["safety_officers"] = merge_set((), command.safety_officers, ())
    view.show(premises.OrganisationRecord(**told))


def show_officers(view: View, command: premises.ChangeOrganisation) -> None:
    """Who answers for safety, beside the fields that the command changes."""
    found = view.find(kinds.ORGANISATION, command.entity)
    if isinstance(found, premises.OrganisationRecord):
        officers = merge_set(found.safety_officers, command.add_officers, command.remove_officers)
        view.show(replace(found, safety_officers=officers))


def _move_site(view: View, command: premises.MoveSite, _: frozenset[str]) -> None:
    found = view.find(kinds.SITE, command.entity)
    if isinstance(found, premises.SiteRecord):
        where = _where(view, command)
        view.show(replace(found, **where | {"grid": where["grid"] or found.grid}))


def _register_house(view: View, command: premises.RegisterRentedHouse, _: frozenset[str]) -> None:
    view.show(premises.RentedHouseRecord(**_told(premises.RentedHouseRecord, command)))


def _add_tenant(view: View, command: premises.AddTenant, _: frozenset[str]) -> None:
    told = _told(premises.TenancyRecord, command)
    view.show(premises.TenancyRecord(**told, status=ResidencyStatus.EFFECTIVE))


def _end(kind: int) -> Show:
    def end(view: View, command: premises.EndTenant | care.EndServiceTag, _: frozenset[str]) -> None:
        found = view.find(kind, command.entity)
        if found is not None:
            view.show(replace(found, status=ResidencyStatus.ENDED, until_on=command.until_on))

    return end


def _verify(view: View, command: premises.VerifyTenant, _: frozenset[str]) -> None:
    found = view.find(kinds.TENANCY, command.entity)
    if isinstance(found, premises.TenancyRecord) and command.verify_due is not None:
        view.show(replace(found, verified_by=view.author, verify_due=command.verify_due))


def _live(life: Life) -> Show:
    def live(view: View, command: premises.ClosePremises | premises.ReopenPremises, _: frozenset[str]) -> None:
        found = view.find(_NUMBER[command.premises], command.entity)
        if found is not None:
            view.show(replace(found, life=life))

    return live


def _give_tag(view: View, command: care.GiveServiceTag, _: frozenset[str]) -> None:
    told = _told(care.ServiceTagRecord, command)
    view.show(care.ServiceTagRecord(**told, status=ResidencyStatus.EFFECTIVE))


def _record_help(view: View, command: care.RecordHelp, _: frozenset[str]) -> None:
    view.show(care.HelpRecord(**_told(care.HelpRecord, command), recorded_by=view.author))


SHOWS: Mapping[type[Command], Show] = {
    premises.RegisterSite: _register_site,
    premises.RegisterOrganisation: _register_organisation,
    premises.RegisterRentedHouse: _register_house,
    premises.MoveSite: _move_site,
    premises.AddTenant: _add_tenant,
    premises.EndTenant: _end(kinds.TENANCY),
    premises.VerifyTenant: _verify,
    premises.ClosePremises: _live(Life.RETIRED),
    premises.ReopenPremises: _live(Life.ACTIVE),
    care.GiveServiceTag: _give_tag,
    care.EndServiceTag: _end(kinds.SERVICE_TAG),
    care.RecordHelp: _record_help,
}
"""By command: what it makes or changes. What only changes fields is shown as all such commands are."""

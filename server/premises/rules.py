"""What may become of organisations, sites and rented houses. Pure: no database, no clock, no web."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec.structs import asdict

from grid.geometry import Position
from mobile_contract.premises import (
    ChangeOrganisation,
    ChangeRentedHouse,
    ChangeSite,
    MoveSite,
    OrganisationRecord,
    RegisterOrganisation,
    RegisterRentedHouse,
    RegisterSite,
    RentedHouseRecord,
    SiteRecord,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import (
    ANYWHERE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, Needs, changed
from server.core.merging import Edits, Members, change
from server.premises.codes import wrong_code
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from server.residents.entities import Building, Dwelling
from server.residents.lives import though_retired
from server.residents.places import is_swapped, position_within
from server.residents.rules import KEEPERS
from server.residents.rules import area_of as area_of_home
from sync.identifiers import is_social_credit_code, normal_id
from sync.judge import edits_of, merge_set

Local = Organisation | Site | RentedHouse | Tenancy
Placing = RegisterOrganisation | RegisterSite | MoveSite
"""What tells where something is: in a building, in a grid, at a point; the first that is told counts."""


class Where(NamedTuple):
    """Where something is, and who looks after it."""

    grid: str
    building: str | None
    lon: float | None
    lat: float | None


def area_of(loaded: Loaded, kind: type[Local], id: str) -> Area:  # noqa: A002 - the contract's own word
    """The grid of a row. Raises MissingSubject."""
    row = loaded.find(kind, id)
    if row is None:
        raise MissingSubject(id)
    return Area(grid=row.grid)


# --- into the register ------------------------------------------------------------------------------------------------


def _needs_of_place(command: Placing) -> Needs:
    return [] if command.building is None else [Need(Building, command.building)]


def _area_of_place(command: Placing, loaded: Loaded, directory: Directory) -> Area:
    """Where it is told to be. What tells no place at all is refused by its rule."""
    if command.building is not None:
        return area_of_home(loaded, Building, command.building)
    if command.grid is not None:
        return Area(grid=command.grid)
    position = None if command.point is None else position_within(command.point, directory)
    return ANYWHERE if position is None else Area(point=position)


def _where(command: Placing, loaded: Loaded, ctx: Context) -> Where | Decision:
    """Where it is. Refuses OUT_OF_DISTRICT for its point, and UNKNOWN_GRID where nobody looks after that place."""
    position = None if command.point is None else position_within(command.point, ctx.directory)
    if command.point is not None and position is None:
        swapped = "yes" if is_swapped(command.point, ctx.directory) else "no"
        return refuse(ProblemCode.OUT_OF_DISTRICT, swapped=swapped)
    lon, lat = (None, None) if position is None else position
    if command.building is not None:
        building = loaded.find(Building, command.building)
        if building is None:
            return wait_for(command.building)
        own = position is not None
        return Where(building.grid, building.id, lon if own else building.lon, lat if own else building.lat)
    grid = _home(command.grid, position, ctx)
    return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid or "") if grid is None else Where(grid, None, lon, lat)


def _home(grid: str | None, position: Position | None, ctx: Context) -> str | None:
    """Whoever looks after it now. A point alone is its grid's of when it was told: that is whose say was asked."""
    if grid is not None:
        return ctx.directory.home_of(grid, position, ctx.observed_at)
    then = None if position is None else ctx.directory.grid_at(*position, ctx.observed_at)
    return None if then is None else ctx.directory.home_of(then.grid, position, ctx.observed_at)


@decides(
    RegisterOrganisation,
    posts=KEEPERS,
    area=_area_of_place,
    needs=lambda c: [Need(Organisation, c.entity), *_needs_of_place(c)],
)
def register_organisation(command: RegisterOrganisation, loaded: Loaded, ctx: Context) -> Decision:
    """Bring an organisation into the register. Refused: a code that fails GB 32100, a word of no code table."""
    if loaded.find(Organisation, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    refusal = wrong_facts(asdict(command))
    if refusal is not None:
        return refusal
    where = _where(command, loaded, ctx)
    if isinstance(where, Decision):
        return where
    return put(
        Organisation(
            id=command.entity,
            name=command.name,
            credit_code=normal_id(command.credit_code),
            organisation_type=command.organisation_type,
            industry=command.industry,
            legal_person=command.legal_person,
            legal_phone=command.legal_phone,
            safety_officers=merge_set((), command.safety_officers, ()),
            address=command.address,
            under_residential=command.under_residential,
            **where._asdict(),
        )
    )


def _needs_of_site(command: RegisterSite) -> Needs:
    yield Need(Site, command.entity)
    yield from _needs_of_place(command)
    if command.organisation is not None:
        yield Need(Organisation, command.organisation)


@decides(RegisterSite, posts=KEEPERS, area=_area_of_place, needs=_needs_of_site)
def register_site(command: RegisterSite, loaded: Loaded, ctx: Context) -> Decision:
    """Bring a site into the register; the organisation that it names is waited for."""
    if loaded.find(Site, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if command.organisation is not None and loaded.find(Organisation, command.organisation) is None:
        return wait_for(command.organisation)
    refusal = wrong_facts(asdict(command))
    if refusal is not None:
        return refusal
    where = _where(command, loaded, ctx)
    if isinstance(where, Decision):
        return where
    return put(
        Site(
            id=command.entity,
            name=command.name,
            site_kind=command.site_kind,
            organisation=command.organisation,
            address=command.address,
            fire_class=command.fire_class,
            order_class=command.order_class,
            under_residential=command.under_residential,
            area_m2=command.area_m2,
            people=command.people,
            safety_officer=command.safety_officer,
            safety_phone=command.safety_phone,
            **where._asdict(),
        )
    )


@decides(
    RegisterRentedHouse,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of_home(loaded, Dwelling, c.dwelling),
    needs=lambda c: [Need(RentedHouse, c.entity), Need(Dwelling, c.dwelling)],
)
def register_rented_house(command: RegisterRentedHouse, loaded: Loaded, _ctx: Context) -> Decision:
    """Bring a rented house into the register; its grid is the dwelling's."""
    dwelling = loaded.find(Dwelling, command.dwelling)
    if dwelling is None:
        return wait_for(command.dwelling)
    if loaded.find(RentedHouse, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    refusal = wrong_facts(asdict(command))
    if refusal is not None:
        return refusal
    return put(
        RentedHouse(
            id=command.entity,
            dwelling=dwelling.id,
            grid=dwelling.grid,
            house_no=command.house_no,
            purpose=command.purpose,
            lease_no=command.lease_no,
            lessor_type=command.lessor_type,
            owner_name=command.owner_name,
            owner_phone=command.owner_phone,
            owner_id_no=normal_id(command.owner_id_no),
            danger_type=command.danger_type,
            danger_level=command.danger_level,
            management_class=command.management_class,
        )
    )


def wrong_facts(facts: Mapping[str, Any]) -> Decision | None:
    """WRONG_IDENTIFIER for a credit code that fails its check, or a code that its table does not know (`value`)."""
    code = facts.get("credit_code")
    if code is not None and not is_social_credit_code(code):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="credit_code")
    wrong = wrong_code(facts.items())
    return None if wrong is None else refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong[0], value=wrong[1])


# --- changes ----------------------------------------------------------------------------------------------------------


@decides(
    ChangeOrganisation,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Organisation, c.entity),
    needs=lambda c: [Need(Organisation, c.entity)],
)
def change_organisation(command: ChangeOrganisation, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of an organisation, each by its own policy."""
    found, edits = loaded.find(Organisation, command.entity), dict(edits_of(command.set))
    if found is None:
        return wait_for(command.entity)
    if "credit_code" in edits:
        was, new = edits["credit_code"]
        edits["credit_code"] = was, normal_id(new)
    refusal = _wrong_edits(edits)
    if refusal is not None:
        return refusal
    officers = {"safety_officers": Members(command.add_officers, command.remove_officers)}
    decision = change(found, edits, record=OrganisationRecord, base=command.base, ctx=ctx, sets=officers)
    return though_retired(decision, found, "organisation", edits, officers)


def _needs_of_change(command: ChangeSite) -> Needs:
    yield Need(Site, command.entity)
    organisation = _named_organisation(command)
    if organisation is not None:
        yield Need(Organisation, organisation)


def _named_organisation(command: ChangeSite) -> str | None:
    _, new = edits_of(command.set).get("organisation", (None, None))
    return None if new is None else str(new)


@decides(
    ChangeSite,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Site, c.entity),
    needs=_needs_of_change,
)
def change_site(command: ChangeSite, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a site, each by its own policy."""
    found, edits, organisation = loaded.find(Site, command.entity), edits_of(command.set), _named_organisation(command)
    if found is None:
        return wait_for(command.entity)
    if organisation is not None and loaded.find(Organisation, organisation) is None:
        return wait_for(organisation)
    refusal = _wrong_edits(edits)
    if refusal is not None:
        return refusal
    decision = change(found, edits, record=SiteRecord, base=command.base, ctx=ctx)
    return though_retired(decision, found, "site", edits)


@decides(
    ChangeRentedHouse,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, RentedHouse, c.entity),
    needs=lambda c: [Need(RentedHouse, c.entity)],
)
def change_rented_house(command: ChangeRentedHouse, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a rented house, each by its own policy."""
    found, edits = loaded.find(RentedHouse, command.entity), edits_of(command.set)
    if found is None:
        return wait_for(command.entity)
    refusal = _wrong_edits(edits)
    if refusal is not None:
        return refusal
    decision = change(found, edits, record=RentedHouseRecord, base=command.base, ctx=ctx)
    return though_retired(decision, found, "rented_house", edits)


def _wrong_edits(edits: Edits) -> Decision | None:
    return wrong_facts({name: new for name, (_, new) in edits.items()})


def _area_of_move(command: MoveSite, loaded: Loaded, directory: Directory) -> Area:
    """Where it is and where it goes: nobody takes a site out of a grid that is not theirs."""
    places = (area_of(loaded, Site, command.entity), _area_of_place(command, loaded, directory))
    return places[0] if places[0] == places[1] else Area(every=places)


@decides(
    MoveSite,
    posts=KEEPERS,
    area=_area_of_move,
    needs=lambda c: [Need(Site, c.entity), *_needs_of_place(c)],
)
def move_site(command: MoveSite, loaded: Loaded, ctx: Context) -> Decision:
    """Put a site where it is; a move that was observed before the last one that is known is `merged`."""
    found = loaded.find(Site, command.entity)
    if found is None:
        return wait_for(command.entity)
    where = _where(command, loaded, ctx)
    if isinstance(where, Decision):
        return where
    _, observed_ms = found.stamps.get("building", (0, ctx.observed_ms))
    if observed_ms > ctx.observed_ms:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    moved = changed(found, ctx.observed_ms, **where._asdict())
    return though_retired(put(moved), found, "site", {"building": (found.building, where.building)})


HANDLERS: tuple[Handler, ...] = (
    register_organisation,
    register_site,
    register_rented_house,
    change_organisation,
    change_site,
    change_rented_house,
    move_site,
)

"""What may become of buildings, dwellings and households. Pure: no database, no clock, no web."""

from typing import Any

from grid.cells import point_cell
from mobile_contract.buildings import ChangeBuilding
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    BuildingRecord,
    ChangeDwelling,
    ChangeHousehold,
    DwellingRecord,
    HouseholdRecord,
)
from server.core.decisions import (
    Area,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need
from server.core.merging import change
from server.residents.checks import wrong_edit, wrong_fact
from server.residents.entities import Building, Dwelling, Household
from server.residents.lives import though_retired
from server.residents.moves import day_of
from server.residents.numbers import unnamed, with_number
from server.residents.places import is_swapped, position_within
from server.residents.rules import KEEPERS, area_of
from sync.identifiers import normal_id
from sync.judge import edits_of

_OF_A_BUILDING = (
    "name", "number", "estate", "floors", "nature", "building_type", "floors_below", "units", "planned_households",
    "area_m2", "property_company", "property_contact", "property_phone", "head", "has_danger", "gis_id",
)  # fmt: skip
_OF_A_DWELLING = ("unit", "floor", "room", "use", "area_m2", "dwelling_type", "owner_name", "owner_phone")


@decides(
    AddBuilding,
    posts=KEEPERS,
    area=lambda c, _loaded, _directory: Area(grid=c.grid),
    needs=lambda c: [Need(Building, c.entity)],
)
def add_building(command: AddBuilding, loaded: Loaded, ctx: Context) -> Decision:
    """Add a building to the grid that is named, wherever its point lies (domain.md 8.2).

    Named by somebody who did not know yet of a split or a merge, it goes to the part where it lies.
    """
    if loaded.find(Building, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    position = None if command.point is None else position_within(command.point, ctx.directory)
    grid = ctx.directory.home_of(command.grid, position, ctx.observed_at)
    if grid is None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    lon, lat, cell = None, None, None
    if command.point is not None:
        if position is None:
            swapped = "yes" if is_swapped(command.point, ctx.directory) else "no"
            return refuse(ProblemCode.OUT_OF_DISTRICT, swapped=swapped)
        (lon, lat), cell = position, point_cell(*position)
    facts: dict[str, Any] = {name: getattr(command, name) for name in _OF_A_BUILDING}
    refusal = wrong_fact(facts, ctx)
    if refusal is not None:
        return refusal
    since = day_of(ctx.observed_at)
    return put(Building(id=command.entity, grid=grid, lon=lon, lat=lat, cell=cell, effective_on=since, **facts))


@decides(
    AddDwelling,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Building, c.building),
    needs=lambda c: [Need(Building, c.building), Need(Dwelling, c.entity)],
)
def add_dwelling(command: AddDwelling, loaded: Loaded, ctx: Context) -> Decision:
    """Add a dwelling; its grid and point are the building's."""
    building = loaded.find(Building, command.building)
    if building is None:
        return wait_for(command.building)
    if loaded.find(Dwelling, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    facts: dict[str, Any] = {name: getattr(command, name) for name in _OF_A_DWELLING}
    refusal = wrong_fact(facts, ctx)
    if refusal is not None:
        return refusal
    return put(
        Dwelling(
            id=command.entity,
            building=building.id,
            grid=building.grid,
            lon=building.lon,
            lat=building.lat,
            owner_id_no=normal_id(command.owner_id_no),
            effective_on=day_of(ctx.observed_at),
            **facts,
        )
    )


@decides(
    AddHousehold,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Dwelling, c.dwelling),
    needs=lambda c: [Need(Dwelling, c.dwelling), Need(Household, c.entity)],
)
def add_household(command: AddHousehold, loaded: Loaded, ctx: Context) -> Decision:
    """Add a household; its grid and point are the dwelling's. Its head may come to the register later."""
    dwelling = loaded.find(Dwelling, command.dwelling)
    if dwelling is None:
        return wait_for(command.dwelling)
    if loaded.find(Household, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    return put(
        Household(
            id=command.entity,
            dwelling=dwelling.id,
            grid=dwelling.grid,
            lon=dwelling.lon,
            lat=dwelling.lat,
            number=command.number,
            head=command.head,
            effective_on=day_of(ctx.observed_at),
        )
    )


@decides(
    ChangeBuilding,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Building, c.entity),
    needs=lambda c: [Need(Building, c.entity)],
)
def change_building(command: ChangeBuilding, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a building."""
    building, edits = loaded.find(Building, command.entity), edits_of(command.set)
    if building is None:
        return wait_for(command.entity)
    refusal = wrong_edit(edits, ctx)
    if refusal is not None:
        return refusal
    decision = change(building, edits, record=BuildingRecord, base=command.base, ctx=ctx)
    return though_retired(decision, building, "building", edits)


@decides(
    ChangeDwelling,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Dwelling, c.entity),
    needs=lambda c: [Need(Dwelling, c.entity)],
)
def change_dwelling(command: ChangeDwelling, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a dwelling, and its owner's number."""
    dwelling = loaded.find(Dwelling, command.entity)
    if dwelling is None:
        return wait_for(command.entity)
    edits, number = edits_of(command.set), command.owner_id_no
    refusal = wrong_edit(edits, ctx)
    if refusal is not None:
        return refusal
    decision = Decision(version=dwelling.version)
    if not unnamed(edits, number):
        decision = change(dwelling, edits, record=DwellingRecord, base=command.base, ctx=ctx)
    decision = with_number(decision, dwelling, number, field="owner_id_no", masked="owner_id_masked", ctx=ctx)
    return though_retired(decision, dwelling, "dwelling", edits)


@decides(
    ChangeHousehold,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Household, c.entity),
    needs=lambda c: [Need(Household, c.entity)],
)
def change_household(command: ChangeHousehold, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a household."""
    household = loaded.find(Household, command.entity)
    if household is None:
        return wait_for(command.entity)
    edits = edits_of(command.set)
    decision = change(household, edits, record=HouseholdRecord, base=command.base, ctx=ctx)
    return though_retired(decision, household, "household", edits)


HANDLERS: tuple[Handler, ...] = (
    add_building,
    add_dwelling,
    add_household,
    change_building,
    change_dwelling,
    change_household,
)

"""What may become of buildings, dwellings, households, persons and their stays. Pure: no database, no clock, no web."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from grid.cells import point_cell
from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangeDwelling,
    ChangeHousehold,
    ChangePerson,
    ChangeResidency,
    DwellingRecord,
    EndResidency,
    HouseholdRecord,
    IdType,
    MoveIn,
    PersonRecord,
    RegisterPerson,
    ResidencyRecord,
    ResidencyStatus,
)
from server.care.following import care_of, needs_of_care, with_care
from server.core.decisions import (
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
from server.core.entities import Need, NeedChildren, Needs
from server.core.merging import Members, change
from server.premises.entities import Tenancy
from server.premises.following import with_tenancies
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.identifiers import is_day, is_resident_id, normal_id
from server.residents.lives import though_retired
from server.residents.moves import end, move, stay_of
from server.residents.places import is_swapped, position_within
from sync.judge import edits_of, merge_set

KEEPERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE})
"""Who keeps the register of a grid."""

Local = type[Building | Dwelling | Household | Person | Residency]
"""A kind of row that lies in a grid."""

_DAYS = ("birth_on", "inflow_on", "cert_until", "from_on", "until_on")


def area_of(loaded: Loaded, kind: Local, id: str) -> Area:  # noqa: A002 - the contract's own word
    """The grid of a row. Raises MissingSubject."""
    row = loaded.find(kind, id)
    if row is None:
        raise MissingSubject(id)
    return Area(grid=row.grid)


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
    return put(
        Building(
            id=command.entity,
            grid=grid,
            name=command.name,
            number=command.number,
            estate=command.estate,
            floors=command.floors,
            lon=lon,
            lat=lat,
            cell=cell,
        )
    )


@decides(
    AddDwelling,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Building, c.building),
    needs=lambda c: [Need(Building, c.building), Need(Dwelling, c.entity)],
)
def add_dwelling(command: AddDwelling, loaded: Loaded, _ctx: Context) -> Decision:
    """Add a dwelling; its grid and point are the building's."""
    building = loaded.find(Building, command.building)
    if building is None:
        return wait_for(command.building)
    if loaded.find(Dwelling, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    return put(
        Dwelling(
            id=command.entity,
            building=building.id,
            grid=building.grid,
            lon=building.lon,
            lat=building.lat,
            unit=command.unit,
            floor=command.floor,
            room=command.room,
            use=command.use,
            area_m2=command.area_m2,
        )
    )


@decides(
    AddHousehold,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Dwelling, c.dwelling),
    needs=lambda c: [Need(Dwelling, c.dwelling), Need(Household, c.entity)],
)
def add_household(command: AddHousehold, loaded: Loaded, _ctx: Context) -> Decision:
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
        )
    )


def _needs_of_stay(command: RegisterPerson | MoveIn) -> Needs:
    yield Need(Dwelling, command.dwelling)
    yield Need(Person, command.entity)
    yield Need(Residency, command.residency)
    if command.household is not None:
        yield Need(Household, command.household)


def _needs_of_life(person: str) -> Needs:
    """What goes along when a person moves."""
    yield NeedChildren(Residency, "person", person)
    yield NeedChildren(Tenancy, "person", person)


def _area_of_stay(command: RegisterPerson | MoveIn, loaded: Loaded, _directory: Directory) -> Area:
    """Where the stay begins, and wherever what it takes along lies now: nobody draws a resident out of another's grid.

    The household that it joins is one of the keeper's own too (T10 of safety.md: the right to the old and the new).
    """
    places = [area_of(loaded, Dwelling, command.dwelling)]
    if command.household is not None:
        places.append(area_of(loaded, Household, command.household))
    if isinstance(command, MoveIn):
        places.append(area_of(loaded, Person, command.entity))
    distinct = tuple(dict.fromkeys(places))
    return distinct[0] if len(distinct) == 1 else Area(every=distinct)


@decides(RegisterPerson, posts=KEEPERS, area=_area_of_stay, needs=_needs_of_stay)
def register_person(command: RegisterPerson, loaded: Loaded, _ctx: Context) -> Decision:
    """Add a person with their first stay. A resident's number that fails GB 11643 is refused; the phone keeps it."""
    dwelling, missing = loaded.find(Dwelling, command.dwelling), _missing_home(command, loaded)
    if dwelling is None or missing:
        return wait_for(*missing)
    if loaded.find(Person, command.entity) is not None or loaded.find(Residency, command.residency) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    wrong = _wrong_day(asdict(command))
    if command.id_type is IdType.RESIDENT_ID and command.id_no is not None and not is_resident_id(command.id_no):
        wrong = "id_no"
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    person = Person(
        id=command.entity,
        dwelling=dwelling.id,
        grid=dwelling.grid,
        name=command.name,
        sex=command.sex,
        birth_on=command.birth_on,
        id_type=command.id_type,
        id_no=normal_id(command.id_no),
        phone=command.phone,
        former_name=command.former_name,
        registered_division=command.registered_division,
        registered_address=command.registered_address,
        workplace=command.workplace,
        care_labels=merge_set((), command.care_labels, ()),
    )
    return put(person, stay_of(command, dwelling.grid, command.from_on))


@decides(
    MoveIn,
    posts=KEEPERS,
    area=_area_of_stay,
    needs=lambda c: [*_needs_of_stay(c), *_needs_of_life(c.entity), *needs_of_care(c.entity)],
)
def move_in(command: MoveIn, loaded: Loaded, ctx: Context) -> Decision:
    """Move a person of the register into a dwelling; from grid to grid whoever keeps both, such as their committee.

    What they rented where they lived ends with their stay there; whoever looks after them is whoever does so there.
    """
    dwelling, missing = loaded.find(Dwelling, command.dwelling), _missing_home(command, loaded)
    if dwelling is None or missing:
        return wait_for(*missing)
    person = loaded.find(Person, command.entity)
    if person is None:
        return wait_for(command.entity)
    if loaded.find(Residency, command.residency) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    wrong = _wrong_day(asdict(command))
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    stays = loaded.children(Residency, "person", person.id)
    moved = move(person, stays, command, dwelling.grid, ctx)
    moved = with_tenancies(moved, stays, loaded.children(Tenancy, "person", person.id))
    return with_care(moved, care_of(loaded, person.id))


@decides(
    EndResidency,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Residency, c.entity),
    needs=lambda c: [Need(Residency, c.entity), Need(Person, c.root), *_needs_of_life(c.root)],
)
def end_residency(command: EndResidency, loaded: Loaded, _ctx: Context) -> Decision:
    """End a stay of the person that the command names as its root, and with it what they rented in that dwelling."""
    stay, person = loaded.find(Residency, command.entity), loaded.find(Person, command.root)
    if person is None:
        return wait_for(command.root)
    if stay is None:
        return wait_for(command.entity)
    if stay.person != person.id and stay.left_by is None:
        return refuse(ProblemCode.MISSING_SUBJECT, person=person.id)
    if stay.status in (ResidencyStatus.ENDED, ResidencyStatus.VOID):
        return refuse(ProblemCode.ALREADY_ENDED)
    if not is_day(command.until_on):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on")
    if stay.left_by is not None:
        return end(person, (stay,), stay, command.until_on)
    stays = loaded.children(Residency, "person", person.id)
    ended = end(person, stays, stay, command.until_on)
    return with_tenancies(ended, stays, loaded.children(Tenancy, "person", person.id))


@decides(
    ChangePerson,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Person, c.entity),
    needs=lambda c: [Need(Person, c.entity)],
)
def change_person(command: ChangePerson, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a person, and put labels on and take them off one by one."""
    person, edits = loaded.find(Person, command.entity), edits_of(command.set)
    if person is None:
        return wait_for(command.entity)
    wrong = _wrong_day({name: new for name, (_, new) in edits.items()})
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    labels = {"care_labels": Members(command.add_labels, command.remove_labels)}
    decision = change(person, edits, record=PersonRecord, base=command.base, ctx=ctx, sets=labels)
    return though_retired(decision, person, "person", edits, labels)


@decides(
    ChangeDwelling,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Dwelling, c.entity),
    needs=lambda c: [Need(Dwelling, c.entity)],
)
def change_dwelling(command: ChangeDwelling, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a dwelling."""
    dwelling = loaded.find(Dwelling, command.entity)
    if dwelling is None:
        return wait_for(command.entity)
    edits = edits_of(command.set)
    decision = change(dwelling, edits, record=DwellingRecord, base=command.base, ctx=ctx)
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


@decides(
    ChangeResidency,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Residency, c.entity),
    needs=lambda c: [Need(Residency, c.entity)],
)
def change_residency(command: ChangeResidency, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a stay, whether it has ended or not."""
    stay, edits = loaded.find(Residency, command.entity), edits_of(command.set)
    if stay is None:
        return wait_for(command.entity)
    wrong = _wrong_day({name: new for name, (_, new) in edits.items()})
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    return change(stay, edits, record=ResidencyRecord, base=command.base, ctx=ctx)


def _missing_home(command: RegisterPerson | MoveIn, loaded: Loaded) -> list[str]:
    missing = [] if loaded.find(Dwelling, command.dwelling) else [command.dwelling]
    if command.household is not None and loaded.find(Household, command.household) is None:
        missing.append(command.household)
    return missing


def _wrong_day(values: Mapping[str, Any]) -> str | None:
    """The first field that should name a day of the calendar and does not."""
    return next((name for name in _DAYS if values.get(name) is not None and not is_day(values[name])), None)


HANDLERS: tuple[Handler, ...] = (
    add_building,
    add_dwelling,
    add_household,
    register_person,
    move_in,
    end_residency,
    change_person,
    change_dwelling,
    change_household,
    change_residency,
)

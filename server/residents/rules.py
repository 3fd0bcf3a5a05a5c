"""What may become of persons and their stays, and who keeps a register. Pure: no database, no clock, no web."""

from typing import Any

from msgspec.structs import asdict

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import (
    ChangePerson,
    ChangeResidency,
    EndResidency,
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
from server.residents.checks import wrong_edit, wrong_fact
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.lives import though_retired
from server.residents.moves import day_of, end, may_end_on, move, stay_of
from server.residents.numbers import unnamed, with_number
from sync.identifiers import is_resident_id, normal_id
from sync.judge import edits_of, merge_set

KEEPERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE})
"""Who keeps the register of a grid."""

Local = type[Building | Dwelling | Household | Person | Residency]
"""A kind of row that lies in a grid."""

_OF_A_PERSON = (
    "name", "sex", "birth_on", "id_type", "phone", "former_name", "registered_division", "registered_address",
    "workplace", "more_phones", "residence_division", "residence_address", "ethnicity", "marriage", "native_place",
    "occupation", "education",
)  # fmt: skip


def area_of(loaded: Loaded, kind: Local, id: str) -> Area:  # noqa: A002 - the contract's own word
    """The grid of a row. Raises MissingSubject."""
    row = loaded.find(kind, id)
    if row is None:
        raise MissingSubject(id)
    return Area(grid=row.grid)


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
def register_person(command: RegisterPerson, loaded: Loaded, ctx: Context) -> Decision:
    """Add a person with their first stay. A resident's number that fails GB 11643 is refused; the phone keeps it."""
    dwelling, missing = loaded.find(Dwelling, command.dwelling), _missing_home(command, loaded)
    if dwelling is None or missing:
        return wait_for(*missing)
    if loaded.find(Person, command.entity) is not None or loaded.find(Residency, command.residency) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    refusal = wrong_fact(asdict(command), ctx) or wrong_number(command.id_type, command.id_no)
    if refusal is not None:
        return refusal
    facts: dict[str, Any] = {name: getattr(command, name) for name in _OF_A_PERSON}
    facts["more_phones"] = merge_set((), command.more_phones, ())
    person = Person(
        id=command.entity,
        dwelling=dwelling.id,
        grid=dwelling.grid,
        id_no=normal_id(command.id_no),
        care_labels=merge_set((), command.care_labels, ()),
        effective_on=day_of(ctx.observed_at),
        **facts,
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
    refusal = wrong_fact(asdict(command), ctx)
    if refusal is not None:
        return refusal
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
def end_residency(command: EndResidency, loaded: Loaded, ctx: Context) -> Decision:
    """End a stay of the person that the command names as its root, and with it what they rented in that dwelling.

    Refuses with `wrong_identifier` (`field`) a last day of no calendar, or one that is still to come.
    """
    stay, person = loaded.find(Residency, command.entity), loaded.find(Person, command.root)
    if person is None:
        return wait_for(command.root)
    if stay is None:
        return wait_for(command.entity)
    if stay.person != person.id and stay.left_by is None:
        return refuse(ProblemCode.MISSING_SUBJECT, person=person.id)
    if stay.status in (ResidencyStatus.ENDED, ResidencyStatus.VOID):
        return refuse(ProblemCode.ALREADY_ENDED)
    if not may_end_on(command.until_on, ctx.now):
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
    refusal = wrong_edit(edits, ctx)
    if refusal is not None:
        return refusal
    labels = {"care_labels": Members(command.add_labels, command.remove_labels)}
    decision = change(person, edits, record=PersonRecord, base=command.base, ctx=ctx, sets=labels)
    return though_retired(decision, person, "person", edits, labels)


@decides(
    ChangeResidency,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Residency, c.entity),
    needs=lambda c: [Need(Residency, c.entity)],
)
def change_residency(command: ChangeResidency, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a stay, whether it has ended or not, and its certificate's number."""
    stay, edits = loaded.find(Residency, command.entity), edits_of(command.set)
    if stay is None:
        return wait_for(command.entity)
    refusal = wrong_edit(edits, ctx)
    if refusal is not None:
        return refusal
    decision = Decision(version=stay.version)
    if not unnamed(edits, command.cert_no):
        decision = change(stay, edits, record=ResidencyRecord, base=command.base, ctx=ctx)
    return with_number(decision, stay, command.cert_no, field="cert_no", masked="cert_masked", ctx=ctx)


def wrong_number(id_type: IdType, id_no: str | None) -> Decision | None:
    """The refusal of a resident's number that fails GB 11643; numbers of other kinds are as they are."""
    if id_type is IdType.RESIDENT_ID and id_no is not None and not is_resident_id(id_no):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="id_no")
    return None


def _missing_home(command: RegisterPerson | MoveIn, loaded: Loaded) -> list[str]:
    missing = [] if loaded.find(Dwelling, command.dwelling) else [command.dwelling]
    if command.household is not None and loaded.find(Household, command.household) is None:
        missing.append(command.household)
    return missing


HANDLERS: tuple[Handler, ...] = (
    register_person,
    move_in,
    end_residency,
    change_person,
    change_residency,
)

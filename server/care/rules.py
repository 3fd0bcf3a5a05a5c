"""What may become of service tags and help records. Pure: no database, no clock, no web."""

from typing import TypeVar

from msgspec.structs import asdict, replace

from mobile_contract.care import (
    ChangeHelp,
    ChangeServiceTag,
    EndServiceTag,
    GiveServiceTag,
    HelpRecord,
    RecordHelp,
    ServiceTagRecord,
    VoidHelp,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ResidencyStatus
from server.care.codes import rank, wrong_code
from server.care.entities import Help, ServiceTag
from server.care.following import ended_on
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
from server.core.entities import Need, NeedChildren, Needs, advanced, changed
from server.core.merging import Edits, change
from server.residents.entities import Person
from server.residents.lives import though_retired
from server.residents.moves import day_of
from server.residents.rules import KEEPERS
from server.residents.rules import area_of as area_of_person
from sync.identifiers import is_day
from sync.judge import edits_of

C = TypeVar("C", ServiceTag, Help)
OfTag = ChangeServiceTag | EndServiceTag
OfHelp = ChangeHelp | VoidHelp

_DAYS = ("from_on", "until_on", "helped_on")


# --- service tags -----------------------------------------------------------------------------------------------------


def _needs_of_new_tag(command: GiveServiceTag) -> Needs:
    yield Need(ServiceTag, command.entity)
    yield Need(Person, command.person)
    yield NeedChildren(ServiceTag, "person", command.person)


@decides(
    GiveServiceTag,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of_person(loaded, Person, c.person),
    needs=_needs_of_new_tag,
)
def give_service_tag(command: GiveServiceTag, loaded: Loaded, ctx: Context) -> Decision:
    """Look after a person. Where a tag of the kind is in force the two are one, at the closer level, and `merged`.

    Refused: a code that its table does not know, a day of no calendar. Of a person who is retired it holds, and a
    person decides.
    """
    person = loaded.find(Person, command.person)
    if person is None:
        return wait_for(command.person)
    if loaded.find(ServiceTag, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    facts = asdict(command)
    refusal = _wrong(facts)
    from_on = command.from_on or day_of(ctx.observed_at)
    if refusal is None and command.until_on is not None and command.until_on < from_on:
        refusal = refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on")
    if refusal is not None:
        return refusal
    tag = ServiceTag(
        id=command.entity,
        person=person.id,
        grid=person.grid,
        tag_kind=command.tag_kind,
        care_level=command.care_level,
        from_on=from_on,
        until_on=command.until_on,
        basis=command.basis,
        note=command.note,
    )
    running = (one for one in loaded.children(ServiceTag, "person", person.id) if one.tag_kind == tag.tag_kind)
    held = next((one for one in running if one.status is ResidencyStatus.EFFECTIVE), None)
    if held is None:
        return though_retired(put(tag), person, "person", {"service_tag": (None, tag.id)})
    again = replace(tag, status=ResidencyStatus.VOID, same_as=held.id)
    closer = rank(tag.care_level) < rank(held.care_level)
    raised = (changed(held, ctx.observed_ms, care_level=tag.care_level),) if closer else ()
    return put(again, *raised, verdict=Verdict.MERGED)


def _needs_of_tag(command: OfTag) -> Needs:
    yield Need(ServiceTag, command.entity)
    yield Need(Person, command.root)
    yield NeedChildren(ServiceTag, "person", command.root)


def _area_of_tag(command: OfTag, loaded: Loaded, _directory: Directory) -> Area:
    return _area(loaded.find(ServiceTag, command.entity), command.entity)


def _meant(command: OfTag, loaded: Loaded) -> ServiceTag | Decision:
    """The tag that a command is about: of one that was told twice, the one that it is one with."""
    found = _own(loaded.find(ServiceTag, command.entity), command, loaded)
    if isinstance(found, Decision) or found.same_as is None:
        return found
    siblings = loaded.children(ServiceTag, "person", command.root)
    return next((one for one in siblings if one.id == found.same_as), found)


@decides(ChangeServiceTag, posts=KEEPERS, area=_area_of_tag, needs=_needs_of_tag)
def change_service_tag(command: ChangeServiceTag, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a tag, whether it has ended or not, each by its own policy."""
    found, edits = _meant(command, loaded), edits_of(command.set)
    if isinstance(found, Decision):
        return found
    base = command.base if found.id == command.entity else 0
    return _wrong_edits(edits) or change(found, edits, record=ServiceTagRecord, base=base, ctx=ctx)


@decides(EndServiceTag, posts=KEEPERS, area=_area_of_tag, needs=_needs_of_tag)
def end_service_tag(command: EndServiceTag, loaded: Loaded, _ctx: Context) -> Decision:
    """End a tag. Told again with the same day it is `merged`; with another day refused with `already_ended`."""
    found = _meant(command, loaded)
    if isinstance(found, Decision):
        return found
    if not is_day(command.until_on):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on")
    if found.status is ResidencyStatus.EFFECTIVE:
        return put(ended_on(found, command.until_on))
    if found.until_on == command.until_on:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    return refuse(ProblemCode.ALREADY_ENDED, until_on=found.until_on or "")


# --- help -------------------------------------------------------------------------------------------------------------


@decides(
    RecordHelp,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of_person(loaded, Person, c.person),
    needs=lambda c: [Need(Help, c.entity), Need(Person, c.person)],
)
def record_help(command: RecordHelp, loaded: Loaded, ctx: Context) -> Decision:
    """Record what a person needs and what was done. Refused where neither is told; two of one day are two."""
    person = loaded.find(Person, command.person)
    if person is None:
        return wait_for(command.person)
    if loaded.find(Help, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    refusal = _wrong(asdict(command))
    if refusal is None and not (command.needed.strip() or command.given.strip()):
        refusal = refuse(ProblemCode.CASE_NEEDS, needs="needed")
    if refusal is not None:
        return refusal
    told = Help(
        id=command.entity,
        person=person.id,
        grid=person.grid,
        recorded_by=ctx.actor.user,
        helped_on=command.helped_on or day_of(ctx.observed_at),
        needed=command.needed,
        given=command.given,
        carer=command.carer,
        health=command.health,
        income=command.income,
        main_family=command.main_family,
        difficulties=command.difficulties,
    )
    return though_retired(put(told), person, "person", {"help": (None, told.id)})


def _needs_of_help(command: OfHelp) -> Needs:
    return [Need(Help, command.entity), Need(Person, command.root)]


def _area_of_help(command: OfHelp, loaded: Loaded, _directory: Directory) -> Area:
    return _area(loaded.find(Help, command.entity), command.entity)


@decides(ChangeHelp, posts=KEEPERS, area=_area_of_help, needs=_needs_of_help)
def change_help(command: ChangeHelp, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields of a help record, each by its own policy. Refused: one that is void."""
    found, edits = _own(loaded.find(Help, command.entity), command, loaded), edits_of(command.set)
    if isinstance(found, Decision):
        return found
    if found.voided_at is not None:
        return refuse(ProblemCode.ALREADY_ENDED)
    return _wrong_edits(edits) or change(found, edits, record=HelpRecord, base=command.base, ctx=ctx)


@decides(VoidHelp, posts=KEEPERS, area=_area_of_help, needs=_needs_of_help)
def void_help(command: VoidHelp, loaded: Loaded, ctx: Context) -> Decision:
    """Take a help record back. Refused without a reason; one that is void stays so."""
    found = _own(loaded.find(Help, command.entity), command, loaded)
    if isinstance(found, Decision):
        return found
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if found.voided_at is not None:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    return put(advanced(found, voided_at=ctx.observed_at))


# --- both -------------------------------------------------------------------------------------------------------------


def _area(row: ServiceTag | Help | None, named: str) -> Area:
    """Where the person is looked after. Raises MissingSubject."""
    if row is None:
        raise MissingSubject(named)
    return Area(grid=row.grid)


def _own(row: C | None, command: OfTag | OfHelp, loaded: Loaded) -> C | Decision:
    """The row, which is the person's that the command names as its root."""
    person = loaded.find(Person, command.root)
    if person is None or row is None:
        return wait_for(command.root if person is None else command.entity)
    return row if row.person == person.id else refuse(ProblemCode.MISSING_SUBJECT, person=person.id)


def _wrong_edits(edits: Edits) -> Decision | None:
    return _wrong({name: new for name, (_, new) in edits.items()})


def _wrong(facts: dict[str, object]) -> Decision | None:
    """WRONG_IDENTIFIER for a day of no calendar, or a code that its table does not know (`value`)."""
    for name in _DAYS:
        told = facts.get(name)
        if isinstance(told, str) and not is_day(told):
            return refuse(ProblemCode.WRONG_IDENTIFIER, field=name)
    wrong = wrong_code(facts.items())
    return None if wrong is None else refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong[0], value=wrong[1])


HANDLERS: tuple[Handler, ...] = (
    give_service_tag,
    change_service_tag,
    end_service_tag,
    record_help,
    change_help,
    void_help,
)

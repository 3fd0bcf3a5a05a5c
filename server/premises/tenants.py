"""What may become of tenancies. Pure: no database, no clock, no web."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from mobile_contract.premises import AddTenant, EndTenant, VerifyTenant
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ResidencyStatus
from server.core.decisions import (
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.premises.codes import verify_days
from server.premises.entities import RentedHouse, Tenancy
from server.premises.following import ended_on
from server.premises.rules import area_of
from server.residents.entities import Person, Residency
from server.residents.lives import though_retired
from server.residents.moves import day_of
from server.residents.rules import KEEPERS
from server.residents.rules import area_of as area_of_home
from sync.identifiers import is_day


def _needs_of_new(command: AddTenant) -> Needs:
    yield Need(Tenancy, command.entity)
    yield Need(RentedHouse, command.house)
    yield Need(Person, command.person)
    yield NeedChildren(Residency, "person", command.person)
    yield NeedChildren(Tenancy, "person", command.person)


def _area_of_new(command: AddTenant, loaded: Loaded, _directory: Directory) -> Area:
    """The house's grid, and the person's: nobody makes a tenant of somebody whom they do not look after."""
    places = [area_of(loaded, RentedHouse, command.house), area_of_home(loaded, Person, command.person)]
    told = tuple(dict.fromkeys(place for place in places if place.grid is not None))
    return told[0] if len(told) == 1 else Area(every=told)


@decides(AddTenant, posts=KEEPERS, area=_area_of_new, needs=_needs_of_new)
def add_tenant(command: AddTenant, loaded: Loaded, ctx: Context) -> Decision:
    """A person rents in a house. Where it is in force already, the two are one, and `merged`.

    Told by somebody who did not know yet that the person has moved out of that dwelling, it is over since then; of a
    house that is closed or a person who is retired, it holds, and a person decides.
    """
    house, person = loaded.find(RentedHouse, command.house), loaded.find(Person, command.person)
    if house is None or person is None:
        return wait_for(command.house if house is None else command.person)
    if loaded.find(Tenancy, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    day = day_of(ctx.observed_at)
    from_on = command.from_on or day
    wrong = next((name for name in ("from_on", "until_on") if not _is_day(getattr(command, name))), None)
    if wrong is None and command.until_on is not None and command.until_on < from_on:
        wrong = "until_on"
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    fresh = Tenancy(
        id=command.entity,
        person=person.id,
        house=house.id,
        dwelling=house.dwelling,
        grid=house.grid,
        from_on=from_on,
        until_on=command.until_on,
        verify_due=day,
    )
    known = [one for one in loaded.children(Tenancy, "person", person.id) if one.house == house.id]
    held = next((one for one in known if one.status is ResidencyStatus.EFFECTIVE), None)
    if held is not None:
        again = replace(fresh, status=ResidencyStatus.VOID, same_as=held.id)
        seen = _seen(held, house, None, ctx) if command.verified else None
        return put(again, *(() if seen is None else (seen,)), verdict=Verdict.MERGED)
    if command.verified:
        fresh = _with(fresh, house, None, ctx)
    left_on = _left_on(loaded.children(Residency, "person", person.id), house.dwelling)
    if left_on is not None and left_on >= day:
        return put(replace(fresh, status=ResidencyStatus.ENDED, until_on=left_on), verdict=Verdict.MERGED)
    decision = though_retired(put(fresh), house, "rented_house", {"tenant": (None, person.id)})
    return though_retired(decision, person, "person", {"tenant_of": (None, house.id)})


def _left_on(stays: Sequence[Residency], dwelling: str) -> str | None:
    """The day on which a person left a dwelling for good; None for one where they live or never lived."""
    there = [stay for stay in stays if stay.dwelling == dwelling and stay.left_by is None]
    if any(stay.status is ResidencyStatus.EFFECTIVE for stay in there):
        return None
    return max((stay.until_on for stay in there if stay.until_on), default=None)


def _needs_of_one(command: EndTenant | VerifyTenant) -> Needs:
    yield Need(Tenancy, command.entity)
    yield Need(Person, command.root)
    yield NeedChildren(Tenancy, "person", command.root)
    if isinstance(command, VerifyTenant):
        yield Need(RentedHouse, command.house)


def _meant(command: EndTenant | VerifyTenant, loaded: Loaded) -> Tenancy | Decision:
    """The tenancy that a command is about: of one that was told twice, the one that it is one with."""
    person, found = loaded.find(Person, command.root), loaded.find(Tenancy, command.entity)
    if person is None or found is None:
        return wait_for(command.root if person is None else command.entity)
    if found.person != person.id:
        return refuse(ProblemCode.MISSING_SUBJECT, person=person.id)
    if found.same_as is None:
        return found
    siblings = loaded.children(Tenancy, "person", person.id)
    return next((one for one in siblings if one.id == found.same_as), found)


@decides(
    EndTenant,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Tenancy, c.entity),
    needs=_needs_of_one,
)
def end_tenant(command: EndTenant, loaded: Loaded, _ctx: Context) -> Decision:
    """End a tenancy. Told again with the same day it is `merged`; with another day refused with `already_ended`."""
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


@decides(
    VerifyTenant,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, Tenancy, c.entity),
    needs=_needs_of_one,
)
def verify_tenant(command: VerifyTenant, loaded: Loaded, ctx: Context) -> Decision:
    """A tenant was seen; of two who tell it the later observation counts.

    Of a tenancy that has ended only what was seen until then is noted: whoever is there after that is a new tenant.
    """
    house, found = loaded.find(RentedHouse, command.house), _meant(command, loaded)
    if isinstance(found, Decision):
        return found
    if house is None or found.house != house.id:
        return wait_for(command.house) if house is None else refuse(ProblemCode.MISSING_SUBJECT, house=house.id)
    if not _is_day(command.verify_due):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="verify_due")
    if found.status is not ResidencyStatus.EFFECTIVE and (found.until_on or "") < day_of(ctx.observed_at):
        return refuse(ProblemCode.ALREADY_ENDED, until_on=found.until_on or "")
    seen = _seen(found, house, command.verify_due, ctx)
    return Decision(verdict=Verdict.MERGED, version=found.version) if seen is None else put(seen)


def _seen(tenancy: Tenancy, house: RentedHouse, verify_due: str | None, ctx: Context) -> Tenancy | None:
    """The tenancy as verified, one version up; None where somebody has seen later than this."""
    if tenancy.verified_at is not None and tenancy.verified_at >= ctx.observed_at:
        return None
    return advanced(_with(tenancy, house, verify_due, ctx))


def _with(tenancy: Tenancy, house: RentedHouse, verify_due: str | None, ctx: Context) -> Tenancy:
    seen_on = date.fromisoformat(day_of(ctx.observed_at))
    again = (seen_on + timedelta(days=verify_days(house.management_class))).isoformat()
    return replace(
        tenancy,
        verified_at=ctx.observed_at,
        verified_by=ctx.actor.user,
        verify_due=verify_due or again,
    )


def _is_day(text: str | None) -> bool:
    return text is None or is_day(text)


HANDLERS: tuple[Handler, ...] = (add_tenant, end_tenant, verify_tenant)

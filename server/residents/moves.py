"""How the stays of a person follow each other. Pure; whose business a move is, is not decided here."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from mobile_contract.receipts import Verdict
from mobile_contract.residents import MoveIn, RegisterPerson, ResidencyStatus
from server.core.decisions import Context, Decision, put
from server.core.entities import advanced, changed
from server.residents.entities import Person, Residency
from sync.identifiers import is_day, normal_id

CHINA = timezone(timedelta(hours=8))
"""Asia/Shanghai, which has had no summer time since 1991."""


def day_of(instant: datetime) -> str:
    """The calendar day of an instant in the district, YYYY-MM-DD."""
    return instant.astimezone(CHINA).date().isoformat()


def days_between(seen_at: datetime, at: datetime) -> int:
    """How many days of the district lie between two instants: 0 on one day, never less."""
    return max(0, (at.astimezone(CHINA).date() - seen_at.astimezone(CHINA).date()).days)


def stay_of(command: RegisterPerson | MoveIn, grid: str, from_on: str | None) -> Residency:
    """The stay that a command begins."""
    return Residency(
        id=command.residency,
        person=command.entity,
        dwelling=command.dwelling,
        household=command.household,
        grid=grid,
        residency_kind=command.residency_kind,
        relation=command.relation,
        hukou_consistent=command.hukou_consistent,
        inflow_reason=command.inflow_reason,
        inflow_on=command.inflow_on,
        origin=command.origin,
        cert_until=command.cert_until,
        from_on=from_on,
        housing_kind=command.housing_kind,
        cert_type=command.cert_type,
        cert_no=normal_id(command.cert_no),
        cert_on=command.cert_on,
    )


def move(person: Person, stays: Sequence[Residency], command: MoveIn, grid: str, ctx: Context) -> Decision:
    """End what stay there is, begin the new one, and take the person and all their history to its grid.

    A move that was observed before the last one that is known comes too late to say where the person lives: it becomes
    a stay that has ended. Nothing is lost, and the later move stands in whatever order the two arrive.
    """
    day = command.from_on or day_of(ctx.observed_at)
    newcomer = stay_of(command, grid, day)
    effective = [stay for stay in stays if stay.status is ResidencyStatus.EFFECTIVE]
    _, moved_ms = person.stamps.get("dwelling", (0, ctx.observed_ms))
    if ctx.observed_ms < moved_ms:
        until_on = next((stay.from_on for stay in effective if stay.from_on), day)
        passed = replace(newcomer, grid=person.grid, status=ResidencyStatus.ENDED, until_on=until_on)
        return Decision(puts=(passed,), verdict=Verdict.MERGED, version=person.version)
    moved = changed(person, ctx.observed_ms, dwelling=command.dwelling, grid=grid)
    ended = [
        advanced(stay, grid=grid, status=ResidencyStatus.ENDED, until_on=day)
        if stay.status is ResidencyStatus.EFFECTIVE
        else advanced(stay, grid=grid)
        for stay in stays
        if stay.status is ResidencyStatus.EFFECTIVE or stay.grid != grid
    ]
    return put(moved, newcomer, *ended)


def may_end_on(day: str, now: datetime) -> bool:
    """Whether a stay may end on a day: one of the calendar that has come, for whoever is still to leave lives there."""
    return is_day(day) and day <= day_of(now)


def end(person: Person, stays: Sequence[Residency], stay: Residency, until_on: str) -> Decision:
    """End a stay. If the person lived there, the latest other stay in force takes its place, else they live nowhere.

    The grid stays in either case: whoever looked after the person still sees them.
    """
    ended = advanced(stay, status=ResidencyStatus.ENDED, until_on=until_on)
    lived_there = stay.person == person.id and stay.dwelling == person.dwelling
    if stay.status is not ResidencyStatus.EFFECTIVE or not lived_there:
        return put(ended)
    others = [other for other in stays if other.id != stay.id and other.status is ResidencyStatus.EFFECTIVE]
    present = max(others, key=lambda other: (other.from_on or "", other.id), default=None)
    return put(ended, advanced(person, dwelling=None if present is None else present.dwelling))

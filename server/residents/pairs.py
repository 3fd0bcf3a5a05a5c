"""What a committee says of two persons who might be one, when it does not merge them. Pure; it finds no pair."""

from typing import Any

from mobile_contract.pairs import DecideLater, NotTheSame, PairState, ReopenPair
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import Area, Context, Decision, Directory, Handler, Loaded, decides, put, refuse, wait_for
from server.core.entities import Need, Needs, advanced, named_id
from server.residents.entities import Pair, Person
from server.residents.merges import COMMITTEE
from server.residents.moves import day_of
from server.residents.rules import area_of
from sync.identifiers import is_day

OfPair = NotTheSame | DecideLater | ReopenPair


def pair_id(one: str, other: str) -> str:
    """The id of two persons as a pair, whichever comes first."""
    return named_id("pair|" + "|".join(sorted((one, other))))


def _needs(command: OfPair) -> Needs:
    yield Need(Person, command.entity)
    yield Need(Person, command.other)
    yield Need(Pair, pair_id(command.entity, command.other))


def _area(command: OfPair, loaded: Loaded, _directory: Directory) -> Area:
    """Where both lie, as for a merge: nobody speaks for another's resident."""
    places = (area_of(loaded, Person, command.entity), area_of(loaded, Person, command.other))
    return places[0] if places[0] == places[1] else Area(every=places)


@decides(NotTheSame, posts=COMMITTEE, area=_area, needs=_needs, as_named=True)
def not_the_same(command: NotTheSame, loaded: Loaded, ctx: Context) -> Decision:
    """Say that they are two. Refuses without a reason."""
    return _without(command.reason) or _said(command, PairState.DIFFERENT, None, loaded, ctx)


@decides(DecideLater, posts=COMMITTEE, area=_area, needs=_needs, as_named=True)
def decide_later(command: DecideLater, loaded: Loaded, ctx: Context) -> Decision:
    """Put the pair off. Refuses a day of no calendar, and one that is not to come (`wrong_identifier`)."""
    if not is_day(command.until_on) or command.until_on <= day_of(ctx.observed_at):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on", value=command.until_on)
    return _said(command, PairState.LATER, command.until_on, loaded, ctx)


@decides(ReopenPair, posts=COMMITTEE, area=_area, needs=_needs, as_named=True)
def reopen_pair(command: ReopenPair, loaded: Loaded, ctx: Context) -> Decision:
    """Have it decided after all; one that nothing was said of is open. Refuses without a reason."""
    return _without(command.reason) or _said(command, PairState.OPEN, None, loaded, ctx)


def _without(reason: str) -> Decision | None:
    return None if reason.strip() else refuse(ProblemCode.CASE_NEEDS, needs="reason")


def _said(command: OfPair, state: PairState, until_on: str | None, loaded: Loaded, ctx: Context) -> Decision:
    """Of two offices the later observation stands; the other is `merged`. Refuses who are one (`already_merged`)."""
    first, second = loaded.find(Person, command.entity), loaded.find(Person, command.other)
    if first is None or second is None:
        return wait_for(command.entity if first is None else command.other)
    into = first.merged_into or second.merged_into or (first.id if first.id == second.id else None)
    if into is not None:
        return refuse(ProblemCode.ALREADY_MERGED, into=into)
    one, other = sorted((first.id, second.id))
    before = loaded.find(Pair, pair_id(one, other))
    told: dict[str, Any] = {
        "state": state,
        "until_on": until_on,
        "decided_by": ctx.actor.user,
        "decided_at": ctx.observed_at,
    }
    if before is None:
        return put(Pair(id=pair_id(one, other), one=one, other=other, **told))
    if before.decided_at > ctx.observed_at or (before.state, before.until_on) == (state, until_on):
        return Decision(verdict=Verdict.MERGED, version=before.version)
    return put(advanced(before, **told))


HANDLERS: tuple[Handler, ...] = (not_the_same, decide_later, reopen_pair)

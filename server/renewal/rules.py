"""What becomes of an item by its answers. Pure; how weeks begin and end is in `cycles`.

Answers are kept, all of them; which one stands follows from the set of them alone, so that two phones' answers lead to
the same whatever the order in which they arrive.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import (
    AnswerItem,
    ConfirmItem,
    RenewalState,
    RenewalTarget,
    StayRef,
    WithdrawAnswer,
)
from server.core.decisions import (
    Area,
    ConflictDraft,
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
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced
from server.renewal import cycles
from server.renewal.entities import ItemAnswer, RenewalItem
from server.renewal.stays import Stays, ended, restored
from server.renewal.weeks import week_of
from server.residents.entities import Person, Residency
from server.residents.moves import day_of, may_end_on
from server.residents.rules import KEEPERS

_SEEN = frozenset({RenewalState.CONFIRMED, RenewalState.CHANGED})


def _needs_of_stays(stays: Iterable[StayRef]) -> Needs:
    for one in stays:
        yield Need(Residency, one.residency)
        yield Need(Person, one.person)
        yield NeedChildren(Residency, "person", one.person)


def _answer_needs(command: ConfirmItem | AnswerItem | WithdrawAnswer) -> Needs:
    yield Need(RenewalItem, command.entity)
    yield Need(ItemAnswer, command.answer)
    yield NeedChildren(ItemAnswer, "item", command.entity)
    if not isinstance(command, ConfirmItem):
        yield from _needs_of_stays(command.stays)


def _brings(command: AnswerItem | WithdrawAnswer, loaded: Loaded) -> Needs:
    """Whose the stays are by now: a merge may have given them to another person than their author knew."""
    for one in command.stays:
        stay = loaded.find(Residency, one.residency)
        if stay is not None:
            yield from _needs_of_stays([StayRef(stay.id, stay.person)])


def _area(command: ConfirmItem | AnswerItem | WithdrawAnswer, loaded: Loaded, _directory: Directory) -> Area:
    """Where the item lies, and each stay that is named. Raises MissingSubject."""
    item = loaded.find(RenewalItem, command.entity)
    if item is None:
        raise MissingSubject(command.entity)
    grids = [item.grid]
    for one in () if isinstance(command, ConfirmItem) else command.stays:
        stay = loaded.find(Residency, one.residency)
        if stay is None:
            raise MissingSubject(one.residency)
        grids += [stay.grid] if stay.grid else []
    if len(set(grids)) == 1:
        return Area(grid=item.grid)
    return Area(every=tuple(Area(grid=grid) for grid in dict.fromkeys(grids)))


@decides(ConfirmItem, posts=KEEPERS, area=_area, needs=_answer_needs)
def confirm_item(command: ConfirmItem, loaded: Loaded, ctx: Context) -> Decision:
    """All is as the register says: verified as of when it was observed; no row of the register is written."""
    return _answered(command, RenewalState.CONFIRMED, loaded, ctx)


@decides(AnswerItem, posts=KEEPERS, area=_area, needs=_answer_needs)
def answer_item(command: AnswerItem, loaded: Loaded, ctx: Context) -> Decision:
    """What came of an item; `moved_out` ends the stays that it names, unless they were seen there later.

    Of a stay it needs at least the item's own, where the item is about one. Refuses with `wrong_identifier` (`field`) a
    day of no calendar, or one that is still to come.
    """
    state = RenewalState(command.state.value)
    if command.until_on is not None and not may_end_on(command.until_on, ctx.now):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on")
    item = loaded.find(RenewalItem, command.entity)
    named = {one.residency for one in command.stays}
    if state is RenewalState.MOVED_OUT and item is not None:
        if item.target_kind is RenewalTarget.RESIDENCY and item.target not in named:
            return refuse(ProblemCode.CASE_NEEDS, needs="stays")
    elif named:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="stays")
    return _answered(command, state, loaded, ctx)


def _answered(command: ConfirmItem | AnswerItem, state: RenewalState, loaded: Loaded, ctx: Context) -> Decision:
    item = loaded.find(RenewalItem, command.entity)
    if item is None:
        return wait_for(command.entity)
    if loaded.find(ItemAnswer, command.answer) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.answer)
    answer = ItemAnswer(
        id=command.answer,
        item=item.id,
        subject=item.subject,
        state=state,
        answered_by=ctx.actor.user,
        answered_at=ctx.observed_at,
        received_at=ctx.now,
        late=week_of(ctx.observed_at) < week_of(ctx.now),
    )
    others = [one for one in loaded.children(ItemAnswer, "item", item.id) if one.withdrawn_at is None]
    rows: list[Entity] = []
    if isinstance(command, AnswerItem):
        answer = replace(answer, edit=command.edit)
        if state is RenewalState.MOVED_OUT:
            moved = _moved_out(command, answer, item, others, loaded)
            if isinstance(moved, Decision):
                return moved
            answer, rows = moved
    after = _standing(item, [*others, answer])
    stands = after.answer == answer.id
    decision = put(after, answer, *rows, verdict=Verdict.APPLIED if stands else Verdict.MERGED)
    against = _collides(answer, others)
    return decision if against is None else _in_conflict(decision, item, answer, against)


def _moved_out(
    command: AnswerItem, answer: ItemAnswer, item: RenewalItem, others: Sequence[ItemAnswer], loaded: Loaded
) -> tuple[ItemAnswer, list[Entity]] | Decision:
    """The answer with what it ends, and the rows of that; nothing ends for somebody who was seen there later."""
    until_on = command.until_on or day_of(answer.answered_at)
    stays = Stays.of(command.stays, loaded)
    if stays.missing:
        return wait_for(*stays.missing)
    if any(stay.dwelling != item.dwelling for stay, _ in stays.pairs):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="stays")
    told = replace(answer, until_on=until_on)
    if _collides(answer, others) is not None:
        return told, []
    rows, names = ended(stays, until_on)
    return replace(told, ended=names), rows


def _collides(answer: ItemAnswer, others: Sequence[ItemAnswer]) -> ItemAnswer | None:
    """The other answer that cannot be true beside this one: whoever has moved out is not seen there afterwards."""
    for other in others:
        first, second = sorted((answer, other), key=_order)
        if first.state is RenewalState.MOVED_OUT and second.state in _SEEN:
            return other
    return None


def _in_conflict(decision: Decision, item: RenewalItem, answer: ItemAnswer, against: ItemAnswer) -> Decision:
    draft = ConflictDraft(
        ProblemCode.ANSWERS_COLLIDE,
        "renewal_item",
        item.id,
        "state",
        mine={"state": answer.state.value, "answered_at": _told(answer.answered_at)},
        theirs={
            "state": against.state.value,
            "answered_at": _told(against.answered_at),
            "answered_by": against.answered_by,
        },
    )
    return replace(decision, verdict=Verdict.CONFLICT, why=draft.reason, conflicts=(draft,))


def _told(at: datetime) -> str:
    return at.isoformat()


def _order(answer: ItemAnswer) -> tuple[datetime, str]:
    return answer.answered_at, answer.id


def _standing(item: RenewalItem, live: Sequence[ItemAnswer]) -> RenewalItem:
    """The item with the answer that stands; one that has lapsed stays so, whoever still answers it."""
    best = max(live, key=_order, default=None)
    done_at = min((one.received_at for one in live), default=None)
    if best is None:
        state = item.state if item.state is RenewalState.LAPSED else RenewalState.PENDING
        return advanced(item, state=state, answer=None, answered_by=None, answered_at=None, done_at=None, late=False)
    return advanced(
        item,
        state=item.state if item.state is RenewalState.LAPSED else best.state,
        answer=best.id,
        answered_by=best.answered_by,
        answered_at=best.answered_at,
        done_at=done_at,
        late=best.late,
    )


@decides(WithdrawAnswer, posts=KEEPERS, area=_area, needs=_answer_needs)
def withdraw_answer(command: WithdrawAnswer, loaded: Loaded, ctx: Context) -> Decision:
    """Take an answer back; it stays in the item's history. A stay that it ended goes on, unless it was ended anew."""
    item, answer = loaded.find(RenewalItem, command.entity), loaded.find(ItemAnswer, command.answer)
    missing = [name for name, row in ((command.entity, item), (command.answer, answer)) if row is None]
    stays = Stays.of(command.stays, loaded)
    if item is None or answer is None or stays.missing:
        return wait_for(*missing, *stays.missing)
    if answer.item != item.id:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="answer")
    if answer.withdrawn_at is not None:
        return Decision(verdict=Verdict.MERGED, version=item.version)
    if not set(answer.ended) <= {stay.id for stay, _ in stays.pairs}:
        return refuse(ProblemCode.CASE_NEEDS, needs="stays")
    live = [one for one in loaded.children(ItemAnswer, "item", item.id) if one.withdrawn_at is None]
    after = _standing(item, [one for one in live if one.id != answer.id])
    return put(after, advanced(answer, withdrawn_at=ctx.now), *restored(stays, answer))


HANDLERS: tuple[Handler, ...] = (
    *cycles.HANDLERS,
    confirm_item,
    replace(answer_item, brings=_brings),
    replace(withdraw_answer, brings=_brings),
)

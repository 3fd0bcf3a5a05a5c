"""The jobs of the clock: suspensions that are over end, and each step of the ladder is told. They judge nothing.

Whatever must change they ask of the door, by commands whose ids follow from what they say: two servers that find the
same at the same moment, or one that begins again after a crash, send the very same command, and it is done once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, cast

import structlog
from msgspec.structs import replace

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.case_adjustments import SuperviseCase, Supervision
from mobile_contract.case_steps import ResumeCase
from mobile_contract.duty import RecountClock, TellLight
from mobile_contract.receipts import Verdict
from server.cases.entities import CaseTimer, TimerStage
from server.cases.standing import FIRST, Mark, Over, list_in_work_time, list_over, list_yellow
from server.core import clock
from server.core.consumers import Consumer, Job
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.ids import uuid7
from server.core.intake import Sent, Submission, made_here
from server.core.journal import Entry
from server.core.loading import head_of
from server.core.reading import find_entity
from server.dispatch.entities import LADDER, Ladder
from server.dispatch.ladder import CARD_PERCENT, DEFAULT_RUNGS, Reached, marks_of, steps_reached
from server.dispatch.rules import calendar_in, is_moved
from sync.observed import Quality

log = structlog.get_logger()

EVERY_S = 30.0
"""How late a step may be told at most, and a case go on."""
_PAGE = 1_000
_AT_ONCE = 2
"""Batches under way: one that is judged while the other is written."""

Found = tuple[list[Sent], Mark | None]
"""Commands of one page, and from where to go on; None when there is no more."""

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Unheard(Exception):
    """The door could not take in what the clock says; the job tries again."""


def deadline_job() -> Job:
    """The job, every half minute."""
    return Job("deadlines", EVERY_S, sweep)


async def sweep(door: Door) -> int:
    """End the suspensions that are over, then tell what there is to tell; how many commands that took.

    In this order: a case that goes on may be late at once.
    """
    return await resume_suspended(door) + await tell_lights(door)


async def resume_suspended(door: Door) -> int:
    """Let each case go on whose suspension is over, in the order in which they were; how many.

    It goes on at the end of its last day, however much later it is seen (domain.md 3.3): the server may have been down.
    """
    at = clock.now()

    async def read(tx: ReadTx, after: Mark) -> Found:
        over = await list_over(tx, door.district, at, after, _PAGE)
        calendar = calendar_in(await door.directory(tx, await head_of(tx, door.district))).version
        return [_resume(one, calendar) for one in over], Mark(over[-1].until_at, over[-1].case) if over else None

    return await _page_through(door, read)


async def tell_lights(door: Door) -> int:
    """Tell each step of the ladder that a clock has come to; how many commands that took. One query a page of clocks.

    One that the district's calendar cannot reckon is left as it is.
    """
    at = clock.now()
    return await _page_through(door, lambda tx, after: _list_to_tell(tx, door, at, after))


def calendar_consumer() -> Consumer:
    """Follows the journal for another calendar, and has the clocks reckoned anew that it moves."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        if any(entry.version for entry in entries):
            await recount_clocks(door)

    return Consumer("calendars", ("set_calendar",), handle)


async def recount_clocks(door: Door) -> int:
    """Have each clock reckoned anew that the present calendar moves; how many."""
    return await _page_through(door, lambda tx, after: _list_to_recount(tx, door, after))


async def _page_through(door: Door, read: Callable[[ReadTx, Mark], Awaitable[Found]]) -> int:
    """Read page after page and submit what each makes necessary, one batch a page; how many commands that were.

    While the database works on a batch the next page is read and judged: a page begins behind the mark of the last, so
    that it does not matter what has become of that one. Raises Unheard, when all that was under way has ended.
    """
    done, after = 0, cast("Mark | None", FIRST)
    under_way: deque[asyncio.Task[None]] = deque()
    try:
        while after is not None:
            sent, after = await door.database.read(partial(_from, read, after))
            if len(under_way) == _AT_ONCE:
                await under_way.popleft()
            if sent:
                under_way.append(asyncio.create_task(_submit(door, sent)))
            done += len(sent)
    finally:
        ended = await asyncio.gather(*under_way, return_exceptions=True)
    for fault in ended:
        if fault is not None:
            raise fault
    return done


async def _from(read: Callable[[ReadTx, Mark], Awaitable[Found]], after: Mark, tx: ReadTx) -> Found:
    return await read(tx, after)


async def _list_to_tell(tx: ReadTx, door: Door, at: datetime, after: Mark) -> Found:
    directory = await door.directory(tx, await head_of(tx, door.district))
    ladder = await find_entity(tx, door, Ladder, LADDER)
    cards = directory.case_switches.yellow_card_at_150
    marks = marks_of(DEFAULT_RUNGS if ladder is None else ladder.rungs, cards=cards)
    timers, following = await list_yellow(tx, door, at, marks[-1].percent, after, _PAGE)
    calendar = calendar_in(directory)
    sent: list[Sent] = []
    for timer in timers:
        reached = steps_reached(timer, marks, calendar, at)
        sent += _tell(timer, reached, cards=cards) if reached else ()
    return sent, following


def _tell(timer: CaseTimer, reached: Sequence[Reached], *, cards: bool) -> Iterable[Sent]:
    """The card first: whatever happens after it, the step is told of later, and the card never twice."""
    last = reached[-1]
    card = next((step for step in reached if step.rung.percent == CARD_PERCENT), None)
    if cards and card is not None and timer.stage is TimerStage.HANDLE:
        yield _card(timer, card.at)
    told = f"tell_light|{timer.id}|{timer.version}|{last.rung.percent}"
    facts = _facts(timer.case_id, last.at, told)
    yield made_here(TellLight(**facts, timer=timer.id, percent=last.rung.percent), SYSTEM)


def _card(timer: CaseTimer, at: datetime) -> Sent:
    about = f"{timer.id}|{timer.extended}"
    command = SuperviseCase(
        **_facts(timer.case_id, at, f"yellow_card|{about}"),
        supervision=_id_of(at, f"supervision|{about}"),
        level=Supervision.YELLOW,
        opinion=f"办理已超过时限的 {CARD_PERCENT}%，系统自动发出黄牌",
    )
    return made_here(command, SYSTEM)


def _resume(over: Over, calendar: str) -> Sent:
    """With another calendar it is another try: by the last one its clock may have been due in a year that had none."""
    facts = _facts(over.case, over.until_at, f"resume|{over.case}|{clock.millis(over.until_at)}|{calendar}")
    # It happened then, and not when somebody saw it: for the server's own commands that instant is the rule's present.
    return replace(made_here(ResumeCase(**facts), SYSTEM), observed_at=over.until_at, clock_quality=Quality.EXACT.value)


async def _list_to_recount(tx: ReadTx, door: Door, after: Mark) -> Found:
    directory = await door.directory(tx, await head_of(tx, door.district))
    timers, following = await list_in_work_time(tx, door, after, _PAGE)
    moved = [timer for timer in timers if is_moved(timer, directory)]
    return [_recount(timer, calendar_in(directory).version) for timer in moved], following


def _recount(timer: CaseTimer, calendar: str) -> Sent:
    facts = _facts(timer.case_id, timer.started_at, f"recount|{timer.id}|{timer.version}|{calendar}")
    return made_here(RecountClock(**facts, timer=timer.id), SYSTEM)


def _facts(case: str, at: datetime, named: str) -> dict[str, Any]:
    """The facts of a command that is the same whoever makes it, and whenever."""
    wall = clock.millis(at)
    made = Clock(wall=wall, boot="server", mono=wall)
    return {"id": _id_of(at, named), "seq": 0, "entity": case, "root": case, "made": made, "contract": CONTRACT}


def _id_of(at: datetime, named: str) -> str:
    return uuid7(clock.millis(at), blake2b(named.encode(), digest_size=10).digest())


async def _submit(door: Door, sent: Sequence[Sent]) -> None:
    """Raises Unheard for a fault that passes: the job tries again. What the door refuses is logged, and no reason to
    hold the others up.
    """
    receipts = (await door.submit(Submission(SYSTEM, sent))).receipts
    if any(receipt.verdict is Verdict.RETRY for receipt in receipts):
        raise Unheard("the door is overloaded")
    for receipt in receipts:
        if receipt.verdict not in _DONE:
            log.warning("clock not heard", command=receipt.id, verdict=receipt.verdict, why=receipt.why)

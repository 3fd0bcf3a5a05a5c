"""The clock's part: deadlines of notices that have passed are told, once each. It judges nothing.

A command's id follows from what it says, so that two servers, or one that begins again, send the very same.
"""

from datetime import date, datetime, time, timedelta
from hashlib import blake2b

import structlog

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.hazards import TellDeadline
from mobile_contract.receipts import Verdict
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.consumers import Job
from server.core.door import SYSTEM, Door
from server.core.ids import uuid7
from server.core.intake import Submission, made_here
from server.hazards import queries
from server.hazards.entities import Danger

EVERY_S = 600.0
"""How late it may be told that a deadline has passed."""

_PAGE = 500
_FIRST = (queries.NO_DAY, "00000000-0000-0000-0000-000000000000")
_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})

log = structlog.get_logger()


class Unheard(Exception):
    """The door could not take in what the clock says; the job tries again."""


def hazard_job() -> Job:
    """The job, every ten minutes."""
    return Job("hazards", EVERY_S, tell_deadlines)


async def tell_deadlines(door: Door) -> int:
    """Tell of each notice whose last day is over, in Asia/Shanghai; how many. One query a page."""
    today = clock.now().astimezone(SHANGHAI).date().isoformat()
    told, after = 0, _FIRST
    while page := await _page(door, today, after):
        last = page[-1]
        after = (last.due_on or "", last.id)
        sent = [made_here(_command(one), SYSTEM) for one in page]
        receipts = (await door.submit(Submission(SYSTEM, sent))).receipts
        if any(receipt.verdict is Verdict.RETRY for receipt in receipts):
            raise Unheard("the door is overloaded")
        for receipt in receipts:
            if receipt.verdict not in _DONE:
                log.warning("deadline not heard", command=receipt.id, verdict=receipt.verdict, why=receipt.why)
        told += len(page)
    return told


async def _page(door: Door, today: str, after: tuple[str, str]) -> list[Danger]:
    return await door.database.read(lambda tx: queries.list_overdue(tx, door, today, after, _PAGE))


def _command(danger: Danger) -> TellDeadline:
    """It passed at midnight behind its last day, however much later that is seen."""
    due_on, number = danger.due_on or "", danger.notice_no or ""
    passed = datetime.combine(date.fromisoformat(due_on) + timedelta(days=1), time(), SHANGHAI)
    wall = clock.millis(passed)
    named = blake2b(f"tell_deadline|{danger.id}|{number}".encode(), digest_size=10).digest()
    return TellDeadline(
        id=uuid7(wall, named),
        seq=0,
        entity=danger.id,
        root=danger.inspection,
        made=Clock(wall=wall, boot="server", mono=wall),
        contract=CONTRACT,
        notice_no=number,
        due_on=due_on,
    )

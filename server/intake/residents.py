"""What residents tell without an account, taken in once. All of it passes the door.

In the journal each reporter is an actor of their own, known by nothing but an id, whom no post was ever given: the
server acts for them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from mobile_contract.cases import LimitUnit
from mobile_contract.intake import (
    KeepReporter,
    ReportTaken,
    ResidentReport,
)
from mobile_contract.problems import ProblemCode
from server.accounts.passwords import Passwords
from server.accounts.scope import directory_of
from server.cases.duplicates import already_reported
from server.cases.entities import Case
from server.cases.likeness import Likeness
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import due
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Directory
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import find_entity
from server.intake.books import Book, book, notice_of
from server.intake.doorway import code_hash, meter_of, mint_of, pin_of, refused, resident, slow_down
from server.intake.entities import Reporter
from server.intake.making import Reported, facts, reported
from server.intake.metering import Meter


async def report(
    door: Door, passwords: Passwords, asked: ResidentReport, address: str, likeness: Sequence[Likeness]
) -> ReportTaken:
    """Take a report in, once, whatever is sent again; the receipt is made of what the page made, so it is the same.

    Refuses READ_FIRST before an emergency is confirmed, UNKNOWN_CLASS for a matter that is not on the list, CASE_NEEDS
    without words or matter and for a contact without the notice that goes with it, SLOW_DOWN, and what the rule of
    reports refuses.
    """
    at, known, mint = clock.now(), book(), mint_of(door)
    matter = None if asked.matter is None else known.matter(asked.matter)
    _refuse_incomplete(asked, known)
    notice = known.notice_before(matter, asked.words)
    if notice is not None and not asked.confirmed:
        raise Problem(ProblemCode.READ_FIRST, notice=notice_of(notice))
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    told = None if matter is None else matter.class_code
    class_code = None if told is None or directory.class_at(told, at) is None else told
    made = reported(asked, matter, class_code, mint, urgent=notice is not None)
    before = await _taken(door, made, likeness)
    if before is not None:
        return before
    await slow_down(door, _meters(door, asked, address, at), at)
    kept = await passwords.hash(pin_of(door, made.receipt.code, made.receipt.pin))
    keep = KeepReporter(
        **facts(made.keeping, made.reporter, made.case),
        code_hash=code_hash(door, made.receipt.code),
        pin_hash=kept,
        name="" if asked.contact is None else asked.contact.name,
        phone=None if asked.contact is None else asked.contact.phone,
        privacy_note=asked.privacy_note if asked.contact is not None else None,
        expected_at=expected_at(directory, class_code, at),
    )
    answers = (await door.issue([made.command, keep], resident(made.reporter))).receipts
    taken = await _taken(door, made, likeness)
    if taken is None:
        raise refused(answers[0])
    return taken


def _refuse_incomplete(asked: ResidentReport, known: Book) -> None:
    if asked.matter is not None and known.matter(asked.matter) is None:
        raise Problem(ProblemCode.UNKNOWN_CLASS, matter=asked.matter)
    if asked.matter is None and not asked.words.strip():
        raise Problem(ProblemCode.CASE_NEEDS, needs="words")
    if asked.contact is not None and asked.privacy_note != known.privacy.code:
        raise Problem(ProblemCode.CASE_NEEDS, needs="privacy_note", wanted=known.privacy.code)


async def _taken(door: Door, made: Reported, likeness: Sequence[Likeness]) -> ReportTaken | None:
    """The receipt of a report that is kept already."""

    async def find(tx: ReadTx) -> ReportTaken | None:
        reporter = await find_entity(tx, door, Reporter, made.reporter)
        case = None if reporter is None else await find_entity(tx, door, Case, reporter.case_id)
        if reporter is None or case is None:
            return None
        code, pin = made.receipt
        alike = await already_reported(tx, door, case, likeness)
        return ReportTaken(
            code=code, pin=pin, received_at=case.reported_at, expected_at=reporter.expected_at, alike=alike
        )

    return await door.database.read(find)


def expected_at(directory: Directory, class_code: str | None, at: datetime) -> datetime | None:
    """When a matter of a class is done at the latest, if all goes as it should: nobody has chosen its limit yet.

    None for a class that nobody knows, and for a year without a calendar.
    """
    node = None if class_code is None else directory.class_at(class_code, at)
    if node is None:
        return None
    switches = directory.case_switches
    begins = at + timedelta(minutes=switches.accept_minutes + switches.dispatch_minutes)
    conditions = directory.conditions_at(node.code, at)
    limits = [(one.limit_unit, one.limit_value) for one in conditions] or [(node.limit_unit, node.limit_value)]
    calendar = cast("WorkCalendar", directory.calendar)
    try:
        return max(due(calendar, begins, LimitUnit(unit), value) for unit, value in limits)
    except (NoCalendar, ValueError):
        return None


def _meters(door: Door, asked: ResidentReport, address: str, at: datetime) -> list[Meter]:
    phone = None if asked.contact is None else asked.contact.phone
    digits = None if phone is None else "".join(one for one in phone if one.isdigit())[-11:]
    whose = {"address": address, "device": asked.device, "phone": digits}
    return [meter_of(door, what, one, at) for what, one in whose.items() if one]

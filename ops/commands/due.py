"""`hexward due`: when a limit ends, by the published work calendar or by a district's own. It changes nothing."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import datetime
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.base import require_usual
from mobile_contract.cases import LimitUnit
from ops.commands.answering import Refused, answer, faults_in_one_line, json_option
from server.cases.calendars import LocalCalendar, work_calendar
from server.cases.workdays import NoCalendar, WorkCalendar, WrongCalendar
from server.cases.worktime import Pause, due

_TO = ".."


@click.command(name="due")
@click.option("--from", "start", required=True, help="An instant with its offset, such as 2026-11-20T17:00+08:00.")
@click.option("--value", type=click.IntRange(0, 10_000), required=True, help="How many of the unit.")
@click.option("--unit", type=click.Choice([unit.value for unit in LimitUnit]), required=True)
@click.option("--pause", "pauses", multiple=True, metavar="FROM..TO", help="The limit does not run; may be repeated.")
@click.option(
    "--calendar",
    "calendar_file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="JSON of what a district lays down: periods, weekend, seasons, days, years.",
)
@json_option
def due_command(
    start: str, value: int, unit: str, pauses: tuple[str, ...], calendar_file: Path | None, as_json: bool
) -> None:
    """When a limit ends that begins at --from, in the calendar's own time.

    urgent_* and natural_day run day and night; work_* in working periods only, make-up workdays included, holidays not.
    """
    with faults_in_one_line():
        calendar = _calendar(calendar_file)
        stops = [_pause(told) for told in pauses]
        try:
            ends = due(calendar, _instant(start), LimitUnit(unit), value, stops).astimezone(calendar.zone)
        except NoCalendar as error:
            raise Refused(f"{error}: its holidays are not published, and no --calendar has them") from error
        words = _words(ends)
        facts = {"due_at": words, "start": start, "value": value, "unit": unit, "pauses": list(pauses)}
        answer(facts, words, as_json=as_json)


def _calendar(file: Path | None) -> WorkCalendar:
    try:
        raw = b"{}" if file is None else file.read_bytes()
        return work_calendar(msgspec.json.decode(raw, type=LocalCalendar))
    except (msgspec.DecodeError, WrongCalendar) as error:
        raise Refused(f"{file}: {error}") from error


def _instant(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
        if at.tzinfo is None:
            raise Refused(f"{told} has no offset: write 2026-11-20T17:00+08:00")
        require_usual(at)
    except ValueError as error:
        raise Refused(f"{told} is no instant: write 2026-11-20T17:00+08:00, between 1900 and 2100") from error
    return at


def _pause(told: str) -> Pause:
    first, middle, last = told.partition(_TO)
    if not middle:
        raise Refused(f"{told} is no pause: write FROM{_TO}TO")
    from_at, until_at = _instant(first), _instant(last)
    if until_at < from_at:
        raise Refused(f"{told} ends before it begins")
    return from_at, until_at


def _words(at: datetime) -> str:
    """As people write it: to the minute, unless there is more to tell."""
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")

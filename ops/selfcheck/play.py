"""The day from morning to audit: its steps in order, each with its time. It starts with a server that answers."""

import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx

from ops.demo_district import DemoDistrict
from ops.phone.rounds import Stopped
from ops.phone.transport import Refused, Unreachable
from ops.selfcheck import audit, away, casework, joining, malformed, returning, week, week_field, week_office
from ops.selfcheck.checking import Failed
from ops.selfcheck.day import Day
from ops.selfcheck.oracle import Oracle
from ops.selfcheck.tales import TALES
from ops.selfcheck.typist import Typist
from ops.selfcheck.walking import Move, Walk
from ops.server_process import ServerProcess

Tell = Callable[[str, float], None]
"""Hears a step when it is done, and how many seconds it took."""


class Step(NamedTuple):
    """One step: a sentence, and what is done and found out."""

    says: str
    take: Callable[[Day], None]


class WeekStep(NamedTuple):
    """One step of the week."""

    says: str
    take: Callable[[week.Week], None]


STEPS = (
    Step("two phones join; a used code is refused and counted", joining.join),
    Step("both boot their grids", joining.boot),
    Step("they hold what the tables say, and nothing else", returning.phones_are_like_the_tables),
    Step("offline, A writes five visits, an edit, a newcomer, a move and a report with a photo", away.write_on_a),
    Step("the server is killed (SIGKILL); a phone that tries loses nothing", away.kill_the_server),
    Step("offline, B edits another field of the same resident and starts a case", away.write_on_b),
    Step("the server starts again; nothing that a phone has seen is lost", away.start_the_server_again),
    Step("both sync: every command has a receipt, and all are done", returning.sync_both),
    Step("both edits of the one resident survive, on the server and on both phones", returning.both_edits_survive),
    Step("the newcomer is registered, the move has one stay in force", returning.moves_are_done),
    Step("the reports are cases in the grids that hold their places", returning.reports_are_cases),
    Step("the photo reads back byte for byte", returning.photo_is_whole),
    Step("both phones hold what the tables say, and nothing else", returning.phones_are_like_the_tables),
    Step("the case is accepted and filed", casework.take_on),
    Step("it is dispatched and assigned, and comes to the handler's phone", casework.hand_out),
    Step("it is handled with a photo, and confirmed", casework.do_the_work),
    Step("somebody else checks it, with a photo", casework.check_the_work),
    Step("it is closed, and the reporter sees it", casework.close),
    Step("one more phone joins, for commands made by hand", malformed.join),
    Step("malformed requests get their 4xx problem", malformed.bad_requests_are_refused),
    Step("malformed commands get their receipt, their neighbours are applied", malformed.bad_commands_spoil_no_other),
    Step("a desk's malformed commands get receipts, its malformed questions a 4xx", malformed.desks_are_told_too),
    Step("all phones hold what the tables say, and nothing else", returning.phones_are_like_the_tables),
    Step("a second sync moves nothing", returning.second_sync_moves_nothing),
    Step("hexward audit-verify passes", audit.passes),
    Step(
        "it fails when one byte of the journal is changed: body, digest, salt, link", audit.fails_when_a_byte_is_changed
    ),
    Step("no answer of the whole day was a fault of the server's", malformed.no_answer_was_a_fault),
)


@contextmanager
def stage(district: DemoDistrict, server: ServerProcess) -> Generator[Day, None]:
    """A day at its beginning; its phones and pictures lie in a temporary folder."""
    with (
        tempfile.TemporaryDirectory(prefix="hexward-day-") as folder,
        closing(Oracle(district.settings)) as oracle,
        closing(Day(district, server, oracle, Path(folder))) as day,
    ):
        yield day


def _verify_audit(of: week.Week) -> None:
    audit.passes(of.day)


WEEK = (
    WeekStep("the district publishes visit rules and check lists, and admits a task", week.publish_rules),
    WeekStep("Monday: the week is open in every grid", week.the_week_is_open),
    WeekStep("two workers join with their phones", week.join),
    WeekStep("offline, the worklist is answered in every way, and one answer is taken back", week.answer_offline),
    WeekStep("the answers arrive, and the grid owes so much less", week.answers_arrive),
    WeekStep("Tuesday: who is due is visited; phone and server name the same households", week.visit_who_is_due),
    WeekStep("Wednesday: somebody moves in, somebody out", week_field.move_in_and_out),
    WeekStep("a person who is registered twice is merged, parted and merged", week_field.a_duplicate_is_merged),
    WeekStep("Thursday: a workshop is inspected, with photos and a notice", week_field.inspect),
    WeekStep("looked at again it fails, and becomes a case", week_field.look_again),
    WeekStep("tasks: what is on the list is given, what is not is refused or let in for a term", week_field.tasks),
    WeekStep("a patrol becomes cells, and no path", week_field.patrol),
    WeekStep("Friday: a file of people is imported and taken back", week_office.import_and_undo),
    WeekStep("three departments' forms are filled from the one register", week_office.fill_a_form),
    WeekStep("the population, with small counts withheld", week_office.population),
    WeekStep("somebody is found by initials; a number is shown for a reason", week_office.search_and_reveal),
    WeekStep("hexward audit-verify passes", _verify_audit),
    WeekStep("next Monday, by another clock: the week closes, and the next one opens", week_office.next_monday),
)


def play_week(day: Day, tell: Tell, said: Callable[[str], None]) -> None:
    """Play a grid worker's week; `said` hears the figures of each step. Raises Failed as `play` does."""
    stage_of_week = week.Week(day, Typist(day.district.folder, day.folder), day.folder)
    for step in WEEK:
        _timed(step.says, partial(step.take, stage_of_week), tell)
        for words in stage_of_week.told:
            said(words)
        stage_of_week.told.clear()


def play(day: Day, tell: Tell) -> None:
    """Take all steps. Raises Failed at the first fact that is not as it must be."""
    for step in STEPS:
        _timed(step.says, partial(step.take, day), tell)


def walk(day: Day, late: str, tell: Tell, moved: Callable[[Move], None]) -> None:
    """Lead cases through every state and command of the machine, tale by tale, and tell each move.

    `late` is a closed case of last month that was handled too late. Raises Failed as `play` does.
    """
    walking = Walk(day, late, moved)
    _timed("three phones join", partial(_join_three, day), tell)
    for tale in TALES:
        _timed(tale.says, partial(tale.take, walking), tell)


def _join_three(day: Day) -> None:
    joining.join(day)
    handler = day.plan.offices.seats[day.handler]
    day.phone("handler").join(day.desks.of("supervisor").enrol(handler.id))
    for name in ("a", "b", "handler"):
        day.phone(name).sync()


def _timed(says: str, take: Callable[[], None], tell: Tell) -> None:
    started = time.monotonic()
    try:
        take()
    except (Failed, Refused, Unreachable, Stopped, httpx.HTTPError, TimeoutError) as error:
        raise Failed(f"{says}: {error}") from error
    tell(says, time.monotonic() - started)

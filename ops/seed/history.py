"""Years of cases as their rows would stand at an instant, made without the door: for measuring, and for no district.

Each case is a story of its own, drawn from the seed and its number: the same at every instant, and cut off there. So
the rows of a later instant are what those of an earlier one became. Limits are spread as over the 519 conditions of
domain.md 4, sources as in its 12; how much is late, returned and done again is about what the deployed systems tell
there. The data is made up, and no phone, journal or feed knows of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseSource, CaseState, CheckResult, LimitUnit
from ops.seed.dice import Dice, Table
from ops.seed.intents import SHANGHAI
from ops.seed.pasts import NotYet, Past, Pen
from server.cases.adjusted import CaseRating
from server.cases.entities import Case, CaseTask, TimerStage
from server.cases.workdays import WorkCalendar
from server.core import clock
from server.core.door import SYSTEM_USER

_SOURCES = Table(
    {CaseSource.WORKER: 40.0, CaseSource.COMMITTEE: 20.0, CaseSource.HOTLINE: 10.0, CaseSource.RESIDENT: 28.0,
     CaseSource.PARTNER: 2.0}
)  # fmt: skip
_DAY, _HOUR, _URGENT = LimitUnit.WORK_DAY, LimitUnit.WORK_HOUR, LimitUnit.URGENT_HOUR
_LIMITS = Table(
    {(1, _DAY): 27.6, (5, _DAY): 16.6, (3, _DAY): 16.2, (2, _DAY): 15.8, (4, _HOUR): 7.5, (2, _URGENT): 6.2,
     (2, _HOUR): 4.2, (7, _DAY): 1.7, (1, _URGENT): 1.2, (15, _DAY): 1.0, (4, _URGENT): 1.0, (10, _DAY): 1.0}
)  # fmt: skip
"""Shares of conditions with this limit; what is rare there is rare here."""

_REFUSED, _NOT_FILED, _VOIDED, _SELF_HANDLED = 0.02, 0.01, 0.01, 0.04
_VERIFIED, _RETURNED, _ELSEWHERE, _LATE, _EXTENDED, _SUSPENDED = 0.08, 0.03, 0.5, 0.013, 0.014, 0.003
_REWORKED, _RATED, _STAGE_LATE, _PROGRESSES = 0.012, 0.25, 0.03, (1, 3)
_STAGE_MINUTES, _TASK_MINUTES = 15, 30
_FIRST_NUMBER = 50_001
"""Of a day: the door, which knows of none of these cases, begins with 1."""

_OUTSIDE = frozenset({CaseSource.HOTLINE, CaseSource.RESIDENT, CaseSource.PARTNER})


class Site(NamedTuple):
    """A grid: its shape in force, a point inside it (WGS-84), who walks it, and who leads its cases."""

    grid: str
    version: str
    lon: float
    lat: float
    worker: str
    committee: str


class Team(NamedTuple):
    """A department, who sits there, and who goes out."""

    department: str
    clerk: str
    handlers: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """Cases by their number, in the order of their reports: `per_day` on each of the days since `first_at`."""

    seed: int
    first_at: datetime
    per_day: int
    sites: Sequence[Site]
    teams: Sequence[Team]
    classes: Sequence[str]
    calendar: WorkCalendar

    def pasts(self, numbers: Iterable[int], until: datetime) -> Iterator[Past]:
        """These cases as they stand at an instant; those that are not reported by then are left out."""
        for number in numbers:
            told = self.past(number, until)
            if told is not None:
                yield told

    def past(self, number: int, until: datetime) -> Past | None:
        """One case as it stands at an instant; None before its report."""
        story = _Story(self, number, until)
        if story.pen.at >= until:
            return None
        with suppress(NotYet):
            story.tell()
        return story.pen.past()


class _Story:
    """What happens to one case."""

    def __init__(self, history: History, number: int, until: datetime) -> None:
        self.history = history
        self.number = number
        self.dice = dice = Dice(history.seed, "past", number)
        day, place = divmod(number, history.per_day)
        # Sixteen hours of reports a day, from 06:00 in Shanghai, in the order of their numbers.
        seconds = 6 * 3600 + (place + dice.random()) * 16 * 3600 / history.per_day
        at = history.first_at + timedelta(days=day, seconds=seconds)
        self.site = dice.pick(history.sites)
        self.team = dice.pick(history.teams)
        self.source = _SOURCES.draw(dice)
        self.limit = _LIMITS.draw(dice)
        self.class_code = dice.pick(history.classes)
        self.pen = Pen(dice, history.calendar, until, at, self._report(at))
        self.pen.note("report_matter", self.pen.case.reporter, None)

    def tell(self) -> None:
        """The whole story."""
        dice, site = self.dice, self.site
        self.pen.start(TimerStage.ACCEPT, _STAGE_MINUTES, LimitUnit.URGENT_MINUTE)
        if self.source is CaseSource.WORKER and dice.happens(_SELF_HANDLED / 0.4):
            self._on_the_spot()
            return
        if dice.happens(_VERIFIED):
            self._sent(TaskKind.VERIFY, site.worker)
        self._in_a_stage()
        if dice.happens(_REFUSED):
            self.pen.step("refuse_case", site.committee, CaseState.REFUSED, closed_at=self.pen.at)
            self.pen.stop(TimerStage.ACCEPT)
            return
        self.pen.step("accept_case", site.committee, CaseState.PENDING_FILING)
        self.pen.stop(TimerStage.ACCEPT)
        self.pen.wait(1, 20)
        if dice.happens(_NOT_FILED):
            self.pen.step("not_file_case", site.committee, CaseState.NOT_FILED, closed_at=self.pen.at)
            return
        filed: dict[str, Any] = {
            "class_code": self.class_code,
            "class_version": 1,
            "filed_at": self.pen.at,
            "case_no": self._number(),
        }
        self.pen.step("file_case", site.committee, CaseState.PENDING_DISPATCH, about=self.class_code, **filed)
        self.pen.start(TimerStage.DISPATCH, _STAGE_MINUTES, LimitUnit.URGENT_MINUTE)
        self._in_a_stage()
        if dice.happens(_VOIDED):
            self.pen.step("review_request", site.committee, CaseState.VOIDED, closed_at=self.pen.at)
            self.pen.drop()
            return
        self._dispatch()
        self._handling()
        self._closing()

    def _report(self, at: datetime) -> Case:
        dice, site = self.dice, self.site
        staff = site.worker if self.source is CaseSource.WORKER else site.committee
        lon, lat = site.lon + (dice.random() - 0.5) / 2_000, site.lat + (dice.random() - 0.5) / 2_000
        return Case(
            id=dice.fresh_id(clock.millis(at)), state=CaseState.REPORTED, state_seq=1, generation=0, case_no=None,
            title=f"第{self.number}号演示案件", description="", class_code=None, source=self.source,
            reporter=SYSTEM_USER if self.source in _OUTSIDE else staff, reported_at=at, clock_quality="exact",
            address="", lon=lon, lat=lat, raw_lon=lon, raw_lat=lat, datum="wgs84", accuracy_m=8.0, cell=None,
            grid=site.grid, claimed_grid=None, urgent=self.limit[1] is _URGENT, photos_promised=0,
            grid_version=site.version,
        )  # fmt: skip

    def _on_the_spot(self) -> None:
        self.pen.wait(1, 10)
        worker = self.site.worker
        self.pen.step("self_handle", worker, CaseState.SELF_AUDIT, self_handled=True, handled_at=self.pen.at)
        self.pen.stop(TimerStage.ACCEPT)
        self.pen.wait(20, 300)
        end = CaseState.CLOSED if self.dice.happens(0.97) else CaseState.VOIDED
        self.pen.step("audit_self_handled", self.site.committee, end, closed_at=self.pen.at)

    def _dispatch(self) -> None:
        """To a department; now and then it comes back, and goes to another one or to the same."""
        site = self.site
        while True:
            department = self.team.department
            moved = self.pen.case.department not in (None, department) or self.pen.case.redispatched
            facts: dict[str, Any] = {
                "department": department,
                "generation": self.pen.case.generation + 1,
                "redispatched": moved,
            }
            self.pen.step("dispatch_case", site.committee, CaseState.PENDING_HANDLE, about=department, **facts)
            self.pen.stop(TimerStage.DISPATCH)
            self.pen.start(TimerStage.HANDLE, *self.limit, org=department)
            self.pen.wait(5, 60)
            if self.pen.case.returns or not self.dice.happens(_RETURNED):
                return
            self.pen.step("return_to_dispatcher", self.team.clerk, CaseState.PENDING_DISPATCH, returns=1)
            self.pen.drop()
            self.pen.start(TimerStage.DISPATCH, _STAGE_MINUTES, LimitUnit.URGENT_MINUTE)
            self._in_a_stage()
            if self.dice.happens(_ELSEWHERE):
                self.team = self.dice.pick(self.history.teams)

    def _handling(self) -> None:
        """One round: assigned, worked on, finished, confirmed."""
        dice, team = self.dice, self.team
        handler = dice.pick(team.handlers)
        self.pen.step("assign_case", team.clerk, CaseState.HANDLING, about=handler, handler=handler)
        if dice.happens(_SUSPENDED):
            self._suspend()
        if dice.happens(_EXTENDED):
            self._extend()
        begun_at, due_at = self.pen.at, self.pen.clock_of(TimerStage.HANDLE).due_at
        share = 1.02 + 0.8 * dice.random() if dice.happens(_LATE) else 0.05 + 0.85 * dice.random()
        rest = max(timedelta(minutes=5), due_at - begun_at) * share
        progresses = dice.between(*_PROGRESSES)
        for _ in range(progresses):
            self.pen.go_to(self.pen.at + rest / (progresses + 1))
            self.pen.step("record_progress", handler, None)
        self.pen.go_to(begun_at + rest * 0.97)
        self.pen.step("finish_handling", handler, CaseState.PENDING_CONFIRM, handled_at=self.pen.at, handled_by=handler)
        self.pen.go_to(begun_at + rest)
        self.pen.step("confirm_handling", team.clerk, CaseState.PENDING_CHECK)
        self.pen.stop(TimerStage.HANDLE)

    def _suspend(self) -> None:
        pen = self.pen
        pen.wait(30, 60)
        pen.step("review_request", self.site.committee, CaseState.SUSPENDED, suspensions=1)
        pen.pause(TimerStage.HANDLE)
        pen.wait(60 * 24, 60 * 24 * 20)
        pen.step("resume_case", SYSTEM_USER, CaseState.HANDLING)
        pen.resume(TimerStage.HANDLE)

    def _extend(self) -> None:
        self.pen.wait(30, 60)
        self.pen.step("review_request", self.site.committee, None, extensions=1)
        self.pen.extend(TimerStage.HANDLE)

    def _closing(self) -> None:
        """Checked, done again where it failed, closed and rated."""
        site, dice = self.site, self.dice
        self.pen.wait(5, 120)
        failed = dice.happens(_REWORKED)
        self._sent(TaskKind.CHECK, site.worker, passed=not failed)
        if failed:
            self.pen.wait(5, 60)
            again: dict[str, Any] = {
                "reworks": 1,
                "round": 2,
                "generation": self.pen.case.generation + 1,
                "handler": None,
            }
            self.pen.step("rework_department", site.committee, CaseState.PENDING_HANDLE, **again)
            self.pen.start(TimerStage.HANDLE, *self.limit, org=self.team.department)
            self.pen.wait(5, 60)
            self._handling()
            self.pen.wait(5, 120)
            self._sent(TaskKind.CHECK, site.worker)
        self.pen.wait(10, 180)
        self.pen.step("close_case", site.committee, CaseState.CLOSED, closed_at=self.pen.at)
        if self.source in _OUTSIDE and dice.happens(_RATED):
            self._rate()

    def _rate(self) -> None:
        pen, dice = self.pen, self.dice
        pen.wait(60, 60 * 48)
        satisfaction = 5 - min(4, int(dice.random() ** 3 * 5))
        pen.step("rate_case", SYSTEM_USER, None)
        pen.ratings.append(
            CaseRating(
                id=pen.fresh(), case_id=pen.case.id, round=pen.case.round, contacted=dice.happens(0.97),
                solved=satisfaction > 2, satisfaction=satisfaction, at=pen.at,
            )
        )  # fmt: skip

    def _sent(self, kind: TaskKind, worker: str, *, passed: bool = True) -> None:
        """Somebody is sent to look, and tells."""
        verify = kind is TaskKind.VERIFY
        self.pen.step(
            f"send_{kind}", self.site.committee, CaseState.VERIFYING if verify else CaseState.CHECKING, about=worker,
            checker=worker,
        )  # fmt: skip
        limit = timedelta(minutes=_TASK_MINUTES)
        task = CaseTask(
            id=self.pen.fresh(), case_id=self.pen.case.id, of_kind=kind, round=self.pen.case.round, assignee=worker,
            org=None, sent_by=self.site.committee, sent_at=self.pen.at, due_at=self.pen.at + limit,
        )  # fmt: skip
        self.pen.tasks.append(task)
        self.pen.start(TimerStage(kind.value), _TASK_MINUTES, LimitUnit.URGENT_MINUTE)
        self._in_a_stage(_TASK_MINUTES)
        result = "found" if verify else (CheckResult.PASSED if passed else CheckResult.FAILED).value
        after = CaseState.REPORTED if verify else CaseState.PENDING_CLOSE if passed else CaseState.PENDING_CHECK
        self.pen.step(f"submit_{kind}", worker, after)
        self.pen.stop(TimerStage(kind.value))
        self.pen.tasks[-1] = replace(task, state=CaseTaskState.DONE, finished_at=self.pen.at, result=result, version=2)

    def _in_a_stage(self, minutes: int = _STAGE_MINUTES) -> None:
        """As long as a stage takes that has so many minutes."""
        if self.dice.happens(_STAGE_LATE):
            self.pen.wait(minutes + 1, minutes * 6)
        else:
            self.pen.wait(1, minutes - 1)

    def _number(self) -> str:
        # By the day of the report: what is filed after midnight must not meet the numbers of the next day.
        on = self.pen.case.reported_at.astimezone(SHANGHAI)
        return f"{on:%Y%m%d}{_FIRST_NUMBER + self.number % self.history.per_day:05d}"


def begin_days(until: datetime, days: int) -> datetime:
    """The midnight in Shanghai so many days before an instant."""
    midnight = until.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=days)).astimezone(UTC)

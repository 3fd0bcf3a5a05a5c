"""A pen that writes the rows of one case down, step by step, until an instant at which it is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from mobile_contract.cases import CaseState, LimitUnit
from ops.seed.dice import Dice
from server.cases.adjusted import CaseRating
from server.cases.entities import Case, CaseEvent, CaseTask, CaseTimer, Rest, TimerStage, TimerState
from server.cases.workdays import WorkCalendar
from server.cases.worktime import due
from server.core import clock
from server.core.entities import Entity, advanced


class Past(NamedTuple):
    """All rows of one case as they stand at an instant."""

    case: Case
    events: tuple[CaseEvent, ...]
    timers: tuple[CaseTimer, ...]
    tasks: tuple[CaseTask, ...]
    ratings: tuple[CaseRating, ...]

    def rows(self) -> Iterator[Entity]:
        """Every row, the case's own first."""
        yield self.case
        yield from self.events
        yield from self.timers
        yield from self.tasks
        yield from self.ratings


class NotYet(Exception):
    """The story goes on after the instant at which it is looked at."""


@dataclass
class Pen:
    """What has been written of a case by `at`; whoever goes on past `until` is stopped with NotYet."""

    dice: Dice
    calendar: WorkCalendar
    until: datetime
    at: datetime
    case: Case
    events: list[CaseEvent] = field(default_factory=list[CaseEvent])
    timers: dict[str, CaseTimer] = field(default_factory=dict[str, CaseTimer])
    tasks: list[CaseTask] = field(default_factory=list[CaseTask])
    ratings: list[CaseRating] = field(default_factory=list[CaseRating])

    def past(self) -> Past:
        """The rows so far."""
        return Past(self.case, tuple(self.events), tuple(self.timers.values()), tuple(self.tasks), tuple(self.ratings))

    def wait(self, least: float, most: float) -> None:
        """Some minutes pass."""
        self.go_to(self.at + timedelta(minutes=least + self.dice.random() * (most - least)))

    def go_to(self, at: datetime) -> None:
        """Time passes to an instant. Raises NotYet."""
        if at >= self.until:
            raise NotYet
        self.at = at

    def step(self, command: str, actor: str, to: CaseState | None, *, about: str | None = None, **values: Any) -> None:
        """An event that was applied, and what it made of the case."""
        before = self.case.state
        seq = self.case.state_seq + (to is not None)
        self.case = advanced(self.case, state=before if to is None else to, state_seq=seq, **values)
        self.note(command, actor, before, about)

    def note(self, command: str, actor: str, before: CaseState | None, about: str | None = None) -> None:
        """The event alone."""
        case = self.case
        self.events.append(
            CaseEvent(
                id=self.fresh(), case_id=case.id, command=command, from_state=before, to_state=case.state, actor=actor,
                at=self.at, clock_quality="exact", applied=True, opinion="", seq=case.state_seq, grid=case.grid,
                handler=case.handler, checker=case.checker, round=case.round, about=about,
            )
        )  # fmt: skip

    def start(self, stage: TimerStage, value: int, unit: LimitUnit, org: str | None = None) -> None:
        """A clock begins to run."""
        self._reckon(
            CaseTimer(
                id=self.fresh(), case_id=self.case.id, stage=stage, round=self.case.round, unit=unit, value=value,
                started_at=self.at, due_at=self.at, yellow_at=self.at, org=org,
            )
        )  # fmt: skip

    def stop(self, stage: TimerStage) -> None:
        """The clock of a stage has done its work."""
        self._put(replace(self.clock_of(stage), state=TimerState.DONE, finished_at=self.at), None)

    def drop(self) -> None:
        """What still runs comes to nothing."""
        for timer in self.timers.values():
            if timer.state is TimerState.RUNNING:
                self._put(replace(timer, state=TimerState.DROPPED, finished_at=self.at), None)

    def pause(self, stage: TimerStage) -> None:
        """The clock of a stage stands still."""
        timer = self.clock_of(stage)
        self._put(replace(timer, state=TimerState.PAUSED, rests=(*timer.rests, Rest(self.at, None))), None)

    def resume(self, stage: TimerStage) -> None:
        """It goes on."""
        timer = self.clock_of(stage)
        rests = (*timer.rests[:-1], Rest(timer.rests[-1].from_at, self.at))
        self._reckon(replace(timer, state=TimerState.RUNNING, rests=rests))

    def extend(self, stage: TimerStage) -> None:
        """It gets one original limit more."""
        timer = self.clock_of(stage)
        self._reckon(replace(timer, extended=timer.extended + 1))

    def clock_of(self, stage: TimerStage) -> CaseTimer:
        """The last clock of a stage."""
        return next(one for one in reversed(self.timers.values()) if one.stage is stage)

    def fresh(self) -> str:
        """A new id of this moment."""
        return self.dice.fresh_id(clock.millis(self.at))

    def _reckon(self, timer: CaseTimer) -> None:
        pauses = [(one.from_at, one.until_at) for one in timer.rests]
        value = timer.value * (1 + timer.extended)
        ends, yellow = (
            due(self.calendar, timer.started_at, timer.unit, value, pauses, percent) for percent in (100, 80)
        )
        self._put(replace(timer, due_at=ends, yellow_at=yellow), ends)

    def _put(self, timer: CaseTimer, due_at: datetime | None) -> None:
        self.timers[timer.id] = timer
        self.case = replace(self.case, due_at=due_at)

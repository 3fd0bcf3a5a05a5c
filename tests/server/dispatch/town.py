"""The scene's district by a clock that a test sets, for tests of what runs by the clock."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from mobile_contract.case_adjustments import RequestSuspension, ReviewRequest
from mobile_contract.cases import (
    AcceptCase,
    AssignCase,
    CaseState,
    DispatchCase,
    FileCase,
    ReportMatter,
)
from server.cases.adjusted import CaseReminder
from server.cases.entities import Case, CaseTimer, TimerStage
from server.core import clock
from server.core.door import Door
from server.core.entities import Entity
from server.core.ids import new_id
from server.core.reading import list_by
from tests.support.scene import CLASS, WEST, Scene, by_system, make_scene, middle, settle

E = TypeVar("E", bound=Entity)

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday at nine in Shanghai."""


@dataclass
class Town:
    """A district, and what time it is there."""

    door: Door
    scene: Scene
    at: datetime

    def pass_time(self, **told: float) -> datetime:
        """Let it be later by so much."""
        self.at += timedelta(**told)
        return self.at

    async def report(self, count: int = 1, **more: Any) -> list[str]:
        """Cases of the west grid; their clocks of accepting (15 minutes) begin."""
        facts: dict[str, Any] = {"title": "井盖破损", "point": middle(WEST), **more}
        cases = [new_id() for _ in range(count)]
        await settle(self.door, [ReportMatter(**by_system(case), **facts) for case in cases])
        return cases

    async def dispatch(self, case: str) -> None:
        """Lead a case to the department: its clock of handling (5 work days) begins."""
        await settle(self.door, [AcceptCase(**by_system(case))])
        await settle(self.door, [FileCase(**by_system(case), class_code=CLASS)])
        await settle(self.door, [DispatchCase(**by_system(case), department=self.scene.department)])

    async def handle(self, case: str) -> None:
        """Lead a reported case to a handler."""
        await self.dispatch(case)
        await settle(self.door, [AssignCase(**by_system(case), handler=self.scene.users["handler"])])

    async def suspend(self, case: str, until_on: str) -> None:
        """Let a case that is handled rest until the end of a day, both reviews given."""
        request = new_id()
        wanted = RequestSuspension(**by_system(case), request=request, until_on=until_on, opinion="等材料")
        await settle(self.door, [wanted])
        while (await self.case(case)).state is not CaseState.SUSPENDED:
            approval = ReviewRequest(**by_system(case), request=request, approved=True, opinion="同意")
            await settle(self.door, [approval])

    async def of_cases(self, entity: type[E], cases: Iterable[str]) -> list[E]:
        """The rows of a kind that belong to some cases."""
        ids = list(cases)
        return await self.door.database.read(lambda tx: list_by(tx, self.door, entity, "case_id", ids))

    async def case(self, case: str) -> Case:
        [found] = await self.door.database.read(lambda tx: list_by(tx, self.door, Case, "id", [case]))
        return found

    async def timer(self, case: str, stage: TimerStage) -> CaseTimer:
        [found] = [one for one in await self.of_cases(CaseTimer, [case]) if one.stage is stage]
        return found

    async def told(self, case: str) -> list[tuple[TimerStage, int]]:
        """The steps of the ladder that were told of a case, by stage and percent."""
        return sorted((one.stage, one.percent) for one in await self.of_cases(CaseReminder, [case]))


@asynccontextmanager
async def a_town(door: Door, at: datetime = MONDAY) -> AsyncGenerator[Town, None]:
    """The district at an instant that stands still until the test moves it."""
    town = Town(door, Scene(), at)
    with clock.told_by(lambda: town.at):
        town.scene = await make_scene(door)
        yield town

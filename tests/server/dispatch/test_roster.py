"""Who may be put on duty, and how a duty ends: the rules, and the read of who is on duty at an instant."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.duty import EndDuty, RosterDuty
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts import kinds as account_kinds
from server.accounts.entities import User
from server.core.decisions import Area, Decision, Handler, MissingSubject
from server.core.entities import Entity
from server.core.ids import new_id
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.dispatch import kinds as dispatch_kinds
from server.dispatch.entities import Duty, duty_id
from server.dispatch.queries import list_on_duty
from server.dispatch.rules import HANDLERS
from tests.server.cases.scenes import GRID, NEXT_GRID, WORKER, a_directory
from tests.server.dispatch.town import MONDAY, Town
from tests.support.judging import NOW, a_context, an_id, command_facts, judge
from tests.support.scene import by_system, settle

KINDS = Kinds((*account_kinds.KINDS, *dispatch_kinds.KINDS))
RULES: dict[type, Handler] = {handler.command: handler for handler in HANDLERS}
ROSTER = an_id(401)
HOUR = timedelta(hours=1)
USER = User(id=WORKER, login="w", name="w", password_hash="")


def roster(**more: Any) -> RosterDuty:
    facts: dict[str, Any] = {"user": WORKER, "grids": (GRID,), "from_at": NOW, "until_at": NOW + 8 * HOUR}
    return RosterDuty(**command_facts(ROSTER), **(facts | more))


def a_duty(grid: str = GRID, **more: Any) -> Duty:
    facts: dict[str, Any] = {"roster": ROSTER, "user_id": WORKER, "from_at": NOW, "until_at": NOW + 8 * HOUR}
    return Duty(id=duty_id(ROSTER, grid), grid=grid, **(facts | more))


def decide(command: RosterDuty | EndDuty, *rows: Entity) -> Decision:
    context = a_context(directory=a_directory(), now=NOW + HOUR)
    return judge(RULES[type(command)], command, rows, KINDS, context)


def test_a_duty_is_one_row_a_grid_and_a_grid_named_twice_is_one() -> None:
    decision = decide(roster(grids=(NEXT_GRID, GRID, GRID)), USER)
    assert [(row.grid, row.roster) for row in decision.puts if isinstance(row, Duty)] == sorted(
        [(GRID, ROSTER), (NEXT_GRID, ROSTER)]
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"until_at": NOW}, ProblemCode.WRONG_IDENTIFIER),
        ({"grids": (GRID, an_id(402))}, ProblemCode.UNKNOWN_GRID),
    ],
)
def test_a_duty_that_cannot_be_is_refused(more: dict[str, Any], why: ProblemCode) -> None:
    assert decide(roster(**more), USER).why is why


def test_an_id_that_is_taken_is_refused_and_a_person_who_is_not_there_yet_is_waited_for() -> None:
    assert decide(roster(), USER, a_duty()).why is ProblemCode.ID_TAKEN
    waiting = decide(roster())
    assert (waiting.verdict, waiting.missing) == (Verdict.HELD, (WORKER,))


def test_a_duty_ends_on_all_its_grids_now_or_when_it_is_told_and_one_that_has_not_begun_never_does() -> None:
    both = (a_duty(), a_duty(NEXT_GRID))
    now = decide(EndDuty(**command_facts(ROSTER)), *both)
    assert {row.until_at for row in now.puts if isinstance(row, Duty)} == {NOW + HOUR}
    assert len(now.puts) == 2
    [later] = decide(EndDuty(**command_facts(ROSTER), at=NOW + 3 * HOUR), a_duty()).puts
    assert isinstance(later, Duty)
    assert later.until_at == NOW + 3 * HOUR
    [never] = decide(EndDuty(**command_facts(ROSTER)), a_duty(from_at=NOW + 5 * HOUR)).puts
    assert isinstance(never, Duty)
    assert never.until_at == never.from_at


def test_a_duty_that_is_over_is_not_ended_again() -> None:
    assert decide(EndDuty(**command_facts(ROSTER)), a_duty(until_at=NOW)).why is ProblemCode.ALREADY_ENDED


def test_a_roster_acts_on_every_grid_that_it_names() -> None:
    working = WorkingSet(KINDS)
    assert RULES[RosterDuty].area(roster(grids=(GRID, NEXT_GRID)), working, a_directory()) == Area(
        every=(Area(grid=GRID), Area(grid=NEXT_GRID))
    )
    command = EndDuty(**command_facts(ROSTER))
    working.declare(RULES[EndDuty].needs(command))
    with pytest.raises(MissingSubject):
        RULES[EndDuty].area(command, working, a_directory())


async def test_somebody_is_on_duty_from_the_first_instant_to_the_last_which_is_not_theirs(town: Town) -> None:
    west, east, worker = town.scene.west, town.scene.east, town.scene.users["worker_west"]
    duty = new_id()
    facts: dict[str, Any] = {"from_at": MONDAY + HOUR, "until_at": MONDAY + 9 * HOUR}
    await settle(town.door, [RosterDuty(**by_system(duty), user=worker, grids=(west, east), **facts)])

    async def on_duty(hours: float, *grids: str) -> list[str]:
        at = MONDAY + hours * HOUR
        found = await town.door.database.read(lambda tx: list_on_duty(tx, town.door, grids, at))
        assert {one.user_id for one in found} <= {worker}
        return sorted(one.grid for one in found)

    assert await on_duty(0.999, west) == []
    assert await on_duty(1, west, east) == sorted((west, east))
    assert await on_duty(8.999, east) == [east]
    assert await on_duty(9, west, east) == []
    town.pass_time(hours=2)
    await settle(town.door, [EndDuty(**by_system(duty))])
    assert await on_duty(1.5, west) == [west]
    assert await on_duty(2, west, east) == []

"""Patrols: what a phone makes of positions, what the server keeps, and how much of a grid that covers."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from grid.cells import WORKING_RESOLUTION, cell_text, point_cell
from mobile_contract.base import Command
from mobile_contract.patrol import CellDwell, Dwell, ReportPatrol
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.patrol.forgetting import forget
from server.patrol.service import read_coverage
from sync.identifiers import is_day
from sync.patrol import Fix, Folded, bucket_of, fold, patrol_id
from tests.support.app import AnApp, running
from tests.support.scene import WEST, by_system, middle

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
MINUTE = 60_000
HERE = (middle(WEST).lon, middle(WEST).lat)
THERE = (HERE[0] + 0.003, HERE[1])


def cell_at(lon: float, lat: float) -> int:
    return point_cell(lon, lat, WORKING_RESOLUTION)


# --- on the phone -----------------------------------------------------------------------------------------------------


def test_positions_become_cells_with_how_long_somebody_was_there() -> None:
    fixes = [Fix(minute * MINUTE, *(HERE if minute < 20 else THERE)) for minute in range(26)]
    assert fold(fixes) == Folded(25, dict(sorted([(cell_at(*HERE), Dwell.LONG), (cell_at(*THERE), Dwell.SHORT)])))


def test_while_nothing_is_known_nobody_was_anywhere() -> None:
    assert fold([]) == Folded(0, {})
    assert fold([Fix(0, *HERE), Fix(60 * MINUTE, *HERE)]) == Folded(0, {cell_at(*HERE): Dwell.BRIEF})


@given(
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from([HERE, THERE])), max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_positions_came_is_not_in_the_report(
    told: list[tuple[int, tuple[float, float]]], dice: object
) -> None:
    fixes = [Fix(minute * MINUTE, *place) for minute, place in told]
    shuffled = list(fixes)
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' own random
    assert fold(shuffled) == fold(fixes)


def test_two_ways_through_the_same_cells_are_one_report() -> None:
    there_and_back = [Fix(0, *HERE), Fix(4 * MINUTE, *THERE), Fix(8 * MINUTE, *THERE)]
    later = [Fix(at + 300 * MINUTE, lon, lat) for at, lon, lat in there_and_back]
    assert fold(there_and_back) == fold(later)


@pytest.mark.parametrize(
    ("minutes", "bucket"),
    [(0, "brief"), (4, "brief"), (5, "short"), (14, "short"), (15, "long"), (29, "long"), (30, "stay"), (900, "stay")],
)
def test_a_bucket_begins_with_its_first_minute(minutes: int, bucket: str) -> None:
    assert bucket_of(minutes) == bucket


# --- in the district --------------------------------------------------------------------------------------------------


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    with time_machine.travel(NOW, tick=True):
        async with running(database_url, tmp_path) as one:
            yield one


def report(
    app: AnApp, on_day: str = "2026-11-25", login: str = "worker_west", minutes: int = 40, **cells: Dwell
) -> ReportPatrol:
    places = {"here": HERE, "there": THERE}
    told = tuple(CellDwell(cell_text(cell_at(*places[name])), dwell) for name, dwell in cells.items())
    entity = patrol_id(app.scene.users[login], app.scene.west, on_day if is_day(on_day) else "2026-11-25")
    return ReportPatrol(**by_system(entity), grid=app.scene.west, on_day=on_day, minutes=minutes, cells=told)


async def sent(app: AnApp, command: Command, login: str = "worker_west") -> Receipt:
    return (await app.door.issue([command], app.scene.office(login))).receipts[0]


async def test_every_day_of_a_worker_is_taken_in_not_only_the_first(app: AnApp) -> None:
    days = ("2026-11-25", "2026-11-24", "2026-11-23")
    receipts = [await sent(app, report(app, day, here=Dwell.LONG)) for day in days]
    assert [receipt.verdict for receipt in receipts] == [Verdict.APPLIED] * 3

    view = await read_coverage(app.door, app.scene.office("office"), 7)
    west = next(one for one in view.grids if one.grid == app.scene.west)
    assert west.days_present == 3


async def test_a_day_that_is_told_again_counts_once_and_the_longer_stay_stands(app: AnApp) -> None:
    assert (await sent(app, report(app, here=Dwell.LONG))).verdict is Verdict.APPLIED
    assert (await sent(app, report(app, here=Dwell.BRIEF, minutes=10))).verdict is Verdict.MERGED
    assert (await sent(app, report(app, there=Dwell.BRIEF))).verdict is Verdict.APPLIED

    view = await read_coverage(app.door, app.scene.office("office"), 7)

    west = next(one for one in view.grids if one.grid == app.scene.west)
    assert (west.patrolled, west.days_present, west.last_on) == (2, 1, "2026-11-25")
    assert west.cells > 50
    assert (view.from_on, view.until_on, view.patrolled) == ("2026-11-20", "2026-11-26", 2)


async def test_what_is_no_day_no_cell_and_not_ones_own_is_refused(app: AnApp) -> None:
    for command in (
        report(app, "2026-11-27", here=Dwell.LONG),
        report(app, "2026-02-30", here=Dwell.LONG),
        report(app, login="worker_east", here=Dwell.LONG),
        ReportPatrol(
            **by_system(patrol_id(app.scene.users["worker_west"], app.scene.west, "2026-11-25")),
            grid=app.scene.west,
            on_day="2026-11-25",
            minutes=1,
            cells=(CellDwell(cell_text(point_cell(*HERE, 9)), Dwell.LONG),),
        ),
    ):
        receipt = await sent(app, command)
        assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)


async def test_a_worker_sees_their_own_grid_and_nobodys_cells(app: AnApp) -> None:
    await sent(app, report(app, here=Dwell.STAY))
    worker = await app.sign_in("worker_west")
    answer = await worker.get("/v1/coverage")
    assert [one["grid"] for one in answer.json()["grids"]] == [app.scene.west]
    assert cell_text(cell_at(*HERE)) not in answer.text
    assert app.scene.users["worker_west"] not in answer.text
    assert (await worker.get("/v1/coverage", params={"days": 0})).status_code == 400
    assert (await worker.get("/v1/coverage", params={"until": "x"})).status_code == 400
    before = await read_coverage(app.door, app.scene.office("office"), 7, date(2026, 11, 1))
    assert before.patrolled == 0


async def test_a_day_is_forgotten_after_half_a_year(app: AnApp) -> None:
    for day in ("2026-05-20", "2026-11-24", "2026-11-25"):  # each a row of its own, sealed by the same key
        assert (await sent(app, report(app, day, here=Dwell.LONG))).verdict is Verdict.APPLIED

    await forget(app.door)

    long_ago = await read_coverage(app.door, app.scene.office("office"), 7, date(2026, 5, 21))
    lately = await read_coverage(app.door, app.scene.office("office"), 7)
    assert (long_ago.patrolled, lately.patrolled) == (0, 1)

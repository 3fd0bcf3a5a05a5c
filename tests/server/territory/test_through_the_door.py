"""Territory through the one door, on both databases: drafts, and reports that come later than a split."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from mobile_contract.accounts import AssignWorker
from mobile_contract.base import Command, Datum, Point
from mobile_contract.cases import ReportMatter
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.territory import DraftTerritory, DropDraft, GridShape, LayerKind, PublishDraft, PublishTerritory
from server.cases.entities import Case
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.intake import Submission, made_here
from server.core.reading import find_entity
from server.directory import load_directory
from server.territory.rules import version_id
from tests.server.territory.scenes import a_square
from tests.support.scene import Scene, by_system, make_scene, settle

HOUR = timedelta(hours=1)
NORTH, BORDER, WIDTH = (118.770, 32.010), 118.775, 0.010
WHOLE = a_square(NORTH[0], NORTH[1], NORTH[0] + WIDTH, NORTH[1] + WIDTH)
LEFT = a_square(NORTH[0], NORTH[1], BORDER, NORTH[1] + WIDTH)
RIGHT = a_square(BORDER, NORTH[1], NORTH[0] + WIDTH, NORTH[1] + WIDTH)
IN_RIGHT = Point(lon=BORDER + 0.002, lat=NORTH[1] + 0.002, datum=Datum.WGS84)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def issue(door: Door, command: Command, at: datetime | None = None, actor: Actor = SYSTEM) -> Receipt:
    """Issue a command as of an instant."""
    sent = replace(made_here(command, actor), observed_at=at, clock_quality="exact")
    return (await door.submit(Submission(actor, [sent]))).receipts[0]


def shape(scene: Scene, grid: str, geometry: object, code: str) -> GridShape:
    return GridShape(grid=grid, code=code, name=code, org=scene.community, geometry=geometry)  # type: ignore[arg-type] # squares are typed as positions


def publication(territory: str, *shapes: GridShape) -> PublishTerritory:
    return PublishTerritory(**by_system(territory), layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=shapes)


def draft(territory: str, *shapes: GridShape) -> DraftTerritory:
    return DraftTerritory(**by_system(territory), layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=shapes)


async def grid_codes(door: Door) -> list[str]:
    directory = await door.database.read(lambda tx: load_directory(tx, door.district, 1))
    return sorted(grid.code for grid in directory.district_grids())


async def one_case(door: Door, case: str) -> Case:
    found = await door.database.read(lambda tx: find_entity(tx, door, Case, case))
    assert found is not None
    return found


async def test_a_draft_changes_nothing_until_it_is_published(door: Door, scene: Scene) -> None:
    before, territory, grid = await grid_codes(door), new_id(), new_id()
    await settle(door, [draft(territory, shape(scene, grid, WHOLE, "north"))])
    assert await grid_codes(door) == before
    await settle(door, [PublishDraft(**by_system(territory))])
    assert await grid_codes(door) == sorted([*before, "north"])
    assert (await issue(door, PublishDraft(**by_system(territory)))).why == ProblemCode.ALREADY_ENDED


async def test_a_dropped_draft_is_never_published(door: Door, scene: Scene) -> None:
    before, territory = await grid_codes(door), new_id()
    await settle(door, [draft(territory, shape(scene, new_id(), WHOLE, "north"))])
    await settle(door, [DropDraft(**by_system(territory), reason="重画")])
    assert (await issue(door, PublishDraft(**by_system(territory)))).verdict is Verdict.REFUSED
    assert await grid_codes(door) == before


async def test_a_draft_upon_what_came_into_force_meanwhile_is_refused_by_its_codes(door: Door, scene: Scene) -> None:
    territory = new_id()
    await settle(door, [draft(territory, shape(scene, new_id(), RIGHT, "right"))])
    await settle(door, [publication(new_id(), shape(scene, new_id(), WHOLE, "north"))])
    receipt = await issue(door, PublishDraft(**by_system(territory)))
    assert (receipt.why, receipt.facts["grids"]) == (ProblemCode.TERRITORY_BROKEN, "right")


async def test_a_draft_and_its_publication_may_come_in_one_batch(door: Door, scene: Scene) -> None:
    territory = new_id()
    await settle(door, [draft(territory, shape(scene, new_id(), WHOLE, "north")), PublishDraft(**by_system(territory))])
    assert "north" in await grid_codes(door)


async def test_phones_have_no_say_in_territory(door: Door, scene: Scene) -> None:
    worker = scene.phone("worker_west")
    territory = new_id()
    facts = worker.facts(territory)
    command = DraftTerritory(
        **facts,
        layer=LayerKind.COMMUNITY,
        datum=Datum.WGS84,
        grids=(shape(scene, new_id(), WHOLE, "north"),),
    )
    outcome = await worker.push(door, command, PublishDraft(**worker.facts(territory)))
    assert [receipt.why for receipt in outcome.receipts] == [ProblemCode.NOT_ALLOWED, ProblemCode.NOT_ALLOWED]


async def test_a_report_from_before_a_split_lies_in_the_grid_of_then(door: Door, scene: Scene) -> None:
    now, first, second, north, right = clock.now(), new_id(), new_id(), new_id(), new_id()
    await issue(door, publication(first, shape(scene, north, WHOLE, "north")), now - 3 * HOUR)
    split = publication(second, shape(scene, north, LEFT, "north"), shape(scene, right, RIGHT, "right"))
    await issue(door, split, now - HOUR)
    await settle(
        door,
        [AssignWorker(**by_system(new_id()), user=scene.users["stranger"], grid=north, from_at=now - 4 * HOUR)],
    )
    worker = Actor(user=scene.users["stranger"], install=new_id())

    late, fresh = new_id(), new_id()
    told = await issue(door, ReportMatter(**by_system(late), title="井盖", point=IN_RIGHT), now - 2 * HOUR, worker)
    assert told.verdict is Verdict.APPLIED
    case = await one_case(door, late)
    assert (case.grid, case.grid_version) == (north, version_id(first, north))

    refused = await issue(door, ReportMatter(**by_system(fresh), title="井盖", point=IN_RIGHT), now, worker)
    assert refused.why == ProblemCode.NOT_ALLOWED
    await issue(door, ReportMatter(**by_system(fresh), title="井盖", point=IN_RIGHT), now)
    case = await one_case(door, fresh)
    assert (case.grid, case.grid_version) == (right, version_id(second, right))

"""Where somebody was last: known from visits and work on cases alone, one cell a person, and forgotten in a day."""

from datetime import timedelta

from sqlalchemy import bindparam, select

from grid.cells import WORKING_RESOLUTION, point_cell
from mobile_contract.base import Datum, Point
from mobile_contract.cases import ReportMatter
from mobile_contract.visits import RecordVisit
from server.core.consumers import step
from server.core.ids import new_id
from server.core.statements import Statement
from server.dispatch.places import KEPT, Seen, forget, list_seen, place_consumer
from server.dispatch.tables import last_places
from tests.server.dispatch.town import Town
from tests.support.scene import EAST, WEST, middle, settle

CORNER = Point(lon=WEST[0] + 0.001, lat=WEST[1] + 0.001, datum=Datum.WGS84)
"""Of the west grid, half a kilometre from its middle."""

_COUNT = Statement(select(last_places.c.user_id).where(last_places.c.district_id == bindparam("district")))


def cell_of(point: Point) -> int:
    return point_cell(point.lon, point.lat, WORKING_RESOLUTION)


async def follow(town: Town) -> None:
    while await step(town.door, place_consumer()):
        pass


async def seen(town: Town, *logins: str) -> list[Seen | None]:
    users = [town.scene.users[login] for login in logins]
    found = await town.door.database.read(lambda tx: list_seen(tx, town.door.district, users, town.at))
    return [found.get(user) for user in users]


async def report_as(town: Town, login: str, point: Point) -> None:
    phone = town.scene.phone(login)
    await settle(town.door, [ReportMatter(**phone.facts(new_id()), title="井盖", point=point)], phone.actor)


async def visit_as(town: Town, login: str, point: Point | None) -> None:
    phone, household = town.scene.phone(login), town.scene.household
    visit = RecordVisit(**phone.facts(new_id(), household), household=household, point=point)
    await settle(town.door, [visit], phone.actor)


async def test_a_visit_and_a_report_tell_where_somebody_was_and_the_newest_alone_is_kept(town: Town) -> None:
    await visit_as(town, "worker_west", middle(WEST))
    first = town.at
    await report_as(town, "worker_east", middle(EAST))
    await follow(town)
    assert await seen(town, "worker_west", "worker_east", "office") == [
        Seen(cell_of(middle(WEST)), first),
        Seen(cell_of(middle(EAST)), first),
        None,
    ]
    later = town.pass_time(hours=1)
    await report_as(town, "worker_west", CORNER)
    await follow(town)
    assert await seen(town, "worker_west") == [Seen(cell_of(CORNER), later)]
    assert len(await town.door.database.read(lambda tx: tx.fetch(_COUNT, district=town.door.district))) == 2


async def test_a_visit_without_a_place_and_what_others_did_with_a_case_tell_nothing(town: Town) -> None:
    await visit_as(town, "worker_west", None)
    [case] = await town.report()
    await town.handle(case)
    await follow(town)
    assert await seen(town, "worker_west", "handler", "office") == [None, None, None]


async def test_what_the_consumer_sees_again_after_a_crash_brings_no_older_place_back(town: Town) -> None:
    await report_as(town, "worker_west", middle(WEST))
    consumer = place_consumer()
    await follow(town)
    town.pass_time(hours=1)
    await report_as(town, "worker_west", CORNER)
    await follow(town)
    newest = await seen(town, "worker_west")

    again = type(consumer)("places-again", consumer.kinds, consumer.handle)
    while await step(town.door, again):
        pass
    assert await seen(town, "worker_west") == newest


async def test_a_place_is_no_longer_told_after_a_day_on_duty_and_then_no_longer_kept(town: Town) -> None:
    await report_as(town, "worker_west", middle(WEST))
    await follow(town)
    town.at += KEPT - timedelta(seconds=1)
    await forget(town.door)
    assert await seen(town, "worker_west") != [None]
    town.pass_time(seconds=1)
    assert await seen(town, "worker_west") == [None]
    await forget(town.door)
    assert await town.door.database.read(lambda tx: tx.fetch(_COUNT, district=town.door.district)) == []


async def test_a_consumer_that_comes_days_late_keeps_nothing_of_what_is_over(town: Town) -> None:
    await report_as(town, "worker_west", middle(WEST))
    town.at += KEPT
    await follow(town)
    assert await town.door.database.read(lambda tx: tx.fetch(_COUNT, district=town.door.district)) == []

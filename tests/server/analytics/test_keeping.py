"""Running counts equal those from scratch, whatever happened in whichever order, on both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, select, update

from mobile_contract.base import Command, Datum
from mobile_contract.cases import AcceptCase, CaseSource, CaseState, FileCase, LimitUnit, ReportMatter
from mobile_contract.intake_orders import ContactCitizen, OrderLimit, ReplyOrder, SignOrder, SurveyOrder, TakeOrder
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.analytics import tables as t
from server.analytics.counting import EVERYWHERE, Cohort, Cut
from server.analytics.facts import UNIT_CASE, Facts, facts_of
from server.analytics.keeping import (
    NAME,
    check,
    follow_ground,
    followed_kinds,
    indicators_consumer,
    read_lives,
    rebuild,
)
from server.analytics.signature import CASES
from server.core.consumers import Workers
from server.core.database import ReadTx, Tx
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.statements import Row, Statement
from tests.server.analytics.pouring import a_history, count_again, write_over
from tests.support.scene import CLASS, WEST, Scene, by_system, make_scene, middle, settle, square

UNTIL = datetime(2026, 11, 20, 16, tzinfo=UTC)
_FACTS = Statement(
    select(*(t.case_facts.c[name] for name in Facts._fields))
    .where(t.case_facts.c.district_id == bindparam("district"))
    .order_by(t.case_facts.c.id)
)
_COUNTS = Statement(
    select(*(column for column in t.indicator_counts.c))
    .where(t.indicator_counts.c.district_id == bindparam("district"))
    .order_by(*t.indicator_counts.primary_key.columns)
)
_FORGET = [Statement(delete(table)) for table in (t.case_facts, t.indicator_counts)]


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def facts_of_case(door: Door, case: str) -> list[Row]:
    return [row for row in (await kept(door))[0] if row[Facts._fields.index("case_id")] == case]


async def kept(door: Door) -> tuple[list[Row], list[Row]]:
    async def work(tx: ReadTx) -> tuple[list[Row], list[Row]]:
        return await tx.fetch(_FACTS, district=door.district), await tx.fetch(_COUNTS, district=door.district)

    return await door.database.read(work)


async def run(door: Door, *statements: Statement, **params: Any) -> None:
    async def work(tx: Tx) -> None:
        for statement in statements:
            await tx.execute(statement, **params)

    await door.database.write(work)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_counts_that_were_kept_equal_those_from_scratch(door: Door, scene: Scene, seed: int) -> None:
    dice, history = Random(seed), a_history(scene, UNTIL, seed=seed)
    late: list[str] = []
    for until in sorted(UNTIL - timedelta(days=dice.random() * 40) for _ in range(5)):
        cases = await write_over(door, history.pasts(range(80), until))
        dice.shuffle(cases)
        cut = dice.randint(0, len(cases))
        await count_again(door, cases[:cut])
        await count_again(door, sorted(cases[: cut // 2]))  # seen again
        late = cases[cut:]
    await count_again(door, late)
    assert (await check(door)).is_none
    running = await kept(door)
    assert len(running[0]) > 60
    assert all(row[-1] > 0 for row in running[1])

    await run(door, *_FORGET)
    assert await kept(door) == ([], [])
    await rebuild(door, page=17)
    assert await kept(door) == running


async def test_the_facts_that_are_kept_are_those_of_the_cases_rows(door: Door, scene: Scene) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(80), UNTIL))
    await count_again(door, cases)
    lives = await door.database.read(lambda tx: read_lives(tx, door.district, cases))
    fresh = sorted((row for life in lives for row in facts_of(life)), key=lambda row: row.id)
    assert [Facts(*row) for row in (await kept(door))[0]] == fresh
    assert {row.area for row in fresh} == {scene.community}
    assert {row.major for row in fresh} == {None, "B-event-01"}
    assert {row.grid_then for row in fresh} == {scene.west, scene.east}


async def test_what_is_seen_again_changes_nothing(door: Door, scene: Scene) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(20), UNTIL))
    assert await count_again(door, cases) >= 20
    assert await count_again(door, [*cases, new_id()]) == 0


async def test_a_case_at_the_door_is_counted_by_the_consumer(door: Door, scene: Scene) -> None:
    case = new_id()
    await settle(door, [ReportMatter(**by_system(case), title="路面有坑", point=middle(WEST), photos=0)])
    workers = Workers(door, [indicators_consumer()])
    await workers.catch_up()
    [reported] = (await kept(door))[0]
    assert (reported[0], Facts(*reported).filed_day) == (case, None)

    await settle(door, [AcceptCase(**by_system(case))])
    await settle(door, [FileCase(**by_system(case), class_code=CLASS)])
    await workers.catch_up()
    [filed] = (await kept(door))[0]
    facts = CASES.unpack(Facts(*filed).signature)
    assert (facts["filed"], facts["accepted_in_time"], facts["kind"]) == (True, True, "event")
    assert {(row[1], row[4], row[7]) for row in (await kept(door))[1]} == {
        (cohort, cut, 1) for cohort in (Cohort.REPORTED, Cohort.FILED) for cut in Cut
    }
    assert (await check(door)).is_none
    assert NAME == "indicators"


async def test_a_check_names_the_cases_and_cells_that_drifted_and_a_rebuilding_puts_them_right(
    door: Door, scene: Scene
) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(20), UNTIL))
    await count_again(door, cases)
    right, facts, counts = await kept(door), t.case_facts, t.indicator_counts
    wrong_fact = Statement(update(facts).where(facts.c.id == bindparam("of_case")).values(signature=0))
    wrong_count = Statement(update(counts).where(counts.c.cut == int(Cut.GRID)).values(n=counts.c.n + 1))
    await run(door, wrong_fact, of_case=cases[3])
    await run(door, wrong_count)
    drift = await check(door)
    assert (drift.cases, drift.facts) == (20, (cases[3],))
    assert {cell.cut for cell in drift.counts} >= {Cut.GRID}
    await rebuild(door)
    assert await kept(door) == right


async def test_facts_of_a_case_that_is_not_there_are_dropped_by_a_rebuilding(door: Door, scene: Scene) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(3), UNTIL))
    await count_again(door, cases)
    right, facts = await kept(door), t.case_facts
    await run(door, Statement(update(facts).where(facts.c.id == facts.c.case_id).values(case_id=new_id())))
    assert len((await check(door)).facts) == 3
    await rebuild(door)
    assert await kept(door) == right


async def test_a_hotlines_order_is_counted_with_its_case_and_so_is_what_the_citizen_says(
    door: Door, scene: Scene
) -> None:
    case, order = new_id(), new_id()
    limit = OrderLimit(value=7, unit=LimitUnit.NATURAL_DAY)
    taken: dict[str, Any] = {
        "source": "12345",
        "number": "n-1",
        "template": "general",
        "sign_limit": limit,
        "reply_limit": limit,
    }
    report = ReportMatter(**by_system(case), title="路面有坑", point=middle(WEST), photos=0, source=CaseSource.HOTLINE)
    await settle(door, [report, TakeOrder(**by_system(order, case), **taken)])
    workers = Workers(door, [indicators_consumer()])
    steps: list[tuple[Command, str]] = [
        (SignOrder(**by_system(order, case)), "signed_in_time"),
        (ContactCitizen(**by_system(order, case), reached=True), "contacted_in_time"),
        (ReplyOrder(**by_system(order, case), words="已处理"), "replied_in_time"),
        (SurveyOrder(**by_system(order, case), reached=True, solved=True, satisfaction=5), "surveyed"),
    ]
    await workers.catch_up()
    for command, fact in steps:
        [before] = (await kept(door))[0]
        assert not CASES.unpack(Facts(*before).signature)[fact]
        await settle(door, [command], scene.office("office") if fact == "replied_in_time" else None)
        await workers.catch_up()
        [after] = (await kept(door))[0]
        assert CASES.unpack(Facts(*after).signature)[fact]
    assert {row[1] for row in (await kept(door))[1]} == {Cohort.REPORTED, Cohort.REPLY_DUE}
    assert (await check(door)).is_none


async def test_a_grid_that_another_organisation_has_takes_its_cases_along(door: Door, scene: Scene) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(20), UNTIL))
    await count_again(door, cases)
    workers = Workers(door, [indicators_consumer()])
    await workers.catch_up()
    west = GridShape(
        grid=scene.west, code="320114001001001", name="西网格", org=scene.department, geometry=square(WEST)
    )
    facts: dict[str, Any] = {"layer": LayerKind.COMMUNITY, "datum": Datum.WGS84, "grids": (west,)}
    await settle(door, [PublishTerritory(**by_system(new_id()), **facts)])
    assert not (await check(door)).is_none
    await workers.catch_up()
    assert (await check(door)).is_none
    lie_in = {row[Facts._fields.index("area")] for row in (await kept(door))[0]}
    assert lie_in == {scene.community, scene.department}


async def test_ground_is_followed_in_pages_and_once(door: Door, scene: Scene) -> None:
    cases = await write_over(door, a_history(scene, UNTIL).pasts(range(20), UNTIL))
    await count_again(door, cases)
    right = await kept(door)
    await run(door, Statement(update(t.case_facts).values(grid=None, area=None)))
    assert await follow_ground(door, page=3) == len({row[1] for row in right[0]})
    assert (await kept(door))[0] == right[0]
    assert await follow_ground(door) == 0


async def test_a_case_that_is_opened_again_leaves_the_month_in_which_it_was_closed_as_it_was(
    door: Door, scene: Scene
) -> None:
    pasts = list(a_history(scene, UNTIL).pasts(range(40), UNTIL))
    await count_again(door, await write_over(door, pasts))
    before = await closed_in_each_month(door)
    past = next(one for one in pasts if one.case.state is CaseState.CLOSED)
    event = replace(
        past.events[-1], id=new_id(), command="reopen_case", at=UNTIL, seq=past.events[-1].seq + 1,
        from_state=CaseState.CLOSED, to_state=CaseState.PENDING_DISPATCH,
    )  # fmt: skip
    case = replace(past.case, state=CaseState.PENDING_DISPATCH, closed_at=None, reopenings=1, round=past.case.round + 1)
    cases = await write_over(door, [past._replace(case=case, events=(*past.events, event))])
    await count_again(door, cases)
    assert await closed_in_each_month(door) == before
    assert (await check(door)).is_none
    assert len([row for row in (await kept(door))[0] if row[1] == case.id and row[2] == UNIT_CASE]) == 2


async def closed_in_each_month(door: Door) -> dict[int, int]:
    """How many cases were closed, by month."""
    found: Counter[int] = Counter()
    for _, cohort, month, area, cut, _, signature, n in (await kept(door))[1]:
        if (cohort, area, cut) == (Cohort.CLOSED, EVERYWHERE, Cut.DEPARTMENT):
            found[month] += n * bool(CASES.unpack(signature)["closed"])
    return dict(found)


def test_every_step_of_a_case_and_whatever_else_moves_its_rows_is_followed() -> None:
    assert {
        "report_matter", "file_case", "review_request", "rate_case", "rehome", "settle_conflict", "take_order",
        "contact_citizen", "survey_order", "publish_territory", "publish_draft", "split_grid",
    } <= set(followed_kinds())  # fmt: skip
    assert not {"record_visit", "set_case_switches"} & set(followed_kinds())


async def test_what_is_counted_of_a_case_goes_with_it_and_a_recount_finds_the_same(door: Door, scene: Scene) -> None:
    stays, goes = new_id(), new_id()
    for case in (stays, goes):
        await settle(door, [ReportMatter(**by_system(case), title="Hole", point=middle(WEST), class_code=CLASS)])
    workers = Workers(door, [indicators_consumer()])
    await workers.catch_up()
    assert await facts_of_case(door, goes)

    await door.erase(SYSTEM, goes, "asked")
    await workers.catch_up()

    after = await kept(door)
    assert (len(await facts_of_case(door, stays)), await facts_of_case(door, goes)) == (1, [])
    assert (await check(door)).is_none
    await rebuild(door)
    assert await kept(door) == after

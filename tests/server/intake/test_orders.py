"""Hotline orders, over HTTP and on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.base import Command
from mobile_contract.cases import LimitUnit
from mobile_contract.intake_orders import (
    ContactCitizen,
    NewOrder,
    OrderLimit,
    PartnerPurpose,
    ReplyOrder,
    SignOrder,
    SurveyOrder,
)
from mobile_contract.problems import ProblemCode
from server.cases.entities import Case, CaseEvent
from server.core import clock
from server.core.decisions import Actor
from server.core.ids import new_id
from server.core.problems import Problem
from server.intake import orders
from server.intake.books import Template, templates_of
from server.intake.entities import HotlineOrder
from tests.server.intake.desk import rows
from tests.server.intake.partners import a_partner, an_order, try_step
from tests.support.app import AnApp
from tests.support.scene import CLASS, by_system, settle


async def take(app: AnApp, **more: Any) -> dict[str, Any]:
    """An order that is kept."""
    hotline = await a_partner(app, PartnerPurpose.ORDERS)
    answer = await hotline.post("/v1/intake/orders", json=an_order(**more))
    assert answer.status_code == 200, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


async def at_desk(browser: httpx.AsyncClient, **more: Any) -> httpx.Response:
    """An order that somebody who has signed in takes down."""
    csrf = (await browser.get("/v1/me")).json()["csrf"]
    headers = {"x-hexward-csrf": csrf, "origin": str(browser.base_url)}
    return await browser.post("/v1/intake/desk/orders", json=an_order(**more), headers=headers)


async def test_an_order_begins_a_case_and_gets_the_limits_of_its_template(app: AnApp) -> None:
    at = clock.now()
    taken = await take(app)

    [case], [order] = (
        await rows(app.door, Case, "id", taken["case"]),
        await rows(app.door, HotlineOrder, "id", taken["order"]),
    )
    assert (case.source, case.grid, case.title) == ("hotline", app.scene.west, "夜间施工扰民")
    assert (order.number, order.stage, order.phone) == ("2026-0001", "received", "13900005678")
    assert 2 * 3600 <= (order.sign_due_at - at).total_seconds() < 2 * 3600 + 60
    assert 7 * 86400 <= (order.reply_due_at - at).total_seconds() < 7 * 86400 + 60


async def test_an_urgent_template_makes_the_case_urgent(app: AnApp) -> None:
    taken = await take(app, template="emergency")
    [case] = await rows(app.door, Case, "id", taken["case"])
    assert case.urgent


async def test_an_order_told_again_is_the_same_order_whatever_it_says_now(app: AnApp) -> None:
    hotline = await a_partner(app, PartnerPurpose.ORDERS)
    told = [an_order(), an_order(), an_order(words="另有补充")]

    answers = await asyncio.gather(*(hotline.post("/v1/intake/orders", json=one) for one in told))
    last = await hotline.post("/v1/intake/orders", json=an_order())

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["order"] for answer in (*answers, last)}) == 1
    assert last.json()["known"] is True


async def test_who_copies_a_number_first_keeps_out_nothing_that_the_caller_said(app: AnApp) -> None:
    """A desk wrote a mere line; the hotline's own telling comes after it, and again."""
    browser = await app.sign_in("office")
    first = (await at_desk(browser, title="先占", words="", opinion="", citizen=None)).json()
    hotline = await a_partner(app, PartnerPurpose.ORDERS)
    told = an_order(words="燃气味很大", urgent=True)

    for _ in range(2):
        assert (await hotline.post("/v1/intake/orders", json=told)).json()["case"] == first["case"]

    [order] = await rows(app.door, HotlineOrder, "case_id", first["case"])
    assert (order.name, order.phone, order.opinion) == (*told["citizen"].values(), told["opinion"])
    events = await rows(app.door, CaseEvent, "case_id", first["case"])
    said = [event.opinion for event in events if event.command == "comment_case"]
    assert sorted(said) == sorted(["燃气味很大", told["title"]])
    [case] = await rows(app.door, Case, "id", first["case"])
    assert case.urgent


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"template": "leisurely"}, 400, "malformed"),
        ({"number": ""}, 400, "malformed"),
        ({"point": {"lon": 0.0, "lat": 0.0, "datum": "wgs84"}}, 422, "out_of_district"),
        ({"title": " "}, 422, "case_needs"),
        ({"class_code": CLASS}, 403, "not_allowed"),
        ({"placed_at": "1492-10-12T00:00:00Z"}, 400, "malformed"),
    ],
)
async def test_a_wrong_order_is_refused_and_may_be_put_right_under_its_number(
    app: AnApp, told: dict[str, Any], status: int, code: str
) -> None:
    hotline = await a_partner(app, PartnerPurpose.ORDERS)
    for _ in range(2):
        answer = await hotline.post("/v1/intake/orders", json=an_order(**told))
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    assert (await hotline.post("/v1/intake/orders", json=an_order())).status_code == 200


async def test_an_order_goes_its_way_and_no_step_is_taken_too_early_or_twice(app: AnApp) -> None:
    taken = await take(app)
    facts = {"entity": taken["order"], "root": taken["case"]}

    async def step(login: str, command: type[Command], **more: Any) -> tuple[str, str]:
        return await try_step(app, login, command(**by_system(**facts), **more))

    assert await step("office", ReplyOrder, words="已办理") == ("refused", "case_moved_on")
    assert await step("office", ContactCitizen, reached=True) == ("refused", "case_moved_on")
    assert await step("office", SignOrder) == ("applied", "")
    assert await step("office", SignOrder) == ("merged", "")
    assert await step("office", ReplyOrder, words="已办理") == ("refused", "case_needs")
    assert await step("office", ContactCitizen, reached=False, words="无人接听") == ("applied", "")
    assert await step("office", SurveyOrder, reached=True, satisfaction=5) == ("refused", "case_moved_on")
    assert await step("office", ReplyOrder, words=" ") == ("refused", "case_needs")
    assert await step("office", ReplyOrder, words="已办理") == ("applied", "")
    assert await step("office", SurveyOrder, reached=True, satisfaction=5) == ("refused", "same_person")
    assert await step("supervisor", SurveyOrder, reached=True, satisfaction=5) == ("refused", "not_allowed")
    assert await step("neighbour", SignOrder) == ("refused", "not_allowed")
    outcome = await app.door.issue([SurveyOrder(**by_system(**facts), reached=True, solved=True, satisfaction=4)])
    assert outcome.receipts[0].verdict == "applied"
    [order] = await rows(app.door, HotlineOrder, "id", taken["order"])
    assert (order.stage, order.reached, order.reply, order.satisfaction) == ("surveyed", False, "已办理", 4)


async def test_an_order_that_would_be_due_in_a_year_without_calendar_begins_no_case(app: AnApp) -> None:
    far = OrderLimit(value=10_000, unit=LimitUnit.WORK_DAY)
    near = OrderLimit(value=2, unit=LimitUnit.URGENT_HOUR)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    templates = (Template(code="general", zh="一般", en="General", valid_from=at, sign=near, reply=far),)
    order = msgspec.convert(an_order(), NewOrder)
    actor = Actor(user=new_id(), install=new_id(), system=True)

    with pytest.raises(Problem) as raised:
        await orders.take(app.door, actor, order, templates)

    assert raised.value.code is ProblemCode.NO_CALENDAR
    assert await rows(app.door, Case, "grid", app.scene.west) == []
    taken = await orders.take(app.door, actor, order, templates_of(None))
    assert not taken.known


async def test_an_office_takes_down_an_order_of_its_area_as_the_hotline_itself_would(app: AnApp) -> None:
    office = await app.sign_in("office")
    taken = await at_desk(office, template="emergency")
    assert taken.status_code == 200, taken.text
    hours = datetime.fromisoformat(taken.json()["reply_due_at"]) - clock.now()
    assert timedelta(hours=1, minutes=59) < hours <= timedelta(hours=2)

    by_hotline = await (await a_partner(app, PartnerPurpose.ORDERS)).post("/v1/intake/orders", json=an_order())
    assert by_hotline.json() == taken.json() | {"known": True}
    listed = await office.get("/v1/intake/orders")
    assert [one["id"] for one in listed.json()["orders"]] == [taken.json()["order"]]


@pytest.mark.parametrize(
    ("login", "told", "status", "code"),
    [
        ("neighbour", {}, 403, "not_allowed"),
        ("worker_west", {}, 403, "not_allowed"),
        ("handler", {}, 403, "not_allowed"),
        ("office", {"point": {"lon": 0.0, "lat": 0.0, "datum": "wgs84"}}, 422, "out_of_district"),
        ("office", {"template": "leisurely"}, 400, "malformed"),
        ("office", {"title": " "}, 422, "case_needs"),
    ],
)
async def test_an_order_of_another_area_or_without_the_post_is_not_taken_down(
    app: AnApp, login: str, told: dict[str, Any], status: int, code: str
) -> None:
    answer = await at_desk(await app.sign_in(login), **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_order_is_no_key_to_another_case(app: AnApp) -> None:
    """Whoever is let in by a case of their own does not reach an order of another."""
    taken = await take(app)
    other = await take(app, number="2026-0002")
    command = SignOrder(**by_system(taken["order"], other["case"]))
    assert await try_step(app, "office", command) == ("refused", "not_found")


async def test_offices_see_the_orders_of_their_area_in_their_stages(app: AnApp) -> None:
    first = await take(app)
    second = await take(app, number="2026-0002")
    office = await app.sign_in("office")
    await settle(app.door, [SignOrder(**by_system(first["order"], first["case"]))])

    async def seen(browser: httpx.AsyncClient, **asked: Any) -> list[str]:
        answer = await browser.get("/v1/intake/orders", params=asked)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["orders"]]

    assert await seen(office) == [second["order"], first["order"]]
    assert await seen(office, stage="signed") == [first["order"]]
    assert await seen(await app.sign_in("neighbour")) == []
    page = (await office.get("/v1/intake/orders", params={"limit": 1})).json()
    assert "13900005678" not in str(page)
    rest = (await office.get("/v1/intake/orders", params={"limit": 1, "after": page["next"]})).json()
    assert ([one["id"] for one in rest["orders"]], "next" in rest) == ([first["order"]], False)
    wrong = await office.get("/v1/intake/orders", params={"after": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "malformed")


async def test_an_order_is_overdue_by_the_limit_of_its_stage(app: AnApp, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = await take(app)
    facts = by_system(taken["order"], taken["case"])
    office = await app.sign_in("office")
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)

    async def stands() -> tuple[bool, str]:
        [one] = (await office.get("/v1/intake/orders")).json()["orders"]
        return one.get("overdue", False), one["due_at"]

    assert await stands() == (True, taken["sign_due_at"])
    await settle(app.door, [SignOrder(**facts)])
    assert await stands() == (False, taken["reply_due_at"])


async def test_the_words_of_an_order_are_for_its_area_and_the_look_is_kept(app: AnApp) -> None:
    taken = await take(app)
    address = f"/v1/intake/orders/{taken['order']}"
    told = (await (await app.sign_in("office")).get(address)).json()
    assert (told["name"], told["phone"], told["opinion"]) == ("演示李四", "13900005678", "请核实办理")
    assert (await (await app.sign_in("neighbour")).get(address)).status_code == 404
    assert (await (await app.visitor()).get(address)).status_code == 401

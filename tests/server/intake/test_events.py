"""Partners' events and keys, over HTTP and on both databases."""

import asyncio
from typing import Any

import pytest

from mobile_contract.catalogue import DefineClasses
from mobile_contract.intake_orders import (
    AddPartner,
    PartnerPurpose,
    RevokePartner,
)
from server.cases.entities import Case
from server.core.ids import new_id
from tests.server.intake.desk import NOISE, PLACE, rows
from tests.server.intake.partners import a_key, a_partner, an_event, an_order, try_step
from tests.support.app import AnApp
from tests.support.scene import CLASS, by_system, settle


async def test_an_event_of_a_sensor_becomes_a_case_once(app: AnApp) -> None:
    sensor = await a_partner(app, PartnerPurpose.EVENTS)

    answers = await asyncio.gather(*(sensor.post("/v1/intake/events", json=an_event()) for _ in range(3)))

    assert {answer.status_code for answer in answers} == {200}
    [case] = await rows(app.door, Case, "id", answers[0].json()["case"])
    assert (case.source, case.description, case.class_code) == ("partner", "noise 71.5 dB", NOISE)
    assert case.title == "施工扰民（演示平台）"
    known = await sensor.post("/v1/intake/events", json=an_event(readings=[]))
    assert (known.json()["known"], known.json()["case"]) == (True, case.id)


async def test_two_partners_may_number_their_events_alike(app: AnApp) -> None:
    cases = [
        (await (await a_partner(app, PartnerPurpose.EVENTS)).post("/v1/intake/events", json=an_event())).json()["case"]
        for _ in range(2)
    ]
    assert len(set(cases)) == 2


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"class_code": CLASS}, 403, "not_allowed"),
        ({"point": {"lon": 0.0, "lat": 0.0, "datum": "wgs84"}}, 422, "out_of_district"),
        ({"point": None}, 422, "unknown_grid"),
        ({"component": "3201140101000001"}, 422, "unknown_component"),
        ({"words": "张三"}, 400, "malformed"),
        ({"readings": [{"name": "noise", "value": 1e300}]}, 400, "malformed"),
    ],
)
async def test_a_wrong_event_is_refused_and_may_be_put_right(
    app: AnApp, told: dict[str, Any], status: int, code: str
) -> None:
    sensor = await a_partner(app, PartnerPurpose.EVENTS)
    answer = await sensor.post("/v1/intake/events", json=an_event(**told))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await sensor.post("/v1/intake/events", json=an_event())).status_code == 200


async def test_a_class_that_is_retired_takes_no_events(app: AnApp) -> None:
    sensor = await a_partner(app, PartnerPurpose.EVENTS)
    retire = DefineClasses(**by_system(new_id()), retired_classes=(NOISE,), reason="停用")
    await settle(app.door, [retire])

    answer = await sensor.post("/v1/intake/events", json=an_event())

    assert (answer.status_code, answer.json()["code"]) == (409, "class_retired")


async def test_a_key_opens_what_it_is_for_and_no_more_once_it_is_revoked(app: AnApp) -> None:
    partner, key = await a_key(app, PartnerPurpose.EVENTS)
    visitor = await app.visitor()

    async def told(address: str, body: dict[str, Any], key: str) -> tuple[int, str]:
        answer = await visitor.post(address, json=body, headers={"authorization": f"Bearer {key}"})
        return answer.status_code, answer.json().get("code", "")

    assert await told("/v1/intake/orders", an_order(), key) == (403, "not_allowed")
    for wrong in ("x", f"{partner}.x", f"{new_id()}.{key.split('.')[1]}", partner):
        assert await told("/v1/intake/events", an_event(), wrong) == (401, "not_signed_in"), wrong
    assert await told("/v1/intake/events", {"nonsense": 1}, "x") == (401, "not_signed_in")
    assert await told("/v1/intake/events", an_event(), key) == (200, "")
    await settle(app.door, [RevokePartner(**by_system(partner)), RevokePartner(**by_system(partner))])
    assert await told("/v1/intake/events", an_event(), key) == (401, "not_signed_in")
    assert (await visitor.post("/v1/intake/events", json=an_event())).status_code == 401


async def test_a_quota_is_kept_and_counts_down(app: AnApp) -> None:
    sensor = await a_partner(app, PartnerPurpose.EVENTS, daily_quota=3)
    answers = [await sensor.post("/v1/intake/events", json=an_event(event=f"e-{n}")) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.json().get("left_today", 0) for answer in answers[:3]] == [2, 1, 0]
    assert int(answers[3].headers["retry-after"]) <= 8 * 3600
    again = await sensor.post("/v1/intake/events", json=an_event(event="e-1"))
    assert (again.status_code, again.json()["known"]) == (200, True)


async def test_a_key_for_trying_out_keeps_nothing(app: AnApp) -> None:
    sensor = await a_partner(app, PartnerPurpose.EVENTS, live=False)
    answer = (await sensor.post("/v1/intake/events", json=an_event())).json()
    assert (answer["test"], "case" in answer) == (True, False)
    office = await app.sign_in("office")
    assert (await office.get("/v1/cases")).json()["cases"] == []


@pytest.mark.parametrize("more", [{"name": " "}, {"classes": ("B-event-99-99",)}])
async def test_a_partner_without_a_name_or_of_an_unknown_class_is_refused(app: AnApp, more: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"name": "演示", "classes": (), **more}
    command = AddPartner(
        **by_system(new_id()), key_hash="a" * 64, purpose=PartnerPurpose.EVENTS, daily_quota=1, **facts
    )
    assert (await app.door.issue([command])).receipts[0].verdict == "refused"


async def test_what_is_the_servers_own_no_office_may_order(app: AnApp) -> None:
    command = AddPartner(
        **by_system(new_id()), name="x", key_hash="a" * 64, purpose=PartnerPurpose.EVENTS, daily_quota=1
    )
    assert await try_step(app, "supervisor", command) == ("refused", "not_allowed")


async def test_a_committee_reports_by_an_ordinary_command(app: AnApp) -> None:
    office = await app.sign_in("office")
    csrf = (await office.get("/v1/me")).json()["csrf"]
    case = new_id()
    told = by_system(case) | {"made": {"wall": 0, "boot": "office", "mono": 0}}
    body = {"kind": "report_matter", **told, "title": "楼道堆物", "source": "committee", "point": PLACE}
    answer = await office.post("/v1/commands", json=body, headers={"x-hexward-csrf": csrf})
    assert [one["verdict"] for one in answer.json()] == ["applied"], answer.text
    [kept] = await rows(app.door, Case, "id", case)
    assert (kept.source, kept.grid) == ("committee", app.scene.west)

"""What residents do without an account, over HTTP and on both databases."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from mobile_contract.case_adjustments import RequestExtension, ReviewRequest
from server.cases.entities import Case
from server.core import clock
from server.core.ids import new_id
from server.core.statements import Statement
from server.intake.doorway import PUBLIC
from server.intake.entities import Reporter
from server.intake.metering import TRIES, forget
from tests.server.intake.desk import (
    a_report,
    case_of,
    closed,
    dispatched,
    follow,
    progress_of,
    rows,
    tell,
)
from tests.support.app import AnApp
from tests.support.scene import by_system, settle


async def test_a_report_gets_a_receipt_and_becomes_a_case_of_its_grid(app: AnApp) -> None:
    taken = await tell(await app.visitor())

    [case] = await rows(app.door, Case, "id", await case_of(app, "resident"))
    assert (case.title, case.description, case.grid) == ("施工扰民", "夜间施工", app.scene.west)
    [kept] = await rows(app.door, Reporter, "case_id", case.id)
    assert case.reporter == kept.id
    assert len(taken["pin"]) == 6
    assert taken["pin"] not in kept.pin_hash
    assert taken["code"] not in kept.code_hash


async def test_whatever_is_sent_again_is_the_same_report(app: AnApp) -> None:
    visitor = await app.visitor()
    told = a_report()

    answers = await asyncio.gather(*(visitor.post("/v1/public/reports", json=told) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    await case_of(app, "resident")


async def test_the_secret_is_part_of_whose_report_it_is(app: AnApp) -> None:
    visitor, draft = await app.visitor(), new_id()
    mine, other = await tell(visitor, draft=draft), await tell(visitor, draft=draft, secret="t" * 43)
    assert mine["code"] != other["code"]


async def test_an_emergency_is_told_whom_to_call_first(app: AnApp) -> None:
    visitor = await app.visitor()
    for told in ({"matter": "gas"}, {"matter": "other", "words": "楼道起火了"}, {"matter": None, "words": "有人晕倒"}):
        body = a_report(**told)
        body = {name: value for name, value in body.items() if value is not None}
        answer = await visitor.post("/v1/public/reports", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "read_first"), told
        assert set(answer.json()["notice"]["numbers"]) <= {"110", "119", "120"}
        assert answer.headers["content-type"] == "application/problem+json"
    office = await app.sign_in("office")
    assert (await office.get("/v1/cases")).json()["cases"] == []

    await tell(visitor, matter="gas", confirmed=True)

    [case] = (await office.get("/v1/cases")).json()["cases"]
    assert case["urgent"] is True


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"matter": "dragons"}, 422, "unknown_class"),
        ({"point": {"lon": 0.0, "lat": 0.0, "datum": "wgs84"}}, 422, "out_of_district"),
        ({"contact": {"name": "演示"}}, 422, "case_needs"),
        ({"contact": {"phone": "13800000000"}, "privacy_note": "of-old"}, 422, "case_needs"),
        ({"secret": "short"}, 400, "malformed"),
        ({"reporter": "me"}, 400, "malformed"),
        ({"words": "\u202e"}, 400, "malformed"),
    ],
)
async def test_a_report_that_cannot_be_taken_is_refused_and_leaves_nothing(
    app: AnApp, told: dict[str, Any], status: int, code: str
) -> None:
    answer = await (await app.visitor()).post("/v1/public/reports", json=a_report(**told))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    office = await app.sign_in("office")
    assert (await office.get("/v1/cases")).json()["cases"] == []


async def test_a_report_that_was_refused_can_be_put_right_under_the_same_draft(app: AnApp) -> None:
    visitor, draft = await app.visitor(), new_id()
    wrong = a_report(draft=draft, point={"lon": 0.0, "lat": 0.0, "datum": "wgs84"})
    assert (await visitor.post("/v1/public/reports", json=wrong)).status_code == 422
    assert (await visitor.post("/v1/public/reports", json=wrong)).json()["code"] == "out_of_district"
    assert (await tell(visitor, draft=draft))["code"]


async def test_a_reporter_is_told_that_a_like_matter_nearby_is_known_and_of_nobody(app: AnApp) -> None:
    visitor, draft = await app.visitor(), new_id()
    assert "alike" not in await tell(visitor, matter="road", words="张三家门口有坑")
    taken = await tell(visitor, draft=draft, matter="road", words="路面有坑")
    [alike] = taken["alike"]
    assert set(alike) == {"class_code", "class_name", "within_m", "reported_on", "in_hand"}
    assert (alike["within_m"], alike["in_hand"]) == (10, False)
    await tell(visitor, matter="road", words="还有一个坑")
    again = await visitor.post("/v1/public/reports", json=a_report(draft=draft, matter="road", words="路面有坑"))
    assert again.json() == taken


async def test_too_many_reports_from_one_device_have_to_wait(app: AnApp) -> None:
    visitor = await app.visitor()
    for _ in range(5):
        await tell(visitor, device="page-1")

    answer = await visitor.post("/v1/public/reports", json=a_report(device="page-1"))

    assert (answer.status_code, answer.json()["code"]) == (429, "slow_down")
    assert 0 < int(answer.headers["retry-after"]) <= 600
    assert await tell(visitor, device="page-2")


async def test_behind_a_proxy_each_address_has_a_meter_of_its_own(app: AnApp) -> None:
    visitor = await app.visitor()

    async def told_by(*hops: str) -> int:
        headers = {"x-forwarded-for": ", ".join(hops)}
        return (await visitor.post("/v1/public/reports", json=a_report(), headers=headers)).status_code

    assert {await told_by("203.0.113.7") for _ in range(20)} == {201}
    assert await told_by("203.0.113.7") == 429
    assert await told_by("203.0.113.8", "203.0.113.7") == 429  # what it says of itself is not believed
    assert await told_by("203.0.113.8") == 201


async def test_meters_keep_no_address_and_are_forgotten(app: AnApp, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor, contact={"phone": "13800001234"}, privacy_note="contact-1", device="page-1")
    await visitor.post("/v1/public/follow", json={"code": taken["code"], "pin": "0"})

    kept = [str(row) for row in await _raw(app, "SELECT * FROM intake_meters")]

    assert len(kept) == 4
    assert not [row for row in kept if "127.0.0.1" in row or "13800001234" in row or "page-1" in row]
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    await forget(app.door)
    assert await _raw(app, "SELECT meter FROM intake_meters UNION ALL SELECT what FROM intake_tries") == []


async def _raw(app: AnApp, sql: str) -> list[Any]:
    return await app.door.database.fetch(Statement(text(sql)))


async def test_a_report_is_followed_with_code_and_pin_as_people_type_them(app: AnApp) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    typed = taken["code"].lower().replace("-", " ")

    answer = await visitor.post("/v1/public/follow", json={"code": typed, "pin": f" {taken['pin']} "})

    assert answer.status_code == 200
    assert answer.json()["progress"]["stage"]["code"] == "reported"
    assert answer.headers["cache-control"] == "no-store"


async def test_wrong_receipts_are_not_told_apart_and_five_wrong_pins_make_a_code_rest(app: AnApp) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    wrong = "000000" if taken["pin"] != "000000" else "000001"
    for code in ("22222-22222", "not a code", taken["code"]):
        answer = await visitor.post("/v1/public/follow", json={"code": code, "pin": wrong})
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_receipt"), code
    for _ in range(TRIES - 1):
        await visitor.post("/v1/public/follow", json={"code": taken["code"], "pin": wrong})

    right = await visitor.post("/v1/public/follow", json={"code": taken["code"], "pin": taken["pin"]})

    assert (right.status_code, right.json()["code"]) == (429, "slow_down")
    assert int(right.headers["retry-after"]) > 600


async def test_the_right_pin_forgives_the_wrong_ones_before_it(app: AnApp) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    wrong = {"code": taken["code"], "pin": "000000" if taken["pin"] != "000000" else "000001"}
    for _ in range(2):
        for _ in range(TRIES - 1):
            assert (await visitor.post("/v1/public/follow", json=wrong)).status_code == 403
        await follow(visitor, taken)


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x.y.z", "Basic abc", "Bearer 1.2.3.4"])
async def test_without_a_token_of_ours_nothing_of_a_report_is_shown(app: AnApp, token: str) -> None:
    visitor = await app.visitor()
    await tell(visitor)
    answer = await visitor.get("/v1/public/progress", headers={"authorization": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_a_token_is_over_after_half_an_hour_and_cannot_be_made_longer(
    app: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    until, _, rest = visitor.headers["authorization"].removeprefix("Bearer ").partition(".")
    longer = {"authorization": f"Bearer {int(until) + 3600}.{rest}"}
    assert (await visitor.get("/v1/public/progress", headers=longer)).status_code == 401
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await visitor.get("/v1/public/progress")).status_code == 401


async def test_a_timeline_tells_steps_in_both_languages_and_units_but_no_people(app: AnApp) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor, contact={"name": "演示王五", "phone": "13800001234"}, privacy_note="contact-1")
    await follow(visitor, taken)
    await closed(app, await case_of(app, "resident"))

    answer = await visitor.get("/v1/public/progress")

    told = answer.json()
    codes = [entry["code"] for entry in told["timeline"]]
    assert codes == [
        "report_matter", "accept_case", "file_case", "dispatch_case", "assign_case", "finish_handling",
        "confirm_handling", "close_case",
    ]  # fmt: skip
    assert all(entry["zh"] and entry["en"] for entry in told["timeline"])
    assert [entry["unit"] for entry in told["timeline"] if "unit" in entry] == ["市政"]
    assert (told["stage"]["code"], told["may"]) == ("closed", ["rate", "reopen"])
    for secret in ("演示王五", "13800001234", "handler", "夜间施工", app.scene.users["handler"]):
        assert secret not in answer.text


async def test_an_expected_date_says_what_was_told_first_and_why_it_moved(app: AnApp) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    first = await follow(visitor, taken)
    assert first["expected"]["original_at"] == taken["expected_at"] == first["expected"]["now_at"]
    assert first["expected"]["why"]["code"] == "not_given"
    case = await case_of(app, "resident")
    await dispatched(app, case)
    assert (await progress_of(visitor))["expected"]["why"]["code"] == "limit_set"
    request = new_id()
    await settle(app.door, [RequestExtension(**by_system(case), request=request, opinion="下雨")])
    for _ in range(2):
        await app.door.issue([ReviewRequest(**by_system(case), request=request, approved=True, opinion="同意")])

    moved = (await progress_of(visitor))["expected"]

    assert moved["why"]["code"] == "extended"
    assert moved["original_at"] == taken["expected_at"] < moved["now_at"]


async def test_a_date_that_has_passed_is_told_as_no_date(app: AnApp, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    late = clock.now() + timedelta(hours=9)
    case = await case_of(app, "resident")
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: late)
        waiting = (await follow(visitor, taken))["expected"]
    await dispatched(app, case)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: late)
        given = (await follow(visitor, taken))["expected"]

    assert ("now_at" in waiting, waiting["why"]["code"]) == (False, "late_start")
    assert ("now_at" in given, given["why"]["code"]) == (False, "overdue")


async def test_what_residents_do_is_journalled_as_done_by_an_actor_of_their_own(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    await visitor.post("/v1/public/information", json={"id": new_id(), "words": "补充"})
    [case] = await rows(app.door, Case, "id", await case_of(app, "resident"))

    entries = await _raw(app, "SELECT kind, CAST(actor AS TEXT), CAST(install AS TEXT) FROM journal_entries")

    done = {kind for kind, actor, install in entries if actor == case.reporter and install == PUBLIC}
    assert done == {"report_matter", "keep_reporter", "comment_case"}


async def test_looking_changes_nothing(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    before = (await visitor.get("/readyz")).json()["pos"]
    await progress_of(visitor)
    await visitor.get("/v1/public/matters")
    assert (await visitor.get("/readyz")).json()["pos"] == before
    for address in ("reports", "follow", "information", "rating", "reopening"):
        assert (await visitor.get(f"/v1/public/{address}")).status_code == 405


async def test_only_who_talks_with_people_sees_a_reporter_and_the_look_is_kept(app: AnApp) -> None:
    visitor = await app.visitor()
    await tell(visitor, contact={"name": "演示王五", "phone": "13800001234"}, privacy_note="contact-1")
    case = await case_of(app, "resident")
    address = f"/v1/cases/{case}/reporter"
    seen = await (await app.sign_in("office")).get(address)
    assert seen.json() == {"given": True, "name": "演示王五", "phone": "13800001234", "privacy_note": "contact-1"}
    for login in ("worker_west", "dept", "neighbour", "stranger"):
        assert (await (await app.sign_in(login)).get(address)).status_code == 404, login
    looks = await _raw(app, "SELECT 1 FROM journal_entries WHERE kind = 'read'")
    assert len(looks) == 1

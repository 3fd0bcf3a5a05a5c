"""What whoever reported adds, answers and opens again, over HTTP and on both databases."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from mobile_contract.case_steps import MergeCase
from mobile_contract.cases import CaseState
from server.cases.adjusted import CaseRating
from server.cases.entities import Case, CaseEvent
from server.core import clock
from server.core.ids import new_id
from server.uploads.entities import Photo
from tests.server.intake.desk import (
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


async def test_words_are_added_once_and_a_worker_reads_them(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    more = {"id": new_id(), "words": "在三号楼后面"}

    answers = [await visitor.post("/v1/public/information", json=more) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    case = await case_of(app, "resident")
    added = [one for one in await rows(app.door, CaseEvent, "case_id", case) if one.command == "comment_case"]
    assert [one.opinion for one in added] == ["在三号楼后面"]
    other = await visitor.post("/v1/public/information", json=more | {"words": "其他"})
    assert (other.status_code, other.json()["code"]) == (409, "id_reuse")
    empty = await visitor.post("/v1/public/information", json={"id": new_id(), "words": "  "})
    assert (empty.status_code, empty.json()["code"]) == (422, "case_needs")


async def test_a_photo_follows_its_promise_and_belongs_to_its_reporter_alone(app: AnApp) -> None:
    mine, other = await app.visitor(), await app.visitor()
    await follow(mine, await tell(mine))
    await follow(other, await tell(other))
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "JPEG")
    content, photo = picture.getvalue(), new_id()
    promise = {"photo": photo, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    answer = await mine.post("/v1/public/information", json={"id": new_id(), "photos": [promise]})
    assert answer.status_code == 200, answer.text
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    address = f"/v1/public/photos/{photo}"

    assert (await other.patch(address, content=content, headers=headers)).status_code == 404
    sent = await mine.patch(address, content=content, headers=headers)

    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(content)))
    [kept] = await rows(app.door, Photo, "id", photo)
    assert kept.arrived_at is not None
    taken = await other.post("/v1/public/information", json={"id": new_id(), "photos": [promise]})
    assert (taken.status_code, taken.json()["code"]) == (409, "id_taken")


async def test_more_than_ten_photos_are_too_many(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))

    def some() -> dict[str, Any]:
        hashed = hashlib.sha256(new_id().encode()).hexdigest()
        return {"photo": new_id(), "sha256": hashed, "size_bytes": 100}

    told: list[str] = []
    for _ in range(3):
        photos = [some() for _ in range(5)]
        answer = await visitor.post("/v1/public/information", json={"id": new_id(), "photos": photos})
        told.append(answer.json().get("code", ""))
    assert told[2] == "too_often"
    assert "too_often" not in told[:2]


async def test_three_questions_are_answered_once_a_round(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    answers = {"id": new_id(), "contacted": True, "solved": False, "satisfaction": 2, "words": "还有噪声"}
    early = await visitor.post("/v1/public/rating", json=answers)
    assert (early.status_code, early.json()["code"]) == (409, "case_moved_on")
    case = await case_of(app, "resident")
    await closed(app, case)

    answers |= {"id": new_id()}
    first = await visitor.post("/v1/public/rating", json=answers)
    again = await visitor.post("/v1/public/rating", json=answers)
    another = await visitor.post("/v1/public/rating", json=answers | {"id": new_id(), "satisfaction": 5})

    assert [first.status_code, again.status_code] == [200, 200]
    assert (another.status_code, another.json()["code"]) == (409, "too_often")
    assert first.json()["may"] == ["reopen"]
    [kept] = await rows(app.door, CaseRating, "case_id", case)
    assert (kept.contacted, kept.solved, kept.satisfaction, kept.words) == (True, False, 2, "还有噪声")


async def test_a_matter_is_opened_again_within_seven_days_once_and_with_a_reason(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    wish = {"id": new_id(), "reason": "又开始了"}
    early = await visitor.post("/v1/public/reopening", json=wish)
    assert (early.status_code, early.json()["code"]) == (409, "case_moved_on")
    case = await case_of(app, "resident")
    await closed(app, case)
    no_reason = await visitor.post("/v1/public/reopening", json=wish | {"id": new_id(), "reason": " "})
    assert (no_reason.status_code, no_reason.json()["code"]) == (422, "case_needs")

    wish |= {"id": new_id()}
    opened = await visitor.post("/v1/public/reopening", json=wish)

    assert opened.status_code == 200, opened.text
    assert (opened.json()["stage"]["code"], opened.json()["may"]) == ("pending_dispatch", ["add"])
    again = await visitor.post("/v1/public/reopening", json=wish)
    assert again.status_code == 200
    more = await visitor.post("/v1/public/reopening", json=wish | {"id": new_id()})
    assert (more.status_code, more.json()["stage"]["code"]) == (200, "pending_dispatch")
    [kept] = await rows(app.door, Case, "id", case)
    assert (kept.round, kept.reopenings) == (2, 1)


async def test_after_seven_days_it_stays_closed(app: AnApp, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await app.visitor()
    taken = await tell(visitor)
    await closed(app, await case_of(app, "resident"))
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await follow(visitor, taken))["may"] == ["rate"]

    answer = await visitor.post("/v1/public/reopening", json={"id": new_id(), "reason": "又开始了"})

    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_time")


async def test_a_report_that_was_merged_follows_the_case_that_goes_on(app: AnApp) -> None:
    first, second = await app.visitor(), await app.visitor()
    await follow(first, await tell(first))
    lead = await case_of(app, "resident")
    await follow(second, await tell(second))
    [own] = {c["id"] for c in (await (await app.sign_in("office")).get("/v1/cases")).json()["cases"]} - {lead}
    await settle(app.door, [MergeCase(**by_system(own), duplicate_of=lead)])
    await dispatched(app, lead)

    told = await progress_of(second)

    assert (told["joined"], told["stage"]["code"], told["may"]) == (True, "pending_handle", ["add"])
    assert [one["code"] for one in told["timeline"]][-1] == "dispatch_case"
    assert "joined" not in await progress_of(first)


# --- what comes too early or too late is kept -------------------------------------------------------------------------


async def test_what_a_reporter_says_when_it_is_not_their_turn_is_refused_and_kept(app: AnApp) -> None:
    visitor = await app.visitor()
    await follow(visitor, await tell(visitor))
    case = await case_of(app, "resident")
    answers = {"id": new_id(), "contacted": True, "solved": False, "satisfaction": 1, "words": "没有人来"}

    rated = await visitor.post("/v1/public/rating", json=answers)
    opened = await visitor.post("/v1/public/reopening", json={"id": new_id(), "reason": "还没有解决"})
    await closed(app, case)
    added = await visitor.post("/v1/public/information", json={"id": new_id(), "words": "又漏了"})

    assert [one.status_code for one in (rated, opened, added)] == [409, 409, 409]
    assert {one.json()["code"] for one in (rated, opened, added)} == {"case_moved_on"}
    assert added.json()["state"] == "closed"
    said = {one.command: (one.applied, one.opinion) for one in await rows(app.door, CaseEvent, "case_id", case)}
    assert said["rate_case"] == (False, "没有人来")
    assert said["reopen_case"] == (False, "还没有解决")
    assert said["comment_case"] == (False, "又漏了")
    assert {"rate_case", "reopen_case"}.isdisjoint(one["code"] for one in (await progress_of(visitor))["timeline"])


async def test_whoever_joined_anothers_matter_judges_it_no_more_and_their_words_stay_with_their_own(app: AnApp) -> None:
    first, second = await app.visitor(), await app.visitor()
    await follow(first, await tell(first))
    lead = await case_of(app, "resident")
    await follow(second, await tell(second))
    [own] = {c["id"] for c in (await (await app.sign_in("office")).get("/v1/cases")).json()["cases"]} - {lead}
    await settle(app.door, [MergeCase(**by_system(own), duplicate_of=lead)])
    await closed(app, lead)

    answer = await second.post("/v1/public/reopening", json={"id": new_id(), "reason": "没有解决"})

    assert (answer.status_code, answer.json()["code"]) == (409, "case_moved_on")
    [still] = await rows(app.door, Case, "id", lead)
    assert (still.state, still.reopenings) == (CaseState.CLOSED, 0)
    assert "没有解决" in {one.opinion for one in await rows(app.door, CaseEvent, "case_id", own)}

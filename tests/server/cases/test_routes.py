"""What an office reads of cases, over HTTP and on both databases."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract.accounts import GrantMembership, Post
from mobile_contract.base import Command
from mobile_contract.case_adjustments import RequestVoid
from mobile_contract.cases import AcceptCase, AssignCase, CaseSource, CommentCase, DispatchCase, FileCase, ReportMatter
from mobile_contract.media import AttachPhoto, PhotoArrived, PhotoPhase, PhotoSubject
from server.core.ids import new_id
from tests.support.app import NORTH, AnApp, running
from tests.support.scene import CLASS, EAST, WEST, by_system, middle, settle

HASHES = ("a" * 64, "b" * 64)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


def a_report(case: str, **more: Any) -> ReportMatter:
    """A matter in the west grid; each fact can be given."""
    facts: dict[str, Any] = {"title": "井盖破损", "point": middle(WEST), **more}
    return ReportMatter(**by_system(case), **facts)


async def report(app: AnApp, count: int = 1, **more: Any) -> list[str]:
    """Cases of one batch: all of them reported at the same instant."""
    cases = [new_id() for _ in range(count)]
    commands: list[Command] = [a_report(case, **more) for case in cases]
    await settle(app.door, commands)
    return cases


async def dispatch(app: AnApp, case: str) -> None:
    """Lead a case to the department."""
    for command in (
        AcceptCase(**by_system(case)),
        FileCase(**by_system(case), class_code=CLASS),
        DispatchCase(**by_system(case), department=app.scene.department),
    ):
        await settle(app.door, [command])


async def board_of(browser: httpx.AsyncClient, **asked: Any) -> list[str]:
    """The cases that somebody's board shows."""
    answer = await browser.get("/v1/cases", params=asked)
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["cases"]]


async def all_pages(browser: httpx.AsyncClient, limit: int) -> list[list[str]]:
    """Every page of a board, as often as it says that there is more."""
    pages: list[list[str]] = []
    asked = {"limit": str(limit)}
    while True:
        page = (await browser.get("/v1/cases", params=asked)).json()
        pages.append([case["id"] for case in page["cases"]])
        if "next" not in page:
            return pages
        asked["after"] = page["next"]


def facts_of(answer: httpx.Response) -> tuple[int, str, bytes]:
    return answer.status_code, answer.headers["content-type"], answer.content


def kinds_of(detail: dict[str, Any]) -> Sequence[str]:
    kinds: list[str] = detail["commands"]
    return kinds


async def test_a_board_shows_the_cases_of_its_area_and_no_others(app: AnApp) -> None:
    [west] = await report(app)
    [east] = await report(app, point=middle(EAST))
    [north] = await report(app, point=middle(NORTH))
    seen = {"office": [east, west], "worker_west": [west], "neighbour": [north], "stranger": [], "dept": []}

    for login, cases in seen.items():
        assert await board_of(await app.sign_in(login)) == cases, login


async def test_a_board_shows_the_words_of_a_report(app: AnApp) -> None:
    [case] = await report(app, urgent=True)
    office = await app.sign_in("office")

    page = (await office.get("/v1/cases")).json()

    [item] = page["cases"]
    assert (item["id"], item["title"], item["state"], item["urgent"]) == (case, "井盖破损", "reported", True)
    assert page["names"] == {app.scene.west: "西网格"}


async def test_pages_hold_every_case_once_the_latest_first(app: AnApp) -> None:
    together, later = await report(app, 5), await report(app, 2)
    office = await app.sign_in("office")

    pages = await all_pages(office, 3)

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [case for page in pages for case in page] == sorted(later, reverse=True) + sorted(together, reverse=True)


async def test_a_board_is_narrowed_by_state_and_grid(app: AnApp) -> None:
    [west], [east] = await report(app), await report(app, point=middle(EAST))
    await settle(app.door, [AcceptCase(**by_system(west))])
    office = await app.sign_in("office")

    assert await board_of(office, state="reported") == [east]
    assert await board_of(office, state=["reported", "pending_filing"]) == [east, west]
    assert await board_of(office, grid=app.scene.west) == [west]
    assert await board_of(office, grid=app.scene.west, state="reported") == []
    assert await board_of(office, grid=app.north) == []


async def test_a_question_that_cannot_be_is_refused(app: AnApp) -> None:
    office = await app.sign_in("office")

    for wrong in ({"state": "lost"}, {"limit": "0"}, {"after": "1"}, {"after": f"{10**30}.{new_id()}"}):
        answer = await office.get("/v1/cases", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), wrong


async def test_a_department_sees_what_it_was_given_wherever_it_lies(app: AnApp) -> None:
    [given], [_other] = await report(app), await report(app)
    await dispatch(app, given)
    department = await app.sign_in("dept")

    assert await board_of(department) == [given]
    detail = (await department.get(f"/v1/cases/{given}")).json()
    assert kinds_of(detail) == [
        "assign_case", "comment_case", "request_extension", "request_suspension", "return_to_dispatcher", "urge_case",
    ]  # fmt: skip
    assert detail["names"][app.scene.department] == "市政"


async def test_what_lies_in_no_grid_is_the_districts_business(app: AnApp) -> None:
    [case] = await report(app, point=None, address="雨花路口")
    office, supervisor = await app.sign_in("office"), await app.sign_in("supervisor")

    assert await board_of(supervisor) == [case]
    assert await board_of(office) == []
    assert (await office.get(f"/v1/cases/{case}")).status_code == 404


async def test_a_case_tells_its_events_in_order_its_photos_and_who_is_who(app: AnApp) -> None:
    [case] = await report(app)
    here, awaited = new_id(), new_id()
    for photo, sha256 in zip((here, awaited), HASHES, strict=True):
        attach = AttachPhoto(
            **by_system(photo, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
            sha256=sha256, size_bytes=10,
        )  # fmt: skip
        await settle(app.door, [attach])
    await settle(app.door, [PhotoArrived(**by_system(here, case), sha256=HASHES[0])])
    await dispatch(app, case)
    await settle(app.door, [AssignCase(**by_system(case), handler=app.scene.users["handler"])])
    await settle(app.door, [CommentCase(**by_system(case), opinion="已到现场")], app.scene.office("office"))
    office = await app.sign_in("office")

    detail = (await office.get(f"/v1/cases/{case}")).json()

    assert [event["command"] for event in detail["events"]] == [
        "report_matter", "accept_case", "file_case", "dispatch_case", "assign_case", "comment_case"
    ]  # fmt: skip
    assert detail["events"][-1]["opinion"] == "已到现场"
    assert {photo["id"]: (photo["sha256"], "arrived_at" in photo) for photo in detail["photos"]} == {
        here: (HASHES[0], True),
        awaited: (HASHES[1], False),
    }
    assert detail["case"]["case_no"]
    assert {detail["names"][app.scene.users[login]] for login in ("handler", "office")} == {"handler", "office"}


async def test_who_reported_from_outside_stays_unnamed(app: AnApp) -> None:
    reporter, office = app.scene.users["office"], await app.sign_in("office")
    named = {}

    for source in (CaseSource.WORKER, CaseSource.HOTLINE):
        case = new_id()
        await settle(app.door, [a_report(case, source=source)], app.scene.office("office"))
        detail = (await office.get(f"/v1/cases/{case}")).json()
        named[source] = reporter in detail["names"]

    assert named == {CaseSource.WORKER: True, CaseSource.HOTLINE: False}


async def test_a_case_offers_what_its_state_and_ones_posts_allow(app: AnApp) -> None:
    [case] = await report(app)
    office, supervisor = await app.sign_in("office"), await app.sign_in("supervisor")

    async def offered(browser: httpx.AsyncClient) -> Sequence[str]:
        return kinds_of((await browser.get(f"/v1/cases/{case}")).json())

    always = {
        "comment_case", "correct_case", "escalate_case", "merge_case", "request_void", "set_historic", "set_urgency",
        "urge_case",
    }  # fmt: skip
    assert set(await offered(office)) == always | {"accept_case", "refuse_case", "send_verify"}
    assert await offered(supervisor) == [
        "blow_whistle", "comment_case", "request_forced_close", "set_historic", "supervise_case", "urge_case",
    ]  # fmt: skip
    await settle(app.door, [AcceptCase(**by_system(case))])
    assert set(await offered(office)) == always | {"file_case", "not_file_case"}


def take_on(app: AnApp, login: str) -> GrantMembership:
    """The department of streets has them handle its cases too."""
    scene = app.scene
    return GrantMembership(**by_system(new_id()), user=scene.users[login], org=scene.department, post=Post.HANDLER)


async def test_whoever_handles_a_case_sees_it_wherever_it_lies(app: AnApp) -> None:
    [case] = await report(app)
    await dispatch(app, case)
    worker = await app.sign_in("worker_east")
    assert await board_of(worker) == []

    await settle(app.door, [take_on(app, "worker_east")])
    await settle(app.door, [AssignCase(**by_system(case), handler=app.scene.users["worker_east"])])

    assert await board_of(worker) == [case]
    assert kinds_of((await worker.get(f"/v1/cases/{case}")).json()) == [
        "comment_case", "finish_handling", "record_progress", "request_extension", "request_suspension",
        "return_to_department", "urge_case",
    ]  # fmt: skip


async def test_only_whoever_it_was_given_to_is_offered_the_work(app: AnApp) -> None:
    [case] = await report(app)
    await dispatch(app, case)
    await settle(app.door, [AssignCase(**by_system(case), handler=app.scene.users["handler"])])
    handler, department = await app.sign_in("handler"), await app.sign_in("dept")

    mine = kinds_of((await handler.get(f"/v1/cases/{case}")).json())
    theirs = kinds_of((await department.get(f"/v1/cases/{case}")).json())

    assert "record_progress" in mine
    assert "record_progress" not in theirs


async def test_what_is_not_yours_is_not_there_byte_for_byte(app: AnApp) -> None:
    [case] = await report(app)

    for login in ("neighbour", "stranger", "dept", "worker_east"):
        other = await app.sign_in(login)
        not_there = facts_of(await other.get(f"/v1/cases/{new_id()}"))
        assert not_there[0] == 404
        assert facts_of(await other.get(f"/v1/cases/{case}")) == not_there, login
        assert facts_of(await other.get("/v1/cases/no-id")) == not_there, login


async def test_counts_are_of_ones_own_board(app: AnApp) -> None:
    [first, *_] = await report(app, 3)
    await report(app, point=middle(NORTH))
    await settle(app.door, [AcceptCase(**by_system(first))])
    office, stranger = await app.sign_in("office"), await app.sign_in("stranger")

    assert (await office.get("/v1/board/counts")).json() == {
        "states": {"pending_filing": 1, "reported": 2},
        "lights": {"green": 2},
    }
    assert (await stranger.get("/v1/board/counts")).json() == {"states": {}}


async def test_a_visitor_is_asked_who_they_are(app: AnApp) -> None:
    visitor = await app.visitor()

    for path in ("/v1/cases", f"/v1/cases/{new_id()}", "/v1/board/counts"):
        assert (await visitor.get(path)).status_code == 401


async def test_what_waits_for_a_review_and_what_stands_beside_a_case_is_read_over_http(app: AnApp) -> None:
    [case] = await report(app)
    request = new_id()
    asked = RequestVoid(**by_system(case), request=request, opinion="误报")
    await settle(app.door, [asked], app.scene.office("office"))
    office, stranger = await app.sign_in("office"), await app.sign_in("stranger")

    [waiting] = (await office.get("/v1/requests")).json()["requests"]
    beside = (await office.get(f"/v1/cases/{case}/beside")).json()

    assert (waiting["case"], waiting["request"]["request"], waiting["request"]["reason"]) == (case, request, "误报")
    assert [one["request"] for one in beside["requests"]] == [request]
    assert [(one["stage"], one["state"]) for one in beside["clocks"]] == [("accept", "running")]
    assert (await stranger.get("/v1/requests")).json() == {"requests": []}
    assert (await stranger.get(f"/v1/cases/{case}/beside")).status_code == 404
    for wrong in ({"limit": "0"}, {"after": "1"}):
        assert (await office.get("/v1/requests", params=wrong)).status_code == 400

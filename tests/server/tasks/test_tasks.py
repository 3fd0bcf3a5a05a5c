"""Tasks on both databases: what may be given, to whom, what counts when two did it, and when a light changes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.tasks import (
    AdmitUrgently,
    AskUrgentAdmission,
    CancelTask,
    FinishTask,
    RefuseAdmission,
    ReturnTask,
    SignTask,
    TargetKind,
    TaskAnswer,
    TaskState,
    WithdrawAdmission,
)
from server.core import clock
from server.core.ids import new_id
from server.core.reading import find_entity
from server.core.seal import DISTRICT_SUBJECT
from server.tasks.entities import AdmissionWish, Task, TaskType, WishState
from server.tasks.rules import wrong_answer
from server.tasks.service import tell
from tests.server.tasks.shapes import QUESTIONS, a_task, a_type, a_wish, admitted
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

DONE = (TaskAnswer("open", "yes"),)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def sent(app: AnApp, login: str, command: Command) -> Receipt:
    return (await app.door.issue([command], app.scene.office(login))).receipts[0]


async def given(app: AnApp, **told: Any) -> str:
    task_type, task = new_id(), new_id()
    await settle(app.door, [a_type(task_type), admitted(task_type), a_task(app.scene, task_type, task, **told)])
    return task


async def found(app: AnApp, task: str) -> Task:
    row = await app.door.database.read(lambda tx: find_entity(tx, app.door, Task, task))
    assert row is not None
    return row


async def test_what_is_not_on_the_list_may_not_be_given(app: AnApp) -> None:
    task_type = new_id()
    await settle(app.door, [a_type(task_type)])
    command = a_task(app.scene, task_type)
    refused = await sent(app, "office", command)
    assert (refused.verdict, refused.why) == (Verdict.REFUSED, ProblemCode.NOT_ADMITTED)
    assert refused.facts["task_type"] == "消防通道排查"

    await settle(app.door, [admitted(task_type, until_on="2020-02-01")])
    assert (await sent(app, "office", a_task(app.scene, task_type))).why == ProblemCode.NOT_ADMITTED
    await settle(app.door, [admitted(task_type)])
    assert (await sent(app, "office", a_task(app.scene, task_type))).verdict is Verdict.APPLIED
    await settle(app.door, [WithdrawAdmission(**by_system(task_type), reason="修订")])
    assert (await sent(app, "office", a_task(app.scene, task_type))).why == ProblemCode.NOT_ADMITTED


async def test_an_urgent_addition_needs_somebody_elses_consent_and_a_term(app: AnApp) -> None:
    task_type, wish, other = new_id(), new_id(), new_id()
    await settle(app.door, [a_type(task_type)])
    assert (await sent(app, "office", a_wish(wish, task_type, "2020-01-01"))).why == ProblemCode.WRONG_IDENTIFIER
    assert (await sent(app, "office", a_wish(wish, task_type, "2099-01-01"))).verdict is Verdict.APPLIED
    consent: dict[str, Any] = {"task_type": task_type, "opinion": "同意"}
    own = AdmitUrgently(**by_system(wish), **consent, until_on="2098-12-31")
    assert (await sent(app, "office", own)).why == ProblemCode.NOT_ALLOWED, "it is not an agency"
    longer = AdmitUrgently(**by_system(wish), **consent, until_on="2099-12-31")
    assert (await app.door.issue([longer])).receipts[0].why == ProblemCode.WRONG_IDENTIFIER

    await settle(app.door, [AdmitUrgently(**by_system(wish), **consent, until_on="2098-12-31")])

    row = await app.door.database.read(lambda tx: find_entity(tx, app.door, TaskType, task_type))
    assert row is not None
    assert (row.urgent, row.admitted_until, row.basis) == (True, "2098-12-31", "同意")
    assert (await sent(app, "office", a_task(app.scene, task_type))).verdict is Verdict.APPLIED
    again = RefuseAdmission(**by_system(wish), opinion="不")
    assert (await app.door.issue([again])).receipts[0].why == ProblemCode.ALREADY_ENDED
    await settle(app.door, [a_wish(other, task_type), RefuseAdmission(**by_system(other), opinion="不")])
    said = await app.door.database.read(lambda tx: find_entity(tx, app.door, AdmissionWish, other))
    assert said is not None
    assert said.state is WishState.REFUSED


async def test_a_task_goes_its_way_and_a_second_word_changes_nothing(app: AnApp) -> None:
    task = await given(app)
    assert (await sent(app, "worker_west", SignTask(**by_system(task)))).verdict is Verdict.APPLIED
    assert (await sent(app, "worker_west", SignTask(**by_system(task)))).verdict is Verdict.MERGED
    wrong = FinishTask(**by_system(task), answers=(TaskAnswer("open", "maybe"),))
    refused = await sent(app, "worker_west", wrong)
    assert (refused.why, refused.facts) == (ProblemCode.CASE_NEEDS, {"needs": "open"})
    assert (await sent(app, "worker_west", FinishTask(**by_system(task), answers=DONE))).verdict is Verdict.APPLIED
    assert (await sent(app, "worker_west", ReturnTask(**by_system(task), reason="不在"))).verdict is Verdict.MERGED
    row = await found(app, task)
    assert (row.state, row.answers, row.signed_by) == (TaskState.FINISHED, DONE, app.scene.users["worker_west"])


async def test_what_was_done_before_it_was_cancelled_is_done(app: AnApp) -> None:
    task = await given(app)
    at = clock.now()
    with clock.told_by(lambda: at + timedelta(hours=2)):
        assert (await sent(app, "office", CancelTask(**by_system(task), reason="误发"))).verdict is Verdict.APPLIED
    phone = app.scene.phone("worker_west")
    outcome = await phone.push(app.door, FinishTask(**phone.facts(task), answers=DONE))
    assert outcome.receipts[0].verdict is Verdict.APPLIED
    assert (await found(app, task)).state is TaskState.FINISHED


async def test_a_task_of_one_worker_is_nobody_elses(app: AnApp) -> None:
    task = await given(app, worker=app.scene.users["worker_east"])
    assert (await sent(app, "worker_west", SignTask(**by_system(task)))).why == ProblemCode.NOT_ALLOWED
    free = await given(app, grid=app.scene.east)
    refused = await sent(app, "worker_west", SignTask(**by_system(free)))
    assert refused.verdict is not Verdict.APPLIED, "another grid's"


async def test_a_target_lies_in_the_grid_and_seals_the_words(app: AnApp) -> None:
    task = await given(app, target_kind=TargetKind.PERSON, target=app.scene.person)
    row = await found(app, task)
    assert (row.about, row.lon is not None) == (app.scene.person, True)
    own = await found(app, await given(app))
    assert own.about not in {DISTRICT_SUBJECT, app.scene.person}
    command = a_task(app.scene, row.task_type, grid=app.scene.east, target_kind=TargetKind.PERSON, target=row.about)
    assert (await sent(app, "office", command)).why == ProblemCode.UNKNOWN_GRID
    await app.door.erase(app.scene.office("office"), app.scene.person, "asked")
    assert await app.door.database.read(lambda tx: find_entity(tx, app.door, Task, task)) is None


async def test_a_light_turns_yellow_then_red_and_each_once(app: AnApp) -> None:
    task = await given(app)
    at = (await found(app, task)).given_at
    for hours, light, number in (
        (7, "green", 0),
        (8.1, "yellow", 1),
        (9, "yellow", 0),
        (10.1, "red", 1),
        (20, "red", 0),
    ):
        with clock.told_by(lambda hours=hours: at + timedelta(hours=hours)):  # type: ignore[misc] # bound now
            assert await tell(app.door) == number
        assert (await found(app, task)).light == light


async def test_offices_read_tasks_of_their_area_and_it_is_journalled(app: AnApp) -> None:
    task = await given(app, target_kind=TargetKind.PERSON, target=app.scene.person)
    await given(app, grid=app.scene.east)
    worker = await app.sign_in("worker_west")
    page = (await worker.get("/v1/tasks", params={"purpose": "register"})).json()
    assert [one["id"] for one in page["tasks"]] == [task]
    office = await app.sign_in("office")
    assert len((await office.get("/v1/tasks", params={"purpose": "register"})).json()["tasks"]) == 2
    told = await office.get("/v1/tasks", params={"purpose": "register", "grid": app.scene.east, "state": "signed"})
    assert told.json() == {"tasks": []}
    assert (await worker.get("/v1/tasks", params={"purpose": "register", "grid": app.scene.east})).status_code == 404
    assert (await worker.get("/v1/tasks")).status_code == 400
    types = (await worker.get("/v1/task-types")).json()
    assert len(types["admitted"]) == len(types["types"]) == 2
    wish = AskUrgentAdmission(
        **by_system(new_id()), task_type=types["admitted"][0], until_on="2099-01-01", reason="台风"
    )
    await settle(app.door, [wish])
    assert [one["state"] for one in (await office.get("/v1/task-wishes")).json()["wishes"]] == ["asked"]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ((), "open"),
        ((TaskAnswer("open", "yes"),), None),
        ((TaskAnswer("open", "no"), TaskAnswer("count", "12.5")), None),
        ((TaskAnswer("open", "no"), TaskAnswer("count", "viele")), "count"),
        ((TaskAnswer("open", "yes"), TaskAnswer("other", "x")), "other"),
    ],
)
def test_an_answer_is_what_its_question_takes(answers: tuple[TaskAnswer, ...], wrong: str | None) -> None:
    assert wrong_answer(QUESTIONS, answers) == wrong

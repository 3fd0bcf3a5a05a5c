"""A case that somebody works on outside of their own grids: the case whole, and nothing else of the grid."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract import cases
from mobile_contract.accounts import AssignWorker, Post
from mobile_contract.base import Command
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, PersonEdits
from server.core import clock
from server.core.door import Door
from server.core.entities import ScopeRef, case_scope, grid_scope, scope_id, self_scope, sensitive_scope
from server.core.ids import new_id
from server.granted import granted
from tests.support.copies import fresh, holds_exactly
from tests.support.scene import CLASS, WEST, APhone, Scene, by_system, make_scene, middle, settle

SHA256 = "0" * 64


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def a_dispatched_case(door: Door, scene: Scene) -> str:
    """A case of the western grid with a photo, that waits for its handler."""
    case, office = new_id(), scene.office("office")
    worker = scene.phone("worker_west").actor
    report = cases.ReportMatter(**by_system(case), title="井盖", point=middle(WEST), claimed_grid=scene.west)
    steps: list[Command] = [
        cases.AcceptCase(**by_system(case)),
        cases.FileCase(**by_system(case), class_code=CLASS),
        cases.DispatchCase(**by_system(case), department=scene.department),
    ]
    await settle(door, [report, a_photo(case, PhotoPhase.REPORT)], worker)
    await settle(door, steps, office)
    return case


def a_photo(case: str, phase: PhotoPhase) -> AttachPhoto:
    facts: dict[str, Any] = {"subject_kind": PhotoSubject.CASE, "subject": case, "sha256": SHA256, "size_bytes": 100}
    return AttachPhoto(**by_system(new_id(), case), **facts, phase=phase)


async def assign(door: Door, scene: Scene, case: str, login: str) -> None:
    await settle(door, [cases.AssignCase(**by_system(case), handler=scene.users[login])], scene.office("dept"))


def scopes_of(*refs: ScopeRef) -> set[int]:
    return {scope_id(ref) for ref in (*refs, ScopeRef("dist", "all"))}


async def test_a_handler_gets_the_case_whole_and_nothing_else_of_the_grid(door: Door, scene: Scene) -> None:
    case = await a_dispatched_case(door, scene)
    handler = await fresh(door, scene.phone("handler"))
    await assign(door, scene, case, "handler")
    await handler.sync()
    assert handler.booted == [case_scope(case)]
    assert set(handler.held) == scopes_of(case_scope(case), self_scope(scene.users["handler"]))
    assert {kind for kind, _, _ in handler.of(case_scope(case))} == {"case", "case_event", "photo"}
    assert await holds_exactly(handler, [], [case])


async def test_what_comes_to_the_case_later_comes_to_its_handler(door: Door, scene: Scene) -> None:
    case = await a_dispatched_case(door, scene)
    await assign(door, scene, case, "handler")
    handler = await fresh(door, scene.phone("handler"))
    comment = cases.CommentCase(**by_system(case), opinion="看到了")
    await settle(door, [comment], scene.office("office"))
    await handler.sync()
    assert (handler.booted, await holds_exactly(handler, [], [case])) == ([], True)
    assert ("case_event", comment.id, 1) in handler.of(case_scope(case))


async def test_a_case_in_ones_own_grid_is_no_scope_beside_it(door: Door, scene: Scene) -> None:
    case = await a_dispatched_case(door, scene)
    worker = await fresh(door, scene.phone("worker_west"))
    await assign(door, scene, case, "worker_west")
    await worker.sync()
    user, west = scene.users["worker_west"], scene.west
    assert set(worker.held) == scopes_of(grid_scope(west), sensitive_scope(west), self_scope(user))


async def test_a_case_that_another_checks_leaves_the_first_and_their_late_word_is_kept(
    door: Door, scene: Scene
) -> None:
    case, office = await a_dispatched_case(door, scene), scene.office("office")
    await assign(door, scene, case, "handler")
    steps: list[Command] = [cases.FinishHandling(**by_system(case)), cases.ConfirmHandling(**by_system(case))]
    await settle(door, steps)
    await settle(door, [cases.SendCheck(**by_system(case), checker=scene.users["worker_east"])], office)
    first = await fresh(door, scene.phone("worker_east"))
    assert await holds_exactly(first, [scene.east], [case])

    failed = cases.SubmitCheck(**by_system(case), result=cases.CheckResult.FAILED)
    again = cases.SendCheck(**by_system(case), checker=scene.users["worker_west"])
    await settle(door, [a_photo(case, PhotoPhase.CHECK)], first.phone.actor)
    await settle(door, [failed, again])

    await first.sync()
    assert first.dropped == [scope_id(case_scope(case))]
    assert await holds_exactly(first, [scene.east])
    comment = cases.CommentCase(**first.phone.facts(case), opinion="晚到的话")
    receipt = (await first.phone.push(door, comment)).receipts[0]
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)


async def test_a_closed_case_stays_with_who_worked_on_it_for_a_while(door: Door, scene: Scene) -> None:
    case = await a_dispatched_case(door, scene)
    await assign(door, scene, case, "handler")
    checked: list[Command] = [
        cases.FinishHandling(**by_system(case)),
        cases.ConfirmHandling(**by_system(case)),
        cases.SendCheck(**by_system(case), checker=scene.users["worker_east"]),
    ]
    await settle(door, checked)
    await settle(door, [a_photo(case, PhotoPhase.CHECK)], scene.phone("worker_east").actor)
    closing: list[Command] = [
        cases.SubmitCheck(**by_system(case), result=cases.CheckResult.PASSED),
        cases.CloseCase(**by_system(case)),
    ]
    await settle(door, closing)
    user, now = scene.users["handler"], clock.now()
    held = await door.database.read(lambda tx: granted(tx, door.district, user, now))
    later = await door.database.read(lambda tx: granted(tx, door.district, user, now + timedelta(days=91)))
    assert (scope_id(case_scope(case)) in held, scope_id(case_scope(case)) in later) == (True, False)


async def test_a_stranger_to_the_case_is_refused_and_sees_nothing(door: Door, scene: Scene) -> None:
    case = await a_dispatched_case(door, scene)
    await assign(door, scene, case, "handler")
    stranger = await fresh(door, scene.phone("worker_east"))
    assert case_scope(case) not in stranger.booted
    receipt = (await stranger.phone.push(door, progress(stranger.phone, case))).receipts[0]
    assert receipt.why == ProblemCode.NOT_ALLOWED


def progress(phone: APhone, case: str) -> cases.RecordProgress:
    return cases.RecordProgress(**phone.facts(case), opinion="到场")


async def test_what_is_sensitive_is_on_phones_of_carers_alone(door: Door, scene: Scene) -> None:
    adviser = AssignWorker(**by_system(new_id()), user=scene.users["stranger"], grid=scene.west, post=Post.GRID_ADVISER)
    label = ChangePerson(**by_system(scene.person), add_labels=("alone",))
    await settle(door, [adviser, label])
    carer, other = await fresh(door, scene.phone("worker_west")), await fresh(door, scene.phone("stranger"))
    sensitive = scope_id(sensitive_scope(scene.west))
    assert [identity for _, identity in carer.held[sensitive]] == [scene.person]
    assert sensitive not in other.held
    assert not any(b"alone" in record for rows in other.content().values() for _, record in rows.values())

    await settle(door, [ChangePerson(**by_system(scene.person), set=PersonEdits(note=(None, "好")))])
    await carer.sync()
    assert await holds_exactly(carer, [scene.west])
    await settle(door, [ChangePerson(**by_system(scene.person), remove_labels=("alone",))])
    await carer.sync()
    assert carer.held[sensitive] == {}
    assert await holds_exactly(carer, [scene.west])

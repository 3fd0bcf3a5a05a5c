"""Work that came late, and steps that a case has moved on from: a person lets them in, or says why not."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import bindparam, select

from mobile_contract import kinds
from mobile_contract.accounts import AssignWorker, CreateUser, EndAssignment, GrantMembership, Post
from mobile_contract.base import Command
from mobile_contract.case_adjustments import RequestVoid, ReviewRequest
from mobile_contract.cases import (
    AcceptCase,
    AssignCase,
    CaseEventRecord,
    CaseRecord,
    CaseState,
    ConfirmHandling,
    DispatchCase,
    FileCase,
    FinishHandling,
    ReportMatter,
    SendCheck,
)
from mobile_contract.inbox import Choice, ConflictRecord, ConflictState, SettleConflict
from mobile_contract.merges import MergePersons, UnmergePersons
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddHousehold, ChangePerson, MoveIn, PersonEdits, RegisterPerson
from mobile_contract.visits import RecordVisit
from server.accounts.entities import GridGrant
from server.cases.adjusted import CaseRequest
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.entities import Conflict
from server.core.ids import new_id
from server.core.journal import verify
from server.core.reading import list_by
from server.core.statements import Statement
from server.residents.entities import Person
from tests.server.inbox.hands import Hand, converges, hands_of
from tests.support.scene import CLASS, DISTRICT, WEST, Scene, by_system, make_scene, middle, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def decide(
    door: Door, scene: Scene, conflict: str, choice: Choice, login: str = "office", **more: Any
) -> Receipt:
    order = SettleConflict(**by_system(conflict), choice=choice, **more)
    outcome = await door.issue([order], scene.office(login))
    return outcome.receipts[0]


async def take_off(door: Door, scene: Scene, login: str) -> None:
    """Their grid was taken from them two hours ago."""
    table = door.kinds.of(GridGrant).kind.table
    mine = Statement(select(table.c.id).where(table.c.user_id == bindparam("user")))
    ((grant,),) = await door.database.read(lambda tx: tx.fetch(mine, user=scene.users[login]))
    await settle(door, [EndAssignment(**by_system(grant), at=clock.now() - timedelta(hours=2))])


async def late(door: Door, scene: Scene, shape: type[Command], entity: str, **facts: Any) -> tuple[Hand, Command]:
    """A phone whose person lost the grid before they wrote this."""
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    await take_off(door, scene, "worker_west")
    written = west.write(shape, entity, **facts)
    await west.sync()
    assert west.receipt(written).why == ProblemCode.LATE_SCOPE
    return west, written


async def test_a_late_visit_lies_with_the_grid_and_its_author_keeps_their_own_words(door: Door, scene: Scene) -> None:
    visit = {"root": scene.household, "household": scene.household, "note": "nobody at home"}
    west, _ = await late(door, scene, RecordVisit, new_id(), **visit)
    assert west.conflicts() == []
    (own,) = west.own_conflicts()
    assert "nobody at home" in own.mine
    (successor,) = hands_of(door, scene, "worker_east")
    assert (await successor.sync()).conflicts() == []
    begun = AssignWorker(**by_system(new_id()), user=successor.actor.user, grid=scene.west)
    await settle(door, [begun], scene.office("office"))
    (whole,) = (await successor.sync()).conflicts()
    assert (whole.id, whole.author, whole.of_kind) == (own.id, west.actor.user, "record_visit")
    assert "nobody at home" in whole.mine
    await converges(door, west, successor)


async def test_late_work_that_is_applied_counts_as_its_authors_own_at_its_own_time(door: Door, scene: Scene) -> None:
    identity = new_id()
    visit = {"root": scene.household, "household": scene.household, "point": middle(WEST)}
    west, written = await late(door, scene, RecordVisit, identity, **visit)
    conflict = west.receipt(written).conflict
    receipt = await decide(door, scene, conflict, Choice.APPLY)
    assert (receipt.verdict, receipt.conflict) == (Verdict.APPLIED, conflict)
    await west.sync()
    told = west.receipt(written)
    assert (told.verdict, told.choice, told.conflict) == (Verdict.APPLIED, "apply", conflict)
    table = door.kinds.by_number[kinds.VISIT].kind.table
    kept = Statement(select(table.c.worker, table.c.clock_quality).where(table.c.id == bindparam("visit")))
    assert await door.database.read(lambda tx: tx.fetch(kept, visit=identity)) == [(west.actor.user, "exact")]
    await converges(door, west)
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_late_work_that_is_dismissed_stays_in_history_with_a_reason(door: Door, scene: Scene) -> None:
    visit = {"root": scene.household, "household": scene.household}
    west, written = await late(door, scene, RecordVisit, new_id(), **visit)
    conflict = west.receipt(written).conflict
    nameless = await decide(door, scene, conflict, Choice.DISMISS)
    assert (nameless.verdict, nameless.facts) == (Verdict.REFUSED, {"needs": "reason"})
    done = await decide(door, scene, conflict, Choice.DISMISS, reason="the successor was there already")
    assert done.verdict is Verdict.APPLIED
    await west.sync()
    assert (west.receipt(written).verdict, west.receipt(written).why) == (Verdict.REFUSED, ProblemCode.DISMISSED)
    (own,) = west.own_conflicts()
    assert (own.state, own.told) == (ConflictState.SETTLED, "the successor was there already")
    await converges(door, west)


async def test_late_work_that_its_own_rule_refuses_stays_open(door: Door, scene: Scene) -> None:
    person = {"residency": new_id(), "dwelling": scene.dwelling, "name": "演示李四", "id_no": "110101199003070000"}
    west, written = await late(door, scene, RegisterPerson, new_id(), **person)
    receipt = await decide(door, scene, west.receipt(written).conflict, Choice.APPLY)
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)
    await west.sync()
    assert west.own_conflicts()[0].state is ConflictState.OPEN
    assert west.receipt(written).verdict is Verdict.CONFLICT


async def test_a_number_that_is_sealed_is_on_no_phone_not_even_in_a_conflict(door: Door, scene: Scene) -> None:
    person = {"residency": new_id(), "dwelling": scene.dwelling, "name": "演示李四", "id_no": "110101199003070000"}
    west, _ = await late(door, scene, RegisterPerson, new_id(), **person)
    assert "演示李四" in west.own_conflicts()[0].mine
    assert not any(b"110101199003070000" in row.record for row in west.store.base.rows())


async def words_about(door: Door, person: str) -> set[bytes | None]:
    """The bodies, sealed or blank, of what was ever sent to register them; an entry without a body has none."""
    bodies = Statement(
        select(t.journal_entries.c.body).where(
            t.journal_entries.c.entity == bindparam("person"), t.journal_entries.c.kind == "register_person"
        )
    )
    rows = await door.database.read(lambda tx: tx.fetch(bodies, person=person))
    return {row[0] for row in rows} - {b""}


async def test_a_late_newcomer_who_is_erased_leaves_neither_an_open_conflict_nor_words_behind(
    door: Door, scene: Scene
) -> None:
    person, facts = new_id(), {"residency": new_id(), "dwelling": scene.dwelling, "household": scene.household}
    west, written = await late(door, scene, RegisterPerson, person, name="演示李四", **facts)
    assert len(west.own_conflicts()) == 1

    await door.erase(scene.office("office"), person, "the ledger")

    await west.sync()
    assert west.own_conflicts() == []
    assert await door.database.read(lambda tx: list_by(tx, door, Conflict, "command", [written.id])) == []
    assert await words_about(door, person) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()
    await converges(door, west)


async def test_whoever_was_let_in_late_and_is_erased_leaves_no_words_of_before_behind(door: Door, scene: Scene) -> None:
    person, facts = new_id(), {"residency": new_id(), "dwelling": scene.dwelling, "household": scene.household}
    west, written = await late(door, scene, RegisterPerson, person, name="演示李四", **facts)
    await decide(door, scene, west.receipt(written).conflict, Choice.APPLY)

    await door.erase(scene.office("office"), person, "asked for")

    assert await words_about(door, person) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_whoever_had_to_wait_and_is_erased_leaves_no_words_of_before_behind(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    person, home = new_id(), new_id()
    facts = {"residency": new_id(), "dwelling": scene.dwelling, "household": home}
    written = west.write(RegisterPerson, person, name="演示李四", **facts)
    await west.sync()
    assert west.receipt(written).verdict is Verdict.HELD
    west.write(AddHousehold, home, dwelling=scene.dwelling)
    await west.sync()
    assert west.receipt(written).verdict is Verdict.APPLIED

    await door.erase(scene.office("office"), person, "asked for")

    assert await words_about(door, person) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_what_was_said_of_a_loser_and_is_in_dispute_on_the_winner_goes_with_the_winner_too(
    door: Door, scene: Scene
) -> None:
    office, loser = scene.office("office"), new_id()
    other: dict[str, Any] = {"residency": new_id(), "dwelling": scene.dwelling, "name": "演示李四"}
    await settle(door, [RegisterPerson(**by_system(loser), **other)], office)
    west, written = await late(door, scene, ChangePerson, loser, set=PersonEdits(phone=(None, "13911112222")))
    merge = MergePersons(**by_system(new_id(), scene.person), winner=scene.person, loser=loser)
    theirs = ChangePerson(**by_system(scene.person), set=PersonEdits(phone=("13900000000", "13933334444")))
    await settle(door, [merge, theirs], office)
    await decide(door, scene, west.receipt(written).conflict, Choice.APPLY)
    await west.sync()
    disputed = west.receipt(written).conflict
    (conflict,) = await door.database.read(lambda tx: list_by(tx, door, Conflict, "id", [disputed]))
    assert (conflict.reason, conflict.entity) == (ProblemCode.CONCURRENT_EDIT, scene.person)
    undo = UnmergePersons(**by_system(merge.entity, scene.person), winner=scene.person, loser=loser)
    await settle(door, [undo], office)

    await door.erase(office, scene.person, "asked for")

    assert await door.database.read(lambda tx: list_by(tx, door, Conflict, "id", [disputed])) == []
    assert await door.database.read(lambda tx: list_by(tx, door, Person, "id", [loser])) != []
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()
    await converges(door, west)


async def test_late_work_may_open_a_conflict_of_values_when_it_is_let_in(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    edits = PersonEdits(phone=("13900000000", "13911112222"))
    written = west.write(ChangePerson, scene.person, set=edits)
    theirs = ChangePerson(**by_system(scene.person), set=PersonEdits(phone=("13900000000", "13933334444")))
    away = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [theirs, away], scene.office("office"))
    await west.sync()
    first = west.receipt(written).conflict
    await decide(door, scene, first, Choice.APPLY)
    await west.sync()
    again = west.receipt(written)
    assert (again.verdict, again.why) == (Verdict.CONFLICT, ProblemCode.CONCURRENT_EDIT)
    assert again.conflict != first
    await decide(door, scene, again.conflict, Choice.KEEP_MINE, was="13933334444")
    await west.sync()
    assert west.receipt(written).verdict is Verdict.APPLIED
    (east,) = hands_of(door, scene, "worker_east")
    await converges(door, west, east)


# --- a case that moved on ---------------------------------------------------------------------------------------------


async def colleague(door: Door, scene: Scene) -> None:
    """A second dispatcher and acceptor of the community."""
    user = scene.users["colleague"] = new_id()
    await settle(door, [CreateUser(**by_system(user), login="colleague", name="colleague", password_hash="")])
    posts = (Post.DISPATCHER, Post.ACCEPTOR)
    org = scene.community
    await settle(door, [GrantMembership(**by_system(new_id()), user=user, org=org, post=post) for post in posts])


async def dispatched(door: Door, scene: Scene) -> tuple[str, ConflictRecord, Command]:
    """A case that the office gave to the department of streets, while the dispatcher offline gave it to another."""
    case = new_id()
    office = scene.office("office")
    await settle(door, [ReportMatter(**by_system(case), title="井盖", point=middle(WEST), class_code=CLASS)], office)
    await settle(door, [AcceptCase(**by_system(case)), FileCase(**by_system(case), class_code=CLASS)], office)
    await settle(door, [DispatchCase(**by_system(case), department=scene.department)], office)
    await colleague(door, scene)
    order = DispatchCase(**by_system(case), department=scene.community)
    receipts = (await door.issue([order], scene.office("colleague"))).receipts
    assert (receipts[0].verdict, receipts[0].why) == (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON)
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    return case, next(one for one in west.conflicts() if one.entity == case), order


async def seen(door: Door, scene: Scene, case: str) -> tuple[CaseRecord, list[CaseEventRecord]]:
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    found = west.shown(kinds.CASE, case)
    assert isinstance(found, CaseRecord)
    events = [row.record for row in west.store.base.of_kind(kinds.CASE_EVENT)]
    return found, [one for one in map(_event, events) if one.case == case]


def _event(record: bytes) -> CaseEventRecord:
    return msgspec.json.decode(record, type=CaseEventRecord)


async def test_a_step_that_was_parked_is_taken_when_the_dispatcher_says_so(door: Door, scene: Scene) -> None:
    case, conflict, order = await dispatched(door, scene)
    assert (conflict.field, conflict.mine, conflict.theirs) == ("department", scene.community, scene.department)
    before, events = await seen(door, scene, case)
    assert [one.applied for one in events if one.id == order.id] == [False]
    receipt = await decide(door, scene, conflict.id, Choice.APPLY)
    assert receipt.verdict is Verdict.APPLIED
    after, events = await seen(door, scene, case)
    assert (after.department, after.state) == (scene.community, CaseState.PENDING_HANDLE)
    assert (after.generation, after.state_seq) == (before.generation + 1, before.state_seq + 1)
    assert [one.applied for one in events if one.id == order.id] == [True]
    (west,) = hands_of(door, scene, "worker_west")
    await converges(door, west)
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def lead_to_check(door: Door, scene: Scene, case: str) -> None:
    office, dept, handler = (scene.office(login) for login in ("office", "dept", "handler"))
    await settle(door, [AcceptCase(**by_system(case)), FileCase(**by_system(case), class_code=CLASS)], office)
    await settle(door, [DispatchCase(**by_system(case), department=scene.department)], office)
    await settle(door, [AssignCase(**by_system(case), handler=scene.users["handler"])], dept)
    await settle(door, [FinishHandling(**by_system(case))], handler)
    await settle(door, [ConfirmHandling(**by_system(case))], dept)


async def test_what_has_ended_is_not_opened_again_by_settling(door: Door, scene: Scene) -> None:
    case, conflict, _ = await dispatched(door, scene)
    office = scene.office("office")
    await settle(door, [RequestVoid(**by_system(case), request=new_id(), opinion="重复")], office)
    waiting = await door.database.read(lambda tx: list_by(tx, door, CaseRequest, "case_id", [case]))
    await settle(door, [ReviewRequest(**by_system(case), request=waiting[0].id, approved=True)], office)

    receipt = await decide(door, scene, conflict.id, Choice.APPLY)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.ALREADY_ENDED)


async def test_a_step_that_names_somebody_and_is_taken_after_all_is_told_as_taken(door: Door, scene: Scene) -> None:
    case, office = new_id(), scene.office("office")
    await settle(door, [ReportMatter(**by_system(case), title="井盖", point=middle(WEST), class_code=CLASS)], office)
    await colleague(door, scene)
    early = SendCheck(**by_system(case), checker=scene.users["worker_east"])
    assert (await door.issue([early], scene.office("colleague"))).receipts[0].why == ProblemCode.CASE_MOVED_ON
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    conflict = west.conflicts()[0].id
    jumped = await decide(door, scene, conflict, Choice.APPLY)
    assert (jumped.verdict, jumped.why, jumped.facts["needs"]) == (Verdict.REFUSED, ProblemCode.CASE_NEEDS, "state")
    await lead_to_check(door, scene, case)

    own = await decide(door, scene, conflict, Choice.APPLY, login="colleague")
    assert (own.verdict, own.why) == (Verdict.REFUSED, ProblemCode.SAME_PERSON)
    await decide(door, scene, conflict, Choice.APPLY)

    after, events = await seen(door, scene, case)
    assert (after.state, after.checker) == (CaseState.CHECKING, scene.users["worker_east"])
    assert [(one.applied, one.to_state) for one in events if one.id == early.id] == [(True, CaseState.CHECKING)]


async def test_a_step_that_is_dismissed_stays_as_not_applied(door: Door, scene: Scene) -> None:
    case, conflict, order = await dispatched(door, scene)
    assert (await decide(door, scene, conflict.id, Choice.DISMISS, reason="doubled")).verdict is Verdict.APPLIED
    after, events = await seen(door, scene, case)
    assert after.department == scene.department
    assert [one.applied for one in events if one.id == order.id] == [False]


async def test_a_worker_does_not_lead_a_case_past_its_dispatcher(door: Door, scene: Scene) -> None:
    _, conflict, _ = await dispatched(door, scene)
    receipt = await decide(door, scene, conflict.id, Choice.APPLY, "worker_west")
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)

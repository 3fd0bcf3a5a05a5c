"""A case of the town led on by those whose turn it is, each step through the door."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from mobile_contract import case_adjustments as adjustments
from mobile_contract import cases as wire
from mobile_contract.accounts import CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand, CheckResult
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.receipts import Receipt, Verdict
from server.accounts.scope import directory_of
from server.cases.adjusted import CaseRequest
from server.cases.entities import Case, CaseEvent, CaseTimer, TimerStage
from server.core.entities import Entity
from server.core.ids import new_id
from tests.server.dispatch.town import Town
from tests.support.scene import CLASS, WEST, by_system, middle, settle

E = TypeVar("E", bound=Entity)
DONE = (Verdict.APPLIED, Verdict.MERGED)


@dataclass
class Acts:
    """Who sits where: `office` has the community's posts, `acceptor` only that one, there are two supervisors."""

    town: Town
    street: str
    district: str
    other_department: str

    async def asks(self, login: str, kind: type[CaseCommand], case: str, **facts: Any) -> Receipt:
        """Somebody issues a command on a case; its receipt, whatever it says."""
        told: dict[str, Any] = {"opinion": "理由"} | facts
        return await self.sends(login, kind(**by_system(case), **told))

    async def sends(self, login: str, command: Command) -> Receipt:
        """Somebody issues a command."""
        outcome = await self.town.door.issue([command], self.town.scene.office(login))
        [receipt] = outcome.receipts
        return receipt

    async def does(self, login: str, kind: type[CaseCommand], case: str, **facts: Any) -> Receipt:
        """As `asks`, of what must be done."""
        receipt = await self.asks(login, kind, case, **facts)
        assert receipt.verdict in DONE, (kind.__name__, receipt)
        return receipt

    async def switch(self, **switches: Any) -> None:
        """The district runs its cases in another way from now on."""
        await settle(self.town.door, [adjustments.SetCaseSwitches(**by_system(new_id()), **switches)])

    async def photo(self, login: str, case: str, phase: PhotoPhase) -> None:
        """Somebody attaches a photo to a case."""
        command = AttachPhoto(
            **by_system(new_id(), case), subject_kind=PhotoSubject.CASE, subject=case, phase=phase,
            sha256=sha256(new_id().encode()).hexdigest(), size_bytes=10,
        )  # fmt: skip
        receipt = await self.sends(login, command)
        assert receipt.verdict in DONE, receipt

    # --- how far a case is --------------------------------------------------------------------------------------------

    async def reported(self, login: str = "worker_west", **more: Any) -> str:
        """A case of the west grid, which its worker reported; each fact can be given."""
        case = new_id()
        receipt = await self.sends(login, _a_report(case, **more))
        assert receipt.verdict in DONE, receipt
        return case

    async def accepted(self, login: str = "worker_west", **more: Any) -> str:
        case = await self.reported(login, **more)
        await self.does("office", wire.AcceptCase, case)
        return case

    async def filed(self, login: str = "worker_west", **more: Any) -> str:
        case = await self.accepted(login, **more)
        await self.does("office", wire.FileCase, case, class_code=CLASS)
        return case

    async def dispatched(self) -> str:
        case = await self.filed()
        await self.does("office", wire.DispatchCase, case, department=self.town.scene.department)
        return case

    async def hires(self, login: str, post: Post) -> None:
        """The department takes somebody on beside what they are."""
        user, org = self.town.scene.users[login], self.town.scene.department
        await settle(self.town.door, [GrantMembership(**by_system(new_id()), user=user, org=org, post=post)])

    async def handled(self) -> str:
        """A case that its handler has in hand."""
        case = await self.dispatched()
        await self.assign(case)
        return case

    async def checked(self) -> str:
        """A case that was handled and found in order."""
        case = await self.handled()
        await self.finish(case)
        await self.check(case, CheckResult.PASSED)
        return case

    async def closed(self, after_days: float = 0) -> str:
        """A closed case, handled so many days after it was given to its handler."""
        case = await self.handled()
        self.town.pass_time(days=after_days)
        await self.finish(case)
        await self.check(case, CheckResult.PASSED)
        await self.does("office", wire.CloseCase, case, condition_met=True)
        return case

    async def assign(self, case: str) -> None:
        await self.does("dept", wire.AssignCase, case, handler=self.town.scene.users["handler"])

    async def finish(self, case: str) -> None:
        """The handler finishes, and the department confirms."""
        await self.does("handler", wire.FinishHandling, case)
        await self.does("dept", wire.ConfirmHandling, case)

    async def check(self, case: str, result: CheckResult) -> None:
        """The east grid's worker looks."""
        await self.does("office", wire.SendCheck, case, checker=self.town.scene.users["worker_east"])
        await self.photo("worker_east", case, PhotoPhase.CHECK)
        await self.does("worker_east", wire.SubmitCheck, case, result=result)

    # --- what is asked for --------------------------------------------------------------------------------------------

    async def request(self, login: str, kind: type[adjustments.CaseRequestCommand], case: str, **facts: Any) -> str:
        """Somebody asks for something; the request's id."""
        request = new_id()
        await self.does(login, kind, case, request=request, **facts)
        return request

    async def review(self, login: str, case: str, request: str, *, approved: bool = True) -> Receipt:
        """Somebody reviews a request."""
        return await self.does(login, adjustments.ReviewRequest, case, request=request, approved=approved)

    # --- what there is ------------------------------------------------------------------------------------------------

    async def case(self, case: str) -> Case:
        return await self.town.case(case)

    async def clock(self, case: str, stage: TimerStage = TimerStage.HANDLE) -> CaseTimer:
        """The latest clock of a stage of a case."""
        clocks = [one for one in await self.rows(CaseTimer, case) if one.stage is stage]
        return max(clocks, key=lambda one: (one.round, one.started_at, one.id))

    async def due(self, case: str) -> datetime:
        """When the present stage of a case is due."""
        due_at = (await self.case(case)).due_at
        assert due_at is not None
        return due_at

    async def rows(self, entity: type[E], case: str) -> list[E]:
        return await self.town.of_cases(entity, [case])

    async def one(self, entity: type[E], case: str) -> E:
        [found] = await self.rows(entity, case)
        return found

    async def asked(self, case: str) -> list[CaseRequest]:
        """What was asked for, in order."""
        return sorted(await self.rows(CaseRequest, case), key=lambda one: (one.asked_at, one.id))

    async def events(self, case: str) -> list[tuple[str, bool]]:
        """Each event of a case, and whether it was applied."""
        found = sorted(await self.rows(CaseEvent, case), key=lambda one: (one.at, one.seq, one.id))
        return [(one.command, one.applied) for one in found]


async def staffed(town: Town) -> Acts:
    """The town with those that its scene has not: two supervisors, an acceptor, a dispatcher, a second department."""
    directory = await town.door.database.read(lambda tx: directory_of(tx, town.door))
    street = directory.org_above(town.scene.community) or ""
    district = directory.org_above(street) or ""
    acts = Acts(town, street, district, await _another_department(town, district))
    for login, org, post in (
        ("supervisor", district, Post.SUPERVISOR),
        ("other_supervisor", district, Post.SUPERVISOR),
        ("acceptor", district, Post.ACCEPTOR),
        ("dispatcher", district, Post.DISPATCHER),
        ("street", street, Post.COMMITTEE),
        ("other_dept", acts.other_department, Post.DEPARTMENT),
    ):
        await _hire(town, login, org, post)
    return acts


async def _another_department(town: Town, district: str) -> str:
    org = new_id()
    created = CreateOrg(**by_system(org), code="YL", name="园林", level=OrgLevel.DEPARTMENT, parent=district)
    await settle(town.door, [created])
    return org


async def _hire(town: Town, login: str, org: str, post: Post) -> None:
    user = town.scene.users[login] = new_id()
    await settle(town.door, [CreateUser(**by_system(user), login=login, name=login, password_hash="")])
    await settle(town.door, [GrantMembership(**by_system(new_id()), user=user, org=org, post=post)])


def _a_report(case: str, **more: Any) -> wire.ReportMatter:
    facts: dict[str, Any] = {"title": "路面有坑", "point": middle(WEST), "class_code": CLASS, **more}
    return wire.ReportMatter(**by_system(case), **facts)

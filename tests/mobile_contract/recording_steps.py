"""Records the other half of what phones queue, steps and decisions: `python -m tests.mobile_contract.recording_steps`.

Beside `recording`: these commands need cases that others have led so far, which `made_ready` does in their place. It
writes the file of each released contract that has none, with the kinds which that contract had (CHANGES.md).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import GrantMembership, Post
from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.case_adjustments import WhistleKind
from mobile_contract.cases import CaseState, CheckResult, LimitUnit, ReportMatter
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.merges import Register, RestoreRecord, RetireRecord
from mobile_contract.residents import ChangePerson, PersonEdits
from server.core.door import Door
from server.core.ids import new_id
from tests.mobile_contract.recording import BOOT, QUEUES, THERE, Line, Recorded
from tests.support.scene import CLASS, WEST, Scene, by_system, middle, settle

STEPS = QUEUES / "steps"
_TIDY = "B-event-01-10"
_CONFLICT = "01970000-0000-7fd4-bae2-7d0fe8c296c3"
"""What the server names a conflict of the change below: from that command's id."""


def _numbered(number: int) -> str:
    return f"01970000-0000-7000-8000-{number:012x}"


HANDLED, RESTING, RETURNED, CHECKED, VERIFIED, TIDIED, CALLED = map(_numbered, range(2001, 2008))
_WHISTLE, _DEPARTMENT = _numbered(2020), _numbered(2021)
_AT_MS = 1_764_000_000_000


def there() -> dict[str, str]:
    """The ids that the queue names of what was there before."""
    return THERE | {"department": _DEPARTMENT}


# --- what others did before -------------------------------------------------------------------------------------------


async def made_ready(door: Door, scene: Scene) -> None:
    """Cases at the steps at which the worker of the west grid writes, and a person whom somebody else has changed."""
    worker, handler = scene.users["worker_west"], scene.users["handler"]
    tidy = ClassShape(
        scheme="B", kind="event", major="01", minor="10", name="暴露垃圾", limit_value=2,
        limit_unit=LimitUnit.URGENT_HOUR, may_self_handle=True,
    )  # fmt: skip
    hired = GrantMembership(**by_system(new_id()), user=worker, org=scene.department, post=Post.HANDLER)
    moved_on = ChangePerson(**by_system(scene.person), set=PersonEdits(phone=("13900000000", "13900000009")))
    await settle(door, [DefineClasses(**by_system(new_id()), classes=(tidy,)), hired, moved_on])
    for case in (HANDLED, RESTING, RETURNED, CHECKED, VERIFIED, TIDIED, CALLED):
        facts: dict[str, Any] = {"title": "路面有坑", "point": middle(WEST)}
        await settle(door, [ReportMatter(**by_system(case), **facts, class_code=_TIDY if case == TIDIED else CLASS)])
    await settle(door, [beside.SendVerify(**by_system(VERIFIED), checker=worker)])
    for case in (HANDLED, RESTING, RETURNED, CHECKED, CALLED):
        await _dispatched(door, scene, case)
    for case, who in ((HANDLED, worker), (RESTING, worker), (RETURNED, worker), (CHECKED, handler)):
        await settle(door, [wire.AssignCase(**by_system(case), handler=who)])
    for step in (wire.FinishHandling, wire.ConfirmHandling):
        await settle(door, [step(**by_system(CHECKED))])
    await settle(door, [wire.SendCheck(**by_system(CHECKED), checker=worker)])
    called: dict[str, Any] = {"whistle": _WHISTLE, "whistle_kind": WhistleKind.EMERGENCY}
    await settle(door, [adjustments.BlowWhistle(**by_system(CALLED), departments=(scene.department,), **called)])


async def _dispatched(door: Door, scene: Scene, case: str) -> None:
    await settle(door, [wire.AcceptCase(**by_system(case))])
    await settle(door, [wire.FileCase(**by_system(case), class_code=CLASS)])
    await settle(door, [wire.DispatchCase(**by_system(case), department=scene.department)])


# --- what the phone wrote ---------------------------------------------------------------------------------------------


class _Pen:
    """Numbers commands, as an app of a contract did."""

    def __init__(self, contract: int) -> None:
        self._contract = contract
        self._seq = 0

    def __call__(self, entity: str, root: str = "", **more: Any) -> dict[str, Any]:
        self._seq += 1
        made = Clock(wall=_AT_MS + self._seq * 60_000, boot=BOOT, mono=self._seq * 1_000)
        common = {"id": _numbered(3000 + self._seq), "seq": self._seq, "entity": entity, "root": root or entity}
        return common | {"made": made, "contract": self._contract} | more


def queue(contract: int) -> Iterator[tuple[Command, str]]:
    """What an app of this contract could queue of these, each with the verdict that it must always get."""
    facts = _Pen(contract)
    handling: dict[str, Any] = {"saw": CaseState.HANDLING, "generation": 2}
    yield wire.RecordProgress(**facts(HANDLED, **handling), opinion="已到现场"), "applied"
    yield _photo(facts, HANDLED, PhotoPhase.HANDLE, 1), "applied"
    yield wire.FinishHandling(**facts(HANDLED, **handling), opinion="已修复"), "applied"
    yield _photo(facts, CHECKED, PhotoPhase.CHECK, 2), "applied"
    yield wire.SubmitCheck(**facts(CHECKED, saw=CaseState.CHECKING), result=CheckResult.PASSED), "applied"
    if contract >= 2:
        yield from _of_the_second(facts)
    if contract >= 3:
        yield from _of_the_third(facts, handling)


def _of_the_second(facts: _Pen) -> Iterator[tuple[Command, str]]:
    home = THERE["household"]
    yield RetireRecord(**facts(home), register=Register.HOUSEHOLD, reason="搬走"), "applied"
    yield RestoreRecord(**facts(home), register=Register.HOUSEHOLD, reason="又回来了"), "applied"
    told = PersonEdits(phone=("13900000000", "13900000002"))
    yield ChangePerson(**facts(THERE["person"], base=1), set=told), "conflict"
    decided = facts(_CONFLICT, THERE["person"], base=2)
    yield SettleConflict(**decided, choice=Choice.KEEP_MINE, was="13900000009"), "applied"


def _of_the_third(facts: _Pen, handling: dict[str, Any]) -> Iterator[tuple[Command, str]]:
    extension, suspension = _numbered(2030), _numbered(2031)
    yield (
        adjustments.RequestExtension(**facts(RESTING, **handling), request=extension, opinion="缺材料"),
        "applied",
    )
    yield (
        adjustments.RequestSuspension(
            **facts(RESTING, **handling), request=suspension, until_on=_LAST_DAY, opinion="等天晴"
        ),
        "applied",
    )
    yield beside.ReturnToDepartment(**facts(RETURNED, **handling), opinion="不属本所"), "applied"
    yield beside.SubmitVerify(**facts(VERIFIED, saw=CaseState.VERIFYING), found=True, opinion="属实"), "applied"
    for place, phase in enumerate((PhotoPhase.REPORT, PhotoPhase.HANDLE), start=3):
        yield _photo(facts, TIDIED, phase, place), "applied"
    yield beside.SelfHandle(**facts(TIDIED, saw=CaseState.REPORTED), opinion="已清理"), "applied"
    come: dict[str, Any] = {"whistle": _WHISTLE, "department": _DEPARTMENT}
    yield adjustments.JoinWhistle(**facts(CALLED), **come), "applied"
    yield adjustments.LeaveWhistle(**facts(CALLED), **come, opinion="已处置"), "applied"


_LAST_DAY = "2026-12-31"


def _photo(facts: _Pen, case: str, phase: PhotoPhase, number: int) -> Command:
    about: dict[str, Any] = {"subject_kind": PhotoSubject.CASE, "subject": case, "phase": phase}
    return AttachPhoto(**facts(_numbered(2100 + number), case), **about, sha256=f"{number:064x}", size_bytes=1234)


def recorded(contract: int) -> Recorded:
    """The queue as it is written down."""
    lines = [Line(msgspec.json.encode(command).decode(), verdict) for command, verdict in queue(contract)]
    return Recorded(contract, there(), lines)


def main() -> None:
    """Write the files that are not there; what is recorded stays as it is."""
    STEPS.mkdir(exist_ok=True)
    for contract in range(1, CONTRACT + 1):
        path = STEPS / f"{contract}.json"
        if not path.exists():
            path.write_bytes(msgspec.json.format(msgspec.json.encode(recorded(contract)), indent=1) + b"\n")


if __name__ == "__main__":
    main()

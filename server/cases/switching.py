"""How a district sets the switches of its case machine, and what it enforces jointly. Pure; it follows neither."""

from typing import Any

from msgspec.structs import asdict

from mobile_contract.accounts import Post
from mobile_contract.case_adjustments import SetCaseSwitches, SetJointMatters
from mobile_contract.problems import ProblemCode
from server.cases.adjusted import CaseSettings, JointList
from server.cases.joint import JOINT
from server.core.decisions import (
    DISTRICT_WIDE,
    CaseSwitches,
    Context,
    Decision,
    Loaded,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, advanced, named_id

SETTINGS = named_id("case_settings")
"""The id of the one row that holds the switches."""


@decides(
    SetCaseSwitches,
    posts={Post.SYS_ADMIN},
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda _command: (Need(CaseSettings, SETTINGS),),
)
def set_switches(command: SetCaseSwitches, loaded: Loaded, _ctx: Context) -> Decision:
    """Set what is named, from now on; cases that are under way go on by it. Refuses NOTHING_TO_CHANGE."""
    told = {name: getattr(command, name) for name in CaseSwitches.__struct_fields__}
    named: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    if not named:
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    before = loaded.find(CaseSettings, SETTINGS)
    if before is None:
        return put(CaseSettings(id=SETTINGS, **(asdict(CaseSwitches()) | named)))
    return put(advanced(before, **named))


@decides(
    SetJointMatters,
    posts={Post.SYS_ADMIN},
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda _command: (Need(JointList, JOINT),),
)
def set_joint_matters(command: SetJointMatters, loaded: Loaded, ctx: Context) -> Decision:
    """Set the list that whistles name from, whole. Refused: a code that stands for two matters."""
    if len({one.code for one in command.matters}) < len(command.matters):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="code")
    told: dict[str, Any] = {"matters": command.matters, "set_by": ctx.actor.user, "set_at": ctx.now}
    before = loaded.find(JointList, JOINT)
    return put(JointList(id=JOINT, **told) if before is None else advanced(before, **told))

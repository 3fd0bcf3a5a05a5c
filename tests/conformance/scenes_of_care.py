"""Scenes of care: service tags and help records."""

from collections.abc import Mapping
from typing import Any

from mobile_contract import care
from mobile_contract.base import Command
from mobile_contract.care import HelpEdits, ServiceTagEdits
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody
from tests.server.cases.acts import Acts


def a_tag(acts: Acts, tag: str) -> Command:
    person = acts.town.scene.person
    return new(care.GiveServiceTag, tag, person, person=person, tag_kind="living_alone", basis="走访")


def a_help(acts: Acts, told: str) -> Command:
    person = acts.town.scene.person
    return new(care.RecordHelp, told, person, person=person, needed="助餐", given="送餐", carer="演示帮扶人")


def _of_tag(shape: type[Command], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        tag = new_id()
        await had(acts, a_tag(acts, tag))
        return somebody(acts, "worker_west", new(shape, tag, acts.town.scene.person, **facts))

    return ready


def _of_help(shape: type[Command], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        told = new_id()
        await had(acts, a_help(acts, told))
        return somebody(acts, "worker_west", new(shape, told, acts.town.scene.person, **facts))

    return ready


SCENES: Mapping[type[Command], Scene] = {
    care.GiveServiceTag: at_once(lambda acts: a_tag(acts, new_id()), "worker_west"),
    care.ChangeServiceTag: _of_tag(care.ChangeServiceTag, set=ServiceTagEdits(care_level=("general", "high"))),
    care.EndServiceTag: _of_tag(care.EndServiceTag, until_on="2026-12-01", reason="子女同住"),
    care.RecordHelp: at_once(lambda acts: a_help(acts, new_id()), "worker_west"),
    care.ChangeHelp: _of_help(care.ChangeHelp, set=HelpEdits(given=("送餐", "送餐一周"))),
    care.VoidHelp: _of_help(care.VoidHelp, reason="记错人"),
}

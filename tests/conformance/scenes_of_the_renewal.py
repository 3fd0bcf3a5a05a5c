"""Scenes of the weekly renewal: a week that opens and closes, an item that is answered, taken back, or let go."""

from collections.abc import Mapping
from typing import Any

from mobile_contract import merges, renewal
from mobile_contract.base import Command
from mobile_contract.merges import Register
from mobile_contract.renewal import NewItem, RenewalAnswer, RenewalTarget, StayRef
from server.core.ids import new_id
from server.renewal.weeks import week_of
from tests.conformance.scenes import Act, Scene, had, new, somebody, the_system
from tests.server.cases.acts import Acts


def _opening(acts: Acts, cycle: str, *items: NewItem) -> Command:
    return new(renewal.OpenRenewal, cycle, grid=acts.town.scene.west, week=week_of(acts.town.at), items=items)


def _items(acts: Acts) -> tuple[NewItem, NewItem]:
    """One about the household of the scene, one about the stay."""
    scene = acts.town.scene
    return (
        NewItem(new_id(), "unvisited", RenewalTarget.HOUSEHOLD, scene.household),
        NewItem(new_id(), "certificate", RenewalTarget.RESIDENCY, scene.residency),
    )


async def _open(acts: Acts) -> Act:
    return the_system(acts, _opening(acts, new_id(), *_items(acts)))


async def _close(acts: Acts) -> Act:
    cycle = new_id()
    await had(acts, _opening(acts, cycle, *_items(acts)))
    return the_system(acts, new(renewal.CloseRenewal, cycle, expected=2, done=1))


async def _lapse(acts: Acts) -> Act:
    items, household = _items(acts), acts.town.scene.household
    retired = new(merges.RetireRecord, household, register=Register.HOUSEHOLD)
    await had(acts, _opening(acts, new_id(), *items), retired)
    lapse = new(renewal.LapseItem, items[0].id, target_kind=RenewalTarget.HOUSEHOLD, target=household)
    return the_system(acts, lapse)


async def _confirm(acts: Acts) -> Act:
    items = _items(acts)
    await had(acts, _opening(acts, new_id(), *items))
    return somebody(acts, "worker_west", new(renewal.ConfirmItem, items[0].id, answer=new_id()))


async def _moved_out(acts: Acts) -> tuple[str, dict[str, Any]]:
    scene, (_, item) = acts.town.scene, _items(acts)
    await had(acts, _opening(acts, new_id(), item))
    return item.id, {"answer": new_id(), "stays": (StayRef(scene.residency, scene.person),)}


async def _answer(acts: Acts) -> Act:
    item, facts = await _moved_out(acts)
    return somebody(acts, "worker_west", new(renewal.AnswerItem, item, state=RenewalAnswer.MOVED_OUT, **facts))


async def _withdraw(acts: Acts) -> Act:
    item, facts = await _moved_out(acts)
    await had(acts, new(renewal.AnswerItem, item, state=RenewalAnswer.MOVED_OUT, **facts))
    return somebody(acts, "worker_west", new(renewal.WithdrawAnswer, item, **facts))


SCENES: Mapping[type[Command], Scene] = {
    renewal.OpenRenewal: _open,
    renewal.CloseRenewal: _close,
    renewal.LapseItem: _lapse,
    renewal.ConfirmItem: _confirm,
    renewal.AnswerItem: _answer,
    renewal.WithdrawAnswer: _withdraw,
}

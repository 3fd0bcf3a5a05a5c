"""Scenes of the register: homes, people, visits, photos, components, and decisions on what was said of them."""

from collections.abc import Mapping
from typing import Any

from mobile_contract import components, inbox, media, merges, residents, visits
from mobile_contract.base import Command
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.components import ComponentEdits
from mobile_contract.inbox import Choice
from mobile_contract.media import PhotoPhase, PhotoSubject
from mobile_contract.merges import Register
from mobile_contract.residents import HouseholdEdits, PersonEdits
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts
from tests.server.inbox.hands import Hand
from tests.support.scene import WEST, middle

COVER = ClassShape(
    scheme="B", kind="component", major="01", minor="02", name="污水井盖", limit_value=1, limit_unit=LimitUnit.WORK_DAY
)
SHA256 = "ab" * 32


def _edit(name: str, new_value: Any, was: Any = None) -> dict[str, Any]:
    return {name: (was, new_value)}


def _newcomer(acts: Acts, person: str) -> Command:
    scene = acts.town.scene
    facts: dict[str, Any] = {"dwelling": scene.dwelling, "household": scene.household, "name": "演示李四"}
    return new(residents.RegisterPerson, person, residency=new_id(), **facts)


async def _merge_of(acts: Acts) -> tuple[str, Command]:
    loser, merge, winner = new_id(), new_id(), acts.town.scene.person
    await had(acts, _newcomer(acts, loser))
    return merge, new(merges.MergePersons, merge, winner, winner=winner, loser=loser)


async def _merge(acts: Acts) -> Act:
    return somebody(acts, "office", (await _merge_of(acts))[1])


async def _unmerge(acts: Acts) -> Act:
    merge, command = await _merge_of(acts)
    await had(acts, command)
    winner, loser = acts.town.scene.person, getattr(command, "loser")  # noqa: B009 - of the command's own kind
    return somebody(acts, "office", new(merges.UnmergePersons, merge, winner, winner=winner, loser=loser))


async def _restore(acts: Acts) -> Act:
    household = acts.town.scene.household
    await had(acts, new(merges.RetireRecord, household, register=Register.HOUSEHOLD))
    return somebody(acts, "worker_west", new(merges.RestoreRecord, household, register=Register.HOUSEHOLD))


def _a_photo(case: str, photo: str) -> Command:
    facts: dict[str, Any] = {"subject_kind": PhotoSubject.CASE, "subject": case, "phase": PhotoPhase.REPORT}
    return new(media.AttachPhoto, photo, case, **facts, sha256=SHA256, size_bytes=10)


async def _attach(acts: Acts) -> Act:
    return somebody(acts, "worker_west", _a_photo(await acts.reported(), new_id()))


async def _arrive(acts: Acts) -> Act:
    photo = new_id()
    await had(acts, _a_photo(await acts.reported(), photo))
    return the_system(acts, new(media.PhotoArrived, photo, sha256=SHA256))


async def _lose(acts: Acts) -> Act:
    photo = new_id()
    await had(acts, _a_photo(await acts.reported(), photo))
    await had(acts, new(media.PhotoArrived, photo, sha256=SHA256))
    return the_system(acts, new(media.PhotoLost, photo, sha256=SHA256))


async def _hide(acts: Acts) -> Act:
    photo = new_id()
    await had(acts, _a_photo(await acts.reported(), photo))
    return somebody(acts, "worker_west", new(media.HideInPhoto, photo, hide=(media.HiddenArea(1, 2, 300, 400),)))


async def _look(acts: Acts) -> Act:
    photo = new_id()
    await had(acts, _a_photo(await acts.reported(), photo))
    return the_system(acts, new(media.PhotoLooked, photo, sha256=SHA256, fingerprint="0123456789abcdef"))


async def _settle(acts: Acts) -> Act:
    """Two have changed one number; the second of them decides."""
    scene = acts.town.scene
    west = await Hand(acts.town.door, scene.users["worker_west"]).sync()
    west.write(residents.ChangePerson, scene.person, set=PersonEdits(phone=("13900000000", "13911112222")))
    other = PersonEdits(phone=("13900000000", "13933334444"))
    await had(acts, new(residents.ChangePerson, scene.person, set=other))
    await west.sync()
    (conflict,) = west.conflicts()
    command = new(inbox.SettleConflict, conflict.id, conflict.root, choice=Choice.KEEP_THEIRS)
    return somebody(acts, "worker_west", command)


# --- components -------------------------------------------------------------------------------------------------------


def _a_cover(component: str) -> Command:
    facts: dict[str, Any] = {"code": "3201140102000001", "class_code": "B-component-01-02", "name": "污水井盖 1 号"}
    return new(components.DefineComponent, component, point=middle(WEST), **facts)


def _of_component(shape: type[Command], *, retired: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        component = new_id()
        await had(acts, new(DefineClasses, new_id(), classes=(COVER,)), _a_cover(component))
        if retired:
            await had(acts, new(components.RetireComponent, component, reason="拆除"))
        return the_system(acts, new(shape, component, **facts))

    return ready


async def _define(acts: Acts) -> Act:
    await had(acts, new(DefineClasses, new_id(), classes=(COVER,)))
    return the_system(acts, _a_cover(new_id()))


def _by_worker(shape: type[Command], entity: str, root: str = "", **facts: Any) -> Scene:
    """A worker writes about a row of the scene, told by its name there."""

    def make(acts: Acts) -> Command:
        scene = acts.town.scene
        about: str = getattr(scene, entity)
        return new(shape, about, getattr(scene, root) if root else None, **facts)

    return at_once(make, "worker_west")


SCENES: Mapping[type[Command], Scene] = {
    residents.AddBuilding: at_once(
        lambda acts: new(residents.AddBuilding, new_id(), grid=acts.town.scene.west, name="9号楼", point=middle(WEST)),
        "worker_west",
    ),
    residents.AddDwelling: at_once(
        lambda acts: new(residents.AddDwelling, new_id(), building=acts.town.scene.building, room="103"), "worker_west"
    ),
    residents.AddHousehold: at_once(
        lambda acts: new(residents.AddHousehold, new_id(), dwelling=acts.town.scene.other_dwelling), "worker_west"
    ),
    residents.RegisterPerson: at_once(lambda acts: _newcomer(acts, new_id()), "worker_west"),
    residents.MoveIn: at_once(
        lambda acts: new(
            residents.MoveIn, acts.town.scene.person, residency=new_id(), dwelling=acts.town.scene.east_dwelling
        ),
        "office",
    ),
    residents.EndResidency: _by_worker(residents.EndResidency, "residency", "person", until_on="2026-03-01"),
    residents.ChangePerson: _by_worker(
        residents.ChangePerson, "person", set=PersonEdits(**_edit("phone", "13911112222", "13900000000"))
    ),
    residents.ChangeDwelling: _by_worker(
        residents.ChangeDwelling, "dwelling", set=residents.DwellingEdits(**_edit("unit", "2"))
    ),
    residents.ChangeHousehold: _by_worker(
        residents.ChangeHousehold, "household", set=HouseholdEdits(**_edit("number", "H-1"))
    ),
    residents.ChangeResidency: _by_worker(
        residents.ChangeResidency, "residency", "person", set=residents.ResidencyEdits(**_edit("relation", "10", "99"))
    ),
    merges.MergePersons: _merge,
    merges.UnmergePersons: _unmerge,
    merges.RetireRecord: _by_worker(merges.RetireRecord, "household", register=Register.HOUSEHOLD),
    merges.RestoreRecord: _restore,
    visits.RecordVisit: at_once(
        lambda acts: new(
            visits.RecordVisit,
            new_id(),
            acts.town.scene.household,
            household=acts.town.scene.household,
            note="一切安好",
        ),
        "worker_west",
    ),
    media.AttachPhoto: _attach,
    media.PhotoArrived: _arrive,
    media.PhotoLost: _lose,
    media.HideInPhoto: _hide,
    media.PhotoLooked: _look,
    components.DefineComponent: _define,
    components.ChangeComponent: _of_component(
        components.ChangeComponent, set=ComponentEdits(**_edit("name", "新名", "污水井盖 1 号"))
    ),
    components.MoveComponent: _of_component(components.MoveComponent, point=middle((WEST[0] + 0.001, WEST[1]))),
    components.RetireComponent: _of_component(components.RetireComponent, reason="拆除"),
    components.RestoreComponent: _of_component(components.RestoreComponent, retired=True, reason="仍在用"),
    inbox.SettleConflict: _settle,
}

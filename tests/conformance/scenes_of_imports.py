"""Scenes of imports: a file is opened, run, stopped, told of and undone; what it made and moved is taken back."""

from collections.abc import Mapping

from mobile_contract import imports, residents
from mobile_contract.base import Command
from mobile_contract.imports import Fate, ImportKind, RowOutcome
from mobile_contract.residents import PersonEdits
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts


def _an_import(identity: str) -> Command:
    return new(
        imports.OpenImport, identity, what=ImportKind.PEOPLE, file_name="名册.xlsx", sha256="ab" * 32, size_bytes=10
    )


async def _opened(acts: Acts) -> str:
    identity = new_id()
    receipt = await acts.sends("office", _an_import(identity))
    assert receipt.verdict == "applied", receipt
    return identity


async def _running(acts: Acts) -> str:
    identity = await _opened(acts)
    receipt = await acts.sends("office", new(imports.RunImport, identity))
    assert receipt.verdict == "applied", receipt
    return identity


def _a_part(identity: str, *, ends: bool) -> Command:
    return new(imports.ReportImport, identity, part=1, through=2, outcomes=(RowOutcome(2, Fate.NEW),), ends=ends)


async def _run(acts: Acts) -> Act:
    return somebody(acts, "office", new(imports.RunImport, await _opened(acts)))


async def _cancel(acts: Acts) -> Act:
    return somebody(acts, "office", new(imports.CancelImport, await _running(acts)))


async def _report(acts: Acts) -> Act:
    return the_system(acts, _a_part(await _running(acts), ends=False))


async def _undo(acts: Acts) -> Act:
    identity = await _running(acts)
    await had(acts, _a_part(identity, ends=True))
    return somebody(acts, "office", new(imports.UndoImport, identity))


async def _take_back(acts: Acts) -> Act:
    scene = acts.town.scene
    await had(acts, new(residents.ChangePerson, scene.person, set=PersonEdits(phone=("13900000000", "13911112222"))))
    edits = PersonEdits(phone=("13911112222", "13900000000"))
    return the_system(acts, new(imports.TakeBack, scene.person, version=2, person=edits))


async def _take_back_move(acts: Acts) -> Act:
    scene, stay = acts.town.scene, new_id()
    await had(acts, new(residents.MoveIn, scene.person, residency=stay, dwelling=scene.east_dwelling))
    back = new(
        imports.TakeBackMove,
        scene.person,
        version=2,
        residency=stay,
        goes_on=scene.residency,
        back_to=scene.dwelling,
    )
    return the_system(acts, back)


SCENES: Mapping[type[Command], Scene] = {
    imports.OpenImport: at_once(lambda _acts: _an_import(new_id()), "office"),
    imports.RunImport: _run,
    imports.CancelImport: _cancel,
    imports.ReportImport: _report,
    imports.UndoImport: _undo,
    imports.TakeBack: _take_back,
    imports.TakeBackMove: _take_back_move,
}

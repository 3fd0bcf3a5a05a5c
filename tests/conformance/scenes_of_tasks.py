"""Scenes of tasks: types on the admission list, urgent additions, and the tasks themselves."""

from collections.abc import Mapping
from typing import Any

from mobile_contract import tasks
from mobile_contract.base import Command
from mobile_contract.tasks import TargetKind, TaskAnswer
from server.core import clock
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts
from tests.server.tasks.shapes import a_task, a_type, a_wish, admitted


def _of_type(shape: type[Command], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        task_type = new_id()
        await had(acts, a_type(task_type), admitted(task_type))
        return the_system(acts, new(shape, task_type, **facts))

    return ready


async def _ask(acts: Acts) -> Act:
    task_type = new_id()
    await had(acts, a_type(task_type))
    return somebody(acts, "office", a_wish(new_id(), task_type))


def _of_wish(shape: type[Command], *, names_type: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        task_type, wish = new_id(), new_id()
        await had(acts, a_type(task_type), a_wish(wish, task_type))
        told = {"task_type": task_type} if names_type else {}
        return the_system(acts, new(shape, wish, **told, **facts))

    return ready


async def _given(acts: Acts) -> tuple[str, Command]:
    task_type, task, scene = new_id(), new_id(), acts.town.scene
    await had(acts, a_type(task_type), admitted(task_type))
    return task, a_task(scene, task_type, task, target_kind=TargetKind.PERSON, target=scene.person)


async def _give(acts: Acts) -> Act:
    return somebody(acts, "office", (await _given(acts))[1])


def _of_task(shape: type[Command], login: str, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        task, command = await _given(acts)
        await had(acts, command)
        return somebody(acts, login, new(shape, task, **facts))

    return ready


async def _tell(acts: Acts) -> Act:
    task, command = await _given(acts)
    await had(acts, command)

    async def later() -> None:
        at = acts.town.at.replace(year=acts.town.at.year + 1)
        with clock.told_by(lambda: at):
            await the_system(acts, new(tasks.TellTask, task, light=tasks.TaskLight.YELLOW))()

    return later


_DONE = (TaskAnswer("open", "yes"), TaskAnswer("count", "3"))
SCENES: Mapping[type[Command], Scene] = {
    tasks.DefineTaskType: at_once(lambda _acts: a_type(new_id())),
    tasks.AdmitTaskType: _of_type(tasks.AdmitTaskType, from_on="2026-01-01", basis="清单"),
    tasks.WithdrawAdmission: _of_type(tasks.WithdrawAdmission, reason="清单修订"),
    tasks.AskUrgentAdmission: _ask,
    tasks.AdmitUrgently: _of_wish(tasks.AdmitUrgently, names_type=True, until_on="2099-01-01", opinion="同意"),
    tasks.RefuseAdmission: _of_wish(tasks.RefuseAdmission, opinion="不同意"),
    tasks.GiveTask: _give,
    tasks.SignTask: _of_task(tasks.SignTask, "worker_west"),
    tasks.FinishTask: _of_task(tasks.FinishTask, "worker_west", answers=_DONE, note="已查"),
    tasks.ReturnTask: _of_task(tasks.ReturnTask, "worker_west", reason="不在本网格"),
    tasks.CancelTask: _of_task(tasks.CancelTask, "office", reason="误发"),
    tasks.TellTask: _tell,
}

"""A type that is admitted, a wish and a task, as commands of the server's own."""

from typing import Any

from mobile_contract.cases import LimitUnit
from mobile_contract.tasks import (
    AdmitTaskType,
    AnswerKind,
    AskUrgentAdmission,
    DefineTaskType,
    GiveTask,
    TaskLimit,
    TaskQuestion,
)
from server.core.ids import new_id
from tests.support.scene import Scene, by_system

QUESTIONS = (
    TaskQuestion(key="open", text="通道畅通？", kind=AnswerKind.YES_NO, required=True),
    TaskQuestion(key="count", text="数量", kind=AnswerKind.NUMBER),
)


def a_type(task_type: str, **told: Any) -> DefineTaskType:
    facts: dict[str, Any] = {
        "name": "消防通道排查",
        "questions": QUESTIONS,
        "reply_limit": TaskLimit(10, LimitUnit.URGENT_HOUR),
    }
    return DefineTaskType(**by_system(task_type), **{**facts, **told})


def admitted(task_type: str, from_on: str = "2020-01-01", until_on: str | None = None) -> AdmitTaskType:
    return AdmitTaskType(**by_system(task_type), from_on=from_on, until_on=until_on, basis="准入清单 2026")


def a_wish(wish: str, task_type: str, until_on: str = "2099-12-31") -> AskUrgentAdmission:
    return AskUrgentAdmission(**by_system(wish), task_type=task_type, until_on=until_on, reason="台风")


def a_task(scene: Scene, task_type: str, task: str = "", **told: Any) -> GiveTask:
    facts: dict[str, Any] = {"task_type": task_type, "grid": scene.west, "title": "查看一户", "text": "演示住户反映"}
    return GiveTask(**by_system(task or new_id()), **{**facts, **told})

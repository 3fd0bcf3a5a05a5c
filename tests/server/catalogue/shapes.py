"""Classes, conditions and editions for tests of the catalogue, and how an edition is judged."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from mobile_contract.base import Command
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, ConditionShape, DefineClasses
from server.accounts import kinds as accounts_kinds
from server.catalogue import kinds as catalogue_kinds
from server.catalogue.entities import CaseClass, FilingCondition
from server.catalogue.rules import HANDLERS
from server.core.decisions import Decision, Handler
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.territory import kinds as territory_kinds
from tests.support.judging import NOW, a_context, an_id, command_facts, judge

KINDS = Kinds((*accounts_kinds.KINDS, *territory_kinds.KINDS, *catalogue_kinds.KINDS))
LATER = NOW + timedelta(days=30)


def a_class(minor: str = "01", **more: Any) -> ClassShape:
    facts: dict[str, Any] = {
        "scheme": "B", "kind": "event", "major": "01", "minor": minor, "name": "私搭乱建",
        "photos_before": 1, "photos_after": 1, "limit_value": 2, "limit_unit": LimitUnit.URGENT_DAY,
    }  # fmt: skip
    return ClassShape(**(facts | more))


def a_condition(ordinal: int = 1, minor: str = "01", **more: Any) -> ConditionShape:
    facts: dict[str, Any] = {
        "scheme": "B", "kind": "event", "major": "01", "minor": minor, "ordinal": ordinal, "text": "正在搭建",
        "closing_text": "已拆除", "limit_value": 2, "limit_unit": LimitUnit.URGENT_DAY,
    }  # fmt: skip
    return ConditionShape(**(facts | more))


def an_edition(*shapes: ClassShape | ConditionShape, **more: Any) -> DefineClasses:
    facts: dict[str, Any] = command_facts(an_id(), contract=3) | {
        "classes": tuple(shape for shape in shapes if isinstance(shape, ClassShape)),
        "conditions": tuple(shape for shape in shapes if isinstance(shape, ConditionShape)),
        "reason": "新版目录",
    }
    return DefineClasses(**(facts | more))


def handler_of(command: Command) -> Handler:
    return next(handler for handler in HANDLERS if handler.command is type(command))


def judged(command: Command, rows: Iterable[Entity] = (), **more: Any) -> Decision:
    return judge(handler_of(command), command, rows, KINDS, a_context(**more))


def after(rows: Iterable[Entity], *commands: Command, now: datetime = NOW) -> list[Entity]:
    """The rows as they are after commands that are all applied."""
    there = {row.id: row for row in rows}
    for command in commands:
        decision = judged(command, there.values(), now=now)
        assert decision.puts, decision
        there |= {row.id: row for row in decision.puts}
    return list(there.values())


def classes_of(rows: Iterable[Entity]) -> list[CaseClass]:
    """The versions of classes among rows, by key and number."""
    return sorted((row for row in rows if isinstance(row, CaseClass)), key=lambda row: (row.key, row.number))


def conditions_of(rows: Iterable[Entity]) -> list[FilingCondition]:
    """The versions of conditions among rows, by key and number."""
    return sorted((row for row in rows if isinstance(row, FilingCondition)), key=lambda row: (row.key, row.number))

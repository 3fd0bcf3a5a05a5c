"""A person who is looked after, for tests of the rules of care."""

from typing import Any

from mobile_contract import care as wire
from mobile_contract.base import Command
from server.care.entities import Help, ServiceTag
from server.care.rules import HANDLERS
from server.core.decisions import Context, Decision
from server.core.entities import Entity
from tests.server.residents.scenes import HOME, KINDS, PERSON, a_place
from tests.support.judging import an_id, command_facts, judge

TAG, HELP = an_id(501), an_id(502)


def a_tag(tag: str = TAG, **more: Any) -> ServiceTag:
    facts: dict[str, Any] = {"person": PERSON, "grid": HOME, "tag_kind": "living_alone", "from_on": "2026-03-01"}
    return ServiceTag(id=tag, **(facts | more))


def a_help(**more: Any) -> Help:
    facts: dict[str, Any] = {"person": PERSON, "grid": HOME, "recorded_by": an_id(1), "needed": "助餐"}
    return Help(id=HELP, **(facts | more))


def to_give(tag: str = TAG, **more: Any) -> wire.GiveServiceTag:
    facts: dict[str, Any] = {"person": PERSON, "tag_kind": "living_alone"}
    return wire.GiveServiceTag(**command_facts(tag, PERSON), **(facts | more))


def to_end(tag: str = TAG, until_on: str = "2026-11-20") -> wire.EndServiceTag:
    return wire.EndServiceTag(**command_facts(tag, PERSON), until_on=until_on)


def to_change(tag: str = TAG, base: int = 0, **edits: Any) -> wire.ChangeServiceTag:
    return wire.ChangeServiceTag(**command_facts(tag, PERSON, base=base), set=wire.ServiceTagEdits(**edits))


def to_help(**more: Any) -> wire.RecordHelp:
    facts: dict[str, Any] = {"person": PERSON, "needed": "助餐"}
    return wire.RecordHelp(**command_facts(HELP, PERSON), **(facts | more))


def decide(command: Command, *rows: Entity, context: Context | None = None) -> Decision:
    """What becomes of a command about care."""
    handler = next(one for one in HANDLERS if one.command is type(command))
    return judge(handler, command, rows, KINDS, context or a_place())

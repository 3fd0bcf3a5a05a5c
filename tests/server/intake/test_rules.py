"""What the rules of reporters and orders make of commands that came wrong. No database."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.cases import LimitUnit
from mobile_contract.intake import KeepReporter
from mobile_contract.intake_orders import OrderLimit, RevokePartner, SignOrder, TakeOrder
from server.cases.workdays import WorkCalendar
from server.core.decisions import Area, Decision, MissingSubject
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.intake import kinds as intake_kinds
from server.intake.entities import HotlineOrder, Reporter
from server.intake.rules import HANDLERS
from tests.server.cases.scenes import CASE, DEPARTMENT, GRID, KINDS, a_case, handler_of, one_put
from tests.support.judging import NOW, ADirectory, a_context, an_id, command_facts, judge

ALL = Kinds((*(codec.kind for codec in KINDS.codecs.values()), *intake_kinds.KINDS))
ME = an_id(401)


def judged(command: Command, *rows: Entity, **more: Any) -> Decision:
    return judge(handler_of(HANDLERS, command), command, rows, ALL, a_context(**more))


def a_reporter(**more: Any) -> KeepReporter:
    facts: dict[str, Any] = {"code_hash": "a" * 64, "pin_hash": "b" * 64, **more}
    return KeepReporter(**command_facts(ME, CASE), **facts)


def an_order(**more: Any) -> TakeOrder:
    facts: dict[str, Any] = {
        "source": "12345", "number": "n-1", "template": "general",
        "sign_limit": OrderLimit(value=2, unit=LimitUnit.URGENT_HOUR),
        "reply_limit": OrderLimit(value=1, unit=LimitUnit.WORK_DAY),
    }  # fmt: skip
    return TakeOrder(**command_facts(ME, CASE), **(facts | more))


def test_a_reporter_is_kept_with_their_case_and_once() -> None:
    kept = judged(a_reporter(name="  "), a_case())
    assert (one_put(kept, Reporter).id, one_put(kept, Reporter).given) == (ME, False)
    assert one_put(judged(a_reporter(phone="13800000000"), a_case()), Reporter).given
    assert judged(a_reporter()).why == "missing_subject"
    assert judged(a_reporter(), a_case(), *kept.puts).why == "id_taken"


def test_the_limits_of_an_order_run_by_the_calendar() -> None:
    """NOW is a Monday at nine in China: a day of work ends on Tuesday at nine."""
    order = one_put(judged(an_order(), a_case()), HotlineOrder)
    assert order.sign_due_at == NOW + timedelta(hours=2)
    assert order.reply_due_at == NOW + timedelta(days=1)


def test_an_order_without_case_or_calendar_is_refused() -> None:
    without = judged(an_order(), a_case(), directory=ADirectory(calendar=WorkCalendar((2025,))))
    assert (without.why, without.facts) == ("no_calendar", {"year": "2026"})
    assert judged(an_order()).why == "missing_subject"


@pytest.mark.parametrize(
    ("more", "opinion"),
    [
        ({}, "first"),
        ({"opinion": "first"}, "first"),
        ({"opinion": "second"}, "first\nsecond"),
        ({"name": "演示乙", "phone": "13900000002"}, "first\n演示乙 13900000002"),
        ({"name": "演示甲"}, "first"),
    ],
)
def test_an_order_that_is_kept_gets_what_else_is_told_and_loses_nothing(more: dict[str, Any], opinion: str) -> None:
    first = an_order(opinion="first", name="演示甲", phone="13900000001")
    [kept] = judged(first, a_case()).puts

    told = one_put(judged(an_order(**more), a_case(), kept), HotlineOrder)

    assert (told.opinion, told.name, told.phone) == (opinion, "演示甲", "13900000001")
    assert (told.sign_due_at, told.reply_due_at) == (NOW + timedelta(hours=2), NOW + timedelta(days=1))


def test_what_is_not_there_yet_is_waited_for() -> None:
    assert judged(SignOrder(**command_facts(ME, CASE)), a_case()).missing == (ME,)
    assert judged(RevokePartner(**command_facts(ME))).missing == (ME,)


@pytest.mark.parametrize(
    ("more", "area"),
    [
        ({}, Area(grid=GRID, org=DEPARTMENT)),
        ({"grid": None}, Area(org=DEPARTMENT)),
        ({"grid": None, "department": None}, Area()),
    ],
)
def test_an_order_lies_where_its_case_lies(more: dict[str, Any], area: Area) -> None:
    command = SignOrder(**command_facts(ME, CASE))
    handler = handler_of(HANDLERS, command)
    working = WorkingSet(ALL)
    working.declare(handler.needs(command))
    with pytest.raises(MissingSubject):
        handler.area(command, working, ADirectory())
    working.load([a_case(**more)])
    assert handler.area(command, working, ADirectory()) == area

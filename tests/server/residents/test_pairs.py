"""What an office says of two persons who might be one: the later word stands, whoever is named first."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.pairs import DecideLater, NotTheSame, PairState, ReopenPair
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import Area, Decision
from server.core.door import SYSTEM, Door
from server.core.reading import find_entity
from server.core.working import WorkingSet
from server.residents.entities import Pair, Person
from server.residents.pairs import HANDLERS, pair_id
from tests.server.residents import doubles
from tests.server.residents.scenes import HOME, KINDS, NEXT, PERSON, a_person, a_place
from tests.support.judging import NOW, ADirectory, an_id, command_facts, judge
from tests.support.scene import by_system, make_scene, settle

OTHER = an_id(341)
SECOND = Person(id=OTHER, dwelling=None, grid=NEXT, name="张小三")
FACTS: dict[type[Command], dict[str, Any]] = {
    NotTheSame: {"reason": "双胞胎"},
    DecideLater: {"until_on": "2026-12-31"},
    ReopenPair: {"reason": "再看"},
}
STATES: dict[type[Command], PairState] = {
    NotTheSame: PairState.DIFFERENT,
    DecideLater: PairState.LATER,
    ReopenPair: PairState.OPEN,
}


def said(shape: type[Any], *rows: Any, one: str = PERSON, other: str = OTHER, **more: Any) -> Decision:
    command = shape(**command_facts(one), other=other, **(FACTS[shape] | more))
    handler = next(handler for handler in HANDLERS if handler.command is shape)
    return judge(handler, command, rows or (a_person(), SECOND), KINDS, a_place())


def a_pair(**more: Any) -> Pair:
    facts: dict[str, Any] = {
        "state": PairState.DIFFERENT,
        "decided_by": an_id(9),
        "decided_at": NOW - timedelta(days=1),
    }
    return Pair(id=pair_id(PERSON, OTHER), one=PERSON, other=OTHER, **(facts | more))


@pytest.mark.parametrize("shape", FACTS)
@pytest.mark.parametrize(("one", "other"), [(PERSON, OTHER), (OTHER, PERSON)])
def test_a_pair_has_one_row_whoever_is_named_first(shape: type[Any], one: str, other: str) -> None:
    [pair] = said(shape, one=one, other=other).puts
    assert isinstance(pair, Pair)
    assert (pair.id, pair.one, pair.other, pair.state) == (pair_id(PERSON, OTHER), PERSON, OTHER, STATES[shape])
    assert pair.until_on == ("2026-12-31" if shape is DecideLater else None)


@pytest.mark.parametrize("shape", FACTS)
def test_the_later_word_stands(shape: type[Any]) -> None:
    rows = (a_person(), SECOND)
    before = a_pair(state=PairState.LATER if shape is not DecideLater else PairState.OPEN)
    [after] = said(shape, *rows, before).puts
    assert isinstance(after, Pair)
    assert (after.state, after.version) == (STATES[shape], 2)
    late = said(shape, *rows, a_pair(decided_at=NOW + timedelta(minutes=1)))
    assert (late.verdict, late.puts) == (Verdict.MERGED, ())


def test_what_was_said_already_changes_nothing() -> None:
    decision = said(NotTheSame, a_person(), SECOND, a_pair())
    assert (decision.verdict, decision.puts) == (Verdict.MERGED, ())


@pytest.mark.parametrize(
    ("shape", "more", "rows", "why"),
    [
        (NotTheSame, {"reason": " "}, (), ProblemCode.CASE_NEEDS),
        (ReopenPair, {"reason": ""}, (), ProblemCode.CASE_NEEDS),
        (DecideLater, {"until_on": "2026-11-23"}, (), ProblemCode.WRONG_IDENTIFIER),
        (DecideLater, {"until_on": "2026-11-31"}, (), ProblemCode.WRONG_IDENTIFIER),
        (NotTheSame, {}, (a_person(merged_into=OTHER), SECOND), ProblemCode.ALREADY_MERGED),
        (NotTheSame, {"other": PERSON}, (a_person(),), ProblemCode.ALREADY_MERGED),
    ],
)
def test_what_cannot_be_said_is_refused(shape: type[Any], more: dict[str, Any], rows: Any, why: ProblemCode) -> None:
    decision = said(shape, *rows, **more)
    assert (decision.verdict, decision.why, decision.puts) == (Verdict.REFUSED, why, ())


@pytest.mark.parametrize("rows", [(a_person(),), (SECOND,)])
def test_who_is_not_there_yet_is_waited_for(rows: tuple[Person]) -> None:
    decision = said(NotTheSame, *rows)
    assert set(decision.missing) == {PERSON, OTHER} - {rows[0].id}


def test_the_committee_of_both_alone_may_say_it() -> None:
    assert {handler.posts for handler in HANDLERS} == {frozenset({Post.COMMITTEE})}
    command = NotTheSame(**command_facts(PERSON), other=OTHER, reason="r")
    handler, working = HANDLERS[0], WorkingSet(KINDS)
    working.declare(handler.needs(command))
    working.load((a_person(), SECOND))
    assert handler.area(command, working, ADirectory()) == Area(every=(Area(grid=HOME), Area(grid=NEXT)))


async def test_what_was_said_goes_with_whoever_is_erased(door: Door) -> None:
    scene = await make_scene(door)
    other = doubles.a_registration(scene.phone("worker_west"), scene.dwelling)
    await settle(door, [other])
    await settle(door, [NotTheSame(**by_system(scene.person), other=other.entity, reason="双胞胎")])
    pair = pair_id(scene.person, other.entity)
    assert await door.database.read(lambda tx: find_entity(tx, door, Pair, pair)) is not None
    await door.erase(SYSTEM, min(scene.person, other.entity), "the person asked for it")
    assert await door.database.read(lambda tx: find_entity(tx, door, Pair, pair)) is None

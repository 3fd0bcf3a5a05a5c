"""The language of predicates says no to what no case has, and has an answer for every case."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analytics.language import ALWAYS, FactType, Value, WrongPredicate, holds, parse

FACTS = {
    fact.name: fact
    for fact in (
        FactType("closed", ""),
        FactType("late", ""),
        FactType("rounds", "", most=7),
        FactType("source", "", words=("worker", "resident")),
    )
}
CLOSED: Mapping[str, Value] = {"closed": True, "late": False, "rounds": 2, "source": "resident"}


def is_so(text: str, facts: Mapping[str, Value] = CLOSED) -> bool:
    return holds(parse(text, FACTS), facts)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("closed", True),
        ("late", False),
        ("not late", True),
        ("closed and late", False),
        ("closed or late", True),
        ("late or closed and not late", True),
        ("(late or closed) and late", False),
        ("not (closed and late)", True),
        ("not not closed", True),
        ("rounds = 2", True),
        ("rounds != 2", False),
        ("rounds < 3 and rounds > 1", True),
        ("rounds <= 1 or rounds >= 3", False),
        ("rounds in (1, 2)", True),
        ("source = worker", False),
        ("source in (worker, resident)", True),
        ("source!=worker", True),
        ("always", True),
        ("not always", False),
    ],
)
def test_a_predicate_is_answered_for_a_case(text: str, so: bool) -> None:
    assert is_so(text) is so


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ends where a fact should follow"),
        ("finished", "asks for the fact 'finished', which no case has; there are closed, late, rounds, source"),
        ("closed closed", "does not go on with 'closed'"),
        ("closed and", "ends where a fact should follow"),
        ("and closed", "needs a fact where 'and' stands"),
        ("(closed", "lacks ')'"),
        ("rounds", "ends where a comparison should follow"),
        ("rounds = worker", "it is a number from 0 to 7"),
        ("rounds = 8", "it is a number from 0 to 7"),
        ("rounds < ", "ends where a value should follow"),
        ("source < worker", "needs one of = != where '<' stands"),
        ("source = hotline", "it is one of worker, resident"),
        ("source in worker", "lacks '('"),
        ("source in (worker", "lacks ')'"),
        ("closed = 1", "does not go on with '='"),
        ("7 = rounds", "needs a fact where '7' stands"),
        ("__import__('os')", "which is no part of the language"),
        ("closed; late", "which is no part of the language"),
        ("(" * 60 + "closed" + ")" * 60, "is nested too deeply"),
        ("not " * 60 + "closed", "is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(WrongPredicate) as raised:
        parse(text, FACTS)
    assert told in str(raised.value)


def test_nothing_that_must_hold_always_holds() -> None:
    assert parse("always", FACTS) == ALWAYS
    assert holds(ALWAYS, {})


@given(st.text(alphabet="closedltruinw ()=<>!,0123456789_andortif", max_size=60))
def test_any_text_is_read_or_refused_and_what_is_read_has_an_answer(text: str) -> None:
    try:
        predicate = parse(text, FACTS)
    except WrongPredicate:
        return
    assert holds(predicate, CLOSED) in {True, False}

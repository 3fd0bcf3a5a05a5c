"""A signature tells back exactly the facts that were packed into it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analytics.language import FactType
from server.analytics.signature import CASES, TASKS_SENT, Packing, as_exempted


def values_of(fact: FactType) -> st.SearchStrategy[Any]:
    if fact.words:
        return st.sampled_from(fact.words)
    return st.booleans() if fact.is_flag else st.integers(0, fact.most)


@pytest.mark.parametrize("packing", [CASES, TASKS_SENT])
@given(data=st.data())
def test_what_is_packed_is_told_back(packing: Packing, data: st.DataObject) -> None:
    facts = data.draw(st.fixed_dictionaries({name: values_of(fact) for name, fact in packing.facts.items()}))
    assert packing.unpack(packing.pack(facts)) == facts


def test_what_is_not_named_is_not_so_and_more_than_the_most_is_the_most() -> None:
    assert CASES.unpack(0)["closed"] is False
    assert CASES.unpack(0)["source"] == ""
    assert CASES.unpack(CASES.pack({"reworks": 99}))["reworks"] == 7


def test_a_fact_that_is_none_and_a_word_that_is_none_are_refused() -> None:
    with pytest.raises(KeyError):
        CASES.pack({"finished": True})
    with pytest.raises(ValueError, match="not in tuple"):
        CASES.pack({"source": "rumour"})


def test_more_facts_than_a_number_of_the_database_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="more facts"):
        Packing([FactType(f"fact_{number}", "") for number in range(63)])


def test_a_granted_appeal_counts_as_on_time_and_changes_nothing_else() -> None:
    late = {"handled": True, "handled_in_time": False, "closed": False, "closed_in_time": False, "exempt": True}
    assert as_exempted(late) == late | {"handled_in_time": True}
    assert as_exempted(late | {"exempt": False}) == late | {"exempt": False}

"""The judge: no edit overwrites in silence, none touches what it does not name, and doing it twice is doing it once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from mobile_contract.policies import Policy
from mobile_contract.residents import PersonEdits
from sync.judge import FieldConflict, FieldState, Judgement, edits_of, judge, merge_set

POLICIES = {
    "name": Policy.REVIEW,
    "phone": Policy.REVIEW,
    "note": Policy.LWW,
    "visited": Policy.MAX,
    "first_seen": Policy.MIN,
    "labels": Policy.SET,
    "count": Policy.SUM,
    "state": Policy.MACHINE,
    "score": Policy.SERVER,
    "entry": Policy.APPEND,
}
WORDS = st.sampled_from([None, "", "a", "b", "c"])
NUMBERS = st.one_of(st.none(), st.integers(0, 5))
LABELS = st.one_of(st.none(), st.lists(st.sampled_from("abc"), unique=True).map(lambda x: tuple(sorted(x))))
VALUES = {
    "name": WORDS,
    "phone": WORDS,
    "note": WORDS,
    "visited": NUMBERS,
    "first_seen": NUMBERS,
    "labels": LABELS,
    "state": WORDS,
    "score": NUMBERS,
}
ROWS = st.fixed_dictionaries({}, optional=VALUES)
EDITS = st.fixed_dictionaries({}, optional={name: st.tuples(v, v) for name, v in VALUES.items()})
STATES = st.dictionaries(st.sampled_from(list(VALUES)), st.builds(FieldState, st.integers(1, 9), st.integers(0, 9)))


def judged(current: dict[str, Any], edits: dict[str, Any], **facts: Any) -> Judgement:
    """Judge with an untouched row, seen in the same epoch, unless told otherwise."""
    untouched: dict[str, Any] = {"states": {}, "base": 1, "base_holds": True, "observed_ms": 100}
    told = untouched | facts
    return judge(
        current,
        told["states"],
        edits,
        policies=POLICIES,
        base=told["base"],
        base_holds=told["base_holds"],
        observed_ms=told["observed_ms"],
    )


def empty(value: object) -> bool:
    return value is None or value == ""


def test_a_field_that_still_has_the_value_seen_is_changed() -> None:
    result = judged({"name": "a"}, {"name": ("a", "b")}, states={"name": FieldState(9, 9)})

    assert (result.values, result.outcomes, result.conflicts) == ({"name": "b"}, {"name": "applied"}, ())


def test_a_review_field_that_somebody_else_wrote_stays_and_is_a_conflict() -> None:
    result = judged({"name": "z"}, {"name": ("a", "b")}, states={"name": FieldState(9, 9)})

    assert (result.values, result.outcomes) == ({}, {"name": "kept"})
    assert result.conflicts == (FieldConflict("name", base="a", mine="b", theirs="z"),)


def test_two_people_who_wrote_the_same_value_agree() -> None:
    result = judged({"name": "b"}, {"name": ("a", "b")}, states={"name": FieldState(9, 9)})

    assert (result.values, result.outcomes, result.conflicts) == ({}, {"name": "applied"}, ())


@pytest.mark.parametrize(
    ("base", "base_holds", "changed"),
    [(5, True, True), (4, True, False), (5, False, False), (0, True, False)],
)
def test_the_version_seen_counts_only_in_its_epoch_and_at_or_after_the_last_write(
    base: int, base_holds: bool, changed: bool
) -> None:
    result = judged(
        {"name": "z"},
        {"name": ("a", "b")},
        states={"name": FieldState(5, 9)},
        base=base,
        base_holds=base_holds,
    )

    assert bool(result.values) is changed
    assert bool(result.conflicts) is not changed


def test_who_saw_no_version_is_not_taken_to_have_seen_one() -> None:
    assert judged({"name": "z"}, {"name": ("a", "b")}, base=0).conflicts != ()
    assert judged({"name": "z"}, {"name": ("a", "b")}, base=1).conflicts == ()


@pytest.mark.parametrize(("observed_ms", "values"), [(8, {}), (9, {}), (10, {"note": "b"})])
def test_of_two_notes_the_later_observed_one_stands(observed_ms: int, values: dict[str, str]) -> None:
    result = judged(
        {"note": "z"},
        {"note": ("a", "b")},
        states={"note": FieldState(9, 9)},
        observed_ms=observed_ms,
    )

    assert result.values == values
    assert result.merged
    assert result.conflicts == ()


@pytest.mark.parametrize("field", ["state", "score", "entry", "unheard_of"])
def test_a_field_that_is_not_the_phones_is_refused_and_its_neighbour_applied(field: str) -> None:
    result = judged({"name": "a"}, {field: (None, "x"), "name": ("a", "b")})

    assert result.outcomes == {field: "refused:field_not_yours", "name": "applied"}
    assert result.values == {"name": "b"}


@pytest.mark.parametrize(
    ("field", "now", "edit", "after"),
    [
        ("visited", 3, (None, 5), 5),
        ("visited", 5, (None, 3), None),
        ("visited", None, (None, 3), 3),
        ("visited", 3, (3, None), None),
        ("first_seen", 3, (None, 2), 2),
        ("first_seen", 2, (None, 3), None),
        ("labels", ("a",), (("a",), ("b",)), ("b",)),
        ("labels", ("a", "c"), (("a",), ("a", "b")), ("a", "b", "c")),
        ("count", 7, (2, 5), 10),
        ("count", None, (None, 5), 5),
    ],
)
def test_lattices_sets_and_sums_merge_without_a_person(
    field: str, now: object, edit: tuple[object, object], after: object
) -> None:
    result = judged({field: now}, {field: edit}, states={field: FieldState(9, 9)})

    assert result.outcomes == {field: "applied"}
    assert result.conflicts == ()
    assert result.values == ({} if after is None else {field: after})


def test_values_that_cannot_be_compared_are_a_persons_to_decide() -> None:
    result = judged({"visited": 3}, {"visited": (None, "yesterday")})

    assert result.outcomes == {"visited": "kept"}
    assert result.conflicts == (FieldConflict("visited", None, "yesterday", 3),)


def test_nothing_and_the_empty_text_are_the_same_emptiness() -> None:
    result = judged({"name": ""}, {"name": (None, "b")}, base_holds=False)
    nothing = judged({"name": ""}, {"name": ("a", None)}, base_holds=False)

    assert result.values == {"name": "b"}
    assert (nothing.values, nothing.conflicts) == ({}, ())


def test_the_named_fields_of_a_change_are_those_that_were_sent() -> None:
    assert edits_of(PersonEdits()) == {}
    assert edits_of(PersonEdits(name=("a", "b"), note=("x", None))) == {"name": ("a", "b"), "note": ("x", None)}
    assert PersonEdits().phone is UNSET


def test_what_is_added_and_removed_at_once_is_there() -> None:
    assert merge_set(("c", "a"), ("b", "d"), ("a", "d")) == ("b", "c", "d")


@given(ROWS, STATES, EDITS, st.integers(0, 10), st.booleans(), st.integers(0, 10))
def test_judging_again_changes_nothing_more(
    row: dict[str, Any],
    states: dict[str, FieldState],
    edits: dict[str, Any],
    base: int,
    base_holds: bool,
    observed_ms: int,
) -> None:
    facts = {"base": base, "base_holds": base_holds, "observed_ms": observed_ms}
    first = judged(row, edits, states=states, **facts)
    written = states | {name: FieldState(11, observed_ms) for name in first.values}

    again = judged(row | first.values, edits, states=written, **facts)

    assert again.values == {}
    assert again.conflicts == first.conflicts


@given(ROWS, STATES, EDITS, st.integers(0, 10), st.booleans(), st.integers(0, 10))
def test_only_named_fields_change_and_each_named_field_has_an_outcome(
    row: dict[str, Any],
    states: dict[str, FieldState],
    edits: dict[str, Any],
    base: int,
    base_holds: bool,
    observed_ms: int,
) -> None:
    result = judged(row, edits, states=states, base=base, base_holds=base_holds, observed_ms=observed_ms)

    assert result.values.keys() <= edits.keys()
    assert result.outcomes.keys() == edits.keys()
    assert not {"state", "score"} & result.values.keys()


@given(ROWS, STATES, EDITS, st.integers(0, 10), st.booleans())
def test_no_review_field_is_overwritten_unseen(
    row: dict[str, Any], states: dict[str, FieldState], edits: dict[str, Any], base: int, base_holds: bool
) -> None:
    result = judged(row, edits, states=states, base=base, base_holds=base_holds)

    for name in result.values.keys() & {"name", "phone"}:
        now, was = row.get(name), edits[name][0]
        seen_by_value = now == was or (empty(now) and empty(was))
        written = states[name].version if name in states else 0
        assert seen_by_value or (base_holds and base and written <= base)


@given(ROWS, STATES, EDITS, st.integers(0, 10), st.booleans())
def test_what_a_person_typed_is_current_or_in_a_conflict_or_told(
    row: dict[str, Any], states: dict[str, FieldState], edits: dict[str, Any], base: int, base_holds: bool
) -> None:
    result = judged(row, edits, states=states, base=base, base_holds=base_holds)
    after = row | result.values
    in_conflict = {item.field: item.mine for item in result.conflicts}

    for name in edits.keys() & {"name", "phone", "note"}:
        new = edits[name][1]
        held = after.get(name) == new or (empty(after.get(name)) and empty(new))
        overtaken = result.merged and result.outcomes[name] == "kept"
        assert held or in_conflict.get(name, object()) == new or overtaken


@given(
    st.lists(st.tuples(st.sampled_from(["name", "phone", "note"]), WORDS), min_size=1, max_size=8),
    st.integers(0, 3),
    st.booleans(),
)
def test_a_chain_of_own_edits_never_conflicts_with_itself(
    chain: list[tuple[str, str | None]], base: int, base_holds: bool
) -> None:
    row: dict[str, Any] = {"name": "start"}
    shown = dict(row)
    states = {"name": FieldState(1, 0)}
    for step, (field, new) in enumerate(chain):
        edit = {field: (shown.get(field), new)}
        shown[field] = new
        result = judged(row, edit, states=states, base=base, base_holds=base_holds, observed_ms=0)
        row |= result.values
        states |= {name: FieldState(step + 2, 0) for name in result.values}

        assert result.conflicts == ()
        assert not result.merged

    assert all(row.get(name) == shown[name] or empty(shown[name]) for name in shown)


@given(NUMBERS, st.permutations([(None, 4), (None, 1), (2, 3), (None, None)]))
def test_lattices_do_not_mind_the_order(start: int | None, edits: list[tuple[int | None, int | None]]) -> None:
    ends: list[dict[str, Any]] = []
    for order in (edits, edits[::-1]):
        row: dict[str, Any] = {"visited": start, "first_seen": start}
        for edit in order:
            row |= judged(row, {"visited": edit, "first_seen": edit}).values
        ends.append(row)

    assert ends[0] == ends[1]


CARES = st.sets(st.sampled_from("abcdef"))
SET_STEPS = st.tuples(CARES, CARES)


@given(CARES, SET_STEPS, SET_STEPS)
def test_two_who_saw_the_same_set_end_alike_in_both_orders(
    seen: set[str], one: tuple[set[str], set[str]], other: tuple[set[str], set[str]]
) -> None:
    """Each adds what they do not see and removes what they see: no addition is lost, and no removal."""
    ends: set[tuple[str, ...]] = set()
    for order in ((one, other), (other, one)):
        row: tuple[str, ...] = tuple(seen)
        for add, remove in order:
            row = merge_set(row, add - seen, remove & seen)
        ends.add(row)

    [end] = ends
    assert (one[0] | other[0]) - seen <= set(end)
    assert not ((one[1] | other[1]) & seen) & set(end)


@given(CARES, CARES, CARES)
def test_additions_alone_and_removals_alone_do_not_mind_the_order_or_being_said_twice(
    start: set[str], one: set[str], other: set[str]
) -> None:
    added = merge_set(merge_set(start, one, ()), other, ())
    removed = merge_set(merge_set(start, (), one), (), other)

    assert added == merge_set(merge_set(merge_set(start, other, ()), one, ()), one, ())
    assert removed == merge_set(merge_set(merge_set(start, (), other), (), one), (), one)


def test_of_a_member_that_one_adds_and_another_removes_from_an_older_copy_the_later_to_arrive_decides() -> None:
    """The one pair of sets whose order decides: whoever removes had seen it before somebody else took it away."""
    assert merge_set(merge_set((), ("X",), ()), (), ("X",)) == ()
    assert merge_set(merge_set((), (), ("X",)), ("X",), ()) == ("X",)

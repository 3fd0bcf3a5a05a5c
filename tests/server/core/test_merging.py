"""A change by edits: what it touches, what it keeps, and what a person must decide."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import DwellingRecord, DwellingUse, PersonRecord, Sex
from server.core.decisions import Decision
from server.core.merging import Edits, Members, change
from server.residents.entities import Dwelling, Person
from tests.support.judging import a_context, an_id

REVIEWED = ("name", "phone", "birth_on")
LATER_WINS = ("former_name", "registered_address", "workplace", "note", "preferred_contact")
FIELDS = (*REVIEWED, *LATER_WINS)

values = st.sampled_from(["一", "二", "三", "四"])
changes = st.dictionaries(st.sampled_from(FIELDS), values, min_size=1)


def a_person(**facts: Any) -> Person:
    given: dict[str, Any] = {"dwelling": None, "grid": an_id(8), "name": "张三"}
    return Person(id=an_id(7), **(given | facts))


def after(person: Person, decision: Decision) -> Person:
    """The person as the decision leaves them."""
    for row in decision.puts:
        assert isinstance(row, Person)
        return row
    return person


def apply(
    person: Person,
    edits: Edits,
    *,
    base: int = 1,
    at_ms: int = 1000,
    base_holds: bool = True,
    labels: Members | None = None,
) -> Decision:
    sets = {} if labels is None else {"care_labels": labels}
    ctx = a_context(observed_ms=at_ms, base_holds=base_holds)
    return change(person, edits, record=PersonRecord, base=base, ctx=ctx, sets=sets)


def seen(person: Person, new: dict[str, str]) -> Edits:
    """The edits of somebody who saw this row."""
    return {name: (getattr(person, name), value) for name, value in new.items()}


@given(new=changes, base=st.integers(0, 3), base_holds=st.booleans())
def test_a_field_that_is_not_named_is_never_touched(new: dict[str, str], base: int, *, base_holds: bool) -> None:
    person = a_person(phone="110", note="旧", version=3, stamps={"phone": (3, 2000), "note": (2, 2000)})

    edited = after(
        person, apply(person, {name: (None, value) for name, value in new.items()}, base=base, base_holds=base_holds)
    )

    unnamed = set(Person.__struct_fields__) - set(new) - {"version", "stamps"}
    assert {name: getattr(edited, name) for name in unnamed} == {name: getattr(person, name) for name in unnamed}
    assert set(edited.stamps) - set(person.stamps) <= set(new)


@given(first=changes, second=changes, base_holds=st.booleans())
def test_two_people_who_edit_different_fields_both_keep_their_work(
    first: dict[str, str], second: dict[str, str], *, base_holds: bool
) -> None:
    person = a_person()
    second = {name: value for name, value in second.items() if name not in first} or {"sex": Sex.FEMALE}

    once = after(person, apply(person, seen(person, first), at_ms=2000, base_holds=base_holds))
    decision = apply(once, seen(person, second), at_ms=1000, base_holds=base_holds)
    twice = after(once, decision)

    assert {name: getattr(twice, name) for name in first | second} == first | second
    assert decision.conflicts == ()
    assert decision.verdict is (Verdict.MERGED if base_holds else Verdict.APPLIED)


@given(
    chain=st.lists(st.tuples(st.sampled_from(FIELDS), values), min_size=1, max_size=8),
    base=st.sampled_from([0, 1]),
    base_holds=st.booleans(),
)
def test_a_chain_of_own_edits_never_conflicts(chain: list[tuple[str, str]], base: int, *, base_holds: bool) -> None:
    person = a_person()
    for step, (name, value) in enumerate(chain):
        decision = apply(person, seen(person, {name: value}), base=base, at_ms=1000 + step, base_holds=base_holds)
        person = after(person, decision)
        assert decision.verdict in (Verdict.APPLIED, Verdict.MERGED)
        assert decision.fields == {name: "applied"}

    assert {name: getattr(person, name) for name, _ in chain} == dict(chain)


@given(name=st.sampled_from(REVIEWED), first=values, second=values, base_holds=st.booleans())
def test_two_values_for_one_reviewed_field_leave_the_incumbent_and_open_one_conflict(
    name: str, first: str, second: str, *, base_holds: bool
) -> None:
    person = a_person()
    once = after(person, apply(person, seen(person, {name: first})))

    decision = apply(once, seen(person, {name: second, "workplace": "厂"}), at_ms=9000, base_holds=base_holds)

    edited = after(once, decision)
    assert (getattr(edited, name), edited.workplace) == (first, "厂")
    if first == second:
        assert (decision.verdict, decision.conflicts) == (Verdict.MERGED if base_holds else Verdict.APPLIED, ())
    else:
        (conflict,) = decision.conflicts
        assert decision.verdict is Verdict.CONFLICT
        assert decision.why == ProblemCode.CONCURRENT_EDIT
        assert decision.fields == {name: "kept", "workplace": "applied"}
        assert (conflict.kind, conflict.entity, conflict.field) == ("person", person.id, name)
        assert (conflict.base, conflict.mine, conflict.theirs) == (getattr(person, name), second, first)


@pytest.mark.parametrize(("at_ms", "kept", "note"), [(500, "kept", "早来"), (1500, "applied", "晚到")])
def test_the_later_observation_of_a_note_stands(at_ms: int, kept: str, note: str) -> None:
    person = a_person(note="早来", version=2, stamps={"note": (2, 1000)})

    decision = apply(person, {"note": ("", "晚到")}, at_ms=at_ms)

    assert decision.verdict is Verdict.MERGED
    assert decision.fields == {"note": kept}
    assert after(person, decision).note == note


def test_a_change_is_stamped_with_its_version_and_its_observed_time() -> None:
    edited = after(a_person(), apply(a_person(), {"phone": (None, "12345")}, at_ms=777))

    assert edited.version == 2
    assert edited.stamps == {"phone": (2, 777)}


def test_a_change_that_is_already_there_writes_nothing() -> None:
    decision = apply(a_person(phone="12345"), {"phone": (None, "12345")})

    assert (decision.puts, decision.verdict, decision.version) == ((), Verdict.APPLIED, 1)
    assert decision.fields == {"phone": "applied"}


def test_a_change_of_a_row_that_moved_on_is_merged() -> None:
    person = a_person(version=4, stamps={"name": (4, 100)})

    assert apply(person, {"phone": (None, "12345")}, base=3).verdict is Verdict.MERGED
    assert apply(person, {"phone": (None, "12345")}, base=4).verdict is Verdict.APPLIED


@pytest.mark.parametrize(("base_holds", "verdict"), [(True, Verdict.APPLIED), (False, Verdict.CONFLICT)])
def test_a_version_that_was_seen_vouches_for_a_field_only_in_its_own_epoch(base_holds: bool, verdict: Verdict) -> None:
    person = a_person(phone="120", version=3, stamps={"phone": (3, 100)})

    assert apply(person, {"phone": ("110", "12345")}, base=3, base_holds=base_holds).verdict is verdict


def test_a_change_that_names_nothing_is_refused() -> None:
    assert apply(a_person(), {}, labels=Members()).why == ProblemCode.NOTHING_TO_CHANGE
    assert apply(a_person(), {}, labels=Members(add=("widow",))).verdict is Verdict.APPLIED


def test_a_label_that_is_both_put_on_and_taken_off_is_there() -> None:
    person = a_person(care_labels=("alone", "poor"))

    decision = apply(person, {}, labels=Members(add=("alone", "disabled"), remove=("alone", "poor")))

    assert after(person, decision).care_labels == ("alone", "disabled")
    assert decision.fields == {"care_labels": "applied"}


def test_labels_that_change_nothing_write_nothing() -> None:
    assert apply(a_person(care_labels=("alone",)), {}, labels=Members(("alone",), ("poor",))).puts == ()


def test_the_servers_own_field_is_refused_and_the_others_are_applied() -> None:
    person = a_person()

    both = apply(person, {"dwelling": (None, an_id(9)), "phone": (None, "12345")})

    assert both.verdict is Verdict.APPLIED
    assert both.fields == {"dwelling": "refused:field_not_yours", "phone": "applied"}
    assert after(person, both).dwelling is None
    alone = apply(person, {"dwelling": (None, an_id(9))})
    assert (alone.verdict, alone.why, alone.puts) == (Verdict.REFUSED, ProblemCode.FIELD_NOT_YOURS, ())


@pytest.mark.parametrize("empty", [None, ""])
def test_a_field_that_must_be_there_is_not_emptied(empty: str | None) -> None:
    decision = apply(a_person(), {"name": ("张三", empty)})

    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)
    assert decision.facts == {"field": "name"}


def test_a_field_that_is_emptied_holds_what_a_new_row_has() -> None:
    dwelling = Dwelling(
        id=an_id(7), building=an_id(8), grid=an_id(9), unit="2", use=DwellingUse.RENTED, area_m2=80.0, note="旧"
    )
    edits = {"unit": ("2", None), "use": (DwellingUse.RENTED, None), "area_m2": (80.0, None), "note": ("旧", None)}

    decision = change(dwelling, edits, record=DwellingRecord, base=1, ctx=a_context())

    (edited,) = decision.puts
    assert isinstance(edited, Dwelling)
    assert (edited.unit, edited.use, edited.area_m2, edited.note) == ("", DwellingUse.SELF, 0.0, None)

"""What becomes of a change to fields that somebody else may have written too. Pure: no clock, no database."""

from collections.abc import Callable, Iterable, Mapping
from operator import gt, lt
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET, Struct

from mobile_contract.policies import Policy

Value: TypeAlias = Any
"""A field's value, of whatever type its record declares: the judge compares, it does not look inside."""

APPLIED = "applied"
KEPT = "kept"
NOT_YOURS = "refused:field_not_yours"


class FieldState(NamedTuple):
    """When a field was last written: the entity's version then, and the observed time in milliseconds."""

    version: int
    observed_ms: int


class FieldConflict(Struct, frozen=True):
    """What a person must decide: what the author saw, what they wrote, and what stands."""

    field: str
    base: Value
    mine: Value
    theirs: Value


class Judgement(Struct, frozen=True):
    """`values` is what must be written, `outcomes` says applied, kept or refused:<code> for each field named.

    `merged` is true where the later observed time decided; the loser then belongs into history.
    """

    values: dict[str, Value]
    outcomes: dict[str, str]
    conflicts: tuple[FieldConflict, ...]
    merged: bool


_UNWRITTEN = FieldState(0, -(2**63))


def edits_of(changes: Struct) -> dict[str, tuple[Value, Value]]:
    """The fields that a change names, with [was, new] each; those that it does not name are not there."""
    named: dict[str, tuple[Value, Value]] = {}
    for name in changes.__struct_fields__:
        edit = getattr(changes, name)
        if edit is not UNSET:
            named[name] = edit
    return named


def judge(
    current: Mapping[str, Value],
    states: Mapping[str, FieldState],
    edits: Mapping[str, tuple[Value, Value]],
    *,
    policies: Mapping[str, Policy],
    base: int,
    base_holds: bool,
    observed_ms: int,
) -> Judgement:
    """Merge a change into a row, three-way and by value (sync.md 7).

    A write is not concurrent if the field still has the value that its author saw, or already has the new
    one, or if nobody has written it since `base`; the last clause counts only while `base_holds`, that is in
    the same epoch and for the same id. A concurrent write of a `review` field changes nothing and is a
    conflict; of an `lww` field the later observed time wins, and an equal one is not later. None and "" are
    the same emptiness. A field without a state was never written since its row was made.
    """
    values: dict[str, Value] = {}
    outcomes: dict[str, str] = {}
    conflicts: list[FieldConflict] = []
    merged = False
    for name, (was, new) in edits.items():
        chosen = policies.get(name, Policy.SERVER)
        merge = _MERGES.get(chosen)
        now = current.get(name)
        if chosen is not Policy.REVIEW and chosen is not Policy.LWW and merge is None:
            outcomes[name] = NOT_YOURS
            continue
        if merge is not None:
            try:
                result = merge(now, was, new)
            except (TypeError, OverflowError):  # no order, no sum: a person must look
                outcomes[name] = KEPT
                conflicts.append(FieldConflict(name, was, new, now))
                continue
            outcomes[name] = APPLIED
            if not _same(result, now):
                values[name] = result
            continue
        if _same(now, new):
            outcomes[name] = APPLIED
            continue
        state = states.get(name, _UNWRITTEN)
        if not (_same(now, was) or (base_holds and base > 0 and state.version <= base)):
            if chosen is Policy.REVIEW:
                outcomes[name] = KEPT
                conflicts.append(FieldConflict(name, was, new, now))
                continue
            merged = True
            if observed_ms <= state.observed_ms:
                outcomes[name] = KEPT
                continue
        outcomes[name] = APPLIED
        values[name] = new
    return Judgement(values, outcomes, tuple(conflicts), merged)


def merge_set(current: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> tuple[str, ...]:
    """A set after additions and removals, sorted. What is both added and removed is there: add wins.

    Two commands of authors who saw the same set, who add what is not there and remove what is, end alike in both
    orders: neither can remove what the other has just added, for nobody saw it. Only where they saw different sets may
    one add a member that the other, from an older copy, removes; then the later to arrive decides, for a set keeps no
    version of each member.
    """
    return tuple(sorted((set(current) - set(remove)) | set(add)))


def _same(one: Value, other: Value) -> bool:
    if one == other:
        return True
    return (one is None or one == "") and (other is None or other == "")


def _upper(now: Value, _: Value, new: Value) -> Value:
    return _extreme(gt, now, new)


def _lower(now: Value, _: Value, new: Value) -> Value:
    return _extreme(lt, now, new)


def _extreme(beats: Callable[[Value, Value], bool], now: Value, new: Value) -> Value:
    if new is None:
        return now
    return new if now is None or beats(new, now) else now


def _members(now: Value, was: Value, new: Value) -> Value:
    seen, meant = set(was or ()), set(new or ())
    return merge_set(now or (), meant - seen, seen - meant)


def _delta(now: Value, was: Value, new: Value) -> Value:
    return (now or 0) + (new or 0) - (was or 0)


_MERGES: dict[Policy, Callable[[Value, Value, Value], Any]] = {
    Policy.MAX: _upper,
    Policy.MIN: _lower,
    Policy.SET: _members,
    Policy.SUM: _delta,
}

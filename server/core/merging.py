"""A change to fields that others may have written too, as a decision. Pure: it judges and loads nothing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from msgspec.structs import FieldInfo, replace
from msgspec.structs import fields as fields_of

from mobile_contract.base import Record
from mobile_contract.policies import policies_of
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import FieldOutcome, Verdict
from server.core.decisions import ConflictDraft, Context, Decision, refuse
from server.core.entities import Entity, changed
from sync.judge import FieldConflict, FieldState, Judgement, judge, merge_set

Edits = Mapping[str, tuple[Any, Any]]
"""field -> (was, new), as `sync.judge.edits_of` reads them from a command."""


class Members(NamedTuple):
    """What is put into a set and what is taken out of it; what is in both is in the set."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


NO_SETS: Mapping[str, Members] = {}


def change(
    entity: Entity,
    edits: Edits,
    *,
    record: type[Record],
    base: int,
    ctx: Context,
    sets: Mapping[str, Members] = NO_SETS,
) -> Decision:
    """Merge a change into an entity by the policies of the record that phones hold of it (sync.md 7).

    Every field that is named gets an outcome; one that is not named is never touched. A field that somebody else wrote
    and that needs a person's eye keeps its value and opens a conflict with base, mine and theirs; the others are
    applied all the same. The verdict is `conflict` if there is any, `merged` where the later observation decided or the
    row had moved on since `base`, else `applied`. "Empty" puts back what a row has of which nothing was said.

    Refuses with `nothing_to_change`, with `wrong_identifier` (`field`) where a field that must be there is emptied, and
    with `field_not_yours` where no field is left that may be written.
    """
    named = {name: told for name, told in sets.items() if told.add or told.remove}
    if not edits and not named:
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    fields = _fields(type(entity))
    for name, (_, new) in edits.items():
        if fields[name].required and new in (None, ""):
            return refuse(ProblemCode.WRONG_IDENTIFIER, field=name)
    judgement = judge(
        {name: getattr(entity, name) for name in edits},
        {name: FieldState(*stamp) for name, stamp in entity.stamps.items()},
        {name: (was, _meant(fields[name], new)) for name, (was, new) in edits.items()},
        policies=policies_of(record),
        base=base,
        base_holds=ctx.base_holds,
        observed_ms=ctx.observed_ms,
    )
    decision = _decision(entity, _with_sets(judgement, entity, named), str(record.__struct_config__.tag), ctx)
    if decision.verdict is Verdict.APPLIED and ctx.base_holds and 0 < base < entity.version:
        return replace(decision, verdict=Verdict.MERGED)
    return decision


def _with_sets(judgement: Judgement, entity: Entity, sets: Mapping[str, Members]) -> Judgement:
    values, outcomes = dict(judgement.values), dict(judgement.outcomes)
    for name, told in sets.items():
        outcomes[name] = FieldOutcome.APPLIED.value
        members = merge_set(getattr(entity, name), told.add, told.remove)
        if members != getattr(entity, name):
            values[name] = members
    return Judgement(values, outcomes, judgement.conflicts, judgement.merged)


def _decision(entity: Entity, judgement: Judgement, kind: str, ctx: Context) -> Decision:
    outcomes = judgement.outcomes
    if all(outcome.startswith(FieldOutcome.REFUSED) for outcome in outcomes.values()):
        return replace(refuse(ProblemCode.FIELD_NOT_YOURS), fields=outcomes)
    after = changed(entity, ctx.observed_ms, **judgement.values) if judgement.values else entity
    puts = (after,) if judgement.values else ()
    if judgement.conflicts:
        return Decision(
            puts=puts,
            verdict=Verdict.CONFLICT,
            version=after.version,
            why=ProblemCode.CONCURRENT_EDIT,
            fields=outcomes,
            conflicts=tuple(_draft(found, kind, entity.id) for found in judgement.conflicts),
        )
    verdict = Verdict.MERGED if judgement.merged else Verdict.APPLIED
    return Decision(puts=puts, verdict=verdict, version=after.version, fields=outcomes)


def _draft(found: FieldConflict, kind: str, entity: str) -> ConflictDraft:
    return ConflictDraft(
        ProblemCode.CONCURRENT_EDIT, kind, entity, found.field, base=found.base, mine=found.mine, theirs=found.theirs
    )


@lru_cache(maxsize=256)
def _fields(entity: type[Entity]) -> dict[str, FieldInfo]:
    return {field.name: field for field in fields_of(entity)}


def _meant(field: FieldInfo, new: Any) -> Any:
    """None where the row can hold it, else the default: emptied is as if nothing had been said."""
    return new if new is not None or type(None) in get_args(field.type) else field.default

"""Numbers that phones hold masked: they are written whole, and of two writers the later observation stands. Pure."""

from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from mobile_contract.receipts import FieldOutcome, Verdict
from mobile_contract.residents import Number
from server.core.decisions import Context, Decision
from server.core.entities import Entity, changed
from server.core.merging import Edits
from sync.identifiers import normal_id

E = TypeVar("E", bound=Entity)


def unnamed(edits: Edits, number: Number) -> bool:
    """Whether a change names a number and nothing else."""
    return not edits and number is not UNSET


def with_number(
    decision: Decision, before: Entity, number: Number, *, field: str, masked: str, ctx: Context
) -> Decision:
    """What was decided, and `field` set to a number too; the stamp is that of what phones see of it, `masked`.

    Nobody can say what they saw of it, for nobody sees it whole: so there is no conflict, and the outcome is `kept`
    where somebody observed another number later.
    """
    if number is UNSET or (decision.why and decision.verdict is Verdict.REFUSED):
        return decision
    row = next((put for put in decision.puts if type(put) is type(before) and put.id == before.id), before)
    _, observed_ms = before.stamps.get(masked, (0, ctx.observed_ms))
    if observed_ms > ctx.observed_ms:
        verdict = Verdict.MERGED if decision.verdict is Verdict.APPLIED else decision.verdict
        return replace(decision, verdict=verdict, fields={**decision.fields, field: FieldOutcome.KEPT.value})
    told = {**decision.fields, field: FieldOutcome.APPLIED.value}
    after = _numbered(before, row, field, masked, None if number is None else normal_id(number), ctx)
    others = tuple(put for put in decision.puts if put is not row)
    return replace(decision, puts=(after, *others), version=after.version, fields=told)


def _numbered(before: E, row: E, field: str, masked: str, number: str | None, ctx: Context) -> E:
    """One version up from what there was, whether or not something else was changed with it."""
    after = row if row is not before else changed(before, ctx.observed_ms)
    stamps = {**after.stamps, masked: (after.version, ctx.observed_ms)}
    return replace(after, stamps=stamps, **{field: number})

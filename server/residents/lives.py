"""A record that is retired and edited at once: both hold, and a person decides, whichever came first. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life
from server.core.decisions import ConflictDraft, Context, Decision
from server.core.merging import NO_SETS, Edits, Members
from server.premises.entities import Organisation, RentedHouse, Site
from server.residents.entities import Building, Dwelling, Household, Person

Home = Building | Dwelling | Household | Person
Lived = Home | Organisation | Site | RentedHouse
"""A row that can be retired."""


def though_retired(
    decision: Decision, row: Lived, kind: str, edits: Edits, sets: Mapping[str, Members] = NO_SETS
) -> Decision:
    """An edit, which holds; of a retired row it opens a conflict too, with what its author wrote (sync.md 12)."""
    if row.life is not Life.RETIRED or not decision.puts:
        return decision
    mine = {name: _plain(new) for name, (_, new) in edits.items()}
    mine |= {name: told for name, told in sets.items() if told.add or told.remove}
    return _told(decision, _draft(row, kind, mine=mine, theirs={"life": row.life.value}))


def though_edited(decision: Decision, row: Lived, kind: str, *, base: int, ctx: Context) -> Decision:
    """A retirement, which holds; over edits that its author had not seen it opens a conflict too.

    Seen is what lies within the base that they had; where the base says nothing, what was observed before.
    """
    unseen = {name: _plain(getattr(row, name)) for name in sorted(_unseen(row, base, ctx))}
    if not unseen:
        return decision
    return _told(decision, _draft(row, kind, mine={"life": Life.RETIRED.value}, theirs=unseen))


def _unseen(row: Lived, base: int, ctx: Context) -> set[str]:
    if ctx.base_holds and base > 0:
        return {name for name, (version, _) in row.stamps.items() if version > base}
    return {name for name, (_, observed_ms) in row.stamps.items() if observed_ms > ctx.observed_ms}


def _told(decision: Decision, draft: ConflictDraft) -> Decision:
    why = decision.why if decision.verdict is Verdict.CONFLICT else draft.reason
    return replace(decision, verdict=Verdict.CONFLICT, why=why, conflicts=(*decision.conflicts, draft))


def _draft(row: Lived, kind: str, *, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> ConflictDraft:
    return ConflictDraft(
        ProblemCode.EDITED_AFTER_RETIRE, kind, row.id, "life", base=Life.ACTIVE.value, mine=mine, theirs=theirs
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value

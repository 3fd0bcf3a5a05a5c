"""Premises are closed and come back: two events of one machine. Pure; it deletes nothing."""

from collections.abc import Mapping

from msgspec.structs import replace

from mobile_contract.premises import ClosePremises, Premises, ReopenPremises
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life
from server.core.decisions import Context, Decision, Handler, Loaded, decides, put, wait_for
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from server.premises.following import ended_on, is_running
from server.premises.rules import area_of
from server.residents.lives import though_edited
from server.residents.moves import day_of
from server.residents.rules import KEEPERS

OF: Mapping[Premises, type[Organisation | Site | RentedHouse]] = {
    Premises.ORGANISATION: Organisation,
    Premises.SITE: Site,
    Premises.RENTED_HOUSE: RentedHouse,
}
"""By what premises are: their rows."""


def _needs_of_closing(command: ClosePremises) -> Needs:
    yield Need(OF[command.premises], command.entity)
    if command.premises is Premises.RENTED_HOUSE:
        yield NeedChildren(Tenancy, "house", command.entity)


@decides(
    ClosePremises,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, OF[c.premises], c.entity),
    needs=_needs_of_closing,
)
def close_premises(command: ClosePremises, loaded: Loaded, ctx: Context) -> Decision:
    """Close premises. What was edited unseen is closed, and a person decides; what is closed stays so."""
    row = loaded.find(OF[command.premises], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.ACTIVE:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    closed = put(advanced(row, life=Life.RETIRED))
    decision = though_edited(closed, row, command.premises.value, base=command.base, ctx=ctx)
    if not isinstance(row, RentedHouse):
        return decision
    day = day_of(ctx.observed_at)
    tenants = (one for one in loaded.children(Tenancy, "house", row.id) if is_running(one, day))
    return replace(decision, puts=(*decision.puts, *(ended_on(one, day) for one in tenants)))


@decides(
    ReopenPremises,
    posts=KEEPERS,
    area=lambda c, loaded, _directory: area_of(loaded, OF[c.premises], c.entity),
    needs=lambda c: [Need(OF[c.premises], c.entity)],
)
def reopen_premises(command: ReopenPremises, loaded: Loaded, _ctx: Context) -> Decision:
    """Bring closed premises back. What is in use stays so."""
    row = loaded.find(OF[command.premises], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.RETIRED:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    return put(advanced(row, life=Life.ACTIVE))


HANDLERS: tuple[Handler, ...] = (close_premises, reopen_premises)

"""Records of the register are retired and restored: two events of one machine. Pure; it deletes nothing."""

from collections.abc import Mapping

from msgspec.structs import replace

from mobile_contract.merges import Register, RestoreRecord, RetireRecord
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life
from server.care.entities import ServiceTag
from server.care.following import over
from server.core.decisions import Area, Context, Decision, Directory, Handler, Loaded, decides, put, wait_for
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.premises.entities import Tenancy
from server.premises.following import ended_on, is_running
from server.residents.entities import Building, Dwelling, Household, Person
from server.residents.lives import Home, though_edited
from server.residents.moves import day_of
from server.residents.rules import KEEPERS, area_of

_ROWS: Mapping[Register, type[Home]] = {
    Register.BUILDING: Building,
    Register.DWELLING: Dwelling,
    Register.HOUSEHOLD: Household,
    Register.PERSON: Person,
}


def _area(command: RetireRecord | RestoreRecord, loaded: Loaded, _directory: Directory) -> Area:
    return area_of(loaded, _ROWS[command.register], command.entity)


def _needs(command: RetireRecord | RestoreRecord) -> list[Need]:
    return [Need(_ROWS[command.register], command.entity)]


def _needs_of_retiring(command: RetireRecord) -> Needs:
    yield from _needs(command)
    if command.register is Register.PERSON:
        yield NeedChildren(Tenancy, "person", command.entity)
        yield NeedChildren(ServiceTag, "person", command.entity)


@decides(RetireRecord, posts=KEEPERS, area=_area, needs=_needs_of_retiring)
def retire_record(command: RetireRecord, loaded: Loaded, ctx: Context) -> Decision:
    """Retire a record. One that is retired stays so; one that was edited unseen is retired, and a person decides.

    What a person rents ends with it, and so do their service tags; neither begins again when the record is restored.
    """
    row = loaded.find(_ROWS[command.register], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.ACTIVE:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    retired = put(advanced(row, life=Life.RETIRED))
    decision = though_edited(retired, row, command.register.value, base=command.base, ctx=ctx)
    if not isinstance(row, Person):
        return decision
    day = day_of(ctx.observed_at)
    rented = (one for one in loaded.children(Tenancy, "person", row.id) if is_running(one, day))
    tags = over(loaded.children(ServiceTag, "person", row.id), day)
    return replace(decision, puts=(*decision.puts, *(ended_on(one, day) for one in rented), *tags))


@decides(RestoreRecord, posts=KEEPERS, area=_area, needs=_needs)
def restore_record(command: RestoreRecord, loaded: Loaded, _ctx: Context) -> Decision:
    """Bring a retired record back. One that is in use stays so."""
    row = loaded.find(_ROWS[command.register], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.RETIRED:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    return put(advanced(row, life=Life.ACTIVE))


HANDLERS: tuple[Handler, ...] = (retire_record, restore_record)

"""Records of the register are retired and restored: two events of one machine. Pure; it deletes nothing."""

from collections.abc import Mapping

from mobile_contract.merges import Register, RestoreRecord, RetireRecord
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life
from server.core.decisions import Area, Context, Decision, Directory, Handler, Loaded, decides, put, wait_for
from server.core.entities import Need, advanced
from server.residents.entities import Building, Dwelling, Household, Person
from server.residents.lives import Lived, though_edited
from server.residents.rules import KEEPERS, area_of

ROWS: Mapping[Register, type[Lived]] = {
    Register.BUILDING: Building,
    Register.DWELLING: Dwelling,
    Register.HOUSEHOLD: Household,
    Register.PERSON: Person,
}


def _area(command: RetireRecord | RestoreRecord, loaded: Loaded, _directory: Directory) -> Area:
    return area_of(loaded, ROWS[command.register], command.entity)


def _needs(command: RetireRecord | RestoreRecord) -> list[Need]:
    return [Need(ROWS[command.register], command.entity)]


@decides(RetireRecord, posts=KEEPERS, area=_area, needs=_needs)
def retire_record(command: RetireRecord, loaded: Loaded, ctx: Context) -> Decision:
    """Retire a record. One that is retired stays so; one that was edited unseen is retired, and a person decides."""
    row = loaded.find(ROWS[command.register], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.ACTIVE:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    retired = put(advanced(row, life=Life.RETIRED))
    return though_edited(retired, row, command.register.value, base=command.base, ctx=ctx)


@decides(RestoreRecord, posts=KEEPERS, area=_area, needs=_needs)
def restore_record(command: RestoreRecord, loaded: Loaded, _ctx: Context) -> Decision:
    """Bring a retired record back. One that is in use stays so."""
    row = loaded.find(ROWS[command.register], command.entity)
    if row is None:
        return wait_for(command.entity)
    if row.life is not Life.RETIRED:
        return Decision(verdict=Verdict.MERGED, version=row.version)
    return put(advanced(row, life=Life.ACTIVE))


HANDLERS: tuple[Handler, ...] = (retire_record, restore_record)

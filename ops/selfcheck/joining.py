"""The morning: two phones join by one-time codes and boot their grids; a code that was used is refused and counted."""

from mobile_contract.accounts import AssignWorker
from mobile_contract.problems import ProblemCode
from ops.phone.device import new_id
from ops.phone.transport import Refused
from ops.selfcheck.checking import Failed, require, require_done, require_same
from ops.selfcheck.day import Day
from ops.selfcheck.devices import draft
from server.accounts.entities import Enrolment
from server.accounts.queries import find_enrolment
from server.accounts.service import plain


def join(day: Day) -> None:
    """Worker B is put on A's grid too; both enrol; a second use of a code is refused, and the enrolment counts it."""
    committee = day.desks.of(day.committee)
    assign = draft(AssignWorker, new_id(), user=day.beat_b.worker, grid=day.beat_a.grid)
    require_done(committee.issue(assign), "the committee puts worker B on the grid of A")
    code_a, code_b = committee.enrol(day.beat_a.worker), committee.enrol(day.beat_b.worker)
    day.phone("a").join(code_a)
    day.phone("b").join(code_b)
    require(day.phone("a").user == day.beat_a.worker, "the code of A makes a phone of A")
    require(day.phone("b").user == day.beat_b.worker, "the code of B makes a phone of B")
    try:
        day.phone("thief").join(code_a)
    except Refused as refused:
        require(refused.code == ProblemCode.WRONG_ENROLMENT, "a used code is refused as such", code=refused.code)
    else:
        raise Failed("a second use of a code is refused")
    _require_counted(day, code_a)


def _require_counted(day: Day, code: str) -> None:
    """The refusal left its mark: the row counts it, and the journal has an entry of it beside that of the first use."""
    oracle, district = day.oracle, day.oracle.settings.district
    code_hash = oracle.seal.code_hash(plain(code))
    found = oracle.run(oracle.database.read(lambda tx: find_enrolment(tx, district, code_hash)))
    if found is None:
        raise Failed("the enrolment is there")
    refused = oracle.one(Enrolment, found.id).refused
    require(refused == 1, "the enrolment counts the refused use", refused=refused)
    kinds = [entry.kind for entry in oracle.entries_of(found.id)]
    require(kinds == ["issue_enrolment", "redeem_enrolment", "redeem_enrolment"], "the journal tells it", kinds=kinds)


def boot(day: Day) -> None:
    """Both boot: A her grid and what is sensitive there, B that and his own; each their own and the district's."""
    grids = {"a": {day.beat_a.grid}, "b": {day.beat_a.grid, day.beat_b.grid}}
    for name, wanted in grids.items():
        device = day.phone(name)
        device.sync()
        scopes = {(info.kind, info.ref) for info in device.store.scopes.rows()}
        told = {(kind, grid) for kind in ("grid", "sensitive") for grid in wanted}
        told |= {("self", device.user), ("dist", "all")}
        require_same(scopes, told, f"the scopes of {name}")
        require(not device.store.booting.rows(), f"phone {name} has booted to the end")

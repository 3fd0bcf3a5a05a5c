"""The case goes its way from the report to its closing, each step by whose turn it is, at a desk or on a phone."""

from mobile_contract import cases, kinds
from mobile_contract.base import Record
from mobile_contract.cases import CaseRecord, CaseState
from ops.demo_photos import make_sample_jpeg
from ops.phone import device as clocks
from ops.phone import drafts
from ops.seed.offices import department_code
from ops.selfcheck.checking import Failed, require, require_done, require_picture
from ops.selfcheck.day import CLASS, TRADE, Day
from ops.selfcheck.devices import Device
from server.cases.entities import Case

_AFTER, _CHECK = 115, 116
"""Seeds of the pictures after the work and at the check."""


def take_on(day: Day) -> None:
    """Accepted by one, filed by another: the case gets its class and its number."""
    day.desks.of("acceptor").step(cases.AcceptCase, day.case)
    leader = day.desks.of("leader")
    leader.step(cases.FileCase, day.case, class_code=CLASS, condition=leader.condition(CLASS))
    row = day.oracle.one(Case, day.case)
    require(row.state is CaseState.PENDING_DISPATCH and bool(row.case_no), "the case is filed", state=row.state)


def hand_out(day: Day) -> None:
    """Dispatched to a department, which gives it to one of its people: only then is it on that one's phone."""
    department = day.plan.offices.orgs[department_code(TRADE)]
    handler = day.plan.offices.seats[day.handler]
    day.desks.of("dispatcher").step(cases.DispatchCase, day.case, department=department)
    day.phone("handler").join(day.desks.of("supervisor").enrol(handler.id))
    day.phone("handler").sync()
    require(_shown(day.phone("handler"), day.case) is None, "a case that is not theirs is not on the handler's phone")
    day.desks.of(day.department).step(cases.AssignCase, day.case, handler=handler.id)
    day.phone("handler").sync()
    shown = _shown(day.phone("handler"), day.case)
    require(isinstance(shown, CaseRecord) and shown.state is CaseState.HANDLING, "the handler has the case")
    shown_photo = day.phone("handler").photo(day.report_photo)
    require_picture(shown_photo, day.picture, "the handler sees the photo of the report")


def do_the_work(day: Day) -> None:
    """Done on the handler's phone, with a picture of it; the department confirms."""
    _step_on(day, day.phone("handler"), "finish_handling", {"opinion": "井盖已更换"}, _AFTER)
    day.desks.of(day.department).step(cases.ConfirmHandling, day.case)


def check_the_work(day: Day) -> None:
    """Worker B, who had no part in it, is sent to look, and shows what there is to see."""
    day.desks.of("acceptor").step(cases.SendCheck, day.case, checker=day.phone("b").user)
    day.phone("b").sync()
    _step_on(day, day.phone("b"), "submit_check", {"result": "passed", "opinion": "现场完好"}, _CHECK)


def close(day: Day) -> None:
    """Closed by the shift leader; the reporter's phone hears of it."""
    day.desks.of("leader").step(cases.CloseCase, day.case, condition_met=True, opinion="结案")
    row = day.oracle.one(Case, day.case)
    require(row.state is CaseState.CLOSED and row.closed_at is not None, "the case is closed", state=row.state)
    day.phone("a").sync()
    shown = _shown(day.phone("a"), day.case)
    require(isinstance(shown, CaseRecord) and shown.state is CaseState.CLOSED, "the reporter sees it closed")
    events = day.desks.of("leader").case(day.case).events
    states = [event.to_state for event in events if event.applied]
    require(states == list(_WAY), "every step left its event, in order", states=[str(state) for state in states])


_WAY = (
    CaseState.REPORTED,
    CaseState.PENDING_FILING,
    CaseState.PENDING_DISPATCH,
    CaseState.PENDING_HANDLE,
    CaseState.HANDLING,
    CaseState.PENDING_CONFIRM,
    CaseState.PENDING_CHECK,
    CaseState.CHECKING,
    CaseState.PENDING_CLOSE,
    CaseState.CLOSED,
)


def _step_on(day: Day, device: Device, name: str, facts: dict[str, str], picture: int) -> None:
    source = day.folder / f"{name}.jpg"
    source.write_bytes(make_sample_jpeg(picture))
    catalog = device.catalog()
    shown = catalog.overlay.find(kinds.CASE, day.case)
    if not isinstance(shown, CaseRecord):
        raise Failed(f"the case is on phone {device.name}")
    written = drafts.step(catalog, shown, name, facts, [source], device.photo_folder, clocks.now())
    for command in device.write(written):
        require(device.receipt(command.id) is None, "nobody has judged it yet")
    device.sync()
    for command in written.drafts:
        receipt = device.receipt(command.id)
        if receipt is None:
            raise Failed(f"{name} has a receipt")
        require_done(receipt, f"{name} on phone {device.name}")


def _shown(device: Device, case: str) -> Record | None:
    return device.catalog().overlay.find(kinds.CASE, case)

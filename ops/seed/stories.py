"""How the demo's matters become cases and move on, each event at its instant; what lies after the end is left out."""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any, NamedTuple

from grid.datum import from_wgs84, parse_datum
from mobile_contract import cases as wire
from mobile_contract.base import Datum, Point
from mobile_contract.cases import CaseCommand, CaseSource, CaseState, CheckResult, LimitUnit
from mobile_contract.media import AttachPhoto, PhotoArrived, PhotoPhase, PhotoSubject
from ops.seed.dice import Dice
from ops.seed.intents import DAY_MS, MINUTE_MS, SECOND_MS, Intent, common, intent
from ops.seed.matters import Matter, list_matters
from ops.seed.offices import Offices, department_code, department_login, handler_logins
from ops.seed.pictures import MEDIA_TYPE, Look, find_picture
from server.catalogue.rules import condition_id
from server.core.door import SYSTEM_USER

_UNIT_HOURS = {
    LimitUnit.URGENT_MINUTE: 1 / 60,
    LimitUnit.URGENT_HOUR: 1,
    LimitUnit.URGENT_DAY: 24,
    LimitUnit.WORK_HOUR: 2,
    LimitUnit.WORK_DAY: 30,
    LimitUnit.NATURAL_DAY: 24,
}
"""Roughly how long a unit lasts by the clock on the wall."""
_REFUSED = 0.03
_NOT_FILED = 0.02
_TOLD_BETWEEN = 0.15
_STUCK = 0.025
_LATE = 0.07
_REWORKED = 0.05
_FAILED_CHECK = 0.04
_BY_COMMITTEE = 0.25
_QUEUED = 0.5
_QUEUE_MS = 2 * DAY_MS
_QUEUE_PACE = (5, 120)

_SEEN = {
    Look.COVER: ("设施破损，存在绊倒、坠落隐患，已临时围挡。", "损坏已有数日，夜间看不清，请尽快修复。"),
    Look.WATER: ("积水较深，行人和非机动车难以通行。", "下水不畅，水一直没有退，请派人疏通。"),
    Look.RUBBISH: ("影响通行和环境，附近居民多次反映。", "现场已拍照，请相关部门到场处理。"),
}
_DONE = ("现场已处理完毕，恢复原状。", "已修复并清理现场。", "已到场处置，问题消除。")
_UNDERWAY = ("人员已到场，正在处理。", "材料已调配，预计今日完成。", "已设置警示，等待设备到场。")
_REFUSALS = ("不属于受理范围，已告知反映人。", "与已有案件重复。", "地点不清，联系不上反映人。")
_NOT_FILED_FOR = ("现场核实未发现问题。", "未达到立案条件。")
_REWORK_FOR = ("处理不彻底，请返工。", "现场仍有遗留，请再次处理。")
_CHECKED = ("现场核查，问题已解决。", "核查通过。")
_CHECK_FAILED = "现场仍未处理到位。"


class _Cast(NamedTuple):
    """Who does what in one case."""

    reporter: str
    acceptor: str
    leader: str
    dispatcher: str
    department: str
    clerk: str
    handler: str
    checker: str


class _Pen:
    """Writes the events of one case down, each some minutes after the one before."""

    __slots__ = ("at_ms", "case", "dice", "matter", "pace", "shown", "state")

    def __init__(self, dice: Dice, matter: Matter, pace: float) -> None:
        self.dice = dice
        self.matter = matter
        self.pace = pace
        self.at_ms = matter.reported_ms
        self.case = dice.fresh_id(matter.reported_ms)
        self.state = CaseState.REPORTED
        self.shown = 0

    def wait(self, least_minutes: float, most_minutes: float) -> None:
        minutes = least_minutes + self.dice.random() * (most_minutes - least_minutes)
        self.at_ms += max(SECOND_MS, int(minutes * self.pace * MINUTE_MS))

    def event(self, kind: type[CaseCommand], user: str, to: CaseState, **facts: Any) -> Intent:
        saw, self.state = self.state, to
        return intent(kind(**common(self.dice, self.at_ms, self.case), saw=saw, **facts), user)

    def photo(self, phase: PhotoPhase, user: str, *, after: bool) -> Iterator[Intent]:
        """The row that names a photo, and that its bytes are here."""
        picture = find_picture(self.matter.trait.look, after=after)
        self.shown += phase is PhotoPhase.REPORT
        photo = self.dice.fresh_id(self.at_ms)
        named = AttachPhoto(
            **common(self.dice, self.at_ms, photo, self.case),
            subject_kind=PhotoSubject.CASE,
            subject=self.case,
            phase=phase,
            sha256=picture.sha256,
            size_bytes=picture.size_bytes,
            media_type=MEDIA_TYPE,
        )
        yield intent(named, user)
        facts = common(self.dice, self.at_ms, photo, self.case)
        yield intent(PhotoArrived(**facts, sha256=picture.sha256), SYSTEM_USER)


def case_commands(seed: int, offices: Offices, count: int, until_ms: int) -> Iterator[Intent]:
    """Every event of `count` cases in the order of time; only the open ones are in memory."""
    open_cases: list[tuple[int, int, Intent, Iterator[Intent]]] = []
    for matter in list_matters(seed, offices.beats, count, until_ms):
        while open_cases and open_cases[0][0] < matter.reported_ms:
            yield _next(open_cases)
        _go_on(open_cases, matter.number, _story(seed, offices, matter, until_ms))
    while open_cases:
        yield _next(open_cases)


def _next(open_cases: list[tuple[int, int, Intent, Iterator[Intent]]]) -> Intent:
    _, number, told, rest = heappop(open_cases)
    _go_on(open_cases, number, rest)
    return told


def _go_on(open_cases: list[tuple[int, int, Intent, Iterator[Intent]]], number: int, rest: Iterator[Intent]) -> None:
    told = next(rest, None)
    if told is not None:
        heappush(open_cases, (told.command.made.wall, number, told, rest))


def _story(seed: int, offices: Offices, matter: Matter, until_ms: int) -> Iterator[Intent]:
    """What had happened by the end. Of the last two days' reports half lie about, so that every desk has some work."""
    dice = Dice(seed, "case", matter.number)
    waits = matter.reported_ms > until_ms - _QUEUE_MS and dice.happens(_QUEUED)
    pen = _Pen(dice, matter, pace=float(dice.between(*_QUEUE_PACE)) if waits else 1.0)
    for told in _whole_story(pen, _cast(dice, offices, matter)):
        if told.command.made.wall >= until_ms:
            return
        yield told


def _whole_story(pen: _Pen, cast: _Cast) -> Iterator[Intent]:
    """From the report to the closing, or to where it ends before."""
    yield from _report(pen, cast)
    pen.wait(2, 25)
    if pen.dice.happens(_REFUSED):
        yield pen.event(wire.RefuseCase, cast.acceptor, CaseState.REFUSED, opinion=pen.dice.pick(_REFUSALS))
        return
    yield pen.event(wire.AcceptCase, cast.acceptor, CaseState.PENDING_FILING)
    pen.wait(3, 20)
    if pen.dice.happens(_NOT_FILED):
        yield pen.event(wire.NotFileCase, cast.leader, CaseState.NOT_FILED, opinion=pen.dice.pick(_NOT_FILED_FOR))
        return
    code, condition = pen.matter.shape.code, condition_id(pen.matter.condition.key)
    yield pen.event(wire.FileCase, cast.leader, CaseState.PENDING_DISPATCH, class_code=code, condition=condition)
    pen.wait(2, 18)
    yield pen.event(wire.DispatchCase, cast.dispatcher, CaseState.PENDING_HANDLE, department=cast.department)
    yield from _handling(pen, cast)
    if pen.state is CaseState.PENDING_CHECK:
        yield from _checking(pen, cast)


def _report(pen: _Pen, cast: _Cast) -> Iterator[Intent]:
    matter = pen.matter
    seen = matter.source in (CaseSource.WORKER, CaseSource.COMMITTEE)
    photos = matter.shape.photos_before if seen else 0
    command = wire.ReportMatter(
        **common(pen.dice, pen.at_ms, pen.case),
        title=f"{matter.address}附近{matter.shape.name}",
        description=pen.dice.pick(_SEEN[matter.trait.look]),
        class_code=matter.shape.code if seen else None,
        point=_point(pen.dice, matter),
        address=matter.address,
        claimed_grid=matter.beat.grid if seen else None,
        urgent=matter.urgent,
        photos=photos,
        source=matter.source,
    )
    yield intent(command, cast.reporter)
    pen.at_ms += SECOND_MS
    for _ in range(photos):
        yield from pen.photo(PhotoPhase.REPORT, cast.reporter, after=False)


def _handling(pen: _Pen, cast: _Cast) -> Iterator[Intent]:
    """The department's part; a few cases are forgotten there, and are what a supervisor has to find."""
    pen.wait(5, 90)
    yield pen.event(wire.AssignCase, cast.clerk, CaseState.HANDLING, handler=cast.handler)
    condition = pen.matter.condition
    yield from _before(pen, cast, condition.photos_before)
    limit_minutes = condition.limit_value * _UNIT_HOURS[condition.limit_unit] * 60
    late = pen.dice.happens(_LATE)
    if pen.dice.happens(_TOLD_BETWEEN):
        pen.wait(limit_minutes * 0.1, limit_minutes * 0.2)
        opinion = pen.dice.pick(_UNDERWAY)
        yield pen.event(wire.RecordProgress, cast.handler, CaseState.HANDLING, opinion=opinion)
    if pen.dice.happens(_STUCK):
        return
    pen.wait(limit_minutes * (1.05 if late else 0.15), limit_minutes * (2.5 if late else 0.75))
    for _ in range(condition.photos_after):
        yield from pen.photo(PhotoPhase.HANDLE, cast.handler, after=True)
    yield _finish(pen, cast)
    pen.wait(5, 120)
    if pen.dice.happens(_REWORKED):
        opinion = pen.dice.pick(_REWORK_FOR)
        yield pen.event(wire.ReworkHandling, cast.clerk, CaseState.HANDLING, opinion=opinion)
        pen.wait(30, 240)
        yield _finish(pen, cast)
        pen.wait(5, 60)
    yield pen.event(wire.ConfirmHandling, cast.clerk, CaseState.PENDING_CHECK)


def _before(pen: _Pen, cast: _Cast, wanted: int) -> Iterator[Intent]:
    """What nobody had shown yet the handler takes before the work: reports by telephone have no picture."""
    for _ in range(pen.shown, wanted):
        yield from pen.photo(PhotoPhase.REPORT, cast.handler, after=False)


def _finish(pen: _Pen, cast: _Cast) -> Intent:
    opinion = pen.dice.pick(_DONE)
    return pen.event(wire.FinishHandling, cast.handler, CaseState.PENDING_CONFIRM, opinion=opinion)


def _checking(pen: _Pen, cast: _Cast) -> Iterator[Intent]:
    if pen.dice.happens(_FAILED_CHECK):
        yield from _check(pen, cast, CheckResult.FAILED, CaseState.PENDING_CHECK, _CHECK_FAILED)
    yield from _check(pen, cast, CheckResult.PASSED, CaseState.PENDING_CLOSE, pen.dice.pick(_CHECKED))
    pen.wait(10, 180)
    yield pen.event(wire.CloseCase, cast.leader, CaseState.CLOSED, condition_met=True)


def _check(pen: _Pen, cast: _Cast, result: CheckResult, to: CaseState, opinion: str) -> Iterator[Intent]:
    passed = result is CheckResult.PASSED
    pen.wait(5, 120)
    yield pen.event(wire.SendCheck, cast.acceptor, CaseState.CHECKING, checker=cast.checker)
    pen.wait(20, 300)
    yield from pen.photo(PhotoPhase.CHECK, cast.checker, after=passed)
    yield pen.event(wire.SubmitCheck, cast.checker, to, result=result, opinion=opinion)


def _cast(dice: Dice, offices: Offices, matter: Matter) -> _Cast:
    seats = offices.seats
    committee = offices.committees[matter.beat.place.community].id
    acceptor, leader, dispatcher = (seats[login].id for login in ("acceptor", "leader", "dispatcher"))
    reporters = {
        CaseSource.WORKER: matter.beat.worker,
        CaseSource.COMMITTEE: committee,
        CaseSource.HOTLINE: acceptor,
    }
    if dice.happens(_BY_COMMITTEE):
        acceptor = leader = dispatcher = committee
    trade = matter.trait.trade
    return _Cast(
        reporter=reporters.get(matter.source, SYSTEM_USER),
        acceptor=acceptor,
        leader=leader,
        dispatcher=dispatcher,
        department=offices.orgs[department_code(trade)],
        clerk=seats[department_login(trade)].id,
        handler=seats[dice.pick(handler_logins(trade))].id,
        checker=matter.beat.worker,
    )


def _point(dice: Dice, matter: Matter) -> Point:
    """Residents pick the place on a Chinese map, which is GCJ-02; everybody else's phone tells WGS-84."""
    if matter.source is not CaseSource.RESIDENT:
        accuracy_m = float(dice.between(4, 25))
        return Point(lon=matter.lon, lat=matter.lat, datum=Datum.WGS84, accuracy_m=accuracy_m, provider="gnss")
    lon, lat = from_wgs84(parse_datum(Datum.GCJ02.value), matter.lon, matter.lat)
    return Point(lon=round(lon, 7), lat=round(lat, 7), datum=Datum.GCJ02, accuracy_m=20.0, provider="map")

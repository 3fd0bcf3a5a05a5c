"""A case of last month that was handled too late, put in through the door: nobody can wait for one in a walk."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from mobile_contract import cases as wire
from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand, CheckResult
from mobile_contract.media import AttachPhoto, PhotoArrived, PhotoPhase, PhotoSubject
from ops.seed.dice import Dice
from ops.seed.fill import send
from ops.seed.intents import DAY_MS, MINUTE_MS, Intent, common, intent
from ops.seed.offices import Trade, department_code, department_login, handler_logins
from ops.seed.pictures import MEDIA_TYPE, Look, find_picture
from ops.seed.plan import Plan
from server.app import open_door
from server.catalogue.rules import condition_id
from server.core.door import SYSTEM_USER
from server.settings import Settings

_DAYS_AGO = 20
_LATE_MS = 9 * DAY_MS
"""Longer than the class's limit may take, holidays included."""
_CLASS, _CONDITION = "B-component-01-02", "B-component-01-02:1"


async def add_late_case(settings: Settings, plan: Plan) -> str:
    """Put it in, from its report to its closing; its id. A second time the door knows it already."""
    story = list(_story(plan))
    door = await open_door(settings)
    try:
        for told in story:  # each is judged by what the one before it left
            await send(door, "a late case", [told])
    finally:
        await door.database.close()
    return story[0].command.entity


def _story(plan: Plan) -> Iterator[Intent]:
    dice, offices, beats = Dice(plan.seed, "late case"), plan.offices, plan.offices.beats
    minutes = count(1)
    begins_ms = plan.until_ms - _DAYS_AGO * DAY_MS
    case = dice.fresh_id(begins_ms)
    seats = {name: seat.id for name, seat in offices.seats.items()}
    department, clerk = department_code(Trade.DRAINS), seats[department_login(Trade.DRAINS)]
    handler, checker = seats[handler_logins(Trade.DRAINS)[0]], beats[1].worker

    def does(kind: type[CaseCommand], user: str, late_ms: int = 0, **facts: Any) -> Intent:
        return intent(kind(**common(dice, begins_ms + late_ms + next(minutes) * MINUTE_MS, case), **facts), user)

    def shows(phase: PhotoPhase, user: str, late_ms: int = 0) -> Iterator[Intent]:
        picture = find_picture(Look.COVER, after=phase is not PhotoPhase.REPORT)
        photo, at_ms = dice.fresh_id(begins_ms), begins_ms + late_ms + next(minutes) * MINUTE_MS
        named: Command = AttachPhoto(
            **common(dice, at_ms, photo, case),
            subject_kind=PhotoSubject.CASE, subject=case, phase=phase,
            sha256=picture.sha256, size_bytes=picture.size_bytes, media_type=MEDIA_TYPE,
        )  # fmt: skip
        yield intent(named, user)
        yield intent(PhotoArrived(**common(dice, at_ms, photo, case), sha256=picture.sha256), SYSTEM_USER)

    yield intent(
        wire.ReportMatter(
            **common(dice, begins_ms, case), title="污水井盖下沉", address="雨花台演示路", class_code=_CLASS,
            claimed_grid=beats[0].grid,
        ),
        beats[0].worker,
    )  # fmt: skip
    yield from shows(PhotoPhase.REPORT, beats[0].worker)
    yield does(wire.AcceptCase, seats["acceptor"])
    yield does(wire.FileCase, seats["leader"], class_code=_CLASS, condition=condition_id(_CONDITION))
    yield does(wire.DispatchCase, seats["dispatcher"], department=offices.orgs[department])
    yield does(wire.AssignCase, clerk, handler=handler)
    yield from shows(PhotoPhase.HANDLE, handler, _LATE_MS)
    yield does(wire.FinishHandling, handler, _LATE_MS)
    yield does(wire.ConfirmHandling, clerk, _LATE_MS)
    yield does(wire.SendCheck, seats["acceptor"], _LATE_MS, checker=checker)
    yield from shows(PhotoPhase.CHECK, checker, _LATE_MS)
    yield does(wire.SubmitCheck, checker, _LATE_MS, result=CheckResult.PASSED)
    yield does(wire.CloseCase, seats["leader"], _LATE_MS, condition_met=True)

"""What steps do: people who write, phones that sync, and everything that goes wrong on purpose."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from mobile_contract.base import CONTRACT
from mobile_contract.media import AttachPhoto
from sync.ports import PhotoFile, Queued
from sync.simulation import doubles, mishaps, offices, rezonings
from sync.simulation.devices import Device
from sync.simulation.dice import Dice
from sync.simulation.drafts import Desk
from sync.simulation.plans import DAY_MS, HOUR_MS, Deed, Step
from sync.simulation.poison import POISON
from sync.simulation.stage import Stage

_TEN_YEARS_MS = 10 * 365 * DAY_MS
_JUMPS_MS = (_TEN_YEARS_MS, -_TEN_YEARS_MS, HOUR_MS, -HOUR_MS, 3 * DAY_MS, -3 * DAY_MS)
_TROUBLE = {"transient": 4, "twin": 5, "full": 1, "narrow": 2}


def _write(stage: Stage, step: Step, dice: Dice) -> None:
    device = stage.phone(step)
    desk = Desk(device, stage.town, dice)
    for _ in range(dice.between(1, 10)):
        draft = desk.write()
        photos = [_taken(device, command) for command in draft if isinstance(command, AttachPhoto)]
        made = device.try_to(partial(device.phone.enqueue, draft, device.now(), photos=photos))
        if made is None:
            stage.note(f"phone {device.number}", "dies while it saves")
            return
        desk.look_again(made)
        for command in made:
            body = device.store.queue.find(command.seq)
            assert body is not None  # noqa: S101 - law 1: what `enqueue` returned is stored
            stage.saved(device, command.entity, command.id, body.body)
            what = f"writes {type(command).__name__} {command.id[-6:]} about {command.entity[-6:]}"
            stage.note(f"phone {device.number}", what)


def _taken(device: Device, photo: AttachPhoto) -> PhotoFile:
    """A photo is a file on the phone before anything is said of it."""
    device.files.add(photo.sha256)
    return PhotoFile(photo.id, photo.id, photo.subject, photo.sha256, photo.size_bytes, photo.media_type, photo.sha256)


def _sync(stage: Stage, step: Step, dice: Dice) -> None:
    device = stage.phone(step)
    if stage.courier.begin(device, dice, calm=step.calm):
        stage.note(f"phone {device.number}", "begins a round")


def _poison(stage: Stage, step: Step, dice: Dice) -> None:
    """An app with a bug, or a broken store, puts what no server can take into the queue."""
    device = stage.phone(step)
    state = device.store.state()
    name = dice.pick(sorted(POISON))
    dose = POISON[name](Desk(device, stage.town, dice), state.next_seq)
    if dose is None:
        return

    def swallow() -> bool:
        with device.store.commit():
            device.store.queue.put(Queued(state.next_seq, dose.id, dose.lane, dose.entity, dose.body))
            device.store.put_state(replace(state, next_seq=state.next_seq + 1))
        return True

    if device.try_to(swallow):
        stage.fault("poison")
        stage.saved(device, dose.entity, dose.id, dose.body, valid=False)
        stage.note(f"phone {device.number}", f"swallows {name} {dose.id[-6:]}")


def _crash(stage: Stage, step: Step, dice: Dice) -> None:
    """The phone will die before one of its next writes."""
    stage.phone(step).fuse.left = dice.between(0, 15)


def _reboot(stage: Stage, step: Step, dice: Dice) -> None:
    device = stage.phone(step)
    device.reboot()
    stage.fault("reboot")
    if dice.chance(0.3):
        _jump(stage, device, dice)


def _upgrade(stage: Stage, _step: Step, dice: Dice) -> None:
    """A phone whose app is older gets the newest one, whatever it has queued, kept or half loaded."""
    behind = [device for device in stage.living() if device.contract < CONTRACT]
    if behind:
        stage.upgrade(dice.pick(behind))


def _clock_jump(stage: Stage, step: Step, dice: Dice) -> None:
    _jump(stage, stage.phone(step), dice)


def _jump(stage: Stage, device: Device, dice: Dice) -> None:
    device.offset_ms = 0 if dice.chance(0.2) else device.offset_ms + dice.pick(_JUMPS_MS)
    device.offset_ms = max(-2 * _TEN_YEARS_MS, min(2 * _TEN_YEARS_MS, device.offset_ms))
    stage.fault("clock_jump")
    stage.note(f"phone {device.number}", f"its clock is {device.offset_ms // 1000} s off now")


def _clone(stage: Stage, step: Step, _dice: Dice) -> None:
    """All that a phone has stored is copied to a second one, and both go on."""
    device = stage.phone(step)
    twin = device.clone(len(stage.devices))
    stage.devices.append(twin)
    for holders in stage.holders.values():
        if device.number in holders:
            holders.add(twin.number)
    stage.fault("clone")
    stage.note(f"phone {device.number}", f"is cloned as phone {twin.number}")


def _lose(stage: Stage, step: Step, _dice: Dice) -> None:
    """A phone is gone for good, if its user has another one: after a clone that is a phone set back to a backup."""
    users = Counter(device.user for device in stage.living())
    spare = [device for device in stage.living() if users[device.user] > 1]
    if spare:
        device = spare[step.phone % len(spare)]
        device.lost = True
        stage.fault("lost_phone")
        stage.note(f"phone {device.number}", "is lost")


def _trouble(stage: Stage, _step: Step, dice: Dice) -> None:
    """The database fails some times; or a door before the server lets only small pushes through (`narrow`)."""
    kind, times = dice.weighted(_TROUBLE), dice.between(1, 4)
    stage.server.trouble(kind, times)
    stage.fault("too_large" if kind == "narrow" else f"database_{kind}")
    stage.note("server", f"the next {times} times: {kind}")


def _restart(stage: Stage, _step: Step, _dice: Dice) -> None:
    stage.server.restart()
    stage.fault("restart")
    stage.note("server", "starts again")


def _back_up(stage: Stage, _step: Step, dice: Dice) -> None:
    drilled = dice.chance(0.3)
    stage.server.back_up(drilled=drilled)
    stage.fault("drill" if drilled else "backup")
    stage.note("server", "is backed up, and the backup is tried" if drilled else "is backed up")


def _set_back(stage: Stage, _step: Step, dice: Dice) -> None:
    """Somebody puts an old copy of the database back and tells nobody; offices do again what they have on paper."""
    if stage.server.set_back(dice.between(0, 2**16)):
        stage.fault("silent_restore")
        stage.note("server", "is set back to an old backup")
        stage.do_paper_again()


def _start_over(stage: Stage, step: Step, _dice: Dice) -> None:
    device = stage.phone(step)
    device.try_to(device.phone.start_over)
    stage.fault("start_over")
    stage.note(f"phone {device.number}", "loads everything anew")


def _wait(stage: Stage, _step: Step, dice: Dice) -> None:
    stage.timeline.run_until(stage.time.ms + dice.between(1, 20) * DAY_MS)


DEEDS: dict[Deed, Callable[[Stage, Step, Dice], None]] = {
    Deed.WRITE: _write,
    Deed.SYNC: _sync,
    Deed.OFFICE: offices.work,
    Deed.MOVE: offices.move,
    Deed.MERGE: doubles.merge,
    Deed.SETTLE: offices.settle,
    Deed.GRANT: offices.grant,
    Deed.REZONE: rezonings.rezone,
    Deed.CARRY_ON: rezonings.carry_on,
    Deed.ERASE: offices.erase,
    Deed.POISON: _poison,
    Deed.CRASH: _crash,
    Deed.REBOOT: _reboot,
    Deed.UPGRADE: _upgrade,
    Deed.CLOCK_JUMP: _clock_jump,
    Deed.CLONE: _clone,
    Deed.LOSE: _lose,
    Deed.TROUBLE: _trouble,
    Deed.RESTART: _restart,
    Deed.BACKUP: _back_up,
    Deed.SILENT_RESTORE: _set_back,
    Deed.START_OVER: _start_over,
    Deed.COMPACTION: mishaps.compact,
    Deed.MISCOUNT: mishaps.miscount,
    Deed.DAMAGE: mishaps.damage,
    Deed.WAIT: _wait,
}

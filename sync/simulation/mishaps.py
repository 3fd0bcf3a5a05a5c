"""What bugs and time do to rows behind everybody's back: a phone's rows are damaged, sums are wrong, exits are gone."""

from collections.abc import Callable

from msgspec.structs import replace

from sync.ports import BaseRow, Member
from sync.simulation.devices import Device
from sync.simulation.dice import Dice
from sync.simulation.plans import Step
from sync.simulation.stage import Stage

Damage = Callable[[Device, BaseRow, Dice], None]


def compact(stage: Stage, _step: Step, dice: Dice) -> None:
    """The horizon moves up to some position: what left before it is told to nobody any more."""
    pos = stage.server.compact(dice.between(0, 100))
    stage.fault("compaction")
    stage.note("server", f"the horizon is at {pos}")


def miscount(stage: Stage, _step: Step, dice: Dice) -> None:
    """A bug of the district's own: the sums of a scope are wrong."""
    scope = stage.server.miscount(dice.between(0, 2**16))
    stage.miscounted.add(scope)
    stage.fault("digest_bug")
    stage.note("server", f"the sums of scope {scope} are wrong")


def damage(stage: Stage, step: Step, dice: Dice) -> None:
    """A row of a phone is lost, or only its membership; or it falls back, or is seen where it does not belong."""
    device = stage.phone(step)
    rows = device.store.base.rows()
    if not rows:
        return
    name, row = dice.pick(sorted(_DAMAGES)), dice.pick(rows)
    device.damaged = True

    def harm() -> None:
        with device.store.commit():
            _DAMAGES[name](device, row, dice)

    device.try_to(harm)
    stage.fault("damaged_row")
    stage.note(f"phone {device.number}", f"{name} {row.id[-6:]}")


def _lose_row(device: Device, row: BaseRow, _dice: Dice) -> None:
    device.store.base.drop((row.kind, row.id))


def _lose_memberships(device: Device, row: BaseRow, _dice: Dice) -> None:
    for scope in device.store.members.scopes_of(row.kind, row.id):
        device.store.members.drop(scope, row.kind, row.id)


def _fall_back(device: Device, row: BaseRow, _dice: Dice) -> None:
    device.store.base.put(replace(row, version=max(0, row.version - 1)))


def _stray(device: Device, row: BaseRow, dice: Dice) -> None:
    scopes = [info.id for info in device.store.scopes.rows()]
    if scopes:
        device.store.members.put(Member(dice.pick(scopes), row.kind, row.id, 0))


_DAMAGES: dict[str, Damage] = {
    "loses the memberships of": _lose_memberships,
    "loses the row": _lose_row,
    "has an old version of": _fall_back,
    "sees elsewhere": _stray,
}

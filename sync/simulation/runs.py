"""A run from its first step to its last check, and the shortest story that still fails. It prints nothing."""

import traceback
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT
from sync.simulation.checks import command_faults, journal_faults, known_faults, phone_faults, photo_faults, row_faults
from sync.simulation.clocks import Journey
from sync.simulation.deeds import DEEDS
from sync.simulation.devices import Device
from sync.simulation.dice import Dice
from sync.simulation.fold import Fault
from sync.simulation.older import unknown_to
from sync.simulation.plans import HOUR_MS, Deed, Step
from sync.simulation.stage import Line, Stage, Violation

_MOST_ROUNDS = 30
_MOST_TRIES = 400


class Result(Struct, frozen=True):
    """What a run came to: how many commands were judged and how, which faults were injected, what did not hold."""

    seed: int
    commands: int
    verdicts: dict[str, int]
    faults: dict[str, int]
    violations: tuple[Violation, ...]
    trace: tuple[Line, ...]


def play(stage: Stage, steps: Sequence[Step]) -> Result:
    """All steps, then a network without faults until every phone has nothing left to say, then the checks."""
    try:
        _happen(stage, steps)
        verdicts = _check(stage)
    except Exception as error:  # noqa: BLE001 - the boundary of a run: what phone or server let out is a finding, and can be shrunk
        stage.violate("BUG", "somebody", _where(error))
        verdicts = dict(stage.orders)
    deaths = sum(device.deaths for device in stage.devices)
    faults = {**stage.faults, "crash": deaths} if deaths else dict(stage.faults)
    return Result(
        stage.seed, sum(verdicts.values()), verdicts, dict(sorted(faults.items())), tuple(stage.violations),
        tuple(stage.trace),
    )  # fmt: skip


def _happen(stage: Stage, steps: Sequence[Step]) -> None:
    for number, step in enumerate(steps):
        stage.timeline.run_until(stage.time.ms + step.after_ms)
        stage.step = number
        DEEDS[step.deed](stage, step, Dice(stage.seed, step.salt))
    stage.timeline.run_dry()
    stage.step = -1
    stage.note("world", "peace")
    _make_peace(stage)


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({last.filename.rpartition('/')[2]}:{last.lineno}): {error}"


def _make_peace(stage: Stage) -> None:
    """Rounds until a whole one changes nothing; the checks say if that never came. Half of the old apps stay."""
    stage.server.trouble("", 0)
    stage.end_rezonings()
    for device in stage.living():
        if device.contract < CONTRACT and Dice("last upgrade", stage.seed, device.number).chance(0.5):
            stage.upgrade(device)
    before = ""
    for number in range(_MOST_ROUNDS):
        stage.timeline.run_until(stage.time.ms + HOUR_MS)  # whatever a `retry` held back may go now
        for device in stage.living():
            device.fuse.left = None
            stage.courier.begin(device, Dice("peace", stage.seed, number, device.number), calm=True)
        stage.timeline.run_dry()
        now = "/".join(map(_standing, stage.living()))
        if now == before:
            return
        before = now


def _standing(device: Device) -> str:
    state = device.store.state()
    tables = (device.store.queue, device.store.booting, device.store.dropping)
    waiting = [len(table.rows()) for table in tables]
    photos = sum(not photo.done for photo in device.store.photos.rows())
    return f"{state.cursor} {waiting} {photos} {device.mismatched} {state.install}"


def _check(stage: Stage) -> dict[str, int]:
    """Every check of the end; how many commands got which verdict."""
    truth, courier = stage.server.truth(), stage.courier

    def journey(command: str) -> Journey:
        return Journey(courier.transit_ms.get(command, 0), frozenset(courier.boots.get(command, ())))

    for device in stage.living():
        if device.mismatched:
            stage.violate("I2", f"phone {device.number}", f"scopes {device.mismatched} never agreed again")
        mine = [stage.written[name] for name, holders in stage.holders.items() if device.number in holders]
        held = phone_faults(device, truth, unknown_to(device.contract))
        _tell(stage, f"phone {device.number}", [*held, *known_faults(device, mine, truth)])
    _tell(stage, "server", [*command_faults(stage.written, truth, journey)])
    _tell(stage, "server", [*journal_faults(truth), *row_faults(truth)])
    files = {photo for device in stage.devices for photo in device.files}
    lost = [photo for photo in truth.rows["photos"].values() if stage.server.lacks(photo["sha256"])]
    _tell(stage, "server", [*photo_faults(lost, files)])
    verdicts = stage.orders.copy()
    verdicts.update(str(truth.receipts[name].receipt.verdict) for name in stage.written if name in truth.receipts)
    return dict(sorted(verdicts.items()))


def _tell(stage: Stage, who: str, faults: Sequence[Fault]) -> None:
    for fault in faults:
        stage.violate(fault.invariant, who, fault.what)


# --- shrinking --------------------------------------------------------------------------------------------------------


def shrink(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """The shortest story found in some hundred tries that still fails: steps left out, then the network made calm.

    A step that is left out leaves its pause to the next one, so that times of day and grants stay as they were.
    """
    kept = list(steps)
    tries = 0
    size = max(1, len(kept) // 2)
    while size and tries < _MOST_TRIES:
        start = 0
        while start < len(kept) and tries < _MOST_TRIES:
            candidate = _without(kept, start, start + size)
            tries += 1
            if fails(candidate):
                kept = candidate
            else:
                start += size
        size //= 2
    for at, step in enumerate(kept):
        if step.deed is not Deed.SYNC or tries >= _MOST_TRIES:
            continue
        tries += 1
        candidate = [*kept[:at], replace(step, calm=True), *kept[at + 1 :]]
        if fails(candidate):
            kept = candidate
    return kept


def _without(steps: Sequence[Step], start: int, end: int) -> list[Step]:
    pause_ms = sum(step.after_ms for step in steps[start:end])
    rest = list(steps[end:])
    if rest:
        rest[0] = replace(rest[0], after_ms=rest[0].after_ms + pause_ms)
    return [*steps[:start], *rest]

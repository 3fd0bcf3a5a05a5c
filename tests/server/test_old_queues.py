"""Push takes every contract that was ever released: what phones of then queued gets the verdicts of then."""

import msgspec
import pytest

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.receipts import Verdict
from server.core import clock
from server.core.door import Door
from server.core.intake import JSON, MSGPACK, Submission, read
from tests.mobile_contract.recording import BOOT, QUEUES, Recorded, path_of, queue
from tests.support.scene import Scene, make_scene

_RELEASED = sorted(int(path.stem) for path in QUEUES.glob("*.json"))


def _recorded(contract: int) -> Recorded:
    return msgspec.json.decode(path_of(contract).read_bytes(), type=Recorded)


def test_every_contract_has_its_recorded_queue() -> None:
    assert list(range(1, CONTRACT + 1)) == _RELEASED


def test_the_newest_queue_is_what_this_build_would_record() -> None:
    told = [line.raw for line in _recorded(CONTRACT).lines]
    assert told == [msgspec.json.encode(command).decode() for command, _ in queue()]


@pytest.mark.parametrize("encoding", [JSON, MSGPACK])
@pytest.mark.parametrize("contract", _RELEASED)
async def test_a_queue_of_then_gets_the_verdicts_of_then(door: Door, contract: int, encoding: str) -> None:
    then = _recorded(contract)
    there = Scene()
    for name, identity in then.there.items():
        setattr(there, name, identity)
    actor = (await make_scene(door, scene=there)).phone("worker_west").actor
    raws = [_encoded(line.raw, encoding) for line in then.lines]
    now = Clock(wall=clock.millis(clock.now()), boot=BOOT, mono=60_000)
    outcome = await door.submit(Submission(actor, [read(raw, encoding, actor) for raw in raws], now, contract))
    assert [(one.verdict, one.why) for one in outcome.receipts] == [(Verdict(line.verdict), "") for line in then.lines]


def _encoded(raw: str, encoding: str) -> bytes:
    return raw.encode() if encoding == JSON else msgspec.msgpack.encode(msgspec.json.decode(raw))


@pytest.mark.parametrize(("contract", "more"), [(1, set[str]()), (2, set[str]()), (3, {"escalate_case", "rate_case"})])
def test_a_recorded_queue_has_every_kind_that_a_phone_of_then_made(contract: int, more: set[str]) -> None:
    kinds = {msgspec.json.decode(line.raw)["kind"] for line in _recorded(contract).lines}
    assert kinds == more | {
        "add_building", "add_dwelling", "add_household", "register_person", "change_person", "change_dwelling",
        "change_household", "change_residency", "record_visit", "move_in", "end_residency", "report_matter",
        "attach_photo", "comment_case",
    }  # fmt: skip

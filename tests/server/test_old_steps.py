"""Steps of cases and decisions that phones of every released contract queued get the verdicts of then."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.receipts import Receipt, Verdict
from server.core import clock
from server.core.door import Door
from server.core.intake import JSON, MSGPACK, Submission, read
from tests.mobile_contract.recording import BOOT, Recorded
from tests.mobile_contract.recording_steps import STEPS, made_ready, recorded
from tests.support.scene import Scene, make_scene

_RELEASED = sorted(int(path.stem) for path in STEPS.glob("*.json"))
_NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""When the queues arrive: what they ask for ends after it."""

_FIRST = {"record_progress", "attach_photo", "finish_handling", "submit_check"}
_SECOND = _FIRST | {"retire_record", "restore_record", "change_person", "settle_conflict"}
_THIRD = _SECOND | {
    "request_extension", "request_suspension", "return_to_department", "submit_verify", "self_handle", "join_whistle",
    "leave_whistle",
}  # fmt: skip


def _read(contract: int) -> Recorded:
    return msgspec.json.decode((STEPS / f"{contract}.json").read_bytes(), type=Recorded)


def _batches(then: Recorded, raws: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Nobody decides a conflict before they have heard of it: what opens it has gone with an earlier push."""
    kinds = [msgspec.json.decode(line.raw)["kind"] for line in then.lines]
    at = kinds.index("settle_conflict") if "settle_conflict" in kinds else len(kinds)
    return [raws[:at], raws[at:]]


def test_every_contract_has_its_recorded_steps() -> None:
    assert list(range(1, CONTRACT + 1)) == _RELEASED


def test_the_newest_steps_are_what_this_build_would_record() -> None:
    assert _read(CONTRACT) == recorded(CONTRACT)


@pytest.mark.parametrize("encoding", [JSON, MSGPACK])
@pytest.mark.parametrize("contract", _RELEASED)
async def test_steps_of_then_get_the_verdicts_of_then(door: Door, contract: int, encoding: str) -> None:
    then = _read(contract)
    scene = Scene()
    for name, identity in then.there.items():
        setattr(scene, name, identity)
    with clock.told_by(lambda: _NOW):
        await make_scene(door, scene=scene)
        await made_ready(door, scene)
        actor = scene.phone("worker_west").actor
        raws = [
            line.raw.encode() if encoding == JSON else msgspec.msgpack.encode(msgspec.json.decode(line.raw))
            for line in then.lines
        ]
        now = Clock(wall=clock.millis(_NOW), boot=BOOT, mono=60_000)
        receipts = list[Receipt]()
        for batch in _batches(then, raws):
            sent = [read(raw, encoding, actor) for raw in batch]
            receipts += (await door.submit(Submission(actor, sent, now, contract))).receipts
    told = [(msgspec.json.decode(line.raw)["kind"], line.verdict) for line in then.lines]
    kinds = [kind for kind, _ in told]
    assert [(kind, str(one.verdict)) for kind, one in zip(kinds, receipts, strict=True)] == told
    assert {one.verdict for one in receipts} <= {Verdict.APPLIED, Verdict.CONFLICT}


@pytest.mark.parametrize(("contract", "kinds"), [(1, _FIRST), (2, _SECOND), (3, _THIRD)])
def test_the_recorded_steps_are_all_that_a_phone_of_then_could_queue(contract: int, kinds: set[str]) -> None:
    assert {msgspec.json.decode(line.raw)["kind"] for line in _read(contract).lines} == kinds

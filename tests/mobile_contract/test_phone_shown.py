"""What the JavaScript phone shows of every command that there is, upon every record, is what the reference shows.

The simulator's people write a part of the commands; here each has its turn, over records that are empty and full.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import msgspec
import pytest

from mobile_contract import kinds
from mobile_contract.base import CONTRACT
from mobile_contract.commands import Malformed, decode_json
from mobile_contract.danger_machine import DangerState
from mobile_contract.emit import CONTRACT_ROOT
from mobile_contract.emit.facts import read_facts
from mobile_contract.inbox import Choice
from sync.memory import MemoryStore
from sync.ports import BaseRow, PhoneState, Queued
from sync.showing import view
from tests.mobile_contract.phone_scripts import command, played
from tests.mobile_contract.test_compilers import run_tool
from tests.support.phone_recording import Recorder

VECTORS: dict[str, Any] = msgspec.json.decode((CONTRACT_ROOT / "vectors/types.json").read_bytes())["types"]
COMMANDS = read_facts().commands
AUTHOR = "019cad29-c9e1-77a0-b1c4-d9a4b9c60001"
ENTITY = "019cad29-c9e1-77a0-b1c4-d9a4b9c60002"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WALLS = (0, 1, 1_772_431_722_977, 1_772_431_722_000, -(2**53), 2**53, -62_135_596_800_000, 253_402_300_799_999)
_SIZES = ("least", "full")

Base = dict[int, str]
"""By kind, the record of it whose id is ENTITY."""


class Case(NamedTuple):
    """Records, and a command upon them."""

    base: Base
    command: bytes


def _told(text: str, **more: Any) -> str:
    """A vector's text, in which every id is ENTITY, with other values for some fields."""
    return json.dumps(json.loads(_UUID.sub(ENTITY, text)) | more)


def _records(size: str, **more: Mapping[str, Any]) -> Base:
    """A record of each kind; `more` are other values of one by its type."""
    found: Base = {}
    for number, shape in kinds.KINDS.items():
        told = more.get(str(shape.__struct_config__.tag), {})
        found[number] = _told(VECTORS[shape.__name__][size], **{"id": ENTITY, **told})
    return found


def _written(kind: str, size: str, **more: Any) -> bytes:
    identity = "019cad29-c9e1-77a0-b1c4-d9a4b9c60003"
    return _told(VECTORS[COMMANDS[kind]][size], id=identity, contract=CONTRACT, **more).encode()


def _each_command() -> Iterator[Case]:
    for kind, base, size in product(COMMANDS, _SIZES, _SIZES):
        yield Case(_records(base), _written(kind, size))
        yield Case({}, _written(kind, size))


def _each_clock() -> Iterator[Case]:
    for kind, wall in product(("record_visit", "report_matter", "close_case", "issue_notice", "fix_danger"), _WALLS):
        made = {"wall": wall, "boot": "b", "mono": 1}
        found = {"state": "found", "round": 1, "rectify_days": 15}
        yield Case(_records("full", danger=found), _written(kind, "full", made=made))


def _each_step() -> Iterator[Case]:
    steps = [kind for kind in COMMANDS if kind.endswith("_danger")]
    for state, kind, told, days in product(DangerState, steps, (0, 1, 2), (None, 5)):
        danger = {"state": state, "round": 2, "rectify_days": 15}
        shape = VECTORS[COMMANDS[kind]]["full"]
        more: dict[str, Any] = {"days": days} if '"days"' in shape else {}
        for result in ("pass", "fail") if kind == "reinspect_danger" else ("",):
            more |= {"result": result} if result else {}
            yield Case(_records("full", danger=danger), _written(kind, "full", round=told, **more))


def _each_decision() -> Iterator[Case]:
    values = (None, "", "二", "7", "-1", "true", "null", 7, 2.5, True, "2026-03-01", "1e3")
    fields = ("name", "floors", "head", "life", "nature", "area_m2", "none", "id", "has_danger", "floors_below")
    for choice, value, field in product(Choice, values, fields):
        conflict = {"of_kind": "building", "entity": ENTITY, "field": field, "mine": value, "state": "open"}
        body = _written("settle_conflict", "full", choice=choice, value=value)
        yield Case(_records("least", conflict=conflict, own_conflict={"state": "open"}), body)


def _each_check() -> Iterator[Case]:
    for kind, told in (("submit_check", {"result": "passed"}), ("submit_check", {"result": "failed"})):
        yield Case(_records("full"), _written(kind, "full", **told))
    for datum, grid in product(("wgs84", "gcj02"), (ENTITY, None)):
        point = {"lon": 118.5, "lat": 32, "datum": datum}
        for kind in ("register_site", "register_organisation", "move_site", "add_building", "report_matter"):
            more = {"grid": grid} if grid and '"grid"' in VECTORS[COMMANDS[kind]]["full"] else {}
            yield Case({}, _written(kind, "least", point=point, **more))


def _store(case: Case) -> MemoryStore | None:
    """A phone that holds the records and has the command in its queue; None for one that no server understands."""
    try:
        said = decode_json(case.command)
    except Malformed:
        return None
    store = MemoryStore()
    with store.commit():
        store.put_state(PhoneState(user=AUTHOR))
        store.queue.put(Queued(1, said.id, said.root, said.entity, case.command))
        for kind, record in case.base.items():
            store.base.put(BaseRow(kind, ENTITY, 1, record.encode()))
    return store


_CASES = {
    "each command upon each record": (_each_command, 300),
    "clocks that are far off": (_each_clock, 20),
    "each step of a danger in each state": (_each_step, 100),
    "each decision of each value": (_each_decision, 300),
    "checks and places": (_each_check, 8),
}


@pytest.mark.parametrize("name", _CASES)
def test_the_two_phones_show_the_same(name: str) -> None:
    cases, least = _CASES[name]
    lines: list[bytes] = []
    shown = 0
    for number, case in enumerate(cases()):
        store = _store(case)
        if store is None:
            continue
        lines.append(msgspec.json.encode({"script": number}) + b"\n")
        Recorder(lines.append).make_phone(store).note_trouble("so that there is a step")
        shown += bool(view(store).changed)
    done = run_tool(*command(), told=b"".join([*lines, b'{"script":null}\n']))
    assert not done.stderr, done.stderr.decode()
    told = played(done.stdout, done.returncode)
    assert told["views"] == told["scripts"] >= least
    assert shown >= least // 3


def test_every_command_has_its_case() -> None:
    written = (_store(case) for case in _each_command())
    bodies = [store.queue.rows()[0].body for store in written if store is not None]
    assert {json.loads(body)["kind"] for body in bodies} == COMMANDS.keys()

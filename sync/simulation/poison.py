"""Commands that nobody can take: broken bytes, and sound ones that a rule or a database chokes on. It sends none."""

from collections.abc import Callable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract import cases, kinds, visits
from mobile_contract.base import Command
from sync.simulation.drafts import Desk

CHOKING_MINUTES = 1313
"""A visit of so many minutes is what the simulated database cannot store."""

BURNING_WORDS = "burn"
"""Words on which the simulated rule of a comment raises."""


class Dose(Struct, frozen=True):
    """What goes into a queue."""

    id: str
    lane: str
    entity: str
    body: bytes


Make = Callable[[Desk, int], Dose | None]


def _broken(text: str) -> Make:
    """Bytes from a pattern, in which ID and SEQ stand for what a lenient reader may find."""

    def make(desk: Desk, seq: int) -> Dose:
        identity = desk.new_id()
        told = text.replace("ID", identity).replace("SEQ", str(seq))
        return Dose(identity, identity, identity, told.encode())

    return make


def _visit_that_chokes(desk: Desk, seq: int) -> Dose | None:
    home = desk.one(kinds.HOUSEHOLD)
    if home is None:
        return None
    facts = desk.facts(desk.new_id(), home.id)
    return _encoded(desk, visits.RecordVisit(**facts, household=home.id, minutes=CHOKING_MINUTES), seq)


def _comment_that_burns(desk: Desk, seq: int) -> Dose | None:
    case = desk.one(kinds.CASE)
    if case is None:
        return None
    return _encoded(desk, cases.CommentCase(**desk.facts(case.id, kind=kinds.CASE), opinion=BURNING_WORDS), seq)


def _encoded(desk: Desk, command: Command, seq: int) -> Dose:
    command = replace(command, seq=seq, made=desk.device.now())
    return Dose(command.id, command.root, command.entity, msgspec.json.encode(command))


POISON: dict[str, Make] = {
    "cut off": _broken('{"kind":"record_visit","id":"ID","seq":SEQ'),
    "an unknown kind": _broken('{"kind":"sing","id":"ID","seq":SEQ}'),
    "an unknown field": _broken('{"kind":"comment_case","id":"ID","seq":SEQ,"entity":"ID","root":"ID","colour":1}'),
    "a lone surrogate": _broken('{"kind":"record_visit","id":"ID","seq":SEQ,"note":"\\ud800"}'),
    "a number that is none": _broken('{"kind":"record_visit","id":"ID","seq":SEQ,"minutes":NaN}'),
    "a zero byte": _broken('{"kind":"record_visit","id":"ID","seq":SEQ,"note":"\\u0000"}'),
    "a pit": _broken('{"kind":"record_visit","id":"ID","seq":SEQ,"persons":' + "[" * 3000),
    "a huge number": _broken('{"kind":"record_visit","id":"ID","seq":SEQ,"minutes":1e400}'),
    "noise": _broken("\x7f\x07 noise of ID"),
    "what a database chokes on": _visit_that_chokes,
    "what a rule burns on": _comment_that_burns,
}

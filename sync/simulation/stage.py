"""The stage of one run: its phones, its server, its network, its diary, and the ledger of what people wrote."""

from collections import Counter
from typing import Any

from msgspec import Struct

from mobile_contract import kinds
from mobile_contract.base import Clock, Command
from mobile_contract.inbox import SettleConflict
from mobile_contract.receipts import Receipt, Verdict
from sync.phone import Phone
from sync.simulation import older
from sync.simulation.devices import Device, MakePhone, Written
from sync.simulation.dice import Dice
from sync.simulation.network import Timeline
from sync.simulation.plans import Step
from sync.simulation.ports import Rezone, Server, Town, VirtualTime
from sync.simulation.rounds import Courier

_MOST_TRIES = 10
_MOST_COMMITS = 100
_MOST_ROWS = 500
_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Violation(Struct, frozen=True):
    """An invariant that did not hold: where, and after which step (-1: in the end)."""

    invariant: str
    who: str
    what: str
    step: int


class Line(Struct, frozen=True):
    """A line of a trace; `ms` since the run began."""

    ms: int
    who: str
    what: str


class Stage:
    """What deeds act on."""

    def __init__(self, seed: int, town: Town, server: Server, time: VirtualTime, make_phone: MakePhone = Phone) -> None:
        self.seed = seed
        self.town = town
        self.server = server
        self.time = time
        self.timeline = Timeline(time)
        self.courier = Courier(server, self.timeline, self)
        self.devices = [
            Device(n, user, time, make_phone, older.contract_of(seed, n)) for n, user in enumerate(town.workers)
        ]
        self.written: dict[str, Written] = {}
        self.holders: dict[str, set[int]] = {}
        self.orders: Counter[str] = Counter()
        self.paper: list[tuple[str, Command]] = []
        self.faults: Counter[str] = Counter()
        self.violations: list[Violation] = []
        self.trace: list[Line] = []
        self.miscounted: set[int] = set()
        self.step = -1
        self._began_ms = time.ms
        for device in self.devices:
            device.phone.join(Dice("install", seed, device.number).uuid7(time.ms), device.user)

    # --- the diary -------------------------------------------------------------------------------

    def note(self, who: str, what: str) -> None:
        """A line of the trace."""
        self.trace.append(Line(self.time.ms - self._began_ms, who, what))

    def excuses(self, scope: int) -> bool:
        """Whether the sums of a scope were wrong once: a backup may bring that back."""
        return scope in self.miscounted

    def fault(self, kind: str) -> None:
        """Something bad was done on purpose."""
        self.faults[kind] += 1

    def violate(self, invariant: str, who: str, what: str) -> None:
        """Something is so that must not be."""
        self.violations.append(Violation(invariant, who, what, self.step))
        self.note(who, f"{invariant} BROKEN: {what}")

    # --- people ----------------------------------------------------------------------------------

    def living(self) -> list[Device]:
        """The phones that are not lost."""
        return [device for device in self.devices if not device.lost]

    def phone(self, step: Step) -> Device:
        """The phone that a step is about: once there are clones, any of all."""
        alive = self.living()
        number = step.phone if len(alive) <= len(self.town.workers) else step.salt
        return alive[number % len(alive)]

    def saved(self, device: Device, entity: str, id: str, body: bytes, *, valid: bool = True) -> None:  # noqa: A002 - the contract's own word
        """A person was told that a command is saved: from now on it may not be lost."""
        self.written[id] = Written(id, body, device.user, self.time.ms, device.now().boot, entity, valid)
        self.holders[id] = {device.number}

    def upgrade(self, device: Device) -> None:
        """The newest app finds what the one before has stored."""
        was, unsent = device.contract, len(device.store.queue.rows())
        device.upgrade()
        self.fault("upgrades")
        self.note(f"phone {device.number}", f"goes from contract {was} to {device.contract}, {unsent} commands unsent")

    def order(self, user: str, command: Command) -> Receipt:
        """An office does something."""
        return self._answered(command, self.server.order(user, command))

    def _answered(self, command: Command, receipt: Receipt) -> Receipt:
        """Nothing is wrong with what an office sends: none of it is put away, but for what lets poison in."""
        self.orders[str(receipt.verdict)] += 1
        self.note("office", f"{type(command).__name__} {command.entity[-6:]}: {receipt.verdict} {receipt.why}".rstrip())
        if receipt.verdict is Verdict.PARKED and not self._lets_poison_in(command):
            self.violate("I3", "office", f"{command.id} is parked, and nothing was wrong with it")
        return receipt

    def _lets_poison_in(self, command: Command) -> bool:
        """Whether it is a decision that carries out what no server can keep: that is parked with it."""
        found = self.server.look(kinds.CONFLICT, command.entity) if isinstance(command, SettleConflict) else None
        decided = None if found is None else self.written.get(found[1]["command"])
        return decided is not None and not decided.valid

    def grant(self, user: str, command: Command) -> None:
        """An office puts somebody on a grid or takes them off, and keeps a note of it on paper."""
        if self.order(user, command).verdict in _DONE:
            self.paper.append((user, command))

    def rezone(self, user: str, command: Rezone, most_rows: int) -> Receipt:
        """An office splits or merges grids, and keeps a note of it on paper."""
        receipt = self._answered(command, self.server.rezone(user, command, most_rows))
        if receipt.verdict in _DONE:
            self.paper.append((user, command))
        return receipt

    def do_paper_again(self) -> None:
        """What is on the paper is done again, in its order; what the district still knows is done already."""
        for user, command in self.paper:
            for _ in range(_MOST_TRIES):
                if self._again(user, command).verdict is not Verdict.RETRY:
                    break

    def end_rezonings(self) -> None:
        """Every job that moves rows is seen to its end: what fails for a moment is tried again."""
        for rezoning in self.server.glance().rezonings:
            for _ in range(_MOST_COMMITS):
                if not self.server.carry_on(rezoning, _MOST_ROWS) and rezoning not in self.server.glance().rezonings:
                    break

    def _again(self, user: str, command: Command) -> Receipt:
        if not isinstance(command, Rezone):
            return self.server.order(user, command)
        receipt = self.server.rezone(user, command, _MOST_ROWS)
        self.end_rezonings()
        return receipt

    def desk(self, entity: str, dice: Dice, **more: Any) -> dict[str, Any]:
        """The facts of an office's command; its clocks are the server's."""
        made = Clock(wall=self.time.ms, boot="office", mono=self.time.ms)
        common = {
            "id": dice.uuid7(self.time.ms),
            "seq": 0,
            "entity": entity,
            "root": entity,
            "made": made,
            "contract": 1,
        }
        return common | more

"""What must hold while a run is under way: digests, laws 4 and 6 of the phone, boots that take nothing away, erasures.

It stands between the replies and the phone, and looks at the phone before and after. It changes nothing.
"""

from collections.abc import Callable
from typing import Any, Protocol

from mobile_contract.receipts import FieldOutcome, Receipt, Verdict
from mobile_contract.sync import ERASE, BootReply, BootRequest, DigestReply, DigestRequest, PullReply, PushReply
from sync.phone import Pulled, Pushed
from sync.ports import Queued, Sent
from sync.showing import view
from sync.simulation.devices import Device
from sync.simulation.ports import Key


class Finding(Protocol):
    """Where a violation is told."""

    def violate(self, invariant: str, who: str, what: str) -> None:
        """Something is so that must not be."""
        ...

    def excuses(self, scope: int) -> bool:
        """Whether the digest of a scope may differ: it was spoilt on purpose."""
        ...


class Watch:
    """Hands replies to phones and says what it saw."""

    def __init__(self, finding: Finding, named: Callable[[str], frozenset[int]]) -> None:
        self._finding = finding
        self._named = named

    def push(self, device: Device, reply: PushReply) -> Pushed:
        """Receipts: no own edit may blink away (law 4), no row may go before its lane is judged (law 6)."""
        before = _shown(device, reply) if _is_plain(reply, device) else {}
        written_on = _written_on(device)
        pushed = device.phone.apply_push(reply, device.now())
        if pushed.rekey and not device.cloned:
            self._violate("I3", device, "told to join anew, and was never cloned")
        after = _shown(device, reply) if before else {}
        blinked = [kind_and_id for kind_and_id, record in before.items() if after.get(kind_and_id) != record]
        if blinked:
            told = f"{before[blinked[0]]} becomes {after.get(blinked[0])}"
            self._violate("L4", device, f"an own edit blinks away between its receipt and the next pull: {told}")
        self._still_there(device, written_on, frozenset())
        return pushed

    def pull(self, device: Device, reply: PullReply) -> Pulled:
        """A page: the digests must agree (I2), rows with unjudged work stay (law 6), an erasure leaves nothing (E1)."""
        written_on, versions = _written_on(device), _versions(device)
        pulled = device.phone.apply_pull(reply, device.now())
        unlike = [] if device.damaged else [one for one in pulled.mismatched if not self._finding.excuses(one)]
        if unlike:
            self._violate("I2", device, f"digests differ after a complete pull, scopes {unlike}")
        if pulled.applied and not pulled.more:
            device.mismatched = pulled.mismatched
            device.damaged = device.damaged and bool(pulled.mismatched or device.store.booting.rows())
        self._none_fell(device, versions)
        self._holds_what_it_names(device)
        erased = _erased(reply)
        self._still_there(device, written_on, erased)
        left = [entry for entry in _own(device) if entry.entity in erased]
        if pulled.applied and left:
            self._violate("E1", device, f"what was written about the erased {left[0].entity} is still there")
        return pulled

    def boot(self, device: Device, request: BootRequest, reply: BootReply) -> bool:
        """A chunk: until the last one nothing goes (I13)."""
        written_on, held = _written_on(device), len(device.store.base.rows())
        versions = _versions(device)
        taken = device.phone.apply_boot(request, reply, device.now())
        if taken and reply.after is not None and len(device.store.base.rows()) < held:
            self._violate("I13", device, f"rows went while scope {request.scope} was booted")
        self._none_fell(device, versions)
        self._holds_what_it_names(device)
        self._still_there(device, written_on, frozenset())
        return taken

    def repair(self, device: Device, request: DigestRequest, reply: DigestReply) -> int | None:
        """An answer about a digest: a phone on which nothing is wrong is not mended (I2)."""
        written_on, versions = _written_on(device), _versions(device)
        done = device.phone.apply_repair(request, reply, device.now())
        if done and not device.damaged:
            self._violate("I2", device, f"{done} rows of scope {request.scope} were mended, and nothing was wrong")
        self._none_fell(device, versions)
        self._still_there(device, written_on, _erased(reply))
        return done

    def _holds_what_it_names(self, device: Device) -> None:
        """A cursor says of its scopes that all was read up to it: none of them may be one that is not held whole (I14).

        Otherwise what is told of the scope later would be laid upon rows that are not there.
        """
        named = self._named(device.store.state().cursor)
        fresh = {boot.scope for boot in device.store.booting.rows() if not boot.again}
        lacking = named - ({info.id for info in device.store.scopes.rows()} - fresh)
        if lacking:
            self._violate("I14", device, f"its cursor names scopes {sorted(lacking)}, which it does not hold")

    def _none_fell(self, device: Device, before: tuple[str, dict[Key, int]]) -> None:
        """A lower version changes no row (law 3), within an epoch."""
        epoch, versions = before
        if device.damaged or epoch != _epoch(device):
            return
        fallen = [row for row in device.store.base.rows() if row.version < versions.get((row.kind, row.id), 0)]
        if fallen:
            self._violate("L3", device, f"{fallen[0].id} fell back to version {fallen[0].version}")

    def _still_there(self, device: Device, written_on: set[str], erased: frozenset[str]) -> None:
        if not written_on:
            return
        queued = {entry.entity for entry in device.store.queue.rows()}
        gone = (written_on & queued) - {row.id for row in device.store.base.rows()} - erased
        if gone:
            self._violate("L6", device, f"a row went with work on it unjudged: {min(gone)}")

    def _violate(self, invariant: str, device: Device, what: str) -> None:
        self._finding.violate(invariant, f"phone {device.number}", what)


def _written_on(device: Device) -> set[str]:
    """The rows here that queued commands are about."""
    queue = device.store.queue.rows()
    if not queue:
        return set()
    return {entry.entity for entry in queue} & {row.id for row in device.store.base.rows()}


def _epoch(device: Device) -> str:
    seen = device.store.state().seen
    return seen.epoch if seen else ""


def _versions(device: Device) -> tuple[str, dict[Key, int]]:
    return _epoch(device), {(row.kind, row.id): row.version for row in device.store.base.rows()}


def _own(device: Device) -> list[Queued | Sent]:
    """The commands that a phone still has."""
    return [*device.store.queue.rows(), *device.store.sent.rows()]


def _erased(reply: PullReply | DigestReply) -> frozenset[str]:
    return frozenset(row.id for row in reply.rows if row.op == ERASE)


def _is_plain(reply: PushReply, device: Device) -> bool:
    """Whether every command of the reply was done as it was written, and none has been pulled already."""
    cursor_pos = device.store.state().cursor_pos
    return all(_as_written(one) and one.pos > cursor_pos for one in reply.receipts)


def _as_written(receipt: Receipt) -> bool:
    done = receipt.verdict in (Verdict.APPLIED, Verdict.MERGED)
    return done and all(outcome == FieldOutcome.APPLIED for outcome in receipt.fields.values())


def _shown(device: Device, reply: PushReply) -> dict[Key, Any]:
    """The records that the commands of a reply change, as they are shown; without rows that are on their way out."""
    ids = {receipt.id for receipt in reply.receipts}
    about = {entry.entity for entry in _own(device) if entry.id in ids} - {
        row.id for row in device.store.leaving.rows()
    }
    return {key: record for key, record in view(device.store).changed.items() if key[1] in about}

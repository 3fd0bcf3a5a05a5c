"""A phone's round of sync over the bad network: push, pull, boot, pull again, whatever arrives and whenever.

Every reply that arrives is given to the phone, awaited or not: it is the phone that must tell them apart.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    WipeProof,
    WipeReply,
)
from sync.ports import PhotoFile
from sync.simulation.devices import Device
from sync.simulation.dice import Dice
from sync.simulation.network import PATIENCE_MS, Fate, Request, Timeline, fate
from sync.simulation.older import as_said
from sync.simulation.ports import Refused, Server
from sync.simulation.watching import Watch

MOST_HOPS = 200
_PULLS_ALONE = 0.3
_PAGES = {1: 3, 2: 3, 3: 3, 7: 2, 500: 5}

Reply = PushReply | PullReply | BootReply | DigestReply | WipeReply | PhotoFile | Refused


class Diary(Protocol):
    """Where a run writes what it does and what it finds."""

    def note(self, who: str, what: str) -> None:
        """A line of the trace."""
        ...

    def fault(self, kind: str) -> None:
        """Something bad was done on purpose."""
        ...

    def violate(self, invariant: str, who: str, what: str) -> None:
        """Something is so that must not be."""
        ...

    def excuses(self, scope: int) -> bool:
        """Whether the digest of a scope may differ: it was spoilt on purpose."""
        ...


class Parcel(NamedTuple):
    """One request under way."""

    number: int
    device: Device
    request: Request
    sent_ms: int
    boot: str
    contract: int


class Courier:
    """Carries the rounds of all phones."""

    def __init__(self, server: Server, timeline: Timeline, diary: Diary) -> None:
        self.server = server
        self.timeline = timeline
        self.diary = diary
        self.watch = Watch(diary, server.named)
        self.transit_ms: dict[str, int] = {}
        self.boots: dict[str, set[str]] = {}
        self._sent = 0
        self._dice: dict[int, Dice] = {}
        self._calm: dict[int, bool] = {}

    def begin(self, device: Device, dice: Dice, *, calm: bool) -> bool:
        """Let a phone that is not at it begin a round; its luck is drawn from these dice.

        Now and then it only looks what is new: a pull waits for no queue.
        """
        if device.waiting is not None:
            return False
        self._dice[device.number], self._calm[device.number] = dice, calm
        device.hops = 0
        if not calm and dice.chance(_PULLS_ALONE):
            self._pull(device)
        else:
            self._push_or_pull(device)
        return True

    # --- what goes out ---------------------------------------------------------------------------

    def _push_or_pull(self, device: Device) -> None:
        if device.store.state().rekey:
            install, deaths = self._dice[device.number].uuid7(self.timeline.time.ms), device.deaths
            device.try_to(lambda: device.phone.join(install, device.user))
            if device.deaths > deaths:
                return
            self._tell(device, f"joins anew as {install[-6:]}")
        body = device.phone.next_push(device.now())
        if body is None:
            self._pull(device)
        else:
            self._send(device, body)

    def _boot_or(self, device: Device, otherwise: Callable[[Device], None]) -> None:
        request = device.try_to(device.phone.next_boot)
        if request is not None:
            self._send(device, self._small(device, request))
        elif device.waiting is None:
            otherwise(device)

    def _pull(self, device: Device) -> None:
        request = device.try_to(lambda: device.phone.next_pull(device.now()))
        if request is not None:
            self._send(device, self._small(device, request))

    def _mend_or_end(self, device: Device) -> None:
        request = device.phone.next_repair() or device.phone.next_wipe(device.now()) or device.phone.next_photo()
        if request is None:
            device.try_to(device.tidy_up)
            self._tell(device, "round done")
        else:
            self._send(device, request)

    def _mend_or_pull(self, device: Device) -> None:
        request = device.phone.next_repair()
        if request is None:
            self._pull(device)
        else:
            self._send(device, request)

    def _small(self, device: Device, request: Request) -> Request:
        if not isinstance(request, PullRequest | BootRequest) or self._calm[device.number]:
            return request
        limit = self._dice[device.number].weighted(_PAGES)
        if limit < 7:
            self.diary.fault("small_page")
        return replace(request, limit=limit)

    def _send(self, device: Device, request: Request) -> None:
        device.hops += 1
        if device.hops > MOST_HOPS:
            self.diary.violate("I10", f"phone {device.number}", "a round does not come to its end")
            device.waiting = None
            return
        self._sent += 1
        parcel = Parcel(self._sent, device, request, self.timeline.time.ms, device.now().boot, device.contract)
        luck = fate(self._dice[device.number], calm=self._calm[device.number])
        for kind in luck.faults:
            self.diary.fault(kind)
        device.waiting = parcel.number
        self._dispatch(parcel, luck)
        self.timeline.after(PATIENCE_MS, lambda: self._give_up(parcel))

    def _dispatch(self, parcel: Parcel, luck: Fate) -> None:
        if luck.there_ms is not None:
            self._arrive_after(luck.there_ms, parcel, luck.back_ms)
        for there_ms, back_ms in luck.again:
            self._arrive_after(there_ms, parcel, back_ms)

    def _arrive_after(self, ms: int, parcel: Parcel, back_ms: int | None) -> None:
        self.timeline.after(ms, lambda: self._arrive(parcel, back_ms))

    def _give_up(self, parcel: Parcel) -> None:
        device = parcel.device
        if device.waiting == parcel.number:
            device.waiting = None
            device.try_to(lambda: device.phone.note_failure("no answer"))

    # --- at the server, and back -----------------------------------------------------------------

    def _arrive(self, parcel: Parcel, back_ms: int | None) -> None:
        reply = self._ask(parcel)
        if back_ms is not None:
            self.timeline.after(back_ms, lambda: self._receive(parcel, reply))

    def _ask(self, parcel: Parcel) -> Reply:
        user, request = parcel.device.user, as_said(parcel.request, parcel.contract)
        try:
            if isinstance(request, PullRequest):
                return self.server.pull(user, request)
            if isinstance(request, BootRequest):
                return self.server.boot(user, request)
            if isinstance(request, DigestRequest):
                return self.server.digest(user, request)
            if isinstance(request, WipeProof):
                return self.server.wipe(user, request)
            if isinstance(request, PhotoFile):
                self.server.take_photo(user, request)
                return request
            reply = self.server.push(user, request)
        except Refused as refused:
            self.diary.note(f"phone {parcel.device.number}", f"{_word(request)} #{parcel.number} refused: {refused}")
            return refused
        under_way_ms = self.timeline.time.ms - parcel.sent_ms
        for receipt in reply.receipts:
            self.transit_ms[receipt.id] = max(under_way_ms, self.transit_ms.get(receipt.id, 0))
            self.boots.setdefault(receipt.id, set()).add(parcel.boot)
        return reply

    def _receive(self, parcel: Parcel, reply: Reply) -> None:
        device = parcel.device
        if device.lost:
            return
        awaited = device.waiting == parcel.number
        if awaited:
            device.waiting = None
        elif isinstance(reply, PhotoFile):
            return  # a photo has a line of its own: what comes when that was given up reaches nobody
        deaths = device.deaths
        go_on = device.try_to(lambda: self._take(parcel, reply))
        if device.deaths > deaths:
            self.diary.note(f"phone {device.number}", f"dies of the reply #{parcel.number}")
        elif awaited and go_on is not None:
            go_on(device)

    def _take(self, parcel: Parcel, reply: Reply) -> Callable[[Device], None] | None:
        """Give a reply to the phone; how its round goes on, None if it ends."""
        device = parcel.device
        if isinstance(reply, Refused):
            return self._take_refusal(device, reply)
        if isinstance(reply, PushReply):
            return self._take_receipts(device, reply)
        if isinstance(reply, PullReply):
            pulled = self.watch.pull(device, reply)
            self._tell(device, f"pull #{parcel.number}: {len(reply.rows)} rows, applied {pulled.applied}")
            device.note_answers(reply.rows)
            if not pulled.applied:
                return None
            return self._pull if pulled.more else lambda phone: self._boot_or(phone, self._mend_or_end)
        if isinstance(reply, DigestReply):
            return self._take_digest(parcel, reply)
        if isinstance(reply, WipeReply):
            return self._take_wipe(parcel, reply)
        if isinstance(reply, PhotoFile):
            device.phone.note_photo(reply, offset=reply.size_bytes, done=True)
            return self._mend_or_end
        return self._take_chunk(parcel, reply)

    def _take_digest(self, parcel: Parcel, reply: DigestReply) -> Callable[[Device], None] | None:
        device, request = parcel.device, parcel.request
        if not isinstance(request, DigestRequest):
            return None
        done = self.watch.repair(device, request, reply)
        self._tell(device, f"digest #{parcel.number} of {request.scope}: moved {reply.moved}, mended {done}")
        return None if done is None else self._mend_or_pull

    def _take_wipe(self, parcel: Parcel, reply: WipeReply) -> Callable[[Device], None] | None:
        device, proof = parcel.device, parcel.request
        if not isinstance(proof, WipeProof):
            return None
        proved = device.phone.apply_wipe(proof, reply, device.now())
        self._tell(device, f"wipe #{parcel.number} of {proof.scope}: proved {proved}")
        return self._mend_or_end if proved else None

    def _take_chunk(self, parcel: Parcel, reply: BootReply) -> Callable[[Device], None] | None:
        device, request = parcel.device, parcel.request
        if not isinstance(request, BootRequest):
            return None
        taken = self.watch.boot(device, request, reply)
        device.note_answers(reply.rows)
        self._tell(device, f"boot #{parcel.number} of {request.scope}: {len(reply.rows)} rows, taken {taken}")
        return (lambda phone: self._boot_or(phone, self._pull)) if taken else self._pull

    def _take_refusal(self, device: Device, refused: Refused) -> Callable[[Device], None] | None:
        if refused.status == 413:
            device.phone.shrink(refused.max_batch)
            return self._push_or_pull
        device.phone.note_failure(refused.code)
        return self._pull if refused.status == 404 else None

    def _take_receipts(self, device: Device, reply: PushReply) -> Callable[[Device], None] | None:
        pushed = self.watch.push(device, reply)
        told = "rekey" if pushed.rekey else ", ".join(map(_brief, reply.receipts))
        self._tell(device, f"receipts: {told or pushed.reset}")
        device.answers |= {one.id: one for one in pushed.receipts if one.verdict is not Verdict.RETRY}
        return None if pushed.reset else self._push_or_pull

    def _tell(self, device: Device, what: str) -> None:
        self.diary.note(f"phone {device.number}", what)


def _word(request: Request) -> str:
    return "push" if isinstance(request, bytes) else type(request).__name__


def _brief(receipt: Receipt) -> str:
    return f"{receipt.id[-6:]} {receipt.verdict}"

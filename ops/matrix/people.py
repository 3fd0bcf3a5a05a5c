"""A worker with a real phone: one thread writes at the worker's pace, another syncs, as an app and its service do."""

import hashlib
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct

from mobile_contract.accounts import EnrolRequest
from mobile_contract.base import Clock
from mobile_contract.receipts import Receipt
from ops.phone import device
from ops.phone.rounds import Stopped, sync
from ops.phone.store import FileStore
from ops.phone.transport import Line, Refused, Unreachable
from sync.phone import Phone
from sync.ports import PhoneStore
from sync.simulation.devices import Written
from sync.simulation.dice import Dice
from sync.simulation.drafts import Desk
from sync.simulation.ports import Town

ANSWER_S = 2.0
"""How long a phone of the matrix waits for an answer: less than most partitions last, so that it asks again while its
first request is still under way."""

_CALM_S = 0.25
_OVERLOADED = frozenset({429, 503, 507})
_TRIES = 20
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without it each client would load every authority of the world, and ask none of them."""


class Standing(Struct, frozen=True):
    """How a phone stood after its last whole round: when that began, what was left to send, how far it had read."""

    began_s: float = 0.0
    queue: int = 0
    cursor_pos: int = 0


class Hand:
    """A phone's store as one thread has it open. A Handset of the simulator's checks."""

    def __init__(self, user: str, path: Path) -> None:
        self.user = user
        self.file = FileStore(path)
        self.phone = Phone(self.file)
        self.answers: Mapping[str, Receipt] = {}

    @property
    def store(self) -> PhoneStore:
        """What it has stored."""
        return self.file

    def now(self) -> Clock:
        """What the clocks of this machine say."""
        return device.now()

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class Person:
    """One worker. What the threads tell is read when they have ended, `standing` and `transactions` at any time."""

    def __init__(self, user: str, town: Town, path: Path, dice: Dice) -> None:
        self.user = user
        self.path = path
        self.ledger: dict[str, Written] = {}
        self.transactions = 0
        self.standing = Standing()
        self.failures: Counter[str] = Counter()
        self.wrong: list[str] = []
        """What no fault excuses."""
        self._town = town
        self._dice = dice
        self._token = ""

    def join(self, url: str, code: str) -> None:
        """Redeem the code, and fetch everything for the first time."""
        install, secret = device.new_id(), secrets.token_urlsafe(32)
        line = _line(url, "")
        line.enrol(EnrolRequest(code, install, hashlib.sha256(secret.encode()).hexdigest(), "matrix"))
        line.close()
        self._token = f"{install}.{secret}"
        hand, line = Hand(self.user, self.path), _line(url, self._token)
        hand.phone.join(install, self.user)
        sync(hand.phone, line, device.now, _unheard)
        line.close()
        hand.close()

    # --- one thread ------------------------------------------------------------------------------

    def work(self, interval_s: float, enough: threading.Event) -> None:
        """Write one transaction each interval until it is enough, whatever the line does."""
        with self._findings():
            self._work(interval_s, enough)

    def _work(self, interval_s: float, enough: threading.Event) -> None:
        hand = Hand(self.user, self.path)
        due_s = time.monotonic() + interval_s * self._dice.between(0, 1000) / 1000
        while not enough.wait(max(0.0, due_s - time.monotonic())):
            due_s += interval_s
            self._write(hand)
        hand.close()

    def _write(self, hand: Hand) -> None:
        """What comes to mind on one look at the screen, in one commit. Nothing may change what is shown meanwhile."""
        for _ in range(_TRIES):
            with hand.file.commit():
                draft = Desk(hand, self._town, self._dice).write()
            if draft:
                break
        else:
            self.wrong.append("there is nothing on the screen to write about")
            return
        now = hand.now()
        for command in hand.phone.enqueue(draft, now):
            body = msgspec.json.encode(command)
            self.ledger[command.id] = Written(command.id, body, self.user, now.wall, now.boot, command.entity)
        self.transactions += 1

    # --- another thread --------------------------------------------------------------------------

    def keep_syncing(self, url: str, enough: threading.Event) -> None:
        """Round after round until it is enough; after a failure sooner or later again, as people press the button."""
        with self._findings():
            self._keep_syncing(url, enough)

    def _keep_syncing(self, url: str, enough: threading.Event) -> None:
        hand, dice = Hand(self.user, self.path), Dice("rounds", self._token)
        line = _line(url, self._token)
        while not enough.is_set():
            enough.wait(self._round(hand, line) * (0.6 + 0.8 * dice.between(0, 1000) / 1000))
        line.close()
        hand.close()

    def _round(self, hand: Hand, line: Line) -> float:
        """One round; how long to wait for the next one."""
        began_s = time.monotonic()
        try:
            done = sync(hand.phone, line, device.now, _unheard)
        except Unreachable:
            self.failures["unreachable"] += 1
        except Refused as refused:
            self.failures[f"{refused.status}"] += 1
            if refused.status not in _OVERLOADED:
                self.wrong.append(f"a request was refused: {refused.status} {refused.code}")
            return max(_CALM_S, float(refused.retry_after_s))
        except Stopped as stopped:
            self.wrong.append(f"a round was stopped: {stopped.why}")
        else:
            self.wrong += [f"scope {scope} differs from its digest" for scope in done.mismatched]
            state, left = hand.file.state(), len(hand.file.queue.rows())
            self.standing = Standing(began_s, left, state.cursor_pos)
        return _CALM_S

    @contextmanager
    def _findings(self) -> Generator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the boundary of a thread: what the phone lets out is a finding
            self.wrong.append(f"{type(error).__name__}: {error}")


def _line(url: str, token: str) -> Line:
    return Line(url, token, transport=httpx.HTTPTransport(verify=_NO_TLS), answer_s=ANSWER_S)


def _unheard(_words: str) -> None:
    """Nobody watches this phone's screen."""

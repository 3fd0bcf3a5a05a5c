"""The phone that the kit plays: its numbers, its cursor and what it holds, kept by the letter and by no shortcut."""

import hashlib
import secrets
import time
from typing import Any

import msgspec

from mobile_contract.accounts import Enrolled
from mobile_contract.base import CONTRACT
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import (
    ERASE,
    EXIT,
    PUT,
    BootReply,
    Digest,
    PullReply,
    PushReply,
    Row,
    ScopeInfo,
    Seen,
    Stamp,
)
from ops.contract.asking import NDJSON, Answer, Caller
from ops.contract.checking import Fault, Untried, require
from ops.phone.device import new_id
from sync.digest import hex62, total

Held = dict[tuple[int, str], Row]
MOST_PAGES = 10_000
BOOT = "kit"


class Player:
    """One install. Its clock is `mono` milliseconds after the boot `kit`; the wall clock is this machine's."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.install = new_id()
        self.secret = secrets.token_urlsafe(32)
        self.certificate = ""
        self.user = ""
        self.seq = 0
        self.cursor = ""
        self.seen: Seen | None = None
        self.offered: dict[int, ScopeInfo] = {}
        self.held: dict[int, Held] = {}
        self.foreign: list[Row] = []
        self.digests: dict[str, Digest] = {}
        self.began_s = time.monotonic()

    @property
    def joined(self) -> bool:
        """Whether a server took it in."""
        return bool(self.user)

    # --- who it is -------------------------------------------------------------------------------

    def enrol(self, code: str) -> Answer:
        """Redeem a code (3.1)."""
        return self.caller.post("/v1/enrol", {"code": code, "platform": "kit", **self._names()})

    def rejoin(self, former: str, install: str, secret: str) -> Answer:
        """Join by the certificate (3.6), which was got with the secret `former`."""
        facts = {"certificate": self.certificate, "secret": former, "platform": "kit"}
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        return self.caller.post("/v1/rejoin", {**facts, "install": install, "secret_hash": hashed})

    def become(self, enrolled: Enrolled) -> None:
        """Go on as an install that a server took in."""
        self.user, self.certificate = enrolled.user, enrolled.certificate
        self.caller.http.headers["authorization"] = f"Bearer {self.install}.{self.secret}"

    def _names(self) -> dict[str, str]:
        return {"install": self.install, "secret_hash": hashlib.sha256(self.secret.encode()).hexdigest()}

    # --- writing ---------------------------------------------------------------------------------

    def now(self) -> dict[str, Any]:
        """The clocks of this moment."""
        mono = int((time.monotonic() - self.began_s) * 1000) + 600_000
        return {"wall": time.time_ns() // 1_000_000, "boot": BOOT, "mono": mono}

    def command(self, kind: str, entity: str = "", root: str = "", **facts: Any) -> dict[str, Any]:
        """A command with its common facts (4.1); `facts` come over them."""
        self.seq += 1
        entity = entity or new_id()
        told = {"kind": kind, "id": new_id(), "seq": self.seq, "entity": entity, "root": root or entity}
        return told | {"made": self.now(), "contract": CONTRACT} | facts

    def envelope(self, **more: Any) -> dict[str, Any]:
        """What every push and pull begins with."""
        seen = {} if self.seen is None else {"seen": self.seen}
        queue = {"length": 0, "last_seq": self.seq}
        return {"install": self.install, "contract": CONTRACT, "now": self.now(), "queue": queue} | seen | more

    def send(self, *commands: bytes | dict[str, Any], **envelope: Any) -> Answer:
        """A push as it goes out: the envelope, then a line a command (5.1)."""
        lines = [one if isinstance(one, bytes) else msgspec.json.encode(one) for one in commands]
        body = b"\n".join([msgspec.json.encode(self.envelope(**envelope)), *lines])
        return self.caller.ask("POST", "/v1/sync/push", body, content_type=NDJSON)

    def push(self, *commands: bytes | dict[str, Any], **envelope: Any) -> list[Receipt]:
        """Send commands; their receipts, one for each and in their order. Raises Fault where it is otherwise (5.4)."""
        reply = self.send(*commands, **envelope).of(PushReply)
        self.note(reply.stamp)
        if reply.rekey or reply.reset:
            raise Fault(f"judged nothing: rekey {reply.rekey}, reset {reply.reset or 'none'}")
        require(len(reply.receipts) == len(commands), f"{len(reply.receipts)} receipts for {len(commands)} commands")
        for sent, receipt in zip(commands, reply.receipts, strict=True):
            if isinstance(sent, dict) and receipt.id != sent["id"]:
                raise Fault(f"the receipt of {receipt.id} stands where that of {sent['id']} was due")
        return reply.receipts

    def apply(self, *commands: dict[str, Any]) -> list[Receipt]:
        """Send commands that must all be done as sent."""
        receipts = self.push(*commands)
        for sent, receipt in zip(commands, receipts, strict=True):
            told = f"{sent['kind']}: {receipt.verdict.value} {receipt.why}".rstrip()
            require(receipt.verdict in {Verdict.APPLIED, Verdict.MERGED}, told)
        return receipts

    # --- reading ---------------------------------------------------------------------------------

    def note(self, stamp: Stamp) -> None:
        """Keep the highest stamp (9.1)."""
        if self.seen is None or stamp.epoch != self.seen.epoch or stamp.pos > self.seen.pos:
            self.seen = Seen(stamp.epoch, stamp.pos, stamp.tag, stamp.mac)

    def page(self, cursor: str, **more: Any) -> PullReply:
        """One page, taken nowhere. Raises Fault where it answers another cursor (6.1)."""
        reply = self.caller.post("/v1/sync/pull", self.envelope(cursor=cursor, **more)).of(PullReply)
        require(reply.answers == cursor, "a page answers another cursor than the one that was sent (6.1)")
        self.note(reply.stamp)
        return reply

    def pull(self, limit: int = 500) -> list[Row]:
        """Pages to the last one, taken; the rows that they brought. Those of scopes not held go to `foreign`."""
        rows: list[Row] = []
        for _ in range(MOST_PAGES):
            reply = self.page(self.cursor, limit=limit)
            require(not reply.reset, f"reset: {reply.reset}")
            for gone in reply.drop:
                self.held.pop(gone, None)
            for row in reply.rows:
                if row.scope in self.held:
                    self._take(row)
                else:
                    self.foreign.append(row)
            rows += reply.rows
            self.cursor = reply.cursor
            self.offered = {info.id: info for info in reply.boot}
            if not reply.more:
                self.digests = reply.digests
                return rows
        raise Fault(f"a pull that does not end after {MOST_PAGES} pages")

    def boot(self, scope: int, limit: int = 500, have: tuple[str, ...] = ()) -> tuple[list[Row], str]:
        """All chunks of a scope, taken nowhere, and the cursor that the last one brought (7.2)."""
        rows: list[Row] = []
        after = ""
        for _ in range(MOST_PAGES):
            asked: dict[str, Any] = {"install": self.install, "contract": CONTRACT, "scope": scope, "after": after}
            asked |= {"cursor": self.cursor, "limit": limit} | ({"have": have} if have else {})
            asked |= {} if self.seen is None else {"seen": self.seen}
            reply = self.caller.post("/v1/sync/boot", asked).of(BootReply)
            require(not reply.reset, f"reset: {reply.reset}")
            rows += reply.rows
            if reply.after is None:
                require(bool(reply.cursor), "the last chunk brings no cursor (7.2)")
                return rows, reply.cursor
            require(not reply.cursor, "a chunk that is not the last brings a cursor (7.2)")
            after = reply.after
        raise Fault(f"a boot that does not end after {MOST_PAGES} chunks")

    def catch_up(self, limit: int = 500) -> list[Row]:
        """Pull to the end, boot what is on offer, and pull to the end again."""
        if not self.joined:
            raise Untried("no phone could join")
        rows = self.pull(limit)
        offered = [info for info in self.offered.values() if not info.too_big]
        for info in offered:
            booted, self.cursor = self.boot(info.id, limit)
            self.held[info.id] = {(row.kind, row.id): row for row in booted}
        return rows + self.pull(limit) if offered else rows

    def digest_of(self, scope: int) -> Digest:
        """The digest of what it holds of a scope (8.1)."""
        count, sum_a, sum_b = total((row.kind, row.id, row.version) for row in self.held[scope].values())
        return Digest(count, hex62(sum_a), hex62(sum_b))

    def find(self, kind: int, row_id: str) -> dict[str, Any] | None:
        """A record that it holds, whatever the scope."""
        for rows in self.held.values():
            row = rows.get((kind, row_id))
            if row is not None:
                found: dict[str, Any] = msgspec.json.decode(row.record)
                return found
        return None

    def _take(self, row: Row) -> None:
        scopes = list(self.held) if row.op == ERASE else [row.scope]
        key = (row.kind, row.id)
        require(row.op in {PUT, EXIT, ERASE}, f"op {row.op} in a pull (6.2)")
        for scope in scopes:
            there = self.held[scope].get(key)
            if row.op != PUT:
                self.held[scope].pop(key, None)
            elif there is None or row.version >= there.version:
                self.held[scope][key] = row


def edits(**changes: tuple[Any, Any]) -> dict[str, Any]:
    """Changes of fields, each as [was, new] (4.3)."""
    return {"set": {name: list(pair) for name, pair in changes.items()}}

"""The web side of a scripted district: requests in, answers out, spoiled as the script has it. It judges nothing."""

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from mobile_contract.accounts import Enrolled, EnrolRequest, Me
from mobile_contract.media import NewUpload
from mobile_contract.sync import BootRequest, DigestRequest, PullReply, PullRequest, PushRequest, Wake, WipeProof
from ops.contract.acting import Given, Script
from ops.contract.district import GRID_ID, USER
from ops.contract.stage import BOOT, DIGEST, PULL, PUSH, Asked, Stage

CODE = "KITT-KITT-KITT"
_PACKED = "application/vnd.msgpack"
_SHAPES: dict[str, Any] = {
    PULL: PullRequest,
    BOOT: BootRequest,
    DIGEST: DigestRequest,
    "/v1/sync/wipe": WipeProof,
    "/v1/enrol": EnrolRequest,
    "/v1/uploads": NewUpload,
}
_OUTBOX_KEY = X25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw().hex()
_LEASE = "5a" * 32


class Theatre:
    """One script on one stage, behind one lock: a phone's requests are heard one after another."""

    def __init__(self, script: Script, stage: Stage) -> None:
        self.script = script
        self.stage = stage
        self.lock = threading.Lock()
        self.secret_hashes: dict[str, str] = {}

    def answer(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Given:
        """The answer to a request, and how much of it goes out."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        packed = headers.get("content-type", "") == _PACKED
        with self.lock:
            try:
                asked = self._read(method, path, body, packed=packed)
            except msgspec.MsgspecError as error:
                self.stage.fault("2.2", f"{path}: {error}")
                return _problem(400, "malformed")
            if path not in {"/v1/enrol", "/v1/rejoin"} and not self._knows(headers.get("authorization", "")):
                return _problem(401, "not_signed_in")
            self.stage.hear(asked)
            instead = self.script.before(self.stage, asked)
            if instead is not None:
                asked.refused, asked.wait_s = instead.status, instead.wait_s
                return instead
            given = self.script.after(self.stage, asked, Given(self._route(asked, body, query, packed=packed)))
            asked.spoiled = given.cut is not None or given.stale
            self._note(asked, given)
            return given

    def _read(self, method: str, path: str, body: bytes, *, packed: bool) -> Asked:
        asked = Asked(self.stage.clock(), method, path)
        decode: Any = msgspec.msgpack.decode if packed else msgspec.json.decode
        if path == PUSH:
            first, *rest = [body] if packed else body.split(b"\n")
            envelope = decode(first, type=PushRequest)
            asked.value, asked.bodies = envelope, envelope.commands if packed else tuple(one for one in rest if one)
        elif path in _SHAPES and method == "POST":
            asked.value = decode(body, type=_SHAPES[path])
        return asked

    def _route(self, asked: Asked, body: bytes, query: dict[str, list[str]], *, packed: bool) -> object:
        district = self.stage.district
        match asked.value:
            case EnrolRequest(install=install, secret_hash=secret_hash):
                self.secret_hashes[install] = secret_hash
                keys = {"outbox_key": _OUTBOX_KEY, "lease": _LEASE}
                return Enrolled(install, USER, "Kit", 320114, "Kit 区", (GRID_ID,), **keys)
            case PushRequest():
                return district.push(asked.value, list(asked.bodies), packed=packed)
            case PullRequest():
                return district.pull(asked.value)
            case BootRequest():
                return district.boot(asked.value)
            case DigestRequest():
                return district.compare(asked.value)
            case WipeProof():
                return district.wipe(asked.value)
            case NewUpload():
                return district.promise(asked.value)
            case _:
                return self._other(asked, body, query)

    def _other(self, asked: Asked, body: bytes, query: dict[str, list[str]]) -> object:
        district, upload = self.stage.district, asked.path.rpartition("/")[2]
        if asked.path == "/v1/sync/wake":
            after = int(query.get("after", ["0"])[0])
            return Wake(max(after, district.pos)) if "wait" in query else b": kit\n\n"
        if upload in district.uploads:
            return district.add(upload, body) if asked.method == "PATCH" else len(district.uploads[upload][1])
        return Me(USER, "Kit", grids=(GRID_ID,), outbox_key=_OUTBOX_KEY, lease=_LEASE)

    def _knows(self, authorization: str) -> bool:
        install, _, secret = authorization.removeprefix("Bearer ").partition(".")
        return self.secret_hashes.get(install) == hashlib.sha256(secret.encode()).hexdigest()

    def _note(self, asked: Asked, given: Given) -> None:
        value = given.value
        if asked.spoiled or not hasattr(value, "stamp"):
            return
        reset = bool(getattr(value, "reset", ""))
        page = isinstance(value, PullReply) or (asked.path == BOOT and getattr(value, "after", "") is None)
        self.stage.told(getattr(value, "stamp"), getattr(value, "cursor") if page and not reset else None)  # noqa: B009


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    theatre: Theatre

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's own word
        """Say nothing."""

    def _play(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        given = self.theatre.answer(self.command, self.path, body, headers)
        content, told = _encoded(given, packed=headers.get("content-type", "") == _PACKED)
        if given.cut is not None:
            self.close_connection = True
            content = content[: len(content) // 2] if given.cut else b""
            if not content:
                return
        self.send_response(given.status)
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = do_PATCH = _play  # noqa: N815 - the library's own names


def _encoded(given: Given, *, packed: bool) -> tuple[bytes, dict[str, str]]:
    value, told = given.value, {"content-type": "application/json"}
    if given.status >= 400:
        told = {"content-type": "application/problem+json"} | (
            {"retry-after": str(given.wait_s)} if given.wait_s else {}
        )
    if isinstance(value, bytes):
        return value, {"content-type": "text/event-stream", "connection": "close", "content-length": str(len(value))}
    if isinstance(value, int):
        return b"", {"upload-offset": str(value), "tus-resumable": "1.0.0", "content-length": "0"}
    if packed and given.status < 400:
        rows: list[Any] = getattr(value, "rows", [])
        if rows:
            again = [replace(row, record=msgspec.Raw(_repacked(row.record))) for row in rows]
            value = replace(value, rows=again)  # type: ignore[type-var]  # what has rows is a reply
        content, told = msgspec.msgpack.encode(value), {"content-type": _PACKED}
    else:
        content = msgspec.json.encode(value)
    return content, told | {"content-length": str(len(content))}


def _repacked(record: msgspec.Raw) -> bytes:
    return msgspec.msgpack.encode(msgspec.json.decode(record))


def _problem(status: int, code: str) -> Given:
    return Given({"code": code, "title": code, "title_zh": code, "status": status}, status=status)


@contextmanager
def serving(script: Script, stage: Stage, port: int = 0, host: str = "127.0.0.1") -> Generator[str]:
    """Where the script plays: its address, until the block ends."""
    handler = type("Handler", (_Handler,), {"theatre": Theatre(script, stage)})
    http = ThreadingHTTPServer((host, port), handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()

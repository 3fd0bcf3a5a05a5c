"""The tiny district behind real HTTP on this machine, for tests of what speaks it: enrol, sync, uploads."""

import hashlib
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mobile_contract.accounts import Enrolled, EnrolRequest, Me
from mobile_contract.media import NewUpload, UploadView
from mobile_contract.sync import BootRequest, DigestRequest, PullRequest, WipeProof
from tests.support.phones import USER
from tests.support.tiny_server import TinyServer

LEASE = "5a" * 32
OUTBOX_KEY = X25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw().hex()


class Refusal(Exception):
    def __init__(self, status: int, code: str, **facts: object) -> None:
        super().__init__(code)
        self.status = status
        self.body: dict[str, object] = {"code": code, "title": code, **facts}


class TinyDistrict:
    """What the web side of a district knows: one code, the installs that redeemed it, and bytes of photos."""

    def __init__(self, server: TinyServer) -> None:
        self.server = server
        self.code = "ABCD-EFGH-JKMN"
        self.user = USER
        self.tokens: dict[str, str] = {}
        self.promises: dict[str, NewUpload] = {}
        self.bytes: dict[str, bytes] = {}
        self.max_batch = 200
        self.most_bytes = 1024 * 1024
        self.pulls = 0
        self.chunk_limit: int | None = None
        self.lose_reply_to = ""
        self.refuse_next: dict[str, Refusal] = {}
        self.url = ""

    def enrol(self, body: bytes) -> Enrolled:
        asked = msgspec.json.decode(body, type=EnrolRequest)
        if asked.code != self.code:
            raise Refusal(403, "wrong_enrolment")
        self.code = ""
        self.tokens[asked.install] = asked.secret_hash
        return Enrolled(asked.install, self.user, "Li Wei", 1, "Yuhua", outbox_key=OUTBOX_KEY, lease=LEASE)

    def push(self, body: bytes) -> object:
        if body.count(b"\n") - 1 > self.max_batch:
            raise Refusal(413, "too_large", max_batch=self.max_batch)
        if max(map(len, body.split(b"\n")[1:])) > self.most_bytes:
            raise Refusal(413, "too_large", max_bytes=self.most_bytes)
        return self.server.push(body)

    def pull(self, body: bytes) -> object:
        self.pulls += 1
        return self.server.pull(msgspec.json.decode(body, type=PullRequest))

    def promise(self, body: bytes) -> UploadView:
        asked = msgspec.json.decode(body, type=NewUpload)
        self.promises[asked.upload] = asked
        self.bytes.setdefault(asked.upload, b"")
        return self.view(asked.upload)

    def view(self, upload: str) -> UploadView:
        there, promised = self.bytes[upload], self.promises[upload]
        done = hashlib.sha256(there).hexdigest() == promised.sha256
        return UploadView(upload, len(there), promised.size_bytes, done)

    def add(self, upload: str, offset: int, chunk: bytes) -> int:
        if offset != len(self.bytes[upload]):
            raise Refusal(409, "upload_offset", offset=len(self.bytes[upload]))
        self.bytes[upload] += chunk[: self.chunk_limit]
        return len(self.bytes[upload])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    district: TinyDistrict

    def do_POST(self) -> None:
        district = self.district
        posts: dict[str, Callable[[bytes], object]] = {
            "/v1/enrol": district.enrol,
            "/v1/sync/push": district.push,
            "/v1/sync/pull": district.pull,
            "/v1/sync/boot": lambda body: district.server.boot(msgspec.json.decode(body, type=BootRequest)),
            "/v1/sync/digest": lambda body: district.server.answer(msgspec.json.decode(body, type=DigestRequest)),
            "/v1/sync/wipe": lambda body: district.server.prove(msgspec.json.decode(body, type=WipeProof)),
            "/v1/uploads": district.promise,
        }
        self._answer(posts[self.path])

    def do_GET(self) -> None:
        self._answer(lambda _: Me(self.district.user, "Li Wei", outbox_key=OUTBOX_KEY, lease=LEASE))

    def do_HEAD(self) -> None:
        self._answer_offset(lambda _: len(self.district.bytes[self._upload()]))

    def do_PATCH(self) -> None:
        offset = int(self.headers["upload-offset"])
        self._answer_offset(lambda body: self.district.add(self._upload(), offset, body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's own word
        """Say nothing."""

    def _upload(self) -> str:
        return self.path.rpartition("/")[2]

    def _answer(self, act: Callable[[bytes], object]) -> None:
        self._guarded(lambda body: (msgspec.json.encode(act(body)), {}))

    def _answer_offset(self, act: Callable[[bytes], int]) -> None:
        self._guarded(lambda body: (b"", {"upload-offset": str(act(body))}))

    def _guarded(self, act: Callable[[bytes], tuple[bytes, dict[str, str]]]) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        try:
            self._signed_in()
            answer, headers = act(body)
            status = 200
        except Refusal as refused:
            status, answer, headers = refused.status, msgspec.json.encode(refused.body), {"retry-after": "7"}
        if self.district.lose_reply_to == self.path:
            self.district.lose_reply_to = ""
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _signed_in(self) -> None:
        install, _, secret = self.headers.get("authorization", "").removeprefix("Bearer ").partition(".")
        known = self.district.tokens.get(install) == hashlib.sha256(secret.encode()).hexdigest()
        if self.path != "/v1/enrol" and not known:
            raise Refusal(401, "not_signed_in")
        refusal = self.district.refuse_next.pop(self.path, None)
        if refusal is not None:
            raise refusal


@contextmanager
def serve(server: TinyServer) -> Generator[TinyDistrict]:
    """A district on a free port of this machine; `url` says where."""
    district = TinyDistrict(server)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"district": district}))
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    district.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield district
    finally:
        http.shutdown()
        http.server_close()
        thread.join()

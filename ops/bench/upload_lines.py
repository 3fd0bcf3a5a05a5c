"""Photos by tus as a driver sends them: no byte of a body is copied on its way, and answers are read as heads alone."""

import asyncio
import base64
import hashlib
import random
import socket
from collections.abc import Mapping
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from msgspec import Struct

from ops.bench.wire import TIMEOUT_S, Unexpected
from ops.demo_photos import make_sample_jpeg
from ops.server_process import HOST
from server.core.ids import new_id

_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_READ_BYTES = 65_536
_MARK_BYTES = 16
_TUS = {"Tus-Resumable": "1.0.0"}


class Photo(Struct, frozen=True):
    """Bytes that many photos begin with, and a mark at their end that is one photo's own."""

    start: bytes
    mark: bytes
    sha256: str
    command: str

    @property
    def size_bytes(self) -> int:
        """Its length."""
        return len(self.start) + len(self.mark)


class Head(NamedTuple):
    """What an answer says before its body."""

    status: int
    headers: Mapping[str, str]


def photos(count: int, size_bytes: int, seed: int) -> list[Photo]:
    """So many photos of one length, no two of them alike: a JPEG, and noise up to the length."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret
    jpeg = make_sample_jpeg(seed, 640, 480)
    start = jpeg + dice.randbytes(size_bytes - len(jpeg) - _MARK_BYTES)
    hashed = hashlib.sha256(start)
    made: list[Photo] = []
    for _ in range(count):
        mark, one = dice.randbytes(_MARK_BYTES), hashed.copy()
        one.update(mark)
        made.append(Photo(start, mark, one.hexdigest(), new_id()))
    return made


class Line:
    """One kept connection, one request at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a server of this machine."""
        line = socket.socket()
        line.setblocking(False)  # noqa: FBT003 - the standard library's own
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.get_running_loop().sock_connect(line, (HOST, port))
        except BaseException:
            line.close()
            raise
        return cls(line)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    async def ask(self, *parts: bytes) -> Head:
        """Send a request in parts, as they are, and read its answer to the end. Raises Unexpected, TimeoutError."""
        async with asyncio.timeout(TIMEOUT_S):
            for part in parts:
                await self._loop.sock_sendall(self._line, part)
            return await self._head()

    async def _head(self) -> Head:
        came = await self._more(b"")
        while _END not in came:
            came = await self._more(came)
        raw, _, body = came.partition(_END)
        first, *lines = raw.decode("latin-1").split("\r\n")
        told = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in told}
        while not _is_whole(headers, body):
            body = await self._more(body)
        return Head(int(first.split()[1]), headers)

    async def _more(self, came: bytes) -> bytes:
        piece = await self._loop.sock_recv(self._line, _READ_BYTES)
        if not piece:
            raise Unexpected("the server hung up")
        return came + piece


def _is_whole(headers: Mapping[str, str], body: bytes) -> bool:
    if headers.get("transfer-encoding") == "chunked":
        return body.endswith(_LAST_CHUNK)
    return len(body) >= int(headers.get("content-length", "0"))


async def append(line: Line, number: int, photo: Photo) -> None:
    """One photo to the floor. Raises Unexpected."""
    length = {"Content-Length": str(photo.size_bytes)}
    _good(await line.ask(_request("PATCH", f"/{number}", length), photo.start, photo.mark))


async def send(line: Line, path: str, photo: Photo, token: str = "") -> None:
    """One photo by tus, as its clients do: promised, then sent in one piece. Raises Unexpected."""
    shown = _TUS | ({"Authorization": f"Bearer {token}"} if token else {})
    told = {"sha256": photo.sha256, "command": photo.command}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    promise = {"Upload-Length": str(photo.size_bytes), "Upload-Metadata": metadata, "Content-Length": "0"}
    made = _good(await line.ask(_request("POST", path, shown | promise)))
    piece = {
        "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0",
        "Content-Length": str(photo.size_bytes),
    }  # fmt: skip
    request = _request("PATCH", urlsplit(made["location"]).path, shown | piece)
    stands = _good(await line.ask(request, photo.start, photo.mark))
    if stands["upload-offset"] != str(photo.size_bytes):
        raise Unexpected(f"{photo.size_bytes} bytes were sent, {stands['upload-offset']} are there")


def _request(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {told}" for name, told in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def _good(head: Head) -> Mapping[str, str]:
    if head.status not in {201, 204}:
        raise Unexpected(f"status {head.status}: {dict(head.headers)}")
    return head.headers

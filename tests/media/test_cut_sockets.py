"""Photos whose line is cut at 500 random bytes, over sockets against a running server: they arrive, byte for byte.

The phone speaks tus in chunks. A cut is a FIN or a reset after some byte of a chunk; the phone then asks on a new line
where the server stands, at once, while the server may still be reading what came before the cut.
"""

import asyncio
import base64
import hashlib
import random
import socket
import struct
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from ops.demo_photos import make_sample_jpeg
from ops.postgres import Postgres
from ops.server_process import HOST
from server.core.ids import new_id
from server.uploads.routes import BYTES_TYPE
from server.uploads.tus import RESUMABLE
from tests.faults.rights import in_memory
from tests.support.databases import Templates, migrated
from tests.support.joined import Joined
from tests.support.served import Served, serving

CUTS, PHOTOS = 500, 50
CHUNK = 64 * 1024
SIZE = 10 * CHUNK - 777
SEED = 6
NEW_LINE = {"Connection": "close"}
"""What is asked after a cut comes after it: a line that was open before would overtake the one that was cut."""

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: what is under way is lost, and the other end is told by a reset."""


class Cut(NamedTuple):
    """Where in a photo the line breaks, and how."""

    at: int
    reset: bool


def made(number: int) -> bytes:
    start = make_sample_jpeg(number, 320, 240)
    return start + random.Random(number).randbytes(SIZE - len(start))


def place_of(blobs: Path, content: bytes) -> Path:
    sha256 = hashlib.sha256(content).hexdigest()
    return blobs / sha256[:2] / sha256[2:4] / sha256


class Sending:
    """One photo of a phone, on its way: where the server stands, as far as the phone knows, and what was sent."""

    def __init__(self, phone: Joined, content: bytes) -> None:
        self._http = phone.http
        self._content = content
        self._url = ""
        self.offset = 0
        self.sent_bytes = 0

    @property
    def again(self) -> int:
        """How many bytes were sent that are not behind the server's offset."""
        return self.sent_bytes - self.offset

    async def promise(self) -> None:
        told = {"sha256": hashlib.sha256(self._content).hexdigest(), "command": new_id()}
        metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
        headers = {**RESUMABLE, **NEW_LINE, "Upload-Length": str(SIZE), "Upload-Metadata": metadata}
        answer = await self._http.post("/v1/uploads", headers=headers)
        assert answer.status_code == 201, answer.text
        self._url = answer.headers["location"]

    async def ask(self) -> None:
        answer = await self._http.head(self._url, headers=RESUMABLE | NEW_LINE)
        assert answer.status_code == 200
        self.offset = int(answer.headers["upload-offset"])

    async def send(self) -> None:
        """A chunk. The server knows better where it goes (409) when bytes from before a cut came after the question."""
        piece = self._content[self.offset : self.offset + CHUNK]
        headers = {**RESUMABLE, **NEW_LINE, "Content-Type": BYTES_TYPE, "Upload-Offset": str(self.offset)}
        answer = await self._http.patch(self._url, content=piece, headers=headers)
        assert answer.status_code in {204, 409}, answer.text
        self.sent_bytes += len(piece)
        self.offset = int(answer.headers["upload-offset"])

    async def send_until(self, cut: Cut) -> None:
        """Begin to send a chunk, on a line of its own, and be gone after the byte before `cut.at`."""
        head = [
            f"PATCH {self._url} HTTP/1.1", f"Host: {HOST}", f"Authorization: {self._http.headers['authorization']}",
            f"Content-Type: {BYTES_TYPE}", f"Content-Length: {min(CHUNK, SIZE - self.offset)}",
            f"Upload-Offset: {self.offset}", "Tus-Resumable: 1.0.0", "", "",
        ]  # fmt: skip
        piece, loop = self._content[self.offset : cut.at], asyncio.get_running_loop()
        with socket.socket() as line:
            line.setblocking(False)  # noqa: FBT003 - the standard library's own
            await loop.sock_connect(line, (HOST, self._http.base_url.port))
            await loop.sock_sendall(line, "\r\n".join(head).encode() + piece)
            if cut.reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.sent_bytes += len(piece)


async def arrive(phone: Joined, content: bytes, cuts: Sequence[Cut]) -> list[int]:
    """Send a photo whose line breaks at each of these; how many bytes each of them made the phone send again."""
    sending, told = Sending(phone, content), [0]
    await sending.promise()
    for cut in cuts:
        while sending.offset + CHUNK <= cut.at:
            await sending.send()
        told.append(sending.again)
        await sending.send_until(cut)
        await sending.ask()
    while sending.offset < SIZE:
        await sending.send()
    told.append(sending.again)
    await sending.send()  # nothing: it is answered when the photo is whole
    return [after - before for before, after in pairwise(told[1:])]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one."""
    with tempfile.TemporaryDirectory(dir=in_memory(tmp_path), prefix="hexward-cuts-") as folder:
        yield Path(folder)


@pytest.fixture
async def served(templates: Templates, engine: Postgres | None, memory: Path) -> AsyncIterator[Served]:
    async with migrated(templates, engine, memory) as url, serving(url, memory) as one:
        yield one


async def test_photos_cut_at_500_random_bytes_arrive_and_each_cut_costs_a_chunk_at_most(
    served: Served, memory: Path
) -> None:
    dice, phone = random.Random(SEED), await served.join("worker_west")
    each = CUTS // PHOTOS
    with served.without_faults():
        for number in range(PHOTOS):
            content = made(number)
            cuts = [Cut(at, dice.random() < 0.5) for at in sorted(dice.sample(range(SIZE + 1), each))]
            again = await arrive(phone, content, cuts)
            assert len(again) == each
            assert max(again) <= CHUNK
            assert place_of(memory / "blobs", content).read_bytes() == content
    assert not list((memory / "blobs" / "parts").iterdir())

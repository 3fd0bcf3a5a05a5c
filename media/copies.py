"""Copies of photos that may be shown, kept in a folder by the hash of what was sent. They can all be made again.

Nothing here is evidence, so nothing is made durable: what a power loss takes is painted anew at the next look.
"""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from media.blobs import BlobStore
from media.rendering import THUMBNAILS, Hidden, Rendered
from media.sandbox import Sandbox
from media.traces import traces_of

EDGES = (0, *THUMBNAILS)
"""Which copies there are, by their longest side; 0 is the large one."""

_VERSION = 1
"""Of what is painted: another number, and every copy is made anew."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Copies:
    """Makes the copies of a photo at the first look, all at once, and finds them from then on.

    Two that look at the same moment may both make them: each file comes whole, by its name, and both are alike.
    """

    def __init__(self, root: Path, sandbox: Sandbox) -> None:
        self._root = root
        self._sandbox = sandbox

    def path(self, sha256: str, edge: int, hidden: Sequence[Hidden] = ()) -> Path:
        """Where a copy is, or will be, beneath the folder: what a web server in front is told."""
        if edge not in EDGES:
            raise ValueError("no copy has this name")
        return self._folder(sha256) / f"{self.mark(sha256, hidden)}-{edge}.jpg"

    @staticmethod
    def mark(sha256: str, hidden: Sequence[Hidden] = ()) -> str:
        """What names the bytes that were sent with what is painted over: other areas, other copies."""
        if not hidden:
            return sha256
        told = msgspec.msgpack.encode(sorted(msgspec.structs.astuple(area) for area in hidden))
        return f"{sha256}-{hashlib.blake2b(told, digest_size=8).hexdigest()}"

    async def find(self, blobs: BlobStore, sha256: str, edge: int, hidden: Sequence[Hidden] = ()) -> bytes:
        """A copy's bytes. Raises NoSuchBlob, UnsupportedImage, and SandboxFailed for a fault of ours."""
        kept = await asyncio.to_thread(_read, self._root / self.path(sha256, edge, hidden))
        if kept is not None:
            return kept
        rendered = await self.make(blobs, sha256, hidden)
        return next(one.content for one in rendered.renditions if one.edge == edge)

    async def make(self, blobs: BlobStore, sha256: str, hidden: Sequence[Hidden] = ()) -> Rendered:
        """Make all copies, and tell what was seen on the way. Raises as `find`."""
        content = b"".join([piece async for piece in blobs.read(sha256)])
        rendered = await self._sandbox.render(content, tuple(hidden))
        await asyncio.to_thread(self._keep, sha256, hidden, rendered)
        return rendered

    async def forget(self, sha256: str) -> None:
        """Drop all copies of bytes that are gone, or erased: however much of them was hidden."""
        await asyncio.to_thread(self._forget, sha256)

    def _forget(self, sha256: str) -> None:
        for path in (self._root / self._folder(sha256)).glob(f"{sha256}-*"):
            path.unlink(missing_ok=True)

    @staticmethod
    def _folder(sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("no copy has this name")
        return Path(f"v{_VERSION}") / sha256[:2] / sha256[2:4]

    def close(self) -> None:
        """End the child processes."""
        self._sandbox.close()

    def _keep(self, sha256: str, hidden: Sequence[Hidden], rendered: Rendered) -> None:
        for one in rendered.renditions:
            path = self._root / self.path(sha256, one.edge, hidden)
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(one.content)
            Path(file.name).chmod(0o440)
            Path(file.name).rename(path)


def _read(path: Path) -> bytes | None:
    """The copy; None where there is none, or where a power loss left a file that is not whole."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if traces_of(content):
        path.unlink(missing_ok=True)
        return None
    os.utime(path)
    return content

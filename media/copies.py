"""Copies of photos that may be shown, kept in a folder by the hash of what was sent. They can all be made again.

Nothing here is evidence, so nothing is made durable: what a power loss takes is painted anew at the next look.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from media.blobs import BlobStore
from media.rendering import THUMBNAILS, Rendered
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

    def path(self, sha256: str, edge: int) -> Path:
        """Where a copy is, or will be, beneath the folder: what a web server in front is told."""
        if not _SHA256.fullmatch(sha256) or edge not in EDGES:
            raise ValueError("no copy has this name")
        return Path(f"v{_VERSION}") / sha256[:2] / sha256[2:4] / f"{sha256}-{edge}.jpg"

    async def find(self, blobs: BlobStore, sha256: str, edge: int) -> bytes:
        """A copy's bytes. Raises NoSuchBlob, UnsupportedImage, and SandboxFailed for a fault of ours."""
        kept = await asyncio.to_thread(_read, self._root / self.path(sha256, edge))
        if kept is not None:
            return kept
        content = b"".join([piece async for piece in blobs.read(sha256)])
        rendered = await self._sandbox.render(content)
        await asyncio.to_thread(self._keep, sha256, rendered)
        return next(one.content for one in rendered.renditions if one.edge == edge)

    async def forget(self, sha256: str) -> None:
        """Drop the copies of bytes that are gone, or erased."""
        for edge in EDGES:
            await asyncio.to_thread((self._root / self.path(sha256, edge)).unlink, missing_ok=True)

    def close(self) -> None:
        """End the child processes."""
        self._sandbox.close()

    def _keep(self, sha256: str, rendered: Rendered) -> None:
        for one in rendered.renditions:
            path = self._root / self.path(sha256, one.edge)
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

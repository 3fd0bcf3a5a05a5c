"""Where the bytes of uploads are kept: the store's promise, and files by their hash. It knows no rows and no rights."""

import asyncio
import errno
import fcntl
import hashlib
import os
import re
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from media.uploads import Held, Stored
from mobile_contract.problems import ProblemCode

SYNC_BYTES = 256 * 1024
"""How much of a body is gathered before it is made durable (safety.md 6.3 (11))."""

_UPLOAD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class InvalidName(Exception):
    """An upload id that is no canonical UUID, or a hash that is no lower-case SHA-256: it never becomes a path."""


class NoSuchPart(Exception):
    """The upload has no part: never begun, discarded, or finished meanwhile."""


class NoSuchBlob(Exception):
    """No blob of this hash is here."""

    code: ClassVar[ProblemCode] = ProblemCode.NOT_FOUND


class NoSpace(Exception):
    """The store is full; what was durable before still is."""

    code: ClassVar[ProblemCode] = ProblemCode.NO_SPACE


class OffsetMoved(Exception):
    """The part does not end where the writer thinks: somebody else wrote or recovered it. `offset` is its end."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_OFFSET

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Overrun(Exception):
    """A body went on past the promised size, `end`."""

    code: ClassVar[ProblemCode] = ProblemCode.TOO_LARGE

    def __init__(self, end: int) -> None:
        super().__init__(end)
        self.end = end


def checked_upload(upload_id: str) -> str:
    """An upload's id as a name in a store. Raises InvalidName."""
    if not _UPLOAD_ID.fullmatch(upload_id):
        raise InvalidName(upload_id)
    return upload_id


def checked_hash(sha256: str) -> str:
    """A blob's hash as a name in a store. Raises InvalidName."""
    if not _SHA256.fullmatch(sha256):
        raise InvalidName(sha256)
    return sha256


@runtime_checkable
class BlobStore(Protocol):
    """Parts of uploads under their ids, and finished blobs under their SHA-256, which never change.

    Whatever bytes a call reports are durable when it returns. Every call may raise `InvalidName`, every writing one
    `NoSpace`. Another fault of the disk comes through as the OSError that it is: after a failed fsync nobody may try
    again, the process has to end (safety.md 6.3 (9)).
    """

    writers: int
    """How many bodies one process may write into it at once, so that whatever else waits for its disk gets on."""

    async def begin(self, upload_id: str) -> None:
        """Make an empty part; an earlier one of the same id loses its bytes. Else as `recover`."""
        ...

    async def held(self, upload_id: str, sha256: str) -> Held:
        """What is here of an upload and of the blob that it promises."""
        ...

    async def recover(self, upload_id: str, offset: int) -> int:
        """Cut a part back to at most `offset`, the end that its row vouches for, and return its true end.

        A part that is gone is begun again; raises `NoSuchPart` only if it becomes a blob at this very moment. A writer
        that is still at it fails with `OffsetMoved` at its next append.
        """
        ...

    async def append(self, upload_id: str, offset: int, data: bytes) -> int:
        """Add bytes at the end of a part and return the new end.

        All or nothing: raises `OffsetMoved` unless `offset` is the end, `NoSuchPart`; a full store keeps none of them.
        """
        ...

    async def finish(self, upload_id: str, sha256: str) -> Stored:
        """Hash the stored bytes; if they are the promised ones, the part becomes the blob. Returns what was found.

        Otherwise the part stays as it is. Finishing again what has become a blob reads the blob; with neither,
        raises `NoSuchPart`.
        """
        ...

    async def discard(self, upload_id: str) -> None:
        """Drop a part, if there is one."""
        ...

    async def remove(self, sha256: str) -> None:
        """Drop a blob, if it is here: one that is damaged, or that nobody names."""
        ...

    async def size_of(self, sha256: str) -> int | None:
        """Length of a blob in bytes; None if it is not here."""
        ...

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of a blob from `start` up to `end`, piece by piece; raises `NoSuchBlob` at the first piece."""
        ...

    async def list_parts(self) -> list[str]:
        """Ids of the uploads that have a part, in order."""
        ...

    def list_blobs(self) -> AsyncIterator[str]:
        """Hashes of all blobs, in order; what arrives meanwhile may be missing."""
        ...


def _go_on(_name: str) -> None:
    """No test is at this crash point."""


class FileBlobs:
    """A `BlobStore` in one folder: `parts/<upload id>`, and `<aa>/<bb>/<sha256>` for what is finished.

    Several processes of one machine may share the folder: a part is locked (flock) for the length of one call. Each
    district has a folder of its own. `crashpoint` hears the name of each place at which a test may end the process.
    """

    def __init__(self, root: Path, crashpoint: Callable[[str], None] = _go_on) -> None:
        self.writers = 1  # the database's commits go over the same disk, and a phone that pushes waits for them
        self._root = root
        self._crashpoint = crashpoint
        self._parts = root / "parts"

    async def begin(self, upload_id: str) -> None:
        """Make an empty part. A power loss may undo it until it has bytes: nothing was told of it."""
        await asyncio.to_thread(self._begin, self._part(upload_id))

    async def held(self, upload_id: str, sha256: str) -> Held:
        """Lengths as the folder tells them."""
        part, blob = self._part(upload_id), self._blob(sha256)
        return await asyncio.to_thread(lambda: Held(_size_of(part), _size_of(blob)))

    async def recover(self, upload_id: str, offset: int) -> int:
        """Truncate the part and sync it; nothing is synced where its end is the right one."""
        return await asyncio.to_thread(self._recover, self._part(upload_id), offset)

    async def append(self, upload_id: str, offset: int, data: bytes) -> int:
        """Write at the end of the part and sync; with its first bytes its name is durable."""
        return await asyncio.to_thread(self._append, self._part(upload_id), offset, data)

    async def finish(self, upload_id: str, sha256: str) -> Stored:
        """Hash, sync, rename to the hash, sync every folder on the way; the blob is read-only from then on."""
        return await asyncio.to_thread(self._finish, self._part(upload_id), self._blob(sha256))

    async def discard(self, upload_id: str) -> None:
        """Unlink the part. It may come back with a power loss, and is then cut back by the next `recover`."""
        await asyncio.to_thread(self._part(upload_id).unlink, missing_ok=True)

    async def remove(self, sha256: str) -> None:
        """Unlink the file; a power loss may bring it back."""
        await asyncio.to_thread(self._blob(sha256).unlink, missing_ok=True)

    async def size_of(self, sha256: str) -> int | None:
        """Length of the file."""
        return await asyncio.to_thread(_size_of, self._blob(sha256))

    async def read(self, sha256: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The file in pieces of `SYNC_BYTES`."""
        blob = self._blob(sha256)
        try:
            file = await asyncio.to_thread(blob.open, "rb", buffering=0)
        except FileNotFoundError:
            raise NoSuchBlob(sha256) from None
        with file:
            while end is None or start < end:
                length = SYNC_BYTES if end is None else min(SYNC_BYTES, end - start)
                piece = await asyncio.to_thread(os.pread, file.fileno(), length, start)
                if not piece:
                    return
                yield piece
                start += len(piece)

    async def list_parts(self) -> list[str]:
        """Names in `parts` that are upload ids; other files are nobody's business here."""
        return await asyncio.to_thread(_names, self._parts, _UPLOAD_ID)

    async def list_blobs(self) -> AsyncIterator[str]:
        """Hashes folder by folder, so that a million of them need no room."""
        two_digits = re.compile(r"[0-9a-f]{2}")
        for outer in await asyncio.to_thread(_names, self._root, two_digits):
            for inner in await asyncio.to_thread(_names, self._root / outer, two_digits):
                for sha256 in await asyncio.to_thread(_names, self._root / outer / inner, _SHA256):
                    yield sha256

    def _part(self, upload_id: str) -> Path:
        return self._parts / checked_upload(upload_id)

    def _blob(self, sha256: str) -> Path:
        return self._root / checked_hash(sha256)[:2] / sha256[2:4] / sha256

    def _begin(self, part: Path) -> None:
        with _full_is_told():
            self._parts.mkdir(parents=True, exist_ok=True)
            with _locked(part, os.O_RDWR | os.O_CREAT) as fd:
                os.ftruncate(fd, 0)
            self._crashpoint("blobs.part-made")

    def _recover(self, part: Path, offset: int) -> int:
        try:
            with _full_is_told(), _locked(part, os.O_RDWR) as fd:
                length = os.fstat(fd).st_size
                if length != offset:
                    os.ftruncate(fd, min(length, offset))
                    os.fsync(fd)
                return min(length, offset)
        except NoSuchPart:
            self._begin(part)
            return 0

    def _finish(self, part: Path, blob: Path) -> Stored:
        try:
            with _full_is_told(), _locked(part, os.O_RDWR) as fd:
                found = _hash(fd)
                if found.sha256 == blob.name:
                    os.fsync(fd)
                    blob.parent.mkdir(parents=True, exist_ok=True)
                    # Before the part goes there, and each time: another thread may have made a folder just now.
                    _sync_folders(blob.parent.parent, self._root)
                    self._crashpoint("blobs.hashed")
                    part.rename(blob)
                    self._crashpoint("blobs.renamed")
                    os.fchmod(fd, 0o440)  # not before: a part that stays one must stay writable
                    _sync_folders(blob.parent, self._parts)
                return found
        except NoSuchPart:
            if _size_of(blob) is None:
                raise
        with blob.open("rb") as file:
            found = _hash(file.fileno())
        _sync_folders(blob.parent, blob.parent.parent, self._root, self._parts)
        return found

    def _append(self, part: Path, offset: int, data: bytes) -> int:
        with _locked(part, os.O_RDWR) as fd:
            length = os.fstat(fd).st_size
            if length != offset:
                raise OffsetMoved(length)
            with _full_is_told():
                try:
                    self._write(fd, offset, data)
                except OSError:
                    os.ftruncate(fd, offset)
                    raise
        return offset + len(data)

    def _write(self, fd: int, offset: int, data: bytes) -> None:
        with memoryview(data) as view:
            written = 0
            while written < len(view):
                written += os.pwrite(fd, view[written:], offset + written)
                self._crashpoint("blobs.bytes-written")
        os.fsync(fd)
        if offset == 0:
            _sync_folders(self._parts, self._root, self._root.parent)
        self._crashpoint("blobs.bytes-synced")


@contextmanager
def _locked(part: Path, flags: int) -> Generator[int]:
    """The part's file, for one caller at a time; raises `NoSuchPart` if it is gone or became a blob while waiting."""
    try:
        fd = os.open(part, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileNotFoundError:
        raise NoSuchPart(part.name) from None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        if not _is_at(part, fd):
            raise NoSuchPart(part.name)
        yield fd
    finally:
        os.close(fd)


def _is_at(path: Path, fd: int) -> bool:
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(fd))
    except FileNotFoundError:
        return False


@contextmanager
def _full_is_told() -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise NoSpace(os.strerror(error.errno)) from error
        raise


def _hash(fd: int) -> Stored:
    with open(fd, "rb", closefd=False) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Stored(sha256, file.tell())


def _size_of(path: Path) -> int | None:
    try:
        return path.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return None


def _names(folder: Path, shape: re.Pattern[str]) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if shape.fullmatch(name))  # noqa: PTH208 - names, not paths
    except FileNotFoundError:
        return []


def _sync_folders(*folders: Path) -> None:
    for folder in folders:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

"""Blobs in an object store of any make that speaks S3, by `obstore`. It knows no rows and no rights either.

A blob is one object under its hash. A part is a run of objects `parts/<upload>/<offset>`, each made only if it is not
there yet: of two writers at one offset one loses. What counts is the run from nought without a gap; all else is left
over from a writer that was cut off, and goes with the part.
"""

# obstore's `list` may answer in another library's tables, which is not asked for here.
# pyright: reportUnknownMemberType=false

import hashlib
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, GenericError
from obstore.store import ObjectStore, S3Store

from media.blobs import (
    SYNC_BYTES,
    InvalidName,
    NoSpace,
    NoSuchBlob,
    NoSuchPart,
    OffsetMoved,
    checked_hash,
    checked_upload,
)
from media.uploads import Held, Stored

_PARTS = "parts"
_DIGITS = 15
_MARK = "begun"
_FULL = ("507", "InsufficientStorage", "QuotaExceeded", "StorageFull", "XMinioStorageFull")


def bucket(url: str) -> ObjectStore:
    """A bucket, or a prefix of one, by its address (`s3://photos/320114`). Raises ValueError for what is none."""
    if not url.startswith(("s3://", "s3a://")):
        raise ValueError(f"{url!r} names no bucket; one is named s3://bucket/prefix")
    try:
        return S3Store.from_url(url)
    except BaseError as fault:
        raise ValueError(f"{url!r} names no bucket: {fault}") from fault


class Piece(NamedTuple):
    """One object of a part."""

    path: str
    offset: int
    size_bytes: int


class ObjectBlobs:
    """A `BlobStore` in one bucket, or below one prefix of it; any number of servers may share it.

    What a put has answered is durable by the object store's own promise. Each district has a prefix of its own.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.writers = 32  # they wait for a network, not for our disk
        self._store = store

    async def begin(self, upload_id: str) -> None:
        """Make an empty part: its mark alone."""
        await self.discard(upload_id)
        with _full_is_told():
            await obstore.put_async(self._store, f"{_folder(upload_id)}/{_MARK}", b"")

    async def held(self, upload_id: str, sha256: str) -> Held:
        """Lengths as the store lists them."""
        run = await self._run(upload_id)
        return Held(None if run is None else _end(run), await self.size_of(sha256))

    async def recover(self, upload_id: str, offset: int) -> int:
        """Drop what lies beyond; an object across the offset is written anew, shorter."""
        pieces = await self._pieces(upload_id)
        if pieces is None:
            await self.begin(upload_id)
            return 0
        run = _run_of(pieces)
        kept = [piece for piece in run if piece.offset + piece.size_bytes <= offset]
        across = next((piece for piece in run if piece.offset < offset < piece.offset + piece.size_bytes), None)
        stale = [piece.path for piece in pieces if piece not in kept and piece != across]
        if stale:
            await self._delete(stale)
        if across is None:
            return _end(kept)
        head = await obstore.get_range_async(self._store, across.path, start=0, length=offset - across.offset)
        with _full_is_told():
            await obstore.put_async(self._store, across.path, head.to_bytes(), mode="overwrite")
        return offset

    async def append(self, upload_id: str, offset: int, data: bytes) -> int:
        """One object, made only where none is."""
        run = await self._run(upload_id)
        if run is None:
            raise NoSuchPart(upload_id)
        if _end(run) != offset:
            raise OffsetMoved(_end(run))
        if not data:
            return offset
        try:
            with _full_is_told():
                await obstore.put_async(self._store, f"{_folder(upload_id)}/{offset:0{_DIGITS}d}", data, mode="create")
        except AlreadyExistsError:
            raise OffsetMoved(await self._true_end(upload_id)) from None
        return offset + len(data)

    async def finish(self, upload_id: str, sha256: str) -> Stored:
        """Read the run, hash it, put it under the hash; the part goes afterwards."""
        path = _blob(sha256)
        run = await self._run(upload_id)
        if run is None:
            return await self._hashed_blob(sha256)
        content = b"".join([await self._piece(piece) for piece in run])
        found = Stored(hashlib.sha256(content).hexdigest(), len(content))
        if found.sha256 == sha256:
            with _full_is_told():
                await obstore.put_async(self._store, path, content, mode="overwrite")
            await self.discard(upload_id)
        return found

    async def discard(self, upload_id: str) -> None:
        """Delete every object of the part."""
        pieces = await self._pieces(upload_id) or []
        mark = f"{_folder(upload_id)}/{_MARK}"
        await self._delete([*(piece.path for piece in pieces), mark])

    async def remove(self, sha256: str) -> None:
        """Delete the object."""
        await self._delete([_blob(sha256)])

    async def size_of(self, sha256: str) -> int | None:
        """Length of the object."""
        try:
            return (await obstore.head_async(self._store, _blob(sha256)))["size"]
        except FileNotFoundError:
            return None

    async def read(self, sha256: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The object in ranges of `SYNC_BYTES`, so that a slow reader holds no line to the store."""
        size_bytes = await self.size_of(sha256)
        if size_bytes is None:
            raise NoSuchBlob(sha256)
        end = size_bytes if end is None else min(end, size_bytes)
        for at in range(start, end, SYNC_BYTES):
            length = min(SYNC_BYTES, end - at)
            try:
                piece = await obstore.get_range_async(self._store, _blob(sha256), start=at, length=length)
            except FileNotFoundError:
                raise NoSuchBlob(sha256) from None
            yield piece.to_bytes()

    async def list_parts(self) -> list[str]:
        """Uploads that have their mark; some servers list a folder after its last object went."""
        found: list[str] = []
        async for page in obstore.list(self._store, _PARTS, chunk_size=1_000):
            for meta in page:
                *_, upload_id, name = meta["path"].split("/")
                if name == _MARK and _is(checked_upload, upload_id):
                    found.append(upload_id)
        return sorted(found)

    async def list_blobs(self) -> AsyncIterator[str]:
        """Hashes page by page, in the store's order, which is that of names."""
        async for page in obstore.list(self._store, "blobs", chunk_size=1_000):
            for meta in page:
                name = meta["path"].rsplit("/", 1)[-1]
                if _is(checked_hash, name):
                    yield name

    async def _pieces(self, upload_id: str) -> list[Piece] | None:
        """Objects of a part in order of their offsets; None without a mark: never begun, or discarded."""
        folder, begun = _folder(upload_id), False
        pieces: list[Piece] = []
        async for page in obstore.list(self._store, folder):
            for meta in page:
                name = meta["path"].rsplit("/", 1)[-1]
                begun = begun or name == _MARK
                if name.isdigit():
                    pieces.append(Piece(meta["path"], int(name), meta["size"]))
        return sorted(pieces, key=lambda piece: piece.offset) if begun else None

    async def _run(self, upload_id: str) -> list[Piece] | None:
        pieces = await self._pieces(upload_id)
        return None if pieces is None else _run_of(pieces)

    async def _true_end(self, upload_id: str) -> int:
        return _end(await self._run(upload_id) or [])

    async def _piece(self, piece: Piece) -> bytes:
        try:
            found = await obstore.get_async(self._store, piece.path)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise OffsetMoved(piece.offset) from None  # another request cuts the part back at this moment

    async def _hashed_blob(self, sha256: str) -> Stored:
        hashed, size_bytes = hashlib.sha256(), 0
        try:
            async for piece in self.read(sha256):
                hashed.update(piece)
                size_bytes += len(piece)
        except NoSuchBlob:
            raise NoSuchPart(sha256) from None
        return Stored(hashed.hexdigest(), size_bytes)

    async def _delete(self, paths: list[str]) -> None:
        for path in paths:
            try:
                await obstore.delete_async(self._store, path)
            except FileNotFoundError:
                continue  # gone is what it is meant to be


def _run_of(pieces: list[Piece]) -> list[Piece]:
    run: list[Piece] = []
    for piece in pieces:
        if piece.offset == _end(run):
            run.append(piece)
    return run


def _end(run: list[Piece]) -> int:
    return run[-1].offset + run[-1].size_bytes if run else 0


def _is(checked: Callable[[str], str], name: str) -> bool:
    try:
        checked(name)
    except InvalidName:
        return False
    return True


def _folder(upload_id: str) -> str:
    return f"{_PARTS}/{checked_upload(upload_id)}"


def _blob(sha256: str) -> str:
    return f"blobs/{checked_hash(sha256)}"


@contextmanager
def _full_is_told() -> Generator[None]:
    try:
        yield
    except GenericError as error:
        if any(word in str(error) for word in _FULL):
            raise NoSpace(str(error)[:200]) from error
        raise

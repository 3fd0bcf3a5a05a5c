"""One upload as a server keeps it: a row, a store, and the order in which they are written."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta

from media import uploads
from media.blobs import BlobStore
from media.receiving import receive
from media.uploads import LIMITS, Created, Held, Limits, Mismatch, Promise, Upload, UploadState

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TOO_LATE = NOW + LIMITS.lifetime
UPLOAD = "0195a3c0-0000-7000-8000-000000000001"
OTHER_UPLOAD = "0195a3c0-0000-7000-8000-000000000002"
COMMAND = "0195a3c0-0000-7000-8000-00000000000c"
OWNER = "0195a3c0-0000-7000-8000-00000000000a"


class PowerFailed(Exception):
    """The process ended here; row and store keep what was durable."""


class LineCut(Exception):
    """The body of a request broke off."""


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def promise_of(data: bytes, *, upload_id: str = UPLOAD, owner: str = OWNER, command_id: str = COMMAND) -> Promise:
    return Promise(upload_id, sha256_of(data), len(data), command_id, owner)


def upload_of(data: bytes = b"photo", *, offset: int = 0, state: UploadState = UploadState.RECEIVING) -> Upload:
    return Upload(UPLOAD, sha256_of(data), len(data), COMMAND, OWNER, offset, state, NOW, NOW + LIMITS.lifetime)


async def body(chunks: Iterable[bytes], *, is_cut: bool = False) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if is_cut:
        raise LineCut


async def read_all(store: BlobStore, sha256: str) -> bytes:
    return b"".join([piece async for piece in store.read(sha256)])


class Keeper:
    """Does for one upload what the routes do, with the row in a variable. `fails_before_row` cuts the power there."""

    def __init__(self, store: BlobStore) -> None:
        self.store = store
        self.row: Upload | None = None
        self.fails_before_row = False

    async def create(
        self, promise: Promise, now: datetime = NOW, limits: Limits = LIMITS
    ) -> uploads.Accepted | uploads.CreateRefused:
        held = await self.store.held(promise.id, promise.sha256)
        answer = uploads.create(promise, self.row, held, now, limits)
        match answer:
            case Created(upload):
                await self.store.begin(upload.id)
                self._write(upload)
            case uploads.AlreadyHere(upload):
                self._write(upload)
                await self.store.discard(upload.id)
            case _:
                pass
        return answer

    async def head(self, now: datetime = NOW) -> Upload | uploads.HeadRefused:
        assert self.row is not None
        return uploads.head(self.row, await self._held(self.row), now)

    async def patch(
        self, offset: int, chunks: Iterable[bytes], now: datetime = NOW, *, is_cut: bool = False
    ) -> Upload | uploads.HeadRefused | uploads.PatchRefused | uploads.FinishRefused:
        known = await self.head(now)
        if not isinstance(known, Upload):
            return known
        pieces = list(chunks)
        admitted = uploads.patch(known, offset, sum(map(len, pieces)), now)
        if not isinstance(admitted, Upload):
            return admitted
        if admitted.state is UploadState.RECEIVING:
            if admitted != self.row:
                self._write(admitted)
            await self.store.recover(admitted.id, admitted.offset)
            await receive(self.store, admitted.id, offset, admitted.size_bytes, body(pieces, is_cut=is_cut), self._move)
        return await self.finish()

    async def finish(self) -> Upload | uploads.FinishRefused:
        assert self.row is not None
        if not uploads.is_complete(self.row):
            return self.row
        answer = uploads.finish(self.row, await self.store.finish(self.row.id, self.row.sha256))
        match answer:
            case Upload():
                self._write(answer)
            case Mismatch(upload, _):
                self._write(upload)
                await self.store.discard(upload.id)
            case _:
                pass
        return answer

    async def _held(self, row: Upload) -> Held:
        return await self.store.held(row.id, row.sha256)

    async def _move(self, offset: int) -> None:
        assert self.row is not None
        self._write(uploads.received(self.row, offset))

    def _write(self, upload: Upload) -> None:
        if self.fails_before_row:
            raise PowerFailed
        self.row = upload

"""The file of an import while it is under way: in sealed pieces, under the import's own key; gone when it has ended.

It is no row of the register, so it does not pass the door: as with uploads, short transactions keep it.
"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import bindparam, delete, select

from mobile_contract.problems import ProblemCode
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.problems import Problem
from server.core.statements import Row, Statement, bulk
from server.imports import tables as t
from server.imports.entities import Import

_PIECE = 256 * 1024
_CHUNKS = bulk(t.import_chunks)
_OF_IMPORT = Statement(
    select(t.import_chunks.c.number, t.import_chunks.c.body)
    .where(
        t.import_chunks.c.district_id == bindparam("district"),
        t.import_chunks.c.import_id == bindparam("import_id"),
    )
    .order_by(t.import_chunks.c.number)
)
_FORGET = Statement(
    delete(t.import_chunks).where(
        t.import_chunks.c.district_id == bindparam("district"), among(t.import_chunks.c.import_id, "imports")
    )
)
_KEPT = Statement(
    select(t.import_chunks.c.import_id)
    .distinct()
    .where(t.import_chunks.c.district_id == bindparam("district"))
    .order_by(t.import_chunks.c.import_id)
)


async def keep_file(door: Door, import_id: str, raw: bytes) -> None:
    """Keep the file of an import that was opened. A second time it is kept already."""

    async def work(tx: Tx) -> None:
        keyring = await _keyring(tx, door, import_id)
        key = keyring.key(import_id)
        rows: list[Row] = [
            (door.district, import_id, number, key.seal(piece, _place(import_id, number)))
            for number, piece in enumerate(_pieces(raw))
        ]
        await tx.insert_missing(_CHUNKS, rows)

    await door.database.write(work)


async def file_of(door: Door, found: Import) -> bytes:
    """The file of an import, whole and unchanged. Refuses IMPORT_STATE where it is not here (any more)."""

    async def work(tx: ReadTx) -> bytes:
        keyring = await _keyring(tx, door, found.id)
        rows = await tx.fetch(_OF_IMPORT, district=door.district, import_id=found.id)
        if not rows or not keyring.opens(found.id):
            return b""
        key = keyring.key(found.id)
        return b"".join(key.open(body, _place(found.id, number)) for number, body in rows)

    raw = await door.database.read(work)
    if hashlib.sha256(raw).hexdigest() != found.sha256:
        raise Problem(ProblemCode.IMPORT_STATE, state=found.state.value, file="missing")
    return raw


async def forget_files(door: Door, imports: list[str]) -> None:
    """Forget the files of imports that have ended."""

    async def work(tx: Tx) -> None:
        await tx.execute(_FORGET, district=door.district, imports=sorted(imports))

    if imports:
        await door.database.write(work)


async def list_kept(tx: ReadTx, door: Door) -> list[str]:
    """Imports whose files are here."""
    return [row[0] for row in await tx.fetch(_KEPT, district=door.district)]


async def _keyring(tx: ReadTx, door: Door, import_id: str) -> Keyring:
    keyring = Keyring(door.seal, door.district)
    await load_keys(tx, door.district, keyring, [import_id])
    return keyring


def _pieces(raw: bytes) -> Iterator[bytes]:
    return (raw[start : start + _PIECE] for start in range(0, len(raw), _PIECE))


def _place(import_id: str, number: int) -> bytes:
    return f"import_chunks|body|{import_id}|{number}".encode()

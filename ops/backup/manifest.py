"""What a backup says of itself: what is in it, how far it reaches, and that this district made it. It copies nothing.

The master key is in no backup, and neither is the ledger: both must outlive what a backup brings back.
"""

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from ops.commands.answering import Refused
from server.core.seal import Seal, same

NAME = "manifest.json"
BLOBS = "blobs.txt"
_FORMAT = 1
_PURPOSE = "backup"
_CHUNK_BYTES = 1 << 20


class File(Struct, frozen=True):
    """A file of the backup, by its name in the folder."""

    name: str
    sha256: str
    size_bytes: int


class Manifest(Struct, frozen=True, kw_only=True):
    """A backup's description. Head and schema are those of the copy; `mac` is the district's over all else.

    `tool` is the major version of the PostgreSQL program that dumped it; 0 for SQLite.
    """

    format: int = _FORMAT
    district: int
    name: str
    taken_at: str
    dialect: str
    tool: int
    database: File
    blobs: File
    epoch: str
    pos: int
    link: str
    revision: str
    mac: str = ""


def describe(path: Path) -> File:
    """A file as it lies on the disk."""
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
    return File(path.name, digest.hexdigest(), size_bytes)


def write(folder: Path, manifest: Manifest, seal: Seal) -> Manifest:
    """Sign a manifest and keep it, durably; the last file of a backup."""
    signed = msgspec.structs.replace(manifest, mac=_mac(manifest, seal))
    path = folder / NAME
    path.write_bytes(msgspec.json.format(msgspec.json.encode(signed)) + b"\n")
    for one in (path, folder / manifest.database.name, folder / manifest.blobs.name, folder):
        sync(one)
    return signed


def read(folder: Path, seal: Seal, district: int) -> Manifest:
    """The manifest of a whole backup of this district. Raises Refused for any other."""
    try:
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise Refused(f"there is no backup in {folder}: it has no {NAME}") from error
    except msgspec.MsgspecError as error:
        raise Refused(f"{folder / NAME} is no manifest: {error}") from error
    if not same(manifest.mac, _mac(manifest, seal)):
        raise Refused(f"{folder / NAME} was not written with this district's key, or was changed since")
    if manifest.district != district:
        raise Refused(f"the backup is of district {manifest.district}, not of {district}")
    for told in (manifest.database, manifest.blobs):
        path = folder / told.name
        if not path.is_file():
            raise Refused(f"the backup is not whole: {path} is missing")
        if describe(path) != told:
            raise Refused(f"the backup is corrupt: {path} is not what the manifest says")
    return manifest


def sync(path: Path) -> None:
    """See a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mac(manifest: Manifest, seal: Seal) -> str:
    plain = msgspec.structs.replace(manifest, mac="")
    return seal.vouch(_PURPOSE, msgspec.json.encode(plain))

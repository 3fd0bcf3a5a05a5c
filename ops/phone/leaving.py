"""Leaving a phone without leaving work behind: the rescue file, and logging out (17 of the protocol)."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import hashlib
import os
import secrets
import shutil
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec
import rich_click as click

from mobile_contract.base import CONTRACT
from mobile_contract.rescue import (
    FILE_ID_BYTES,
    MAGIC,
    PART_BYTES,
    PURPOSE,
    CarriedCommand,
    CarriedPhoto,
    Outbox,
    SignedOutbox,
    frame_info,
)
from ops.phone import device
from ops.phone.rounds import Stopped, only_one
from ops.phone.sealing import seal_to, sign
from ops.phone.session import Session, Told, with_phone
from ops.phone.transport import Refused, Unreachable
from sync.outbox import queue_state
from sync.ports import PhotoFile, Queued, Sent

CONFIRMATION = "I give up what is not sent"
_EXPORTED = "exported"


class Exported(msgspec.Struct, frozen=True):
    """What the last rescue file holds, and its SHA-256."""

    sha256: str
    holds: frozenset[str]


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to make."
)
@with_phone
def export(session: Session, output: Path) -> None:
    """Write what is not sent into one sealed FILE that anybody may carry: `hexward outbox import` takes it in.

    Nothing goes from this phone by it. Who carries the file cannot read it.
    """
    store = session.store
    install = store.state().install
    key, certificate = store.setting("outbox key"), store.setting(f"certificate {install}")
    if not key or not certificate or not store.setting(f"key {install}"):
        raise Told("no_outbox_key", "this phone has not got the district's key yet", "`phone sync` fetches it.")
    commands = _commands(session)
    photos = [photo for photo in store.photos.rows() if not photo.done]
    if not commands and not photos:
        raise Told("nothing_to_export", "everything on this phone is on the server, in a backup that was proved")
    sha256 = _write(session, output, commands, photos)
    holds = frozenset([*(one.id for one in commands), *(photo.upload for photo in photos)])
    store.keep(**{_EXPORTED: msgspec.json.encode(Exported(sha256, holds)).decode()})
    told = {"file": str(output), "sha256": sha256, "commands": len(commands), "photos": len(photos)}
    words = f"{output}: {len(commands)} commands, {len(photos)} photos, SHA-256 {sha256}"
    session.answer(told, lambda: click.echo(f"{words}\nTake it to your office: `hexward outbox import`."))


@click.command()
@click.option("--confirm", default="", help=f'With work that is not sent or exported: "{CONFIRMATION}".')
@with_phone
def logout(session: Session, confirm: str) -> None:
    """Leave this phone: its keys, its records and its photos go. Refused while it has work that no backup holds."""
    with only_one(session.file):
        left = _nowhere_else(session)
        if left and confirm != CONFIRMATION:
            hint = f'`phone sync` once a backup was proved, or `phone export -o FILE`; or --confirm "{CONFIRMATION}"'
            told = f"{left} commands and photos are on this phone, and in no backup that was proved"
            raise Told("unsent", told, hint, facts={"unsent": left})
        proved = _prove(session)
        session.store.destroy()
        shutil.rmtree(session.photo_folder, ignore_errors=True)
    session.answer({"given_up": left, "proved": proved}, lambda: click.echo("Logged out: nothing is on this phone."))


def _commands(session: Session) -> list[CarriedCommand]:
    """What waits, and what is answered and may still be lost with a server that is not backed up."""
    rows: list[Queued | Sent] = [*session.store.queue.rows(), *(one for one in session.store.sent.rows() if one.body)]
    return [CarriedCommand(one.seq, one.id, one.lane, one.body) for one in sorted(rows, key=lambda one: one.seq)]


def _write(session: Session, output: Path, commands: Iterable[CarriedCommand], photos: list[PhotoFile]) -> str:
    """Write the file whole or not at all, for its owner alone; its SHA-256."""
    store = session.store
    state, now, file_id = store.state(), device.now(), secrets.token_bytes(FILE_ID_BYTES)
    carried = [CarriedPhoto(one.upload, one.command, one.sha256, one.size_bytes, _is_here(one)) for one in photos]
    outbox = msgspec.msgpack.encode(
        Outbox(
            install=state.install,
            user=state.user,
            certificate=store.setting(f"certificate {state.install}"),
            contract=CONTRACT,
            now=now,
            queue=queue_state(store, now, device.free_bytes(session.file)),
            commands=tuple(commands),
            photos=tuple(carried),
        )
    )
    signature = sign(store.setting(f"key {state.install}"), PURPOSE, file_id + outbox)
    parts = _parts(msgspec.msgpack.encode(SignedOutbox(outbox, signature)), photos)
    draft = output.with_name(f"{output.name}.part")
    digest = hashlib.sha256()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in _framed(parts, store.setting("outbox key"), file_id):
            digest.update(piece)
            file.write(piece)
        _settle(file)
    draft.replace(output)
    return digest.hexdigest()


def _framed(parts: Iterable[bytes], key: str, file_id: bytes) -> Generator[bytes]:
    yield MAGIC + file_id
    for number, part in enumerate(parts):
        sealed = seal_to(key, part, frame_info(file_id, number))
        yield len(sealed).to_bytes(4, "big") + sealed


def _parts(head: bytes, photos: Iterable[PhotoFile]) -> Generator[bytes]:
    yield head
    for photo in photos:
        if _is_here(photo):
            with Path(photo.path).open("rb") as content:
                while part := content.read(PART_BYTES):
                    yield part


def _is_here(photo: PhotoFile) -> bool:
    place = Path(photo.path)
    return place.exists() and place.stat().st_size == photo.size_bytes


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _nowhere_else(session: Session) -> int:
    """How much no backup holds and no rescue file: what is not answered, and what is and could go with its server."""
    told = session.store.setting(_EXPORTED)
    holds = msgspec.json.decode(told, type=Exported).holds if told else frozenset[str]()
    waiting = [one.id for one in _commands(session)]
    waiting += [photo.upload for photo in session.store.photos.rows() if not photo.done]
    return len([one for one in waiting if one not in holds])


def _prove(session: Session) -> int:
    """Tell the district of each area that goes, where it can be told; how many it knows of. A log-out waits for none.

    What is sealed by a lease that ran out is not opened for it: it goes unproved.
    """
    proved = 0
    if session.locked or not session.store.state().install:
        return proved
    session.phone.leave()
    line = session.line()
    try:
        while (proof := session.phone.next_wipe(device.now())) is not None:
            if not session.phone.apply_wipe(proof, line.wipe(proof), device.now()):
                break
            proved += 1
    except (Unreachable, Refused, Stopped) as error:
        session.tell(f"the district was not told: {error}")
    finally:
        line.close()
    return proved

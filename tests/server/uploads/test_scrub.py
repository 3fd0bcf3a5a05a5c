"""`hexward media scrub`: what it finds, what it mends, and that a phone sends again what it still has."""

import hashlib
from pathlib import Path

from ops.cli import main
from server.core.ids import new_id
from tests.server.sync.test_rescue import PNG, Hand, Told, hand, ran
from tests.support.served import Served

__all__ = ["hand"]

NOBODYS = b"bytes that nobody names"
STRAY = hashlib.sha256(NOBODYS).hexdigest()


async def scrub(served: Served, *words: str) -> Told:
    return await ran(main, "media", "scrub", "--data", str(served.log.parent), "--json", *words)


def store(served: Served) -> Path:
    return served.log.parent / "blobs"


def stored(served: Served) -> list[Path]:
    return [path for path in store(served).rglob("*") if path.is_file() and path.read_bytes() == PNG]


async def test_a_damaged_blob_is_dropped_and_comes_again(served: Served, hand: Hand) -> None:
    await hand.write()
    assert (await hand.do("sync")).exit_code == 0
    [blob] = stored(served)
    whole = await scrub(served)
    assert (whole.exit_code, whole.json["blobs"], whole.json["bytes"]) == (0, 1, len(PNG))
    blob.chmod(0o600)
    blob.write_bytes(PNG[:-1] + bytes([PNG[-1] ^ 1]))

    looked = await scrub(served, "--dry-run")
    assert (looked.exit_code, looked.json["damaged"], looked.json["waiting"]) == (1, [blob.name], 0)
    assert blob.exists()
    mended = await scrub(served)
    assert (mended.exit_code, mended.json["damaged"]) == (1, [blob.name])
    assert mended.json["waiting"] >= 1
    assert not blob.exists()
    assert (await hand.do("sync")).exit_code == 0

    assert stored(served) == [blob]
    assert (await scrub(served)).exit_code == 0


async def test_a_missing_blob_is_asked_for_and_strays_stay_until_told(served: Served, hand: Hand) -> None:
    await hand.write()
    assert (await hand.do("sync")).exit_code == 0
    [blob] = stored(served)
    blob.unlink()
    stray = store(served) / STRAY[:2] / STRAY[2:4] / STRAY
    stray.parent.mkdir(parents=True)
    stray.write_bytes(NOBODYS)
    orphan = store(served) / "parts" / new_id()
    orphan.write_bytes(b"half a photo")

    found = await scrub(served)
    assert (found.exit_code, found.json["missing"], found.json["leftovers"]) == (1, [blob.name], [orphan.name])
    assert (orphan.exists(), stray.exists(), found.json["unreferenced"]) == (False, True, [STRAY])
    assert (await scrub(served, "--remove")).json["unreferenced"] == [STRAY]
    assert not stray.exists()

"""A blob that the store has lost is found, told, and comes again from the phone that has it still."""

from pathlib import Path

from ops.cli import main
from tests.server.sync.test_rescue import PNG, Hand, Told, hand, ran
from tests.support.served import Served

__all__ = ["hand"]


async def check(served: Served, *words: str) -> Told:
    return await ran(main, "blobs", "check", "--data", str(served.log.parent), "--json", *words)


def stored(served: Served) -> list[Path]:
    return [path for path in (served.log.parent / "blobs").rglob("*") if path.is_file() and path.read_bytes() == PNG]


async def test_a_blob_that_was_deleted_comes_again(served: Served, hand: Hand) -> None:
    await hand.write()
    assert (await hand.do("sync")).exit_code == 0
    [blob] = stored(served)
    assert (await check(served)).exit_code == 0
    blob.unlink()

    looked = await check(served, "--dry-run")
    assert (looked.exit_code, len(looked.json["lost"]), looked.json["waiting"]) == (1, 1, 0)
    found = await check(served)
    assert (found.exit_code, found.json["lost"]) == (1, looked.json["lost"])
    assert found.json["waiting"] >= 1
    assert (await hand.do("sync")).exit_code == 0

    assert len(stored(served)) == 1
    again = await check(served)
    assert (again.exit_code, again.json["lost"]) == (0, [])

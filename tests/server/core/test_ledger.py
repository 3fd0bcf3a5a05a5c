"""The ledger beside the master key: append-only, bound line to line, and whole after a power cut."""

import asyncio
from pathlib import Path

import pytest

from server.core.ledger import EPOCH, ERASED, FileLedger, LedgerBroken, Line
from server.core.seal import Seal, new_master

ONE, TWO, THREE = (f"0198c0de-0000-7000-8000-{number:012x}" for number in (1, 2, 3))


@pytest.fixture
def seal() -> Seal:
    return Seal.from_master(new_master())


@pytest.fixture
async def ledger(tmp_path: Path, seal: Seal) -> FileLedger:
    made = FileLedger(tmp_path / "ledger", seal, 1)
    for what, identity in ((EPOCH, ONE), (ERASED, TWO), (ERASED, THREE)):
        await made.add(what, identity)
    return made


async def test_lines_are_kept_in_order_and_once_for_their_owner_alone(ledger: FileLedger, seal: Seal) -> None:
    await ledger.add(ERASED, TWO)
    again = FileLedger(ledger.path, seal, 1)
    assert await again.lines() == [Line(EPOCH, ONE), Line(ERASED, TWO), Line(ERASED, THREE)]
    assert ledger.path.stat().st_mode & 0o077 == 0


async def test_there_is_nothing_in_a_ledger_that_nobody_began(tmp_path: Path, seal: Seal) -> None:
    assert await FileLedger(tmp_path / "none", seal, 1).lines() == []


async def test_several_at_once_lose_no_line(tmp_path: Path, seal: Seal) -> None:
    names = [f"0198c0de-0000-7000-8000-{number:012x}" for number in range(20)]
    await asyncio.gather(*(FileLedger(tmp_path / "ledger", seal, 1).add(ERASED, name) for name in names))
    assert {line.id for line in await FileLedger(tmp_path / "ledger", seal, 1).lines()} == set(names)


async def test_a_torn_last_line_never_was(ledger: FileLedger) -> None:
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:-7])
    assert [line.id for line in await ledger.lines()] == [ONE, TWO]
    await ledger.add(ERASED, THREE)
    assert [line.id for line in await ledger.lines()] == [ONE, TWO, THREE]


@pytest.mark.parametrize("how", ["change", "remove", "swap", "another key", "another district"])
async def test_what_was_changed_is_seen(ledger: FileLedger, seal: Seal, how: str) -> None:
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    if how == "change":
        lines[1] = lines[1].replace(TWO.encode(), THREE.encode())
    elif how == "remove":
        del lines[0]
    elif how == "swap":
        lines[1], lines[2] = lines[2], lines[1]
    ledger.path.write_bytes(b"".join(lines))
    reader = FileLedger(ledger.path, Seal.from_master(new_master()) if how == "another key" else seal, 1)
    if how == "another district":
        reader = FileLedger(ledger.path, seal, 2)
    with pytest.raises(LedgerBroken):
        await reader.lines()

"""The reference phone and the JavaScript phone, step by step: `python -m tests.mobile_contract.phone_scripts`.

The simulator plays days of work with faults against the real server; the reference phone writes down all that happens to
it, and the JavaScript phone is told the same. After every step both must have given the same answer, hold the same rows
and show the same records.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import msgspec


from mobile_contract.emit import CONTRACT_ROOT
from ops.simulate.crew import settled
from ops.simulate.port import REAL
from ops.simulate.running import run_seed
from ops.simulate.stores import Shelf, opened
from tests.support.node import node
from tests.support.phone_recording import Recorder

PLAYER = Path(__file__).parent / "tools/play_scripts.mjs"
PHONE = CONTRACT_ROOT / "phone/index.js"
PHONES = 3


class Different(AssertionError):
    """The two phones parted: in which script, at which line and call, what was expected and what was found."""


class Player:
    """The JavaScript phone at the other end of a pipe."""

    def __init__(self, process: subprocess.Popen[bytes], told: IO[bytes]) -> None:
        self._process = process
        self._told = told

    def write(self, line: bytes) -> None:
        """One line of a script."""
        self._told.write(line + b"\n")

    def close(self) -> dict[str, Any]:
        """The end of all scripts: what was played. Raises Different."""
        with suppress(BrokenPipeError):  # it has stopped at a difference, which it tells below
            self.write(b'{"script":null}')
        with suppress(BrokenPipeError):
            self._told.close()
        assert self._process.stdout is not None
        told = self._process.stdout.read()
        code = self._process.wait(timeout=60)
        played: dict[str, Any] = json.loads(told) if told else {"wrong": f"exit code {code}"}
        if "wrong" in played:
            raise Different(json.dumps(played["wrong"], ensure_ascii=False, indent=1)[:6000])
        return played


@contextmanager
def playing(store: Path | None = None, phone: Path = PHONE) -> Generator[Player]:
    """A player, with the stores of a module (in memory without one) and the phone of another."""
    command = [str(node()), str(PLAYER), phone.as_uri(), *([store.as_uri()] if store else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        yield Player(process, process.stdin)


def play(shelf: Shelf, seeds: Iterable[int], steps: int, player: Player) -> dict[str, Any]:
    """Play some seeds, and what came of it. Raises Different."""
    try:
        for seed in seeds:
            player.write(msgspec.json.encode({"script": seed}))
            recorder = Recorder(player.write)
            result = run_seed(shelf, seed, steps, replace(REAL, phone=recorder.make_phone))
            bugs = [found for found in result.violations if found.invariant == "BUG"]
            if bugs and "BrokenPipeError" in bugs[0].what:
                break
            assert result.violations == (), result.violations
    except BrokenPipeError:
        pass  # it has stopped at a difference, which it tells when it is closed
    return player.close()


def _play_share(shelf: Shelf, seeds: Iterable[int], steps: int) -> dict[str, Any]:
    with playing() as player:
        return play(shelf, seeds, steps, player)


def main() -> int:
    """Play as many scripts as are asked for; exit code 1 at the first difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scripts", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    told = parser.parse_args()
    began = time.monotonic()
    seeds = range(told.first_seed, told.first_seed + told.scripts)
    with settled(), opened("memory", PHONES) as shelf:
        try:
            played = _play_share(shelf, seeds, told.steps)
        except Different as different:
            print(different, file=sys.stderr)  # noqa: T201 - a tool's answer
            return 1
    print(json.dumps(played | {"seconds": round(time.monotonic() - began)}))  # noqa: T201 - a tool's answer
    return 0


if __name__ == "__main__":
    sys.exit(main())

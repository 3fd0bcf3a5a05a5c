"""The reference phone and the JavaScript phone, step by step: `python -m tests.mobile_contract.phone_scripts`.

The simulator plays days of work with faults against the real server; the reference phone writes down all that happens
to it, and the JavaScript phone is told the same. After every step both must have given the same answer, hold the same
rows and show the same records.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

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


def record(shelf: Shelf, seeds: Iterable[int], steps: int, write: Callable[[bytes], object]) -> None:
    """Play seeds on the reference phone, and write their scripts line by line. Raises what `write` raises."""
    for seed in seeds:
        write(msgspec.json.encode({"script": seed}) + b"\n")
        recorder = Recorder(write)
        result = run_seed(shelf, seed, steps, replace(REAL, phone=recorder.make_phone))
        if recorder.failed is not None:
            raise recorder.failed
        assert result.violations == (), result.violations
    write(b'{"script":null}\n')


def command(store: Path | None = None, phone: Path = PHONE) -> list[str]:
    """What plays scripts from its standard input, on the stores of a module (without one, in memory)."""
    return [str(node()), str(PLAYER), phone.as_uri(), *([store.as_uri()] if store else [])]


def played(told: bytes, code: int) -> dict[str, Any]:
    """What the player says that it has played. Raises Different."""
    found: dict[str, Any] = json.loads(told) if told else {"wrong": f"exit code {code}"}
    if "wrong" in found:
        raise Different(json.dumps(found["wrong"], ensure_ascii=False, indent=1)[:6000])
    return found


def play_live(seeds: Iterable[int], steps: int) -> dict[str, Any]:
    """Play seeds on both phones at once. Raises Different."""
    with (
        settled(),
        opened("memory", PHONES) as shelf,
        subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):  # it stops at the first difference, and tells it
            record(shelf, seeds, steps, process.stdin.write)
        with suppress(BrokenPipeError):
            process.stdin.close()
        return played(process.stdout.read(), process.wait(timeout=60))


def main() -> int:
    """Play as many scripts as are asked for; exit code 1 at the first difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scripts", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    told = parser.parse_args()
    began = time.monotonic()
    seeds = range(told.first_seed, told.first_seed + told.scripts)
    try:
        answer = play_live(seeds, told.steps)
    except Different as different:
        print(different, file=sys.stderr)  # noqa: T201 - a tool's answer
        return 1
    print(json.dumps(answer | {"seconds": round(time.monotonic() - began)}))  # noqa: T201 - a tool's answer
    return 0


if __name__ == "__main__":
    sys.exit(main())

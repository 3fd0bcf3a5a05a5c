"""The floor of an upload: an application on the server's own software that appends a body to a file and syncs it.

It checks nothing, hashes nothing and keeps no row. `python -m ops.bench.appending PORT FOLDER` serves it.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from litestar import Litestar, Request, Response, get, patch
from litestar.params import FromPath

FOLDER = "HEXWARD_BENCH_APPENDING"
_MAX_BYTES = 64 * 2**20


@get("/readyz", status_code=200)
async def ready() -> None:
    """It serves."""


@patch("/{name:str}", status_code=204, request_max_body_size=_MAX_BYTES)
async def append(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[None]:
    """Append a body as it comes, and sync it once."""
    fd = os.open(Path(os.environ[FOLDER]) / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        async for chunk in request.stream():
            os.write(fd, chunk)
        await asyncio.to_thread(os.fsync, fd)
    finally:
        os.close(fd)
    return Response(None, status_code=204)


def create_app() -> Litestar:
    """The application."""
    return Litestar(route_handlers=[ready, append], openapi_config=None)


def main(port: int, folder: str) -> None:
    """Serve as `hexward serve` does, until SIGTERM."""
    os.environ[FOLDER] = folder
    Granian(
        "ops.bench.appending:create_app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        http=HTTPModes.http1,
        loop=Loops.auto,
        websockets=False,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])

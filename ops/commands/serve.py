"""`hexward serve`: granian with one worker over `server.app`. It checks first that the district can be served."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import os
import resource
from pathlib import Path
from typing import Any

import rich_click as click
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops

from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.opening import opened, refuse_old_schema
from ops.commands.settings_file import environment_of, load_settings
from ops.server_process import is_free
from server.core.ledger import FileLedger
from server.core.loading import head_of
from server.core.seal import Seal
from server.settings import Settings, read_master

_APPLICATION = "server.app:create_app"
_KILL_TIMEOUT_S = 5
"""Without it a SIGTERM that meets a starting worker is waited on for ever (emmett-framework/granian #875)."""

_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


@click.command()
@click.option("--host", default="", help="The address to listen at.  [default: HEXWARD_HOST, or 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65_535), help="The port to listen at.  [default: HEXWARD_PORT, or 8000]")
@click.option(
    "--with-consumers/--without-consumers",
    "consumers",
    default=None,
    help="Whether to run the background consumers too.",
)
@data_option
@json_option
def serve(host: str, port: int | None, consumers: bool | None, data: Path, as_json: bool) -> None:
    """Answer phones and offices until SIGTERM or Ctrl-C. Put a proxy that speaks TLS before it.

    Refuses to start on wrong settings (3), on a database that could lose a commit, is out of reach or has another
    schema (4).
    """
    with faults_in_one_line():
        told = {"host": host or None, "port": port, "consumers": None if consumers is None else int(consumers)}
        ordered = {name: str(value) for name, value in told.items() if value is not None}
        settings = load_settings(data, **ordered)
        asyncio.run(_refuse_early(settings))
        if not is_free(settings.port, settings.host):
            where = f"{settings.host}:{settings.port}"
            raise Refused(f"{where} is taken, or is no address of this machine; give another --port or --host")
        url = f"http://{settings.host}:{settings.port}"
        answer({"serving": url, "pid": os.getpid()}, f"Serving district {settings.district} at {url}", as_json=as_json)
        _allow_lines()
        os.environ.update(environment_of(data, **ordered))  # the worker is a process of its own, and reads them there
        _serve(settings)


def _allow_lines() -> None:
    """Each phone that listens holds a line open: more of them than a shell allows by itself."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _refuse_early(settings: Settings) -> None:
    """Say in one line what the worker could only say in a traceback."""
    seal = Seal.from_master(read_master(settings))
    await FileLedger(settings.ledger, seal, settings.district).lines()
    async with opened(settings.database) as database:
        await refuse_old_schema(database)
        await database.read(lambda tx: head_of(tx, settings.district))


def _serve(settings: Settings) -> None:
    """One worker: the door keeps the directory in memory, and one process saturates the database's fsync."""
    Granian(
        _APPLICATION,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        workers_kill_timeout=_KILL_TIMEOUT_S,
        http=HTTPModes.http1,
        loop=Loops.auto,
        websockets=False,
        log_access=False,
        log_dictconfig=_LOGGING,
    ).serve()

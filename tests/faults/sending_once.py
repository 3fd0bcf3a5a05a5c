"""Processes that plan and send what there is to send, and end: `python -m tests.faults.sending_once FILE`.

The application is loaded once. Each line of stdin forks a process for each of its words, all at once, and is answered
with their exit codes. A word is the crash point to die at, name:N, or `-`. The district is told by `HEXWARD_*` in the
environment. FILE gets the id of each message that the provider was given, before it answers.
"""

import asyncio
import os
import sys
from pathlib import Path

import structlog

from server.app import open_door
from server.core import postgres, sqlite
from server.core.consumers import Workers
from server.core.crashing import CRASH_AT, arm
from server.notices.planning import notices_consumer
from server.notices.sending import Pace, Sender
from server.settings import from_environment
from tests.support.recording import RecordingChannel

LEASE_S = 0.5
UNHURT = "-"
ENGINES = (postgres.PostgresDatabase, sqlite.SqliteDatabase)
"""Loaded here, for the application loads its engine only as it opens one."""


async def run(file: Path, crash_at: str) -> None:
    """Follow the journal to its end, then send all that is due."""
    door = await open_door(from_environment())
    channel = RecordingChannel(file=file)
    sender = Sender("recording", channel, pace=Pace(at_once=4, lease_s=LEASE_S))
    try:
        arm({} if crash_at == UNHURT else {CRASH_AT: crash_at})
        await Workers(door, [notices_consumer(channel.kinds)], [sender.job()]).catch_up()
    finally:
        await door.database.close()


def forked(file: Path, crash_at: str) -> int:
    """The pid of a process that does it; its exit code is 1 where it fails."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        asyncio.run(run(file, crash_at))
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(file: Path) -> None:
    """Until stdin ends. Nothing is said on stdout but the answers."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        pids = [forked(file, word) for word in line.split()]
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        sys.stdout.write(" ".join(map(str, codes)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

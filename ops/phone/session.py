"""What every command of the terminal phone shares: its file, its way of speaking, its exit codes. No command itself."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import functools
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console

from mobile_contract.commands import Malformed
from ops.phone import bar, device
from ops.phone.catalog import Ambiguous, NotFound
from ops.phone.drafts import WrongInput
from ops.phone.photos import MissingFile, WrongPhoto
from ops.phone.rounds import Stopped, Underway
from ops.phone.store import FileStore
from ops.phone.transport import Line, Refused, Unreachable
from sync import lease
from sync.outbox import TooLarge
from sync.phone import AnotherUser, Phone

OFFLINE_EXIT, SIGN_IN_EXIT, NO_SUCH_EXIT, REFUSED_EXIT = 3, 4, 5, 6
DEFAULT_FILE = Path.home() / ".hexphone" / "phone.db"
DEFAULT_SERVER = "http://127.0.0.1:8000"


class Told(Exception):
    """An error with its exit code: one sentence, and one on what to do now."""

    def __init__(self, code: str, message: str, hint: str = "", *, exit_code: int = 1, facts: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.exit_code = exit_code
        self.facts = facts

    def show(self, *, json_wanted: bool) -> None:
        """One JSON object, or two lines, on the error stream."""
        if json_wanted:
            told: dict[str, object] = {
                "error": self.code,
                "message": str(self),
                "hint": self.hint,
                "facts": self.facts or {},
            }
            click.echo(json.dumps(told, ensure_ascii=False), err=True)
            return
        click.echo(f"{self.code}: {self}", err=True)
        if self.hint:
            click.echo(self.hint, err=True)


class Session:
    """One run of one command on one phone."""

    def __init__(self, file: Path, *, json_wanted: bool) -> None:
        self.store = FileStore(file)
        self.phone = Phone(self.store, free_bytes=device.free_bytes(file))
        self.file = file
        self.json_wanted = json_wanted
        self.console = Console(highlight=False)
        if self.locked:
            self.store.lock()

    @property
    def locked(self) -> bool:
        """Whether the lease has run out: what is personal is shut away until the district was reached again."""
        return lease.is_over(self.store.state(), device.now())

    def require_lease(self) -> None:
        """Raises Told where what is personal is shut away."""
        if self.locked:
            hint = "`phone sync` opens it. What you wrote is kept; `report` and `visit` with a full id go on."
            raise Told("locked", "no contact for seven days: records are shut away", hint, exit_code=SIGN_IN_EXIT)

    @property
    def photo_folder(self) -> Path:
        """Where this phone keeps the photos that it has not sent."""
        return self.file.with_suffix(".photos")

    def line(self) -> Line:
        """The line to the district that this phone has joined."""
        state = self.store.state()
        if not state.install:
            raise Told("not_joined", "this phone has not joined a district", "phone join CODE --server URL")
        secret = self.store.setting(f"secret {state.install}")
        return Line(self.store.setting("server") or DEFAULT_SERVER, f"{state.install}.{secret}")

    def tell(self, words: str) -> None:
        """Progress, for people only, and never in the way of the answer."""
        if not self.json_wanted and sys.stderr.isatty():
            click.echo(f"  {words}", err=True)

    def answer(self, told: Any, show: Callable[[], None] | None = None) -> None:
        """The answer: as JSON, or as `show` prints it."""
        if self.json_wanted:
            click.echo(msgspec.json.encode(told).decode())
        elif show is not None:
            show()

    def bar(self, next_in_s: float = 0.0) -> str:
        """The sync bar's line, in the language of the terminal."""
        return bar.text(bar.bar(self.store, device.now(), next_in_s=next_in_s or self.phone.wait_s(0.5)), language())

    def close(self) -> None:
        """Close the file."""
        self.store.close()


def with_records(command: Callable[..., object]) -> Callable[..., object]:
    """As `with_phone`, for a command that shows or needs what is personal: refused once the lease has run out."""

    @functools.wraps(command)
    def run(session: Session, *args: Any, **options: Any) -> None:
        session.require_lease()
        command(session, *args, **options)

    return with_phone(run)


def with_phone(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command its Session, with `--file` and `--json`, and turn what can go wrong into one clear line."""

    @click.option("--file", "file", type=click.Path(dir_okay=False, path_type=Path), envvar="HEXPHONE_FILE",
                  default=DEFAULT_FILE, show_default=True, help="The phone's own file.")  # fmt: skip
    @click.option("--json", "json_wanted", is_flag=True, help="Answer as JSON.")
    @functools.wraps(command)
    def run(*args: Any, file: Path, json_wanted: bool, **options: Any) -> None:
        session: Session | None = None
        try:
            session = Session(file, json_wanted=json_wanted)
            command(session, *args, **options)
        except _CAUGHT as error:
            told = _told(error)
            told.show(json_wanted=json_wanted)
            raise SystemExit(told.exit_code) from error
        finally:
            if session is not None:
                session.close()

    return run


def language() -> str:
    """The terminal's language, for the few words that exist in two."""
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "en")


def _told(error: BaseException) -> Told:
    if isinstance(error, Told):
        return error
    return next(words(error) for kind, words in _TOLD.items() if isinstance(error, kind))


def _refused(error: Any) -> Told:
    if error.signed_out:
        return Told(
            error.code,
            error.title,
            "Nothing on this phone is lost: join again with a new code.",
            exit_code=SIGN_IN_EXIT,
        )
    return Told(error.code, error.title or error.code, exit_code=REFUSED_EXIT, facts=error.facts)


def _stopped(error: Any) -> Told:
    if error.why == "rekey":
        hint = "This phone's file was copied. Join again with a new code; what is queued will be sent."
        return Told("rekey", "the district does not take this install any more", hint, exit_code=SIGN_IN_EXIT)
    return Told(error.why, str(error), "Nothing was lost; what is queued stays queued.", exit_code=REFUSED_EXIT)


_TOLD: Mapping[type[Exception], Callable[[Any], Told]] = {
    sqlite3.Error: lambda error: Told("file", f"the phone's file cannot be used: {error}"),
    OSError: lambda error: Told("file", f"{error.filename or ''}: {error.strerror}"),
    Unreachable: lambda error: Told(
        "offline", str(error), "Everything is safe on this phone; `phone sync` tries again.", exit_code=OFFLINE_EXIT
    ),
    Refused: _refused,
    Stopped: _stopped,
    Underway: lambda _: Told("underway", "another process is syncing this phone"),
    MissingFile: lambda error: Told("photo_missing", f"the phone's copy of a photo is gone: {error}"),
    NotFound: lambda error: Told(
        "no_such_record", f"nothing on this phone is called {error}", "`phone list` shows what there is.",
        exit_code=NO_SUCH_EXIT,
    ),
    Ambiguous: lambda error: Told(
        "ambiguous", f"{error} could be {', '.join(error.candidates)}", "Give more digits.", exit_code=NO_SUCH_EXIT
    ),
    Malformed: lambda error: Told("wrong_input", str(error), exit_code=2),
    WrongInput: lambda error: Told("wrong_input", str(error), exit_code=2),
    WrongPhoto: lambda error: Told("wrong_photo", str(error), exit_code=2),
    TooLarge: lambda error: Told("too_large", str(error), exit_code=2),
    AnotherUser: lambda _: Told(
        "another_user", "this file belongs to another user", "Each user has a file: give another --file."
    ),
}  # fmt: skip
_CAUGHT: tuple[type[Exception], ...] = (Told, *_TOLD)

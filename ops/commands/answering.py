"""How every command answers: JSON or words on stdout, faults in one line on stderr, exit codes that mean something."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import json
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from server.core.database import DatabaseFault, UnsafeDurability
from server.core.ledger import LedgerBroken
from server.settings import WrongSettings

FOUND_FAULTS = 1
WRONG_SETTINGS = 3
NO_DATABASE = 4

DEFAULT_DATA = Path("hexward-data")

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object on stdout.")
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_DATA,
    show_default=True,
    help="The district's folder, with its hexward.env; HEXWARD_* in the environment come first.",
)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s")


class Refused(Exception):
    """The order cannot be carried out as given; the text is the one line to show."""


def answer(facts: Mapping[str, Any], words: str, *, as_json: bool) -> None:
    """The command's answer, once: as JSON, or in words."""
    click.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else words)


def remark(words: str) -> None:
    """What a person at the terminal wants to know, and no program."""
    click.echo(words, err=True)


@contextmanager
def progress_bar(what: str, total: int) -> Generator[Callable[[int], None], None]:
    """A bar on stderr with rate and time left; call what it gives with how many are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def faults_in_one_line() -> Generator[None, None]:
    """End the command with one line and its exit code for what an operator can mend; a bug keeps its traceback."""
    try:
        yield
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        click.echo(f"hexward: {line_of(error)}", err=True)
        sys.exit(code)


def line_of(error: Exception) -> str:
    """The first line of what an error says, without what SQLAlchemy puts around it."""
    told = getattr(error, "orig", None) or error
    return (str(told).strip() or type(told).__name__).splitlines()[0]


def _exit_code(error: Exception) -> int | None:
    if isinstance(error, (WrongSettings, LedgerBroken)):
        return WRONG_SETTINGS
    # head_of says with a plain LookupError that there is no district; a KeyError is a bug.
    if isinstance(error, (DatabaseFault, UnsafeDurability, DBAPIError)) or type(error) is LookupError:
        return NO_DATABASE
    return FOUND_FAULTS if isinstance(error, (Refused, OSError)) else None

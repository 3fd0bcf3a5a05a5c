"""`hexward bench`: what this machine can do, and what the server makes of it. It touches no district that there is."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from ops.bench.cases import CaseFigures, cases_table, measure_cases
from ops.bench.cases_filling import QUICK, CaseSizes, OutOfBounds
from ops.bench.crowds import idle_table, rush_table
from ops.bench.district import Lost
from ops.bench.due import due_table, measure_due
from ops.bench.figures import Figures, table_of
from ops.bench.forms import ROWS, FormFigures, forms_table, measure_forms
from ops.bench.idle import MANY, PULLS, IdleFigures, idle
from ops.bench.images import image_table, measure_images
from ops.bench.imports import RESIDENTS, ImportFigures, Unlike, import_table, measure_import
from ops.bench.progress import Progress
from ops.bench.renewal import QUICK_RENEWAL, RenewalFigures, RenewalSizes, renewal, renewal_table
from ops.bench.run import measure
from ops.bench.rush import QUICK_PHONES, Crowd, RushFigures, rush
from ops.bench.searching import SearchFigures, measure_search, search_table
from ops.bench.sizes import QUICK_RESIDENTS, Sizes
from ops.bench.stores import POSTGRES, SQLITE, begun
from ops.bench.upload import UploadFigures, UploadSizes, measure_upload
from ops.bench.upload_table import upload_table
from ops.bench.visits import VisitFigures, measure_visits, visits_table
from ops.bench.wire import Unexpected
from ops.postgres import PostgresUnavailable
from ops.server_process import ServerFailed

F = TypeVar("F", bound=msgspec.Struct)

_BOTH = "both"
_store_option = click.option(
    "--store", type=click.Choice([SQLITE, POSTGRES, _BOTH]), default=_BOTH, show_default=True, help="On which database."
)
_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line and store, on stdout.")


@click.group(invoke_without_command=True)
@_store_option
@click.option("--quick", is_flag=True, help=f"Grow to {QUICK_RESIDENTS:,} residents only.")
@click.option(
    "--residents",
    type=click.IntRange(11_000, 3_000_000),
    default=Sizes().large,
    show_default=True,
    help="How many residents the pull is measured with in the end.",
)
@_json_option
@click.pass_context
def bench(ctx: click.Context, store: str, quick: bool, residents: int, as_json: bool) -> None:
    """Measure push, boot, fleet and pull against a real server over loopback HTTP, each figure beside its floor.

    The server is `hexward serve`, on a database of its own in a temporary folder. A run that loses a command, or gets
    another answer than the right one, ends with 1.
    """
    if ctx.invoked_subcommand is not None:
        return
    sizes = Sizes(large=QUICK_RESIDENTS if quick else residents)
    _tell(store, lambda name: measure_store(name, sizes), table_of, as_json=as_json)


@bench.command("rush")
@_store_option
@click.option("--phones", type=click.IntRange(1, 20_000), default=Crowd().phones, show_default=True)
@click.option(
    "--commands", type=click.IntRange(1, 5_000), default=Crowd().commands, show_default=True, help="Of each phone."
)
@click.option("--quick", is_flag=True, help=f"{QUICK_PHONES} phones only.")
@_json_option
def rush_command(store: str, phones: int, commands: int, quick: bool, as_json: bool) -> None:
    """Let all phones come back at once, after three days without a network. Lost commands or errors end with 1.

    1,200 phones and their 252,000 commands take about three minutes a store, most of it to make them.
    """
    crowd = Crowd(phones=QUICK_PHONES if quick else phones, commands=commands)
    found = _tell(store, lambda name: rush_store(name, crowd), rush_table, as_json=as_json)
    if any(one.errors or one.lost for one in found):
        sys.exit(1)


@bench.command("pull")
@_store_option
@click.option("--scopes", type=click.IntRange(6, 580), default=MANY, show_default=True, help="Of the phone with many.")
@_json_option
def pull_command(store: str, scopes: int, as_json: bool) -> None:
    """Measure a pull that brings nothing, for a phone of five scopes and for one of many."""
    _tell(store, lambda name: idle_store(name, scopes), idle_table, as_json=as_json)


@bench.command("cases")
@_store_option
@click.option("--quick", is_flag=True, help="A hundredth of it, with every fact and count compared.")
@click.option(
    "--minutes",
    type=click.IntRange(1, 600),
    default=int(CaseSizes().longest_s) // 60,
    show_default=True,
    help="A store takes no longer; a run that would ends with 1.",
)
@_json_option
def cases_command(store: str, minutes: int, *, quick: bool, as_json: bool) -> None:
    """Give a district three years of cases (1.1 million, 13 million events), and measure what it is asked then.

    The cases are laid down as rows: what a command takes is measured beside all of them, and beside a journal and a
    feed that hold little more than what the bench itself issued. `hexward bench` has the door beside a fuller journal.

    Pages of the board, every indicator by department, commands through the door, sweeps of the deadlines. A store
    needs about 20 GB in the folder for temporary files (TMPDIR) while it is measured.
    """
    sizes = msgspec.structs.replace(QUICK if quick else CaseSizes(), longest_s=minutes * 60.0)
    _tell(store, lambda name: cases_store(name, sizes), cases_table, as_json=as_json)


@bench.command("renewal")
@_store_option
@click.option("--grids", type=click.IntRange(1, 600), default=RenewalSizes().grids, show_default=True)
@click.option("--households", type=click.IntRange(1, 2_000), default=RenewalSizes().households, help="Of each grid.")
@click.option("--floating", type=click.IntRange(1, 2_000), default=RenewalSizes().floating, help="Of each grid.")
@click.option("--quick", is_flag=True, help=f"{QUICK_RENEWAL.grids} grids only.")
@_json_option
def renewal_command(store: str, grids: int, households: int, floating: int, *, quick: bool, as_json: bool) -> None:
    """Open a week in every grid, and the next with all of it still open, while a phone pushes.

    230,000 households and 200,000 floating persons are filled in first: several minutes a store.
    """
    wanted = QUICK_RENEWAL.grids if quick else grids
    sizes = RenewalSizes(grids=wanted, households=households, floating=floating)
    _tell(store, lambda name: renewal_store(name, sizes), renewal_table, as_json=as_json)


@bench.command("search")
@_store_option
@click.option("--residents", type=click.IntRange(100, 3_000_000), default=600_000, show_default=True)
@click.option(
    "--asked", type=click.IntRange(2, 10_000), default=100, show_default=True, help="Of each kind of question."
)
@_json_option
def search_command(store: str, residents: int, asked: int, *, as_json: bool) -> None:
    """Measure how fast a resident is found by name, sound, number and home; to fill a store takes some minutes."""
    _tell(store, lambda name: search_store(name, residents, asked), search_table, as_json=as_json)


@bench.command("due")
@_json_option
def due_command(as_json: bool) -> None:
    """Measure how many due instants a second one core computes, by the work calendar. It needs no database."""
    figures = measure_due()
    if as_json:
        click.echo(msgspec.json.encode(figures))
    else:
        Console(highlight=False).print(due_table(figures))


@bench.command("images")
@_json_option
def images_command(as_json: bool) -> None:
    """Measure what a 12-megapixel photo costs until it may be shown. It needs no database."""
    figures = measure_images()
    if as_json:
        click.echo(msgspec.json.encode(figures))
    else:
        Console(highlight=False).print(image_table(figures))


async def search_store(name: str, residents: int, asked: int) -> SearchFigures:
    """The figures of search in one store. Raises Lost, PostgresUnavailable, Unexpected."""
    async with begun(name) as store:
        return await measure_search(store, residents, asked, Progress(name))


@bench.command("visits")
@_store_option
@_json_option
def visits_command(store: str, as_json: bool) -> None:
    """Measure the due list of one grid of 1,500 people: a page of it, and what it takes after something changed."""
    _tell(store, visits_store, visits_table, as_json=as_json)


@bench.command("form")
@_store_option
@click.option("--rows", type=click.IntRange(10, 20_000), default=ROWS, show_default=True)
@_json_option
def form_command(store: str, rows: int, as_json: bool) -> None:
    """Fill three departments' forms for a grid of so many people, twice, beside the workbook library alone."""
    _tell(store, lambda name: form_store(name, rows), forms_table, as_json=as_json)


@bench.command("import")
@_store_option
@click.option("--residents", type=click.IntRange(3, 500_000), default=RESIDENTS, show_default=True)
@_json_option
def import_command(store: str, residents: int, as_json: bool) -> None:
    """Import a workbook of made-up residents with their homes: looked at, run, looked at again, taken back."""
    _tell(store, lambda name: import_store(name, residents), import_table, as_json=as_json)


@bench.command("upload")
@_store_option
@click.option("--rounds", type=click.IntRange(1, 1_000), default=UploadSizes().rounds, show_default=True)
@click.option("--photos", type=click.IntRange(1, 5_000), default=UploadSizes().photos, show_default=True)
@click.option("--phones", type=click.IntRange(1, 500), default=UploadSizes().phones, show_default=True)
@_json_option
def upload_command(store: str, rounds: int, photos: int, phones: int, *, as_json: bool) -> None:
    """Send photos by tus, beside a bare append and a published tus server; then from many phones beside a push.

    The published server is installed by npm into a temporary folder; where that fails, its figures are left out.
    """
    sizes = UploadSizes(rounds=rounds, photos=photos, phones=min(phones, photos))
    _tell(store, lambda name: upload_store(name, sizes), upload_table, as_json=as_json)


async def measure_store(name: str, sizes: Sizes) -> Figures:
    """All figures of one store, begun from nothing. Raises Lost, ServerFailed, PostgresUnavailable, Unexpected."""
    async with begun(name) as store:
        return await measure(store, sizes, Progress(name))


async def rush_store(name: str, crowd: Crowd) -> RushFigures:
    """A rush on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await rush(store, crowd, Progress(name))


async def cases_store(name: str, sizes: CaseSizes) -> CaseFigures:
    """Cases on one store. Raises as `measure_store`, and OutOfBounds."""
    async with begun(name) as store:
        return await measure_cases(store, sizes, Progress(name))


async def renewal_store(name: str, sizes: RenewalSizes) -> RenewalFigures:
    """Two weeks on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await renewal(store, sizes, Progress(name))


async def visits_store(name: str) -> VisitFigures:
    """A due list on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await measure_visits(store, Progress(name))


async def form_store(name: str, rows: int) -> FormFigures:
    """Forms on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await measure_forms(store, Progress(name), rows=rows)


async def import_store(name: str, residents: int) -> ImportFigures:
    """An import on one store. Raises as `measure_store`, and Unlike."""
    async with begun(name) as store:
        return await measure_import(store, residents, Progress(name))


async def upload_store(name: str, sizes: UploadSizes) -> UploadFigures:
    """Uploads on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await measure_upload(store, sizes, Progress(name))


async def idle_store(name: str, scopes: int, pulls: int = PULLS) -> IdleFigures:
    """Idle pulls on one store. Raises as `measure_store`."""
    async with begun(name) as store:
        return await idle(store, Progress(name), scopes, pulls)


def _tell(
    store: str, measured: Callable[[str], Awaitable[F]], table: Callable[[F], Table], *, as_json: bool
) -> list[F]:
    """Measure on each store and tell of it before the next one begins."""
    console = Console(highlight=False)
    found: list[F] = []
    for name in (SQLITE, POSTGRES) if store == _BOTH else (store,):
        try:
            found.append(asyncio.run(_awaited(measured(name))))
        except (Lost, OutOfBounds, ServerFailed, PostgresUnavailable, TimeoutError, Unexpected, Unlike) as error:
            click.echo(f"hexward: {name}: {str(error) or type(error).__name__}", err=True)
            sys.exit(1)
        if as_json:
            click.echo(msgspec.json.encode(found[-1]))
        else:
            console.print(table(found[-1]))
    return found


async def _awaited(work: Awaitable[F]) -> F:
    return await work

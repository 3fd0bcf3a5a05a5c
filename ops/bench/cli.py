"""`hexward bench`: what this machine can do, and what the server makes of it. It touches no district that there is."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys

import msgspec
import rich_click as click
from rich.console import Console

from ops.bench.district import Lost
from ops.bench.figures import Figures, table_of
from ops.bench.progress import Progress
from ops.bench.run import measure
from ops.bench.sizes import QUICK_RESIDENTS, Sizes
from ops.bench.stores import POSTGRES, SQLITE, begun
from ops.bench.wire import Unexpected
from ops.postgres import PostgresUnavailable
from ops.server_process import ServerFailed

_BOTH = "both"


@click.command()
@click.option(
    "--store", type=click.Choice([SQLITE, POSTGRES, _BOTH]), default=_BOTH, show_default=True, help="On which database."
)
@click.option("--quick", is_flag=True, help=f"Grow to {QUICK_RESIDENTS:,} residents only.")
@click.option(
    "--residents",
    type=click.IntRange(11_000, 3_000_000),
    default=Sizes().large,
    show_default=True,
    help="How many residents the pull is measured with in the end.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and store, on stdout.")
def bench(store: str, quick: bool, residents: int, as_json: bool) -> None:
    """Measure push, boot, fleet and pull against a real server over loopback HTTP, each figure beside its floor.

    The server is `hexward serve`, on a database of its own in a temporary folder. A run that loses a command, or gets
    another answer than the right one, ends with 1.
    """
    sizes = Sizes(large=QUICK_RESIDENTS if quick else residents)
    console = Console(highlight=False)
    for name in (SQLITE, POSTGRES) if store == _BOTH else (store,):
        try:
            figures = asyncio.run(measure_store(name, sizes))
        except (Lost, ServerFailed, PostgresUnavailable, TimeoutError, Unexpected) as error:
            click.echo(f"hexward: {name}: {str(error) or type(error).__name__}", err=True)
            sys.exit(1)
        if as_json:
            click.echo(msgspec.json.encode(figures))
        else:
            console.print(table_of(figures))


async def measure_store(name: str, sizes: Sizes) -> Figures:
    """All figures of one store, begun from nothing. Raises Lost, ServerFailed, PostgresUnavailable, Unexpected."""
    async with begun(name) as store:
        return await measure(store, sizes, Progress(name))

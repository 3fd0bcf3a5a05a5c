"""`hexward search`: residents found by name, part of a name, pinyin, initials, home, or last digits of a number."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.register_views import SearchPage
from ops.commands import persons_orders as orders
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--purpose", required=True, help="What for: register, inbox, renewal:week, case:ID or visit-plan:ID.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--after", help="The id after which the page begins.")
@data_option
@json_option
def search(
    question: tuple[str, ...], purpose: str, limit: int, after: str | None, data: Path, *, as_json: bool
) -> None:
    """Find residents: 张三, 田芳, zhangsan, zs, 3幢101, 3-1-101, or the last four to six digits of a number.

    Several words must all fit. Names and numbers are masked; who was shown, and what for, stays in the journal. What
    was written within the last second may not be found yet: `hexward work` or `serve` keeps the index.
    """

    async def run() -> SearchPage:
        async with door_of(load_settings(data)) as door:
            return await orders.search(door, " ".join(question), purpose, after, limit)

    with faults_in_one_line():
        page = asyncio.run(run())
        answer(msgspec.to_builtins(page), "\n".join(_lines(page)), as_json=as_json)


def _lines(page: SearchPage) -> Iterator[str]:
    for hit in page.hits:
        one = hit.person
        yield f"{one.id}  {one.name}  {one.birth_year or '----'}  {one.phone or '-'}  {hit.building}  {hit.grid}"
    if page.next is not None:
        yield f"more: --after {page.next}"
    if page.more:
        yield "too many fit to look at all of them: ask for more of the name, the number or the home"
    if not page.hits:
        yield "nobody fits"

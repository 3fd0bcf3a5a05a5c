"""What `hexward search` and `hexward duplicates` read and order, district-wide, written down under their own names."""

from collections.abc import Sequence

from mobile_contract.base import Command
from mobile_contract.merges import DuplicatePage
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.register_views import SearchPage
from ops.commands.answering import Refused
from server.accounts.scope import OfficeScope, directory_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.core.problems import Problem
from server.core.reading import one_purpose
from server.residents.duplicates import pairs_in
from server.residents.finding import search_in
from server.residents.searching import LONGEST, asked_in

SEARCHER = Actor(user=SYSTEM_USER, install=named_id("actor:hexward search"), system=True)
DECIDER = Actor(user=SYSTEM_USER, install=named_id("actor:hexward duplicates"), system=True)
"""The server itself, by its operator at the command line: the journal tells them by the install."""


async def search(door: Door, question: str, purpose: str, after: str | None, limit: int) -> SearchPage:
    """Who fits a question, anywhere in the district, masked. Raises Refused for one that says nothing."""
    asked = asked_in(question) if len(question) <= LONGEST else ()
    if not asked:
        raise Refused("ask for a name, a part of one, pinyin, initials, a home, or four and more last digits")

    async def work(tx: Tx) -> tuple[SearchPage, Sequence[str]]:
        page = await search_in(await everywhere(tx, door), tx, door, asked, after, limit)
        return page, [hit.person.id for hit in page.hits]

    return await door.witnessed(Reading(SEARCHER, purpose_of(purpose), "search", SYSTEM_USER), work)


async def list_pairs(
    door: Door, code: str, purpose: str, after: str | None, limit: int, *, decided_too: bool
) -> DuplicatePage:
    """Pairs of the grid with this code, masked. Raises Refused where there is no such grid."""
    grid = await door.database.read(lambda tx: _grid(tx, door, code))

    async def work(tx: Tx) -> tuple[DuplicatePage, Sequence[str]]:
        return await pairs_in(await everywhere(tx, door), tx, door, grid, after, limit, decided_too=decided_too)

    return await door.witnessed(Reading(DECIDER, purpose_of(purpose), "duplicates", grid), work)


async def say(door: Door, command: Command) -> str:
    """Say something of a pair: the verdict. Raises Refused with what the rule has against it."""
    [receipt] = (await door.issue([command], DECIDER)).receipts
    if receipt.verdict not in {Verdict.APPLIED, Verdict.MERGED}:
        raise Refused(f"not said: {receipt.verdict} {receipt.why} {dict(receipt.facts)}")
    return receipt.verdict.value


def purpose_of(text: str) -> str:
    """What it is read for. Raises Refused."""
    try:
        return one_purpose(text)
    except Problem as problem:
        if problem.code is not ProblemCode.MALFORMED:
            raise
        raise Refused(
            f"{text} is no purpose; register, inbox, renewal:week, case:ID and visit-plan:ID are"
        ) from problem


async def everywhere(tx: ReadTx, door: Door) -> OfficeScope:
    """The whole district, which is the operator's to look at."""
    directory = await directory_of(tx, door)
    grids = tuple(sorted(grid.id for grid in directory.district_grids()))
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=grids, gridless=True)


async def _grid(tx: ReadTx, door: Door, code: str) -> str:
    grids = [grid.id for grid in (await directory_of(tx, door)).district_grids() if grid.code == code]
    if len(grids) != 1:
        raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return grids[0]

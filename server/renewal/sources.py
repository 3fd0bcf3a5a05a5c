"""Why a fact comes on a week's worklist: a list of small reads, each over many grids at once, by periods that are data.

A source is one line of SOURCES, its periods one line of `data/renewal.json`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.renewal import RenewalTarget
from server.core.database import ReadTx
from server.premises import service as premises
from server.residents import worklist
from server.residents.moves import day_of
from server.residents.worklist import Lying


class Period(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a source looks, in days, and for how many days an answer is enough."""

    days: int
    quiet_days: int = 0


class RenewalRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The periods of the sources, the weeks from which on an open item is a debt, and the bounds of ages in days."""

    scheme: str
    sources: Mapping[str, Period]
    debt_weeks: int
    age_days: tuple[int, ...]


class Asked(NamedTuple):
    """What a source is asked: of which district and grids, as of which cut, and how many days it looks."""

    district: int
    grids: Sequence[str]
    cut: datetime
    days: int


class Source(NamedTuple):
    """One reason: its name in the rules and on the wire, what it asks to look at, and how it is found."""

    name: str
    target_kind: RenewalTarget
    read: Callable[[ReadTx, Asked], Awaitable[Sequence[Lying]]]


async def _certificates(tx: ReadTx, asked: Asked) -> list[Lying]:
    until_on = day_of(asked.cut + timedelta(days=asked.days))
    return await worklist.list_expiring(tx, asked.district, asked.grids, until_on)


async def _dwellings(tx: ReadTx, asked: Asked) -> list[Lying]:
    since = asked.cut - timedelta(days=asked.days)
    return await worklist.list_changed_dwellings(tx, asked.district, asked.grids, since)


async def _tenants(tx: ReadTx, asked: Asked) -> list[Lying]:
    due_on = day_of(asked.cut + timedelta(days=asked.days))
    found = await premises.list_unverified_homes(tx, asked.district, asked.grids, due_on)
    return [Lying(grid, dwelling) for grid, dwelling in found]


async def _unvisited(tx: ReadTx, asked: Asked) -> list[Lying]:
    before = asked.cut - timedelta(days=asked.days)
    return await worklist.list_unvisited(tx, asked.district, asked.grids, before)


SOURCES = (
    Source("certificate", RenewalTarget.RESIDENCY, _certificates),
    Source("dwelling", RenewalTarget.DWELLING, _dwellings),
    Source("tenancy", RenewalTarget.DWELLING, _tenants),
    Source("unvisited", RenewalTarget.HOUSEHOLD, _unvisited),
)
"""In this order they stand on a worklist (domain.md 7)."""


@cache
def renewal_rules() -> RenewalRules:
    """The rules that came with this release."""
    raw = files("server.renewal").joinpath("data/renewal.json").read_bytes()
    return msgspec.json.decode(raw, type=RenewalRules)

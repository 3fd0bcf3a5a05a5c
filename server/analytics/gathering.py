"""Gathers what figures are made of: which counts an indicator needs by what, from kept counts where they do.

Months by department, major, grid and the areas above it are kept. The facts themselves are asked for what is too many
to keep (classes, people), for one grid, and for grids as they were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from mobile_contract.accounts import OrgLevel
from server.analytics import rows
from server.analytics.counting import LIMITS, Cohort, Cut, days_of
from server.analytics.facts import SHANGHAI
from server.analytics.queries import AREA, Kind, Reach, list_cells, list_rows
from server.analytics.reckoning import Counted, Ratio, ratios
from server.analytics.signature import Packing
from server.analytics.specs import By, GridVersion, Indicator, Unit, packing_of
from server.core.database import ReadTx
from server.directory import DistrictDirectory

_CUTS: Mapping[By, Cut] = {By.DEPARTMENT: Cut.DEPARTMENT, By.MAJOR: Cut.MAJOR, By.GRID: Cut.GRID}
_COLUMNS: Mapping[By, str] = {
    By.DEPARTMENT: "department",
    By.MAJOR: "major",
    By.GRID: "grid",
    By.CLASS: "class_code",
    By.COMMUNITY: "area",
    By.STREET: "area",
}
_SIGNED = {By.KIND: "kind", By.SOURCE: "source"}
"""What the signature itself tells."""

_PLACES = frozenset({By.GRID, By.COMMUNITY, By.STREET})
_ABOVE = frozenset({By.COMMUNITY, By.STREET})


class Period(NamedTuple):
    """The days of a month that are counted, `until` not included; `whole` says that they are all of them."""

    month: int
    first: int
    until: int
    whole: bool


def period_of(month: int, cohort: Cohort, at: datetime) -> Period:
    """What of a month is over at an instant: a limit that ends today has not been missed, so today is not counted."""
    first, until = days_of(month)
    today = at.astimezone(SHANGHAI).toordinal()
    over = today if cohort in LIMITS else today + 1
    return Period(month, first, max(first, min(until, over)), until <= over)


def column_of(indicator: Indicator, by: By) -> str | None:
    """The column of the facts that tells a row's group, if one does."""
    if by is By.PERSON:
        return indicator.spec.person
    if by in _PLACES and indicator.spec.grid_version is GridVersion.THEN:
        return "grid_then"
    return _COLUMNS.get(by)


def held_by(indicator: Indicator, by: By) -> str | None:
    """The post that somebody must have had for a row to count."""
    return indicator.spec.person if indicator.spec.unit is Unit.PERSON or by is By.PERSON else None


@dataclass(slots=True)
class Gathering:
    """One reading of figures: what was fetched for one indicator serves the next."""

    tx: ReadTx
    district: int
    directory: DistrictDirectory
    reach: Reach
    at: datetime
    _fetched: dict[tuple[object, ...], list[Counted]] = field(default_factory=dict[tuple[object, ...], list[Counted]])
    _areas: dict[str, str] = field(default_factory=dict[str, str])

    async def ratios(self, indicator: Indicator, by: By, months: Sequence[int]) -> dict[int, dict[str, Ratio]]:
        """By month, the ratio of each group that has something to count."""
        found: dict[int, dict[str, Ratio]] = {}
        for month, counts in (await self.counts(indicator, by, months)).items():
            found[month] = ratios(indicator, counts)
        return found

    async def counts(self, indicator: Indicator, by: By, months: Sequence[int]) -> dict[int, list[Counted]]:
        """By month, how many rows of a group have one signature.

        Of a month that is not over, what lies after today is taken off what is kept of the whole month: it is little.
        """
        periods = [period_of(month, indicator.cohort, self.at) for month in months]
        if self._is_kept(indicator, by):
            found = dict(await self._cells(indicator.cohort, by, months))
            for period in periods:
                if not period.whole:
                    rest = await self._rows(indicator, by, period.until, days_of(period.month)[1])
                    found[period.month] = [*found[period.month], *map(_taken_off, rest)]
        else:
            found = {one.month: await self._rows(indicator, by, one.first, one.until) for one in periods}
        return {month: await self._grouped(indicator, by, counts) for month, counts in found.items()}

    def _is_kept(self, indicator: Indicator, by: By) -> bool:
        if self.reach.grid is not None or held_by(indicator, by) or by is By.CLASS:
            return False
        return not (by in _PLACES and indicator.spec.grid_version is GridVersion.THEN)

    async def _cells(self, cohort: Cohort, by: By, months: Sequence[int]) -> dict[int, list[Counted]]:
        group = AREA if by in _ABOVE else _CUTS.get(by)
        missing = [month for month in months if (cohort, group, month) not in self._fetched]
        if missing:
            for month, counts in (await list_cells(self.tx, self.district, self.reach, cohort, missing, group)).items():
                self._fetched[cohort, group, month] = counts
        return {month: self._fetched[cohort, group, month] for month in months}

    async def _rows(self, indicator: Indicator, by: By, first: int, until: int) -> list[Counted]:
        kind = Kind(indicator.cohort, column_of(indicator, by), held_by(indicator, by))
        key = (kind, first, until)
        if key not in self._fetched:
            self._fetched[key] = (
                await list_rows(self.tx, self.district, self.reach, (first, until), kind) if first < until else []
            )
        return self._fetched[key]

    async def _grouped(self, indicator: Indicator, by: By, counts: list[Counted]) -> list[Counted]:
        """Under the keys of the groups: what was fetched may be finer."""
        signed = _SIGNED.get(by)
        if signed is not None:
            return list(_by_fact(counts, signed, packing_of(indicator.spec.unit)))
        if by in _ABOVE and column_of(indicator, by) == "grid_then":
            await self._learn_areas(one.key for one in counts if one.key)
            counts = [one._replace(key=self._areas.get(one.key, "")) for one in counts]
        if by is By.STREET:
            return [one._replace(key=street_of(self.directory, one.key)) for one in counts]
        return counts

    async def _learn_areas(self, grids: Iterable[str]) -> None:
        unknown = set(grids) - self._areas.keys()
        if unknown:
            self._areas |= await rows.list_areas(self.tx, self.district, unknown)


def _taken_off(counted: Counted) -> Counted:
    return counted._replace(ns=[-n for n in counted.ns])


def _by_fact(counts: Iterable[Counted], fact: str, packing: Packing) -> Iterator[Counted]:
    """Grouped by what the signatures themselves tell."""
    for _, signatures, ns in counts:
        for signature, n in zip(signatures, ns, strict=True):
            yield Counted(str(packing.unpack(signature)[fact]), (signature,), (n,))


def street_of(directory: DistrictDirectory, org: str) -> str:
    """The street that an organisation belongs to; itself where there is none above it."""
    node, above = directory.org(org), org
    while node is not None:
        if node.level is OrgLevel.STREET:
            return node.id
        node = directory.org(node.parent) if node.parent else None
    return above


def below(directory: DistrictDirectory, org: str) -> tuple[str, ...]:
    """An organisation and all below it, sorted."""
    found, waiting = list[str](), [org]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [child.id for child in directory.child_orgs(one)]
    return tuple(sorted(found))

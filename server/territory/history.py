"""Which grid held a point at an instant that has passed. Pure: it is given every shape of a layer and reads none."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from grid.datum import check_degrees
from grid.geometry import Box, Geometry, Outline, box

_DECODE = msgspec.msgpack.Decoder(Geometry)
_MOST_PERIODS = 8


class Shape(NamedTuple):
    """A version of a grid: in force from an instant until another (None: to this day), its geometry still packed."""

    grid: str
    version: str
    valid_from: datetime
    valid_until: datetime | None
    packed: bytes


class _Prepared(NamedTuple):
    grid: str
    version: str
    box: Box
    outline: Outline


class History:
    """The shapes of one layer through time. Geometry is unpacked when an instant of its time is first asked for.

    It has no index of cells: reports from before the last publication are few, and a box tells most shapes off.
    """

    __slots__ = ("_changes", "_periods", "_prepared", "_shapes")

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._shapes: Sequence[Shape] = sorted(shapes, key=lambda shape: (shape.grid, shape.version))
        ends = (shape.valid_until for shape in self._shapes if shape.valid_until is not None)
        self._changes = sorted({*(shape.valid_from for shape in self._shapes), *ends})
        self._periods: dict[int, tuple[_Prepared, ...]] = {}
        self._prepared: dict[str, _Prepared] = {}

    @property
    def changed_at(self) -> datetime | None:
        """When a shape last came into force or went out of it; None when none ever did."""
        return self._changes[-1] if self._changes else None

    def find(self, lon: float, lat: float, at: datetime) -> tuple[str, str] | None:
        """The grid and the version that held a WGS-84 point at an instant; on a shared edge the smallest grid id.

        Refuses with OutOfRange what is no longitude and latitude.
        """
        check_degrees(lon, lat)
        for grid, version, around, outline in self._period(bisect_right(self._changes, at)):
            if around.holds(lon, lat) and outline.contains(lon, lat):
                return grid, version
        return None

    def _period(self, number: int) -> tuple[_Prepared, ...]:
        """What was in force between two changes, by grid id."""
        if number not in self._periods:
            if len(self._periods) >= _MOST_PERIODS:
                self._periods.clear()
            self._periods[number] = tuple(self._list_at(self._changes[number - 1])) if number else ()
        return self._periods[number]

    def _list_at(self, at: datetime) -> Iterator[_Prepared]:
        for shape in self._shapes:
            if shape.valid_from <= at and (shape.valid_until is None or at < shape.valid_until):
                if shape.version not in self._prepared:
                    self._prepared[shape.version] = _prepare(shape)
                yield self._prepared[shape.version]


def _prepare(shape: Shape) -> _Prepared:
    geometry = _DECODE.decode(shape.packed)
    return _Prepared(shape.grid, shape.version, box(geometry), Outline(geometry))

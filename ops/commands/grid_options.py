"""How the options of `hexward grid` are read: a datum by its name, an instant with its offset."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import UTC, datetime
from typing import Any

import rich_click as click

from grid.datum import PointDatum, UnknownDatum, parse_datum

NO_DATUM = (
    "say in which datum the positions are, with --datum: files do not tell, and a wrong guess looks right "
    "(GCJ-02 lies 540 m beside WGS-84 in Nanjing, and puts every point into a wrong grid)"
)
DATUM_HELP = "wgs84, gcj02, bd09, cgcs2000 or cgcs2000_gkMERIDIAN (such as cgcs2000_gk120: easting, northing)."


class _Datum(click.ParamType[PointDatum]):
    name = "datum"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PointDatum:
        try:
            return value if isinstance(value, PointDatum) else parse_datum(str(value))
        except UnknownDatum as unknown:
            self.fail(f"{unknown}; known are {DATUM_HELP}", param, ctx)


class _Instant(click.ParamType[datetime]):
    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            told = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no instant such as 2026-11-23T09:30+08:00", param, ctx)
        if told.tzinfo is None:
            self.fail(f"{value!r} does not say its offset, such as +08:00", param, ctx)
        return told.astimezone(UTC)


DATUM = _Datum()
INSTANT = _Instant()

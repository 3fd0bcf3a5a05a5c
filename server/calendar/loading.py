"""Reads the district's calendar for the directory: one query. A calendar is laid out once a version."""

from functools import lru_cache

import msgspec
from sqlalchemy import bindparam, select

from mobile_contract.calendars import CalendarShape
from server.calendar.making import calendar_of
from server.calendar.tables import district_calendars
from server.cases.workdays import WorkCalendar
from server.core.database import ReadTx
from server.core.statements import Statement

_CALENDAR = Statement(
    select(district_calendars.c.shape, district_calendars.c.version).where(
        district_calendars.c.district_id == bindparam("district")
    )
)
_DECODE = msgspec.msgpack.Decoder(CalendarShape)
_NOTHING = msgspec.msgpack.encode(CalendarShape())


async def load_calendar(tx: ReadTx, district: int) -> WorkCalendar:
    """The published years with what the district lays down; its `version` is the row's, "0" for none."""
    rows = await tx.fetch(_CALENDAR, district=district)
    return _laid_out(*rows[0]) if rows else _laid_out(_NOTHING, 0)


@lru_cache(maxsize=16)
def _laid_out(packed: bytes, version: int) -> WorkCalendar:
    return calendar_of(_DECODE.decode(packed), version)

"""Makes the vectors by which a phone checks its own work time: `python -m tests.mobile_contract.limits`.

They are data for any language: calendars whole, instants with their offset, lengths in seconds. The hand-typed vectors
of `tests/server/cases/test_worktime.py` hold the engine that makes these.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import mobile_contract
from mobile_contract.cases import LimitUnit
from server.cases.calendars import LocalCalendar, LocalSeason, work_calendar
from server.cases.workdays import SHANGHAI, DayKind, NoCalendar, WorkCalendar
from server.cases.worktime import Pause, due, length_of, light, spent

LIMITS = Path(mobile_contract.__file__).parent / "vectors" / "limits.json"

_TOLD = (
    "When limits end. A calendar: periods by the local clock, weekend as ISO weekdays (1 is Monday), days that beat "
    "it, seasons (both ends included) with other periods, the minutes of a work_day, and the years that it covers; "
    "work time of another year is refused and that year named. A pause whose end is null lasts to `end`."
)
_HOLIDAYS_2026 = (
    "01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03 05-04 "
    "05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07"
)
_WORKDAYS_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"
DAYS_2026 = {
    date.fromisoformat(f"2026-{day}"): kind
    for days, kind in ((_HOLIDAYS_2026, DayKind.HOLIDAY), (_WORKDAYS_2026, DayKind.WORKDAY))
    for day in days.split()
}
"""As the State Council's notice of 4 November 2025 has them."""

CALENDARS = {
    "plain": LocalCalendar(years=(2026,)),
    "make_up_saturday": LocalCalendar(years=(2026,), days={date(2026, 3, 7): DayKind.WORKDAY}),
    "holidays_and_make_up_sunday": LocalCalendar(
        years=(2026,),
        days={date(2026, 3, day): DayKind.WORKDAY if day == 8 else DayKind.HOLIDAY for day in range(5, 9)},
    ),
    "published_2026": LocalCalendar(years=(2026,), days=DAYS_2026),
    "summer_hours": LocalCalendar(
        years=(2026, 2027),
        periods=("08:30-11:30", "13:30-17:30"),
        work_day_minutes=420,
        seasons=(
            LocalSeason(from_on=date(2026, 6, 1), until_on=date(2026, 9, 30), periods=("08:30-11:30", "14:30-18:30")),
        ),
    ),
}
_UNITS_AND_VALUES = (
    (LimitUnit.WORK_HOUR, 4), (LimitUnit.WORK_DAY, 1), (LimitUnit.WORK_DAY, 5), (LimitUnit.URGENT_MINUTE, 15),
    (LimitUnit.URGENT_HOUR, 2), (LimitUnit.URGENT_DAY, 2), (LimitUnit.NATURAL_DAY, 7),
)  # fmt: skip
_STARTS = ("2026-03-04T08:00", "2026-03-04T12:30", "2026-03-04T16:00", "2026-03-06T17:00", "2026-03-07T10:00")
_FESTIVAL = ("2026-02-13T17:30", "2026-02-14T09:15", "2026-02-16T00:00", "2026-02-27T18:00", "2026-09-30T17:59:59")
_PAUSES = (
    (("2026-03-06T17:30", "2026-03-09T10:00"),),
    (("2026-03-04T09:00", "2026-03-04T11:00"), ("2026-03-04T10:00", "2026-03-05T14:30")),
    (("2026-03-12T12:00", "2026-03-12T14:00"),),
)


def limits() -> bytes:
    """The file: the same bytes each time."""
    calendars = {name: _whole(local) for name, local in CALENDARS.items()}
    parts = [
        f'"told": {_line(_TOLD)}',
        '"calendars": {\n' + ",\n".join(f"{_line(name)}: {_line(one)}" for name, one in calendars.items()) + "\n}",
        _list("due", _due_lines()),
        _list("spent", _spent_lines()),
        _list("lights", (_light_line(used_s) for used_s in (0, 14399, 14400, 18000, 18001))),
        _list("refused", _refused_lines()),
    ]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _list(name: str, lines: Iterable[dict[str, Any]]) -> str:
    """A line of the file for each, so that a change is seen where it is."""
    return f"{_line(name)}: [\n" + ",\n".join(map(_line, lines)) + "\n]"


def _line(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _whole(local: LocalCalendar) -> dict[str, Any]:
    """All fields, defaults too: a phone has none of its own."""
    return {name: getattr(local, name) for name in local.__struct_fields__}


@cache
def _calendar(name: str) -> WorkCalendar:
    return work_calendar(CALENDARS[name], ())


def _at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=SHANGHAI)


def _words(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(SHANGHAI).isoformat()


def _due_lines() -> Iterator[dict[str, Any]]:
    for name in CALENDARS:
        for start in _STARTS:
            for unit, value in _UNITS_AND_VALUES:
                yield _due_line(name, start, unit, value)
    for start in _FESTIVAL:
        for unit, value in ((LimitUnit.WORK_HOUR, 2), (LimitUnit.WORK_HOUR, 8), (LimitUnit.WORK_DAY, 15)):
            yield _due_line("published_2026", start, unit, value)
    yield _due_line("summer_hours", "2026-05-29T16:30", LimitUnit.WORK_DAY, 1)
    yield _due_line("summer_hours", "2026-12-31T16:30", LimitUnit.WORK_HOUR, 2)
    yield _due_line("plain", "2026-12-31T16:00", LimitUnit.WORK_HOUR, 2)
    for drawn in _PAUSES:
        pauses = tuple((_at(begin), _at(end)) for begin, end in drawn)
        for unit, value in ((LimitUnit.WORK_HOUR, 9), (LimitUnit.WORK_DAY, 3), (LimitUnit.URGENT_HOUR, 30)):
            yield _due_line("plain", "2026-03-04T08:00", unit, value, pauses)
            yield _due_line("plain", "2026-03-06T17:00", unit, value, pauses)
    for percent in (80, 150):
        yield _due_line("plain", "2026-03-06T16:00", LimitUnit.WORK_HOUR, 5, percent=percent)
        yield _due_line("plain", "2026-03-06T16:00", LimitUnit.URGENT_MINUTE, 15, percent=percent)


def _due_line(
    name: str, start: str, unit: LimitUnit, value: int, pauses: tuple[Pause, ...] = (), percent: int = 100
) -> dict[str, Any]:
    found = due(_calendar(name), _at(start), unit, value, pauses, percent)
    return {
        "calendar": name, "start": _words(_at(start)), "unit": unit, "value": value,
        "pauses": [[_words(begin), _words(end)] for begin, end in pauses], "percent": percent, "due": _words(found),
    }  # fmt: skip


def _spent_lines() -> Iterator[dict[str, Any]]:
    start, end = _at("2026-03-06T17:00"), _at("2026-03-10T13:00:30")
    stops: tuple[tuple[Pause, ...], ...] = (
        (),
        ((_at("2026-03-07T00:00"), _at("2026-03-09T09:30")),),
        ((_at("2026-03-09T15:00"), None),),
    )
    for name in ("plain", "make_up_saturday"):
        for unit in LimitUnit:
            for pauses in stops:
                yield {
                    "calendar": name, "start": _words(start), "end": _words(end), "unit": unit,
                    "pauses": [[_words(begin), _words(until)] for begin, until in pauses],
                    "spent_s": spent(_calendar(name), start, end, unit, pauses) // timedelta(seconds=1),
                }  # fmt: skip


def _light_line(used_s: int) -> dict[str, Any]:
    limit = length_of(_calendar("plain"), LimitUnit.WORK_HOUR, 5)
    colour = light(limit, timedelta(seconds=used_s))
    return {"limit_s": limit // timedelta(seconds=1), "spent_s": used_s, "light": colour}


def _refused_lines() -> Iterator[dict[str, Any]]:
    for start, value in (("2026-12-31T17:00", 2), ("2025-12-31T23:59", 1), ("2027-01-01T00:00", 1)):
        try:
            due(_calendar("plain"), _at(start), LimitUnit.WORK_HOUR, value)
        except NoCalendar as error:
            yield {
                "calendar": "plain", "start": _words(_at(start)), "unit": LimitUnit.WORK_HOUR, "value": value,
                "year": error.year,
            }  # fmt: skip


def main() -> None:
    """Write the file."""
    LIMITS.parent.mkdir(exist_ok=True)
    LIMITS.write_bytes(limits())


if __name__ == "__main__":
    main()

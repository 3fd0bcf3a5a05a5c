"""When work is done in the years of a calendar (domain.md 5). Pure: no clock, no database, no library of holidays.

All sums are whole microseconds since 1970. Each year is laid out once, as instants at which work begins and ends and
the work done by then, so that an answer costs two searches, however long a limit is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""It has had no summer time since 1991, so it is right on a machine without a database of time zones too."""

MICROSECOND = timedelta(microseconds=1)
MINUTE_US = 60_000_000
DAY_US = 24 * 60 * MINUTE_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MINUTES = 24 * 60
_NO_DAYS: Mapping[date, "DayKind"] = MappingProxyType({})


class DayKind(StrEnum):
    """What a day is, whatever weekday it falls on: nobody works, or it is worked (a make-up workday, 调休)."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class NoCalendar(LookupError):
    """Work time of a year is asked for that has no calendar: nobody knows its holidays."""

    def __init__(self, year: int) -> None:
        super().__init__(f"there is no work calendar for {year}")
        self.year = year


class WrongCalendar(ValueError):
    """What is told about a calendar cannot be; `field` is where, the text says what."""

    def __init__(self, field: str, told: str) -> None:
        super().__init__(f"{field}: {told}")
        self.field = field


class Period(Struct, frozen=True, order=True):
    """Work from one minute of the day to another, 0 to 1440 (midnight), the end not included."""

    opens: int
    shuts: int


class Season(Struct, frozen=True):
    """Days, both ends included, that have other periods than the rest of the year."""

    from_on: date
    until_on: date
    periods: tuple[Period, ...]


DEFAULT_PERIODS = (Period(8 * 60, 12 * 60), Period(14 * 60, 18 * 60))
DEFAULT_WEEKEND = frozenset({6, 7})


def micros(at: datetime) -> int:
    """Microseconds since 1970. Refuses an instant without an offset (TypeError)."""
    return (at - _EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    """The instant of `micros`, in UTC."""
    return _EPOCH + timedelta(0, 0, at)


class _Year(Struct, frozen=True):
    """The periods of a year in order: when each opens and shuts, and the work done when it has shut."""

    number: int
    begins: int
    ends: int
    opens: list[int]
    shuts: list[int]
    done: list[int]

    @property
    def total(self) -> int:
        return self.done[-1] if self.done else 0

    def until(self, at: int) -> int:
        """The year's work up to an instant."""
        place = bisect_right(self.opens, at) - 1
        return self.done[place] - max(0, self.shuts[place] - at) if place >= 0 else 0


class WorkCalendar:
    """When work is done in the years that it covers. Immutable; what it is made of can be read back.

    `weekend` has ISO weekdays (1 is Monday); an entry of `days` beats it. `work_day` is how much work a `work_day` is.
    A zone with summer time is right: work is time that really passes inside the periods of the local clock, and of an
    hour that comes twice a period means the first. Raises WrongCalendar for periods that are not in order inside a day
    or that begin or end in an hour that the local clock skips, for seasons that overlap, for a weekday that is none.
    """

    __slots__ = ("_begins", "_years", "days", "periods", "seasons", "version", "weekend", "work_day", "zone")

    def __init__(
        self,
        years: Iterable[int],
        days: Mapping[date, DayKind] = _NO_DAYS,
        *,
        periods: Sequence[Period] = DEFAULT_PERIODS,
        weekend: Iterable[int] = DEFAULT_WEEKEND,
        seasons: Iterable[Season] = (),
        work_day: timedelta = timedelta(hours=8),
        zone: tzinfo = SHANGHAI,
        version: str = "",
    ) -> None:
        self.days = MappingProxyType(dict(days))
        self.periods = _in_order("periods", periods)
        self.weekend = frozenset(weekend)
        self.seasons = _apart(seasons)
        self.work_day = work_day
        self.zone = zone
        self.version = version
        if not self.weekend <= frozenset(range(1, 8)):
            raise WrongCalendar("weekend", "weekdays are 1 (Monday) to 7 (Sunday)")
        if not timedelta(0) < work_day <= timedelta(days=1):
            raise WrongCalendar("work_day", "it is more than nothing, and no more than 24 hours")
        self._years = [self._lay_out(year) for year in sorted(set(years))]
        self._begins = [year.begins for year in self._years]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it covers, in order."""
        return tuple(year.number for year in self._years)

    def is_worked(self, day: date) -> bool:
        """Whether a day is a working day; its kind beats the weekend."""
        kind = self.days.get(day)
        return day.isoweekday() not in self.weekend if kind is None else kind is DayKind.WORKDAY

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """When work is done on a day, none on a day off."""
        if not self.is_worked(day):
            return ()
        return next((one.periods for one in self.seasons if one.from_on <= day <= one.until_on), self.periods)

    def add(self, at: int, length: int) -> int:
        """The first instant by which so much work (> 0) has been done since `at`. Raises NoCalendar."""
        place = self._place_of(at)
        year = self._years[place]
        wanted = year.until(at) + length
        while wanted > year.total:
            wanted -= year.total
            place, year = self._next(place)
        found = bisect_left(year.done, wanted)
        return year.shuts[found] - year.done[found] + wanted

    def between(self, start: int, end: int) -> int:
        """The work between two instants, none if they are the wrong way round. Raises NoCalendar."""
        if end <= start:
            return 0
        place, last = self._place_of(start), self._place_of(end)
        year = self._years[place]
        found = -year.until(start)
        while place < last:
            found += year.total
            place, year = self._next(place)
        return found + year.until(end)

    def _place_of(self, at: int) -> int:
        place = bisect_right(self._begins, at) - 1
        if place < 0 or at > self._years[place].ends:
            raise NoCalendar(instant(at).astimezone(self.zone).year)
        return place

    def _next(self, place: int) -> tuple[int, _Year]:
        """The year right after; one that is missing is never stepped over."""
        wanted = self._years[place].number + 1
        if place + 1 == len(self._years) or self._years[place + 1].number != wanted:
            raise NoCalendar(wanted)
        return place + 1, self._years[place + 1]

    def _lay_out(self, number: int) -> _Year:
        first, last = date(number, 1, 1), date(number, 12, 31)
        midnight = begins = self._midnight(first)
        opens, shuts, done, total = list[int](), list[int](), list[int](), 0
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            next_midnight = self._midnight(date.fromordinal(day.toordinal() + 1))
            plain = next_midnight - midnight == DAY_US
            for period in self.periods_on(day):
                pair = (period.opens, period.shuts)
                opened, shut = (midnight + m * MINUTE_US if plain else self._minute(day, m) for m in pair)
                total += shut - opened
                opens.append(opened)
                shuts.append(shut)
                done.append(total)
            midnight = next_midnight
        return _Year(number, begins, midnight, opens, shuts, done)

    def _midnight(self, day: date) -> int:
        return micros(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def _minute(self, day: date, minute: int) -> int:
        """A minute of the local clock on a day on which the clock is changed."""
        told = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=minute)
        if told.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != told.replace(tzinfo=None):
            raise WrongCalendar("periods", f"{told:%Y-%m-%d %H:%M} is skipped by the clocks of {self.zone}")
        return micros(told)


def _in_order(field: str, periods: Sequence[Period]) -> tuple[Period, ...]:
    minute = 0
    for period in periods:
        if not minute <= period.opens < period.shuts <= _DAY_MINUTES:
            raise WrongCalendar(field, "periods follow each other inside one day, and each ends after it begins")
        minute = period.shuts
    if not periods:
        raise WrongCalendar(field, "a working day has a period; days off are holidays")
    return tuple(periods)


def _apart(seasons: Iterable[Season]) -> tuple[Season, ...]:
    found = sorted(seasons, key=lambda one: one.from_on)
    for season in found:
        _in_order("seasons", season.periods)
        if season.until_on < season.from_on:
            raise WrongCalendar("seasons", f"{season.from_on} to {season.until_on} ends before it begins")
    for one, following in pairwise(found):
        if following.from_on <= one.until_on:
            raise WrongCalendar("seasons", f"{following.from_on} lies in the season before it")
    return tuple(found)

"""The weeks of the renewal: from Monday 00:00 in Asia/Shanghai to the next (domain.md 7). Pure."""

from datetime import date, datetime, time, timedelta

from server.residents.moves import CHINA

WEEK = timedelta(days=7)


def week_of(at: datetime) -> str:
    """The Monday of the week that an instant lies in, YYYY-MM-DD."""
    day = at.astimezone(CHINA).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def start_of(week: str) -> datetime:
    """When a week begins. What lies in it was observed from then on."""
    return datetime.combine(date.fromisoformat(week), time(), CHINA)


def end_of(week: str) -> datetime:
    """The cut: when a week's figures are frozen and the next one begins."""
    return start_of(week) + WEEK


def weeks_before(week: str, count: int) -> str:
    """The Monday so many weeks earlier."""
    return (date.fromisoformat(week) - count * WEEK).isoformat()


def weeks_between(earlier: str, later: str) -> int:
    """How many weeks lie between two Mondays."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)) // WEEK


def is_monday(week: str) -> bool:
    """Whether a text names a Monday of the calendar."""
    try:
        return date.fromisoformat(week).weekday() == 0
    except ValueError:
        return False

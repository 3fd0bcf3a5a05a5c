"""Which places are to be inspected, and when. Pure: the same facts give the same list, in the same order."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mobile_contract.hazards import HazardSubject
from server.hazards.entities import CheckTemplate

NEVER, PERIOD = "never", "period"
"""Why an inspection is due where no open danger makes it so."""


class Place(NamedTuple):
    """A place as the due list knows it; `kind_use` is what check lists apply to (`dwelling.rented`, `building`)."""

    kind: HazardSubject
    id: str
    kind_use: str


class Looked(NamedTuple):
    """When a place was inspected last by a list of a site type."""

    subject: str
    site_type: str
    on: date


class Standing(NamedTuple):
    """A level of which a place has an open danger, found by a list of a site type."""

    subject: str
    site_type: str
    level: str


class Due(NamedTuple):
    """A place that is to be inspected by an edition."""

    due_on: date
    place: Place
    template: CheckTemplate
    because: str
    last_on: date | None


def list_due(
    places: Iterable[Place],
    templates: Sequence[CheckTemplate],
    looked: Iterable[Looked],
    standing: Iterable[Standing],
    on: date,
) -> list[Due]:
    """Every place with the day on which it is due next, the longest overdue first.

    A place that was never inspected is due today. The period is the list's; while a danger is open, the shortest of
    that and those of its levels.
    """
    last: dict[tuple[str, str], date] = {}
    for one in looked:
        key = (one.subject, one.site_type)
        last[key] = max(one.on, last.get(key, one.on))
    levels: dict[tuple[str, str], set[str]] = {}
    for open_one in standing:
        levels.setdefault((open_one.subject, open_one.site_type), set()).add(open_one.level)
    found = [
        _due(place, template, last.get(key), levels.get(key, set()), on)
        for place in places
        for template in templates
        if place.kind_use in template.applies_to
        for key in ((place.id, template.site_type),)
    ]
    return sorted(found, key=lambda due: (due.due_on, due.place.id, due.template.id))


def _due(place: Place, template: CheckTemplate, last: date | None, levels: set[str], on: date) -> Due:
    if last is None:
        return Due(on, place, template, NEVER, None)
    days, because = template.period_days, PERIOD
    for level in template.levels:
        if level.code in levels and level.period_days < days:
            days, because = level.period_days, level.code
    return Due(last + timedelta(days=days), place, template, because, last)

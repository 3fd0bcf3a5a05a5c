"""The facts of a due list, from what a phone holds or what the server's rows say. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from mobile_contract.residents import Life, ResidencyKind, ResidencyStatus
from mobile_contract.visits import VisitRecord
from sync.visit_days import day_of_millis, day_of_text
from sync.visit_dues import Home, Member, Seen, Tag


class HouseholdFacts(Protocol):
    """What is asked of a household: a record or a row."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def dwelling(self) -> str:
        """The dwelling, by its id."""
        ...

    @property
    def life(self) -> Life:
        """Whether it is in use."""
        ...


class PersonFacts(Protocol):
    """What is asked of a person."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def birth_on(self) -> str | None:
        """The day of birth, if it is known."""
        ...

    @property
    def life(self) -> Life:
        """Whether it is in use."""
        ...


class StayFacts(Protocol):
    """What is asked of a stay."""

    @property
    def person(self) -> str:
        """Whose it is, by their id."""
        ...

    @property
    def dwelling(self) -> str:
        """The dwelling, by its id."""
        ...

    @property
    def household(self) -> str | None:
        """The household, by its id, if it is in one."""
        ...

    @property
    def residency_kind(self) -> ResidencyKind:
        """What kind of stay it is."""
        ...

    @property
    def status(self) -> ResidencyStatus:
        """Whether it is in force."""
        ...

    @property
    def from_on(self) -> str | None:
        """Its first day, if that is known."""
        ...


class TagFacts(Protocol):
    """What is asked of a service tag."""

    @property
    def person(self) -> str:
        """Whose it is, by their id."""
        ...

    @property
    def tag_kind(self) -> str:
        """What for, by its code."""
        ...

    @property
    def status(self) -> ResidencyStatus:
        """Whether it is in force."""
        ...

    @property
    def from_on(self) -> str | None:
        """Its first day, if that is known."""
        ...

    @property
    def until_on(self) -> str | None:
        """Its last day, if one is told."""
        ...


def homes_of(
    households: Iterable[HouseholdFacts],
    persons: Iterable[PersonFacts],
    stays: Iterable[StayFacts],
    visits: Mapping[str, Iterable[Seen]],
    tags: Mapping[str, Iterable[Tag]],
) -> list[Home]:
    """Households where somebody lives, by id; `visits` of a household, `tags` of a person as far as they may be known.

    Who lives there: the persons in use with a stay in force in this household of this dwelling. They moved in on the
    first day of these stays, if each tells one.
    """
    people = {person.id: person for person in persons if person.life is Life.ACTIVE}
    living: dict[tuple[str | None, str], list[StayFacts]] = {}
    for stay in stays:
        if stay.status is ResidencyStatus.EFFECTIVE and stay.person in people:
            living.setdefault((stay.household, stay.dwelling), []).append(stay)
    return [
        Home(one.id, _members(living[one.id, one.dwelling], people, tags), tuple(visits.get(one.id, ())))
        for one in sorted(households, key=lambda household: household.id)
        if one.life is Life.ACTIVE and (one.id, one.dwelling) in living
    ]


def tags_of(labels: Mapping[str, Iterable[str]], given: Iterable[TagFacts]) -> dict[str, tuple[Tag, ...]]:
    """By person their tags: the service tags in force with their days, and labels of what no such tag says, without.

    Of two tags of one kind the one that has been known longer stands, and the longer of their ends.
    """
    found: dict[str, dict[str, Tag]] = {}
    for one in given:
        if one.status is ResidencyStatus.EFFECTIVE:
            kinds = found.setdefault(one.person, {})
            tag = Tag(one.tag_kind, _day(one.from_on), _day(one.until_on))
            before = kinds.get(one.tag_kind)
            kinds[one.tag_kind] = tag if before is None else _joined(before, tag)
    for person, codes in labels.items():
        kinds = found.setdefault(person, {})
        for code in codes:
            kinds.setdefault(code, Tag(code))
    return {person: tuple(kinds.values()) for person, kinds in found.items()}


def _joined(one: Tag, other: Tag) -> Tag:
    since = None if one.since is None or other.since is None else min(one.since, other.since)
    until = None if one.until is None or other.until is None else max(one.until, other.until)
    return Tag(one.code, since, until)


def _day(told: str | None) -> int | None:
    return None if told is None else day_of_text(told)


def seen_of(visits: Iterable[VisitRecord]) -> dict[str, list[Seen]]:
    """Visits by household, as the due list looks at them."""
    seen: dict[str, list[Seen]] = {}
    for visit in visits:
        told = Seen(day_of(visit.visited_at), visit.channel.value, visit.outcome.value)
        seen.setdefault(visit.household, []).append(told)
    return seen


def day_of(at: datetime) -> int:
    """The day of an instant in Asia/Shanghai."""
    return day_of_millis(int(at.timestamp() * 1000))


def _members(
    stays: Iterable[StayFacts], people: Mapping[str, PersonFacts], tags: Mapping[str, Iterable[Tag]]
) -> tuple[Member, ...]:
    by_person: dict[str, list[StayFacts]] = {}
    for stay in stays:
        by_person.setdefault(stay.person, []).append(stay)
    return tuple(_member(people[person], by_person[person], tags.get(person, ())) for person in sorted(by_person))


def _member(person: PersonFacts, stays: list[StayFacts], tags: Iterable[Tag]) -> Member:
    since = [day_of_text(stay.from_on) for stay in stays if stay.from_on]
    return Member(
        person.id,
        born=None if person.birth_on is None else day_of_text(person.birth_on),
        kinds=tuple(sorted({stay.residency_kind.value for stay in stays})),
        moved_in=min(since) if len(since) == len(stays) else None,
        tags=tuple(sorted(tags, key=lambda tag: tag.code)),
    )

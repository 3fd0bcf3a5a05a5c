"""What an answer does to the stays that it names: it ends them, and taking it back lets them go on. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mobile_contract.renewal import StayRef
from mobile_contract.residents import ResidencyStatus
from server.core.decisions import Loaded
from server.core.entities import Entity, advanced
from server.renewal.entities import ItemAnswer
from server.residents.entities import Person, Residency
from server.residents.moves import end

_OVER = frozenset({ResidencyStatus.ENDED, ResidencyStatus.VOID})


@dataclass(slots=True)
class Stays:
    """The named stays with their persons, and all stays of those; `missing` are ids that name no row."""

    pairs: list[tuple[Residency, Person]] = field(default_factory=list[tuple[Residency, Person]])
    every: dict[str, dict[str, Residency]] = field(default_factory=dict[str, dict[str, Residency]])
    missing: list[str] = field(default_factory=list[str])

    @classmethod
    def of(cls, named: Iterable[StayRef], loaded: Loaded) -> "Stays":
        """The rows of what a command names, each once; a stay is whose it is by now, were they merged since."""
        found = cls()
        for one in dict.fromkeys(named):
            stay = loaded.find(Residency, one.residency)
            person = loaded.find(Person, one.person if stay is None else stay.person)
            found.missing += [name for name, row in ((one.residency, stay), (one.person, person)) if row is None]
            if stay is not None and person is not None:
                found.pairs.append((stay, person))
                others = loaded.children(Residency, "person", person.id)
                found.every[person.id] = {other.id: other for other in others}
        return found


def ended(stays: Stays, until_on: str) -> tuple[list[Entity], tuple[str, ...]]:
    """The rows with these stays ended, and which those are: one that was over already is left as it is."""
    rows: dict[str, Entity] = {}
    names: list[str] = []
    people = {person.id: person for _, person in stays.pairs}
    for stay, person in stays.pairs:
        if stay.status in _OVER:
            continue
        every = stays.every[person.id]
        others = (stay,) if stay.left_by is not None else tuple(every.values())
        for row in end(people[person.id], others, stay, until_on).puts:
            rows[row.id] = row
            if isinstance(row, Person):
                people[row.id] = row
            if isinstance(row, Residency):
                every[row.id] = row
        names.append(stay.id)
    return list(rows.values()), tuple(sorted(names))


def restored(stays: Stays, answer: ItemAnswer) -> list[Entity]:
    """The rows with the stays going on that an answer ended, but for those that somebody has ended otherwise since.

    Whoever lives nowhere by now lives there again; whoever has moved on has moved.
    """
    rows: dict[str, Entity] = {}
    people = {person.id: person for _, person in stays.pairs}
    for stay, person in stays.pairs:
        as_ended = stay.status is ResidencyStatus.ENDED and stay.until_on == answer.until_on
        homeless = people[person.id].dwelling is None and stay.person == person.id
        if stay.id not in answer.ended or not as_ended or not homeless:
            continue
        rows[stay.id] = advanced(stay, status=ResidencyStatus.EFFECTIVE, until_on=None)
        people[person.id] = advanced(people[person.id], dwelling=stay.dwelling)
        rows[person.id] = people[person.id]
    return list(rows.values())

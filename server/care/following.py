"""What becomes of care when something becomes of its person. Pure; whose business that is, is not decided here.

It lies where the person lives, goes to the winner of a merge and comes back when that is undone; of somebody whose
record is retired it is over.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from mobile_contract.residents import ResidencyStatus
from server.care.entities import Help, ServiceTag
from server.core.decisions import Decision, Loaded
from server.core.entities import NeedChildren, Needs, advanced
from server.residents.entities import Person

Care = ServiceTag | Help


def needs_of_care(person: str) -> Needs:
    """The care of a person."""
    yield NeedChildren(ServiceTag, "person", person)
    yield NeedChildren(Help, "person", person)


def care_of(loaded: Loaded, person: str) -> list[Care]:
    """The care of a person whose needs were told."""
    return [*loaded.children(ServiceTag, "person", person), *loaded.children(Help, "person", person)]


def with_care(decision: Decision, care: Iterable[Care]) -> Decision:
    """A decision that may move a person, and their care where they live from then on."""
    person = next((row for row in decision.puts if isinstance(row, Person)), None)
    if person is None:
        return decision
    moved = [advanced(one, grid=person.grid) for one in care if one.grid != person.grid]
    return replace(decision, puts=(*decision.puts, *moved)) if moved else decision


def merged(care: Iterable[Care], winner: Person, merge: str) -> list[Care]:
    """The care of the loser of a merge as the winner's."""
    return [advanced(one, person=winner.id, grid=winner.grid, came_by=(*one.came_by, merge)) for one in care]


def parted(care: Iterable[Care], loser: Person, merge: str) -> list[Care]:
    """Of the winner's care what a merge brought, as the loser's again; whatever became of it since."""
    brought = (one for one in care if one.came_by[-1:] == (merge,))
    return [advanced(one, person=loser.id, grid=loser.grid, came_by=one.came_by[:-1]) for one in brought]


def over(tags: Sequence[ServiceTag], day: str) -> list[ServiceTag]:
    """Tags in force, ended on a day."""
    return [ended_on(one, day) for one in tags if one.status is ResidencyStatus.EFFECTIVE]


def ended_on(tag: ServiceTag, day: str) -> ServiceTag:
    """The tag, over since a day."""
    return advanced(tag, status=ResidencyStatus.ENDED, until_on=day)

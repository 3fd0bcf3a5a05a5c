"""What becomes of tenancies when something becomes of their person. Pure; whose business that is, is not decided here.

A tenancy ends with the stay in its dwelling, goes to the winner of a merge and comes back when that is undone.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from mobile_contract.residents import ResidencyStatus
from server.core.decisions import Decision
from server.core.entities import advanced
from server.premises.entities import Tenancy
from server.residents.entities import Residency


def with_tenancies(decision: Decision, stays: Sequence[Residency], tenancies: Iterable[Tenancy]) -> Decision:
    """A decision that ends stays of a person, and with them the tenancies in dwellings where they live no more.

    `stays` are those of before. One that began after the stay was over is another, and goes on.
    """
    after = {row.id: row for row in decision.puts if isinstance(row, Residency)}
    now = {**{stay.id: stay for stay in stays}, **after}
    lived_in = {stay.dwelling for stay in now.values() if stay.status is ResidencyStatus.EFFECTIVE}
    ended = {
        after[stay.id].dwelling: after[stay.id].until_on or ""
        for stay in stays
        if stay.status is ResidencyStatus.EFFECTIVE and stay.id in after
    }
    over = [
        ended_on(one, ended[one.dwelling])
        for one in tenancies
        if one.dwelling in ended and one.dwelling not in lived_in and is_running(one, ended[one.dwelling])
    ]
    return replace(decision, puts=(*decision.puts, *over)) if over else decision


def is_running(tenancy: Tenancy, day: str) -> bool:
    """Whether a tenancy is in force and had begun by a day."""
    return tenancy.status is ResidencyStatus.EFFECTIVE and (tenancy.from_on or "") <= day


def ended_on(tenancy: Tenancy, day: str) -> Tenancy:
    """The tenancy, over since a day."""
    return advanced(tenancy, status=ResidencyStatus.ENDED, until_on=day)


def merged(tenancies: Iterable[Tenancy], winner: str, merge: str) -> list[Tenancy]:
    """The tenancies of the loser of a merge as the winner's: whoever it is, they rent there."""
    return [advanced(one, person=winner, came_by=(*one.came_by, merge)) for one in tenancies]


def parted(tenancies: Iterable[Tenancy], loser: str, merge: str) -> list[Tenancy]:
    """Of the winner's tenancies those that a merge brought, as the loser's again; whatever became of them since."""
    brought = (one for one in tenancies if one.came_by[-1:] == (merge,))
    return [advanced(one, person=loser, came_by=one.came_by[:-1]) for one in brought]

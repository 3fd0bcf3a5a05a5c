"""Which organisation should lead a case, ranked and with reasons. Pure: it proposes, and a dispatcher decides."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.accounts import OrgLevel
from mobile_contract.catalogue import DutyRule
from server.catalogue.entities import Responsibility, is_valid
from server.catalogue.limits import lies_below


class Because(StrEnum):
    """Why an organisation is proposed, the strongest reason first."""

    OWNER = "owner"
    AREA_OFFICE = "area_office"
    CONDITION = "condition"
    CLASS = "class"
    MAJOR = "major"
    KIND = "kind"
    SCHEME = "scheme"
    ALL_MATTERS = "all_matters"
    FIRST_RECEIVER = "first_receiver"
    DISTRICT = "district"


class Matter(NamedTuple):
    """What a case is about: its class key, the key of its filing condition if one is chosen, and what that one says.

    `owner` is who has charge of the component that the case points at, if it points at one.
    """

    class_code: str
    condition: str | None = None
    duty: DutyRule = DutyRule.TABLE
    owner: str | None = None


class Where(NamedTuple):
    """Where a case is: the path of its grid, and the ids of the organisations above it by level."""

    path: str
    above: Mapping[OrgLevel, str]


class History(NamedTuple):
    """Who received the case first, and which department has just returned it."""

    first_receiver: str | None = None
    returned_from: str | None = None


class Proposal(NamedTuple):
    """An organisation to lead, and who assists it; why, and by which line: its matters and its area's path.

    `returned`: it has just sent the case back, so it stands last, and dispatching to it again must be forced.
    """

    lead: str
    assist: tuple[str, ...]
    because: Because
    matters: str = ""
    area: str = ""
    returned: bool = False


_BY_PARTS = (Because.ALL_MATTERS, Because.SCHEME, Because.KIND, Because.MAJOR, Because.CLASS, Because.CONDITION)
_OFFICES = {DutyRule.STREET: OrgLevel.STREET, DutyRule.COMMUNITY: OrgLevel.COMMUNITY}
_NOTHING_HAPPENED = History()


def propose(
    lines: Iterable[Responsibility],
    matter: Matter,
    where: Where,
    at: datetime,
    history: History = _NOTHING_HAPPENED,
) -> list[Proposal]:
    """Who should lead, the best first, each organisation once.

    What the condition itself rules comes before the table (the component's owner, the street, the community). In the
    table what is said of a narrower matter comes before what is said of a wider one, and for the same matter the
    nearer area before the wider. Then the first receiver, who leads where it is not clear (首接负责), and the district.
    """
    ranked = [*_ruled(matter, where), *_from_table(lines, matter, where, at)]
    if history.first_receiver is not None:
        ranked.append(Proposal(history.first_receiver, (), Because.FIRST_RECEIVER))
    if OrgLevel.DISTRICT in where.above:
        ranked.append(Proposal(where.above[OrgLevel.DISTRICT], (), Because.DISTRICT))
    once = {one.lead: one for one in reversed(ranked)}
    best = [one for one in ranked if once[one.lead] is one]
    fresh = [one for one in best if one.lead != history.returned_from]
    return [*fresh, *(one._replace(returned=True) for one in best if one.lead == history.returned_from)]


def _ruled(matter: Matter, where: Where) -> list[Proposal]:
    if matter.duty is DutyRule.OWNER:
        return [] if matter.owner is None else [Proposal(matter.owner, (), Because.OWNER)]
    office = where.above.get(_OFFICES[matter.duty]) if matter.duty in _OFFICES else None
    return [] if office is None else [Proposal(office, (), Because.AREA_OFFICE, area=where.path)]


def _from_table(lines: Iterable[Responsibility], matter: Matter, where: Where, at: datetime) -> list[Proposal]:
    parts = parts_of(matter)
    speak = [row for row in lines if row.matters in parts and lies_below(where.path, row.path) and is_valid(row, at)]
    speak.sort(key=lambda row: (-parts[row.matters], -row.path.count("/"), row.path, row.lead))
    return [Proposal(row.lead, row.assist, _BY_PARTS[parts[row.matters]], row.matters, row.path) for row in speak]


def parts_of(matter: Matter) -> dict[str, int]:
    """What a line of the table may say to speak of a matter, by how narrow it is: from all matters to one condition."""
    words = matter.class_code.split("-")
    told = ["", *("-".join(words[:count]) for count in range(1, len(words) + 1))]
    if matter.condition is not None:
        told.append(matter.condition)
    return {name: place for place, name in enumerate(told)}


def works_in(level: OrgLevel, path: str, area: str) -> bool:
    """Whether an organisation works in an area: a department wherever the office that it belongs to answers, any other
    below itself.
    """
    reach = path.rpartition("/")[0] if level is OrgLevel.DEPARTMENT else path
    return lies_below(area, reach)

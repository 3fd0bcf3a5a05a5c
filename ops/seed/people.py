"""Who lives in the demo's households: invented people of plausible ages, one household at a time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from mobile_contract.residents import RegisterPerson, ResidencyKind, Sex
from ops.seed.dice import Dice, Table
from ops.seed.homes import Family, Homes
from ops.seed.identity import impossible_id, impossible_phone
from ops.seed.intents import SECOND_MS, SHANGHAI, Intent, common, intent
from ops.seed.names import (
    DEMO,
    EMPLOYERS,
    HOME_DIVISIONS,
    ORIGINS,
    OWN_DIVISION,
    SURNAMES,
    address,
    given_name,
)

HEAD = "02"
HUSBAND = "11"
WIFE = "12"
SON = "20"
DAUGHTER = "30"
FATHER = "51"
MOTHER = "52"
OTHER = "99"

_INFLOW_REASONS = Table({"01": 50, "03": 12, "04": 14, "06": 3, "08": 2, "09": 10, "10": 2, "99": 2})
_JOINING_FAMILY = "09"
_STUDYING = "06"
_CERTIFICATE_DAYS = (-20, 345)
_DAYS_A_YEAR = 365.25
_OLD = 60
_VERY_OLD = 75
_WORKING = range(22, 60)
_PHONE_FROM_AGE = 12
_OLDEST = 100


class Member(NamedTuple):
    """One of a household: relation to its head (GB/T 4761), and what a name and a birth date are made from."""

    relation: str
    surname: str
    male: bool
    age: int


class _Household(NamedTuple):
    """What the members of a household share: where they live, where they are registered, where they come from."""

    family: Family
    dwelling: str
    division: str
    address: str


def person_commands(
    seed: int, code: str, worker: str, homes: Homes, first_person: int, until_ms: int
) -> Iterator[Intent]:
    """Each person of the grid with the first stay, household by household; `first_person` numbers them on."""
    dice = Dice(seed, "people", code)
    today = datetime.fromtimestamp(until_ms / SECOND_MS, SHANGHAI).date()
    person = first_person
    for family in homes.families:
        division = (ORIGINS if family.floating else HOME_DIVISIONS).draw(dice)
        household = _Household(family, homes.homes[family.home].id, division, address(dice))
        members = _members(dice, len(family.members), floating=family.floating)
        for identity, member in zip(family.members, members, strict=True):
            yield intent(_registered(dice, household, member, identity, person, today), worker)
            person += 1


def _registered(
    dice: Dice, household: _Household, member: Member, identity: str, person: int, today: date
) -> RegisterPerson:
    family, floating = household.family, household.family.floating
    registered = datetime.fromtimestamp(family.registered_ms / SECOND_MS, SHANGHAI).date()  # nobody is before birth
    born = min(today.toordinal() - int((member.age + dice.random()) * _DAYS_A_YEAR), registered.toordinal())
    birth_on = date.fromordinal(born).isoformat()
    grown = member.age >= _PHONE_FROM_AGE
    arrived = _arrival(dice, born, today, floating=floating)
    return RegisterPerson(
        **common(dice, family.registered_ms, identity),
        residency=dice.fresh_id(family.registered_ms),
        dwelling=household.dwelling,
        household=family.id,
        name=member.surname + given_name(dice, male=member.male),
        sex=Sex.MALE if member.male else Sex.FEMALE,
        birth_on=birth_on,
        id_no=impossible_id(person, birth_on, male=member.male),
        phone=impossible_phone(person) if grown and dice.happens(0.9) else None,
        registered_division=household.division,
        registered_address=household.address,
        workplace=_employer(dice, member),
        care_labels=tuple(_labels(dice, member, len(family.members))),
        residency_kind=ResidencyKind.FLOATING if floating else ResidencyKind.PERMANENT,
        relation=member.relation,
        hukou_consistent=household.division == OWN_DIVISION,
        inflow_reason=_reason(dice, member) if floating else None,
        inflow_on=arrived if floating else None,
        origin=household.division if floating else None,
        cert_until=_certificate(dice, today) if floating and grown else None,
        from_on=arrived,
    )


def _members(dice: Dice, count: int, *, floating: bool) -> list[Member]:
    """A head, a spouse, children, then parents; among floating residents sometimes people who merely share a flat."""
    male = dice.happens(0.7)
    age = dice.between(20, 52) if floating else dice.between(27, 84)
    head = Member(HEAD, SURNAMES.draw(dice), male, age)
    if count == 1:
        return [head]
    if floating and dice.happens(0.2):
        return [head, *(_flatmate(dice, age) for _ in range(count - 1))]
    spouse = Member(WIFE if male else HUSBAND, SURNAMES.draw(dice), not male, max(20, age + dice.between(-4, 4)))
    father = head if male else spouse
    mother_age = min(head.age, spouse.age)
    after = [_child(dice, father.surname, mother_age), *_rest(dice, father, mother_age, count - 3)]
    return [head, spouse, *after][:count]


def _rest(dice: Dice, father: Member, mother_age: int, count: int) -> Iterator[Member]:
    if count > 0:
        yield _child(dice, father.surname, mother_age)
    if count > 1:
        yield Member(FATHER, father.surname, male=True, age=min(_OLDEST, father.age + dice.between(23, 32)))
    if count > 2:
        yield Member(MOTHER, SURNAMES.draw(dice), male=False, age=min(_OLDEST, father.age + dice.between(21, 30)))


def _child(dice: Dice, surname: str, mother_age: int) -> Member:
    male = dice.happens(0.52)
    return Member(SON if male else DAUGHTER, surname, male, max(0, mother_age - dice.between(22, 33)))


def _flatmate(dice: Dice, age: int) -> Member:
    return Member(OTHER, SURNAMES.draw(dice), dice.happens(0.6), max(18, age + dice.between(-6, 6)))


def _labels(dice: Dice, member: Member, count: int) -> Iterator[str]:
    """Whom a service is owed (domain.md 2.1), by their own lists' names."""
    if member.age >= _OLD and count == 1:
        yield "living_alone"
    if member.age >= _OLD and count == 2:
        yield "empty_nest"
    if member.age >= _VERY_OLD and dice.happens(0.12):
        yield "disabled_elderly"
    if dice.happens(0.015):
        yield "disabled"
    if dice.happens(0.012):
        yield "low_income"
    if member.age in _WORKING and member.male and dice.happens(0.02):
        yield "veteran"
    if member.age in _WORKING and dice.happens(0.02):
        yield "volunteer"


def _employer(dice: Dice, member: Member) -> str:
    if member.age not in _WORKING or dice.happens(0.35):
        return ""
    return DEMO + dice.pick(EMPLOYERS)


def _reason(dice: Dice, member: Member) -> str:
    if member.age < _PHONE_FROM_AGE:
        return _STUDYING if dice.happens(0.4) else _JOINING_FAMILY
    return _INFLOW_REASONS.draw(dice)


def _arrival(dice: Dice, born: int, today: date, *, floating: bool) -> str:
    """When they came to live here: within six years if floating, within thirty if not, and not before birth."""
    days = dice.between(30, 2200) if floating else dice.between(400, 11_000)
    return date.fromordinal(max(born, today.toordinal() - days)).isoformat()


def _certificate(dice: Dice, today: date) -> str:
    """Certificates are good for a year: about one in twelve expires within thirty days, a few have expired."""
    return date.fromordinal(today.toordinal() + dice.between(*_CERTIFICATE_DAYS)).isoformat()

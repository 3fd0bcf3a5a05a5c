"""Whether somebody who is about to be registered is on the phone already: likely ones, each with why. Pure.

A doubt is told and never blocks (product.md L24): who goes on registers, and the committee has the pair in its queue.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.residents import Life, PersonRecord
from sync.identifiers import is_resident_id, normal_id, normal_phone


class Alike(StrEnum):
    """What two have in common, the strongest first."""

    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"
    NAME_AND_BUILDING = "name_and_building"


class Newcomer(NamedTuple):
    """What is known of whoever is about to be registered, as it was typed; `building` is where they will live."""

    name: str
    birth_on: str | None = None
    id_no: str | None = None
    phone: str | None = None
    building: str | None = None


class Twin(NamedTuple):
    """A person on this phone who is likely to be the same."""

    person: str
    why: tuple[Alike, ...]


def plain_name(name: str) -> str:
    """A name as it is compared: no blanks, no middle dots, full width as half."""
    text = unicodedata.normalize("NFKC", name).upper()
    return "".join(one for one in text if one.isalnum())


def twins_of(new: Newcomer, people: Iterable[PersonRecord], building_of: Mapping[str, str]) -> list[Twin]:
    """Who of some people is likely to be the newcomer, the likeliest first; `building_of` is by dwelling.

    Of an identity number a phone holds only a mask, so that the day of birth in it is what is compared.
    """
    name, born = plain_name(new.name), new.birth_on or birth_in(new.id_no)
    phone = normal_phone(new.phone)
    found: list[Twin] = []
    for one in people:
        same_name = bool(name) and plain_name(one.name) == name
        home = building_of.get(one.dwelling or "")
        why = {
            Alike.NAME_AND_BIRTH: same_name and born is not None and one.birth_on == born,
            Alike.PHONE: phone is not None and phone in map(normal_phone, (one.phone, *one.more_phones)),
            Alike.NAME_AND_BUILDING: same_name
            and new.building is not None
            and home == new.building
            and _year(one.birth_on) in {None, _year(born)},
        }
        if one.life is Life.ACTIVE and any(why.values()):
            found.append(Twin(one.id, tuple(reason for reason, holds in why.items() if holds)))
    return sorted(found, key=lambda twin: (-len(twin.why), list(Alike).index(twin.why[0]), twin.person))


def birth_in(id_no: str | None) -> str | None:
    """The day of birth (YYYY-MM-DD) in a resident's number that passes its check; None for any other."""
    number = normal_id(id_no)
    if number is None or not is_resident_id(number):
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()


def _year(day: str | None) -> str | None:
    return None if day is None else day[:4]

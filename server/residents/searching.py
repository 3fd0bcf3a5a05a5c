"""What is known of a person in a search, and what somebody asks for. Pure: it opens no row and hashes nothing.

A person has some twelve words by which they are found: surname, name, its parts, how they are spoken, the last four and
the last six digits of their numbers. They are coarse on purpose, for an index of eight million rows is enough; what a
hit really is, is seen once its row has been opened (`rank`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from server.residents.entities import Person
from server.residents.sounds import is_han, plain_sound, readings_of, surname_of
from sync.identifiers import normal_id, normal_phone
from sync.twins import plain_name

LAST, LONG = 4, 6
"""So many of a number's last places are a word of its own: four find a hundred of 600,000 people, six find one."""

LONGEST = 64
"""Of what is asked for."""

_NAME, _PART, _SURNAME, _SPOKEN, _INITIALS, _ID, _PHONE, _LONG_ID, _LONG_PHONE = "nmsyidpjq"
_DIGITS = re.compile(r"[0-9]{4,}X?|[0-9]{3}X", re.ASCII)
_LETTERS = re.compile(r"[a-zü:' ]+")
_SIGNS = "幢|栋|号楼|楼|座|单元|室|房|号|小区|苑|园|里|村|巷|路|大厦|公寓"
_PLACE = re.compile(rf"[0-9]{{1,3}}|[0-9A-Z]+(?:-[0-9A-Z]+)+|.*(?:{_SIGNS}).*")


class Asked(NamedTuple):
    """One word of a question, and the words of the index that may be meant: one of them is enough.

    `wider` are those that find more, and worse: where there is room for them, or nobody else is found. `place` says
    that it may be about a home, a house, a staircase or a room; without words it is about nothing else.
    """

    text: str
    words: tuple[str, ...]
    wider: tuple[str, ...] = ()
    place: bool = False

    @property
    def every(self) -> tuple[str, ...]:
        """All words, the wider ones too."""
        return (*self.words, *self.wider)


def words_of(person: Person) -> frozenset[str]:
    """By which words a person is found."""
    name = plain_name(person.name)
    surname = surname_of(name)
    words = {_NAME + name, _SURNAME + surname}
    words |= {_PART + name[at : at + 2] for at in range(len(name) - 1)}
    for spoken in readings_of(name):
        first, rest = spoken.syllables[: spoken.surname], spoken.syllables[spoken.surname :]
        words.add(_SPOKEN + "".join(spoken.syllables))
        words.add(_SPOKEN + "".join(first))
        words |= {_SPOKEN + "".join(rest)} if rest else set()
        words.add(_INITIALS + "".join(one[:1] for one in spoken.syllables))
    number = normal_id(person.id_no)
    words |= set() if number is None else set(_ends(number, _ID, _LONG_ID))
    words |= {word for phone in _phones(person) for word in _ends(phone, _PHONE, _LONG_PHONE)}
    return frozenset(words)


def _ends(number: str, short: str, long: str) -> Iterator[str]:
    if len(number) >= LAST:
        yield short + number[-LAST:]
    if len(number) >= LONG:
        yield long + number[-LONG:]


def likeness_of(person: Person) -> str | None:
    """What two records of one person have in common where neither has a number: the name and the day of birth."""
    name = plain_name(person.name)
    return None if person.birth_on is None or not name else f"b{name}|{person.birth_on}"


def asked_in(question: str) -> tuple[Asked, ...]:
    """What somebody asks for, word by word, the rarest first; none for what says nothing that can be found.

    Chinese characters are a name or a part of one, or a place; Latin letters how a name is spoken, or its initials;
    four digits and more the end of a number; short numbers and what has a house's or a room's sign are places.
    """
    text = unicodedata.normalize("NFKC", question).strip()
    if _LETTERS.fullmatch(text.lower()):
        latin = plain_sound(text)
        return (_latin(latin),) if latin else ()
    told = [_asked(word) for word in text.upper().split()]
    return tuple(sorted((one for one in told if one is not None), key=_commonness))


def rank(person: Person, asked: Iterable[Asked]) -> int | None:
    """How well a person fits what was asked, 0 best; None where some word does not fit at all.

    How a name is spoken was looked up, and is not asked again; where somebody lives neither.
    """
    fits = [_fit(person, one) for one in asked if one.words]
    return None if None in fits else max((one for one in fits if one is not None), default=0)


def _asked(word: str) -> Asked | None:
    if _DIGITS.fullmatch(word):
        return _number(word)
    name, latin = plain_name(word), plain_sound(word)
    if _PLACE.fullmatch(word):
        return Asked(word, *(_of_name(name) if is_han(name) else ((), ())), place=True)
    if latin and latin.upper() == name:
        return _latin(latin)
    return Asked(name, *_of_name(name)) if name else None


def _number(word: str) -> Asked:
    """The end of a number. Five places are looked up as the six that they may be part of."""
    short = (_ID + word[-LAST:], _PHONE + word[-LAST:])
    if len(word) == LAST:
        return Asked(word, short, place=True)
    ends = [word[-LONG:]] if len(word) >= LONG else [f"{digit}{word}" for digit in "0123456789"]
    return Asked(word, tuple(kind + end for end in ends for kind in (_LONG_ID, _LONG_PHONE)), short)


def _commonness(asked: Asked) -> tuple[bool, int]:
    """How many a word is likely to find: fewest the end of a number, then a name, most a surname or a sound."""
    if asked.text[:1].isdigit():
        return asked.place, 0
    return asked.place, 3 if len(asked.text) == 1 else 2 if is_spoken(asked) else 1


def is_spoken(asked: Asked) -> bool:
    """Whether it tells how a name is spoken: what only the index can say."""
    return asked.text.isascii() and asked.text.islower()


def _of_name(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The whole name, and the rarest word that whoever has this in their name must have."""
    if len(name) == 1:
        return (_SURNAME + name,), ()
    if len(name) == 2:
        return (_NAME + name,), (_PART + name, _SURNAME + name)
    return (_NAME + name,), (_PART + name[-2:],)


def _latin(sound: str) -> Asked:
    return Asked(sound, (_SPOKEN + sound, _INITIALS + sound))


def _fit(person: Person, asked: Asked) -> int | None:
    name, text = plain_name(person.name), asked.text
    if is_spoken(asked):
        return 1
    if not text.isascii():
        found = plain_name(text)
        if name == found:
            return 0
        return None if found not in name else 1 if name.startswith(found) else 2
    return next((at for at, number in enumerate(_numbers(person)) if _is_meant(number, text)), None)


def _is_meant(number: str, text: str) -> bool:
    """Whether digits are all of a number, or an end of it that the index knows.

    No end between: whoever asks ten times a digit would have the whole number, past the count of reveals.
    """
    return number == text or (len(text) <= LONG and number.endswith(text))


def _numbers(person: Person) -> Iterator[str]:
    number = normal_id(person.id_no)
    if number is not None:
        yield number
    yield from _phones(person)


def _phones(person: Person) -> Iterator[str]:
    for phone in (person.phone, *person.more_phones):
        number = normal_phone(phone)
        if number is not None:
            yield number.removeprefix("+86").removeprefix("+")

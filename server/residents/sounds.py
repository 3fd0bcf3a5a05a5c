"""How a name is spoken: its syllables without tones, a surname in the reading that it has as a surname. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice, product
from typing import NamedTuple

import msgspec

_MOST_READINGS = 6
"""Of one name: a character has two readings at times, and nobody has to know which of them somebody goes by."""

_LONGEST_SURNAME = 2


class Spoken(NamedTuple):
    """A name as it may be spoken: how many of its characters are the surname, and the syllables of each."""

    surname: int
    syllables: tuple[str, ...]


class _Surnames(msgspec.Struct, frozen=True):
    readings: dict[str, tuple[str, ...]]
    double: tuple[str, ...]


@cache
def _surnames() -> _Surnames:
    raw = files("server.residents").joinpath("data", "surnames.json").read_bytes()
    return msgspec.json.decode(raw, type=_Surnames)


def surname_of(name: str) -> str:
    """The surname: two characters where those are one that is known, else the first."""
    return name[:_LONGEST_SURNAME] if name[:_LONGEST_SURNAME] in _surnames().double else name[:1]


def is_han(text: str) -> bool:
    """Whether all of it are Chinese characters, and there is one."""
    return bool(text) and all(unicodedata.name(one, "").startswith("CJK UNIFIED") for one in text)


def readings_of(name: str) -> tuple[Spoken, ...]:
    """How a name may be spoken, the likeliest first; none for one that is not all Chinese characters."""
    if not is_han(name):
        return ()
    surname = surname_of(name)
    known = _surnames().readings.get(surname)
    first = _sounds(surname) if known is None else [tuple(reading.split()) for reading in known]
    rest = _sounds(name[len(surname) :])
    spoken = (Spoken(len(surname), (*one, *other)) for one in first for other in rest)
    return tuple(islice(dict.fromkeys(spoken), _MOST_READINGS))


def plain_sound(text: str) -> str:
    """Latin letters as syllables are written here: lower case, no tones, no blanks, v for ü."""
    parts = unicodedata.normalize("NFKD", text.lower()).replace("u\u0308", "v").replace("u:", "v")
    return "".join(one for one in parts if "a" <= one <= "z")


def _sounds(text: str) -> list[tuple[str, ...]]:
    if not text:
        return [()]
    return list(islice(product(*map(_of_one, _characters(text))), _MOST_READINGS))


def _characters(text: str) -> Iterable[tuple[str, str]]:
    """Each character with the reading that it has in these words, which is its likeliest."""
    return zip(text, _in_words(text), strict=True)


def _of_one(told: tuple[str, str]) -> Sequence[str]:
    character, likeliest = told
    return tuple(dict.fromkeys((likeliest, *_alone(character))))[:2]


def _in_words(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second, and only where names are indexed

    found = [plain_sound(one) for one in lazy_pinyin(text)]
    return found if len(found) == len(text) else [_alone(one)[0] for one in text]  # some it does not know


@cache
def _alone(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - as above

    return tuple(map(plain_sound, pinyin(character, style=Style.NORMAL, heteronym=True)[0]))

"""Receipt codes and PINs for people to type, and ids of what is told twice. Pure: it is given digests, and draws none.

A code is nine characters of 31 (45 bits) and one that checks them; 31 is a prime, so that a weighted sum finds every
single wrong character and every pair that was swapped. A PIN is six digits. Both come from a keyed digest of what the
page made itself: whoever sends a draft twice gets the same ones, and nobody has to keep them.
"""

import unicodedata
from typing import NamedTuple

from server.core.ids import uuid7

ALPHABET = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that looks like another; a typed O is the zero."""

_PRIME = len(ALPHABET)
_LETTERS = 9
_GROUP = 5
_PIN_DIGITS = 6
_TYPED_AS = str.maketrans({"O": "0", " ": None, "-": None, "\u2013": None, "\u2014": None})


class Receipt(NamedTuple):
    """What a reporter is given."""

    code: str
    pin: str


def receipt_of(digest: bytes) -> Receipt:
    """The code and the PIN of a digest of 32 bytes: its halves, so that neither says anything of the other."""
    told, number = int.from_bytes(digest[:16], "big"), int.from_bytes(digest[16:32], "big")
    letters = ""
    for _ in range(_LETTERS):
        told, at = divmod(told, _PRIME)
        letters += ALPHABET[at]
    return Receipt(_grouped(letters + _check(letters)), f"{number % 10**_PIN_DIGITS:0{_PIN_DIGITS}d}")


def read_code(typed: str) -> str | None:
    """The code that somebody meant: in small letters, full width, without its hyphen; None for what can be none."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_TYPED_AS)
    if len(plain) != _LETTERS + 1 or not set(plain) <= set(ALPHABET) or _check(plain[:-1]) != plain[-1]:
        return None
    return _grouped(plain)


def read_pin(typed: str) -> str:
    """The digits of a typed PIN, whatever stands between them."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one in "0123456789")


def id_of(digest: bytes, at_ms: int = 0) -> str:
    """An id that whoever tells the same again finds again; without a time where the second telling may name another."""
    return uuid7(at_ms, digest[:10])


def millis_of(told: str) -> int:
    """The time part of a UUIDv7."""
    return int(told.replace("-", "")[:12], 16)


def _check(letters: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, 1))
    return ALPHABET[total % _PRIME]


def _grouped(letters: str) -> str:
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"

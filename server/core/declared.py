"""What a route declares beside itself, as data: its refusals, its bodies, its headers. It knows no framework.

A route's options are `policy`, who it is for (`server/gate.py`); `refuses`, problem codes beyond those that follow from
the policy and the body (`refusals_of`); `takes`, the body by media type; `gives`, the answers by status and media type,
where the signature does not tell them; `asks` and `tells`, headers that it reads and writes; `bearer`, the credential
of a public route that looks at one itself.

In `takes` and `gives` a type of the contract stands for its JSON or MessagePack, `bytes` for bytes, `str` for text.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mobile_contract.problems import ProblemCode as Code

EVERYWHERE = frozenset({Code.MALFORMED, Code.OVERLOADED, Code.NO_SPACE, Code.INTERNAL})
"""A parameter that a route does not know is refused by all, and what is our fault may befall each."""
SIGNED_IN = frozenset({Code.NOT_SIGNED_IN, Code.INSTALL_REVOKED})
KEPT_APART = frozenset({Code.NOT_ALLOWED})
CHANGING = frozenset({Code.CROSS_SITE})
WITH_A_BODY = frozenset({Code.UNSUPPORTED_MEDIA_TYPE, Code.TOO_LARGE})

_PUBLIC, _SIGNED_IN = "public", "signed_in"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Lines(NamedTuple):
    """A body of lines, each of them JSON of a type; `first` is the first line's where that is another."""

    each: Any
    first: Any = None


class Bearer(NamedTuple):
    """A credential that a public route looks at itself: its name in the document, and whose it is."""

    name: str
    whose: str


RECEIPT = Bearer("receipt", "The token of `POST /v1/public/follow`, of who reported a matter.")
PARTNER = Bearer("partner", "The key of a partner: a hotline, or a system that tells events.")


def refusals_of(opt: Mapping[str, Any], method: str) -> frozenset[Code]:
    """Every code that a route may refuse with: what it declares, and what follows from its policy, method and body."""
    policy = opt.get("policy", _PUBLIC)
    codes = EVERYWHERE | frozenset(opt.get("refuses", ()))
    if policy != _PUBLIC:
        codes |= SIGNED_IN
        if policy != _SIGNED_IN:
            codes |= KEPT_APART
        if method not in _SAFE_METHODS:
            codes |= CHANGING
    if opt.get("takes"):
        codes |= WITH_A_BODY
    return codes

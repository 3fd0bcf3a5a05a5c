"""The starter visit rules that come with the package (`data/README.md`). Data, published by nobody but an operator."""

from functools import cache
from importlib.resources import files

import msgspec

from mobile_contract.base import Code, Request
from mobile_contract.visit_rules import VisitRuleList


class RulesFile(Request, frozen=True, kw_only=True):
    """Visit rules as a file has them: the id of their scheme, and the rules."""

    scheme: Code
    rules: VisitRuleList


@cache
def starter() -> RulesFile:
    """The starter rules; that they can be published says a test."""
    return read_rules(files("server.visits").joinpath("data", "rules.json").read_bytes())


def read_rules(content: bytes) -> RulesFile:
    """Rules from the bytes of a file, with or without a byte-order mark. Raises `msgspec.DecodeError` (UTF-8 too)."""
    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=RulesFile)
    except (RecursionError, UnicodeDecodeError) as error:
        raise msgspec.DecodeError(str(error)) from error

"""Old contracts: commands as they were once written, made into what this build understands. Shapes alone, no rule.

Push takes every contract that was ever released (sync.md 14): what a phone queued before an upgrade, or without one, is
read as its own contract meant it. A command whose shape has not changed since passes untouched.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mobile_contract.base import CONTRACT

Told = dict[str, Any]
Convert = Callable[[Told], Told]

PULLED_BACK = 2
"""Pull is refused below the newest contract less this; push never is."""

CONVERTERS: Mapping[int, Mapping[str, Convert]] = {1: {}}
"""By contract and kind: what makes a command of that contract one of the next. Contract 2 only added."""


WIDER_PATTERNS: Mapping[str, str] = {
    "^image/(jpeg|png|webp)$(?!\n)": "^image/(jpeg|png|webp|heic)$(?!\n)",
}
"""Patterns of released contracts that have become others, which take all that the old ones took: HEIC came in 3."""


def may_pull(contract: int, newest: int = CONTRACT) -> bool:
    """Whether a phone of this contract still understands what it would be sent."""
    return contract >= newest - PULLED_BACK


def has_changed(kind: object, contract: int) -> bool:
    """Whether a command of this kind and contract must be converted."""
    return any(kind in changed for number, changed in CONVERTERS.items() if number >= contract)


def up_converted(told: Told, contract: int) -> Told:
    """A command of an old contract, step by step, as the newest has it; its own number stays, it is what was signed.

    A step may give the command another kind; the next step goes by that.
    """
    for number in sorted(one for one in CONVERTERS if one >= contract):
        convert = CONVERTERS[number].get(str(told.get("kind", "")))
        if convert is not None:
            told = convert(dict(told))
    return told

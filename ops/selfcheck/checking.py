"""What a step of the day does when a fact is not as it must be. It knows no step."""

import io
from collections.abc import Iterable

from PIL import Image

from media.traces import traces_of
from mobile_contract.receipts import Receipt, Verdict

_ALIKE = 12  # of 256 shades, in any field of 8 x 8 pixels
_SHOWN = 5
DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Failed(Exception):
    """A fact of the day is not as it must be; the text says which, and what was found."""


def require(fact: bool, sentence: str, **found: object) -> None:
    """Raise Failed with the sentence that does not hold, and with what was found instead."""
    if not fact:
        told = ", ".join(f"{name} = {value!r}" for name, value in found.items())
        raise Failed(f"{sentence} ({told})" if told else sentence)


def require_same(one: Iterable[object], other: Iterable[object], sentence: str) -> None:
    """Raise Failed unless two sets hold the same; the first members that only one of them has are told."""
    left, right = set(one), set(other)
    if left != right:
        missing, extra = (sorted(map(repr, those))[:_SHOWN] for those in (right - left, left - right))
        counts = f"{len(right - left)} missing, {len(left - right)} too many"
        raise Failed(f"{sentence}: {counts}; missing {missing}, too many {extra}")


def require_done(receipt: Receipt, what: str) -> Receipt:
    """Raise Failed unless the command was applied, alone or merged with somebody else's."""
    require(receipt.verdict in DONE, f"{what} is done", verdict=receipt.verdict.value, why=receipt.why, **receipt.facts)
    return receipt


def require_picture(shown: bytes, taken: bytes, sentence: str) -> None:
    """Raise Failed unless a copy that is shown has the sides and the look of what was taken, and no metadata."""
    with Image.open(io.BytesIO(shown)) as copy, Image.open(io.BytesIO(taken)) as original:
        require(copy.size == original.size, sentence, shown=copy.size, taken=original.size)
        small = [one.convert("L").reduce(8).tobytes() for one in (copy, original)]
    unlike = max(abs(one - other) for one, other in zip(*small, strict=True))
    require(unlike < _ALIKE and not traces_of(shown), sentence, unlike=unlike, traces=traces_of(shown))

"""From counts to figures: what an indicator makes of signatures; percentages, ranks, and what is too few. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from server.analytics.language import Value, holds
from server.analytics.signature import as_exempted
from server.analytics.specs import Better, Indicator, Weight, packing_of

FEWEST = 5
"""Statistics of an office across grids tell of no fewer who were asked (architecture.md, small counts)."""

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_REMEMBERED = 16_384


class Counted(NamedTuple):
    """How many rows of a group have which signature: signatures, and as many numbers. A group may come in parts."""

    key: str
    signatures: Sequence[int]
    ns: Sequence[int]


class Ratio(NamedTuple):
    """So many of so many."""

    numerator: int = 0
    denominator: int = 0

    @property
    def percent(self) -> Decimal | None:
        """As a percentage with two decimals, half up; None of nothing."""
        if not self.denominator:
            return None
        return rounded(_HUNDRED * self.numerator / self.denominator)


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up (the bulletins' rounding)."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def ratios(indicator: Indicator, counts: Iterable[Counted]) -> dict[str, Ratio]:
    """The ratio of each group that has something below the line."""
    verdicts = indicator.verdicts
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, signatures, ns in counts:
        above = below = 0
        for signature, n in zip(signatures, ns, strict=True):
            is_above, is_below = verdicts.get(signature) or judge(indicator, signature)
            if is_below:
                below += n
                above += n * is_above
        place = found[key]
        place[0] += above
        place[1] += below
    return {key: Ratio(*place) for key, place in found.items() if place[1]}


def judge(indicator: Indicator, signature: int) -> tuple[bool, bool]:
    """Whether rows of a signature count above the line, and below it.

    The answer is remembered: there are a few hundred signatures a month, the same ones in every month.
    """
    known = indicator.verdicts.get(signature)
    if known is None:
        if len(indicator.verdicts) >= _REMEMBERED:
            indicator.verdicts.clear()
        known = indicator.verdicts[signature] = _judged(indicator, signature)
    return known


def _judged(indicator: Indicator, signature: int) -> tuple[bool, bool]:
    facts: Mapping[str, Value] = packing_of(indicator.spec.unit).unpack(signature)
    if indicator.spec.exempt_counts_as_on_time:
        facts = as_exempted(facts)
    if not holds(indicator.included, facts) or not holds(indicator.denominator, facts):
        return False, False
    return holds(indicator.numerator, facts), True


def total_of(found: Mapping[str, Ratio]) -> Ratio:
    """All groups together."""
    return Ratio(sum(one.numerator for one in found.values()), sum(one.denominator for one in found.values()))


def score(parts: Sequence[Weight], values: Mapping[str, Ratio]) -> Decimal | None:
    """The weighted score out of 100; None where a part has nothing to count.

    It is made of the exact ratios and rounded once.
    """
    total = Decimal(0)
    for part in parts:
        ratio = values.get(part.indicator, Ratio())
        if not ratio.denominator:
            return None
        share = Decimal(ratio.numerator) / ratio.denominator
        total += part.weight * (1 - share if part.inverted else share)
    return rounded(total)


def ranks(values: Mapping[str, Decimal | None], better: Better) -> dict[str, int]:
    """The rank of each group that has a value: equal values share one, and the next is as many further."""
    told = sorted((value for value in values.values() if value is not None), reverse=better is Better.MORE)
    return {key: told.index(value) + 1 for key, value in values.items() if value is not None}


def average(values: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of the groups that have a value."""
    told = [value for value in values if value is not None]
    return rounded(sum(told, Decimal(0)) / len(told)) if told else None


def withheld(found: Mapping[str, Ratio], fewest: int = FEWEST) -> frozenset[str]:
    """Which groups of a survey must not be told: those of fewer than `fewest`, and so many more that none of them can
    be told from the total and the rest.
    """
    ordered = sorted(found, key=lambda key: (found[key].denominator, key))
    kept_back = [key for key in ordered if found[key].denominator < fewest]
    if not kept_back:
        return frozenset()
    for key in ordered[len(kept_back) :]:
        if len(kept_back) > 1 and sum(found[one].denominator for one in kept_back) >= fewest:
            break
        kept_back.append(key)
    return frozenset(kept_back)

"""Figures as they are told: percentages beside those of other months, ranked, and what is too few kept back. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from mobile_contract.indicators import IndicatorDefinition, IndicatorFigure
from server.analytics.reckoning import FEWEST, Ratio, average, ranks, total_of, withheld
from server.analytics.specs import Specification


class Figure(NamedTuple):
    """A group's value with what it was made of; a score is made of no ratio of its own."""

    value: Decimal | None
    ratio: Ratio | None = None

    @property
    def asked(self) -> int:
        """How many are below the line."""
        return self.ratio.denominator if self.ratio else 0


Groups = Mapping[str, Figure]


class Months(NamedTuple):
    """The figures of a month, of the one before it, and of the same month a year ago; of each the total too."""

    now: Groups
    pop: Groups
    yoy: Groups
    total: Figure
    total_pop: Figure
    total_yoy: Figure


class Told(NamedTuple):
    """The figures in the order of their rank, how many were cut off, the total, the mean of the groups."""

    groups: tuple[IndicatorFigure, ...]
    left_out: int
    total: IndicatorFigure
    average: str | None


def of_ratios(found: Mapping[str, Ratio]) -> dict[str, Figure]:
    """The figures of ratios."""
    return {key: Figure(ratio.percent, ratio) for key, ratio in found.items()}


def total_figure(found: Mapping[str, Ratio]) -> Figure:
    """All groups together."""
    ratio = total_of(found)
    return Figure(ratio.percent, ratio)


def tell(spec: Specification, months: Months, names: Mapping[str, str], top: int | None) -> Told:
    """All that is told of an indicator by groups; `top` keeps so many of the ranking."""
    hidden = [_hidden(spec, groups) for groups in (months.now, months.pop, months.yoy)]
    shown = {key: one.value for key, one in months.now.items() if key not in hidden[0]}
    ranked = ranks(shown, spec.better)
    ordered = sorted(months.now, key=lambda key: (ranked.get(key, len(ranked) + 1), names.get(key, key), key))
    kept = ordered if top is None else ordered[:top]
    groups = tuple(
        _told(key, names.get(key, ""), ranked.get(key), _beside(months, hidden, key), withheld_now=key in hidden[0])
        for key in kept
    )
    few = [spec.survey and 0 < one.asked < FEWEST for one in months[3:]]
    pop, yoy = (None if hide else one for one, hide in zip(months[4:], few[1:], strict=True))
    total = _told("", "", None, (months.total, pop, yoy), withheld_now=few[0])
    return Told(groups, len(ordered) - len(kept), total, _text(average(shown.values())))


def define(spec: Specification) -> IndicatorDefinition:
    """A specification as it is told."""
    return IndicatorDefinition(
        id=spec.id,
        version=spec.version,
        name_zh=spec.name_zh,
        name_en=spec.name_en,
        unit="score" if spec.parts else spec.unit.value,
        formula=spec.formula,
        group_by=tuple(by.value for by in spec.group_by),
        better=spec.better.value,
        survey=spec.survey,
        valid_from=None if spec.valid_from is None else spec.valid_from.isoformat(),
        valid_until=None if spec.valid_until is None else spec.valid_until.isoformat(),
        note=spec.note,
    )


def _hidden(spec: Specification, groups: Groups) -> frozenset[str]:
    return withheld({key: Ratio(0, one.asked) for key, one in groups.items()}) if spec.survey else frozenset()


def _beside(months: Months, hidden: Sequence[frozenset[str]], key: str) -> tuple[Figure, Figure | None, Figure | None]:
    """A group's figure, and those of the other months where they may be told."""
    others = (
        None if key in kept_back else groups.get(key) for groups, kept_back in zip(months[1:3], hidden[1:], strict=True)
    )
    pop, yoy = others
    return months.now[key], pop, yoy


def _told(
    key: str, name: str, rank: int | None, beside: tuple[Figure, Figure | None, Figure | None], *, withheld_now: bool
) -> IndicatorFigure:
    figure, pop, yoy = beside
    if withheld_now:
        return IndicatorFigure(key=key, name=name, withheld=True)
    return IndicatorFigure(
        key=key,
        name=name,
        numerator=figure.ratio.numerator if figure.ratio else None,
        denominator=figure.ratio.denominator if figure.ratio else None,
        value=_text(figure.value),
        pop=_more(figure, pop),
        yoy=_more(figure, yoy),
        rank=rank,
    )


def _more(figure: Figure, other: Figure | None) -> str | None:
    if figure.value is None or other is None or other.value is None:
        return None
    return _text(figure.value - other.value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)

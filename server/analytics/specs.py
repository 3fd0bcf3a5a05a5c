"""Indicators as data: what is counted over what, in which version, from when on. Pure; it is given the bytes of a file.

No formula of an indicator is code, and no denominator is certain: the market leader's own reference leaves several
"to be confirmed on site" (domain.md 6). So a district may say it otherwise in a file of its own, and does so by a new
version from a month on: what was published under the old one stays as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from server.analytics.counting import Cohort
from server.analytics.language import ALWAYS, All, Not, Predicate, WrongPredicate, parse
from server.analytics.signature import CASES, ON_TIME, TASKS_SENT, Packing


class Unit(StrEnum):
    """What is counted: cases, tasks of workers, or the cases in which somebody held a post."""

    CASE = "case"
    TASK = "task"
    PERSON = "person"


class Person(StrEnum):
    """Whose figures they are when they are told by person."""

    REPORTER = "reporter"
    ACCEPTOR = "acceptor"
    FILER = "filer"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    WORKER = "worker"


class GridVersion(StrEnum):
    """By which grids a place is told: those that answer for it now, or those that did when it was observed."""

    NOW = "now"
    THEN = "then"


class By(StrEnum):
    """By what figures may be told."""

    NOTHING = "nothing"
    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DEPARTMENT = "department"
    KIND = "kind"
    MAJOR = "major"
    CLASS = "class"
    SOURCE = "source"
    PERSON = "person"


class Better(StrEnum):
    """Which end of a ranking is praised."""

    MORE = "more"
    LESS = "less"


COHORTS: Mapping[str, Cohort] = {f"{cohort.name.lower()}_at": cohort for cohort in Cohort}
_TASK_COHORT = "sent_at"

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{1,47}$")]


class WrongSpecification(ValueError):
    """An indicator that cannot be computed as it is written; the text says which, and why."""


class Weight(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a score: its weight, and whether what is missing to 100 % counts."""

    indicator: Name
    weight: Annotated[int, Meta(ge=1, le=100)]
    inverted: bool = False


class Specification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of an indicator, in force from the first of a month to the end of another.

    Either `numerator` over `denominator` of a `cohort`, or a score of `parts`. What has a fact of `exclude` is counted
    nowhere. `person` is whose figures they are by person. Of a `survey` small groups are not told: who answered what
    would be known.
    """

    id: Name
    version: Annotated[int, Meta(ge=1)]
    name_zh: str
    name_en: str
    unit: Unit = Unit.CASE
    cohort: str = ""
    numerator: str = ""
    denominator: str = "always"
    exclude: tuple[str, ...] = ()
    exempt_counts_as_on_time: bool = True
    grid_version: GridVersion = GridVersion.NOW
    group_by: tuple[By, ...] = tuple(By)
    person: Person | None = None
    better: Better = Better.MORE
    survey: bool = False
    parts: tuple[Weight, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""

    @property
    def formula(self) -> str:
        """The formula in words that a reader can check."""
        if self.parts:
            return " + ".join(f"{one.weight}*{_part(one)}" for one in self.parts)
        excluded = f" excluding {', '.join(self.exclude)}" if self.exclude else ""
        appeals = self.exempt_counts_as_on_time and any(fact in self.numerator for fact in ON_TIME)
        exempted = "; a granted appeal counts as on time" if appeals else ""
        return f"{self.unit}s by {self.cohort}{excluded}: ({self.numerator}) / ({self.denominator}){exempted}"


class Indicator(Struct, frozen=True):
    """A specification with its predicates read. `verdicts` is what `reckoning.judge` remembers, by signature."""

    spec: Specification
    cohort: Cohort
    numerator: Predicate
    denominator: Predicate
    included: Predicate
    verdicts: dict[int, tuple[bool, bool]] = field(default_factory=dict[int, tuple[bool, bool]])


class SpecificationFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of indicators holds."""

    indicators: tuple[Specification, ...]


def read_file(raw: bytes, name: str) -> tuple[Indicator, ...]:
    """The indicators of a TOML file. Raises WrongSpecification."""
    try:
        found = msgspec.toml.decode(raw, type=SpecificationFile)
    except (msgspec.DecodeError, ValueError) as error:
        raise WrongSpecification(f"{name}: {error}") from error
    return tuple(checked(spec) for spec in found.indicators)


def checked(spec: Specification) -> Indicator:
    """The indicator of a specification. Raises WrongSpecification."""
    problem = _problem(spec)
    if problem:
        raise WrongSpecification(f"indicator {spec.id} version {spec.version}: {problem}")
    if spec.parts:
        return Indicator(spec, Cohort.DUE, ALWAYS, ALWAYS, ALWAYS)
    facts = packing_of(spec.unit).facts
    try:
        denominator = parse(spec.denominator, facts)
        return Indicator(
            spec,
            COHORTS[spec.cohort],
            All((denominator, parse(spec.numerator, facts))),
            denominator,
            All(tuple(Not(parse(name, facts)) for name in spec.exclude)),
        )
    except WrongPredicate as error:
        raise WrongSpecification(f"indicator {spec.id} version {spec.version}: {error}") from error


def packing_of(unit: Unit) -> Packing:
    """How the facts of what is counted are packed."""
    return TASKS_SENT if unit is Unit.TASK else CASES


class Book:
    """Every indicator with all of its versions. Later files replace versions of earlier ones, and add others.

    Raises WrongSpecification for versions of one indicator that are in force at once, and for a score whose part is
    not there or is a score itself.
    """

    def __init__(self, *collections: Iterable[Indicator]) -> None:
        known: dict[tuple[str, int], Indicator] = {}
        for collection in collections:
            known |= {(one.spec.id, one.spec.version): one for one in collection}
        self._versions: dict[str, list[Indicator]] = {}
        for key in known:
            self._versions.setdefault(key[0], []).append(known[key])
        for name, those in self._versions.items():
            those.sort(key=lambda one: one.spec.version)
            _refuse_overlap(name, those)
            _refuse_missing_parts(those, self._versions)

    def ids(self) -> tuple[str, ...]:
        """All indicators, in the order of the files."""
        return tuple(self._versions)

    def in_force(self, name: str, month: int) -> Indicator | None:
        """The version of an indicator that holds for a month; None for a name that is none, or not in force then."""
        first = date(month // 100, month % 100, 1)
        return next((one for one in self._versions.get(name, ()) if _is_in_force(one.spec, first)), None)

    def list_in_force(self, month: int) -> list[Indicator]:
        """All that are in force in a month."""
        found = (self.in_force(name, month) for name in self._versions)
        return [one for one in found if one is not None]


@cache
def packaged() -> tuple[Indicator, ...]:
    """The indicators of domain.md 6, as Hexward brings them."""
    source = files("server.analytics") / "data" / "indicators.toml"
    return read_file(source.read_bytes(), "indicators.toml")


def _part(one: Weight) -> str:
    return f"(1-{one.indicator})" if one.inverted else one.indicator


def _problem(spec: Specification) -> str:
    if spec.parts:
        if spec.cohort or spec.numerator or spec.exclude:
            return "a score has parts, and neither cohort, numerator nor exclusions of its own"
        total = sum(part.weight for part in spec.parts)
        return "" if total == 100 else f"the weights of a score are 100 together, and not {total}"
    if spec.cohort not in COHORTS:
        return f"there is no cohort {spec.cohort!r}; there are {', '.join(COHORTS)}"
    if (spec.cohort == _TASK_COHORT) != (spec.unit is Unit.TASK):
        return f"tasks, and tasks alone, are counted by {_TASK_COHORT}"
    if spec.unit is Unit.TASK and spec.person not in (None, Person.WORKER):
        return "a task is its worker's"
    if spec.unit is Unit.PERSON and spec.person is None:
        return "who counts persons says of which post"
    return "" if spec.numerator else "it has no numerator"


def _is_in_force(spec: Specification, first: date) -> bool:
    begun = spec.valid_from is None or spec.valid_from <= first
    return begun and (spec.valid_until is None or first < spec.valid_until)


def _refuse_overlap(name: str, those: Sequence[Indicator]) -> None:
    ordered = sorted(those, key=lambda one: one.spec.valid_from or date.min)
    for one, following in pairwise(ordered):
        until = one.spec.valid_until
        if until is None or (following.spec.valid_from or date.min) < until:
            raise WrongSpecification(
                f"indicator {name}: versions {one.spec.version} and {following.spec.version} are in force at once; "
                "give the earlier one a valid_until"
            )


def _refuse_missing_parts(those: Sequence[Indicator], known: Mapping[str, Sequence[Indicator]]) -> None:
    for part in (part for one in those for part in one.spec.parts):
        wanted = known.get(part.indicator)
        if not wanted or any(one.spec.parts for one in wanted):
            raise WrongSpecification(f"indicator {those[0].spec.id}: its part {part.indicator!r} is no rate")

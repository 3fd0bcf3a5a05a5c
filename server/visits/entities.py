"""Visits, and the rules of whom to visit, as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.visit_rules import VisitEdition
from mobile_contract.visits import VisitChannel, VisitOutcome
from server.core.entities import Entity, named_id

VISIT_RULES = named_id("visit_rules")
"""The id of the one row of rules."""


class Visit(Entity, frozen=True, kw_only=True):
    """A visit to a household; it carries the household's grid. Its point is WGS-84, kept to ask how near it was."""

    household: str
    grid: str
    worker: str
    channel: VisitChannel
    outcome: VisitOutcome
    visited_at: datetime
    clock_quality: str
    persons: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None
    far: bool = False
    minutes: int = 0
    needs_told: tuple[str, ...] = ()
    note: str | None = None


class VisitRules(Entity, frozen=True, kw_only=True):
    """The district's visit rules: every edition by its number, and who published the latest of them, when and why.

    There is one row, or none.
    """

    editions: tuple[VisitEdition, ...]
    published_by: str
    published_at: datetime
    reason: str

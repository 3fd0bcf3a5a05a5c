"""How check lists are published: edition after edition, none ever rewritten. Pure: no database, no clock, no web."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import asdict

from mobile_contract.cases import LimitUnit
from mobile_contract.hazards import PublishCheckTemplate, TemplateItem, TemplateLevel
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.catalogue.editions import EDITORS, whole_district
from server.core.decisions import Context, Decision, Loaded, decides, put, refuse
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.hazards.entities import CheckTemplate

DAYS = frozenset({LimitUnit.NATURAL_DAY, LimitUnit.WORK_DAY})
"""What the deadline of a notice may be counted in."""

_TOLD = ("name", "source", "period_days", "applies_to", "unit", "case_class")


def _needs(command: PublishCheckTemplate) -> Needs:
    yield Need(CheckTemplate, command.entity)
    yield NeedChildren(CheckTemplate, "site_type", command.site_type)


@decides(PublishCheckTemplate, posts=EDITORS, area=whole_district, needs=_needs)
def publish_check_template(command: PublishCheckTemplate, loaded: Loaded, ctx: Context) -> Decision:
    """Bring an edition of a check list; the one before it ends where this one begins, and stays for its dangers.

    The same list again changes nothing. Refused: an id that is taken, a code named twice, an item of an unknown level,
    a unit that is no day, a beginning before that of the newest edition.
    """
    if loaded.find(CheckTemplate, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    wrong = _wrong(command)
    if wrong is not None:
        return wrong
    before = newest(loaded.children(CheckTemplate, "site_type", command.site_type), command.scheme)
    told: dict[str, Any] = {name: getattr(command, name) for name in _TOLD} | {
        "items": tuple(TemplateItem(**asdict(item)) for item in command.items),
        "levels": tuple(TemplateLevel(**asdict(level)) for level in command.levels),
    }
    if before is not None and all(getattr(before, name) == value for name, value in told.items()):
        return Decision(verdict=Verdict.MERGED, version=before.version, facts={"template": before.id})
    begins = command.valid_from or ctx.now
    if before is not None and begins < before.valid_from:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from", since=before.valid_from.isoformat())
    edition = CheckTemplate(
        id=command.entity,
        scheme=command.scheme,
        site_type=command.site_type,
        edition=1 if before is None else before.edition + 1,
        valid_from=begins,
        **told,
    )
    return put(edition, *(() if before is None else (advanced(before, valid_until=begins),)))


def _wrong(command: PublishCheckTemplate) -> Decision | None:
    twice = _twice([item.code for item in command.items]) or _twice([level.code for level in command.levels])
    if twice:
        return refuse(ProblemCode.ID_TAKEN, keys=", ".join(twice))
    known = {level.code for level in command.levels}
    for item in command.items:
        if item.level not in known:
            return refuse(ProblemCode.WRONG_IDENTIFIER, field="level", item=item.code, level=item.level)
    return None if command.unit in DAYS else refuse(ProblemCode.WRONG_IDENTIFIER, field="unit", unit=command.unit.value)


def _twice(codes: Sequence[str]) -> list[str]:
    return sorted(code for code, times in Counter(codes).items() if times > 1)


def newest(templates: Iterable[CheckTemplate], scheme: str) -> CheckTemplate | None:
    """The newest edition of a scheme, among those of one site type."""
    return max((one for one in templates if one.scheme == scheme), key=lambda one: one.edition, default=None)


def in_force(templates: Iterable[CheckTemplate], at: datetime) -> list[CheckTemplate]:
    """The editions that are in force at an instant, by site type."""
    found = (one for one in templates if one.valid_from <= at and (one.valid_until is None or at < one.valid_until))
    return sorted(found, key=lambda one: (one.site_type, one.scheme, one.edition))

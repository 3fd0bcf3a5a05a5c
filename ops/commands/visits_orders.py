"""What `hexward visits` reads and orders: rules, one edition through the door, a grid's due list, coverage."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.visit_rules import (
    PublishVisitRules,
    VisitCoverage,
    VisitDuePage,
    VisitRule,
    VisitRulesView,
)
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.scope import OfficeScope, directory_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import find_entity
from server.visits import dues
from server.visits.editions import WrongRules, check_rules, today
from server.visits.entities import VISIT_RULES, VisitRules
from server.visits.remembered import Remembered
from server.visits.starter import RulesFile, read_rules, starter
from sync.visit_days import day_of_text, text_of_day

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward visits"), system=True)
"""The server itself, by its operator at the command line: the journal tells these looks and orders by the install."""


def rules_of(file: Path | None) -> RulesFile:
    """The rules of a file, or the starter rules. Raises Refused for what cannot be published."""
    try:
        told = starter() if file is None else read_rules(file.read_bytes())
        check_rules(told.rules)
    except (msgspec.DecodeError, WrongRules) as error:
        raise Refused(f"{file}: {error}") from error
    return told


def day_or_today(told: str | None) -> str:
    """A day as it is written, or today's in Asia/Shanghai. Raises Refused for one that is none."""
    if told is None:
        return text_of_day(today(clock.now()))
    try:
        if text_of_day(day_of_text(told)) == told:
            return told
    except ValueError:
        pass
    raise Refused(f"{told} is no day: write YYYY-MM-DD")


def differences(before: Sequence[VisitRule], after: Sequence[VisitRule]) -> dict[str, list[str]]:
    """Codes of rules by what becomes of them."""
    old, new = {rule.code: rule for rule in before}, {rule.code: rule for rule in after}
    return {
        "added": [code for code in new if code not in old],
        "changed": [code for code in new if code in old and new[code] != old[code]],
        "dropped": [code for code in old if code not in new],
        "same": [code for code in new if new[code] == old.get(code)],
    }


async def read_view(door: Door) -> VisitRulesView:
    """The district's visit rules as they are."""
    return await dues.read_rules(door)


async def publish(door: Door, base: int, told: RulesFile, valid_from: str, reason: str) -> Receipt:
    """Publish an edition, if nobody has published another since. Raises Refused."""
    command = PublishVisitRules(
        **facts_of(new_id()), base=base, scheme=told.scheme, valid_from=valid_from, rules=told.rules, reason=reason
    )
    [receipt] = (await door.issue([command], OPERATOR)).receipts
    if receipt.verdict is not Verdict.APPLIED:
        raise Refused(f"not published: {receipt.verdict} {receipt.why} {dict(receipt.facts)}")
    return receipt


async def list_due(door: Door, code: str, on: str, limit: int) -> VisitDuePage:
    """The first of a grid's due list, journalled as the operator's look. Raises Refused where there is no such grid."""

    async def work(tx: Tx) -> tuple[VisitDuePage, Sequence[str]]:
        scope, asked = await _asked(tx, door, code, on)
        return await dues.page_of(scope, tx, door, Remembered(), asked, 0, limit)

    grid = await door.database.read(lambda tx: _grid_of(tx, door, code))
    return await door.witnessed(Reading(OPERATOR, f"visit-plan:{grid}", "visits_due", grid), work)


async def read_coverage(door: Door, code: str, on: str) -> VisitCoverage:
    """How many visits of a grid were made. Raises Refused where there is no such grid."""

    async def work(tx: ReadTx) -> VisitCoverage:
        scope, asked = await _asked(tx, door, code, on)
        return await dues.count_coverage(scope, tx, door, asked, clock.now())

    return await door.database.read(work)


async def _grid_of(tx: ReadTx, door: Door, code: str) -> str:
    grids = [grid for grid in (await directory_of(tx, door)).district_grids() if grid.code == code]
    if len(grids) != 1:
        raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return grids[0].id


async def _asked(tx: ReadTx, door: Door, code: str, on: str) -> tuple[OfficeScope, dues.Asked]:
    grid = await _grid_of(tx, door, code)
    try:
        day = dues.day_near(on, clock.now())
    except Problem as problem:
        if problem.code is not ProblemCode.MALFORMED:
            raise
        raise Refused(f"{on}: {dues.BACK_DAYS} days back to {dues.AHEAD_DAYS} ahead can be asked for") from problem
    rules = await find_entity(tx, door, VisitRules, VISIT_RULES)
    scope = OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=(grid,))
    return scope, dues.Asked(grid, day, rules, sensitive=True)
